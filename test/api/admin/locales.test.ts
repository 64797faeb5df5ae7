// /_emulator/locales: the multi-language settings of the workspace.
import { expect, test } from 'vitest'
import { emulator } from '../../kit/world.ts'

const ES = { name: 'es-MX', country: 'MX', language: 'es', locale_key: 'es-mx' }
const ID = '11111111-1111-4111-8111-111111111111'
const AT = Date.parse('2026-03-01T12:00:00Z')

test('made, listed, changed, deleted; each leaves a row', async () => {
  const e = emulator()
  const rows = await e.rowsOf(async () => {
    expect((await e.admin('GET', '/locales')).body).toEqual({ locales: [], next: null })
    const made = await e.admin('POST', '/locales', { id: ID, ...ES })
    expect([made.status, made.body]).toEqual([201, { id: ID, ...ES, created_at: AT }])
    const other = await e.admin('POST', '/locales', { name: 'Deutsch', language: 'de', locale_key: 'de' })
    expect(other.body).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), name: 'Deutsch', country: null, language: 'de', locale_key: 'de', created_at: AT })
    expect((await e.admin('GET', '/locales')).body.locales.map((one: any) => one.name)).toEqual(['es-MX', 'Deutsch'])
    expect((await e.admin('PATCH', `/locales/${ID}`, { name: 'Mexico', country: null })).body).toEqual({ id: ID, ...ES, name: 'Mexico', country: null, created_at: AT })
    expect((await e.admin('GET', `/locales/${ID}`)).body.name).toBe('Mexico')
    expect((await e.admin('DELETE', `/locales/${ID}`)).body).toEqual({ deleted: ID })
    expect((await e.admin('GET', '/locales')).body.locales).toHaveLength(1)
  })
  expect(rows.map(({ kind, data }) => [kind, data])).toEqual([
    ['locale.created', { locale_id: ID, ...ES }],
    ['locale.created', { locale_id: expect.any(String), name: 'Deutsch', country: null, language: 'de', locale_key: 'de' }],
    ['locale.updated', { locale_id: ID, changes: { name: 'Mexico', country: null } }],
    ['locale.deleted', { locale_id: ID }],
  ])
})

test('ids and keys are unique', async () => {
  const e = emulator()
  await e.admin('POST', '/locales', { id: ID, ...ES })
  const other = (await e.admin('POST', '/locales', { name: 'de', language: 'de', locale_key: 'de' })).body.id
  for (const [method, path, body] of [['POST', '/locales', { id: ID, ...ES, locale_key: 'x' }], ['POST', '/locales', ES], ['PATCH', `/locales/${other}`, { locale_key: 'es-mx' }]] as const) {
    const answer = await e.admin(method, path, body)
    expect([answer.status, answer.body.error.code]).toEqual([409, 'already_exists'])
  }
  expect((await e.admin('PATCH', `/locales/${ID}`, { locale_key: 'es-mx' })).status).toBe(200)
})

test.each([{}, { ...ES, id: 'no uuid' }, { ...ES, name: '' }, { ...ES, language: undefined }, { ...ES, locale_key: 7 }])('%j is no locale', async (body) => {
  const e = emulator()
  const answer = await e.admin('POST', '/locales', body)
  expect([answer.status, answer.body.error.code, (await e.admin('GET', '/locales')).body.locales]).toEqual([422, 'invalid', []])
})

test('200 are the most', async () => {
  const e = emulator()
  e.world.db.tx(() => {
    for (let i = 0; i < 200; i++) e.world.locales.create({ name: `l${i}`, language: 'en', locale_key: `l${i}` })
  })
  const answer = await e.admin('POST', '/locales', ES)
  expect([answer.status, answer.body.error]).toEqual([422, { code: 'too_many_locales', message: expect.any(String), details: { most: 200 } }])
})

test('what there is none of', async () => {
  const e = emulator()
  for (const method of ['GET', 'DELETE', 'PATCH']) expect((await e.admin(method, `/locales/${ID}`, method === 'PATCH' ? {} : undefined)).status).toBe(404)
})
