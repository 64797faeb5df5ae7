// The real @braze/web-sdk in Chromium, unpatched: how it finds the emulator, and what events, purchases and attributes become. Read back over REST.
// Drives POST /api/v3/data
import { expect, test } from 'vitest'
import { describeInChromium, soon, webVisits } from '../kit/chromium.ts'

const visit = webVisits()

describeInChromium('initialise and the anonymous session', () => {
  test.each([
    ['http://localhost:PORT', '/api/v3/data/'],
    ['http://localhost:PORT/', '/api/v3/data/'],
    ['http://localhost:PORT/api/v3', '/api/v3/data/'],
    ['http://localhost:PORT/api/v3/', '/api/v3//data/'],
    ['http://127.0.0.1:PORT', '/api/v3/data/'],
  ])('baseUrl %s', async (baseUrl, path) => {
    const v = await visit()
    expect(await v.initialize({ baseUrl: baseUrl.replace('PORT', v.port) })).toBe(true)
    expect(await v.users()).toEqual([]) // initialize alone sends nothing
    await v.openSession()

    const [user, ...others] = await v.users()
    expect(others).toEqual([])
    expect(user).toMatchObject({ external_id: null, sessions: 1 })
    const exported = await v.exported({ braze_id: user.braze_id })
    expect(exported).not.toHaveProperty('external_id')
    expect(exported).toMatchObject({ braze_id: user.braze_id, apps: [{ name: 'Web', platform: 'Web', sessions: 1 }], devices: [{ device_id: await v.deviceId(), os: 'Linux' }] })

    const [request] = (await v.admin('GET', '/requests')).requests
    expect(request.path).toBe(path)
    expect(request.headers.origin).toBe(new URL(v.site).origin) // from another origin: the browser has asked before
    expect(request.status).toBe(201)
    expect(v.errors).toEqual([])
  })

  test('the session start writes exactly these rows', async () => {
    const v = await visit()
    const before = (await v.journal()).length
    await v.initialize()
    await v.openSession()
    expect((await v.journal()).slice(before).map((row) => row.kind)).toEqual(['device.registered', 'profile.created', 'session.started', 'device.updated', 'profile.updated'])
  })
})

describeInChromium('events and purchases', () => {
  test('a custom event arrives with every type of property', async () => {
    const v = await visit()
    await v.initialize()
    await v.openSession()
    const logged = await v.page.evaluate(() =>
      window.braze.logCustomEvent('watched', { text: 'Grüße 🎉', whole: 3, part: 1.5, yes: true, no: false, when: new Date('2026-01-02T03:04:05.678Z'), list: ['a', 1, { b: 2 }], nested: { deep: { er: [1, null] } }, nothing: null }),
    )
    expect(logged).toBe(true)
    expect(await v.page.evaluate(() => window.braze.logCustomEvent('plain'))).toBe(true)
    expect(await v.flush()).toBe(true)
    const events = await v.journal('custom_event')
    expect(events.map((row) => [row.kind, row.data.name])).toEqual([['custom_event.logged', 'watched'], ['custom_event.logged', 'plain']])
    expect(events[0].data.properties).toEqual({ text: 'Grüße 🎉', whole: 3, part: 1.5, yes: true, no: false, when: '2026-01-02T03:04:05', list: ['a', 1, { b: 2 }], nested: { deep: { er: [1, null] } } })
    const [session] = await v.journal('session.started')
    expect(events.map((row) => row.data.session_id)).toEqual([session.data.session_id, session.data.session_id])
    const { custom_events } = await v.exported({ braze_id: session.profile })
    expect(custom_events.map(({ name, count }: any) => [name, count])).toEqual([['watched', 1], ['plain', 1]])
  })

  test('purchases arrive with price, currency, quantity and properties', async () => {
    const v = await visit()
    await v.initialize()
    await v.openSession()
    await v.page.evaluate(() => {
      window.braze.logPurchase('sku-1', 10, 'usd', 3, { colour: 'red', sizes: [1, 2] })
      window.braze.logPurchase('sku-2', 2.345)
    })
    expect(await v.flush()).toBe(true)
    const rows = await v.journal('purchase.made')
    expect(rows.map((row) => row.data)).toMatchObject([
      { product_id: 'sku-1', currency: 'USD', price: 10, quantity: 3, properties: { colour: 'red', sizes: [1, 2] } },
      { product_id: 'sku-2', currency: 'USD', quantity: 1 },
    ])
    expect(rows[1].data.price).toBeCloseTo(2.345, 1)
    const user = await v.exported({ braze_id: rows[0].profile })
    expect(user.purchases.map(({ name, count }: any) => [name, count])).toEqual([['sku-1', 3], ['sku-2', 1]])
    expect(user.total_revenue).toBeCloseTo(30 + rows[1].data.price, 5)
  })

  test('typed eCommerce events are custom events of their names', async () => {
    const v = await visit()
    await v.initialize()
    await v.openSession()
    const shop = { source: 'https://shop.example', currency: 'EUR' }
    const product = { product_id: 'p1', product_name: 'Shoe', variant_id: 'v1', price: 20, quantity: 2 }
    const taken = await v.page.evaluate(
      ([shop, product]) => [
        window.braze.logEcommerceEvent({ name: 'ecommerce.product_viewed', properties: { ...shop, product_id: 'p1', product_name: 'Shoe', variant_id: 'v1', price: 20 } }),
        window.braze.logEcommerceEvent({ name: 'ecommerce.cart_updated', properties: { ...shop, cart_id: 'c1', total_value: 40, products: [product] } }),
        window.braze.logEcommerceEvent({ name: 'ecommerce.checkout_started', properties: { ...shop, checkout_id: 'k1', total_value: 40, products: [product] } }),
        window.braze.logEcommerceEvent({ name: 'ecommerce.order_placed', properties: { ...shop, order_id: 'o1', total_value: 40, products: [product] } }),
      ],
      [shop, product] as const,
    )
    expect(taken).toEqual([true, true, true, true])
    expect(await v.flush()).toBe(true)
    expect(await v.eventNames()).toEqual(['ecommerce.product_viewed', 'ecommerce.cart_updated', 'ecommerce.checkout_started', 'ecommerce.order_placed'])
    const [, , , order] = await v.journal('custom_event.logged')
    expect(order.data.properties).toMatchObject({ order_id: 'o1', total_value: 40, currency: 'EUR', products: [product] })
  })

  test('what the SDK itself refuses never leaves the page', async () => {
    const v = await visit()
    await v.initialize()
    await v.openSession()
    const before = (await v.requests()).length
    expect(await v.page.evaluate(() => [window.braze.logCustomEvent(''), window.braze.logPurchase('', 1), window.braze.logPurchase('x', 1, 'XXX'), window.braze.logPurchase('x', 1, 'USD', 101)])).toEqual([false, false, false, false])
    await v.flush()
    expect((await v.requests()).slice(before).flatMap((request) => JSON.parse(request.body).events ?? [])).toEqual([])
  })
})

describeInChromium('attributes', () => {
  test('every standard setter', async () => {
    const v = await visit()
    await v.initialize()
    await v.openSession()
    const taken = await v.page.evaluate(() => {
      const user = window.braze.getUser()!
      return [
        user.setFirstName('Ada'), user.setLastName('Lovelace'), user.setEmail('ada@example.com'), user.setPhoneNumber('+442071234567'), user.setGender('f'), user.setDateOfBirth(1990, 1, 2), user.setCountry('gb'),
        user.setHomeCity('London'), user.setLanguage('en'), user.setEmailNotificationSubscriptionType('opted_in'), user.setPushNotificationSubscriptionType('unsubscribed'), user.setLineId('line-1'),
      ]
    })
    expect(taken).toEqual(Array.from({ length: 12 }, () => true))
    expect(await v.flush()).toBe(true)
    const [{ braze_id }] = await v.users()
    expect(await v.exported({ braze_id })).toMatchObject({
      first_name: 'Ada', last_name: 'Lovelace', email: 'ada@example.com', phone: '+442071234567', gender: 'F', dob: '1990-01-02', country: 'GB', home_city: 'London', language: 'en', email_subscribe: 'opted_in', push_subscribe: 'unsubscribed',
    })
    expect((await v.admin('GET', `/users/${braze_id}`)).attributes.native_line_id).toBe('line-1')

    await v.page.evaluate(() => {
      const user = window.braze.getUser()!
      user.setFirstName(null)
      user.setDateOfBirth(null, null, null)
      user.setGender(null)
      user.setHomeCity(null)
    })
    expect(await v.flush()).toBe(true)
    const after = await v.exported({ braze_id })
    for (const field of ['first_name', 'dob', 'gender', 'home_city']) expect(after[field] ?? null, field).toBeNull()
    expect(after.last_name).toBe('Lovelace')
    expect(await v.journal('decision')).toEqual([])
  })

  test('custom attributes of every type, changed and removed', async () => {
    const v = await visit()
    await v.initialize()
    await v.openSession()
    const set = (values: Record<string, unknown>, merge = false) =>
      v.page.evaluate(([values, merge]) => Object.entries(values).map(([name, value]) => window.braze.getUser()!.setCustomUserAttribute(name, value as never, merge)), [values, merge] as const)
    expect(await set({ text: 'x', whole: 7, part: 0.5, yes: true, list: ['a', 'b'], object: { a: 1, b: { c: 'x' } }, objects: [{ id: 1 }, { id: 2 }], gone: 'soon', when: new Date('2026-01-02T03:04:05.678Z') })).toEqual(Array.from({ length: 9 }, () => true))
    expect(await v.flush()).toBe(true)
    const [{ braze_id }] = await v.users()
    const customs = async () => (await v.exported({ braze_id })).custom_attributes
    expect(await customs()).toEqual({ text: 'x', whole: 7, part: 0.5, yes: true, list: ['a', 'b'], object: { a: 1, b: { c: 'x' } }, objects: [{ id: 1 }, { id: 2 }], gone: 'soon', when: expect.stringMatching(/^2026-01-02T03:04:05/) })
    expect((await v.admin('GET', `/users/${braze_id}`)).custom_attribute_types).toMatchObject({ when: 'time', text: 'string', part: 'number', yes: 'boolean', list: 'array', object: 'object', objects: 'object_array' })

    await set({ gone: null, list: ['c'] })
    await v.page.evaluate(() => {
      const user = window.braze.getUser()!
      user.addToCustomAttributeArray('list', 'd')
      user.addToCustomAttributeArray('list', 'e')
      user.removeFromCustomAttributeArray('list', 'd')
      user.addToCustomAttributeArray('fresh', 'one')
      user.incrementCustomUserAttribute('whole')
      user.incrementCustomUserAttribute('whole', -5)
      user.incrementCustomUserAttribute('counter', 2)
      user.setCustomLocationAttribute('home', 51.5, -0.12)
      user.setCustomLocationAttribute('work', 1, 2)
    })
    await set({ object: { b: { d: 'y' }, e: 2 } }, true)
    expect(await v.flush()).toBe(true)
    expect(await customs()).toMatchObject({ text: 'x', whole: 3, counter: 2, list: ['c', 'e'], fresh: ['one'], object: { a: 1, b: { c: 'x', d: 'y' }, e: 2 }, objects: [{ id: 1 }, { id: 2 }] })
    expect(await customs()).not.toHaveProperty('gone')
    const whole = await v.admin('GET', `/users/${braze_id}`)
    expect(whole.custom_attributes.home).toEqual({ latitude: 51.5, longitude: -0.12 })

    await v.page.evaluate(() => window.braze.getUser()!.setCustomLocationAttribute('work', null, null))
    await set({ object: { z: 1 }, objects: [{ id: 3 }] })
    expect(await v.flush()).toBe(true)
    expect(await customs()).toMatchObject({ object: { z: 1 }, objects: [{ id: 3 }] })
    expect((await customs()).object).toEqual({ z: 1 })
    expect(await customs()).not.toHaveProperty('work')
    expect(await v.journal('decision')).toEqual([])
  })

  test('the last known location', async () => {
    const v = await visit()
    await v.initialize()
    await v.openSession()
    expect(await v.page.evaluate(() => window.braze.getUser()!.setLastKnownLocation(48.85, 2.35, 12, 35, 3))).toBe(true)
    expect(await v.flush()).toBe(true)
    const [row, ...more] = await v.journal('location.recorded')
    expect(more).toEqual([])
    expect(row.data).toMatchObject({ latitude: 48.85, longitude: 2.35, altitude: 35, ll_accuracy: 12, alt_accuracy: 3 })
    expect((await v.exported({ braze_id: row.profile })).last_coordinates).toEqual([2.35, 48.85])
  })

  test('subscription groups are joined and left', async () => {
    const v = await visit()
    const { id } = await v.admin('POST', '/subscription_groups', { name: 'News', channel: 'email' })
    await v.initialize()
    await v.openSession()
    const [{ braze_id }] = await v.users()
    const state = async () => (await v.admin('GET', `/users/${braze_id}`)).subscription_groups.map((group: any) => group.state)
    expect(await v.page.evaluate((id) => window.braze.getUser()!.addToSubscriptionGroup(id), id)).toBe(true)
    expect(await v.flush()).toBe(true)
    expect(await state()).toEqual(['subscribed'])
    expect(await v.page.evaluate((id) => window.braze.getUser()!.removeFromSubscriptionGroup(id), id)).toBe(true)
    expect(await v.flush()).toBe(true)
    expect(await state()).toEqual(['unsubscribed'])
    expect((await v.journal('subscription_group')).map((row) => row.kind)).toEqual(['subscription_group.created', 'subscription_group.subscribed', 'subscription_group.unsubscribed'])
  })

  test('data leaves by itself, without being asked', async () => {
    const v = await visit()
    await v.page.clock.install()
    await v.initialize()
    await v.openSession()
    await v.page.evaluate(() => window.braze.logCustomEvent('quiet'))
    await v.page.clock.fastForward(11_000)
    await soon(() => v.eventNames()).toEqual(['quiet'])
  })
})
