// Which message shows when, on a page of the real @braze/web-sdk: chains of clicks, start and end, how often, how soon after another; what is judged at the display; without a network (rules M2, M6, M8, M9, M10, M16).
// Drives POST /api/v3/template
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { close, engagement, happened, iam, log, shown } from '../kit/browser-in-app.ts'
import { becomes, messagesOf, series } from '../kit/browser-steps.ts'
import { describeInChromium, soon, webVisits } from '../kit/chromium.ts'

const visit = webVisits()
const AT_ONCE = { minimumIntervalBetweenTriggerActionsInSeconds: 0 }
const VIP = { audience: { filters: { filter: 'custom_attribute', name: 'vip', cmp: 'is', value: true } } }

describeInChromium('what shows an in-app message', () => {
  test('M2, M13: a click on another: on its second button, on all of it; a button that does something in the page', async () => {
    const v = await visit()
    const steps = { type: 'container', steps: [{ type: 'logCustomEvent', args: ['from a button'] }, { type: 'setEmailNotificationSubscriptionType', args: ['opted_in'] }] }
    const action = `brazeActions://v1/${Buffer.from(JSON.stringify(steps), 'utf16le').toString('base64url')}`
    await iam(v, 'first', { header: 'Well?', btns: [{ text: 'No' }, { text: 'Yes', click_action: 'URI', uri: action }] })
    await iam(v, 'no', { type: 'SLIDEUP', message: 'You said no' }, { trigger: { type: 'campaign_interaction', interaction: 'click_in_app_message_button', campaign_id: 'first', button_id: 0 } })
    await iam(v, 'yes', { type: 'SLIDEUP', message: 'You said yes', message_close: 'SWIPE' }, { trigger: { type: 'campaign_interaction', interaction: 'click_in_app_message_button', campaign_id: 'first', button_id: 1 } })
    await iam(v, 'third', { type: 'SLIDEUP', message: 'Once more', message_close: 'SWIPE' }, { trigger: { type: 'campaign_interaction', interaction: 'click_in_app_message', campaign_id: 'yes' } })
    await v.initialize(AT_ONCE)
    await v.page.evaluate(() => window.braze.automaticallyShowInAppMessages())
    await becomes(v, 'mel')
    await log(v, 'first')
    await v.page.locator('.ab-modal').getByText('Yes').click()
    await soon(() => shown(v)).toEqual(['You said yes'])
    await v.page.locator('.ab-slideup').click()
    await soon(() => shown(v)).toEqual(['Once more'])
    expect(await v.flush()).toBe(true)
    expect(await happened(v)).toEqual(['impression first', 'button_click first 1', 'impression yes', 'click yes', 'impression third'])
    expect(await v.eventNames()).toEqual(['first', 'from a button'])
    expect((await v.exported({ external_id: 'mel' })).email_subscribe).toBe('opted_in')
    expect(await series(v, 'first', 'trigger_in_app_message')).toMatchObject([{ impressions: 1, clicks: 0, first_button_clicks: 0, second_button_clicks: 1 }])
    expect([await engagement(v, 'no'), await engagement(v, 'third')]).toEqual([[['sent', []]], [['sent', ['impression']]]])
    expect(v.errors).toEqual([])
  })

  test('M10: a message that its Liquid aborts at the display gives way to the one of the next priority', async () => {
    const v = await visit()
    const on = { trigger: { type: 'custom_event', name: 'go' }, reeligibility_seconds: 0 }
    await iam(v, 'first', { type: 'SLIDEUP', message: "{% if event_properties.${name} == 'vip' %}{% abort_message('not now') %}{% endif %}first", message_close: 'SWIPE' }, { ...on, priority: 'high' })
    await iam(v, 'second', { type: 'SLIDEUP', message: 'second', message_close: 'SWIPE' }, { ...on, priority: 'low' })
    await v.initialize(AT_ONCE)
    await v.page.evaluate(() => window.braze.automaticallyShowInAppMessages())
    await becomes(v, 'mel')
    await v.page.evaluate(() => window.braze.logCustomEvent('go', { name: 'vip' }))
    await soon(() => shown(v)).toEqual(['second'])
    expect((await v.emulator.admin('GET', '/messages?status=aborted')).messages.map((one: any) => [one.campaign_id, one.reason])).toEqual([['first', 'aborted']])
    expect(v.errors).toEqual([])
  })

  test('M5, M9: again after a minute, not after the end, at once where the message says so', async () => {
    const v = await visit()
    await v.page.clock.install()
    const end = new Date(Date.parse(v.emulator.clock.now()) + 600_000).toISOString()
    const quick = { type: 'SLIDEUP', message_close: 'SWIPE' }
    await iam(v, 'often', quick, { reeligibility_seconds: 60 })
    await iam(v, 'pushy', { ...quick, min_seconds_since_last_trigger: 0 }, { trigger: { type: 'custom_event', name: 'pushy', end }, reeligibility_seconds: 0 })
    await iam(v, 'once', quick)
    await v.initialize()
    await v.page.evaluate(() => window.braze.automaticallyShowInAppMessages())
    await becomes(v, 'mel')
    const frame = () => v.page.clock.runFor(100)
    /** Logs the event and closes what it shows; `false`: it shows nothing. */
    const shows = async (name: string, is = true): Promise<void> => {
      await log(v, name)
      await frame()
      if (!is) return expect(await shown(v)).toEqual([])
      await soon(async () => (await frame(), shown(v))).toEqual([`This is ${name}`])
      await close(v, () => v.page.clock.runFor(1000))
    }
    await shows('often')
    await shows('pushy')
    await v.page.clock.fastForward(2000) // the SDK takes what is sooner for the same impression
    await shows('pushy')
    await v.page.clock.fastForward(35_000)
    await shows('often', false) // once a minute
    await v.page.clock.fastForward(30_000)
    await shows('often')
    await shows('once', false) // not within 30 seconds
    await v.page.clock.fastForward(35_000)
    await shows('once')
    await v.page.clock.fastForward(600_000)
    await shows('once', false)
    await shows('pushy', false) // it is over
    expect(await v.flush()).toBe(true)
    expect(await happened(v)).toEqual(['impression often', 'impression pushy', 'impression pushy', 'impression often', 'impression once'])
    expect(await series(v, 'often', 'trigger_in_app_message')).toMatchObject([{ impressions: 2, unique_recipients: 1 }])
    expect(v.errors).toEqual([])
  })

  test('M10: judged at the display: Connected Content of that moment; who is out of the audience by then sees nothing', async () => {
    let asked = 0
    const weather = createServer((_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ degrees: ++asked * 10 })))
    await new Promise<void>((done) => weather.listen(0, '127.0.0.1', done))
    try {
      const v = await visit()
      const { port } = weather.address() as AddressInfo
      await iam(v, 'weather', { header: 'Hot', message: `{% connected_content http://127.0.0.1:${port}/{{event_properties.\${city}}} :save w %}{{w.degrees}} in {{event_properties.\${city}}}` })
      await iam(v, 'vip', { header: 'V', message: 'Only for you' }, { reevaluate_before_display: true, ...VIP })
      await v.rest('/users/track', { attributes: [{ external_id: 'mel', vip: true }] })
      await v.initialize(AT_ONCE)
      await v.page.evaluate(() => window.braze.automaticallyShowInAppMessages())
      await becomes(v, 'mel')
      expect(asked).toBe(0)
      await log(v, 'weather', { city: 'Rome' })
      await soon(() => shown(v)).toEqual([expect.stringContaining('10 in Rome')])
      await close(v)
      await v.rest('/users/track', { attributes: [{ external_id: 'mel', vip: false }] })
      await log(v, 'vip')
      await soon(async () => (await v.requests('/api/v3/template/')).length).toBe(2)
      expect(await v.flush()).toBe(true)
      expect([await shown(v), asked]).toEqual([[], 1])
      expect(await happened(v)).toEqual(['impression weather'])
      expect((await messagesOf(v, 'in_app_message')).filter(({ campaign_id }) => campaign_id === 'vip').map(({ status, reason }) => [status, reason])).toEqual([['sent', null], ['withheld', 'not_in_audience']])
      expect(v.errors).toEqual([])
    } finally {
      weather.close()
    }
  })

  test('M16: without a network: what is there already shows, flags are read; the impression arrives later', async () => {
    const v = await visit()
    await iam(v, 'here', { type: 'SLIDEUP', message_close: 'SWIPE' })
    await v.admin('POST', '/feature_flags', { id: 'new', everyone_else: true })
    await v.initialize()
    await v.page.evaluate(() => window.braze.automaticallyShowInAppMessages())
    await becomes(v, 'mel')
    await soon(() => v.page.evaluate(() => window.braze.getFeatureFlag('new')?.enabled)).toBe(true)
    await soon(() => v.page.evaluate(() => Object.keys(localStorage).some((name) => name.startsWith('ab.storage.triggers.')))).toBe(true)
    await v.context.setOffline(true)
    await log(v, 'here')
    await soon(() => shown(v)).toEqual(['This is here'])
    expect([await v.flush(), await happened(v), await v.page.evaluate(() => window.braze.getFeatureFlag('new')?.enabled)]).toEqual([false, [], true])
    await v.context.setOffline(false)
    await soon(async () => (await v.flush()) && (await happened(v))).toEqual(['impression here'])
    expect(await v.eventNames()).toEqual(['here'])
    expect(v.errors).toEqual([])
  })

  test('a test message: called for by a push, shown with the next triggers, counted nowhere', async () => {
    const v = await visit()
    await iam(v, 'try', { header: 'Try', message: 'Like this, {{${first_name}}}?' }, { draft: true })
    await v.rest('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Mel' }] })
    await v.initialize()
    await v.page.evaluate(() => window.braze.automaticallyShowInAppMessages())
    await becomes(v, 'mel')
    // A subscription as the SDK tells of one: the push itself is another test's
    const [request] = await v.requests()
    const { device_id } = JSON.parse(request.body)
    const answer = await fetch(`${v.baseUrl}/api/v3/data/`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ api_key: JSON.parse(request.body).api_key, device_id, time: 1, attributes: [{ user_id: 'mel', push_token: 'https://push.example/t', custom_push_public_key: 'a', custom_push_user_auth: 'b' }] }) })
    expect(answer.status).toBe(201)
    const { messages } = await v.admin('POST', '/campaigns/try/test', { external_ids: ['mel'] })
    expect(messages.map(({ status, test }: any) => [status, test])).toEqual([['sent', true]])
    await v.page.evaluate(() => (window.braze.changeUser('kai'), window.braze.changeUser('mel')))
    await soon(() => shown(v)).toEqual([expect.stringContaining('Like this, Mel?')])
    await close(v)
    expect(await v.flush()).toBe(true)
    expect(await series(v, 'try', 'trigger_in_app_message')).toMatchObject([{ impressions: 0 }])
    expect(v.errors).toEqual([])
  })
})
