// Web push end to end in a real Chromium: the SDK subscribes with the emulator's VAPID key, the encrypted push comes back through a push service of our own, the notification is shown and its click reported (rules P1, P5 to P8, P11).
// Chromium's push service is played by test/kit/browser-push-relay.ts; the service worker is our own (test/kit/browser-worker.ts), since the package ships none.
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PushVisit } from '../kit/browser-push-visit.ts'
import { openPushVisit, vapidKeys } from '../kit/browser-push-visit.ts'
import { becomes, messagesOf, series } from '../kit/browser-steps.ts'
import type { Visit } from '../kit/chromium.ts'
import { describeInChromium, soon } from '../kit/chromium.ts'

const web_push = vapidKeys()
// No image of another site: Chromium waits for it before it shows a notification
const PUSH = {
  channel: 'web_push', title: 'Hello {{${first_name}}}', alert: '{{event_properties.${items}}} things wait', action: 'https://shop.example/cart', require_interaction: true, extras: { from: 'cart' },
  buttons: [{ id: 'go', text: 'Go on', action: 'URI', uri: 'https://shop.example/pay' }, { id: 'later', text: 'Later', action: 'CLOSE' }],
}

/** Not where the SDK looks by itself, as the same script of two clients does. */
const OWN_WORKER = { serviceWorkerLocation: '/own-worker.js' }

describeInChromium('web push', () => {
  let opened: PushVisit
  let [v, service] = [] as unknown as [Visit, PushVisit['service']]
  beforeAll(async () => {
    opened = await openPushVisit()
    ;({ v, service } = opened)
  }, 60_000)
  afterAll(() => opened?.end())

  const notifications = () => v.page.evaluate(async () => (await (await navigator.serviceWorker.ready).getNotifications()).map((one: any) => ({ title: one.title, body: one.body, icon: one.icon, stays: one.requireInteraction, data: one.data, actions: one.actions.map(({ action, title }: any) => [action, title]) })))
  /** The user's hand on a notification that is shown: the event that the browser sends its worker. */
  const click = (title: string, action = '') => v.context.serviceWorkers()[0]!.evaluate(async ([title, action]) => {
    const { registration, NotificationEvent } = globalThis as any
    const notification = (await registration.getNotifications()).find((one: any) => one.title === title)
    dispatchEvent(new NotificationEvent('notificationclick', { notification, action }))
  }, [title, action] as const)

  const titles = async (): Promise<string[]> => (await notifications()).map(({ title }) => title)
  /** Waits until it is shown. Chromium now and then takes a push and shows nothing: it is handed over again. */
  async function isShown(title: string, again: () => Promise<unknown>): Promise<void> {
    for (let tries = 0; tries < 3 && !(await titles()).includes(title); tries++) await expect.poll(titles, { timeout: 4000 }).toContain(title).catch(again)
    await soon(titles).toContain(title)
  }
  /** Hands a payload to the worker as the push service would, and waits until its notification is shown. */
  async function deliver(payload: { t: string }): Promise<void> {
    const tools = await v.context.newCDPSession(v.page)
    const registration = new Promise<string>((resolve) => tools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => registrations[0] !== undefined && resolve(registrations[0].registrationId)))
    await tools.send('ServiceWorker.enable')
    const to = await registration
    const send = () => tools.send('ServiceWorker.deliverPushMessage', { origin: v.site, registrationId: to, data: JSON.stringify(payload) })
    await send()
    await isShown(payload.t, send)
    await tools.detach()
  }

  test('P8: permission, subscription with the emulator’s key, an encrypted push through the push service, shown, clicked, counted (own service worker, own push service)', async () => {
    await v.admin('PATCH', '/settings', { forwarding: { web_push } })
    await v.admin('POST', '/campaigns', { id: 'cart', name: 'Cart', trigger: { type: 'custom_event', name: 'left_cart' }, messages: { m1: { ...PUSH, image_url: `${v.site}icon.png` } } })
    await v.admin('POST', '/campaigns', { id: 'thanks', name: 'Thanks', trigger: { type: 'campaign_interaction', interaction: 'open_push', campaign_id: 'cart' }, messages: { t1: { channel: 'in_app_message', type: 'SLIDEUP', message: 'Here from a push' } } })
    await v.rest('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Mel' }] })
    await v.initialize(OWN_WORKER)
    await becomes(v, 'mel')
    expect(await v.page.evaluate(() => [window.braze.isPushSupported(), window.braze.isPushPermissionGranted(), window.braze.isPushBlocked()])).toEqual([true, false, false])
    const [endpoint, key, auth] = await v.page.evaluate(() => new Promise<string[]>((resolve, reject) => window.braze.requestPushPermission((...all) => resolve(all), () => reject(new Error('denied')))))
    expect(await v.page.evaluate(async () => (await navigator.serviceWorker.ready).active!.scriptURL)).toBe(`${v.site}own-worker.js`)
    expect(service.registered.at(-1)).toMatchObject({ sender: web_push.vapid_public_key })
    await soon(async () => (await v.journal('push_token.registered')).length).toBe(1)
    const mel = await v.exported({ external_id: 'mel' })
    expect(mel).toMatchObject({ push_subscribe: 'opted_in', push_tokens: [{ platform: 'Web', token: endpoint, notifications_enabled: true }] })
    expect([Buffer.from(key!, 'base64').length, Buffer.from(auth!, 'base64').length]).toEqual([65, 16])

    await v.page.evaluate(() => window.braze.logCustomEvent('left_cart', { items: 3 }))
    expect(await v.flush()).toBe(true)
    await isShown('Hello Mel', async () => service.again())
    await soon(async () => (await messagesOf(v, 'web_push'))[0].detail.forwarded?.status).toBe(201)
    const [message] = await messagesOf(v, 'web_push')
    const { cid } = message.payload.body
    expect(message).toMatchObject({ status: 'sent', payload: { url: endpoint, body: { t: 'Hello Mel', a: '3 things wait', ri: true } } })
    expect(await notifications()).toEqual([{ title: 'Hello Mel', body: '3 things wait', icon: `${v.site}icon.png`, stays: true, data: { u: 'https://shop.example/cart', e: { from: 'cart' }, cid, pab: message.payload.body.pab }, actions: [['go', 'Go on'], ['later', 'Later']] }])
    const [sent, ...more] = service.posted
    expect(more).toEqual([])
    expect(sent).toMatchObject({ url: endpoint, headers: { 'content-encoding': 'aes128gcm' } })
    expect(sent!.body.includes('Hello')).toBe(false)
    expect(decodeJwt(/t=([^,]+)/.exec(sent!.headers['authorization']!)![1]!)).toMatchObject({ aud: new URL(endpoint!).origin, sub: 'mailto:me@example.com' })

    await click('Hello Mel')
    await soon(async () => (await v.journal('push.open')).length).toBe(1)
    const [open] = await v.journal('push.open')
    expect(open).toMatchObject({ profile: mel.braze_id, data: { cid, message_id: message.id, campaign_id: 'cart', message_variation_id: 'm1', device_id: await v.deviceId() } })
    await soon(notifications).toEqual([])
    expect((await messagesOf(v, 'web_push'))[0].engagement).toMatchObject([{ action: 'open', by: 'sdk' }])
    // The page that the click leads to knows of it (P11)
    await v.page.evaluate(() => {
      window.braze.automaticallyShowInAppMessages()
      window.braze.openSession()
    })
    await soon(() => v.page.locator('.ab-slideup').allInnerTexts()).toEqual([expect.stringContaining('Here from a push')])
    expect(await series(v, 'cart', 'web_push')).toMatchObject([{ variation_api_id: 'm1', sent: 1, direct_opens: 1, total_opens: 1 }])
    expect(v.errors).toEqual([])
  }, 60_000)

  test('the payload handed to the worker by the DevTools (ServiceWorker.deliverPushMessage): a button that closes is no open', async () => {
    const { payload, id } = (await messagesOf(v, 'web_push')).at(-1)
    await deliver(payload.body)
    await click('Hello Mel', 'later')
    await soon(async () => (await v.journal('push.action_click')).length).toBe(1)
    expect((await v.journal('push.action_click'))[0].data).toMatchObject({ cid: payload.body.cid, a: 'later', dismissive: true, message_id: id })
    expect(await v.journal('push.open')).toHaveLength(1)
    expect(await series(v, 'cart', 'web_push')).toMatchObject([{ direct_opens: 1, total_opens: 1 }])
  })

  test('P11: a button that leads somewhere is an open; the worker goes there', async () => {
    const { payload } = (await messagesOf(v, 'web_push')).at(-1)
    await deliver(payload.body)
    await click('Hello Mel', 'go')
    await soon(async () => (await v.journal('push.action_click')).length).toBe(2)
    expect((await v.journal('push.action_click'))[1].data).toMatchObject({ cid: payload.body.cid, a: 'go', campaign_id: 'cart', message_variation_id: 'm1' })
    expect((await v.journal('push.action_click'))[1].data.dismissive ?? false).toBe(false)
    expect(await v.context.serviceWorkers()[0]!.evaluate(() => (globalThis as any).clicked)).toBe('https://shop.example/pay')
    expect(await series(v, 'cart', 'web_push')).toMatchObject([{ sent: 1, direct_opens: 2, total_opens: 2 }])
  })

  test('P17: a test card travels in a push: the worker keeps it, the next page of the same user shows it', async () => {
    await v.admin('POST', '/campaigns', { id: 'card', name: 'Card', draft: true, schedule: {}, messages: { c1: { channel: 'content_cards', type: 'classic', title: 'For {{${first_name}}}', message: 'A try' } } })
    const before = service.posted.length
    await v.admin('POST', '/campaigns/card/test', { external_ids: ['mel'] })
    await soon(() => service.posted.length).toBe(before + 1)
    await isShown('Test Content Card', async () => service.again())
    await v.page.reload()
    await v.initialize(OWN_WORKER)
    const cards = () => v.page.evaluate(() => window.braze.getCachedContentCards()!.cards.map((card) => [(card as { title?: string }).title, (card as unknown as { test: boolean }).test]))
    await soon(cards).toEqual([['For Mel', true]])
    expect(await v.page.evaluate(() => new Promise((done) => window.braze.requestContentCardsRefresh(() => done('refreshed'), () => done('failed'))))).toBe('refreshed')
    expect(await cards()).toEqual([['For Mel', true]]) // not purged by a sync that does not know it (P17)
    expect((await v.journal('content_card')).map(({ kind, data }) => [kind, data.test])).toEqual([['content_card.sent', true]])
    expect(await series(v, 'card', 'content_cards')).toMatchObject([{ sent: 0, total_impressions: 0 }])
    expect(v.errors).toEqual([])
  })

  test('P2, P3: the token follows changeUser, and unregisterPush takes it away', async () => {
    const tokens = async (external_id: string) => ((await v.exported({ external_id })).push_tokens ?? []).length
    await v.page.evaluate(() => window.braze.changeUser('kai'))
    await soon(async () => [await tokens('mel'), await tokens('kai')]).toEqual([0, 1])
    expect(await v.page.evaluate(() => new Promise((resolve) => window.braze.unregisterPush(() => resolve('gone'), () => resolve('failed'))))).toBe('gone')
    await soon(() => tokens('kai')).toBe(0)
    expect(await v.page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.pushManager.getSubscription() ?? null)).toBeNull()
    expect(v.errors).toEqual([])
  })
})
