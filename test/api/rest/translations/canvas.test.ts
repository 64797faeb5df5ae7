// /canvas/translations and its source: messages of steps; a step that was added in a draft goes without a message variation id.
import { beforeEach, expect, test } from 'vitest'
import { addLocales, ES, GREETING, refusal, refused, SPANISH } from '../../../kit/locales.ts'
import { emulator } from '../../../kit/world.ts'
import type { Emulator } from '../../../kit/rest.ts'
import { ask } from '../../../kit/rest.ts'

const PATH = '/canvas/translations'
let e: Emulator
const STEPS = [
  { id: 's1', messages: { m1: { channel: 'email', body: GREETING }, m2: { channel: 'android_push', alert: GREETING } } },
  { id: 's2', messages: { m3: { channel: 'in_app_message', data: { pages: [{ header: { text: GREETING } }] } } } },
  { id: 's3', messages: { m4: { channel: 'webhook', body: GREETING } } },
]
beforeEach(async () => {
  e = emulator()
  await addLocales(e)
  await e.admin('POST', '/canvases', { id: 'v1', name: 'V', draft: true, steps: STEPS })
})
const named = { workflow_id: 'v1', step_id: 's1', message_variation_id: 'm1' }
const put = (body: object) => ask(e, 'PUT', PATH, { ...named, locale_id: ES.uuid, translation_map: SPANISH, ...body })
const get = (more: Record<string, string> = {}, path = PATH) => ask(e, 'GET', `${path}?${new URLSearchParams({ ...named, ...more })}`)

test('translations are of one message of one step', async () => {
  const said = await put({})
  expect([said.status, said.body]).toEqual([200, { message: 'success' }])
  expect(said.rows.map(({ kind, data }) => [kind, data])).toEqual([['translation.updated', { object: 'canvas', object_id: 'v1', message_id: 's1/m1', version: 'live', locale_id: ES.uuid, ids: ['id_0', 'id_1'] }]])
  expect((await get()).body).toEqual({ translations: [{ translation_map: SPANISH, locale: ES }] })
  expect((await get({ message_variation_id: 'm2' })).body).toEqual({ translations: [] })
})

test('the source, however deep a text stands in the message', async () => {
  for (const more of [{}, { step_id: 's2', message_variation_id: 'm3' }] as Record<string, string>[]) expect((await get(more, `${PATH}/source`)).body).toEqual({ translations: { translation_map: { id_0: 'Hello!', id_1: 'My name' } }, message: 'success' })
})

test('without a message variation id: the only message of the step, none of several', async () => {
  expect((await put({ step_id: 's2', message_variation_id: '' })).status).toBe(200)
  expect((await get({ step_id: 's2', message_variation_id: '' })).body.translations).toHaveLength(1)
  expect((await get({ step_id: 's2', message_variation_id: 'm3' })).body.translations).toHaveLength(1)
  expect(refusal(await get({ message_variation_id: '' }))).toEqual(refused(404, 'MESSAGE_NOT_FOUND'))
})

test('a step that only the post-launch draft has', async () => {
  await e.admin('POST', '/canvases/v1/launch')
  expect(refusal(await put({}))).toEqual(refused(400, 'This message has been launched. Save it as a draft before updating its translations.'))
  await e.admin('PATCH', '/canvases/v1', { post_launch_draft: { steps: [...STEPS, { id: 's9', messages: { m9: { channel: 'email', body: GREETING } } }] } })
  expect((await put({ step_id: 's9', message_variation_id: '' })).status).toBe(200)
  expect(refusal(await get({ step_id: 's9', message_variation_id: '' }))).toEqual(refused(404, 'MESSAGE_NOT_FOUND'))
  expect((await get({ step_id: 's9', message_variation_id: '', post_launch_draft_version: 'true' })).body.translations).toHaveLength(1)
  await e.admin('POST', '/canvases/v1/launch')
  expect((await get({ step_id: 's9', message_variation_id: 'm9' })).body).toEqual({ translations: [{ translation_map: SPANISH, locale: ES }] })
})

test.each([
  [404, 'MESSAGE_NOT_FOUND', { workflow_id: '' }],
  [404, 'MESSAGE_NOT_FOUND', { workflow_id: 'unknown' }],
  [404, 'MESSAGE_NOT_FOUND', { step_id: 'unknown' }],
  [404, 'MESSAGE_NOT_FOUND', { message_variation_id: 'm3' }],
] as [number, string, Record<string, string>][])('GET, PUT and source: %s %s (%#)', async (status, message, wrong) => {
  for (const said of [await get(wrong), await get(wrong, `${PATH}/source`), await put(wrong)]) expect(refusal(said)).toEqual(refused(status, message))
})

test('a channel that has no translations', async () => {
  const webhook = { step_id: 's3', message_variation_id: 'm4' }
  expect(refusal(await get(webhook))).toEqual(refused(400, 'UNSUPPORTED_CHANNEL'))
  for (const said of [await get(webhook, `${PATH}/source`), await put(webhook)]) expect(refusal(said)).toEqual(refused(400, 'This message does not support multi-language.'))
})
