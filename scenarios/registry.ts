// Where scenarios are registered: one list for the whole process, also when a bundled kit and a user's copy of it meet.
import type { Stage } from './stage.ts'
import { callSite } from './call-site.ts'
import type { CallSite } from './call-site.ts'

export type ScenarioBody = (stage: Stage) => Promise<void> | void

export type ScenarioOptions = {
  /** The row of a QA plan that this scenario covers. */
  row?: string
  tags?: readonly string[]
  /** Wall-clock seconds after which it counts as failed (default 60). */
  timeoutInSeconds?: number
}

export type Scenario = { name: string; row: string | undefined; tags: readonly string[]; timeoutInSeconds: number; at: CallSite | undefined; body: ScenarioBody }

const DEFAULT_TIMEOUT_S = 60

type Registry = { collecting: Scenario[] | undefined }
const KEY = Symbol.for('brazier.scenarios')
const registry = ((globalThis as Record<symbol, unknown>)[KEY] ??= { collecting: undefined }) as Registry

/**
 * Registers a scenario; `brazier scenarios <file>` runs it, on a fresh emulator.
 * @param name what QA reads in the report; each name once in a file
 */
export function scenario(name: string, body: ScenarioBody): void
export function scenario(name: string, options: ScenarioOptions, body: ScenarioBody): void
export function scenario(name: string, second: ScenarioOptions | ScenarioBody, third?: ScenarioBody): void {
  const options = typeof second === 'function' ? {} : second
  const body = typeof second === 'function' ? second : third
  if (typeof name !== 'string' || name.trim() === '') throw new TypeError('a scenario has a name: scenario(name, async ({ device, expect }) => { … })')
  if (typeof body !== 'function') throw new TypeError(`scenario '${name}' has no function to run`)
  if (registry.collecting === undefined) throw new Error(`scenario '${name}' was not started by the runner: use brazier scenarios <file>`)
  if (registry.collecting.some((one) => one.name === name)) throw new Error(`there are two scenarios named '${name}'`)
  registry.collecting.push({ name, row: options.row, tags: options.tags ?? [], timeoutInSeconds: options.timeoutInSeconds ?? DEFAULT_TIMEOUT_S, at: callSite(scenario), body })
}

/** The scenarios that `load` registers, in order. One at a time: files are loaded one after the other. */
export async function collect(load: () => Promise<unknown>): Promise<Scenario[]> {
  if (registry.collecting !== undefined) throw new Error('scenarios are being loaded already')
  const scenarios: Scenario[] = (registry.collecting = [])
  try {
    await load()
  } finally {
    registry.collecting = undefined
  }
  return scenarios
}
