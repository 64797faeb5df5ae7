// Admin API: health, workspaces, reset, snapshot, clock, settle.
import { describe, expect, test } from 'vitest'
import Database from 'better-sqlite3'
import { join } from 'node:path'
import { version } from '../../../emulator/index.ts'
import { migrations } from '../../../emulator/schema/index.ts'
import { folder } from '../../kit/kernel.ts'
import { emulator, NOW } from '../../kit/world.ts'

const CLOCK = { mode: 'held', now: NOW, offset_ms: 0 }
const error = (code: string, message: string, details: object = {}) => ({ error: { code, message, details } })
const bearer = (key: string) => ({ authorization: `Bearer ${key}` })
const track = (external_id: string, more: object = {}) => ({ attributes: [{ external_id, ...more }] })

test('GET /health', async () => {
  const e = emulator()
  await e.admin('POST', '/workspaces', { id: 'second' })
  const { status, body, headers } = await e.admin('GET', '/health')
  expect(status).toBe(200)
  expect(body).toEqual({ status: 'ok', version, uptime_ms: expect.any(Number), workspaces: ['default', 'second'], clock: CLOCK })
  expect(Number.isInteger(body.uptime_ms) && body.uptime_ms >= 0).toBe(true)
  expect(headers.get('cache-control')).toBe('no-store')
})

test('an admin token is asked of every call, when there is one', async () => {
  const e = emulator({ adminToken: 'secret' })
  const refused = error('unauthorized', 'the admin API asks for Authorization: Bearer <admin token>')
  for (const headers of [{}, bearer('wrong'), { authorization: 'secret' }]) {
    const answer = await e.call('GET', '/_emulator/health', undefined, headers as Record<string, string>)
    expect([answer.status, answer.body]).toEqual([401, refused])
  }
  expect((await e.call('POST', '/_emulator/reset', undefined)).status).toBe(401)
  expect((await e.call('GET', '/_emulator/health', undefined, bearer('secret'))).status).toBe(200)
})

describe('workspaces', () => {
  const home = { id: 'default', users: 0, rest_keys: [{ key: 'b4a2e000-0000-4000-8000-000000000001', name: 'All permissions', permissions: ['*'] }], apps: [
    { app_id: 'b4a2e000-0000-4000-8000-0000000000a1', name: 'Web', platform: 'Web' },
    { app_id: 'b4a2e000-0000-4000-8000-0000000000a2', name: 'iOS', platform: 'iOS' },
    { app_id: 'b4a2e000-0000-4000-8000-0000000000a3', name: 'Android', platform: 'Android' },
  ], access_tokens: [
    { token: 'b4a2e000-0000-4000-8000-0000000000c1', kind: 'scim', name: 'SCIM' },
    { token: 'b4a2e000-0000-4000-8000-0000000000d1', kind: 'data_import', name: 'Data import' },
  ], clock: CLOCK }

  test('the default one has the keys of the contract', async () => {
    const e = emulator()
    expect((await e.admin('GET', '/workspaces')).body).toEqual({ workspaces: [home], next: null })
    expect((await e.admin('GET', '/workspaces/default')).body).toEqual(home)
  })

  test('POST answers the keys of the new one; a name is made when none is given', async () => {
    const e = emulator()
    const named = await e.admin('POST', '/workspaces', { id: 'shop-2' })
    expect(named.status).toBe(201)
    const UUID = expect.stringMatching(/^[0-9a-f-]{36}$/)
    expect(named.body).toEqual({ id: 'shop-2', users: 0, rest_keys: [{ key: UUID, name: 'All permissions', permissions: ['*'] }], apps: expect.any(Array), access_tokens: expect.any(Array), clock: CLOCK })
    expect(named.body.access_tokens.map(({ kind, token }: any) => [kind, token]).sort()).toEqual([['data_import', UUID], ['scim', UUID]])
    expect(named.body.apps.map(({ app_id, ...rest }: any) => rest)).toEqual(expect.arrayContaining([{ name: 'Web', platform: 'Web' }, { name: 'iOS', platform: 'iOS' }, { name: 'Android', platform: 'Android' }]))
    const unnamed = await e.admin('POST', '/workspaces')
    expect([unnamed.status, unnamed.body.id]).toEqual([201, 'workspace-3'])
    expect((await e.admin('GET', '/workspaces/shop-2')).body).toEqual(named.body)
    expect((await e.admin('GET', '/workspaces')).body.workspaces.map((one: any) => one.id)).toEqual(['default', 'shop-2', 'workspace-3'])
    // The same calls give the same keys in another process
    expect((await emulator().admin('POST', '/workspaces', { id: 'shop-2' })).body).toEqual(named.body)
  })

  test('refusals', async () => {
    const e = emulator()
    const taken = await e.admin('POST', '/workspaces', { id: 'default' })
    expect([taken.status, taken.body]).toEqual([409, error('already_exists', 'there is one of that name already', { id: 'default' })])
    for (const id of ['', 'a b', '../x', 'ä', 'x'.repeat(65)]) {
      const answer = await e.admin('POST', '/workspaces', { id })
      expect([answer.status, answer.body]).toEqual([422, error('invalid_name', 'a workspace name has 1 to 64 letters, digits, - or _', { id })])
    }
    expect((await e.admin('POST', '/workspaces', { name: 'x' })).status).toBe(422)
    expect((await e.admin('POST', '/workspaces', { id: 7 })).status).toBe(422)
    const unknown = await e.admin('GET', '/workspaces/nope')
    expect([unknown.status, unknown.body]).toEqual([404, error('not_found', 'there is no workspace of that name', { workspace: 'nope' })])
    const home = await e.admin('DELETE', '/workspaces/default')
    expect([home.status, home.body]).toEqual([409, error('home_workspace', 'the default workspace can be reset, not removed', { id: 'default' })])
    const gone = await e.admin('DELETE', '/workspaces/nope')
    expect([gone.status, gone.body]).toEqual([404, error('not_found', 'there is nothing of that name', { id: 'nope' })])
    for (const path of ['/users?workspace=nope', '/users?workspace=', '/users?workspace[]=default']) {
      const answer = await e.admin('GET', path)
      expect([answer.status, answer.body.error.code]).toEqual([404, 'workspace_not_found'])
    }
    expect(e.errors).toEqual([])
  })

  test('keys choose the workspace: one external_id, two users', async () => {
    const e = emulator()
    const { body: second } = await e.admin('POST', '/workspaces', { id: 'second' })
    await e.post('/users/track', track('mel', { plan: 'free' }))
    await e.call('POST', '/users/track', track('mel', { plan: 'pro' }), bearer(second.rest_keys[0].key))
    const web = second.apps.find((app: any) => app.platform === 'Web').app_id
    const sent = await e.call('POST', '/api/v3/data', { api_key: web, device_id: 'd1', respond_with: {}, events: [] }, { 'x-braze-api-key': web })
    expect(sent.status).toBe(201)
    const users = async (query: string) => (await e.admin('GET', `/users${query}`)).body.users.map((user: any) => user.external_id)
    expect(await users('')).toEqual(['mel'])
    expect(await users('?workspace=second&query=mel')).toEqual(['mel'])
    const plans = await Promise.all([bearer('b4a2e000-0000-4000-8000-000000000001'), bearer(second.rest_keys[0].key)].map(async (headers) => (await e.call('POST', '/users/export/ids', { external_ids: ['mel'] }, headers)).body.users[0].custom_attributes))
    expect(plans).toEqual([{ plan: 'free' }, { plan: 'pro' }])
    expect((await e.admin('GET', '/journal?kind=profile.updated')).body.journal).toHaveLength(1)
    expect((await e.admin('GET', '/requests?workspace=second')).body.requests.map((one: any) => one.path)).toEqual(['/users/track', '/api/v3/data', '/users/export/ids'])
    expect((await e.admin('GET', '/devices')).body.devices).toEqual([])
  })

  test('clocks, faults and settings are each one’s own', async () => {
    const e = emulator()
    await e.admin('POST', '/workspaces', { id: 'second' })
    await e.admin('POST', '/clock/advance?workspace=second', { by: '1d' })
    await e.admin('PATCH', '/settings?workspace=second', { merge_mode: 'none' })
    await e.admin('PUT', '/faults?workspace=second', [{ status: 503 }])
    expect((await e.admin('GET', '/clock')).body).toEqual(CLOCK)
    expect((await e.admin('GET', '/clock?workspace=second')).body.now).toBe('2026-03-02T12:00:00.000Z')
    expect((await e.admin('GET', '/settings')).body.merge_mode).toBe('lifecycle')
    expect((await e.post('/users/track', track('mel'))).status).toBe(201)
  })

  test('a removed one is gone with its keys, data and faults; its name is free again', async () => {
    const e = emulator({ db: join(folder(), 'world.db') })
    const { body: first } = await e.admin('POST', '/workspaces', { id: 'second' })
    const key = bearer(first.rest_keys[0].key)
    await e.call('POST', '/users/track', track('mel'), key)
    await e.admin('PUT', '/faults?workspace=second', [{ status: 503 }])
    const removed = await e.admin('DELETE', '/workspaces/second')
    expect([removed.status, removed.body]).toEqual([200, { deleted: 'second' }])
    expect((await e.call('POST', '/users/track', track('mel'), key)).status).toBe(401)
    expect((await e.admin('GET', '/users?workspace=second')).status).toBe(404)
    expect((await e.admin('POST', '/workspaces', { id: 'second' })).body).toMatchObject({ id: 'second', users: 0 })
    expect((await e.admin('GET', '/faults?workspace=second')).body.faults).toEqual([])
  })

  test('on disk they are there again after a restart, files without an ending too', async () => {
    for (const name of ['world.db', 'world']) {
      const db = join(folder(), name)
      const first = emulator({ db })
      const { body: second } = await first.admin('POST', '/workspaces', { id: 'second' })
      await first.call('POST', '/users/track', track('mel'), bearer(second.rest_keys[0].key))
      first.core.close()
      const again = emulator({ db })
      expect((await again.admin('GET', '/workspaces')).body.workspaces.map((one: any) => [one.id, one.users])).toEqual([['default', 0], ['second', 1]])
      expect((await again.call('POST', '/users/track', track('mel'), bearer(second.rest_keys[0].key))).status).toBe(201)
    }
  })
})

describe('reset', () => {
  test('back to the seed: data, settings, faults, limits, clock; and the same ids again', async () => {
    const e = emulator({ limits: 'braze' })
    const run = async () => {
      const answer = await e.post('/users/track', track('mel', { plan: 'pro' }))
      return [answer.headers.get('x-ratelimit-remaining'), await e.exported('mel')]
    }
    const first = await run()
    await e.admin('PATCH', '/settings', { time_zone: 'Asia/Tokyo' })
    await e.admin('POST', '/apps', { id: 'extra', name: 'Extra', platform: 'Web' })
    await e.admin('POST', '/clock/advance', { by: '3d' })
    await e.admin('PUT', '/faults', [{ status: 503 }])
    const seq = e.world.journal.lastSeq()
    const answer = await e.admin('POST', '/reset')
    expect([answer.status, answer.body]).toEqual([200, { workspace: 'default', clock: CLOCK }])
    const { users, rest_keys, apps } = (await e.admin('GET', '/workspaces/default')).body
    expect([users, rest_keys.length, apps.length]).toEqual([0, 1, 3])
    expect((await e.admin('GET', '/settings')).body.time_zone).toBe('UTC')
    expect((await e.admin('GET', '/faults')).body.faults).toEqual([])
    expect((await e.admin('GET', '/requests')).body.requests).toEqual([])
    const { journal } = (await e.admin('GET', '/journal')).body
    expect(journal.map((row: any) => row.kind)).toEqual(['workspace.reset', 'rest_key.created', 'app.created', 'app.created', 'app.created', 'access_token.created', 'access_token.created'])
    expect(journal[0]).toEqual({ seq: seq + 1, at: NOW, kind: 'workspace.reset', profile: null, data: { workspace: 'default' } })
    expect(await run()).toEqual(first)
    expect(await e.exported('mel')).toEqual(first[1])
  })

  test('of one workspace leaves the others', async () => {
    const e = emulator()
    await e.admin('POST', '/workspaces', { id: 'second' })
    await e.post('/users/track', track('mel'))
    expect((await e.admin('POST', '/reset?workspace=second')).body.workspace).toBe('second')
    expect(await e.exported('mel')).toMatchObject({ external_id: 'mel' })
  })

  test('a clock that was not held by the configuration runs again', async () => {
    const e = emulator({ holdClock: undefined })
    await e.admin('PUT', '/clock', { mode: 'held', now: '2020-01-01T00:00:00Z' })
    expect((await e.admin('POST', '/reset')).body.clock).toEqual({ mode: 'real', now: expect.any(String), offset_ms: 0 })
  })
})

describe('snapshot', () => {
  test('taken, put back', async () => {
    const e = emulator()
    await e.post('/users/track', track('kept'))
    const response = await e.fetch('/_emulator/snapshot')
    expect([response.status, response.headers.get('content-type'), response.headers.get('content-disposition')]).toEqual([200, 'application/vnd.sqlite3', 'attachment; filename="default.brazier.db"'])
    const image = new Uint8Array(await response.arrayBuffer())
    await e.post('/users/track', track('gone'))
    await e.admin('PUT', '/faults', [{ status: 503, match: { path: '/nowhere' } }])
    const put = await e.call('PUT', '/_emulator/snapshot', image, { 'content-type': 'application/octet-stream' })
    expect([put.status, put.body]).toEqual([200, { workspace: 'default', users: 1, clock: CLOCK }])
    expect((await e.admin('GET', '/users')).body.users.map((user: any) => user.external_id)).toEqual(['kept'])
  })

  test('refused: garbage, nothing, a newer one', async () => {
    const e = emulator()
    await e.post('/users/track', track('kept'))
    for (const body of ['garbage', new Uint8Array()]) {
      const answer = await e.call('PUT', '/_emulator/snapshot', body)
      expect([answer.status, answer.body]).toEqual([422, error('invalid_snapshot', 'the bytes are no SQLite database')])
    }
    const raw = new Database(e.world.snapshot())
    raw.pragma(`user_version = ${migrations.length + 3}`)
    const newer = await e.call('PUT', '/_emulator/snapshot', raw.serialize())
    raw.close()
    const message = `the snapshot is of a newer Brazier: the database has schema version ${migrations.length + 3}, this Brazier knows versions up to ${migrations.length}`
    expect([newer.status, newer.body]).toEqual([409, error('newer_snapshot', message, { found: migrations.length + 3, known: migrations.length })])
    expect((await e.admin('GET', '/users')).body.users).toHaveLength(1)
    expect(e.errors).toEqual([])
  })

  test('in another workspace the keys stay with the one that had them', async () => {
    const e = emulator()
    await e.post('/users/track', track('mel', { plan: 'home' }))
    const image = new Uint8Array(await (await e.fetch('/_emulator/snapshot')).arrayBuffer())
    await e.admin('POST', '/workspaces', { id: 'copy' })
    await e.call('PUT', '/_emulator/snapshot?workspace=copy', image)
    await e.post('/users/track', track('mel', { plan: 'changed' }))
    const whole = async (query: string) => (await e.admin('GET', `/users/${(await e.exported('mel')).braze_id}${query}`)).body.custom_attributes
    expect([await whole(''), await whole('?workspace=copy')]).toEqual([{ plan: 'changed' }, { plan: 'home' }])
  })
})

describe('clock', () => {
  const withTimers = () => {
    const e = emulator()
    const seen: [string, string][] = []
    e.world.scheduler.on('note', ({ text }) => void seen.push([text as string, new Date(e.world.clock.now()).toISOString().slice(11, 16)]))
    for (const [text, minutes] of [['one', 30], ['two', 90]] as const) e.world.scheduler.schedule(e.world.clock.now() + minutes * 60_000, 'note', { text })
    return { e, seen }
  }

  test('advance by and to: everything due has run, at its own time', async () => {
    const { e, seen } = withTimers()
    let answer = await e.admin('POST', '/clock/advance', { by: '1h' })
    expect([answer.status, answer.body]).toEqual([200, { mode: 'held', now: '2026-03-01T13:00:00.000Z', offset_ms: 0, fired: 1 }])
    answer = await e.admin('POST', '/clock/advance', { to: '2026-03-01T15:00:00+01:00' })
    expect(answer.body).toEqual({ mode: 'held', now: '2026-03-01T14:00:00.000Z', offset_ms: 0, fired: 1 })
    expect(seen).toEqual([['one', '12:30'], ['two', '13:30']])
    expect((await e.admin('POST', '/clock/advance', { by: 1500 })).body.now).toBe('2026-03-01T14:00:01.500Z')
    const rows = e.journal().filter((row) => row.kind === 'clock.changed')
    expect(rows.map((row) => row.data)).toEqual([
      { from: NOW, to: '2026-03-01T13:00:00.000Z', fired: 1 },
      { from: '2026-03-01T13:00:00.000Z', to: '2026-03-01T14:00:00.000Z', fired: 1 },
      { from: '2026-03-01T14:00:00.000Z', to: '2026-03-01T14:00:01.500Z', fired: 0 },
    ])
  })

  test('PUT to a later time stops on the way; to an earlier one only sets', async () => {
    const { e, seen } = withTimers()
    expect((await e.admin('PUT', '/clock', { now: '2026-03-01T13:00:00Z' })).body).toEqual({ mode: 'held', now: '2026-03-01T13:00:00.000Z', offset_ms: 0, fired: 1 })
    expect((await e.admin('PUT', '/clock', { mode: 'held', now: '2020-02-29' })).body).toEqual({ mode: 'held', now: '2020-02-29T00:00:00.000Z', offset_ms: 0, fired: 0 })
    expect(seen).toEqual([['one', '12:30']])
    expect((await e.admin('GET', '/clock')).body).toEqual({ mode: 'held', now: '2020-02-29T00:00:00.000Z', offset_ms: 0 })
  })

  test('released to the machine’s time, everything due on the way runs; held again it stands', async () => {
    const { e, seen } = withTimers()
    const released = await e.admin('PUT', '/clock', { mode: 'real' })
    expect(released.body).toMatchObject({ mode: 'real', offset_ms: 0 })
    const held = (await e.admin('PUT', '/clock', { mode: 'held' })).body
    expect(held.mode).toBe('held')
    expect(held.now >= released.body.now).toBe(true)
    expect((await e.admin('GET', '/clock')).body.now).toBe(held.now)
    const shifted = (await e.admin('PUT', '/clock', { mode: 'real', now: '2030-01-01T00:00:00Z' })).body
    expect([shifted.mode, shifted.now.slice(0, 16), shifted.fired + released.body.fired]).toEqual(['real', '2030-01-01T00:00', 2])
    expect(seen.map(([text]) => text)).toEqual(['one', 'two'])
  })

  test('a time without a zone is UTC, whatever the machine’s', async () => {
    const e = emulator()
    expect((await e.admin('PUT', '/clock', { now: '2026-07-01T08:00:00' })).body.now).toBe('2026-07-01T08:00:00.000Z')
  })

  test.each<[string, string, unknown, string]>([
    ['PUT', '/clock', {}, `give 'mode', 'now' or both`],
    ['PUT', '/clock', { mode: 'stopped' }, `mode is 'real' or 'held'`],
    ['PUT', '/clock', { now: 'tomorrow' }, 'now: a time is written in ISO 8601, as 2026-01-31T12:00:00Z'],
    ['PUT', '/clock', { now: '2026-02-30T00:00:00Z' }, 'now: a time is written in ISO 8601, as 2026-01-31T12:00:00Z'],
    ['POST', '/clock/advance', {}, `give either 'by' (3d2h30s) or 'to' (ISO time)`],
    ['POST', '/clock/advance', { by: '1h', to: NOW }, `give either 'by' (3d2h30s) or 'to' (ISO time)`],
    ['POST', '/clock/advance', { by: 'soon' }, `'by' is a duration such as 3d2h30s`],
    ['POST', '/clock/advance', { by: -5 }, `'by' is a duration such as 3d2h30s`],
    ['POST', '/clock/advance', { by: '500000w' }, 'that is beyond the times a clock can show'],
    ['POST', '/clock/advance', { to: '2026-03-01T11:59:59Z' }, 'time only moves forward here; set it with PUT /_emulator/clock'],
  ])('%s %s %j is refused', async (method, path, body, message) => {
    const e = emulator()
    let status = 0
    const kinds = await e.kindsOf(async () => {
      const answer = await e.admin(method, path, body)
      status = answer.status
      expect(answer.body).toEqual(error('invalid', message, expect.any(Object) as never))
    })
    expect([status, kinds, e.world.clock.now()]).toEqual([422, [], Date.parse(NOW)])
  })
})

test('POST /settle runs what is due and waits for its effects', async () => {
  const e = emulator()
  let done = false
  e.world.scheduler.on('effect', () => async () => {
    await Promise.resolve()
    done = true
  })
  e.world.scheduler.schedule(e.world.clock.now(), 'effect')
  const answer = await e.admin('POST', '/settle')
  expect([answer.status, answer.body, done]).toEqual([200, { settled: true, now: NOW, fired: 1 }, true])
})

test('a timer that fails is told in the journal with its stack, and the advance goes on', async () => {
  const e = emulator()
  e.world.scheduler.on('bad', () => {
    throw new Error('bad luck')
  })
  e.world.scheduler.schedule(e.world.clock.now() + 1000, 'bad')
  const rows = await e.rowsOf(async () => expect((await e.admin('POST', '/clock/advance', { by: '2s' })).body.fired).toBe(1))
  expect(rows.map((row) => row.kind)).toEqual(['timer.failed', 'clock.changed'])
  expect(rows[0]!.data).toEqual({ timer: 'bad', error: 'Error: bad luck', stack: expect.stringContaining('bad luck') })
  expect(e.errors).toHaveLength(1)
})
