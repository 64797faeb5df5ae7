// HTML in-app messages on a page of the real @braze/web-sdk: what their pages may do by the bridge, which clicks count; what they can not reach (rules M13, bad input of the emulator).
import { expect, test } from 'vitest'
import { happened, htmlIsGone, htmlPage, iam, log, shown } from '../kit/browser-in-app.ts'
import { becomes, series } from '../kit/browser-steps.ts'
import { describeInChromium, soon, webVisits } from '../kit/chromium.ts'

const visit = webVisits()
const GROUP = '3d2ae07a-f2ff-4318-bdff-e394f2d3a4ec'
const page = (body: string, script = ''): string => `<html><head><title>T</title></head><body>${body}<button id="close" onclick="brazeBridge.closeMessage()">Close</button><script>${script}</script></body></html>`

describeInChromium('HTML in-app messages', () => {
  test('the bridge: attributes, events, purchases, clicks by name; links and buttons of each type count in their own way', async () => {
    const v = await visit()
    await v.admin('POST', '/subscription_groups', { id: GROUP, name: 'News', channel: 'email' })
    await iam(v, 'plain', { type: 'HTML', message: page('<button id="all" onclick="everything()">All</button>', `function everything() {
      const user = brazeBridge.getUser()
      user.setFirstName('Ada'); user.setEmail('ada@example.com'); user.setCustomUserAttribute('plan', 'pro'); user.addToCustomAttributeArray('likes', 'tea'); user.incrementCustomUserAttribute('visits', 2); user.addToSubscriptionGroup('${GROUP}'); user.addAlias('ada', 'nick')
      brazeBridge.logCustomEvent('inside', { size: 1 }); brazeBridge.logPurchase('tea', 3.5, 'EUR', 2, { colour: 'green' })
      brazeBridge.logClick(); brazeBridge.logClick('by name'); brazeBridge.requestImmediateDataFlush()
    }`) })
    await iam(v, 'once', { type: 'WEB_HTML', message: page('<button onclick="brazeBridge.logClick(\'0\')">One</button><button onclick="brazeBridge.logClick(\'1\')">Two</button>') })
    await iam(v, 'links', { type: 'HTML_FULL', message: page('<a id="id" href="#a">Here</a><a href="#b?abButtonId=1">There</a><a href="#c">Nowhere</a>') })
    await v.initialize({ minimumIntervalBetweenTriggerActionsInSeconds: 0, allowUserSuppliedJavascript: true })
    await v.page.evaluate(() => window.braze.automaticallyShowInAppMessages())
    await becomes(v, 'mel')
    const click = async (id: string, ...texts: string[]): Promise<string[]> => {
      await log(v, id)
      for (const text of [...texts, 'Close']) await htmlPage(v).getByText(text, { exact: true }).click()
      await htmlIsGone(v)
      expect(await v.flush()).toBe(true)
      return (await happened(v)).filter((row) => row.split(' ')[1] === id).map((row) => row.replace(` ${id}`, ''))
    }
    expect(await click('plain', 'All')).toEqual(['impression', 'click', 'button_click by name'])
    expect(await v.exported({ external_id: 'mel' })).toMatchObject({ first_name: 'Ada', email: 'ada@example.com', custom_attributes: { plan: 'pro', likes: ['tea'], visits: 2 }, user_aliases: [{ alias_name: 'ada', alias_label: 'nick' }], purchases: [{ name: 'tea', count: 2 }], total_revenue: 7 })
    expect((await v.journal('custom_event.logged')).at(-1).data).toMatchObject({ name: 'inside', properties: { size: 1 } })
    expect((await v.journal('purchase.made'))[0].data).toMatchObject({ product_id: 'tea', currency: 'EUR', price: 3.5, quantity: 2, properties: { colour: 'green' } })
    expect((await v.journal('subscription_group.subscribed')).map(({ data }) => data.subscription_group_id)).toEqual([GROUP])

    expect(await click('once', 'One', 'Two')).toEqual(['impression', 'button_click 0']) // one click is all that it logs
    // A link is named by itself or by its id, else by nothing; the button that closes by its id
    expect(await click('links', 'Here', 'There', 'Nowhere')).toEqual(['impression', 'button_click id', 'button_click 1', 'click', 'button_click close'])
    const counts = async (id: string) => (await series(v, id, 'trigger_in_app_message')).map(({ impressions, clicks, first_button_clicks: first, second_button_clicks: second }) => [impressions, clicks, first, second])
    expect([await counts('plain'), await counts('once'), await counts('links')]).toEqual([[[1, 1, 0, 0]], [[1, 0, 1, 0]], [[1, 1, 0, 1]]])
    expect(v.errors).toEqual([])
  })

  test('HTML of a message that reaches for the admin API: refused, without effect', async () => {
    const v = await visit()
    const attempts = `
      const reached = [], at = (path) => '${v.baseUrl}' + path
      const tries = [
        fetch(at('/_emulator/reset'), { method: 'POST' }), fetch(at('/_emulator/reset'), { method: 'POST', mode: 'no-cors', headers: { 'content-type': 'text/plain' }, body: '{}' }),
        fetch(at('/_emulator/campaigns/evil'), { method: 'DELETE' }), fetch(at('/_emulator/users'), { mode: 'no-cors' }), fetch(at('/_emulator/users')),
        fetch(at('/users/track'), { method: 'POST', headers: { authorization: 'Bearer b4a2e000-0000-4000-8000-000000000001', 'content-type': 'application/json' }, body: '{"attributes":[{"external_id":"evil"}]}' }),
        new Promise((open, shut) => { const live = new WebSocket(at('/_emulator/live').replace('http', 'ws')); live.onopen = open; live.onerror = shut }),
      ]
      Promise.allSettled(tries).then((all) => { parent.tried = all.map((one) => one.status === 'rejected' ? 'refused' : one.value.type ?? 'open') })`
    await iam(v, 'evil', { type: 'HTML', message: `<html><body><script>${attempts}</script>Hello</body></html>` }, { trigger: { type: 'session_start' } })
    const answered: number[] = []
    v.page.on('response', (response) => void (new URL(response.url()).pathname.startsWith('/_emulator') && answered.push(response.status())))
    await v.initialize({ allowUserSuppliedJavascript: true })
    await v.page.evaluate(() => window.braze.automaticallyShowInAppMessages())
    await becomes(v, 'mel')
    await soon(() => v.page.evaluate(() => (window as any).tried)).toEqual(['refused', 'opaque', 'refused', 'opaque', 'refused', 'refused', 'refused'])
    expect(await v.flush()).toBe(true)
    expect((await v.users()).map(({ external_id }) => external_id)).toEqual(['mel'])
    expect((await v.admin('GET', '/campaigns/evil')).id).toBe('evil')
    expect(await v.journal('session.started')).toHaveLength(1)
    expect(await happened(v)).toEqual(['impression evil'])
    // All that left the page was answered so; the rest its browser did not let go
    expect([answered.length > 1, new Set(answered)]).toEqual([true, new Set([403])])

    // Without leave for scripts the SDK shows no HTML at all
    await v.page.reload()
    await v.initialize()
    await v.page.evaluate(() => window.braze.automaticallyShowInAppMessages())
    await becomes(v, 'kai')
    expect(await v.flush()).toBe(true)
    expect(await shown(v)).toEqual([])
    expect(await happened(v)).toEqual(['impression evil'])
    expect(v.errors).toEqual([])
  })
})
