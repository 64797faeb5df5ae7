// Banners: kept ready for their placement; the SDKs fetch and show them, and only then they count. docs: developer_guide/banners, user_guide/channels/banners
import { passes } from '../gates/gate.ts'
import type { Json } from '../outgoing.ts'
import type { Channel } from './channel.ts'
import { Unsendable } from './channel.ts'
import type { ChannelNouns } from './nouns.ts'
import { trackedId } from './tracked-id.ts'

export function createBanner(nouns: ChannelNouns): Channel {
  const row = nouns.sdkRows.happened
  const idOf = (payload: unknown): string => (payload as { id: string }).id

  return {
    consent: () => passes('subscription', { needed: false }),
    reach: () => ({ targets: [{}] }),
    compose({ body, outgoing, message_id }): Json {
      if (typeof body['placement_id'] !== 'string' || body['placement_id'] === '') throw new Unsendable('incomplete', { abort_type: 'banner', abort_log: 'the banner has no placement_id' })
      return { ...body, id: trackedId(outgoing.origin, message_id), is_test_send: outgoing.test }
    },
    handOver: () => {},
    engage: {
      impression: (message) => row(message, 'banner.impression', { ids: [idOf(message.payload)] }),
      click: (message, { button }) => row(message, 'banner.click', { id: idOf(message.payload), ...(typeof button === 'string' || typeof button === 'number' ? { bid: button } : {}) }),
      dismiss: (message) => row(message, 'banner.dismissal', { id: idOf(message.payload) }),
    },
  }
}
