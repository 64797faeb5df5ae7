// Delays and windows over weekdays, nights and the change to summer time.
import { expect, test } from 'vitest'
import { dueOf, openAt } from '../../../emulator/delivery/triggers/due-times.ts'

const at = (text: string): number => Date.parse(text)
const iso = (ms: number): string => new Date(ms).toISOString()

test.each([
  [{}, 'UTC', '2026-03-02T21:00:00.000Z'],
  [{ delay_seconds: 86_400 }, 'UTC', '2026-03-03T21:00:00.000Z'],
  [{ delay: { days: 1, at: '09:00' } }, 'UTC', '2026-03-03T09:00:00.000Z'], // "Monday 21:00 and 1 day at 9:00 is Tuesday 9:00"
  [{ delay: { weekday: 'monday', at: '22:00' } }, 'UTC', '2026-03-09T22:00:00.000Z'], // the same weekday: in 7 days
  [{ delay: { weekday: 'tuesday', at: '00:00' } }, 'UTC', '2026-03-03T00:00:00.000Z'],
  [{ delay: { weekday: 'sunday', at: '10:00' } }, 'UTC', '2026-03-08T10:00:00.000Z'],
  [{ delay: { days: 1, at: '09:00' } }, 'Asia/Tokyo', '2026-03-04T00:00:00.000Z'], // Tuesday 06:00 there: Wednesday 09:00
  [{ delay: { days: 6, at: '09:00' } }, 'America/New_York', '2026-03-08T13:00:00.000Z'], // summer time begins on that day
] as const)('%j in %s', (timing, zone, due) => expect(iso(dueOf(timing, at('2026-03-02T21:00:00Z'), zone))).toBe(due))

test.each([
  ['09:00', '17:00', '2026-03-02T08:59:59Z', '2026-03-02T09:00:00.000Z'],
  ['09:00', '17:00', '2026-03-02T09:00:00Z', '2026-03-02T09:00:00.000Z'],
  ['09:00', '17:00', '2026-03-02T16:59:59Z', '2026-03-02T16:59:59.000Z'],
  ['09:00', '17:00', '2026-03-02T17:00:00Z', '2026-03-03T09:00:00.000Z'],
  ['22:00', '06:00', '2026-03-02T23:00:00Z', '2026-03-02T23:00:00.000Z'],
  ['22:00', '06:00', '2026-03-02T05:59:00Z', '2026-03-02T05:59:00.000Z'],
  ['22:00', '06:00', '2026-03-02T06:00:00Z', '2026-03-02T22:00:00.000Z'],
])('from %s to %s at %s', (start, end, now, open) => expect(iso(openAt({ start, end }, at(now), 'UTC'))).toBe(open))

test('a window is that of the zone', () => expect(iso(openAt({ start: '09:00', end: '17:00' }, at('2026-03-02T12:00:00Z'), 'America/New_York'))).toBe('2026-03-02T14:00:00.000Z'))
