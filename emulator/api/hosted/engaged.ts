// What somebody does with a message by opening one of its addresses: it counts, and leads on.
import type { Message } from '../../domain/messages/messages.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { World } from '../../world.ts'

/** True when it counted: a mail or text that never arrived here (its address bounces) may all the same have been forwarded and opened. */
export function engaged(world: World, message: Message, action: string, data: Record<string, unknown>): boolean {
  try {
    world.db.tx(() => world.engagement.engage(message.id, action, data))
    return true
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    world.decisions.ignored({ rule: `${message.channel}/${action}`, why: error.code, compared: { message_id: message.id, status: message.status } }, message.braze_id)
    return false
  }
}

/** A header takes visible ASCII only. */
export const headerSafe = (url: string): string => (/^[!-~]+$/.test(url) ? url : URL.canParse(url) ? new URL(url).href : encodeURI(url))
