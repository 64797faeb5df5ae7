// Push tokens and permission (P1-P3, P6-P8, P10).
import { describe, expect, test } from 'vitest'
import type { Platform } from '../../../sdk-shims/device/index.ts'
import { answer, attributes, bench, codes, DATA, events } from './scripted-server.ts'

const PLATFORMS: Platform[] = ['web', 'ios', 'android']
const MOBILE: Platform[] = ['ios', 'android']

describe('tokens', () => {
  test('P1 ios: allowing push sends token, opted_in and the new device object at once', async () => {
    const { device, news, pass } = bench('ios')
    device.launch()
    device.changeUser('u1')
    await news()
    device.allowPush()
    const sent = await news()
    expect(sent).toHaveLength(1)
    expect(device.state().pushToken).toMatch(/^[0-9a-f]{64}$/)
    expect(attributes(sent[0])).toEqual([{ user_id: 'u1', push_token: device.state().pushToken, push_subscribe: 'opted_in' }])
    expect(sent[0]?.body).not.toHaveProperty('events')
    expect(sent[0]?.body['device']).toMatchObject({ remote_notification_enabled: 1, ios_push_auth: 'authorized' })
    await pass(60)
    expect(await news()).toEqual([])
  })

  test('P1 android: an FCM token; P6 opted_in on Android 13 and later', async () => {
    const { device, news } = bench('android')
    device.launch()
    await news()
    device.allowPush()
    const sent = await news()
    expect(sent).toHaveLength(1)
    expect(device.state().pushToken).toMatch(/^[\w-]{22}:APA91b[\w-]{134}$/)
    expect(attributes(sent[0])).toEqual([{ push_token: device.state().pushToken, push_subscribe: 'opted_in' }])
    expect(sent[0]?.body['device']).toMatchObject({ remote_notification_enabled: 1 })
  })

  test('P8 android: Android 12 has no prompt: enabled from the start, token without opted_in', async () => {
    const { device, news } = bench('android', { device: { osVersion: '12' }, registerPushAtLaunch: true })
    device.launch()
    const sent = await news()
    expect(sent).toHaveLength(1)
    expect(attributes(sent[0])).toEqual([{ push_token: device.state().pushToken }])
    expect(sent[0]?.body['device']).toMatchObject({ remote_notification_enabled: 1 })
  })

  test('P8 android: Android 13 registers a token at launch that is background only', async () => {
    const { device, news } = bench('android', { registerPushAtLaunch: true })
    device.launch()
    const sent = await news()
    expect(attributes(sent[0])).toEqual([{ push_token: expect.any(String) }])
    expect(sent[0]?.body['device']).toMatchObject({ remote_notification_enabled: 0 })
    device.allowPush()
    expect(attributes((await news())[0])).toEqual([{ push_subscribe: 'opted_in' }])
  })

  test('P1 web: four push fields and opted_in', async () => {
    const { device, news } = bench('web')
    device.launch()
    await news()
    device.allowPush('https://push.test/abc')
    const sent = await news()
    expect(sent).toHaveLength(1)
    expect(attributes(sent[0])).toEqual([{
      push_token: 'https://push.test/abc', push_subscribe: 'opted_in', custom_push_vapid_public_key: null,
      custom_push_public_key: expect.stringMatching(/^B[\w+/]{86}=$/), custom_push_user_auth: expect.stringMatching(/^[\w+/]{22}==$/),
    }])
  })

  test('P1 web: registration waits for the first config', async () => {
    const { device, news, script, pass } = bench('web')
    script(DATA, answer({}), answer({}))
    device.launch()
    await news()
    device.allowPush('https://push.test/abc')
    device.logCustomEvent('a')
    await pass(10)
    const waiting = await news()
    expect(waiting.map(attributes)).toEqual([[]])
    expect(device.state().pushToken).toBeUndefined()
    device.logCustomEvent('b')
    await pass(10)
    expect((await news()).map((one) => attributes(one).map((entry) => entry['push_token']))).toEqual([[], ['https://push.test/abc']])
  })

  test.each(PLATFORMS)('P1 %s: the token is re-sent at each session start, P7 without opted_in', async (platform) => {
    const { device, news, pass } = bench(platform)
    device.launch()
    device.changeUser('u1')
    await device.idle()
    device.allowPush('tok-1')
    await news()
    device.kill()
    await pass(4000)
    device.launch()
    const sent = await news()
    expect(sent.map(codes)).toEqual([['se', 'ss']])
    expect(attributes(sent[0])).toHaveLength(1)
    expect(attributes(sent[0])[0]).toMatchObject({ user_id: 'u1', push_token: 'tok-1' })
    expect(attributes(sent[0])[0]).not.toHaveProperty('push_subscribe')
  })

  test.each(PLATFORMS)('P2 %s: changeUser sends the token for the new user only', async (platform) => {
    const { device, news } = bench(platform)
    device.launch()
    device.changeUser('u1')
    await device.idle()
    device.allowPush('tok-1')
    await news()
    device.changeUser('u2')
    const sent = await news()
    expect(sent.map((one) => attributes(one).map((entry) => [entry['user_id'], entry['push_token']]))).toEqual([[], [['u2', 'tok-1']]])
  })

  test('P1 web: disablePushTokenMaintenance stops the re-sending', async () => {
    const { device, news, pass } = bench('web', { disablePushTokenMaintenance: true })
    device.launch()
    await device.idle()
    device.allowPush('tok-1')
    await news()
    device.kill()
    await pass(4000)
    device.launch()
    expect((await news()).map(attributes)).toEqual([[]])
  })

  test.each(MOBILE)('P1 %s: setPushToken sends a changed token at once, the same token not at all', async (platform) => {
    const { device, news, pass } = bench(platform)
    device.launch()
    await news()
    device.setPushToken('tok-1')
    expect((await news()).map(attributes)).toEqual([[{ push_token: 'tok-1' }]])
    device.setPushToken('tok-1')
    await pass(60)
    expect(await news()).toEqual([])
  })
})

describe('permission', () => {
  test.each(PLATFORMS)('P6 %s: optInWhenPushAuthorized false sends the token alone', async (platform) => {
    const { device, news } = bench(platform, { optInWhenPushAuthorized: false })
    device.launch()
    await news()
    device.allowPush('tok-1')
    const sent = await news()
    expect(attributes(sent[0])[0]).toMatchObject({ push_token: 'tok-1' })
    expect(attributes(sent[0])[0]).not.toHaveProperty('push_subscribe')
  })

  test.each(PLATFORMS)('P7 %s: allowing again opts nobody in; web says its subscription again', async (platform) => {
    const { device, news, pass } = bench(platform)
    device.launch()
    await device.idle()
    device.allowPush('tok-1')
    await news()
    device.allowPush('tok-1')
    await pass(60)
    const again = { push_token: 'tok-1', custom_push_public_key: expect.any(String), custom_push_user_auth: expect.any(String), custom_push_vapid_public_key: null }
    expect((await news()).map(attributes)).toEqual(platform === 'web' ? [[again]] : [])
  })

  test('N2 ios: denying push sends the device object at once, without attributes', async () => {
    const { device, news, pass } = bench('ios')
    device.launch()
    await news()
    device.denyPush()
    const sent = await news()
    expect(sent).toHaveLength(1)
    expect(sent[0]?.body['device']).toMatchObject({ remote_notification_enabled: 0, ios_push_auth: 'denied' })
    expect(sent[0]?.body).not.toHaveProperty('attributes')
    expect(sent[0]?.body).not.toHaveProperty('events')
    await pass(60)
    expect(await news()).toEqual([])
  })

  test.each(['web', 'android'] as const)('P6 %s: denying push sends nothing', async (platform) => {
    const { device, news, pass } = bench(platform)
    device.launch()
    await news()
    device.denyPush()
    await pass(60)
    expect(await news()).toEqual([])
    expect(device.state()).toMatchObject({ pushPermission: 'denied', pushToken: undefined })
  })

  test.each(MOBILE)('P10 %s: revoking in the settings is told with the next session only; P7 giving it back opts in once', async (platform) => {
    const { device, news, pass } = bench(platform)
    device.launch()
    device.allowPush('tok-1')
    await news()
    const nextSession = async (): Promise<{ enabled: unknown; attributes: unknown }> => {
      device.kill()
      await pass(60)
      device.launch()
      const sent = await news()
      expect(sent).toHaveLength(1)
      const facts = sent[0]?.body['device'] as Record<string, unknown> | undefined
      return { enabled: facts?.['remote_notification_enabled'], attributes: attributes(sent[0]) }
    }
    device.revokePushInSettings()
    device.logCustomEvent('a')
    await pass(10)
    const same = await news()
    expect(same.map(codes)).toEqual([['ce']])
    expect(same[0]?.body).not.toHaveProperty('device')
    expect(await nextSession()).toEqual({ enabled: 0, attributes: [{ push_token: 'tok-1' }] })
    device.restorePushInSettings()
    expect(await nextSession()).toEqual({ enabled: 1, attributes: [{ push_token: 'tok-1', push_subscribe: 'opted_in' }] })
    expect(await nextSession()).toEqual({ enabled: undefined, attributes: [{ push_token: 'tok-1' }] })
  })

  test('P3 web: permission revoked: the next session sends the four nulls', async () => {
    const { device, news, pass } = bench('web')
    device.launch()
    await device.idle()
    device.allowPush()
    await news()
    device.revokePushInSettings()
    device.kill()
    await pass(4000)
    device.launch()
    expect((await news()).map(attributes)).toEqual([[
      { push_token: null, custom_push_public_key: null, custom_push_user_auth: null, custom_push_vapid_public_key: null },
    ]])
    expect(device.state().pushToken).toBeUndefined()
  })
})
