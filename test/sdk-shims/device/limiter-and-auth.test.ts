// The client's limiter, SDK authentication, taking a config (N7, A6-A10, C2).
import { describe, expect, test } from 'vitest'
import type { Platform } from '../../../sdk-shims/device/index.ts'
import { answer, bench, codes, config, DATA, events, paths, START_S } from './scripted-server.ts'
import type { Bench } from './scripted-server.ts'

const PLATFORMS: Platform[] = ['web', 'ios', 'android']
const ce = (record: Parameters<typeof events>[0]): unknown[] => events(record).map((one) => (one['data'] as { n?: string }).n)

describe('limiter', () => {
  test('N7 web: without a config word the first request is free, the 31st quick one after it is held 30 s and loses nothing', async () => {
    const { device, news, pass, standing } = bench('web')
    standing(DATA, {})
    device.launch()
    for (let i = 1; i < 40; i++) {
      device.logCustomEvent(`e${i}`)
      device.requestImmediateDataFlush()
    }
    const quick = await news()
    expect(quick).toHaveLength(31)
    expect(quick.map((one) => one.headers['X-Braze-Req-Tokens-Remaining'])).toEqual([undefined, ...Array.from({ length: 30 }, (_, i) => String(29 - i))])
    await pass(29.999)
    expect(await news()).toEqual([])
    await pass(0.001)
    expect((await news()).map(ce)).toEqual([Array.from({ length: 9 }, (_, i) => `e${31 + i}`)])
  })

  test('N7 web: the config turns the limiter off, and its header with it', async () => {
    const { device, news } = bench('web')
    device.launch()
    await news()
    for (let i = 0; i < 40; i++) {
      device.logCustomEvent('e')
      device.requestImmediateDataFlush()
    }
    const sent = await news()
    expect(sent).toHaveLength(40)
    expect(sent[39]?.headers).not.toHaveProperty('X-Braze-Req-Tokens-Remaining')
  })

  test.each(PLATFORMS)('N7, C3 %s: an endpoint override paces that endpoint only; without a token of its own the sync is dropped', async (platform) => {
    const { device, news, pass, script } = bench(platform)
    script(DATA, answer({ config: config({ content_cards: { enabled: true }, global_request_rate_limit: { enabled: true, capacity: 1000, refill_rate: 0.01, endpoint_overrides: { 'content_cards/sync': { capacity: 1, refill_rate: 60 } } } }) }))
    device.launch()
    await device.idle()
    device.kill()
    await device.idle()
    device.launch()
    if (platform === 'ios') device.requestContentCardsRefresh()
    // The page's first request of an endpoint is free
    if (platform === 'web') device.requestContentCardsRefresh()
    await news()
    const ended: boolean[] = []
    device.requestContentCardsRefresh((ok) => ended.push(ok))
    expect(ended).toEqual([false])
    device.logCustomEvent('a')
    await pass(59)
    expect(paths(await news())).toEqual(['data/'])
    await pass(1)
    device.requestContentCardsRefresh((ok) => ended.push(ok))
    expect(paths(await news())).toEqual(['content_cards/sync'])
    expect(ended).toEqual([false, true])
  })

  test('N7: an endpoint\'s own limiter counts next to the common one, and where that is off', async () => {
    const { device, news, script } = bench('android')
    const limits = (more: object): object => ({ global_request_rate_limit: { capacity: 20, refill_rate: 60, endpoint_overrides: { data: { capacity: 2, refill_rate: 60 } }, ...more } })
    const flush = async (): Promise<(string | undefined)[]> => {
      device.setFirstName('x')
      device.requestImmediateDataFlush()
      return (await news()).map((one) => one.headers['X-Braze-Req-Tokens-Remaining'])
    }
    script(DATA, answer({ config: config({ ...limits({ enabled: true }) }) }))
    device.launch()
    await news()
    expect([await flush(), await flush(), await flush()]).toEqual([['19'], ['18'], []])
    device.kill()
    const off = bench('android')
    off.script(DATA, answer({ config: config({ ...limits({ enabled: false }) }) }))
    off.device.launch()
    await off.news()
    const again = async (): Promise<unknown[]> => {
      off.device.setFirstName('x')
      off.device.requestImmediateDataFlush()
      return (await off.news()).map((one) => one.headers['X-Braze-Req-Tokens-Remaining'])
    }
    expect([await again(), await again(), await again()]).toEqual([[undefined], [undefined], []])
    await off.pass(60)
    expect(await off.news()).toHaveLength(1)
  })

  test('N7: web takes a common limiter with fewer than 10 tokens as none; the others keep to it', async () => {
    for (const platform of PLATFORMS) {
      const { device, news, script } = bench(platform)
      script(DATA, answer({ config: config({ global_request_rate_limit: { enabled: true, capacity: 9, refill_rate: 60 } }) }))
      device.launch()
      await news()
      for (let i = 0; i < 20; i++) {
        device.logCustomEvent('e')
        device.requestImmediateDataFlush()
      }
      expect([platform, (await news()).length]).toEqual([platform, platform === 'web' ? 20 : 9])
    }
  })

  test('N7 ios: the limiter outlives wipeData; on web it starts anew', async () => {
    const left = async (platform: Platform): Promise<string | undefined> => {
      const { device, news, standing } = bench(platform)
      standing(DATA, {})
      device.launch()
      await news()
      device.wipeData()
      device.enableSDK()
      device.openSession()
      return (await news())[0]?.headers['X-Braze-Req-Tokens-Remaining']
    }
    expect([await left('ios'), await left('web')]).toEqual(['28', undefined])
  })
})

describe('SDK authentication', () => {
  const refused = { auth_error: { error_code: 22, reason: 'EXPIRED' } }

  /** A device that the server refused as often as the SDK tries: it sends nothing by itself any more. */
  const refusedFiftyTimes = async (platform: Platform): Promise<Bench> => {
    const all = bench(platform, { enableSdkAuthentication: true })
    all.device.launch()
    all.device.changeUser('u1', 'old')
    await all.news()
    all.standing(DATA, refused)
    all.device.logCustomEvent('a')
    for (let i = 0; i < 60; i++) await all.pass(300)
    expect([(await all.news()).length, all.device.state().nextFlushAt]).toEqual([50, undefined])
    return all
  }

  test.each(PLATFORMS)('A3, A10 %s: the signature is a header of identified users, only with the feature on', async (platform) => {
    const off = bench(platform)
    off.device.launch()
    off.device.changeUser('u1', 'jwt-1')
    expect((await off.news()).map((one) => one.headers['X-Braze-Auth-Signature'])).toEqual([undefined, undefined])
    const on = bench(platform, { enableSdkAuthentication: true })
    on.device.launch()
    const anonymous = await on.news()
    expect(anonymous[0]?.headers).not.toHaveProperty('X-Braze-Auth-Signature')
    on.device.changeUser('u1', 'jwt-1')
    const sent = await on.news()
    expect(sent.map((one) => one.headers['X-Braze-Auth-Signature'])).toEqual(['jwt-1', 'jwt-1'])
    expect(JSON.stringify(sent.map((one) => one.body))).not.toContain('jwt-1')
    // A8: anonymous events leave alone, without respond_with.
    expect(sent.map(codes)).toEqual([['se'], ['ss']])
    expect(sent[0]?.body).not.toHaveProperty('respond_with')
  })

  test('A6 web: auth_error keeps the data; the flush after a new signature delivers it', async () => {
    const { device, news, script, pass } = bench('web', { enableSdkAuthentication: true })
    device.launch()
    device.changeUser('u1', 'old')
    await news()
    script(DATA, answer(refused))
    device.logCustomEvent('a')
    await pass(10)
    const [first] = await news()
    expect(first).toMatchObject({ outcome: 'failed', authError: { error_code: 22, reason: 'EXPIRED' } })
    expect(device.state().authErrors).toEqual([{ error_code: 22, reason: 'EXPIRED' }])
    device.setSdkAuthenticationSignature('new')
    await pass(30)
    const [again] = await news()
    expect(ce(again)).toEqual(['a'])
    expect(again?.headers).toMatchObject({ 'X-Braze-Auth-Signature': 'new', 'X-Braze-Req-Attempt': '2' })
  })

  test('A6 web: after 50 refusals in a row automatic flushes pause until the next session', async () => {
    const { device, news, standing, pass } = await refusedFiftyTimes('web')
    standing(DATA, {})
    device.kill()
    await pass(4000)
    device.launch()
    expect((await news()).flatMap(ce)).toContain('a')
  })

  test.each(['ios', 'android'] as const)('A6 %s: the next session of the same process tries again, as often', async (platform) => {
    const { device, news, pass } = await refusedFiftyTimes(platform)
    device.background()
    await pass(9)
    device.foreground()
    await pass(3000)
    expect(await news()).toEqual([])
    device.background()
    await pass(3000)
    device.foreground()
    for (let i = 0; i < 60; i++) await pass(300)
    expect((await news()).length).toBeGreaterThanOrEqual(50)
  })

  test('A7 web: the same id with another token only replaces the token', async () => {
    const { device, news } = bench('web', { enableSdkAuthentication: true })
    device.launch()
    device.changeUser('u1', 'old')
    await news()
    const session = device.state().sessionId
    device.changeUser('u1', 'new')
    expect(await news()).toEqual([])
    device.logCustomEvent('a')
    device.requestImmediateDataFlush()
    expect((await news())[0]?.headers['X-Braze-Auth-Signature']).toBe('new')
    expect(device.state().sessionId).toBe(session)
  })
})

describe('config', () => {
  test.each(PLATFORMS)('C2 %s: a config is taken only when its time is greater, and then as a whole', async (platform) => {
    const { device, news, script } = bench(platform)
    const flush = async (body: object): Promise<unknown> => {
      script(DATA, answer(body))
      device.setFirstName('x')
      device.requestImmediateDataFlush()
      await news()
      return device.state().config
    }
    device.launch()
    await news()
    const first = config()
    expect(await flush({ config: config({ events_blacklist: ['a'] }) })).toEqual(first)
    expect(await flush({ config: config({ time: START_S - 1, events_blacklist: ['a'] }) })).toEqual(first)
    const next = config({ time: START_S + 1, events_blacklist: ['a'] })
    expect(await flush({ config: next })).toEqual(next)
    expect(device.state().configTime).toBe(START_S + 1)
  })
})
