// POST /users/track: subscription_groups of a user and of those who share the address.
import { expect, test } from 'vitest'
import { attributes, refuses, track } from '../../../../kit/rest.ts'
import type { Emulator } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'

const MAIL = '11111111-2222-4333-8444-555555555555'
const SMS = '11111111-2222-4333-8444-666666666666'

async function withGroups() {
  const e = emulator()
  await e.admin('POST', '/subscription_groups', { id: MAIL, name: 'News', channel: 'email' })
  await e.admin('POST', '/subscription_groups', { id: SMS, name: 'Texts', channel: 'sms' })
  return e
}
const group = (subscription_group_id: unknown, subscription_state: unknown, more: object = {}) => ({ subscription_group_id, subscription_state, ...more })
const states = (e: Emulator, id: string) => Object.fromEntries(e.world.subscriptionGroups.states(e.world.profiles.byExternalId(id)!).map((one) => [one.subscription_group_id, one.state]))

test('states are set, once each, and left alone when they are the same', async () => {
  const e = await withGroups()
  const { kinds } = await attributes(e, { subscription_groups: [group(MAIL, 'subscribed'), group(SMS, 'unsubscribed')] })
  expect(kinds).toEqual(['profile.created', 'subscription_group.subscribed', 'subscription_group.unsubscribed'])
  expect(states(e, 'mel')).toEqual({ [MAIL]: 'subscribed', [SMS]: 'unsubscribed' })
  expect((await attributes(e, { subscription_groups: [group(MAIL, 'subscribed')] })).kinds).toEqual([])
  expect((await attributes(e, { subscription_groups: [group(MAIL, 'unsubscribed')] })).kinds).toEqual(['subscription_group.unsubscribed'])
  expect(await e.exported('mel')).not.toHaveProperty('subscription_groups')
})

test('everyone with the same email follows, also when it came in the same object; for SMS everyone with the same phone', async () => {
  const e = await withGroups()
  await track(e, { attributes: [{ external_id: 'ann', email: 'shared@example.com' }, { external_id: 'bob', phone: '+16505551234' }, { external_id: 'eve', email: 'eve@example.com' }] })
  await attributes(e, { email: 'Shared@example.com', phone: '(650) 555-1234', subscription_groups: [group(MAIL, 'subscribed'), group(SMS, 'subscribed')] })
  expect([states(e, 'mel'), states(e, 'ann'), states(e, 'bob'), states(e, 'eve')]).toEqual([{ [MAIL]: 'subscribed', [SMS]: 'subscribed' }, { [MAIL]: 'subscribed' }, { [SMS]: 'subscribed' }, {}])
})

test('double opt-in of SMS waits for the user; other groups and states do not', async () => {
  const e = await withGroups()
  const logic = { use_double_opt_in_logic: true }
  const { rows } = await attributes(e, { subscription_groups: [group(SMS, 'subscribed', logic), group(MAIL, 'subscribed', logic)] })
  expect(rows.map((row) => [row.kind, row.data['rule']])).toEqual([['profile.created', undefined], ['decision.ignored', 'double_opt_in'], ['subscription_group.subscribed', undefined]])
  expect(states(e, 'mel')).toEqual({ [MAIL]: 'subscribed' })
  await attributes(e, { subscription_groups: [group(SMS, 'unsubscribed', logic)] })
  await attributes(e, { subscription_groups: [group(SMS, 'subscribed', { use_double_opt_in_logic: false })] })
  expect(states(e, 'mel')).toEqual({ [MAIL]: 'subscribed', [SMS]: 'subscribed' })
  expect((await attributes(e, { subscription_groups: [group(SMS, 'subscribed', logic)] })).kinds).toEqual([])
})

test.each([
  ...['text', 7, true, {}].map((value) => [value, 'BAD_SUBSCRIPTION_GROUP_ARRAY'] as const),
  ...[null, 'text', 7, [], {}, { subscription_group_id: MAIL }, { subscription_state: 'subscribed' }].map((value) => [[value], 'BAD_SUBSCRIPTION_GROUP_HASH'] as const),
  ...['22222222-2222-4333-8444-555555555555', 'x', '', null, 7, {}].map((id) => [[group(id, 'subscribed')], 'BAD_SUBSCRIPTION_GROUP_ID'] as const),
  ...['opted_in', 'Subscribed', '', null, 7, true, {}].map((state) => [[group(MAIL, state)], 'BAD_SUBSCRIPTION_GROUP_STATE'] as const),
  [[group(MAIL, 'subscribed'), group(MAIL, 'maybe')], 'BAD_SUBSCRIPTION_GROUP_STATE'] as const,
])('%j refuses the object: %s', async (subscription_groups, type) => {
  const e = await withGroups()
  await refuses(e, 'attributes', { external_id: 'mel', plan: 'pro', subscription_groups }, type)
})

test('null and an empty list are none', async () => {
  const e = await withGroups()
  for (const subscription_groups of [null, []]) await attributes(e, { subscription_groups })
  expect(states(e, 'mel')).toEqual({})
})
