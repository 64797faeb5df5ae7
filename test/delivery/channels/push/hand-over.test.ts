// A push at its service: sent, or bounced with the token gone; the first push after an uninstall finds out (rules P3, P4, P14).
import { describe, expect, test } from 'vitest'
import { homeKeys } from '../../../../emulator/index.ts'
import { deliver, deviceIdOf, withToken } from '../../../kit/pushes.ts'
import { emulator } from '../../../kit/world.ts'

const ANDROID = { title: 'Hi', alert: 'There' }

test('a push that is taken: status sent, one row', async () => {
  const e = emulator()
  await withToken(e, 'android', 'fcm-1')
  const rows = await e.rowsOf(async () => void deliver(e, 'android_push', ANDROID))
  const message = (await e.admin('GET', '/messages')).body.messages[0]
  expect(rows.map(({ kind, data }) => [kind, data])).toEqual([['push.sent', { message_id: message.id, channel: 'android_push', device_id: deviceIdOf('android'), app_id: homeKeys.android, platform: 'Android' }]])
  expect(message).toMatchObject({ status: 'sent', reason: null, detail: null, address: 'fcm-1' })
})

describe('tokens that begin with bounce-', () => {
  test.each([
    ['ios', 'ios_push', { alert: 'Hi' }, 'bounce-1', 'Unregistered', 410],
    ['ios', 'ios_push', { alert: 'Hi' }, 'bounce-BadDeviceToken-1', 'BadDeviceToken', 400],
    ['android', 'android_push', ANDROID, 'bounce-1', 'NotRegistered', 404],
    ['android', 'android_push', ANDROID, 'bounce-MismatchSenderId-1', 'MismatchSenderId', 403],
    ['web', 'web_push', ANDROID, 'https://push.example/bounce-1', 'Unregistered', 410],
  ] as const)('%s: %s %j to %s bounces with %s (%i), and the token is gone', async (app, channel, body, token, error, status) => {
    const e = emulator()
    await withToken(e, app, token)
    const rows = await e.rowsOf(async () => void deliver(e, channel, body))
    expect(rows.map(({ kind }) => kind)).toEqual(['push.sent', 'push.bounced', 'push_token.removed'])
    expect(rows[1]!.data).toMatchObject({ error, token, channel })
    expect(rows[2]!.data).toMatchObject({ token, reason: `bounced: ${error}` })
    expect((await e.admin('GET', '/messages?status=bounced')).body.messages).toMatchObject([{ status: 'bounced', reason: 'provider_refused', detail: { error, provider: { status } } }])
    expect(await e.exported('mel', ['push_tokens', 'push_subscribe'])).toEqual({ push_subscribe: 'subscribed' }) // the state is the user's and stays
    expect(deliver(e, channel, body).map(({ status, reason }) => [status, reason])).toEqual([['withheld', 'no_push_token']])
  })
})

describe('P4: an uninstall that Braze has not noticed', () => {
  test('the token stays until the next push, which bounces; then the device counts as uninstalled', async () => {
    const e = emulator()
    await withToken(e, 'ios', 'f00d')
    expect(await e.kindsOf(() => e.admin('POST', `/devices/${deviceIdOf('ios')}/uninstall?noticed=false`))).toEqual([])
    expect((await e.exported('mel')).push_tokens).toMatchObject([{ token: 'f00d' }])
    const rows = await e.rowsOf(async () => void deliver(e, 'ios_push', { alert: 'Hi' }))
    expect(rows.map(({ kind }) => kind)).toEqual(['push.sent', 'push.bounced', 'push_token.removed', 'device.uninstalled'])
    expect(rows[1]!.data).toMatchObject({ error: 'Unregistered' })
    expect(await e.exported('mel', ['push_tokens', 'uninstalled_at'])).toEqual({ uninstalled_at: '2026-03-01T12:00:00.000Z' })
  })

  test('launched again before that, the app registers and is reached', async () => {
    const e = emulator()
    await withToken(e, 'ios', 'f00d')
    await e.admin('POST', `/devices/${deviceIdOf('ios')}/uninstall?noticed=false`)
    await withToken(e, 'ios', 'beef')
    expect(deliver(e, 'ios_push', { alert: 'Hi' }).map(({ status, address }) => [status, address])).toEqual([['sent', 'beef']])
    // the old token would still be refused, until the app itself registers it again
    expect([e.world.pushes.isDead(homeKeys.ios, 'f00d'), e.world.pushes.isDead(homeKeys.ios, 'beef')]).toEqual([true, false])
    await withToken(e, 'ios', 'f00d')
    expect(e.world.pushes.isDead(homeKeys.ios, 'f00d')).toBe(false)
  })
})

test('a browser that dropped its subscription: the next push bounces, the site is not uninstalled', async () => {
  const e = emulator()
  await withToken(e, 'web', 'https://push.example/1')
  await e.admin('POST', `/devices/${deviceIdOf('web')}/uninstall?noticed=false`)
  expect(await e.kindsOf(async () => void deliver(e, 'web_push', ANDROID))).toEqual(['push.sent', 'push.bounced', 'push_token.removed'])
})

test('one bad token does not keep the push from the other', async () => {
  const e = emulator()
  await withToken(e, 'android', 'bounce-1', { device_id: 'd1' })
  await withToken(e, 'android', 'good', { device_id: 'd2' })
  expect(deliver(e, 'android_push', ANDROID).map(({ status, address }) => [status, address]).sort()).toEqual([['bounced', 'bounce-1'], ['sent', 'good']])
  expect((await e.exported('mel', ['push_tokens'])).push_tokens).toMatchObject([{ token: 'good' }])
})

test('a test push that bounces leaves a row that no statistics count', async () => {
  const e = emulator()
  await withToken(e, 'android', 'bounce-1')
  const rows = await e.rowsOf(async () => void deliver(e, 'android_push', ANDROID, { test: true }))
  expect(rows.map(({ kind, data }) => [kind, data['test']])).toEqual([['push.sent', true], ['push.bounced', true], ['push_token.removed', undefined]])
})

test('what Liquid gives as extras of the message stands in the row, not in the payload', async () => {
  const e = emulator()
  await withToken(e, 'android', 'fcm-1')
  const rows = await e.rowsOf(async () => void deliver(e, 'android_push', { title: 'Hi', alert: 'There{% message_extras :key k :value v %}' }))
  expect(rows.map(({ kind, data }) => [kind, data['message_extras']])).toEqual([['push.sent', { k: 'v' }]])
  const { payload } = (await e.admin('GET', '/messages')).body.messages[0]
  expect(payload.body.message.data).toEqual({ _ab: 'true', br_p_id: expect.any(String), cid: expect.any(String), t: 'Hi', a: 'There' })
})
