// Everything that is wrong about a command line, an environment, a config file, a port or a file: one clear line on stderr, exit code 2.
import Database from 'better-sqlite3'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { folder, refusal, run, started } from './kit.ts'

describe('commands and flags', () => {
  test.each([
    [['bogus'], `unknown command 'bogus' (brazier --help lists them)`],
    [['--bogus'], `unknown option '--bogus'`],
    [['start', 'more'], `too many arguments for 'start'. Expected 0 arguments but got 1.`],
    [['start', '--bogus'], `unknown option '--bogus'`],
    [['start', '--https=maybe'], `unknown option '--https=maybe'`],
    [['start', '--port'], `option '--port <n>' argument missing`],
    [['start', '--port='], '--port: a port is a whole number'],
    [['start', '--port', 'abc'], '--port: a port is a whole number'],
    [['start', '--port', '1.5'], '--port: a port is a whole number'],
    [['start', '--port', '-1'], '--port: a port is 0 to 65535'],
    [['start', '--port', '65536'], '--port: a port is 0 to 65535'],
    [['start', '--host='], '--host: a text is needed'],
    [['start', '--db='], '--db: a text is needed'],
    [['start', '--seed', 'x'], '--seed: a seed is a whole number'],
    [['start', '--hold-clock', 'noon'], `--hold-clock: 'noon' is no ISO time such as 2026-01-31T12:00:00Z`],
    [['start', '--hold-clock', '5'], `--hold-clock: '5' is no ISO time such as 2026-01-31T12:00:00Z`],
    [['start', '--limits', 'on'], '--limits: off or braze'],
    [['start', '--admin-token', 'short'], '--admin-token: an admin token has 8 characters or more'],
    [['start', '--log', 'loud'], '--log: pretty, json or silent'],
    [['start', '--host', '0.0.0.0'], '--host 0.0.0.0 can be reached from other machines: the admin API needs --admin-token then'],
    [['start', '--config', 'none.json'], /^config file \/.*\/none\.json does not exist$/],
    [['exec'], `missing required argument 'cmd'`],
    [['exec', '--'], `missing required argument 'cmd'`],
    [['exec', '--bogus', '--', 'true'], `unknown option '--bogus'`],
    [['exec', '--', 'no-such-command-here'], `exec: there is no command 'no-such-command-here'`],
    [['snapshot'], 'snapshot save <file>, or snapshot load <file>'],
    [['snapshot', 'bogus'], `unknown command 'snapshot bogus': snapshot save <file>, or snapshot load <file>`],
    [['snapshot', 'save'], `missing required argument 'file'`],
    [['snapshot', 'load', '/no/such/file'], `ENOENT: no such file or directory, open '/no/such/file'`],
    [['clock', 'advance'], `missing required argument 'duration'`],
    [['clock', 'bogus'], `unknown command 'clock bogus': clock, clock advance <duration>, clock set <ISO>, clock hold, clock release`],
    [['env', '--format', 'toString'], '--format is one of shell, dotenv, json, xcode, gradle, expo'],
    [['env', '--url', 'ftp://host'], `--url 'ftp://host' is no address such as http://127.0.0.1:27293`],
    [['tail', '--since', 'x'], '--since is the seq of a row'],
    [['reset', 'more'], `too many arguments for 'reset'. Expected 0 arguments but got 1.`],
  ] as const)('%j', async (args, line) => {
    const said = refusal(await run(args, { cwd: folder() }))
    if (typeof line === 'string') expect(said).toBe(line)
    else expect(said).toMatch(line)
  })

  test.each([['reset'], ['clock'], ['clock', 'advance', '1h'], ['doctor'], ['tail'], ['snapshot', 'save', 'x.db'], ['endpoints']])('%s: nobody there', async (...args) => {
    const url = `http://127.0.0.1:${await closedPort()}`
    expect(refusal(await run([...args, '--url', url]))).toBe(`no emulator answers at ${url} (start one with: brazier start)`)
    expect(refusal(await run(args, { env: { BRAZIER_URL: url } }))).toBe(`no emulator answers at ${url} (start one with: brazier start)`)
  })

  test('--help and --version', async () => {
    expect(await run(['--version'])).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), err: '' })
    const help = await run(['--help'])
    expect(help).toMatchObject({ code: 0, err: '' })
    for (const command of ['start', 'exec', 'scenarios', 'tail', 'env', 'reset', 'snapshot', 'clock', 'endpoints', 'doctor']) expect(help.out).toMatch(new RegExp(`^  ${command}\\b`, 'm'))
    for (const command of ['start', 'exec', 'tail', 'clock', 'scenarios']) expect(await run([command, '--help'])).toMatchObject({ code: 0, out: expect.stringContaining(`Usage: brazier ${command}`), err: '' })
  })
})

test('a bad value in the environment', async () => {
  expect(refusal(await run(['start'], { cwd: folder(), env: { BRAZIER_PORT: 'abc' } }))).toBe('BRAZIER_PORT: a port is a whole number')
})

describe('config file', () => {
  test.each([
    ['brazier.config.json', '{"prot": 1}', 'Unrecognized key: "prot"'],
    ['brazier.config.json', '{"port": 1', /JSON/],
    ['brazier.config.yaml', 'port: [1', /at line 1/],
    ['brazier.config.ts', 'export default {', /.+/],
    ['brazier.config.ts', `throw new Error('no luck')`, 'no luck'],
  ] as const)('%s: %s', async (name, text, line) => {
    const cwd = folder()
    writeFileSync(join(cwd, name), text)
    const said = refusal(await run(['start', '--port', '0', '--db', ':memory:'], { cwd }))
    const start = `config file ${join(cwd, name)}: `
    expect(said.slice(0, start.length)).toBe(start)
    if (typeof line === 'string') expect(said.slice(start.length)).toBe(line)
    else expect(said.slice(start.length)).toMatch(line)
  })

  test('a seed that is refused is told, and leaves no half-made world behind', async () => {
    const cwd = folder()
    writeFileSync(join(cwd, 'brazier.config.json'), '{"track":[{"attributes":[{"external_id":"mel"}]},{"attributes":[{"first_name":"nobody"}]}]}')
    expect(refusal(await run(['start', '--port', '0'], { cwd }))).toMatch(/^config file: the seed POST \/users\/track \{"attributes":\[\{"first_name":"nobody"\}\]\} was answered \d+ /)
    writeFileSync(join(cwd, 'brazier.config.json'), '{"track":[{"attributes":[{"external_id":"mel","first_name":"Mel"}]}]}')
    const { wire } = await started([], { cwd })
    expect(await wire.names('mel')).toEqual(['Mel'])
  })
})

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

describe('ports and files', () => {
  test('a taken port', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo
    expect(refusal(await run(['start', '--db', ':memory:', '--port', String(port)]))).toBe(`port ${port} on 127.0.0.1 is taken (another Brazier? choose one with --port, 0 for any)`)
  })

  test('an address of another machine', async () => {
    expect(refusal(await run(['start', '--db', ':memory:', '--port', '0', '--host', '192.0.2.1', '--admin-token', 'a long token']))).toMatch(/^cannot listen on 192\.0\.2\.1:0: /)
  })

  test('a database in use, by any name it has; free again afterwards', async () => {
    const cwd = folder()
    const first = await started(['--db', 'a.db'], { cwd })
    expect(refusal(await run(['start', '--port', '0', '--db', './a.db'], { cwd }))).toMatch(/^--db \.\/a\.db: the database .*\/a\.db is in use by another Brazier$/)
    mkdirSync(join(cwd, 'b'))
    expect(refusal(await run(['start', '--port', '0', '--db', '../a.db'], { cwd: join(cwd, 'b') }))).toMatch(/in use by another Brazier$/)
    await first.stop()
    await (await started(['--db', 'a.db'], { cwd })).stop()
  })

  test('a database of a newer version', async () => {
    const cwd = folder()
    await (await started(['--db', 'a.db'], { cwd })).stop()
    const raw = new Database(join(cwd, 'a.db'))
    raw.pragma('user_version = 9999')
    raw.close()
    expect(refusal(await run(['start', '--port', '0', '--db', 'a.db'], { cwd }))).toMatch(/^--db a\.db: the database has schema version 9999, this Brazier knows versions up to \d+$/)
    expect(refusal(await run(['start', '--port', '0', '--db', ':memory:', '--import', 'a.db'], { cwd }))).toMatch(/^--import a\.db: the database has schema version 9999/)
  })

  test.each([
    ['--db', 'text.db', /^--db text\.db: file is not a database$/],
    ['--db', 'folder', /^--db folder: /],
    ['--db', 'text.db/below.db', /^--db text\.db\/below\.db: /],
    ['--db', '/proc/no/such/folder/x.db', /^--db \/proc\/no\/such\/folder\/x\.db: /],
    ['--import', 'none.db', /^--import none\.db: ENOENT/],
    ['--import', 'text.db', '--import text.db: the bytes are no SQLite database'],
    ['--import', 'folder', /^--import folder: EISDIR/],
    ['--export-on-exit', 'folder', '--export-on-exit: folder is a folder'],
    ['--export-on-exit', 'text.db/x.db', /^--export-on-exit: /],
  ] as const)('%s %s', async (flag, file, line) => {
    const cwd = folder()
    writeFileSync(join(cwd, 'text.db'), 'a text that is no database, long enough to have a header of one hundred bytes, or so one would hope at least.')
    mkdirSync(join(cwd, 'folder'))
    const said = refusal(await run(['start', '--port', '0', ...(flag === '--db' ? [] : ['--db', ':memory:']), flag, file], { cwd }))
    if (typeof line === 'string') expect(said).toBe(line)
    else expect(said).toMatch(line)
  })
})
