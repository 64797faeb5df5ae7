// Plays what a YAML file says: one step after the other, each failure with its line of the file.
import type { Device } from '../../sdk-shims/device/index.ts'
import { StepFailed } from '../failure.ts'
import type { Who } from '../people.ts'
import type { PushInbox } from '../push-inbox.ts'
import type { ScenarioBody } from '../registry.ts'
import type { ScenarioDevice, Stage } from '../stage.ts'
import { fill } from './placeholders.ts'
import type { Values } from './placeholders.ts'

export type Run = {
  stage: Stage
  device(name: unknown): Device & PushInbox
  /** A device of the scenario comes to be. */
  add(name: string, options: ScenarioDevice): void
  /** It is a real app in a person's hands. */
  isLive(name: string): boolean
  who(user: unknown): Who
  keep(name: string, value: unknown): void
  /** Fills placeholders in; `expected`: those of expectations too. */
  fill<T>(value: T, expected?: boolean): T
}

/** One step as the file has it. `label` is what a failure calls it, where the kit has no words of its own. */
export type Step = { line: number; label: string; run(run: Run): unknown }

function createRun(stage: Stage): Run {
  const devices = new Map<string, Device & PushInbox>()
  const live = new Set<string>()
  const kept = new Map<string, unknown>()
  const values: Values = { now: () => Date.parse(stage.clock.now()), kept }
  const device: Run['device'] = (name) => devices.get(name as string)!
  return {
    stage,
    device,
    add(name, options) {
      if (options.live === true) live.add(name)
      devices.set(name, stage.device(options))
    },
    isLive: (name) => live.has(name),
    who(user) {
      if (typeof user === 'string') return user
      const named = user as { device?: string; alias?: { name: string; label: string } }
      if (named.device !== undefined) return device(named.device)
      return named.alias === undefined ? (user as Who) : { user_alias: { alias_name: named.alias.name, alias_label: named.alias.label } }
    },
    keep: (name, value) => void kept.set(name, value),
    fill: (value, expected) => fill(value, values, expected) as typeof value,
  }
}

/** The body of a scenario that does these steps. */
export const bodyOf = (file: string, steps: readonly Step[]): ScenarioBody => async (stage) => {
  const run = createRun(stage)
  for (const step of steps) {
    try {
      await step.run(run)
    } catch (error) {
      const at = { file, line: step.line }
      // The kit names the line of code that called it: here that is a line of ours
      if (error instanceof StepFailed) throw new StepFailed({ ...error.found, at })
      throw new StepFailed({ step: step.label, at, because: [error instanceof Error ? error.message : String(error)] })
    }
  }
}
