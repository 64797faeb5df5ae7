// GET /_emulator/messages, GET /_emulator/messages/:id and POST /_emulator/messages/:id/engage.
import { expect, test } from 'vitest'
import type { NewMessage } from '../../../emulator/domain/messages/messages.ts'
import { NO_ORIGIN } from '../../../emulator/domain/messages/messages.ts'
import { emulator, NOW } from '../../kit/world.ts'

async function stage() {
  const e = emulator()
  await e.post('/users/track', { attributes: [{ external_id: 'mel', email: 'mel@example.com' }, { external_id: 'kim', email: 'kim@example.com' }] })
  const add = (external_id: string, more: Partial<NewMessage> = {}) =>
    e.world.db.tx(() => e.world.messages.add({ profile: e.world.profiles.byExternalId(external_id)!, channel: 'email', status: 'delivered', origin: { ...NO_ORIGIN, campaign_id: 'c1', dispatch_id: 'd1' }, target: { address: `${external_id}@example.com` }, payload: { subject: 'Hi' }, ...more }))
  return { e, add }
}

test('a message, whole', async () => {
  const { e, add } = await stage()
  const { id } = add('mel')
  const mel = e.world.profiles.byExternalId('mel')!
  const whole = {
    id, seq: 1, at: NOW, channel: 'email', status: 'delivered', reason: null, detail: null, user: { braze_id: mel.braze_id, external_id: 'mel' }, device_id: null, app_id: null, address: 'mel@example.com',
    campaign_id: 'c1', canvas_id: null, canvas_step_id: null, canvas_variation_id: null, canvas_entry_id: null, message_variation_id: null, dispatch_id: 'd1', send_id: null, test: false, payload: { subject: 'Hi' }, engagement: [],
  }
  expect(await e.admin('GET', '/messages')).toMatchObject({ status: 200, body: { messages: [whole], next: null } })
  expect((await e.admin('GET', `/messages/${id}`)).body).toEqual(whole)
  expect(await e.admin('GET', '/messages/nothing')).toMatchObject({ status: 404, body: { error: { code: 'not_found', message: 'there is no message with this id', details: { id: 'nothing' } } } })
})

test('a list of what was asked for', async () => {
  const { e, add } = await stage()
  const ids = [
    add('mel'), add('kim'), add('mel', { channel: 'sms', status: 'withheld', reason: 'no_address' }), add('kim', { origin: { ...NO_ORIGIN, canvas_id: 'v1', dispatch_id: 'd2' } }), add('mel', { channel: 'ios_push', target: { device_id: 'dev', app_id: 'app', address: 'token' } }),
  ].map(({ id }) => id)
  const asked = async (query: string) => (await e.admin('GET', `/messages?${query}`)).body.messages.map((one: { id: string }) => ids.indexOf(one.id))
  expect(await asked('channel=email')).toEqual([0, 1, 3])
  expect(await asked('external_id=mel')).toEqual([0, 2, 4])
  expect(await asked(`braze_id=${e.world.profiles.byExternalId('kim')!.braze_id}`)).toEqual([1, 3])
  expect(await asked('external_id=nobody')).toEqual([])
  expect(await asked('campaign_id=c1')).toEqual([0, 1, 2, 4])
  expect(await asked('canvas_id=v1')).toEqual([3])
  expect(await asked('device_id=dev')).toEqual([4])
  expect(await asked('dispatch_id=d2')).toEqual([3])
  expect(await asked('status=withheld&external_id=mel')).toEqual([2])
  expect(await asked('since=3')).toEqual([3, 4])
  expect(await asked('since=2026-03-01T12:00:01Z')).toEqual([])
  expect(await asked('since=2026-03-01T12:00:00Z')).toEqual([0, 1, 2, 3, 4])
  const first = await e.admin('GET', '/messages?limit=2')
  expect([first.body.messages.length, first.body.next]).toEqual([2, '2'])
  const second = await e.admin('GET', `/messages?limit=3&cursor=${first.body.next}`)
  expect([second.body.messages.map((one: { id: string }) => ids.indexOf(one.id)), second.body.next]).toEqual([[2, 3, 4], null])
  add('mel', { channel: 'content_cards' })
  expect((await e.admin('GET', '/messages?channel=content_card')).body.messages).toMatchObject([{ channel: 'content_cards' }])
  for (const channel of ['push', 'fax', 'constructor']) expect((await e.admin('GET', `/messages?channel=${channel}`)).body.error).toMatchObject({ code: 'invalid', message: expect.stringMatching(new RegExp(`^channel is none of .*ios_push.*: ${channel}$`)), details: { channel } })
  expect((await e.admin('GET', '/messages?status=lost')).status).toBe(422)
  expect((await e.admin('GET', '/messages?since=yesterday')).status).toBe(422)
})

test('what can not be done with a message', async () => {
  const { e, add } = await stage()
  const { id } = add('mel')
  const withheld = add('mel', { status: 'withheld', reason: 'unsubscribed' })
  const engage = (message: string, body: unknown) => e.admin('POST', `/messages/${message}/engage`, body)
  const kinds = await e.kindsOf(async () => {
    expect(await engage('nothing', { action: 'open' })).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } })
    expect(await engage(withheld.id, { action: 'open' })).toMatchObject({ status: 409, body: { error: { code: 'not_delivered', message: 'the message never reached the user: it is withheld (unsubscribed)', details: { id: withheld.id, status: 'withheld', reason: 'unsubscribed' } } } })
    expect(await engage(id, { action: 'explode' })).toMatchObject({ status: 422, body: { error: { code: 'unknown_action', details: { action: 'explode', channel: 'email', actions: expect.arrayContaining(['open', 'click', 'convert']) } } } })
    expect((await engage(id, {})).status).toBe(422)
    expect((await engage(id, { action: 'constructor' })).status).toBe(422)
  })
  expect(kinds).toEqual([])
  expect((await e.admin('GET', `/messages/${id}`)).body.engagement).toEqual([])
})

test.each<[string, Record<string, unknown>, string]>([
  ['email', { action: 'bounce', bounce_type: 'soft' }, 'bounce_type is no member of bounce: type, reason'],
  ['email', { action: 'open', machine_opened: true }, 'machine_opened is no member of open: machine_open, user_agent'],
  ['email', { action: 'click', alias: 'shop' }, 'alias is no member of click: url, link_alias, link_id, user_agent'],
  ['email', { action: 'spam', why: 'x' }, 'why is no member of spam: it has none'],
  ['email', { action: 'click', text: 'x' }, 'text is no member of click: url, link_alias, link_id, user_agent'],
  ['email', { action: 'convert', event: 'A' }, 'event is no member of convert: conversion, revenue_cents'],
  ['ios_push', { action: 'open', button: 0 }, 'button is no member of open: it has none'],
  ['ios_push', { action: 'button_click', button: 0, button_id: 'yes' }, 'button is said twice'],
  ['sms', { action: 'fail', invalid: 'yes' }, 'invalid is true or false'],
  ['sms', { action: 'reject', provider_error_code: {} }, 'provider_error_code is a text or a number'],
  ['sms', { action: 'reply', body: 'Hi', media_urls: [5] }, 'media_urls is a list of texts'],
  ['whats_app', { action: 'fail', provider_error_title: 7 }, 'provider_error_title is a text'],
  ['content_cards', { action: 'click', url: 'https://example.com' }, 'url is no member of click: it has none'],
])('on %s, %j is not taken for something else', async (channel, body, message) => {
  const { e, add } = await stage()
  const { id } = add('mel', { channel })
  let answer: any
  expect(await e.kindsOf(async () => void (answer = await e.admin('POST', `/messages/${id}/engage`, body)))).toEqual([])
  expect([answer.status, answer.body.error?.code, answer.body.error?.message]).toEqual([422, 'invalid', message])
  expect((await e.admin('GET', `/messages/${id}`)).body.engagement).toEqual([])
})

test.each(['body', 'text', 'message'])('what a user writes back is its %s', async (member) => {
  const e = emulator()
  const { id: group } = (await e.admin('POST', '/subscription_groups', { name: 'Texts', channel: 'sms' })).body
  await e.post('/users/track', { attributes: [{ external_id: 'mel', phone: '+14155552671', subscription_groups: [{ subscription_group_id: group, subscription_state: 'subscribed' }] }] })
  const campaign = (await e.admin('POST', '/campaigns', { name: 'Text', messages: { m: { channel: 'sms', subscription_group_id: group, body: 'Hi' } } })).body
  await e.post('/campaigns/trigger/send', { campaign_id: campaign.id, recipients: [{ external_user_id: 'mel' }] })
  await e.admin('POST', '/settle')
  const [{ id }] = (await e.admin('GET', '/messages')).body.messages
  const rows = await e.rowsOf(async () => void (await e.admin('POST', `/messages/${id}/engage`, { action: 'reply', [member]: 'Thanks' })))
  expect(rows).toMatchObject([{ kind: 'sms.inbound_received', data: { message_body: 'Thanks', campaign_id: campaign.id } }])
  expect((await e.admin('GET', `/messages/${id}`)).body.engagement).toEqual([{ at: NOW, action: 'reply', body: 'Thanks' }])
})

test.each(['bounced', 'failed'] as const)('of a message that %s nothing can be done but convert it: nobody has it, and it does not fail twice', async (status) => {
  const { e, add } = await stage()
  const tried: [string, string[]][] = [
    ['ios_push', ['open', 'button_click', 'dismiss', 'bounce']], ['android_push', ['open', 'bounce']], ['sms', ['click', 'reply', 'reject', 'fail']], ['whats_app', ['open', 'read', 'click', 'reply', 'fail']], ['line', ['click', 'reply']],
    ['email', ['open', 'click', 'bounce', 'unsubscribe', 'spam', 'deliver']],
  ]
  for (const [channel, actions] of tried) {
    const { id } = add('mel', { channel, status, reason: 'provider_refused' })
    for (const action of actions) {
      let answer: any
      expect(await e.kindsOf(async () => void (answer = await e.admin('POST', `/messages/${id}/engage`, { action, body: 'STOP', url: 'https://example.com', button: 0 })))).toEqual([])
      expect([channel, action, answer.status, answer.body.error.message]).toEqual([channel, action, 409, `the message never reached the user: it is ${status} (provider_refused)`])
    }
    expect((await e.admin('GET', `/messages/${id}`)).body.engagement).toEqual([])
  }
})

test('an open by hand stands with the message, in the journal and in the history', async () => {
  const { e, add } = await stage()
  const { id } = add('mel')
  let answer: any
  const rows = await e.rowsOf(async () => void (answer = await e.admin('POST', `/messages/${id}/engage`, { action: 'open' })))
  expect([answer.status, answer.body.id, answer.body.engagement]).toEqual([200, id, [{ at: NOW, action: 'open' }]])
  expect(rows.map(({ kind, data }) => [kind, data])).toEqual([['email.opened', { message_id: id, channel: 'email', dispatch_id: 'd1', campaign_id: 'c1', email_address: 'mel@example.com' }]])
  expect(e.world.messageHistory.of(e.world.profiles.byExternalId('mel')!, 5)).toMatchObject([{ kind: 'email.opened', campaign_id: 'c1', dispatch_id: 'd1' }])
})

test('merged users: messages and history are the kept one\'s', async () => {
  const { e, add } = await stage()
  const { id } = add('mel')
  await e.admin('POST', `/messages/${id}/engage`, { action: 'open' })
  await e.post('/users/merge', { merge_updates: [{ identifier_to_merge: { external_id: 'mel' }, identifier_to_keep: { external_id: 'kim' } }] })
  expect((await e.admin('GET', '/messages?external_id=kim')).body.messages).toMatchObject([{ id, user: { external_id: 'kim' } }])
  expect(e.world.messageHistory.of(e.world.profiles.byExternalId('kim')!, 5)).toMatchObject([{ kind: 'email.opened' }])
})
