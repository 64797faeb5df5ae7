// What stopped a message in its template, in the words that people read in its row; for all that render one.
import { Unsendable } from './channels/channel.ts'
import { LiquidMistake } from './liquid/tag.ts'
import type { Json } from './outgoing.ts'
import type { Reason } from './reasons.ts'
import { MessageAborted, TryAgain } from './rendering.ts'

const LONGEST_LOG = 128

/** Undefined for a failure that is nobody's doing. `attempts`: how often Connected Content was asked. */
export function stoppedBy(error: unknown, attempts = 1): { reason: Reason; detail: Json } | undefined {
  if (error instanceof MessageAborted) return { reason: 'aborted', detail: { abort_type: 'liquid_abort_message', abort_log: error.log.slice(0, LONGEST_LOG) } }
  if (error instanceof LiquidMistake) return { reason: 'liquid_error', detail: { abort_type: 'liquid_error', abort_log: error.message, ...(error.field === undefined ? {} : { field: error.field }) } }
  if (error instanceof TryAgain) return { reason: 'connected_content_failed', detail: { abort_type: 'connected_content', abort_log: error.message, attempts } }
  return error instanceof Unsendable ? { reason: error.reason, detail: error.detail } : undefined
}
