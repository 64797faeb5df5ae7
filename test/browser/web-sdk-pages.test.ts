// Several pages of one browser with the real @braze/web-sdk: tabs share user, device and session; what a page left unsent the next one sends; options of initialize as the server sees them (rules S4, S11, U13, B4, N6).
import { expect, test } from 'vitest'
import { becomes, messagesOf } from '../kit/browser-steps.ts'
import type { Visit } from '../kit/chromium.ts'
import { createVisit, describeInChromium, soon, webVisits } from '../kit/chromium.ts'

const visit = webVisits()

/** The same site in another tab of the same browser. */
async function tabOf(v: Visit): Promise<Visit> {
  const page = await v.context.newPage()
  page.setDefaultTimeout(15_000)
  await page.goto(v.site)
  return createVisit({ emulator: v.emulator, url: v.baseUrl, context: v.context, page, errors: v.errors, site: v.site })
}
const rows = async (v: Visit, kinds: RegExp): Promise<unknown[]> => (await v.journal()).filter(({ kind }) => kinds.test(kind)).map(({ kind, data }) => (data.name === undefined ? kind : `${kind} ${data.name}`))

describeInChromium('several pages', () => {
  test('S11, B4: tabs: one session and one device; a Banner is seen once; who becomes another user in one is it in both', async () => {
    const v = await visit()
    await v.admin('POST', '/banners', { id: 'top', name: 'Top', placement_id: 'home', html: '<html><body><p>Hi</p></body></html>' })
    await v.initialize({ allowUserSuppliedJavascript: true })
    await becomes(v, 'mel')
    const other = await tabOf(v)
    await other.initialize({ allowUserSuppliedJavascript: true })
    await other.page.evaluate(() => window.braze.openSession())
    expect([await other.deviceId(), await other.page.evaluate(() => window.braze.getUser()!.getUserId())]).toEqual([await v.deviceId(), 'mel'])
    for (const [name, tab] of [['first', v], ['second', other]] as const) {
      await tab.page.bringToFront()
      expect(await tab.page.evaluate(() => new Promise((done) => window.braze.requestBannersRefresh(['home'], () => done('refreshed'), () => done('failed'))))).toBe('refreshed')
      await tab.page.evaluate((name) => {
        window.braze.insertBanner(window.braze.getBanner('home')!, document.body)
        window.braze.logCustomEvent(name)
        window.braze.logBannerImpressions(['home'])
      }, name)
      expect(await tab.flush()).toBe(true)
    }
    expect((await rows(v, /^(session|custom_event|banner\.(impr|click))/)).sort()).toEqual(['banner.impression', 'custom_event.logged first', 'custom_event.logged second', 'session.started'])
    expect((await messagesOf(v, 'banner')).map(({ status, engagement }) => [status, engagement.map(({ action }: any) => action)])).toEqual([['sent', ['impression']]])
    expect(new Set((await v.journal('custom_event')).map(({ data }) => data.session_id)).size).toBe(1)

    await becomes(other, 'kai')
    await v.page.bringToFront()
    await v.page.evaluate(() => window.braze.logCustomEvent('of the first tab'))
    expect(await v.flush()).toBe(true)
    const kai = await v.exported({ external_id: 'kai' })
    expect((await v.journal('custom_event')).at(-1)).toMatchObject({ profile: kai.braze_id, data: { name: 'of the first tab' } })
    expect((await v.exported({ external_id: 'mel' })).custom_events.map(({ name }: any) => name).sort()).toEqual(['first', 'second'])
    expect(v.errors).toEqual([])
  })

  test('N6: a page that goes away with data unsent: the next one sends it once, in the same session', async () => {
    const v = await visit()
    await v.initialize()
    await becomes(v, 'mel')
    await v.page.evaluate(() => {
      window.braze.logCustomEvent('before')
      window.braze.logPurchase('tea', 2)
      window.braze.getUser()!.setCustomUserAttribute('plan', 'pro')
      window.braze.getUser()!.incrementCustomUserAttribute('visits')
    })
    await v.page.reload()
    await v.initialize()
    await v.page.evaluate(() => {
      window.braze.openSession()
      window.braze.logCustomEvent('after')
    })
    expect(await v.flush()).toBe(true)
    expect(await rows(v, /^(session|custom_event|purchase)/)).toEqual(['session.started', 'custom_event.logged before', 'purchase.made', 'custom_event.logged after'])
    expect((await v.exported({ external_id: 'mel' })).custom_attributes).toEqual({ plan: 'pro', visits: 1 })
    expect(v.errors).toEqual([])
  })

  test('options: a device id of the app’s own, versions, no cookies, few properties of the device', async () => {
    const v = await visit()
    await v.initialize({ noCookies: true, deviceId: 'terminal-7', appVersion: '3.4.5', appVersionNumber: '3.4.5.6', devicePropertyAllowlist: ['language' as never] })
    await becomes(v, 'mel')
    const mel = await v.exported({ external_id: 'mel' })
    expect(mel).toMatchObject({ language: 'en', apps: [{ name: 'Web', version: '3.4.5', sessions: 1 }], devices: [{ device_id: 'terminal-7' }] })
    expect([mel.time_zone ?? null, await v.context.cookies()]).toEqual([null, []])
    await v.page.reload()
    await v.initialize({ noCookies: true, deviceId: 'terminal-7' })
    await v.page.evaluate(() => window.braze.logCustomEvent('again'))
    expect(await v.flush()).toBe(true)
    expect(await rows(v, /^(session|custom_event)/)).toEqual(['session.started', 'custom_event.logged again'])
    expect((await v.users()).map(({ external_id }) => external_id)).toEqual(['mel'])
    expect(v.errors).toEqual([])
  })
})
