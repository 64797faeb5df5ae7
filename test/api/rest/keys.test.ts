// Who may call the REST API: the key and where it may stand, its permissions, its addresses; and what is no such endpoint.
import { expect, test } from 'vitest'
import { homeKeys } from '../../../emulator/index.ts'
import { emulator } from '../../kit/world.ts'

const PERMISSIONS: Record<string, string> = {
  '/users/track': 'users.track', '/users/track/sync': 'users.track.sync', '/users/track/bulk': 'users.track.bulk', '/users/identify': 'users.identify', '/users/alias/new': 'users.alias.new', '/users/alias/update': 'users.alias.update',
  '/users/merge': 'users.merge', '/users/delete': 'users.delete', '/users/external_ids/rename': 'users.external_ids.rename', '/users/external_ids/remove': 'users.external_ids.remove', '/users/export/ids': 'users.export.ids',
}
const PATHS = Object.keys(PERMISSIONS)
const KEY = homeKeys.rest
const BODY = { attributes: [{ external_id: 'mel' }] }
const UNAUTHORIZED = { status: 401, body: { message: 'Invalid API Key' } }

test.each(PATHS)('%s: no key, a wrong one, one of an app', async (path) => {
  const e = emulator()
  for (const headers of [{}, { authorization: '' }, { authorization: 'Bearer' }, { authorization: 'Bearer ' }, { authorization: 'Bearer nope' }, { authorization: `Bearer ${homeKeys.web}` }, { authorization: `Bearer "${KEY}"` }, { authorization: `Bearer ${KEY.toUpperCase()}` }, { authorization: `Bearer ${KEY} ${KEY}` }, { authorization: KEY }, { authorization: `Basic ${KEY}` }] as Record<string, string>[]) {
    let answer: { status: number; body: unknown } | undefined
    const kinds = await e.kindsOf(async () => void (answer = await e.call('POST', path, BODY, headers)))
    expect({ headers, status: answer!.status, body: answer!.body, kinds }).toEqual({ headers, ...UNAUTHORIZED, kinds: ['request.refused'] })
  }
  expect(e.world.profiles.count()).toBe(0)
})

test('the scheme may be written in any casing', async () => {
  const e = emulator()
  for (const scheme of ['Bearer', 'bearer', 'BEARER', 'bEaReR']) expect((await e.call('POST', '/users/track', BODY, { authorization: `${scheme} ${KEY}` })).status).toBe(201)
  expect((await e.call('POST', '/users/track', BODY, { Authorization: `Bearer  ${KEY} ` })).status).toBe(201)
})

test('the legacy api_key of body and query still counts, but not beside a header', async () => {
  const e = emulator()
  expect((await e.call('POST', '/users/track', { ...BODY, api_key: KEY })).status).toBe(201)
  expect((await e.call('POST', `/users/track?api_key=${KEY}`, BODY)).status).toBe(201)
  expect(await e.call('POST', '/users/track', { ...BODY, api_key: 'nope' })).toMatchObject(UNAUTHORIZED)
  expect(await e.call('POST', '/users/track?api_key=nope', { ...BODY, api_key: KEY })).toMatchObject(UNAUTHORIZED)
  expect(await e.call('POST', '/users/track', { ...BODY, api_key: KEY }, { authorization: 'Bearer nope' })).toMatchObject(UNAUTHORIZED)
  for (const body of [{ api_key: 7 }, { api_key: [KEY] }, { api_key: {} }, [], '"text"', 'null', '{', '7']) expect(await e.call('POST', '/users/track', body)).toMatchObject(UNAUTHORIZED)
  expect(await e.call('POST', `/users/track?api_key[]=${KEY}`, BODY)).toMatchObject(UNAUTHORIZED)
  expect(e.errors).toEqual([])
  expect(await e.exported('mel', ['custom_attributes'])).toEqual({}) // the key is no attribute of anybody
})

test.each(PATHS)('%s: a key without its permission is 403, a key with only this one is let in', async (path) => {
  const e = emulator()
  await e.admin('POST', '/rest_keys', { key: 'others', name: 'others', permissions: Object.values(PERMISSIONS).filter((one) => one !== PERMISSIONS[path]) })
  await e.admin('POST', '/rest_keys', { key: 'only', name: 'only', permissions: [PERMISSIONS[path]] })
  const rows = await e.rowsOf(async () => expect(await e.call('POST', path, BODY, { authorization: 'Bearer others' })).toMatchObject({ status: 403, body: { message: 'Access Denied' } }))
  expect(rows.map((row) => [row.kind, row.data['status']])).toEqual([['request.refused', 403]])
  expect(e.world.profiles.count()).toBe(0)
  expect([200, 201, 400]).toContain((await e.call('POST', path, BODY, { authorization: 'Bearer only' })).status)
})

test('a key that was removed is no key', async () => {
  const e = emulator()
  await e.admin('POST', '/rest_keys', { key: 'short-lived', name: 'x' })
  expect((await e.call('POST', '/users/track', BODY, { authorization: 'Bearer short-lived' })).status).toBe(201)
  await e.admin('DELETE', '/rest_keys/short-lived')
  expect(await e.call('POST', '/users/track', BODY, { authorization: 'Bearer short-lived' })).toMatchObject(UNAUTHORIZED)
})

test.each([
  ['10.0.0.1', ['10.0.0.1', '::ffff:10.0.0.1'], ['10.0.0.2', '::1', '']],
  ['10.0.0.0/8', ['10.0.0.1', '10.255.255.255'], ['11.0.0.1', '127.0.0.1']],
  ['2001:db8::/32', ['2001:db8::1'], ['2001:db9::1', '10.0.0.1']],
  ['::1', ['::1'], ['127.0.0.1', '::2']],
  ['10.0.0.0/99', [], ['10.0.0.1', '127.0.0.1']],
  ['10.0.0.0/', [], ['10.0.0.1', '127.0.0.1']],
  ['nowhere', [], ['10.0.0.1', 'nowhere', 'unknown']],
])('an allowlist of %s', async (entry, admitted, refused) => {
  const e = emulator()
  e.world.restKeys.create({ key: 'office', name: 'office', ip_allowlist: [entry] })
  const from = async (ip: string) => {
    const response = await e.core.dispatch({ method: 'POST', path: '/users/track', query: '', headers: { authorization: 'Bearer office', 'content-type': 'application/json' }, body: new TextEncoder().encode(JSON.stringify(BODY)), ip })
    return [response.status, (JSON.parse(response.body as string) as { message: string }).message]
  }
  for (const ip of admitted) expect([ip, await from(ip)]).toEqual([ip, [201, 'success']])
  for (const ip of refused) expect([ip, await from(ip)]).toEqual([ip, [401, 'Invalid API Key']])
  expect(e.errors).toEqual([])
})

test('another workspace has its own key and its own users', async () => {
  const e = emulator()
  const { rest_keys } = (await e.admin('POST', '/workspaces', { id: 'other' })).body
  expect((await e.call('POST', '/users/track', BODY, { authorization: `Bearer ${rest_keys[0].key}` })).status).toBe(201)
  expect(await e.exported('mel')).toBeUndefined()
})

test('with acceptAnyKey every key is the default workspace, no key is still none', async () => {
  const e = emulator({ acceptAnyKey: true })
  expect((await e.call('POST', '/users/track', BODY, { authorization: 'Bearer anything' })).status).toBe(201)
  expect(await e.exported('mel')).toMatchObject({ external_id: 'mel' })
  expect(await e.call('POST', '/users/track', BODY)).toMatchObject(UNAUTHORIZED)
})

test.each(PATHS)('%s: a trailing slash is taken; another method is 405 with Allow', async (path) => {
  const e = emulator()
  expect([200, 201, 400]).toContain((await e.post(`${path}/`, BODY)).status)
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
    const { status, body, headers } = await e.call(method, path, undefined, { authorization: `Bearer ${KEY}` })
    expect({ status, body, allow: headers.get('allow') }).toEqual({ status: 405, body: { message: 'Method Not Allowed' }, allow: 'POST' })
  }
})

test('a path that is none is 404', async () => {
  const e = emulator()
  for (const path of ['/users', '/users/tracks', '/Users/track', '/users/track/x', '/', '/users/export']) expect({ path, ...(await e.post(path, BODY)) }).toMatchObject({ path, status: 404, body: { message: 'Not Found' } })
})
