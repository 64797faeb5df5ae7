// Message archiving: what was sent, under the keys of a bucket.
import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { beforeEach, expect, test } from 'vitest'
import type { Stage } from '../../kit/emails.ts'
import { mail, sent, stage, user } from '../../kit/emails.ts'
import { NO_ORIGIN } from '../../../emulator/domain/messages/messages.ts'

const md5 = (text: string): string => createHash('md5').update(text).digest('hex')
const BODY = '<body><a href="https://shop.example/?a=1&amp;b=2">x</a></body>'
let s: Stage
beforeEach(async () => void (s = await stage()))

const list = async (query = ''): Promise<any> => (await s.e.admin('GET', `/archive${query}`)).body
async function object(key: string): Promise<any> {
  const answer = await s.e.fetch(`/_emulator/archive/${key}`)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/gzip'])
  return JSON.parse(gunzipSync(Buffer.from(await answer.arrayBuffer())).toString('utf8'))
}

test('nothing is archived until a channel is named', async () => {
  await sent(s)
  expect(await list()).toEqual({ objects: [], next: null })
  expect((await s.e.admin('PATCH', '/settings', { message_archiving: ['email'] })).status).toBe(200)
  expect((await list()).objects).toHaveLength(1)
  expect((await s.e.admin('PATCH', '/settings', { message_archiving: ['fax'] })).status).not.toBe(200)
})

test('an email of a campaign: its key, and everything in it as it was before the provider touched it', async () => {
  await s.e.admin('PATCH', '/settings', { message_archiving: ['email', 'push', 'sms'], email: { list_unsubscribe: false, link_aliasing: false } })
  await user(s.e, 'ann', 'Ann@Example.com', { first_name: 'Ann' })
  const { body: campaign } = await s.e.admin('POST', '/campaigns', { name: 'News', messages: { m1: mail({ subject: 'For {{${first_name}}}', body: BODY, extras: { a: 'b' }, headers: { 'X-A': '1' } }) } })
  const message = await sent(s, { body: campaign.messages.m1, origin: { ...NO_ORIGIN, dispatch_id: 'd'.repeat(32), campaign_id: campaign.id, message_variation_id: 'm1' } }, 'ann')
  const key = `sent_messages/email/${md5('ann@example.com')}/${campaign.id}/${'d'.repeat(32)}.json.gz`
  expect(await list()).toEqual({ objects: [{ seq: message.seq, key, last_modified: '2026-03-01T12:00:00.000Z' }], next: null })
  expect(await object(key)).toEqual({
    version: 1, to: 'ann@example.com', subject: 'For Ann', from_name: 'Shop', from_address: 'hello@shop.example', html_body: BODY, plaintext_body: 'x (https://shop.example/?a=1&b=2)', extras: { a: 'b' }, headers: { 'X-A': '1' },
    sent_at: 1772366400, dispatch_id: 'd'.repeat(32), user_id: message.user.braze_id, campaign_id: campaign.id, message_variation_id: 'm1', campaign_name: 'News', external_id: 'ann',
  })
})

test('a Canvas step’s, one without a campaign, one that was withheld', async () => {
  await s.e.admin('PATCH', '/settings', { message_archiving: ['email'] })
  const { body: canvas } = await s.e.admin('POST', '/canvases', { name: 'Welcome', steps: [{ id: 's1', name: 'Hello', messages: { m1: mail({ body: BODY }) } }] })
  const origin = { ...NO_ORIGIN, dispatch_id: 'e'.repeat(32), canvas_id: canvas.id, canvas_step_id: 's1', canvas_variation_id: canvas.variants[0].id, message_variation_id: 'm1' }
  await sent(s, { origin })
  await sent(s)
  await sent(s, { test: true, origin: { ...origin, dispatch_id: 'f'.repeat(32) } })
  await user(s.e, 'mel', 'mel@example.com', { email_subscribe: 'unsubscribed' })
  await sent(s)
  const me = `sent_messages/email/${md5('mel@example.com')}`
  const { objects } = await list()
  expect(objects.map(({ key }: any) => key)).toEqual([`${me}/s1/${'e'.repeat(32)}.json.gz`, `${me}/unassociated/${'d'.repeat(32)}.json.gz`, `${me}/unassociated/${'f'.repeat(32)}.json.gz`])
  expect(await object(objects[0].key)).toMatchObject({ canvas_id: canvas.id, canvas_step_id: 's1', canvas_name: 'Welcome', canvas_step_name: 'Hello' })
  expect((await list(`?prefix=${me}/s1/`)).objects).toHaveLength(1)
  const page = await list('?limit=2')
  expect([page.objects.length, (await list(`?limit=2&cursor=${page.next}`)).objects.map(({ key }: any) => key)]).toEqual([2, [objects[2].key]])
})

test('pushes by their token, texts by their number', async () => {
  await s.e.admin('PATCH', '/settings', { message_archiving: ['push', 'sms'] })
  const { messages, profiles, db } = s.e.world
  const profile = profiles.byExternalId('mel')!
  const origin = { ...NO_ORIGIN, dispatch_id: 'd'.repeat(32) }
  db.tx(() => {
    messages.add({ profile, channel: 'ios_push', status: 'sent', origin, target: { app_id: 'app1', device_id: 'dev1', address: 'Token_1' }, payload: { method: 'POST', url: 'x', body: { aps: { alert: 'Hi' } } } })
    messages.add({ profile, channel: 'sms', status: 'delivered', origin, target: { address: '+15551234567' }, detail: { subscription_group_id: 'g1' }, payload: { to: '+15551234567', body: 'Hi', media_urls: ['https://a.example/x.png'] } })
  })
  await sent(s)
  const keys = [`sent_messages/push/${md5('token_1')}/unassociated/${'d'.repeat(32)}.json.gz`, `sent_messages/sms/${md5('+15551234567')}/unassociated/${'d'.repeat(32)}.json.gz`]
  expect((await list()).objects.map(({ key }: any) => key)).toEqual(keys)
  const shared = { version: 1, sent_at: 1772366400, dispatch_id: 'd'.repeat(32), user_id: profile.braze_id, external_id: 'mel' }
  expect(await object(keys[0]!)).toEqual({ ...shared, to: 'Token_1', payload: { aps: { alert: 'Hi' } }, platform: 'ios_push', app_id: 'app1' })
  expect(await object(keys[1]!)).toEqual({ ...shared, to: '+15551234567', body: 'Hi', subscription_group: 'g1', provider: 'twilio', media_urls: ['https://a.example/x.png'] })
})

test.each(['sent_messages/email/x/y/z.json.gz', `sent_messages/email/${'0'.repeat(32)}/unassociated/${'d'.repeat(32)}.json.gz`, `sent_messages/fax/${md5('mel@example.com')}/unassociated/${'d'.repeat(32)}.json.gz`])('there is no %s', async (key) => {
  await s.e.admin('PATCH', '/settings', { message_archiving: ['email'] })
  await sent(s)
  const { status, body } = await s.e.admin('GET', `/archive/${key}`)
  expect([status, body.error.code]).toEqual([404, 'not_found'])
})
