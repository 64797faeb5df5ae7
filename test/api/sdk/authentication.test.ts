// SDK authentication on the wire: every error code, the three modes, three keys, whose data a token covers (rules A1 to A9).
import { SignJWT, UnsecuredJWT } from 'jose'
import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { tokenProblem, usersNamed } from '../../../emulator/api/sdk/authentication.ts'
import { homeKeys } from '../../../emulator/index.ts'
import { emulator, NOW } from '../../kit/world.ts'

const pair = (modulusLength = 2048) => generateKeyPairSync('rsa', { modulusLength })
const [ours, second, foreign] = [pair(), pair(), pair()]
const pem = ({ publicKey }: ReturnType<typeof pair>): string => String(publicKey.export({ type: 'spki', format: 'pem' }))
const T = Date.parse(NOW) / 1000

type Claims = { sub?: unknown; exp?: unknown; nbf?: unknown; iat?: unknown }
const jwt = (claims: Claims = {}, { by = ours, alg = 'RS256', typ = 'JWT' as string | undefined } = {}): Promise<string> => new SignJWT({ sub: 'mel', exp: T + 60, ...claims } as never).setProtectedHeader({ alg, ...(typ === '' ? {} : { typ }) }).sign(by.privateKey)

async function stage(mode: 'off' | 'optional' | 'required', keys = [ours]) {
  const e = emulator()
  expect(await e.admin('PATCH', `/apps/${homeKeys.web}`, { sdk_authentication: mode })).toMatchObject({ status: 200, body: { sdk_authentication: mode } })
  for (const key of keys) expect((await e.post('/app_group/sdk_authentication/create', { app_id: homeKeys.web, rsa_public_key_str: pem(key), description: 'k' })).status).toBeLessThan(300)
  const send = (token: string | undefined, body: object = { respond_with: { user_id: 'mel' }, events: [{ name: 'ce', time: T, data: { n: 'tea' }, user_id: 'mel' }] }, path = '/data/') =>
    e.sdk('web', path, { device_id: 'd1', time: T, sdk_version: '6.13.0', ...body }, token === undefined ? {} : { 'x-braze-auth-signature': token })
  return { e, send }
}
const events = (e: ReturnType<typeof emulator>) => e.journal().filter(({ kind }) => kind === 'custom_event.logged').length

describe('required', () => {
  test('A1: a good token lets the request pass as if nothing were there', async () => {
    const { e, send } = await stage('required')
    expect(await send(await jwt())).toMatchObject({ status: 201, body: { message: 'success' } })
    expect((await send(await jwt())).body).not.toHaveProperty('auth_error')
    expect(events(e)).toBe(2)
  })

  const now = Date.parse(NOW)
  test.each<[string, number, string, () => Promise<string | undefined> | string | undefined]>([
    ['no token', 26, 'MISSING_TOKEN', () => undefined],
    ['a blank one', 26, 'MISSING_TOKEN', () => ' '],
    ['no JWT', 20, 'DECODING_ERROR', () => 'abc'],
    ['no JSON in its header', 20, 'DECODING_ERROR', async () => `!!!.${(await jwt()).split('.').slice(1).join('.')}`],
    ['five parts, as an encrypted one has', 20, 'DECODING_ERROR', async () => `${await jwt()}.x.y`],
    ['two parts', 20, 'DECODING_ERROR', async () => (await jwt()).split('.').slice(0, 2).join('.')],
    ['another algorithm', 24, 'INCORRECT_ALGORITHM', () => jwt({}, { alg: 'RS512' })],
    ['none at all', 24, 'INCORRECT_ALGORITHM', () => new UnsecuredJWT({ sub: 'mel', exp: T + 60 } as never).encode()],
    ['the public key taken for a shared secret', 24, 'INCORRECT_ALGORITHM', () => new SignJWT({ sub: 'mel', exp: T + 60 } as never).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(Buffer.from(pem(ours)))],
    ['somebody else’s key', 27, 'NO_MATCHING_PUBLIC_KEYS', () => jwt({}, { by: foreign })],
    ['another payload under the signature', 27, 'NO_MATCHING_PUBLIC_KEYS', async () => ((a, b) => `${a[0]}.${b[1]}.${a[2]}`)((await jwt({ sub: 'kai' })).split('.'), (await jwt()).split('.'))],
    ['another type of token', 20, 'DECODING_ERROR', () => jwt({}, { typ: 'at+jwt' })],
    ['a time from which it is good that has not come', 20, 'DECODING_ERROR', () => jwt({ nbf: T + 1 })],
    ['a time from which it is good that is no number', 23, 'INVALID_PAYLOAD', () => jwt({ nbf: 'now' })],
    ['a time of issue that is no number', 23, 'INVALID_PAYLOAD', () => jwt({ iat: 'now' })],
    ['an end that is no number', 23, 'INVALID_PAYLOAD', () => jwt({ exp: 'tomorrow' })],
    ['no end', 10, 'EXPIRATION_REQUIRED', () => jwt({ exp: undefined })],
    ['an end that has come', 22, 'EXPIRED', () => jwt({ exp: T })],
    ['another user', 21, 'SUBJECT_MISMATCH', () => jwt({ sub: 'kai' })],
    ['no user', 21, 'SUBJECT_MISMATCH', () => jwt({ sub: undefined })],
    ['a user in other letters', 21, 'SUBJECT_MISMATCH', () => jwt({ sub: 'Mel' })],
  ])('A4: %s is %i %s: a good status, nothing stored, one row that says why', async (_, error_code, reason, make) => {
    const { e, send } = await stage('required')
    const token = await make()
    const rows = await e.rowsOf(async () => expect(await send(token)).toMatchObject({ status: 201, body: { auth_error: { error_code, reason, user_id: 'mel', signature: token?.trim() || null, request_time: now } } }))
    expect(rows.map(({ kind, data }) => [kind, data])).toEqual([['sdk_authentication.failed', expect.objectContaining({ app_id: homeKeys.web, mode: 'required', error_code, reason, user_id: 'mel', method: 'POST', path: '/api/v3/data/', status: 201 })]])
    expect(e.world.profiles.byExternalId('mel')).toBeUndefined()
    expect((await e.admin('GET', '/diagnostics')).body.diagnostics).toMatchObject([{ level: 'refused', rule: 'A2', field: 'x-braze-auth-signature', seen: reason, braze: `rejects the request: ${error_code} ${reason}` }])
  })

  test('A5: the end is judged when the request comes, by the world’s clock', async () => {
    const { e, send } = await stage('required')
    const token = await jwt()
    expect((await send(token)).body).toMatchObject({ message: 'success' })
    await e.admin('POST', '/clock/advance', { by: '60s' })
    expect((await send(token)).body).toMatchObject({ auth_error: { reason: 'EXPIRED' } })
  })

  test('A8: data of others under one’s own token is refused whole; without a named user the data itself names him', async () => {
    const { e, send } = await stage('required')
    const forged = { events: [{ name: 'ce', time: T, data: { n: 'tea' }, user_id: 'mel' }, { name: 'ce', time: T, data: { n: 'tea' }, user_id: 'kai' }] }
    expect((await send(await jwt(), { respond_with: { user_id: 'mel' }, ...forged })).body).toMatchObject({ auth_error: { error_code: 28, reason: 'PAYLOAD_USER_ID_MISMATCH', user_id: 'mel' } })
    expect((await send(await jwt(), { respond_with: { user_id: 'mel' }, attributes: [{ user_id: 'kai', first_name: 'K' }] })).body).toMatchObject({ auth_error: { error_code: 28 } })
    expect((await send(await jwt(), { events: forged.events.slice(1) })).body).toMatchObject({ auth_error: { error_code: 21, user_id: 'kai' } })
    expect(events(e)).toBe(0)
    expect(e.world.profiles.byExternalId('kai')).toBeUndefined()
    expect((await send(await jwt(), { events: forged.events.slice(0, 1) })).body).toMatchObject({ message: 'success' })
    expect(events(e)).toBe(1)
  })

  test('A3: anonymous requests are never checked, whatever token they carry', async () => {
    const { e, send } = await stage('required')
    for (const token of [undefined, 'abc']) expect((await send(token, { events: [{ name: 'ce', time: T, data: { n: 'tea' } }] })).body).toMatchObject({ message: 'success' })
    expect(events(e)).toBe(2)
  })

  test.each([['without typ, as libraries leave it out', {}, ''], ['with it in small letters', {}, 'jwt'], ['with it in full', {}, 'application/jwt'], ['good from now on', { nbf: T, iat: T + 5 }, 'JWT']] as const)('A1: a token is good %s', async (_, claims, typ) => {
    const { send } = await stage('required')
    expect((await send(await jwt(claims, { typ }))).body).toEqual({ message: 'success' })
  })

  test('A3: a request that names nobody, of a device whose user is known: it would act on him, so it is signed for him', async () => {
    const { e, send } = await stage('required')
    await send(await jwt(), { respond_with: { user_id: 'mel' }, events: [{ name: 'ss', time: T, data: {}, session_id: 's', user_id: 'mel' }] })
    const tea = (at: number) => ({ time: T + 60, events: [{ name: 'ce', time: at, data: { n: 'tea' } }] })
    const missing = { auth_error: { error_code: 26, reason: 'MISSING_TOKEN', user_id: 'mel' } }
    for (const body of [tea(T + 50), tea(T - 50), { attributes: [{ email: 'x@y.test' }] }, { time: T + 60, events: [{ name: 'ss', time: T + 50, data: {}, session_id: 't' }, ...tea(T - 50).events] }]) {
      expect(await e.kindsOf(async () => expect((await send(undefined, body)).body).toMatchObject(missing))).toEqual(['sdk_authentication.failed'])
      expect((await send(await jwt({ sub: 'kai' }), body)).body).toMatchObject({ auth_error: { error_code: 21 } })
    }
    for (const path of ['/content_cards/sync', '/feature_flags/sync', '/banners/sync', '/template/', '/dust/config', '/push/unregister']) expect([path, (await send(undefined, {}, path)).body]).toMatchObject([path, missing])
    expect(events(e)).toBe(0)
    // What was logged before changeUser leaves by itself, signed for the new user. observed: web SDK 6.13.0
    expect((await send(await jwt(), tea(T - 50))).body).toMatchObject({ message: 'success' })
    expect(events(e)).toBe(1)
    // Wiped under its old id (U8): a session without a name is of nobody known, and so is all that follows
    expect((await send(undefined, { time: T + 60, events: [{ name: 'ss', time: T + 60, data: {}, session_id: 't' }] })).body).toMatchObject({ message: 'success' })
    expect((await send(undefined, { attributes: [{ email: 'x@y.test' }] })).body).toMatchObject({ message: 'success' })
    expect((await e.exported('mel', ['email'])).email).toBeUndefined()
  })

  test('A3: a device that a server identified still speaks for nobody', async () => {
    const { e, send } = await stage('required')
    const device = { events: [{ name: 'uae', time: T, data: { a: 'a1', l: 'crm' } }] }
    await send(undefined, device)
    expect((await e.post('/users/identify', { aliases_to_identify: [{ external_id: 'mel', user_alias: { alias_name: 'a1', alias_label: 'crm' } }] })).status).toBe(201)
    expect((await send(undefined, { time: T + 60, events: [{ name: 'ce', time: T + 50, data: { n: 'tea' } }] })).body).toMatchObject({ message: 'success' })
  })

  test('every other call of the SDK is checked as well', async () => {
    const { send } = await stage('required')
    for (const path of ['/content_cards/sync', '/feature_flags/sync', '/banners/sync', '/template/', '/push/unregister', '/push/delivery_events', '/geofence/request', '/geofence/report', '/dust/config', '/debugger/init', '/debugger/log']) {
      expect([path, (await send(undefined, { user_id: 'mel' }, path)).body]).toMatchObject([path, { auth_error: { error_code: 26, reason: 'MISSING_TOKEN' } }])
      expect([path, (await send(await jwt(), { user_id: 'mel' }, path)).body]).not.toMatchObject([path, { auth_error: {} }])
    }
  })

  test('A1: any of up to three keys will do; a key that was deleted no longer does; other apps ask for nothing', async () => {
    const { e, send } = await stage('required', [ours, second])
    for (const by of [ours, second]) expect((await send(await jwt({}, { by }))).body).toMatchObject({ message: 'success' })
    const { keys } = (await e.get(`/app_group/sdk_authentication/keys?app_id=${homeKeys.web}`)).body
    const old = keys.find((one: { is_primary: boolean }) => !one.is_primary)
    expect((await e.call('DELETE', '/app_group/sdk_authentication/delete', JSON.stringify({ app_id: homeKeys.web, key_id: old.id }), { authorization: `Bearer ${homeKeys.rest}`, 'content-type': 'application/json' })).status).toBe(200)
    expect((await send(await jwt({}, { by: second }))).body).toMatchObject({ auth_error: { reason: 'NO_MATCHING_PUBLIC_KEYS' } })
    expect((await e.sdk('ios', '/data', { device_id: 'i', time: T, respond_with: { user_id: 'mel' } })).body).toMatchObject({ message: 'success' })
  })

  test('an app without keys has none that match', async () => {
    const { send } = await stage('required', [])
    expect((await send(await jwt())).body).toMatchObject({ auth_error: { error_code: 27 } })
  })

  test('A9: switched off, what was refused passes when it is sent again', async () => {
    const { e, send } = await stage('required')
    expect((await send(undefined)).body).toHaveProperty('auth_error')
    await e.admin('PATCH', `/apps/${homeKeys.web}`, { sdk_authentication: 'off' })
    expect((await send(undefined)).body).toMatchObject({ message: 'success' })
    expect(events(e)).toBe(1)
  })

  test('a setting gives the error another status, for those who watch the status line', async () => {
    const { e, send } = await stage('required')
    await e.admin('PATCH', '/settings', { sdk_authentication_error_status: 401 })
    expect(await send(undefined)).toMatchObject({ status: 401, body: { auth_error: { error_code: 26 } } })
    expect((await e.admin('PATCH', '/settings', { sdk_authentication_error_status: 403 })).status).toBe(422)
  })
})

test('A2, A10: optional takes everything, says what is wrong in the answer, and leaves one row', async () => {
  const { e, send } = await stage('optional')
  const rows = await e.rowsOf(async () => expect((await send('abc')).body).toEqual({ message: 'success', optional_auth_error: { error_code: 20, reason: 'DECODING_ERROR', user_id: 'mel', signature: 'abc', request_time: Date.parse(NOW) } }))
  expect(rows.filter(({ kind }) => kind === 'sdk_authentication.failed')).toMatchObject([{ data: { mode: 'optional', error_code: 20, path: '/api/v3/data/' } }])
  const levels = async (query: string) => (await e.admin('GET', `/diagnostics${query}`)).body.diagnostics.map(({ level, seen }: any) => [level, seen])
  expect(await levels('')).toEqual([['suspicious', 'DECODING_ERROR']])
  expect([await levels('?level=suspicious'), await levels('?level=refused')]).toEqual([[['suspicious', 'DECODING_ERROR']], []])
  expect(events(e)).toBe(1)
  expect(await e.kindsOf(() => send(jwt() as never))).not.toContain('request.refused')
  expect((await send(await jwt())).body).toEqual({ message: 'success' })
})

test.each(['/content_cards/sync', '/feature_flags/sync', '/banners/sync', '/template/', '/dust/config', '/push/unregister'])('A10: optional: %s answers as it does to a good token, and says what was wrong', async (path) => {
  const { send } = await stage('optional')
  const { optional_auth_error, ...answer } = (await send(undefined, { user_id: 'mel' }, path)).body
  expect(optional_auth_error).toMatchObject({ error_code: 26, reason: 'MISSING_TOKEN', user_id: 'mel', signature: null })
  expect(Object.keys(answer)).toEqual(Object.keys((await send(await jwt(), { user_id: 'mel' }, path)).body))
})

test('A2: off looks at nothing', async () => {
  const { e, send } = await stage('off')
  expect((await send('abc')).body).toEqual({ message: 'success' })
  expect(e.journal().map(({ kind }) => kind)).not.toContain('sdk_authentication.failed')
})

test('who asks, and whose data a request carries', () => {
  expect(usersNamed({ respond_with: { user_id: 'a' }, user_id: 'a', events: [{ user_id: 'b' }, {}, 7, null], attributes: [{ user_id: 'c' }, { user_id: 'b' }] })).toEqual({ asking: 'a', others: ['b', 'c'] })
  expect(usersNamed({ attributes: { user_id: 'x' } })).toEqual({ asking: 'x', others: [] })
  expect(usersNamed({ user_id: 7, events: 'no list' })).toEqual({ asking: '7', others: [] })
  for (const body of [undefined, null, [], 'x', {}, { user_id: '', respond_with: { user_id: null }, events: {} }]) expect(usersNamed(body)).toEqual({ asking: undefined, others: [] })
})

test('A4: 25 PUBLIC_KEY_ERROR is a key of the app that cannot be read, where no other fits', async () => {
  const judge = async (keys: string[]) => tokenProblem({ token: await jwt(), user_id: 'mel', others: [], keys, now: T * 1000 })
  expect(await judge(['no key'])).toBe('PUBLIC_KEY_ERROR')
  expect(await judge(['no key', pem(ours)])).toBeUndefined()
  expect(await judge([pem(foreign)])).toBe('NO_MATCHING_PUBLIC_KEYS')
})
