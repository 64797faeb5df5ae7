// /content_blocks/translations: of a block, live or draft.
import { beforeEach, expect, test } from 'vitest'
import { addLocales, CHINESE, ES, GREETING, refusal, refused, SPANISH, ZH } from '../../../kit/locales.ts'
import { emulator } from '../../../kit/world.ts'
import type { Emulator } from '../../../kit/rest.ts'
import { ask, say } from '../../../kit/rest.ts'

const PATH = '/content_blocks/translations'
let e: Emulator
let id: string
let plain: string
beforeEach(async () => {
  e = emulator()
  await addLocales(e)
  id = (await say(e, '/content_blocks/create', { name: 'hello', content: GREETING })).body.content_block_id
  plain = (await say(e, '/content_blocks/create', { name: 'plain', content: 'x' })).body.content_block_id
})
const put = (body: object) => ask(e, 'PUT', PATH, { content_block_id: id, locale_id: ES.uuid, translation_map: SPANISH, ...body })
const get = (query: Record<string, string> = {}) => ask(e, 'GET', `${PATH}?${new URLSearchParams({ content_block_id: id, ...query })}`)

test('put and read, all locales or one', async () => {
  const said = await put({})
  expect([said.status, said.body, said.kinds]).toEqual([200, { message: 'success' }, ['translation.updated']])
  await put({ locale_id: ZH.uuid, translation_map: CHINESE })
  expect((await get()).body).toEqual({ translations: [{ translation_map: SPANISH, locale: ES }, { translation_map: CHINESE, locale: ZH }] })
  expect((await get({ locale_id: ZH.uuid })).body).toEqual({ translations: [{ translation_map: CHINESE, locale: ZH }] })
})

test('a content block with new tags needs all of them at the next put; what is kept stays until then', async () => {
  await put({})
  await say(e, '/content_blocks/update', { content_block_id: id, content: `${GREETING}{% translation id_2 %}Bye{% endtranslation %}` })
  expect((await get()).body.translations[0].translation_map).toEqual(SPANISH)
  expect(refusal(await put({}))).toEqual(refused(400, "The provided translations are missing 'id_2'"))
})

test('no such block, a deleted one, one without tags, no such locale', async () => {
  for (const content_block_id of ['unknown', '']) for (const said of [await get({ content_block_id }), await put({ content_block_id })]) expect(refusal(said)).toEqual(refused(404, 'MESSAGE_NOT_FOUND'))
  for (const said of [await get({ content_block_id: plain }), await put({ content_block_id: plain })]) expect(refusal(said)).toEqual(refused(400, 'This message does not support multi-language.'))
  for (const said of [await get({ locale_id: 'x' }), await put({ locale_id: 'x' })]) expect(refusal(said)).toEqual(refused(400, 'The provided locale code does not exist.'))
  await e.admin('DELETE', `/content_blocks/${id}`)
  expect(refusal(await get())).toEqual(refused(404, 'MESSAGE_NOT_FOUND'))
})
