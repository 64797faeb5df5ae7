// GET /templates/email/info: one template; parts that were not given are left out.
import { expect, test } from 'vitest'
import { NOW, emulator } from '../../../kit/world.ts'
import { ask, say } from '../../../kit/rest.ts'

const PATH = '/templates/email/info'

test('a template made with the least', async () => {
  const e = emulator()
  const { email_template_id } = (await say(e, '/templates/email/create', { template_name: 'T', subject: 's', body: 'b' })).body
  const said = await ask(e, 'GET', `${PATH}?email_template_id=${email_template_id}`)
  expect([said.status, said.body, said.kinds]).toEqual([200, { email_template_id, template_name: 'T', description: '', subject: 's', body: 'b', should_inline_css: false, tags: [], created_at: NOW, updated_at: NOW, message: 'success' }, []])
})

test.each([
  ['', 'Email Template ID cannot be blank'],
  ['?email_template_id=', 'Email Template ID cannot be blank'],
  ['?email_template_id[]=x', 'Email Template ID cannot be blank'],
  ['?email_template_id=unknown', 'Email Template ID is invalid for this workspace'],
])('%s: %s', async (query, message) => {
  const refused = await ask(emulator(), 'GET', `${PATH}${query}`)
  expect([refused.status, refused.body, refused.kinds]).toEqual([400, { message }, ['request.refused']])
})
