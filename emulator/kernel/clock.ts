// The world's time: the machine's (perhaps shifted), or held and moved by hand. Nothing else reads a clock.
import type { KernelState } from './state.ts'

export type ClockMode = 'real' | 'held'
type Kept = { mode: ClockMode; held: number; offset: number }

/**
 * The clock of one world, in integer milliseconds UTC. Its mode survives a restart.
 * `holdAt` holds it from the start, whatever was kept; `true` holds it where it stands.
 */
export function createClock({ state, holdAt }: { state: KernelState; holdAt?: number | true | undefined }) {
  let kept: Kept = { mode: 'real', held: 0, offset: 0 }
  const save = () => state.set('clock', kept)
  const load = () => void (kept = state.get<Kept>('clock') ?? { mode: 'real', held: 0, offset: 0 })

  const now = (): number => (kept.mode === 'held' ? kept.held : Math.trunc(Date.now() + kept.offset))

  load()
  if (holdAt !== undefined) {
    kept = { mode: 'held', held: holdAt === true ? now() : Math.trunc(holdAt), offset: kept.offset }
    save()
  }

  return {
    now,
    mode: (): ClockMode => kept.mode,
    /** How far real mode is ahead of the machine, in ms. */
    offset: (): number => kept.offset,
    /** Stops the clock, at `at` or where it stands. */
    hold(at?: number): void {
      kept = { ...kept, mode: 'held', held: Math.trunc(at ?? now()) }
      save()
    },
    /** Lets the clock run: from `from`, or with the machine's time. */
    release(from?: number): void {
      kept = { mode: 'real', held: 0, offset: from === undefined ? 0 : Math.trunc(from) - Date.now() }
      save()
    },
    /** Moves the clock to `to`, in either mode. Timers are the scheduler's business. */
    moveTo(to: number): void {
      kept = kept.mode === 'held' ? { ...kept, held: Math.trunc(to) } : { ...kept, offset: Math.trunc(to) - Date.now() }
      save()
    },
    reload: load,
  }
}

export type Clock = ReturnType<typeof createClock>

/** `2026-11-22T20:50:00.000Z` of a time in ms. */
export const isoTime = (ms: number): string => new Date(ms).toISOString()

/** Milliseconds spent by the process, for uptimes and durations of work; never a point in time. */
export const elapsed = (): number => performance.now()
