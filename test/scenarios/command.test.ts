// The command line of `brazier scenarios`: every flag reaches the runner, the verdict becomes the exit code.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { scenariosCommand } from '../../emulator/adapters/cli/scenarios.ts'

let folder: string
let written: { out: string; err: string }
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'brazier-command-'))
  written = { out: '', err: '' }
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((written.out += String(text)), true))
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((written.err += String(text)), true))
})
afterEach(() => {
  vi.restoreAllMocks()
  process.stdout.removeAllListeners('error')
  process.exitCode = undefined
  rmSync(folder, { recursive: true, force: true })
})

/** Runs the command; answers its exit code. */
async function command(...args: string[]): Promise<number | string | undefined> {
  await scenariosCommand().exitOverride().parseAsync(args, { from: 'user' })
  const code = process.exitCode
  process.exitCode = undefined
  return code
}

test.each([['--row', '3', "--row goes with --live; without it, --grep '3 ·' chooses a row"], ['--timeout', '3', '--timeout goes with --live'], ['--workspace', 'x', '--workspace goes with --live']])('%s without --live is refused, and nothing runs', async (flag, value, said) => {
  expect(await command(flag, value)).toBe(2)
  expect(written).toEqual({ out: '', err: `brazier scenarios: ${said}\n` })
})

test('paths, --grep, --bail, --reporter and --output', async () => {
  const file = join(folder, 'x.scenario.ts')
  writeFileSync(file, `import { scenario } from 'brazier/scenarios'
for (const [name, count] of [['a good', 0], ['a bad', 1], ['a late', 0], ['other', 0]] as const) scenario(name, async ({ expect }) => expect.users(count))
`)
  const report = join(folder, 'report.json')
  expect(await command(file, '--grep', 'a ', '--bail', '--reporter', 'json', '--output', report)).toBe(1)
  expect(JSON.parse(readFileSync(report, 'utf8')).scenarios.map((one: any) => [one.name, one.status])).toEqual([['a good', 'passed'], ['a bad', 'failed'], ['a late', 'skipped']])
  expect(written.out).toContain('a bad')
  expect(await command(folder, '--grep', 'other', '--reporter', 'junit')).toBe(0)
  expect(written.out).toContain('<testcase name="other"')
})

test('--url, --admin-token', async () => {
  expect(await command('--url', 'nowhere', '--admin-token', 'secret')).toBe(2)
  expect(written.err).toBe(`brazier scenarios: --url 'nowhere' is no address: write http://127.0.0.1:27293\n`)
})

test('--watch without files', async () => {
  expect(await command('--watch')).toBe(2)
  expect(written.err).toContain('--watch needs the files')
})

test('an unknown flag is refused', async () => {
  await expect(command('--fast')).rejects.toThrow(`unknown option '--fast'`)
})
