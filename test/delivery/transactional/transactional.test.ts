// Transactional emails: one user, whatever their subscription, and postbacks of each step in order.
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { mail, user } from '../../kit/emails.ts'
import { define } from '../../kit/messaging.ts'
import { folder } from '../../kit/kernel.ts'
import { emulator } from '../../kit/world.ts'
import type { Emulator } from '../../kit/rest.ts'

const URL_ = 'https://hooks.example/braze'
const T = '2026-03-01T12:00:00.000+00:00'
let e: Emulator
let campaign: any
let posted: { url: string; body: any; init: RequestInit }[]
let answers: (number | Error)[]

beforeEach(async () => {
  posted = []
  answers = []
  e = emulator({
    outbound: (async (url: string, init: RequestInit) => {
      posted.push({ url, body: JSON.parse(String(init.body)), init })
      const answer = answers.shift() ?? 200
      if (answer instanceof Error) throw answer
      return new Response('', { status: answer })
    }) as typeof fetch,
  })
  await user(e, 'mel', 'mel@example.com', { first_name: 'Mel' })
  await e.admin('PATCH', '/settings', { email: { transactional_postback_url: URL_ } })
  campaign = await define(e, 'campaigns', { name: 'Order', kind: 'transactional_email', messages: { m1: mail({ subject: 'Order {{api_trigger_properties.${order}}}', body: '<p>For {{${first_name}}}</p>' }) } })
})

/** Sends, and waits until all of it is done. */
async function send(body: Record<string, unknown>) {
  const answer = await e.post(`/transactional/v1/campaigns/${campaign.id}/send`, body)
  await e.admin('POST', '/settle')
  const { messages } = (await e.admin('GET', `/messages?dispatch_id=${answer.body.dispatch_id}`)).body
  return { status: answer.status, dispatch_id: answer.body.dispatch_id as string, messages }
}

test('sent, processed, delivered: each told with its times', async () => {
  const { status, dispatch_id, messages } = await send({ external_send_id: 'order-1', trigger_properties: { order: 7 }, recipient: { external_user_id: 'mel' } })
  expect(status).toBe(201)
  expect(messages).toMatchObject([{ channel: 'email', status: 'delivered', campaign_id: campaign.id, message_variation_id: 'm1', dispatch_id, payload: { to: 'mel@example.com', subject: 'Order 7', plaintext: 'For Mel', headers: {} } }])
  const of = { campaign_api_id: campaign.id, external_send_id: 'order-1' }
  expect(posted.map(({ url, body }) => [url, body])).toEqual([
    [URL_, { dispatch_id, status: 'sent', metadata: { received_at: T, enqueued_at: T, executed_at: T, sent_at: T, ...of } }],
    [URL_, { dispatch_id, status: 'processed', metadata: { processed_at: T, ...of } }],
    [URL_, { dispatch_id, status: 'delivered', metadata: { delivered_at: T, ...of } }],
  ])
  expect(posted[0]!.init).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/json' } })
})

test('the rows: the message’s, and one for each postback', async () => {
  const kinds = await e.kindsOf(() => send({ recipient: { external_user_id: 'mel' } }))
  expect(kinds).toEqual(['send.accepted', 'email.sent', 'email.delivered', 'transactional_postback.posted', 'transactional_postback.posted', 'transactional_postback.posted'])
})

test('no postback URL: nothing is posted', async () => {
  await e.admin('PATCH', '/settings', { email: { transactional_postback_url: null } })
  expect((await send({ recipient: { external_user_id: 'mel' } })).messages).toMatchObject([{ status: 'delivered' }])
  expect(posted).toEqual([])
})

test('subscription state, spam reports and earlier sends do not matter', async () => {
  await user(e, 'mel', 'mel@example.com', { email_subscribe: 'unsubscribed' })
  e.world.db.tx(() => e.world.emailLists.reportSpam('mel@example.com'))
  for (let n = 0; n < 2; n++) expect((await send({ recipient: { external_user_id: 'mel' } })).messages).toMatchObject([{ status: 'delivered' }])
})

test('attributes are set before the mail is made, and make a user who is new', async () => {
  expect((await send({ recipient: { external_user_id: 'mel', attributes: { first_name: 'Melanie' } } })).messages).toMatchObject([{ payload: { plaintext: 'For Melanie' } }])
  expect((await send({ recipient: { external_user_id: 'new', attributes: { email: 'new@example.com', first_name: 'New' } } })).messages).toMatchObject([{ status: 'delivered', payload: { to: 'new@example.com', plaintext: 'For New' } }])
  expect((await e.exported('new')).email).toBe('new@example.com')
})

test.each([
  ['nobody', { external_user_id: 'nobody' }, []],
  ['a user that only an alias would make', { user_alias: { alias_label: 'a', alias_name: 'b' }, attributes: { first_name: 'X' } }, []],
  ['a user without an address', { external_user_id: 'bare' }, [{ status: 'withheld', reason: 'no_address' }]],
  ['an address that bounced', { external_user_id: 'gone' }, [{ status: 'withheld', reason: 'hard_bounced' }]],
])('%s is not emailable', async (_name, recipient, messages) => {
  await e.post('/users/track', { attributes: [{ external_id: 'bare', first_name: 'B' }, { external_id: 'gone', email: 'gone@example.com' }] })
  e.world.db.tx(() => e.world.emailLists.bounce('gone@example.com'))
  const answer = await send({ recipient })
  expect(answer.messages).toMatchObject(messages)
  expect(posted.map(({ body }) => body)).toEqual([{ dispatch_id: answer.dispatch_id, status: 'aborted', metadata: { reason: 'User not emailable', aborted_at: T, campaign_api_id: campaign.id } }])
})

test('a bounce is told with the mailbox’s words', async () => {
  const { dispatch_id } = await send({ recipient: { external_user_id: 'mel', attributes: { email: 'bounce@example.com' } } })
  expect(posted.map(({ body }) => body.status)).toEqual(['sent', 'processed', 'bounced'])
  expect(posted[2]!.body).toEqual({ dispatch_id, status: 'bounced', metadata: { bounced_at: T, reason: '550 5.1.1 The email account that you tried to reach does not exist', campaign_api_id: campaign.id } })
})

test('a soft bounce is told when the last attempt has failed, and not before', async () => {
  const { dispatch_id } = await send({ recipient: { external_user_id: 'mel', attributes: { email: 'softbounce@example.com' } } })
  await e.admin('POST', '/clock/advance', { by: '71h' })
  expect(posted.map(({ body }) => body.status)).toEqual(['sent', 'processed'])
  await e.admin('POST', '/clock/advance', { by: '1h' })
  const bounced_at = '2026-03-04T12:00:00.000+00:00'
  expect(posted.slice(2).map(({ body }) => body)).toEqual([{ dispatch_id, status: 'bounced', metadata: { bounced_at, reason: '452 4.2.2 The email account that you tried to reach is over quota', campaign_api_id: campaign.id } }])
})

test.each([
  ['abort_message', `{% abort_message('not now') %}`, 'not now'],
  ['connected_content', '{% connected_content https://api.example/x %}', 'connected_content is not available in transactional emails'],
  ['promotion', `{%- promotion('list') %}`, 'promotion is not available in transactional emails'],
])('%s aborts it, with the reason', async (_name, tag, reason) => {
  const { body: { email_template_id } } = await e.post('/templates/email/create', { template_name: 'T', subject: 'x', body: `<p>x</p>${tag}` })
  expect((await e.admin('PATCH', `/campaigns/${campaign.id}`, { messages: { m1: { channel: 'email', email_template_id } } })).status).toBe(200)
  const { messages } = await send({ recipient: { external_user_id: 'mel' } })
  expect(messages).toMatchObject([{ status: 'aborted', payload: null }])
  expect(posted.map(({ body }) => [body.status, body.metadata.reason, body.metadata.aborted_at])).toEqual([['aborted', reason, T]])
})

test('a postback that is not taken is repeated before the next; after five attempts it is left', async () => {
  answers = [500, new Error('down'), 200]
  const kinds = await e.kindsOf(() => send({ recipient: { external_user_id: 'mel' } }))
  expect(kinds.at(-1)).toBe('transactional_postback.failed')
  expect(posted.map(({ body }) => body.status)).toEqual(['sent'])
  await e.admin('POST', '/clock/advance', { by: '1m' })
  expect(posted.map(({ body }) => body.status)).toEqual(['sent', 'sent'])
  await e.admin('POST', '/clock/advance', { by: '5m' })
  expect(posted.map(({ body }) => body.status)).toEqual(['sent', 'sent', 'sent', 'processed', 'delivered'])
  expect(e.journal().filter(({ kind }) => kind === 'transactional_postback.failed').map(({ data }) => [data['attempt'], data['status_code'] ?? data['error'], data['retry_at']])).toEqual([
    [1, 500, '2026-03-01T12:01:00.000Z'], [2, 'Error: down', '2026-03-01T12:06:00.000Z'],
  ])
  posted = []
  answers = [500, 500, 500, 500, 500]
  await send({ recipient: { external_user_id: 'mel' } })
  await e.admin('POST', '/clock/advance', { by: '81m' })
  expect(posted.map(({ body }) => body.status)).toEqual(['sent', 'sent', 'sent', 'sent', 'sent', 'processed', 'delivered'])
  expect(e.journal().filter(({ kind }) => kind === 'transactional_postback.failed').at(-1)!.data['retry_at']).toBe(null)
  expect(await e.kindsOf(() => e.admin('POST', '/clock/advance', { by: '30d' }))).toEqual(['clock.changed'])
})

test('a process that dies while it posts: the others make up for it, each once and in order', async () => {
  const db = join(folder(), 'world.db')
  const asked: string[] = []
  const statusOf = (init: RequestInit | undefined): string => (JSON.parse(String(init!.body)) as { status: string }).status
  const first = emulator({ db, outbound: ((_: string, init: RequestInit) => (asked.push(statusOf(init)), new Promise(() => {}))) as unknown as typeof fetch })
  await user(first, 'mel', 'mel@example.com')
  await first.admin('PATCH', '/settings', { email: { transactional_postback_url: URL_ } })
  const { id } = await define(first, 'campaigns', { name: 'Order', kind: 'transactional_email', messages: { m1: mail() } })
  await first.post(`/transactional/v1/campaigns/${id}/send`, { recipient: { external_user_id: 'mel' } })
  first.world.scheduler.runDue()
  expect(asked).toEqual(['sent'])
  first.core.close()
  const second = emulator({ db, holdClock: true, outbound: ((_: string, init: RequestInit) => (asked.push(statusOf(init)), Promise.resolve(new Response('')))) as unknown as typeof fetch })
  await second.admin('POST', '/clock/advance', { by: '1m' })
  expect(asked).toEqual(['sent', 'sent', 'processed', 'delivered'])
  expect(second.journal().filter(({ kind }) => kind === 'email.sent')).toHaveLength(1)
})

test('mails of other campaigns are told to nobody', async () => {
  const other = await define(e, 'campaigns', { name: 'News', messages: { n1: mail() } })
  const { world } = e
  world.db.tx(() => world.delivery.deliver({ profile_id: world.profiles.byExternalId('mel')!.id, channel: 'email', body: mail(), origin: { dispatch_id: 'd'.repeat(32), send_id: null, campaign_id: other.id, canvas_id: null, canvas_step_id: null, canvas_variation_id: null, canvas_entry_id: null, message_variation_id: 'n1' }, targeting: 'all', cause: {}, frequency_capping: false, quiet_hours: null, tags: [], test: false, transactional: false }))
  await e.admin('POST', '/settle')
  expect(posted).toEqual([])
})
