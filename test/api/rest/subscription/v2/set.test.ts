// POST /v2/subscription/status/set: several groups of several channels in one call, or none of them.
import { expect, test } from 'vitest'
import { say } from '../../../../kit/rest.ts'
import type { Emulator } from '../../../../kit/rest.ts'
import { BOTH, NEWS, STATE, statesOf, TEXTS, UNKNOWN_GROUP, world } from '../groups.ts'

const set = (e: Emulator, ...subscription_groups: unknown[]) => say(e, '/v2/subscription/status/set', { subscription_groups })
const news = { subscription_group_id: NEWS, subscription_state: 'subscribed' }
const texts = { subscription_group_id: TEXTS, subscription_state: 'unsubscribed' }

test('several groups, each with its users', async () => {
  const e = await world()
  const { status, body, rows } = await set(e, { ...news, emails: ['MEL@example.com', 'bob@example.com'] }, { ...texts, phones: ['+16505551234'] }, { ...texts, subscription_state: 'subscribed', external_ids: ['zoe'] })
  expect({ status, body }).toEqual({ status: 201, body: { message: 'success' } })
  expect(rows.map(({ kind, data }) => [kind, data['channel']])).toEqual([...Array.from({ length: 3 }, () => ['subscription_group.subscribed', 'email']), ...Array.from({ length: 2 }, () => ['subscription_group.unsubscribed', 'sms']), ['subscription_group.subscribed', 'sms']])
  expect([statesOf(e, NEWS), statesOf(e, TEXTS)]).toEqual([{ mel: 'subscribed', ann: 'subscribed', bob: 'subscribed' }, { mel: 'unsubscribed', bob: 'unsubscribed', zoe: 'subscribed' }])
})

test('one value without an array; ids with addresses', async () => {
  const e = await world()
  await set(e, { ...news, emails: 'bob@example.com', external_ids: 'zoe', phones: [] })
  expect(statesOf(e, NEWS)).toEqual({ bob: 'subscribed', zoe: 'subscribed' })
})

test('double opt-in', async () => {
  const e = await world()
  expect((await set(e, { subscription_group_id: TEXTS, subscription_state: 'subscribed', external_ids: ['zoe'], use_double_opt_in_logic: true })).kinds).toEqual(['decision.ignored'])
  expect(statesOf(e, TEXTS)).toEqual({})
})

test('who is not there is not made', async () => {
  const e = await world()
  const before = e.world.profiles.count()
  expect((await set(e, { ...news, external_ids: ['nobody'] })).kinds).toEqual(['decision.ignored'])
  expect(e.world.profiles.count()).toBe(before)
})

test.each([
  [[{ ...news, emails: ['a@example.com'], phones: ['+16505551234'] }], BOTH],
  [[news], `'external_ids', 'emails' or 'phones' is required`],
  [[{ ...texts, emails: ['mel@example.com'] }], `'emails' can not be used with a subscription group of the channel 'sms'`],
  [[{ ...news, phones: ['+16505551234'] }], `'phones' can not be used with a subscription group of the channel 'email'`],
  [[{ ...news, subscription_group_id: 'nope', external_ids: ['mel'] }], UNKNOWN_GROUP],
  [[{ ...news, subscription_state: 'maybe', external_ids: ['mel'] }], STATE],
  [[{ ...news, external_ids: [null] }], 'The value provided for the external_ids field is not a valid ID array.'],
  [[{ ...news, external_ids: Array.from({ length: 51 }, (_, n) => `u${n}`) }], 'The max number of ids per request was exceeded'],
  [[], `'subscription_groups' is required`],
  [['text'], `'subscription_groups' must be an array of objects`],
])('refused: %j', async (groups, message) => {
  const e = await world()
  const { status, body, kinds } = await set(e, ...groups)
  expect({ status, body, kinds }).toEqual({ status: 400, body: { message }, kinds: ['request.refused'] })
})

test.each([{}, { subscription_groups: 'x' }, { subscription_groups: {} }])('refused: %j', async (sent) => expect((await say(await world(), '/v2/subscription/status/set', sent)).body).toEqual({ message: `'subscription_groups' must be an array of objects` }))

test('one group that can not be changed refuses them all', async () => {
  const e = await world()
  expect((await set(e, { ...news, external_ids: ['mel'] }, { ...texts, emails: ['mel@example.com'] })).status).toBe(400)
  expect(statesOf(e, NEWS)).toEqual({})
})
