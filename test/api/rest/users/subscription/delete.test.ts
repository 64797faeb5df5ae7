// DELETE /users/subscription: queued, then forgotten: the global state, the groups of the address or number, an uploaded state.
import { expect, test } from 'vitest'
import { ask } from '../../../../kit/rest.ts'
import type { Emulator } from '../../../../kit/rest.ts'
import { NEWS, statesOf, TEXTS, world } from '../../subscription/groups.ts'

const remove = (e: Emulator, body: unknown) => ask(e, 'DELETE', '/users/subscription', body)
const OK = { status: 200, body: { status: 'The emails and/or phone numbers have been queued for deletion', message: 'success' } }

async function subscribed() {
  const e = await world()
  await e.post('/email/status', { email: ['mel@example.com', 'up@example.com'], subscription_state: 'unsubscribed' })
  await e.post('/v2/subscription/status/set', { subscription_groups: [{ subscription_group_id: NEWS, subscription_state: 'subscribed', external_ids: ['mel'] }, { subscription_group_id: TEXTS, subscription_state: 'subscribed', external_ids: ['mel'] }] })
  return e
}

test('an address: after the answer, not before it', async () => {
  const e = await subscribed()
  const { status, body, kinds } = await remove(e, [{ email: 'MEL@example.com' }])
  expect({ status, body, kinds }).toEqual({ ...OK, kinds: [] })
  expect(statesOf(e, NEWS)).toEqual({ mel: 'subscribed', ann: 'subscribed' })
  const rows = await e.rowsOf(() => e.world.scheduler.settle())
  expect(rows.map(({ kind, data }) => [kind, data])).toEqual([
    ...[0, 1].map(() => ['profile.updated', { source: 'rest', changes: { email_subscribe: { from: 'unsubscribed', to: 'subscribed' } } }]),
    ['subscription_state.deleted', { email: 'mel@example.com', subscription_group_ids: [NEWS] }],
  ])
  expect([statesOf(e, NEWS), statesOf(e, TEXTS)]).toEqual([{}, { mel: 'subscribed', bob: 'subscribed' }])
  expect((await e.get('/users/subscription?email=mel@example.com')).body.emails[0].email_subscribe).toEqual({ email_subscription_event_date: null, email_subscription_state: 'Subscribed' })
})

test('a number, an uploaded state, and what nobody knows', async () => {
  const e = await subscribed()
  expect(await remove(e, { phone: '+1 (650) 555-1234', email: ['up@example.com', 'nobody@example.com'] })).toMatchObject(OK)
  const rows = await e.rowsOf(() => e.world.scheduler.settle())
  expect(rows.map(({ kind, data }) => [kind, data])).toEqual([['subscription_state.deleted', { email: 'up@example.com', subscription_group_ids: [] }], ['subscription_state.deleted', { phone: '+16505551234', subscription_group_ids: [TEXTS] }]])
  expect([statesOf(e, NEWS), statesOf(e, TEXTS)]).toEqual([{ mel: 'subscribed', ann: 'subscribed' }, {}])
  await e.post('/users/track', { attributes: [{ external_id: 'up', email: 'up@example.com' }] })
  expect((await e.exported('up')).email_subscribe).toBe('subscribed')
})

test.each([
  [[], `'email' or 'phone' is required`], [{}, `'email' or 'phone' is required`], [[{}], `'email' or 'phone' is required`],
  [Array.from({ length: 51 }, (_, n) => ({ email: `u${n}@example.com` })), 'The max number of emails per request was exceeded'],
])('refused: %j', async (sent, message) => {
  const { status, body, kinds } = await remove(await world(), sent)
  expect({ status, body, kinds }).toEqual({ status: 400, body: { message }, kinds: ['request.refused'] })
})

test.each([[['text']], [{ email: 7 }], [[{ phone: [''] }]], ['text']])('refused, whatever the words: %j', async (sent) => {
  const { status, kinds } = await remove(await world(), JSON.stringify(sent))
  expect([status, kinds]).toEqual([400, ['request.refused']])
})
