// Content Cards, flags, banners (C1-C6, C12, F1-F3, B1, B2) and the strict iOS decoder (mobile wire 4.1, 9).
import { describe, expect, test } from 'vitest'
import type { JsonObject, Platform } from '../../../sdk-shims/device/index.ts'
import { answer, attributes, bench, config, DATA, paths, START_S } from './scripted-server.ts'

const CARDS = '/api/v3/content_cards/sync'
const ALL_ON = { content_cards: { enabled: true }, feature_flags: { enabled: true, refresh_rate_limit: 60 }, banners: { enabled: true, max_placements: 2 } }
const NEWEST: Platform[] = ['web', 'android']

describe('enablement', () => {
  test.each(NEWEST)('C2 %s: the first config turns the syncs on at once', async (platform) => {
    const { device, news, standing } = bench(platform)
    standing(DATA, { config: config(ALL_ON) })
    device.launch()
    expect(paths(await news())).toEqual(['data/', 'content_cards/sync', 'feature_flags/sync'])
  })

  test('C2, C4 ios: the config of the first launch works from the second launch on', async () => {
    const { device, news, standing, pass } = bench('ios')
    standing(DATA, { config: config(ALL_ON) })
    device.launch()
    device.requestContentCardsRefresh()
    expect(paths(await news())).toEqual(['data/'])
    device.requestContentCardsRefresh()
    device.refreshFeatureFlags()
    device.background()
    await pass(60)
    device.foreground()
    expect(paths(await news())).toEqual(['data/'])
    device.kill()
    await pass(60)
    device.launch()
    expect(paths(await news())).toEqual(['data/', 'content_cards/sync', 'feature_flags/sync'])
  })

  test.each(['web', 'ios', 'android'] as const)('C2 %s: switched off, every request is dropped', async (platform) => {
    const { device, news, pass } = bench(platform)
    device.launch()
    await news()
    device.kill()
    device.launch()
    device.requestContentCardsRefresh()
    device.refreshFeatureFlags()
    device.requestBannersRefresh(['home'])
    await pass(60)
    expect(await news()).toEqual([])
  })

  test('C2 web: what was asked for while switched off is fetched when the server turns it on, and the callback says so', async () => {
    const { device, news, script, standing } = bench('web')
    device.launch()
    await news()
    const ended: boolean[] = []
    device.requestContentCardsRefresh((ok) => ended.push(ok))
    expect([await news(), ended]).toEqual([[], []])
    standing(DATA, {})
    script(DATA, answer({ config: config({ ...ALL_ON, time: START_S + 1 }) }))
    device.setFirstName('x')
    device.requestImmediateDataFlush()
    // The session's own wish and the page's. observed: web SDK 6.13.0
    expect(paths(await news())).toEqual(['data/', 'content_cards/sync', 'content_cards/sync', 'feature_flags/sync'])
    expect(ended).toEqual([true])
  })

  test.each(NEWEST)('C1 %s: every new session and every changeUser syncs again', async (platform) => {
    const { device, news, standing, pass } = bench(platform)
    standing(DATA, { config: config(ALL_ON) })
    device.launch()
    await news()
    device.kill()
    await pass(4000)
    device.launch()
    expect(paths(await news())).toEqual(['data/', 'content_cards/sync', 'feature_flags/sync'])
    device.changeUser('u1')
    const sent = await news()
    expect(paths(sent)).toEqual(['data/', 'content_cards/sync', 'feature_flags/sync'])
    expect(sent.map((one) => one.body['user_id'])).toEqual([undefined, 'u1', 'u1'])
  })
})

describe('bodies', () => {
  test('C5 web: watermarks and headers of the card sync, incremental the next time', async () => {
    const { device, news, standing } = bench('web')
    standing(DATA, { config: config(ALL_ON) })
    device.launch()
    const [, cards, flags] = await news()
    expect(cards?.body).toEqual({
      api_key: 'key-1', device_id: 'dev-1', time: START_S, sdk_version: '6.13.0', last_full_sync_at: 0, last_card_updated_at: 0,
    })
    expect(cards?.headers).toEqual({
      'Content-type': 'application/json', 'X-Requested-With': 'XMLHttpRequest', 'X-Braze-Api-Key': 'key-1',
      'X-Braze-ContentCardsRequest': 'true', 'X-Braze-DataRequest': 'true', 'BRAZE-SYNC-RETRY-COUNT': '0',
      'X-Braze-Req-Attempt': '1', 'X-Braze-Last-Req-Ms-Ago': '7200000',
    })
    expect(flags?.headers).toMatchObject({ 'X-Braze-FeatureFlagsRequest': 'true', 'X-Braze-DataRequest': 'true' })
    device.requestContentCardsRefresh()
    expect((await news())[0]?.body).toMatchObject({ last_full_sync_at: 5, last_card_updated_at: 6 })
  })

  test('C5 web: full sync replaces, incremental merges, r removes; C6 an expired card vanishes by itself', async () => {
    const { device, news, standing, script, pass } = bench('web')
    standing(DATA, { config: config({ content_cards: { enabled: true } }) })
    const sync = async (full: boolean, ...cards: JsonObject[]): Promise<unknown[]> => {
      script(CARDS, answer({ full_sync: full, cards, last_full_sync_at: 1, last_card_updated_at: 1 }))
      device.requestContentCardsRefresh()
      await news()
      return device.state().contentCards.map((one) => [one['id'], one['tt']])
    }
    device.launch()
    await news()
    const card = (id: string, tt: string): JsonObject => ({ id, tp: 'short_news', tt, ea: -1 })
    expect(await sync(true, card('a', '1'), { ...card('b', '1'), ea: START_S + 60 })).toEqual([['a', '1'], ['b', '1']])
    expect(await sync(false, card('a', '2'), card('c', '1'))).toEqual([['a', '2'], ['b', '1'], ['c', '1']])
    expect(await sync(false, { id: 'c', r: true })).toEqual([['a', '2'], ['b', '1']])
    await pass(60)
    expect(device.state().contentCards.map((one) => one['id'])).toEqual(['a'])
    expect(await sync(true, card('z', '1'))).toEqual([['z', '1']])
  })

  test('F2 web: a refresh inside refresh_rate_limit makes no call; -1 means never again', async () => {
    const { device, news, script, pass } = bench('web')
    script(DATA, answer({ config: config(ALL_ON) }))
    script('/api/v3/feature_flags/sync', answer({ feature_flags: [{ id: 'f', enabled: true, properties: {} }] }))
    device.launch()
    await news()
    expect(device.state().featureFlags).toEqual([{ id: 'f', enabled: true, properties: {} }])
    await pass(59)
    device.refreshFeatureFlags()
    expect(await news()).toEqual([])
    await pass(1)
    device.refreshFeatureFlags()
    expect(paths(await news())).toEqual(['feature_flags/sync'])
    script(DATA, answer({ config: config({ ...ALL_ON, time: START_S + 1, feature_flags: { enabled: true, refresh_rate_limit: -1 } }) }))
    device.setFirstName('x')
    await pass(4000)
    await news()
    device.refreshFeatureFlags()
    expect(await news()).toEqual([])
  })

  test.each([
    ['web', { time_ms: 1_700_000_000_000, placements: [{ id: 'a' }, { id: 'b' }], pending_dismissals: [] }],
    ['android', { placements: [{ id: 'a' }, { id: 'b' }] }],
  ] as const)('B1 %s: banners only on request, B2 the first placements; remembered for the next session of this process', async (platform, more) => {
    const { device, news, standing, pass } = bench(platform)
    standing(DATA, { config: config({ banners: { enabled: true, max_placements: 2 } }) })
    standing('/api/v3/banners/sync', { banners: { a: { banner: { id: 'b1', html: '<p>1</p>' } }, b: { banner: null } } })
    device.launch()
    expect(paths(await news())).toEqual(['data/'])
    device.requestBannersRefresh(['a', 'b', 'c'])
    const [sent] = await news()
    expect(sent?.body).toEqual({ api_key: 'key-1', device_id: 'dev-1', time: START_S, sdk_version: expect.any(String), ...more })
    expect(device.state().banners).toEqual({
      a: { id: 'b1', placementId: 'a', html: '<p>1</p>', isControl: false, isTest: false, expiresAt: undefined, properties: {}, stableKey: undefined },
    })
    device.background()
    await pass(4000)
    device.foreground()
    expect((await news()).flatMap((one) => (one.path === DATA ? [] : [one.body['placements']]))).toEqual([more.placements])
    device.kill()
    await pass(4000)
    device.launch()
    // observed: a page starts without the placements of the one before
    expect(paths(await news())).toEqual(platform === 'web' ? ['data/'] : ['data/', 'banners/sync'])
  })

  test('B2 web: without max_placements no request is ever sent', async () => {
    const { device, news, standing, pass } = bench('web')
    standing(DATA, { config: config({ banners: { enabled: true } }) })
    device.launch()
    await news()
    device.requestBannersRefresh(['a'])
    await pass(60)
    expect(await news()).toEqual([])
  })

  test.each(['ios', 'android'] as const)('B2 %s: without max_placements it is the first ten', async (platform) => {
    const { device, news, standing } = bench(platform)
    standing(DATA, { config: config({ banners: { enabled: true } }) })
    for (const _ of [1, 2]) {
      device.kill()
      device.launch()
      await news()
    }
    device.requestBannersRefresh(Array.from({ length: 12 }, (_, at) => `p${at}`))
    expect((await news()).map((one) => (one.body['placements'] as unknown[]).length)).toEqual([10])
  })
})

describe('failures', () => {
  test('C12 web: a failed card sync is retried with its counter, at most 15 attempts', async () => {
    const { device, news, standing, script, pass } = bench('web')
    standing(DATA, { config: config({ content_cards: { enabled: true } }) })
    script(CARDS, ...Array.from({ length: 40 }, () => answer('', 500)))
    device.launch()
    await pass(10_000)
    const syncs = (await news()).filter((one) => one.path === CARDS)
    expect(syncs.map((one) => one.headers['BRAZE-SYNC-RETRY-COUNT'])).toEqual(Array.from({ length: 15 }, (_, i) => String(i)))
    expect(syncs.map((one) => one.headers['X-Braze-Req-Attempt'])).toEqual(Array.from({ length: 15 }, (_, i) => String(i + 1)))
  })

  test('C12 web: Retry-After of a 429 is waited for on top of the back-off', async () => {
    const { device, news, standing, script, pass } = bench('web')
    standing(DATA, { config: config({ content_cards: { enabled: true }, request_backoff: { min_sleep_duration_ms: 1000, scale_factor: 1, max_sleep_duration_ms: 1000 } }) })
    script(CARDS, answer('', 429, { 'retry-after': '7' }))
    device.launch()
    await pass(7.999)
    expect(paths(await news())).toEqual(['data/', 'content_cards/sync'])
    await pass(0.001)
    expect(paths(await news())).toEqual(['content_cards/sync'])
  })

  test('N5 web: a refresh asked for while requests are held goes out on release', async () => {
    const { device, news, standing } = bench('web')
    standing(DATA, { config: config({ content_cards: { enabled: true } }) })
    device.launch()
    await news()
    device.setOutboundNetworkRequestsOffline(true)
    device.requestContentCardsRefresh()
    expect(await news()).toEqual([])
    device.setOutboundNetworkRequestsOffline(false)
    expect(paths(await news())).toEqual(['content_cards/sync'])
  })
})

describe('iOS decoder', () => {
  const without = (key: string): JsonObject => {
    const { [key]: _gone, ...rest } = config()
    return rest
  }

  test.each([
    ['events_blacklist', without('events_blacklist'), 'config.events_blacklist is missing'],
    ['attributes_blacklist', without('attributes_blacklist'), 'config.attributes_blacklist is missing'],
    ['purchases_blacklist', without('purchases_blacklist'), 'config.purchases_blacklist is missing'],
    ['time', without('time'), 'config.time is missing'],
    ['a list of numbers', config({ events_blacklist: [1] }), 'config.events_blacklist is not of type strings'],
    ['flags without a limit', config({ feature_flags: { enabled: true } }), 'config.feature_flags.refresh_rate_limit is missing'],
    ['cards as a boolean', config({ content_cards: true }), 'config.content_cards is not of type object'],
    ['cards without enabled', config({ content_cards: {} }), 'config.content_cards.enabled is missing'],
  ])('C2 ios: a config spoiled by %s fails the whole answer, the data stays and is retried; web reads on', async (_what, spoiled, complaint) => {
    const ios = bench('ios')
    ios.script(DATA, answer({ config: spoiled, triggers: [] }))
    ios.device.launch()
    const [sent] = await ios.news()
    expect(sent).toMatchObject({ outcome: 'failed', decodeError: complaint })
    expect(ios.device.state().configTime).toBe(0)
    expect(ios.device.pending.events.map((one) => one.name)).toEqual(['ss'])
    await ios.pass(30)
    expect((await ios.news())[0]?.headers['X-Braze-Req-Attempt']).toBe('2')

    const web = bench('web')
    web.script(DATA, answer({ config: spoiled, triggers: [] }))
    web.device.launch()
    expect((await web.news())[0]).toMatchObject({ outcome: 'ok' })
    expect(web.device.pending.events).toEqual([])
  })

  test('C5 ios: a card sync without both watermarks, or a generic success, is a failed request', async () => {
    const { device, news, standing, script } = bench('ios')
    standing(DATA, { config: config({ content_cards: { enabled: true } }) })
    device.launch()
    await news()
    device.kill()
    device.launch()
    script(CARDS, answer({ cards: [], last_full_sync_at: 1 }), answer({ message: 'success' }), answer({ cards: [], last_full_sync_at: 1, last_card_updated_at: 1 }))
    for (const complaint of ['answer.last_card_updated_at is missing', 'cards is missing', undefined]) {
      device.requestContentCardsRefresh()
      expect((await news())[0]?.decodeError).toBe(complaint)
    }
  })

  test('M1 ios: triggers with ids that are not composite are skipped; the others and Android take them', async () => {
    const good = Buffer.from('0123456789abcdef01234567_$_mv=abcdef012345670123456789&pi=cmp').toString('base64')
    const triggers = [{ id: good, type: 'inapp' }, { id: 'plain', type: 'inapp' }]
    const ids = async (platform: Platform): Promise<{ kept: unknown[]; skipped: unknown }> => {
      const { device, news, script } = bench(platform)
      script(DATA, answer({ triggers }))
      device.launch()
      const [sent] = await news()
      return { kept: device.state().triggers.map((one) => one['id']), skipped: sent?.skipped }
    }
    expect(await ids('ios')).toEqual({ kept: [good], skipped: ['trigger plain: the id is not composite'] })
    expect(await ids('android')).toEqual({ kept: [good, 'plain'], skipped: undefined })
  })

  test('C2 ios: an answer without a config reads well', async () => {
    const { device, news, script } = bench('ios')
    script(DATA, answer({}))
    device.launch()
    const [sent] = await news()
    expect(sent).toMatchObject({ outcome: 'ok' })
    expect(attributes(sent)).toEqual([])
  })
})
