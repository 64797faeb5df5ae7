// GET, PUT, DELETE /_emulator/tracking_plan, its check and its draft; how mistakes in a plan are told; what diagnostics say of a violation.
import { describe, expect, test } from 'vitest'
import { ConfigFile } from '../../../emulator/config.ts'
import { emulator, NOW } from '../../kit/world.ts'

type E = ReturnType<typeof emulator>
const put = (e: E, plan: unknown) => e.admin('PUT', '/tracking_plan', plan)
const track = (e: E, body: object) => e.post('/users/track', body)
const bought = (size: unknown, user = 'mel') => ({ events: [{ external_id: user, name: 'bought', time: NOW, properties: { size } }] })
const NONE = { error: { code: 'no_tracking_plan', message: expect.stringContaining('this workspace has no tracking plan'), details: {} } }

test('put, show, replace, delete; short forms are written out; a row each', async () => {
  const e = emulator()
  expect((await e.admin('GET', '/tracking_plan')).body).toEqual({ tracking_plan: null })
  const short = { events: { opened: null, bought: { properties: { size: 'number' } } }, attributes: { plan: 'string' }, purchases: null }
  const whole = { events: { opened: {}, bought: { properties: { size: { type: 'number' } } } }, attributes: { plan: { type: 'string' } }, purchases: {} }
  const rows = await e.rowsOf(async () => {
    expect(await put(e, short)).toMatchObject({ status: 200, body: { tracking_plan: whole } })
    const shown = await e.admin('GET', '/tracking_plan')
    expect(shown.body).toEqual({ tracking_plan: whole })
    expect((await put(e, shown.body)).body).toEqual({ tracking_plan: whole }) // what GET says can be put back
    expect(await put(e, { attributes: {} })).toMatchObject({ status: 200, body: { tracking_plan: { attributes: {} } } })
    expect(await e.admin('DELETE', '/tracking_plan')).toMatchObject({ status: 200, body: { tracking_plan: null } })
    expect(await e.admin('DELETE', '/tracking_plan')).toMatchObject({ status: 404, body: NONE })
  })
  expect(rows.map(({ kind, data }) => [kind, data])).toEqual([
    ['tracking_plan.updated', { events: 2, attributes: 1, purchases: 0 }], ['tracking_plan.updated', { events: 2, attributes: 1, purchases: 0 }], ['tracking_plan.updated', { events: 0, attributes: 0, purchases: 0 }], ['tracking_plan.deleted', {}],
  ])
})

test('every member of a plan', async () => {
  const e = emulator()
  const plan = {
    events: { bought: { description: 'A purchase', additional_properties: true, properties: { items: { type: 'array', required: true, items: { type: 'object', additional_properties: false, properties: { id: { type: 'string', required: true, allowed: ['a'], description: 'SKU' }, n: { type: 'integer' }, at: { type: 'time' }, gift: { type: 'boolean', allowed: [true] } } } } } } },
    attributes: { plan: { type: 'string', allowed: ['free'], description: 'The tariff' } },
    purchases: { '*': { currency: { allowed: ['EUR'] } } },
    standard_attributes: 'declared_only', ignore: ['unchanged'],
  }
  expect((await put(e, plan)).body).toEqual({ tracking_plan: plan })
})

const MISTAKES: [plan: unknown, message: string][] = [
  [[], 'an object with events, attributes, purchases, standard_attributes, ignore is needed'],
  [{ event: {} }, "there is no 'event' here; did you mean 'events'?"],
  [{ events: { bought: { propertys: {} } } }, "events.bought: there is no 'propertys' here; did you mean 'properties'?"],
  [{ events: { bought: { required: ['size'] } } }, "events.bought: there is no 'required' here; there are properties, additional_properties, description"],
  [{ events: { a: { properties: { e: { type: 'text' } } } } }, 'events.a.properties.e.type: a type is one of string, number, integer, boolean, time, array, object'],
  [{ events: { bought: { properties: { size: 'float' } } } }, 'events.bought.properties.size.type: a type is one of string, number, integer, boolean, time, array, object'],
  [{ events: { bought: { properties: { size: { type: 'array', items: { type: 'object', properties: { id: { type: 'string', requird: true } } } } } } } }, "events.bought.properties.size.items.properties.id: there is no 'requird' here; did you mean 'required'?"],
  [{ events: { '': {} } }, 'events.: a name has one character or more'],
  [{ events: ['bought'] }, 'events: names are needed, each with what it is: { name: { … } }'],
  [{ attributes: { plan: {} } }, 'attributes.plan.type: a type is one of string, number, integer, boolean, time, array, object'],
  [{ attributes: { plan: { type: 'string', required: true } } }, "attributes.plan: there is no 'required' here; there are type, allowed, properties, additional_properties, items, description"],
  [{ attributes: { plan: { type: 'string', allowed: ['free', 1] } } }, 'attributes.plan.allowed: 1 is not of type string'],
  [{ attributes: { plan: { type: 'string', allowed: [] } } }, 'attributes.plan.allowed: a list with no value allows nothing'],
  [{ attributes: { tags: { type: 'array', allowed: ['a'] } } }, 'attributes.tags.allowed: a value of type array has no list of allowed values; its items may: { items: { type: …, allowed: […] } }'],
  [{ attributes: { plan: { type: 'string', properties: {} } } }, 'attributes.plan.properties: belongs to type object, this is of type string'],
  [{ attributes: { plan: { type: 'object', items: { type: 'string' } } } }, 'attributes.plan.items: belongs to type array, this is of type object'],
  [{ attributes: { plan: { type: 'object', additional_properties: true } } }, 'attributes.plan.additional_properties: goes with properties: an object without them takes any'],
  [{ purchases: { shoe: { currency: { allowed: ['eur'] } } } }, 'purchases.shoe.currency.allowed.0: a currency has three capital letters, such as EUR'],
  [{ purchases: { shoe: { currency: 'EUR' } } }, 'purchases.shoe.currency: an object with allowed is needed'],
  [{ standard_attributes: 'none' }, 'standard_attributes: this is one of any, declared_only'],
  [{ ignore: ['typos'] }, 'ignore.0: a rule is one of undeclared, misspelt, type, missing_property, value, unchanged'],
]

describe('a mistake in a plan is told with its place', () => {
  test.each(MISTAKES)('%j', async (plan, message) => {
    const e = emulator()
    const rows = await e.rowsOf(async () => expect(await put(e, plan)).toMatchObject({ status: 422, body: { error: { code: 'invalid', message } } }))
    expect(rows).toEqual([])
    expect((await e.admin('GET', '/tracking_plan')).body.tracking_plan).toBeNull()
  })

  test('in the config file too', () => {
    const read = ConfigFile.safeParse({ tracking_plan: { events: { bought: { properties: { size: { type: 'text' } } } } } })
    expect(read.error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual([['tracking_plan', 'events.bought.properties.size.type: a type is one of string, number, integer, boolean, time, array, object']])
    expect(ConfigFile.parse({ tracking_plan: { attributes: { plan: 'string' } } })).toEqual({ tracking_plan: { attributes: { plan: { type: 'string' } } } })
  })
})

test('check: what came in so far, counted, in words, of everybody or of one; nothing is written', async () => {
  const e = emulator()
  await track(e, bought('L'))
  await track(e, bought('M'))
  await track(e, bought(40, 'bob'))
  await e.sdk('web', '/data/', { device_id: 'd', events: [{ name: 'ce', time: Date.parse(NOW) / 1000, user_id: 'bob', session_id: 's', data: { n: 'bougth', p: {} } }] })
  expect(await e.admin('POST', '/tracking_plan/check', {})).toMatchObject({ status: 404, body: NONE })
  const plan = { events: { bought: { properties: { size: 'number' } } } }
  const rows = await e.rowsOf(async () => {
    const { body } = await e.admin('POST', '/tracking_plan/check', { tracking_plan: plan })
    expect(body).toEqual({
      rows: 4, count: 3,
      violations: [
        { what: 'event', name: 'bought', rule: 'type', where: 'size', nearest: null, expected: 'number', actual: 'string', seen: 'L', count: 2, sources: ['rest'], first_seq: expect.any(Number), last_seq: expect.any(Number), text: `event 'bought': size is of type string ("L"), the plan says number` },
        { what: 'event', name: 'bougth', rule: 'misspelt', where: null, nearest: 'bought', expected: null, actual: null, count: 1, sources: ['sdk'], first_seq: expect.any(Number), last_seq: expect.any(Number), text: "event 'bougth' is not among the events of the plan; did you mean 'bought'?" },
      ],
    })
    const [first] = body.violations
    expect(e.journal().filter(({ seq }) => seq === first.first_seq || seq === first.last_seq).map(({ kind, data }) => [kind, (data['properties'] as any).size])).toEqual([['custom_event.logged', 'L'], ['custom_event.logged', 'M']])
    expect((await e.admin('POST', '/tracking_plan/check', { tracking_plan: plan, since: first.first_seq })).body).toMatchObject({ rows: 3, count: 2 })
  })
  expect(rows).toEqual([])
  const { braze_id } = await e.exported('mel', ['braze_id'])
  expect((await e.admin('POST', '/tracking_plan/check', { tracking_plan: plan, braze_id })).body).toMatchObject({ rows: 2, count: 2 })
  expect((await e.admin('POST', '/tracking_plan/check', { tracking_plan: plan, braze_id: 'nobody' })).body).toEqual({ rows: 0, count: 0, violations: [] })
  expect(await e.admin('POST', '/tracking_plan/check', { tracking_plan: { event: {} } })).toMatchObject({ status: 422, body: { error: { message: "tracking_plan: there is no 'event' here; did you mean 'events'?" } } })
  await put(e, { events: {} })
  expect((await e.admin('POST', '/tracking_plan/check', {})).body).toMatchObject({ rows: 4, count: 4 }) // the workspace's own
})

test('check finds a user’s data from before a merge', async () => {
  const e = emulator()
  const at = (name: string, user?: string) => ({ name: 'ce', time: Date.parse(NOW) / 1000, session_id: 's', data: { n: name, p: {} }, ...(user === undefined ? {} : { user_id: user }) })
  await track(e, { attributes: [{ external_id: 'mel' }] }) // so the anonymous user is merged into her
  await e.sdk('ios', '/data', { device_id: 'd', events: [at('early')] })
  await e.sdk('ios', '/data', { device_id: 'd', events: [at('late', 'mel')], respond_with: { user_id: 'mel' } })
  const { braze_id } = await e.exported('mel', ['braze_id'])
  expect((await e.admin('POST', '/tracking_plan/check', { tracking_plan: {}, braze_id })).body.violations.map(({ name }: any) => name)).toEqual(['early', 'late'])
})

test('infer: a draft that what came in fits, not kept', async () => {
  const e = emulator()
  for (let n = 0; n < 20; n++) await track(e, { ...bought(n), attributes: [{ external_id: 'mel', plan: n % 2 === 0 ? 'free' : 'pro', first_name: 'Mel' }], purchases: [{ external_id: 'mel', product_id: 'shoe', price: 1, currency: 'EUR', time: NOW }] })
  const { body } = await e.admin('GET', '/tracking_plan/infer')
  expect(body).toEqual({ tracking_plan: { events: { bought: { properties: { size: { type: 'number', required: true } } } }, attributes: { plan: { type: 'string' } }, purchases: { shoe: {} } }, notes: [], seen: { events: 1, attributes: 1, purchases: 1 } })
  expect((await e.admin('GET', '/tracking_plan')).body.tracking_plan).toBeNull()
  expect((await e.admin('GET', '/tracking_plan/infer?allowed=true')).body.tracking_plan).toMatchObject({ attributes: { plan: { type: 'string', allowed: ['free', 'pro'] } }, purchases: { shoe: { currency: { allowed: ['EUR'] } } } })
  expect((await e.admin('GET', '/tracking_plan/infer?allowed=maybe')).status).toBe(422)
  await put(e, { ...body.tracking_plan, ignore: ['unchanged'] })
  expect((await e.admin('POST', '/tracking_plan/check', {})).body).toMatchObject({ rows: expect.any(Number), count: 0 })
})

test('diagnostics say what Braze does with it; a wasted data point once', async () => {
  const e = emulator()
  await put(e, { events: { bought: { properties: { size: 'number' } } }, attributes: { plan: { type: 'string', allowed: ['free', 'pro'] } } })
  await track(e, { ...bought('L'), attributes: [{ external_id: 'mel', plan: 'Pro' }] })
  await track(e, { attributes: [{ external_id: 'mel', plan: 'Pro' }], events: [{ external_id: 'mel', name: 'bougth', time: NOW }] })
  const { diagnostics, wasted_data_points } = (await e.admin('GET', '/diagnostics')).body
  expect(diagnostics.map(({ level, rule, field, seen, expected, braze, path, request_id, count }: any) => ({ level, rule, field, seen, expected, braze, path, request_id, count }))).toEqual([
    { level: 'suspicious', rule: 'tracking_plan.value', field: 'plan', seen: 'Pro', expected: 'free, pro', braze: `takes it as it is; attribute 'plan' is "Pro", the plan allows "free", "pro"; did you mean 'pro'?`, path: '/users/track', request_id: 1, count: 0 },
    { level: 'suspicious', rule: 'tracking_plan.type', field: 'bought.size', seen: 'L', expected: 'number', braze: `takes it as it is; event 'bought': size is of type string ("L"), the plan says number`, path: '/users/track', request_id: 1, count: 0 },
    { level: 'wasted', rule: null, field: 'plan', seen: 'the values that the profile has already', expected: null, braze: expect.stringContaining('counts a data point'), path: '/users/track', request_id: 2, count: 1 },
    { level: 'suspicious', rule: 'tracking_plan.misspelt', field: 'bougth', seen: null, expected: 'bought', braze: "takes it as it is; event 'bougth' is not among the events of the plan; did you mean 'bought'?", path: '/users/track', request_id: 2, count: 0 },
  ])
  expect(wasted_data_points).toBe(1)
  expect((await e.admin('GET', '/diagnostics?level=suspicious')).body.diagnostics).toHaveLength(3)
})
