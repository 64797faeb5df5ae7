// Banners on a page of the real @braze/web-sdk: inserted, measured, clicked and dismissed; typed properties, priority, another user (rules B1, B3, B4, B6, B9, B12).
import { expect, test } from 'vitest'
import { becomes, messagesOf, picture, series } from '../kit/browser-steps.ts'
import type { Visit } from '../kit/chromium.ts'
import { describeInChromium, soon, webVisits } from '../kit/chromium.ts'

const visit = webVisits()
const html = (text: string): string =>
  `<html><head><title>B</title></head><body><p>${text}</p><button id="go" onclick="brazeBridge.logClick('go')">Go</button><button id="away" onclick="brazeBridge.closeMessage()">Away</button><script>addEventListener('ab.BridgeReady', () => brazeBridge.setBannerHeight(90))</script></body></html>`
const happened = async (v: Visit): Promise<string[]> => (await v.journal('banner')).filter(({ kind }) => /impression|click|dismissal/.test(kind)).map(({ kind, data }) => `${kind.slice('banner.'.length)} ${data.campaign_id}${data.bid === undefined ? '' : ` ${data.bid}`}`)

describeInChromium('Banners', () => {
  test('B3, B4, B6, B12: of two the first by priority is inserted, seen, clicked, dismissed; then the other; each user has his own', async () => {
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
    expect(await series(v, 'top', 'banner')).toMatchObject([{ total_impressions: 1, unique_impressions: 1, total_clicks: 1, unique_clicks: 1, total_dismissals: 1, unique_dismissals: 1 }])
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

  test('B4, B6: a control shows nothing and enrols; one that can not be dismissed stays; a change is there with the next request', async () => {
    const v = await visit()
    await v.admin('POST', '/campaigns', { id: 'held', name: 'Held', schedule: {}, messages: { b: { channel: 'banner', percent: 0, placement_id: 'home', html: html('Never') }, c: { channel: 'banner', type: 'control', percent: 100, placement_id: 'home' } } })
    await v.admin('POST', '/banners', { id: 'fixed', name: 'Fixed', placement_id: 'side', dismissible: false, html: html('Stays') })
    await v.initialize({ allowUserSuppliedJavascript: true })
    await becomes(v, 'mel')
    const ask = () => v.page.evaluate(() => new Promise((resolve) => window.braze.requestBannersRefresh(['home', 'side'], () => resolve('refreshed'), () => resolve('failed'))))
    expect(await ask()).toBe('refreshed')
    expect(await v.page.evaluate(() => ['home', 'side'].map((id) => {
      const [banner, place] = [window.braze.getBanner(id)!, document.createElement('div')]
      place.id = id
      document.body.append(place)
      window.braze.insertBanner(banner, place)
      return banner.isControl
    }))).toEqual([true, false])
    expect(await v.page.locator('#side').frameLocator('iframe').locator('p').innerText()).toBe('Stays')
    expect(await v.page.evaluate(() => window.braze.dismissBanner(window.braze.getBanner('side')!))).toBe(false)
    await soon(async () => (await v.flush()) && (await v.journal('banner')).map(({ kind, data }) => `${kind} ${data.campaign_id}`).filter((row) => row.includes('impression')).sort()).toEqual(['banner.control_impression held', 'banner.impression fixed'])
    expect([await v.page.locator('#home iframe').count(), await v.page.locator('#side iframe').count()]).toEqual([0, 1])
    expect(await v.journal('banner.dismissal')).toEqual([])
    expect(await series(v, 'held', 'banner')).toMatchObject([{ variation_api_id: 'b', total_impressions: 0 }, { variation_api_id: 'c', enrolled: 1 }])
    expect(await series(v, 'fixed', 'banner')).toMatchObject([{ total_impressions: 1, unique_impressions: 1, total_clicks: 0, total_dismissals: 0 }])
    await v.admin('PATCH', '/banners/fixed', { html: html('Changed') })
    expect(await ask()).toBe('refreshed')
    expect(await v.page.evaluate(() => window.braze.getBanner('side')!.html)).toContain('Changed')
    expect(v.errors).toEqual([])
  })
})
