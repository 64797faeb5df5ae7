// POST /subscription/status/set: by id, address or number; everyone who shares one; nobody is made.
import { expect, test } from 'vitest'
import { say } from '../../../../kit/rest.ts'
import type { Emulator } from '../../../../kit/rest.ts'
import { BOTH, CHATS, NEWS, STATE, statesOf, TEXTS, UNKNOWN_GROUP, world } from '../groups.ts'

const set = (e: Emulator, body: object) => say(e, '/subscription/status/set', body)
const OK = { status: 201, body: { message: 'success' } }
const SUBSCRIBE = { subscription_group_id: NEWS, subscription_state: 'subscribed' }

test('by external_id; who shares the address comes along', async () => {
  const e = await world()
  const said = await set(e, { ...SUBSCRIBE, external_id: 'mel' })
  const row = ['subscription_group.subscribed', { subscription_group_id: NEWS, channel: 'email', source: 'rest' }]
  expect({ status: said.status, body: said.body, rows: said.rows.map(({ kind, data }) => [kind, data]) }).toEqual({ ...OK, rows: [row, row] })
  expect(statesOf(e, NEWS)).toEqual({ mel: 'subscribed', ann: 'subscribed' })
  expect((await set(e, { ...SUBSCRIBE, external_id: ['mel', 'ann'] })).kinds).toEqual([])
  expect((await set(e, { ...SUBSCRIBE, subscription_state: 'unsubscribed', external_id: ['ann', 'zoe'] })).kinds).toEqual(['subscription_group.unsubscribed', 'subscription_group.unsubscribed', 'subscription_group.unsubscribed'])
  expect(statesOf(e, NEWS)).toEqual({ mel: 'unsubscribed', ann: 'unsubscribed', zoe: 'unsubscribed' })
})

test('by address, in any casing, one or several', async () => {
  const e = await world()
  expect((await set(e, { ...SUBSCRIBE, email: 'MEL@example.com' })).kinds).toHaveLength(2)
  expect((await set(e, { ...SUBSCRIBE, email: ['mel@example.com', 'bob@example.com'] })).kinds).toEqual(['subscription_group.subscribed'])
  expect(statesOf(e, NEWS)).toEqual({ mel: 'subscribed', ann: 'subscribed', bob: 'subscribed' })
})

test.each([[TEXTS], [CHATS]])('by number: everyone who has it, in the group %s', async (subscription_group_id) => {
  const e = await world()
  expect((await set(e, { subscription_group_id, subscription_state: 'unsubscribed', phone: ['(650) 555-1234'] })).kinds).toHaveLength(2)
  expect(statesOf(e, subscription_group_id)).toEqual({ mel: 'unsubscribed', bob: 'unsubscribed' })
})

test('external_id together with an address or a number', async () => {
  const e = await world()
  await set(e, { ...SUBSCRIBE, external_id: 'zoe', email: 'bob@example.com', phone: [] })
  expect(statesOf(e, NEWS)).toEqual({ zoe: 'subscribed', bob: 'subscribed' })
  await set(e, { subscription_group_id: TEXTS, subscription_state: 'subscribed', external_id: ['zoe'], phone: '+16505551234' })
  expect(statesOf(e, TEXTS)).toEqual({ zoe: 'subscribed', mel: 'subscribed', bob: 'subscribed' })
  expect((await e.exported('zoe')).email).toBeUndefined()
})

test('who is not there is not made, and leaves a trace', async () => {
  const e = await world()
  const before = e.world.profiles.count()
  const said = await set(e, { ...SUBSCRIBE, external_id: ['nobody', 7], email: 'nobody@example.com' })
  expect({ status: said.status, body: said.body, rows: said.rows.map(({ kind, data }) => [kind, data['compared']]) }).toEqual({ ...OK, rows: [{ external_id: 'nobody' }, { external_id: '7' }, { email: 'nobody@example.com' }].map((one) => ['decision.ignored', { ...one, subscription_group_id: NEWS }]) })
  expect(e.world.profiles.count()).toBe(before)
})

test('double opt-in is for SMS, and for those who are not subscribed', async () => {
  const e = await world()
  const texts = { subscription_group_id: TEXTS, subscription_state: 'subscribed', external_id: 'mel' }
  expect((await set(e, { ...texts, use_double_opt_in_logic: true })).kinds).toEqual(['decision.ignored'])
  expect(statesOf(e, TEXTS)).toEqual({})
  expect((await set(e, { ...texts, use_double_opt_in_logic: false })).kinds).toHaveLength(2)
  expect((await set(e, { ...texts, use_double_opt_in_logic: true })).kinds).toEqual([])
  expect((await set(e, { ...SUBSCRIBE, external_id: 'zoe', use_double_opt_in_logic: true })).kinds).toEqual(['subscription_group.subscribed'])
  expect((await set(e, { ...texts, subscription_state: 'unsubscribed', use_double_opt_in_logic: true })).kinds).toHaveLength(2)
})

test('a number that others have brings their states', async () => {
  const e = await world()
  await set(e, { subscription_group_id: TEXTS, subscription_state: 'subscribed', phone: '+16505551234' })
  const said = await say(e, '/users/track', { attributes: [{ external_id: 'zoe', phone: '+16505551234' }] })
  expect(said.rows.map(({ kind, data }) => [kind, data['source']])).toEqual([['profile.updated', 'rest'], ['subscription_group.subscribed', 'inherited']])
  expect(statesOf(e, TEXTS)['zoe']).toBe('subscribed')
  await say(e, '/users/track', { attributes: [{ external_id: 'zoe', phone: '+442071838750' }] })
  expect(statesOf(e, TEXTS)['zoe']).toBe('subscribed')
})

const MANY = Array.from({ length: 51 }, (_, n) => `u${n}`)
test.each([
  [{ ...SUBSCRIBE, email: 'mel@example.com', phone: '+16505551234' }, BOTH],
  [{ ...SUBSCRIBE, external_id: 'mel', email: 'mel@example.com', phone: '+16505551234' }, BOTH],
  [SUBSCRIBE, `'external_id', 'email' or 'phone' is required`],
  [{ ...SUBSCRIBE, external_id: [], email: [] }, `'external_id', 'email' or 'phone' is required`],
  [{ ...SUBSCRIBE, phone: '+16505551234' }, `'phone' can not be used with a subscription group of the channel 'email'`],
  [{ ...SUBSCRIBE, subscription_group_id: TEXTS, email: 'mel@example.com' }, `'email' can not be used with a subscription group of the channel 'sms'`],
  [{ ...SUBSCRIBE, subscription_group_id: 'nope', external_id: 'mel' }, UNKNOWN_GROUP],
  [{ ...SUBSCRIBE, subscription_group_id: 7, external_id: 'mel' }, `'subscription_group_id' is required`],
  [{ subscription_state: 'subscribed', external_id: 'mel' }, `'subscription_group_id' is required`],
  [{ subscription_group_id: NEWS, external_id: 'mel' }, STATE],
  [{ ...SUBSCRIBE, subscription_state: 'opted_in', external_id: 'mel' }, STATE],
  [{ ...SUBSCRIBE, external_id: [''] }, 'The value provided for the external_id field is not a valid ID array.'],
  [{ ...SUBSCRIBE, external_id: [null] }, 'The value provided for the external_id field is not a valid ID array.'],
  [{ ...SUBSCRIBE, email: {} }, 'The value provided for the email field is not a valid email array.'],
  [{ ...SUBSCRIBE, phone: [6505551234] }, 'The value provided for the phone field is not a valid phone array.'],
  [{ ...SUBSCRIBE, external_id: MANY }, 'The max number of ids per request was exceeded'],
  [{ ...SUBSCRIBE, email: MANY }, 'The max number of emails per request was exceeded'],
  [{ ...SUBSCRIBE, external_id: 'mel', use_double_opt_in_logic: 'yes' }, `'use_double_opt_in_logic' must be true or false`],
])('refused: %j', async (sent, message) => {
  const e = await world()
  const { status, body, kinds } = await set(e, sent)
  expect({ status, body, kinds }).toEqual({ status: 400, body: { message }, kinds: ['request.refused'] })
  expect(statesOf(e, NEWS)).toEqual({})
})

test('both versions count against one limit', async () => {
  const e = await world()
  const left = async (path: string) => Number((await e.post(path, {})).headers.get('x-ratelimit-remaining'))
  expect([await left('/subscription/status/set'), await left('/v2/subscription/status/set')]).toEqual([4999, 4998])
})
