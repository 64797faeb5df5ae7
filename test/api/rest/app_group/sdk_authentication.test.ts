// SDK authentication keys, /app_group/sdk_authentication/keys, /app_group/sdk_authentication/create, /app_group/sdk_authentication/primary, /app_group/sdk_authentication/delete: three an app, one of them primary.
import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { homeKeys } from '../../../../emulator/index.ts'
import type { Emulator } from '../../../kit/rest.ts'
import { ask } from '../../../kit/rest.ts'
import { emulator } from '../../../kit/world.ts'

const BASE = '/app_group/sdk_authentication'
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const publicKeyEncoding = { type: 'spki', format: 'pem' } as const
const privateKeyEncoding = { type: 'pkcs8', format: 'pem' } as const
const rsaOf = (modulusLength: number): { publicKey: string; privateKey: string } => generateKeyPairSync('rsa', { modulusLength, publicKeyEncoding, privateKeyEncoding })
const rsa = rsaOf(2048)
const PEM = rsa.publicKey
const pkcs1 = generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding: { type: 'pkcs1', format: 'pem' }, privateKeyEncoding }).publicKey

const create = (e: Emulator, more: object = {}) => ask(e, 'POST', `${BASE}/create`, { app_id: homeKeys.ios, rsa_public_key_str: PEM, description: 'iOS key', ...more })
const keys = async (e: Emulator, app_id: string = homeKeys.ios) => (await ask(e, 'GET', `${BASE}/keys?app_id=${app_id}`)).body.keys as { id: string; description: string; is_primary: boolean; rsa_public_key: string }[]
const primaries = async (e: Emulator): Promise<Record<string, boolean>> => Object.fromEntries((await keys(e)).map(({ description, is_primary }) => [description, is_primary]))

test('create, list, make primary, delete: what was written is read back', async () => {
  const e = emulator()
  expect(await keys(e)).toEqual([])
  const first = await create(e)
  expect([first.status, first.body, first.kinds]).toEqual([201, { id: expect.stringMatching(UUID) }, ['sdk_authentication_key.created']])
  expect(first.rows[0]!.data).toEqual({ id: first.body.id, app_id: homeKeys.ios, description: 'iOS key', is_primary: true })
  const second = await create(e, { description: 'second', make_primary: false, rsa_public_key_str: pkcs1 })

  const one = { id: first.body.id, rsa_public_key: PEM, description: 'iOS key', is_primary: true }
  const two = { id: second.body.id, rsa_public_key: pkcs1, description: 'second', is_primary: false }
  const list = await ask(e, 'GET', `${BASE}/keys?app_id=${homeKeys.ios}`)
  expect([list.status, list.body, list.kinds]).toEqual([200, { keys: [one, two] }, []])
  expect(await keys(e, homeKeys.android)).toEqual([])

  const put = await ask(e, 'PUT', `${BASE}/primary`, { app_id: homeKeys.ios, key_id: two.id })
  expect([put.status, put.body, put.kinds]).toEqual([200, { keys: [{ ...one, is_primary: false }, { ...two, is_primary: true }] }, ['sdk_authentication_key.made_primary']])
  const again = await ask(e, 'PUT', `${BASE}/primary`, { app_id: homeKeys.ios, key_id: two.id })
  expect([again.status, again.body, again.kinds]).toEqual([200, put.body, []])

  const gone = await ask(e, 'DELETE', `${BASE}/delete`, { app_id: homeKeys.ios, key_id: one.id })
  expect([gone.status, gone.body, gone.kinds]).toEqual([200, { keys: [{ ...two, is_primary: true }] }, ['sdk_authentication_key.deleted']])
  expect(await keys(e)).toEqual([{ ...two, is_primary: true }])
})

test('exactly one is primary: the first one whatever is asked, later ones when asked', async () => {
  const e = emulator()
  await create(e, { description: 'a', make_primary: false })
  expect(await primaries(e)).toEqual({ a: true })
  await create(e, { description: 'b', make_primary: true })
  await create(e, { description: 'c' })
  expect(await primaries(e)).toEqual({ a: false, b: true, c: false })
})

test('a fourth key is refused; another app has room of its own; a deleted one makes room', async () => {
  const e = emulator()
  const ids = []
  for (const description of ['a', 'b', 'c']) ids.push((await create(e, { description })).body.id)
  const fourth = await create(e, { description: 'd' })
  expect([fourth.status, fourth.body, fourth.kinds]).toEqual([400, { message: 'An app can have up to 3 SDK Authentication keys' }, ['request.refused']])
  expect((await create(e, { app_id: homeKeys.web })).status).toBe(201)
  await ask(e, 'DELETE', `${BASE}/delete`, { app_id: homeKeys.ios, key_id: ids[1] })
  expect((await create(e, { description: 'd' })).status).toBe(201)
  expect(Object.keys(await primaries(e))).toEqual(['a', 'c', 'd'])
})

test('the primary key cannot be deleted', async () => {
  const e = emulator()
  const { id } = (await create(e)).body
  const refused = await ask(e, 'DELETE', `${BASE}/delete`, { app_id: homeKeys.ios, key_id: id })
  expect([refused.status, refused.body, refused.kinds]).toEqual([400, { message: 'The primary SDK Authentication key cannot be deleted' }, ['request.refused']])
  expect(await keys(e)).toHaveLength(1)
})

test('only the PEM of an RSA public key of 2048 bits or more', async () => {
  const e = emulator()
  const small = rsaOf(1024).publicKey
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256', publicKeyEncoding, privateKeyEncoding }).publicKey
  for (const pem of ['not a key', small, ec, rsa.privateKey, PEM.replace(/[A-Za-z0-9+/]{20}/, ''), PEM.replace(/\n/g, ' '), '-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----']) {
    const refused = await create(e, { rsa_public_key_str: pem })
    expect([pem.slice(0, 60), refused.status, refused.body, refused.kinds]).toEqual([pem.slice(0, 60), 400, { message: `'rsa_public_key_str' is not a valid RSA public key` }, ['request.refused']])
  }
  expect((await create(e, { rsa_public_key_str: rsaOf(3072).publicKey })).status).toBe(201)
})

test('fields that are missing, empty, of another type, of another app', async () => {
  const e = emulator()
  const { id } = (await create(e)).body
  const refused = async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body: unknown, message: string) => {
    const said = await ask(e, method, BASE + path, body)
    expect([path, body, said.status, said.body, said.kinds]).toEqual([path, body, 400, { message }, ['request.refused']])
  }
  const good = { app_id: homeKeys.ios, rsa_public_key_str: PEM, description: 'd' }
  for (const field of ['app_id', 'rsa_public_key_str', 'description'] as const) {
    await refused('POST', '/create', { ...good, [field]: undefined }, `'${field}' is required`)
    await refused('POST', '/create', { ...good, [field]: '' }, `'${field}' is required`)
    await refused('POST', '/create', { ...good, [field]: 7 }, `'${field}' must be a string`)
  }
  await refused('POST', '/create', { ...good, description: '  ' }, `'description' is required`)
  await refused('POST', '/create', { ...good, make_primary: 'yes' }, `'make_primary' must be a boolean`)
  await refused('POST', '/create', { ...good, app_id: 'unknown' }, `'app_id' is not valid`)
  await refused('GET', '/keys', undefined, `'app_id' is required`)
  await refused('GET', '/keys?app_id=unknown', undefined, `'app_id' is not valid`)
  await refused('GET', '/keys?app_id[]=a', undefined, `'app_id' must be a string`)
  for (const [method, path] of [['PUT', '/primary'], ['DELETE', '/delete']] as const) {
    await refused(method, path, { app_id: homeKeys.ios }, `'key_id' is required`)
    await refused(method, path, { key_id: id }, `'app_id' is required`)
    await refused(method, path, { app_id: 'unknown', key_id: id }, `'app_id' is not valid`)
    await refused(method, path, { app_id: homeKeys.ios, key_id: 'unknown' }, `'key_id' is not valid`)
    await refused(method, path, { app_id: homeKeys.android, key_id: id }, `'key_id' is not valid`)
  }
})

test('the keys of an app go with it', async () => {
  const e = emulator()
  await create(e)
  await e.admin('DELETE', `/apps/${homeKeys.ios}`)
  await e.admin('POST', '/apps', { app_id: homeKeys.ios, name: 'iOS', platform: 'iOS' })
  expect(await keys(e)).toEqual([])
})
