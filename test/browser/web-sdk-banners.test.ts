// Banners on a page of the real @braze/web-sdk: inserted, measured, clicked and dismissed; typed properties, priority, another user (rules B1, B3, B4, B6, B9, B12).
import { expect, test } from 'vitest'
import { becomes, messagesOf, picture } from '../kit/browser-steps.ts'
import type { Visit } from '../kit/chromium.ts'
import { describeInChromium, soon, webVisits } from '../kit/chromium.ts'

const visit = webVisits()
const html = (text: string): string =>
  `<html><head><title>B</title></head><body><p>${text}</p><button id="go" onclick="brazeBridge.logClick('go')">Go</button><button id="away" onclick="brazeBridge.closeMessage()">Away</button><script>addEventListener('ab.BridgeReady', () => brazeBridge.setBannerHeight(90))</script></body></html>`
const happened = async (v: Visit): Promise<string[]> => (await v.journal('banner')).filter(({ kind }) => /impression|click|dismissal/.test(kind)).map(({ kind, data }) => `${kind.slice('banner.'.length)} ${data.campaign_id}${data.bid === undefined ? '' : ` ${data.bid}`}`)

describeInChromium('Banners', () => {
  test('of two the first by priority is inserted, seen, clicked, dismissed; then the other; each user has his own', async () => {
    const v = await visit()
    await v.admin('POST', '/banners', { id: 'top', name: 'Top', placement_id: 'home', priority: 'high', html: html('For {{${first_name}}}'), properties: { colour: { type: 'string', value: 'red' }, size: { type: 'number', value: 2 }, big: { type: 'boolean', value: true } } })
    await v.admin('POST', '/banners', { id: 'next', name: 'Next', placement_id: 'home', priority: 'low', html: html('The other') })
    await v.admin('POST', '/banners', { id: 'vip', name: 'VIP', placement_id: 'side', html: html('Very'), audience: { filters: { filter: 'custom_attribute', name: 'vip', cmp: 'is', value: true } } })
    await v.rest('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Mel', vip: true }, { external_id: 'kai', first_name: 'Kai' }] })
    await v.initialize({ allowUserSuppliedJavascript: true })
    await becomes(v, 'mel')
    expect(await v.requests('/api/v3/banners/sync')).toEqual([]) // not before somebody asks (B1)
    const ask = () => v.page.evaluate(() => new Promise((resolve) => window.braze.requestBannersRefresh(['home', 'side', 'none'], () => resolve('refreshed'), () => resolve('failed'))))
    await v.page.evaluate(() => window.braze.subscribeToBannersUpdates((banners) => window.seen.push(Object.fromEntries(Object.entries(banners).map(([id, banner]) => [id, banner === null ? null : banner.isControl])))))
    expect(await ask()).toBe('refreshed')
    expect((await v.page.evaluate(() => window.seen)).at(-1)).toEqual({ home: false, side: false }) // placements without one are left out
    expect(await v.page.evaluate(() => {
      const banner = window.braze.getBanner('home')!
      return [banner.getStringProperty('colour'), banner.getNumberProperty('size'), banner.getBooleanProperty('big'), banner.getNumberProperty('colour'), banner.getStringProperty('none'), window.braze.getBanner('none'), window.braze.getBanner('never asked')]
    })).toEqual(['red', 2, true, null, null, null, null])

    await v.page.evaluate(() => {
      const place = document.createElement('div')
      place.id = 'place'
      document.body.append(place)
      window.braze.insertBanner(window.braze.getBanner('home')!, place)
    })
    const inside = v.page.frameLocator('#place iframe.ab-html-banner')
    await soon(() => v.page.locator('#place iframe.ab-html-banner').evaluate((frame) => frame.getBoundingClientRect().height)).toBeGreaterThanOrEqual(90)
    expect(await inside.locator('p').innerText()).toBe('For Mel')
    await picture(v, 'banner')
    await inside.getByText('Go').click()
    await v.page.evaluate(() => window.braze.logBannerImpressions(['home'])) // once in a session (B4)
    expect(await v.flush()).toBe(true)
    expect(await happened(v)).toEqual(['impression top', 'click top go'])
    await inside.getByText('Away').click()
    await soon(() => v.page.locator('#place iframe').count()).toBe(0)
    expect(await v.flush()).toBe(true)
    expect(await ask()).toBe('refreshed')
    expect(await happened(v)).toEqual(['impression top', 'click top go', 'dismissal top'])
    await v.page.evaluate(() => window.braze.insertBanner(window.braze.getBanner('home')!, document.querySelector('#place')!))
    expect(await inside.locator('p').innerText()).toBe('The other')
    await soon(async () => (await v.flush()) && (await happened(v)).at(-1)).toBe('impression next')

    const rows = (await messagesOf(v, 'banner')).map(({ campaign_id, status, engagement }) => [campaign_id, status, engagement.map(({ action }: any) => action)])
    expect(rows.sort()).toEqual([['next', 'sent', ['impression']], ['top', 'sent', ['impression', 'click', 'dismiss']], ['vip', 'sent', []]])

    // The next session asks by itself for the placements that the page has named; what was dismissed is mel's alone
    await becomes(v, 'kai')
    await soon(async () => (await v.page.evaluate(() => window.seen)).at(-1)).toEqual({ home: false })
    await soon(() => v.page.evaluate(() => window.braze.getBanner('home')?.html)).toContain('For Kai')
    expect(await v.page.locator('#place iframe').count()).toBe(0) // what mel saw is gone (B12)
    await v.page.evaluate(() => window.braze.insertBanner(window.braze.getBanner('home')!, document.querySelector('#place')!))
    expect(await inside.locator('p').innerText()).toBe('For Kai')
    expect(await v.journal('sdk.internal_error')).toEqual([])
    expect(v.errors).toEqual([])
  })
})
