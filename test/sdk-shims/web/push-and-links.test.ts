// Push, links and chat of the web shim: what the user answers, what is registered, where links lead, chat while it is off (P1, P3, P6, P11; web wire 6, 10, 11).
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { headless } from '../../../sdk-shims/web/control.ts'
import * as braze from '../../../sdk-shims/web/index.ts'
import type { Page } from './page.ts'
import { openPage } from './page.ts'

let page: Page
beforeEach(() => { page = openPage() })
afterEach(() => headless.reset())

const asks = (): { heard: unknown[][]; ask: (how?: 'requestPushPermission' | 'registerPush') => void } => {
  const heard: unknown[][] = []
  return { heard, ask: (how = 'requestPushPermission') => braze[how]((...given) => heard.push(['ok', ...given]), (temporary) => heard.push(['no', temporary])) }
}
const standing = (): unknown[] => [braze.isPushSupported(), braze.isPushBlocked(), braze.isPushPermissionGranted()]

describe('push', () => {
  test('yes: registered with its keys, opted in, told to the page; again after each session start', async () => {
    await page.start()
    await page.sent()
    const { heard, ask } = asks()
    expect(standing()).toEqual([true, false, false])
    ask()
    const [fields] = await page.attributes() as [Record<string, unknown>]
    expect(fields).toEqual({
      push_token: expect.stringMatching(/^https:\/\//), custom_push_public_key: expect.any(String), custom_push_user_auth: expect.any(String), custom_push_vapid_public_key: null, push_subscribe: 'opted_in',
    })
    expect(heard).toEqual([['ok', fields['push_token'], fields['custom_push_public_key'], fields['custom_push_user_auth']]])
    expect(standing()).toEqual([true, false, true])
    braze.changeUser('mel')
    expect(await page.attributes()).toMatchObject([{ user_id: 'mel', push_token: fields['push_token'] }])
    ask('registerPush')
    await headless.idle()
    expect(heard).toHaveLength(2)
  })

  test('disablePushTokenMaintenance: not sent again', async () => {
    await page.start({ disablePushTokenMaintenance: true })
    braze.requestPushPermission()
    await page.attributes()
    braze.changeUser('mel')
    expect(await page.attributes()).toEqual([])
  })

  test('before the first config the registration waits', async () => {
    page.initialize()
    const { heard, ask } = asks()
    ask()
    await headless.idle()
    expect([heard, await page.sent()]).toEqual([[], []])
    page.server.config['vapid_public_key'] = 'BKey'
    braze.openSession()
    expect(await page.attributes()).toMatchObject([{ custom_push_vapid_public_key: 'BKey' }])
    expect(heard).toHaveLength(1)
  })

  test('no: blocked, and not asked again', async () => {
    headless.configure({ pushPrompt: 'deny' })
    await page.start()
    const { heard, ask } = asks()
    ask()
    headless.configure({ pushPrompt: 'allow' })
    ask()
    ask('registerPush')
    expect([heard, standing()]).toEqual([[['no', false], ['no', false], ['no', false]], [true, true, false]])
    const nulls = { push_token: null, custom_push_public_key: null, custom_push_user_auth: null, custom_push_vapid_public_key: null }
    expect(await page.attributes()).toEqual([nulls])
    // Each session says so again
    braze.changeUser('mel')
    expect(await page.attributes()).toEqual([{ ...nulls, user_id: 'mel' }])
  })

  test('looked away: may be asked again; registerPush() never asks', async () => {
    headless.configure({ pushPrompt: 'ignore' })
    await page.start()
    const { heard, ask } = asks()
    ask()
    ask('registerPush')
    expect([heard, standing()]).toEqual([[['no', true]], [true, false, false]])
    headless.configure({ pushPrompt: 'allow' })
    ask()
    await headless.idle()
    expect(heard).toHaveLength(2)
  })

  test('a browser without push', async () => {
    headless.configure({ pushSupported: false })
    await page.start()
    const { heard, ask } = asks()
    ask()
    ask('registerPush')
    expect([heard, standing()]).toEqual([[['no', false], ['no', false]], [false, false, false]])
  })

  test('unregisterPush(): by the call and by four nulls; once registered only', async () => {
    await page.start()
    const heard: string[] = []
    const leave = (): Promise<void> => new Promise((resolve) => braze.unregisterPush(() => { heard.push('ok'); resolve() }, () => { heard.push('failed'); resolve() }))
    await page.sent()
    await leave()
    expect([heard, await page.sent()]).toEqual([['ok'], []])
    braze.requestPushPermission()
    const [{ push_token }] = await page.attributes() as [Record<string, unknown>]
    page.next('/push/unregister', new Response('{}', { status: 500 }))
    await leave()
    await leave()
    expect(heard).toEqual(['ok', 'ok', 'ok'])
    await page.flush()
    const sent = await page.sent()
    expect(sent.map(({ path, body }) => [path, body['push_token']])).toEqual([['/push/unregister', push_token], ['/data/', undefined]])
    expect(sent[1]!.body['attributes']).toEqual([{ push_token: null, custom_push_public_key: null, custom_push_user_auth: null, custom_push_vapid_public_key: null }])
  })

  test('a push that comes is shown, and its click is logged and leads on', async () => {
    await page.start()
    braze.requestPushPermission()
    await headless.idle()
    const cid = Buffer.from('c1_x').toString('base64')
    headless.device.receivePush({ t: 'Title', a: 'Body', cid, u: 'https://shop.invalid' })
    expect(headless.device.state().notifications.map((one) => one.title)).toEqual(['Title'])
    headless.device.tapPush()
    await headless.idle()
    expect(headless.requests.flatMap(({ body }) => (body['events'] ?? []) as any[]).filter((one) => one.name === 'pc').map((one) => one.data)).toEqual([{ cid }])
    expect(headless.device.state().openedLinks).toEqual(['https://shop.invalid'])
  })
})

describe('links', () => {
  const action = (json: unknown): string => `brazeActions://v1/${Buffer.from(JSON.stringify(json), 'utf16le').toString('base64url')}`
  beforeEach(async () => {
    await page.start()
    await page.sent()
  })

  test('are opened', () => {
    braze.handleBrazeAction('#here')
    braze.handleBrazeAction('https://shop.invalid', true)
    for (const none of ['', null, undefined]) braze.handleBrazeAction(none as string)
    expect(headless.links()).toEqual([{ url: '#here', inNewTab: false }, { url: 'https://shop.invalid', inNewTab: true }])
  })

  test('or are carried out', async () => {
    braze.handleBrazeAction(action({ type: 'container', steps: [
      { type: 'logCustomEvent', args: ['clicked', { a: 1 }] }, { type: 'setCustomUserAttribute', args: ['k', 'v'] }, { type: 'addToSubscriptionGroup', args: ['g'] },
      { type: 'addToCustomAttributeArray', args: ['list', 'x'] }, { type: 'removeFromCustomAttributeArray', args: ['list', 'y'] }, { type: 'removeFromSubscriptionGroup', args: ['h'] },
      { type: 'setEmailNotificationSubscriptionType', args: ['opted_in'] }, { type: 'setPushNotificationSubscriptionType', args: ['unsubscribed'] },
      { type: 'openLink', args: ['#there', true] }, { type: 'openLinkInWebView', args: ['#web'] }, { type: 'requestPushPermission' },
    ] }))
    await page.flush()
    const sent = (await page.sent()).map(({ body }) => body)
    expect(sent.flatMap((body) => body['events'] ?? []).map((one: any) => [one.name, one.data])).toEqual([
      ['ce', { n: 'clicked', p: { a: 1 } }], ['sgu', { group_id: 'g', status: 'subscribed' }], ['add', { key: 'list', value: 'x' }], ['rem', { key: 'list', value: 'y' }], ['sgu', { group_id: 'h', status: 'unsubscribed' }],
    ])
    const attributes = Object.assign({}, ...sent.flatMap((body) => body['attributes'] ?? [])) as Record<string, unknown>
    expect(attributes).toMatchObject({ custom: { k: 'v' }, email_subscribe: 'opted_in', push_token: expect.any(String) })
    expect(headless.links()).toEqual([{ url: '#there', inNewTab: true }, { url: '#web', inNewTab: false }])
  })

  test('that ask for what nobody does are refused, whole', async () => {
    braze.handleBrazeAction(action({ type: 'container', steps: [{ type: 'logCustomEvent', args: ['e'] }, { type: 'reboot', args: [] }] }))
    braze.handleBrazeAction('brazeActions://v1/garbage')
    expect([headless.links(), await page.events()]).toEqual([[], []])
  })
})

test('chat is off: nothing is known of a conversation, and nothing is sent', async () => {
  await page.start()
  await page.sent()
  const heard: string[] = []
  const both = [() => heard.push('ok'), () => heard.push('failed')] as const
  braze.retrieveChatConfig(...both)
  expect([braze.sendChatMessage('hello', {}, ...both), braze.getChatMessages(), braze.isChatTurnInProgress(), braze.isChatConversationEnded(), braze.isChatTurnErrored()]).toEqual([false, null, null, null, null])
  expect([typeof braze.subscribeToChatUpdates(() => {}), braze.subscribeToChatAction(5 as never), typeof braze.subscribeToChatMessageReceived(() => {})]).toEqual(['string', null, 'string'])
  braze.resetChatConversation()
  braze.automaticallyManageChat()
  expect([heard, await page.sent()]).toEqual([['failed'], []])
})
