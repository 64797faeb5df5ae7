// Content Cards, the feed, feature flags and banners of the web shim: objects, callbacks, subscribers, analytics (C, F, B). observed: web SDK 6.13.0 in Chromium
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { headless } from '../../../sdk-shims/web/control.ts'
import * as braze from '../../../sdk-shims/web/index.ts'
import type { Page } from './page.ts'
import { NOW_MS, NOW_S, openPage } from './page.ts'

let page: Page
beforeEach(() => { page = openPage() })
afterEach(() => headless.reset())

const sdk = braze as unknown as Record<string, (...args: any[]) => any>
const failure = (status = 500): Response => new Response('{}', { status })

/** A card as the server sends it. */
const card = (id: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({ id, tp: 'text_announcement', tt: id, ds: `about ${id}`, ca: NOW_S - 100, ea: -1, db: true, ...more })
const CARDS = [
  card('classic', { tp: 'short_news', i: 'https://i', u: 'https://u', dm: 'link', ar: 1.5, e: { k: 'v' }, language: 'en', image_alt: 'alt', ca: NOW_S - 100 }),
  card('captioned', { tp: 'captioned_image', i: 'https://i2', ca: NOW_S - 500, p: true, db: false, v: true, ea: NOW_S + 5000 }),
  card('image', { tp: 'banner_image', i: 'https://i3', ca: NOW_S - 20 }), card('control', { tp: 'control', ca: NOW_S - 10 }),
  card('gone', { ea: NOW_S - 3, ca: NOW_S - 5 }), card('odd', { tp: 'weird' }), card('last', { ca: NOW_S - 200, u: '#last' }),
]
const ORDER = ['captioned', 'control', 'image', 'classic', 'last']

describe('Content Cards', () => {
  let updates: braze.ContentCards[] = []
  beforeEach(async () => {
    updates = []
    page.answer('/content_cards/sync', { cards: CARDS, full_sync: true, last_full_sync_at: NOW_S, last_card_updated_at: NOW_S })
    page.initialize()
    braze.subscribeToContentCardsUpdates((cards) => updates.push(cards))
    expect([updates, braze.getCachedContentCards()!.cards, braze.getCachedContentCards()!.lastUpdated]).toEqual([[], [], null])
    braze.openSession()
    await headless.idle()
    await page.sent()
  })
  const byId = (id: string): any => braze.getCachedContentCards()!.cards.find((one) => one.id === id)

  test('are asked for with the session once somebody subscribed, and come in their order', () => {
    expect(updates.map(({ cards }) => cards.map((one) => one.id))).toEqual([ORDER])
    expect(updates[0]!.lastUpdated).toEqual(new Date(NOW_MS))
    expect(updates[0]!.getUnviewedCardCount()).toBe(3)
  })

  test('are objects of their kind, fresh at each reading', () => {
    const { cards } = braze.getCachedContentCards()!
    expect(cards.map((one) => one.constructor.name)).toEqual(['CaptionedImage', 'ControlCard', 'ImageOnly', 'ClassicCard', 'ClassicCard'])
    expect(cards.every((one) => one instanceof braze.Card)).toBe(true)
    expect({ ...byId('classic') }).toEqual({
      id: 'classic', viewed: false, updated: new Date(NOW_MS - 100_000), expiresAt: null, extras: { k: 'v' }, pinned: false, isControl: false, title: 'classic', imageUrl: 'https://i',
      description: 'about classic', url: 'https://u', linkText: 'link', aspectRatio: 1.5, dismissible: true, clicked: false, language: 'en', altImageText: 'alt', dismissed: false,
    })
    expect(byId('captioned')).toMatchObject({ viewed: true, pinned: true, dismissible: false, expiresAt: new Date(NOW_MS + 5_000_000), aspectRatio: null })
    expect(byId('control')).toMatchObject({ isControl: true })
    expect(byId('classic')).not.toBe(byId('classic'))
  })

  test('impressions: cards and controls apart, the same object again after ten seconds only', async () => {
    const seen = ['classic', 'captioned', 'control'].map(byId)
    expect([braze.logContentCardImpressions(seen), braze.logContentCardImpressions(seen), seen[0].viewed]).toEqual([true, false, true])
    expect([braze.logContentCardImpressions([]), sdk['logContentCardImpressions']!(seen[0]), sdk['logContentCardImpressions']!([{ id: 'x' }])]).toEqual([false, false, false])
    await headless.advance(9)
    expect(braze.logContentCardImpressions(seen)).toBe(false)
    await headless.advance(2)
    expect(braze.logContentCardImpressions([seen[0]])).toBe(true)
    expect(braze.logContentCardImpressions([byId('classic')])).toBe(true)
    await page.flush()
    const events = (await page.sent()).flatMap(({ body }) => body['events'] as any[]).map((one): unknown => [one.name, [...one.data.ids].sort()])
    expect(events).toEqual([['cci', ['captioned', 'classic']], ['ccic', ['control']], ['cci', ['classic']], ['cci', ['classic']]])
    expect(braze.getCachedContentCards()!.getUnviewedCardCount()).toBe(2)
  })

  test('clicks: logged where the card leads somewhere; subscribers hear of each', async () => {
    const heard: string[] = []
    const [classic, image] = [byId('classic'), byId('image')]
    classic.subscribeToClickedEvent(() => heard.push('classic'))
    image.subscribeToClickedEvent(() => heard.push('image'))
    expect([braze.logContentCardClick(classic), braze.logContentCardClick(classic), braze.logContentCardClick(image), sdk['logContentCardClick']!({ id: 'x' }), sdk['logContentCardClick']!()]).toEqual([true, true, false, false, false])
    expect([heard, classic.clicked, classic.viewed, image.clicked, byId('classic').clicked]).toEqual([['classic', 'classic', 'image'], true, true, true, true])
    expect(await page.events()).toEqual([['ccc', { ids: ['classic'] }], ['ccc', { ids: ['classic'] }]])
  })

  test('dismissals: once, where allowed; the card is gone for good, and no update is told', async () => {
    const heard: string[] = []
    const classic = byId('classic')
    expect(classic.subscribeToDismissedEvent(5)).toBe(null)
    classic.subscribeToDismissedEvent(() => heard.push('dismissed'))
    expect([braze.logCardDismissal(byId('captioned')), braze.logCardDismissal(classic), braze.logCardDismissal(classic), braze.logCardDismissal(byId('control')), sdk['logCardDismissal']!({})]).toEqual([false, true, false, false, false])
    expect([heard, classic.dismissed, byId('classic'), updates.length]).toEqual([['dismissed'], true, undefined, 1])
    expect(await page.events()).toEqual([['ccd', { ids: ['classic'] }]])
    braze.requestContentCardsRefresh()
    await headless.idle()
    expect(updates.at(-1)!.cards.map((one) => one.id)).toEqual(ORDER.filter((id) => id !== 'classic'))
    const other = byId('last')
    other.dismissCard()
    expect([other.dismissed, byId('last') === undefined]).toEqual([false, false])
  })

  test('cards that the page made itself are logged as they are', async () => {
    const own = new braze.ClassicCard('own', false, 't', undefined, 'd', undefined, undefined, '#u', undefined, undefined, {}, false, true)
    expect([braze.logContentCardImpressions([own]), braze.logContentCardClick(own), braze.logCardDismissal(own), braze.logCardDismissal(own)]).toEqual([true, true, true, false])
    expect(braze.logContentCardClick(new braze.ImageOnly('leads nowhere'))).toBe(false)
    expect(await page.events()).toEqual([['cci', { ids: ['own'] }], ['ccc', { ids: ['own'] }], ['ccd', { ids: ['own'] }]])
  })

  test('a refresh tells how it ended', async () => {
    const heard: string[] = []
    const refresh = (): void => braze.requestContentCardsRefresh(() => heard.push('ok'), () => heard.push('failed'))
    refresh()
    expect(heard).toEqual([])
    await headless.idle()
    page.next('/content_cards/sync', failure())
    refresh()
    await headless.idle()
    expect(heard).toEqual(['ok', 'failed'])
    expect((await page.sent()).map(({ body }) => [body['last_full_sync_at'], body['last_card_updated_at']])).toEqual([[NOW_S, NOW_S], [NOW_S, NOW_S]])
  })

  test('an expired card leaves without a word', async () => {
    await headless.advance(5001)
    expect(braze.getCachedContentCards()!.cards.map((one) => one.id)).toEqual(ORDER.filter((id) => id !== 'captioned'))
  })
})

describe('the feed', () => {
  beforeEach(async () => {
    page.answer('/content_cards/sync', { cards: CARDS, full_sync: true, last_full_sync_at: NOW_S, last_card_updated_at: NOW_S })
    await page.start()
    braze.requestContentCardsRefresh()
    await headless.idle()
    await page.events()
  })
  const shown = (): (string | undefined)[][] => headless.feeds().map(({ cards }) => cards.map((one) => one.id))
  const impressions = async (): Promise<unknown[]> => (await page.events()).map(([name, { ids }]) => [name, [...ids].sort()])

  test('shows the cards and logs each once an opening', async () => {
    braze.showContentCards()
    expect(shown()).toEqual([ORDER])
    const all = [['cci', ['captioned', 'classic', 'image', 'last']], ['ccic', ['control']]]
    expect(await impressions()).toEqual(all)
    braze.hideContentCards()
    expect(shown()).toEqual([])
    braze.showContentCards()
    expect(await impressions()).toEqual(all)
  })

  test('in a place, filtered; replaced, toggled, hidden', async () => {
    const [left, right] = [{} as Element, {} as Element]
    braze.showContentCards(left, (cards) => cards.filter((one) => one.pinned))
    braze.showContentCards(right)
    expect([shown(), headless.feeds().map(({ place }) => place)]).toEqual([[['captioned'], ORDER], [left, right]])
    braze.showContentCards(left, (cards) => cards.slice(-1))
    expect(shown()).toEqual([ORDER, ['last']])
    braze.toggleContentCards(right)
    expect(shown()).toEqual([['last']])
    braze.toggleContentCards(right)
    braze.hideContentCards(left)
    expect(shown()).toEqual([ORDER])
  })

  test('follows the server, and asks it when its cards are older than a minute', async () => {
    braze.showContentCards()
    await page.events()
    page.answer('/content_cards/sync', { cards: [card('new')], full_sync: true, last_full_sync_at: NOW_S + 61, last_card_updated_at: NOW_S + 61 })
    expect((await page.sent()).length).toBe(0)
    await headless.advance(61)
    braze.toggleContentCards()
    braze.toggleContentCards()
    expect((await page.sent()).map(({ path }) => path)).toContain('/content_cards/sync')
    expect(shown()).toEqual([['new']])
    expect((await impressions()).at(-1)).toEqual(['cci', ['new']])
    page.answer('/content_cards/sync', { cards: [card('new'), card('newer')], full_sync: true, last_full_sync_at: NOW_S + 62, last_card_updated_at: NOW_S + 62 })
    braze.requestContentCardsRefresh()
    await headless.idle()
    expect(await impressions()).toEqual([['cci', ['newer']]])
  })

  test('the user clicks and dismisses', async () => {
    braze.showContentCards()
    await page.events()
    const heard: string[] = []
    const [classic] = headless.feeds()[0]!.cards.filter((one) => one.id === 'classic') as [braze.Card]
    classic.subscribeToDismissedEvent(() => heard.push('dismissed'))
    headless.clickCard('last')
    headless.dismissCard(classic)
    expect(() => headless.dismissCard('captioned')).toThrow('can not be dismissed')
    expect(() => headless.clickCard('nope')).toThrow('no feed shows')
    expect([headless.links(), heard, shown()]).toEqual([[{ url: '#last', inNewTab: false }], ['dismissed'], [ORDER.filter((id) => id !== 'classic')]])
    headless.feeds()[0]!.cards.find((one) => one.id === 'image')!.dismissCard()
    expect(shown()).toEqual([['captioned', 'control', 'last']])
    expect(await page.events()).toEqual([['ccc', { ids: ['last'] }], ['ccd', { ids: ['classic'] }], ['ccd', { ids: ['image'] }]])
  })
})

test('what the server has off is asked for when it is on', async () => {
  page.server.config = { ...page.server.config, content_cards: { enabled: false }, banners: { enabled: false } }
  await page.start()
  await page.sent()
  const heard: string[] = []
  braze.requestContentCardsRefresh(() => heard.push('ok'), () => heard.push('failed'))
  braze.requestBannersRefresh(['home'], () => heard.push('ok'), () => heard.push('failed'))
  expect([await page.sent(), heard]).toEqual([[], []])
  page.server.config = { ...page.server.config, time: NOW_S + 1, content_cards: { enabled: true }, banners: { enabled: true, max_placements: 10 } }
  braze.logCustomEvent('e')
  await page.flush()
  expect((await page.sent()).map(({ path }) => path)).toEqual(['/data/', '/content_cards/sync', '/banners/sync'])
  expect(heard).toEqual(['ok', 'ok'])
})

describe('feature flags', () => {
  const FLAGS = [
    { id: 'on', enabled: true, fts: 'track', properties: { s: { type: 'string', value: 'x' }, n: { type: 'number', value: 3 }, b: { type: 'boolean', value: true }, i: { type: 'image', value: 'https://i' }, j: { type: 'jsonobject', value: { a: 1 } }, d: { type: 'datetime', value: 17e11 }, bad: { type: 'number', value: 'text' } } },
    { id: 'off', enabled: false, properties: {} }, { id: 'odd', enabled: 'yes', properties: {} },
  ]
  let updates: string[][] = []
  beforeEach(async () => {
    updates = []
    page.answer('/feature_flags/sync', { feature_flags: FLAGS })
    page.initialize()
    braze.subscribeToFeatureFlagsUpdates((flags) => updates.push(flags.map((one) => one.id)))
    braze.openSession()
    await headless.idle()
    await page.events()
  })

  test('subscribers are called at once, then with each answer', async () => {
    expect(updates).toEqual([[], ['on', 'off']])
    const late: string[][] = []
    expect(sdk['subscribeToFeatureFlagsUpdates']!(5)).toBe(null)
    braze.subscribeToFeatureFlagsUpdates((flags) => late.push(flags.map((one) => one.id)))
    expect(late).toEqual([['on', 'off']])
  })

  test('the first subscriber after an answer is called once', async () => {
    page = openPage()
    page.answer('/feature_flags/sync', { feature_flags: FLAGS })
    await page.start()
    const heard: string[][] = []
    braze.subscribeToFeatureFlagsUpdates((flags) => heard.push(flags.map((one) => one.id)))
    expect(heard).toEqual([['on', 'off']])
  })

  test('are read by type', () => {
    const flag = braze.getFeatureFlag('on')!
    expect([flag instanceof braze.FeatureFlag, flag.id, flag.enabled, flag.properties]).toEqual([true, 'on', true, FLAGS[0]!.properties])
    expect([flag.getStringProperty('s'), flag.getNumberProperty('n'), flag.getBooleanProperty('b'), flag.getImageProperty('i'), flag.getJsonProperty('j'), flag.getTimestampProperty('d')]).toEqual(['x', 3, true, 'https://i', { a: 1 }, 17e11])
    expect([flag.getStringProperty('n'), flag.getStringProperty('i'), flag.getNumberProperty('bad'), flag.getJsonProperty('none'), (flag.getStringProperty as () => unknown)()]).toEqual([null, null, null, null, null])
    expect([braze.getFeatureFlag('off')!.enabled, braze.getFeatureFlag('none'), braze.getFeatureFlag('odd'), sdk['getFeatureFlag']!(5)]).toEqual([false, null, null, null])
    expect(braze.getAllFeatureFlags()!.map((one) => [one.id, one.enabled])).toEqual([['on', true], ['off', false]])
  })

  test('impressions: once a session, only in an experiment', async () => {
    expect(['on', 'on', 'off', 'none', undefined].map((id) => sdk['logFeatureFlagImpression']!(id))).toEqual([true, false, false, false, false])
    expect(await page.events()).toEqual([['ffi', { fid: 'on', fts: 'track' }]])
    braze.changeUser('next')
    await headless.idle()
    expect(braze.logFeatureFlagImpression('on')).toBe(true)
  })

  test('a refresh tells how it ended', async () => {
    const heard: string[] = []
    const refresh = async (): Promise<void> => {
      braze.refreshFeatureFlags(() => heard.push('ok'), () => heard.push('failed'))
      await headless.idle()
    }
    await refresh()
    page.next('/feature_flags/sync', failure())
    await refresh()
    page.server.config = { ...page.server.config, time: NOW_S + 1, feature_flags: { enabled: false } }
    braze.logCustomEvent('e')
    await page.flush()
    await refresh()
    expect([heard, braze.getFeatureFlag('on'), braze.getAllFeatureFlags()]).toEqual([['ok', 'failed', 'failed'], null, []])
  })
})

describe('banners', () => {
  const banner = (id: string, placement_id: string, more: Record<string, unknown> = {}): unknown => ({ banner: { id, placement_id, html: `<p>${id}</p>`, is_test_send: false, is_control: false, expires_at: -1, properties: {}, stable_key: `key-${id}`, ...more } })
  const BANNERS = { home: banner('b1', 'home', { properties: { colour: { type: 'string', value: 'red' } } }), control: banner('b2', 'control', { is_control: true, html: '', stable_key: undefined }), side: { banner: null } }
  let updates: (string | null | undefined)[][] = []
  beforeEach(async () => {
    updates = []
    page.answer('/banners/sync', (body) => ({ banners: BANNERS, request_time: body['time_ms'], dismissals: { acknowledged: body['pending_dismissals'] } }))
    page.initialize({ allowUserSuppliedJavascript: true })
    braze.subscribeToBannersUpdates((banners) => updates.push(Object.entries(banners).map(([, one]) => one && one.id)))
    braze.openSession()
    await headless.idle()
    expect([updates, braze.getBanner('home'), braze.getAllBanners()]).toEqual([[[]], null, {}])
    await page.events()
    await new Promise<void>((resolve, reject) => braze.requestBannersRefresh(['home', 'control', 'side'], resolve, reject))
  })

  test('are asked for by placement', async () => {
    expect((await page.sent()).map(({ path, body }) => [path, body['placements'], body['time_ms'], body['pending_dismissals']])).toEqual([['/banners/sync', [{ id: 'home' }, { id: 'control' }, { id: 'side' }], NOW_MS, []]])
    expect(updates.at(-1)).toEqual(['b1', 'b2'])
    for (const placements of ['home', [], undefined]) sdk['requestBannersRefresh']!(placements, () => expect.unreachable(), () => expect.unreachable())
    expect(await page.sent()).toEqual([])
  })

  test('are read by placement and type', () => {
    const home = braze.getBanner('home')!
    expect([home instanceof braze.Banner, home.id, home.placementId, home.html, home.isControl, home.getStringProperty('colour'), home.getNumberProperty('colour')]).toEqual([true, 'b1', 'home', '<p>b1</p>', false, 'red', null])
    expect([braze.getBanner('control')!.isControl, braze.getBanner('side'), braze.getBanner('none')]).toEqual([true, null, null])
    expect(Object.keys(braze.getAllBanners()!).sort()).toEqual(['control', 'home'])
    expect(braze.getBanner('home')).not.toBe(home)
  })

  test('impressions once a session, clicks each time', async () => {
    const home = braze.getBanner('home')!
    expect([braze.logBannerImpressions(['home']), braze.logBannerImpressions(['home']), braze.logBannerImpressions(['home', 'control']), braze.logBannerImpressions(['none']), braze.logBannerImpressions([])]).toEqual([true, false, true, false, false])
    expect([braze.logBannerClick(home), braze.logBannerClick(home), braze.logBannerClick(home, 'button'), braze.logBannerClick(home, ''), sdk['logBannerClick']!('home'), braze.logBannerClick(new braze.Banner())]).toEqual([true, true, true, true, false, false])
    expect(await page.events()).toEqual([['bi', { ids: ['b1'] }], ['bi', { ids: ['b2'] }], ['bc', { id: 'b1' }], ['bc', { id: 'b1' }], ['bc', { id: 'b1', bid: 'button' }], ['bc', { id: 'b1' }]])
  })

  test('stand in a place of the page, logged once; a control stands there too', async () => {
    const [place, other] = [{} as HTMLElement, {} as HTMLElement]
    braze.insertBanner(braze.getBanner('home'), place)
    braze.insertBanner(braze.getBanner('control'), other)
    braze.insertBanner(null, other)
    sdk['insertBanner']!(braze.getBanner('home'), null)
    expect(headless.banners().map((one) => [one.banner.id, one.place])).toEqual([['b1', place], ['b2', other]])
    expect(await page.events()).toEqual([['bi', { ids: ['b1'] }], ['bi', { ids: ['b2'] }]])
    page.next('/banners/sync', (body) => ({ banners: { home: banner('b9', 'home') }, request_time: body['time_ms'] }))
    await headless.advance(1)
    await new Promise<void>((resolve) => braze.requestBannersRefresh(['home'], resolve))
    expect(headless.banners().map((one) => [one.banner.id, one.place])).toEqual([['b9', place]])
    expect(await page.events()).toEqual([['bi', { ids: ['b9'] }]])
  })

  test('insertBanner() needs allowUserSuppliedJavascript', async () => {
    const home = braze.getBanner('home')!
    braze.destroy()
    page.initialize()
    braze.insertBanner(home, {} as HTMLElement)
    expect(headless.banners()).toEqual([])
  })

  test('dismissals: once, with a key; gone here at once and told to the server', async () => {
    const home = braze.getBanner('home')!
    const heard: string[] = []
    expect(home.subscribeToDismissedEvent(4 as never)).toBe(null)
    home.subscribeToDismissedEvent(() => heard.push('dismissed'))
    braze.insertBanner(home, {} as HTMLElement)
    await page.events()
    expect([braze.dismissBanner(braze.getBanner('control')!), braze.dismissBanner(home), braze.dismissBanner(home), sdk['dismissBanner']!(null), sdk['dismissBanner']!({})]).toEqual([false, true, false, false, false])
    expect([heard, braze.getBanner('home'), updates.at(-1), headless.banners()]).toEqual([['dismissed'], null, ['b2'], []])
    expect(await page.events()).toEqual([['bd', { id: 'b1' }]])
    await headless.advance(1)
    braze.requestBannersRefresh(['home'])
    await headless.idle()
    braze.requestBannersRefresh(['home'])
    // Told again until the server says that it knows
    expect((await page.sent()).map(({ body }) => body['pending_dismissals'])).toEqual([[{ banner_id: 'b1', dismissal_time: NOW_MS }], []])
  })

  test('a new session asks again for a page that listens', async () => {
    await page.sent()
    braze.changeUser('next')
    expect((await page.sent()).filter(({ path }) => path === '/banners/sync').map(({ body }) => [body['user_id'], body['placements'].length])).toEqual([['next', 3]])
  })
})
