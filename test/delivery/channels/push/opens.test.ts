// What users do with pushes: by hand or told by an SDK, the same row, counted once; buttons that say no; influenced opens.
import { describe, expect, test } from 'vitest'
import { homeKeys } from '../../../../emulator/index.ts'
import { NO_ORIGIN } from '../../../../emulator/domain/messages/messages.ts'
import { define, to } from '../../../kit/messaging.ts'
import { deliver, deviceIdOf, withToken } from '../../../kit/pushes.ts'
import type { Emulator } from '../../../kit/rest.ts'
import { event, sendData, T } from '../../../kit/sdk-wire.ts'
import { emulator } from '../../../kit/world.ts'

const ANDROID = { title: 'Hi', alert: 'There', buttons: [{ text: 'Yes' }, { text: 'No', action: 'CLOSE' }] }

/** A campaign's push on mel's phone; its message, and the id that the SDK sends back. */
async function sent(e: Emulator, { test = false, send_id = null as string | null } = {}) {
  await withToken(e, 'android', 'fcm-1')
  await define(e, 'campaigns', { id: 'c1', name: 'Offers', messages: { m1: { channel: 'android_push', ...ANDROID } } })
  const [message] = deliver(e, 'android_push', ANDROID, { test, origin: { ...NO_ORIGIN, campaign_id: 'c1', message_variation_id: 'm1', dispatch_id: 'x1', send_id } })
  const cid = (message!.payload as any).body.message.data.cid as string
  return { id: message!.id, cid }
}
const tell = (e: Emulator, name: string, data: object) => sendData(e, 'android', { events: [event(name, data, { user: 'mel', session: 's-fcm-1', at: T })] }, 'mel')
const counted = async (e: Emulator) => (await e.get('/campaigns/data_series?campaign_id=c1&length=1&ending_at=2026-03-01T23:00:00Z')).body.data[0].messages.android_push[0]
const shown = async (e: Emulator, id: string) => (await e.admin('GET', `/messages/${id}`)).body
const ABOUT = { message_id: expect.any(String), channel: 'android_push', app_id: homeKeys.android, device_id: 'a0d0-android', dispatch_id: 'x1', campaign_id: 'c1', message_variation_id: 'm1' }

describe('a tap', () => {
  test('told by the SDK: the row names the message, the message shows it, the campaign counts it', async () => {
    const e = emulator()
    const { id, cid } = await sent(e)
    const rows = await e.rowsOf(() => tell(e, 'pc', { cid }))
    expect(rows.map(({ kind, data }) => [kind, data])).toEqual([['push.open', { cid, time: T * 1000, session_id: 's-fcm-1', ...ABOUT, message_id: id }]])
    expect((await shown(e, id)).engagement).toEqual([{ at: '2026-03-01T12:00:00.000Z', action: 'open', by: 'sdk' }])
    expect(await counted(e)).toMatchObject({ sent: 1, direct_opens: 1, total_opens: 1, body_clicks: 1 })
  })

  test('by hand: the same row but for the session, and the same count', async () => {
    const e = emulator()
    const { id, cid } = await sent(e)
    const rows = await e.rowsOf(() => e.admin('POST', `/messages/${id}/engage`, { action: 'open' }))
    expect(rows.map(({ kind, data }) => [kind, data])).toEqual([['push.open', { cid, time: T * 1000, ...ABOUT, message_id: id }]])
    expect((await shown(e, id)).engagement).toEqual([{ at: '2026-03-01T12:00:00.000Z', action: 'open' }])
    expect(await counted(e)).toMatchObject({ sent: 1, direct_opens: 1, total_opens: 1, body_clicks: 1 })
  })

  test('counts for the send id of the message', async () => {
    const e = emulator()
    await define(e, 'campaigns', { id: 'other', name: 'Other', messages: { o1: { channel: 'android_push', ...ANDROID } } })
    await e.post('/sends/id/create', { campaign_id: 'other', send_id: 's1' })
    const { cid } = await sent(e, { send_id: 's1' })
    const rows = await e.rowsOf(() => tell(e, 'pc', { cid }))
    expect(rows[0]!.data).toMatchObject({ send_id: 's1' })
  })

  test('of an id that no message of the device has: the row stands alone', async () => {
    const e = emulator()
    const { id, cid } = await sent(e)
    const rows = await e.rowsOf(() => sendData(e, 'android', { device_id: 'another', events: [event('pc', { cid }, { user: 'ann', at: T, session: 's' })] }, 'ann'))
    expect(rows.filter(({ kind }) => kind === 'push.open').map(({ data }) => data)).toEqual([{ cid, time: T * 1000, app_id: homeKeys.android, device_id: 'another', session_id: 's' }])
    expect((await shown(e, id)).engagement).toEqual([])
    expect(await counted(e)).toMatchObject({ direct_opens: 1 }) // by the variation in the id, as ever
  })

  test('of a test push: shown with it, counted nowhere', async () => {
    const e = emulator()
    const { id, cid } = await sent(e, { test: true })
    expect((await e.rowsOf(() => tell(e, 'pc', { cid })))[0]!.data).toMatchObject({ test: true })
    expect((await shown(e, id)).engagement).toMatchObject([{ action: 'open' }])
    expect((await e.get('/campaigns/data_series?campaign_id=c1&length=1&ending_at=2026-03-01T23:00:00Z')).body.data[0].messages).toMatchObject({ android_push: [{ sent: 0, direct_opens: 0 }] })
  })

  test('without a definition: the push has an id of its own that leads back to it', async () => {
    const e = emulator()
    await withToken(e, 'android', 'fcm-1')
    const [first, second] = [deliver(e, 'android_push', ANDROID)[0]!, deliver(e, 'android_push', ANDROID)[0]!]
    const cidOf = (message: typeof first) => (message.payload as any).body.message.data.cid as string
    expect(Buffer.from(cidOf(first), 'base64').toString()).toMatch(new RegExp(`^[0-9a-f]{24}_\\$_mid=${first.id}&pi=api$`))
    await tell(e, 'pc', { cid: cidOf(first) })
    expect([(await shown(e, first.id)).engagement.length, (await shown(e, second.id)).engagement.length]).toEqual([1, 0])
  })

  test('the newest push of a campaign is the one that is meant', async () => {
    const e = emulator()
    const { id, cid } = await sent(e)
    const [again] = deliver(e, 'android_push', ANDROID, { origin: { ...NO_ORIGIN, campaign_id: 'c1', message_variation_id: 'm1' } })
    await tell(e, 'pc', { cid })
    expect([(await shown(e, id)).engagement.length, (await shown(e, again!.id)).engagement.length]).toEqual([0, 1])
  })
})

describe('buttons', () => {
  test.each([['told by the SDK', (e: Emulator, _: string, cid: string, button: string) => tell(e, 'ca', { cid, a: button })], ['by hand', (e: Emulator, id: string, _: string, button: string) => e.admin('POST', `/messages/${id}/engage`, { action: 'button_click', button })]] as const)(
    '%s: yes is an open, no is none', async (_, click) => {
      const e = emulator()
      const { id, cid } = await sent(e)
      const yes = await e.rowsOf(() => click(e, id, cid, '0'))
      expect(yes.map(({ kind, data }) => [kind, data['a'], data['dismissive']])).toEqual([['push.action_click', '0', undefined]])
      expect(await counted(e)).toMatchObject({ direct_opens: 1, total_opens: 1, body_clicks: 0 })
      const no = await e.rowsOf(() => click(e, id, cid, '1'))
      expect(no.map(({ kind, data }) => [kind, data['a'], data['dismissive']])).toEqual([['push.action_click', '1', true]])
      expect(await counted(e)).toMatchObject({ direct_opens: 1, total_opens: 1, body_clicks: 0 })
      expect((await shown(e, id)).engagement.map(({ action, button }: any) => [action, button])).toEqual([['button_click', '0'], ['button_click', '1']])
    },
  )

  test('by its number', async () => {
    const e = emulator()
    const { id } = await sent(e)
    expect((await e.rowsOf(() => e.admin('POST', `/messages/${id}/engage`, { action: 'button_click', button: 1 })))[0]!.data).toMatchObject({ a: '1', dismissive: true })
  })

  test('the default buttons of iOS that decline are known by their ids', async () => {
    const e = emulator()
    await withToken(e, 'ios', 'f00d')
    const [message] = deliver(e, 'ios_push', { alert: 'Hi', category: 'ab_cat_accept_decline' })
    const click = async (button: unknown) => (await e.rowsOf(() => e.admin('POST', `/messages/${message!.id}/engage`, { action: 'button_click', button }))).map(({ data }) => [data['a'], data['dismissive']])
    expect([await click('ab_pb_accept'), await click(1)]).toEqual([[['ab_pb_accept', undefined]], [['ab_pb_decline', true]]])
  })

  test.each([[{}], [{ button: 7 }], [{ button: 'maybe' }]])('refuses %j and names the buttons', async (body) => {
    const e = emulator()
    const { id } = await sent(e)
    const answer = await e.admin('POST', `/messages/${id}/engage`, { action: 'button_click', ...body })
    expect([answer.status, answer.body.error.message]).toEqual([422, 'button is the number or the id of a button: 0 (0), 1 (1)'])
    expect((await shown(e, id)).engagement).toEqual([])
  })
})

test('dismissed: shown with the message, and no SDK would have said anything', async () => {
  const e = emulator()
  const { id } = await sent(e)
  expect(await e.kindsOf(() => e.admin('POST', `/messages/${id}/engage`, { action: 'dismiss' }))).toEqual([])
  expect((await shown(e, id)).engagement).toMatchObject([{ action: 'dismiss' }])
})

test('bounced by hand: as the service would, once', async () => {
  const e = emulator()
  const { id } = await sent(e)
  expect(await e.kindsOf(() => e.admin('POST', `/messages/${id}/engage`, { action: 'bounce', error: 'MismatchSenderId' }))).toEqual(['push.bounced', 'push_token.removed'])
  expect(await shown(e, id)).toMatchObject({ status: 'bounced', reason: 'provider_refused', detail: { error: 'MismatchSenderId' } })
  expect((await e.admin('POST', `/messages/${id}/engage`, { action: 'bounce' })).status).toBe(409)
  expect(await counted(e)).toMatchObject({ sent: 1, bounces: 1 })
})

test('a delivery receipt makes the push delivered', async () => {
  const e = emulator()
  const { id, cid } = await sent(e)
  await tell(e, 'pd', { cid })
  expect(await shown(e, id)).toMatchObject({ status: 'delivered', engagement: [{ action: 'delivery', by: 'sdk' }] })
})

describe('influenced opens', () => {
  const session = (e: Emulator, name: string, seconds: number) => sendData(e, 'android', { time: T + seconds, events: [event('ss', {}, { user: 'mel', session: name, at: T + seconds })] }, 'mel')
  const at = (e: Emulator, seconds: number) => to(e, new Date((T + seconds) * 1000).toISOString())
  const influenced = (e: Emulator) => e.journal().filter(({ kind }) => kind === 'push.influenced_open')

  test('a session within half an hour, without a tap: one, and only one', async () => {
    const e = emulator()
    const { id } = await sent(e)
    await at(e, 600)
    await session(e, 's2', 600)
    await e.world.scheduler.settle()
    expect(influenced(e)).toEqual([]) // a tap may still be told
    await at(e, 660)
    expect(influenced(e).map(({ profile, data }) => [profile === null, data])).toEqual([[false, { ...ABOUT, message_id: id, time: (T + 600) * 1000 }]])
    expect(await counted(e)).toMatchObject({ direct_opens: 0, total_opens: 1 })
    expect((await shown(e, id)).engagement).toMatchObject([{ action: 'influenced_open' }])
    await session(e, 's3', 700)
    await at(e, 900)
    expect(influenced(e)).toHaveLength(1)
  })

  test('not after a tap, also one that is told after the session it opened', async () => {
    const e = emulator()
    const { cid } = await sent(e)
    await at(e, 600)
    await session(e, 's2', 600)
    await e.world.scheduler.settle()
    await tell(e, 'pc', { cid })
    await at(e, 660)
    expect([influenced(e).length, await counted(e)]).toEqual([0, expect.objectContaining({ direct_opens: 1, total_opens: 1 })])
  })

  test.each([[1800, 1], [1801, 0]])('after %i s: %i', async (seconds, count) => {
    const e = emulator()
    await sent(e)
    await at(e, seconds)
    await session(e, 's2', seconds)
    await at(e, seconds + 60)
    expect(influenced(e)).toHaveLength(count)
  })

  test('the window is a setting', async () => {
    const e = emulator()
    await e.admin('PATCH', '/settings', { push: { influenced_open_minutes: 5 } })
    await sent(e)
    await at(e, 301)
    await session(e, 's2', 301)
    await at(e, 400)
    expect(influenced(e)).toEqual([])
  })

  test('not by a silent push, a test push or one that bounced', async () => {
    const e = emulator()
    await withToken(e, 'android', 'fcm-1')
    deliver(e, 'android_push', { send_to_sync: true })
    deliver(e, 'android_push', ANDROID, { test: true })
    await withToken(e, 'android', 'bounce-2', { device_id: 'd2', at: T - 5 })
    deliver(e, 'android_push', { ...ANDROID, app_ids: [homeKeys.android] }, { test: true })
    await at(e, 60)
    await session(e, 's9', 60)
    await at(e, 120)
    expect(influenced(e)).toEqual([])
  })
})

test('the actions of a push are these', async () => {
  const e = emulator()
  const { id } = await sent(e)
  expect((await e.admin('POST', `/messages/${id}/engage`, { action: 'wink' })).body.error.details.actions).toEqual(['open', 'button_click', 'dismiss', 'bounce', 'convert'])
  expect(deviceIdOf('android')).toBe('a0d0-android')
})
