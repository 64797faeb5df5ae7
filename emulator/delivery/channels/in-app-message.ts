// In-app messages: ready for the user's devices, which decide themselves when to show them; there is no send to count. docs: channels/in_app_messages/traditional/create
import { Refusal } from '../../domain/refusal.ts'
import { passes } from '../gates/gate.ts'
import type { Json } from '../outgoing.ts'
import type { Channel } from './channel.ts'
import type { ChannelNouns } from './nouns.ts'
import { trackedId } from './tracked-id.ts'

export function createInAppMessage(nouns: ChannelNouns): Channel {
  const row = nouns.sdkRows.happened
  const names = (payload: unknown): Json => ({ trigger_ids: [(payload as { id: string }).id] })

  return {
    consent: () => passes('subscription', { needed: false }),
    reach: () => ({ targets: [{}] }),
    compose: ({ body, outgoing, message_id, message_extras }) => ({ ...body, id: trackedId(outgoing.origin, message_id), ...(message_extras === null ? {} : { message_extras }) }),
    handOver: () => {},
    engage: {
      impression: (message) => row(message, 'in_app_message.impression', names(message.payload)),
      click: (message) => row(message, 'in_app_message.click', names(message.payload)),
      button_click(message, { button }) {
        if (typeof button !== 'number' && typeof button !== 'string') throw new Refusal('invalid_engagement', { path: 'button', why: 'is the id of the button: 0 for the first, a text in HTML messages' })
        row(message, 'in_app_message.button_click', { ...names(message.payload), bid: button })
      },
      /** SDKs tell nobody of it. */
      dismiss: () => {},
    },
  }
}
