// Live Activities, from the request to APNs: start, update, end; whom they reach, and who can not be reached.
import { describe, expect, test } from 'vitest'
import { homeKeys } from '../../emulator/index.ts'
import { deviceIdOf, withToken } from '../kit/pushes.ts'
import type { Emulator } from '../kit/rest.ts'
import { emulator } from '../kit/world.ts'

const NOTIFICATION = { alert: { title: 'Chiefs v. Bills', body: 'The game is starting', sound: 'horn.aiff' } }
const GAME = { app_id: homeKeys.ios, activity_id: 'game-1' }
const START = { ...GAME, activity_attributes_type: 'FootballActivity', activity_attributes: { team1: 'Chiefs' }, content_state: { one: 0, two: 0 }, notification: NOTIFICATION }
const token = (e: Emulator, token: string, more: object, device_id = deviceIdOf('ios')) => e.admin('POST', '/live_activities/tokens', { app_id: homeKeys.ios, device_id, token, ...more })
const start = async (e: Emulator, more: object) => {
  expect((await e.post('/messages/live_activity/start', { ...START, ...more })).status).toBe(201)
  await e.world.scheduler.settle()
}
const update = async (e: Emulator, more: object = {}) => {
  expect((await e.post('/messages/live_activity/update', { ...GAME, content_state: { one: 7, two: 3 }, ...more })).status).toBe(201)
  await e.world.scheduler.settle()
}
const sent = async (e: Emulator) => (await e.admin('GET', '/messages?channel=live_activity')).body.messages

describe('start', () => {
  test('to a device that lets activities of the type be started', async () => {
    const e = emulator()
    await withToken(e, 'ios', 'f00d')
    expect(await e.kindsOf(() => token(e, 'start-1', { activity_attributes_type: 'FootballActivity' }))).toEqual(['live_activity.token_changed'])
    const kinds = await e.kindsOf(() => start(e, { external_user_ids: ['mel'], stale_date: '2026-03-01T13:00:00Z', dismissal_date: '2026-03-01T14:00:00Z' }))
    expect(kinds).toEqual(['live_activity.started', 'send.accepted', 'live_activity.sent', 'live_activity.outcome'])
    const [message] = await sent(e)
    expect(message).toMatchObject({ status: 'sent', device_id: deviceIdOf('ios'), address: 'start-1', dispatch_id: expect.stringMatching(/^[0-9a-f]{32}$/) })
    expect(message.payload).toEqual({
      url: 'https://api.push.apple.com/3/device/start-1',
      method: 'POST',
      headers: { 'apns-id': message.id, 'apns-topic': `${homeKeys.ios}.push-type.liveactivity`, 'apns-push-type': 'liveactivity', 'apns-priority': '10' },
      body: {
        aps: {
          timestamp: 1772366400, event: 'start', 'content-state': { one: 0, two: 0 }, 'attributes-type': 'FootballActivity', attributes: { team1: 'Chiefs', brazeActivityId: 'game-1' },
          'stale-date': 1772370000, 'dismissal-date': 1772373600, alert: NOTIFICATION.alert,
        },
      },
    })
  })

  test('no such token: withheld with the reason; no such user: a trace', async () => {
    const e = emulator()
    await withToken(e, 'ios', 'f00d')
    await token(e, 'start-1', { activity_attributes_type: 'OtherActivity' })
    expect(await e.kindsOf(() => start(e, { external_user_ids: ['mel', 'nobody'] }))).toEqual(['live_activity.started', 'send.accepted', 'message.withheld', 'decision.ignored'])
    expect(await sent(e)).toMatchObject([{ status: 'withheld', reason: 'no_push_token', detail: { app_id: homeKeys.ios, activity_attributes_type: 'FootballActivity' } }])
  })

  test.each([['a segment', async (e: Emulator) => ({ segment_id: (await e.admin('POST', '/segments', { name: 'Blue', filters: { filter: 'custom_attribute', name: 'team', type: 'string', cmp: 'is_any_of', value: 'blue' } })).body.id })], ['an audience', async () => ({ custom_audience: { AND: [{ custom_attribute: { custom_attribute_name: 'team', comparison: 'equals', value: 'blue' } }] } })]] as const)('to %s', async (_, audience) => {
    const e = emulator()
    for (const [user, team] of [['mel', 'blue'], ['ann', 'red']] as const) {
      await withToken(e, 'ios', `t-${user}`, { user, device_id: `d-${user}` })
      await e.post('/users/track', { attributes: [{ external_id: user, team }] })
      await token(e, `start-${user}`, { activity_attributes_type: 'FootballActivity' }, `d-${user}`)
    }
    await start(e, await audience(e))
    expect((await sent(e)).map(({ address }: any) => address)).toEqual(['start-mel'])
  })

  test('a token that APNs does not know is forgotten', async () => {
    const e = emulator()
    await withToken(e, 'ios', 'f00d')
    await token(e, 'bounce-1', { activity_attributes_type: 'FootballActivity' })
    const rows = await e.rowsOf(() => start(e, { external_user_ids: ['mel'] }))
    expect(rows.map(({ kind, data }) => [kind, data['outcome'] ?? data['change']])).toEqual([['live_activity.started', undefined], ['send.accepted', undefined], ['live_activity.sent', undefined], ['live_activity.outcome', 'Unregistered'], ['live_activity.token_changed', 'removed']])
    expect(await sent(e)).toMatchObject([{ status: 'bounced', reason: 'provider_refused', detail: { error: 'Unregistered' } }])
    await start(e, { external_user_ids: ['mel'] })
    expect((await sent(e))[1]).toMatchObject({ status: 'withheld', reason: 'no_push_token' })
  })
})

describe('update and end', () => {
  test('to every device that takes updates of the activity; with Liquid for its user', async () => {
    const e = emulator()
    for (const user of ['ann', 'mel']) {
      await withToken(e, 'ios', `t-${user}`, { user, device_id: `d-${user}` })
      await e.post('/users/track', { attributes: [{ external_id: user, first_name: user.toUpperCase() }] })
      await token(e, `update-${user}`, { activity_id: 'game-1' }, `d-${user}`)
    }
    await update(e, { content_state: { greeting: 'Hi {{${first_name}}}', one: 7 } })
    const messages = await sent(e)
    expect(messages.map(({ address, payload }: any) => [address, payload.body.aps])).toEqual([
      ['update-ann', { timestamp: 1772366400, event: 'update', 'content-state': { greeting: 'Hi ANN', one: 7 } }],
      ['update-mel', { timestamp: 1772366400, event: 'update', 'content-state': { greeting: 'Hi MEL', one: 7 } }],
    ])
    expect(new Set(messages.map(({ dispatch_id }: any) => dispatch_id)).size).toBe(1)
  })

  test('the end, quietly', async () => {
    const e = emulator()
    await withToken(e, 'ios', 'f00d')
    await token(e, 'update-1', { activity_id: 'game-1' })
    await update(e, { end_activity: true, dismissal_date: '2026-03-01T12:05:00Z', notification: { alert: 'Over', 'content-available': true } })
    const [{ payload }] = await sent(e)
    expect([payload.headers['apns-priority'], payload.body.aps]).toEqual(['5', { timestamp: 1772366400, event: 'end', 'content-state': { one: 7, two: 3 }, 'dismissal-date': 1772366700, alert: { body: 'Over' } }])
    expect((await e.admin('GET', '/live_activities')).body.live_activities).toMatchObject([{ activity_id: 'game-1', state: 'ended', tokens: [{ token: 'update-1' }] }])
    expect(await e.kindsOf(() => update(e))).toEqual(['decision.ignored']) // it has ended
  })

  test('an activity that no device has a token for: nobody is told, with a trace', async () => {
    const e = emulator()
    await withToken(e, 'ios', 'f00d')
    await token(e, 'start-1', { activity_attributes_type: 'FootballActivity' })
    await start(e, { external_user_ids: ['mel'] })
    expect(await e.kindsOf(() => update(e))).toEqual(['live_activity.updated', 'send.accepted', 'decision.ignored'])
    expect(await sent(e)).toHaveLength(1)
  })

  test('a state too large for APNs is aborted', async () => {
    const e = emulator()
    await withToken(e, 'ios', 'f00d')
    await token(e, 'update-1', { activity_id: 'game-1' })
    await update(e, { content_state: { text: 'x'.repeat(4100) } })
    expect(await sent(e)).toMatchObject([{ status: 'aborted', reason: 'too_large', detail: { limit: 4096 } }])
  })
})
