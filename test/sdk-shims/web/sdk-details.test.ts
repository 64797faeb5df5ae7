// Small print of the web SDK in the shim: what is refused, told, logged and kept, read in its sources and compared call by call with it (S17, N10, U10, U16, B6, B11, M13, M14). observed: web SDK 6.13.0
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { headless } from '../../../sdk-shims/web/control.ts'
import * as braze from '../../../sdk-shims/web/index.ts'
import type { Page } from './page.ts'
import { onEvent, openPage } from './page.ts'

let page: Page
beforeEach(() => { page = openPage() })
afterEach(() => { headless.reset(); vi.restoreAllMocks() })

const UNINITIALIZED = 'Braze must be initialized before calling methods.'
const user = () => braze.getUser()! as unknown as Record<string, (...given: unknown[]) => boolean>

describe('on and off', () => {
  test('calls before the start warn; while the SDK is off they are silent', () => {
    const warned = vi.spyOn(console, 'warn').mockReturnValue(undefined)
    braze.logCustomEvent('a')
    expect(warned.mock.calls).toEqual([[UNINITIALIZED]])
    braze.disableSDK()
    expect([braze.logCustomEvent('a'), page.initialize(), braze.logCustomEvent('a')]).toEqual([false, false, false])
    braze.enableSDK()
    expect(warned).toHaveBeenCalledTimes(1)
    braze.logCustomEvent('a')
    expect(warned).toHaveBeenCalledTimes(2)
  })

  test('enableSDK() ends the SDK of the page: initialize() must follow', () => {
    page.initialize()
    braze.enableSDK()
    expect([braze.isInitialized(), page.initialize(), braze.isInitialized()]).toEqual([false, true, true])
  })

  test('wipeData() works after disableSDK(), and does nothing after destroy()', async () => {
    await page.start()
    braze.changeUser('mel')
    await headless.idle()
    braze.disableSDK()
    await headless.idle()
    braze.wipeData()
    braze.enableSDK()
    page.initialize()
    expect(braze.getUser()!.getUserId()).toBe(null)
    braze.changeUser('ann')
    braze.destroy()
    braze.wipeData()
    page.initialize()
    expect(braze.getUser()!.getUserId()).toBe('ann')
  })

  test('what ends the SDK tells who listens for cards that there are none, and asks nothing for a new session', async () => {
    page.initialize()
    const told: unknown[] = []
    braze.subscribeToContentCardsUpdates(({ cards, lastUpdated }) => told.push([cards.length, lastUpdated]))
    braze.logCustomEvent('a')
    braze.destroy()
    expect(told).toEqual([[0, null]])
    expect((await page.sent()).map(({ path }) => path)).toEqual(['/data/'])
  })

  test('enableLogging: false turns off what toggleLogging() turned on; said nothing, it stays', () => {
    const logged = vi.spyOn(console, 'log').mockReturnValue(undefined)
    braze.toggleLogging()
    page.initialize()
    expect(logged.mock.calls.length).toBeGreaterThan(1)
    braze.destroy()
    braze.toggleLogging()
    logged.mockClear()
    page.initialize({ enableLogging: false })
    expect(logged).not.toHaveBeenCalled()
  })

  test('an id of the page\'s own is another device of the same user; an empty one is none', async () => {
    await page.start()
    braze.changeUser('mel')
    await headless.idle()
    const before = braze.getDeviceId()
    braze.destroy()
    page.initialize({ deviceId: 'mine' })
    expect([braze.getDeviceId(), braze.getUser()!.getUserId()]).toEqual(['mine', 'mel'])
    braze.destroy()
    page.initialize({ deviceId: '' })
    expect([braze.getDeviceId(), before]).not.toContain('')
  })
})

describe('values', () => {
  beforeEach(() => page.start())

  test('names inside nested event properties are free, those of attributes are not', () => {
    expect([braze.logCustomEvent('a', { b: { 'q"': 1 } }), braze.logCustomEvent('a', { 'q"': 1 })]).toEqual([true, false])
    expect([user()['setCustomUserAttribute']!('k', { b: { 'q"': 1 } }), user()['setCustomUserAttribute']!('k', { b: 1 })]).toEqual([false, true])
    expect([braze.logCustomEvent('a', { b: new Map() }), braze.logCustomEvent('a', { b: /x/ }), user()['setCustomUserAttribute']!('k', new Map())]).toEqual([false, false, false])
  })

  test('objects of attributes: at most 75 KB, fifty levels', () => {
    const deep = (levels: number): object => (levels === 0 ? {} : { d: deep(levels - 1) })
    const set = (value: unknown): boolean => user()['setCustomUserAttribute']!('k', value)
    expect([set({ a: 'x'.repeat(76_000) }), set({ a: 'x'.repeat(77_000) }), set(deep(50)), set(deep(51))]).toEqual([true, false, true, false])
  })

  test('what is undefined in an object is not sent', async () => {
    await page.sent()
    braze.logCustomEvent('a', { b: { c: undefined, d: null }, e: [undefined] })
    expect(await page.events()).toEqual([['ce', { n: 'a', p: { b: { d: null }, e: [null] } }]])
  })

  test('numbers are read from the front of a text', async () => {
    await page.sent()
    expect([braze.logPurchase('p', '12abc' as never, 'USD', '3x' as never), user()['setDateOfBirth']!('1990x', '2', '3')]).toEqual([true, true])
    await page.flush()
    const body = (await page.sent())[0]!.body
    expect([body.events[0].data, body.attributes]).toEqual([{ pid: 'p', c: 'USD', p: '12.00', q: 3, pr: {} }, [{ dob: '1990-2-3' }]])
  })

  test('emails, aliases and groups: what the SDK lets pass', () => {
    expect(['a(b)@x.y', 'a@b', `${'x'.repeat(250)}@x.yz`, `${'x'.repeat(252)}@x.yz`].map((one) => user()['setEmail']!(one))).toEqual([true, false, true, false])
    expect([user()['addAlias']!('a"', 'l'), user()['addToSubscriptionGroup']!('g"'), user()['addToSubscriptionGroup']!('')]).toEqual([true, true, false])
  })

  test('U8: what is no id changes no user; an empty signature is none', async () => {
    braze.changeUser(Number.NaN as never)
    expect(braze.getUser()!.getUserId()).toBe(null)
    page.initialize({ enableSdkAuthentication: true })
    braze.changeUser('mel', '')
    await headless.idle()
    expect(headless.requests.at(-1)!.headers).not.toHaveProperty('X-Braze-Auth-Signature')
  })

  test('U10: the alias of the moment of sending is on all events of an unknown user, never on attributes', async () => {
    await page.sent()
    braze.logCustomEvent('before')
    user()['addAlias']!('n', 'l')
    user()['setFirstName']!('x')
    await page.flush()
    const body = (await page.sent())[0]!.body
    expect([body.events.map((one: any) => one.alias), body.attributes]).toEqual([[{ name: 'n', label: 'l' }, { name: 'n', label: 'l' }], [{ first_name: 'x' }]])
  })
})

describe('who is told', () => {
  test('one who was unsubscribed by another subscriber is not told any more', async () => {
    await page.start()
    const told: string[] = []
    let second: string | undefined
    braze.subscribeToFeatureFlagsUpdates(() => { told.push('first'); if (second !== undefined) braze.removeSubscription(second) })
    second = braze.subscribeToFeatureFlagsUpdates(() => void told.push('second'))
    told.length = 0
    braze.refreshFeatureFlags()
    await headless.idle()
    expect(told).toEqual(['first'])
  })

  test('B11: banners of an older session are not told at once', async () => {
    await page.start({ sessionTimeoutInSeconds: 20 })
    braze.requestBannersRefresh(['home'])
    await headless.idle()
    const told: string[] = []
    braze.subscribeToBannersUpdates(() => void told.push('same session'))
    await headless.advance(60)
    expect(told[0]).toBe('same session')
    told.length = 0
    braze.logCustomEvent('a')
    braze.removeAllSubscriptions()
    braze.subscribeToBannersUpdates(() => void told.push('next session'))
    expect(told).toEqual([])
  })

  test('a message object tells of its dismissal once; the class that all forms share can not be put off', async () => {
    await page.start()
    const message = new braze.ModalMessage('hi')
    let dismissed = 0
    message.subscribeToDismissedEvent(() => { dismissed += 1 })
    for (let i = 0; i < 2; i++) {
      braze.showInAppMessage(message)
      headless.dismiss()
    }
    expect([dismissed, braze.deferInAppMessage(new braze.InAppMessage())]).toEqual([1, false])
  })
})

test('M12: looks that say nothing (0, an empty text) are the defaults; styles without an element are none', async () => {
  page.server.triggers = [onEvent('e', { type: 'MODAL', message: 'm', bg_color: 0, duration: 0, text_align_message: '', header: '', animate_in: false, css: '.x', html_id: '', btns: [{ id: 0, text: 'b', bg_color: 0, border_color: 0 }] })]
  await page.start()
  let got: braze.ModalMessage | undefined
  braze.subscribeToInAppMessage((one) => { got = one as braze.ModalMessage })
  braze.logCustomEvent('e')
  expect(got).toMatchObject({ backgroundColor: 4294967295, duration: 5000, messageAlignment: 'CENTER', animateIn: false, css: undefined, buttons: [{ id: 0, backgroundColor: 4278219733, borderColor: 4278219733 }] })
  expect(new braze.ModalMessage('m', undefined, undefined, undefined, undefined, undefined, undefined, undefined, 0)).toMatchObject({ duration: 5000, message: 'm' })
})
