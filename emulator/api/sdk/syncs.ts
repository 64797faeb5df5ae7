// The other calls of the SDKs: each with the exact envelope it expects, empty until there is something to send. observed: web SDK 6.13.0, BrazeKit 18.2
import * as z from 'zod'
import type { App } from '../../domain/apps.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { World } from '../../world.ts'
import { carriesData, DataBody, takeBatch } from './data.ts'
import { currentUser, deviceIdOf, isObject, textOf } from './envelope.ts'
import { sdk } from './realm.ts'

/** Takes what the call carries, and answers the user it is for. */
export const userOf = (world: World, app: App, body: DataBody): ProfileRow => (carriesData(body) ? takeBatch(world, app, body) : currentUser(world, app, body))

const seconds = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0)

/** iOS needs both watermarks; `full_sync` replaces what the device holds. */
export const contentCardsSync = sdk({
  path: '/content_cards/sync',
  docs: 'developer_guide/content_cards',
  evidence: ['client'],
  body: DataBody.extend({ last_full_sync_at: z.unknown().optional(), last_card_updated_at: z.unknown().optional() }),
  handle({ world, app, body }) {
    userOf(world, app!, body)
    const full = seconds(body.last_full_sync_at) === 0
    return { cards: [], full_sync: full, last_full_sync_at: full ? Math.floor(world.clock.now() / 1000) : seconds(body.last_full_sync_at), last_card_updated_at: seconds(body.last_card_updated_at) }
  },
})

/** No banner for any placement; pending dismissals are stored and acknowledged, or the SDK sends them for ever. */
export const bannersSync = sdk({
  path: '/banners/sync',
  docs: 'developer_guide/banners',
  evidence: ['client'],
  body: DataBody.extend({ placements: z.unknown().optional(), pending_dismissals: z.unknown().optional(), time_ms: z.unknown().optional() }),
  handle({ world, app, body }) {
    const profile = userOf(world, app!, body)
    const placements = (Array.isArray(body.placements) ? body.placements : []).flatMap((one: unknown) => (isObject(one) && textOf(one['id']) !== undefined ? [one['id'] as string] : []))
    const dismissals = (Array.isArray(body.pending_dismissals) ? body.pending_dismissals : []).filter(isObject)
    for (const dismissal of dismissals) world.journal.append('banner.dismissal', { ...dismissal, app_id: app!.app_id, device_id: deviceIdOf(body) }, profile.braze_id)
    return {
      banners: Object.fromEntries(placements.map((id) => [id, { banner: null }])),
      ...(typeof body.time_ms === 'number' ? { request_time: body.time_ms } : {}),
      dismissals: { acknowledged: dismissals },
    }
  },
})

/** Rule P3: the token named goes, or whatever the device has. */
export const pushUnregister = sdk({
  path: '/push/unregister',
  docs: 'developer_guide/push_notifications',
  evidence: ['inferred'],
  body: DataBody.extend({ push_token: z.unknown().optional() }),
  handle({ world, app, body }) {
    if (carriesData(body)) takeBatch(world, app!, body)
    const { push_token } = body
    if (push_token !== undefined && push_token !== null && typeof push_token !== 'string') world.decisions.ignored({ rule: 'P3', why: 'a push token is a string', compared: { push_token } })
    else world.pushTokens.unregister(app!.app_id, deviceIdOf(body), textOf(push_token), 'unregistered by the SDK')
    return { message: 'success' }
  },
})

/** Receipts of pushes that arrived (`pd`). */
export const pushDeliveryEvents = sdk({
  path: '/push/delivery_events',
  docs: 'developer_guide/push_notifications',
  evidence: ['inferred'],
  body: DataBody,
  handle({ world, app, body }) {
    takeBatch(world, app!, body)
    return { message: 'success' }
  },
})

// Calls that no SDK makes while the config leaves their features off. They say so instead of answering something that only looks right.
export const unbuilt = ['/conversational_chat/config', '/conversational_chat/message', '/debugger/init', '/debugger/log', '/push/redeliver', '/push_token_tag', '/web_push'].map((path) =>
  sdk({ path, status: 501, docs: 'developer_guide/sdk_integration', evidence: ['inferred'] }),
)
