// Times of a recording: when a thing happened, the waits between steps, and times in bodies as placeholders.
import type { JournalRow } from '../failure.ts'

const DAY = 86_400_000
const UNITS = [['d', DAY], ['h', 3_600_000], ['m', 60_000], ['s', 1000]] as const
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/
/** Further away from the call it is a date of its own. */
const NEAR = 400 * DAY
const SAME_MS = 10_000

/** A span as QA writes it; whole seconds. */
export function spanOf(ms: number): string {
  let rest = Math.round(ms / 1000) * 1000
  const parts = UNITS.flatMap(([unit, size]) => {
    const count = Math.floor(rest / size)
    rest -= count * size
    return count === 0 ? [] : [`${count}${unit}`]
  })
  return parts.length === 0 ? '0s' : parts.join('')
}

/** When each row's thing happened, by the device where it says so: rows of one request without a time go with the next that has one, else with the one before. */
export function timesOf(rows: readonly JournalRow[], requestOf: (seq: number) => number | undefined): Map<number, number> {
  const timed = rows.map((row) => {
    const own = row.data['time']
    const at = Date.parse(row.at)
    // A clock that is far from the emulator's says nothing about the order
    return { row, at, request: requestOf(row.seq), own: typeof own === 'number' && Math.abs(at - own) < DAY ? own : undefined }
  })
  const sent = new Map<unknown, number>()
  return new Map(timed.map(({ row, at, request, own }, index) => {
    const beside = (list: typeof timed): number | undefined => (request === undefined ? undefined : list.find((one) => one.request === request && one.own !== undefined)?.own)
    const time = own ?? beside(timed.slice(index + 1)) ?? beside(timed.slice(0, index).reverse()) ?? at
    // Nobody opens what was not sent yet, whatever the clock of the device says
    const id = row.data['message_id']
    if (id === undefined) return [row.seq, time]
    if (!sent.has(id)) sent.set(id, time)
    return [row.seq, Math.max(time, sent.get(id)!)]
  }))
}

/** A body with its times of about then as `<now>`, `<now-1h>` …; `at`: when it was sent. */
export function withoutTimes(value: unknown, at: number): unknown {
  if (typeof value === 'string' && ISO.test(value)) {
    const away = Date.parse(value) - at
    if (Math.abs(away) < SAME_MS) return '<now>'
    return Math.abs(away) < NEAR ? `<now${away < 0 ? '-' : '+'}${spanOf(Math.abs(away))}>` : value
  }
  if (Array.isArray(value)) return value.map((one) => withoutTimes(one, at))
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withoutTimes(one, at)]))
  return value
}
