// Waiting for a person: until everything awaited has arrived, a key was pressed or the time is over. It always shows what it waits for and how long yet.
import { delay } from '../../emulator/index.ts'
import type { JournalRow } from '../failure.ts'
import { rowText } from '../failure.ts'
import type { Feed } from './feed.ts'
import type { Person } from './person.ts'

export type Watch = {
  /** What is awaited, in words. */
  what: string
  fits(row: JournalRow): boolean
  /** Why a row that came is not it, when it is close; undefined when it has nothing to do with it. */
  near?(row: JournalRow): string | undefined
}

export type Outcome =
  | { end: 'seen'; rows: JournalRow[] }
  | { end: 'skip' | 'retry' | 'quit' | 'over'; missing: readonly Watch[]; /** What came instead, in words. */ instead: string[] }

const LOOK_MS = 200
const ALOUD_EVERY_MS = 30_000
const LAST_ROWS = 8
// Rows that are no answer to anything the person did
const QUIET = /^(clock\.changed|workspace\.)/

const clockText = (ms: number): string => {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** Where time and pauses come from: the machine's, or a test's. */
export type Machine = { now(): number; pause(ms: number): Promise<void> }
export const machine: Machine = { now: () => performance.now(), pause: delay }

/** What arrived in place of what was awaited: near misses first, refusals, then the last rows. */
function insteadOf(missing: readonly Watch[], rows: readonly JournalRow[]): string[] {
  const near = missing.flatMap((watch) => rows.flatMap((row) => watch.near?.(row) ?? []))
  const said = rows.filter(({ kind }) => !QUIET.test(kind))
  return [...new Set(near), ...(said.length === 0 ? ['nothing arrived: is the app pointed at this emulator?'] : [`${said.length} row(s) arrived, the last:`, ...said.slice(-LAST_ROWS).map((row) => `  ${rowText(row)}`)])]
}

/**
 * Waits for all of `watches`. Rows of each kind may arrive in any order, before the next call of this function.
 * @param seconds after which it ends with `over`
 */
export async function waitFor(watches: readonly Watch[], { feed, person, seconds, machine: { now, pause } }: { feed: Feed; person: Person; seconds: number; machine: Machine }): Promise<Outcome> {
  const end = now() + seconds * 1000
  const came: JournalRow[] = []
  const found = new Map<Watch, JournalRow>()
  let aloud = Number.NEGATIVE_INFINITY
  for (;;) {
    for (const row of await feed.next()) {
      came.push(row)
      const first = watches.find((watch) => !found.has(watch) && watch.fits(row))
      if (first !== undefined) found.set(first, row)
    }
    const missing = watches.filter((watch) => !found.has(watch))
    if (missing.length === 0) return { end: 'seen', rows: watches.map((watch) => found.get(watch)!) }
    const key = person.key()
    if (key === 'skip' || key === 'retry' || key === 'quit') return { end: key, missing, instead: insteadOf(missing, came) }
    if (now() >= end) return { end: 'over', missing, instead: insteadOf(missing, came) }
    const loud = now() - aloud >= ALOUD_EVERY_MS
    if (loud) aloud = now()
    person.show(`  … waiting for ${missing.map(({ what }) => what).join(', ')} · ${clockText(end - now())} left · s skip, r again, q quit`, loud)
    await pause(LOOK_MS)
  }
}
