// Since when a definition hears of events: behind its launch, also within one millisecond of a clock that stands. docs: triggered_delivery ("users who have completed the trigger event before the campaign launches will not qualify")
import type { Db } from '../../kernel/db.ts'
import type { Journal, JournalRow } from '../../kernel/journal.ts'
import { launchStatements } from './triggers.sql.ts'

/** The launches of one world. */
export function createLaunches({ db, journal }: { db: Db; journal: Journal }) {
  const rows = launchStatements(db)
  for (const noun of ['campaign', 'canvas']) {
    const ownerOf = ({ data }: JournalRow): string => `${noun}:${data[`${noun}_id`] as string}`
    journal.observe([`${noun}.launched`], (row) => void rows.launched.run(ownerOf(row), row.seq))
    journal.observe([`${noun}.deleted`], (row) => void rows.forget.run(ownerOf(row)))
  }
  return {
    /** True when the event came after the (last) launch. One from before there were launches in the database is judged by its time. */
    isBehind(noun: 'campaign' | 'canvas', { id, launched_at }: { id: string; launched_at: number | null }, row: JournalRow): boolean {
      const launch = rows.of.get(`${noun}:${id}`)
      return launch === undefined ? row.at >= (launched_at ?? Infinity) : row.seq > launch.seq
    },
  }
}

export type Launches = ReturnType<typeof createLaunches>
