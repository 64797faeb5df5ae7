// Work that a stranger's regular expression could keep busy for ever: given up after a while, so that the emulator goes on.
import { createContext, Script } from 'node:vm'

/** The work took longer than it may. */
export class TooSlow extends Error {
  constructor(ms: number) {
    super(`given up after ${ms} ms`)
    this.name = 'TooSlow'
  }
}

const box: { work: (() => unknown) | undefined } = { work: undefined }
let run: ((ms: number) => unknown) | undefined

function prepare(): (ms: number) => unknown {
  const context = createContext(box)
  const script = new Script('work()')
  return (timeout) => script.runInContext(context, { timeout })
}

/** The result of `work`, or TooSlow when it is not there after `ms` of the machine's time. Only V8 can stop a regular expression that is under way. */
export function withinTime<T>(ms: number, work: () => T): T {
  run ??= prepare()
  const outer = box.work
  box.work = work
  try {
    return run(ms) as T
  } catch (error) {
    throw (error as { code?: string }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? new TooSlow(ms) : error
  } finally {
    box.work = outer
  }
}
