// The rooms and house rules, guarded by reading the sources; and each guard proven against a source that breaks its rule.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { table } from '../emulator/index.ts'
import { kinds } from '../emulator/domain/kinds.ts'
import { undeclared, unused } from './kit/journal-kinds.ts'
import { endpointFiles, untested } from './kit/endpoint-files.ts'
import { arrows, clocks, exportsByName, firstLines, lengths, names, nouns, sql, synchronous } from './kit/rooms.ts'
import type { Source } from './kit/sources.ts'
import { importsOf, ROOT, sourcesIn, strip } from './kit/sources.ts'

const code = sourcesIn('emulator', 'sdk-shims', 'scenarios').filter(({ path }) => /\.(ts|mjs|cjs|js|sql)$/.test(path))
const tests = sourcesIn('test').filter(({ path }) => /\.(ts|mjs)$/.test(path))
const emulator = code.filter(({ path }) => path.startsWith('emulator/'))

/** Small nouns with a handful of statements of their own: a file more would only be read twice. */
const SQL_IN_NOUN = new Set(['apps', 'profiles/aliases', 'requests', 'rest-keys', 'settings', 'subscription-groups'].map((noun) => `emulator/domain/${noun}.ts`))
/** Hosts that must wait in the machine's time, each with its reason. */
// A shim in an app's own test suite lives in real time, as the SDK does that it stands in for
const OWN_CLOCK = new Set<string>(['sdk-shims/web/machine.ts'])

const source = (path: string, text: string): Source[] => [{ path, text }]

describe('the sources are read as they are', () => {
  test('comments, strings, templates and regular expressions are told from code', () => {
    const text = "a(/['\"]\\/[/]/, 'x // y', `t ${b({ c: `u` })} v`) // setTimeout\n/* Date.now */ d / e / f"
    const { code: bare, literals } = strip(text)
    expect(bare).toBe("a(/         /, '      ', `  ${b({ c: ` ` })}  `)              \n                d / e / f".replace(/ {14}\n {16}/, ' '.repeat(14) + '\n' + ' '.repeat(15)))
    expect(literals.map((one) => one.text)).toEqual(['x // y', 't ', 'u', ' v'])
  })

  test('every form of import is seen', () => {
    const text = `import type { A } from './a.ts'\nimport { type B } from './b.ts'\nimport c, { d as e, type F } from './c.ts'\nimport * as g from './g.ts'\nimport './h.ts'\nexport { i } from './i.ts'\nexport type { J } from './j.ts'\nexport * from './k.ts'\nconst l = await import('./l.ts')\n// import { no } from './no.ts'\nconst s = "import { no } from './no.ts'"\n`
    expect(importsOf({ path: 'x.ts', text }).map(({ from, typeOnly, names: taken }) => `${from} ${typeOnly ? 'type' : taken.join(',')}`)).toEqual([
      './a.ts type', './b.ts type', './c.ts d,c', './g.ts *', './i.ts i', './j.ts type', './k.ts *', './h.ts *', './l.ts *',
    ])
  })

  test('there is something to guard', () => {
    expect(code.length).toBeGreaterThan(100)
    expect(emulator.flatMap(importsOf).length).toBeGreaterThan(300)
  })
})

describe('arrows', () => {
  test('imports go right only', () => expect(arrows(code)).toEqual([]))

  test.each([
    ['kernel knows no domain', 'emulator/kernel/a.ts', `import type { B } from '../domain/b.ts'`],
    ['kernel knows no other package', 'emulator/kernel/a.ts', `import { z } from 'zod'`],
    ['domain knows no world', 'emulator/domain/a.ts', `import type { World } from '../world.ts'`],
    ['domain knows no wire', 'emulator/domain/profiles/a.ts', `export { rest } from '../../api/rest/realm.ts'`],
    ['world knows no wire', 'emulator/world.ts', `const a = await import('./api/table.ts')`],
    ['api reads no schema', 'emulator/api/a.ts', `import { migrations } from '../schema/index.ts'`],
    ['api knows no front door', 'emulator/api/admin/a.ts', `import { createCore } from '../../index.ts'`],
    ['index knows no host', 'emulator/index.ts', `import './adapters/koa.ts'`],
    ['delivery and export do not know each other', 'emulator/delivery/a.ts', `import { b } from '../export/b.ts'`],
    ['the emulator knows no device', 'emulator/api/a.ts', `import { createDevice } from '../../sdk-shims/device/index.ts'`],
    ['a device reaches not inside', 'sdk-shims/device/a.ts', `import type { World } from '../../emulator/world.ts'`],
    ['a scenario reaches not inside', 'scenarios/a.scenario.ts', `import { createWorld } from '../emulator/world.ts'`],
    ['no file stands beside the rooms', 'emulator/extra.ts', ``],
  ])('fails when: %s', (_name, path, text) => expect(arrows(source(path, text))).toHaveLength(1))

  test('allowed ways pass', () => {
    expect(arrows(source('emulator/api/a.ts', `import { isoTime } from '../kernel/clock.ts'\nimport { z } from 'zod'`))).toEqual([])
    expect(arrows(source('scenarios/a.scenario.ts', `import { createDevice } from '../sdk-shims/device/index.ts'\nimport { scenario } from './kit.ts'`))).toEqual([])
  })
})

describe('nouns', () => {
  test('a factory is imported by value in world.ts only', () => expect(nouns(code)).toEqual([]))
  test('fails when a noun makes another', () => {
    expect(nouns(source('emulator/domain/a.ts', `import { createProfiles } from './profiles/profiles.ts'`))).toHaveLength(1)
    expect(nouns(source('emulator/domain/a.ts', `import type { createProfiles } from './profiles/profiles.ts'`))).toEqual([])
  })
})

describe('domain', () => {
  test('never awaits and knows no HTTP', () => expect(synchronous(code)).toEqual([]))
  test.each(['await x', 'async () => 1', 'fetch(url)', 'new Promise(() => {})', 'throw new Fault(1)', 'if (status === 404) x()', 'x = { status: 201 }'])('fails on %s', (text) => {
    expect(synchronous(source('emulator/domain/a.ts', text))).toHaveLength(1)
    expect(synchronous(source('emulator/domain/a.ts', `// ${text}\nconst s = ${JSON.stringify(text)}`))).toEqual([])
  })
})

describe('time, chance and ids', () => {
  test('come from the kernel alone', () => expect(clocks(code, OWN_CLOCK)).toEqual([]))
  test('the exceptions exist', () => expect([...OWN_CLOCK].filter((path) => clocks(code.filter((one) => one.path === path)).length === 0)).toEqual([]))
  test.each(['Date.now()', 'new Date()', 'new Date', 'Date()', 'Math.random()', 'crypto.randomUUID()', 'setTimeout(f, 1)', 'setInterval(f, 1)'])('fails on %s', (text) => {
    for (const path of ['emulator/domain/a.ts', 'emulator/adapters/a.ts', 'sdk-shims/a.ts', 'scenarios/a.scenario.ts']) expect(clocks(source(path, text))).toHaveLength(1)
    expect(clocks(source('emulator/kernel/a.ts', text))).toEqual([])
  })
  test('a date of a given time is no clock', () => expect(clocks(source('emulator/domain/a.ts', 'new Date(ms); Date.UTC(2000, 1, 1); Date.parse(text); x.Date(1)'))).toEqual([]))
})

describe('SQL', () => {
  test('stands where it belongs', () => expect(sql(code, SQL_IN_NOUN)).toEqual([]))
  test('the listed nouns have some', () => expect([...SQL_IN_NOUN].filter((path) => sql(code.filter((one) => one.path === path), new Set()).length === 0)).toEqual([]))
  test.each(["db.raw.exec('DELETE FROM profiles')", 'const q = `SELECT * FROM ${t}`', "x('PRAGMA journal_mode')", 'db.prepare<[string], Row>(text)'])('fails on %s', (text) => expect(sql(source('emulator/api/a.ts', text), new Set())).toHaveLength(1))
})

describe('house rules', () => {
  test('names are kebab-case and say something', () => expect(names([...code, ...tests])).toEqual([]))
  test.each(['emulator/domain/pushTokens.ts', 'emulator/domain/push_tokens.ts', 'emulator/api/utils.ts', 'scenarios/test-helpers.ts', 'sdk-shims/device/event-manager.ts'])('fails on the name %s', (path) => expect(names(source(path, ''))).toHaveLength(1))

  test('no file is longer than 300 lines', () => expect(lengths(code)).toEqual([]))
  test('fails on 301 lines', () => {
    expect(lengths(source('emulator/a.ts', 'x\n'.repeat(301)))).toHaveLength(1)
    expect(lengths(source('emulator/a.ts', 'x\n'.repeat(300)))).toEqual([])
  })

  test('the first line says what lives here', () => expect(firstLines([...code, ...tests])).toEqual([]))
  test.each([['emulator/a.ts', `import { b } from './b.ts'`], ['emulator/a.sql', '// wrong'], ['emulator/a.ts', '//'], ['emulator/a.mjs', '#!/usr/bin/env node\nrun()']])('fails on %s: %s', (path, text) => expect(firstLines(source(path, text))).toHaveLength(1))

  test('there are no default exports', () => expect(exportsByName([...code, ...tests])).toEqual([]))
  test.each(['export default 1', 'export { a as default }'])('fails on %s', (text) => expect(exportsByName(source('emulator/a.ts', text))).toHaveLength(1))
})

describe('endpoints', () => {
  test('every endpoint that a file defines is in the table, and nothing else is', async () => {
    const defined = (await endpointFiles()).flatMap(({ endpoints }) => endpoints)
    expect(defined.length).toBeGreaterThan(100)
    expect(defined.filter((endpoint) => !table.includes(endpoint)).map(({ method, path }) => `${method} ${path}`)).toEqual([])
    expect(table.filter((endpoint) => !defined.includes(endpoint)).map(({ method, path }) => `${method} ${path}`)).toEqual([])
  })

  test('none is listed twice', () => {
    const seen = table.map(({ method, path }) => `${method} ${path.replace(/:\w+/g, ':')}`)
    expect(seen.filter((one, index) => seen.indexOf(one) !== index)).toEqual([])
  })

  test('every endpoint that is built has a test', async () => expect(untested(await endpointFiles(), tests)).toEqual([]))

  test('fails on an endpoint without a test', () => {
    const files = [{ file: 'emulator/api/rest/a/b.ts', endpoints: [{ ...table.find(({ handle }) => handle !== undefined)!, path: '/a/b' }] }]
    expect(untested(files, [])).toHaveLength(1)
    expect(untested(files, source('test/api/rest/a/b.test.ts', ''))).toEqual([])
    expect(untested(files, source('test/api/rest/a/other.test.ts', `e.post('/a/b', {})`))).toEqual([])
    expect(untested(files, source('test/api/rest/a/other.test.ts', `e.post('/a/bc', {})`))).toHaveLength(1)
  })
})

describe('journal kinds', () => {
  test('every kind that is appended is in the list', () => expect(undeclared(emulator, kinds)).toEqual([]))
  test('every kind in the list is appended somewhere', () => expect(unused(emulator, kinds)).toEqual([]))
  test('README and COVERAGE.md name every kind', () => {
    for (const file of ['README.md', 'emulator/COVERAGE.md']) {
      const text = readFileSync(join(ROOT, file), 'utf8')
      expect([file, kinds.filter((kind) => !text.includes(`\`${kind}\``))]).toEqual([file, []])
    }
  })
  test('fails on a kind that is not listed, and on one that nobody appends', () => {
    expect(undeclared(source('emulator/domain/a.ts', `journal.append('user.invented', {})`), kinds)).toHaveLength(1)
    expect(undeclared(source('emulator/domain/a.ts', `journal.append(yes ? 'session.started' : 'user.invented', {})`), kinds)).toHaveLength(1)
    expect(undeclared(source('emulator/domain/a.ts', `const f = (kind: string) => journal.append(kind, {})`), kinds)).toHaveLength(1)
    expect(undeclared(source('emulator/domain/a.ts', `const f = (kind: Kind) => journal.append(kind, {})`), kinds)).toEqual([])
    expect(unused(emulator, [...kinds, 'user.invented'])).toEqual(['user.invented'])
  })
})

describe('decisions', () => {
  const decisions = sourcesIn('emulator/decisions')
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<'dependencies' | 'devDependencies', Record<string, string>>
  const unexplained = (names: readonly string[]): string[] => names.filter((name) => !name.startsWith('@types/') && !decisions.some(({ text }) => text.includes(name)))

  test('every dependency has one', () => expect(unexplained([...Object.keys(dependencies), ...Object.keys(devDependencies)])).toEqual([]))
  test('fails on one that nobody decided', () => expect(unexplained(['koa', 'left-pad'])).toEqual(['left-pad']))
  test('are numbered and short', () => {
    expect(decisions.map(({ path }) => path).filter((path) => !/^emulator\/decisions\/\d{3}-[a-z0-9]+(-[a-z0-9]+)*\.md$/.test(path))).toEqual([])
    expect(decisions.filter(({ text }) => text.trimEnd().split('\n').length > 40).map(({ path }) => path)).toEqual([])
    expect(new Set(decisions.map(({ path }) => path.slice(0, 'emulator/decisions/000'.length))).size).toBe(decisions.length)
  })
})

test('nothing in the project reads outside of it', () => {
  const outside = [...code, ...tests].filter(({ path }) => path !== 'test/architecture.test.ts').filter(({ text }) => /\.\.\/shared\/|\/work\/|\/tmp\/(brief|facts)/.test(text))
  expect(outside.map(({ path }) => path)).toEqual([])
})
