// `brazier exec --strict`: what a command sends is held against the tracking plan of the config file. Exit code 3 when it succeeded and something does not fit.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folder, refusal, run } from '../adapters/cli/kit.ts'

const PLAN = { events: { bought: { properties: { size: { type: 'number', required: true } } } }, attributes: { plan: { type: 'string', allowed: ['free', 'pro'] } } }

/** A folder with a config file that has a plan, and seeds that would not fit it. */
function planned(config: object = { tracking_plan: PLAN }): string {
  const cwd = folder()
  writeFileSync(join(cwd, 'brazier.config.json'), JSON.stringify({ track: [{ attributes: [{ external_id: 'seed', colour: 'red' }] }], ...config }))
  return cwd
}

/** A command that makes these calls one after the other, says how many were answered, and ends with `code`. */
const calling = (calls: readonly (readonly [path: string, body: object])[], code = 0): string[] => ['--', process.execPath, '-e', `(async () => { for (const [path, body] of ${JSON.stringify(calls)}) { const r = await fetch(process.env.BRAZIER_URL + path, { method: 'POST', headers: { authorization: 'Bearer ' + process.env.BRAZE_REST_API_KEY, 'content-type': 'application/json' }, body: JSON.stringify(body) }); if (!r.ok) throw new Error(path + r.status) } console.log('sent'); process.exitCode = ${code} })()`]
const bought = (size: unknown): [string, object] => ['/users/track', { events: [{ external_id: 'mel', name: 'bought', time: '2026-01-01T00:00:00Z', properties: { size } }] }]
const plan = (value: string): [string, object] => ['/users/track', { attributes: [{ external_id: 'mel', plan: value }] }]

test('all as planned: the exit code of the command, and not a word', async () => {
  const cwd = planned()
  expect(await run(['exec', '--strict', ...calling([bought(40), plan('pro')])], { cwd })).toEqual({ code: 0, signal: null, out: 'sent\n', err: '' })
})

test('what does not fit: each in a line with how often, exit code 3', async () => {
  const cwd = planned()
  const { code, out, err } = await run(['exec', '--strict', ...calling([bought('L'), bought('M'), plan('Pro'), plan('Pro'), ['/users/track', { purchases: [{ external_id: 'mel', product_id: 'shoe', price: 1, currency: 'EUR', time: '2026-01-01T00:00:00Z' }] }]])], { cwd })
  expect({ code, out }).toEqual({ code: 3, out: 'sent\n' })
  expect(err).toBe(`brazier: these 4 do not fit the tracking plan:
  event 'bought': size is of type string ("L"), the plan says number (2 times, rest)
  attribute 'plan' is "Pro", the plan allows "free", "pro"; did you mean 'pro'? (once, rest)
  attribute 'plan' was sent again as it stood: a wasted data point (once, rest)
  purchase 'shoe' is not among the purchases of the plan (once, rest)
`)
})

test('a command that fails keeps its own code; what does not fit is told all the same', async () => {
  const cwd = planned()
  expect(await run(['exec', '--strict', ...calling([plan('tin')], 7)], { cwd })).toMatchObject({ code: 7, out: 'sent\n', err: `brazier: this does not fit the tracking plan:\n  attribute 'plan' is "tin", the plan allows "free", "pro" (once, rest)\n` })
})

test('what a reset takes away was seen, and seeds are nobody’s fault', async () => {
  const cwd = planned()
  expect(await run(['exec', '--strict', ...calling([plan('tin'), ['/_emulator/reset', {}], plan('tin')])], { cwd })).toMatchObject({ code: 3, err: expect.stringContaining(`the plan allows "free", "pro" (2 times, rest)\n`) })
  expect(await run(['exec', '--strict', ...calling([['/_emulator/reset', {}], plan('pro')])], { cwd })).toMatchObject({ code: 0, err: '' })
})

test('a world from a snapshot is held against the plan of the config file; what happened before does not count', async () => {
  const cwd = planned({})
  expect(await run(['exec', '--export-on-exit', 'world.db', ...calling([plan('tin'), bought('L')])], { cwd })).toMatchObject({ code: 0, err: '' })
  writeFileSync(join(cwd, 'brazier.config.json'), JSON.stringify({ tracking_plan: PLAN }))
  expect(await run(['exec', '--strict', '--import', 'world.db', ...calling([plan('pro')])], { cwd })).toMatchObject({ code: 0, err: '' })
  expect(await run(['exec', '--strict', '--import', 'world.db', ...calling([plan('iron')])], { cwd })).toMatchObject({ code: 3, err: `brazier: this does not fit the tracking plan:\n  attribute 'plan' is "iron", the plan allows "free", "pro" (once, rest)\n` })
})

test('what the emulator does a moment later counts: rows of a sync', async () => {
  const cwd = planned({ tracking_plan: PLAN, cdi_integrations: [{ id: '11111111-1111-4111-8111-111111111111', name: 'Rows', type: 'attributes', rows: [{ UPDATED_AT: '2026-01-01 00:00:00', EXTERNAL_ID: 'mel', PAYLOAD: '{"plan":"tin"}' }] }] })
  expect(await run(['exec', '--strict', ...calling([['/cdi/integrations/11111111-1111-4111-8111-111111111111/sync', {}]])], { cwd })).toMatchObject({ code: 3, err: expect.stringContaining(`attribute 'plan' is "tin"`) })
})

test('without --strict nobody is told; without a plan it can not run, and the command does not', async () => {
  expect(await run(['exec', ...calling([plan('tin')])], { cwd: planned() })).toMatchObject({ code: 0, out: 'sent\n', err: '' })
  expect(refusal(await run(['exec', '--strict', ...calling([])], { cwd: planned({}) }))).toBe('exec --strict needs a tracking plan: write one under tracking_plan in the config file (brazier plan infer drafts it)')
})

test('a mistake in the plan of the config file is told with its place', async () => {
  const cwd = planned({ tracking_plan: { events: { bought: { propertys: {} } } } })
  expect(refusal(await run(['exec', '--strict', ...calling([])], { cwd }))).toBe(`config file ${join(cwd, 'brazier.config.json')}: tracking_plan: events.bought: there is no 'propertys' here; did you mean 'properties'?`)
})
