// GET /subscription/status/get: the state of each one asked for, in one group.
import { expect, test } from 'vitest'
import { ask } from '../../../../kit/rest.ts'
import type { Emulator } from '../../../../kit/rest.ts'
import { BOTH, NEWS, TEXTS, UNKNOWN_GROUP, world } from '../groups.ts'

const get = (e: Emulator, group: string, query: string) => ask(e, 'GET', `/subscription/status/get?subscription_group_id=${group}&${query}`)
const status = async (e: Emulator, group: string, query: string) => (await get(e, group, query)).body.status

async function subscribed() {
  const e = await world()
  await e.post('/subscription/status/set', { subscription_group_id: NEWS, subscription_state: 'subscribed', external_id: 'mel' })
  await e.post('/subscription/status/set', { subscription_group_id: NEWS, subscription_state: 'unsubscribed', external_id: 'zoe' })
  return e
}

test('Subscribed, Unsubscribed, and Unknown without a history or a user', async () => {
  const { status: code, body, kinds } = await get(await subscribed(), NEWS, 'external_id[]=mel&external_id[]=zoe&external_id[]=bob&external_id[]=nobody')
  expect({ code, body, kinds }).toEqual({ code: 200, body: { status: { mel: 'Subscribed', zoe: 'Unsubscribed', bob: 'Unknown', nobody: 'Unknown' }, message: 'success' }, kinds: [] })
})

test('by address or number: by the external_id of everyone who has it', async () => {
  const e = await subscribed()
  expect(await status(e, NEWS, 'email=MEL@example.com')).toEqual({ mel: 'Subscribed', ann: 'Subscribed' })
  expect(await status(e, NEWS, 'email[]=bob@example.com&email[]=nobody@example.com')).toEqual({ bob: 'Unknown', 'nobody@example.com': 'Unknown' })
  await e.post('/subscription/status/set', { subscription_group_id: TEXTS, subscription_state: 'subscribed', phone: '+16505551234' })
  expect(await status(e, TEXTS, 'phone=%2B16505551234')).toEqual({ mel: 'Subscribed', bob: 'Subscribed' })
  await e.post('/users/track', { attributes: [{ user_alias: { alias_name: 'a', alias_label: 'l' }, _update_existing_only: false, email: 'alias@example.com', subscription_groups: [{ subscription_group_id: NEWS, subscription_state: 'subscribed' }] }] })
  expect(await status(e, NEWS, 'email=alias@example.com')).toEqual({ 'alias@example.com': 'Subscribed' })
})

test('an external_id alone counts, whatever else is given', async () => expect(await status(await subscribed(), NEWS, 'external_id=zoe&email=mel@example.com&phone=%2B16505551234')).toEqual({ zoe: 'Unsubscribed' }))

test('a global unsubscribe does not change it', async () => {
  const e = await subscribed()
  await e.post('/email/status', { email: 'mel@example.com', subscription_state: 'unsubscribed' })
  expect(await status(e, NEWS, 'external_id=mel')).toEqual({ mel: 'Subscribed' })
})

test('without brackets the last one counts', async () => expect(await status(await subscribed(), NEWS, 'external_id=mel&external_id=zoe')).toEqual({ zoe: 'Unsubscribed' }))

test.each([
  [NEWS, '', `'external_id', 'email' or 'phone' is required`], [NEWS, 'email=mel@example.com&phone=%2B16505551234', BOTH],
  ['nope', 'external_id=mel', UNKNOWN_GROUP], ['', 'external_id=mel', `'subscription_group_id' is required`],
  [NEWS, 'phone=%2B16505551234', `'phone' can not be used with a subscription group of the channel 'email'`], [TEXTS, 'email=mel@example.com', `'email' can not be used with a subscription group of the channel 'sms'`],
  [NEWS, 'external_id=', 'The value provided for the external_id field is not a valid ID array.'],
  [NEWS, Array.from({ length: 51 }, (_, n) => `external_id[]=u${n}`).join('&'), 'The max number of ids per request was exceeded'],
])('refused: %s %s', async (group, query, message) => {
  const { status: code, body, kinds } = await get(await subscribed(), group, query)
  expect({ code, body, kinds }).toEqual({ code: 400, body: { message }, kinds: ['request.refused'] })
})
