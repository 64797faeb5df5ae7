// The tracking plan at every way in: which rows a violation leaves, that the data stays as it came, and that without a plan nothing is looked at.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { event, sendData } from '../../kit/sdk-wire.ts'
import { emulator, NOW } from '../../kit/world.ts'

type E = ReturnType<typeof emulator>

const PLAN = {
  events: { bought: { properties: { size: { type: 'number', required: true } } } },
  attributes: { plan: { type: 'string', allowed: ['free', 'pro'] }, points: 'number' },
  purchases: { shoe: { currency: { allowed: ['EUR'] } } },
}

async function planned(plan: object = PLAN) {
  const e = emulator()
  expect((await e.admin('PUT', '/tracking_plan', plan)).status).toBe(200)
  return e
}
/** Violations that some work leaves: rule, of what, where. */
const violations = async (e: E, work: () => Promise<unknown>) => (await e.rowsOf(work)).filter(({ kind }) => kind === 'tracking_plan.violated').map(({ data }) => [data['rule'], data['name'], data['where'], data['source']])
const track = (e: E, body: object) => e.post('/users/track', body)

test('an empty plan, or none in the body, is refused: it would make a violation of everything', async () => {
  const e = emulator()
  for (const body of [undefined, null, {}]) {
    const { status, body: said } = await e.admin('PUT', '/tracking_plan', body as object)
    expect([status, said.error.code, said.error.message]).toEqual([422, 'invalid', 'an empty plan would allow nothing: write { events: {} } when that is meant; DELETE /_emulator/tracking_plan removes the plan'])
  }
  expect((await e.admin('GET', '/tracking_plan')).body).toEqual({ tracking_plan: null })
  expect((await e.admin('PUT', '/tracking_plan', { events: {} })).status).toBe(200)
})

test('/users/track: a row for each fault, behind the row of the data; the data is taken as it came', async () => {
  const e = await planned()
  const rows = await e.rowsOf(() => track(e, { attributes: [{ external_id: 'mel', plan: 'Pro', colour: 'red' }], events: [{ external_id: 'mel', name: 'bought', time: NOW, properties: { size: 'L' } }], purchases: [{ external_id: 'mel', product_id: 'shoe', price: 1, currency: 'USD', time: NOW }] }))
  const profile = rows[0]!.profile
  expect(rows.map(({ kind }) => kind)).toEqual(['profile.created', 'profile.updated', 'tracking_plan.violated', 'tracking_plan.violated', 'custom_event.logged', 'tracking_plan.violated', 'purchase.made', 'tracking_plan.violated'])
  expect(rows.filter(({ kind }) => kind === 'tracking_plan.violated').map(({ data, profile: whose }) => ({ ...data, whose }))).toEqual([
    { what: 'attribute', name: 'plan', rule: 'value', where: null, nearest: 'pro', expected: ['free', 'pro'], actual: 'Pro', source: 'rest', row: rows[1]!.seq, whose: profile },
    { what: 'attribute', name: 'colour', rule: 'undeclared', where: null, nearest: null, expected: null, actual: null, source: 'rest', row: rows[1]!.seq, whose: profile },
    { what: 'event', name: 'bought', rule: 'type', where: 'size', nearest: null, expected: 'number', actual: 'string', seen: 'L', source: 'rest', row: rows[4]!.seq, whose: profile },
    { what: 'purchase', name: 'shoe', rule: 'value', where: 'currency', nearest: null, expected: ['EUR'], actual: 'USD', source: 'rest', row: rows[6]!.seq, whose: profile },
  ])
  const mel = await e.exported('mel')
  expect(mel.custom_attributes).toEqual({ plan: 'Pro', colour: 'red' })
  expect(mel.custom_events).toMatchObject([{ name: 'bought', count: 1 }])
  expect(mel.purchases).toMatchObject([{ name: 'shoe', count: 1 }])
})

test('what is as planned leaves no row', async () => {
  const e = await planned()
  expect(await e.kindsOf(() => track(e, { attributes: [{ external_id: 'mel', plan: 'pro', points: 5, first_name: 'Mel' }], events: [{ external_id: 'mel', name: 'bought', time: NOW, properties: { size: 40 } }] }))).toEqual(['profile.created', 'profile.updated', 'custom_event.logged'])
})

test('the same value again: one row besides that of the wasted data point', async () => {
  const e = await planned()
  await track(e, { attributes: [{ external_id: 'mel', plan: 'pro', first_name: 'Mel' }] })
  const rows = await e.rowsOf(() => track(e, { attributes: [{ external_id: 'mel', plan: 'pro', first_name: 'Mel', points: 1 }] }))
  expect(rows.map(({ kind, data }) => [kind, data['name'], data['rule']])).toEqual([['profile.updated', undefined, undefined], ['attributes.unchanged', undefined, undefined], ['tracking_plan.violated', 'first_name', 'unchanged'], ['tracking_plan.violated', 'plan', 'unchanged']])
})

test.each(['web', 'ios', 'android'] as const)('an SDK: %s', async (app) => {
  const e = await planned()
  expect(await violations(e, () => sendData(e, app, {
    events: [event('ce', { n: 'bougth', p: { size: 1 } }, { user: 'mel' }), event('p', { pid: 'boot', c: 'EUR', p: 1, q: 1 }, { user: 'mel' }), event('inc', { key: 'point', value: 1 }, { user: 'mel' }), event('add', { key: 'plan', value: 'pro' }, { user: 'mel' })],
    attributes: [{ user_id: 'mel', email: 'mel@example.com', custom: { points: '5' } }],
  }, 'mel'))).toEqual([
    ['misspelt', 'bougth', null, 'sdk'],
    ['undeclared', 'boot', null, 'sdk'],
    ['misspelt', 'point', null, 'sdk'],
    ['type', 'plan', null, 'sdk'],
    ['type', 'points', null, 'sdk'],
  ])
})

test('what a profile learns from its device nobody sent', async () => {
  const e = await planned({ standard_attributes: 'declared_only' })
  const sent = () => sendData(e, 'ios', { device: { locale: 'de_DE', time_zone: 'Europe/Berlin' }, events: [event('ss', {}, { user: 'mel' })] }, 'mel')
  expect(await e.kindsOf(sent)).toContain('profile.updated')
  expect((await e.journal()).filter(({ kind }) => kind === 'tracking_plan.violated')).toEqual([])
})

test('profile fields by their own names, once each, as they were sent', async () => {
  const e = await planned({ standard_attributes: 'declared_only', attributes: { email: 'string', email_open_tracking_disabled: 'boolean', twitter: { type: 'object', properties: { id: 'number' } }, gender: { type: 'string', allowed: ['F'] } } })
  expect(await violations(e, () => track(e, { attributes: [{ external_id: 'mel', email: 'mel@example.com', phone: '+491701234567', current_location: { longitude: 1, latitude: 2 }, email_open_tracking_disabled: true, twitter: { id: 'x' }, gender: 'M' }] }))).toEqual([
    ['undeclared', 'phone', null, 'rest'], ['undeclared', 'current_location', null, 'rest'], ['type', 'twitter', 'id', 'rest'], ['value', 'gender', null, 'rest'],
  ])
})

test('a state that a new address brings along nobody sent', async () => {
  const e = await planned({ standard_attributes: 'declared_only', attributes: { email: 'string' } })
  expect(await violations(e, () => track(e, { attributes: [{ external_id: 'mel', email: 'a@example.com' }, { external_id: 'bob', email_subscribe: 'unsubscribed' }] }))).toEqual([['undeclared', 'email_subscribe', null, 'rest']])
  await track(e, { attributes: [{ external_id: 'mel', email_subscribe: 'unsubscribed' }] })
  const rows = await e.rowsOf(() => track(e, { attributes: [{ external_id: 'mel', email: 'b@example.com' }] }))
  expect(rows.map(({ kind, data }) => [kind, Object.keys(data['changes'] as object)])).toEqual([['profile.updated', ['email', 'email_subscribe']]])
})

test('a value that Braze ignores', async () => {
  const e = await planned()
  expect(await violations(e, () => track(e, { attributes: [{ external_id: 'mel', points: { inc: 'x' }, other: { inc: 'x' } }] }))).toEqual([['type', 'points', null, null], ['undeclared', 'other', null, null]])
  // Of an array the items that are left are judged, not those that Braze leaves out
  const rows = await e.rowsOf(() => track(e, { attributes: [{ external_id: 'mel', tags: ['a', null] }] }))
  expect(rows.map(({ kind, data }) => [kind, data['rule']])).toEqual([['decision.ignored', 'attribute.invalid_value'], ['profile.updated', undefined], ['tracking_plan.violated', 'undeclared']])
})

test('a CSV import, Cloud Data Ingestion, bulk and recipients of a message', async () => {
  const e = await planned()
  expect(await violations(e, () => e.call('POST', '/_emulator/users/import', new TextEncoder().encode('external_id,plan,colour\nmel,gold,red\n'), { 'content-type': 'text/csv' }))).toEqual([['value', 'plan', null, 'rest'], ['undeclared', 'colour', null, 'rest']])
  expect(await violations(e, () => e.post('/users/track/sync', { attributes: [{ external_id: 'mel', plan: 'tin' }] }))).toEqual([['value', 'plan', null, 'rest']])
  await e.admin('POST', '/cdi_integrations', { id: '11111111-1111-4111-8111-111111111111', name: 'Rows', type: 'attributes', rows: [{ UPDATED_AT: NOW, EXTERNAL_ID: 'mel', PAYLOAD: '{"points":"many"}' }] })
  expect(await violations(e, async () => (await e.post('/cdi/integrations/11111111-1111-4111-8111-111111111111/sync', {}), await e.admin('POST', '/settle')))).toEqual([['type', 'points', null, 'rest']])
  await e.admin('POST', '/campaigns', { id: 'c', name: 'C', schedule_type: 'api_triggered', messages: { m: { channel: 'webhook', url: 'http://127.0.0.1:1', body: '{}' } } })
  expect(await violations(e, async () => (await e.post('/campaigns/trigger/send', { campaign_id: 'c', recipients: [{ external_user_id: 'bob', send_to_existing_only: false, attributes: { plna: 'pro' } }] }), await e.admin('POST', '/settle')))).toEqual([['misspelt', 'plna', null, 'rest']])
})

test('what never was stored is not judged: refused items, block lists', async () => {
  const e = await planned()
  await e.admin('PATCH', '/settings', { block_lists: { events: ['noise'], attributes: ['dull'], purchases: ['hat'] } })
  expect(await violations(e, () => track(e, { attributes: [{ external_id: 'mel', dull: 1 }], events: [{ external_id: 'mel', name: 'noise', time: NOW }, { external_id: 'mel', name: 'sold' }], purchases: [{ external_id: 'mel', product_id: 'hat', price: 1, currency: 'EUR', time: NOW }] }))).toEqual([])
})

test('the violations go the way of their request: undone with it', async () => {
  const e = await planned()
  const before = e.world.journal.lastSeq()
  expect(() => e.world.db.tx(() => {
    e.world.track.event({ external_id: 'mel', name: 'sold', time: NOW })
    expect(e.world.journal.read({ since: before }).map(({ kind }) => kind)).toEqual(['profile.created', 'custom_event.logged', 'tracking_plan.violated'])
    throw new Error('undone')
  })).toThrow('undone')
  expect(e.world.journal.read({ since: before })).toEqual([])
})

test('without a plan there is no row, and nobody asks for one again', async () => {
  const e = emulator()
  const sent = () => e.kindsOf(() => track(e, { attributes: [{ external_id: 'mel', anything: e.world.journal.lastSeq() }], events: [{ external_id: 'mel', name: 'anything', time: NOW }] }))
  expect(await sent()).toEqual(['profile.created', 'profile.updated', 'custom_event.logged'])
  // Past the noun: it would be seen if the table were read
  e.world.db.raw.exec(`INSERT INTO tracking_plan VALUES (1, '{}')`)
  expect(await sent()).toEqual(['profile.updated', 'custom_event.logged'])
  e.world.trackingPlan.forget()
  expect(await sent()).toEqual(['profile.updated', 'tracking_plan.violated', 'custom_event.logged', 'tracking_plan.violated'])
})

test('each workspace has its own; a snapshot brings it along, a reset takes it away, a removed one is not asked again', async () => {
  const e = await planned()
  const other = (await e.admin('POST', '/workspaces', { id: 'other' })).body
  await e.call('POST', '/users/track', { events: [{ external_id: 'mel', name: 'sold', time: NOW }] }, { authorization: `Bearer ${other.rest_keys[0].key}` })
  expect((await e.admin('GET', '/journal?workspace=other&kind=tracking_plan')).body.journal).toEqual([])
  expect((await e.admin('GET', '/tracking_plan?workspace=other')).body).toEqual({ tracking_plan: null })

  const image = e.world.snapshot()
  const sold = () => violations(e, () => track(e, { events: [{ external_id: 'mel', name: 'sold', time: NOW }] }))
  expect(await sold()).toHaveLength(1)
  await e.admin('POST', '/reset')
  expect((await e.admin('GET', '/tracking_plan')).body).toEqual({ tracking_plan: null })
  expect(await sold()).toEqual([])
  e.world.restore(image)
  expect(await sold()).toHaveLength(1)
  await e.admin('DELETE', '/tracking_plan')
  expect(await sold()).toEqual([])

  const copy = emulator({ image })
  expect((await copy.admin('GET', '/tracking_plan')).body.tracking_plan.attributes.points).toEqual({ type: 'number' })
})

test('a plan that was put in work that is undone is not the plan', async () => {
  const e = await planned()
  expect(() => e.world.db.tx(() => {
    e.world.trackingPlan.put({})
    throw new Error('undone')
  })).toThrow('undone')
  expect(e.world.trackingPlan.get()!.events).toHaveProperty('bought')
})

test('it is there after a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'brazier-plan-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const first = emulator({ db: join(folder, 'world.db') })
  await first.admin('PUT', '/tracking_plan', PLAN)
  first.core.close()
  const again = emulator({ db: join(folder, 'world.db') })
  expect(await violations(again, () => track(again, { events: [{ external_id: 'mel', name: 'sold', time: NOW }] }))).toEqual([['undeclared', 'sold', null, 'rest']])
  again.core.close()
})
