// Partner cohorts, /partners/segment/cohorts and /partners/segment/cohorts/users: names, members by id, device and alias, credentials in the body.
import { describe, expect, test } from 'vitest'
import { homeKeys } from '../../../../emulator/index.ts'
import type { JournalRow } from '../../../../emulator/kernel/journal.ts'
import type { Emulator } from '../../../kit/rest.ts'
import { emulator } from '../../../kit/world.ts'

const SECRETS = { partner_api_key: '123456-1234-1234-12345678', client_secret: homeKeys.data_import }
const COHORT = { cohort_id: 'aud_1', name: 'Big spenders', created_at: '2021-01-21T19:20:30+05:00' }
const SUCCESS = { message: 'success' }
const CHANGES = 'cohort_changes must be an array of objects each with key user_ids and/or device_ids mapping to an array of strings, or an aliases object'

/** As partners send: no Authorization header. */
async function send(e: Emulator, path: '' | '/users', body: object): Promise<{ status: number; body: any; kinds: string[]; rows: JournalRow[] }> {
  let said: { status: number; body: any } | undefined
  const rows = await e.rowsOf(async () => void (said = await e.call('POST', `/partners/segment/cohorts${path}`, { ...SECRETS, ...body })))
  expect(e.errors).toEqual([])
  return { status: said!.status, body: said!.body, rows, kinds: rows.map(({ kind }) => kind) }
}
const change = (e: Emulator, ...cohort_changes: object[]) => send(e, '/users', { cohort_id: 'aud_1', cohort_changes })
const cohortsOf = (e: Emulator, external_id: string): string[] => e.world.cohorts.of(e.world.profiles.byExternalId(external_id)!).map(({ cohort_id }) => cohort_id)
const members = (rows: JournalRow[]) => rows.map(({ kind, profile, data }) => [kind, profile, data])

test('a cohort is made, named again, and left as it is', async () => {
  const e = emulator()
  const made = await send(e, '', COHORT)
  expect([made.status, made.body, made.kinds]).toEqual([200, SUCCESS, ['cohort.created']])
  expect(made.rows[0]!.data).toEqual({ cohort_id: 'aud_1', name: 'Big spenders' })
  expect((await send(e, '', COHORT)).kinds).toEqual([])
  const renamed = await send(e, '', { ...COHORT, name: 'Spenders', created_at: '2026-01-01' })
  expect([renamed.status, renamed.body, renamed.kinds, renamed.rows[0]!.data]).toEqual([200, SUCCESS, ['cohort.updated'], { cohort_id: 'aud_1', from: 'Big spenders', to: 'Spenders' }])
  expect(e.world.cohorts.list()).toEqual([{ cohort_id: 'aud_1', name: 'Spenders', created_at: Date.UTC(2021, 0, 21, 14, 20, 30) }])
})

test('members come and go; what changes nothing leaves no row; unknown users are passed over', async () => {
  const e = emulator()
  await e.post('/users/track', { attributes: [{ external_id: 'mel' }, { external_id: 'ada' }] })
  const [mel, ada] = ['mel', 'ada'].map((id) => e.world.profiles.byExternalId(id)!.braze_id)
  await send(e, '', COHORT)
  const added = await change(e, { user_ids: ['mel', 'ada', 'nobody'], device_ids: [], aliases: [] })
  expect([added.status, added.body]).toEqual([200, SUCCESS])
  expect(members(added.rows)).toEqual([
    ['cohort.member_added', mel, { cohort_id: 'aud_1' }],
    ['cohort.member_added', ada, { cohort_id: 'aud_1' }],
    ['decision.ignored', null, { rule: 'partners/cohorts', why: 'no user has this id', compared: { external_id: 'nobody' } }],
  ])
  expect(e.world.profiles.count()).toBe(2)
  expect((await change(e, { user_ids: ['mel'] })).kinds).toEqual([])
  const removed = await change(e, { user_ids: ['mel'], should_remove: true })
  expect(members(removed.rows)).toEqual([['cohort.member_removed', mel, { cohort_id: 'aud_1' }]])
  expect([cohortsOf(e, 'mel'), cohortsOf(e, 'ada')]).toEqual([[], ['aud_1']])
  expect((await change(e, { user_ids: ['mel'], should_remove: true })).kinds).toEqual([])
})

test('several changes of one request are done in order', async () => {
  const e = emulator()
  await e.post('/users/track', { attributes: [{ external_id: 'mel' }, { external_id: 'ada' }] })
  await send(e, '', COHORT)
  expect((await change(e, { user_ids: ['mel', 'ada'], should_remove: false }, { user_ids: ['mel'], should_remove: true })).kinds).toEqual(['cohort.member_added', 'cohort.member_added', 'cohort.member_removed'])
  expect([cohortsOf(e, 'mel'), cohortsOf(e, 'ada')]).toEqual([[], ['aud_1']])
})

test('aliases: a list of them, or one', async () => {
  const e = emulator()
  const alias = (alias_name: string) => ({ alias_name, alias_label: 'crm' })
  await e.post('/users/track', { attributes: ['a', 'b'].map((name) => ({ user_alias: alias(name), _update_existing_only: false })) })
  await send(e, '', COHORT)
  expect((await change(e, { aliases: [alias('a')] }, { aliases: alias('b') })).kinds).toEqual(['cohort.member_added', 'cohort.member_added'])
  const unknown = await change(e, { aliases: [alias('c')] })
  expect(unknown.rows.map(({ data }) => data)).toEqual([{ rule: 'partners/cohorts', why: 'no user has this id', compared: { alias_label: 'crm', alias_name: 'c' } }])
})

test('device ids reach anonymous users only', async () => {
  const e = emulator()
  const device = (device_id: string, user_id?: string) => e.sdk('android', '/data', { device_id, time: 1772366400, events: [{ name: 'ss', time: 1772366400, session_id: `s-${device_id}`, ...(user_id === undefined ? {} : { user_id }), data: {} }] })
  await device('d-anonymous')
  await device('d-known', 'mel')
  expect(e.world.devices.byDeviceId('d-anonymous')[0]!.profile_id).not.toBeNull()
  await send(e, '', COHORT)
  const changed = await change(e, { device_ids: ['d-anonymous', 'd-known', 'd-none'] })
  expect(changed.rows.map(({ kind, data }) => [kind, data['why']])).toEqual([
    ['cohort.member_added', undefined],
    ['decision.ignored', 'the user of this device has an external_id: device ids reach anonymous users only'],
    ['decision.ignored', 'no user has this id'],
  ])
  expect(changed.rows[0]!.profile).toBe(e.world.profiles.byId(e.world.devices.byDeviceId('d-anonymous')[0]!.profile_id!)!.braze_id)
})

test('no changes: a test of the credentials, which makes no cohort', async () => {
  const e = emulator()
  const tested = await send(e, '/users', { cohort_id: 'will_add_in_constant', cohort_changes: [] })
  expect([tested.status, tested.body, tested.kinds]).toEqual([200, SUCCESS, []])
  expect(e.world.cohorts.list()).toEqual([])
})

test('members of a cohort that has no name yet', async () => {
  const e = emulator()
  await e.post('/users/track', { attributes: [{ external_id: 'mel' }] })
  const early = await change(e, { user_ids: ['mel'] })
  expect([early.status, early.kinds, early.rows[0]!.data]).toEqual([200, ['cohort.created', 'cohort.member_added'], { cohort_id: 'aud_1', name: null }])
  const named = await send(e, '', COHORT)
  expect([named.kinds, named.rows[0]!.data]).toEqual([['cohort.updated'], { cohort_id: 'aud_1', from: null, to: 'Big spenders' }])
  expect(cohortsOf(e, 'mel')).toEqual(['aud_1'])
})

test('a deleted user leaves its cohorts', async () => {
  const e = emulator()
  await e.post('/users/track', { attributes: [{ external_id: 'mel' }] })
  await change(e, { user_ids: ['mel'] })
  await e.post('/users/delete', { external_ids: ['mel'] })
  await e.post('/users/track', { attributes: [{ external_id: 'mel' }] })
  expect(cohortsOf(e, 'mel')).toEqual([])
})

describe('refusals', () => {
  test.each([
    [{ cohort_id: undefined }, 'cohort_id must be a valid string'],
    [{ cohort_id: 7 }, 'cohort_id must be a valid string'],
    [{ cohort_id: '' }, 'cohort_id must be a valid string'],
    [{ name: undefined }, 'name must be a non-empty string'],
    [{ name: ' ' }, 'name must be a non-empty string'],
    [{ created_at: undefined }, 'created_at must be a valid time as an ISO-8601 string'],
    [{ created_at: 'yesterday' }, 'created_at must be a valid time as an ISO-8601 string'],
    [{ created_at: '12/31/2020' }, 'created_at must be a valid time as an ISO-8601 string'],
    [{ created_at: 1611238830 }, 'created_at must be a valid time as an ISO-8601 string'],
  ])('a name: %j', async (wrong, message) => {
    const e = emulator()
    const refused = await send(e, '', { ...COHORT, ...wrong })
    expect([refused.status, refused.body, refused.kinds]).toEqual([400, { message }, ['request.refused']])
    expect(e.world.cohorts.list()).toEqual([])
  })

  test.each([[undefined], ['all'], [{}], [[{}]], [[7]], [[null]], [[{ user_ids: 'mel' }]], [[{ user_ids: [7] }]], [[{ device_ids: [null] }]], [[{ aliases: [{ alias_name: 'a' }] }]], [[{ aliases: 'a' }]], [[{ user_ids: [], should_remove: 'yes' }]]])('changes: %j', async (cohort_changes) => {
    const refused = await send(emulator(), '/users', { cohort_id: 'aud_1', cohort_changes })
    expect([refused.status, refused.body, refused.kinds]).toEqual([400, { message: CHANGES }, ['request.refused']])
  })

  test('over 1,000 ids of all kinds; 1,000 are taken', async () => {
    const e = emulator()
    const ids = (n: number, from = 0) => Array.from({ length: n }, (_, index) => `u${from + index}`)
    expect((await change(e, { user_ids: ids(998) }, { device_ids: ['d'], aliases: { alias_name: 'a', alias_label: 'l' } })).status).toBe(200)
    const over = await change(e, { user_ids: ids(999) }, { device_ids: ['d'], aliases: { alias_name: 'a', alias_label: 'l' } })
    expect([over.status, over.body, over.kinds]).toEqual([400, { message: 'Only 1,000 user_ids, device_ids, and aliases are allowed per request' }, ['request.refused']])
  })

  test('without both keys in the body; a REST key is none', async () => {
    const e = emulator()
    for (const keys of [{ client_secret: undefined }, { client_secret: 'wrong' }, { client_secret: 7 }, { client_secret: homeKeys.rest }, { partner_api_key: undefined }, { partner_api_key: '' }]) {
      const refused = await send(e, '/users', { cohort_id: 'aud_1', cohort_changes: [], ...keys })
      expect([keys, refused.status, refused.kinds]).toEqual([keys, 401, ['request.refused']])
      expect(refused.body).toEqual({ message: expect.any(String) })
    }
  })
})

test('the key chooses the workspace', async () => {
  const e = emulator()
  await e.admin('POST', '/workspaces', { id: 'other' })
  const { key } = (await e.admin('POST', '/data_import_keys?workspace=other', { name: 'Segment' })).body
  expect((await send(e, '', { ...COHORT, client_secret: key })).status).toBe(200)
  expect(e.world.cohorts.list()).toEqual([])
  expect((await e.admin('GET', '/journal?workspace=other&kind=cohort')).body.journal).toMatchObject([{ kind: 'cohort.created', data: { cohort_id: 'aud_1' } }])
})
