// {% translation %}: each user reads the text of his locale, where there is one.
import { beforeEach, expect, test } from 'vitest'
import type { Emulator } from '../../kit/rest.ts'
import { define } from '../../kit/messaging.ts'
import { emulator } from '../../kit/world.ts'

const FR = { id: '33333333-3333-4333-8333-333333333333', name: 'fr', language: 'fr', locale_key: 'fr' }
const CA = { id: '44444444-4444-4444-8444-444444444444', name: 'fr-CA', country: 'CA', language: 'fr', locale_key: 'fr-ca' }
const BODY = '{% translation hi %}Hello {{${first_name}}}{% endtranslation %}{% translation "bye" %}, bye{% endtranslation %}'
let e: Emulator

beforeEach(async () => {
  e = emulator()
  for (const locale of [FR, CA]) expect((await e.admin('POST', '/locales', locale)).status).toBe(201)
  const user = (external_id: string, language: string | undefined, country?: string) => ({ external_id, email: `${external_id}@x.io`, first_name: external_id, ...(language === undefined ? {} : { language }), ...(country === undefined ? {} : { country }) })
  expect((await e.post('/users/track', { attributes: [user('quebec', 'fr', 'CA'), user('paris', 'fr', 'FR'), user('nowhere', 'fr'), user('london', 'en', 'GB'), user('mute', undefined, 'CA')] })).status).toBe(201)
})

const translate = async (path: string, names: object, locale_id: string, translation_map: object) => expect((await e.put(`/${path}/translations`, { ...names, locale_id, translation_map })).status).toBe(200)
const mail = (body: string, more: object = {}) => ({ channel: 'email', from: 'a@example.com', subject: 'S', body, ...more })
/** What each user gets of the campaign. */
async function texts(campaign_id: string): Promise<Record<string, string>> {
  await e.post('/campaigns/trigger/send', { campaign_id, recipients: ['quebec', 'paris', 'nowhere', 'london', 'mute'].map((external_user_id) => ({ external_user_id })) })
  await e.admin('POST', '/settle')
  const { messages } = (await e.admin('GET', `/messages?campaign_id=${campaign_id}&limit=100`)).body
  return Object.fromEntries(messages.map((one: any) => [one.address.replace('@x.io', ''), one.payload.plaintext]))
}

test('language and country, then the language alone, then the author’s words; a translation has Liquid of its own', async () => {
  await define(e, 'campaigns', { id: 'c1', name: 'C', draft: true, schedule_type: 'api_triggered', messages: { m1: mail(BODY) } })
  await translate('campaigns', { campaign_id: 'c1', message_variation_id: 'm1' }, CA.id, { hi: 'Allô {{${first_name}}}', bye: ', à tantôt' })
  await translate('campaigns', { campaign_id: 'c1', message_variation_id: 'm1' }, FR.id, { hi: 'Bonjour {{${first_name}}}', bye: ', salut' })
  await e.admin('POST', '/campaigns/c1/launch')
  expect(await texts('c1')).toEqual({ quebec: 'Allô quebec, à tantôt', paris: 'Bonjour paris, salut', nowhere: 'Bonjour nowhere, salut', london: 'Hello london, bye', mute: 'Hello mute, bye' })
})

test('a locale that this message is not translated into leaves the next that matches', async () => {
  await define(e, 'campaigns', { id: 'c1', name: 'C', draft: true, schedule_type: 'api_triggered', messages: { m1: mail(BODY), m2: { channel: 'sms', body: BODY, subscription_group_id: 'none' } } })
  await translate('campaigns', { campaign_id: 'c1', message_variation_id: 'm1' }, FR.id, { hi: 'Bonjour', bye: '' })
  const { previews } = (await e.admin('POST', '/campaigns/c1/preview', { external_id: 'quebec' })).body
  expect(previews.map((one: any) => one.body.body)).toEqual(['Bonjour', 'Hello quebec, bye']) // texts can not be translated
})

test('a Content Block and an email template bring their own', async () => {
  const { content_block_id } = (await e.post('/content_blocks/create', { name: 'foot', content: '{% translation hi %}Block{% endtranslation %}' })).body
  await translate('content_blocks', { content_block_id }, FR.id, { hi: 'Bloc' })
  const { email_template_id } = (await e.post('/templates/email/create', { template_name: 'T', subject: 'S', body: '<p>{% translation hi %}Template{% endtranslation %} {{content_blocks.${foot}}}</p>' })).body
  expect((await e.put('/templates/email/translations', { template_id: email_template_id, locale_id: FR.id, translations: [{ translation_map: { hi: 'Modèle' } }] })).status).toBe(200)
  await define(e, 'campaigns', { id: 'c1', name: 'C', schedule_type: 'api_triggered', messages: { m1: { channel: 'email', from: 'a@example.com', email_template_id } } })
  expect(await texts('c1')).toMatchObject({ paris: 'Modèle Bloc', london: 'Template Block' })
})

test('a step of a Canvas', async () => {
  await define(e, 'canvases', { id: 'v1', name: 'V', draft: true, variants: [{ id: 'a', name: 'A', percent: 100, first_step_ids: ['s1'] }], steps: [{ id: 's1', name: 'S', type: 'message', messages: { m1: mail(BODY) } }] })
  await translate('canvas', { workflow_id: 'v1', step_id: 's1', message_variation_id: 'm1' }, FR.id, { hi: 'Salut', bye: '' })
  const previewed = async (external_id: string) => (await e.admin('POST', '/canvases/v1/preview', { external_id })).body.previews[0].body.body
  expect([await previewed('paris'), await previewed('london')]).toEqual(['Salut', 'Hello london, bye'])
})

test('a mistake in a translation stops the message, and names the tag', async () => {
  await define(e, 'campaigns', { id: 'c1', name: 'C', draft: true, schedule_type: 'api_triggered', messages: { m1: mail(BODY) } })
  await translate('campaigns', { campaign_id: 'c1', message_variation_id: 'm1' }, FR.id, { hi: '{% abort_message("pas ici") %}', bye: '{% if (1) %}{% endif %}' })
  const previewed = async (external_id: string) => (await e.admin('POST', '/campaigns/c1/preview', { external_id })).body.previews[0]
  expect(await previewed('paris')).toMatchObject({ body: null, aborted: 'pas ici' })
  await translate('campaigns', { campaign_id: 'c1', message_variation_id: 'm1' }, FR.id, { hi: 'x', bye: '{% if (1) %}{% endif %}' })
  expect(await previewed('paris')).toMatchObject({ body: null, error: { message: "Liquid error (line 1): translation 'bye': Liquid error (line 1): parentheses are not allowed in conditions", field: 'body' } })
})
