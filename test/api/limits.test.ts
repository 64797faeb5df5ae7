// Windows of rate limits in memory: those that are over are forgotten when there are many, those of other worlds' clocks are left.
import { expect, test } from 'vitest'
import { createLimits } from '../../emulator/api/limits.ts'
import type { World } from '../../emulator/world.ts'

const worldAt = (id: string, now: { at: number }) => ({ id, clock: { now: () => now.at } }) as unknown as World

test('a window counts down and begins anew', () => {
  const now = { at: 30_000 }
  const [limits, world] = [createLimits(), worldAt('w', now)]
  const limit = { name: 'l', limit: 2, seconds: 60 }
  expect([limits.count(world, limit), limits.count(world, limit), limits.count(world, limit)].map(({ remaining, exceeded, reset }) => [remaining, exceeded, reset])).toEqual([[1, false, 60], [0, false, 60], [0, true, 60]])
  now.at = 60_000
  expect(limits.count(world, limit)).toEqual({ limit: 2, remaining: 1, reset: 120, exceeded: false })
})

test('thousands of names do not make one that is under way forget its count', () => {
  const [now, other] = [{ at: 0 }, { at: 0 }]
  const limits = createLimits()
  const [world, elsewhere] = [worldAt('w', now), worldAt('other', other)]
  const kept = { name: 'kept', limit: 10_000, seconds: 3600 }
  const brief = { name: 'brief', limit: 10, seconds: 1 }
  limits.count(world, kept)
  limits.count(elsewhere, brief)
  for (let n = 0; n < 5000; n++) {
    now.at += 100
    limits.count(world, { name: `audience ${n}`, limit: 10, seconds: 1 })
  }
  expect(limits.count(world, kept).remaining).toBe(9998)
  expect(limits.count(elsewhere, brief).remaining).toBe(8)
})
