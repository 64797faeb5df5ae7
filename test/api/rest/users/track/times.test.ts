// POST /users/track: date forms of attributes, events and purchases; years out of range; the future.
import { expect, test } from 'vitest'
import { attributes, custom, refuses, track } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'

/** Text → the moment it means. No zone is UTC, a date alone its midnight. */
const FORMS: [string, string][] = [
  ['2020-01-24T11:59:02Z', '2020-01-24T11:59:02.000Z'],
  ['2020-01-24T11:59:02.403Z', '2020-01-24T11:59:02.403Z'],
  ['2020-01-24T11:59:02.403+05:30', '2020-01-24T06:29:02.403Z'],
  ['2020-01-24T11:59:02.403-0800', '2020-01-24T19:59:02.403Z'],
  ['2020-01-24T11:59:02+01', '2020-01-24T10:59:02.000Z'],
  ['2020-01-24T11:59:02.403456789Z', '2020-01-24T11:59:02.403Z'],
  ['2020-01-24T11:59:02.4Z', '2020-01-24T11:59:02.400Z'],
  ['2020-01-24T11:59Z', '2020-01-24T11:59:00.000Z'],
  ['2020-01-24T11:59:02:403Z', '2020-01-24T11:59:02.403Z'],
  ['2020-01-24T11:59:02:403+0100', '2020-01-24T10:59:02.403Z'],
  ['2020-01-24T11:59:02', '2020-01-24T11:59:02.000Z'],
  ['2020-01-24 11:59:02', '2020-01-24T11:59:02.000Z'],
  ['2015-02-15 00:00:00 -0500', '2015-02-15T05:00:00.000Z'],
  ['2020-01-24', '2020-01-24T00:00:00.000Z'],
  ['01/24/2020', '2020-01-24T00:00:00.000Z'],
  ['12-1-2021', '2021-12-01T00:00:00.000Z'],
  ['12/1/2021', '2021-12-01T00:00:00.000Z'],
  ['Fri 01 24 11:59:02.Z 2020', '2020-01-24T11:59:02.000Z'],
  ['Fri Jan 24 11:59:02 +0100 2020', '2020-01-24T10:59:02.000Z'],
  ['2020-02-29', '2020-02-29T00:00:00.000Z'],
]

test.each(FORMS)('an event, a purchase and an attribute at %s', async (time, iso) => {
  const e = emulator()
  const said = await track(e, { attributes: [{ external_id: 'mel', at: time }], events: [{ external_id: 'mel', name: 'x', time }], purchases: [{ external_id: 'mel', product_id: 'p', currency: 'USD', price: 1, time }] })
  expect(said.body).toEqual({ attributes_processed: 1, events_processed: 1, purchases_processed: 1, message: 'success' })
  expect(said.rows.slice(2).map((row) => row.data['time'])).toEqual([Date.parse(iso), Date.parse(iso)])
  const row = e.world.profiles.byExternalId('mel')!
  expect(JSON.parse(row.custom_attributes)).toEqual({ at: { $time: Date.parse(iso), as: time } })
  expect(await custom(e)).toEqual({ at: time }) // exported as it was sent
})

const NO_TIMES = ['', 'yesterday', '2020', '2020-13-01', '2020-02-30', '2019-02-29', '2020-01-24T25:00:00Z', '2020-01-24T11:60:00Z', '2020-01-24T11:59:02+25:00', '2020-01-24T11:59:02+01:75', '-0001-01-01', '99999-01-01', '2020-01-24T', 'T11:59', '1590624000', `2020-01-24${' '.repeat(60)}T11:59:02Z`]

test.each(NO_TIMES.slice(1))('%j is no time for an event, and a string as an attribute', async (time) => {
  const e = emulator()
  await refuses(e, 'events', { external_id: 'mel', name: 'x', time }, `'time' is not valid`)
  await refuses(e, 'purchases', { external_id: 'mel', product_id: 'p', currency: 'USD', price: 1, time }, `'time' is not valid`)
  await attributes(e, { at: time })
  expect(JSON.parse(e.world.profiles.byExternalId('mel')!.custom_attributes)).toEqual({ at: time })
})

test('an event beyond the year 3000 happens now, an attribute keeps it as a string', async () => {
  const e = emulator()
  const rows = await e.rowsOf(() => e.post('/users/track', { events: [{ external_id: 'mel', name: 'x', time: '9999-12-31T23:59:59Z' }], attributes: [{ external_id: 'mel', at: '3001-01-01' }] }))
  expect(rows.map((row) => row.kind)).toEqual(['profile.created', 'profile.updated', 'decision.ignored', 'custom_event.logged'])
  expect(rows[2]!.data['rule']).toBe('event.future_time')
  expect((await e.exported('mel', ['custom_events'])).custom_events).toEqual([{ name: 'x', first: '2026-03-01T12:00:00.000Z', last: '2026-03-01T12:00:00.000Z', count: 1 }])
  expect(JSON.parse(e.world.profiles.byExternalId('mel')!.custom_attributes)).toEqual({ at: '3001-01-01' })
})

test('a time is needed', async () => {
  const e = emulator()
  for (const time of [undefined, null, '']) {
    await refuses(e, 'events', { external_id: 'mel', name: 'x', time }, `'time' is required`)
    await refuses(e, 'purchases', { external_id: 'mel', product_id: 'p', currency: 'USD', price: 1, time }, `'time' is required`)
  }
  for (const time of [1590624000, true, [], {}, { $time: '2020-01-01' }]) await refuses(e, 'events', { external_id: 'mel', name: 'x', time }, `'time' is not valid`)
})

test('the future becomes now, with a trace', async () => {
  const e = emulator()
  const time = '2026-03-01T12:00:00.001Z'
  const said = await track(e, { events: [{ external_id: 'mel', name: 'x', time }], purchases: [{ external_id: 'mel', product_id: 'p', currency: 'USD', price: 1, time: '2999-12-31' }] })
  expect(said.kinds).toEqual(['profile.created', 'decision.ignored', 'custom_event.logged', 'decision.ignored', 'purchase.made'])
  expect(said.rows[1]!.data).toEqual({ rule: 'event.future_time', why: 'a time in the future becomes now', compared: { time, now: Date.parse('2026-03-01T12:00:00Z') } })
  expect(await e.exported('mel', ['custom_events', 'purchases'])).toEqual({
    custom_events: [{ name: 'x', first: '2026-03-01T12:00:00.000Z', last: '2026-03-01T12:00:00.000Z', count: 1 }],
    purchases: [{ name: 'p', first: '2026-03-01T12:00:00.000Z', last: '2026-03-01T12:00:00.000Z', count: 1 }],
  })
})

test('the oldest and the newest year', async () => {
  const e = emulator()
  await attributes(e, { first: '0000-01-01', last: '3000-12-31' })
  expect(JSON.parse(e.world.profiles.byExternalId('mel')!.custom_attributes)).toMatchObject({ first: { as: '0000-01-01' }, last: { as: '3000-12-31' } })
  expect((await track(e, { events: [{ external_id: 'mel', name: 'x', time: '0000-01-01T00:00:00+14:00' }] })).status).toBe(201)
  expect((await e.post('/users/export/ids', { external_ids: ['mel'] })).status).toBe(200)
})
