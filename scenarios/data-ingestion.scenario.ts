// Row 1: what an app and a backend send is what is stored and what is exported, by /users/export/ids and in the ZIP of a segment.
import { platforms, scenario } from './kit.ts'

const row = 1
const everybody = { id: 'everybody', name: 'Everybody', filters: { op: 'AND', children: [] } }

for (const platform of platforms) {
  scenario(`${platform}: all kinds of data of the app and the backend are stored and exported as sent`, { row, tags: [platform, 'data', 'export'] }, async ({ device, rest, admin, clock, expect }) => {
    await admin.post('/segments', everybody)
    const backend = { joined: '2024-02-29T10:00:00Z', tier: 'gold', points: 10, ratio: 0.75, vip: true, teams: ['red', 'blue'], address: { city: 'Århus', geo: { floor: 3 } }, pets: [{ name: 'Rex', age: 4 }, { name: 'Miez', age: 2 }] }
    await rest.post('/users/track', {
      attributes: [{ external_id: 'mel', email: 'mel@example.com', home_city: 'Oslo', ...backend }],
      events: [{ external_id: 'mel', name: 'order shipped', time: '2026-02-28T08:00:00Z', properties: { order: 7, parcels: ['a', 'b'], to: { zip: '8000' } } }],
      purchases: [{ external_id: 'mel', product_id: 'hat', currency: 'USD', price: 25, quantity: 2, time: '2026-02-27T08:00:00Z', properties: { colour: 'green' } }],
    })
    const app = { plan: 'pro', visits: 3, score: 4.5, dark_mode: false, colours: ['blue', 'red'], shop: { name: 'Köln', open: true }, cart: [{ sku: 's-1', n: 1 }] }
    const phone = device(platform)
    phone.launch()
    phone.changeUser('mel')
    phone.setFirstName('Mel')
    phone.setDateOfBirth(1990, 1, 2)
    for (const [name, value] of Object.entries(app)) phone.setCustomUserAttribute(name, value)
    phone.addAlias('mel-77', 'shop')
    phone.allowPush('token-1')
    phone.logCustomEvent('rated', { stars: 5, why: { text: 'schön 🙂', tags: ['fast'] } })
    await clock.advance('10s')
    phone.logCustomEvent('rated', { stars: 4 })
    phone.logPurchase('socks', 5.25, 'USD', 2, { size: 'M' })
    await clock.advance('20s')

    const mel = await expect.exported('mel', {
      external_id: 'mel', first_name: 'Mel', email: 'mel@example.com', home_city: 'Oslo', dob: '1990-01-02', total_revenue: 60.5, push_subscribe: 'opted_in',
      user_aliases: [{ alias_name: 'mel-77', alias_label: 'shop' }],
      custom_events: [
        { name: 'order shipped', first: '2026-02-28T08:00:00.000Z', last: '2026-02-28T08:00:00.000Z', count: 1 },
        { name: 'rated', first: '2026-03-01T12:00:00.000Z', last: '2026-03-01T12:00:10.000Z', count: 2 },
      ],
      purchases: [{ name: 'hat', first: '2026-02-27T08:00:00.000Z', count: 2 }, { name: 'socks', first: '2026-03-01T12:00:10.000Z', count: 2 }],
      push_tokens: [{ token: 'token-1', device_id: phone.state().deviceId }],
    }, { segment: 'everybody' })
    expect.value(mel['custom_attributes'], 'the custom attributes').toEqual({ ...backend, ...app })
    // properties are kept one by one; the export sums up
    const { recent_events: events, recent_purchases: purchases } = await admin.get(`/users/${mel.braze_id}`)
    expect.value(events.map(({ name, properties }: any) => ({ name, properties })), 'the events, newest first').toEqual([
      { name: 'rated', properties: { stars: 4 } }, { name: 'rated', properties: { stars: 5, why: { text: 'schön 🙂', tags: ['fast'] } } }, { name: 'order shipped', properties: { order: 7, parcels: ['a', 'b'], to: { zip: '8000' } } },
    ])
    expect.value(purchases.map(({ product_id, price, quantity, currency, properties }: any) => ({ product_id, price, quantity, currency, properties })), 'the purchases, newest first').toEqual([
      { product_id: 'socks', price: 5.25, quantity: 2, currency: 'USD', properties: { size: 'M' } }, { product_id: 'hat', price: 25, quantity: 2, currency: 'USD', properties: { colour: 'green' } },
    ])
  })

  scenario(`${platform}: REST and SDK data meet in one profile`, { row: [1, 6], tags: [platform, 'data'] }, async ({ device, rest, clock, expect }) => {
    const answer = await rest.post('/users/track', {
      attributes: [{ external_id: 'mel', first_name: 'Mel', home_city: 'Oslo', points: 10, from_backend: true }],
      events: [{ external_id: 'mel', name: 'order shipped', time: clock.now(), properties: { order: 7 } }],
      purchases: [{ external_id: 'mel', product_id: 'hat', currency: 'USD', price: 25, time: clock.now() }],
    })
    expect.value(answer.body, 'the answer of /users/track').toEqual({ message: 'success', attributes_processed: 1, events_processed: 1, purchases_processed: 1 })
    const created = await expect.profile('mel', { first_name: 'Mel', apps: undefined })

    const phone = device(platform)
    phone.launch()
    phone.changeUser('mel')
    phone.setHomeCity('Lyon')
    phone.incrementCustomUserAttribute('points', 5)
    phone.setCustomUserAttribute('from_app', true)
    phone.logCustomEvent('order shipped')
    phone.logCustomEvent('order rated', { stars: 5 })
    phone.logPurchase('socks', 5, 'USD', 2)
    await clock.advance('20s')
    await rest.post('/users/track', { attributes: [{ external_id: 'mel', home_city: 'Bergen', from_backend: null }], events: [{ external_id: 'mel', name: 'order shipped', time: clock.now() }] })

    const mel = await expect.profile('mel', { braze_id: created.braze_id, first_name: 'Mel', home_city: 'Bergen', total_revenue: 35 })
    expect.value(mel['custom_attributes'], "mel's custom attributes").toEqual({ points: 15, from_app: true })
    await expect.event('mel', 'order shipped', { count: 3 })
    await expect.event('mel', 'order rated', { count: 1, properties: { stars: 5 } })
    await expect.purchase('mel', 'hat', { count: 1, price: 25 })
    await expect.purchase('mel', 'socks', { count: 2, price: 5 })
    await expect.journal('custom_event.logged', { about: 'mel', data: { source: 'rest' }, count: 2 })
    await expect.journal('custom_event.logged', { about: 'mel', data: { source: 'sdk' }, count: 2 })
    await expect.users(1)
  })
}

scenario('a segment export has the users of the segment, with the fields that were asked for', { row, tags: ['data', 'export'] }, async ({ rest, admin, expect }) => {
  await admin.post('/segments', { id: 'gold', name: 'Gold', filters: { filter: 'custom_attribute', name: 'tier', type: 'string', cmp: 'is_any_of', value: ['gold'] } })
  const alias = { alias_name: 'a-1', alias_label: 'crm' }
  await rest.post('/users/track', { attributes: [
    { external_id: 'mel', first_name: 'Mel', email: 'mel@example.com', tier: 'gold', points: 3 },
    { external_id: 'bob', first_name: 'Bob', tier: 'silver', points: 4 },
    { external_id: 'eve', tier: 'gold' },
    { user_alias: alias, _update_existing_only: false, first_name: 'Al', tier: 'gold', points: 9 },
  ] })
  // what is empty is left out, and a user without an id has none
  const chosen = await expect.segmentExport('gold', { fields_to_export: ['external_id', 'first_name', 'user_aliases'], custom_attributes_to_export: ['points'] })
  expect.value(chosen, 'the users of the file').toEqual([
    { external_id: 'mel', first_name: 'Mel', custom_attributes: { points: 3 } },
    { external_id: 'eve' },
    { first_name: 'Al', user_aliases: [alias], custom_attributes: { points: 9 } },
  ])
  await expect.exported('mel', { custom_attributes: { tier: 'gold', points: 3 } }, { segment: 'gold' })
  await expect.exported({ user_alias: alias }, { external_id: undefined }, { segment: 'gold' })
  await expect.journal('export.finished', { count: 3, data: { users: 3 } })

  // who leaves the segment is not in the next file
  await rest.post('/users/track', { attributes: [{ external_id: 'mel', tier: 'silver' }] })
  const after = await expect.segmentExport('gold', { fields_to_export: ['external_id'] })
  expect.value(after.map(({ external_id }) => external_id), 'the ids of the next file').toEqual(['eve', undefined])
})
