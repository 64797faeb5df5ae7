// Rate limits: fixed windows by name on the world's clock, and their X-RateLimit headers. docs: api/api_limits
import type { World } from '../world.ts'

/** `limit` requests in each window of `seconds`; endpoints with one `name` share the counter. */
export type Limit = { name: string; limit: number; seconds: number }

/** The pool of every endpoint without a limit of its own. docs: api/api_limits */
export const defaultPool: Limit = { name: 'default', limit: 250_000, seconds: 3600 }

const MANY = 1000 // windows in memory before those that are over are forgotten: limits of single audiences have names of their own

export type Window = { limit: number; remaining: number; reset: number; exceeded: boolean }

/** Counts requests. The windows live in memory: a restart opens new ones, as moving the clock does. */
export function createLimits() {
  const windows = new Map<string, { from: number; to: number; used: number }>()
  let most = MANY

  /** Each world has its own clock: only its own windows are judged by it. */
  function prune(id: string, now: number): void {
    for (const [key, { to }] of windows) if (to <= now && key.startsWith(`${id}\n`)) windows.delete(key)
    most = Math.max(MANY, windows.size * 2)
  }

  return {
    /** Counts one request of `world` and says where the window stands. `reset` is in UTC epoch seconds; hourly windows end at the full hour. */
    count(world: World, { name, limit, seconds }: Limit): Window {
      const length = seconds * 1000
      const from = Math.floor(world.clock.now() / length) * length
      const key = `${world.id}\n${name}`
      let window = windows.get(key)
      if (window === undefined || window.from !== from) {
        if (windows.size >= most) prune(world.id, world.clock.now())
        windows.set(key, (window = { from, to: from + length, used: 0 }))
      }
      window.used++
      return { limit, remaining: Math.max(limit - window.used, 0), reset: (from + length) / 1000, exceeded: window.used > limit }
    },
    /** Forgets the windows of a world that was reset. */
    forget(id: string): void {
      for (const key of windows.keys()) if (key.startsWith(`${id}\n`)) windows.delete(key)
    },
  }
}

export type Limits = ReturnType<typeof createLimits>

export const limitHeaders = ({ limit, remaining, reset }: Window): Record<string, string> => ({
  'x-ratelimit-limit': String(limit),
  'x-ratelimit-remaining': String(remaining),
  'x-ratelimit-reset': String(reset),
})
