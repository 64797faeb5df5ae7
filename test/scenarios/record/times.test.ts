// Times of a recording: spans in words, bodies with placeholders, and when each row's thing happened.
import { expect, test } from 'vitest'
import { milliseconds } from '../../../scenarios/durations.ts'
import { spanOf, timesOf, withoutTimes } from '../../../scenarios/record/times.ts'

const AT = Date.parse('2026-11-23T12:00:00.000Z')
const iso = (ms: number): string => new Date(ms).toISOString()

test.each([[0, '0s'], [499, '0s'], [500, '1s'], [90_000, '1m30s'], [3_600_000, '1h'], [90_061_000, '1d1h1m1s'], [40 * 86_400_000, '40d']])('%i ms is %s', (ms, span) => {
  expect(spanOf(ms)).toBe(span)
  expect(milliseconds(span)).toBe(Math.round(ms / 1000) * 1000)
})

test.each<[unknown, unknown]>([
  [{ time: iso(AT), list: [iso(AT - 9_000), iso(AT + 9_000)] }, { time: '<now>', list: ['<now>', '<now>'] }],
  [iso(AT - 3_600_000), '<now-1h>'],
  [iso(AT + 86_400_000), '<now+1d>'],
  ['2026-11-23T13:00:00+01:00', '<now>'],
  ['2026-11-23T12:00Z', '<now>'],
  // Dates of their own, and what is no time at all
  ['1990-05-17T00:00:00Z', '1990-05-17T00:00:00Z'],
  ['2026-11-23', '2026-11-23'],
  ['at 2026-11-23T12:00:00Z', 'at 2026-11-23T12:00:00Z'],
  [AT, AT], [null, null], [true, true],
])('%j becomes %j', (body, expected) => expect(withoutTimes(body, AT)).toEqual(expected))

test('a row has the time of the device, else that of its request, else its own; nothing is opened before it was sent', () => {
  const row = (seq: number, at: number, data: Record<string, unknown> = {}) => ({ seq, at: iso(AT + at), kind: 'x', profile: null, data })
  const rows = [
    row(1, 0), row(2, 10_000), row(3, 10_000, { time: AT + 2_000 }), row(4, 10_000), row(5, 12_000, { message_id: 'm' }),
    row(6, 20_000, { time: AT + 11_000, message_id: 'm' }), row(7, 20_000, { time: AT - 2 * 86_400_000 }),
  ]
  const requests: Record<number, number> = { 2: 1, 3: 1, 4: 1, 6: 2, 7: 3 }
  expect([...timesOf(rows, (seq) => requests[seq])].map(([seq, time]) => [seq, time - AT])).toEqual([[1, 0], [2, 2_000], [3, 2_000], [4, 2_000], [5, 12_000], [6, 12_000], [7, 20_000]])
})
