// What the web shim takes and refuses of users, events, purchases and eCommerce, and what it sends. observed: each row by the same call of web SDK 6.13.0 in Chromium
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { headless } from '../../../sdk-shims/web/control.ts'
import * as braze from '../../../sdk-shims/web/index.ts'
import type { Page } from './page.ts'
import { NOW_S, openPage } from './page.ts'

let page: Page
beforeEach(async () => {
  page = openPage()
  await page.start()
  await page.sent()
})
afterEach(() => headless.reset())

/** Calls that the types forbid are made all the same: JavaScript does. */
const user = (): Record<string, (...args: any[]) => unknown> => braze.getUser() as any
const sdk = braze as unknown as Record<string, (...args: any[]) => any>
const LONG = 'x'.repeat(300)

describe('standard attributes', () => {
  test.each<[string, any[], any[], string, unknown]>([
    // method, taken, refused, field, what the last one taken is sent as
    ['setFirstName', ['A', ''], [undefined, 5, true], 'first_name', ''],
    ['setLastName', ['A', null], [5], 'last_name', null],
    ['setEmail', [null, 'a@b.co'], ['a@b', 'nope', '', undefined, 5, ' a@b.co ', 'a b@c.de', `${LONG}@b.co`], 'email', 'a@b.co'],
    ['setGender', [null, 'm', 'M', 'F'], ['male', 'x', '', undefined, 5], 'gender', 'f'],
    ['setCountry', ['DE', '', null], [5, undefined], 'country', null],
    ['setHomeCity', [null, 'x'], [5], 'home_city', 'x'],
    ['setLanguage', ['en'], [5], 'language', 'en'],
    ['setPhoneNumber', [null, '+49 170'], ['abc', '', 5], 'phone', '+49 170'],
    ['setEmailNotificationSubscriptionType', ['opted_in'], ['x', null, undefined, ''], 'email_subscribe', 'opted_in'],
    ['setPushNotificationSubscriptionType', ['subscribed'], ['no', null], 'push_subscribe', 'subscribed'],
    ['setLineId', [null, 'U123', 'x'.repeat(33)], ['', 'x'.repeat(34), 5, undefined], 'native_line_id', 'x'.repeat(33)],
  ])('%s', async (method, taken, refused, field, sent) => {
    for (const value of taken) expect([value, user()[method]!(value)]).toEqual([value, true])
    for (const value of refused) expect([value, user()[method]!(value)]).toEqual([value, false])
    expect(await page.attributes()).toEqual([{ [field]: sent }])
  })

  test.each<[unknown[], string | null | undefined]>([
    [[1990, 1, 2], '1990-1-2'], [['1990', '2', '3'], '1990-2-3'], [[1990.7, 2.5, 3.9], '1990-2-3'], [[1990, 12, 1], '1990-12-1'],
    [[1990, 2, 30], '1990-2-30'], [[1899, 1, 1], '1899-1-1'], [[2100, 1, 1], '2100-1-1'], [[null, null, null], null],
    [[1990, 13, 2], undefined], [[1990, 1, 32], undefined], [[1990, 0, 1], undefined], [[1990, 1, 0], undefined], [[null, 1, 1], undefined],
    [['x', 1, 1], undefined], [[1990], undefined], [[undefined, undefined, undefined], undefined],
  ])('setDateOfBirth(%j)', async (args, dob) => {
    expect(user()['setDateOfBirth']!(...args)).toBe(dob !== undefined)
    expect(await page.attributes()).toEqual(dob === undefined ? [] : [{ dob }])
  })

  test('the id of the user', () => {
    expect(braze.getUser()!.getUserId()).toBe(null)
    braze.changeUser('mel')
    expect(braze.getUser()!.getUserId()).toBe('mel')
    const heard: unknown[] = []
    expect(user()['getUserId']!((id: unknown) => heard.push(id))).toBe(undefined)
    expect(heard).toEqual(['mel'])
  })

  test('a user got before the SDK ended does nothing', () => {
    const old = braze.getUser()!
    braze.destroy()
    expect([old.setFirstName('x'), old.addAlias('a', 'l'), old.setCustomUserAttribute('k', 1), old.getUserId()]).toEqual([false, false, false, undefined])
  })
})

describe('custom attributes', () => {
  test.each<[string, unknown, boolean | undefined, unknown]>([
    ['a text', 'x', undefined, 'x'], ['an empty text', '', undefined, ''], ['a number', 5, undefined, 5], ['a boolean', false, undefined, false],
    ['null', null, undefined, null], ['no number', NaN, undefined, null], ['a date', new Date(0), undefined, '1970-01-01T00:00:00'],
    ['objects', [{ a: 1 }], undefined, [{ a: 1 }]], ['objects, merged', [{ a: 1 }], true, [{ a: 1 }]],
    ['an object with dates', { a: 1, d: new Date(5), n: { d: new Date(5) } }, false, { a: 1, d: '1970-01-01T00:00:00.005Z', n: { d: '1970-01-01T00:00:00.005Z' } }],
  ])('%s is an attribute', async (_what, value, merge, sent) => {
    expect(user()['setCustomUserAttribute']!('k', value, merge)).toBe(true)
    expect(await page.attributes()).toEqual([{ custom: { k: sent } }])
  })

  test.each<[string, unknown, boolean | undefined, unknown]>([
    ['texts', ['a', '$b', ''], undefined, ['set', { key: 'k', value: ['a', '$b', ''] }]], ['no texts', [], true, ['set', { key: 'k', value: [] }]],
    ['an object, merged', { a: 1, d: new Date(5), n: null }, true, ['ncam', { key: 'k', value: { a: 1, d: '1970-01-01T00:00:00.005Z', n: null } }]],
  ])('%s is an event', async (_what, value, merge, sent) => {
    expect(user()['setCustomUserAttribute']!('k', value, merge)).toBe(true)
    expect(await page.events()).toEqual([sent])
  })

  test.each<[string, unknown]>([
    ['nothing', undefined], ['a function', () => 1], ['texts and numbers', ['a', 1]], ['numbers', [1, 2]], ['dates', [new Date(0)]],
    ['a line break', 'a\nb'], ['a tab', 'a\tb'], ['a double quote', 'a"b'], ['a line break in an array', ['a\nb']], ['a line break in a name', { 'a\nb': 1 }],
  ])('%s is refused', async (_what, value) => {
    expect(user()['setCustomUserAttribute']!('k', value)).toBe(false)
    expect(await page.attributes()).toEqual([])
  })

  test.each<[unknown, boolean]>([['a b', true], ['ünï', true], ['$k', true], ['a\nb', false], ['a"b', false], [null, false], [undefined, false]])('the name %j', async (key, taken) => {
    expect(user()['setCustomUserAttribute']!(key, 'v')).toBe(taken)
    expect(await page.attributes()).toEqual(taken ? [{ custom: { [String(key)]: 'v' } }] : [])
  })

  test.each<[string, unknown[], unknown]>([
    ['addToCustomAttributeArray', ['k', 'v'], ['add', { key: 'k', value: 'v' }]], ['addToCustomAttributeArray', ['k', 5], undefined],
    ['addToCustomAttributeArray', ['k', ['a']], undefined], ['removeFromCustomAttributeArray', ['k', 'v'], ['rem', { key: 'k', value: 'v' }]],
    ['removeFromCustomAttributeArray', ['k', 5], undefined], ['incrementCustomUserAttribute', ['k'], ['inc', { key: 'k', value: 1 }]],
    ['incrementCustomUserAttribute', ['k', -1], ['inc', { key: 'k', value: -1 }]], ['incrementCustomUserAttribute', ['k', '5'], ['inc', { key: 'k', value: 5 }]],
    ['incrementCustomUserAttribute', ['k', null], ['inc', { key: 'k', value: 1 }]], ['incrementCustomUserAttribute', ['k', 0], ['inc', { key: 'k', value: 0 }]],
    ['incrementCustomUserAttribute', ['k', 1.5], undefined], ['incrementCustomUserAttribute', ['k', 'x'], undefined], ['incrementCustomUserAttribute', ['k', NaN], undefined],
    ['setCustomLocationAttribute', ['k', 1, 2], ['lcaa', { key: 'k', latitude: 1, longitude: 2 }]], ['setCustomLocationAttribute', ['k', '5', '6'], ['lcaa', { key: 'k', latitude: 5, longitude: 6 }]],
    ['setCustomLocationAttribute', ['k', null, null], ['lcar', { key: 'k' }]], ['setCustomLocationAttribute', ['k', 91, 0], undefined],
    ['setCustomLocationAttribute', ['k', 0, 181], undefined], ['setCustomLocationAttribute', ['k', 1, null], undefined], ['setCustomLocationAttribute', ['k', 'a', 1], undefined],
    ['setLastKnownLocation', [1, 2], ['lr', { latitude: 1, longitude: 2 }]], ['setLastKnownLocation', [1, 2, 3, 4, 5], ['lr', { latitude: 1, longitude: 2, ll_accuracy: 3, altitude: 4, alt_accuracy: 5 }]],
    ['setLastKnownLocation', [1, 2, undefined, 4], ['lr', { latitude: 1, longitude: 2, altitude: 4 }]], ['setLastKnownLocation', ['5', '6'], ['lr', { latitude: 5, longitude: 6 }]],
    ['setLastKnownLocation', [91, 2], undefined], ['setLastKnownLocation', [null, null], undefined], ['setLastKnownLocation', [1, 2, 'x'], undefined],
    ['setLastKnownLocation', [1, 2, -3], undefined], ['setLastKnownLocation', [1], undefined],
    ['addToSubscriptionGroup', ['g'], ['sgu', { group_id: 'g', status: 'subscribed' }]], ['removeFromSubscriptionGroup', ['g'], ['sgu', { group_id: 'g', status: 'unsubscribed' }]],
    ['addToSubscriptionGroup', [''], undefined], ['addToSubscriptionGroup', [5], undefined], ['removeFromSubscriptionGroup', [''], undefined],
    ['addAlias', ['al', 'la'], ['uae', { a: 'al', l: 'la' }]], ['addAlias', ['', 'la'], undefined], ['addAlias', ['al', ''], undefined], ['addAlias', [5, 'la'], undefined],
  ])('%s%j', async (method, args, sent) => {
    expect(user()[method]!(...args)).toBe(sent !== undefined)
    expect(await page.events()).toEqual(sent === undefined ? [] : [sent])
  })
})

describe('custom events', () => {
  test.each<[unknown, boolean]>([['a', true], ['$a', true], [' ', true], ['', false], [null, false], [undefined, false], [5, false], ['a\nb', false], ['a"b', false]])('the name %j', async (name, taken) => {
    expect(sdk['logCustomEvent']!(name)).toBe(taken)
    expect(await page.events()).toEqual(taken ? [['ce', { n: name, p: {} }]] : [])
  })

  test.each<[string, unknown, unknown]>([
    ['none', undefined, {}], ['null', null, {}], ['empty', {}, {}],
    ['every kind', { s: 's', n: 1, b: true, d: new Date(1234567), nul: null, un: undefined, arr: [1, 'x', new Date(0), null], o: { a: { d: new Date(0) }, n: null } }, { s: 's', n: 1, b: true, d: '1970-01-01T00:20:34', arr: [1, 'x', '1970-01-01T00:00:00', null], o: { a: { d: '1970-01-01T00:00:00' }, n: null } }],
    ['odd names and texts', { $a: 1, '': 2, t: 'a\nb' }, { $a: 1, '': 2, t: 'a\nb' }], ['no number', { a: NaN }, { a: null }],
  ])('properties: %s', async (_what, properties, sent) => {
    expect(sdk['logCustomEvent']!('e', properties)).toBe(true)
    expect(await page.events()).toEqual([['ce', { n: 'e', p: sent }]])
  })

  test.each<[string, unknown]>([['a text', 'x'], ['a number', 5], ['an array', [1]], ['a function', () => 1], ['more than 50 KB', { a: 'x'.repeat(60_000) }], ['a function inside', { a: { b: () => 1 } }], ['a double quote in a name', { 'a"b': 1 }]])('properties that are %s are refused', async (_what, properties) => {
    expect(sdk['logCustomEvent']!('e', properties)).toBe(false)
    expect(await page.events()).toEqual([])
  })

  test('a circle is thrown, as by the SDK', () => {
    const circle: Record<string, unknown> = {}
    circle['self'] = circle
    expect(() => braze.logCustomEvent('e', circle)).toThrow('circular')
    expect(() => braze.getUser()!.setCustomUserAttribute('k', circle)).toThrow('circular')
    expect(() => braze.getUser()!.setCustomUserAttribute('k', new Date(NaN))).toThrow('Invalid time')
  })

  test('what the server blocks is refused', async () => {
    page.server.config = { ...page.server.config, time: NOW_S + 1, events_blacklist: ['bad'], attributes_blacklist: ['worse'], purchases_blacklist: ['worst'] }
    braze.logCustomEvent('first')
    await page.flush()
    expect([braze.logCustomEvent('bad'), braze.logCustomEvent('good'), user()['setCustomUserAttribute']!('worse', 1), braze.logPurchase('worst', 1)]).toEqual([false, true, false, false])
  })
})

describe('purchases', () => {
  const sent = (more: Record<string, unknown> = {}): unknown => ['p', { pid: 'p', c: 'USD', p: '1.00', q: 1, pr: {}, ...more }]
  test.each<[unknown[], unknown]>([
    [['p', 1], sent()], [['p', '1.5'], sent({ p: '1.50' })], [['p', -5], sent({ p: '-5.00' })], [['p', 1.239], sent({ p: '1.24' })], [['p', 1, 'eur'], sent({ c: 'EUR' })],
    [['p', 1, null], sent()], [['p', 1, 'BTC'], sent({ c: 'BTC' })], [['p', 1, 'USD', 100], sent({ q: 100 })], [['p', 1, 'USD', 1.5], sent()], [['p', 1, 'USD', '3'], sent({ q: 3 })],
    [['p', 1, 'USD', null], sent()], [['p', 1, 'USD', 1, { a: 1, d: new Date(0), n: null }], sent({ pr: { a: 1, d: '1970-01-01T00:00:00' } })],
    [['', 1], undefined], [[5, 1], undefined], [['p\nq', 1], undefined], [['p', 'x'], undefined], [['p', NaN], undefined], [['p', null], undefined], [['p'], undefined],
    [['p', 1, 'XXX'], undefined], [['p', 1, ''], undefined], [['p', 1, 'EURO'], undefined], [['p', 1, ' usd'], undefined], [['p', 1, 'USD', 0], undefined], [['p', 1, 'USD', 101], undefined],
    [['p', 1, 'USD', 'x'], undefined], [['p', 1, 'USD', -1], undefined], [['p', 1, 'USD', 1, 'x'], undefined],
  ])('%j', async (args, event) => {
    expect(sdk['logPurchase']!(...args)).toBe(event !== undefined)
    expect(await page.events()).toEqual(event === undefined ? [] : [event])
  })
})

describe('eCommerce events', () => {
  const viewed = { currency: 'usd', source: 's', product_id: 'a', product_name: 'b', variant_id: 'v', price: 1 }
  const product = { product_id: 'a', product_name: 'b', variant_id: 'v', price: 1, quantity: 1 }
  const cart = { currency: 'USD', source: 's', cart_id: 'c', total_value: 5, products: [product] }
  const checkout = { currency: 'USD', source: 's', checkout_id: 'x', total_value: 5, products: [product] }
  const order = { currency: 'USD', source: 's', order_id: 'x', total_value: 5, products: [product] }
  const log = (name: string, properties: unknown): unknown => sdk['logEcommerceEvent']!({ name: `ecommerce.${name}`, properties })

  test.each<[string, string, Record<string, unknown>, Record<string, unknown>]>([
    ['product_viewed', 'the least', viewed, { ...viewed, currency: 'USD' }],
    ['product_viewed', 'more', { ...viewed, type: ['price_drop'], image_url: null, extra: 1, metadata: { a: 1, d: new Date(0) } }, { ...viewed, currency: 'USD', type: ['price_drop'], metadata: { a: 1, d: '1970-01-01T00:00:00' } }],
    ['cart_updated', 'the least', cart, { ...cart, action: 'replace' }],
    ['cart_updated', 'added without total', { ...cart, action: 'add', total_value: undefined }, { currency: 'USD', source: 's', cart_id: 'c', products: [product], action: 'add' }],
    ['cart_updated', 'no products, odd members', { ...cart, products: [], extra: 1 }, { ...cart, products: [], action: 'replace' }],
    ['cart_updated', 'products with more', { ...cart, products: [{ ...product, extra: 2, image_url: 'u', metadata: { a: 1 } }], metadata: { m: 1 } }, { ...cart, action: 'replace', products: [{ ...product, image_url: 'u', metadata: { a: 1 } }], metadata: { m: 1 } }],
    ['checkout_started', 'the least', checkout, checkout],
    ['order_placed', 'all', { ...order, total_discounts: 1, discounts: [{ a: 1 }], shipping: 2, tax: 3, subtotal_value: 4, metadata: { tags: ['a'], order_number: '5' } }, { ...order, total_discounts: 1, discounts: [{ a: 1 }], shipping: 2, tax: 3, subtotal_value: 4, metadata: { tags: ['a'], order_number: '5' } }],
  ])('%s, %s', async (name, _what, properties, sent) => {
    expect(log(name, properties)).toBe(true)
    expect(await page.events()).toEqual([['ce', { n: `ecommerce.${name}`, p: sent }]])
  })

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ...['product_id', 'product_name', 'variant_id', 'price', 'currency', 'source'].map((gone): [string, Record<string, unknown>, Record<string, unknown>] => ['product_viewed', viewed, { [gone]: undefined }]),
    ['product_viewed', viewed, { price: '1' }], ['product_viewed', viewed, { price: -1 }], ['product_viewed', viewed, { price: NaN }], ['product_viewed', viewed, { product_id: '' }],
    ['product_viewed', viewed, { product_id: 'x'.repeat(256) }], ['product_viewed', viewed, { product_id: 5 }], ['product_viewed', viewed, { currency: 'XXX' }], ['product_viewed', viewed, { type: 'x' }],
    ['product_viewed', viewed, { type: [1] }], ['product_viewed', viewed, { metadata: 'x' }], ['product_viewed', viewed, { metadata: { $a: 1 } }], ['product_viewed', viewed, { metadata: { a: 'x'.repeat(60_000) } }],
    ['product_viewed', viewed, { image_url: 5 }], ['product_viewed', viewed, { product_url: LONG }],
    ['cart_updated', cart, { total_value: undefined }], ['cart_updated', cart, { action: 'x' }], ['cart_updated', cart, { cart_id: undefined }], ['cart_updated', cart, { products: undefined }],
    ['cart_updated', cart, { products: 'x' }], ['cart_updated', cart, { products: [{}] }], ['cart_updated', cart, { products: [null] }], ['cart_updated', cart, { products: [{ ...product, quantity: 1.5 }] }],
    ['cart_updated', cart, { subtotal_value: 'x' }], ['cart_updated', cart, { tax: -1 }], ['cart_updated', cart, { total_value: '5' }],
    ['checkout_started', checkout, { checkout_id: undefined }], ['checkout_started', checkout, { total_value: undefined }], ['checkout_started', checkout, { metadata: { country: 5 } }],
    ['order_placed', order, { order_id: null }], ['order_placed', order, { discounts: 'x' }], ['order_placed', order, { total_discounts: 'x' }], ['order_placed', order, { metadata: { tags: 'x' } }],
    ['order_placed', order, { products: [{ ...product, metadata: 'x' }] }], ['unheard_of', order, {}],
  ])('%s is refused when it is %j with %j', async (name, base, change) => {
    expect(log(name, { ...base, ...change })).toBe(false)
    expect(await page.events()).toEqual([])
  })

  test('what is no event is refused', () => {
    for (const event of [undefined, null, {}, { name: 'ecommerce.product_viewed' }, { name: 'ecommerce.product_viewed', properties: 'x' }]) expect([event, sdk['logEcommerceEvent']!(event)]).toEqual([event, false])
  })
})

describe('who the user is', () => {
  test('changeUser() refuses what is no id', async () => {
    for (const id of ['', null, undefined, 'x'.repeat(998), 'ü'.repeat(499)]) sdk['changeUser']!(id)
    sdk['changeUser']!('mel', 5)
    expect([braze.getUser()!.getUserId(), await page.events()]).toEqual([null, []])
    sdk['changeUser']!('x'.repeat(997))
    expect(braze.getUser()!.getUserId()).toBe('x'.repeat(997))
    sdk['changeUser']!(5)
    expect(braze.getUser()!.getUserId()).toBe('5')
  })

  test('an unknown user becomes known: events stay, the queued attributes follow, the session changes', async () => {
    braze.logCustomEvent('before')
    braze.getUser()!.setFirstName('Mel')
    braze.changeUser('mel')
    await headless.idle()
    const { body } = (await page.sent()).find(({ path }) => path === '/data/')!
    expect(body.respond_with).toEqual({ triggers: true, user_id: 'mel', config: { config_time: NOW_S } })
    expect(body.events.map((one: any) => [one.name, one.user_id])).toEqual([['ce', undefined], ['se', undefined], ['ss', 'mel']])
    expect(body.attributes).toEqual([{ user_id: 'mel', first_name: 'Mel' }])
    expect([body.user_id, body.device === undefined]).toEqual([undefined, false])
  })

  test('signatures travel where the option says so', async () => {
    braze.destroy()
    page.initialize({ enableSdkAuthentication: true })
    braze.changeUser('mel', 'jwt-1')
    await headless.idle()
    expect(headless.requests.at(-1)!.headers['X-Braze-Auth-Signature']).toBe('jwt-1')
    expect(['', null, undefined, 5, 'jwt-2'].map((one) => sdk['setSdkAuthenticationSignature']!(one))).toEqual([false, false, false, false, true])
    braze.logCustomEvent('e')
    await page.flush()
    expect(headless.requests.at(-1)!.headers['X-Braze-Auth-Signature']).toBe('jwt-2')
  })

  test('a refused signature is told with its user; the data stays', async () => {
    const heard: unknown[] = []
    expect(sdk['subscribeToSdkAuthenticationFailures']!()).toBe(null)
    expect(typeof braze.subscribeToSdkAuthenticationFailures((error) => heard.push(error))).toBe('string')
    braze.changeUser('mel')
    await headless.idle()
    page.next('/data/', { auth_error: { error_code: 22, reason: 'EXPIRED' } })
    braze.logCustomEvent('kept')
    expect(await page.flush()).toBe(false)
    expect(heard).toEqual([{ errorCode: 22, reason: 'EXPIRED', userId: 'mel' }])
    await page.sent()
    expect((await page.events()).map(([, data]) => data['n'])).toEqual(['kept'])
  })

  test('words of the installation', async () => {
    const taken = [['manu'], ['npm'], []]
    const refused = [['nope'], 'manu', null, ['manu', 'bad']]
    expect([...taken, ...refused].map((one) => sdk['addSdkMetadata']!(one))).toEqual([true, true, true, false, false, false, false])
    braze.changeUser('mel')
    const { body } = (await page.sent())[0]!
    expect(body.sdk_metadata).toEqual(['npm', 'manu'])
  })
})
