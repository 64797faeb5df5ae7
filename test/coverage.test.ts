// emulator/COVERAGE.md says what is: it is made again here and compared. UPDATE=1 writes it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { table } from '../emulator/index.ts'
import { coveragePage } from './kit/coverage-page.ts'
import { endpointFiles } from './kit/endpoint-files.ts'
import { clientsOf, proofsOf } from './kit/proofs.ts'
import { proofs, RULES } from './kit/rules.ts'
import { ROOT, sourcesIn } from './kit/sources.ts'

const FILE = join(ROOT, 'emulator/COVERAGE.md')
const PROOFS = join(ROOT, 'emulator/api/proofs.json')
const sources = sourcesIn('test', 'scenarios').filter(({ path }) => path.endsWith('.test.ts') || path.endsWith('.scenario.ts'))

test('COVERAGE.md is level with the endpoint table and the tests', async () => {
  const page = coveragePage(table, await endpointFiles(), sources)
  if (process.env['UPDATE'] === '1') writeFileSync(FILE, page)
  expect(readFileSync(FILE, 'utf8'), 'stale: run UPDATE=1 npx vitest run -c test/vitest.config.ts test/coverage.test.ts').toBe(page)
})

test('proofs.json is level with the tests', async () => {
  const text = `${JSON.stringify(proofsOf(await endpointFiles(), sources), null, 1)}\n`
  if (process.env['UPDATE'] === '1') writeFileSync(PROOFS, text)
  expect(readFileSync(PROOFS, 'utf8'), 'stale: run UPDATE=1 npx vitest run -c test/vitest.config.ts test/coverage.test.ts').toBe(text)
})

test('who says that a real client drives an endpoint names it in a test of clients', async () => {
  const claimed = table.filter((one) => one.evidence.includes('client') && clientsOf(one, sources).length === 0)
  expect(claimed.map(({ method, path }) => `${method} ${path}`)).toEqual([])
  const unclaimed = table.filter((one) => ['rest', 'scim', 'partner'].includes(one.realm) && !one.evidence.includes('client') && clientsOf(one, sources).length > 0)
  expect(unclaimed.map(({ method, path }) => `${method} ${path}`)).toEqual([])
})

test('the page names every endpoint and changes with the table', async () => {
  const files = await endpointFiles()
  const page = coveragePage(table, files, sources)
  for (const { method, path } of table) expect(page).toMatch(new RegExp(`\\| ${method} \\| \`${path}\` \\||\`${method} ${path}\``.replaceAll('/', '\\/')))
  expect(coveragePage(table.slice(1), files, sources)).not.toBe(page)
  expect(coveragePage(table, files, sources.filter(({ path }) => !path.includes('sessions')))).not.toBe(page)
})

test('rules are read from the beginnings of titles', () => {
  const text = `test('S1 one', () => {})\ntest.each(A)('U2, U3 and P4: %s', () => {})\nscenario('N5 five', () => {})\nexpect('S9 no title')\ntest('about S8', () => {})\n// test('S7 x')`
  expect([...proofs([{ path: 'a.test.ts', text }])]).toEqual([['S1', ['a.test.ts']], ['U2', ['a.test.ts']], ['U3', ['a.test.ts']], ['P4', ['a.test.ts']], ['N5', ['a.test.ts']]])
})

test('titles name no rule that there is not', () => {
  expect([...proofs(sources).keys()].filter((rule) => !(rule in RULES))).toEqual([])
})

test('links of the page lead to files', () => {
  const links = [...readFileSync(FILE, 'utf8').matchAll(/\]\(\.\.\/([^)]+)\)/g)].map((match) => match[1]!)
  expect(links.length).toBeGreaterThan(20)
  expect(links.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
})
