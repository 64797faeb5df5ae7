// The real @braze/web-sdk in Chromium, told something by the server: config, block lists, empty cards, flags and banners, a bad key.
// Drives POST /api/v3/content_cards/sync, POST /api/v3/feature_flags/sync, POST /api/v3/banners/sync
import { expect, test } from 'vitest'
import { describeInChromium, soon, webVisits } from '../kit/chromium.ts'

const visit = webVisits()

describeInChromium('what the server tells the SDK', () => {
  test('content cards, feature flags and banners are asked for and come back empty', async () => {
    const v = await visit()
    await v.initialize()
    await v.page.evaluate(() => {
      window.braze.subscribeToContentCardsUpdates((cards) => window.seen.push({ cards: cards.cards.length }))
      window.braze.subscribeToFeatureFlagsUpdates((flags) => window.seen.push({ flags: flags.length }))
      window.braze.subscribeToBannersUpdates((banners) => window.seen.push({ banners }))
    })
    await v.openSession()
    await soon(() => v.page.evaluate(() => window.seen.length)).toBeGreaterThanOrEqual(3)
    await v.page.evaluate(() => (window.seen.length = 0))
    const refreshed = await v.page.evaluate(() =>
      Promise.all([
        new Promise((resolve) => window.braze.requestContentCardsRefresh(() => resolve('cards'), () => resolve('cards failed'))),
        new Promise((resolve) => window.braze.refreshFeatureFlags(() => resolve('flags'), () => resolve('flags failed'))),
        new Promise((resolve) => window.braze.requestBannersRefresh(['home', 'side'], () => resolve('banners'), () => resolve('banners failed'))),
      ]),
    )
    expect(refreshed).toEqual(['cards', 'flags', 'banners'])
    await soon(() => v.page.evaluate(() => window.seen)).toEqual(expect.arrayContaining([{ cards: 0 }, { flags: 0 }, { banners: {} }]))
    expect(await v.page.evaluate(() => [window.braze.getCachedContentCards()!.cards, window.braze.getAllFeatureFlags(), window.braze.getFeatureFlag('none'), window.braze.getBanner('home')])).toEqual([[], [], null, null])
    for (const path of ['/api/v3/content_cards/sync', '/api/v3/feature_flags/sync', '/api/v3/banners/sync']) expect((await v.requests(path)).map((request) => request.status), path).toContain(201)
    expect((await v.journal('sdk.internal_error'))).toEqual([])
    expect(v.errors).toEqual([])
  })

  test('block lists: the SDK says no and sends nothing', async () => {
    const v = await visit()
    await v.admin('PATCH', '/settings', { block_lists: { events: ['secret'], attributes: ['ssn'], purchases: ['hidden'] } })
    await v.initialize()
    await v.openSession()
    const says = () => v.page.evaluate(() => [window.braze.logCustomEvent('secret'), window.braze.getUser()!.setCustomUserAttribute('ssn', '1'), window.braze.logPurchase('hidden', 1), window.braze.logCustomEvent('open')])
    await soon(says).toEqual([false, false, false, true])
    expect(await v.flush()).toBe(true)
    expect([...new Set(await v.eventNames())]).toEqual(['open'])
    expect(await v.journal('purchase')).toEqual([])
    expect(JSON.stringify(await v.requests())).not.toContain('"ssn"')
  })

  test('a setting changed while the page is open reaches the SDK with its next request', async () => {
    const v = await visit()
    await v.initialize()
    await v.openSession()
    await v.page.evaluate(() => window.braze.logCustomEvent('soon blocked'))
    expect(await v.flush()).toBe(true)
    await v.admin('PATCH', '/settings', { block_lists: { events: ['soon blocked'] } })
    await v.page.evaluate(() => window.braze.logCustomEvent('carrier'))
    expect(await v.flush()).toBe(true)
    await soon(() => v.page.evaluate(() => window.braze.logCustomEvent('soon blocked'))).toBe(false)
    expect(await v.eventNames()).toEqual(['soon blocked', 'carrier'])
  })

  test('an SDK key that nobody has is refused in the SDK’s own words', async () => {
    const v = await visit()
    const logs: string[] = []
    v.page.on('console', (message) => logs.push(message.text()))
    await v.page.evaluate((baseUrl) => {
      window.braze.initialize('00000000-0000-4000-8000-00000000dead', { baseUrl, enableLogging: true })
      window.braze.openSession()
    }, v.baseUrl)
    await soon(() => logs.join('\n')).toMatch(/invalid|api key/i)
    expect(await v.users()).toEqual([])
  })
})
