// When schedules come round: each recurrence, short months, weekdays, inclusive ends, zones and changes of clocks.
import { describe, expect, test } from 'vitest'
import { nextOccurrence } from '../../../emulator/domain/sends/occurrences.ts'

const ms = (text: string): number => Date.parse(text)
/** The first `n` times after `after`. */
function times(schedule: unknown, n: number, { zone = 'UTC', after = '2026-01-01T00:00:00Z' } = {}): string[] {
  const found: string[] = []
  for (let at: number | undefined = ms(after); found.length < n; ) {
    at = nextOccurrence(schedule, at!, zone)
    if (at === undefined) break
    found.push(new Date(at).toISOString().replace('.000Z', 'Z'))
  }
  return found
}

describe('once', () => {
  test('at its moment, and never again', () => expect(times({ at: '2026-03-02T09:00:00' }, 3)).toEqual(['2026-03-02T09:00:00Z']))
  test('a time that is over is none', () => expect(nextOccurrence({ at: '2026-03-02T09:00:00' }, ms('2026-03-02T09:00:00Z'), 'UTC')).toBeUndefined())
  test('without an offset by the clocks of the zone, with one as it says', () => {
    expect(times({ at: '2026-03-02T09:00:00' }, 1, { zone: 'America/New_York' })).toEqual(['2026-03-02T14:00:00Z'])
    expect(times({ at: '2026-03-02T09:00:00+01:00' }, 1, { zone: 'America/New_York' })).toEqual(['2026-03-02T08:00:00Z'])
    expect(times({ at: '2026-03-02T09:00:00Z', recurrence: 'once' }, 1, { zone: 'America/New_York' })).toEqual(['2026-03-02T09:00:00Z'])
  })
  test('a date begins the day', () => expect(times({ at: '2026-03-02' }, 1, { zone: 'Asia/Tokyo' })).toEqual(['2026-03-01T15:00:00Z']))
  test('local time is a wall time, whatever offset stands behind it', () => expect(times({ at: '2026-03-02T09:00:00-08:00', in_local_time: true }, 1)).toEqual(['2026-03-02T09:00:00Z']))
})

describe('recurrences', () => {
  test('daily, at the same wall time through changes of clocks', () =>
    expect(times({ at: '2026-03-07T09:00:00', recurrence: 'daily' }, 3, { zone: 'America/New_York', after: '2026-03-01T00:00:00Z' })).toEqual(['2026-03-07T14:00:00Z', '2026-03-08T13:00:00Z', '2026-03-09T13:00:00Z']))
  test('an hour that a change of clocks leaves out is an hour later', () =>
    expect(times({ at: '2026-03-07T02:30:00', recurrence: 'daily' }, 3, { zone: 'America/New_York', after: '2026-03-01T00:00:00Z' })).toEqual(['2026-03-07T07:30:00Z', '2026-03-08T07:30:00Z', '2026-03-09T06:30:00Z']))
  test('an hour that comes twice is one time', () =>
    expect(times({ at: '2026-10-31T01:30:00', recurrence: 'daily' }, 3, { zone: 'America/New_York', after: '2026-10-30T00:00:00Z' })).toEqual(['2026-10-31T05:30:00Z', '2026-11-01T05:30:00Z', '2026-11-02T06:30:00Z']))
  test('every third day, counted from the first', () => expect(times({ at: '2026-01-02T10:00:00', recurrence: { frequency: 'daily', interval: 3 } }, 3, { after: '2026-02-01T00:00:00Z' })).toEqual(['2026-02-01T10:00:00Z', '2026-02-04T10:00:00Z', '2026-02-07T10:00:00Z']))
  test('weekly', () => expect(times({ at: '2026-01-05T10:00:00', recurrence: 'weekly' }, 2)).toEqual(['2026-01-05T10:00:00Z', '2026-01-12T10:00:00Z']))
  test('every second week on weekdays, beginning with the first of them', () =>
    expect(times({ at: '2026-01-07T10:00:00', recurrence: { frequency: 'weekly', interval: 2, weekdays: ['friday', 'monday'] } }, 4)).toEqual(['2026-01-09T10:00:00Z', '2026-01-19T10:00:00Z', '2026-01-23T10:00:00Z', '2026-02-02T10:00:00Z']))
  test('monthly on the 31st: the last day of shorter months, and the 31st again after them', () =>
    expect(times({ at: '2026-01-31T10:00:00', recurrence: 'monthly' }, 5)).toEqual(['2026-01-31T10:00:00Z', '2026-02-28T10:00:00Z', '2026-03-31T10:00:00Z', '2026-04-30T10:00:00Z', '2026-05-31T10:00:00Z']))
  test('monthly from years ago', () => expect(times({ at: '2020-01-31T10:00:00', recurrence: { frequency: 'monthly', interval: 2 } }, 2, { after: '2028-02-01T00:00:00Z' })).toEqual(['2028-03-31T10:00:00Z', '2028-05-31T10:00:00Z']))
  test('a first time that is to come is the next one', () => expect(times({ at: '2026-06-30T10:00:00', recurrence: 'monthly' }, 1)).toEqual(['2026-06-30T10:00:00Z']))
})

describe('the end is included', () => {
  test('a date, up to its last moment', () => expect(times({ at: '2026-01-05T23:30:00', recurrence: 'daily', end: '2026-01-07' }, 9)).toHaveLength(3))
  test('a moment, as it is', () => {
    expect(times({ at: '2026-01-05T10:00:00', recurrence: { frequency: 'daily', end: '2026-01-07T10:00:00' } }, 9)).toHaveLength(3)
    expect(times({ at: '2026-01-05T10:00:00', recurrence: { frequency: 'daily', end: '2026-01-07T09:59:59' } }, 9)).toHaveLength(2)
  })
  test('by the clocks of the zone', () => expect(times({ at: '2026-01-05T23:30:00', recurrence: 'daily', end: '2026-01-06' }, 9, { zone: 'Asia/Tokyo' })).toEqual(['2026-01-05T14:30:00Z', '2026-01-06T14:30:00Z']))
})

test.each([['daily', 9007199254740991], ['weekly', 9007199254740991], ['monthly', 9007199254740991], ['monthly', 1e9]])('an interval beyond all days has no second time, and ends: %s, every %d', (frequency, interval) => {
  const schedule = { at: '2026-01-05T10:00:00', recurrence: { frequency, interval } }
  expect(times(schedule, 3)).toEqual(['2026-01-05T10:00:00Z'])
})

test('no schedule, no `at`, no time: none', () => {
  for (const schedule of [null, undefined, 'daily', {}, { at: null }, { at: '' }, { at: 'soon' }, { recurrence: 'daily' }]) expect(nextOccurrence(schedule, 0, 'UTC')).toBeUndefined()
})
