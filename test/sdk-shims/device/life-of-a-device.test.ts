// Rules that hold over a device's life: users on one device, reinstalls, pushes after them, late data, modes of authentication (U7, U11, P4, P5, P9, P20, A9, N8, M15).
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../sdk-shims/device/index.ts'
import { MOBILE, PLATFORMS } from './message-bench.ts'
import { answer, attributes, bench, codes, DATA, events, START_S } from './scripted-server.ts'

const PUSH: JsonObject = { aps: { alert: { title: 'Hi', body: 'There' } }, ab: { c: 'x' }, data: { _ab: 'true', t: 'Hi', a: 'There' }, t: 'Hi', a: 'There' }
const names = (record: Parameters<typeof events>[0]): unknown[] => events(record).map((one) => (one['data'] as JsonObject)['n']).filter((one) => one !== undefined)

describe('users of one device', () => {
  test.each(PLATFORMS)('U7 %s: from one user to the next nothing of the first is sent for the second', async (platform) => {
    const { device, news } = bench(platform)
    device.launch()
    device.changeUser('a')
    await news()
    device.logCustomEvent('of a')
    device.setFirstName('Ada')
    device.changeUser('b')
    device.logCustomEvent('of b')
    device.requestImmediateDataFlush()
    const sent = await news()
    const users = (name: string): unknown[] => sent.flatMap((one) => events(one)).filter((one) => (one['data'] as JsonObject)['n'] === name).map((one) => one['user_id'])
    expect([users('of a'), users('of b')]).toEqual([['a'], ['b']])
    expect(sent.flatMap((one) => attributes(one)).filter((one) => one['first_name'] !== undefined)).toEqual([{ user_id: 'a', first_name: 'Ada' }])
  })

  test('U11 web: an alias marks the anonymous user only; it is not sent for the known one, nor taken to the next anonymous one', async () => {
    const { device, news } = bench('web')
    device.launch()
    device.addAlias('me', 'crm')
    device.logCustomEvent('anonymous')
    device.requestImmediateDataFlush()
    await news()
    device.changeUser('u1')
    const [known] = await news()
    expect((known?.body['respond_with'] as JsonObject)['alias']).toBeUndefined()
    device.wipeData()
    device.openSession()
    expect(JSON.stringify((await news())[0]?.body)).not.toContain('crm')
  })
})

describe('push over a reinstall', () => {
  test.each(PLATFORMS)('P4 %s: without the app nothing arrives; a reinstalled app that was not launched has neither token nor consent', async (platform) => {
    const { device, news } = bench(platform)
    device.launch()
    device.allowPush('token-1')
    await news()
    device.uninstall()
    expect(device.receivePush(PUSH)).toMatchObject({ displayed: false, ignored: 'the app is not installed' })
    device.reinstall()
    expect([device.state().pushToken, device.state().pushPermission, (await news()).length]).toEqual([undefined, 'notDetermined', 0])
    expect(device.receivePush(PUSH).displayed).toBe(false)
    device.launch()
    await news()
    device.allowPush('token-2')
    const sent = await news()
    expect(sent.flatMap((one) => attributes(one)).map((one) => one['push_token'])).toEqual(['token-2'])
    expect(device.receivePush(PUSH).displayed).toBe(true)
  })

  test.each(MOBILE)('P5, P9 %s: without the consent of the OS the token stays and nothing is shown; a silent push arrives all the same', async (platform) => {
    const { device, news } = bench(platform)
    device.launch()
    device.setPushToken('token-1')
    expect((await news()).flatMap((one) => attributes(one)).map((one) => one['push_token'])).toContain('token-1')
    device.denyPush()
    expect(device.receivePush(PUSH)).toMatchObject({ displayed: false, ignored: 'notifications are not allowed' })
    expect(device.receivePush({ aps: { 'content-available': 1 }, ab: { c: 'x' }, data: { _ab: 'true', cid: 'x' } })).toMatchObject({ silent: true, received: true })
    expect(device.state().pushToken).toBe('token-1')
  })
})

describe('authentication', () => {
  test.each(PLATFORMS)('P20, A8 %s: an anonymous user with a token becomes known: no request holds ids that differ', async (platform) => {
    const { device, news } = bench(platform, { enableSdkAuthentication: true })
    device.launch()
    await news()
    device.allowPush('token-1')
    device.logCustomEvent('anonymous')
    device.setFirstName('Ada')
    device.changeUser('u1', 'jwt-1')
    const sent = await news()
    expect(sent.flatMap((one) => attributes(one)).filter((one) => one['push_token'] === 'token-1').map((one) => one['user_id'])).toContain('u1')
    for (const { body } of sent) {
      const ids = [...((body['events'] ?? []) as JsonObject[]), ...((body['attributes'] ?? []) as JsonObject[])].map((one) => one['user_id'] ?? null)
      const respond = body['respond_with'] as JsonObject | undefined
      expect(new Set([...ids, ...(respond === undefined ? [] : [respond['user_id'] ?? null])]).size).toBe(1)
    }
  })

  test.each(PLATFORMS)('A9 %s: what was refused goes through once the server asks for no signature any more', async (platform) => {
    const { device, news, script, pass } = bench(platform, { enableSdkAuthentication: true })
    device.launch()
    device.changeUser('u1', 'wrong')
    await news()
    script(DATA, answer({ auth_error: { error_code: 21, reason: 'SUBJECT_MISMATCH' } }))
    device.logCustomEvent('kept')
    await pass(10)
    await pass(30)
    const sent = await news()
    expect(sent.map((one) => [one.outcome, names(one)])).toEqual([['failed', ['kept']], ['ok', ['kept']]])
    expect(device.pending.events).toEqual([])
  })
})

describe('late data', () => {
  test.each(PLATFORMS)('N8 %s: events that arrive late keep the time at which they happened, and their order among themselves', async (platform) => {
    const { device, news, pass } = bench(platform)
    device.launch()
    await news()
    device.goOffline()
    device.logCustomEvent('first')
    await pass(5)
    device.logCustomEvent('second')
    await pass(200)
    device.goOnline()
    device.logCustomEvent('third')
    await pass(600)
    const arrived = (await news()).filter((one) => one.outcome === 'ok').flatMap((one) => events(one)).filter((one) => one['name'] === 'ce')
    const byTime = arrived.sort((a, b) => Number(a['time']) - Number(b['time']))
    expect(byTime.map((one) => [(one['data'] as JsonObject)['n'], Number(one['time']) - START_S])).toEqual([['first', 0], ['second', 5], ['third', 205]])
    expect(codes(undefined)).toEqual([])
  })
})
