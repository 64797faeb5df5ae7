// POST /users/track: custom events; names, properties and their limits, apps, the block list, counting.
import { expect, test } from 'vitest'
import { BASICS, refuses, track } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'
import { homeKeys } from '../../../../../emulator/index.ts'

const TIME = '2026-02-28T10:00:00Z'
const event = (more: Record<string, unknown> = {}) => ({ events: [{ external_id: 'mel', name: 'rented_movie', time: TIME, ...more }] })
const INVALID = `Invalid 'properties' field`

test('an event is logged with its properties, which are not on the profile', async () => {
  const e = emulator()
  const properties = { title: 'Alien', year: 1979, seen: true, at: '2020-01-01T00:00:00Z', cast: [{ name: 'Weaver' }], release: { studio: 'Fox' }, empty: '' }
  const { status, body, kinds, rows } = await track(e, event({ properties, app_id: homeKeys.web }))
  expect({ status, body, kinds }).toEqual({ status: 201, body: { events_processed: 1, message: 'success' }, kinds: ['profile.created', 'custom_event.logged'] })
  const { received_at: _received, ...data } = rows[1]!.data
  expect(data).toEqual({ name: 'rented_movie', time: Date.parse(TIME), properties, source: 'rest', app_id: homeKeys.web })
  const once = '2026-02-28T10:00:00.000Z'
  expect(await e.exported('mel')).toEqual({ ...BASICS, external_id: 'mel', custom_events: [{ name: 'rented_movie', first: once, last: once, count: 1 }] })
})

test('identical events count twice; first is the earliest, last the latest, whatever the order', async () => {
  const e = emulator()
  await track(e, event())
  await track(e, { events: [...event().events, ...event({ time: '2026-02-27' }).events, ...event({ time: '2026-03-01' }).events, ...event({ name: 'Rented_movie' }).events] })
  expect(await e.exported('mel', ['custom_events'])).toEqual({
    custom_events: [
      { name: 'rented_movie', first: '2026-02-27T00:00:00.000Z', last: '2026-03-01T00:00:00.000Z', count: 4 },
      { name: 'Rented_movie', first: '2026-02-28T10:00:00.000Z', last: '2026-02-28T10:00:00.000Z', count: 1 },
    ],
  })
})

test('an event whose last time is over 90 days ago is not exported', async () => {
  const e = emulator()
  await track(e, event({ time: '2025-12-01T12:00:00Z' }))
  expect((await e.exported('mel')).custom_events).toHaveLength(1)
  await e.admin('POST', '/clock/advance', { by: '1s' })
  expect(await e.exported('mel', ['custom_events'])).toEqual({})
  await track(e, event({ time: '2026-03-01' }))
  expect((await e.exported('mel', ['custom_events'])).custom_events).toEqual([{ name: 'rented_movie', first: '2025-12-01T12:00:00.000Z', last: '2026-03-01T00:00:00.000Z', count: 2 }])
})

test.each([[undefined, `'name' is required`], [null, `'name' is required`], ['', `'name' is required`], [7, `'name' is not valid`], [true, `'name' is not valid`], [['x'], `'name' is not valid`], [{}, `'name' is not valid`], ['x'.repeat(256), `'name' is not valid`]])('name %j: %s', async (name, type) => {
  const e = emulator()
  await refuses(e, 'events', event({ name }).events[0], type)
})

test('a name may have 255 characters and begin with $', async () => {
  const e = emulator()
  for (const name of ['$opened', 'x'.repeat(255), '__proto__', 'constructor', 'a\u0000b']) {
    expect((await track(e, event({ name }))).status).toBe(201)
    expect((await e.exported('mel', ['custom_events'])).custom_events).toContainEqual({ name, first: expect.any(String), last: expect.any(String), count: 1 })
  }
})

test.each([['text'], [7], [true], [[]], [[{ a: 1 }]], [{ '': 1 }], [{ $a: 1 }], [{ time: 1 }], [{ event_name: 1 }], [{ ['k'.repeat(256)]: 1 }], [Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`k${i}`, ['x'.repeat(255), 'y'.repeat(255)]]))]])(
  'properties %.60j refuse the event',
  async (properties) => {
    const e = emulator()
    await refuses(e, 'events', event({ properties }).events[0], INVALID)
  },
)

test('the reserved names of purchases are free in events, and reserved names are free below', async () => {
  const e = emulator()
  const properties = { product_id: 'a', price: 1, currency: 'USD', quantity: 2, nested: { time: 1, event_name: 'x', $a: 1 } }
  expect((await track(e, event({ properties }))).rows[1]!.data['properties']).toEqual(properties)
})

test('null and empty properties are none', async () => {
  const e = emulator()
  for (const properties of [null, {}, undefined]) expect((await track(e, event({ properties }))).rows.at(-1)!.data['properties']).toEqual({})
})

test('over 256 properties the first 256 stay; long strings are cut; null is left out; each with a trace', async () => {
  const e = emulator()
  const properties = Object.fromEntries(Array.from({ length: 257 }, (_, i) => [`k${i}`, i]))
  const { kinds, rows } = await track(e, event({ properties }))
  expect(kinds).toEqual(['profile.created', 'decision.ignored', 'custom_event.logged'])
  expect(Object.keys(rows[2]!.data['properties'] as object)).toEqual(Array.from({ length: 256 }, (_, i) => `k${i}`))
  const cut = await track(e, event({ properties: { long: 'x'.repeat(256), list: ['y'.repeat(300)], none: null } }))
  expect(cut.kinds).toEqual(['decision.ignored', 'decision.ignored', 'decision.ignored', 'custom_event.logged'])
  expect(cut.rows[3]!.data['properties']).toEqual({ long: 'x'.repeat(255), list: ['y'.repeat(255)] })
  expect((await track(e, `{"events":[{"external_id":"mel","name":"x","time":"${TIME}","properties":{"big":1e999,"ok":1}}]}`)).rows.at(-1)!.data['properties']).toEqual({ ok: 1 })
})

test('an app_id that is no app is kept, with a trace; one that is no text refuses the event', async () => {
  const e = emulator()
  expect((await track(e, event({ app_id: 'nowhere' }))).kinds).toEqual(['profile.created', 'decision.ignored', 'custom_event.logged'])
  expect((await track(e, event({ app_id: null }))).kinds).toEqual(['custom_event.logged'])
  for (const app_id of [7, true, [], {}]) await refuses(emulator(), 'events', event({ app_id }).events[0], `'app_id' is not valid`)
})

test('an event on the block list is ignored and counted', async () => {
  const e = emulator()
  await e.admin('PATCH', '/settings', { block_lists: { events: ['rented_movie'] } })
  await track(e, { attributes: [{ external_id: 'mel' }] })
  const { body, rows } = await track(e, event())
  expect(body).toEqual({ events_processed: 1, message: 'success' })
  expect(rows.map((row) => [row.kind, row.data['rule']])).toEqual([['decision.ignored', 'block_list.events']])
  expect(await e.exported('mel', ['custom_events'])).toEqual({})
})

test('what stands in the list and is no object is refused', async () => {
  const e = emulator()
  for (const one of [null, 'x', 7, true, [], [{}]]) await refuses(e, 'events', one, `'events' must be an array of objects`)
})

test('the recommended e-commerce events are taken, also incomplete', async () => {
  const e = emulator()
  const products = [{ product_id: '1', product_name: 'x', variant_id: 'v', quantity: 1, price: 1.5 }]
  for (const name of ['product_viewed', 'cart_updated', 'checkout_started', 'order_placed', 'order_refunded', 'order_cancelled'])
    expect((await track(e, event({ name: `ecommerce.${name}`, properties: { products, total_value: 1.5, currency: 'USD', source: 'web' } }))).status).toBe(201)
  expect((await e.exported('mel', ['custom_events'])).custom_events).toHaveLength(6)
})
