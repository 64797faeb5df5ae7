// WhatsApp through delivery: what Meta gets for each form, the day after a user's message, engagement, messages that come in.
import { expect, test } from 'vitest'
import { advance, deliver, plain, shown } from '../../../kit/texts.ts'
import { emulator } from '../../../kit/world.ts'

const MEL = '+12025550101'
const BUSINESS = '+15005550200'

async function stage({ phone = MEL, state = 'subscribed' as string | null, heard = false } = {}) {
  const e = emulator()
  await e.admin('POST', '/subscription_groups', { id: 'wa', name: 'WhatsApp', channel: 'whatsapp', sender_numbers: [BUSINESS] })
  await e.admin('POST', '/campaigns', { id: 'c', name: 'W', messages: { v: { channel: 'whats_app', subscription_group_id: 'wa' } } })
  await e.post('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Mel', phone, ...(state === null ? {} : { subscription_groups: [{ subscription_group_id: 'wa', subscription_state: state }] }) }] })
  if (heard) await e.admin('POST', '/inbound/whatsapp', { from: phone, body: 'hi' })
  const send = (body: object, more: object = {}) => deliver(e, 'mel', 'whats_app', { subscription_group_id: 'wa', ...body }, more)
  return { e, send }
}
const TEMPLATE = { template_name: 'order', template_language_code: 'en_US', body_variables: { '0': '{{${first_name}}}', '1': '7' } }
const whole = (content: object) => ({ messaging_product: 'whatsapp', recipient_type: 'individual', to: '12025550101', ...content })

test('a template: sent to Meta, delivered, and read when it is opened, once', async () => {
  const { e, send } = await stage()
  const rows = await e.rowsOf(async () => void send(TEMPLATE, { origin: { campaign_id: 'c', message_variation_id: 'v', dispatch_id: 'd' } }))
  const [message] = await shown(e, 'mel')
  const row = { message_id: message.id, channel: 'whats_app', dispatch_id: 'd', campaign_id: 'c', message_variation_id: 'v', subscription_group_id: 'wa', to_phone_number: MEL, from_phone_number: BUSINESS, template_name: 'order' }
  expect(plain(rows)).toEqual([['whats_app.sent', row], ['whats_app.delivered', row]])
  expect(message).toMatchObject({ status: 'delivered', address: MEL, detail: { subscription_group_id: 'wa', from_phone_number: BUSINESS } })
  expect(message.payload).toEqual(whole({ type: 'template', template: { name: 'order', language: { code: 'en_US' }, components: [{ type: 'body', parameters: [{ type: 'text', text: 'Mel' }, { type: 'text', text: '7' }] }] } }))
  const engage = (body: object) => e.admin('POST', `/messages/${message.id}/engage`, body)
  expect(plain(await e.rowsOf(() => engage({ action: 'open' })))).toEqual([['whats_app.read', row]])
  expect(await e.kindsOf(() => engage({ action: 'read' }))).toEqual([])
  const { body } = await e.get('/campaigns/data_series?campaign_id=c&length=1&ending_at=2026-03-01T23:00:00Z')
  expect(body.data[0].messages.whats_app).toMatchObject([{ sent: 1, delivered: 1, failed: 0, read: 1 }])
})

test.each<[string, object, object]>([
  ['a template with all kinds of variables, in the form of the API', { message_type: 'template_message', message: { template_name: 't', template_language_code: 'de', header_variables: { '0': 'H' }, body_variables: { '1': 'b', '0': 'a' }, button_variables: { '1': '/x' } } },
    { type: 'template', template: { name: 't', language: { code: 'de' }, components: [{ type: 'header', parameters: [{ type: 'text', text: 'H' }] }, { type: 'body', parameters: [{ type: 'text', text: 'a' }, { type: 'text', text: 'b' }] }, { type: 'button', sub_type: 'url', index: '1', parameters: [{ type: 'text', text: '/x' }] }] } }],
  ['a template with an image and without variables', { template_name: 't', template_language_code: 'de', header_image_uri: 'https://x.example/a.png' }, { type: 'template', template: { name: 't', language: { code: 'de' }, components: [{ type: 'header', parameters: [{ type: 'image', image: { link: 'https://x.example/a.png' } }] }] } }],
  ['a template with an image, under the name of today’s pages', { template_name: 't', template_language_code: 'de', header_media_uri: 'https://x.example/a.png' }, { type: 'template', template: { name: 't', language: { code: 'de' }, components: [{ type: 'header', parameters: [{ type: 'image', image: { link: 'https://x.example/a.png' } }] }] } }],
  ['a template that is a list of variables', { template_name: 't', template_language_code: 'de', body_variables: ['a', 'b'] }, { type: 'template', template: { name: 't', language: { code: 'de' }, components: [{ type: 'body', parameters: [{ type: 'text', text: 'a' }, { type: 'text', text: 'b' }] }] } }],
  ['a text', { message_type: 'text_response_message', message: { body: 'Hi {{${first_name}}}', preview_url: true } }, { type: 'text', text: { body: 'Hi Mel', preview_url: true } }],
  ['a text in the form of exports', { layout: 'text', body_text: 'Hi' }, { type: 'text', text: { body: 'Hi', preview_url: false } }],
  ['an image', { message_type: 'text_image_response_message', message: { image_uri: 'https://x.example/a.png', caption: 'c' } }, { type: 'image', image: { link: 'https://x.example/a.png', caption: 'c' } }],
  ['quick replies', { message_type: 'quick_reply_response_message', message: { body: 'Well?', header_text: 'H', footer: 'F', buttons: [{ text: 'Yes!' }, { text: 'No' }] } },
    { type: 'interactive', interactive: { type: 'button', header: { type: 'text', text: 'H' }, body: { text: 'Well?' }, footer: { text: 'F' }, action: { buttons: [{ type: 'reply', reply: { id: '0', title: 'Yes!' } }, { type: 'reply', reply: { id: '1', title: 'No' } }] } } }],
  ['quick replies in the form of exports', { layout: 'quick_reply', body_text: 'Well?', buttons: [{ text: 'Yes!' }] }, { type: 'interactive', interactive: { type: 'button', body: { text: 'Well?' }, action: { buttons: [{ type: 'reply', reply: { id: '0', title: 'Yes!' } }] } } }],
  ['a list', { message_type: 'list_response_message', message: { body: 'Choose', list: { list_button_text: 'Open', list_sections: [{ section_title: 'A', list_rows: [{ row_title: '1', row_description: 'one' }] }, { section_title: 'B', list_rows: [{ row_title: '2' }] }] } } },
    { type: 'interactive', interactive: { type: 'list', body: { text: 'Choose' }, action: { button: 'Open', sections: [{ title: 'A', rows: [{ id: '0', title: '1', description: 'one' }] }, { title: 'B', rows: [{ id: '1', title: '2' }] }] } } }],
  ['a flow', { message_type: 'flow_response_message', message: { body: 'Order', flow_button: { caption: 'Go', flow_id: '594' } } }, { type: 'interactive', interactive: { type: 'flow', body: { text: 'Order' }, action: { name: 'flow', parameters: { flow_message_version: '3', flow_id: '594', flow_cta: 'Go' } } } }],
])('%s', async (_, body, payload) => {
  const { e, send } = await stage({ heard: true })
  send(body)
  expect(await shown(e, 'mel')).toMatchObject([{ status: 'delivered' }])
  expect((await shown(e, 'mel'))[0].payload).toEqual(whole(payload))
})

test.each([
  ['a template without a language', { template_name: 't' }, 'the message has no template_language_code'],
  ['nothing', {}, 'the message has no body'],
  ['buttons without words', { buttons: [{ text: 'x' }] }, 'the message has no body'],
])('%s is incomplete', async (_, body, abort_log) => {
  const { e, send } = await stage({ heard: true })
  send(body)
  expect(await shown(e, 'mel')).toMatchObject([{ status: 'aborted', reason: 'incomplete', detail: { abort_log } }])
})

test('a response is possible for a day after the user wrote; after that Meta refuses it, and templates still go', async () => {
  const { e, send } = await stage()
  const statuses = async () => (await shown(e, 'mel')).map(({ status, detail }) => [status, detail.provider_error_code])
  const rows = await e.rowsOf(async () => void send({ body: 'hello' }))
  expect(rows.map(({ kind, data }) => [kind, data['provider_error_code'], data['provider_error_title']])).toEqual([['whats_app.sent', undefined, undefined], ['whats_app.failed', '131047', 'Re-engagement message']])
  await e.admin('POST', '/inbound/whatsapp', { from: MEL, body: 'hi' })
  await advance(e, '23h59m')
  send({ body: 'hello' })
  await advance(e, '1m')
  send({ body: 'hello' })
  send(TEMPLATE)
  expect(await statuses()).toEqual([['failed', '131047'], ['delivered', undefined], ['failed', '131047'], ['delivered', undefined]])
})

test.each([
  [{ state: null }, 'not_in_subscription_group'],
  [{ state: 'unsubscribed' }, 'not_in_subscription_group'],
  [{ phone: '12' }, 'no_address'],
])('%j: withheld', async (options, reason) => {
  const { e, send } = await stage(options)
  send(TEMPLATE)
  expect(await shown(e, 'mel')).toMatchObject([{ status: 'withheld', reason }])
})

test('a number that stands for trouble can not be reached; failures by hand say Meta\'s code', async () => {
  const { e, send } = await stage({ phone: '+15005550001' })
  send(TEMPLATE)
  expect(await shown(e, 'mel')).toMatchObject([{ status: 'failed', reason: 'provider_refused', detail: { provider_error_code: '131026', provider_error_title: 'Message undeliverable' } }])
  await e.post('/users/track', { attributes: [{ external_id: 'mel', phone: '+12025550101' }] })
  send(TEMPLATE)
  const { id } = (await shown(e, 'mel')).at(-1)
  const [row] = await e.rowsOf(() => e.admin('POST', `/messages/${id}/engage`, { action: 'fail', provider_error_code: 131049, provider_error_title: 'Not delivered to maintain a healthy ecosystem' }))
  expect([row!.kind, row!.data['provider_error_code'], row!.data['provider_error_title']]).toEqual(['whats_app.failed', '131049', 'Not delivered to maintain a healthy ecosystem'])
})

test('a tap on a quick reply is an inbound message with its text; a button that is not there is refused', async () => {
  const { e, send } = await stage({ heard: true })
  send({ body: 'Well?', buttons: [{ text: 'Yes!' }, { text: 'No' }] }, { origin: { campaign_id: 'c', message_variation_id: 'v', dispatch_id: 'd' } })
  const [{ id }] = await shown(e, 'mel')
  const engage = (body: object) => e.admin('POST', `/messages/${id}/engage`, body)
  expect(plain(await e.rowsOf(() => engage({ action: 'reply', button: 'Yes!' })))).toEqual([
    ['whats_app.inbound_received', { channel: 'whats_app', campaign_id: 'c', message_variation_id: 'v', dispatch_id: 'd', subscription_group_id: 'wa', user_phone_number: MEL, inbound_phone_number: BUSINESS, message_body: 'Yes!', media_urls: [], action: 'other', quick_reply_text: 'Yes!', in_reply_to: id }],
  ])
  expect((await engage({ action: 'reply', button: 'Maybe' })).body.error.message).toBe('button is none of the message: Yes!, No')
  expect(plain(await e.rowsOf(() => engage({ action: 'click', url: 'https://x.example/' })))).toEqual([['whats_app.clicked', { message_id: id, channel: 'whats_app', campaign_id: 'c', message_variation_id: 'v', dispatch_id: 'd', url: 'https://x.example/', user_phone_number: MEL }]])
})

test('an inbound message changes no subscription, whatever it says; a stranger becomes an anonymous user with the alias phone', async () => {
  const { e } = await stage()
  const text = (from: string, body: string) => e.admin('POST', '/inbound/whatsapp', { from, to: BUSINESS, body, media_urls: ['https://x.example/a.jpg'] })
  const row = { channel: 'whats_app', subscription_group_id: 'wa', user_phone_number: MEL, inbound_phone_number: BUSINESS, message_body: 'STOP', media_urls: ['https://x.example/a.jpg'], action: 'other' }
  expect(plain(await e.rowsOf(() => text(MEL, 'STOP')))).toEqual([['whats_app.inbound_received', row]])
  expect(await e.kindsOf(() => text('+12025550177', 'hello'))).toEqual(['profile.created', 'alias.added', 'profile.updated', 'whats_app.inbound_received'])
  const stranger = e.world.profiles.byAlias('phone', '+12025550177')!
  expect([stranger.phone_e164, e.world.subscriptionGroups.stateOf(stranger, 'wa')]).toEqual(['+12025550177', undefined])
  expect(await e.kindsOf(() => text('+12025550177', 'again'))).toEqual(['whats_app.inbound_received'])
  expect((await e.admin('POST', '/inbound/whatsapp', { from: MEL })).body.error.message).toBe('a message has a body, a button or media_urls')
})
