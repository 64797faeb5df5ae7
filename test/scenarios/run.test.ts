// `brazier scenarios`: which scenarios run, on what, exit codes, --grep, --bail, --output, --watch, and what is told when it can not run.
import { mkdtempSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { fetchOf } from '../../emulator/adapters/fetch.ts'
import { createCore } from '../../emulator/index.ts'
import { run } from '../../scenarios/run.ts'
import type { RunOptions, Terminal } from '../../scenarios/run.ts'
import { stub } from './broken-emulators.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'brazier-scenarios-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const write = (name: string, text: string): string => {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text)
  return name
}

async function brazier(options: RunOptions, terminal: Partial<Terminal> = {}) {
  let [out, err] = ['', '']
  const code = await run(options, { out: (text) => void (out += text), err: (text) => void (err += text), tty: false, colour: 0, cwd: folder, ...terminal })
  return { code, out, err }
}

const passing = (name = 'it works') => `import { scenario, type Stage } from 'brazier/scenarios'
enum Kind { Sdk }
scenario('${name}', { row: 'QA 7', tags: ['smoke'] }, async ({ device, expect }: Stage) => {
  const phone = device('ios')
  phone.launch()
  await expect.sessions(phone, { count: 1 + Kind.Sdk })
})
`
const failing = (name = 'it fails') => `import { scenario } from 'brazier/scenarios'

scenario('${name}', async ({ rest, expect }) => {
  await rest.post('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Mel' }] })
  await expect.profile('mel', { first_name: 'Mal' })
})
`

test('a TypeScript file in a folder of its own passes: exit code 0, one line each', async () => {
  write('qa/smoke.scenario.ts', passing())
  const { code, out, err } = await brazier({ paths: ['qa'] })
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out.replace(/\d+(\.\d+)? m?s/g, 'T')).toBe('✔ it works (T)\n\n1 passed in T on an emulator of its own · exit code 0\n')
})

test('files, folders, .js and .mjs, each file once, in order; node_modules and other files are left out', async () => {
  write('qa/b.scenario.mjs', `import { scenario } from 'brazier/scenarios'\nawait null\nscenario('b', async ({ expect }) => expect.users(0))\n`)
  write('qa/deep/a.scenario.js', `import { scenario } from 'brazier/scenarios'\nscenario('a', async ({ expect }) => expect.users(0))\n`)
  write('qa/node_modules/x/c.scenario.ts', passing('c'))
  write('qa/help.ts', 'throw new Error("not a scenario")')
  write('named.ts', passing('named'))
  const { code, out } = await brazier({ paths: ['qa', 'qa/deep', 'named.ts', 'qa/b.scenario.mjs'] })
  expect(code).toBe(0)
  expect(out.match(/(?<=✔ )[\w ]+(?= \()/g)).toEqual(['b', 'a', 'named'])
})

test('a scenario file may import its neighbours', async () => {
  write('people.ts', `export const mel: string = 'mel'`)
  write('x.scenario.ts', `import { scenario } from 'brazier/scenarios'\nimport { mel } from './people.ts'\nscenario('x', async ({ expect }) => expect.noProfile(mel))\n`)
  expect((await brazier({ paths: ['x.scenario.ts'] })).code).toBe(0)
})

test('a failure: exit code 1, and at the end the file with its line, expected, actual, journal', async () => {
  write('bad.scenario.ts', failing())
  write('good.scenario.ts', passing())
  const { code, out } = await brazier({ paths: ['.'] })
  expect(code).toBe(1)
  expect(out).toMatch(/^✘ it fails \(.*\)\n✔ it works \(.*\)\n\n1\) it fails\n   bad\.scenario\.ts:5\n   expect\.profile\('mel'\) at bad\.scenario\.ts:5\n/)
  expect(out).toContain(`first_name: expected 'Mal', was 'Mel'`)
  expect(out).toMatch(/last journal rows of 'mel':\n {7}#\d+ 12:00:00\.000 profile\.created/)
  expect(out).toMatch(/\n1 passed, 1 failed in .* · exit code 1\n$/)
})

test('--bail stops at the first failure', async () => {
  write('a.scenario.ts', failing('first'))
  write('b.scenario.ts', passing('second'))
  const { code, out } = await brazier({ paths: ['.'], bail: true })
  expect(code).toBe(1)
  expect(out).toMatch(/✘ first \(.*\)\n- second \(not run\)\n/)
  expect(out).toContain('0 passed, 1 failed, 1 not run')
})

test.each([['WORKS'], ['qa 7'], ['smoke']])('--grep %s looks at name, row and tags', async (grep) => {
  write('a.scenario.ts', failing())
  write('b.scenario.ts', passing())
  const { code, out } = await brazier({ paths: ['.'], grep })
  expect(code).toBe(0)
  expect(out).toMatch(/^✔ it works/)
  expect(out).toContain('1 passed in')
})

test('the shipped suite runs when nothing is named, also twice in a process', async () => {
  for (const _ of [1, 2]) {
    const { code, out } = await brazier({ grep: 'ios: back within', details: true })
    expect(code).toBe(0)
    expect(out).toMatch(/^4 · Session starts and ends are recorded\n✔ ios: back within the session timeout, the session goes on \(.*\)\n\n1 passed/)
  }
})

test.each<[string, RunOptions, Record<string, string>, RegExp]>([
  ['no such file', { paths: ['nix.scenario.ts'] }, {}, /^brazier scenarios: there is no file or folder 'nix\.scenario\.ts'\n$/],
  ['an empty folder', { paths: ['.'] }, { 'readme.md': '' }, /^brazier scenarios: folder '\.' has no \*\.scenario\.ts, \.js, \.mjs or \.yaml file\n$/],
  ['another kind of file', { paths: ['x.txt'] }, { 'x.txt': '' }, /^brazier scenarios: 'x\.txt' is no scenario file: .*\n$/],
  ['nothing that fits --grep', { paths: ['.'], grep: 'nothing' }, { 'x.scenario.ts': passing() }, /^brazier scenarios: no scenario has 'nothing' in its name, row or tags\n$/],
  ['a syntax error', { paths: ['x.scenario.ts'] }, { 'x.scenario.ts': 'const = 4\n' }, /^brazier scenarios: x\.scenario\.ts can not be loaded: .*Unexpected token.*x\.scenario\.ts:1:\d+\n$/],
  ['an error while loading', { paths: ['x.scenario.ts'] }, { 'x.scenario.ts': `throw new Error('no luck\\nat all')\n` }, /^brazier scenarios: x\.scenario\.ts can not be loaded: no luck at all\n$/],
  ['an import that is not there', { paths: ['x.scenario.ts'] }, { 'x.scenario.ts': `import './nix.ts'\n` }, /^brazier scenarios: x\.scenario\.ts can not be loaded: Cannot find module '\.\/nix\.ts'\n$/],
  ['a file without scenarios', { paths: ['x.scenario.ts'] }, { 'x.scenario.ts': 'export {}\n' }, /^brazier scenarios: x\.scenario\.ts registers no scenario: .*\n$/],
  ['an unknown reporter', { paths: ['.'], reporter: 'dots' }, { 'x.scenario.ts': passing() }, /^brazier scenarios: there is no reporter 'dots': choose pretty, junit, json, html\n$/],
  ['a --url that is none', { paths: ['.'], url: 'localhost' }, { 'x.scenario.ts': passing() }, /^brazier scenarios: --url 'localhost' is no address: .*\n$/],
  ['nobody at --url', { paths: ['.'], url: 'http://127.0.0.1:9' }, { 'x.scenario.ts': passing() }, /^brazier scenarios: no emulator answers at http:\/\/127\.0\.0\.1:9 \(.+\)\n$/],
  ['a report that can not be written', { paths: ['.'], output: 'nix/report.xml', reporter: 'junit' }, { 'x.scenario.ts': passing() }, /^brazier scenarios: the report can not be written to 'nix\/report\.xml': .*\n$/],
  ['--watch without files', { watch: true }, {}, /^brazier scenarios: --watch needs the files or folders to watch\n$/],
])('%s: exit code 2 and one clear line', async (_, options, files, message) => {
  for (const [name, text] of Object.entries(files)) write(name, text)
  const { code, err } = await brazier(options)
  expect(code).toBe(2)
  expect(err).toMatch(message)
})

test('--output writes the report into a file, the terminal shows the pretty one', async () => {
  write('x.scenario.ts', passing())
  const { code, out } = await brazier({ paths: ['.'], reporter: 'json', output: 'report.json' })
  expect(code).toBe(0)
  expect(out).toMatch(/^✔ it works/)
  expect(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))).toMatchObject({ passed: 1, scenarios: [{ name: 'it works', rows: ['QA 7'], tags: ['smoke'], file: 'x.scenario.ts', line: 3, status: 'passed' }] })
})

/** A running emulator, seen over HTTP. */
async function listen(adminToken?: string): Promise<{ url: string; core: ReturnType<typeof createCore>; server: Server }> {
  const core = createCore({ adminToken, onError: () => {} })
  const answer = fetchOf(core)
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => name !== 'connection' && name !== 'transfer-encoding')) as Record<string, string>
    const result = await answer(`http://localhost${request.url}`, { method: request.method!, headers, ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }) })
    response.writeHead(result.status, Object.fromEntries(result.headers)).end(Buffer.from(await result.arrayBuffer()))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return { url: `http://127.0.0.1:${(server.address() as { port: number }).port}`, core, server }
}

test('--url: each scenario has a workspace of its own that is gone afterwards; what is there stays as it is', async () => {
  const { url, core, server } = await listen()
  try {
    write('a.scenario.ts', `import { scenario } from 'brazier/scenarios'
for (const name of ['one', 'two']) scenario(name, async ({ device, rest, admin, clock, expect }) => {
  const phone = device('web')
  phone.launch()
  phone.changeUser('mel')
  await clock.advance('1h')
  await rest.post('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Mel' }] })
  await admin.patch('/settings', { merge_mode: 'none' })
  await expect.profile('mel', { first_name: 'Mel', apps: [{ platform: 'Web', first_used: '2026-03-01T12:00:00.000Z' }] })
  await expect.users(1)
})
`)
    write('b.scenario.ts', failing())
    const before = { seq: core.world().journal.lastSeq(), clock: core.world().clock.mode() }
    const { code, out, err } = await brazier({ paths: ['.'], url })
    expect(err).toBe('')
    expect(code).toBe(1)
    expect(out).toMatch(/^✔ one \(.*\)\n✔ two \(.*\)\n✘ it fails/)
    expect(out).toContain(`on ${url} · exit code 1`)
    expect(core.directory.list().map((world) => world.id)).toEqual(['default'])
    expect({ seq: core.world().journal.lastSeq(), clock: core.world().clock.mode() }).toEqual(before)
    expect(core.world().settings.get().merge_mode).toBe('lifecycle')
  } finally {
    server.close()
    core.close()
  }
})

test('--url with an admin token: asked for, and given', async () => {
  const { url, core, server } = await listen('secret')
  try {
    write('a.scenario.ts', passing())
    const without = await brazier({ paths: ['.'], url })
    expect(without.code).toBe(2)
    expect(without.err).toMatch(/^brazier scenarios: http:\S+ answered GET \/_emulator\/health with 401: .*\n$/)
    expect((await brazier({ paths: ['.'], url, adminToken: 'secret' })).code).toBe(0)
  } finally {
    server.close()
    core.close()
  }
})

test('--url of something else: exit code 2', async () => {
  const server = createServer((_, response) => response.end('<html>'))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`
  write('a.scenario.ts', passing())
  const { code, err } = await brazier({ paths: ['.'], url })
  server.close()
  expect({ code, err }).toEqual({ code: 2, err: `brazier scenarios: what answers at ${url} is no Brazier emulator\n` })
})

test('--watch runs again when a file changes, with the new text, until it is stopped', async () => {
  write('a.scenario.ts', failing())
  const stop = new AbortController()
  onTestFinished(() => stop.abort())
  const verdicts: string[] = []
  let changed = false
  const { code } = await brazier({ paths: ['a.scenario.ts'], watch: true }, {
    signal: stop.signal,
    out: (text) => {
      const verdict = /exit code \d/.exec(text)?.[0]
      if (verdict !== undefined) verdicts.push(verdict)
      if (verdict === 'exit code 0') stop.abort()
      if (!text.includes('waiting') || changed) return
      changed = true
      write('a.scenario.ts', passing())
    },
    // Half of the new text may be seen first: that is told, and the whole has its turn
    err: () => {},
  })
  expect(code).toBe(0)
  expect(verdicts[0]).toBe('exit code 1')
  expect(verdicts.at(-1)).toBe('exit code 0')
})

test('--watch sees every save of an editor that puts a new file in the place of the old one, also in a folder that is new', async () => {
  const put = (name: string, row: string): void => {
    write(`${name}.tmp`, `name: x\nrow: ${row}\nsteps:\n  - expect: { users: 0 }\n`)
    renameSync(join(folder, `${name}.tmp`), join(folder, name))
  }
  put('a.scenario.yaml', 'save 0')
  const stop = new AbortController()
  onTestFinished(() => stop.abort())
  const seen = new Set<string>()
  const saves = [() => put('a.scenario.yaml', 'save 1'), () => put('a.scenario.yaml', 'save 2'), () => mkdirSync(join(folder, 'below')), () => put('below/b.scenario.yaml', 'save 3'), () => put('below/b.scenario.yaml', 'save 4'), () => stop.abort()]
  await brazier({ paths: ['.'], watch: true, details: true }, {
    signal: stop.signal,
    out: (text) => {
      for (const [save] of text.matchAll(/save \d/g)) seen.add(save)
      if (text.includes('waiting')) saves.shift()?.()
    },
    err: () => {},
  })
  expect([...seen]).toEqual(['save 0', 'save 1', 'save 2', 'save 3', 'save 4'])
})

test('a broken emulator gives exit code 1 over the command too', async () => {
  const { code, out } = await brazier({ grep: 'android: REST' }, { wrap: stub('/api/v3', 500, {}) })
  expect(code).toBe(1)
  expect(out).toContain('✘ android: REST and SDK data meet in one profile')
})

test('nothing is left in the folder', async () => {
  write('a.scenario.ts', passing())
  await brazier({ paths: ['.'] })
  expect(readdirSync(folder)).toEqual(['a.scenario.ts'])
})
