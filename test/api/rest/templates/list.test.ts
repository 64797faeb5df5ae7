// GET /templates/email/list: pages and times; errors as those of Content Blocks.
import { expect, test } from 'vitest'
import { NOW, emulator } from '../../../kit/world.ts'
import { ask, say } from '../../../kit/rest.ts'

const PATH = '/templates/email/list'

test('templates with their tags and times, by pages, by the time of their change', async () => {
  const e = emulator()
  expect((await ask(e, 'GET', PATH)).body).toEqual({ count: 0, templates: [], message: 'success' })
  await e.admin('POST', '/tags', { name: 'news' })
  const first = (await say(e, '/templates/email/create', { template_name: 'one', subject: 's', body: 'b', tags: ['news'] })).body.email_template_id
  e.world.clock.moveTo(e.world.clock.now() + 60_000)
  const second = (await say(e, '/templates/email/create', { template_name: 'two', subject: 's', body: 'b' })).body.email_template_id
  const one = { email_template_id: first, template_name: 'one', created_at: NOW, updated_at: NOW, tags: ['news'] }
  const two = { email_template_id: second, template_name: 'two', created_at: '2026-03-01T12:01:00.000Z', updated_at: '2026-03-01T12:01:00.000Z', tags: [] }
  const list = async (query: string) => (await ask(e, 'GET', `${PATH}?${query}`)).body
  expect(await list('')).toEqual({ count: 2, templates: [one, two], message: 'success' })
  expect(await list('limit=1')).toEqual({ count: 1, templates: [one], message: 'success' })
  expect(await list('limit=1&offset=1')).toEqual({ count: 1, templates: [two], message: 'success' })
  expect(await list('offset=2')).toEqual({ count: 0, templates: [], message: 'success' })
  expect((await list('modified_after=2026-03-01T12:01:00.000000')).templates).toEqual([two])
  expect((await list('modified_before=2026-03-01T12:00:59.999999')).templates).toEqual([one])
})

test.each([
  ['limit=0', 'Email Template number limit must be greater than 0'],
  ['limit=1001', 'Email Template number limit exceeds maximum of 1000'],
  ['limit=x', 'Email Template number limit is invalid'],
  ['offset=-1', 'Offset must be greater than 0'],
  ['modified_after=x', 'Modified after time is invalid'],
])('%s: %s', async (query, message) => {
  const refused = await ask(emulator(), 'GET', `${PATH}?${query}`)
  expect([refused.status, refused.body, refused.kinds]).toEqual([400, { message }, ['request.refused']])
})
