// POST /_emulator/campaigns/:id/test: what can not be sent as a test, and that a test counts nowhere.
import { expect, test } from 'vitest'
import { emulator } from '../../kit/world.ts'

const mail = { channel: 'email', subject: 'Hi', from: 'Shop <shop@example.com>', body: 'Hi' }

test.each(['nope', 'toString', '__proto__'])('the message %s is none of the campaign', async (message_variation_id) => {
  const e = emulator()
  await e.post('/users/track', { attributes: [{ external_id: 'mel', email: 'mel@example.com' }] })
  const { id } = (await e.admin('POST', '/campaigns', { name: 'C', draft: true, messages: { m: mail } })).body
  const { status, body } = await e.admin('POST', `/campaigns/${id}/test`, { external_ids: ['mel'], message_variation_id })
  expect([status, body.error.message, body.error.details]).toEqual([422, `message_variation_id is none of this campaign: ${message_variation_id}`, { message_variation_id, known: ['m'] }])
  expect((await e.admin('GET', '/messages')).body.messages).toEqual([])
})

test('what users do with a test stands with the message and in the journal, and in no series', async () => {
  const e = emulator()
  await e.post('/users/track', { attributes: [{ external_id: 'mel', email: 'mel@example.com' }] })
  const { id } = (await e.admin('POST', '/campaigns', { name: 'C', messages: { m: mail }, conversion_behaviors: [{ type: 'Opens Email', window: 3600 }] })).body
  const [message] = (await e.admin('POST', `/campaigns/${id}/test`, { external_ids: ['mel'] })).body.messages
  const rows = await e.rowsOf(() => e.admin('POST', `/messages/${message.id}/engage`, { action: 'open' }))
  expect(rows.map(({ kind, data }) => [kind, data['test']])).toEqual([['email.opened', true]])
  const [day] = (await e.get(`/campaigns/data_series?campaign_id=${id}&length=1&ending_at=2026-03-01T23:00:00Z`)).body.data
  expect(day).toMatchObject({ conversions: 0, unique_recipients: 0, messages: {} })
  expect((await e.get(`/campaigns/details?campaign_id=${id}`)).body).toMatchObject({ first_sent: null, last_sent: null })
  expect((await e.exported('mel')).campaigns_received).toBeUndefined()
})
