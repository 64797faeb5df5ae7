// A token taken back by the app, and opens logged by hand (P3, P11, U19).
import { describe, expect, test } from 'vitest'
import type { Platform } from '../../../sdk-shims/device/index.ts'
import { answer, attributes, bench, events, paths } from './scripted-server.ts'

const PLATFORMS: Platform[] = ['web', 'ios', 'android']
const MOBILE: Platform[] = ['ios', 'android']

describe('unregister', () => {
  test.each(MOBILE)('P3 %s: unregisterPush posts the token and nothing else; P1 no token at the next session', async (platform) => {
    const { device, news, pass } = bench(platform)
    device.launch()
    device.changeUser('u1')
    device.allowPush('tok-1')
    await news()
    expect(await device.unregisterPush()).toEqual({ ok: true })
    const sent = await news()
    expect(paths(sent)).toEqual(['push/unregister'])
    expect(sent[0]?.body).toMatchObject({ api_key: 'key-1', device_id: 'dev-1', user_id: 'u1', push_token: 'tok-1' })
    device.kill()
    await pass(60)
    device.launch()
    expect((await news()).flatMap(attributes)).toEqual([])
  })

  test('P3 web: unregisterPush sends the call, and with the next flush the four nulls; later sessions leave it at that', async () => {
    const { device, news, pass } = bench('web')
    device.launch()
    await device.idle()
    device.allowPush('tok-1')
    await news()
    await device.unregisterPush()
    expect(paths(await device.idle().then(() => device.requests.slice(-1)))).toEqual(['push/unregister'])
    await pass(10)
    const sent = await news()
    expect(paths(sent)).toEqual(['push/unregister', 'data/'])
    expect(attributes(sent[1])).toEqual([
      { push_token: null, custom_push_public_key: null, custom_push_user_auth: null, custom_push_vapid_public_key: null },
    ])
    device.changeUser('u1')
    expect((await news()).flatMap(attributes)).toEqual([])
  })

  test('U19 web: what the server says of it the page is not told. observed: web SDK 6.13.0', async () => {
    const { device, script } = bench('web')
    device.launch()
    await device.idle()
    device.allowPush('tok-1')
    script('/api/v3/push/unregister', answer({ error: 'bad_request' }, 400))
    expect(await device.unregisterPush()).toEqual({ ok: true })
    expect(device.state().pushToken).toBe(undefined)
  })

  test.each(MOBILE)('U19 %s: a refused unregister keeps the token and is not retried', async (platform) => {
    const { device, news, script, pass } = bench(platform)
    device.launch()
    await device.idle()
    device.allowPush('tok-1')
    await news()
    script('/api/v3/push/unregister', answer({ error: 'bad_request' }, 400))
    expect(await device.unregisterPush()).toEqual({ ok: false, retriable: false, status: 400 })
    await pass(600)
    expect(paths(await news())).toEqual(['push/unregister'])
    expect(device.state().pushToken).toBe('tok-1')
  })

  test.each(PLATFORMS)('P3 %s: without a token unregisterPush sends nothing', async (platform) => {
    const { device, news, pass } = bench(platform)
    device.launch()
    await news()
    expect(await device.unregisterPush()).toEqual({ ok: true })
    await pass(60)
    expect(await news()).toEqual([])
  })

  test.each(PLATFORMS)('P11 %s: an opened push sends pc at once under the current session', async (platform) => {
    const { device, news } = bench(platform)
    device.launch()
    await news()
    device.logPushOpened('cid-1')
    const sent = await news()
    expect(sent).toHaveLength(1)
    expect(events(sent[0])).toMatchObject([{ name: 'pc', data: { cid: 'cid-1' }, session_id: device.state().sessionId }])
  })
})
