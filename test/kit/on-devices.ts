// Cards and Banners as devices ask for them, each answer for iOS read by the strict decoder; and campaigns and Canvases that have them.
import { expect } from 'vitest'
import { decodeForIos, skippedByIos } from '../../sdk-shims/device/ios-decoder.ts'
import { define } from './messaging.ts'
import type { App } from './sdk-wire.ts'
import { envelope, event, sendData } from './sdk-wire.ts'
import type { emulator } from './world.ts'

type Emulator = ReturnType<typeof emulator>
type Members = Record<string, any>

/** What the device has seen, from an answer it had. */
export const marks = ({ last_full_sync_at, last_card_updated_at }: Members): Members => ({ last_full_sync_at, last_card_updated_at })

/** One card sync. An anonymous one without `user_id`; another device by `device_id`. */
export async function syncCards(e: Emulator, app: App, body: Members = {}): Promise<Members> {
  const answer = await e.sdk(app, '/content_cards/sync', envelope(app, { last_full_sync_at: 0, last_card_updated_at: 0, ...body }))
  expect(answer.status).toBe(201)
  expect(decodeForIos('contentCards', answer.body)).toBeUndefined()
  expect(answer.body.cards.map((card: Members) => skippedByIos('card', card as never)).filter(Boolean)).toEqual([])
  return answer.body
}
export const titles = ({ cards }: Members): string[] => cards.map((card: Members) => (card['r'] === true ? `-${card['tt']}` : card['tt']))

/** One Banner sync; the answer as the app's SDK gets it. */
export async function syncBanners(e: Emulator, app: App, placements: readonly string[], body: Members = {}): Promise<Members> {
  const answer = await e.sdk(app, '/banners/sync', envelope(app, { placements: placements.map((id) => ({ id })), ...body }))
  expect(answer.status).toBe(201)
  expect(decodeForIos('banners', answer.body)).toBeUndefined()
  return answer.body
}
/** The Banners of a web or Android answer by placement. */
export const shownAt = ({ banners }: Members): Record<string, Members | null> => Object.fromEntries(Object.entries(banners as Record<string, Members>).map(([id, one]) => [id, one['banner']]))

/** Events of a user's device: `logs(e, 'web', 'u1', ['cci', {ids}])`. */
export const logs = (e: Emulator, app: App, user: string | undefined, events: readonly (readonly [code: string, data: Members])[], more: Members = {}) =>
  sendData(e, app, { events: events.map(([code, data]) => event(code, data, { ...(user === undefined ? {} : { user }), at: e.world.clock.now() / 1000 })), time: e.world.clock.now() / 1000, ...more }, user)

let session = 0
/** A session of the user begins on a device. */
export const starts = (e: Emulator, app: App, user: string | undefined, more: Members = {}) =>
  sendData(e, app, { events: [event('ss', {}, { ...(user === undefined ? {} : { user }), session: `session-${++session}`, at: e.world.clock.now() / 1000 })], time: e.world.clock.now() / 1000, ...more }, user)

/** A campaign of one card that went out at launch. */
export async function cardCampaign(e: Emulator, id: string, body: Members = {}, more: Members = {}): Promise<void> {
  await define(e, 'campaigns', { id, name: id, schedule: {}, messages: { [`${id}-v`]: { channel: 'content_cards', title: id, message: 'Hello', ...body } }, ...more })
  await e.admin('POST', '/settle')
}
/** A campaign of one Banner. */
export const bannerCampaign = (e: Emulator, id: string, body: Members = {}, more: Members = {}) =>
  define(e, 'campaigns', { id, name: id, schedule: {}, messages: { [`${id}-v`]: { channel: 'banner', placement_id: 'home', html: `<p>${id}</p>`, ...body } }, ...more })

export const people = (e: Emulator, ...names: string[]) => e.post('/users/track', { attributes: names.map((external_id) => ({ external_id })) })
export const advance = (e: Emulator, by: string) => e.admin('POST', '/clock/advance', { by })
