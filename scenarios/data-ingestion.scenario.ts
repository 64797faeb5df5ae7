// A backend and an app speak of the same user: both arrive in one profile, in the order of their coming.
import { platforms, scenario } from './kit.ts'

for (const platform of platforms) {
  scenario(`${platform}: REST and SDK data meet in one profile`, { row: 'Data ingestion: REST and SDK in one profile', tags: [platform, 'data'] }, async ({ device, rest, clock, expect }) => {
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
