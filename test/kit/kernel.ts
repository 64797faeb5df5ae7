// A kernel without Braze: database, clock, ids, journal and timers, in memory or on disk, for the tests of test/kernel.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClock } from '../../emulator/kernel/clock.ts'
import { openDb } from '../../emulator/kernel/db.ts'
import { createIds } from '../../emulator/kernel/ids.ts'
import { createJournal } from '../../emulator/kernel/journal.ts'
import { createScheduler } from '../../emulator/kernel/scheduler.ts'
import { createKernelState } from '../../emulator/kernel/state.ts'
import { migrations } from '../../emulator/schema/index.ts'

export const NOON = Date.UTC(2026, 2, 1, 12)
export const HOUR = 3_600_000

const opened: { close(): void }[] = []
/** Closes and removes what the test opened; test/kit/setup.ts calls it. */
export function closeOpened(): void {
  for (const one of opened.splice(0)) one.close()
}

/** A folder that is gone after the test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'brazier-test-'))
  opened.push({ close: () => rmSync(path, { recursive: true, force: true }) })
  return path
}

/** Closed after the test, before its folder goes. */
export function closing<T extends { close(): void }>(one: T): T {
  opened.unshift(one)
  return one
}

/** A database with the kernel's tables and one of its own, `notes`. */
export function database(file: string | Uint8Array = ':memory:', steps: readonly string[] = migrations) {
  const db = closing(openDb({ file, migrations: steps }))
  db.raw.exec('CREATE TABLE IF NOT EXISTS notes (text TEXT NOT NULL UNIQUE) STRICT')
  const insert = db.prepare<[string]>('INSERT INTO notes (text) VALUES (?)')
  const all = db.prepare<[], { text: string }>('SELECT text FROM notes ORDER BY rowid')
  return Object.assign(db, { note: (text: string): void => void insert.run(text), notes: (): string[] => all.all().map((row) => row.text) })
}

/** The whole kernel; the clock is held at NOON unless `holdAt` says otherwise (`null`: as kept). */
export function kernel({ file = ':memory:', seed = 1, scope = 'default', holdAt = NOON }: { file?: string | Uint8Array; seed?: number; scope?: string; holdAt?: number | true | null } = {}) {
  const db = database(file)
  const state = createKernelState(db)
  const clock = createClock({ state, holdAt: holdAt ?? undefined })
  const ids = createIds({ db, state, seed, scope })
  const journal = createJournal({ db, clock })
  const failures: { error: string; kind: string }[] = []
  const scheduler = createScheduler({ db, clock, onError: (error, kind) => void failures.push({ error: (error as Error).message, kind }) })
  opened.unshift({ close: scheduler.stop })
  return { db, state, clock, ids, journal, scheduler, failures }
}

/** A promise to be settled by hand. */
export function gate(): { opened: Promise<void>; open(): void; fail(error: Error): void } {
  let open = (): void => {}
  let fail = (_error: Error): void => {}
  const promise = new Promise<void>((resolve, reject) => {
    open = resolve
    fail = reject
  })
  return { opened: promise, open: () => open(), fail: (error) => fail(error) }
}

/** The next turn of the event loop, after what this turn has set up with setImmediate. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
