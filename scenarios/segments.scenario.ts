// Row 9: segments are built: from what the app and the backend say, from what users do, from segments; users come and go with their data and with time.
import { platforms, scenario, withLocalServer } from './kit.ts'

const row = 9

for (const platform of platforms) {
  scenario(`${platform}: a segment follows what users say and do in the app`, { row, tags: [platform, 'segments'] }, async ({ device, rest, admin, clock, expect }) => {
    await admin.post('/segments', {
      id: 'active-pros', name: 'Active pros',
      filters: { op: 'AND', children: [
        { filter: 'custom_attribute', name: 'plan', type: 'string', cmp: 'is_any_of', value: ['pro'] },
        { filter: 'x_custom_event_in_y_days', name: 'exported', days: 3, cmp: 'more_than', value: 1 },
      ] },
    })
    const phone = device(platform)
    phone.launch()
    phone.changeUser('mel')
    phone.setCustomUserAttribute('plan', 'pro')
    phone.logCustomEvent('exported')
    await clock.advance('1m')
    await expect.notInSegment('mel', 'active-pros')

    phone.logCustomEvent('exported')
    await clock.advance('1m')
    await expect.inSegment('mel', 'active-pros')

    // the data of days past counts no more
    await clock.advance('4d')
    await expect.notInSegment('mel', 'active-pros')
    await rest.post('/users/track', { events: [1, 2].map(() => ({ external_id: 'mel', name: 'exported', time: clock.now() })) })
    await expect.inSegment('mel', 'active-pros')

    phone.setCustomUserAttribute('plan', 'free')
    await clock.advance('1m')
    await expect.notInSegment('mel', 'active-pros')
  })
}

scenario('a segment has those who fit, and its size and details say so', { row, tags: ['segments'] }, async ({ rest, admin, clock, expect }) => {
  await rest.post('/users/track', {
    attributes: [{ external_id: 'mel', country: 'DE', plan: 'gold' }, { external_id: 'bob', country: 'DE', plan: 'silver' }, { external_id: 'eve', country: 'US', plan: 'gold' }],
    purchases: [{ external_id: 'mel', product_id: 'book', currency: 'EUR', price: 20, time: clock.now() }],
  })
  const of = (name: string, value: string) => ({ filter: 'custom_attribute', name, type: 'string', cmp: 'is_any_of', value })
  await admin.post('/segments', { id: 'gold', name: 'Gold', description: 'Pay most', tags: ['money'], analytics_tracking_enabled: true, filters: of('plan', 'gold') })
  await admin.post('/segments', { id: 'buyers', name: 'Buyers', filters: { filter: 'purchased_product', product_id: 'book' } })
  await admin.post('/segments', { id: 'gold-to-win', name: 'Gold that never bought', filters: { op: 'AND', children: [
    { filter: 'segment_membership', segment_id: 'gold' }, { op: 'NOT', children: [{ filter: 'segment_membership', segment_id: 'buyers' }] },
  ] } })
  await admin.post('/segments', { id: 'germans', name: 'Germans', filters: { filter: 'country', cmp: 'is_any_of', value: ['DE'] } })

  const members: Record<string, string[]> = { gold: ['mel', 'eve'], buyers: ['mel'], 'gold-to-win': ['eve'], germans: ['mel', 'bob'] }
  for (const [segment, inside] of Object.entries(members))
    for (const user of ['mel', 'bob', 'eve']) await (inside.includes(user) ? expect.inSegment(user, segment) : expect.notInSegment(user, segment))

  const list = (await rest.get('/segments/list')).body.segments as { id: string; name: string }[]
  expect.value(list.map(({ name }) => name).sort(), 'the segments of the list').toEqual(['Buyers', 'Germans', 'Gold', 'Gold that never bought'])
  expect.value((await rest.get('/segments/details?segment_id=gold')).body, 'the details').toMatch({ name: 'Gold', description: 'Pay most', tags: ['money'] })

  // the export of its users is announced to a service of ours when it is ready
  await withLocalServer(() => ({ json: {} }), async ({ url, hits }) => {
    await rest.post('/users/export/segment', { segment_id: 'gold', fields_to_export: ['external_id'], callback_endpoint: `${url}/ready` })
    await clock.advance('10m')
    expect.value(hits.map(({ method, path }) => `${method} ${path}`), 'what the service was told').toEqual(['POST /ready'])
    expect.value(JSON.parse(hits[0]?.body ?? '{}'), 'what it was told').toMatch({ success: true })
    await expect.journal('export.finished', { count: 1, data: { users: 2 } })
  })

  await clock.advance('1d')
  const sizes = (await rest.get('/segments/data_series?segment_id=gold&length=1')).body.data
  expect.value(sizes, 'the sizes').toMatch([{ size: 2 }])
})
