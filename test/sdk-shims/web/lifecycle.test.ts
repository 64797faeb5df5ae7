// Start and end of the web shim: what each function answers without an SDK, and how sessions, users and devices go on. observed: web SDK 6.13.0 in Chromium
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { headless } from '../../../sdk-shims/web/control.ts'
import { machineClock } from '../../../sdk-shims/web/machine.ts'
import * as braze from '../../../sdk-shims/web/index.ts'
import type { Page } from './page.ts'
import { BASE_URL, KEY, NOW_S, openPage } from './page.ts'

let page: Page
beforeEach(() => { page = openPage() })
afterEach(() => headless.reset())

/** Calls that need an SDK, with arguments that are good, and what they answer without one. */
const NOTHING: [keyof typeof braze, unknown[], unknown][] = [
  ['addSdkMetadata', [['manu']], undefined], ['automaticallyManageChat', [], undefined], ['automaticallyShowInAppMessages', [], undefined],
  ['changeUser', ['u'], undefined], ['deferInAppMessage', [new braze.ModalMessage('m')], undefined], ['dismissBanner', [new braze.Banner()], undefined],
  ['getAllBanners', [], undefined], ['getAllFeatureFlags', [], undefined], ['getBanner', ['a'], undefined], ['getCachedContentCards', [], undefined],
  ['getChatMessages', [], undefined], ['getDeferredInAppMessage', [], undefined], ['getDeviceId', [], undefined], ['getFeatureFlag', ['a'], undefined],
  ['getUser', [], undefined], ['handleBrazeAction', ['#x'], undefined], ['hideContentCards', [], undefined], ['insertBanner', [null, {}], undefined],
  ['isChatConversationEnded', [], undefined], ['isChatTurnErrored', [], undefined], ['isChatTurnInProgress', [], undefined],
  ['isPushBlocked', [], undefined], ['isPushPermissionGranted', [], undefined], ['isPushSupported', [], undefined],
  ['logBannerClick', [new braze.Banner()], undefined], ['logBannerImpressions', [['a']], undefined], ['logCardDismissal', [new braze.ClassicCard('c')], false],
  ['logContentCardClick', [new braze.ClassicCard('c')], false], ['logContentCardImpressions', [[new braze.ClassicCard('c')]], false],
  ['logCustomEvent', ['a'], false], ['logEcommerceEvent', [{ name: 'ecommerce.product_viewed', properties: {} }], false],
  ['logFeatureFlagImpression', ['a'], undefined], ['logInAppMessageButtonClick', [new braze.InAppMessageButton('b'), new braze.ModalMessage('m')], false],
  ['logInAppMessageClick', [new braze.ModalMessage('m')], false], ['logInAppMessageHtmlClick', [new braze.HtmlMessage('m')], false],
  ['logInAppMessageImpression', [new braze.ModalMessage('m')], false], ['logPurchase', ['p', 1], false], ['openSession', [], undefined],
  ['refreshFeatureFlags', [], undefined], ['removeAllSubscriptions', [], undefined], ['removeSubscription', ['x'], undefined],
  ['requestBannersRefresh', [['a']], undefined], ['requestContentCardsRefresh', [], undefined], ['requestImmediateDataFlush', [], undefined],
  ['requestPushPermission', [], undefined], ['registerPush', [], undefined], ['resetChatConversation', [], undefined], ['sendChatMessage', ['x'], false],
  ['setSdkAuthenticationSignature', ['s'], false], ['showContentCards', [], undefined], ['showInAppMessage', [new braze.ModalMessage('m')], undefined],
  ['subscribeToBannersUpdates', [() => {}], undefined], ['subscribeToChatAction', [() => {}], undefined], ['subscribeToChatMessageReceived', [() => {}], undefined],
  ['subscribeToChatUpdates', [() => {}], undefined], ['subscribeToContentCardsUpdates', [() => {}], undefined], ['subscribeToFeatureFlagsUpdates', [() => {}], undefined],
  ['subscribeToInAppMessage', [() => {}], undefined], ['subscribeToSdkAuthenticationFailures', [() => {}], undefined], ['toggleContentCards', [], undefined],
  ['unregisterPush', [], undefined], ['logout', [], undefined],
]
/** Calls that work without an SDK. */
const ALWAYS = ['initialize', 'isInitialized', 'destroy', 'disableSDK', 'enableSDK', 'isDisabled', 'wipeData', 'setLogger', 'toggleLogging', 'retrieveChatConfig']

describe('without an SDK', () => {
  const calls = (): unknown[][] => NOTHING.map(([name, args]) => [name, (braze[name] as (...given: unknown[]) => unknown)(...args)])
  const expected = NOTHING.map(([name, , answer]) => [name, answer])

  test('every function is known here', () => {
    const functions = Object.keys(braze).filter((name) => !/^[A-Z]/.test(name)).sort()
    expect([...NOTHING.map(([name]) => name), ...ALWAYS].sort()).toEqual(functions)
  })

  test('calls do nothing, answer so, and warn', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    expect(calls()).toEqual(expected)
    expect(warn).toHaveBeenCalledTimes(NOTHING.length)
    warn.mockRestore()
  })

  test.each<[string, () => void]>([
    ['after destroy()', () => braze.destroy()],
    ['after disableSDK()', () => braze.disableSDK()],
  ])('the same %s', async (_when, end) => {
    await page.start()
    end()
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    expect(calls()).toEqual(expected)
    warn.mockRestore()
    expect(braze.isInitialized()).toBe(false)
    // what was on its way has left; nothing of the calls above followed
    expect((await page.sent()).filter(({ body }) => JSON.stringify(body).includes('"a"'))).toEqual([])
  })

  test('callbacks are not called, but the chat error', () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    const heard: string[] = []
    const both = (name: string): [() => number, () => number] => [() => heard.push(`${name} ok`), () => heard.push(`${name} failed`)]
    braze.requestImmediateDataFlush(both('flush')[0])
    braze.requestContentCardsRefresh(...both('cards'))
    braze.refreshFeatureFlags(...both('flags'))
    braze.requestBannersRefresh(['a'], ...both('banners'))
    braze.logout(...both('logout'))
    braze.unregisterPush(...both('unregister'))
    braze.requestPushPermission(...both('push'))
    braze.retrieveChatConfig(...both('chat'))
    expect(heard).toEqual(['chat failed'])
    vi.restoreAllMocks()
  })
})

describe('initialize()', () => {
  test.each<[string, unknown[], boolean]>([
    ['no arguments', [], false], ['an empty key', ['', { baseUrl: BASE_URL }], false], ['no options', [KEY], false], ['no server', [KEY, {}], false],
    ['an empty server', [KEY, { baseUrl: '' }], false], ['a key that is no text', [5, { baseUrl: BASE_URL }], false], ['a server that is no text', [KEY, { baseUrl: 5 }], false],
    ['a server without scheme', [KEY, { baseUrl: 'sdk.braze.invalid' }], true], ['both', [KEY, { baseUrl: BASE_URL }], true],
  ])('with %s', (_what, args, answer) => {
    expect((braze.initialize as (...given: unknown[]) => boolean)(...args)).toBe(answer)
    expect(braze.isInitialized()).toBe(answer)
  })

  test('sends nothing, and a second call changes nothing', async () => {
    expect(page.initialize({ appVersion: '1' })).toBe(true)
    const id = braze.getDeviceId()
    expect(page.initialize({ deviceId: 'another' }, 'another-key')).toBe(true)
    expect((braze.initialize as () => boolean)()).toBe(true)
    expect(braze.getDeviceId()).toBe(id)
    expect(await page.sent()).toEqual([])
  })

  test.each([
    ['http://h.invalid:8080', 'http://h.invalid:8080/api/v3/data/'], ['http://h.invalid/', 'http://h.invalid/api/v3/data/'],
    ['http://h.invalid/api/v3', 'http://h.invalid/api/v3/data/'], ['http://h.invalid/any/prefix', 'http://h.invalid/any/prefix/data/'],
    ['http://h.invalid/api/v3/', 'http://h.invalid/api/v3//data/'], ['sdk.h.invalid', 'https://sdk.h.invalid/api/v3/data/'],
  ])('baseUrl %s asks %s', async (baseUrl, asked) => {
    const urls: string[] = []
    headless.configure({ fetch: (request) => { urls.push(request.url); return Response.json({}) } })
    page.initialize({ baseUrl })
    braze.openSession()
    await headless.idle()
    expect(urls[0]).toBe(asked)
  })

  test('what of the options reaches the server', async () => {
    page.initialize({ appVersion: '1.2', appVersionNumber: '1.2.3.4', deviceId: 'my-device', devicePropertyAllowlist: [braze.DeviceProperties.OS, braze.DeviceProperties.LANGUAGE] })
    braze.openSession()
    const { body } = (await page.sent())[0]!
    expect(body).toEqual({
      respond_with: { triggers: true, config: { config_time: 0 } },
      events: [{ name: 'ss', time: NOW_S, data: {}, session_id: body.events[0].session_id }],
      device: { os_version: 'Linux', locale: 'en-us' },
      api_key: KEY, time: NOW_S, sdk_version: '6.13.0', sdk_metadata: ['npm'], device_id: 'my-device', app_version: '1.2', app_version_code: '1.2.3.4',
    })
  })

  test('each start says its own version of the app, or none', async () => {
    const versions: unknown[] = []
    for (const given of [{ appVersion: '1.2', appVersionNumber: '1.2.3.4' }, { appVersion: '1.3' }, {}]) {
      page.initialize(given)
      braze.logCustomEvent('e')
      await page.flush()
      const { body } = (await page.sent()).at(-1)!
      versions.push([body.app_version, body.app_version_code])
      braze.destroy()
    }
    expect(versions).toEqual([['1.2', '1.2.3.4'], ['1.3', undefined], [undefined, undefined]])
  })

  test('an empty allowlist tells nothing, none tells all; the next start counts', async () => {
    await page.start({ devicePropertyAllowlist: [] })
    braze.destroy()
    await page.start()
    braze.changeUser('u')
    const devices = (await page.sent()).map(({ body }) => body['device']).filter((one) => one !== undefined)
    expect(devices[0]).toEqual({})
    expect(Object.keys(devices.at(-1)!).sort()).toEqual(['browser', 'browser_version', 'locale', 'os_version', 'time_zone', 'user_agent'])
  })

  test('says what a test environment hides, instead of looking like a lost network', () => {
    vi.stubGlobal('Request', undefined)
    expect(() => page.initialize()).toThrow(/needs what this test environment hides: Request\./)
    vi.unstubAllGlobals()
    expect(page.initialize()).toBe(true)
  })

  test('a crawler is not tracked unless the page says so', () => {
    headless.configure({ facts: { userAgent: 'Mozilla/5.0 (compatible; Googlebot/2.1)' } })
    expect(page.initialize()).toBe(false)
    expect(page.initialize({ allowCrawlerActivity: true })).toBe(true)
  })
})

describe('the log', () => {
  test('is silent until it is turned on, says errors as errors, and forgets its logger with destroy()', () => {
    const lines: string[] = []
    braze.setLogger((line) => lines.push(line))
    ;(braze.setLogger as (given: unknown) => void)(null)
    page.initialize()
    braze.logCustomEvent('')
    expect(lines).toEqual([])
    const console_ = vi.spyOn(console, 'log').mockImplementation(() => {})
    braze.toggleLogging()
    expect(console_).toHaveBeenCalledTimes(1)
    expect(braze.logCustomEvent('')).toBe(false)
    expect(lines.filter((line) => line.startsWith('Braze SDK Error: '))).toHaveLength(1)
    braze.logCustomEvent('good')
    expect(lines.some((line) => line.startsWith('Braze: ') && line.includes('"good"'))).toBe(true)
    braze.destroy()
    const before = lines.length
    page.initialize({ enableLogging: true })
    expect(lines).toHaveLength(before)
    expect(console_.mock.calls.length).toBeGreaterThan(1)
    console_.mockRestore()
  })

  test('tells of options that there are not', () => {
    const lines = page.log(() => page.initialize({ enableLogging: true, ...({ noSuch: 1 } as object) }))
    expect(lines.filter((line) => line.startsWith('Braze SDK Warning: '))).toEqual([expect.stringContaining('"noSuch"')])
  })
})

describe('sessions and storage', () => {
  test('destroy() sends what is queued; the next start has the same device, user and session', async () => {
    await page.start()
    braze.changeUser('mel')
    braze.logCustomEvent('before')
    await headless.idle()
    const id = braze.getDeviceId()
    braze.destroy()
    expect((await page.sent()).flatMap(({ body }) => body['events'] ?? []).map((one: any) => one.name)).toContain('ce')
    page.initialize()
    braze.openSession()
    braze.logCustomEvent('after')
    expect([braze.getDeviceId(), braze.getUser()!.getUserId()]).toEqual([id, 'mel'])
    expect(await page.events()).toEqual([['ce', { n: 'after', p: {} }]])
  })

  test('destroy() and a start at once: every event once', async () => {
    await page.start()
    await page.sent()
    braze.logCustomEvent('before')
    braze.destroy()
    page.initialize()
    braze.logCustomEvent('after')
    expect((await page.events()).map(([, data]) => data['n'])).toEqual(['before', 'after'])
    await headless.advance(60)
    expect(await page.events()).toEqual([])
  })

  test('destroy() ends subscriptions', async () => {
    await page.start()
    const heard: string[] = []
    braze.subscribeToFeatureFlagsUpdates(() => heard.push('flags'))
    braze.destroy()
    heard.length = 0
    await page.start()
    braze.refreshFeatureFlags()
    await headless.idle()
    expect(heard).toEqual([])
  })

  test('a reload sends nothing and goes on with the session', async () => {
    await page.start()
    await page.sent()
    headless.reload()
    expect(braze.isInitialized()).toBe(false)
    await page.start()
    expect(await page.sent()).toEqual([])
  })

  test('the queue leaves after ten seconds, an idle page sends nothing', async () => {
    await page.start()
    await page.sent()
    braze.logCustomEvent('a')
    await headless.advance(9)
    expect(await page.sent()).toEqual([])
    await headless.advance(2)
    expect((await page.sent()).map(({ path }) => path)).toEqual(['/data/'])
    await headless.advance(600)
    expect(await page.sent()).toEqual([])
  })

  test.each([[undefined, 1800], [60, 60], [1, 10]])('sessionTimeoutInSeconds %s: a session ends after %i s', async (sessionTimeoutInSeconds, seconds) => {
    await page.start({ sessionTimeoutInSeconds })
    await page.sent()
    await headless.advance(seconds - 1)
    braze.logCustomEvent('same')
    await headless.advance(seconds + 1)
    braze.logCustomEvent('next')
    expect((await page.events()).map(([name]) => name)).toEqual(['ce', 'se', 'ss', 'ce'])
  })

  test('the machine\'s clock, and the fake timers of the test runner', async () => {
    vi.useFakeTimers()
    try {
      const other = openPage({ clock: undefined })
      await other.start()
      await other.sent()
      braze.logCustomEvent('a')
      await vi.advanceTimersByTimeAsync(10_000)
      expect((await other.sent()).map(({ path }) => path)).toEqual(['/data/'])
    } finally {
      headless.reset()
      vi.useRealTimers()
    }
  })

  test('a wait of more days than a timer can hold', async () => {
    vi.useFakeTimers()
    try {
      const ran: string[] = []
      machineClock.at(machineClock.now() + 30 * 86_400_000, () => ran.push('late'))
      const cancel = machineClock.at(machineClock.now() + 1000, () => ran.push('cancelled'))
      cancel()
      machineClock.at(machineClock.now() - 1, () => ran.push('now'))
      await vi.advanceTimersByTimeAsync(29 * 86_400_000)
      expect(ran).toEqual(['now'])
      await vi.advanceTimersByTimeAsync(86_400_000)
      expect(ran).toEqual(['now', 'late'])
    } finally {
      vi.useRealTimers()
    }
  })

  test('reset() ends what the old browser would have sent', async () => {
    vi.useFakeTimers()
    try {
      let asked = 0
      headless.reset({ fetch: () => { asked++; return Response.json({ config: { time: 1 } }) } })
      page.initialize()
      braze.openSession()
      await headless.idle()
      const before = asked
      braze.logCustomEvent('a')
      headless.reset()
      await vi.advanceTimersByTimeAsync(60_000)
      expect([before > 0, asked]).toEqual([true, before])
    } finally {
      vi.useRealTimers()
    }
  })

  test('other keys are other devices; an id of the page\'s own is kept', () => {
    page.initialize()
    const id = braze.getDeviceId()
    braze.destroy()
    page.initialize({}, 'key-2')
    expect(braze.getDeviceId()).not.toBe(id)
    braze.destroy()
    page.initialize()
    expect(braze.getDeviceId()).toBe(id)
    braze.destroy()
    page.initialize({ deviceId: 'mine' })
    expect(braze.getDeviceId()).toBe('mine')
    braze.destroy()
    page.initialize()
    expect(braze.getDeviceId()).toBe('mine')
    let told: string | undefined
    expect((braze.getDeviceId as (callback: (id: string) => void) => unknown)((given) => { told = given })).toBe(undefined)
    expect(told).toBe('mine')
  })

  test('two processes are two browsers', () => {
    const ids = [1, 2].map(() => {
      headless.reset()
      page.initialize()
      return braze.getDeviceId()
    })
    expect(new Set(ids).size).toBe(2)
  })
})

describe('wipe, disable, log out', () => {
  test('wipeData(): another device with an unknown user, the SDK goes on', async () => {
    await page.start()
    braze.changeUser('mel')
    await page.sent()
    braze.logCustomEvent('lost')
    const id = braze.getDeviceId()
    braze.wipeData()
    expect([braze.isInitialized(), braze.getUser()!.getUserId()]).toEqual([true, null])
    expect(braze.getDeviceId()).not.toBe(id)
    braze.logCustomEvent('kept')
    await page.flush()
    const data = (await page.sent()).filter(({ path }) => path === '/data/')
    expect(new Set(data.map(({ body }) => body['device_id']))).toEqual(new Set([braze.getDeviceId()]))
    expect(data.flatMap(({ body }) => body['events']).map((one: any) => one.data.n ?? one.name)).toEqual(['ss', 'kept'])
  })

  test('disableSDK(): what is queued leaves, then nothing until enableSDK() and initialize()', async () => {
    await page.start()
    await page.sent()
    const id = braze.getDeviceId()
    braze.logCustomEvent('last')
    braze.disableSDK()
    expect([braze.isDisabled(), braze.isInitialized(), page.initialize()]).toEqual([true, false, false])
    expect((await page.sent()).map(({ body }) => body['events'].map((one: any) => one.data.n))).toEqual([['last']])
    await headless.advance(3600)
    expect(await page.sent()).toEqual([])
    braze.enableSDK()
    expect([braze.isDisabled(), braze.isInitialized(), page.initialize(), braze.getDeviceId()]).toEqual([false, false, true, id])
    braze.logCustomEvent('again')
    expect((await page.events()).map(([, data]) => data['n']).filter(Boolean)).toEqual(['again'])
  })

  test('disableSDK() before the start', () => {
    braze.disableSDK()
    expect([braze.isDisabled(), page.initialize()]).toEqual([true, false])
    braze.enableSDK()
    expect(page.initialize()).toBe(true)
  })

  test('logout(): flushes, wipes, disables', async () => {
    await page.start()
    braze.changeUser('mel')
    braze.logCustomEvent('bye')
    const id = braze.getDeviceId()
    await new Promise<void>((resolve, reject) => braze.logout(resolve, reject))
    expect([braze.isInitialized(), braze.isDisabled()]).toEqual([false, true])
    expect((await page.sent()).flatMap(({ body }) => body['events'] ?? []).map((one: any) => one.data.n).filter(Boolean)).toEqual(['bye'])
    braze.enableSDK()
    page.initialize()
    expect([braze.getDeviceId() === id, braze.getUser()!.getUserId()]).toEqual([false, null])
  })

  test('logout() asks for no answer of the server', async () => {
    await page.start()
    braze.changeUser('mel')
    braze.requestPushPermission()
    await headless.idle()
    page.answer('/push/unregister', new Response('{}', { status: 500 }))
    const heard = await new Promise((resolve) => braze.logout(() => resolve('ok'), () => resolve('failed')))
    expect([heard, braze.isInitialized(), braze.isDisabled()]).toEqual(['ok', false, true])
    braze.enableSDK()
    page.initialize()
    expect(braze.getUser()!.getUserId()).toBe(null)
  })
})
