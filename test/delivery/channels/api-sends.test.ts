// Message objects of the API on text channels, from /messages/send to what the provider gets; and a reply that triggers the next text.
import { expect, test } from 'vitest'
import { settle, shown } from '../../kit/texts.ts'
import { emulator } from '../../kit/world.ts'

const MEL = '+12025550101'
const app_id = 'b4a2e000-0000-4000-8000-0000000000a1'

async function stage() {
  const calls: unknown[] = []
  const e = emulator({ outbound: (async (url: string, { method, body }: RequestInit) => (calls.push([url, method, body]), new Response('ok'))) as typeof fetch })
  await e.admin('POST', '/subscription_groups', { id: 'texts', name: 'Texts', channel: 'sms', sender_numbers: ['12345'] })
  await e.admin('POST', '/subscription_groups', { id: 'wa', name: 'WhatsApp', channel: 'whatsapp' })
  await e.post('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Mel', phone: MEL, subscription_groups: ['texts', 'wa'].map((subscription_group_id) => ({ subscription_group_id, subscription_state: 'subscribed' })) }] })
  return { e, calls }
}

const MESSAGES = {
  sms: { subscription_group_id: 'texts', body: 'Hi {{${first_name}}}', app_id, media_items: ['https://x.example/a.png'] },
  whats_app: { app_id, subscription_group_id: 'wa', message_type: 'template_message', message: { template_name: 't', template_language_code: 'en', body_variables: { '0': '{{${first_name}}}' } } },
  webhook: { url: 'http://localhost:3000/x', request_method: 'PUT', request_headers: { 'X-A': 'b' }, body: '{"a":"{{${first_name}}}"}' },
  content_card: { type: 'CLASSIC', title: 'T', description: '{{${first_name}}}', time_to_live: 60 },
}

test('one request, four channels: each provider gets its own', async () => {
  const { e, calls } = await stage()
  const { body } = await e.post('/messages/send', { external_user_ids: ['mel'], messages: MESSAGES })
  await settle(e)
  const messages = await shown(e, 'mel')
  expect(Object.fromEntries(messages.map(({ channel, status, dispatch_id, payload }) => [channel, { status, dispatch_id, payload }]))).toMatchObject({
    sms: { status: 'delivered', payload: { from: '12345', to: MEL, body: 'Hi Mel', media_urls: ['https://x.example/a.png'], segments: 1, encoding: 'GSM-7' } },
    whats_app: { status: 'delivered', payload: { to: '12025550101', type: 'template', template: { name: 't', components: [{ type: 'body', parameters: [{ type: 'text', text: 'Mel' }] }] } } },
    webhook: { status: 'sent', payload: { url: 'http://localhost:3000/x', method: 'PUT', headers: { 'X-A': 'b' }, body: '{"a":"Mel"}' } },
    content_cards: { status: 'sent', payload: { tp: 'short_news', tt: 'T', ds: 'Mel' } },
  })
  expect(messages.map(({ dispatch_id }) => dispatch_id)).toEqual(Array(4).fill(body.dispatch_id))
  expect(calls).toEqual([['http://localhost:3000/x', 'PUT', '{"a":"Mel"}']])
})

test('the same calls give the same bytes', async () => {
  const run = async () => {
    const { e } = await stage()
    await e.post('/messages/send', { external_user_ids: ['mel'], messages: { ...MESSAGES, sms: { ...MESSAGES.sms, body: 'https://x.example/', link_shortening_enabled: true } } })
    await settle(e)
    return JSON.stringify([await shown(e, 'mel'), e.journal()])
  }
  expect(await run()).toBe(await run())
})

test('a reply triggers a campaign, whose text quotes it', async () => {
  const { e } = await stage()
  const campaign = {
    name: 'Echo', schedule_type: 'action_based', trigger: { type: 'inbound_sms', subscription_group_id: 'texts', category: 'other', start: '2026-03-01T00:00:00Z' }, reeligibility_seconds: 0,
    messages: { v: { channel: 'sms', subscription_group_id: 'texts', body: 'You said {{sms.${inbound_message_body}}}' } },
  }
  expect((await e.admin('POST', '/campaigns', campaign)).status).toBe(201)
  await e.admin('POST', '/inbound/sms', { from: MEL, to: '12345', body: 'hm' })
  await e.admin('POST', '/inbound/sms', { from: MEL, to: '12345', body: 'HELP' })
  await settle(e)
  expect((await shown(e, 'mel')).map(({ payload }) => payload.body)).toEqual(['Reply STOP to unsubscribe. Message and data rates may apply.', 'You said hm'])
})
