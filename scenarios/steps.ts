// The steps of one scenario: one after the other even when an `await` was forgotten, each failure kept with its line.
import { callSite } from './call-site.ts'
import type { CallSite } from './call-site.ts'
import { StepFailed } from './failure.ts'
import type { Failing } from './failure.ts'

export type Fail = (failing: Omit<Failing, 'step'> & { step?: string }) => never
export type Steps = ReturnType<typeof createSteps>

type Callee = (...args: never[]) => unknown

export function createSteps() {
  const failures: StepFailed[] = []
  const open = new Map<Promise<unknown>, { step: string; at: CallSite | undefined }>()
  let line: Promise<unknown> = Promise.resolve()
  let expectations = 0

  const fail = (step: string, at: CallSite | undefined): Fail => (failing) => {
    throw new StepFailed({ step, at, ...failing })
  }
  const located = (error: unknown, step: string, at: CallSite | undefined): StepFailed =>
    error instanceof StepFailed ? error : new StepFailed({ step, at, because: [error instanceof Error ? error.message : String(error)] })

  return {
    /** Runs one step when those before it are done. `callee` is the verb itself: the line that called it is named in a failure. */
    run<T>(callee: Callee, step: string, work: (fail: Fail) => Promise<T>): Promise<T> {
      const at = callSite(callee)
      const promise = line.then(() => work(fail(step, at))).catch((error: unknown) => {
        const failure = located(error, step, at)
        failures.push(failure)
        throw failure
      })
      const done = (): void => void open.delete(promise)
      open.set(promise, { step, at })
      line = promise.then(done, done)
      return promise
    },
    /** The same for what needs no waiting. */
    runNow<T>(callee: Callee, step: string, work: (fail: Fail) => T): T {
      const at = callSite(callee)
      try {
        return work(fail(step, at))
      } catch (error) {
        const failure = located(error, step, at)
        failures.push(failure)
        throw failure
      }
    },
    /** Something was compared: a scenario that compares nothing proves nothing. */
    expected: (): void => void expectations++,
    /** Ends the scenario: waits for every step, and throws what is wrong although the body did not. */
    async finish(): Promise<void> {
      const forgotten = [...open.values()]
      await line
      if (failures.length > 0) throw failures[0]!
      if (forgotten.length > 0) throw new StepFailed({ ...forgotten[0]!, because: ['was not awaited: write await in front of it, or it may be judged too early'] })
      if (expectations === 0) throw new StepFailed({ step: 'the scenario', at: undefined, because: ['expects nothing: it would pass whatever the emulator does'] })
    },
  }
}
