// POST /_emulator/inbound/sms, inbound/whatsapp, inbound/line: whom a message is for, and what is refused. What each does: test/delivery/channels/inbound, whats-app and line.
import { expect, test } from 'vitest'
import { emulator } from '../../kit/world.ts'

const MEL = '+12025550101'

async function stage() {
  const e = emulator()
  await e.admin('POST', '/subscription_groups', { id: 'texts', name: 'Texts', channel: 'sms', sender_numbers: ['12345'] })
  await e.post('/users/track', { attributes: [{ external_id: 'mel', phone: MEL }] })
  return e
}

test('which group is meant: by sender, by id, or the only one; anything else is refused', async () => {
  const e = await stage()
  const send = (body: object) => e.admin('POST', '/inbound/sms', { from: MEL, body: 'x', ...body })
  expect((await send({})).body.subscription_group_id).toBe('texts')
  await e.admin('POST', '/subscription_groups', { id: 'more', name: 'More', channel: 'sms' })
  expect(await send({})).toMatchObject({ status: 422, body: { error: { message: 'there are 2 subscription groups of the channel sms: say which, by subscription_group_id or to', details: { groups: ['more', 'texts'] } } } })
  expect((await send({ subscription_group_id: 'more' })).body.subscription_group_id).toBe('more')
  expect((await send({ to: '999' })).body.error.message).toBe('no subscription group of the channel sms sends from this number')
  expect((await send({ subscription_group_id: 'none' })).body.error.message).toBe('there is no subscription group of the channel sms with this id')
  expect((await e.admin('POST', '/inbound/sms', { from: '12', body: 'x' })).body.error.message).toBe('from is a valid phone number, as +15005550123')
})

test('the channels do not share groups: WhatsApp asks for one of its own, LINE can do without', async () => {
  const e = await stage()
  expect((await e.admin('POST', '/inbound/whatsapp', { from: MEL, body: 'x', subscription_group_id: 'texts' })).body.error.message).toBe('there is no subscription group of the channel whatsapp with this id')
  expect((await e.admin('POST', '/inbound/whatsapp', { from: MEL, body: 'x' })).body.error.message).toBe('there are 0 subscription groups of the channel whatsapp: say which, by subscription_group_id or to')
  expect((await e.admin('POST', '/inbound/line', { from: 'U1', body: 'x' })).body).toEqual({ braze_id: null, category: 'other', action: 'other', subscription_group_id: null, response_message_id: null })
  await e.admin('POST', '/subscription_groups', { id: 'l1', name: 'A', channel: 'line' })
  expect((await e.admin('POST', '/inbound/line', { from: 'U1', body: 'x' })).body.subscription_group_id).toBe('l1')
  await e.admin('POST', '/subscription_groups', { id: 'l2', name: 'B', channel: 'line' })
  expect((await e.admin('POST', '/inbound/line', { from: 'U1', body: 'x' })).status).toBe(422)
})

test.each([
  ['/inbound/sms', {}],
  ['/inbound/sms', { from: MEL }],
  ['/inbound/sms', { from: MEL, body: 'x', extra: 1 }],
  ['/inbound/whatsapp', { from: '12', body: 'x' }],
  ['/inbound/line', { from: '' }],
  ['/inbound/line', { from: 'U1', type: 'block' }],
])('%s refuses %j and nothing happens', async (path, body) => {
  const e = await stage()
  const kinds = await e.kindsOf(async () => expect((await e.admin('POST', path, body)).status).toBe(422))
  expect(kinds).toEqual([])
})
