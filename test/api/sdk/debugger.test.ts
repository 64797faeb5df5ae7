// The SDK Debugger's calls, tokens of Live Activities, and what a service worker asks for: what is known is done, all is kept, the rest says that it is not emulated.
import { describe, expect, it, test } from 'vitest'
import { homeKeys } from '../../../emulator/index.ts'
import { envelope, event, sendData, traces, userView } from '../../kit/sdk-wire.ts'
import { emulator } from '../../kit/world.ts'

type Emulator = ReturnType<typeof emulator>
const start = (e: Emulator, app: 'web' | 'ios' | 'android', attributes: object = {}) => sendData(e, app, { events: [event('ss', {}, { user: 'u1' })], attributes: [{ user_id: 'u1', ...attributes }], ...(app === 'web' ? {} : { device: { remote_notification_enabled: 1 } }) }, 'u1')

describe('debugger', () => {
  test.each([['/debugger/init', 'sdk_debugger.started', { session: 'abc' }], ['/debugger/log', 'sdk_debugger.logged', { logs: [{ time: 1, line: 'Started user session' }], n: 2 }]] as const)('Q2: what %s says is one row, with the user of the device', async (path, kind, told) => {
    const e = emulator()
    await start(e, 'ios')
    const rows = await e.rowsOf(async () => {
      const answer = await e.sdk('ios', path, envelope('ios', { user_id: 'u1', ...told }))
      expect([answer.status, answer.body]).toEqual([201, { message: 'success' }])
    })
    expect(rows.map((row) => [row.kind, row.profile, row.data])).toEqual([[kind, (await userView(e, 'u1')).braze_id, { app_id: homeKeys.ios, device_id: 'c0ffee00-ios', sdk_version: '18.2.1', told }]])
  })

  it('Q2: a device that nobody has seen makes no user; one without an id is refused', async () => {
    const e = emulator()
    const rows = await e.rowsOf(() => e.sdk('android', '/debugger/log', envelope('android', { lines: ['x'] })))
    expect(rows.map(({ kind, profile }) => [kind, profile])).toEqual([['sdk_debugger.logged', null]])
    expect((await e.admin('GET', '/users')).body.users).toEqual([])
    expect((await e.sdk('android', '/debugger/init', { time: 1 })).body).toEqual({ error: 'no_device_identifier' })
  })
})

describe('push_token_tag', () => {
  it.each(['push_token', 'token'])('P1: the activity of the tag can be updated by push (%s)', async (name) => {
    const e = emulator()
    await start(e, 'ios')
    const rows = await e.rowsOf(async () => {
      const answer = await e.sdk('ios', '/push_token_tag', envelope('ios', { user_id: 'u1', tag: 'match-7', [name]: 'beef' }))
      expect([answer.status, answer.body]).toEqual([201, { message: 'success' }])
    })
    expect(rows.map(({ kind, data }) => [kind, data])).toEqual([['live_activity.token_changed', { change: 'added', app_id: homeKeys.ios, device_id: 'c0ffee00-ios', token: 'beef', activity_id: 'match-7', kind: 'update' }]])
    expect((await e.admin('GET', '/live_activities')).body.live_activities).toMatchObject([{ app_id: homeKeys.ios, activity_id: 'match-7', state: 'active', tokens: [{ device_id: 'c0ffee00-ios', token: 'beef' }] }])
    expect((await e.post('/messages/live_activity/update', { app_id: homeKeys.ios, activity_id: 'match-7', content_state: { score: 1 } })).status).toBe(201)
    await e.admin('POST', '/settle')
    expect((await e.admin('GET', '/messages?channel=live_activity')).body.messages).toMatchObject([{ status: 'sent', device_id: 'c0ffee00-ios', user: { external_id: 'u1' } }])
  })

  it.each<[string, 'ios' | 'android', object, string]>([
    ['no tag', 'ios', { push_token: 'beef' }, `'tag' is not valid`], ['no token', 'ios', { tag: 'a' }, `'push_token' is not valid`], ['a token that is none', 'ios', { tag: 'a', token: 7 }, `'push_token' is not valid`], ['another platform', 'android', { tag: 'a', token: 'b' }, 'only iOS apps have Live Activities'],
  ])('%s is refused, and nothing happens', async (_, app, body, error) => {
    const e = emulator()
    await start(e, app)
    let answer: unknown
    expect(await traces(e, async () => void (answer = await e.sdk(app, '/push_token_tag', envelope(app, { user_id: 'u1', ...body }))))).toEqual(['request.refused'])
    expect(answer).toMatchObject({ status: 400, body: { error } })
    expect((await e.admin('GET', '/live_activities')).body.live_activities).toEqual([])
  })
})

describe('web_push', () => {
  it('P11: the worker gets the newest push to its device, as a payload would have been; the fetch is a row', async () => {
    const e = emulator()
    await start(e, 'web', { push_token: 'https://push.test/1', custom_push_public_key: 'k', custom_push_user_auth: 'a' })
    for (const alert of ['old', 'new']) await e.post('/messages/send', { external_user_ids: ['u1'], messages: { web_push: { title: 'T', alert } } })
    await e.admin('POST', '/settle')
    const [, newest] = (await e.admin('GET', '/messages?channel=web_push')).body.messages
    const rows = await e.rowsOf(async () => {
      const answer = await e.sdk('web', '/web_push/', { device_id: 'e5585b85-web' })
      expect([answer.status, answer.body]).toEqual([201, newest.payload.body])
      expect(answer.body).toMatchObject({ t: 'T', a: 'new', cid: expect.any(String) })
    })
    expect(rows.map(({ kind, data }) => [kind, data])).toEqual([['push.fetched', { message_id: newest.id, app_id: homeKeys.web, device_id: 'e5585b85-web' }]])
  })

  it('P11: a device that was sent nothing gets nothing made up', async () => {
    const e = emulator()
    await start(e, 'web')
    expect(await e.sdk('web', '/web_push/', { device_id: 'e5585b85-web' })).toMatchObject({ status: 404, body: { error: 'no push was sent to this device' } })
  })
})

it.each(['/push/redeliver', '/conversational_chat/config', '/conversational_chat/message'])('%s says that it is not emulated', async (path) => {
  expect((await emulator().sdk('android', path, envelope('android'))).status).toBe(501)
})
