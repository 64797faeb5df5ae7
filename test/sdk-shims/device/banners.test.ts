// Banners: asked for, stored, viewed, clicked, dismissed, expired (B1-B7, B9-B12; web wire 3, 9).
import { describe, expect, test } from 'vitest'
import type { Banners, DeviceOptions, JsonObject, Platform } from '../../../sdk-shims/device/index.ts'
import { MOBILE, PLATFORMS } from './message-bench.ts'
import { answer, bench, config, DATA, paths, START, START_S } from './scripted-server.ts'
import type { Bench } from './scripted-server.ts'

const BANNERS = '/api/v3/banners/sync'
const ON = { banners: { enabled: true, max_placements: 10 } }

const banner = (id: string, more: JsonObject = {}): JsonObject => ({
  id, placement_id: 'home', html: `<p>${id}</p>`, is_test_send: false, is_control: false, expires_at: -1, properties: {}, stable_key: `key-${id}`, ...more,
})
const shape = (one: JsonObject | null): JsonObject => ({ banner: one })

const withBanners = async (platform: Platform, placements: Record<string, JsonObject | null>, options: Partial<DeviceOptions> = {}): Promise<Bench & { updates: Banners[] }> => {
  const all = bench(platform, options)
  all.standing(DATA, { config: config(ON) })
  all.device.launch()
  await all.news()
  all.device.kill()
  all.device.launch()
  await all.news()
  const updates: Banners[] = []
  all.device.subscribe('banners', (one) => updates.push(one))
  all.standing(BANNERS, { banners: Object.fromEntries(Object.entries(placements).map(([id, one]) => [id, shape(one)])) })
  all.device.requestBannersRefresh(Object.keys(placements))
  await all.news()
  return { ...all, updates }
}
const logged = ({ device }: Bench): unknown[] => device.pending.events.filter((one) => /^b[icd]$/.test(one.name)).map((one) => [one.name, one.data])

describe('asked for', () => {
  test.each(PLATFORMS)('B2 %s: at most ten placements; names with spaces are none', async (platform) => {
    const all = await withBanners(platform, {})
    all.device.requestBannersRefresh(['a b', '', ...Array.from({ length: 12 }, (_, i) => `p${i}`)])
    expect((await all.news())[0]?.body['placements']).toEqual(Array.from({ length: 10 }, (_, i) => ({ id: `p${i}` })))
    all.device.requestBannersRefresh([])
    all.device.requestBannersRefresh([' '])
    expect(await all.news()).toEqual([])
  })

  test.each(PLATFORMS)('B1, B12 %s: another user: the shown banners are gone, the same placements are asked for him', async (platform) => {
    const all = await withBanners(platform, { home: banner('b1') })
    all.standing(BANNERS, { banners: { home: shape(null) } })
    all.device.changeUser('u1')
    expect([all.device.getAllBanners(), all.updates.at(-1)]).toEqual([{}, {}])
    const sent = (await all.news()).find((one) => one.path === BANNERS)
    expect(sent?.body).toMatchObject({ user_id: 'u1', placements: [{ id: 'home' }] })
    expect(all.device.getBanner('home')).toBeNull()
  })

  test('B1 web: a session asks again only for a page that subscribed', async () => {
    const all = bench('web', { subscribesByItself: false })
    all.standing(DATA, { config: config(ON) })
    all.device.launch()
    await all.news()
    all.device.requestBannersRefresh(['home'])
    await all.news()
    await all.pass(4000)
    all.device.openSession()
    expect(paths(await all.news())).toEqual(['data/'])
    all.device.subscribe('banners', () => undefined)
    expect(paths(await all.news())).toEqual(['banners/sync'])
    await all.pass(4000)
    all.device.openSession()
    expect(paths(await all.news())).toEqual(['data/', 'banners/sync'])
  })

  test.each(PLATFORMS)('B1 %s: the callback says how the request ended', async (platform) => {
    const all = await withBanners(platform, {})
    const ended: boolean[] = []
    all.script(BANNERS, answer({ banners: {} }), answer('', 500))
    all.device.requestBannersRefresh(['home'], (ok) => ended.push(ok))
    await all.news()
    all.device.requestBannersRefresh(['home'], (ok) => ended.push(ok))
    await all.news()
    expect(ended).toEqual([true, false])
  })
})

describe('stored', () => {
  test.each(PLATFORMS)('B3 %s: by placement; none is null; what can not be read is none; both forms of the wire', async (platform) => {
    const { html: _html, ...bare } = banner('b3')
    const all = await withBanners(platform, { home: banner('b1', { properties: { colour: { type: 'string', value: 'red' } } }), side: null, odd: bare })
    expect(all.device.getBanner('home')).toEqual({
      id: 'b1', placementId: 'home', html: '<p>b1</p>', isControl: false, isTest: false, expiresAt: undefined, properties: { colour: { type: 'string', value: 'red' } }, stableKey: 'key-b1',
    })
    expect([all.device.getBanner('side'), all.device.getBanner('odd'), all.device.getBanner('unknown')]).toEqual([null, null, null])
    all.script(BANNERS, answer({ banners: [banner('b9', { placement_id: 'side' })] }))
    all.device.requestBannersRefresh(['home', 'side'])
    await all.news()
    expect(Object.entries(all.device.getAllBanners()).map(([id, one]) => [id, one?.id])).toEqual([['side', 'b9']])
  })

  test.each(PLATFORMS)('B7 %s: an expired banner reads as none', async (platform) => {
    const all = await withBanners(platform, { home: banner('b1', { expires_at: START_S + 60 }) })
    await all.pass(60)
    expect(all.device.getBanner('home')?.expiresAt).toBe(START + 60_000)
    await all.pass(0.001)
    expect([all.device.getBanner('home'), all.device.getAllBanners(), all.device.state().banners]).toEqual([null, { home: null }, { home: null }])
    // observed: on web it is counted all the same
    expect(all.device.logBannerImpressions(['home'])).toBe(platform === 'web')
  })

  test.each(PLATFORMS)('B10 %s: the cache outlives the process and an offline start', async (platform) => {
    const all = await withBanners(platform, { home: banner('b1') })
    all.device.kill()
    all.device.goOffline()
    all.device.launch()
    expect(all.device.getBanner('home')?.id).toBe('b1')
  })

  test('web wire 9: an answer older than the last request for a placement is not taken', async () => {
    const all = await withBanners('web', { home: banner('b1') })
    await all.pass(5)
    all.script(BANNERS, answer({ banners: { home: shape(banner('b2', { stable_key: 'key-b1' })) }, request_time: START }))
    all.device.requestBannersRefresh(['home'])
    await all.news()
    expect(all.device.getBanner('home')?.id).toBe('b1')
    all.script(BANNERS, answer({ banners: { home: shape(banner('b2', { stable_key: 'key-b1' })) }, request_time: START + 5000 }))
    all.device.requestBannersRefresh(['home'])
    await all.news()
    expect(all.device.getBanner('home')?.id).toBe('b2')
  })

  test.each(MOBILE)('B8 %s: a test banner lies over the placement until the next session, and is not stored', async (platform) => {
    const all = await withBanners(platform, { home: banner('b1') })
    all.script(BANNERS, answer({ banners: { home: shape(banner('t1', { is_test_send: true })), side: shape(banner('t2', { is_test_send: true })) } }))
    all.device.receivePush(platform === 'ios' ? { aps: { 'content-available': 1 }, ab: { br_br: 'true' } } : { data: { _ab: 'true', br_br: 'true' } })
    await all.news()
    const ids = (): unknown[] => Object.entries(all.device.getAllBanners()).map(([placement, one]) => [placement, one?.id, one?.isTest])
    expect(ids()).toEqual([['home', 't1', true], ['side', 't2', true]])
    // A sync of the same session does not take it away
    all.device.requestBannersRefresh(['home'])
    await all.news()
    expect(ids()).toEqual([['home', 't1', true], ['side', 't2', true]])
    expect(all.device.dismissBanner('side')).toBe(true)
    expect(ids()).toEqual([['home', 't1', true]])
    all.device.background()
    all.device.goOffline()
    await all.pass(60)
    all.device.foreground()
    await all.news()
    expect(ids()).toEqual([['home', 'b1', false]])
  })

  test.each(MOBILE)('B8 %s: what lay under it is there again when the process is gone', async (platform) => {
    const all = await withBanners(platform, { home: banner('b1') })
    all.script(BANNERS, answer({ banners: { home: shape(banner('t1', { is_test_send: true })) } }))
    all.device.requestBannersRefresh(['home'])
    await all.news()
    expect(all.device.getBanner('home')?.id).toBe('t1')
    all.device.kill()
    all.device.goOffline()
    all.device.launch()
    expect(all.device.getBanner('home')?.id).toBe('b1')
  })

  test('B8 web: a test banner is one like any other', async () => {
    const all = await withBanners('web', { home: banner('t1', { is_test_send: true }) })
    expect(all.device.getBanner('home')?.isTest).toBe(true)
    all.standing(BANNERS, { banners: { home: shape(null) } })
    all.device.requestBannersRefresh(['home'])
    await all.news()
    expect(all.device.getBanner('home')).toBeNull()
  })

  test.each(PLATFORMS)('B9 %s: typed getters of a banner', async (platform) => {
    const { device } = await withBanners(platform, { home: banner('b1', { properties: { n: { type: 'number', value: 3 }, s: { type: 'string', value: 'x' } } }) })
    const home = device.getBanner('home')
    expect([device.typedProperty(home, 'n', 'number'), device.typedProperty(home, 'n', 'string'), device.typedProperty(home, 'none', 'string'), device.typedProperty(null, 'n', 'number')]).toEqual([3, null, null, null])
  })
})

describe('what is logged', () => {
  test.each(PLATFORMS)('B4 %s: one impression per banner id and session, a control banner too', async (platform) => {
    const all = await withBanners(platform, { home: banner('b1'), side: banner('b2', { is_control: true }) })
    expect(all.device.logBannerImpressions(['home', 'side', 'none'])).toBe(true)
    expect(all.device.logBannerImpressions(['home', 'side'])).toBe(false)
    expect(logged(all)).toEqual([['bi', { ids: ['b1', 'b2'] }]])
    all.device.background()
    await all.pass(4000)
    all.device.foreground()
    await all.news()
    expect(all.device.logBannerImpressions(['home'])).toBe(true)
  })

  test.each(PLATFORMS)('B5 %s: clicks, with the id of what was clicked where there is one', async (platform) => {
    const all = await withBanners(platform, { home: banner('b1') })
    expect([all.device.logBannerClick('home'), all.device.logBannerClick('home', 'buy'), all.device.logBannerClick('none')]).toEqual([true, true, false])
    expect(logged(all)).toEqual([['bc', { id: 'b1' }], ['bc', { id: 'b1', bid: 'buy' }]])
  })

  test.each(PLATFORMS)('B6 %s: a dismissed banner is gone here, and named to the server until it has heard', async (platform) => {
    const all = await withBanners(platform, { home: banner('b1') })
    await all.pass(1)
    all.updates.length = 0
    expect([all.device.dismissBanner('home'), all.device.dismissBanner('home')]).toEqual([true, false])
    expect([logged(all), all.device.getBanner('home'), all.updates]).toEqual([[['bd', { id: 'b1' }]], null, [{}]])
    const pending = [{ banner_id: 'b1', dismissal_time: START + 1000 }]
    all.script(BANNERS, answer({ banners: {} }), answer({ banners: {}, dismissals: { acknowledged: pending } }))
    for (const expected of [pending, pending, platform === 'web' ? [] : undefined]) {
      all.device.requestBannersRefresh(['home'])
      expect((await all.news()).find((one) => one.path === BANNERS)?.body['pending_dismissals']).toEqual(expected)
    }
    expect(all.device.state().pendingDismissals).toEqual([])
  })

  test.each(PLATFORMS)('B6, U14 %s: what one user dismissed is not told for the next', async (platform) => {
    const all = await withBanners(platform, { home: banner('b1') })
    all.device.dismissBanner('home')
    all.device.changeUser('u2')
    const sent = (await all.news()).filter((one) => one.path === BANNERS)
    expect(sent.map((one) => one.body['pending_dismissals'] ?? [])).toEqual([[]])
    expect(all.device.state().pendingDismissals).toEqual([])
  })

  test.each(PLATFORMS)('B6 %s: an answer that left before the dismissal does not bring it back', async (platform) => {
    const all = await withBanners(platform, { home: banner('b1') })
    await all.pass(1)
    all.device.dismissBanner('home')
    all.script(BANNERS, answer({ banners: { home: shape(banner('b1')) }, request_time: all.clock.now() }), answer({ banners: { home: shape(banner('b2')) }, request_time: all.clock.now() }))
    all.device.requestBannersRefresh(['home'])
    await all.news()
    expect(all.device.getBanner('home')).toBeNull()
    // Another banner in its place is another matter
    all.device.requestBannersRefresh(['home'])
    await all.news()
    expect(all.device.getBanner('home')?.id).toBe('b2')
  })

  test.each(PLATFORMS)('B6 %s: without a stable key there is no dismissal; at most so many are remembered', async (platform) => {
    const all = await withBanners(platform, { home: banner('b1', { stable_key: null }), side: banner('b2') })
    expect(all.device.dismissBanner('home')).toBe(false)
    expect(logged(all)).toEqual([])
    all.script(DATA, answer({ config: config({ time: START_S + 1, banners: { enabled: true, max_placements: 10, dismissals_cache_size: 2 } }) }))
    all.device.setFirstName('x')
    all.device.requestImmediateDataFlush()
    await all.news()
    for (const id of ['c1', 'c2', 'c3']) {
      all.script(BANNERS, answer({ banners: { home: shape(banner(id)) } }))
      all.device.requestBannersRefresh(['home'])
      await all.news()
      all.device.dismissBanner('home')
    }
    expect(all.device.state().pendingDismissals.map((one) => [one.banner_id, one.stable_key])).toEqual([['c2', 'key-c2'], ['c3', 'key-c3']])
  })
})

describe('who is told', () => {
  test.each(PLATFORMS)('B11 %s: after every good sync, and not after a failed one', async (platform) => {
    const all = await withBanners(platform, { home: banner('b1') })
    const before = all.updates.length
    all.script(BANNERS, answer('', 500), answer({ banners: { home: shape(banner('b2')) } }))
    all.device.requestBannersRefresh(['home'])
    await all.news()
    expect(all.updates).toHaveLength(before)
    all.device.requestBannersRefresh(['home'])
    await all.news()
    expect(all.updates.slice(before).map((one) => one['home']?.id)).toEqual(['b2'])
  })

  test.each(MOBILE)('B11 %s: a new subscriber is told at once only after a sync of this session', async (platform) => {
    const heard = (all: Bench): string[] => {
      const ids: string[] = []
      all.device.subscribe('banners', (one) => ids.push(one['home']?.id ?? 'none'))
      return ids
    }
    const all = await withBanners(platform, { home: banner('b1') })
    expect(heard(all)).toEqual(['b1'])
    all.device.kill()
    all.device.goOffline()
    await all.pass(60)
    all.device.launch()
    expect(heard(all)).toEqual([])
  })

  test('B11 web: at once too where there was no sync ever', async () => {
    const { device } = bench('web')
    device.launch()
    const heard: Banners[] = []
    device.subscribe('banners', (one) => heard.push(one))
    expect(heard).toEqual([{}])
  })

  test('C2 web: switched off, they are gone and subscribers see it', async () => {
    const all = await withBanners('web', { home: banner('b1') })
    all.script(DATA, answer({ config: config({ time: START_S + 1, banners: { enabled: false, max_placements: 10 } }) }))
    all.device.setFirstName('x')
    all.device.requestImmediateDataFlush()
    await all.news()
    expect([all.device.getAllBanners(), all.updates.at(-1)]).toEqual([{}, {}])
  })
})
