// Samples of in-app messages in the documentation, carried over as they stand: listeners, the back button, links in HTML, local messages. docs: developer_guide/in_app_messages, android
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Braze, BrazeInAppMessageManager, DefaultInAppMessageManagerListener, DismissType, InAppMessageModal, InAppMessageSlideup } from '../../../sdk-shims/android/index.ts'
import type { IHtmlInAppMessageActionListener, InAppMessage, InAppMessageView } from '../../../sdk-shims/android/index.ts'
import { composite, modal, onEvent, openApp } from './app.ts'
import type { App, Members } from './app.ts'

let app: App
beforeEach(() => { app = openApp() })
afterEach(() => app.headless.reset())

const manager = (): BrazeInAppMessageManager => BrazeInAppMessageManager.getInstance()
const withMessage = async (data: Members): Promise<Braze> => {
  app.doctor('/data/', (answer, asked) => ({ ...answer, ...(asked['respond_with']?.triggers === true ? { triggers: [onEvent(1, 'seen', data)] } : {}) }))
  return app.start()
}
const show = async (braze: Braze): Promise<void> => {
  braze.logCustomEvent('seen')
  await app.headless.idle()
}

test('a listener is given the view and the message; the back button closes what it may', async () => {
  const braze = await withMessage(modal(1, { extras: { disable_back_button: 'true' } }))
  const heard: unknown[] = []
  class Listener extends DefaultInAppMessageManagerListener {
    override beforeInAppMessageViewOpened(inAppMessageView: InAppMessageView, inAppMessage: InAppMessage): void {
      super.beforeInAppMessageViewOpened(inAppMessageView, inAppMessage)
      heard.push(inAppMessageView.inAppMessage === inAppMessage)
      if ('disable_back_button' in inAppMessage.extras) manager().setBackButtonDismissesInAppMessageView(false)
    }
    override afterInAppMessageViewClosed(inAppMessage: InAppMessage): void {
      super.afterInAppMessageViewClosed(inAppMessage)
      manager().setBackButtonDismissesInAppMessageView(true)
    }
  }
  manager().setCustomInAppMessageManagerListener(new Listener())
  await show(braze)
  expect([heard, app.headless.pressBack(), app.headless.message()?.message]).toEqual([[true], false, 'message 1'])
  app.headless.dismiss()
  manager().addInAppMessage(new InAppMessageModal())
  expect([app.headless.pressBack(), app.headless.message(), app.headless.pressBack()]).toEqual([true, undefined, false])
})

test('a tap beside a modal takes it away where the app said so', async () => {
  const braze = await withMessage(modal(1))
  await show(braze)
  expect(app.headless.tapOutside()).toBe(false)
  manager().setClickOutsideModalViewDismissInAppMessageView(true)
  expect([app.headless.tapOutside(), app.headless.message()]).toEqual([true, undefined])
})

describe('links in HTML', () => {
  const html = { trigger_id: composite(1), type: 'HTML', message: '<a/>', is_test_send: false }
  const clicked = async (listener: IHtmlInAppMessageActionListener, url: string): Promise<unknown[]> => {
    const braze = await withMessage(html)
    manager().setCustomHtmlInAppMessageActionListener(listener)
    await show(braze)
    await app.events()
    app.headless.clickHtmlLink(url)
    return [app.headless.message() === undefined, app.headless.links().map(({ url: one, how }) => [one, how]), await app.events()]
  }
  const button = { trigger_ids: [composite(1)], bid: 'b1' }

  test('without a listener: close, log, open', async () => {
    expect(await clicked({}, 'appboy://close?abButtonId=b1')).toEqual([true, [], [['sbc', button]]])
    app.headless.reset(); app = openApp()
    expect(await clicked({}, 'appboy://customEvent?name=liked&colour=red&abButtonId=b1')).toEqual([false, [], [['ce', { n: 'liked', p: { colour: 'red' } }]]])
    app.headless.reset(); app = openApp()
    expect(await clicked({}, 'https://example.com/h?abButtonId=b1&abExternalOpen=true')).toEqual([true, [['https://example.com/h?abButtonId=b1&abExternalOpen=true', 'system']], [['sbc', button]]])
  })

  test('a listener may take each of them', async () => {
    const heard: unknown[] = []
    const listener: IHtmlInAppMessageActionListener = {
      onCloseClicked: (inAppMessage, url, queryBundle) => void heard.push([inAppMessage.message, url, queryBundle]),
      onCustomEventFired: (_inAppMessage, _url, queryBundle) => heard.push(queryBundle['name']) > 0,
      onOtherUrlAction: (_inAppMessage, url) => { heard.push(url); manager().hideCurrentlyDisplayingInAppMessage(false); return true },
    }
    expect(await clicked(listener, 'appboy://customEvent?name=liked')).toEqual([false, [], []])
    app.headless.clickHtmlLink('myapp://there')
    expect([app.headless.message(), app.headless.links(), heard]).toEqual([undefined, [], ['liked', 'myapp://there']])
    app.headless.reset(); app = openApp()
    await clicked(listener, 'appboy://close?k=v')
    expect(heard.slice(2)).toEqual([['<a/>', 'appboy://close?k=v', { k: 'v' }]])
  })
})

test('messages of the app\'s own', async () => {
  const braze = await app.start()
  await app.sent()
  const inAppMessage = new InAppMessageSlideup()
  inAppMessage.message = 'Welcome to Braze! This is a slideup in-app message.'
  inAppMessage.durationInMilliseconds = 2000
  manager().addInAppMessage(inAppMessage)
  expect([app.headless.message()?.message, inAppMessage.dismissType]).toEqual(['Welcome to Braze! This is a slideup in-app message.', DismissType.AUTO_DISMISS])
  await app.pass(2)
  expect(app.headless.message()).toBeUndefined()
  const other = new InAppMessageSlideup()
  other.dismissType = DismissType.MANUAL
  manager().addInAppMessage(other)
  await app.pass(60)
  expect([app.headless.message() === other, await app.events(), braze.getCachedContentCards()]).toEqual([true, [], []])
})
