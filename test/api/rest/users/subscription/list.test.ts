// GET /users/subscription: what is known of addresses and numbers.
import { expect, test } from 'vitest'
import { ask } from '../../../../kit/rest.ts'
import type { Emulator } from '../../../../kit/rest.ts'
import { NOW } from '../../../../kit/world.ts'
import { CHATS, NEWS, TEXTS, world } from '../../subscription/groups.ts'

const get = (e: Emulator, query: string) => ask(e, 'GET', `/users/subscription?${query}`)
const later = (e: Emulator) => e.world.scheduler.advanceTo(e.world.clock.now() + 1000)

test('an address and a number', async () => {
  const e = await world()
  await e.post('/email/status', { email: 'mel@example.com', subscription_state: 'opted_in' })
  await e.post('/subscription/status/set', { subscription_group_id: NEWS, subscription_state: 'unsubscribed', external_id: 'ann' })
  await later(e)
  await e.post('/subscription/status/set', { subscription_group_id: TEXTS, subscription_state: 'subscribed', external_id: 'bob' })
  await later(e)
  await e.post('/subscription/status/set', { subscription_group_id: CHATS, subscription_state: 'unsubscribed', external_id: 'mel' })
  await e.admin('POST', '/hard_bounces', { email: 'mel@example.com', bounced_at: '2026-02-01' })
  await e.admin('POST', '/spam_reports', { email: 'mel@example.com', reported_at: '2026-02-02' })
  const { status, body, kinds } = await get(e, 'email=MEL@example.com&phone=%2B16505551234')
  expect({ status, body, kinds }).toEqual({
    status: 200,
    body: {
      emails: [{
        email: 'mel@example.com', email_subscribe: { email_subscription_event_date: NOW, email_subscription_state: 'Opted In' },
        subscription_group: [{ subscription_group_id: NEWS, subscription_group_event_date: NOW, subscription_group_state: 'Unsubscribed' }],
        hard_bounced_at: '2026-02-01T00:00:00.000Z', spam_at: '2026-02-02T00:00:00.000Z',
      }],
      phone: [{ phone: '+16505551234', subscription_group: [{ subscription_group_id: CHATS, subscription_group_event_date: '2026-03-01T12:00:02.000Z', subscription_group_state: 'Unsubscribed' }, { subscription_group_id: TEXTS, subscription_group_event_date: '2026-03-01T12:00:01.000Z', subscription_group_state: 'Subscribed' }] }],
      message: 'success',
    },
    kinds: [],
  })
})

test('an address that only has an uploaded state, one that only bounced, one that nothing is known of', async () => {
  const e = await world()
  await e.post('/email/status', { email: 'up@example.com', subscription_state: 'unsubscribed' })
  await e.admin('POST', '/hard_bounces', { email: 'bounced@example.com' })
  expect((await get(e, 'email[]=up@example.com&email[]=bounced@example.com&email[]=nobody@example.com&email[]=bob@example.com&phone[]=%2B4915112345678')).body).toEqual({
    emails: [
      { email: 'up@example.com', email_subscribe: { email_subscription_event_date: NOW, email_subscription_state: 'Unsubscribed' }, subscription_group: [], hard_bounced_at: null, spam_at: null },
      { email: 'bounced@example.com', email_subscribe: { email_subscription_event_date: null, email_subscription_state: 'Subscribed' }, subscription_group: [], hard_bounced_at: NOW, spam_at: null },
      { email: 'bob@example.com', email_subscribe: { email_subscription_event_date: null, email_subscription_state: 'Subscribed' }, subscription_group: [], hard_bounced_at: null, spam_at: null },
    ],
    phone: [],
    message: 'success',
  })
})

test.each([['', `'email' or 'phone' is required`], ['email=', 'The value provided for the email field is not a valid email array.'], [Array.from({ length: 51 }, (_, n) => `phone[]=%2B165055512${n + 10}`).join('&'), 'The max number of phones per request was exceeded']])('refused: %s', async (query, message) => {
  const { status, body, kinds } = await get(await world(), query)
  expect({ status, body, kinds }).toEqual({ status: 400, body: { message }, kinds: ['request.refused'] })
})
