// {% abort_message %}, {% abort_message() %}, {% abort_message('reason') %}: the message is not sent. docs: liquid/aborting_messages
import { MessageAborted } from '../outcomes.ts'
import type { Tag } from '../tag.ts'

/** What the Message Activity Log says when the tag gives no reason. docs: liquid/aborting_messages */
export const NO_REASON = '{% abort_message %} called'

/** `('reason')`, `("reason")`; samples also have a text without quotes, with or without parentheses. */
export function reasonIn(args: string): string {
  const inside = /^\(([^]*)\)$/.exec(args)?.[1]?.trim() ?? args
  return /^(['"])([^]*)\1$/.exec(inside)?.[2] ?? inside
}

export const abortMessage: Tag = {
  name: 'abort_message',
  run({ args }) {
    throw new MessageAborted(reasonIn(args) || NO_REASON)
  },
}
