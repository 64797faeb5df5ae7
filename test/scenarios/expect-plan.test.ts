// expect.trackingPlan(): passes on what is as planned, and fails with each thing that is not, how often, and the rows of it.
import { expect, test } from 'vitest'
import { scenario } from '../../scenarios/kit.ts'
import type { Stage } from '../../scenarios/kit.ts'
import { collect } from '../../scenarios/registry.ts'
import { runScenario } from '../../scenarios/runner.ts'
import type { Result } from '../../scenarios/runner.ts'
import { ownEmulator } from '../../scenarios/target.ts'

async function play(body: (stage: Stage) => Promise<void>): Promise<Result> {
  const [one] = await collect(async () => scenario('it', {}, body))
  return runScenario(one!, ownEmulator())
}

const PLAN = { events: { bought: { properties: { size: 'number' } } }, attributes: { plan: { type: 'string', allowed: ['free', 'pro'] } } }

/** mel's phone is as planned, bob's server is not. */
async function phones({ device, rest, admin, clock }: Stage, plan: object | undefined = PLAN): Promise<void> {
  if (plan !== undefined) await admin.put('/tracking_plan', plan)
  const phone = device('ios')
  phone.launch()
  phone.changeUser('mel')
  phone.logCustomEvent('bought', { size: 40 })
  phone.setCustomUserAttribute('plan', 'pro')
  await clock.advance('1m')
  for (const size of ['L', 'M']) await rest.post('/users/track', { attributes: [{ external_id: 'bob', plan: 'Pro' }], events: [{ external_id: 'bob', name: 'bought', time: '2026-03-01T12:00:00Z', properties: { size } }] })
}

const LINES = [
  `  attribute 'plan' is "Pro", the plan allows "free", "pro"; did you mean 'pro'? (once, rest)`,
  `  event 'bought': size is of type string ("L"), the plan says number (2 times, rest)`,
  `  attribute 'plan' was sent again as it stood: a wasted data point (once, rest)`,
]

test('what is not as planned, a line each, and the rows', async () => {
  const { status, failure } = await play(async (stage) => {
    await phones(stage)
    await stage.expect.trackingPlan()
  })
  expect(status).toBe('failed')
  const lines = failure!.message.split('\n')
  expect(lines[0]).toMatch(/^expect\.trackingPlan\(\) at expect-plan\.test\.ts:\d+$/)
  expect(lines.slice(1, 5)).toEqual([...LINES, '  the rows of it:'])
  expect(failure!.message).toMatch(/the rows of it:\n {4}#\d+ .* profile\.updated .*"to":"Pro".*\n {4}#\d+ .* custom_event\.logged .*"size":"L".*\n {4}#\d+ .* attributes\.unchanged /)
  expect(failure!.message).toMatch(/last journal rows:\n( {4}#.*\n)*.*tracking_plan\.violated/)
})

test('of one user; without rules and names that do not count; by another plan', async () => {
  const { failure } = await play(async (stage) => {
    await phones(stage)
    const { expect: expected } = stage
    await expected.trackingPlan({ about: 'mel' })
    await expected.trackingPlan({ ignore: ['bought', 'value', 'unchanged'] })
    await expected.trackingPlan({ ignore: ['plan', 'type'] })
    await expected.trackingPlan({ plan: { events: { bought: { additional_properties: true } }, attributes: { plan: 'string' }, ignore: ['unchanged'] } })
  })
  expect(failure?.message).toBeUndefined()
})

test.each([
  ['about', (e: Stage['expect']) => e.trackingPlan({ about: 'bob' }), ["expect.trackingPlan('bob')", ...LINES, "last journal rows of 'bob'"]],
  ['ignore', (e: Stage['expect']) => e.trackingPlan({ ignore: ['unchanged', 'bought'] }), [LINES[0]!]],
  ['plan', (e: Stage['expect']) => e.trackingPlan({ plan: { attributes: { plan: 'string' } } }), ["event 'bought' is not among the events of the plan (3 times, sdk, rest)"]],
  ['a user who is not there', (e: Stage['expect']) => e.trackingPlan({ about: 'sue' }), ['there is no such user']],
  ['a plan that is none', (e: Stage['expect']) => e.trackingPlan({ plan: { event: {} } }), ["the plan can not be read: tracking_plan: there is no 'event' here; did you mean 'events'?"]],
] as const)('fails by %s', async (_name, step, report) => {
  const { status, failure } = await play(async (stage) => {
    await phones(stage)
    await step(stage.expect)
  })
  expect(status).toBe('failed')
  for (const text of report) expect(failure!.message).toContain(text)
})

test('what is ignored is not in the report', async () => {
  const { failure } = await play(async (stage) => {
    await phones(stage)
    await stage.expect.trackingPlan({ ignore: ['unchanged', 'bought'] })
  })
  expect(failure!.message).not.toContain('wasted data point')
  expect(failure!.message).not.toContain("event 'bought'")
})

test('without a plan it says where one goes', async () => {
  const { status, failure } = await play(async (stage) => {
    await stage.expect.trackingPlan()
  })
  expect([status, failure!.message]).toEqual(['failed', expect.stringContaining(`there is no tracking plan: put one with admin.put('/tracking_plan', { … }) first, or say which: expect.trackingPlan({ plan: { … } })`)])
})
