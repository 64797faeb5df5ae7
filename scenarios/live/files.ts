// Scenario files in live mode: each runs in the workspace of the real app and in real time; a step that the tester leaves out leaves out the scenario.
import type { Scenario } from '../registry.ts'
import { runScenario } from '../runner.ts'
import { NoAnswer } from '../target.ts'
import type { Target, wholeEmulator } from '../target.ts'
import type { Party } from './live-device.ts'
import { endedBy, failed } from './walk.ts'
import type { Ended, Turn } from './walk.ts'

type Open = () => ReturnType<typeof wholeEmulator>

/** A person needs no limit for the whole: each of their steps has one. */
const LONG_S = 2_000_000

/** One turn a scenario. */
export const turnsOf = (scenarios: readonly Scenario[], open: Open, { person, seconds, machine }: Pick<Party, 'person' | 'seconds' | 'machine'>): Turn[] =>
  scenarios.map((scenario) => ({
    scenario, heading: scenario.name,
    async play(): Promise<Ended> {
      let party: Party | undefined
      async function openLive(): Promise<Target> {
        const target = await open()
        party = { person, seconds, machine, startsAt: Date.parse(target.clock.now) }
        return { ...target, live: party }
      }
      try {
        const { status, failure } = await runScenario({ ...scenario, timeoutInSeconds: LONG_S }, openLive)
        const ended = party?.ended === undefined ? undefined : endedBy(party.ended)
        if (ended !== undefined && status === 'failed' && ended.status === 'skipped') return ended
        return { status, ...(failure === undefined ? {} : { failure }), ...(ended?.stop === undefined ? {} : { stop: ended.stop }) }
      } catch (error) {
        if (error instanceof NoAnswer) return endedBy(error)
        return failed('the emulator', [error instanceof Error ? error.message : String(error)], [])
      }
    },
  }))
