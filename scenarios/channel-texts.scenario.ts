// Row 18, texts: SMS with a short link and keywords, WhatsApp and LINE with replies; who sends STOP gets no more, who leaves a LINE channel neither.
import { scenario } from './kit.ts'

const row = 18

scenario('sms: a short link is clicked, a keyword is answered, STOP is kept to', { row, tags: ['channels', 'sms'] }, async ({ rest, admin, expect }) => {
  await admin.post('/subscription_groups', { id: 'texts', name: 'Texts', channel: 'sms', sender_numbers: ['+15005550100'], keywords: { custom: [{ name: 'HOURS', keywords: ['HOURS'], response: 'Nine to five' }] } })
  await admin.post('/campaigns', { id: 'sale', name: 'Sale', reeligibility_seconds: 0, messages: [{ channel: 'sms', subscription_group_id: 'texts', body: 'Hi {{${first_name}}}, sale: https://example.com/sale', link_shortening: 'advanced' }] })
  await rest.post('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Mel', phone: '+15005550006', subscription_groups: [{ subscription_group_id: 'texts', subscription_state: 'subscribed' }] }, { external_id: 'bob', phone: '+15005550007' }] })
  const send = () => rest.post('/campaigns/trigger/send', { campaign_id: 'sale', recipients: [{ external_user_id: 'mel' }, { external_user_id: 'bob' }] })
  await send()

  const { payload } = await expect.message('mel', 'sms', { status: 'delivered', payload: { to: '+15005550006', from: '+15005550100', body: /^Hi Mel, sale: http/ } })
  await expect.message('bob', 'sms', { status: 'withheld', reason: 'not_in_subscription_group' })
  const short = /http\S+/.exec(payload.body)![0]
  const redirect = await rest.get(new URL(short).pathname, { status: 302 })
  expect.value(redirect.headers.get('location'), 'where the short link leads').toEqual('https://example.com/sale')
  await expect.campaignStats('sale', 'sms', { sent: 1, delivered: 1, clicks: 1, opt_out: 0 })

  await admin.post('/inbound/sms', { from: '+15005550006', to: '+15005550100', body: 'hours' })
  await expect.journal('sms.inbound_received', { about: 'mel', count: 1, data: { message_body: 'hours' } })
  await expect.message('mel', 'sms', { payload: { body: 'Nine to five' } })

  await admin.post('/inbound/sms', { from: '+15005550006', to: '+15005550100', body: 'STOP' })
  const states = (await rest.get('/subscription/status/get?subscription_group_id=texts&phone=%2B15005550006')).body.status
  expect.value(states, 'the state of the user').toEqual({ mel: 'Unsubscribed' })
  await expect.campaignStats('sale', 'sms', { opt_out: 1 })
  await send()
  await expect.message('mel', 'sms', { status: 'withheld', reason: 'not_in_subscription_group', campaign_id: 'sale' })
  await expect.campaignStats('sale', 'sms', { sent: 1 })
})

scenario('WhatsApp: a template is delivered and read, and the reply starts the answer', { row, tags: ['channels', 'whats_app'] }, async ({ rest, admin, expect }) => {
  await admin.post('/subscription_groups', { id: 'chat', name: 'Chat', channel: 'whatsapp', sender_numbers: ['+15005550101'] })
  await admin.post('/campaigns', {
    id: 'order', name: 'Order', reeligibility_seconds: 0,
    messages: [{ channel: 'whats_app', subscription_group_id: 'chat', message_type: 'template_message', message: { template_name: 'order_shipped', template_language_code: 'en', body_variables: { 1: '{{${first_name}}}' } } }],
  })
  await admin.post('/campaigns', {
    id: 'answer', name: 'Answer', reeligibility_seconds: 0, trigger: { type: 'inbound_whatsapp', subscription_group_id: 'chat', words: ['where'] },
    messages: [{ channel: 'whats_app', subscription_group_id: 'chat', message_type: 'text_response_message', message: { body: 'It comes tomorrow, {{${first_name}}}' } }],
  })
  await rest.post('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Mel', phone: '+15005550006', subscription_groups: [{ subscription_group_id: 'chat', subscription_state: 'subscribed' }] }] })
  await rest.post('/campaigns/trigger/send', { campaign_id: 'order', recipients: [{ external_user_id: 'mel' }] })

  const sent = await expect.message('mel', 'whats_app', { campaign_id: 'order', status: 'delivered', payload: { type: 'template', template: { name: 'order_shipped' } } })
  await admin.post(`/messages/${sent.id}/engage`, { action: 'read' })
  await expect.campaignStats('order', 'whats_app', { sent: 1, delivered: 1, read: 1, failed: 0 })

  await admin.post('/inbound/whatsapp', { from: '+15005550006', to: '+15005550101', body: 'Where' })
  await expect.journal('whats_app.inbound_received', { about: 'mel', count: 1 })
  await expect.message('mel', 'whats_app', { campaign_id: 'answer', payload: { type: 'text', text: { body: 'It comes tomorrow, Mel' } } })
})

scenario('LINE: who follows the channel is written to and can answer, who leaves is not', { row, tags: ['channels', 'line'] }, async ({ rest, admin, expect }) => {
  await admin.post('/subscription_groups', { id: 'line', name: 'LINE', channel: 'line' })
  await admin.post('/campaigns', { id: 'hello', name: 'Hello', reeligibility_seconds: 0, messages: [{ channel: 'line', subscription_group_id: 'line', body: 'Hi {{${first_name}}}' }] })
  await rest.post('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Mel', native_line_id: 'U-of-mel' }] })
  const send = () => rest.post('/campaigns/trigger/send', { campaign_id: 'hello', recipients: [{ external_user_id: 'mel' }] })

  await send()
  await expect.message('mel', 'line', { status: 'withheld', reason: 'not_in_subscription_group' })
  await admin.post('/inbound/line', { from: 'U-of-mel', type: 'follow' })
  await send()
  const sent = await expect.message('mel', 'line', { payload: { to: 'U-of-mel', messages: [{ type: 'text', text: 'Hi Mel' }] }, count: 1 })
  await admin.post(`/messages/${sent.id}/engage`, { action: 'click', url: 'https://example.com/' })
  await expect.journal('line.clicked', { about: 'mel', count: 1 })
  await admin.post('/inbound/line', { from: 'U-of-mel', body: 'Thank you' })
  await expect.journal('line.inbound_received', { about: 'mel', count: 1, data: { message_body: 'Thank you' } })

  await admin.post('/inbound/line', { from: 'U-of-mel', type: 'unfollow' })
  await send()
  await expect.journal('line.sent', { count: 1 })
})
