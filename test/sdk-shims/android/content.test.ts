// Content Cards, feature flags, banners and geofences on the Android shim (C1-U15, F1-F7, B1-B11, G1-G4). docs: braze-android-sdk 43
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { BannerView, Braze, BannersUpdatedEvent, BrazeContentCardsManager, CardType, ContentCardsFragment, ContentCardsUpdatedEvent, FeatureFlagsUpdatedEvent } from '../../../sdk-shims/android/index.ts'
import { card, composite, openApp } from './app.ts'
import type { App, Members } from './app.ts'

let app: App
beforeEach(() => { app = openApp() })
afterEach(() => app.headless.reset())

const codes = async (first: string): Promise<[string, Members][]> => (await app.events()).filter(([name]) => name.startsWith(first))

describe('Content Cards', () => {
  const withCards = async (...cards: Members[]): Promise<Braze> => {
    app.doctor('/content_cards/sync', () => ({ cards, full_sync: true, last_full_sync_at: 5, last_card_updated_at: 6 }))
    const braze = await app.start()
    await app.sent()
    return braze
  }

  test('C9: members, order and counts', async () => {
    const braze = await withCards(card(1, { u: 'https://example.com/1', uw: true, dm: 'more', e: { k: 'v' }, i: 'https://example.com/i', ar: 1.5 }), card(2, { tp: 'control' }), card(3, { p: true, v: true }))
    const cards = braze.getCachedContentCards()
    expect(cards.map(({ cardType, title }) => [cardType, title])).toEqual([[CardType.SHORT_NEWS, 'card 3'], [CardType.CONTROL, 'card 2'], [CardType.SHORT_NEWS, 'card 1']])
    expect(cards[2]).toMatchObject({
      id: composite(1, true), description: 'text', url: 'https://example.com/1', openUriInWebView: true, domain: 'more', imageUrl: 'https://example.com/i', aspectRatio: 1.5, extras: { k: 'v' }, created: 1_772_000_001, expiresAt: -1,
      viewed: false, isClicked: false, isPinned: false, isDismissibleByUser: true, isControl: false, isTest: false, isDismissed: false,
    })
    expect([braze.contentCardCount, braze.contentCardUnviewedCount]).toEqual([2, 1])
  })

  test('C13: a subscriber is told at once of what is kept, then after each sync, until it is removed', async () => {
    const braze = await withCards(card(1), card(2))
    const told: [number, number, boolean, number][] = []
    const subscriber = (event: ContentCardsUpdatedEvent): void => void told.push([event.cardCount, event.unviewedCardCount, event.isFromOfflineStorage, event.timestampSeconds])
    braze.subscribeToContentCardsUpdates(subscriber)
    expect(told).toEqual([[2, 2, true, 6]])
    braze.requestContentCardsRefresh()
    await app.sent()
    braze.requestContentCardsRefreshFromCache()
    expect(told).toEqual([[2, 2, true, 6], [2, 2, false, 6], [2, 2, true, 6]])
    expect([braze.removeSingleSubscription(subscriber, ContentCardsUpdatedEvent), braze.removeSingleSubscription(subscriber, ContentCardsUpdatedEvent)]).toEqual([true, false])
    braze.requestContentCardsRefresh()
    await app.sent()
    expect(told).toHaveLength(3)
  })

  test('C7, C10: what cards log', async () => {
    const braze = await withCards(card(1, { u: 'https://example.com/1' }), card(2, { db: false }), card(3, { tp: 'control' }))
    const [control, fixed, first] = braze.getCachedContentCards()
    expect([first!.logImpression(), first!.logImpression(), first!.logClick(), fixed!.logClick(), control!.logImpression()]).toEqual([true, true, true, true, true])
    fixed!.isDismissed = true
    first!.isDismissed = true
    first!.isDismissed = true
    expect([first!.viewed, first!.isClicked, first!.isDismissed, fixed!.isDismissed]).toEqual([true, true, true, false])
    const id = (n: number): Members => ({ ids: [composite(n, true)] })
    expect(await codes('c')).toEqual([['cci', id(1)], ['cci', id(1)], ['ccc', id(1)], ['ccc', id(2)], ['ccic', id(3)], ['ccd', id(1)]])
    expect(braze.getCachedContentCards().map(({ title }) => title)).toEqual(['card 3', 'card 2'])
  })
})

describe('ContentCardsFragment', () => {
  test('C1, C10: refreshes when what is kept is old, logs each card once, taps, swipes, and tells its listener', async () => {
    const cards = [card(1, { u: 'https://example.com/1', uw: true }), card(2), card(3, { tp: 'control' }), card(4, { db: false })]
    app.doctor('/content_cards/sync', () => ({ cards, full_sync: true, last_full_sync_at: 5, last_card_updated_at: Date.parse('2026-03-01T12:00:00Z') / 1000 }))
    await app.start()
    await app.sent()
    const feed = new ContentCardsFragment()
    feed.onResume()
    expect([await app.sent(), feed.cards.map(({ title }) => title)]).toEqual([[], ['card 4', 'card 2', 'card 1']])
    feed.onRefresh()
    expect((await codes('cc')).map(([name]) => name)).toEqual(['cci', 'ccic', 'cci', 'cci'])
    feed.tap('card 1')
    feed.tap('card 2')
    const heard: string[] = []
    BrazeContentCardsManager.getInstance().contentCardsActionListener = { onContentCardClicked: ({ title }, action) => heard.push(`${title} ${action?.uri}`) > 0, onContentCardDismissed: ({ title }) => void heard.push(`gone ${title}`) }
    feed.tap('card 1')
    feed.swipe('card 2')
    expect(() => feed.swipe('card 4')).toThrow('can not be dismissed')
    expect((await codes('cc')).map(([name]) => name)).toEqual(['ccc', 'ccc', 'ccd'])
    expect([heard, app.headless.links()]).toEqual([['card 1 https://example.com/1', 'gone card 2'], [{ url: 'https://example.com/1', how: 'webView', channel: 'CONTENT_CARD' }]])
    feed.onPause()
    await app.pass(61)
    await app.sent()
    feed.setContentCardUpdateHandler({ handleCardUpdate: ({ allCards }) => allCards.filter(({ title }) => title === 'card 1') })
    feed.onResume()
    expect([(await app.sent()).map(({ path }) => path), feed.cards.map(({ title }) => title), (await codes('cc'))]).toEqual([['/content_cards/sync'], ['card 1'], []])
    feed.onPause()
  })

  test('cards that lead to a Braze Action which is none are not in the default feed; an own handler sees them', async () => {
    const action = (json: unknown): string => `brazeActions://v1/${Buffer.from(JSON.stringify(json), 'utf16le').toString('base64')}`
    const cards = [card(1, { u: action({ type: 'logCustomEvent', args: ['acted'] }) }), card(2, { u: action({ type: 'fly', args: [] }) }), card(3, { u: 'brazeActions://v1/none' }), card(4)]
    app.doctor('/content_cards/sync', () => ({ cards, full_sync: true, last_full_sync_at: 5, last_card_updated_at: 6 }))
    const braze = await app.start()
    const feed = new ContentCardsFragment()
    feed.onResume()
    expect([feed.cards.map(({ title }) => title), braze.contentCardCount]).toEqual([['card 4', 'card 1'], 4])
    expect((await codes('cci')).flatMap(([, { ids }]) => ids)).toEqual([composite(4, true), composite(1, true)])
    feed.onPause()
    feed.setContentCardUpdateHandler({ handleCardUpdate: ({ allCards }) => allCards })
    feed.onResume()
    expect(feed.cards).toHaveLength(4)
    feed.onPause()
  })
})

describe('feature flags', () => {
  test('F4, F5, F7 with the emulator\'s own flags', async () => {
    const { status } = await app.e.admin('POST', '/feature_flags', {
      id: 'checkout', everyone_else: true, properties: {
        colour: { type: 'string', value: 'red' }, limit: { type: 'number', value: 3 }, on: { type: 'boolean', value: true }, art: { type: 'image', value: 'https://example.com/a.png' },
        at: { type: 'datetime', value: 1_700_000_000_000 }, data: { type: 'jsonobject', value: { a: 1 } },
      },
    })
    expect(status).toBe(201)
    const braze = await app.start()
    await app.sent()
    const flag = braze.getFeatureFlag('checkout')!
    expect([flag.id, flag.enabled, flag.getStringProperty('colour'), flag.getNumberProperty('limit'), flag.getBooleanProperty('on'), flag.getImageProperty('art'), flag.getTimestampProperty('at'), flag.getJSONProperty('data')]).toEqual([
      'checkout', true, 'red', 3, true, 'https://example.com/a.png', 1_700_000_000_000, { a: 1 },
    ])
    expect([flag.getNumberProperty('colour'), flag.getStringProperty('nothing'), braze.getFeatureFlag('nothing'), braze.getAllFeatureFlags().map(({ id }) => id)]).toEqual([null, null, null, ['checkout']])
    const told: number[] = []
    braze.subscribeToFeatureFlagsUpdates((event) => { expect(event).toBeInstanceOf(FeatureFlagsUpdatedEvent); told.push(event.featureFlags.length) })
    braze.refreshFeatureFlags()
    expect((await app.sent()).map(({ path }) => path)).toEqual(['/feature_flags/sync'])
    expect(told).toEqual([1, 1])
    braze.logFeatureFlagImpression('checkout')
    braze.logFeatureFlagImpression('checkout')
    expect((await codes('ffi')).map(([, data]) => data['fid'])).toEqual(['checkout'])
  })
})

describe('banners', () => {
  test('B3-B6, B9-B11 with the emulator\'s own banners', async () => {
    const { status } = await app.e.admin('POST', '/banners', { id: 'top', name: 'Top', placement_id: 'home', html: '<p>Hi {{${user_id}}}</p>', properties: { colour: { type: 'string', value: 'red' } } })
    expect(status).toBe(201)
    const braze = await app.start()
    braze.changeUser('ada')
    await app.sent()
    const told: BannersUpdatedEvent[] = []
    braze.subscribeToBannersUpdates((event) => told.push(event))
    expect(told).toEqual([])
    const results: string[] = []
    braze.requestBannersRefresh(['home', 'side'], { onSuccess: () => results.push('ok'), onError: () => results.push('failed') })
    expect((await app.sent()).map(({ path, body }) => [path, body['placements']])).toEqual([['/banners/sync', [{ id: 'home' }, { id: 'side' }]]])
    const banner = braze.getBanner('home')!
    expect([results, told.map((event) => event.banners.length), told[0]!.getBanner('side'), braze.getBanner('side')]).toEqual([['ok'], [1], null, null])
    expect(banner).toMatchObject({ placementId: 'home', html: '<p>Hi ada</p>', isControl: false, isTestSend: false, expirationTimestampSeconds: -1 })
    expect([banner.getStringProperty('colour'), banner.getNumberProperty('colour'), banner.stableKey === null]).toEqual(['red', null, false])
    braze.logBannerImpression('home')
    braze.logBannerImpression('home')
    braze.logBannerClick('home', null)
    braze.logBannerClick('home', '2')
    const kinds = await app.e.kindsOf(async () => {
      expect(await codes('b')).toEqual([['bi', { ids: [banner.trackingId] }], ['bc', { id: banner.trackingId }], ['bc', { id: banner.trackingId, bid: '2' }]])
    })
    expect(kinds).toEqual(['banner.impression', 'banner.click', 'banner.click'])
    braze.dismissBanner('home')
    expect([braze.getBanner('home'), (await codes('b')).map(([name]) => name)]).toEqual([null, ['bd']])
    braze.requestBannersRefresh(['home'])
    await app.sent()
    expect(braze.getBanner('home')).toBeNull()
  })
})

describe('BannerView', () => {
  test('B4, B6, B12: logs when it is seen, tells its height and its dismissal, and is emptied for the next user', async () => {
    await app.e.admin('POST', '/banners', { id: 'top', name: 'Top', placement_id: 'home', html: '<p/>' })
    const braze = await app.start()
    braze.changeUser('ada')
    await app.sent()
    const [view, below] = [new BannerView('home'), new BannerView('home', false)]
    const heights: number[] = []
    const dismissed: unknown[] = []
    view.heightCallback = (height) => heights.push(height)
    view.onDismissCallback = (snapshot) => dismissed.push(snapshot)
    braze.requestBannersRefresh(['home'])
    await app.sent()
    const { trackingId, stableKey } = view.banner!
    expect([heights, (await codes('b'))]).toEqual([[60], [['bi', { ids: [trackingId] }]]])
    below.scrollIntoView()
    view.click('cta')
    view.dismiss()
    expect(await codes('b')).toEqual([['bc', { id: trackingId, bid: 'cta' }], ['bd', { id: trackingId }]])
    expect([heights.at(-1), below.banner, dismissed]).toEqual([0, null, [{ placementId: 'home', stableKey, trackingId }]])
    expect(() => view.click()).toThrow('shows nothing')
    braze.changeUser('bob')
    expect(view.banner).toBeNull()
    await app.sent()
    expect(view.banner?.placementId).toBe('home')
    view.detach()
    view.placementId = null
    expect([view.height, heights.at(-1)]).toEqual([0, 0])
    heights.length = 0
    braze.requestBannersRefresh(['home'])
    await app.sent()
    expect(heights).toEqual([])
  })
})

describe('geofences', () => {
  test('G1-G4: off by default; on they are asked for, entered, reported; the place once a session', async () => {
    await app.e.admin('POST', '/locations', { id: 'airports', name: 'Airports', geofences: [{ id: 'ber', latitude: 52.36, longitude: 13.5, radius_meters: 2000 }] })
    await app.start()
    app.headless.device.setLocationPermission('always')
    app.headless.device.moveTo(52.5, 13.4)
    expect((await app.sent()).map(({ path }) => path)).not.toContain('/geofence/request')
    Braze.getInstance().requestGeofences(52.5, 13.4)
    expect(await app.sent()).toEqual([])
    await app.start((builder) => builder.setIsAutomaticLocationCollectionEnabled(true))
    await app.pass(60)
    app.headless.background()
    await app.pass(60)
    app.headless.foreground()
    const sent = await app.sent()
    expect(sent.flatMap(({ body }) => (body['events'] ?? []).filter((one: any) => one.name === 'lr').map((one: any) => one.data))).toEqual([{ latitude: 52.5, longitude: 13.4 }])
    expect(sent.filter(({ path }) => path === '/geofence/request').map(({ body }) => body['location'])).toContainEqual({ latitude: 52.5, longitude: 13.4 })
    const fences = app.headless.device.state().geofences
    expect(fences).toMatchObject([{ latitude: 52.36, longitude: 13.5, radius: 2000 }])
    app.headless.device.moveTo(52.36, 13.5)
    expect((await app.sent()).filter(({ path }) => path === '/geofence/report').flatMap(({ body }) => body['events'].map((one: any) => [one.name, one.data.event_type]))).toEqual([['g', 'enter']])
  })
})
