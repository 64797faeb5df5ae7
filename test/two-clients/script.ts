// The script of a whole visit that both clients run: every step says what it does; what the emulator is told before it; and what the page does, with nothing of the outside in it.
import type { Emulator } from '../../emulator/adapters/package.ts'
import type { Act } from './clients.ts'

export type Step = {
  does: string
  before?: (emulator: Emulator) => Promise<unknown>
  /** The page is loaded anew first. */
  reload?: boolean
  act: Act
  /** What is left is not sent after it: there is no SDK to ask, or it is to stay queued. */
  unsent?: boolean
}

export const STEPS: readonly Step[] = [
  {
    does: 'initialize, subscribe to everything', unsent: true,
    act: (braze, kept, { key, baseUrl }) => {
      const started = braze.initialize(key, { baseUrl, doNotLoadFontAwesome: true, allowUserSuppliedJavascript: true, minimumIntervalBetweenTriggerActionsInSeconds: 0 })
      braze.subscribeToFeatureFlagsUpdates((flags) => (kept['flags'] = flags))
      braze.subscribeToContentCardsUpdates((cards) => (kept['cards'] = cards))
      braze.subscribeToBannersUpdates((banners) => (kept['banners'] = banners))
      // At hand when it is on the screen, and its impression logged
      braze.subscribeToInAppMessage((message) => void braze.showInAppMessage(message, null, () => (kept['message'] = message)))
      return [started, braze.isInitialized(), braze.isDisabled(), braze.getUser()!.getUserId()]
    },
  },
  { does: 'a session of nobody known', act: (braze) => braze.openSession() },
  {
    does: 'events with every type of property',
    act: (braze) => [
      braze.logCustomEvent('plain'),
      braze.logCustomEvent('typed', { text: 'a', whole: 1, part: 0.5, yes: true, none: null as never, when: new Date('2026-01-02T03:04:05.678Z'), list: [1, 'two'], deep: { a: { b: [new Date('2026-01-02T03:04:05.678Z')] } } }),
      braze.logCustomEvent(' spaces '), braze.logCustomEvent('x'.repeat(300)),
      braze.logEcommerceEvent({ name: 'ecommerce.product_viewed', properties: { product_id: 'p1', product_name: 'Shoe', variant_id: 'v1', price: 10, currency: 'USD', source: 'web' } } as never),
    ],
  },
  {
    does: 'purchases',
    act: (braze) => [
      braze.logPurchase('shoe', 9.999, 'usd', 2, { size: 42 }), braze.logPurchase('sock', 1), braze.logPurchase('hat', 0, 'EUR', 100),
    ],
  },
  {
    does: 'what an SDK refuses',
    act: (braze) => [
      braze.logCustomEvent(''), braze.logCustomEvent(7 as never), braze.logCustomEvent('bad', { $dollar: 1 } as never), braze.logCustomEvent('bad', 'text' as never), braze.logCustomEvent('bad', { deep: { '': 1 } } as never),
      braze.logPurchase('', 1), braze.logPurchase('p', NaN), braze.logPurchase('p', 1, 'USD', 0), braze.logPurchase('p', 1, 'USD', 101), braze.logPurchase('p', 1, 'US'), braze.logPurchase('p', 1, 'USD', 1.5), braze.logPurchase('p', '3' as never),
      braze.getUser()!.setEmail('no address'), braze.getUser()!.setGender('x' as never), braze.getUser()!.setDateOfBirth(2000, 13, 1), braze.getUser()!.setPhoneNumber('abc'), braze.getUser()!.setCountry(7 as never), braze.getUser()!.setFirstName({} as never),
      braze.getUser()!.setCustomUserAttribute('', 1), braze.getUser()!.setCustomUserAttribute('$x', 1), braze.getUser()!.incrementCustomUserAttribute('n', 0.5), braze.getUser()!.setLastKnownLocation(200, 0), braze.getUser()!.addAlias('', 'l'), braze.getUser()!.addToSubscriptionGroup('no uuid'),
      braze.getUser()!.addToCustomAttributeArray('l', 7 as never), braze.getUser()!.setCustomLocationAttribute('home', 91, 0),
    ],
  },
  {
    does: 'what it refuses of messages, cards, flags and users',
    act: (braze) => [
      braze.showInAppMessage({} as never), braze.showInAppMessage(null as never), braze.showInAppMessage(new (braze.InAppMessage as any)('bare')), braze.logInAppMessageImpression({} as never), braze.logInAppMessageClick({} as never), braze.logInAppMessageButtonClick({} as never, new braze.ModalMessage('m')),
      braze.logInAppMessageButtonClick(new braze.InAppMessageButton('b'), {} as never), braze.logInAppMessageHtmlClick({} as never), braze.logContentCardClick({} as never), braze.logContentCardImpressions([]), braze.logContentCardImpressions('x' as never), braze.logCardDismissal({} as never),
      braze.logBannerClick(null as never), braze.logBannerImpressions([]), braze.dismissBanner(null as never) ?? null, braze.getBanner(''), braze.getFeatureFlag(''), braze.logFeatureFlagImpression(''), braze.changeUser('') ?? null, braze.changeUser(7 as never) ?? null, braze.getUser()!.getUserId(),
      braze.setSdkAuthenticationSignature(''), braze.deferInAppMessage({} as never), braze.getDeferredInAppMessage(), braze.removeSubscription('nobody') ?? null,
    ],
  },
  { does: 'a user gets known, with attributes of the anonymous one still queued', act: (braze) => [braze.getUser()!.setHomeCity('Paris'), braze.getUser()!.setCustomUserAttribute('early', 'yes'), braze.logCustomEvent('before'), braze.changeUser('mel'), braze.logCustomEvent('after'), braze.getUser()!.getUserId()] },
  {
    does: 'every standard attribute',
    act: (braze) => {
      const user = braze.getUser()!
      return [
        user.setFirstName('Ada'), user.setLastName('Lovelace'), user.setEmail('ada@example.com'), user.setGender('f'), user.setDateOfBirth(1990, 1, 2), user.setCountry('GB'), user.setHomeCity('London'), user.setLanguage('en'), user.setPhoneNumber('+447700900123'),
        user.setEmailNotificationSubscriptionType('opted_in'), user.setPushNotificationSubscriptionType('unsubscribed'), user.setLineId('line'), user.setLastKnownLocation(48.85, 2.35, 12, 35, 3), user.addAlias('ada', 'nick'),
      ]
    },
  },
  {
    does: 'custom attributes, set',
    act: (braze) => Object.entries({ text: 'x', whole: 7, part: 0.5, yes: true, list: ['a', 'b'], empty: [], object: { a: 1, b: { c: 'x' } }, objects: [{ id: 1 }, { id: 2 }], gone: 'soon', when: new Date('2026-01-02T03:04:05.678Z') }).map(([name, value]) => braze.getUser()!.setCustomUserAttribute(name, value as never)),
  },
  {
    does: 'custom attributes, changed and removed',
    act: (braze) => {
      const user = braze.getUser()!
      return [
        user.setCustomUserAttribute('gone', null), user.addToCustomAttributeArray('list', 'c'), user.removeFromCustomAttributeArray('list', 'a'), user.incrementCustomUserAttribute('whole'), user.incrementCustomUserAttribute('whole', -5), user.setCustomLocationAttribute('home', 51.5, -0.12),
        user.setCustomLocationAttribute('work', 1, 2), user.setCustomLocationAttribute('work', null, null), user.setCustomUserAttribute('object', { b: { d: 'y' }, e: 2 } as never, true), user.setFirstName(null), user.setDateOfBirth(null, null, null),
      ]
    },
  },
  {
    does: 'flags read by type, an impression once',
    act: (braze) => {
      const flag = braze.getFeatureFlag('shop')!
      return [
        braze.getAllFeatureFlags()!.map(({ id, enabled, properties }) => [id, enabled, properties]), braze.getFeatureFlag('none'),
        flag.getStringProperty('colour'), flag.getNumberProperty('colour'), flag.getNumberProperty('size'), flag.getBooleanProperty('big'), flag.getTimestampProperty('opens'), flag.getJsonProperty('tree'), flag.getImageProperty('logo'), flag.getStringProperty('nope'),
        braze.logFeatureFlagImpression('shop'), braze.logFeatureFlagImpression('shop'), braze.logFeatureFlagImpression('none'),
      ]
    },
  },
  {
    does: 'subscription groups',
    act: (braze, _, { group }) => [braze.getUser()!.addToSubscriptionGroup(group), braze.getUser()!.removeFromSubscriptionGroup(group)],
  },
  {
    does: 'an in-app message on a custom event, as the page sees it',
    act: async (braze, kept) => {
      braze.logCustomEvent('pop')
      for (let look = 0; look < 500 && kept['message'] === undefined; look++) await new Promise((again) => setTimeout(again, 10))
      const { message } = kept
      return [message instanceof braze.ModalMessage, message.header, message.message, message.dismissType, message.clickAction, message.extras, message.buttons.map(({ id, text, clickAction, uri }: any) => [id, text, clickAction, uri]), message.backgroundColor]
    },
  },
  {
    does: 'clicks on it, the second of each not logged',
    act: async (braze, kept) => {
      const { message } = kept
      const [no, yes] = message.buttons
      const logged = [braze.logInAppMessageImpression(message), braze.logInAppMessageButtonClick(yes, message), braze.logInAppMessageButtonClick(yes, message), braze.logInAppMessageButtonClick(no, message), braze.logInAppMessageClick(message), braze.logInAppMessageClick(message)]
      message.closeMessage()
      kept['message'] = undefined
      while (globalThis.document?.querySelector('.ab-iam-root')) await new Promise((again) => setTimeout(again, 10)) // it takes its leave in half a second
      return logged
    },
  },
  { does: 'the same event again: once is enough', act: (braze, kept) => [braze.logCustomEvent('pop'), kept['message'] ?? null] },
  {
    does: 'on a purchase, by its properties',
    act: async (braze, kept) => {
      braze.logPurchase('boot', 1, 'USD', 1, { size: 40, colour: 'red' })
      braze.logPurchase('boot', 1, 'USD', 1, { size: 41, colour: 'blue' })
      braze.logPurchase('boot', 1, 'USD', 1, { size: '41', colour: 'red' } as never)
      const early = kept['message'] ?? null
      braze.logPurchase('boot', 1, 'USD', 1, { size: 41, colour: 'red' })
      for (let look = 0; look < 500 && kept['message'] === undefined; look++) await new Promise((again) => setTimeout(again, 10))
      const { message } = kept
      kept['message'] = undefined
      const told = [early, message instanceof braze.SlideUpMessage, message.message, message.slideFrom, message.dismissType, message.duration, braze.logInAppMessageClick(message), message.closeMessage() ?? null]
      while (globalThis.document?.querySelector('.ab-iam-root')) await new Promise((again) => setTimeout(again, 10)) // it takes its leave in half a second
      return told
    },
  },
  {
    does: 'a control, and a message that is rendered when it is shown',
    act: async (braze, kept) => {
      const heard: unknown[] = []
      const subscription = braze.subscribeToInAppMessage((message) => void heard.push(message instanceof braze.ControlMessage))
      braze.logCustomEvent('held')
      for (let look = 0; look < 500 && heard.length === 0; look++) await new Promise((again) => setTimeout(again, 10))
      braze.removeSubscription(subscription!)
      const control = [heard, kept['message'] ?? null]
      braze.logCustomEvent('late', { items: 3 })
      for (let look = 0; look < 500 && kept['message'] === undefined; look++) await new Promise((again) => setTimeout(again, 10))
      const { message } = kept
      kept['message'] = undefined
      return [control, message.message, braze.logInAppMessageClick(message), message.closeMessage() ?? null]
    },
  },
  { does: 'cards are made', act: (braze) => [braze.logCustomEvent('card me'), braze.logCustomEvent('pin me')] },
  {
    does: 'cards as the page sees them; seen, clicked, dismissed',
    act: async (braze) => {
      const refreshed = await new Promise((done) => braze.requestContentCardsRefresh(() => done(true), () => done(false)))
      const { cards } = braze.getCachedContentCards()!
      const told = cards.map((card: any) => [card instanceof braze.ClassicCard, card instanceof braze.CaptionedImage, card instanceof braze.ControlCard, card.title, card.description, card.url, card.linkText, card.pinned, card.dismissible, card.extras, card.viewed, card.clicked ?? null, card.isControl])
      const classic = cards.find((card) => card instanceof braze.ClassicCard)!
      const logged = [braze.logContentCardImpressions(cards), braze.logContentCardImpressions(cards), braze.logContentCardClick(classic), braze.logCardDismissal(classic), braze.logCardDismissal(classic)]
      return [refreshed, told, logged, braze.getCachedContentCards()!.cards.map(({ viewed }) => viewed), braze.getCachedContentCards()!.getUnviewedCardCount()]
    },
  },
  {
    does: 'banners as the page sees them; seen, clicked, dismissed',
    act: async (braze) => {
      const refreshed = await new Promise((done) => braze.requestBannersRefresh(['home', 'none'], () => done(true), () => done(false)))
      const banner = braze.getBanner('home')!
      const told = [banner.placementId, banner.html, banner.isControl, banner.getStringProperty('colour'), banner.getNumberProperty('colour'), banner.getNumberProperty('size'), braze.getBanner('none'), Object.keys(braze.getAllBanners()!)]
      const logged = [braze.logBannerImpressions(['home']), braze.logBannerImpressions(['home']), braze.logBannerClick(banner), braze.logBannerClick(banner, 'go'), braze.dismissBanner(banner), braze.getBanner('home')]
      return [refreshed, told, logged]
    },
  },
  { does: 'block lists reach the page', before: (emulator) => emulator.admin('PATCH', '/settings', { block_lists: { events: ['secret'], attributes: ['ssn'], purchases: ['hidden'] } }), act: (braze) => braze.logCustomEvent('carrier') },
  { does: 'what is on a block list', act: (braze) => [braze.logCustomEvent('secret'), braze.getUser()!.setCustomUserAttribute('ssn', '1'), braze.logPurchase('hidden', 1), braze.logCustomEvent('open')] },
  { does: 'push: asked for, granted, registered', act: async (braze) => [braze.isPushSupported(), braze.isPushPermissionGranted(), await new Promise((done) => braze.requestPushPermission((_, key, auth) => done([atob(key).length, atob(auth).length]), () => done('denied'))), braze.isPushPermissionGranted(), braze.isPushBlocked()] },
  { does: 'another user on the same device: the token goes along', act: (braze) => [braze.changeUser('kai'), braze.logCustomEvent('of kai'), braze.changeUser('kai'), braze.getFeatureFlag('shop')?.enabled] },
  { does: 'push: unregistered', act: (braze) => new Promise((done) => braze.unregisterPush(() => done('gone'), () => done('failed'))) },
  { does: 'back to the first', act: (braze) => [braze.changeUser('mel'), braze.logCustomEvent('of mel again')] },
  { does: 'logout', unsent: true, act: async (braze) => [await new Promise((done) => braze.logout(() => done('out'), () => done('failed'))), braze.isDisabled(), braze.logCustomEvent('nobody hears')] },
]
