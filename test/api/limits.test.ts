// Windows of rate limits in memory: those that are over are forgotten when there are many, those of other worlds' clocks are left.
import { expect, test } from 'vitest'
import { createDispatch } from '../../emulator/api/dispatch.ts'
import type { Emulation } from '../../emulator/api/emulation.ts'
import { createFaults } from '../../emulator/api/injected-faults.ts'
import { createLimits } from '../../emulator/api/limits.ts'
import { restRealm } from '../../emulator/api/rest/realm.ts'
import { createRouter } from '../../emulator/api/router.ts'
import { homeKeys, table } from '../../emulator/index.ts'
import { createWorkspaces } from '../../emulator/workspaces.ts'
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

test.each([
  ['PUT', '/campaigns/translations', { errors: [{ message: 'You have exceeded the maximum number of requests. Please try again later.' }] }],
  ['PUT', '/templates/email/translations', { errors: [{ message: 'You have exceeded the maximum number of requests. Please try again later.' }] }],
  ['GET', '/campaigns/list', { message: 'Rate Limited' }],
])('%s %s over its limit answers in the words of its page', async (method, path, body) => {
  const directory = createWorkspaces({ db: ':memory:', seed: 1, onError: () => {}, outbound: fetch, origin: () => 'http://localhost' })
  const over = { ...createLimits(), count: () => ({ limit: 1, remaining: 0, reset: 60, exceeded: true }) }
  const emulation: Emulation = { version: '0', directory, limits: over, faults: createFaults(), rateLimits: 'braze', uptime: () => 0, endpoints: () => table, onReset: async () => {} }
  const dispatch = createDispatch({ router: createRouter(table), realmOf: () => restRealm({ acceptAnyKey: false }), emulation, report: () => {} })
  try {
    const answer = await dispatch({ method, path, query: '', headers: { authorization: `Bearer ${homeKeys.rest}`, 'content-type': 'application/json' }, body: Buffer.from('{}'), ip: '127.0.0.1' })
    expect([answer.status, JSON.parse(String(answer.body)), answer.headers['x-ratelimit-remaining']]).toEqual([429, body, '0'])
  } finally {
    directory.close()
  }
})
