// POST /templates/email/create: what is kept and answered, and the texts of the page's table.
import { expect, test } from 'vitest'
import { NOW, emulator } from '../../../kit/world.ts'
import { ask, say } from '../../../kit/rest.ts'

const PATH = '/templates/email/create'
const UUID = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) as unknown
const good = { template_name: 'Welcome', subject: 'Hi', body: '<p>Hi</p>' }

test('a template with everything, read back', async () => {
  const e = emulator()
  await e.admin('POST', '/tags', { name: 'Tag1' })
  await say(e, '/content_blocks/create', { name: 'foot', content: 'x', state: 'draft' })
  const made = await say(e, PATH, { ...good, body: '{{content_blocks.${foot}}}', plaintext_body: 'Hi', preheader: 'Psst', tags: ['Tag1'], should_inline_css: true })
  expect([made.status, made.body]).toEqual([201, { email_template_id: UUID, message: 'success' }])
  expect(made.rows.map(({ kind, data }) => [kind, data])).toEqual([['email_template.created', { email_template_id: made.body.email_template_id, template_name: 'Welcome', tags: ['Tag1'] }]])
  expect((await ask(e, 'GET', `/templates/email/info?email_template_id=${made.body.email_template_id}`)).body).toEqual({
    email_template_id: made.body.email_template_id, template_name: 'Welcome', description: '', subject: 'Hi', preheader: 'Psst', body: '{{content_blocks.${foot}}}', plaintext_body: 'Hi', should_inline_css: true, tags: ['Tag1'],
    created_at: NOW, updated_at: NOW, message: 'success',
  })
})

test('two templates may have one name', async () => {
  const e = emulator()
  const ids = [(await say(e, PATH, good)).body.email_template_id, (await say(e, PATH, good)).body.email_template_id]
  expect(new Set(ids).size).toBe(2)
})

test.each([
  ['Template name is required', { ...good, template_name: undefined }],
  ['Template name is required', { ...good, template_name: '' }],
  ['Template name must be a string', { ...good, template_name: 7 }],
  ['Subject is required', { ...good, subject: null }],
  ['Body is required', { template_name: 'T', subject: 's' }],
  ['Plaintext body must be a string', { ...good, plaintext_body: 7 }],
  ['Preheader must be a string', { ...good, preheader: [] }],
  ['Tags must be an array', { ...good, tags: 'Tag1' }],
  ['All tags must be strings', { ...good, tags: [1] }],
  ['Some tags could not be found', { ...good, tags: ['Tag1'] }],
  ['Invalid value for `should_inline_css`. One of `true` or `false` was expected', { ...good, should_inline_css: 'true' }],
  ['Email must have valid Content Block names', { ...good, body: 'x {{content_blocks.${none}}}' }],
  ['Email must have valid Content Block names', { ...good, subject: '{{content_blocks.${none}}}' }],
] as [string, object][])('%s (%#)', async (message, body) => {
  const e = emulator()
  const refused = await say(e, PATH, body)
  expect([refused.status, refused.body, refused.kinds]).toEqual([400, { message }, ['request.refused']])
  expect(e.world.emailTemplates.list()).toEqual([])
})
