// Admin: SCIM tokens (`/scim_tokens`) and the data import keys of partners (`/data_import_keys`), made, changed and deleted.
import { expect, test } from 'vitest'
import { homeKeys } from '../../../emulator/index.ts'
import { emulator } from '../../kit/world.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** An admin call with the kinds it added. */
function client(e: ReturnType<typeof emulator>) {
  return async (method: string, path: string, body?: unknown) => {
    let answer: Awaited<ReturnType<typeof e.admin>> | undefined
    const kinds = await e.kindsOf(async () => void (answer = await e.admin(method, path, body)))
    return { status: answer!.status, body: answer!.body, kinds }
  }
}

test('a SCIM token: made, shown, changed, deleted; it works while it is there', async () => {
  const e = emulator()
  const call = client(e)
  const home = { id: homeKeys.scim, token: homeKeys.scim, name: 'SCIM', origin: null, created_at: e.world.clock.now() }
  expect(await call('GET', '/scim_tokens')).toEqual({ status: 200, body: { scim_tokens: [home], next: null }, kinds: [] })

  const made = await call('POST', '/scim_tokens', { name: 'Okta', origin: 'okta.example' })
  expect(made).toEqual({ status: 201, body: { id: made.body.token, token: expect.stringMatching(UUID), name: 'Okta', origin: 'okta.example', created_at: e.world.clock.now() }, kinds: ['access_token.created'] })
  const { token } = made.body
  const works = async (origin: string) => (await e.call('GET', '/scim/v2/Users/x', undefined, { authorization: `Bearer ${token}`, 'x-request-origin': origin })).status
  expect([await works('okta.example'), await works('other.example')]).toEqual([404, 401])

  expect(await call('PATCH', `/scim_tokens/${token}`, { origin: null })).toEqual({ status: 200, body: { ...made.body, origin: null }, kinds: ['access_token.updated'] })
  expect(await works('other.example')).toBe(404)
  expect((await call('PUT', `/scim_tokens/${token}`, { name: 'Entra' })).body).toMatchObject({ name: 'Entra' })
  expect((await call('GET', `/scim_tokens/${token}`)).body).toEqual({ ...made.body, name: 'Entra', origin: null })
  expect(await call('DELETE', `/scim_tokens/${token}`)).toEqual({ status: 200, body: { deleted: token }, kinds: ['access_token.deleted'] })
  expect([await works('okta.example'), (await call('GET', `/scim_tokens/${token}`)).status]).toEqual([401, 404])
})

test('a data import key: made, shown, changed, deleted; it works while it is there', async () => {
  const e = emulator()
  const call = client(e)
  const made = await call('POST', '/data_import_keys', { key: 'segment-key', name: 'Segment' })
  expect(made).toEqual({ status: 201, body: { id: 'segment-key', key: 'segment-key', name: 'Segment', created_at: e.world.clock.now() }, kinds: ['access_token.created'] })
  expect((await call('GET', '/data_import_keys')).body.data_import_keys.map((one: { key: string }) => one.key)).toEqual([homeKeys.data_import, 'segment-key'])
  const works = async () => (await e.call('POST', '/partners/segment/cohorts/users', { partner_api_key: 'p', client_secret: 'segment-key', cohort_id: 'c', cohort_changes: [] })).status
  expect(await works()).toBe(200)
  expect((await call('PATCH', '/data_import_keys/segment-key', { name: 'Twilio' })).body).toMatchObject({ key: 'segment-key', name: 'Twilio' })
  expect((await call('DELETE', '/data_import_keys/segment-key')).kinds).toEqual(['access_token.deleted'])
  expect(await works()).toBe(401)
})

test('a token given by its id; twice; one of another workspace; of the other kind; unknown; members that are none', async () => {
  const e = emulator()
  const call = client(e)
  expect((await call('POST', '/scim_tokens', { id: 'mine' })).body).toMatchObject({ token: 'mine', name: 'SCIM', origin: null })
  expect(await call('POST', '/scim_tokens', { token: 'mine' })).toMatchObject({ status: 409, body: { error: { code: 'already_exists' } }, kinds: [] })
  await e.admin('POST', '/workspaces', { id: 'other' })
  for (const [kind, key] of [['scim_tokens', homeKeys.scim], ['data_import_keys', homeKeys.data_import]]) expect(await call('POST', `/${kind}?workspace=other`, { id: key })).toMatchObject({ status: 409, body: { error: { code: 'already_exists', details: { workspace: 'default' } } } })

  for (const [kind, key] of [['data_import_keys', homeKeys.scim], ['scim_tokens', homeKeys.data_import], ['scim_tokens', 'none']])
    for (const [method, body] of [['GET'], ['PATCH', { name: 'x' }], ['DELETE']] as const) expect(await call(method, `/${kind}/${key}`, body)).toMatchObject({ status: 404, body: { error: { code: 'not_found' } }, kinds: [] })

  for (const body of [{ token: '' }, { name: '' }, { origin: 7 }, { other: 1 }]) expect(await call('POST', '/scim_tokens', body)).toMatchObject({ status: 422, body: { error: { code: 'invalid' } }, kinds: [] })
  expect((await call('POST', '/data_import_keys', { origin: 'x' })).status).toBe(422) // partners have none
})
