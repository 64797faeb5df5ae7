// The machine under the shim: the one real-time clock of sdk-shims and a seed that differs from process to process.
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
