// `brazier import users.csv`: the summary and the skipped rows for people and as JSON, exit codes, mistakes in one line.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folder, refusal, run, started } from './kit.ts'

function files(given: Record<string, string>): string {
  const cwd = folder()
  for (const [name, text] of Object.entries(given)) writeFileSync(join(cwd, name), text)
  return cwd
}

test('imports a file into the running emulator and says what it did; exit code 0 when every row was imported, 1 when rows were skipped', async () => {
  const { url, wire } = await started()
  const cwd = files({ 'users.csv': 'external_id,first_name,gender\nmel,Mel,F\nada,Ada,X\n', 'bad.csv': 'external_id,first_name\nkim,Kim\nlee,Lee,Lu\n,Nobody\n', 'one.csv': 'external_id\nmel\n' })
  expect(await run(['import', 'users.csv', '--url', url], { cwd })).toEqual({
    code: 0, signal: null, err: '',
    out: 'users.csv: Complete, 2 of 2 rows of attributes imported (users created in 2, known in 0)\n  row 3, gender: not one of M, F, O, N, P\n',
  })
  expect(await wire.names('mel', 'ada')).toEqual(['Mel', 'Ada'])
  expect(await run(['import', 'bad.csv', '--url', url], { cwd })).toMatchObject({
    code: 1, err: '',
    out: 'bad.csv: Partial success, 1 of 3 rows of attributes imported (users created in 1, known in 0), 2 rows skipped\n  row 3 skipped: 3 cells, the header has 2\n  row 4 skipped: no identifier\n',
  })
  expect(await run(['import', 'one.csv', '--url', url, '--name', 'Nightly'], { cwd })).toMatchObject({ code: 0, out: 'Nightly: Complete, 1 of 1 row of attributes imported (users created in 0, known in 1)\n' })
})

test('--json gives the report; --kind chooses what the rows are; BRAZIER_URL and --workspace name the world', async () => {
  const { url, wire } = await started()
  await wire.call('POST', '/_emulator/workspaces', { id: 'other' })
  const cwd = files({ 'events.csv': 'external_id,name,time\nmel,trip_booked,2026-01-01\nada,,2026-01-01\n' })
  const json = async (...args: string[]) => {
    const { code, out, err } = await run(['import', 'events.csv', '--json', ...args], { cwd, env: { BRAZIER_URL: url } })
    expect(err).toBe('')
    return { code, report: JSON.parse(out) as Record<string, unknown> }
  }
  expect(await json('--workspace', 'other')).toMatchObject({ code: 1, report: { name: 'events.csv', kind: 'events', status: 'Partial success', imported: 1, skipped: [{ row: 3, identifier: 'ada', reason: 'name is missing' }] } })
  expect((await wire.call('GET', '/_emulator/users?workspace=other')).body.users).toHaveLength(1)
  expect((await wire.call('GET', '/_emulator/users')).body.users).toEqual([])
  expect(await json('--kind', 'attributes')).toMatchObject({ code: 0, report: { kind: 'attributes', imported: 2 } })
})

test('many problems: the listed ones, and how many more', async () => {
  const { url } = await started()
  const cwd = files({ 'many.csv': `external_id,gender\n${Array.from({ length: 101 }, (_, n) => `u${n},X\n`).join('')}${',F\n'.repeat(103)}` })
  const { code, out } = await run(['import', 'many.csv', '--url', url], { cwd })
  const lines = out.trimEnd().split('\n')
  expect([code, lines.length, lines[0], lines[101], lines.at(-1)]).toEqual([1, 203, 'many.csv: Partial success, 101 of 204 rows of attributes imported (users created in 101, known in 0), 103 rows skipped', '  and 3 more rows skipped', '  and 1 more warnings'])
})

test('mistakes: one line, exit code 2, nothing imported', async () => {
  const { url, wire } = await started()
  const cwd = files({ 'none.csv': 'first_name\nMel\n', 'empty.csv': '', 'users.csv': 'external_id\nmel\n' })
  const refused = async (...args: string[]): Promise<string> => refusal(await run(['import', ...args], { cwd }))
  expect(await refused('none.csv', '--url', url)).toMatch(/^no identifier: /)
  expect(await refused('empty.csv', '--url', url)).toBe('the file is empty')
  expect(await refused('missing.csv', '--url', url)).toMatch(/^ENOENT: /)
  expect(await refused('.', '--url', url)).toMatch(/^EISDIR: /)
  expect(await refused('users.csv', '--url', url, '--kind', 'orders')).toBe('--kind is attributes or events')
  expect(await refused('users.csv', '--url', url, '--kind', 'events')).toBe('an import of events needs the columns name and time')
  expect(await refused('users.csv', '--url', url, '--workspace', 'none')).toBe('there is no workspace of that name')
  expect(await refused('users.csv', '--url', 'http://127.0.0.1:1')).toMatch(/^no emulator answers at /)
  expect(await refused()).toMatch(/missing required argument/)
  expect((await wire.call('GET', '/_emulator/users')).body.users).toEqual([])
})
