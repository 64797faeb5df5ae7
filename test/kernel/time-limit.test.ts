// Work under a time limit: its result, its errors, and the end of a regular expression that has none.
import { expect, test } from 'vitest'
import { TooSlow, withinTime } from '../../emulator/kernel/time-limit.ts'

const endless = (): boolean => /^(a+)+$/.test(`${'a'.repeat(60)}b`)

test('gives what the work gives, and throws what it throws', () => {
  const made = { a: 1 }
  expect(withinTime(10_000, () => made)).toBe(made)
  const error = new RangeError('own')
  expect(() => withinTime(10_000, () => { throw error })).toThrow(error)
})

test('gives up work that does not end, and goes on', () => {
  expect(() => withinTime(50, endless)).toThrow(TooSlow)
  expect(withinTime(10_000, () => 'next')).toBe('next')
})

test('work inside of work', () => {
  expect(withinTime(10_000, () => `${withinTime(10_000, () => 'inner')} and outer`)).toBe('inner and outer')
  expect(withinTime(10_000, () => { try { withinTime(50, endless) } catch (error) { return (error as Error).name } })).toBe('TooSlow')
})
