// Samples of the documentation, carried over as they stand: delegates of in-app messages, local ones, themes, dismissals; names of arrays, flags and banners. docs: developer_guide, swift
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Braze, BrazeContentCardUI, BrazeInAppMessageUI } from '../../../sdk-shims/ios/index.ts'
import type { Banner, BrazeInAppMessageUIDelegate, InAppMessage } from '../../../sdk-shims/ios/index.ts'
import { card, modal, onEvent, openApp } from './app.ts'
import type { App, Members } from './app.ts'

let app: App
beforeEach(() => { app = openApp() })
afterEach(() => app.headless.reset())

const withMessage = async (delegate: BrazeInAppMessageUIDelegate, more: Members = {}): Promise<Braze> => {
  app.doctor('/data/', (answer, asked) => ({ ...answer, ...(asked['respond_with']?.triggers === true ? { triggers: [onEvent(1, 'seen', modal(1, more))] } : {}) }))
  const braze = await app.start()
  const inAppMessageUI = new BrazeInAppMessageUI()
  inAppMessageUI.delegate = delegate
  braze.inAppMessagePresenter = inAppMessageUI
  braze.logCustomEvent('seen')
  await app.headless.idle()
  return braze
}

test('prepareWith: where a click leads, how it stands on the screen, and no dark mode', async () => {
  const btns = [{ id: 0, text: 'Go', click_action: 'NONE', bg_color: 1, use_webview: false }]
  const dark = { bg_color: 2, btns: [{ id: 0, bg_color: 3 }] }
  let before: unknown
  await withMessage({
    prepareWith: (_ui, context) => {
      context.message.clickAction = { url: 'https://example.com/your-url', useWebView: true }
      context.preferredOrientation = 'portrait'
      context.statusBarHideBehavior = 'hidden'
      const { modal } = context.message
      if (modal === undefined) return
      before = [modal.themes.light['bg_color'], modal.themes.dark, modal.buttons[0]!.themes]
      modal.themes.dark = undefined
      modal.buttons = modal.buttons.map((one) => ({ ...one, themes: { light: one.themes.light, dark: undefined } }))
      context.message.modal = modal
    },
  }, { bg_color: 4, btns, themes: { dark } })
  const shown = app.headless.message()
  expect(before).toEqual([4, { bg_color: 2 }, { light: { bg_color: 1 }, dark: { bg_color: 3 } }])
  expect([shown?.clickAction, shown?.themes.dark, shown?.buttons[0]?.themes.dark]).toEqual([{ url: 'https://example.com/your-url', useWebView: true }, undefined, undefined])
})

test('the review prompt: its key-value pair makes the app open its link and discard it', async () => {
  const opened: (string | undefined)[] = []
  await withMessage({
    displayChoiceForMessage: (_ui, message) => {
      if (message.extras['AppStore Review'] === undefined || message.clickAction.url === undefined) return 'now'
      opened.push(message.clickAction.url)
      return 'discard'
    },
  }, { extras: { 'AppStore Review': 'true' }, click_action: 'URI', uri: 'app:app-store-review' })
  expect([opened, app.headless.message()]).toEqual([['app:app-store-review'], undefined])
})

test('a tap beside a modal takes it away where its attributes say so', async () => {
  await withMessage({})
  expect([app.headless.tapOutside(), app.headless.message()?.type]).toEqual([false, 'modal'])
  BrazeInAppMessageUI.ModalImageView.Attributes.defaults.dismissOnBackgroundTap = true
  expect(app.headless.tapOutside()).toBe(false)
  BrazeInAppMessageUI.ModalView.Attributes.defaults.dismissOnBackgroundTap = true
  expect([app.headless.tapOutside(), app.headless.message()]).toEqual([true, undefined])
})

test('a message of the app\'s own is shown, and nothing is logged of it', async () => {
  const braze = await app.start()
  braze.inAppMessagePresenter = new BrazeInAppMessageUI()
  await app.sent()
  const customInAppMessage: InAppMessage = Braze.InAppMessage.slideup({ message: 'YOUR_CUSTOM_SLIDEUP_MESSAGE', slideFrom: 'bottom', messageClose: { kind: 'auto', seconds: 3 }, clickAction: { url: 'https://example.com/s' } })
  braze.inAppMessagePresenter.present(customInAppMessage)
  expect(app.headless.message()).toMatchObject({ type: 'slideup', message: 'YOUR_CUSTOM_SLIDEUP_MESSAGE', slideFrom: 'bottom', messageClose: { kind: 'auto', seconds: 3 } })
  await app.pass(3)
  expect(app.headless.message()).toBeUndefined()
  braze.inAppMessagePresenter.present(Braze.InAppMessage.modal({ header: 'Hi', message: 'there', buttons: [{ text: 'Go', clickAction: { url: 'https://example.com/b' } }] }))
  app.headless.click('Go')
  expect([app.headless.links().map(({ url }) => url), await app.events(braze)]).toEqual([['https://example.com/b'], []])
})

test('arrays by the names of the documentation, and the feed in a window of its own', async () => {
  app.doctor('/content_cards/sync', () => ({ full_sync: true, last_full_sync_at: 1, last_card_updated_at: 1, cards: [card(1)] }))
  const braze = await app.restart()
  await app.sent()
  braze.user.setCustomAttributeArray('array_name', ['value1', 'value2'])
  braze.user.addToCustomAttributeArray('array_name', 'value3')
  braze.user.removeFromCustomAttributeArray('array_name', 'value2')
  expect(await app.events(braze)).toEqual([['set', { key: 'array_name', value: ['value1', 'value2'] }], ['add', { key: 'array_name', value: 'value3' }], ['rem', { key: 'array_name', value: 'value2' }]])
  const contentCardsModal = new BrazeContentCardUI.ModalViewController(braze)
  await app.headless.idle()
  expect(contentCardsModal.viewController.cards.map(({ title }) => title)).toEqual(['card 1'])
  contentCardsModal.viewController.close()
})

test('banners and flags by the names of the documentation', async () => {
  const properties = { expanded: { type: 'boolean', value: true }, footer_settings: { type: 'jsonobject', value: { a: 1 } } }
  await app.e.admin('POST', '/banners', { id: 'b', name: 'b', placement_id: 'global_banner', html: '<p/>', properties })
  await app.e.admin('POST', '/feature_flags', { id: 'expanded_user_profile', everyone_else: true, properties })
  const braze = await app.restart()
  await braze.banners.requestRefresh(['global_banner', 'navigation_square_banner'])
  const banner = await new Promise<Banner | undefined>((given) => braze.banners.getBanner('global_banner', given))
  await braze.featureFlags.requestRefresh()
  const flag = braze.featureFlags.featureFlag('expanded_user_profile')
  expect([banner?.boolProperty('expanded'), banner?.jsonObjectProperty('footer_settings'), banner?.boolProperty('color')]).toEqual([true, { a: 1 }, undefined])
  expect([flag?.boolProperty('expanded'), flag?.jsonObjectProperty('footer_settings')]).toEqual([true, { a: 1 }])
})
