// When a schedule object is due, and when its time is over: by the clocks of all zones.
import { describe, expect, test } from 'vitest'
import { readSchedule } from '../../../emulator/domain/sends/schedule-times.ts'

const at = (iso: string) => Date.parse(iso)
const read = (time: string, flags: { in_local_time?: boolean; at_optimal_time?: boolean }, now: string) => readSchedule({ time, in_local_time: false, at_optimal_time: false, ...flags }, at(now))
const local = { in_local_time: true }
const best = { at_optimal_time: true }

describe('local time is over when the last zone, UTC-12, is past it', () => {
  test.each<[string, boolean]>([['2026-03-01T08:59:00Z', true], ['2026-03-01T09:00:00Z', true], ['2026-03-01T21:00:00Z', true], ['2026-03-01T21:00:00.001Z', false]])('9 o\'clock of 1 March, at %s', (now, taken) => {
    expect(read('2026-03-01T09:00:00', local, now) !== undefined).toBe(taken)
  })
})

describe('a best hour is over when its date is over everywhere', () => {
  test.each<[string, boolean]>([['2026-03-02T11:59:59.999Z', true], ['2026-03-02T12:00:00Z', false]])('1 March, at %s', (now, taken) => {
    expect(read('2026-03-01T09:00:00', best, now) !== undefined).toBe(taken)
  })
})

test.each<[string, object, number, string, boolean]>([
  ['2026-03-05T09:00:00', local, at('2026-03-04T19:00:00Z'), '2026-03-05T09:00:00', false],
  ['2026-03-05T09:00:00Z', local, at('2026-03-04T19:00:00Z'), '2026-03-05T09:00:00', true],
  ['2026-03-05T09:00:00.5+05:30', local, at('2026-03-04T19:00:00.500Z'), '2026-03-05T09:00:00.5', true],
  ['2026-03-05 09:00:00 -0500', local, at('2026-03-04T19:00:00Z'), '2026-03-05 09:00:00', true],
  ['2026-03-05', local, at('2026-03-04T10:00:00Z'), '2026-03-05', false],
  ['2026-03-05T23:00:00', best, at('2026-03-04T11:00:00Z'), '2026-03-05T23:00:00', false],
  ['2026-03-05T09:00:00-0500', {}, at('2026-03-05T14:00:00Z'), '2026-03-05T09:00:00-0500', false],
])('%s %j', (time, flags, due, kept, zoneDropped) => {
  expect(read(time, flags, '2026-03-01T12:00:00Z')).toMatchObject({ due, time: kept, zoneDropped })
})
