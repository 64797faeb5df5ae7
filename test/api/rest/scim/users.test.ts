// Dashboard users by SCIM, /scim/v2/Users: Braze's printed answers member for member, filters, permissions, tokens.
import { describe, expect, test } from 'vitest'
import { homeKeys } from '../../../../emulator/index.ts'
import type { JournalRow } from '../../../../emulator/kernel/journal.ts'
import { emulator } from '../../../kit/world.ts'

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error'
const TOKEN = { authorization: `Bearer ${homeKeys.scim}`, 'x-request-origin': 'okta.example' }
/** The body of Braze's page. */
const BODY = {
  schemas: [USER],
  userName: 'user@test.com',
  name: { givenName: 'Test', familyName: 'User' },
  department: 'finance',
  permissions: {
    companyPermissions: ['manage_company_settings'],
    appGroup: [{ appGroupName: 'Test App Group', appGroupPermissions: ['basic_access', 'send_campaigns_canvases'], team: [{ teamName: 'Test Team', teamPermissions: ['basic_access', 'export_user_data'] }] }],
  },
}
const UUID = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/) as unknown
const PERMISSIONS = {
  companyPermissions: ['manage_company_settings'],
  appGroup: [{ appGroupId: UUID, appGroupName: 'Test App Group', appGroupPermissions: ['basic_access', 'send_campaigns_canvases'], team: [{ teamId: UUID, teamName: 'Test Team', teamPermissions: ['basic_access', 'export_user_data'] }] }],
}
const NEVER = 'Thursday, January 1, 1970 12:00:00 AM'

type Said = { status: number; type: string | null; body: any; kinds: string[]; rows: JournalRow[] }
function scim(e: ReturnType<typeof emulator>) {
  return async (method: string, path = '', body?: unknown, headers: Record<string, string> = TOKEN): Promise<Said> => {
    let said: Omit<Said, 'kinds' | 'rows'> | undefined
    const rows = await e.rowsOf(async () => {
      const answer = await e.call(method, `/scim/v2/Users${path}`, body, headers)
      // Braze says text/html of some JSON: then the kit leaves the text as it is
      said = { status: answer.status, type: answer.headers.get('content-type'), body: typeof answer.body === 'string' && answer.body !== '' ? JSON.parse(answer.body) : answer.body }
    })
    expect(e.errors).toEqual([])
    return { ...said!, rows, kinds: rows.map(({ kind }) => kind) }
  }
}
const error = (status: number, detail: string, more: object = {}) => ({ schemas: [ERROR], ...more, detail, status })
const filtered = (filter: string): string => `?filter=${encodeURIComponent(filter)}`

test('a user is created, and read back as each page shows it', async () => {
  const call = scim(emulator({ holdClock: '2026-03-01T15:04:05.000Z' }))
  const made = await call('POST', '', BODY)
  const shown = { id: made.body.id, userName: 'user@test.com', name: { givenName: 'Test', familyName: 'User' }, department: 'finance', lastSignInAt: NEVER, permissions: PERMISSIONS }
  expect(made.body).toEqual({ schemas: [USER], ...shown })
  expect(made).toMatchObject({ status: 201, type: 'application/json; charset=utf-8', kinds: ['dashboard_user.created'] })
  expect(made.body.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{8}){3}$/)
  expect(Object.keys(made.body)).toEqual(['schemas', 'id', 'userName', 'name', 'department', 'lastSignInAt', 'permissions'])
  expect(made.rows[0]!.data).toEqual({ id: made.body.id, user_name: 'user@test.com', department: 'finance', permissions: made.body.permissions })

  const byId = await call('GET', `/${made.body.id}`)
  expect([byId.status, byId.kinds]).toEqual([200, []])
  expect(byId.body).toEqual({ schemas: [USER], ...shown, createdAt: 'Sunday, March 1, 2026 3:04:05 PM' })
  expect(Object.keys(byId.body)).toEqual(['schemas', 'id', 'userName', 'name', 'department', 'lastSignInAt', 'createdAt', 'permissions'])

  const found = await call('GET', filtered('userName eq "user@test.com"'))
  expect([found.status, found.kinds, found.body]).toEqual([200, [], { schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'], totalResults: 1, Resources: [shown] }])
  expect(Object.keys(found.body.Resources[0])).toEqual(['userName', 'id', 'name', 'department', 'lastSignInAt', 'permissions'])
})

test.each([['2026-03-01T00:00:00Z', 'Sunday, March 1, 2026 12:00:00 AM'], ['2026-12-31T12:00:09Z', 'Thursday, December 31, 2026 12:00:09 PM'], ['2026-07-04T23:59:59Z', 'Saturday, July 4, 2026 11:59:59 PM']])('createdAt of %s is %s', async (at, words) => {
  const call = scim(emulator({ holdClock: at }))
  const { body } = await call('POST', '', BODY)
  expect((await call('GET', `/${body.id}`)).body.createdAt).toBe(words)
})

test('a second user with the address, in any casing, is refused as printed', async () => {
  const e = emulator()
  const call = scim(e)
  const { body } = await call('POST', '', BODY)
  for (const userName of ['user@test.com', 'User@TEST.com']) {
    const again = await call('POST', '', { ...BODY, userName })
    expect(again).toMatchObject({ status: 409, type: 'text/json;charset=UTF-8', body: error(409, 'User already exists in the database.'), kinds: ['request.refused'] })
    expect(JSON.stringify(again.body)).toBe('{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"detail":"User already exists in the database.","status":409}')
  }
  expect((await call('GET', `/${body.id}`)).body.userName).toBe('user@test.com')
})

test('PUT replaces name, department and permissions, never the address', async () => {
  const call = scim(emulator())
  const { id } = (await call('POST', '', BODY)).body
  const permissions = { companyPermissions: ['admin'], appGroup: [] }
  const { userName: _, ...rest } = BODY
  const put = await call('PUT', `/${id}`, { ...rest, name: { givenName: 'Ada', familyName: 'L' }, department: 'c_suite', permissions })
  const after = { schemas: [USER], id, userName: 'user@test.com', name: { givenName: 'Ada', familyName: 'L' }, department: 'c_suite', lastSignInAt: NEVER, permissions }
  expect([put.status, put.body, put.kinds]).toEqual([200, after, ['dashboard_user.updated']])
  expect((await call('GET', `/${id}`)).body).toMatchObject(after)

  expect((await call('PUT', `/${id}`, { ...BODY, userName: 'USER@test.com' })).status).toBe(200) // the one that is there
  expect((await call('GET', `/${id}`)).body.userName).toBe('user@test.com')
  for (const userName of ['other@test.com', 7]) {
    const other = await call('PUT', `/${id}`, { ...BODY, userName })
    expect([other.status, other.body, other.kinds]).toEqual([400, error(400, `'userName' can not be updated`, { scimType: 'mutability' }), ['request.refused']])
  }
  expect((await call('PUT', `/${id}`, rest)).status).toBe(200)
  const without = await call('PUT', `/${id}`, { ...rest, permissions: undefined })
  expect([without.status, without.body]).toEqual([400, error(400, `'permissions' is not valid`)])
})

test('a deleted user is gone; its address is free again', async () => {
  const call = scim(emulator())
  const { id } = (await call('POST', '', BODY)).body
  const gone = await call('DELETE', `/${id}`)
  expect([gone.status, gone.type, gone.body, gone.kinds]).toEqual([204, 'text/html; charset=UTF-8', '', ['dashboard_user.deleted']])
  expect((await call('GET', filtered('userName eq "user@test.com"'))).body).toMatchObject({ totalResults: 0, Resources: [] })
  expect((await call('POST', '', BODY)).status).toBe(201)
})

test('unknown ids: 404 as printed, for each method', async () => {
  const call = scim(emulator())
  for (const [method, body] of [['GET'], ['PUT', BODY], ['DELETE']] as const) {
    for (const id of ['dfa245b7-24195aec-887bb3ad-602b3340', 'x', '%22']) {
      const answer = await call(method, `/${id}`, body)
      expect([method, answer.status, answer.type, JSON.stringify(answer.body), answer.kinds]).toEqual([method, 404, 'text/html; charset=UTF-8', '{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"detail":"User not found","status":404}', ['request.refused']])
    }
  }
})

test('filters: userName eq "…" in any casing and spacing, everything else is no filter', async () => {
  const call = scim(emulator())
  await call('POST', '', BODY)
  await call('POST', '', { ...BODY, userName: `o'neil@test.com` })
  for (const filter of ['userName eq "user@test.com"', 'username EQ "USER@Test.com"', '  userName  eq  "user@test.com" ', 'userName eq "user\\u0040test.com"']) expect((await call('GET', filtered(filter))).body).toMatchObject({ totalResults: 1, Resources: [{ userName: 'user@test.com' }] })
  for (const filter of ['userName eq "nobody@test.com"', 'userName eq ""', 'userName eq "user@test"']) expect((await call('GET', filtered(filter))).body).toMatchObject({ totalResults: 0, Resources: [] })
  const wrong = ['', '?filter=', ...['userName', 'userName eq user@test.com', "userName eq 'user@test.com'", 'userName co "user"', 'id eq "x"', 'userName eq "a" or userName eq "b"', 'userName eq "a\\x"', 'not (userName eq "a")'].map(filtered), '?filter[]=a']
  for (const query of wrong) {
    const answer = await call('GET', query)
    expect([query, answer.status, answer.body.detail, answer.kinds]).toEqual([query, 400, `'filter' must be: userName eq "<email address>"`, ['request.refused']])
    if (!query.includes('[]')) expect(answer.body).toEqual(error(400, `'filter' must be: userName eq "<email address>"`, { scimType: 'invalidFilter' }))
  }
})

describe('what a body may say', () => {
  const group = (more: object) => ({ permissions: { appGroup: [{ appGroupName: 'G', appGroupPermissions: [], ...more }] } })
  test.each([
    [{ userName: undefined }, `'userName' is not valid`],
    [{ userName: 7 }, `'userName' is not valid`],
    [{ userName: 'no address' }, `'userName' is not a valid email`],
    [{ schemas: undefined }, `'schemas' is not valid`],
    [{ schemas: ['urn:other'] }, `'schemas' must include ${USER}`],
    [{ name: undefined }, `'name' is not valid`],
    [{ name: { givenName: 'Test' } }, `'name.familyName' is not valid`],
    [{ name: { givenName: '', familyName: 'User' } }, `'name.givenName' is not valid`],
    [{ name: { givenName: 'x'.repeat(256), familyName: 'User' } }, `'name.givenName' is not valid`],
    [{ department: undefined }, `'department' is not valid`],
    [{ department: 'Finance' }, `'department' is not valid`],
    [{ permissions: [] }, `'permissions' is not valid`],
    [{ permissions: {} }, `'appGroup' is not valid`],
    [{ permissions: { companyPermissions: ['basic_access'], appGroup: [] } }, `'basic_access' is not a valid permission in 'companyPermissions'`],
    [{ permissions: { companyPermissions: 'admin', appGroup: [] } }, `'companyPermissions' is not valid`],
    [group({ appGroupPermissions: ['can_fly'] }), `'can_fly' is not a valid permission in 'appGroupPermissions'`],
    [group({ appGroupPermissions: undefined }), `'appGroupPermissions' or 'appGroupPermissionSets' is required`],
    [group({ appGroupName: undefined }), `'appGroupName' or 'appGroupId' is required`],
    [group({ team: [{ teamName: 'T', teamPermissions: ['view_pii'] }] }), `'view_pii' is not a valid permission in 'teamPermissions'`],
    [group({ team: [{ teamPermissions: [] }] }), `'teamName' or 'teamId' is required`],
    [group({ appGroupPermissionSets: [{ appGroupPermissionSetName: 'a' }, { appGroupPermissionSetName: 'b' }] }), `'appGroupPermissionSets' takes a single permission set`],
    [group({ appGroupPermissionSets: [{}] }), `'appGroupPermissionSetName' or 'appGroupPermissionSetID' is required`],
    [{ permissions: { roles: [{}], appGroup: [] } }, `'roleName' or 'roleId' is required`],
  ])('%j: %s', async (change, detail) => {
    const answer = await scim(emulator())('POST', '', { ...BODY, ...change })
    expect([answer.status, answer.body, answer.kinds]).toEqual([400, error(400, detail), ['request.refused']])
  })

  test('without permissions; with roles, permission sets, ids in place of names, granular permissions; the workspace itself by its id', async () => {
    const call = scim(emulator())
    expect((await call('POST', '', { ...BODY, permissions: undefined })).body.permissions).toEqual({ companyPermissions: [], appGroup: [] })
    const own = (await call('POST', '', { ...BODY, userName: 'a@test.com', permissions: { appGroup: [{ appGroupName: 'default', appGroupPermissions: ['view_campaigns', 'edit_campaigns', 'delete_media_library_asset'] }] } })).body.permissions.appGroup[0]
    const given = { roles: [{ roleName: 'Marketer' }, { roleId: '23125dad23dfaae7' }], appGroup: [{ appGroupId: own.appGroupId, appGroupPermissionSets: [{ appGroupPermissionSetID: 'dfa385109bc38' }], team: [{ teamId: '2519dafcdba238ae7', teamPermissions: ['view_reports'] }] }, { appGroupId: '241adcd25789fabcded', appGroupPermissions: ['view_pii'] }] }
    expect((await call('POST', '', { ...BODY, userName: 'b@test.com', permissions: given })).body.permissions).toEqual({
      companyPermissions: [],
      roles: [{ roleName: 'Marketer', roleId: UUID }, { roleId: '23125dad23dfaae7' }],
      appGroup: [
        { appGroupId: own.appGroupId, appGroupName: 'default', appGroupPermissionSets: [{ appGroupPermissionSetId: 'dfa385109bc38' }], appGroupPermissions: [], team: [{ teamId: '2519dafcdba238ae7', teamPermissions: ['view_reports'] }] },
        { appGroupId: '241adcd25789fabcded', appGroupPermissions: ['view_pii'] },
      ],
    })
  })
})

test('keys: a SCIM token with an origin; a REST key is none', async () => {
  const e = emulator()
  const call = scim(e)
  const denied = async (headers: Record<string, string>) => {
    for (const [method, path, body] of [['GET', filtered('userName eq "a@b.com"')], ['POST', '', BODY], ['GET', '/x'], ['PUT', '/x', BODY], ['DELETE', '/x']] as const) {
      const answer = await call(method, path, body, headers)
      expect([method, answer.status, answer.body, answer.kinds]).toEqual([method, 401, error(401, 'Unauthorized'), ['request.refused']])
    }
  }
  await denied({ 'x-request-origin': 'okta.example' })
  await denied({ ...TOKEN, authorization: `Bearer ${homeKeys.rest}` })
  await denied({ authorization: TOKEN.authorization }) // no X-Request-Origin
  await denied({ ...TOKEN, 'x-request-origin': '' })
  expect((await e.admin('PATCH', `/scim_tokens/${homeKeys.scim}`, { origin: 'okta.example' })).status).toBe(200)
  await denied({ ...TOKEN, 'x-request-origin': 'other.example' })
  expect((await call('POST', '', BODY)).status).toBe(201)
})

test('users belong to the workspace of their token', async () => {
  const e = emulator()
  await e.admin('POST', '/workspaces', { id: 'other' })
  const { token } = (await e.admin('POST', '/scim_tokens?workspace=other', {})).body
  const call = scim(e)
  const { id } = (await call('POST', '', BODY)).body
  const theirs = { ...TOKEN, authorization: `Bearer ${token}` }
  expect((await call('GET', `/${id}`, undefined, theirs)).status).toBe(404)
  expect((await call('POST', '', BODY, theirs)).status).toBe(201)
})
