// Banners: kept ready for their placement; a device is handed the one it may show when it asks, and only its impression counts. docs: developer_guide/banners, user_guide/channels/banners; observed: web SDK 6.13.0 (`banners/sync`)
import { stableKey } from '../../domain/banners/banners.ts'
import { settledProperties } from '../../domain/banners/properties.ts'
import { isControl } from '../../domain/campaigns/messages.ts'
import { flagIn } from '../../domain/rendered-values.ts'
import { passes } from '../gates/gate.ts'
import type { Json } from '../outgoing.ts'
import type { Channel } from './channel.ts'
import { Unsendable } from './channel.ts'
import type { ChannelNouns } from './nouns.ts'
import { trackedId } from './tracked-id.ts'

const TEST_SECONDS = 300 // "visible for up to 5 minutes". docs: sending_test_messages

/** A Banner as an SDK gets it. */
export type WireBanner = Json & { id: string; placement_id: string; html: string; stable_key?: string }

export function createBanner(nouns: ChannelNouns): Channel {
  const { clock, handed, testPushes } = nouns
  const row = nouns.sdkRows.happened
  const idOf = (payload: unknown): string => (payload as { id: string }).id
  const needs = (what: string): never => {
    throw new Unsendable('incomplete', { abort_type: 'banner', abort_log: `the banner has no ${what}` })
  }

  return {
    rendersOnDevice: ({ test }) => !test,
    consent: () => passes('subscription', { needed: false }),
    reach: () => ({ targets: [{}] }),
    compose({ body, outgoing, message_id }): WireBanner {
      const { placement_id, html, properties, dismissible } = body
      const control = isControl(body)
      if (typeof placement_id !== 'string' || placement_id === '') return needs('placement_id')
      if (!control && (typeof html !== 'string' || html === '')) return needs('html')
      const until = outgoing.test ? clock.now() + TEST_SECONDS * 1000 : outgoing.until
      // A test is a Banner of its own: what is done with it is not done with the one that is live
      const origin = outgoing.test ? { ...outgoing.origin, message_variation_id: null } : outgoing.origin
      return {
        id: trackedId(origin, message_id), placement_id, html: control ? '' : (html as string), is_test_send: outgoing.test, is_control: control, expires_at: until === undefined ? -1 : Math.floor(until / 1000),
        properties: control ? {} : settledProperties(properties), ...(flagIn(dismissible) === false ? {} : { stable_key: stableKey(origin, message_id) }),
      }
    },
    handOver(message, { profile, outgoing }) {
      const place = message.device_id === null || message.app_id === null ? {} : { device_id: message.device_id, app_id: message.app_id }
      handed.add(message, profile, idOf(message.payload), place)
      if (outgoing.test) testPushes.banner(message, profile)
    },
    engage: {
      impression: (message) => row(message, 'banner.impression', { ids: [idOf(message.payload)] }),
      click: (message, { button }) => row(message, 'banner.click', { id: idOf(message.payload), ...(typeof button === 'string' || typeof button === 'number' ? { bid: button } : {}) }),
      dismiss: (message) => row(message, 'banner.dismissal', { id: idOf(message.payload) }),
    },
  }
}
