// Runs scenarios one after the other, each on an emulator of its own, and tells a reporter how it goes.
import { placeIn } from './call-site.ts'
import type { CallSite } from './call-site.ts'
import { StepFailed, trailLines } from './failure.ts'
import type { Failing, Trail } from './failure.ts'
import type { Scenario } from './registry.ts'
import { createStage } from './stage.ts'
import { CannotRun } from './target.ts'
import type { OpenTarget, Target } from './target.ts'

export type Failure = {
  message: string
  at: CallSite | undefined
  /** The step and what is different, in one line. */
  brief: string
  /** The parts that `message` is made of; undefined when it was no step of the kit that failed. */
  found?: Failing
}
export type Result = { scenario: Scenario; status: 'passed' | 'failed' | 'skipped'; ms: number; failure?: Failure; /** Shown beside it: why it was not run, what a person said. */ note?: string }
export type Summary = { results: readonly Result[]; passed: number; failed: number; skipped: number; ms: number; exitCode: 0 | 1 }

export type Reporter = {
  /** Before the first of them. */
  begin?(scenarios: readonly Scenario[]): void
  /** `index` counts from 0, of `total` scenarios. */
  start?(scenario: Scenario, progress: { index: number; total: number }): void
  end?(result: Result): void
  finish(summary: Summary): void
}

function failureOf(error: unknown, file: string | undefined): Failure {
  const found = (error as Partial<StepFailed> | null)?.found
  if (found !== undefined) return { message: (error as Error).message, at: found.at, brief: `${found.step}: ${found.because[0] ?? 'failed'}`, found }
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const at = error instanceof Error ? placeIn(error.stack, file) : undefined
  return { message: at === undefined ? text : `${text}\n  at ${at.file}:${at.line}`, at, brief: text.split('\n')[0]! }
}

/** The failure with more to look at. */
function withTrails(failure: Failure, trails: readonly Trail[]): Failure {
  if (trails.length === 0) return failure
  const { found } = failure
  return { ...failure, message: [failure.message, ...trailLines(trails)].join('\n'), ...(found === undefined ? {} : { found: { ...found, trails: [...(found.trails ?? []), ...trails] } }) }
}

/** An error inside the emulator fails every scenario: what it saw of it may look right. */
function unexpectedOf(target: Target): string | undefined {
  const [error] = target.unexpected()
  return error === undefined ? undefined : `the emulator had an error nobody expected: ${error instanceof Error ? error.stack : String(error)}`
}

// A longer one would go off at once
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Rejects when the scenario can not end any more: its time is over, or the process has nothing left that could still happen. */
function hopeless({ timeoutInSeconds: seconds, at }: Scenario): { promise: Promise<never>; forget(): void } {
  const failure = (when: string) => new StepFailed({ step: 'the scenario', at, because: [`is not done${when}: it waits for something that never comes`] })
  const timer = AbortSignal.timeout(Math.min(seconds * 1000, LONGEST_TIMER_MS))
  let nothingLeft = (): void => {}
  const promise = new Promise<never>((_, reject) => {
    timer.addEventListener('abort', () => reject(failure(` after ${seconds} s`)))
    process.once('beforeExit', (nothingLeft = () => reject(failure(''))))
  })
  return { promise, forget: () => void process.off('beforeExit', nothingLeft) }
}

/** Runs one scenario. Rejects only with CannotRun: no emulator to run it on. */
export async function runScenario(scenario: Scenario, open: OpenTarget): Promise<Result> {
  const started = performance.now()
  const target = await open()
  const opened = createStage(target)
  const stuck = hopeless(scenario)
  const result = (status: 'passed' | 'failed', failure?: Failure): Result => ({ scenario, status, ms: performance.now() - started, ...(failure === undefined ? {} : { failure }) })
  try {
    const { stage, finish } = opened
    const play = async (): Promise<void> => {
      try {
        await scenario.body(stage)
      } catch (error) {
        await finish().catch(() => {}) // steps still under way end before the emulator goes
        throw error
      }
      await finish()
    }
    await Promise.race([play(), stuck.promise])
    const unexpected = unexpectedOf(target)
    return unexpected === undefined ? result('passed') : result('failed', { message: unexpected, brief: unexpected.split('\n')[0]!, at: undefined })
  } catch (error) {
    if (error instanceof CannotRun) throw error
    const failure = withTrails(failureOf(error, scenario.at?.file), await opened.withheld())
    const unexpected = unexpectedOf(target)
    return result('failed', unexpected === undefined ? failure : { ...failure, message: `${failure.message}\n  ${unexpected}` })
  } finally {
    stuck.forget()
    await target.close()
  }
}

/** Runs all of them in order; with `bail` the first failure ends it, and the rest counts as skipped. */
export async function runAll(scenarios: readonly Scenario[], { open, reporters = [], bail = false }: { open: OpenTarget; reporters?: readonly Reporter[]; bail?: boolean }): Promise<Summary> {
  const started = performance.now()
  const results: Result[] = []
  let stopped = false
  for (const one of reporters) one.begin?.(scenarios)
  for (const [index, scenario] of scenarios.entries()) {
    if (!stopped) for (const one of reporters) one.start?.(scenario, { index, total: scenarios.length })
    const result: Result = stopped ? { scenario, status: 'skipped', ms: 0 } : await runScenario(scenario, open)
    results.push(result)
    for (const one of reporters) one.end?.(result)
    stopped ||= bail && result.status === 'failed'
  }
  const count = (status: Result['status']): number => results.filter((one) => one.status === status).length
  const failed = count('failed')
  const summary: Summary = { results, passed: count('passed'), failed, skipped: count('skipped'), ms: performance.now() - started, exitCode: failed === 0 ? 0 : 1 }
  for (const one of reporters) one.finish(summary)
  return summary
}
