// The world's clock: real or held, moved by hand, kept over a restart.
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { isoTime } from '../../emulator/kernel/clock.ts'
import { folder, HOUR, kernel, NOON } from '../kit/kernel.ts'

afterEach(() => vi.useRealTimers())
const machineAt = (ms: number): void => void vi.useFakeTimers({ now: ms, toFake: ['Date'] })

test('real: the clock is the machine’s', () => {
  machineAt(NOON)
  const { clock } = kernel({ holdAt: null })
  expect([clock.mode(), clock.now(), clock.offset()]).toEqual(['real', NOON, 0])
  machineAt(NOON + 5)
  expect(clock.now()).toBe(NOON + 5)
})

test('real: moved, it runs on from there', () => {
  machineAt(NOON)
  const { clock } = kernel({ holdAt: null })
  clock.moveTo(NOON + HOUR)
  expect([clock.mode(), clock.now(), clock.offset()]).toEqual(['real', NOON + HOUR, HOUR])
  machineAt(NOON + 7)
  expect(clock.now()).toBe(NOON + HOUR + 7)
})

test('held: it stands until it is moved', () => {
  machineAt(NOON)
  const { clock } = kernel({ holdAt: NOON + 3 })
  machineAt(NOON + HOUR)
  expect([clock.mode(), clock.now()]).toEqual(['held', NOON + 3])
  clock.moveTo(NOON + 10)
  expect(clock.now()).toBe(NOON + 10)
})

test('held where it stands, released from a time, released to the machine’s', () => {
  machineAt(NOON)
  const { clock } = kernel({ holdAt: null })
  clock.hold()
  machineAt(NOON + HOUR)
  expect([clock.mode(), clock.now()]).toEqual(['held', NOON])
  clock.release(NOON - HOUR)
  machineAt(NOON + HOUR + 1)
  expect([clock.mode(), clock.now()]).toEqual(['real', NOON - HOUR + 1])
  clock.release()
  expect([clock.now(), clock.offset()]).toEqual([NOON + HOUR + 1, 0])
})

test('times are whole milliseconds', () => {
  const { clock } = kernel({ holdAt: NOON + 0.7 })
  expect(clock.now()).toBe(NOON)
  clock.hold(NOON + 1.9)
  expect(clock.now()).toBe(NOON + 1)
  clock.moveTo(NOON + 2.2)
  expect(clock.now()).toBe(NOON + 2)
})

test('mode, place and offset survive a restart; holdAt goes before what was kept', () => {
  machineAt(NOON)
  const file = join(folder(), 'world.db')
  const first = kernel({ file, holdAt: NOON })
  first.clock.moveTo(NOON + HOUR)
  first.db.close()
  const second = kernel({ file, holdAt: null })
  expect([second.clock.mode(), second.clock.now()]).toEqual(['held', NOON + HOUR])
  second.clock.release(NOON + 2 * HOUR)
  second.db.close()
  machineAt(NOON + 9)
  const third = kernel({ file, holdAt: null })
  expect([third.clock.mode(), third.clock.now()]).toEqual(['real', NOON + 2 * HOUR + 9])
  third.db.close()
  const fourth = kernel({ file, holdAt: true })
  machineAt(NOON + HOUR)
  expect([fourth.clock.mode(), fourth.clock.now()]).toEqual(['held', NOON + 2 * HOUR + 9])
  fourth.db.close()
  expect(kernel({ file, holdAt: NOON - HOUR }).clock.now()).toBe(NOON - HOUR)
})

test('a time as text', () => expect(isoTime(NOON + 1)).toBe('2026-03-01T12:00:00.001Z'))
