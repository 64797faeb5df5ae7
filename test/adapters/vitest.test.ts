// brazier/vitest as a suite uses it: a world for each test, Braze's hosts led to it, the SDK's stand-in, matchers and what they say when they fail.
import { AsyncResource } from 'node:async_hooks'
import { afterAll, afterEach, describe, expect, vi } from 'vitest'
import * as vitest from 'vitest'
import { brazeTest, test } from '../../emulator/adapters/vitest/index.ts'
import type { BrazeUser } from '../../emulator/adapters/vitest/index.ts'
import { homeKeys } from '../../emulator/adapters/package.ts'
import * as sdkShim from '../../sdk-shims/web/index.ts'

const NOW = '2026-03-01T12:00:00.000Z'
const held = brazeTest({ holdClock: NOW, hosts: ['https://braze.mycompany.example'] })
const rest = { method: 'POST', headers: { authorization: `Bearer ${homeKeys.rest}`, 'content-type': 'application/json' } }
const track = (body: object, origin = 'https://rest.iad-01.braze.com') => fetch(`${origin}/users/track`, { ...rest, body: JSON.stringify(body) })

/** What a matcher says when it fails. */
async function said(claim: Promise<unknown>): Promise<string> {
  return claim.then(() => 'nothing', (error: Error) => error.message.replace(/\u001B\[\d+m/g, ''))
}

describe('a world a test', () => {
  const worlds = new Set<unknown>()
  for (const n of [1, 2]) {
    test(`fresh each time (${n})`, async ({ braze }) => {
      worlds.add(braze.emulator)
      expect(worlds.size).toBe(n)
      expect(await braze.users()).toEqual([])
      await track({ attributes: [{ external_id: 'mel' }] })
      expect((await braze.users()).map((one) => one.external_id)).toEqual(['mel'])
    })
  }

  held('its hosts: every cluster, SDK and REST, a custom endpoint; no other host', async ({ braze }) => {
    for (const origin of ['https://rest.iad-01.braze.com', 'https://rest.fra-02.braze.eu', 'https://braze.mycompany.example']) expect((await track({ attributes: [{ external_id: 'mel' }] }, origin)).status, origin).toBe(201)
    expect((await fetch(new Request('https://sdk.iad-03.braze.com/api/v3/data/', { method: 'POST', headers: { 'content-type': 'application/json', 'x-braze-api-key': braze.keys.web }, body: JSON.stringify({ api_key: braze.keys.web, device_id: 'd' }) }))).status).toBe(201)
    expect((await fetch('https://rest.iad-01.braze.com/api/v3/data/', rest)).status).toBe(404)
    await expect(fetch('http://127.0.0.1:1/users/track')).rejects.toThrow()
    await braze.verify({ path: '/users/track' }, 3)
    expect((await braze.rest('POST', '/users/export/ids', { external_ids: ['mel'] })).users).toHaveLength(1)
    await expect(braze.rest('POST', '/users/track', { attributes: 1 })).rejects.toThrow('POST /users/track answered 400')
  })

  held('in the environment jsdom, whose Request takes only own members of what it is made of', async ({ braze }) => {
    vi.stubGlobal('Request', class extends Request {
      constructor(input: string | URL | Request, init?: RequestInit) {
        super(input, init === undefined ? undefined : { ...init })
      }
    })
    expect((await fetch(new Request('https://rest.iad-01.braze.com/users/track', { ...rest, body: '{"attributes":[{"external_id":"mel"}]}' }))).status).toBe(201)
    vi.unstubAllGlobals()
    await expect(braze.user('mel')).toBeKnownAs('mel')
  })

  let count = 0
  const seeded = brazeTest({ holdClock: NOW, setup: async (braze) => {
    count++
    await braze.rest('POST', '/users/track', { attributes: [{ external_id: 'mel', plan: 'pro' }] })
  } })
  seeded('setup is run once', async ({ braze }) => {
    await expect(braze.user('mel')).toHaveAttribute('plan', 'pro')
    await braze.rest('POST', '/users/track', { attributes: [{ external_id: 'mel', plan: 'free' }] })
  })
  seeded('and every test starts from it', async ({ braze }) => {
    await expect(braze.user('mel')).toHaveAttribute('plan', 'pro')
    expect([count, await braze.clock.now()]).toEqual([1, NOW])
  })

  const original = globalThis.fetch
  afterAll(() => expect(globalThis.fetch).toBe(original))
  vitest.test('afterwards fetch is what it was', () => expect(globalThis.fetch).toBe(original))
})

describe('tests that run at the same time', () => {
  const fromNoTest = AsyncResource.bind(track)
  let open = 0
  let allOpen = (): void => {}
  const whenAllOpen = new Promise<void>((resolve) => (allOpen = resolve))
  let over = (): void => {}
  const whenOver = new Promise<void>((resolve) => (over = resolve))
  let finished = 0

  for (const n of [1, 2, 3]) {
    test.concurrent(`each one's requests reach its own world (${n})`, async ({ braze }) => {
      if (++open === 3) allOpen()
      await whenAllOpen
      await track({ attributes: [{ external_id: `user${n}` }] })
      await Promise.resolve().then(() => track({ events: [{ external_id: `user${n}`, name: 'opened', time: NOW }] }))
      await expect(fromNoTest({ attributes: [{ external_id: 'whose' }] })).rejects.toThrow('this request comes from none of them')
      if (++finished === 3) over()
      await whenOver
      expect((await braze.users()).map((one) => one.external_id)).toEqual([`user${n}`])
      await expect(braze.user(`user${n}`)).toHaveLoggedEvent('opened', { count: 1 })
    })
  }

  let tried = (): void => {}
  const whenTried = new Promise<void>((resolve) => (tried = resolve))
  afterEach(({ task }) => (task.name === 'a second one fails' ? tried() : undefined))
  test.concurrent('the browser is one for the process', async ({ sdk }) => {
    await whenTried
    expect(() => sdk.device).toThrow('the SDK was not started')
  })
  test.concurrent.fails('a second one fails', async ({ sdk }) => void sdk)
})

describe('the SDK of the app', () => {
  held('is connected to the world; matchers wait for what it has queued', async ({ braze, sdk }) => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    sdkShim.initialize(homeKeys.web, { baseUrl: 'sdk.iad-01.braze.com' })
    sdkShim.openSession()
    const anonymous = braze.user(sdk)
    expect(await said(expect(anonymous).toBeKnownAs('mel'))).toMatch(/^expected device_id '.+' to be known as 'mel'\n {2}the user is anonymous\n {2}expected: 'mel'\n {2}was: {6}null\n/)
    sdkShim.changeUser('mel')
    sdkShim.logCustomEvent('opened', { shelf: 3 })
    sdkShim.logPurchase('hat', 20, 'USD', 2)
    sdkShim.getUser()!.setFirstName('Mel')
    await expect(anonymous).toBeKnownAs('mel')
    await expect(braze.user('mel')).toHaveLoggedEvent('opened', { properties: { shelf: 3 }, count: 1 })
    await expect(braze.user('mel')).toHavePurchased('hat', { price: 20, quantity: 2 })
    await expect(braze.user('mel')).toHaveAttribute('first_name', 'Mel')
  })

  held('has another browser in the next test', async ({ sdk }) => {
    expect(() => sdk.device).toThrow('the SDK was not started')
  })
})

describe('matchers', () => {
  const mel = brazeTest({ holdClock: NOW, setup: (braze) => braze.rest('POST', '/users/track', { attributes: [{ external_id: 'mel', plan: 'pro', level: 3, email: 'mel@example.com' }], events: [{ external_id: 'mel', name: 'opened', time: NOW, properties: { shelf: 3 } }, { external_id: 'mel', name: 'opened', time: NOW, properties: { shelf: 4 } }], purchases: [{ external_id: 'mel', product_id: 'hat', currency: 'USD', price: 20, time: NOW }] }) })

  const claims: [name: string, right: (user: BrazeUser) => Promise<unknown>, wrong: (user: BrazeUser) => Promise<unknown>, report: RegExp][] = [
    ['event', (u) => expect(u).toHaveLoggedEvent('opened'), (u) => expect(u).toHaveLoggedEvent('closed'), /^expected 'mel' to have logged the event 'closed'\n {2}expected at least once, was 0 time\(s\)\n {2}expected: .*\n {2}was: {6}\[ 'opened' \]\n {2}last journal rows of 'mel':\n {4}#\d+ .* purchase\.made|custom_event\.logged/],
    ['event, its properties', (u) => expect(u).toHaveLoggedEvent('opened', { properties: { shelf: 4 }, count: 1 }), (u) => expect(u).toHaveLoggedEvent('opened', { properties: { shelf: 5 } }), /the nearest: shelf: expected 5, was 3/],
    ['event, how often', (u) => expect(u).toHaveLoggedEvent('opened', { count: 2 }), (u) => expect(u).toHaveLoggedEvent('opened', { count: 1 }), /expected 1 time\(s\), was 2 time\(s\)/],
    ['no event', (u) => expect(u).not.toHaveLoggedEvent('closed'), (u) => expect(u).not.toHaveLoggedEvent('opened'), /^expected 'mel' not to have logged the event 'opened', but it is so: \[ \{ shelf: 3 \}, \{ shelf: 4 \} \]$/],
    ['purchase', (u) => expect(u).toHavePurchased('hat', { price: 20, currency: 'USD' }), (u) => expect(u).toHavePurchased('hat', { price: 21 }), /the nearest: price: expected 21, was 20/],
    ['attribute', (u) => expect(u).toHaveAttribute('plan'), (u) => expect(u).toHaveAttribute('plam'), /it has no 'plam'[^]*'plan'/],
    ['attribute and value', (u) => expect(u).toHaveAttribute('level', 3), (u) => expect(u).toHaveAttribute('level', '3'), /^expected 'mel' to have the attribute 'level' '3'\n {2}level: expected '3', was 3/],
    ["Braze's own attribute", (u) => expect(u).toHaveAttribute('email', /@example/), (u) => expect(u).toHaveAttribute('email_subscribe', 'opted_in'), /email_subscribe: expected 'opted_in', was 'subscribed'/],
    ['known as', (u) => expect(u).toBeKnownAs('mel'), (u) => expect(u).toBeKnownAs('ann'), /the user is known as 'mel'/],
    ['nobody', (u) => expect(u.braze.user('nobody')).not.toHaveLoggedEvent('opened'), (u) => expect(u.braze.user('nobody')).toHaveLoggedEvent('opened'), /^expected 'nobody' to have logged the event 'opened'\n {2}there is no such user/],
  ]
  for (const [name, right, wrong, report] of claims) {
    mel(name, async ({ braze }) => {
      await right(braze.user('mel'))
      expect(await said(wrong(braze.user('mel')))).toMatch(report)
    })
  }

  mel('push: what the device would show; what withheld it', async ({ braze }) => {
    await braze.admin('POST', '/campaigns', { id: 'offers', name: 'Offers', trigger: { type: 'custom_event', name: 'buy' }, reeligibility_seconds: 0, messages: { a: { channel: 'android_push', title: 'Hi {{${email_address}}}', alert: 'There', custom_uri: 'app://offers', extra: { k: 'v' } } } })
    const buy = () => braze.rest('POST', '/users/track', { events: [{ external_id: 'mel', name: 'buy', time: NOW }] })
    await buy()
    const failure = await said(expect(braze.user('mel')).toHaveReceivedPush())
    expect(failure).toContain("messages that did not go out:\n    'Offers' (android_push) to mel: withheld, no_push_token")
    await braze.rest('POST', '/users/track', { attributes: [{ external_id: 'mel', push_tokens: [{ app_id: braze.keys.android, token: 'token-1' }] }] })
    await buy()
    await expect(braze.user('mel')).toHaveReceivedPush({ title: 'Hi mel@example.com', body: 'There', link: 'app://offers', extras: { k: 'v' }, campaign_id: 'offers', count: 1 })
    expect(await said(expect(braze.user('mel')).toHaveReceivedPush({ title: /^Bye/ }))).toContain('the nearest: title: expected a text like /^Bye/')
    await expect(braze.user('mel')).toHaveReceivedMessage('android_push', { campaign_id: 'offers' })
    await expect(braze.user('mel')).not.toHaveReceivedMessage('email')
  })

  mel('a misspelt expectation is refused: it would never fail', async ({ braze }) => {
    await expect(expect(braze.user('mel')).toHaveLoggedEvent('opened', { propertis: { shelf: 9 } } as object)).rejects.toThrow("toHaveLoggedEvent('opened', { properties, count }): there is no 'propertis'")
  })

  vitest.test('anything that is no user of a world is refused', async () => {
    await expect(expect('mel').toHaveLoggedEvent('opened')).rejects.toThrow("this matcher is about a user of a world: expect(braze.user('mel'))")
  })
})
