// The machine under the shim: the one real-time clock of sdk-shims, a seed that differs from process to process, what a browser has.
import { runInThisContext } from 'node:vm'
import type { DeviceClock } from '../device/virtual-clock.ts'

/** Longest wait that a timer of the host can hold, in ms. */
const LONGEST_WAIT = 2_147_483_647

/**
 * Real time. The globals are looked up at each call, so that fake timers of a test runner hold here too. Waiting for
 * the next flush never keeps a process alive.
 */
export const machineClock: DeviceClock = {
  now: () => Date.now(),
  at: (due, run) => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const wait = (): void => {
      const left = due - Date.now()
      timer = setTimeout(() => (due - Date.now() > 0 && left > LONGEST_WAIT ? wait() : run()), Math.min(Math.max(0, left), LONGEST_WAIT))
      if (typeof timer === 'object') timer.unref?.()
    }
    wait()
    return () => clearTimeout(timer)
  },
}

/** Two processes are two browsers: their device ids must differ on an emulator that both talk to. */
export const machineSeed = (): string => [...crypto.getRandomValues(new Uint32Array(4))].join('-')

/** What every browser has and a DOM emulation may hide (jest-environment-jsdom does). */
const NEEDED = ['fetch', 'Request', 'Response', 'Headers', 'TextEncoder', 'TextDecoder', 'structuredClone', 'crypto']

/** Puts what is hidden back where it was, from the Node around the suite's own globals. */
export const restoreGlobals = (): void => {
  const missing = NEEDED.filter((name) => (globalThis as Record<string, unknown>)[name] === undefined)
  if (missing.length === 0) return
  const node = runInThisContext('globalThis') as Record<string, unknown>
  const lost = missing.filter((name) => node[name] === undefined)
  // Without them every request would look like a lost network
  if (lost.length > 0) throw new Error(`brazier/sdk-shims/web needs what this test environment hides: ${lost.join(', ')}.`)
  for (const name of missing) Object.defineProperty(globalThis, name, { value: node[name], configurable: true, writable: true })
}
