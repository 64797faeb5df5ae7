// Wall clocks: the same moments as luxon finds, also around changes of clocks, in zones of half and quarter hours, and of a day that never was.
import { DateTime } from 'luxon'
import { expect, test } from 'vitest'
import { atWall, momentIn, wallAt } from '../../../emulator/domain/sends/wall-clocks.ts'

const DAY = 86_400_000
const iso = (at: number) => new Date(at).toISOString()

test.each([
  ['Europe/Berlin', '2026-03-28'], ['Europe/Berlin', '2026-10-24'], ['America/New_York', '2026-03-07'], ['America/New_York', '2026-10-31'], ['Australia/Lord_Howe', '2026-04-04'], ['Australia/Lord_Howe', '2026-10-03'],
  ['Pacific/Apia', '2011-12-29'], ['Asia/Kathmandu', '2026-01-01'], ['Asia/Pyongyang', '2018-05-04'], ['UTC', '2026-03-28'], ['Europe/Amsterdam', '1937-06-30'],
])('%s from %s', (zone, day) => {
  for (let at = Date.parse(day); at < Date.parse(day) + 3 * DAY; at += 601_001) {
    expect(iso(atWall(at, zone))).toBe(iso(DateTime.fromMillis(at, { zone: 'utc' }).setZone(zone, { keepLocalTime: true }).toMillis()))
    expect(iso(wallAt(at, zone))).toBe(iso(at + DateTime.fromMillis(at, { zone }).offset * 60_000))
  }
})

test('a text with an offset names its own moment, one without the zone\'s', () => {
  expect([momentIn('2026-03-01T09:00:00+02:00', 'Asia/Tokyo'), momentIn('2026-03-01T09:00:00', 'Asia/Tokyo'), momentIn('soon', 'Asia/Tokyo')].map((at) => (at === undefined ? at : iso(at)))).toEqual(['2026-03-01T07:00:00.000Z', '2026-03-01T00:00:00.000Z', undefined])
})
