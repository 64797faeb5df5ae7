// What the real @braze/web-sdk in Chromium logs starts campaigns and moves users through Canvases; the mail it causes is opened and clicked in the same browser.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { describeInChromium, soon, webVisits } from '../kit/chromium.ts'

const visit = webVisits()

describeInChromium('messages that the SDK causes', () => {
  test('a custom event with properties: the mail goes out, its link opens in the browser, click and open count', async () => {
    const shop = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<title>the shop</title>'))
    await new Promise<void>((done) => shop.listen(0, '127.0.0.1', done))
    const { port } = shop.address() as AddressInfo
    try {
      const v = await visit()
      await v.admin('POST', '/campaigns', {
        id: 'cart', name: 'Cart', trigger: { type: 'custom_event', name: 'left_cart', property_filters: [{ name: 'items', type: 'number', cmp: 'more_than', value: 1 }] },
        messages: { m1: { channel: 'email', from: 'Shop <shop@example.com>', subject: '{{event_properties.${items}}} things wait, {{${first_name}}}', body: `<html><body><a href="http://127.0.0.1:${port}/cart">Go on</a></body></html>` } },
      })
      await v.initialize()
      await v.page.evaluate(() => {
        window.braze.changeUser('mel')
        window.braze.getUser()!.setEmail('mel@example.com')
        window.braze.getUser()!.setFirstName('Mel')
        window.braze.openSession()
      })
      expect(await v.flush()).toBe(true)
      await v.page.evaluate(() => {
        window.braze.logCustomEvent('left_cart', { items: 1 })
        window.braze.logCustomEvent('left_cart', { items: 3 })
        window.braze.logCustomEvent('left_cart', { items: 4 })
      })
      expect(await v.flush()).toBe(true)
      const messages = async () => (await v.admin('GET', '/messages?external_id=mel')).messages
      await soon(async () => (await messages()).map((one: any) => [one.status, one.payload?.subject ?? one.reason])).toEqual([['delivered', '3 things wait, Mel'], ['withheld', 'already_received']])
      const [mail] = await messages()
      const link = /href="([^"]+)"/.exec(mail.payload.html)![1]!

      const inbox = await v.context.newPage()
      await inbox.setContent(mail.payload.html)
      await soon(async () => (await v.journal('email.opened')).length).toBe(1) // the pixel
      await inbox.goto(link)
      expect(await inbox.title()).toBe('the shop')
      expect(new URL(inbox.url()).pathname).toBe('/cart')
      expect((await v.journal('email')).map((row) => row.kind)).toEqual(['email.sent', 'email.delivered', 'email.opened', 'email.clicked'])
      expect((await messages())[0].engagement.map((one: any) => one.action)).toEqual(['open', 'click'])
      const series = await fetch(`${v.baseUrl}/campaigns/data_series?campaign_id=cart&length=1`, { headers: { authorization: 'Bearer b4a2e000-0000-4000-8000-000000000001' } })
      expect(((await series.json()) as any).data[0].messages.email).toMatchObject([{ variation_api_id: 'm1', sent: 1, delivered: 1, opens: 1, unique_opens: 1, clicks: 1, unique_clicks: 1 }])
      expect(v.errors).toEqual([])
    } finally {
      shop.close()
    }
  })

  test('a session enters a Canvas, a purchase ends it', async () => {
    const v = await visit()
    await v.admin('POST', '/canvases', {
      id: 'visit', name: 'Visit', entry: { trigger: { type: 'session_start' } }, exit_criteria: { exception_events: [{ type: 'purchase' }] },
      steps: [{ id: 'wait', type: 'delay', settings: { delay: { type: 'duration', value: 1, unit: 'days' } }, next_step_ids: ['mail'] }, { id: 'mail', messages: { m1: { channel: 'email', from: 'a@example.com', subject: 'Back?', body: '<html><body>Hi</body></html>' } } }],
    })
    await v.initialize()
    await v.page.evaluate(() => window.braze.changeUser('mel')) // opens the session
    await soon(async () => (await v.journal('canvas.entered')).length).toBe(1)
    await v.page.evaluate(() => window.braze.logPurchase('shoe', 10, 'USD', 1))
    expect(await v.flush()).toBe(true)
    await v.admin('POST', '/clock/advance', { by: '1d' })
    expect((await v.journal('canvas')).filter((row) => row.kind === 'canvas.exited')).toMatchObject([{ data: { reason: 'PerformedEvent' } }])
    expect((await v.admin('GET', '/messages?external_id=mel')).messages).toEqual([])
    const [{ braze_id }] = await v.users()
    expect((await v.admin('GET', `/users/${braze_id}/explain?canvas_id=visit`)).walks).toMatchObject([{ exit_reason: 'PerformedEvent', steps: [{ step_id: 'wait' }] }])
    expect(v.errors).toEqual([])
  })
})
