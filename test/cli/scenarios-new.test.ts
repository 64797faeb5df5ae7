// `brazier scenarios new` and `verbs` as commands: what is written passes at once, is never overwritten, and leads an editor to the schema.
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { built, folder, refusal, run } from '../adapters/cli/kit.ts'

test('new writes a scenario that passes, and keeps what is there', async () => {
  const cwd = folder()
  expect(await run(['scenarios', 'new'], { cwd })).toMatchObject({ code: 0, err: '', out: 'first.scenario.yaml is written. Run it: brazier scenarios first.scenario.yaml\n' })
  expect(await run(['scenarios', 'new', 'QA/My "Login"!', '--ts'], { cwd })).toMatchObject({ code: 0, err: '', out: 'QA/my-login.scenario.ts is written. Run it: brazier scenarios QA/my-login.scenario.ts\n' })
  const text = readFileSync(join(cwd, 'first.scenario.yaml'), 'utf8')
  const ran = await run(['scenarios', '.', '--reporter', 'json'], { cwd })
  expect([ran.code, ran.err]).toEqual([0, ''])
  expect((JSON.parse(ran.out) as { scenarios: { name: string; status: string }[] }).scenarios.map(({ name, status }) => [name, status])).toEqual([
    ['first on web', 'passed'], ['first on ios', 'passed'], ['first on android', 'passed'], ['My Login! on web', 'passed'], ['My Login! on ios', 'passed'], ['My Login! on android', 'passed'],
  ].toSorted((a, b) => Number(a[0]!.startsWith('My')) - Number(b[0]!.startsWith('My'))))

  writeFileSync(join(cwd, 'first.scenario.yaml'), `${text}# mine`)
  expect(refusal(await run(['scenarios', 'new', 'first.scenario.yaml'], { cwd }))).toBe(`there is a file '${join(cwd, 'first.scenario.yaml')}' already: choose another name`)
  expect(readFileSync(join(cwd, 'first.scenario.yaml'), 'utf8')).toBe(`${text}# mine`)
  expect(readdirSync(cwd).sort()).toEqual(['QA', 'first.scenario.yaml'])
})

test('the first line names the schema: of the package that is installed above, else of the one that runs', async () => {
  const cwd = folder()
  await run(['scenarios', 'new', 'a'], { cwd })
  const schemaIn = (file: string): string => /^# yaml-language-server: \$schema=(.*)\n/.exec(readFileSync(file, 'utf8'))![1]!
  const own = fileURLToPath(schemaIn(join(cwd, 'a.scenario.yaml')))
  expect(JSON.parse(readFileSync(own, 'utf8'))).toMatchObject({ title: 'A Brazier scenario' })
  mkdirSync(join(cwd, 'node_modules/brazier/dist'), { recursive: true })
  cpSync(join(built, 'scenario.schema.json'), join(cwd, 'node_modules/brazier/dist/scenario.schema.json'))
  await run(['scenarios', 'new', 'b'], { cwd })
  await run(['scenarios', 'new', 'qa/c'], { cwd })
  expect([schemaIn(join(cwd, 'b.scenario.yaml')), schemaIn(join(cwd, 'qa/c.scenario.yaml'))]).toEqual(['./node_modules/brazier/dist/scenario.schema.json', '../node_modules/brazier/dist/scenario.schema.json'])
})

test('what can not be: two kinds at once, a name without letters', async () => {
  const cwd = folder()
  expect(refusal(await run(['scenarios', 'new', 'x', '--yaml', '--ts'], { cwd }))).toBe("option '--yaml' cannot be used with option '--ts'")
  expect(refusal(await run(['scenarios', 'new', '???'], { cwd }))).toBe("'???' is no name for a file")
  expect(refusal(await run(['scenarios', 'new', 'x', 'y'], { cwd }))).toContain('too many arguments')
  expect(readdirSync(cwd)).toEqual([])
})

test('verbs lists what can be written, or what has a text; and other names are paths, as ever', async () => {
  const all = await run(['scenarios', 'verbs'])
  expect([all.code, all.err]).toEqual([0, ''])
  for (const line of ['  logCustomEvent name [props]         The app logs a custom event.', '  noProfile user', '  rest call [body]', '  <now>']) expect(all.out).toContain(line)
  expect((await run(['scenarios', 'verbs', 'PURCHASE'])).out.match(/^ {2}\w+/gm)).toEqual(['  logPurchase', '  purchase'])
  expect(refusal(await run(['scenarios', 'verbs', 'xyzzy']))).toBe("nothing in a scenario has 'xyzzy' in its name or description")
  expect(await run(['scenarios', 'nix'])).toMatchObject({ code: 2, out: '', err: "brazier scenarios: there is no file or folder 'nix'\n" })
})
