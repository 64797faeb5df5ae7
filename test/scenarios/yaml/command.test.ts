// brazier scenarios with YAML files: beside others in a folder, in every report, with --grep and --watch; and all mistakes of all files at once.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { run } from '../../../scenarios/run.ts'
import type { RunOptions, Terminal } from '../../../scenarios/run.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'brazier-yaml-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text)
}

async function brazier(options: RunOptions, terminal: Partial<Terminal> = {}) {
  let [out, err] = ['', '']
  const code = await run(options, { out: (text) => void (out += text), err: (text) => void (err += text), tty: false, colour: 0, cwd: folder, ...terminal })
  return { code, out: out.replace(/\d+(\.\d+)? m?s/g, 'T'), err }
}

const passing = 'name: yaml works\nrow: 4\ntags: [smoke]\ndevices: { phone: ios }\nsteps:\n  - phone: launch\n  - expect: { users: 1 }\n'
const failing = 'name: yaml fails\nsteps:\n  - expect:\n      users: 1\n'
const typescript = `import { scenario } from 'brazier/scenarios'\nscenario('ts works', async ({ expect }) => expect.users(0))\n`

test('in a folder with TypeScript, in the order of the names', async () => {
  write('qa/b.scenario.ts', typescript)
  write('qa/a.scenario.yaml', passing)
  write('qa/c.scenario.yml', failing)
  const { code, out, err } = await brazier({ paths: ['qa'] })
  expect({ code, err }).toEqual({ code: 1, err: '' })
  expect(out).toMatch(/^✔ yaml works \(T\)\n✔ ts works \(T\)\n✘ yaml fails \(T\)\n\n1\) yaml fails\n {3}qa\/c\.scenario\.yml:4\n {3}expect\.users\(1\) at c\.scenario\.yml:4\n/)
})

test('--grep and the reports', async () => {
  write('a.scenario.yaml', `${passing}---\n${failing}`)
  for (const grep of ['YAML works', 'smoke', '4 · Session']) expect((await brazier({ paths: ['a.scenario.yaml'], grep })).out).toContain('1 passed in T')
  const junit = await brazier({ paths: ['.'], reporter: 'junit' })
  expect(junit.code).toBe(1)
  expect(junit.out).toMatch(/<testcase name="yaml fails"[^>]*a\.scenario\.yaml/)
  const { scenarios } = JSON.parse((await brazier({ paths: ['.'], reporter: 'json' })).out.replaceAll(/: T/g, ': 0')) as { scenarios: { name: string; file: string; line: number }[] }
  expect(scenarios.map(({ name, file, line }) => [name, file, line])).toEqual([['yaml works', 'a.scenario.yaml', 1], ['yaml fails', 'a.scenario.yaml', 9]])
})

test('one mistake is one line, several are a line each, of all files, and nothing runs', async () => {
  write('a.scenario.yaml', 'name: x\nsteps:\n  - fone: launch\n')
  expect(await brazier({ paths: ['a.scenario.yaml'] })).toEqual({ code: 2, out: '', err: "brazier scenarios: a.scenario.yaml:3:5: no step or device 'fone': there are advance, rest, admin, settle, expect; devices are named above the steps: 'devices: { fone: ios }'\n" })
  write('deep/b.scenario.yaml', 'nam: x\nsteps: [settle]\n')
  write('c.scenario.ts', typescript)
  expect(await brazier({ paths: ['.'] })).toEqual({ code: 2, out: '', err: [
    'brazier scenarios: 3 mistakes',
    "a.scenario.yaml:3:5: no step or device 'fone': there are advance, rest, admin, settle, expect; devices are named above the steps: 'devices: { fone: ios }'",
    "deep/b.scenario.yaml:1:1: a scenario has no 'nam'; did you mean 'name'?",
    "deep/b.scenario.yaml:1:1: the scenario has no 'name'", ''].join('\n') })
})

test('--watch tells a mistake, and runs when it is mended', async () => {
  write('a.scenario.yaml', 'name: x\nsteps: [fone]\n')
  const stop = new AbortController()
  onTestFinished(() => stop.abort())
  let [mistakes, mended] = ['', false]
  const { code } = await brazier({ paths: ['a.scenario.yaml'], watch: true }, {
    signal: stop.signal,
    err: (text) => void (mistakes += text),
    out(text) {
      if (/exit code 0/.test(text)) stop.abort()
      if (!text.includes('waiting') || mended) return
      mended = true
      write('a.scenario.yaml', passing)
    },
  })
  expect(code).toBe(0)
  expect(mistakes).toContain("a.scenario.yaml:2:9: no step or device 'fone'")
})
