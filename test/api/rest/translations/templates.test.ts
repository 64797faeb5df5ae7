// /templates/email/translations, /templates/translations/email and the source: of an email template, over subject, preheader, body and plain text.
import { beforeEach, expect, test } from 'vitest'
import { addLocales, CHINESE, ES, refusal, refused, SPANISH, ZH } from '../../../kit/locales.ts'
import { emulator } from '../../../kit/world.ts'
import type { Emulator } from '../../../kit/rest.ts'
import { ask, say } from '../../../kit/rest.ts'

const PATH = '/templates/email/translations'
const ONE = '/templates/translations/email'
let e: Emulator
let id: string
let plain: string
beforeEach(async () => {
  e = emulator()
  await addLocales(e)
  id = (await say(e, '/templates/email/create', { template_name: 'T', subject: '{% translation id_0 %}Hello!{% endtranslation %}', body: '{% translation id_1 %}My name{% endtranslation %}' })).body.email_template_id
  plain = (await say(e, '/templates/email/create', { template_name: 'P', subject: 's', body: 'b' })).body.email_template_id
})
const put = (body: object) => ask(e, 'PUT', PATH, { template_id: id, locale_id: ES.uuid, translations: [{ translation_map: SPANISH }], ...body })
const get = (path: string, query: Record<string, string> = {}) => ask(e, 'GET', `${path}?${new URLSearchParams({ template_id: id, ...query })}`)

test('put and read: all locales or one, by either spelling of the path', async () => {
  const said = await put({})
  expect([said.status, said.body, said.kinds]).toEqual([200, { message: 'success' }, ['translation.updated']])
  await put({ locale_id: ZH.uuid, translations: [{ translation_map: { id_0: CHINESE.id_0 } }, { translation_map: { id_1: CHINESE.id_1 } }] })
  const [spanish, chinese] = [{ translation_map: SPANISH, locale: ES }, { translation_map: CHINESE, locale: ZH }]
  expect((await get(PATH)).body).toEqual({ translations: [spanish, chinese] })
  expect((await get(PATH, { locale_id: ES.uuid })).body).toEqual({ translations: [spanish] })
  expect((await get(ONE, { locale_id: ZH.uuid })).body).toEqual({ translations: [chinese] })
  expect((await get(ONE)).body).toEqual((await get(PATH)).body)
  // A locale of a wrong type is no locale; it is not as good as none
  expect(refusal(await get(PATH, { 'locale_id[]': ZH.uuid }))).toEqual(refused(400, 'The provided locale code does not exist.'))
})

test('the source; its permission is that of the template, not of translations', async () => {
  expect((await get(`${PATH}/source`)).body).toEqual({ translations: { translation_map: { id_0: 'Hello!', id_1: 'My name' } }, message: 'success' })
  e.world.db.tx(() => e.world.restKeys.create({ key: 'info', name: 'info', permissions: ['templates.email.info'] }))
  expect((await e.get(`${PATH}/source?template_id=${id}`, { authorization: 'Bearer info' })).status).toBe(200)
  expect((await e.get(`${PATH}?template_id=${id}`, { authorization: 'Bearer info' })).status).toBe(403)
})

test.each([
  ['no array', 'x', "'id_0', 'id_1'"],
  ['an empty array', [], "'id_0', 'id_1'"],
  ['no maps in it', [7, {}, { translation_map: [] }], "'id_0', 'id_1'"],
  ['half of it', [{ translation_map: { id_1: 'x' } }], "'id_0'"],
])('PUT: translations are %s', async (_name, translations, ids) => expect(refusal(await put({ translations }))).toEqual(refused(400, `The provided translations are missing ${ids}`)))

test('no such template, one without tags, no such locale, a locale without translations', async () => {
  for (const template_id of ['unknown', '']) for (const said of [await get(PATH, { template_id }), await get(ONE, { template_id, locale_id: ES.uuid }), await get(`${PATH}/source`, { template_id }), await put({ template_id })]) expect(refusal(said)).toEqual(refused(404, 'MESSAGE_NOT_FOUND'))
  for (const said of [await get(PATH, { template_id: plain }), await get(ONE, { template_id: plain, locale_id: ES.uuid })]) expect(refusal(said)).toEqual(refused(400, 'MULTI_LANGUAGE_NOT_ENABLED_ON_MESSAGE'))
  for (const said of [await get(`${PATH}/source`, { template_id: plain }), await put({ template_id: plain })]) expect(refusal(said)).toEqual(refused(400, 'This message does not support multi-language.'))
  for (const said of [await get(PATH, { locale_id: 'x' }), await get(ONE, { locale_id: 'x' }), await put({ locale_id: 'x' })]) expect(refusal(said)).toEqual(refused(400, 'The provided locale code does not exist.'))
  expect(refusal(await get(ONE, { locale_id: ES.uuid }))).toEqual(refused(400, 'INVALID_LOCALE_ID'))
})
