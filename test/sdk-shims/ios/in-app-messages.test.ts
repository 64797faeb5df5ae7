// In-app messages on the iOS shim: presenter, display choices, stack, clicks, links, follow-ups, dismissal, control (M2, M4, M5, M12-M15, M18, M19, U14). docs: braze-swift-sdk, Sources/BrazeUI
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Braze, BrazeInAppMessageUIDelegate, InAppMessage } from '../../../sdk-shims/ios/index.ts'
import { composite, modal, onEvent, openApp } from './app.ts'
import type { App, Members } from './app.ts'

let app: App
beforeEach(() => { app = openApp() })
afterEach(() => app.headless.reset())

const buttons = [
  { id: 0, text: 'Later', click_action: 'NONE', use_webview: false }, { id: 1, text: 'Go', click_action: 'URI', uri: 'https://example.com/go', use_webview: true },
  { id: 2, text: 'Open', click_action: 'URI', uri: 'myapp://shop', use_webview: false },
]
const { header: _header, ...bare } = modal(4)
const TRIGGERS = [
  onEvent(1, 'plain'), onEvent(2, 'link', modal(2, { click_action: 'URI', uri: 'https://example.com/2', extras: { k: 'v' } })), onEvent(3, 'buttons', modal(3, { btns: buttons })),
  onEvent(4, 'slideup', { ...bare, type: 'SLIDEUP', message_close: 'AUTO_DISMISS', duration: 3000, slide_from: 'TOP' }),
  onEvent(5, 'html', { ...bare, trigger_id: composite(5), type: 'HTML', message: '<a/>' }), onEvent(6, 'control', { trigger_id: composite(6), is_control: true }),
  onEvent(7, 'image', modal(7, { type: 'FULL', image_style: 'GRAPHIC', image_url: 'https://example.com/i', orientation: 'LANDSCAPE' })),
  { ...onEvent(8, 'x'), trigger_condition: [{ type: 'iam_click', data: { id: '2'.padStart(24, '0') } }] },
  onEvent(9, 'action', modal(9, { click_action: 'URI', uri: `brazeActions://v1/${Buffer.from(JSON.stringify({ type: 'logCustomEvent', args: ['acted'] }), 'utf16le').toString('base64')}` })),
]

/** An app with these messages; `calls`: what its delegate was asked. */
const withMessages = async (delegate: BrazeInAppMessageUIDelegate = {}): Promise<{ braze: Braze; calls: string[] }> => {
  app.doctor('/data/', (answer, asked) => ({ ...answer, ...(asked['respond_with']?.triggers === true ? { triggers: TRIGGERS } : {}) }))
  const braze = await app.start((configuration) => { configuration.triggerMinimumTimeInterval = 0 })
  const calls: string[] = []
  const note = (name: string) => (_ui: unknown, message: InAppMessage): void => { calls.push(`${name} ${message.message}`) }
  app.ui(braze).delegate = { willPresent: note('willPresent'), didPresent: note('didPresent'), willDismiss: note('willDismiss'), didDismiss: note('didDismiss'), ...delegate }
  await app.sent()
  return { braze, calls }
}
const show = async (braze: Braze, name: string): Promise<InAppMessage | undefined> => {
  braze.logCustomEvent(name)
  await app.headless.idle()
  return app.headless.message()
}
const logged = async (braze: Braze): Promise<[string, Members][]> => (await app.events(braze)).filter(([name]) => name !== 'ce')
const about = (n: number, more: Members = {}): Members => ({ trigger_ids: [composite(n)], ...more })

describe('the message', () => {
  test('says what the wire says, by its kind', async () => {
    const { braze } = await withMessages()
    const look = async (name: string) => {
      const message = await show(braze, name)
      app.headless.dismiss()
      return message
    }
    expect(await look('buttons')).toMatchObject({
      type: 'modal', id: composite(3), header: 'Hi', message: 'message 3', clickAction: { url: undefined, useWebView: false }, messageClose: { kind: 'swipe' }, orientation: 'any', isTestSend: false,
      buttons: [{ id: 0, text: 'Later', clickAction: { url: undefined } }, { id: 1, text: 'Go', clickAction: { url: 'https://example.com/go', useWebView: true } }, { id: 2, text: 'Open' }],
    })
    expect(await look('slideup')).toMatchObject({ type: 'slideup', slideFrom: 'top', messageClose: { kind: 'auto', seconds: 3 } })
    expect(await look('html')).toMatchObject({ type: 'html', message: '<a/>' })
    expect(await look('link')).toMatchObject({ extras: { k: 'v' } })
    app.headless.device.rotate('landscape')
    expect(await look('image')).toMatchObject({ type: 'fullImage', imageURL: 'https://example.com/i', orientation: 'landscape' })
    expect((await show(braze, 'plain'))?.json()).toEqual(modal(1))
  })

  test('M13: shown it logs one impression; without a presenter nothing is shown or logged', async () => {
    const { braze } = await withMessages()
    await show(braze, 'plain')
    expect(await logged(braze)).toEqual([['si', about(1)]])
    app.headless.message()!.context.logImpression()
    expect(await logged(braze)).toEqual([])
    app.headless.dismiss()
    braze.inAppMessagePresenter = undefined
    braze.logCustomEvent('link')
    expect(await logged(braze)).toEqual([])
    expect(app.headless.device.state().shownMessages).toEqual([])
  })

  test('a presenter of the app\'s own gets each message and logs by its context', async () => {
    const { braze } = await withMessages()
    const got: InAppMessage[] = []
    braze.inAppMessagePresenter = { present: (message) => got.push(message) }
    braze.logCustomEvent('buttons')
    await app.headless.idle()
    got[0]!.context.logImpression()
    got[0]!.context.logClick('1')
    got[0]!.context.processClickAction(got[0]!.buttons[2]!.clickAction)
    expect(await logged(braze)).toEqual([['si', about(3)], ['sbc', about(3, { bid: 1 })]])
    expect(app.headless.links()).toEqual([{ url: 'myapp://shop', how: 'system', channel: 'inAppMessage' }])
  })

  test('M12: a control message is logged, leaves at once, and the next one is free to come', async () => {
    const { braze, calls } = await withMessages()
    expect(await show(braze, 'control')).toBeUndefined()
    expect(await logged(braze)).toEqual([['iec', about(6)]])
    expect(calls.map((one) => one.split(' ')[0])).toEqual(['willPresent', 'didPresent', 'willDismiss', 'didDismiss'])
    expect((await show(braze, 'plain'))?.message).toBe('message 1')
  })

  test('a message for the other orientation, and one that comes while the app is away, are not shown', async () => {
    const { braze } = await withMessages()
    expect(await show(braze, 'image')).toBeUndefined()
    app.headless.background()
    expect(await show(braze, 'plain')).toBeUndefined()
    app.headless.foreground()
    expect(app.headless.message()).toBeUndefined()
    expect(app.ui(braze).stack).toEqual([])
    expect(await logged(braze)).toEqual([])
  })
})

describe('M14: display choices', () => {
  test('while one is shown the next waits on the stack, until presentNext(); the last comes first', async () => {
    const { braze } = await withMessages()
    for (const name of ['plain', 'link', 'buttons']) await show(braze, name)
    const ui = app.ui(braze)
    expect([app.headless.message()?.message, ui.stack.map((one) => one.message)]).toEqual(['message 1', ['message 2', 'message 3']])
    app.headless.dismiss()
    expect(app.headless.message()).toBeUndefined()
    ui.presentNext()
    expect(app.headless.message()?.message).toBe('message 3')
    ui.presentNext()
    app.headless.dismiss()
    ui.presentNext()
    expect([app.headless.message()?.message, ui.stack]).toEqual(['message 2', []])
    expect((await logged(braze)).map(([name]) => name)).toEqual(['si', 'si', 'si'])
  })

  test.each(['reenqueue', 'later'] as const)('%s puts it on the stack, and presentNext() does not ask again', async (choice) => {
    let asked = 0
    const { braze } = await withMessages({ displayChoiceForMessage: () => { asked += 1; return choice } })
    expect(await show(braze, 'plain')).toBeUndefined()
    expect(await logged(braze)).toEqual([])
    app.ui(braze).presentNext()
    expect([app.headless.message()?.message, asked]).toEqual(['message 1', 1])
  })

  test('discard lets go of it', async () => {
    const seen: InAppMessage[] = []
    const { braze } = await withMessages({ displayChoiceForMessage: (_ui, message) => { seen.push(message); return 'discard' } })
    expect(await show(braze, 'plain')).toBeUndefined()
    expect([app.ui(braze).stack, seen[0]!.context.valid]).toEqual([[], false])
    expect(await logged(braze)).toEqual([])
  })
})

describe('M13: clicks', () => {
  test('the body: logged, the delegate asked, the link followed, the message gone, in this order', async () => {
    const { braze, calls } = await withMessages({ shouldProcess: (_ui, action, button) => { calls.push(`shouldProcess ${action.url} ${button}`); return true } })
    braze.delegate = { shouldOpenURL: (_braze, context) => { calls.push(`shouldOpenURL ${context.url} ${context.channel} ${JSON.stringify(context.extras)}`); return true } }
    await show(braze, 'link')
    calls.length = 0
    app.headless.click()
    expect(calls.slice(0, 4)).toEqual(['shouldProcess https://example.com/2 undefined', 'shouldOpenURL https://example.com/2 inAppMessage {"k":"v"}', 'willDismiss message 2', 'didDismiss message 2'])
    expect((await logged(braze)).slice(0, 2)).toEqual([['si', about(2)], ['sc', about(2)]])
    expect(app.headless.links()).toEqual([{ url: 'https://example.com/2', how: 'system', channel: 'inAppMessage' }])
  })

  test('a click may bring a message of its own: it comes right after, not from the stack', async () => {
    const { braze } = await withMessages()
    await show(braze, 'link')
    await show(braze, 'plain')
    app.headless.click()
    expect([app.headless.message()?.message, app.ui(braze).stack.map((one) => one.message)]).toEqual(['message 8', ['message 1']])
  })

  test('a button by number, id or text; where there are buttons the body is none', async () => {
    const { braze } = await withMessages()
    await show(braze, 'buttons')
    app.headless.click()
    expect(app.headless.message()?.message).toBe('message 3')
    app.headless.click('Go')
    expect(app.headless.message()).toBeUndefined()
    expect((await logged(braze)).at(-1)).toEqual(['sbc', about(3, { bid: 1 })])
    await show(braze, 'buttons')
    app.headless.click(0)
    expect((await logged(braze)).at(-1)).toEqual(['sbc', about(3, { bid: 0 })])
    expect(app.headless.links()).toEqual([{ url: 'https://example.com/go', how: 'webView', channel: 'inAppMessage' }])
    await show(braze, 'buttons')
    expect(() => app.headless.click('Nope')).toThrow('0 (Later), 1 (Go), 2 (Open)')
  })

  test('shouldProcess false and shouldOpenURL false: logged all the same, no link is followed', async () => {
    const { braze } = await withMessages({ shouldProcess: (_ui, _action, button) => button !== '1' })
    braze.delegate = { shouldOpenURL: () => false }
    await show(braze, 'buttons')
    app.headless.click(1)
    await show(braze, 'link')
    app.headless.click()
    expect((await logged(braze)).map(([name]) => name).filter((name) => name !== 'si')).toEqual(['sbc', 'sc'])
    expect([app.headless.links(), app.headless.device.state().openedLinks]).toEqual([[], []])
  })

  test('a link that is a call to the SDK makes it, and asks nobody', async () => {
    const { braze } = await withMessages()
    braze.delegate = { shouldOpenURL: () => { throw new Error('asked') } }
    await show(braze, 'action')
    app.headless.click()
    expect((await app.events(braze)).filter(([name]) => name !== 'si')).toEqual([['ce', { n: 'action' }], ['sc', about(9)], ['ce', { n: 'acted' }]])
    expect([app.headless.links(), app.headless.message()]).toEqual([[], undefined])
  })

  test('HTML: its links and buttons log, the message stays; the body is no button', async () => {
    const { braze } = await withMessages()
    await show(braze, 'html')
    app.headless.click()
    app.headless.clickHtml('b')
    app.headless.clickHtml()
    expect(app.headless.message()?.type).toBe('html')
    expect(await logged(braze)).toEqual([['si', about(5)], ['sbc', about(5, { bid: 'b' })], ['sc', about(5)]])
  })

  test('forwardUniversalLinks: links of the app\'s own hosts go to the app', async () => {
    app = openApp({ associatedDomains: ['example.com'] })
    app.doctor('/data/', (answer) => ({ ...answer, triggers: TRIGGERS }))
    const braze = await app.start((configuration) => { configuration.forwardUniversalLinks = true; configuration.triggerMinimumTimeInterval = 0 })
    await show(braze, 'link')
    app.headless.click()
    expect(app.headless.links().map(({ how }) => how)).toEqual(['universalLink'])
  })
})

describe('the screen is cleared', () => {
  test('AUTO_DISMISS: by itself', async () => {
    const { braze, calls } = await withMessages()
    await show(braze, 'slideup')
    await app.pass(2.9)
    expect(app.headless.message()?.type).toBe('slideup')
    await app.pass(0.1)
    expect([app.headless.message(), calls.slice(-2)]).toEqual([undefined, ['willDismiss message 4', 'didDismiss message 4']])
  })

  test.each<[string, (braze: Braze) => void]>([['U14: changeUser', (braze) => braze.changeUser('other')], ['M19: wipeData', (braze) => braze.wipeData()]])('%s: shown and waiting messages are gone for good', async (_what, end) => {
    const { braze } = await withMessages()
    const first = await show(braze, 'plain')
    await show(braze, 'link')
    const [waiting] = app.ui(braze).stack
    end(braze)
    await app.headless.idle()
    app.ui(braze).presentNext()
    expect([app.headless.message(), app.ui(braze).stack, first?.context.valid, waiting?.context.valid]).toEqual([undefined, [], false, false])
  })

  test('M15: a message kept by the app is not shown to the next user', async () => {
    const { braze, calls } = await withMessages()
    const message = await show(braze, 'plain')
    app.headless.dismiss()
    braze.changeUser('other')
    await app.headless.idle()
    calls.length = 0
    app.ui(braze).present(message!)
    expect([app.headless.message(), calls]).toEqual([undefined, []])
  })
})

test('M5, M18: the interval of the configuration; events that match nothing are told with name and properties', async () => {
  app.doctor('/data/', (answer) => ({ ...answer, triggers: [onEvent(1, 'plain', modal(1), { min_seconds_since_last_trigger: null })] }))
  const braze = await app.start()
  const told: unknown[] = []
  braze.delegate = { noMatchingTriggerForEvent: (_braze, event, name, properties) => told.push([event, name, properties]) }
  await show(braze, 'plain')
  app.headless.dismiss()
  expect(await show(braze, 'plain')).toBeUndefined()
  await app.pass(30)
  expect(await show(braze, 'plain')).toBeDefined()
  braze.logCustomEvent('nothing', { a: 1 })
  braze.logPurchase('sku', 'USD', 1, 1, { b: 2 })
  expect(told).toEqual([['customEvent', 'nothing', { a: 1 }], ['purchase', 'sku', { b: 2 }]])
})
