// GET /custom_attributes: names, types as they were first seen, status; pages.
import { expect, test } from 'vitest'
import { get, refuses } from '../../../kit/analytics.ts'
import { attributes } from '../../../kit/rest.ts'
import { sendData } from '../../../kit/sdk-wire.ts'
import { emulator } from '../../../kit/world.ts'

const PATH = '/custom_attributes'
const shown = (name: string, type: string, { status = 'Active', array_length = null as number | null } = {}) => ({ array_length, data_type: type, description: '', name, status, tag_names: [] })
const detected = (name: string, type: string, more = {}) => shown(name, `${type} (Automatically Detected)`, more)

test('every type, alphabetical, with the whole answer', async () => {
  const e = emulator()
  expect((await get(e, PATH)).body).toEqual({ message: 'success', attributes: [] })
  await attributes(e, {
    text: 'a', number: 1.5, count: { inc: 2 }, flag: false, date: '2026-03-01', time: '2026-03-01T10:00:00Z', list: ['a', 'b'], added: { add: ['x'] }, none: [],
    object: { a: 1 }, objects: [{ id: 1 }], more_objects: { $add: [{ id: 1 }] },
  })
  const said = await get(e, PATH)
  expect({ status: said.status, body: said.body, kinds: said.kinds, link: said.headers.get('link') }).toEqual({
    status: 200,
    body: {
      message: 'success',
      attributes: [
        detected('added', 'Array', { array_length: 25 }), detected('count', 'Number'), detected('date', 'Date'), detected('flag', 'Boolean'), detected('list', 'Array', { array_length: 25 }),
        detected('more_objects', 'Object Array'), detected('none', 'Array', { array_length: 25 }), detected('number', 'Number'), detected('object', 'Object'), detected('objects', 'Object Array'),
        detected('text', 'String'), detected('time', 'Date'),
      ],
    },
    kinds: [], link: null,
  })
})

test('profile fields are none, also not what they write beside themselves', async () => {
  const e = emulator()
  await attributes(e, { first_name: 'Mel', email: 'mel@example.com', phone: '+14155552671', country: 'DE', gender: 'F', dob: '1990-01-01', time_zone: 'Europe/Berlin', current_location: { longitude: 1, latitude: 2 }, email_subscribe: 'opted_in', date_of_first_session: '2026-01-01', email_open_tracking_disabled: true })
  await sendData(e, 'web', { device: { locale: 'de-DE', time_zone: 'Europe/Berlin', os_version: 'Linux' } })
  expect((await get(e, PATH)).body.attributes).toEqual([])
  await attributes(e, { latitude: 'north' })
  expect((await get(e, PATH)).body.attributes).toEqual([detected('latitude', 'String')])
})

test('the first type stays; removed attributes and those of deleted users are still listed', async () => {
  const e = emulator()
  await attributes(e, { plan: 'pro', gone: 1 })
  await attributes(e, { plan: 7, gone: null })
  expect((await get(e, PATH)).body.attributes).toEqual([detected('gone', 'Number'), detected('plan', 'String')])
  await e.post('/users/delete', { external_ids: ['mel'] })
  expect((await get(e, PATH)).body.attributes).toEqual([detected('gone', 'Number'), detected('plan', 'String')])
})

test('of SDKs too; what was ignored is not listed', async () => {
  const e = emulator()
  await sendData(e, 'web', { attributes: [{ custom: { from_sdk: true } }] })
  await e.post('/users/track', { attributes: [{ external_id: 'mel', ['x'.repeat(256)]: 1, broken: { a: null } }] })
  expect((await get(e, PATH)).body.attributes).toEqual([detected('from_sdk', 'Boolean')])
})

test('the block list: what was seen keeps its type, what was not is listed as well; off the list it is active again', async () => {
  const e = emulator()
  await attributes(e, { plan: 1 })
  await e.admin('PATCH', '/settings', { block_lists: { attributes: ['plan', 'never'] } })
  expect((await get(e, PATH)).body.attributes).toEqual([shown('never', 'String', { status: 'Blocklisted' }), detected('plan', 'Number', { status: 'Blocklisted' })])
  await e.admin('PATCH', '/settings', { block_lists: { attributes: [] } })
  expect((await get(e, PATH)).body.attributes).toEqual([detected('plan', 'Number')])
})

test('array_length is the longest array that the workspace takes', async () => {
  const e = emulator()
  await e.admin('PATCH', '/settings', { custom_attribute_array_max: 100 })
  await attributes(e, { list: [1] })
  expect((await get(e, PATH)).body.attributes).toEqual([detected('list', 'Array', { array_length: 100 })])
})

test('50 a page by the Link header, and cursors that are none', async () => {
  const e = emulator()
  const names = Array.from({ length: 60 }, (_, n) => `a${String(n).padStart(2, '0')}`)
  await attributes(e, Object.fromEntries(names.map((name) => [name, 1])))
  const first = await get(e, PATH)
  expect(first.body.attributes.map(({ name }: { name: string }) => name)).toEqual(names.slice(0, 50))
  expect(first.headers.get('link')).toBe('</custom_attributes?cursor=c2tpcDo1MA==>; rel="next"')
  const next = await e.get(/<(.+?)>/.exec(first.headers.get('link')!)![1]!)
  expect(next.body.attributes.map(({ name }: { name: string }) => name)).toEqual(names.slice(50))
  expect(next.headers.get('link')).toBe('</custom_attributes?cursor=c2tpcDow>; rel="prev"')
  await refuses(e, PATH, { cursor: 'bad-cursor' }, 'Invalid cursor')
})
