// Location sets: which geofences are near a place, definitions with their mistakes, GeoJSON, cooldowns. docs: locations_and_geofences/creating_geofences, geofence_configuration
import { describe, expect, test } from 'vitest'
import { emulator } from '../../kit/world.ts'

type Emulator = ReturnType<typeof emulator>
const HOUR = 3_600_000
const fence = (id: string, latitude: number, longitude = 0, more: object = {}) => ({ id, latitude, longitude, radius_meters: 100, ...more })
const FULL = { name: 'Geofence 1', cooldown_enter_seconds: 21_600, cooldown_exit_seconds: 21_600, enter_events: true, exit_events: true, analytics_enabled_enter: true, analytics_enabled_exit: true, notification_responsiveness_ms: 30_000 }
const create = (e: Emulator, body: object) => e.admin('POST', '/locations', { id: 'shops', name: 'Shops', ...body })

test('a set with its geofences is created, shown, written back, changed and deleted, each with one row', async () => {
  const e = emulator()
  const rows = await e.rowsOf(async () => expect(await create(e, { tags: ['retail'], geofences: [fence('a', 1, 2), { latitude: 3, longitude: 4, radius_meters: 50.5, name: 'HQ' }] })).toMatchObject({ status: 201 }))
  expect(rows.map(({ kind, data }) => [kind, data])).toEqual([['location_set.created', { location_set_id: 'shops', name: 'Shops', geofences: 2 }]])
  const { body } = await e.admin('GET', '/locations/shops')
  expect(body).toEqual({ id: 'shops', name: 'Shops', tags: ['retail'], created_at: expect.any(Number), updated_at: expect.any(Number), geofences: [{ ...FULL, ...fence('a', 1, 2) }, { ...FULL, id: expect.any(String), name: 'HQ', latitude: 3, longitude: 4, radius_meters: 50.5 }] })
  expect((await e.admin('PUT', '/locations/shops', body)).body).toMatchObject({ geofences: body.geofences, tags: ['retail'] })
  const changed = await e.rowsOf(() => e.admin('PATCH', '/locations/shops', { geofences: [fence('b', 5)] }))
  expect(changed.map(({ kind, data }) => [kind, data])).toEqual([['location_set.updated', { location_set_id: 'shops', changed: ['geofences'] }]])
  expect((await e.admin('GET', '/locations')).body.locations.map((set: any) => [set.id, set.name, set.geofences.map((one: any) => one.id)])).toEqual([['shops', 'Shops', ['b']]])
  expect((await e.admin('PATCH', '/locations/shops', { name: 'Stores' })).body).toMatchObject({ name: 'Stores', geofences: [{ id: 'b' }] })
  expect((await create(e, {})).status).toBe(409)
  expect(await e.kindsOf(() => e.admin('DELETE', '/locations/shops'))).toEqual(['location_set.deleted'])
  expect((await e.admin('GET', '/locations/shops')).status).toBe(404)
  expect((await create(e, { geofences: [fence('b', 5)] })).status).toBe(201)
})

test('the upload of the dashboard: points of a FeatureCollection, longitude first', async () => {
  const e = emulator()
  const feature = (coordinates: unknown, properties: object) => ({ type: 'Feature', geometry: { type: 'Point', coordinates }, properties })
  const geojson = { type: 'FeatureCollection', features: [feature([-73.992473, 40.755669], { radius: 200, name: 'Braze HQ' }), feature([-74.044468, 40.689225], { radius: 100 })] }
  expect((await create(e, { geojson })).body.geofences).toMatchObject([{ name: 'Braze HQ', latitude: 40.755669, longitude: -73.992473, radius_meters: 200 }, { name: 'Geofence 2', latitude: 40.689225, longitude: -74.044468, radius_meters: 100 }])
  const message = async (body: object) => ((answer) => [answer.status, ...answer.body.error.details.issues.map((one: any) => one.message)])(await e.admin('POST', '/locations', { name: 'X', ...body }))
  expect(await message({ geojson: { type: 'Feature' } })).toEqual([422, 'geojson is no GeoJSON object of type FeatureCollection with a list of features'])
  expect(await message({ geojson: { ...geojson, features: [feature('x', { radius: 1 })] } })).toEqual([422, 'geojson.features[0].geometry is no Point with coordinates [longitude, latitude]'])
  expect(await message({ geojson: { ...geojson, features: [feature([1, 2], {})] } })).toEqual([422, 'geojson.features[0].properties.radius is missing: the radius in metres'])
  expect(await message({ geojson: { ...geojson, features: [feature([1, 2], { radius: 1, name: 7 })] } })).toEqual([422, 'geojson.features[0].properties.name is no text of at most 255 characters'])
  expect(await message({ geojson: { ...geojson, features: [feature('x', {}), feature([1, 2], { radius: 200_000 })] } })).toEqual([422, 'geojson.features[0].geometry is no Point with coordinates [longitude, latitude]', 'geojson.features[1].properties.radius is 200000: over 0, at most 100000'])
  expect(await message({ geojson: { ...geojson, features: [feature([1, 91], { radius: 1 })] } })).toEqual([422, 'geojson.features[0].geometry.coordinates[1] is 91: from -90 to 90'])
  expect(await message({ geojson, geofences: [] })).toEqual([422, 'geojson stands beside geofences: one of the two'])
})

describe('what is wrong is refused with its place', () => {
  test.each<[string, object[], string]>([
    ['a latitude off the globe', [fence('a', 91)], 'geofences[0].latitude is 91: from -90 to 90'],
    ['a longitude off the globe', [fence('a', 1), fence('b', 1, -181)], 'geofences[1].longitude is -181: from -180 to 180'],
    ['no radius', [fence('a', 1, 1, { radius_meters: 0 })], 'geofences[0].radius_meters is 0: over 0, at most 100000'],
    ['more than 100 km', [fence('a', 1, 1, { radius_meters: 100_001 })], 'geofences[0].radius_meters is 100001: over 0, at most 100000'],
    ['a cooldown below 0', [fence('a', 1, 1, { cooldown_enter_seconds: -1 })], 'geofences[0].cooldown_enter_seconds is -1: a whole number from 0'],
    ['an id twice', [fence('a', 1), fence('a', 2)], 'geofences[1].id is that of geofences[0] too: a'],
    ['an id of another set', [fence('taken', 1)], 'geofences[0].id is that of a geofence of another set, other: devices name geofences by their id alone'],
    ['more than 10,000', Array.from({ length: 10_001 }, (_, n) => fence(`g${n}`, 1)), 'geofences are 10001: a set has at most 10000'],
    ['an unknown member', [fence('a', 1, 1, { colour: 'red' })], 'geofences.0'],
  ])('%s', async (_, geofences, message) => {
    const e = emulator()
    await e.admin('POST', '/locations', { id: 'other', name: 'Other', geofences: [fence('taken', 0)] })
    const answer = await create(e, { geofences })
    expect([answer.status, answer.body.error.message]).toEqual([422, expect.stringContaining(message)])
    expect((await e.admin('GET', '/locations/shops')).status).toBe(404)
  })
})

test('the nearest 20 first, of all sets, none further than 2,000 km; over the date line too', async () => {
  const { world } = emulator()
  world.locations.create({ id: 'one', name: 'One', geofences: Array.from({ length: 15 }, (_, n) => fence(`one${n}`, 10 + n / 10)) })
  world.locations.create({ id: 'two', name: 'Two', geofences: Array.from({ length: 15 }, (_, n) => fence(`two${n}`, 10.05 + n / 10)) })
  world.locations.create({ id: 'far', name: 'Far', geofences: [fence('in', 10 - 1990 / 111.2), fence('out', 10 - 2010 / 111.2), fence('east', 0, 179.9), fence('west', 0, -179.9)] })
  const ids = (latitude: number, longitude: number, most = 20) => world.locations.near({ latitude, longitude }, most).map(({ id }) => id)
  expect(ids(10, 0).slice(0, 5)).toEqual(['one0', 'two0', 'one1', 'two1', 'one2'])
  expect(ids(10, 0)).toHaveLength(20)
  const all = ids(10, 0, 100)
  expect([all.includes('in'), all.includes('out'), all.length]).toEqual([true, false, 31])
  expect(ids(0, -179.95)).toEqual(['west', 'east'])
  expect(ids(-60, 0)).toEqual([])
})

test('a cooldown is of one device, one geofence and one direction; a late transition breaks none', () => {
  const { world } = emulator()
  world.locations.create({ id: 's', name: 'S', geofences: [fence('a', 1, 1, { cooldown_exit_seconds: 0 }), fence('b', 2)] })
  const [a, b] = [world.locations.geofence('a')!.geofence, world.locations.geofence('b')!.geofence]
  const [phone, tablet] = [{ device_id: 'p', app_id: 'x' }, { device_id: 't', app_id: 'x' }]
  const crossed = (one: typeof a, event: 'enter' | 'exit', device: typeof phone, hours: number) => world.locations.crossed(one, event, device, hours * HOUR)
  expect(crossed(a, 'enter', phone, 10)).toBeUndefined()
  expect(crossed(a, 'enter', phone, 15.9)).toBe(10 * HOUR)
  expect([crossed(a, 'exit', phone, 11), crossed(a, 'exit', phone, 11), crossed(b, 'enter', phone, 11), crossed(a, 'enter', tablet, 11), crossed(a, 'enter', phone, 9)]).toEqual([undefined, undefined, undefined, undefined, undefined])
  expect(crossed(a, 'enter', phone, 16)).toBeUndefined() // six hours after the one that counted
  expect(crossed(a, 'enter', phone, 21)).toBe(16 * HOUR)
})
