// `brazier tail`: rows as they happen, from where it was told to begin, and on after a restart without gap or duplicate.
import { expect, test } from 'vitest'
import { folder, spawned, started } from './kit.ts'

type Row = { seq: number; at: string; kind: string; profile: string | null; data: Record<string, unknown> }

/** `brazier tail --json`; the rows so far, and the wait for one. */
function tailing(url: string, args: string[] = []) {
  const tail = spawned(['tail', '--json', '--url', url, ...args])
  const rows = (): Row[] => tail.text.out.split('\n').slice(0, -1).map((line) => JSON.parse(line) as Row)
  return { ...tail, rows, untilRow: (look: (row: Row) => boolean) => tail.until(() => (rows().some(look) ? rows() : undefined)) }
}

const journalOf = async (wire: { call(method: string, path: string): Promise<{ body: any }> }, query = ''): Promise<Row[]> => (await wire.call('GET', `/_emulator/journal?limit=1000${query}`)).body.journal as Row[]

/** The name is in the data of the row that tells of the user's first name. */
const about = (text: string) => (row: Row): boolean => JSON.stringify(row.data).includes(text)

test('--since 0: all that was and all that comes, as the journal has it', async () => {
  const { url, wire } = await started()
  await wire.track([{ external_id: 'mel', first_name: 'Before' }])
  const tail = tailing(url, ['--since', '0'])
  await tail.untilRow(about('Before'))
  await wire.track([{ external_id: 'mel', first_name: 'After' }])
  await tail.untilRow(about('After'))
  const all = await journalOf(wire)
  await tail.until(() => (tail.rows().length >= all.length ? true : undefined))
  expect(tail.rows()).toEqual(all)
})

test('without --since: only what comes', async () => {
  const { url, wire } = await started()
  for (let n = 0; n < 3; n++) await wire.track([{ external_id: 'mel', first_name: `Before ${n}` }])
  const before = (await journalOf(wire)).at(-1)!.seq
  const tail = tailing(url)
  // It is not told when it listens: rows are made until the first arrives
  for (let n = 0; tail.rows().length === 0; n++) await wire.track([{ external_id: 'mel', first_name: `After ${n}` }])
  expect(tail.rows()[0]!.seq).toBeGreaterThan(before)
  expect(tail.rows().every((row) => !about('Before')(row))).toBe(true)
})

test('--kind and --external-id', async () => {
  const { url, wire } = await started()
  await wire.track([{ external_id: 'mel', first_name: 'Mel' }, { external_id: 'guest', first_name: 'Guest' }])
  const id = (await wire.call('POST', '/users/export/ids', { external_ids: ['mel'], fields_to_export: ['braze_id'] })).body.users[0].braze_id
  const all = await journalOf(wire)
  const tail = tailing(url, ['--since', '0', '--kind', 'profile', '--external-id', 'mel'])
  const wanted = all.filter(({ kind, profile }) => kind.startsWith('profile') && profile === id)
  expect(wanted.length).toBeGreaterThan(0)
  await wire.track([{ external_id: 'mel', first_name: 'End' }, { external_id: 'guest', first_name: 'End' }])
  const now = (await journalOf(wire)).filter(({ kind, profile }) => kind.startsWith('profile') && profile === id)
  await tail.until(() => (tail.rows().length >= now.length ? true : undefined))
  expect(tail.rows()).toEqual(now)
})

test('pretty: a line a row, with time, kind and data', async () => {
  const { url, wire } = await started(['--db', ':memory:', '--hold-clock', '2026-03-01T12:00:00Z'])
  await wire.track([{ external_id: 'mel', first_name: 'Mel' }])
  const tail = spawned(['tail', '--url', url, '--since', '0', '--kind', 'workspace.created'])
  expect(await tail.line()).toBe(`12:00:00.000 ${'workspace.created'.padEnd(28)} - {"workspace":"default"}`)
})

test('a restart of the emulator: no gap and no duplicate, even when nothing had been seen yet', async () => {
  const cwd = folder()
  const first = await started([], { cwd })
  const { port } = first.ready
  await first.wire.track([{ external_id: 'mel', first_name: 'Mel' }])
  const all = tailing(first.url, ['--since', '0'])
  const fresh = tailing(first.url, ['--kind', 'no_such_kind_yet,profile'])
  await all.untilRow(about('Mel'))
  for (let n = 0; fresh.rows().length === 0; n++) await first.wire.track([{ external_id: 'mel', first_name: `Name ${n}` }])
  await first.stop()
  await all.until(({ err }) => (err.includes('the connection was lost') ? true : undefined))

  const again = await started(['--port', String(port)], { cwd })
  await again.wire.track([{ external_id: 'mel', first_name: 'Later' }])
  const journal = await journalOf(again.wire)
  await all.untilRow((row) => row.seq === journal.at(-1)!.seq)
  expect(all.rows()).toEqual(journal)
  const profileRows = journal.filter(({ kind, seq }) => kind.startsWith('profile') && seq >= fresh.rows()[0]!.seq)
  await fresh.untilRow((row) => row.seq === profileRows.at(-1)!.seq)
  expect(fresh.rows()).toEqual(profileRows)
})

test('a world in memory begins anew: its rows are shown from the first', async () => {
  const first = await started()
  for (let n = 0; n < 20; n++) await first.wire.track([{ external_id: `user ${n}` }])
  const tail = tailing(first.url, ['--since', '0'])
  const before = await journalOf(first.wire)
  await tail.until(() => (tail.rows().length >= before.length ? true : undefined))
  await first.stop()
  const again = await started(['--db', ':memory:', '--port', String(first.ready.port)])
  const now = await journalOf(again.wire)
  await tail.until(() => (tail.rows().length >= before.length + now.length ? true : undefined))
  expect(tail.rows().slice(before.length)).toEqual(now)
})

test('with an admin token', async () => {
  const { url, wire } = await started(['--db', ':memory:', '--admin-token', 'a long token'])
  await wire.track([{ external_id: 'mel', first_name: 'Mel' }])
  await tailing(url, ['--since', '0', '--admin-token', 'a long token']).untilRow(about('Mel'))
  expect(await spawned(['tail', '--url', url]).ended).toMatchObject({ code: 2, err: expect.stringMatching(/^brazier: .*--admin-token\n$/) })
})

test('over https', async () => {
  const { url } = await started(['--db', ':memory:', '--https'])
  await tailing(url, ['--since', '0']).untilRow(({ kind }) => kind === 'workspace.created')
})
