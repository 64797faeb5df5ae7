// The journal: order, filters, readers with cursors, followers of commits.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { kindMatches } from '../../emulator/kernel/journal.ts'
import { folder, kernel, nextTurn, NOON } from '../kit/kernel.ts'

test('rows come back in order, with the world’s time', () => {
  const { journal, clock } = kernel()
  expect(journal.lastSeq()).toBe(0)
  expect(journal.append('a.one', { n: 1 })).toBe(1)
  clock.moveTo(NOON + 5)
  expect(journal.append('b.two', { deep: { list: [1, null] } }, 'p1')).toBe(2)
  expect(journal.read({})).toEqual([
    { seq: 1, at: NOON, kind: 'a.one', profile: null, data: { n: 1 } },
    { seq: 2, at: NOON + 5, kind: 'b.two', profile: 'p1', data: { deep: { list: [1, null] } } },
  ])
  expect(journal.lastSeq()).toBe(2)
})

test('since, kinds, profiles and limit, also over many pages', () => {
  const { db, journal } = kernel()
  db.tx(() => {
    for (let n = 1; n <= 2500; n++) journal.append(n % 100 === 0 ? 'rare.thing' : 'often.thing', { n }, n % 2 === 0 ? 'even' : 'odd')
  })
  const numbers = (query: Parameters<typeof journal.read>[0]) => journal.read(query).map((row) => row.data['n'])
  expect(numbers({ limit: 3 })).toEqual([1, 2, 3])
  expect(numbers({ since: 2498, limit: 100 })).toEqual([2499, 2500])
  expect(numbers({ kinds: ['rare'], since: 2200 })).toEqual([2300, 2400, 2500])
  expect(numbers({ kinds: ['rare'], limit: 24 })).toEqual(Array.from({ length: 24 }, (_, index) => (index + 1) * 100))
  expect(numbers({ kinds: ['rare'], limit: 1000 })).toHaveLength(25)
  expect(numbers({ profiles: ['odd'], since: 2494 })).toEqual([2495, 2497, 2499])
  expect(numbers({ profiles: ['odd'], kinds: ['rare'] })).toEqual([])
  expect(numbers({ profiles: [] })).toEqual([])
  expect(numbers({ profiles: ['even', 'odd'], since: 2498 })).toEqual([2499, 2500])
  expect(numbers({ since: 2500 })).toEqual([])
  expect(numbers({})).toHaveLength(1000)
})

test('kinds are taken by their beginning', () => {
  expect(kindMatches('session.started', undefined)).toBe(true)
  expect(kindMatches('session.started', [])).toBe(true)
  expect(kindMatches('session.started', ['session'])).toBe(true)
  expect(kindMatches('session.started', ['profile', 'session.started'])).toBe(true)
  expect(kindMatches('push_token.moved', ['push'])).toBe(true)
  expect(kindMatches('push_token.moved', ['push.'])).toBe(false)
  expect(kindMatches('session.started', ['started'])).toBe(false)
})

test('a reader gets each row once, also over a restart', () => {
  const file = join(folder(), 'world.db')
  const first = kernel({ file })
  for (const n of [1, 2, 3, 4, 5]) first.journal.append('x.y', { n })
  const reader = first.journal.reader('currents')
  expect(reader.behind()).toBe(5)
  expect(reader.next(2).map((row) => row.seq)).toEqual([1, 2])
  expect(reader.behind()).toBe(3)
  expect(first.journal.reader('other').behind()).toBe(5)
  first.db.close()

  const second = kernel({ file })
  const again = second.journal.reader('currents')
  expect(again.next().map((row) => row.seq)).toEqual([3, 4, 5])
  expect(again.next()).toEqual([])
  expect(again.behind()).toBe(0)
  second.journal.append('x.y', { n: 6 })
  expect(again.next().map((row) => row.seq)).toEqual([6])
})

test('a reader’s place goes back with the transaction that failed', () => {
  const { db, journal } = kernel()
  journal.append('x.y', {})
  const reader = journal.reader('currents')
  expect(() => db.tx(() => {
    expect(reader.next()).toHaveLength(1)
    throw new Error('no')
  })).toThrow('no')
  expect(reader.next().map((row) => row.seq)).toEqual([1])
})

test('followers wake after a commit that added rows, and only then', async () => {
  const { db, journal } = kernel()
  const woken: number[] = []
  const stop = journal.follow(() => void woken.push(journal.committed()))
  db.tx(() => void journal.append('a.b', {}))
  expect(woken).toEqual([1])
  db.tx(() => db.note('no row'))
  expect(woken).toEqual([1])

  const answered = [db.shareCommit(() => journal.append('a.b', {})), db.shareCommit(() => journal.append('a.b', {}))]
  expect(woken).toEqual([1])
  expect(journal.committed()).toBe(1)
  expect(journal.lastSeq()).toBe(3)
  await Promise.all(answered)
  expect(woken).toEqual([1, 3])

  stop()
  db.tx(() => void journal.append('a.b', {}))
  await nextTurn()
  expect(woken).toEqual([1, 3])
})
