// Times in templates: every form Braze sends them in, zones, and strftime; the time of now is the world's.
import { expect, test } from 'vitest'
import { createLiquid } from '../../../emulator/delivery/liquid/engine.ts'

const NOW = Date.UTC(2026, 2, 1, 12, 30, 5)
const liquid = createLiquid({ now: () => NOW })
const of = (expression: string, scope = {}) => liquid.renderNow(`{{ ${expression} }}`, scope)

test.each([
  ["'2021-06-03T17:13:41Z'", '2021-06-03 17:13:41 UTC'], ["'2021-06-03T17:13:41.123Z'", '2021-06-03 17:13:41 UTC'], ["'2024-01-01T10:00:00:000Z'", '2024-01-01 10:00:00 UTC'], ["'2021-06-03T17:13:41+02:00'", '2021-06-03 17:13:41 '], ["'2021-06-03 17:13:41 +0200'", '2021-06-03 17:13:41 '],
  ["'2021-06-03'", '2021-06-03 00:00:00 UTC'], ["'2021-06-03 17:13'", '2021-06-03 17:13:00 UTC'], ["'2021-06-03 17:13:41 UTC'", '2021-06-03 17:13:41 UTC'], ['1622740421', '2021-06-03 17:13:41 UTC'], ["'1622740421'", '2021-06-03 17:13:41 UTC'], ["'June 3, 2021'", '2021-06-03 00:00:00 UTC'], ["'3 Jun 2021'", '2021-06-03 00:00:00 UTC'], ["'Thu, 03 Jun 2021 17:13:41 GMT'", '2021-06-03 17:13:41 UTC'],
  ["'now'", '2026-03-01 12:30:05 UTC'], ["'today'", '2026-03-01 12:30:05 UTC'],
])('%s is read', (value, expected) => expect(of(`${value} | date: '%Y-%m-%d %H:%M:%S %Z'`)).toBe(expected))

test.each([['%b %d', 'Jun 03'], ['%s', '1622740421'], ['%p %P', 'PM pm'], ['%I:%M %-l|%l|%k', '05:13 5| 5|17'], ['%e|%-d|%_m|%j|%y|%C', ' 3|3| 6|154|21|20'], ['%A %a %B %h %u %w', 'Thursday Thu June Jun 4 4'], ['%F %T %R %D %r', '2021-06-03 17:13:41 17:13 06/03/21 05:13:41 PM'], ['%L %3N %6N %N', '042 042 042000 042000000'], ['%z %:z %Z', '+0000 +00:00 UTC'], ['%^a %^B %#p', 'THU JUNE pm'], ['%c', 'Thu Jun  3 17:13:41 2021'], ['%G-W%V %U %W', '2021-W22 22 22'], ['%5d|%05e|%%|%Q', '00003|00003|%|%Q'], ['%n%t.', '\n\t.']])('%j as strftime has it', (format, expected) => expect(of(`'2021-06-03T17:13:41.042Z' | date: '${format}'`)).toBe(expected))

test('time_zone moves a time, with the rules of the zone', () => {
  expect(of("'2024-08-01T16:15:00Z' | time_zone: 'America/Los_Angeles' | date: '%l:%M %p %Z %z'")).toBe(' 9:15 AM PDT -0700')
  expect(of("'2024-01-01T16:15:00Z' | time_zone: \"America/Los_Angeles\" | date: '%H:%M %Z'")).toBe('08:15 PST')
  expect(of("'2024-08-01T16:15:00Z' | time_zone: 'America/Los_Angeles'")).toBe('2024-08-01 09:15:00 -0700')
  expect(of("'now' | time_zone: 'UTC'")).toBe('2026-03-01 12:30:05 UTC')
  expect(of("'2024-08-01T16:15:00Z' | time_zone: 'Nowhere/Land'")).toBe('2024-08-01T16:15:00Z')
})

test.each([["'no time'", 'no time'], ['nothing', ''], ['list', 'ab'], ["''", '']])('%s is no time, and stays as it is', (value, expected) => expect(of(`${value} | date: '%Y'`, { list: ['a', 'b'] })).toBe(expected))
test('without a format it stays as it is', () => expect(of("'2021-06-03' | date")).toBe('2021-06-03'))
test('no padding is wider than a page', () => expect(of("'now' | date: '%99999999d'").length).toBe(64))
test.each([['Europe/Paris', '2026-07-01', 'CEST'], ['Europe/London', '2026-07-01', 'BST'], ['Australia/Sydney', '2026-01-01', 'AEDT'], ['Asia/Kolkata', '2026-01-01', 'IST'], ['America/New_York', '2026-01-01', 'EST'], ['Asia/Kathmandu', '2026-01-01', '+0545'], ['America/Sao_Paulo', '2026-01-01', '-03'], ['UTC', '2026-01-01', 'UTC']])('the name of %s on %s is %s', (zone, day, name) => expect(of(`'${day}' | time_zone: '${zone}' | date: '%Z'`)).toBe(name))
