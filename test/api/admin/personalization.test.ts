// Promotion code lists and credentials of Connected Content: made, shown, changed, deleted, refused.
import { describe, expect, test } from 'vitest'
import { emulator, NOW } from '../../kit/world.ts'

const AT = Date.parse(NOW)
const LIST = { id: 'l1', name: 'Spring', code_snippet: 'spring25', description: 'd', expires_at: '2026-06-01T00:00:00Z', codes: ['A', 'B', 'A'] }
const SHOWN = { id: 'l1', name: 'Spring', code_snippet: 'spring25', description: 'd', expires_at: Date.parse('2026-06-01T00:00:00Z'), created_at: AT, updated_at: AT, codes: ['A', 'B'], remaining: 2, used: [] }

describe('promotion lists', () => {
  test('are made and shown', async () => {
    const e = emulator()
    const rows = await e.rowsOf(async () => expect(await e.admin('POST', '/promotion_lists', LIST)).toMatchObject({ status: 201, body: SHOWN }))
    expect(rows.map(({ kind, data }) => [kind, data])).toEqual([['promotion_list.created', { promotion_list_id: 'l1', name: 'Spring', code_snippet: 'spring25', codes: 2 }]])
    expect((await e.admin('GET', '/promotion_lists')).body).toEqual({ promotion_lists: [SHOWN], next: null })
    expect((await e.admin('GET', '/promotion_lists/l1')).body).toEqual(SHOWN)
  })
  test('codes are added, what is shown can be written back, the snippet stays', async () => {
    const e = emulator()
    await e.admin('POST', '/promotion_lists', LIST)
    expect((await e.admin('PATCH', '/promotion_lists/l1', { codes: ['B', 'C'], name: 'New' })).body).toMatchObject({ name: 'New', codes: ['A', 'B', 'C'], remaining: 3 })
    const { body } = await e.admin('GET', '/promotion_lists/l1')
    expect((await e.admin('PUT', '/promotion_lists/l1', body)).body).toEqual(body)
    expect((await e.admin('PATCH', '/promotion_lists/l1', { code_snippet: 'other' })).status).toBe(422)
  })
  test('are deleted, and unknown ones are not found', async () => {
    const e = emulator()
    await e.admin('POST', '/promotion_lists', LIST)
    expect((await e.admin('DELETE', '/promotion_lists/l1')).body).toEqual({ deleted: 'l1' })
    for (const method of ['GET', 'PATCH', 'DELETE'] as const) expect((await e.admin(method, '/promotion_lists/l1', method === 'PATCH' ? {} : undefined)).status).toBe(404)
  })
  test.each([
    [409, { ...LIST, id: 'l2' }, 'already_exists'],
    [409, { ...LIST, code_snippet: 'x' }, 'already_exists'],
    [422, { ...LIST, id: 'l2', code_snippet: 'x', expires_at: '2027-01-01T00:00:00Z' }, 'invalid'],
    [422, { ...LIST, id: 'l2', code_snippet: 'a b' }, 'invalid'],
    [422, { ...LIST, id: 'l2', code_snippet: 'x', expires_at: 'soon' }, 'invalid'],
    [422, { name: 'x' }, 'invalid'],
  ])('%s for %j', async (status, body, code) => {
    const e = emulator()
    await e.admin('POST', '/promotion_lists', LIST)
    expect(await e.kindsOf(async () => expect(await e.admin('POST', '/promotion_lists', body)).toMatchObject({ status, body: { error: { code } } }))).toEqual([])
  })
  test('survive a snapshot', async () => {
    const e = emulator()
    await e.admin('POST', '/promotion_lists', LIST)
    e.world.restore(e.world.snapshot())
    expect((await e.admin('GET', '/promotion_lists/l1')).body).toEqual(SHOWN)
  })
})

describe('credentials', () => {
  const ONE = { id: 'k1', name: 'mine', username: 'u', password: 'secret' }
  test('the password is written, and never read', async () => {
    const e = emulator()
    const rows = await e.rowsOf(async () => expect(await e.admin('POST', '/connected_content_credentials', ONE)).toMatchObject({ status: 201, body: { id: 'k1', name: 'mine', username: 'u' } }))
    expect(rows.map(({ kind, data }) => [kind, data])).toEqual([['connected_content_credential.created', { connected_content_credential_id: 'k1', name: 'mine' }]])
    expect((await e.admin('GET', '/connected_content_credentials/k1')).body).toEqual({ id: 'k1', name: 'mine', username: 'u', created_at: AT, updated_at: AT })
    expect(e.world.connectedContentCredentials.authorization('mine')).toBe(`Basic ${Buffer.from('u:secret').toString('base64')}`)
  })
  test('are changed and deleted', async () => {
    const e = emulator()
    await e.admin('POST', '/connected_content_credentials', ONE)
    const rows = await e.rowsOf(async () => {
      expect((await e.admin('PATCH', '/connected_content_credentials/k1', { password: 'new' })).status).toBe(200)
      expect(e.world.connectedContentCredentials.authorization('mine')).toBe(`Basic ${Buffer.from('u:new').toString('base64')}`)
      expect((await e.admin('DELETE', '/connected_content_credentials/k1')).body).toEqual({ deleted: 'k1' })
    })
    expect(rows.map(({ kind, data }) => [kind, data])).toEqual([['connected_content_credential.updated', { connected_content_credential_id: 'k1', name: 'mine', changed: ['password'] }], ['connected_content_credential.deleted', { connected_content_credential_id: 'k1', name: 'mine' }]])
    expect(e.world.connectedContentCredentials.authorization('mine')).toBe(undefined)
  })
  test.each([[409, { ...ONE, id: 'k2' }], [409, { ...ONE, name: 'other' }], [422, { ...ONE, id: 'k2', name: 'two words' }], [422, { name: 'x' }]])('%s for %j', async (status, body) => {
    const e = emulator()
    await e.admin('POST', '/connected_content_credentials', ONE)
    expect((await e.admin('POST', '/connected_content_credentials', body)).status).toBe(status)
  })
})

describe('credentials of tokens', () => {
  const ONE = { id: 't1', name: 'tok', headers: { 'X-Key': 'secret', Authorization: 'Bearer s' }, allowed_domain: 'example.com' }
  test('values of headers are written, and never read; GET can be written back', async () => {
    const e = emulator()
    const shown = { id: 't1', name: 'tok', header_names: ['X-Key', 'Authorization'], allowed_domain: 'example.com', created_at: AT, updated_at: AT }
    expect(await e.admin('POST', '/connected_content_credentials', ONE)).toMatchObject({ status: 201, body: shown })
    expect((await e.admin('GET', '/connected_content_credentials/t1')).body).toEqual(shown)
    expect((await e.admin('PUT', '/connected_content_credentials/t1', shown)).status).toBe(200)
    const rows = await e.rowsOf(() => e.admin('PATCH', '/connected_content_credentials/t1', { headers: { 'X-Other': 'o' }, allowed_domain: null }))
    expect(rows.map(({ kind, data }) => [kind, data])).toEqual([['connected_content_credential.updated', { connected_content_credential_id: 't1', name: 'tok', changed: ['allowed_domain', 'headers'] }]])
    expect(e.world.connectedContentCredentials.tokens('tok')).toEqual({ headers: { 'X-Other': 'o' }, allowed_domain: null })
    expect(e.world.connectedContentCredentials.authorization('tok')).toBe(undefined)
  })
  test.each<[object, string]>([
    [{ name: 'x', headers: {} }, 'headers'], [{ name: 'x', headers: { 'a b': 'c' } }, 'headers.a b'], [{ name: 'x', headers: { a: 'b\nc' } }, 'headers.a'], [{ name: 'x', headers: { a: 5 } }, 'headers.a'], [{ name: 'x', allowed_domain: 'example.com' }, 'headers'],
    [{ name: 'x', headers: { a: 'b' }, allowed_domain: 'https://example.com/' }, 'allowed_domain'], [{ name: 'x', headers: { a: 'b' }, username: 'u', password: 'p' }, 'headers'], [{ name: 'x', username: 'u' }, 'password'],
  ])('%j is refused', async (body, path) => {
    const answer = await emulator().admin('POST', '/connected_content_credentials', body)
    expect([answer.status, answer.body.error.details.issues[0].path]).toEqual([422, path])
  })
  test.each([[{ username: 'u' }, 'username is no member of a credential of token authentication'], [{ headers: { a: 'b' } }, 'headers is no member of a credential of basic authentication']])('%j does not change the kind', async (patch, message) => {
    const e = emulator()
    await e.admin('POST', '/connected_content_credentials', 'username' in patch ? ONE : { id: 't1', name: 'b', username: 'u', password: 'p' })
    const rows = await e.rowsOf(async () => expect(await e.admin('PATCH', '/connected_content_credentials/t1', patch)).toMatchObject({ status: 422, body: { error: { message } } }))
    expect(rows).toEqual([])
  })
})

test('a list that ends too late says where', async () => {
  const answer = await emulator().admin('POST', '/promotion_lists', { name: 'L', code_snippet: 's', expires_at: '2027-01-01T00:00:00Z' })
  expect([answer.status, answer.body.error.message]).toEqual([422, 'expires_at is more than six months from now'])
})

test('the settings of templates', async () => {
  const e = emulator()
  expect((await e.admin('PATCH', '/settings', { liquid: { strict: true }, connected_content: { strict: true }, email_footer: 'x' })).body).toMatchObject({ liquid: { strict: true }, connected_content: { strict: true }, email_footer: 'x' })
  expect(() => e.world.liquid.renderNow('{{ 1 | nope }}', {})).toThrow("there is no filter 'nope'")
})
