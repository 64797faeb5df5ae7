// Where scenarios are registered: one list for the whole process, also when a bundled kit and a user's copy of it meet.
import type { Stage } from './stage.ts'
import { callSite } from './call-site.ts'
import type { CallSite } from './call-site.ts'
import { rowLabel } from './qa-rows.ts'
import type { RowName } from './qa-rows.ts'

export type ScenarioBody = (stage: Stage) => Promise<void> | void

export type ScenarioOptions = {
  /** The rows of the QA plan that this scenario covers: by number those of Braze's QA table (1 to 18, see README), in words those of a plan of your own. */
  row?: RowName | readonly RowName[]
  tags?: readonly string[]
  /** Wall-clock seconds after which it counts as failed (default 60). */
  timeoutInSeconds?: number
}

export type Scenario = { name: string; /** As reports show them. */ rows: readonly string[]; tags: readonly string[]; timeoutInSeconds: number; at: CallSite | undefined; body: ScenarioBody }

const OPTIONS: readonly string[] = ['row', 'tags', 'timeoutInSeconds'] satisfies (keyof ScenarioOptions)[]
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
  const unknown = Object.keys(options).find((option) => !OPTIONS.includes(option))
  if (unknown !== undefined) throw new TypeError(`scenario '${name}' has an unknown option '${unknown}': there are ${OPTIONS.join(', ')}`)
  const rows = [options.row ?? []].flat().map(rowLabel)
  if (registry.collecting === undefined) throw new Error(`scenario '${name}' was not started by the runner: use brazier scenarios <file>`)
  if (registry.collecting.some((one) => one.name === name)) throw new Error(`there are two scenarios named '${name}'`)
  registry.collecting.push({ name, rows, tags: options.tags ?? [], timeoutInSeconds: options.timeoutInSeconds ?? DEFAULT_TIMEOUT_S, at: callSite(scenario), body })
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
