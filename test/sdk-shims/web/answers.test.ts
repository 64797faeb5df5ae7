// The same calls to the real web SDK in Chromium and to the shim in Node: both must answer alike and send the same events and attributes.
import { expect, test } from 'vitest'
import { homeKeys } from '../../../emulator/index.ts'
import { headless } from '../../../sdk-shims/web/control.ts'
import * as shim from '../../../sdk-shims/web/index.ts'
import { describeInChromium, webVisits } from '../../kit/chromium.ts'
import { emulator } from '../../kit/world.ts'

const visit = webVisits()
type Sdk = Record<string, any>

/** Scripts stand on their own: they run in the page as in Node. Each answers what the calls answered. */
const SCRIPTS: Record<string, (braze: Sdk) => unknown> = {
  'standard attributes': (braze) => {
    const [user, long, out] = [braze['getUser'](), 'x'.repeat(300), [] as unknown[]]
    const values: unknown[] = ['A', '', null, undefined, 5, true, long, 'a@b.co', 'a@b', ' a@b.co', 'm', 'F', 'male', '+49 (170) 1-2.3', 'abc', 'opted_in', 'x', 'en', [], {}]
    for (const name of ['FirstName', 'LastName', 'Email', 'Gender', 'Country', 'HomeCity', 'Language', 'PhoneNumber', 'EmailNotificationSubscriptionType', 'PushNotificationSubscriptionType', 'LineId']) out.push(values.map((value) => user[`set${name}`](value)))
    for (const day of [[1990, 1, 2], [1990, 2, 30], [1990, 13, 1], [1990, 1, 32], [1, 1, 1], ['1990', '5', '6'], [null, 1, 1], [1990], ['x', 1, 1]]) out.push(user.setDateOfBirth(...day))
    return out
  },
  'custom attributes': (braze) => {
    const [user, out] = [braze['getUser'](), [] as unknown[]]
    const values: unknown[] = ['x', '', 'x'.repeat(300), ['x'.repeat(300)], { ['x'.repeat(300)]: 'x'.repeat(300) }, 'a\nb', 'a"b', 'a\tb', 'é😀', 5, NaN, true, null, undefined, new Date(0), ['a', 'b'], [], ['a', 1], [1], [new Date(0)], [{ a: 1 }], [['a']], [null], { a: 1, d: new Date(5), n: { l: [1, 'x', null] } }, {}, { 'a"b': 1 }, { a: 'b"c' }, () => 1]
    values.forEach((value, i) => out.push(user.setCustomUserAttribute(`k${i}`, value), user.setCustomUserAttribute(`m${i}`, value, true)))
    for (const key of ['a b', '', 'x'.repeat(300), 'ünï', '$k', 'a\nb', 'a"b', null, undefined]) out.push(user.setCustomUserAttribute(key, 'v'), user.incrementCustomUserAttribute(key), user.addToCustomAttributeArray(key, 'v'), user.setCustomLocationAttribute(key, 1, 2))
    for (const value of ['v', '', 'x'.repeat(300), null, 5, ['a'], 'a"b', true, {}]) out.push(user.addToCustomAttributeArray('k', value), user.removeFromCustomAttributeArray('k', value))
    for (const value of [undefined, 5, -1, 0, 1.5, 'x', '5', null, NaN, true, '']) out.push(user.incrementCustomUserAttribute('k', value))
    for (const place of [[1, 2], [91, 0], [0, 181], [-90, -180], [null, null], [1, null], ['a', 1], ['5', '6'], [NaN, 1], []]) out.push(user.setCustomLocationAttribute('k', ...place))
    for (const place of [[1, 2], [1, 2, 3], [1, 2, 3, 4, 5], [1, 2, undefined, 4], [1, 2, null, null, 5], [91, 2], [null, null], ['5', '6'], [1, 2, 'x'], [1, 2, -3], [1], []]) out.push(user.setLastKnownLocation(...place))
    for (const id of ['g', '', null, undefined, 5]) out.push(user.addToSubscriptionGroup(id), user.removeFromSubscriptionGroup(id))
    for (const [alias, label] of [['al', 'la'], ['', 'la'], ['al', ''], [null, 'x'], [5, 'x']]) out.push(user.addAlias(alias, label))
    return out
  },
  'events and purchases': (braze) => {
    const out: unknown[] = []
    for (const name of ['a', '', ' ', 'x'.repeat(300), null, undefined, 5, '$a', 'a\nb', 'a"b']) out.push(braze['logCustomEvent'](name))
    for (const properties of [undefined, null, {}, 'x', 5, [1], () => 1, { s: 's', n: 1, b: true, d: new Date(1234567), nul: null, un: undefined, arr: [1, 'x', new Date(0), null], o: { a: { d: new Date(0) }, n: null } }, { $a: 1, '': 1 }, { ['x'.repeat(300)]: 'x'.repeat(300), n: ['x'.repeat(300)] }, { a: 'a\nb' }, { 'a"b': 1 }, { a: NaN }, { a: () => 1 }, { a: { b: () => 1 } }, { a: 'x'.repeat(60_000) }]) out.push(braze['logCustomEvent']('e', properties))
    for (const args of [['p', 1], ['x'.repeat(300), 1], ['', 1], [null, 1], ['p', '1.5'], ['p', 'x'], ['p', NaN], ['p', -5], ['p', 0], ['p', 1.239], ['p'], ['p', 1, 'eur'], ['p', 1, 'XXX'], ['p', 1, ''], ['p', 1, null], ['p', 1, 'BTC'], ['p', 1, 'USD', 0], ['p', 1, 'USD', 100], ['p', 1, 'USD', 101], ['p', 1, 'USD', 1.5], ['p', 1, 'USD', '3'], ['p', 1, 'USD', 'x'], ['p', 1, 'USD', null], ['p', 1, 'USD', 1, { a: 1, d: new Date(0), n: null }], ['p', 1, 'USD', 1, 'x'], ['a"b', 1]]) out.push(braze['logPurchase'](...args))
    return out
  },
  eCommerce: (braze) => {
    const out: unknown[] = []
    const base = { currency: 'usd', source: 's' }
    const product = { product_id: 'a', product_name: 'b', variant_id: 'v', price: 1, quantity: 1 }
    const events: Record<string, object> = {
      product_viewed: { ...base, product_id: 'a', product_name: 'b', variant_id: 'v', price: 1 }, cart_updated: { ...base, cart_id: 'c', total_value: 5, products: [product] },
      checkout_started: { ...base, checkout_id: 'x', total_value: 5, products: [product] }, order_placed: { ...base, order_id: 'x', total_value: 5, products: [product] },
    }
    const changes = [{}, ...['currency', 'source', 'product_id', 'product_name', 'variant_id', 'price', 'cart_id', 'checkout_id', 'order_id', 'total_value', 'products'].flatMap((name) => [{ [name]: undefined }, { [name]: '' }, { [name]: 5 }, { [name]: -1 }, { [name]: 'x' }]), { extra: 1 }, { metadata: { a: 1, d: new Date(0) } }, { metadata: 'x' }, { metadata: { $a: 1 } }, { action: 'add', total_value: undefined }, { action: 'nope' }, { tax: 'x' }, { shipping: -1 }, { subtotal_value: 2 }, { image_url: 5 }, { type: ['a'] }, { type: 'a' }, { discounts: 'x' }, { discounts: [1] }, { total_discounts: 2 }, { metadata: { tags: 'x' } }, { metadata: { tags: ['x'] } }, { metadata: { country: 5 } }, { products: [] }, { products: [{ ...product, quantity: 1.5 }] }, { products: [{ ...product, extra: 1, metadata: { a: 1 } }] }, { cart_id: null }]
    for (const [name, properties] of Object.entries(events)) for (const change of changes) out.push([name, JSON.stringify(change), braze['logEcommerceEvent']({ name: `ecommerce.${name}`, properties: { ...properties, ...change } })])
    for (const event of [undefined, {}, { name: 'ecommerce.product_viewed' }, { name: 'nope', properties: {} }]) out.push(braze['logEcommerceEvent'](event))
    return out
  },
  'messages and cards of the page\'s own': (braze) => {
    const out: unknown[] = []
    const heard: string[] = []
    const modal = new braze['ModalMessage']('m', undefined, {}, 'T1')
    const [named, unnamed] = [new braze['InAppMessageButton']('a', 1, 1, 1, 'NONE', undefined, 4), new braze['InAppMessageButton']('b')]
    modal.buttons = [named, unnamed]
    modal.subscribeToClickedEvent(() => heard.push('modal'))
    named.subscribeToClickedEvent(() => heard.push('named'))
    unnamed.subscribeToClickedEvent(() => heard.push('unnamed'))
    out.push(modal.subscribeToClickedEvent(5), braze['logInAppMessageImpression'](modal), braze['logInAppMessageImpression'](modal), braze['logInAppMessageClick'](modal), braze['logInAppMessageClick'](modal))
    out.push(braze['logInAppMessageButtonClick'](named, modal), braze['logInAppMessageButtonClick'](named, modal), braze['logInAppMessageButtonClick'](unnamed, modal), braze['logInAppMessageButtonClick'](named, {}), braze['logInAppMessageButtonClick']({}, modal))
    out.push(braze['logInAppMessageImpression'](new braze['ModalMessage']('m')), braze['logInAppMessageImpression'](new braze['ControlMessage']('C1')), braze['logInAppMessageImpression']({}), braze['logInAppMessageClick'](new braze['ControlMessage']('C2')))
    const html = new braze['HtmlMessage']('<b>', {}, 'T2')
    out.push(braze['logInAppMessageHtmlClick'](html, 'x'), braze['logInAppMessageHtmlClick'](html, 'y', 'u'), braze['logInAppMessageHtmlClick'](html), braze['logInAppMessageHtmlClick'](modal))
    out.push(braze['deferInAppMessage'](modal), braze['deferInAppMessage'](new braze['ControlMessage']('C')), braze['deferInAppMessage']({}), braze['getDeferredInAppMessage']() instanceof braze['ModalMessage'], braze['getDeferredInAppMessage']())
    const card = new braze['ClassicCard']('c1', false, 't', undefined, 'd', undefined, undefined, '#u', undefined, undefined, {}, false, true)
    const plain = new braze['ImageOnly']('c2')
    card.subscribeToClickedEvent(() => heard.push('card'))
    card.subscribeToDismissedEvent(() => heard.push('gone'))
    plain.subscribeToClickedEvent(() => heard.push('plain'))
    out.push(braze['logContentCardImpressions']([card, plain]), braze['logContentCardImpressions']([card]), braze['logContentCardImpressions'](card), braze['logContentCardImpressions']([{}]), braze['logContentCardImpressions']([new braze['ControlCard']('c3')]))
    out.push(braze['logContentCardClick'](card), braze['logContentCardClick'](plain), braze['logContentCardClick']({}), braze['logCardDismissal'](plain), braze['logCardDismissal'](card), braze['logCardDismissal'](card), card.viewed, card.clicked, card.dismissed, plain.clicked)
    out.push(braze['logFeatureFlagImpression']('none'), braze['logBannerImpressions'](['none']), braze['logBannerClick'](new braze['Banner']()), braze['logBannerClick']({}), braze['dismissBanner']({}), braze['getBanner']('none'), braze['getAllBanners'](), braze['getFeatureFlag']('none'), braze['getAllFeatureFlags']())
    return [...out, heard]
  },
  'identity and the rest': (braze) => {
    const out: unknown[] = []
    for (const args of [[''], [null], ['x'.repeat(998)], ['mel', 5], ['mel'], ['mel', 'jwt']]) {
      braze['changeUser'](...args)
      out.push(braze['getUser']().getUserId())
    }
    for (const value of ['', null, undefined, 5, 'jwt']) out.push(braze['setSdkAuthenticationSignature'](value))
    for (const value of [['manu'], ['nope'], 'manu', [], null, ['npm', 'bad']]) out.push(braze['addSdkMetadata'](value))
    out.push(typeof braze['getDeviceId'](), braze['initialize']('x'), braze['isInitialized'](), braze['isDisabled'](), braze['isPushBlocked'](), braze['isPushPermissionGranted']())
    out.push(braze['automaticallyShowInAppMessages']() === braze['automaticallyShowInAppMessages'](), braze['showInAppMessage']({}), braze['showInAppMessage']())
    for (const name of ['ContentCardsUpdates', 'FeatureFlagsUpdates', 'BannersUpdates', 'InAppMessage', 'SdkAuthenticationFailures', 'ChatUpdates', 'ChatAction', 'ChatMessageReceived']) out.push(braze[`subscribeTo${name}`](5), typeof braze[`subscribeTo${name}`](() => {}))
    out.push(braze['getChatMessages'](), braze['isChatTurnInProgress'](), braze['sendChatMessage']('x'))
    return out
  },
}

/** undefined and null differ: JSON would not show it. */
const written = (value: unknown): string => JSON.stringify(value, (_key, one: unknown) => (one === undefined ? '(undefined)' : one))
/** Events and attributes of all data requests, in the order of each. */
const told = (bodies: any[]): unknown => ({
  events: bodies.flatMap((body) => body.events ?? []).map((one: any) => [one.name, one.user_id ?? null, one.name === 'se' ? {} : one.data]),
  attributes: bodies.flatMap((body) => body.attributes ?? []).reduce((all: any, one: any) => ({ ...all, ...one, custom: { ...all.custom, ...one.custom } }), {}),
})

describeInChromium('the real SDK and the shim', () => {
  test.each(Object.entries(SCRIPTS))('%s', async (_name, script) => {
    const v = await visit()
    await v.initialize()
    await v.openSession()
    const real = JSON.parse(await v.page.evaluate(`(${written.toString()})((${script.toString()})(window.braze))`)) as unknown
    await v.flush()
    const realSent = told((await v.requests()).map((one) => (typeof one.body === 'string' ? JSON.parse(one.body) : one.body)))

    const e = emulator()
    headless.reset({ fetch: (request) => e.fetch(request) })
    shim.initialize(homeKeys.web, { baseUrl: 'http://localhost' })
    shim.openSession()
    await headless.idle()
    const ours = JSON.parse(written(script(shim as unknown as Sdk))) as unknown
    await new Promise((resolve) => shim.requestImmediateDataFlush(resolve))
    await headless.idle()
    const oursSent = told(headless.requests.filter(({ path }) => path.endsWith('/data/')).map(({ body }) => body))
    headless.reset()

    expect(ours).toEqual(real)
    expect(oursSent).toEqual(realSent)
  }, 60_000)
})
