// emulator/api/admin/texting.ts: the senders and keywords of a subscription group.
import { expect, test } from 'vitest'
import { emulator } from '../../kit/world.ts'

const SHORT = '12345'
const DOUBLE = { double_opt_in: { enabled: true, prompt: 'Reply Y', keywords: ['Y'], response: 'Confirmed' } }

async function stage({ keywords }: { keywords: object }) {
  const e = emulator()
  await e.admin('POST', '/subscription_groups', { id: 'texts', name: 'Texts', channel: 'sms', sender_numbers: [SHORT], keywords })
  return e
}

test('senders and keywords of a group: kept, shown, changed, refused when wrong or taken', async () => {
  const e = await stage({ keywords: DOUBLE })
  expect((await e.admin('GET', '/subscription_groups/texts')).body).toEqual({ id: 'texts', name: 'Texts', channel: 'sms', created_at: expect.anything(), sender_numbers: [SHORT], keywords: DOUBLE })
  expect((await e.admin('PATCH', '/subscription_groups/texts', { keywords: {}, sender_numbers: ['+12025550199', 'BRAZIER'] })).body).toMatchObject({ sender_numbers: ['+12025550199', 'BRAZIER'], keywords: {} })
  expect(await e.admin('POST', '/subscription_groups', { name: 'B', channel: 'sms', sender_numbers: ['BRAZIER'] })).toMatchObject({ status: 409 })
  expect((await e.admin('POST', '/subscription_groups', { name: 'B', channel: 'sms', sender_numbers: ['++1'] })).status).toBe(422)
  const bad = await e.admin('POST', '/subscription_groups', { name: 'B', channel: 'sms', keywords: { custom: [{ name: 'A', keywords: ['STOP'] }] } })
  expect(bad).toMatchObject({ status: 422, body: { error: { message: `keywords.custom.0.keywords: 'STOP' is a keyword of opt_out too` } } })
  await e.admin('DELETE', '/subscription_groups/texts')
  expect((await e.admin('POST', '/subscription_groups', { name: 'B', channel: 'sms', sender_numbers: ['BRAZIER'] })).status).toBe(201)
})

test('one number may text and be on WhatsApp, for one group of each', async () => {
  const e = await stage({ keywords: {} })
  const wa = await e.admin('POST', '/subscription_groups', { id: 'wa', name: 'WA', channel: 'whatsapp', sender_numbers: [SHORT] })
  expect([wa.status, wa.body.sender_numbers]).toEqual([201, [SHORT]])
  expect((await e.admin('POST', '/subscription_groups', { id: 'wa2', name: 'WA 2', channel: 'whatsapp', sender_numbers: [SHORT] })).body.error).toMatchObject({ code: 'already_exists', details: { sender_number: SHORT, subscription_group_id: 'wa' } })
  const to = async (channel: string) => (await e.admin('POST', `/inbound/${channel}`, { from: '+12025550101', to: SHORT, body: 'START' })).body.subscription_group_id
  expect([await to('sms'), await to('whatsapp')]).toEqual(['texts', 'wa'])
})

test('what is read can be written back; a group without texts does not show them', async () => {
  const e = await stage({ keywords: DOUBLE })
  const { body } = await e.admin('GET', '/subscription_groups/texts')
  expect(await e.admin('PUT', '/subscription_groups/texts', body)).toMatchObject({ status: 200, body })
  await e.admin('POST', '/subscription_groups', { id: 'news', name: 'News' })
  expect((await e.admin('GET', '/subscription_groups/news')).body).toEqual({ id: 'news', name: 'News', channel: 'email', created_at: expect.anything() })
})
