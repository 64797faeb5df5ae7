// Events and attributes as each platform writes them (U10, U16-U18; web wire 3, mobile wire 3).
import { describe, expect, test } from 'vitest'
import type { Device, Platform } from '../../../sdk-shims/device/index.ts'
import { answer, attributes, bench, config, DATA, events } from './scripted-server.ts'

const PLATFORMS: Platform[] = ['web', 'ios', 'android']

/** What one act puts on the wire after the session start. */
const sentBy = async (platform: Platform, act: (device: Device) => unknown): Promise<{ events: unknown[]; attributes: unknown[] }> => {
  const { device, news } = bench(platform)
  device.launch()
  await news()
  act(device)
  device.requestImmediateDataFlush()
  const sent = await news()
  return { events: sent.flatMap(events).map((one) => ({ name: one['name'], data: one['data'] })), attributes: sent.flatMap(attributes) }
}

const NOON = new Date(Date.UTC(2024, 1, 29, 12, 30, 15, 250))

describe('events', () => {
  test.each([
    ['web', { n: 'x', p: { a: 1, at: '2024-02-29T12:30:15', list: ['b'] } }, { n: 'y', p: {} }],
    ['ios', { n: 'x', p: { a: 1, at: '2024-02-29T12:30:15Z', list: ['b'] } }, { n: 'y' }],
    ['android', { n: 'x', p: { a: 1, at: '2024-02-29T12:30:15Z', list: ['b'] } }, { n: 'y' }],
  ] as const)('U16 %s: a custom event with and without properties; nulls are dropped', async (platform, full, bare) => {
    expect(await sentBy(platform, (device) => {
      device.logCustomEvent('x', { a: 1, at: NOON, list: ['b'], gone: null })
      device.logCustomEvent('y')
    })).toEqual({ events: [{ name: 'ce', data: full }, { name: 'ce', data: bare }], attributes: [] })
  })

  test.each(['ios', 'android'] as const)('U16 %s: a date that is none and a number that JSON has no word for are left out, with a line each', async (platform) => {
    const lines: string[] = []
    const none = new Date('no date')
    expect(await sentBy(platform, (device) => {
      device.subscribe('log', (line) => lines.push(line))
      expect(device.logCustomEvent('x', { a: none, b: Number.NaN, c: 1, deep: { d: none, e: 2 }, list: [none, 3] })).toBe(true)
      expect(device.logPurchase('sku', 1, 'EUR', 1, { a: none })).toBe(true)
      expect(device.setCustomUserAttribute('when', none)).toBe(false)
      expect(device.setCustomUserAttribute('deep', { d: none, e: 2 })).toBe(true)
    })).toEqual({
      events: [{ name: 'ce', data: { n: 'x', p: { c: 1, deep: { e: 2 }, list: [3] } } }, { name: 'p', data: { pid: 'sku', c: 'EUR', p: 1, q: 1, pr: {} } }],
      attributes: [{ custom: { deep: { e: 2 } } }],
    })
    expect(lines.filter((line) => line.includes('left out')).map((line) => /(?:property|value of) (\S+)/.exec(line)?.[1])).toEqual(['a', 'b', 'd', '0', 'a', 'when', 'd'])
  })

  test.each(['ios', 'android'] as const)('N6 %s: what the app said of advertising is said again after a failed request', async (platform) => {
    const { device, news, script, pass } = bench(platform)
    device.launch()
    await news()
    script(DATA, new Error('no network'))
    device.setAdvertising({ adTracking: true })
    await pass(60)
    expect((await news()).map((one) => [one.outcome, (one.body['device'] as { ad_tracking_enabled?: boolean }).ad_tracking_enabled])).toEqual([['failed', true], ['ok', true]])
    await pass(60)
    expect(await news()).toEqual([])
  })

  test('U16 web: such a date is thrown back at the app', () => {
    const { device } = bench('web')
    device.launch()
    expect(() => device.logCustomEvent('x', { a: new Date('no date') })).toThrow(RangeError)
    expect(device.pending.events.map((one) => one.name)).toEqual(['ss'])
  })

  test.each([
    ['web', { pid: 'sku', c: 'EUR', p: '10.00', q: 1, pr: {} }, { pid: 'sku', c: 'USD', p: '9.99', q: 3, pr: { a: 1 } }],
    ['ios', { pid: 'sku', c: 'EUR', p: 10, q: 1 }, { pid: 'sku', c: 'USD', p: 9.994, q: 3, pr: { a: 1 } }],
    ['android', { pid: 'sku', c: 'EUR', p: 10, q: 1 }, { pid: 'sku', c: 'USD', p: 9.994, q: 3, pr: { a: 1 } }],
  ] as const)('U16 %s: a purchase, its price as this platform writes it', async (platform, first, second) => {
    expect(await sentBy(platform, (device) => {
      device.logPurchase('sku', 10, 'eur')
      device.logPurchase('sku', 9.994, 'USD', 3, { a: 1 })
    })).toEqual({ events: [{ name: 'p', data: first }, { name: 'p', data: second }], attributes: [] })
  })

  test.each(PLATFORMS)('U16 %s: attribute verbs that travel as events', async (platform) => {
    expect(await sentBy(platform, (device) => {
      device.incrementCustomUserAttribute('n', -2)
      device.incrementCustomUserAttribute('n')
      device.addToCustomAttributeArray('list', 'a')
      device.removeFromCustomAttributeArray('list', 'b')
      device.setCustomUserAttribute('list', ['a', 'b'])
      device.setCustomUserAttribute('deep', { a: { at: NOON } }, true)
      device.setCustomLocationAttribute('home', 1.5, -2.5)
      device.unsetCustomLocationAttribute('home')
      device.setLastKnownLocation(1, 2, 3, 4, 5)
      device.addToSubscriptionGroup('g')
      device.removeFromSubscriptionGroup('g')
      device.addAlias('n', 'l')
    })).toEqual({
      events: [
        { name: 'inc', data: { key: 'n', value: -2 } },
        { name: 'inc', data: { key: 'n', value: 1 } },
        { name: 'add', data: { key: 'list', value: 'a' } },
        { name: 'rem', data: { key: 'list', value: 'b' } },
        { name: 'set', data: { key: 'list', value: ['a', 'b'] } },
        { name: 'ncam', data: { key: 'deep', value: { a: { at: '2024-02-29T12:30:15.250Z' } } } },
        { name: 'lcaa', data: { key: 'home', latitude: 1.5, longitude: -2.5 } },
        { name: 'lcar', data: { key: 'home' } },
        { name: 'lr', data: { latitude: 1, longitude: 2, altitude: 4, ll_accuracy: 3, alt_accuracy: 5 } },
        { name: 'sgu', data: { group_id: 'g', status: 'subscribed' } },
        { name: 'sgu', data: { group_id: 'g', status: 'unsubscribed' } },
        { name: 'uae', data: { a: 'n', l: 'l' } },
      ],
      attributes: [],
    })
  })

  test.each(PLATFORMS)('U16 %s: the phones cut names and strings at 255 characters, web does not; properties above 51200 bytes are refused', async (platform) => {
    const long = 'x'.repeat(300)
    const sent = await sentBy(platform, (device) => {
      expect(device.logCustomEvent(long, { [long]: long })).toBe(true)
      expect(device.setCustomUserAttribute(long, long)).toBe(true)
      expect(device.addToCustomAttributeArray('list', long)).toBe(true)
      expect(device.setFirstName(long)).toBe(true)
      expect(device.logCustomEvent('big', Object.fromEntries(Array.from({ length: 210 }, (_, i) => [`k${i}`, long])))).toBe(false)
    })
    const kept = 'x'.repeat(platform === 'web' ? 300 : 255)
    expect(sent).toEqual({
      events: [{ name: 'ce', data: { n: kept, p: { [kept]: kept } } }, { name: 'add', data: { key: 'list', value: kept } }],
      attributes: [{ first_name: kept, custom: { [kept]: kept } }],
    })
  })

  test.each([
    ['an unknown currency', (device: Device) => device.logPurchase('sku', 1, 'EURO')],
    ['quantity 0', (device: Device) => device.logPurchase('sku', 1, 'EUR', 0)],
    ['quantity 101', (device: Device) => device.logPurchase('sku', 1, 'EUR', 101)],
    ['a price that is no number', (device: Device) => device.logPurchase('sku', Number.NaN)],
    ['no event name', (device: Device) => device.logCustomEvent('')],
    ['no attribute key', (device: Device) => device.setCustomUserAttribute('', 1)],
    ['a wrong e-mail address', (device: Device) => device.setEmail('ada')],
    ['an unknown gender', (device: Device) => device.setGender('female')],
    ['a wrong phone number', (device: Device) => device.setPhoneNumber('call me')],
    ['latitude 91', (device: Device) => device.setLastKnownLocation(91, 0)],
  ])('U16 web: %s is refused and sends nothing', async (_what, act) => {
    expect(await sentBy('web', (device) => expect(act(device)).toBe(false))).toEqual({ events: [], attributes: [] })
  })
})

describe('attributes', () => {
  test.each([['web', '1990-1-2'], ['ios', '1990-01-02T00:00:00Z'], ['android', '1990-01-02']] as const)('U17 %s: every standard field in one object, dob as %s', async (platform, dob) => {
    expect(await sentBy(platform, (device) => {
      device.setFirstName('Ada')
      device.setLastName('L')
      device.setEmail('ada@example.com')
      device.setGender('f')
      device.setDateOfBirth(1990, 1, 2)
      device.setCountry('GB')
      device.setHomeCity('London')
      device.setLanguage('en')
      device.setPhoneNumber('+44 (20) 123-456')
      device.setEmailNotificationSubscriptionType('opted_in')
      device.setPushNotificationSubscriptionType('unsubscribed')
      device.setCustomUserAttribute('plan', 'free')
      device.setCustomUserAttribute('plan', 'pro')
      device.setCustomUserAttribute('pets', [{ name: 'Rex' }])
      device.unsetCustomUserAttribute('old')
      device.setHomeCity(null)
    })).toEqual({
      events: [],
      attributes: [{
        first_name: 'Ada', last_name: 'L', email: 'ada@example.com', gender: 'f', dob, country: 'GB', home_city: null,
        language: 'en', phone: '+44 (20) 123-456', email_subscribe: 'opted_in', push_subscribe: 'unsubscribed',
        custom: { plan: 'pro', pets: [{ name: 'Rex' }], old: null },
      }],
    })
  })

  test.each([[1990, 2, 29], [1990, 13, 1], [1990, 0, 1], [1990, 4, 31], [1899, 12, 31], [2023, 11, 15]])('U17 android: %i-%i-%i is no date of birth', async (year, month, day) => {
    expect(await sentBy('android', (device) => expect(device.setDateOfBirth(year, month, day)).toBe(false))).toEqual({ events: [], attributes: [] })
  })

  test.each(PLATFORMS)('U18 %s: blocked names are refused and sent nowhere', async (platform) => {
    const { device, news, script } = bench(platform)
    script(DATA, answer({ config: config({ events_blacklist: ['e'], attributes_blacklist: ['a'], purchases_blacklist: ['p'] }) }))
    device.launch()
    await news()
    expect([
      device.logCustomEvent('e'), device.logPurchase('p', 1), device.setCustomUserAttribute('a', 1), device.unsetCustomUserAttribute('a'),
      device.incrementCustomUserAttribute('a'), device.addToCustomAttributeArray('a', 'x'), device.setCustomUserAttribute('a', ['x']),
      device.setCustomUserAttribute('a', { x: 1 }, true), device.setCustomLocationAttribute('a', 1, 1),
    ]).toEqual(Array.from({ length: 9 }, () => false))
    expect(device.pending).toEqual({ events: [], attributes: [] })
    expect([device.logCustomEvent('p'), device.logPurchase('e', 1), device.setCustomUserAttribute('e', 1)]).toEqual([true, true, true])
  })

  test('U1 web: common fields follow the options; device again only when it changes', async () => {
    const { device, news } = bench('web', { appVersion: '1.2', appVersionCode: '12', sdkFlavor: 'tealium', sdkMetadata: ['npm', 'gg'], sdkVersion: '6.0.0' })
    device.launch()
    const [first] = await news()
    expect(first?.body).toMatchObject({ app_version: '1.2', app_version_code: '12', sdk_flavor: 'tealium', sdk_metadata: ['npm', 'gg'], sdk_version: '6.0.0' })
    device.changeDevice({ locale: 'de-de' })
    device.setFirstName('Ada')
    device.requestImmediateDataFlush()
    const [second] = await news()
    expect(second?.body['device']).toMatchObject({ locale: 'de-de' })
    expect(second?.body).not.toHaveProperty('sdk_metadata')
    device.setFirstName('Eve')
    device.requestImmediateDataFlush()
    expect((await news())[0]?.body).not.toHaveProperty('device')
  })
})
