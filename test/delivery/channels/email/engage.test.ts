// What can be done with an email that arrived, and what it changes.
import { beforeEach, expect, test } from 'vitest'
import type { Stage } from '../../../kit/emails.ts'
import { mail, sent, stage, user } from '../../../kit/emails.ts'

let s: Stage
beforeEach(async () => void (s = await stage()))
const LINKS = mail({ body: '<a href="https://a.example">1</a><a href="https://b.example">2</a>' })
const about = (message: any) => ({ message_id: message.id, channel: 'email', dispatch_id: 'd'.repeat(32), email_address: 'mel@example.com', from_domain: 'shop.example' })

/** Does something with a message; the rows that it added. */
async function engage(message: any, data: Record<string, unknown>) {
  let answer: any
  const rows = await s.e.rowsOf(async () => void (answer = await s.e.admin('POST', `/messages/${message.id}/engage`, data)))
  return { status: answer.status, body: answer.body, rows: rows.map(({ kind, data, profile }) => ({ kind, data, profile })), kinds: rows.map(({ kind }) => kind) }
}

test('opens, of people and of machines', async () => {
  const message = await sent(s)
  const profile = message.user.braze_id
  expect((await engage(message, { action: 'open' })).rows).toEqual([{ kind: 'email.opened', profile, data: about(message) }])
  expect((await engage(message, { action: 'open', machine_open: true, user_agent: 'Mozilla/5.0' })).rows).toEqual([{ kind: 'email.opened', profile, data: { ...about(message), machine_open: true, user_agent: 'Mozilla/5.0' } }])
  expect((await s.e.admin('GET', `/messages/${message.id}`)).body.engagement).toEqual([
    { at: '2026-03-01T12:00:00.000Z', action: 'open' }, { at: '2026-03-01T12:00:00.000Z', action: 'open', machine_open: true, user_agent: 'Mozilla/5.0' },
  ])
})

test('clicks: on a link by its address, or on the first', async () => {
  const message = await sent(s, { body: LINKS })
  expect((await engage(message, { action: 'click' })).rows.map(({ data }) => data)).toEqual([{ ...about(message), url: 'https://a.example' }])
  expect((await engage(message, { action: 'click', url: 'https://b.example' })).rows.map(({ data }) => data)).toEqual([{ ...about(message), url: 'https://b.example' }])
})

test.each([
  ['a link that the email has not', { action: 'click', url: 'https://c.example' }, 'url is no tracked link of the email: https://c.example; there are https://a.example, https://b.example'],
  ['an alias that there is not', { action: 'click', link_alias: 'x' }, 'link_alias is no tracked link of the email: x; there are https://a.example, https://b.example'],
  ['an address that is none', { action: 'click', url: 5 }, 'url is a text'],
  ['a flag that is none', { action: 'open', machine_open: 'yes' }, 'machine_open is true or false'],
  ['a bounce of another type', { action: 'bounce', type: 'medium' }, 'type is hard or soft'],
  ['a group that there is not', { action: 'unsubscribe', subscription_group_id: 'x' }, 'subscription_group_id is no subscription group: x'],
])('%s is refused, and nothing happens', async (_name, data, said) => {
  const message = await sent(s, { body: LINKS })
  const { status, body, kinds } = await engage(message, data)
  expect([status, body.error.code, body.error.message, kinds]).toEqual([422, 'invalid', said, []])
  expect((await s.e.admin('GET', `/messages/${message.id}`)).body.engagement).toEqual([])
})

test('unsubscribing: all users of the address, and the event', async () => {
  await user(s.e, 'twin', 'mel@example.com')
  const message = await sent(s)
  const { kinds, rows } = await engage(message, { action: 'unsubscribe' })
  expect(kinds).toEqual(['email.unsubscribed', 'profile.updated', 'profile.updated'])
  expect(rows[0]).toEqual({ kind: 'email.unsubscribed', profile: message.user.braze_id, data: about(message) })
  expect(rows[1]!.data).toEqual({ source: 'email', changes: { email_subscribe: { from: 'subscribed', to: 'unsubscribed' } } })
  expect([(await s.e.exported('mel')).email_subscribe, (await s.e.exported('twin')).email_subscribe]).toEqual(['unsubscribed', 'unsubscribed'])
  expect(await sent(s)).toMatchObject({ status: 'withheld', reason: 'unsubscribed' })
})

test('unsubscribing after the address changed is not processed', async () => {
  const message = await sent(s)
  await user(s.e, 'mel', 'new@example.com')
  expect((await engage(message, { action: 'unsubscribe' })).kinds).toEqual(['decision.ignored'])
  expect((await s.e.exported('mel')).email_subscribe).toBe('subscribed')
})

test('unsubscribing from a group leaves the global state', async () => {
  await s.e.admin('POST', '/subscription_groups', { id: 'g1', name: 'News', channel: 'email' })
  await s.e.post('/subscription/status/set', { subscription_group_id: 'g1', subscription_state: 'subscribed', external_id: 'mel' })
  const message = await sent(s, { body: mail({ list_unsubscribe: { subscription_group_id: 'g1' } }) })
  expect(message.payload.headers['List-Unsubscribe']).toMatch(/\?group=g1>$/)
  expect((await engage(message, { action: 'unsubscribe', subscription_group_id: 'g1' })).kinds).toEqual(['subscription_group.unsubscribed'])
  expect((await s.e.exported('mel')).email_subscribe).toBe('subscribed')
})

test('a spam report, and bounces afterwards', async () => {
  const message = await sent(s)
  expect((await engage(message, { action: 'spam' })).kinds).toEqual(['email.marked_as_spam', 'spam_report.recorded'])
  expect((await engage(message, { action: 'bounce', type: 'soft', reason: 'full' })).rows).toMatchObject([{ kind: 'email.soft_bounced', data: { bounce_reason: 'full' } }])
  const { kinds, body } = await engage(message, { action: 'bounce' })
  expect(kinds).toEqual(['email.bounced', 'hard_bounce.recorded'])
  expect(body).toMatchObject({ status: 'bounced', detail: { bounce_type: 'hard' } })
})

test.each(['open', 'click', 'unsubscribe', 'spam'])('%s: not with a mail that never arrived', async (action) => {
  await user(s.e, 'ann', 'bounce@example.com')
  const { status, body, kinds } = await engage(await sent(s, {}, 'ann'), { action })
  expect([status, body.error.code, kinds]).toEqual([409, 'not_delivered', []])
})

test('an action that emails do not have is refused with those that there are', async () => {
  const { status, body } = await engage(await sent(s), { action: 'dismiss' })
  expect([status, body.error.message]).toEqual([422, `a message on email has no action 'dismiss'; there are open, click, unsubscribe, spam, bounce, deliver, convert`])
})

test('a click by alias, by id and by the address that the author wrote', async () => {
  const e = s.e
  const { body: campaign } = await e.admin('POST', '/campaigns', { name: 'C', messages: { m1: { channel: 'email', body: LINKS['body'], link_aliases: { 'https://b.example': 'shop' } } } })
  const message = await sent(s, { body: campaign.messages.m1, origin: { dispatch_id: null, send_id: null, campaign_id: campaign.id, canvas_id: null, canvas_step_id: null, canvas_variation_id: null, canvas_entry_id: null, message_variation_id: 'm1' } })
  const [, shop] = message.payload.links
  const said = (await engage(message, { action: 'click', link_alias: 'shop' })).rows[0]!.data
  expect(said).toMatchObject({ campaign_id: campaign.id, message_variation_id: 'm1', url: `https://b.example?lid=${shop.link_id}`, link_id: shop.link_id, link_alias: 'shop' })
  expect((await engage(message, { action: 'click', link_id: shop.link_id })).rows[0]!.data).toEqual(said)
  expect((await engage(message, { action: 'click', url: 'https://b.example' })).rows[0]!.data).toEqual(said)
})
