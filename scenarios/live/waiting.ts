// Waiting for a person: until everything awaited has arrived, a key was pressed or the time is over. It always shows what it waits for and how long yet.
import { delay } from '../../emulator/index.ts'
import type { JournalRow } from '../failure.ts'
import type { Feed } from './feed.ts'
import type { Person } from './person.ts'

export type Watch = {
  /** What is awaited, in words. */
  what: string
  fits(row: JournalRow): boolean | Promise<boolean>
  /** Why a row that came is not it, when it is close; undefined when it has nothing to do with it. */
  near?(row: JournalRow): string | undefined
}

/** `came`: every row of that time. `lost`: the emulator has not answered for a while, in words. */
export type Outcome =
  | { end: 'answered'; /** By Enter, not by rows. */ byHand: boolean; rows: JournalRow[]; came: JournalRow[] }
  | { end: 'skip' | 'retry' | 'quit' | 'over'; missing: readonly Watch[]; came: JournalRow[] }
  | { end: 'lost'; missing: readonly Watch[]; came: JournalRow[]; why: string }

const LOOK_MS = 200
const ALOUD_EVERY_MS = 30_000
/** How long an answer may take before that is told. */
const SLOW_MS = 1000
/** How long an emulator may be away, to be started again, before it counts as gone. */
const LOST_MS = 20_000

/** `2:05` of 125 000 ms. */
export const clockText = (ms: number): string => {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** Where time and pauses come from: the machine's, or a test's. */
export type Machine = { now(): number; pause(ms: number): Promise<void> }
export const machine: Machine = { now: () => performance.now(), pause: delay }

type Waiting = { feed: Feed; person: Person; seconds: number; machine: Machine }

/**
 * Waits for all of `watches`; their rows may come in any order, one row for each.
 * @param seconds after which it ends with `over`
 * @param enter the person may say that it is done, or (without watches) has to
 */
export async function waitFor(watches: readonly Watch[], { feed, person, seconds, machine: { now, pause }, enter = false }: Waiting & { enter?: boolean }): Promise<Outcome> {
  const end = now() + seconds * 1000
  const came: JournalRow[] = []
  const found = new Map<Watch, JournalRow>()
  let aloud = Number.NEGATIVE_INFINITY
  let saidSilent = false
  let silent: { since: number; why: string } | undefined

  async function take(rows: readonly JournalRow[]): Promise<void> {
    for (const row of rows) {
      came.push(row)
      for (const watch of watches) {
        if (found.has(watch) || !(await watch.fits(row))) continue
        found.set(watch, row)
        if (found.size < watches.length) person.say(`    ${person.paint.green('✔')} ${watch.what}`)
        break
      }
    }
  }

  let asking: Promise<void> | undefined
  /** Asks for new rows; goes on without them when the answer takes long. */
  async function look(): Promise<void> {
    asking ??= feed.next().then(take).then(
      () => void (silent = undefined),
      (error: unknown) => void (silent = { since: silent?.since ?? now(), why: error instanceof Error ? error.message : String(error) }),
    ).finally(() => void (asking = undefined))
    const slow = AbortSignal.timeout(SLOW_MS)
    await Promise.race([asking, new Promise((resolve) => slow.addEventListener('abort', resolve))])
    if (asking !== undefined) silent ??= { since: now(), why: 'the emulator takes its time to answer' }
  }

  for (;;) {
    await look()
    const missing = watches.filter((watch) => !found.has(watch))
    if (silent !== undefined && (now() - silent.since >= LOST_MS || now() >= end)) return { end: 'lost', missing, came, why: silent.why }
    if (watches.length > 0 && missing.length === 0) return { end: 'answered', byHand: false, rows: watches.map((watch) => found.get(watch)!), came }
    const key = person.key()
    if (enter && key === 'done') return { end: 'answered', byHand: true, rows: [], came }
    if (key === 'skip' || key === 'retry' || key === 'quit') return { end: key, missing, came }
    if (now() >= end) return { end: 'over', missing, came }
    const loud = now() - aloud >= ALOUD_EVERY_MS || (silent !== undefined) !== saidSilent
    if (loud) aloud = now()
    saidSilent = silent !== undefined
    const what = silent !== undefined ? `! ${silent.why}, waiting for it` : missing.length === 0 ? '… waiting for you' : `… waiting for ${missing.map((watch) => watch.what).join(', ')}`
    const keys = person.absent ? '' : ` · ${enter ? 'Enter done, ' : ''}s skip, r again, q quit`
    person.show(`  ${what} · ${clockText(end - now())} left${keys}`, loud)
    await pause(LOOK_MS)
  }
}

/** Lets time pass, counting down aloud. `skip` ends it sooner. */
export async function waitOut(ms: number, what: string, { person, machine: { now, pause } }: Pick<Waiting, 'person' | 'machine'>): Promise<'over' | 'skip' | 'quit'> {
  const end = now() + ms
  let aloud = Number.NEGATIVE_INFINITY
  for (;;) {
    if (now() >= end) return 'over'
    const key = person.key()
    if (key === 'skip' || key === 'quit') return key
    const left = end - now()
    const loud = now() - aloud >= ALOUD_EVERY_MS
    if (loud) aloud = now()
    person.show(`  … ${what} · ${clockText(left)} left${person.absent ? '' : ' · s no longer, q quit'}`, loud)
    await pause(Math.min(LOOK_MS, left))
  }
}
