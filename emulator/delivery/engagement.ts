// What users do with messages, by hand, by a device or by a link that was opened: the channel knows what each action means.
import type { Message, Messages } from '../domain/messages/messages.ts'
import { Refusal } from '../domain/refusal.ts'
import type { Channel } from './channels/channel.ts'
import { readEngagement } from './engagement-data.ts'
import type { Json } from './outgoing.ts'

type Nouns = { messages: Messages; channels: Readonly<Record<string, Channel>>; convert: (message: Message, data: Json) => void }

/** Of messages that no user has: only `convert` is left of one that its provider refused after it was sent, as its window began with the send. */
const UNSENT: ReadonlySet<Message['status']> = new Set(['pending', 'withheld', 'aborted'])
const REFUSED: ReadonlySet<Message['status']> = new Set(['bounced', 'failed'])

/** Engagement with the messages of one world. */
export function createEngagement({ messages, channels, convert }: Nouns) {
  const actionsOf = (channel: string): string[] => [...Object.keys(channels[channel]?.engage ?? {}), 'convert']

  return {
    actionsOf,
    /** Inside a transaction. Throws Refusal `not_found`, `not_delivered` (it never reached the user), `unknown_action` with those that there are, `invalid_engagement`. */
    engage(id: string, action: string, data: Json = {}): Message {
      const message = messages.find(id)
      if (message === undefined) throw new Refusal('not_found', { id })
      const undelivered = new Refusal('not_delivered', { id, status: message.status, reason: message.reason })
      // What waits for a device has no payload yet
      if (UNSENT.has(message.status) || (message.payload === null && message.outgoing !== null)) throw undelivered
      const effect = action === 'convert' ? convert : channels[message.channel]?.engage[action]
      if (effect === undefined || !actionsOf(message.channel).includes(action)) throw new Refusal('unknown_action', { action, channel: message.channel, actions: actionsOf(message.channel) })
      if (REFUSED.has(message.status) && action !== 'convert') throw undelivered
      const read = readEngagement(message.channel, action, data)
      messages.engaged(message, action, read)
      effect(message, read)
      return messages.find(id)!
    },
  }
}

export type EngagementVerbs = ReturnType<typeof createEngagement>
