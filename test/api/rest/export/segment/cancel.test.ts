// POST /export/segment/cancel: running exports of a segment stop, what they have written goes. docs: post_cancel_export
import { beforeEach, expect, test } from 'vitest'
import { crowd, download } from '../../../../kit/exports.ts'
import { say } from '../../../../kit/rest.ts'
import type { Emulator } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'

let e: Emulator
let called: string[]
beforeEach(async () => {
  called = []
  e = emulator({ outbound: (async (url: string) => (called.push(url), new Response())) as never })
  await e.admin('POST', '/segments', { id: 's', name: 'S', filters: { op: 'AND', children: [] } })
})
const start = async () => (await say(e, '/users/export/segment', { segment_id: 's', fields_to_export: ['external_id'], callback_endpoint: 'http://hooks.example.com/' })).body
const cancel = (body: object = { segment_id: 's' }) => say(e, '/export/segment/cancel', body)
const settle = () => e.world.scheduler.settle()
const left = () => ['user_export_files', 'files', 'file_pieces', 'timers'].map((table) => (e.world.db.raw.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n)

test('an export that has not begun never runs', async () => {
  const { object_prefix, url } = await start()
  const { status, body, rows } = await cancel()
  expect({ status, body }).toEqual({ status: 200, body: { message: 'success' } })
  expect(rows.map(({ kind, data }) => ({ kind, data }))).toEqual([{ kind: 'export.cancelled', data: { object_prefix, segment_id: 's', users: 0 } }])
  expect(await e.kindsOf(settle)).toEqual([])
  expect([await download(e, url), called, left()]).toEqual([undefined, [], [0, 0, 0, 0]])
})

test('an export in the middle of it stops', async () => {
  crowd(e, 2000)
  const { url } = await start()
  const running = settle()
  while ((e.world.db.raw.prepare('SELECT users FROM user_exports').get() as { users: number }).users === 0) await new Promise((resolve) => setImmediate(resolve))
  const { rows } = await cancel()
  const written = rows[0]!.data['users'] as number
  expect(written).toBeGreaterThan(0)
  expect(written).toBeLessThan(2000)
  await running
  expect([await download(e, url), called, left()]).toEqual([undefined, [], [0, 0, 0, 0]])
  expect(e.journal().map(({ kind }) => kind).filter((kind) => kind.startsWith('export.'))).toEqual(['export.started', 'export.cancelled'])
  expect((await start()).message).toBe('success') // and the next may begin
})

test('a finished export stays, and there is nothing to cancel', async () => {
  const { url } = await start()
  await settle()
  const { status, body, rows } = await cancel()
  expect({ status, body }).toEqual({ status: 200, body: { message: 'success' } })
  expect(rows.map(({ kind, data }) => [kind, data['why']])).toEqual([['decision.ignored', 'no export of this segment is running']])
  expect(await download(e, url)).not.toBe(undefined)
})

test.each<[object, string]>([[{}, 'segment_id must be a string of the segment api identifier'], [{ segment_id: ['s'] }, 'segment_id must be a string of the segment api identifier'], [{ segment_id: 'none' }, 'Invalid Segment ID']])('%j is refused', async (given, message) => {
  const { status, body, kinds } = await cancel(given)
  expect({ status, body, kinds }).toEqual({ status: 400, body: { message }, kinds: ['request.refused'] })
})
