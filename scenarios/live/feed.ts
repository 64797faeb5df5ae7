// What arrives at the emulator while a person uses the app: new rows of the journal, and what was refused.
import type { JournalRow } from '../failure.ts'
import type { Wire } from '../wire.ts'

export type Feed = {
  /** Rows that came since the last call, oldest first. Rejects when the emulator does not answer any more. */
  next(): Promise<JournalRow[]>
  /** From now on: what came before is forgotten. */
  restart(): Promise<void>
}

const PAGE = 10_000

/** Reads the journal of one workspace from where it stands. */
export async function createFeed({ adminBody }: Pick<Wire, 'adminBody'>): Promise<Feed> {
  let seq = 0
  async function next(): Promise<JournalRow[]> {
    const rows: JournalRow[] = []
    for (;;) {
      const page = (await adminBody('GET', `/journal?since=${seq}&limit=${PAGE}`)) as { journal: JournalRow[]; next: string | null }
      rows.push(...page.journal)
      seq = page.journal.at(-1)?.seq ?? seq
      if (page.next === null) return rows
    }
  }
  await next()
  return { next, restart: async () => void (await next()) }
}
