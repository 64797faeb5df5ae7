// npm braze-api: Content Blocks and email templates. What it returns is held against its own types.
// Drives POST /content_blocks/create, POST /content_blocks/update, GET /content_blocks/info, GET /content_blocks/list
// and POST /templates/email/create, POST /templates/email/update, GET /templates/email/info, GET /templates/email/list
import { beforeEach, describe, expect, test } from 'vitest'
import { clientWorld, did, differences, everyMethodOf } from '../kit/braze-api.ts'
import { to } from '../kit/messaging.ts'
import { NOW } from '../kit/world.ts'

const world = clientWorld()
const LATER = '2026-03-02T00:00:00.000Z'
const UUID = expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown as string
beforeEach(() => world.e.admin('POST', '/tags', { name: 'sale' }))

describe('templates.content_blocks', () => {
  const create = () => did(world.e, () => world.braze.templates.content_blocks.create({ name: 'foot', description: 'At the end', content: '<p>Bye</p>', state: 'draft', tags: ['sale'] }))

  test('create, then get with what embeds it', async () => {
    const { content_blocks, email_templates } = world.braze.templates
    const made = await create()
    expect(made).toEqual({ answer: { content_block_id: UUID, liquid_tag: '{{content_blocks.${foot}}}', created_at: NOW, message: 'success' }, kinds: ['content_block.created'] })
    const { content_block_id } = made.answer
    await email_templates.create({ template_name: 'Welcome', subject: 'Hi', body: 'Hi {{content_blocks.${foot}}}' })
    await world.e.admin('POST', '/campaigns', { name: 'C', draft: true, messages: { m1: { channel: 'email', body: '{{content_blocks.${foot}}}' } } })
    const whole = { content_block_id, name: 'foot', content: '<p>Bye</p>', description: 'At the end', content_type: 'html', tags: ['sale'], created_at: NOW, last_edited: NOW, inclusion_count: 2, message: 'success' }
    expect(await did(world.e, () => content_blocks.get({ content_block_id, include_inclusion_data: true }))).toEqual({ answer: { ...whole, inclusion_data: ['m1'] }, kinds: [] })
    const plain = await content_blocks.get({ content_block_id })
    expect(plain).toEqual(whole)
    expect(differences('templates.content_blocks.get', plain)).toEqual(['inclusion_data'])
  })

  test('update changes what is given', async () => {
    const { content_blocks } = world.braze.templates
    const { content_block_id } = (await create()).answer
    await to(world.e, LATER)
    expect(await did(world.e, () => content_blocks.update({ content_block_id, name: 'end', content: 'Bye', state: 'active', tags: [] }))).toEqual({
      answer: { content_block_id, liquid_tag: '{{content_blocks.${end}}}', created_at: NOW, message: 'success' }, kinds: ['content_block.updated'],
    })
    expect(await content_blocks.get({ content_block_id, include_inclusion_data: false })).toEqual({ content_block_id, name: 'end', content: 'Bye', description: 'At the end', content_type: 'text', tags: [], created_at: NOW, last_edited: LATER, inclusion_count: 0, message: 'success' })
  })

  test('list: pages and times', async () => {
    const { content_blocks } = world.braze.templates
    await create()
    await to(world.e, LATER)
    await content_blocks.create({ name: 'head', content: 'Hi' })
    const foot = { content_block_id: UUID, name: 'foot', content_type: 'html', liquid_tag: '{{content_blocks.${foot}}}', inclusion_count: 0, created_at: NOW, last_edited: NOW, tags: ['sale'] }
    const head = { ...foot, name: 'head', content_type: 'text', liquid_tag: '{{content_blocks.${head}}}', created_at: LATER, last_edited: LATER, tags: [] }
    expect(await did(world.e, () => content_blocks.list({}))).toEqual({ answer: { count: 2, content_blocks: [foot, head], message: 'success' }, kinds: [] })
    expect(await content_blocks.list({ limit: 1, offset: 1 })).toEqual({ count: 1, content_blocks: [head], message: 'success' })
    expect(await content_blocks.list({ modified_after: '2026-03-01T00:00:00Z', modified_before: '2026-03-01T23:59:59Z' })).toEqual({ count: 1, content_blocks: [foot], message: 'success' })
  })

  test('errors', async () => {
    const { content_blocks } = world.braze.templates
    await create()
    await expect(content_blocks.create({ name: 'foot', content: 'x' })).rejects.toMatchObject({ status: 400, message: 'Content Block with this name already exists' })
    await expect(content_blocks.update({ content_block_id: 'none', content: 'x' })).rejects.toMatchObject({ status: 400, message: 'Content Block ID is invalid for this workspace' })
    await expect(content_blocks.get({ content_block_id: '' })).rejects.toMatchObject({ status: 400, message: 'Content Block ID cannot be blank' })
    await expect(content_blocks.list({ limit: 1001 })).rejects.toMatchObject({ status: 400, message: 'Content Block number limit exceeds maximum of 1000' })
  })
})

describe('templates.email_templates', () => {
  const WELCOME = { template_name: 'Welcome', subject: 'Hi', body: '<p>Hi</p>', plaintext_body: 'Hi', preheader: 'Psst', tags: ['sale'], should_inline_css: true }
  const create = () => did(world.e, () => world.braze.templates.email_templates.create(WELCOME))

  test('create, then get: tags are an array, where the client types a text', async () => {
    const made = await create()
    expect(made).toEqual({ answer: { email_template_id: UUID, message: 'success' }, kinds: ['email_template.created'] })
    const { email_template_id } = made.answer
    const { answer, kinds } = await did(world.e, () => world.braze.templates.email_templates.get({ email_template_id }))
    expect({ answer, kinds }).toEqual({ answer: { email_template_id, ...WELCOME, description: '', created_at: NOW, updated_at: NOW, message: 'success' }, kinds: [] })
    expect(differences('templates.email_templates.get', answer)).toEqual(['tags'])
  })

  test('update keeps what is left out', async () => {
    const { email_template_id } = (await create()).answer
    await to(world.e, LATER)
    const { email_templates } = world.braze.templates
    expect(await did(world.e, () => email_templates.update({ email_template_id, template_name: 'Hello', subject: 'Hello', body: '<p>Hello</p>' }))).toEqual({ answer: { email_template_id, message: 'success' }, kinds: ['email_template.updated'] })
    expect(await email_templates.get({ email_template_id })).toEqual({ email_template_id, ...WELCOME, template_name: 'Hello', subject: 'Hello', body: '<p>Hello</p>', description: '', created_at: NOW, updated_at: LATER, message: 'success' })
  })

  test('list: pages and times', async () => {
    const { email_templates } = world.braze.templates
    await create()
    await to(world.e, LATER)
    await email_templates.create({ template_name: 'Bye', subject: 'Bye', body: 'Bye' })
    const welcome = { email_template_id: UUID, template_name: 'Welcome', created_at: NOW, updated_at: NOW, tags: ['sale'] }
    const bye = { email_template_id: UUID, template_name: 'Bye', created_at: LATER, updated_at: LATER, tags: [] }
    expect(await did(world.e, () => email_templates.list({}))).toEqual({ answer: { count: 2, templates: [welcome, bye], message: 'success' }, kinds: [] })
    expect(await email_templates.list({ limit: 1, offset: 1, modified_after: NOW })).toEqual({ count: 1, templates: [bye], message: 'success' })
    expect(await email_templates.list({ modified_before: NOW })).toEqual({ count: 1, templates: [welcome], message: 'success' })
  })

  test('errors', async () => {
    const { email_templates } = world.braze.templates
    await expect(email_templates.create({ ...WELCOME, template_name: '' })).rejects.toMatchObject({ status: 400, message: 'Template name is required' })
    await expect(email_templates.create({ ...WELCOME, tags: ['none'] })).rejects.toMatchObject({ status: 400, message: 'Some tags could not be found' })
    await expect(email_templates.get({ email_template_id: 'none' })).rejects.toMatchObject({ status: 400, message: 'Email Template ID is invalid for this workspace' })
    await expect(email_templates.update({ ...WELCOME, email_template_id: 'none' })).rejects.toMatchObject({ status: 400, message: 'Email Template ID is invalid for this workspace' })
    expect(await email_templates.list({})).toEqual({ count: 0, templates: [], message: 'success' })
  })
})

everyMethodOf(import.meta.filename, 'templates')
