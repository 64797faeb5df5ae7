// In-app messages on a page of the real @braze/web-sdk: what shows them and when, every form, what the user does with them and where it counts (rules M1, M2, M4, M5, M7, M9, M10, M12, M13).
// Drives POST /api/v3/template
import { expect, test } from 'vitest'
import { becomes, messagesOf, picture, series } from '../kit/browser-steps.ts'
import type { Visit } from '../kit/chromium.ts'
import { describeInChromium, soon, webVisits } from '../kit/chromium.ts'

const visit = webVisits()

/** A campaign of one in-app message; without a trigger of its own it shows on the custom event of its id. */
const iam = (v: Visit, id: string, message: object, more: object = {}): Promise<unknown> =>
  v.admin('POST', '/campaigns', { id, name: id, trigger: { type: 'custom_event', name: id }, messages: { [`${id}-1`]: { channel: 'in_app_message', message: `This is ${id}`, ...message } }, ...more })
const log = (v: Visit, name: string, properties?: object): Promise<void> => v.page.evaluate(([name, properties]) => void window.braze.logCustomEvent(name, properties as never), [name, properties] as const)
const shown = (v: Visit): Promise<string[]> => v.page.locator('.ab-in-app-message:not(.ab-start-hidden)').allInnerTexts()
/** Each row of an in-app message: what happened, to which campaign, with which button. */
const happened = async (v: Visit): Promise<string[]> => (await v.journal('in_app_message')).map(({ kind, data }) => `${kind.slice('in_app_message.'.length)} ${data.campaign_id}${data.bid === undefined ? '' : ` ${data.bid}`}`)
const engagement = async (v: Visit, campaign_id: string): Promise<unknown[]> => (await messagesOf(v, 'in_app_message')).filter((one) => one.campaign_id === campaign_id).map(({ status, engagement }) => [status, engagement.map(({ action, button }: any) => (button === undefined ? action : `${action} ${button}`))])

describeInChromium('in-app messages', () => {
  test('every form: modal with buttons, slideup, full screen, control, templated, HTML; seen and clicked, they count', async () => {
    const v = await visit()
    await iam(v, 'modal', { type: 'MODAL', header: 'Hi {{${first_name}}}', bg_color: '#FFEEDD', btns: [{ text: 'No' }, { text: 'Yes', click_action: 'URI', uri: `${v.site}#yes`, bg_color: '#00AA00' }] })
    await iam(v, 'slide', { type: 'SLIDEUP', message_close: 'SWIPE', slide_from: 'TOP', click_action: 'URI', uri: `${v.site}#slide` }, { trigger: { type: 'purchase', product_id: 'shoe', property_filters: [{ name: 'size', type: 'number', cmp: 'more_than', value: 40 }, { name: 'colour', type: 'string', cmp: 'is_any_of', value: ['red'] }] } })
    await iam(v, 'full', { type: 'FULL', header: 'All of it', btns: [{ text: 'Stay' }, { text: 'Go' }] })
    await v.admin('POST', '/campaigns', { id: 'held', name: 'held', trigger: { type: 'custom_event', name: 'held' }, messages: { c: { channel: 'in_app_message', type: 'control', percent: 100 }, m: { channel: 'in_app_message', message: 'never', percent: 0 } } })
    await iam(v, 'late', { type: 'MODAL', header: 'Late', message: 'You left {{event_properties.${items}}} things, {{${first_name}}}' })
    await iam(v, 'never', { type: 'MODAL', message: '{% if event_properties.${items} == nil %}{% abort_message("nothing") %}{% endif %}x' })
    await iam(v, 'html', { type: 'HTML_FULL', message: '<html><head><title>T</title></head><body><h1>Own page</h1><a id="more" href="#x">More</a><button id="done" onclick="brazeBridge.logCustomEvent(\'from html\'); brazeBridge.logClick(\'1\'); brazeBridge.closeMessage()">Done</button></body></html>' })
    await v.rest('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Mel' }] })
    await v.initialize({ minimumIntervalBetweenTriggerActionsInSeconds: 0, allowUserSuppliedJavascript: true })
    await v.page.evaluate(() => window.braze.automaticallyShowInAppMessages())
    await becomes(v, 'mel')
    expect(await messagesOf(v, 'in_app_message')).toMatchObject([{ status: 'sent' }, { status: 'sent' }, { status: 'sent' }, { status: 'withheld', reason: 'control_group' }, { status: 'sent' }, { status: 'sent' }, { status: 'sent' }].map((one) => expect.objectContaining(one)))

    await log(v, 'modal')
    const modal = v.page.locator('.ab-modal')
    await modal.waitFor()
    expect((await modal.innerText()).split('\n').filter(Boolean)).toEqual(['Hi Mel', 'This is modal', 'No', 'Yes'])
    expect(await modal.evaluate((one) => getComputedStyle(one).backgroundColor)).toBe('rgb(255, 238, 221)')
    expect(await picture(v, 'in-app-modal')).toBeGreaterThan(1000)
    await modal.getByText('Yes').click()
    await soon(() => v.page.url()).toBe(`${v.site}#yes`)
    await soon(() => shown(v)).toEqual([])
    expect(await v.flush()).toBe(true)
    expect(await happened(v)).toEqual(['impression modal', 'button_click modal 1'])

    const buy = (size: number, colour: string) => v.page.evaluate(([size, colour]) => void window.braze.logPurchase('shoe', 5, 'USD', 1, { size: size as never, colour: colour as never }), [size, colour] as const)
    await buy(40, 'red')
    await buy(41, 'blue')
    await buy(41, 'red')
    await soon(async () => (await shown(v)).map((text) => text.trim())).toEqual(['This is slide'])
    await soon(async () => (await v.page.locator('.ab-slideup').boundingBox())!.y).toBeLessThan(100) // from the top
    await picture(v, 'in-app-slideup')
    await v.page.locator('.ab-slideup').click()
    await soon(() => v.page.url()).toBe(`${v.site}#slide`)
    await soon(() => shown(v)).toEqual([])

    await log(v, 'full')
    await v.page.locator('.ab-fullscreen').waitFor()
    await picture(v, 'in-app-full')
    await v.page.locator('.ab-fullscreen').getByText('Stay').click()
    await soon(() => shown(v)).toEqual([])
    await log(v, 'held')
    await log(v, 'never')
    await soon(async () => (await v.requests('/api/v3/template/')).length).toBe(1)
    await log(v, 'late', { items: 3 })
    await soon(async () => (await shown(v)).join().split('\n').filter(Boolean)).toEqual(['Late', 'You left 3 things, Mel'])
    await v.page.locator('.ab-modal .ab-close-button').click()
    await soon(() => shown(v)).toEqual([])
    await log(v, 'html')
    const frame = v.page.frameLocator('iframe.ab-html-message')
    await frame.getByText('More').click()
    await picture(v, 'in-app-html')
    await frame.getByText('Done').click()
    await soon(() => v.page.locator('iframe.ab-html-message').count()).toBe(0)
    await log(v, 'modal') // once is enough (M9)
    expect(await v.flush()).toBe(true)

    expect((await happened(v)).slice(2)).toEqual(['impression slide', 'click slide', 'impression full', 'button_click full 0', 'control_impression held', 'impression late', 'impression html', 'button_click html more', 'button_click html 1', 'button_click html done'])
    expect((await v.eventNames()).filter((name) => name === 'from html')).toHaveLength(1)
    expect(await engagement(v, 'modal')).toEqual([['sent', ['impression', 'button_click 1']]])
    expect(await engagement(v, 'slide')).toEqual([['sent', ['impression', 'click']]])
    expect((await messagesOf(v, 'in_app_message')).filter(({ campaign_id }) => campaign_id === 'never').map(({ status, reason }) => [status, reason])).toEqual([['sent', null], ['aborted', 'aborted']])
    expect(await series(v, 'modal', 'trigger_in_app_message')).toEqual([expect.objectContaining({ variation_api_id: 'modal-1', impressions: 1, clicks: 0, first_button_clicks: 0, second_button_clicks: 1 })])
    expect(await series(v, 'full', 'trigger_in_app_message')).toMatchObject([{ impressions: 1, clicks: 0, first_button_clicks: 1, second_button_clicks: 0 }])
    expect(await series(v, 'slide', 'trigger_in_app_message')).toMatchObject([{ impressions: 1, clicks: 1, first_button_clicks: 0 }])
    expect(await v.journal('sdk.internal_error')).toEqual([])
    expect(v.errors).toEqual([])
  })

  test('on session start, with a delay, by priority, not within 30 seconds of another; another user has others', async () => {
    const v = await visit()
    await v.page.clock.install()
    await iam(v, 'hello', { type: 'MODAL', header: '' }, { trigger: { type: 'session_start' }, priority: 'high' })
    await iam(v, 'hello-too', { type: 'MODAL', header: '' }, { trigger: { type: 'session_start' }, priority: 'low' })
    await iam(v, 'soon', { type: 'MODAL', header: '' }, { reeligibility_seconds: 0 })
    await iam(v, 'wait', { type: 'MODAL', header: '' }, { trigger: { type: 'custom_event', name: 'wait', delay_seconds: 20 } })
    await v.admin('PATCH', '/campaigns/wait', { audience: { filters: { filter: 'custom_attribute', name: 'vip', cmp: 'is', value: true } } })
    await v.rest('/users/track', { attributes: [{ external_id: 'mel', vip: true }] })
    await v.initialize()
    await v.page.evaluate(() => window.braze.automaticallyShowInAppMessages())
    await becomes(v, 'mel')
    const text = async () => (await shown(v)).map((one) => one.trim())
    const close = async (): Promise<void> => {
      await v.page.locator('.ab-modal .ab-close-button').click()
      await v.page.clock.runFor(1000)
      await soon(text).toEqual([])
    }
    await soon(text).toEqual(['This is hello'])
    await close()
    await log(v, 'soon')
    expect(await v.flush()).toBe(true)
    expect(await text()).toEqual([]) // dropped, not put off (M5)
    await v.page.clock.fastForward(31_000)
    expect(await text()).toEqual([])
    await log(v, 'wait')
    await v.page.clock.fastForward(19_000)
    expect(await text()).toEqual([])
    await v.page.clock.fastForward(1_500)
    await soon(text).toEqual(['This is wait'])
    await close()
    await v.page.clock.fastForward(31_000)
    await log(v, 'soon')
    await soon(text).toEqual(['This is soon'])
    await close()

    await becomes(v, 'kai')
    await soon(text).toEqual(['This is hello'])
    await close()
    await v.page.clock.fastForward(31_000)
    await log(v, 'wait') // not for kai
    await v.page.clock.fastForward(21_000)
    expect(await v.flush()).toBe(true)
    expect(await text()).toEqual([])
    expect(await happened(v)).toEqual(['impression hello', 'impression wait', 'impression soon', 'impression hello'])
    const [mel, kai] = [await v.exported({ external_id: 'mel' }), await v.exported({ external_id: 'kai' })]
    expect((await v.journal('in_app_message.impression')).map(({ profile }) => profile)).toEqual([mel.braze_id, mel.braze_id, mel.braze_id, kai.braze_id])
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
    await v.initialize({ allowUserSuppliedJavascript: true })
    await v.page.evaluate(() => window.braze.automaticallyShowInAppMessages())
    await becomes(v, 'mel')
    await soon(() => v.page.evaluate(() => (window as any).tried)).toEqual(['refused', 'opaque', 'refused', 'opaque', 'refused', 'refused', 'refused'])
    expect(await v.flush()).toBe(true)
    expect((await v.users()).map(({ external_id }) => external_id)).toEqual(['mel'])
    expect((await v.admin('GET', '/campaigns/evil')).id).toBe('evil')
    expect(await v.journal('session.started')).toHaveLength(1)
    expect(await happened(v)).toEqual(['impression evil'])
    expect((await v.requests('/_emulator')).filter(({ headers }) => headers.origin !== undefined).every(({ status }) => status === 403)).toBe(true)

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
