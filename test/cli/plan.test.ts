// `brazier plan infer` and `brazier plan check` against a running emulator: what they write, what they say, how they end.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { folder, refusal, run, started } from '../adapters/cli/kit.ts'

const time = '2026-01-01T00:00:00Z'

async function seen() {
  const cwd = folder()
  const emulator = await started(undefined, { cwd })
  for (let n = 0; n < 20; n++) await emulator.wire.call('POST', '/users/track', { events: [{ external_id: 'mel', name: 'bought', time, properties: { size: n, colour: n % 2 === 0 ? 'red' : 'blue' } }] })
  await emulator.wire.call('POST', '/users/track', { attributes: [{ external_id: 'mel', plan: 'pro' }], events: [{ external_id: 'mel', name: 'bougth', time }], purchases: [{ external_id: 'mel', product_id: 'shoe', price: 1, currency: 'EUR', time }] })
  const plan = (args: readonly string[]) => run(['plan', ...args, '--url', emulator.url], { cwd })
  return { cwd, emulator, plan, file: (name: string) => join(cwd, name) }
}

test('infer writes a file that check, start and a person can read', async () => {
  const { cwd, plan, file } = await seen()
  const doubt = "event 'bougth' (1) is nearly 'bought' (20): is one of them misspelt?"
  expect(await plan(['infer', '--output', 'plan.yaml'])).toEqual({ code: 0, signal: null, out: '2 events, 1 attribute and 1 product seen, written to plan.yaml\n', err: `look at: ${doubt}\n` })
  const text = readFileSync(file('plan.yaml'), 'utf8')
  expect(text.split('\n')[0]).toBe(`# ${doubt}`)
  const tracking_plan = { events: { bought: { properties: { colour: { type: 'string', required: true }, size: { type: 'number', required: true } } }, bougth: {} }, attributes: { plan: { type: 'string' } }, purchases: { shoe: {} } }
  expect(parse(text)).toEqual({ tracking_plan })
  expect(await plan(['check', '--plan', 'plan.yaml'])).toEqual({ code: 0, signal: null, out: '23 rows of the journal looked at: all as planned\n', err: '' })

  // It is a config file as it is
  const with_it = await started(['--db', ':memory:', '--config', 'plan.yaml'], { cwd })
  expect((await with_it.wire.call('GET', '/_emulator/tracking_plan')).body).toEqual({ tracking_plan })

  expect(refusal(await plan(['infer', '--output', 'plan.yaml']))).toBe('plan.yaml is there already: --overwrite writes it anew')
  expect(await plan(['infer', '--output', 'plan.yaml', '--overwrite', '--allowed'])).toMatchObject({ code: 0 })
  expect((parse(readFileSync(file('plan.yaml'), 'utf8')) as any).tracking_plan.events.bought.properties.colour).toEqual({ type: 'string', required: true, allowed: ['blue', 'red'] })
  const printed = await plan(['infer'])
  expect([printed.code, parse(printed.out), printed.err]).toEqual([0, { tracking_plan }, `2 events, 1 attribute and 1 product seen\nlook at: ${doubt}\n`])
})

test('check names what does not fit, and ends with 1', async () => {
  const { plan, file } = await seen()
  writeFileSync(file('plan.json'), JSON.stringify({ events: { bought: { properties: { size: 'string', colour: 'string' } } }, attributes: { plan: { type: 'string', allowed: ['free'] } }, purchases: { shoe: {} } }))
  expect(await plan(['check', '--plan', 'plan.json'])).toEqual({
    code: 1, signal: null, err: '',
    out: `event 'bought': size is of type number (0), the plan says string (20 times, rest)\nattribute 'plan' is "pro", the plan allows "free" (once, rest)\nevent 'bougth' is not among the events of the plan; did you mean 'bought'? (once, rest)\n23 rows of the journal looked at: 22 violations\n`,
  })
  expect(await plan(['check', '--plan', 'plan.json', '--ignore', 'type,value', '--ignore', 'misspelt'])).toMatchObject({ code: 0, out: '23 rows of the journal looked at: all as planned\n' })
  const json = await plan(['check', '--plan', 'plan.json', '--ignore', 'type', '--json'])
  expect([json.code, JSON.parse(json.out)]).toEqual([1, { rows: 23, count: 2, violations: [expect.objectContaining({ rule: 'value', count: 1 }), expect.objectContaining({ rule: 'misspelt', nearest: 'bought' })] }])
})

test("the workspace's own plan, and another workspace", async () => {
  const { emulator, plan } = await seen()
  expect(refusal(await plan(['check']))).toMatch(/^this workspace has no tracking plan: /)
  await emulator.wire.call('PUT', '/_emulator/tracking_plan', { events: { '*': { additional_properties: true } }, attributes: { plan: 'string' }, purchases: { '*': null } })
  expect(await plan(['check'])).toMatchObject({ code: 0 })
  await emulator.wire.call('POST', '/_emulator/workspaces', { id: 'other' })
  expect(refusal(await plan(['check', '--workspace', 'other']))).toMatch(/^this workspace has no tracking plan/)
  expect(await plan(['infer', '--workspace', 'other'])).toMatchObject({ code: 0, err: '0 events, 0 attributes and 0 products seen\n' })
})

test('the plan of a config file in TypeScript', async () => {
  const { plan, file } = await seen()
  writeFileSync(file('own.config.ts'), `const events: Record<string, object> = { bought: { additional_properties: true }, bougth: {} }\nexport default { port: 1, tracking_plan: { events, attributes: { plan: 'string' }, purchases: { shoe: {} } } }`)
  writeFileSync(file('none.config.ts'), 'export default {}')
  expect(await plan(['check', '--plan', 'own.config.ts'])).toMatchObject({ code: 0 })
  expect(refusal(await plan(['check', '--plan', 'none.config.ts']))).toBe('none.config.ts has no tracking_plan')
})

test('what it can not do is said in one line, exit code 2', async () => {
  const cwd = folder()
  const refused = async (args: readonly string[]) => refusal(await run(['plan', ...args], { cwd }))
  writeFileSync(join(cwd, 'bad.yaml'), 'events: [')
  writeFileSync(join(cwd, 'wrong.yaml'), 'tracking_plan:\n  events:\n    bought: { propertys: {} }\n  attributes: { plan: { type: text } }\n')
  expect(await refused([])).toBe('plan infer, or plan check')
  expect(await refused(['draw'])).toBe("unknown command 'plan draw': plan infer, or plan check")
  expect(await refused(['check', '--plan', 'missing.yaml'])).toContain('missing.yaml')
  expect(await refused(['check', '--plan', 'bad.yaml'])).toMatch(/^bad\.yaml: /)
  expect(await refused(['check', '--plan', 'wrong.yaml'])).toBe("wrong.yaml: events.bought: there is no 'propertys' here; did you mean 'properties'?; attributes.plan.type: a type is one of string, number, integer, boolean, time, array, object")
  expect(await refused(['check', '--ignore', 'typos'])).toBe('--ignore typos: a rule is one of undeclared, misspelt, type, missing_property, value, unchanged')
  expect(await refused(['check', '--url', 'http://127.0.0.1:9'])).toBe('no emulator answers at http://127.0.0.1:9 (start one with: brazier start)')
  expect(await refused(['infer', '--output', 'no/such/folder.yaml', '--url', 'http://127.0.0.1:9'])).toContain('no emulator answers')
  expect(await refused(['infer', '--colour'])).toContain("unknown option '--colour'")
})
