// Row 6: custom data is recorded against profiles: attributes with all that can be done to them, events and purchases with properties, and what the workspace keeps out (rule U18).
import { platforms, scenario } from './kit.ts'

const row = 6
const ofTheDay = 'length=1&ending_at=2026-03-01T23:00:00Z'

for (const platform of platforms) {
  const tags = [platform, 'custom data']

  scenario(`${platform}: custom attributes are set, counted up, added to, merged and taken away`, { row, tags }, async ({ device, rest, clock, expect }) => {
    const custom = async (expected: object, when: string): Promise<void> => {
      await clock.advance('20s')
      expect.value((await expect.exported('mel'))['custom_attributes'], `the custom attributes ${when}`).toEqual(expected)
    }
    const phone = device(platform)
    phone.launch()
    phone.changeUser('mel')
    phone.setCustomUserAttribute('plan', 'free')
    phone.setCustomUserAttribute('points', 10)
    phone.incrementCustomUserAttribute('visits')
    phone.setCustomUserAttribute('teams', ['red', 'blue'])
    phone.addToCustomAttributeArray('likes', 'tea')
    phone.setCustomUserAttribute('home', { city: 'Lyon', rooms: { kitchen: 1, bath: 1 } })
    phone.setCustomUserAttribute('cars', [{ id: 1, colour: 'red' }, { id: 2, colour: 'blue' }])
    phone.setCustomLocationAttribute('shop', 45.76, 4.83)
    phone.setCustomUserAttribute('trial', true)
    await custom({
      plan: 'free', points: 10, visits: 1, teams: ['red', 'blue'], likes: ['tea'], home: { city: 'Lyon', rooms: { kitchen: 1, bath: 1 } },
      cars: [{ id: 1, colour: 'red' }, { id: 2, colour: 'blue' }], shop: { latitude: 45.76, longitude: 4.83 }, trial: true,
    }, 'as they were set')

    phone.setCustomUserAttribute('plan', 'pro')
    phone.incrementCustomUserAttribute('points', 5)
    phone.incrementCustomUserAttribute('points', -7)
    phone.incrementCustomUserAttribute('visits')
    // again at the end, and no more
    phone.addToCustomAttributeArray('teams', 'green')
    phone.addToCustomAttributeArray('teams', 'red')
    phone.removeFromCustomAttributeArray('teams', 'blue')
    phone.removeFromCustomAttributeArray('likes', 'coffee')
    phone.setCustomUserAttribute('home', { rooms: { bath: 2, cellar: 1 } }, true)
    phone.unsetCustomUserAttribute('trial')
    phone.unsetCustomLocationAttribute('shop')
    await custom({
      plan: 'pro', points: 8, visits: 2, teams: ['green', 'red'], likes: ['tea'], home: { city: 'Lyon', rooms: { kitchen: 1, bath: 2, cellar: 1 } },
      cars: [{ id: 1, colour: 'red' }, { id: 2, colour: 'blue' }],
    }, 'after the changes in the app')

    // the same from the backend
    await rest.post('/users/track', { attributes: [
      { external_id: 'mel', points: { inc: 2 }, teams: { add: ['white'], remove: ['green'] }, cars: { $add: [{ id: 3 }], $remove: [{ $identifier_key: 'id', $identifier_value: 1 }], $update: [{ $identifier_key: 'id', $identifier_value: 2, $new_object: { id: 2, colour: 'black' } }] } },
      { external_id: 'mel', _merge_objects: true, home: { rooms: { attic: 1 } } },
      { external_id: 'mel', visits: null, likes: [] },
    ] })
    await custom({ plan: 'pro', points: 10, teams: ['red', 'white'], likes: [], home: { city: 'Lyon', rooms: { kitchen: 1, bath: 2, cellar: 1, attic: 1 } }, cars: [{ id: 2, colour: 'black' }, { id: 3 }] }, 'after the changes of the backend')
    // a number can not be added to a text
    phone.incrementCustomUserAttribute('plan', 1)
    await clock.advance('20s')
    await expect.profile('mel', { custom_attributes: { plan: 'pro' } })
    await expect.journal('decision.ignored', { about: 'mel', data: { compared: { attribute: 'plan' } }, count: 1 })
  })

  scenario(`${platform}: custom events are counted with their properties, and named in the workspace`, { row, tags }, async ({ device, rest, admin, clock, expect }) => {
    const phone = device(platform)
    phone.launch()
    phone.changeUser('mel')
    const properties = { title: 'Up', minutes: 96, rating: 4.5, kids: true, genres: ['drama', 'fun'], cast: [{ name: 'Ed', lead: true }], studio: { city: { name: 'Emeryville' } } }
    phone.logCustomEvent('watched', properties)
    await clock.advance('1m')
    phone.logCustomEvent('watched')
    phone.logCustomEvent('paused', { at: 12 })
    const session = phone.state().sessionId!
    await clock.advance('1m')
    await rest.post('/users/track', { events: [{ external_id: 'mel', name: 'watched', time: '2026-03-01T09:00:00Z', properties: { title: 'Ida' } }] })

    const mel = await expect.exported('mel', { custom_events: [{ name: 'watched', count: 3, first: '2026-03-01T09:00:00.000Z', last: '2026-03-01T12:01:00.000Z' }, { name: 'paused', count: 1 }] })
    const { recent_events } = await admin.get(`/users/${mel.braze_id}`)
    expect.value(recent_events.map(({ name, properties: own, session_id }: any) => [name, own, session_id]), 'the events, newest first').toEqual([['paused', { at: 12 }, session], ['watched', {}, session], ['watched', properties, session], ['watched', { title: 'Ida' }, null]])
    await expect.event('mel', 'paused', { count: 1, properties: { at: 12 }, session })
    expect.value((await rest.get('/events/list')).body.events, 'the names of events').toEqual(['paused', 'watched'])
    expect.value((await rest.get(`/events/data_series?event=watched&${ofTheDay}`)).body.data.map((day: any) => day.count), 'the events of the day').toEqual([3])
  })

  scenario(`${platform}: purchases are counted with quantity, revenue and properties`, { row, tags }, async ({ device, rest, admin, clock, expect }) => {
    await admin.patch('/settings', { exchange_rates: { EUR: 2 } })
    const phone = device(platform)
    phone.launch()
    phone.changeUser('mel')
    phone.logPurchase('hat', 19.99, 'USD', 3, { colour: 'green', sizes: ['M', 'L'] })
    phone.logPurchase('mug', 10, 'EUR')
    await clock.advance('1m')
    await rest.post('/users/track', { purchases: [{ external_id: 'mel', product_id: 'hat', currency: 'USD', price: 20, time: '2026-03-01T12:00:30Z' }] })

    const mel = await expect.exported('mel', { total_revenue: 99.97, purchases: [{ name: 'hat', count: 4, first: '2026-03-01T12:00:00.000Z', last: '2026-03-01T12:00:30.000Z' }, { name: 'mug', count: 1 }] })
    await expect.purchase('mel', 'mug', { price: 10, currency: 'EUR', quantity: 1 })
    const { recent_purchases } = await admin.get(`/users/${mel.braze_id}`)
    const hats = recent_purchases.filter((one: any) => one.product_id === 'hat').map(({ price, quantity, properties }: any) => ({ price, quantity, properties }))
    expect.value(hats, 'the purchases of hats, newest first').toEqual([{ price: 20, quantity: 1, properties: {} }, { price: 19.99, quantity: 3, properties: { colour: 'green', sizes: ['M', 'L'] } }])
    expect.value((await rest.get('/purchases/product_list')).body.products, 'the products').toEqual(['hat', 'mug'])
    const series = async (path: string, name: string) => (await rest.get(`/purchases/${path}?${ofTheDay}`)).body.data.map((day: any) => day[name])
    expect.value([await series('revenue_series', 'revenue'), await series('quantity_series', 'purchase_quantity')], 'the revenue and the quantity of the day').toEqual([[99.97], [5]])
  })

  scenario(`${platform}: custom data that the workspace does not want is neither sent nor stored`, { row, tags }, async ({ device, rest, admin, clock, expect }) => {
    await admin.patch('/settings', { block_lists: { events: ['spied'], attributes: ['secret'], purchases: ['weapon'] } })
    const phone = device(platform)
    phone.launch()
    phone.changeUser('mel')
    await clock.advance('20s')
    // the SDK knows by now
    const taken = [phone.logCustomEvent('spied'), phone.setCustomUserAttribute('secret', 1), phone.logPurchase('weapon', 1), phone.logCustomEvent('waved'), phone.setCustomUserAttribute('open', 1), phone.logPurchase('hat', 1)]
    expect.value(taken, 'what the SDK takes').toEqual([false, false, false, true, true, true])
    await rest.post('/users/track', { attributes: [{ external_id: 'mel', secret: 1, shared: 2 }], events: [{ external_id: 'mel', name: 'spied', time: clock.now() }], purchases: [{ external_id: 'mel', product_id: 'weapon', currency: 'USD', price: 1, time: clock.now() }] })
    await clock.advance('20s')

    const mel = await expect.exported('mel', { custom_events: [{ name: 'waved', count: 1 }], purchases: [{ name: 'hat', count: 1 }], total_revenue: 1 })
    expect.value(mel['custom_attributes'], "mel's custom attributes").toEqual({ open: 1, shared: 2 })
    for (const kind of ['events', 'attributes', 'purchases']) await expect.decision(`block_list.${kind}`, { about: 'mel', count: 1 })
  })
}
