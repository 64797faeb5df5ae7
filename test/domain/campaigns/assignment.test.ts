// Random assignment: even, the same again, in the order of the shares. docs: user_guide/messaging/ab_testing/create_tests
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { bucketOf, pick } from '../../../emulator/domain/campaigns/assignment.ts'

const users = Array.from({ length: 20_000 }, (_, n) => createHash('sha1').update(`user ${n}`).digest('hex').slice(0, 24))

describe('bucketOf', () => {
  test('is of md5 over both ids', () => {
    // md5('ab') = 187ef4436122d1cc2f40dc2b92f0eba0: 0x187ef443 = 410973251
    expect(bucketOf('a', 'b')).toBe(51)
    expect(bucketOf('', 'ab')).toBe(51)
    // md5('abc') = 900150983cd24fb0d6963f7d28e17f72: 0x90015098 = 2416005272
    expect(bucketOf('ab', 'c')).toBe(72)
  })

  test('spreads users evenly over 0 to 99', () => {
    const counts = new Array<number>(100).fill(0)
    for (const user of users) counts[bucketOf(user, 'campaign-1')]!++
    expect(counts.length).toBe(100)
    expect(Math.min(...counts)).toBeGreaterThan(140) // 200 each, with a standard deviation of 14
    expect(Math.max(...counts)).toBeLessThan(260)
  })

  test('one definition says nothing about another', () => {
    const both = users.filter((user) => bucketOf(user, 'campaign-1') < 50 && bucketOf(user, 'campaign-2') < 50).length
    expect(both / users.length).toBeGreaterThan(0.23)
    expect(both / users.length).toBeLessThan(0.27)
  })
})

describe('pick', () => {
  const [a, b, c] = [{ id: 'a', percent: 30 }, { id: 'b', percent: 0 }, { id: 'c', percent: 50 }]
  const whom = (members: { id: string; percent?: number }[]) => Array.from({ length: 100 }, (_, bucket) => pick(members, bucket)?.id ?? '-').join('')

  test('slices lie in the order of the members; the rest is nobody’s', () => {
    expect(whom([a, b, c])).toBe('a'.repeat(30) + 'c'.repeat(50) + '-'.repeat(20))
    expect(whom([c, a, b])).toBe('c'.repeat(50) + 'a'.repeat(30) + '-'.repeat(20))
  })
  test('all and nothing', () => {
    expect(whom([{ id: 'x', percent: 100 }])).toBe('x'.repeat(100))
    expect(whom([{ id: 'x', percent: 0 }])).toBe('-'.repeat(100))
    expect(whom([{ id: 'x' }])).toBe('-'.repeat(100))
    expect(whom([])).toBe('-'.repeat(100))
  })
})
