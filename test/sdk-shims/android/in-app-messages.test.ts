// In-app messages on the Android shim: registration, operations, stack, clicks, links, carry-over, control (M4, M9, M12-M15, M18, M19, U14). docs: braze-android-sdk, BrazeInAppMessageManager.kt
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Braze, BrazeActivityLifecycleCallbackListener, BrazeDeeplinkHandler, BrazeInAppMessageManager, InAppMessageOperation } from '../../../sdk-shims/android/index.ts'
import type { IInAppMessageManagerListener, InAppMessage, InAppMessageView, NoMatchingTriggerEvent, UriAction } from '../../../sdk-shims/android/index.ts'
import { composite, modal, onEvent, openApp } from './app.ts'
import type { App, Members } from './app.ts'

let app: App
beforeEach(() => { app = openApp() })
afterEach(() => app.headless.reset())

const buttons = [{ id: 0, text: 'Later', click_action: 'NONE', use_webview: false }, { id: 1, text: 'Go', click_action: 'URI', uri: 'https://example.com/go', use_webview: true }]
const { header: _header, ...bare } = modal(4)
const TRIGGERS = [
  onEvent(1, 'plain', modal(1), { re_eligibility: -1 }), onEvent(2, 'link', modal(2, { click_action: 'URI', uri: 'https://example.com/2', extras: { k: 'v' } })), onEvent(3, 'buttons', modal(3, { btns: buttons })),
  onEvent(4, 'slideup', { ...bare, type: 'SLIDEUP', message_close: 'AUTO_DISMISS', duration: 3000 }), onEvent(5, 'html', { ...bare, trigger_id: composite(5), type: 'HTML', message: '<a/>' }),
  onEvent(6, 'control', { trigger_id: composite(6), is_control: true }), onEvent(7, 'wide', modal(7, { orientation: 'LANDSCAPE' })),
  { ...onEvent(8, 'x'), trigger_condition: [{ type: 'iam_click', data: { id: '2'.padStart(24, '0') } }] },
  onEvent(9, 'action', modal(9, { click_action: 'URI', uri: `brazeActions://v1/${Buffer.from(JSON.stringify({ type: 'logCustomEvent', args: ['acted'] }), 'utf16le').toString('base64')}` })),
]

const iams = (): BrazeInAppMessageManager => BrazeInAppMessageManager.getInstance()
/** An app with these messages; answers what its listener heard. */
const withMessages = async (listener: IInAppMessageManagerListener = {}, configure: Parameters<App['start']>[0] = () => {}): Promise<string[]> => {
  app.doctor('/data/', (answer, asked) => ({ ...answer, ...(asked['respond_with']?.triggers === true ? { triggers: TRIGGERS } : {}) }))
  await app.start((builder) => configure(builder.setTriggerActionMinimumTimeIntervalSeconds(0)))
  const heard: string[] = []
  const note = (name: string) => (...[first, second]: [InAppMessage | InAppMessageView, InAppMessage?]): void => { heard.push(`${name} ${(second ?? first as InAppMessage).message}`) }
  iams().setCustomInAppMessageManagerListener({
    beforeInAppMessageViewOpened: note('beforeOpened'), afterInAppMessageViewOpened: note('afterOpened'), onInAppMessageDismissed: note('dismissed'),
    beforeInAppMessageViewClosed: note('beforeClosed'), afterInAppMessageViewClosed: note('afterClosed'), ...listener,
  })
  await app.sent()
  return heard
}
const show = async (name: string): Promise<InAppMessage | undefined> => {
  Braze.getInstance().logCustomEvent(name)
  await app.headless.idle()
  return app.headless.message()
}
const logged = async (): Promise<[string, Members][]> => (await app.events()).filter(([name]) => name !== 'ce')
const about = (n: number, more: Members = {}): Members => ({ trigger_ids: [composite(n)], ...more })
const stack = (): (string | null)[] => iams().inAppMessageStack.map((one) => one.message)

describe('registration', () => {
  test('before any activity was registered nothing is shown; a message that comes between two of them waits, the last one only', async () => {
    app.doctor('/data/', (answer) => ({ ...answer, triggers: TRIGGERS }))
    app.configure((builder) => builder.setTriggerActionMinimumTimeIntervalSeconds(0))
    const braze = Braze.getInstance()
    braze.openSession({})
    await app.headless.idle()
    expect(await show('plain')).toBeUndefined()
    iams().ensureSubscribedToInAppMessageEvents()
    expect([await show('link'), await show('buttons')]).toEqual([undefined, undefined])
    iams().registerInAppMessageManager({})
    expect(app.headless.message()?.message).toBe('message 3')
    app.headless.dismiss()
    expect((await logged()).filter(([name]) => name === 'si')).toEqual([['si', about(3)]])
  })

  test('subscribers of the app\'s own get each message with its user', async () => {
    await withMessages()
    Braze.getInstance().changeUser('ada')
    await app.headless.idle()
    const got: unknown[] = []
    const subscriber = ({ inAppMessage, userId }: { inAppMessage: InAppMessage; userId: string | null }): void => void got.push([inAppMessage.message, userId])
    Braze.getInstance().subscribeToNewInAppMessages(subscriber)
    await show('link')
    expect(got).toEqual([['message 2', 'ada']])
  })

  test('carry-over: the next activity shows it again, without a second impression; away with its activity it stays', async () => {
    const heard = await withMessages()
    await show('plain')
    app.headless.switchActivity()
    expect(app.headless.message()?.message).toBe('message 1')
    app.headless.background()
    expect(iams().isCurrentlyDisplayingInAppMessage).toBe(true)
    app.headless.foreground()
    expect(app.headless.message()?.message).toBe('message 1')
    app.headless.dismiss()
    expect((await logged()).filter(([name]) => name === 'si')).toEqual([['si', about(1)]])
    const opened = ['beforeOpened message 1', 'afterOpened message 1']
    expect(heard).toEqual([...opened, ...opened, 'dismissed message 1', 'beforeClosed message 1', 'afterClosed message 1'])
  })

  test('setShouldPersistWebViewWhenBackgroundingApp(false): off the screen with onPause, back with onResume', async () => {
    const heard = await withMessages({}, (builder) => builder.setShouldPersistWebViewWhenBackgroundingApp(false))
    await show('plain')
    app.headless.background()
    expect([iams().isCurrentlyDisplayingInAppMessage, app.headless.message()]).toEqual([false, undefined])
    app.headless.foreground()
    expect([app.headless.message()?.message, heard]).toEqual(['message 1', ['beforeOpened message 1', 'afterOpened message 1', 'beforeOpened message 1', 'afterOpened message 1']])
    expect((await logged()).filter(([name]) => name === 'si')).toEqual([['si', about(1)]])
  })

  test('M21: what comes while the app is away is shown on its return', async () => {
    await withMessages()
    app.headless.background()
    expect([await show('plain'), (await logged()).filter(([name]) => name === 'si')]).toEqual([undefined, []])
    app.headless.foreground()
    expect([app.headless.message()?.message, (await logged()).filter(([name]) => name === 'si')]).toEqual(['message 1', [['si', about(1)]]])
  })

  test('blocklists: an activity of the list starts no session and shows nothing; the next one shows what it covered', async () => {
    class Splash {}
    class Main {}
    app.doctor('/data/', (answer) => ({ ...answer, triggers: TRIGGERS }))
    app.headless.app = {
      onCreate: () => {
        app.configure((builder) => builder.setTriggerActionMinimumTimeIntervalSeconds(0))
        new BrazeActivityLifecycleCallbackListener(new Set([Splash]), new Set([Splash])).registerOnApplication()
      },
    }
    app.headless.terminate()
    app.headless.switchActivity(new Splash())
    app.headless.foreground()
    Braze.getInstance()
    expect(app.headless.requests).toEqual([])
    app.headless.switchActivity(new Main())
    await app.headless.idle()
    expect((await app.events()).map(([name]) => name)).toEqual(['ss'])
    expect((await show('plain'))?.message).toBe('message 1')
    app.headless.switchActivity(new Splash())
    expect(iams().isCurrentlyDisplayingInAppMessage).toBe(false)
    app.headless.switchActivity(new Main())
    expect(app.headless.message()?.message).toBe('message 1')
  })

  test('a listener that registers no activity hears of messages all the same: they wait for one', async () => {
    app.doctor('/data/', (answer) => ({ ...answer, triggers: TRIGGERS }))
    app.headless.app = { onCreate: () => { app.configure((builder) => builder.setTriggerActionMinimumTimeIntervalSeconds(0)); new BrazeActivityLifecycleCallbackListener(true, false).registerOnApplication() } }
    app.headless.terminate()
    app.headless.foreground()
    await app.headless.idle()
    expect(await show('plain')).toBeUndefined()
    iams().registerInAppMessageManager({})
    expect(app.headless.message()?.message).toBe('message 1')
  })
})

describe('the message', () => {
  test('says what the wire says', async () => {
    await withMessages()
    expect(await show('buttons')).toMatchObject({
      messageType: 'MODAL', message: 'message 3', header: 'Hi', isControl: false, clickAction: 'NONE', uri: null, dismissType: 'MANUAL', orientation: 'ANY', extras: {},
      messageButtons: [{ id: 0, text: 'Later', clickAction: 'NONE', uri: null, openUriInWebview: false }, { id: 1, text: 'Go', clickAction: 'URI', uri: 'https://example.com/go', openUriInWebview: true }],
    })
    app.headless.dismiss()
    expect(await show('slideup')).toMatchObject({ messageType: 'SLIDEUP', dismissType: 'AUTO_DISMISS', durationInMilliseconds: 3000 })
    await app.pass(3)
    expect(app.headless.message()).toBeUndefined()
    expect((await show('plain'))?.forJsonPut()).toEqual(modal(1))
  })

  test('M12: a control message asks its own listener, logs, and shows nothing', async () => {
    const asked: string[] = []
    await withMessages({ beforeInAppMessageDisplayed: () => { asked.push('listener'); return InAppMessageOperation.DISCARD } })
    iams().setCustomControlInAppMessageManagerListener({ beforeInAppMessageDisplayed: () => { asked.push('control'); return InAppMessageOperation.DISPLAY_NOW } })
    expect([await show('control'), await logged(), asked]).toEqual([undefined, [['iec', about(6)]], ['control']])
  })

  test('a message for the other orientation is lost, and has no view', async () => {
    const heard = await withMessages()
    expect([await show('wide'), stack(), await logged(), heard]).toEqual([undefined, [], [], []])
  })
})

describe('M14: InAppMessageOperation', () => {
  test('while one is shown the next ones wait; closing shows none of them, the app or the next message does, the last first', async () => {
    await withMessages()
    for (const name of ['plain', 'link', 'buttons']) await show(name)
    expect([app.headless.message()?.message, stack(), iams().requestDisplayInAppMessage()]).toEqual(['message 1', ['message 2', 'message 3'], false])
    app.headless.dismiss()
    expect(app.headless.message()).toBeUndefined()
    expect([iams().requestDisplayInAppMessage(), app.headless.message()?.message, stack()]).toEqual([true, 'message 3', ['message 2']])
    app.headless.dismiss()
    await show('slideup')
    expect([app.headless.message()?.message, stack()]).toEqual(['message 4', ['message 2']])
  })

  test('DISPLAY_LATER keeps it on the stack and asks again; DISCARD drops it', async () => {
    let operation: InAppMessageOperation = InAppMessageOperation.DISPLAY_LATER
    let asked = 0
    await withMessages({ beforeInAppMessageDisplayed: () => { asked += 1; return operation } })
    expect([await show('plain'), stack(), iams().requestDisplayInAppMessage(), asked]).toEqual([undefined, ['message 1'], false, 2])
    operation = InAppMessageOperation.DISPLAY_NOW
    expect([iams().requestDisplayInAppMessage(), app.headless.message()?.message]).toEqual([true, 'message 1'])
    app.headless.dismiss()
    operation = InAppMessageOperation.DISCARD
    expect([await show('link'), stack()]).toEqual([undefined, []])
  })

  test('M9: REENQUEUE makes its campaign eligible again; a discarded one-time message is gone', async () => {
    let operation: InAppMessageOperation = InAppMessageOperation.REENQUEUE
    await withMessages({ beforeInAppMessageDisplayed: () => operation })
    expect([await show('plain'), stack()]).toEqual([undefined, []])
    operation = InAppMessageOperation.DISCARD
    expect(await show('plain')).toBeUndefined()
    operation = InAppMessageOperation.DISPLAY_NOW
    expect(await show('plain')).toBeUndefined()
    expect(await logged()).toEqual([])
  })

  test('M9: reenqueued, it is shown when it is triggered again', async () => {
    let operation: InAppMessageOperation = InAppMessageOperation.REENQUEUE
    await withMessages({ beforeInAppMessageDisplayed: () => operation })
    await show('plain')
    operation = InAppMessageOperation.DISPLAY_NOW
    expect((await show('plain'))?.message).toBe('message 1')
  })
})

describe('M13: clicks', () => {
  test('the body: logged, the listener asked, closed, the link followed; a message that the click brings waits', async () => {
    const heard = await withMessages({ onInAppMessageClicked: (message) => { heard.push(`clicked ${message.message}`); return false } })
    await show('link')
    heard.length = 0
    app.headless.click()
    expect(heard).toEqual(['clicked message 2', 'beforeClosed message 2', 'afterClosed message 2'])
    expect((await logged())).toEqual([['si', about(2)], ['sc', about(2)]])
    expect(app.headless.links()).toEqual([{ url: 'https://example.com/2', how: 'system', channel: 'INAPP_MESSAGE' }])
    expect([app.headless.message(), stack()]).toEqual([undefined, ['message 8']])
  })

  test('a handled click does nothing more; the app may change link and action', async () => {
    await withMessages({ onInAppMessageClicked: () => true, onInAppMessageButtonClicked: (_message, button) => { button.uri = 'myapp://other'; return false } })
    await show('link')
    app.headless.click()
    expect([app.headless.message()?.message, app.headless.links()]).toEqual(['message 2', []])
    iams().hideCurrentlyDisplayingInAppMessage(false)
    await show('buttons')
    app.headless.click()
    app.headless.click('Go')
    expect([app.headless.message(), app.headless.links().map(({ url }) => url)]).toEqual([undefined, ['myapp://other']])
    expect((await logged()).map(([name, data]) => [name, data['bid']])).toEqual([['si', undefined], ['sc', undefined], ['si', undefined], ['sbc', 1]])
    await show('buttons')
    expect(() => app.headless.click('Nope')).toThrow('0 (Later), 1 (Go)')
  })

  test('an own deep link handler gets the action; brazeActions are done, not opened', async () => {
    await withMessages()
    const got: UriAction[] = []
    BrazeDeeplinkHandler.setBrazeDeeplinkHandler({ gotoUri: (action) => got.push(action) })
    await show('link')
    app.headless.click()
    expect(got).toEqual([{ uri: 'https://example.com/2', extras: { k: 'v' }, useWebView: false, channel: 'INAPP_MESSAGE' }])
    await show('action')
    iams().hideCurrentlyDisplayingInAppMessage(false)
    await show('action')
    app.headless.click()
    expect((await app.events()).filter(([name]) => name === 'ce').at(-1)).toEqual(['ce', { n: 'acted' }])
    expect([app.headless.links(), got.length]).toEqual([[], 1])
  })

  test('HTML: links and buttons inside log, the message stays', async () => {
    await withMessages()
    await show('html')
    app.headless.click()
    app.headless.clickHtml('b')
    app.headless.clickHtml()
    expect([app.headless.message()?.messageType, await logged()]).toEqual(['HTML', [['si', about(5)], ['sbc', about(5, { bid: 'b' })], ['sc', about(5)]]])
  })
})

describe('the screen is cleared', () => {
  test.each<[string, () => void]>([['U14: changeUser', () => Braze.getInstance().changeUser('other')], ['M19: wipeData', () => Braze.wipeData()]])('%s: shown and waiting messages are gone', async (_what, end) => {
    await withMessages()
    await show('plain')
    await show('link')
    end()
    await app.headless.idle()
    expect([app.headless.message(), stack(), iams().requestDisplayInAppMessage()]).toEqual([undefined, [], false])
  })

  test('M15: a message kept by the app is not shown to the next user', async () => {
    await withMessages()
    const message = await show('plain')
    app.headless.dismiss()
    Braze.getInstance().changeUser('other')
    await app.headless.idle()
    iams().addInAppMessage(message!)
    expect([app.headless.message(), iams().isCurrentlyDisplayingInAppMessage]).toEqual([undefined, false])
  })
})

test('M18: events that match nothing are told', async () => {
  await withMessages()
  const told: NoMatchingTriggerEvent[] = []
  const subscriber = (event: NoMatchingTriggerEvent): void => void told.push(event)
  Braze.getInstance().subscribeToNoMatchingTriggerForEvent(subscriber)
  Braze.getInstance().logCustomEvent('nothing')
  Braze.getInstance().logPurchase('sku', 'USD', 1)
  expect(told.map(({ sourceEventType, sourceEvent }) => [sourceEventType, sourceEvent?.data['n'] ?? sourceEvent?.data['pid']])).toEqual([['custom_event', 'nothing'], ['purchase', 'sku']])
})
