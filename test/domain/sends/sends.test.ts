// Accepted sends as the engine reads them: in order, each until it is taken; and over a restart.
import { expect, test } from 'vitest'
import { emulator } from '../../kit/world.ts'

const setUp = (n: number) => {
  const { world } = emulator()
  world.db.tx(() => {
    for (let i = 1; i <= n; i++) world.sends.accept({ kind: 'messages', request: { i } })
  })
  return world
}
const numbers = (sends: readonly { request: Record<string, unknown> }[]) => sends.map((send) => send.request['i'])

test('they are read in the order they came, a page at a time', () => {
  const world = setUp(5)
  expect(numbers(world.sends.accepted())).toEqual([1, 2, 3, 4, 5])
  const page = world.sends.accepted({ limit: 2 })
  expect(numbers(page)).toEqual([1, 2])
  expect(numbers(world.sends.accepted({ since: page.at(-1)!.id, limit: 2 }))).toEqual([3, 4])
  expect(world.sends.accepted({ since: 5 })).toEqual([])
})

test('a hundred are read when nobody says how many', () => expect(setUp(101).sends.accepted()).toHaveLength(100))

test('one that is taken is read no more, and taken once', () => {
  const world = setUp(3)
  expect(world.db.tx(() => [world.sends.take(2), world.sends.take(2), world.sends.take(99)])).toEqual([true, false, false])
  expect(numbers(world.sends.accepted())).toEqual([1, 3])
  const [first] = world.sends.accepted()
  expect(world.sends.find(first!.dispatch_id)).toEqual(first)
  expect(world.sends.find('nobody')).toBeUndefined()
})

test('a request that fails leaves none behind', () => {
  const world = setUp(0)
  expect(() => world.db.tx(() => {
    world.sends.accept({ kind: 'messages', request: {} })
    throw new Error('undone')
  })).toThrow('undone')
  expect(world.sends.accepted()).toEqual([])
  expect(world.journal.read({ kinds: ['send.accepted'] })).toEqual([])
})

test('they are in a snapshot; a reset forgets them', () => {
  const world = setUp(2)
  const other = emulator().world
  other.restore(world.snapshot())
  expect(numbers(other.sends.accepted())).toEqual([1, 2])
  other.reset()
  expect(other.sends.accepted()).toEqual([])
})
