// GET /content_blocks/info: one block, and what embeds it.
import { expect, test } from 'vitest'
import { emulator } from '../../../kit/world.ts'
import { ask, say } from '../../../kit/rest.ts'

const PATH = '/content_blocks/info'

test('inclusions: templates, other blocks, messages of campaigns and Canvases; not what is archived or deleted', async () => {
  const e = emulator()
  const id = (await say(e, '/content_blocks/create', { name: 'foot', content: 'x' })).body.content_block_id
  const read = async (query = '') => (await ask(e, 'GET', `${PATH}?content_block_id=${id}${query}`)).body
  expect((await read('&include_inclusion_data=true')).inclusion_data).toEqual([])

  const tag = 'See {{ content_blocks.${foot} | id: "cb1" }}'
  await say(e, '/templates/email/create', { template_name: 't', subject: 's', body: tag, plaintext_body: `${tag}${tag}` })
  const other = (await say(e, '/content_blocks/create', { name: 'body', content: tag })).body.content_block_id
  await say(e, '/content_blocks/create', { name: 'footnote', content: '{{content_blocks.${footer}}}' })
  await e.admin('POST', '/campaigns', { id: 'c1', name: 'C', draft: true, messages: { m1: { channel: 'email', subject: tag }, m2: { channel: 'email', body: 'plain' } } })
  await e.admin('POST', '/campaigns', { name: 'old', archived: true, messages: { m3: { channel: 'email', body: tag } } })
  await e.admin('POST', '/canvases', { name: 'V', draft: true, steps: [{ id: 's1', messages: { m4: { channel: 'ios_push', alert: { title: tag } } } }] })

  expect(await read('&include_inclusion_data=true')).toMatchObject({ inclusion_count: 4, inclusion_data: ['m1', 'm4'] })
  expect(await read('&include_inclusion_data=false')).not.toHaveProperty('inclusion_data')
  expect(await read()).not.toHaveProperty('inclusion_data')
  const { body } = await ask(e, 'GET', '/content_blocks/list')
  expect(body.content_blocks.map((one: any) => [one.name, one.inclusion_count])).toEqual([['foot', 4], ['body', 0], ['footnote', 0]])

  await e.admin('DELETE', `/content_blocks/${other}`)
  await e.admin('POST', '/campaigns/c1/archive')
  expect(await read('&include_inclusion_data=true')).toMatchObject({ inclusion_count: 2, inclusion_data: ['m4'] })
})

test.each([
  ['', 'Content Block ID cannot be blank'],
  ['content_block_id=', 'Content Block ID cannot be blank'],
  ['content_block_id[]=x', 'Content Block ID cannot be blank'],
  ['content_block_id=unknown', 'Content Block ID is invalid for this workspace'],
  ['content_block_id=unknown&include_inclusion_data=yes', 'Include Inclusion Data—error'],
])('%s: %s', async (query, message) => {
  const refused = await ask(emulator(), 'GET', `${PATH}?${query}`)
  expect([refused.status, refused.body, refused.kinds]).toEqual([400, { message }, ['request.refused']])
})

test('a deleted block', async () => {
  const e = emulator()
  const id = (await say(e, '/content_blocks/create', { name: 'gone', content: 'x' })).body.content_block_id
  await e.admin('DELETE', `/content_blocks/${id}`)
  const refused = await ask(e, 'GET', `${PATH}?content_block_id=${id}`)
  expect([refused.status, refused.body]).toEqual([400, { message: 'Content Block has been deleted—content not available' }])
})
