// In-app messages: kept for the user's devices, which ask for them and decide themselves when to show them; there is no send to count. docs: channels/in_app_messages/traditional/create
import type { Message } from '../../domain/messages/messages.ts'
import { Refusal } from '../../domain/refusal.ts'
import { passes } from '../gates/gate.ts'
import { wireMessage } from '../in-app/wire-message.ts'
import type { Json } from '../outgoing.ts'
import type { Channel } from './channel.ts'
import type { ChannelNouns } from './nouns.ts'
import { trackedId } from './tracked-id.ts'

export function createInAppMessage(nouns: ChannelNouns): Channel {
  const row = nouns.sdkRows.happened

  /** The id by which the device has it: of the trigger, or of the message that it got at the display. */
  function names(message: Message): Json {
    const given = (message.payload ?? {}) as { id?: unknown; data?: { trigger_id?: unknown } }
    return { trigger_ids: [given.data?.trigger_id ?? given.id ?? trackedId(message, message.id)] }
  }

  return {
    rendersOnDevice: true,
    consent: () => passes('subscription', { needed: false }),
    reach: ({ test }, profile) => (test && !nouns.testPushes.reaches(profile) ? { reason: 'no_push_token', seen: { why: 'a test in-app message is called for by a push' } } : { targets: [{}] }),
    /** For previews: what a device would show. */
    compose: ({ body, outgoing, message_id, message_extras }) => ({ type: 'inapp', data: wireMessage(body, trackedId(outgoing.origin, message_id), { message_extras, test: outgoing.test }) }),
    handOver: () => {},
    engage: {
      impression: (message) => row(message, 'in_app_message.impression', names(message)),
      click: (message) => row(message, 'in_app_message.click', names(message)),
      button_click(message, { button }) {
        if (typeof button !== 'number' && typeof button !== 'string') throw new Refusal('invalid_engagement', { path: 'button', why: 'is the id of the button: 0 for the first, a text in HTML messages' })
        row(message, 'in_app_message.button_click', { ...names(message), bid: button })
      },
      /** SDKs tell nobody of it. */
      dismiss: () => {},
    },
  }
}
