// Row 2: data is stored correctly: types, times and their zones, any letters, limits; what is not right is told and takes nothing else with it (rules U16, U17, N8).
import { platforms, scenario } from './kit.ts'

const row = 2
const LONG = 'x'.repeat(300)
const CUT = 'x'.repeat(255)

/** A value of each type as an app sets it, and the type as Braze calls it. */
const values = {
  text: ['blue', 'string'], number_as_text: ['42', 'string'], letters: ['Zażółć 北京 🙂 \'"\\ <b>{{x}}', 'string'], integer: [42, 'number'], negative: [-7, 'number'], float: [0.25, 'number'], big: [9_007_199_254_740_991, 'number'],
  yes: [true, 'boolean'], no: [false, 'boolean'], list: [['b', 'a', 'é'], 'array'], object: [{ a: { b: [1, 'two', { c: false }] } }, 'object'], objects: [[{ id: 1, tags: ['x'] }, { id: 2, tags: [] }], 'object_array'],
} as const satisfies Record<string, readonly [unknown, string]>
const plain = Object.fromEntries(Object.entries(values).map(([name, [value]]) => [name, value]))
const types = Object.fromEntries(Object.entries(values).map(([name, [, type]]) => [name, type]))

for (const platform of platforms) {
  const tags = [platform, 'data']

  scenario(`${platform}: values keep their types, whether the app or the backend sends them`, { row, tags }, async ({ device, rest, admin, clock, expect }) => {
    const phone = device(platform)
    phone.launch()
    phone.changeUser('app')
    for (const [name, [value]] of Object.entries(values)) phone.setCustomUserAttribute(name, structuredClone(value) as any)
    phone.logCustomEvent('saw', structuredClone(plain) as any)
    await rest.post('/users/track', { attributes: [{ external_id: 'backend', ...plain }], events: [{ external_id: 'backend', name: 'saw', time: clock.now(), properties: plain }] })
    await clock.advance('20s')

    for (const who of ['app', 'backend']) {
      const { braze_id } = await expect.profile(who)
      const stored = await admin.get(`/users/${braze_id}`)
      expect.value(stored.custom_attributes, `the attributes of ${who}`).toEqual(plain)
      expect.value(stored.custom_attribute_types, `the types of ${who}'s attributes`).toEqual(types)
      expect.value(stored.recent_events.map(({ name, properties }: any) => ({ name, properties })), `the events of ${who}`).toEqual([{ name: 'saw', properties: plain }])
      await expect.exported(who)
    }
  })

  scenario(`${platform}: a time is the same moment in every time zone, and a birthday the same day`, { row, tags }, async ({ device, rest, admin, clock, expect }) => {
    const phone = device({ platform, device: { timeZone: 'Pacific/Auckland' } })
    phone.launch()
    phone.changeUser('mel')
    phone.setDateOfBirth(1990, 1, 2)
    phone.setCustomUserAttribute('renews', new Date('2026-03-05T23:30:00Z'))
    phone.logCustomEvent('opened')
    await clock.advance('1h')
    // the backend is late, and writes its times in zones of its own
    const event = (name: string, time: string) => ({ external_id: 'mel', name, time })
    await rest.post('/users/track', {
      attributes: [{ external_id: 'mel', joined: '2026-01-31T23:30:00-05:00' }],
      events: [event('shipped', '2026-03-01T14:30:00+02:00'), event('shipped', '2026-03-01 12:10:00'), event('planned', '2030-01-01T00:00:00Z')],
      purchases: [{ external_id: 'mel', product_id: 'hat', currency: 'USD', price: 1, time: '2026-02-28T23:59:59-01:00' }],
    })

    const mel = await expect.exported('mel', {
      dob: '1990-01-02', time_zone: 'Pacific/Auckland',
      custom_events: [
        { name: 'opened', first: '2026-03-01T12:00:00.000Z', last: '2026-03-01T12:00:00.000Z' },
        { name: 'shipped', first: '2026-03-01T12:10:00.000Z', last: '2026-03-01T12:30:00.000Z', count: 2 },
        // what lies in the future happens now
        { name: 'planned', first: '2026-03-01T13:00:00.000Z' },
      ],
      purchases: [{ name: 'hat', first: '2026-03-01T00:59:59.000Z' }],
    })
    const { custom_attribute_types, recent_events } = await admin.get(`/users/${mel.braze_id}`)
    expect.value(custom_attribute_types, 'the types of the attributes').toEqual({ renews: 'time', joined: 'time' })
    const moment = (value: string) => new Date(/(Z|[+-]\d\d:\d\d)$/.test(value) ? value : `${value}Z`).toISOString()
    const { renews, joined } = mel['custom_attributes']
    expect.value({ renews: moment(renews), joined: moment(joined) }, 'the moments').toEqual({ renews: '2026-03-05T23:30:00.000Z', joined: '2026-02-01T04:30:00.000Z' })
    // in the order of the events, not of their arrival
    expect.value(recent_events.map(({ time }: any) => time), 'the times of the events, newest first').toEqual(['2026-03-01T13:00:00.000Z', '2026-03-01T12:30:00.000Z', '2026-03-01T12:10:00.000Z', '2026-03-01T12:00:00.000Z'])
  })

  scenario(`${platform}: what is longer than allowed is cut or left out, and the rest stays as it is`, { row, tags }, async ({ device, admin, clock, expect }) => {
    const phone = device(platform)
    phone.launch()
    phone.changeUser('mel')
    phone.setFirstName('Mel')
    phone.setCustomUserAttribute('note', 'short')
    phone.setCustomUserAttribute('numbers', Array.from({ length: 30 }, (_, n) => `n${n}`))
    await clock.advance('20s')
    phone.setFirstName(LONG)
    phone.setCustomUserAttribute('note', LONG)
    phone.setCustomUserAttribute('fine', true)
    phone.logCustomEvent('wrote', { text: LONG, fine: 1 })
    phone.logCustomEvent(LONG)
    phone.logPurchase('hat', 1, 'USD', 100)
    // 101 at once are too many, in the SDK or on the server
    phone.logPurchase('hat', 1, 'USD', 101)
    phone.logPurchase('hat', 1, 'XXL')
    await clock.advance('20s')

    // apps of phones cut by themselves; a page sends all, and the server does not take it
    const cuts = platform !== 'web'
    const mel = await expect.exported('mel', { first_name: cuts ? CUT : 'Mel', purchases: [{ name: 'hat', count: 100 }], total_revenue: 100 })
    const { note, numbers, fine } = mel['custom_attributes']
    expect.value({ note, fine }, 'the attributes').toEqual({ note: cuts ? CUT : 'short', fine: true })
    expect.value(numbers, 'the list: the newest 25 items').toEqual(Array.from({ length: 25 }, (_, n) => `n${n + 5}`))
    await expect.event('mel', 'wrote', { count: 1, properties: { text: CUT, fine: 1 } })
    expect.value(mel['custom_events'].map(({ name }: any) => name).sort(), 'the events').toEqual(cuts ? ['wrote', CUT] : ['wrote'])
    // nothing is left out silently
    const { diagnostics } = await admin.get('/diagnostics?level=ignored')
    expect.value(diagnostics.length > 0, 'the diagnostics tell of what was left out').toEqual(true)
  })
}

scenario('one bad item of a request is told by its number, and the others are stored', { row, tags: ['data'] }, async ({ rest, clock, expect }) => {
  const time = clock.now()
  const answer = await rest.post('/users/track', {
    attributes: [{ external_id: 'mel', plan: 'pro', tags: ['a', 'b', 'a'] }, { plan: 'nobody' }, { external_id: 'bob', email: 'no address' }, { external_id: 'eve', phone: '+491701234567' }],
    events: [{ external_id: 'mel', name: 'bought', time }, { external_id: 'mel', name: 'bought' }, { external_id: 'mel', name: 'bought', time: 'yesterday' }],
    purchases: [{ external_id: 'mel', product_id: 'hat', currency: 'USD', price: 'free', time }, { external_id: 'mel', product_id: 'hat', currency: 'USD', price: 5, quantity: 101, time }, { external_id: 'mel', product_id: 'hat', currency: 'USD', price: 5, time }],
  })
  expect.value(answer.body, 'the counts of the answer').toMatch({ message: 'success', attributes_processed: 2, events_processed: 1, purchases_processed: 1 })
  expect.value(answer.body.errors.map(({ input_array, index }: any) => `${input_array}[${index}]`), 'the items with errors').toEqual(['attributes[1]', 'attributes[2]', 'events[1]', 'events[2]', 'purchases[0]', 'purchases[1]'])
  // an item of a list stands in it once
  await expect.exported('mel', { custom_attributes: { plan: 'pro', tags: ['a', 'b'] }, custom_events: [{ name: 'bought', count: 1 }], purchases: [{ name: 'hat', count: 1 }], total_revenue: 5 })
  await expect.exported('eve', { phone: '+491701234567' })
  await expect.noProfile('bob')
  await expect.users(2)

  // nothing good in it, or more than a request may have: nothing is stored, and the answer says so
  const refused = await rest.post('/users/track', { events: [{ external_id: 'joe', name: 'bought' }] }, { status: 400 })
  expect.value(refused.body.errors?.length, 'the errors of a request with nothing good in it').toEqual(1)
  await rest.post('/users/track', { attributes: Array.from({ length: 76 }, (_, n) => ({ external_id: `user-${n}`, n })) }, { status: 400 })
  await expect.users(2)
})
