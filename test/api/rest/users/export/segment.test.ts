// POST /users/export/segment: a ZIP of JSON lines that comes later, told by a callback. docs: post_users_segment
import { beforeEach, describe, expect, test } from 'vitest'
import { crowd, download, unzipped } from '../../../../kit/exports.ts'
import { ask, say } from '../../../../kit/rest.ts'
import type { Emulator } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'

type Called = { url: string; method: string | undefined; type: string | null; body: unknown }
let e: Emulator
let called: Called[]
let answers: (Response | Error)[]
const PREFIX = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}-1772366400$/ // Unix time of the clock

beforeEach(async () => {
  called = []
  answers = []
  e = emulator({
    outbound: (async (url: string, init: RequestInit) => {
      called.push({ url, method: init.method, type: new Headers(init.headers).get('content-type'), body: JSON.parse(String(init.body)) })
      const answer = answers.shift() ?? new Response('', { status: 200 })
      if (answer instanceof Error) throw answer
      return answer
    }) as never,
  })
  await e.admin('POST', '/segments', { id: 's', name: 'S', filters: { filter: 'custom_attribute', name: 'plan', cmp: 'is_any_of', value: 'pro' } })
  await e.admin('POST', '/segments', { id: 'all', name: 'All', filters: { op: 'AND', children: [] } })
})
const start = (body: object = {}) => say(e, '/users/export/segment', { segment_id: 's', fields_to_export: ['external_id'], ...body })
const settle = () => e.world.scheduler.settle()
const advance = (ms: number) => e.world.scheduler.advanceTo(e.world.clock.now() + ms)
const [MINUTE, HOUR] = [60_000, 3_600_000]

async function people(): Promise<void> {
  await e.post('/users/track', {
    attributes: [
      { external_id: 'ann', plan: 'pro', first_name: 'Ann', email: 'ann@example.com', score: 3, tags: ['a'] },
      { external_id: 'bob', plan: 'free', first_name: 'Bob' },
      { external_id: 'zoë', plan: 'pro', first_name: 'Zoë "Z" \n' },
    ],
    events: [{ external_id: 'ann', name: 'seen', time: '2026-02-28T00:00:00Z' }],
    purchases: [{ external_id: 'ann', product_id: 'book', currency: 'USD', price: 3, time: '2026-02-28T00:00:00Z' }],
  })
}

describe('an export', () => {
  test('answers at once, and is there when it is ready', async () => {
    await people()
    const { status, body, rows } = await start({ fields_to_export: ['external_id', 'first_name', 'email'] })
    expect({ status, body }).toEqual({ status: 200, body: { message: 'success', object_prefix: expect.stringMatching(PREFIX), url: `http://localhost/_hosted/default/exports/${body.object_prefix as string}.zip` } })
    expect(rows.map(({ kind, data }) => ({ kind, data }))).toEqual([{ kind: 'export.started', data: { object_prefix: body.object_prefix, segment_id: 's', fields_to_export: ['external_id', 'first_name', 'email'], custom_attributes_to_export: [], callback_endpoint: null } }])
    expect(await download(e, body.url)).toBe(undefined)
    const later = await e.rowsOf(settle)
    expect(later.map(({ kind, data }) => ({ kind, data }))).toEqual([{ kind: 'export.finished', data: { object_prefix: body.object_prefix, segment_id: 's', users: 2, files: 1, url: body.url, expires_at: '2026-03-01T16:00:00.000Z' } }])
    const { names, lines } = await unzipped(e, body.url)
    expect(names).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.json$/)])
    expect(lines).toEqual([[{ external_id: 'ann', first_name: 'Ann', email: 'ann@example.com' }, { external_id: 'zoë', first_name: 'Zoë "Z" \n' }]])
    expect(called).toEqual([])
  })

  test('each line is what /users/export/ids gives for that user and those fields', async () => {
    await people()
    const fields_to_export = ['created_at', 'external_id', 'braze_id', 'random_bucket', 'first_name', 'email', 'custom_attributes', 'custom_events', 'purchases', 'total_revenue', 'email_subscribe', 'push_subscribe', 'devices', 'apps', 'user_aliases', 'campaigns_received']
    const { body } = await start({ fields_to_export })
    await settle()
    const byIds = (await e.post('/users/export/ids', { external_ids: ['ann', 'zoë'], fields_to_export })).body.users
    expect((await unzipped(e, body.url)).lines).toEqual([byIds])
    expect(byIds[0]).toMatchObject({ custom_events: [{ name: 'seen', count: 1 }], total_revenue: 3, custom_attributes: { plan: 'pro', score: 3, tags: ['a'] } })
  })

  test('single custom attributes stand among custom_attributes, unless all of them do', async () => {
    await people()
    const lines = async (body: object): Promise<any> => {
      const { url } = (await start(body)).body
      await settle()
      return (await unzipped(e, url)).lines[0]
    }
    expect(await lines({ custom_attributes_to_export: ['score', 'none', 'tags'] })).toEqual([{ external_id: 'ann', custom_attributes: { score: 3, tags: ['a'] } }, { external_id: 'zoë' }])
    expect(await lines({ fields_to_export: ['custom_attributes'], custom_attributes_to_export: ['score'] })).toEqual([{ custom_attributes: { plan: 'pro', score: 3, tags: ['a'] } }, { custom_attributes: { plan: 'pro' } }])
  })

  test('5,000 users a file', async () => {
    crowd(e, 10_001)
    const { body } = await start({ segment_id: 'all' })
    const kinds = await e.kindsOf(settle)
    expect(kinds).toEqual(['export.finished'])
    const { names, lines } = await unzipped(e, body.url)
    expect(lines.map((file) => file.length)).toEqual([5000, 5000, 1])
    expect(new Set(names).size).toBe(3)
    expect(lines.flat().map((line) => line.external_id)).toEqual(Array.from({ length: 10_001 }, (_, i) => `user-${i}`))
  })

  test('exactly 5,000 are one file, and nobody is one empty file', async () => {
    crowd(e, 5000)
    const full = (await start({ segment_id: 'all' })).body
    const empty = (await start()).body
    await settle()
    expect((await unzipped(e, full.url)).lines.map((file) => file.length)).toEqual([5000])
    expect((await unzipped(e, empty.url)).lines).toEqual([[]])
  })

  test('is gone after four hours, and so are its bytes', async () => {
    await people()
    const { body } = await start()
    await settle()
    await advance(4 * HOUR - 1)
    expect(await download(e, body.url)).not.toBe(undefined)
    expect(await e.kindsOf(() => advance(1))).toEqual(['export.expired'])
    expect(await download(e, body.url)).toBe(undefined)
    for (const table of ['user_exports', 'user_export_files', 'files', 'file_pieces', 'timers']) expect([table, e.world.db.raw.prepare(`SELECT count(*) AS n FROM ${table}`).get()]).toEqual([table, { n: 0 }])
  })

  test('takes the segment as it was when it was asked for, the users as they are', async () => {
    await people()
    const { body } = await start()
    await e.admin('DELETE', '/segments/s')
    await e.post('/users/track', { attributes: [{ external_id: 'bob', plan: 'pro' }] })
    await settle()
    expect((await unzipped(e, body.url)).lines[0]!.map((line) => line.external_id)).toEqual(['ann', 'bob', 'zoë'])
  })

  test('is finished after the process died in the middle of it', async () => {
    crowd(e, 1200)
    const { body } = await start({ segment_id: 'all' })
    expect(e.world.scheduler.runDue()).toBe(1) // the step was taken up, and what it was to do is lost with this process
    const other = emulator({ image: e.world.snapshot() })
    await other.world.scheduler.settle()
    expect(await download(other, body.url)).toBe(undefined)
    await other.world.scheduler.advanceTo(other.world.clock.now() + MINUTE)
    expect((await unzipped(other, body.url)).lines.flat()).toHaveLength(1200)
    await settle()
  })

  test('other requests are answered between its steps', async () => {
    crowd(e, 3000)
    const { body } = await start({ segment_id: 'all' })
    let between = 0
    const watch = (async () => {
      while ((await download(e, body.url)) === undefined) between++
    })()
    await settle()
    await watch
    expect(between).toBeGreaterThan(2)
  })
})

describe('the callback', () => {
  test('says that it is ready, with the address', async () => {
    const { body } = await start({ callback_endpoint: 'https://hooks.example.com/ready?x=1' })
    expect(called).toEqual([])
    const rows = await e.rowsOf(settle)
    expect(called).toEqual([{ url: 'https://hooks.example.com/ready?x=1', method: 'POST', type: 'application/json', body: { success: true, url: body.url } }])
    expect(rows.map(({ kind, data }) => ({ kind, data })).slice(1)).toEqual([{ kind: 'callback.posted', data: { object_prefix: body.object_prefix, callback: 'https://hooks.example.com/ready?x=1', body: { success: true, url: body.url }, attempt: 1, status: 200 } }])
    expect(await e.kindsOf(() => advance(3 * HOUR))).toEqual([])
    expect(called).toHaveLength(1)
  })

  test('is repeated on the clock until somebody answers well', async () => {
    answers = [new Response('', { status: 500 }), new Error('refused'), new Response(null, { status: 204 })]
    await start({ callback_endpoint: 'http://hooks.example.com/' })
    const first = await e.rowsOf(settle)
    expect(first.map(({ kind, data }) => [kind, data['attempt'], data['status'], data['retry_at']])).toEqual([['export.finished', undefined, undefined, undefined], ['callback.failed', 1, 500, '2026-03-01T12:01:00.000Z']])
    const second = await e.rowsOf(() => advance(MINUTE))
    expect(second.map(({ kind, data }) => [kind, data['attempt'], data['error'], data['retry_at']])).toEqual([['callback.failed', 2, 'Error: refused', '2026-03-01T12:06:00.000Z']])
    const third = await e.rowsOf(() => advance(5 * MINUTE))
    expect(third.map(({ kind, data }) => [kind, data['attempt'], data['status']])).toEqual([['callback.posted', 3, 204]])
    expect(await e.kindsOf(() => advance(2 * HOUR))).toEqual([])
  })

  test('is given up after five attempts', async () => {
    answers = Array.from({ length: 9 }, () => new Response('', { status: 503 }))
    await start({ callback_endpoint: 'http://hooks.example.com/' })
    const rows = await e.rowsOf(() => advance(3 * HOUR))
    expect(rows.map(({ kind, data }) => [kind, data['attempt'] ?? null, data['retry_at'] ?? null])).toEqual([
      ['export.finished', null, null], ['callback.failed', 1, '2026-03-01T12:01:00.000Z'], ['callback.failed', 2, '2026-03-01T12:06:00.000Z'], ['callback.failed', 3, '2026-03-01T12:21:00.000Z'], ['callback.failed', 4, '2026-03-01T13:21:00.000Z'], ['callback.failed', 5, null],
    ])
    expect(called).toHaveLength(5)
  })

  test.each(['', 'example_endpoint', 'ftp://example.com/', 'javascript:alert(1)'])('is left aside when %j can not be called', async (callback_endpoint) => {
    const { status, rows } = await start({ callback_endpoint })
    expect({ status, kinds: rows.map(({ kind }) => kind) }).toEqual({ status: 200, kinds: callback_endpoint === '' ? ['export.started'] : ['decision.ignored', 'export.started'] })
    expect(await e.kindsOf(settle)).toEqual(['export.finished'])
    expect(called).toEqual([])
  })
})

describe('one at a time', () => {
  test('a second export of a segment is 429 until the first is done', async () => {
    const first = await start()
    const second = await start()
    expect({ status: second.status, body: second.body, kinds: second.kinds }).toEqual({ status: 429, body: { message: 'An export of this segment is already running' }, kinds: ['request.refused'] })
    expect((await start({ segment_id: 'all' })).status).toBe(200)
    await settle()
    const third = await start()
    expect(third.status).toBe(200)
    expect(third.body.object_prefix).not.toBe(first.body.object_prefix)
  })

  test('100 at once, no more', async () => {
    for (let i = 0; i < 100; i++) {
      await e.admin('POST', '/segments', { id: `s${i}`, name: 'S', filters: { op: 'AND', children: [] } })
      expect((await start({ segment_id: `s${i}` })).status).toBe(200)
    }
    const { status, body, kinds } = await start()
    expect({ status, body, kinds }).toEqual({ status: 400, body: { message: 'The maximum number of concurrent exports has been reached' }, kinds: ['request.refused'] })
    await settle()
    expect((await start()).status).toBe(200)
  })
})

test('gzip counts with a bucket of your own only', async () => {
  const { status, rows } = await start({ output_format: 'gzip' })
  expect({ status, kinds: rows.map(({ kind }) => kind), why: rows[0]!.data['why'] }).toEqual({ status: 200, kinds: ['decision.ignored', 'export.started'], why: 'gzip is for buckets of your own: without one it is a ZIP' })
  expect((await start({ segment_id: 'all', output_format: 'zip' })).kinds).toEqual(['export.started'])
})

test('an export that can not be made leaves word, and the segment can be asked for again', async () => {
  await e.admin('POST', '/segments', { id: 'outer', name: 'O', filters: { filter: 'segment_membership', segment_id: 's' } })
  const { body } = await start({ segment_id: 'outer', callback_endpoint: 'http://hooks.example.com/' })
  await e.admin('DELETE', '/segments/outer')
  await e.admin('DELETE', '/segments/s')
  const rows = await e.rowsOf(settle)
  expect(rows.map(({ kind, data }) => ({ kind, data }))).toEqual([{ kind: 'export.failed', data: { object_prefix: body.object_prefix, segment_id: 'outer', error: 'Error: invalid_filter', path: 'filters.segment_id', why: `there is no segment 's'` } }])
  expect(await download(e, body.url)).toBe(undefined)
  expect(called).toEqual([])
})

describe('what is refused', () => {
  const FIELDS = `'fields_to_export' must be an array of strings`
  test.each<[string, Record<string, unknown>, string]>([
    ['no segment', { segment_id: undefined }, 'segment_id must be a string of the segment api identifier'],
    ['a segment that is no text', { segment_id: 3 }, 'segment_id must be a string of the segment api identifier'],
    ['an unknown segment', { segment_id: 'none' }, 'Invalid Segment ID'],
    ['no fields', { fields_to_export: undefined }, `'fields_to_export' is required`],
    ['null for fields', { fields_to_export: null }, `'fields_to_export' is required`],
    ['an empty list of fields', { fields_to_export: [] }, `'fields_to_export' is required`],
    ['fields that are no list', { fields_to_export: 'email' }, FIELDS],
    ['fields that are no texts', { fields_to_export: [1] }, FIELDS],
    ['an unknown field', { fields_to_export: ['email', 'shoe_size'] }, `'fields_to_export' has a field that can not be exported: shoe_size`],
    ['a field named like a member of every object', { fields_to_export: ['constructor'] }, `'fields_to_export' has a field that can not be exported: constructor`],
    ['custom attributes that are no list', { custom_attributes_to_export: 'a' }, `'custom_attributes_to_export' must be an array of strings`],
    ['more than 500 custom attributes', { custom_attributes_to_export: Array.from({ length: 501 }, (_, i) => `a${i}`) }, `'custom_attributes_to_export' may have at most 500 names`],
    ['another format', { output_format: 'csv' }, `'output_format' must be 'zip' or 'gzip'`],
    ['a callback that is no text', { callback_endpoint: 3 }, `'callback_endpoint' must be a string`],
  ])('%s', async (_name, more, message) => {
    const { status, body, kinds } = await start(more)
    expect({ status, body, kinds }).toEqual({ status: 400, body: { message }, kinds: ['request.refused'] })
    expect(await e.kindsOf(settle)).toEqual([])
  })

  test('500 custom attributes are not too many', async () => expect((await start({ custom_attributes_to_export: Array.from({ length: 500 }, (_, i) => `a${i}`) })).status).toBe(200))
  test('a key without the permission', async () => {
    await e.admin('POST', '/rest_keys', { key: 'weak', permissions: ['segments.list'] })
    expect((await ask(e, 'POST', '/users/export/segment', { segment_id: 's', fields_to_export: ['email'] }, { authorization: 'Bearer weak' })).status).toBe(403)
  })
})
