// How shipped scenarios are proven able to fail: each is run against emulators broken in the ways it is there to find.
import { describe, expect, test } from 'vitest'
import type { Scenario } from '../../scenarios/registry.ts'
import { runScenario } from '../../scenarios/runner.ts'
import { shipped } from '../../scenarios/shipped.ts'
import { ownEmulator } from '../../scenarios/target.ts'
import type { Wrap } from '../../scenarios/target.ts'
import { stub } from './broken-emulators.ts'

/** Which scenarios, what is broken, and what the report must say. */
export type Proof = readonly [scenario: RegExp, defect: string, wrap: Wrap, report: RegExp]
/** Broken in a way that no scenario of the part may miss. */
export type Blanket = readonly [defect: string, wrap: Wrap]

/** Parts of the suite, by the first row of a scenario. Each scenario is in exactly one. */
export const PARTS = { ingestion: [1, 2, 3, 5, 6], identity: [4, 7, 8], sending: [9, 10, 11, 12, 13, 14], channels: [15, 16, 17, 18] } as const
const numberOf = ({ rows: [first = ''] }: Scenario): number => Number(/^(\d+) ·/.exec(first)?.[1] ?? 0)

const PLATFORM = /^(web|ios|android): /
/** The same scenario on another platform is no other scenario for what breaks them all. */
const isFirstOfItsKind = ({ name }: Scenario, all: readonly Scenario[]): boolean => all.find((one) => one.name.replace(PLATFORM, '') === name.replace(PLATFORM, ''))!.name === name

/** Declares the tests of one part: every scenario has at least `atLeast` proofs of its own, and fails when it is broken in those ways, in all of `blanket`, and when it is about a platform, of `ofDevices`. `elsewhere`: so many of its proofs are run on platforms other than the first, beside those that name one. */
export async function proveAbleToFail(part: keyof typeof PARTS, proofs: readonly Proof[], { blanket, ofDevices = [], atLeast = 1, elsewhere = Infinity }: { blanket: readonly Blanket[]; ofDevices?: readonly Blanket[]; atLeast?: number; elsewhere?: number }): Promise<void> {
  const rows: readonly number[] = PARTS[part]
  const scenarios = (await shipped()).filter((one) => rows.includes(numberOf(one)))

  describe.each(scenarios.map((one) => [one.name, one] as const))('%s', (_, scenario) => {
    const isFirst = isFirstOfItsKind(scenario, scenarios)
    const all = proofs.filter(([name]) => name.test(scenario.name))
    const own = all.filter(([name], index) => isFirst || index < elsewhere || /\b(web|ios|android)\b/.test(name.source))

    test('has proofs of its own', () => expect(own.length).toBeGreaterThanOrEqual(atLeast))

    if (own.length > 0)
      test.each(own.map(([, defect, wrap, report]) => [defect, wrap, report] as const))('fails when the emulator %s', async (_defect, wrap, report) => {
        const result = await runScenario(scenario, ownEmulator(wrap))
        expect(result.status).toBe('failed')
        expect(result.failure!.message).toMatch(report)
        expect(result.failure!.at!.file).toMatch(/\.scenario\.ts$/)
      })

    const every = [...blanket, ...(PLATFORM.test(scenario.name) ? ofDevices : [])]
    if (every.length > 0 && isFirst)
      test.each(every)('fails when the emulator %s', async (_defect, wrap) => {
        const result = await runScenario(scenario, ownEmulator(wrap))
        expect(result.status).toBe('failed')
      })
  })

  test('every proof is of a scenario that exists', () => {
    for (const [name] of proofs) expect(scenarios.some((one) => name.test(one.name)), String(name)).toBe(true)
  })
}

/** What no scenario with a platform's device may miss. */
export const brokenForDevices: readonly Blanket[] = [
  ['answers 500 to SDKs', stub('/api/v3', 500, { error: 'Internal Server Error' })],
  ['answers success to SDKs and does nothing', stub('/api/v3', 201, { message: 'success' })],
]
/** What no scenario at all may miss. */
export const brokenForAll: readonly Blanket[] = [['answers success to REST calls and does nothing', stub('/users', 201, { message: 'success', users: [] })]]
