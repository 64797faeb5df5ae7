// POST /users/track: push_tokens of a user, and push_token_import for nobody in particular.
import { expect, test } from 'vitest'
import { BASICS, refuses, track, users } from '../../../../kit/rest.ts'
import type { Emulator } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'
import { homeKeys } from '../../../../../emulator/index.ts'

const token = (more: Record<string, unknown> = {}) => ({ app_id: homeKeys.ios, token: 'token-1', device_id: 'device-0001', ...more })
const attribute = (more: Record<string, unknown>) => ({ attributes: [{ external_id: 'mel', ...more }] })
const imported = (more: Record<string, unknown> = {}) => ({ attributes: [{ push_token_import: true, push_tokens: [token()], ...more }] })
const tokensOf = async (e: Emulator, id: string) => (await e.exported(id, ['push_tokens'])).push_tokens
const anyUser = async (e: Emulator) => {
  const { users: found } = (await e.admin('GET', '/users')).body
  return (await e.post('/users/export/ids', { braze_id: found[0].braze_id })).body.users[0]
}

test('a token is put on the user', async () => {
  const e = emulator()
  const { body, kinds } = await track(e, attribute({ push_token_import: false, country: 'US', push_tokens: [token(), token({ app_id: homeKeys.android, token: 'token-2', device_id: undefined })] }))
  expect({ body, kinds }).toEqual({ body: { attributes_processed: 1, message: 'success' }, kinds: ['profile.created', 'profile.updated', 'push_token.registered', 'push_token.registered'] })
  expect(await tokensOf(e, 'mel')).toEqual([
    { app: 'iOS', platform: 'iOS', token: 'token-1', device_id: 'device-0001', notifications_enabled: true },
    { app: 'Android', platform: 'Android', token: 'token-2', device_id: expect.stringMatching(/^[0-9a-f-]{36}$/), notifications_enabled: true },
  ])
})

test('the same token again changes nothing; on another user it moves', async () => {
  const e = emulator()
  await track(e, attribute({ push_tokens: [token()] }))
  expect((await track(e, attribute({ push_tokens: [token(), token()] }))).kinds).toEqual([])
  expect((await track(e, { attributes: [{ external_id: 'ann', push_tokens: [token()] }] })).kinds).toEqual(['profile.created', 'push_token.moved'])
  expect(await tokensOf(e, 'mel')).toBeUndefined()
  expect(await tokensOf(e, 'ann')).toHaveLength(1)
})

const BAD: [string, unknown, string][] = [
  ...['text', 7, true, {}, '', [null], ['text'], [7], [[]]].map((value): [string, unknown, string] => ['no list of objects', value, 'BAD_PUSH_TOKEN_VALUE']),
  ...['nowhere', undefined, null, 7, {}, homeKeys.web].map((app_id): [string, unknown, string] => ['app_id', [token({ app_id })], 'BAD_PUSH_TOKEN_APP_ID']),
  ...[undefined, null, '', 7, {}, []].map((value): [string, unknown, string] => ['token', [token({ token: value })], 'BAD_PUSH_TOKEN_STRING']),
  ...['1234567', 'x'.repeat(256), 12345678, {}, [], ''].map((device_id): [string, unknown, string] => ['device_id', [token({ device_id })], 'BAD_DEVICE_ID']),
]
test.each(BAD)('%s %.80j refuses the object, as token of a user and as import', async (_what, push_tokens, type) => {
  const e = emulator()
  for (const { attributes } of [attribute({ push_tokens }), imported({ push_tokens })]) await refuses(e, 'attributes', attributes[0], type)
})

test('one bad token of several refuses the object: no token is stored', async () => {
  const e = emulator()
  await refuses(e, 'attributes', attribute({ push_tokens: [token(), token({ token: 7 })] }).attributes[0], 'BAD_PUSH_TOKEN_STRING')
})

test('device_id of 8 and of 255 bytes; null is none', async () => {
  const e = emulator()
  await track(e, attribute({ push_tokens: [token({ token: 'a', device_id: '12345678' }), token({ token: 'b', device_id: 'é'.repeat(127) + 'x' }), token({ token: 'c', device_id: null })] }))
  expect(await tokensOf(e, 'mel')).toHaveLength(3)
})

test('an import makes one anonymous profile for each token, with the other attributes on it', async () => {
  const e = emulator()
  const { body, kinds } = await track(e, imported({ push_tokens: [token(), token({ token: 'token-2', device_id: 'device-0002' })], email: 'mel@example.com', country: 'US', plan: 'pro' }))
  expect(body).toEqual({ attributes_processed: 1, message: 'success' })
  expect(kinds).toEqual(['profile.created', 'push_token.registered', 'profile.created', 'push_token.registered', 'profile.updated', 'profile.updated'])
  expect(users(e)).toBe(2)
  expect(await anyUser(e)).toEqual({ ...BASICS, email: 'mel@example.com', country: 'US', custom_attributes: { plan: 'pro' }, push_tokens: [{ app: 'iOS', platform: 'iOS', token: expect.stringMatching(/^token-[12]$/), device_id: expect.stringMatching(/^device-000[12]$/), notifications_enabled: true }] })
})

test('a token that is known already is not imported, and counts as processed', async () => {
  const e = emulator()
  await track(e, attribute({ push_tokens: [token()] }))
  const { body, kinds } = await track(e, imported({ plan: 'pro' }))
  expect({ body, kinds }).toEqual({ body: { attributes_processed: 1, message: 'success' }, kinds: ['decision.ignored'] })
  expect(users(e)).toBe(1)
  expect(await e.exported('mel', ['custom_attributes'])).toEqual({})
})

test.each([[{ external_id: 'mel' }], [{ braze_id: 'b' }], [{ push_tokens: undefined }], [{ push_tokens: null }], [{ push_tokens: [] }]])('an import with %j is refused', async (more) => {
  const e = emulator()
  await refuses(e, 'attributes', imported(more).attributes[0], 'BAD_PUSH_TOKEN_IMPORT')
})

test('an import whose other attributes are refused makes nobody', async () => {
  const e = emulator()
  await refuses(e, 'attributes', imported({ email: 'no address' }).attributes[0], `The value provided for the 'email' field is not a valid email.`)
})

test('a token that moves from an import profile to a user leaves no profile behind', async () => {
  const e = emulator()
  await track(e, imported())
  expect((await track(e, attribute({ push_tokens: [token()] }))).kinds).toEqual(['profile.created', 'push_token.moved', 'decision.ignored'])
  expect(users(e)).toBe(1)
})
