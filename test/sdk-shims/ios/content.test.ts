// Content Cards, feature flags and banners on the iOS shim (C1-U15, F1-F7, B1-B12). docs: braze-swift-sdk 18.2
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { BannerUIView, BrazeContentCardUI } from '../../../sdk-shims/ios/index.ts'
import type { Banner, BannerDismissalEvent, Braze, ContentCard, FeatureFlag } from '../../../sdk-shims/ios/index.ts'
import { card, composite, openApp } from './app.ts'
import type { App, Members } from './app.ts'

let app: App
beforeEach(() => { app = openApp() })
afterEach(() => app.headless.reset())

const withConfig = (more: Members): void => {
  let version = 0
  app.doctor('/data/', (answer) => ({ ...answer, ...(answer['config'] === undefined ? {} : { config: { ...answer['config'], ...more, time: answer['config'].time + ++version } }) }))
}
const codes = async (braze: Braze, first: string): Promise<[string, Members][]> => (await app.events(braze)).filter(([name]) => name.startsWith(first))

describe('contentCards', () => {
  const withCards = async (...cards: Members[]): Promise<Braze> => {
    app.doctor('/content_cards/sync', () => ({ cards, full_sync: true, last_full_sync_at: 5, last_card_updated_at: 6 }))
    const braze = await app.restart()
    await app.sent()
    return braze
  }
  const refresh = (braze: Braze): Promise<unknown> => new Promise((resolve) => braze.contentCards.requestRefresh(resolve))

  test('kinds and members; pinned first, then the newest; unviewed without control cards', async () => {
    const braze = await withCards(
      card(1, { u: 'https://example.com/1', uw: true, dm: 'more', e: { k: 'v' }, ar: 1.5, image_alt: 'alt', language: 'de', i: 'https://example.com/i' }), card(2, { tp: 'control' }), card(3, { p: true, v: true }),
      card(4, { tp: 'captioned_image', i: 'x' }), card(5, { tp: 'banner_image', i: '' }),
    )
    await refresh(braze)
    const { cards, unviewedCards, lastUpdate } = braze.contentCards
    expect(cards.map(({ type, title }) => [type, title])).toEqual([['classic', 'card 3'], ['imageOnly', 'card 5'], ['captionedImage', 'card 4'], ['control', 'card 2'], ['classicImage', 'card 1']])
    expect(cards.at(-1)).toMatchObject({
      id: composite(1, true), description: 'text', domain: 'more', image: 'https://example.com/i', imageAltText: 'alt', imageAspectRatio: 1.5, language: 'de', clickAction: { url: 'https://example.com/1', useWebView: true },
      viewed: false, clicked: false, pinned: false, dismissible: true, isControl: false, test: false, createdAt: 1_772_000_001, expiresAt: -1, extras: { k: 'v' },
    })
    expect([unviewedCards.map(({ title }) => title), lastUpdate?.getTime()]).toEqual([['card 5', 'card 4', 'card 1'], 6000])
    const got: unknown[] = []
    braze.contentCards.getCachedContentCards((all) => got.push(all.length))
    braze.contentCards.getUnviewedCards((all) => got.push(all.length))
    braze.contentCards.getLastUpdate((at) => got.push(at?.getTime()))
    expect(got).toEqual([])
    await app.headless.idle()
    expect(got).toEqual([5, 3, 6000])
  })

  test('C7, C10, C13: a context logs and changes the cards at once; the callback runs after every sync and dismissal', async () => {
    const braze = await withCards(card(1, { u: 'https://example.com/1' }), card(2), card(3, { db: false }), card(4, { tp: 'control' }))
    const told: string[][] = []
    const subscription = braze.contentCards.subscribeToUpdates((cards: ContentCard[]) => told.push(cards.map(({ title }) => title!)))
    expect(told).toEqual([])
    await refresh(braze)
    await refresh(braze)
    expect(told).toHaveLength(2)
    const [, third, second, first] = braze.contentCards.cards
    const control = braze.contentCards.cards[0]!
    for (const one of [first!, first!, control]) one.context.logImpression()
    first!.context.logClick()
    second!.context.logClick()
    third!.context.logDismissed()
    second!.context.logDismissed()
    expect(await codes(braze, 'c')).toEqual([['cci', { ids: [composite(1, true)] }], ['cci', { ids: [composite(1, true)] }], ['ccic', { ids: [composite(4, true)] }], ['ccc', { ids: [composite(1, true)] }], ['ccd', { ids: [composite(2, true)] }]])
    expect(braze.contentCards.cards.map(({ title, viewed, clicked }) => [title, viewed, clicked])).toEqual([['card 4', true, false], ['card 3', false, false], ['card 1', true, true]])
    expect(told.at(-1)).toEqual(['card 4', 'card 3', 'card 1'])
    subscription.cancel()
    await refresh(braze)
    expect(told).toHaveLength(3)
  })

  test('U15: the next user\'s subscribers hear of an empty feed; a card\'s link asks the delegate', async () => {
    const braze = await withCards(card(1, { u: 'https://example.com/1', e: { k: 'v' } }))
    await refresh(braze)
    const [first] = braze.contentCards.cards
    braze.delegate = { shouldOpenURL: (_braze, { url, channel, extras }) => { expect([url, channel, extras]).toEqual(['https://example.com/1', 'contentCard', { k: 'v' }]); return true } }
    first!.context.processClickAction(first!.clickAction!)
    expect(app.headless.links()).toEqual([{ url: 'https://example.com/1', how: 'system', channel: 'contentCard' }])
    const told: number[] = []
    braze.contentCards.subscribeToUpdates((cards) => told.push(cards.length))
    braze.changeUser('other')
    expect(told).toEqual([0])
  })

  test('C1, C10: the default feed refreshes when it is old, logs each card once a feed, taps, swipes', async () => {
    const braze = await withCards(card(1, { u: 'https://example.com/1' }), card(2), card(3, { tp: 'control' }), card(4, { db: false }))
    const feed = new BrazeContentCardUI.ViewController(braze)
    expect((await app.sent()).map(({ path }) => path)).toEqual(['/content_cards/sync'])
    expect(feed.cards.map(({ title }) => title)).toEqual(['card 4', 'card 2', 'card 1'])
    await refresh(braze)
    expect((await codes(braze, 'cc')).map(([name, data]) => [name, data['ids'][0]])).toEqual([['cci', composite(4, true)], ['ccic', composite(3, true)], ['cci', composite(2, true)], ['cci', composite(1, true)]])
    feed.tap('card 1')
    feed.tap('card 2')
    feed.delegate = { shouldProcess: () => false }
    feed.tap('card 1')
    feed.swipe('card 2')
    expect(() => feed.swipe('card 4')).toThrow('can not be dismissed')
    expect(() => feed.tap('card 2')).toThrow('the feed shows no such card: card 4, card 1')
    expect((await codes(braze, 'cc')).map(([name]) => name)).toEqual(['ccc', 'ccc', 'ccd'])
    expect(app.headless.links()).toEqual([{ url: 'https://example.com/1', how: 'system', channel: 'contentCard' }])
    feed.close()
    await app.sent()
    // watermarks of the scripted answers are from 1970: the feed is old again
    const again = new BrazeContentCardUI.ViewController(braze)
    expect((await codes(braze, 'cci')).map(([name]) => name)).toEqual(['cci', 'ccic', 'cci'])
    expect(again.cards.map(({ title }) => title)).toEqual(['card 4', 'card 1'])
  })

  test('C6: an expired card is gone without a sync', async () => {
    const braze = await withCards(card(1, { ea: Date.parse('2026-03-01T12:00:10Z') / 1000 }), card(2))
    await refresh(braze)
    await app.pass(10)
    expect(braze.contentCards.cards.map(({ title }) => title)).toEqual(['card 2'])
  })
})

describe('featureFlags', () => {
  test('F1, F4, F5, F7 with the emulator\'s own flags: read by type, told of, logged once', async () => {
    const define = await app.e.admin('POST', '/feature_flags', {
      id: 'checkout', everyone_else: true,
      properties: {
        colour: { type: 'string', value: 'red' }, limit: { type: 'number', value: 3 }, on: { type: 'boolean', value: true }, art: { type: 'image', value: 'https://example.com/a.png' },
        at: { type: 'datetime', value: 1_700_000_000_000 }, data: { type: 'jsonobject', value: { a: 1, b: null } },
      },
    })
    expect([define.status, define.body]).toMatchObject([201, { id: 'checkout' }])
    const braze = await app.restart()
    const told: FeatureFlag[][] = []
    braze.featureFlags.subscribeToUpdates((flags) => told.push(flags))
    await new Promise((resolve) => braze.featureFlags.requestRefresh(resolve))
    const flag = braze.featureFlags.featureFlag('checkout')!
    expect([flag.enabled, flag.stringProperty('colour'), flag.numberProperty('limit'), flag.boolProperty('on'), flag.imageProperty('art'), flag.timestampProperty('at'), flag.jsonProperty('data')]).toEqual([
      true, 'red', 3, true, 'https://example.com/a.png', 1_700_000_000_000, { a: 1 },
    ])
    expect([flag.numberProperty('colour'), flag.stringProperty('nothing'), braze.featureFlags.featureFlag('nothing')]).toEqual([undefined, undefined, undefined])
    expect([told.length, told.at(-1)?.map(({ id }) => id), braze.featureFlags.featureFlags.map(({ id }) => id)]).toEqual([1, ['checkout'], ['checkout']])
    const late: FeatureFlag[][] = []
    braze.featureFlags.subscribeToUpdates((flags) => late.push(flags))
    expect(late).toHaveLength(1)
    const got = await new Promise<FeatureFlag[]>((resolve) => braze.featureFlags.getAllFeatureFlags(resolve))
    expect(got.map(({ id }) => id)).toEqual(['checkout'])
    expect(app.problems).toEqual([])
  })

  test('F2, F7: inside the refresh limit nothing is sent, the callback is told of a failure, subscribers all the same', async () => {
    withConfig({ feature_flags: { enabled: true, refresh_rate_limit: 3600 } })
    app.doctor('/feature_flags/sync', () => ({ feature_flags: [{ id: 'a', enabled: true, properties: {}, fts: 'track' }] }))
    const braze = await app.restart()
    braze.changeUser('ada')
    await app.sent()
    const told: number[] = []
    const results: (string | undefined)[] = []
    braze.featureFlags.subscribeToUpdates((flags) => told.push(flags.length))
    braze.featureFlags.requestRefresh(({ failure }) => results.push(failure?.message))
    expect([await app.sent(), results, told]).toEqual([[], ['the request was not made or did not end well'], [1, 1]])
    braze.featureFlags.logFeatureFlagImpression('a')
    braze.featureFlags.logFeatureFlagImpression('a')
    braze.featureFlags.logFeatureFlagImpression('nothing')
    expect(await codes(braze, 'ffi')).toEqual([['ffi', { fid: 'a', fts: 'track' }]])
  })
})

describe('banners', () => {
  const wire = (placement: string, more: Members = {}): Members => ({
    id: composite(1), placement_id: placement, html: '<p/>', is_test_send: false, is_control: false, expires_at: -1, properties: { colour: { type: 'string', value: 'red' }, on: { type: 'boolean', value: true } }, stable_key: `key-${placement}`, ...more,
  })
  const withBanners = async (banners: Record<string, Members | null>): Promise<Braze> => {
    withConfig({ banners: { enabled: true, max_placements: 10 } })
    app.doctor('/banners/sync', (_answer, asked) => ({ banners: Object.fromEntries(asked['placements'].map(({ id }: Members) => [id, { banner: banners[id] ?? null }])) }))
    const braze = await app.restart()
    await app.sent()
    return braze
  }
  const refresh = (braze: Braze, ...placements: string[]): Promise<any> => new Promise((resolve) => braze.banners.requestBannersRefresh(placements, resolve))
  const get = (braze: Braze, placement: string): Promise<Banner | undefined> => new Promise((resolve) => braze.banners.getBanner(placement, resolve))

  test('B3, B9, B10, B11: asked for, read by type, told of', async () => {
    const braze = await withBanners({ home: wire('home') })
    const told: string[][] = []
    braze.banners.subscribeToUpdates((banners) => told.push(Object.keys(banners)))
    const { success } = await refresh(braze, 'home', 'side')
    expect([Object.keys(success), told]).toEqual([['home'], [['home']]])
    const banner = await get(braze, 'home')
    expect(banner).toMatchObject({ trackingId: composite(1), placementId: 'home', html: '<p/>', isControl: false, isTestSend: false, expiresAt: -1, stableKey: 'key-home' })
    expect([banner!.stringProperty('colour'), banner!.booleanProperty('on'), banner!.numberProperty('colour'), await get(braze, 'side')]).toEqual(['red', true, undefined, undefined])
    const late: string[][] = []
    braze.banners.subscribeToUpdates((banners) => late.push(Object.keys(banners)))
    expect(late).toEqual([['home']])
    expect((await app.sent()).find(({ path }) => path === '/banners/sync')?.body['placements']).toEqual([{ id: 'home' }, { id: 'side' }])
  })

  test('B4-B6: a context logs; dismissed it is gone and goes with the next sync', async () => {
    const braze = await withBanners({ home: wire('home') })
    await refresh(braze, 'home')
    const banner = (await get(braze, 'home'))!
    banner.context.logImpression()
    banner.context.logImpression()
    banner.context.logClick()
    banner.context.logClick('2')
    banner.context.dismiss()
    expect(await codes(braze, 'b')).toEqual([['bi', { ids: [composite(1)] }], ['bc', { id: composite(1) }], ['bc', { id: composite(1), bid: '2' }], ['bd', { id: composite(1) }]])
    expect(await get(braze, 'home')).toBeUndefined()
    await refresh(braze, 'home')
    expect((await app.sent()).find(({ path }) => path === '/banners/sync')?.body['pending_dismissals']).toEqual([{ banner_id: composite(1), dismissal_time: Date.parse('2026-03-01T12:00:00Z') }])
  })

  test('B4, B12: a view logs when it is seen, tells its height, its dismissal, and is emptied for the next user', async () => {
    const shown: Record<string, Members | null> = { home: wire('home'), control: wire('control', { id: composite(2), is_control: true }) }
    const braze = await withBanners(shown)
    const heights: [string, number | undefined][] = []
    const dismissed: BannerDismissalEvent[] = []
    const view = (placementId: string, visible = true): BannerUIView => new BannerUIView({
      placementId, braze, visible, contentHeight: 80, processContentUpdates: ({ success }) => heights.push([placementId, success?.height]), onDismiss: (event) => dismissed.push(event),
    })
    const [home, control, below] = [view('home'), view('control'), view('home', false)]
    await refresh(braze, 'home', 'control')
    expect([home.height, control.height, below.height]).toEqual([80, 0, 80])
    expect(await codes(braze, 'b')).toEqual([['bi', { ids: [composite(1)] }], ['bi', { ids: [composite(2)] }]])
    below.scrollIntoView()
    home.click('cta')
    expect(await codes(braze, 'b')).toEqual([['bc', { id: composite(1), bid: 'cta' }]])
    expect(() => control.click()).toThrow('shows nothing')
    home.dismiss()
    expect(dismissed).toEqual([0, 1].map(() => ({ placementId: 'home', trackingId: composite(1), stableKey: 'key-home' })))
    expect([home.height, home.banner]).toEqual([0, undefined])
    shown['control'] = null
    braze.changeUser('other')
    expect(control.banner).toBeUndefined()
    for (const one of [home, control, below]) one.remove()
    heights.length = 0
    await refresh(braze, 'home')
    expect(heights).toEqual([])
  })
})
