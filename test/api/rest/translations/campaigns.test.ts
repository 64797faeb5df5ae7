// /campaigns/translations and its source: what is put is read back by locale; drafts; every case of the pages' tables.
import { beforeEach, describe, expect, test } from 'vitest'
import { addLocales, CHINESE, ES, GREETING, refusal, refused, SPANISH, ZH } from '../../../kit/locales.ts'
import { emulator } from '../../../kit/world.ts'
import type { Emulator } from '../../../kit/rest.ts'
import { ask } from '../../../kit/rest.ts'

const PATH = '/campaigns/translations'
let e: Emulator
beforeEach(async () => {
  e = emulator()
  await addLocales(e)
  const messages = {
    m1: { channel: 'email', subject: '{% translation id_0 %}Hello!{% endtranslation %}', body: '<b>{% translation id_1 %}My name{% endtranslation %}</b>' },
    push: { channel: 'ios_push', alert: { title: GREETING } },
    plain: { channel: 'email', subject: 'Hello' },
    text: { channel: 'sms', body: GREETING },
    control: { channel: 'email', type: 'control' },
  }
  await e.admin('POST', '/campaigns', { id: 'c1', name: 'C', draft: true, messages })
})
const named = (campaign_id = 'c1', message_variation_id = 'm1') => ({ campaign_id, message_variation_id })
const put = (body: object) => ask(e, 'PUT', PATH, { ...named(), locale_id: ES.uuid, translation_map: SPANISH, ...body })
const get = (more: Record<string, string> = {}, path = PATH) => ask(e, 'GET', `${path}?${new URLSearchParams({ ...named(), ...more })}`)

describe('put and read', () => {
  test('translations by locale, in the order of the locales', async () => {
    expect((await get()).body).toEqual({ translations: [] })
    const said = await put({ locale_id: ZH.uuid, translation_map: CHINESE })
    expect([said.status, said.body]).toEqual([200, { message: 'success' }])
    expect(said.rows.map(({ kind, data }) => [kind, data])).toEqual([['translation.updated', { object: 'campaign', object_id: 'c1', message_id: 'm1', version: 'live', locale_id: ZH.uuid, ids: ['id_0', 'id_1'] }]])
    await put({})
    const both = await get()
    expect([both.status, both.body, both.kinds]).toEqual([200, { translations: [{ translation_map: SPANISH, locale: ES }, { translation_map: CHINESE, locale: ZH }] }, []])
    expect((await get({ locale_id: ZH.uuid })).body).toEqual({ translations: [{ translation_map: CHINESE, locale: ZH }] })
    expect((await get({ message_variation_id: 'push' })).body).toEqual({ translations: [] })
  })

  test('a second put replaces the first', async () => {
    await put({})
    await put({ translation_map: { id_0: 'Hola', id_1: '' } })
    expect((await get()).body.translations[0].translation_map).toEqual({ id_0: 'Hola', id_1: '' })
  })

  test('with a slash at the end, as the page writes it; with the name or key of a locale, as its table says', async () => {
    expect((await ask(e, 'PUT', `${PATH}/`, { ...named(), locale_name: 'es-MX', translation_map: SPANISH })).status).toBe(200)
    expect((await ask(e, 'PUT', PATH, { ...named(), locale_name: 'zh-hk', translation_map: CHINESE })).status).toBe(200)
    expect((await get({}, `${PATH}/`)).body.translations.map((one: any) => one.locale)).toEqual([ES, ZH])
  })

  test('texts of tags that the message does not have are not kept, and leave a trace', async () => {
    const said = await put({ translation_map: { ...SPANISH, id_9: 'x' } })
    expect([said.status, said.kinds]).toEqual([200, ['decision.ignored', 'translation.updated']])
    expect((await get()).body.translations[0].translation_map).toEqual(SPANISH)
  })

  test('the source is the default text of each tag, with or without a locale', async () => {
    for (const more of [{}, { locale_id: ES.uuid }, { post_launch_draft_version: 'false' }] as Record<string, string>[]) {
      const said = await get(more, `${PATH}/source`)
      expect([said.status, said.body, said.kinds]).toEqual([200, { translations: { translation_map: { id_0: 'Hello!', id_1: 'My name' } }, message: 'success' }, []])
    }
    expect((await get({ message_variation_id: 'push' }, `${PATH}/source`)).body.translations.translation_map).toEqual({ id_0: 'Hello!', id_1: 'My name' })
  })

  test('a locale that is deleted takes its translations with it', async () => {
    await put({})
    await e.admin('DELETE', `/locales/${ES.uuid}`)
    expect((await get()).body).toEqual({ translations: [] })
  })
})

describe('what was launched', () => {
  const draft = { post_launch_draft: { messages: { m1: { channel: 'email', subject: '{% translation id_0 %}Hello again{% endtranslation %}' } } } }
  const read = async (post_launch_draft_version: string, path = PATH) => (await get({ post_launch_draft_version }, path)).body.translations

  test('is changed as a draft only; the draft goes live with its translations', async () => {
    await put({})
    await e.admin('POST', '/campaigns/c1/launch')
    expect(refusal(await put({ translation_map: CHINESE }))).toEqual(refused(400, 'This message has been launched. Save it as a draft before updating its translations.'))

    await e.admin('PATCH', '/campaigns/c1', draft)
    expect((await put({ translation_map: { id_0: 'Hola otra vez' } })).kinds).toEqual(['translation.updated'])
    expect((await read('false'))[0].translation_map).toEqual(SPANISH)
    expect((await read('true'))[0].translation_map).toEqual({ id_0: 'Hola otra vez' })
    expect(await read('false', `${PATH}/source`)).toEqual({ translation_map: { id_0: 'Hello!', id_1: 'My name' } })
    expect(await read('true', `${PATH}/source`)).toEqual({ translation_map: { id_0: 'Hello again' } })

    await e.admin('POST', '/campaigns/c1/launch')
    for (const version of ['false', 'true']) expect((await read(version))[0].translation_map).toEqual({ id_0: 'Hola otra vez' })
  })

  test('a draft that is given up takes its translations with it', async () => {
    await put({})
    await e.admin('POST', '/campaigns/c1/launch')
    await e.admin('PATCH', '/campaigns/c1', draft)
    await put({ translation_map: { id_0: 'Hola otra vez' } })
    await e.admin('PATCH', '/campaigns/c1', { post_launch_draft: null })
    for (const version of ['false', 'true']) expect((await read(version))[0].translation_map).toEqual(SPANISH)
  })
})

const NO_LANGUAGE = 'This message does not support multi-language.'
const PARSE = 'The provided translations yielded errors when parsing. Please contact Braze for more information.'

test.each([
  [400, 'INVALID_CAMPAIGN_ID', { campaign_id: '' }],
  [400, 'INVALID_CAMPAIGN_ID', { campaign_id: 'unknown' }],
  [400, 'INVALID_MESSAGE_VARIATION_ID', { message_variation_id: '' }],
  [404, 'MESSAGE_NOT_FOUND', { message_variation_id: 'unknown' }],
  [400, 'UNSUPPORTED_CHANNEL', { message_variation_id: 'text' }],
  [400, 'UNSUPPORTED_CHANNEL', { message_variation_id: 'control' }],
  [400, 'MULTI_LANGUAGE_NOT_ENABLED_ON_MESSAGE', { message_variation_id: 'plain' }],
  [400, 'The provided locale code does not exist.', { locale_id: '99999999-9999-4999-8999-999999999999' }],
  [400, 'INVALID_LOCALE_ID', { locale_id: ES.uuid }],
  [400, `'post_launch_draft_version' is not valid`, { post_launch_draft_version: 'yes' }],
] as [number, string, Record<string, string>][])('GET: %s %s (%#)', async (status, message, query) => expect(refusal(await get(query))).toEqual(refused(status, message)))

test('GET: arrays and missing members', async () => {
  expect(refusal(await ask(e, 'GET', `${PATH}?campaign_id[]=c1&message_variation_id=m1`))).toEqual(refused(400, 'INVALID_CAMPAIGN_ID'))
  expect(refusal(await ask(e, 'GET', PATH))).toEqual(refused(400, 'INVALID_CAMPAIGN_ID'))
})

test('GET: a workspace without locales', async () => {
  for (const { uuid } of [ES, ZH]) await e.admin('DELETE', `/locales/${uuid}`)
  expect(refusal(await get())).toEqual(refused(400, 'MULTI_LANGUAGE_NOT_ENABLED'))
})

test.each([
  [400, NO_LANGUAGE, { message_variation_id: 'plain' }],
  [400, NO_LANGUAGE, { message_variation_id: 'text' }],
  [400, 'INVALID_CAMPAIGN_ID', { campaign_id: 'unknown' }],
  [404, 'MESSAGE_NOT_FOUND', { message_variation_id: 'unknown' }],
  [400, 'The provided locale code does not exist.', { locale_id: 'unknown' }],
] as [number, string, Record<string, string>][])('GET source: %s %s (%#)', async (status, message, query) => expect(refusal(await get(query, `${PATH}/source`))).toEqual(refused(status, message)))

test.each([
  [400, 'INVALID_CAMPAIGN_ID', { campaign_id: 7 }],
  [400, 'INVALID_CAMPAIGN_ID', { campaign_id: 'unknown' }],
  [400, 'INVALID_MESSAGE_VARIATION_ID', { message_variation_id: undefined }],
  [404, 'MESSAGE_NOT_FOUND', { message_variation_id: 'unknown' }],
  [400, NO_LANGUAGE, { message_variation_id: 'plain' }],
  [400, NO_LANGUAGE, { message_variation_id: 'text' }],
  [400, 'The provided locale code does not exist.', { locale_id: undefined }],
  [400, 'The provided locale code does not exist.', { locale_id: ['x'] }],
  [400, 'The provided locale code does not exist.', { locale_id: 'unknown' }],
  [400, 'The provided locale code does not exist.', { locale_id: undefined, locale_name: 'none' }],
  [400, "The provided translations are missing 'id_0', 'id_1'", { translation_map: undefined }],
  [400, "The provided translations are missing 'id_0', 'id_1'", { translation_map: 'x' }],
  [400, "The provided translations are missing 'id_1'", { translation_map: { id_0: 'Hola', id_3: 'x' } }],
  [400, PARSE, { translation_map: { id_0: 'Hola {{ ${first_name} ', id_1: 'x' } }],
  [400, PARSE, { translation_map: { id_0: 'Hola', id_1: 7 } }],
] as [number, string, object][])('PUT: %s %s (%#)', async (status, message, body) => {
  expect(refusal(await put(body))).toEqual(refused(status, message))
  expect((await get()).body).toEqual({ translations: [] })
})

test('PUT: more than 20 MB', async () => {
  const said = await put({ translation_map: { id_0: 'a'.repeat(20 * 1024 * 1024), id_1: '' } })
  expect(refusal(said)).toEqual(refused(400, 'The provided translations have exceeded the maximum of 20MB.'))
})
