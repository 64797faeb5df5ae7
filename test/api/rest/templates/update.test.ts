// POST /templates/email/update: at least one member, what is left out stays.
import { beforeEach, expect, test } from 'vitest'
import { emulator } from '../../../kit/world.ts'
import type { Emulator } from '../../../kit/rest.ts'
import { ask, say } from '../../../kit/rest.ts'

const PATH = '/templates/email/update'
let e: Emulator
let id: string
beforeEach(async () => {
  e = emulator()
  id = (await say(e, '/templates/email/create', { template_name: 'Welcome', subject: 'Hi', body: '<p>Hi</p>', preheader: 'Psst', should_inline_css: true })).body.email_template_id
  e.world.clock.moveTo(e.world.clock.now() + 1000)
})
const info = async () => (await ask(e, 'GET', `/templates/email/info?email_template_id=${id}`)).body

test('changes what is given and nothing else', async () => {
  const before = await info()
  const said = await say(e, PATH, { email_template_id: id, subject: 'Hello', should_inline_css: false, plaintext_body: '', preheader: null })
  expect([said.status, said.body]).toEqual([201, { email_template_id: id, message: 'success' }])
  expect(said.rows.map(({ kind, data }) => [kind, data])).toEqual([['email_template.updated', { email_template_id: id, template_name: 'Welcome', changed: ['plaintext_body', 'should_inline_css', 'subject'] }]])
  expect(await info()).toEqual({ ...before, subject: 'Hello', should_inline_css: false, plaintext_body: '', updated_at: '2026-03-01T12:00:01.000Z' })
})

test.each([
  ['Email Template ID cannot be blank', { email_template_id: undefined, subject: 'x' }],
  ['Email Template ID cannot be blank', { email_template_id: 7, subject: 'x' }],
  ['Email Template ID is invalid for this workspace', { email_template_id: 'unknown', subject: 'x' }],
  ['At least one field to update is required', {}],
  ['Template name is required', { template_name: ' ' }],
  ['Tags must be an array', { tags: 'x' }],
  ['All tags must be strings', { tags: [{}] }],
  ['Some tags could not be found', { tags: ['none'] }],
  ['Invalid value for `should_inline_css`. One of `true` or `false` was expected', { should_inline_css: 1 }],
  ['Email must have valid Content Block names', { body: '{{content_blocks.${none}}}' }],
] as [string, object][])('%s (%#)', async (message, given) => {
  const before = await info()
  const refused = await say(e, PATH, { email_template_id: id, ...given })
  expect([refused.status, refused.body, refused.kinds]).toEqual([400, { message }, ['request.refused']])
  expect(await info()).toEqual(before)
})
