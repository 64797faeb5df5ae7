// emulator/delivery/walks.ts: every user of an audience once, page by page, at the pace asked for, also over a restart.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Visitor } from '../../emulator/delivery/walks.ts'
import { createWalks } from '../../emulator/delivery/walks.ts'
import { folder } from '../kit/kernel.ts'
import { emulator } from '../kit/world.ts'

type World = ReturnType<typeof emulator>['world']
const everybody = { op: 'AND', children: [] }
const people = (world: World, count: number) => world.db.tx(() => Array.from({ length: count }, (_, n) => world.profiles.create('rest', `user-${n}`).external_id))
function walking(world: World, visitor: Partial<Visitor> = {}) {
  const visited: string[] = []
  const walks = createWalks(world)
  walks.on('letters', { visit: (profile) => void visited.push(profile.external_id!), ...visitor })
  return { walks, visited }
}

test('all users once, in pages', async () => {
  const e = emulator()
  const names = people(e.world, 1001)
  let finished = 0
  const { walks, visited } = walking(e.world, { finished: () => void finished++ })
  walks.start({ name: 'letters', id: 'one', filters: everybody, data: {} })
  expect(visited).toEqual([])
  await e.world.scheduler.settle()
  expect([visited, finished]).toEqual([names, 1])
})

test('only who is meant, with the data of the walk', async () => {
  const e = emulator()
  people(e.world, 5)
  const seen: unknown[] = []
  const { walks } = walking(e.world, { visit: (profile, data) => void seen.push([profile.external_id, data]) })
  walks.start({ name: 'letters', id: 'one', filters: { filter: 'external_user_id', cmp: 'is_any_of', value: ['user-1', 'user-3'] }, data: { dispatch: 'd' } })
  await e.world.scheduler.settle()
  expect(seen).toEqual([['user-1', { dispatch: 'd' }], ['user-3', { dispatch: 'd' }]])
})

test('a pace: ten a minute on the world\'s clock', async () => {
  const e = emulator()
  people(e.world, 25)
  const { walks, visited } = walking(e.world, { pace: () => ({ users: 10, next: () => e.world.clock.now() + 60_000 }) })
  walks.start({ name: 'letters', id: 'one', filters: everybody, data: {} })
  await e.world.scheduler.settle()
  expect(visited).toHaveLength(10)
  await e.admin('POST', '/clock/advance', { by: '59s' })
  expect(visited).toHaveLength(10)
  await e.admin('POST', '/clock/advance', { by: '1s' })
  expect(visited).toHaveLength(20)
  await e.admin('POST', '/clock/advance', { by: '1h' })
  expect(visited).toHaveLength(25)
})

test('stopped in the middle', async () => {
  const e = emulator()
  people(e.world, 25)
  const { walks, visited } = walking(e.world, { pace: () => ({ users: 10, next: () => e.world.clock.now() + 60_000 }) })
  walks.start({ name: 'letters', id: 'one', filters: everybody, data: {} })
  await e.world.scheduler.settle()
  expect(walks.stop('letters', 'one')).toBe(true)
  await e.admin('POST', '/clock/advance', { by: '1h' })
  expect(visited).toHaveLength(10)
})

test('a restart in the middle: the rest, and nobody twice', async () => {
  const db = join(folder(), 'world.db')
  const first = emulator({ db })
  const names = people(first.world, 25)
  const pace = (world: World) => ({ users: 10, next: () => world.clock.now() + 60_000 })
  const one = walking(first.world, { pace: () => pace(first.world) })
  one.walks.start({ name: 'letters', id: 'one', filters: everybody, data: {} })
  await first.world.scheduler.settle()
  first.core.close()
  const second = emulator({ db })
  const two = walking(second.world, { pace: () => pace(second.world) })
  await second.admin('POST', '/clock/advance', { by: '1h' })
  expect([...one.visited, ...two.visited]).toEqual(names)
})

test('a tree that can not be asked ends the walk with its reason, and finishes what it began', async () => {
  const e = emulator()
  people(e.world, 3)
  await e.post('/users/track', { attributes: [{ external_id: 'user-0', text: `${'a'.repeat(200)}!` }] })
  let finished = 0
  const { walks, visited } = walking(e.world, { finished: () => void finished++ })
  const rows = await e.rowsOf(async () => {
    e.world.db.tx(() => walks.start({ name: 'letters', id: 'one', filters: { filter: 'custom_attribute', name: 'text', type: 'string', cmp: 'matches_regex', value: '^(a+)+$' }, data: {} }))
    await e.world.scheduler.settle()
  })
  expect(rows.map(({ kind, data }) => [kind, data['rule'], data['why']])).toEqual([['decision.refused', 'walk.letters', expect.stringContaining('a regular expression of the segment takes longer')]])
  expect([visited, finished]).toEqual([[], 1])
  expect(e.errors).toEqual([])
})
