// Canvases that let users in again by what they do to them themselves would go on for ever within one moment; here they stop.
import type { Clock } from '../../kernel/clock.ts'
import type { Journal, JournalRow } from '../../kernel/journal.ts'
import type { Canvas } from '../../domain/campaigns/canvases.ts'
import type { Decisions } from '../../domain/decisions.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'

/** Brazier's own: Braze publishes no figure. */
const MOST_AT_ONCE = 25
const MOMENT = 1000

/** Watches over the Canvases of one world. */
export function createLoops({ clock, journal, decisions }: { clock: Clock; journal: Journal; decisions: Decisions }) {
  let moment = { at: 0, own: new Set<number>(), times: new Map<string, number>() }
  /** Of this moment only: users who come again a second later are no loop. On a clock that runs a loop takes some milliseconds. */
  function now() {
    if (Math.abs(clock.now() - moment.at) >= MOMENT) moment = { at: clock.now(), own: new Set(), times: new Map() }
    return moment
  }

  return {
    /** Does what a step does to a user: the rows of the journal that it adds are the Canvas's doing. */
    watch<T>(work: () => T): T {
      const before = journal.lastSeq()
      const done = work()
      const { own } = now()
      for (let seq = before + 1; seq <= journal.lastSeq(); seq++) own.add(seq)
      return done
    },
    /** True when messages and Canvases have brought the user into this Canvas so often in this moment that it will not end by itself. */
    isEndless(canvas: Canvas, row: JournalRow, profile: ProfileRow): boolean {
      const { own, times } = now()
      if (!own.has(row.seq) && row.data['campaign_id'] === undefined && row.data['canvas_id'] === undefined) return false
      const key = `${canvas.id} ${profile.id}`
      const count = (times.get(key) ?? 0) + 1
      times.set(key, count)
      if (count > MOST_AT_ONCE) decisions.ignored({ rule: 'canvas.loop', why: `the Canvas lets the user in by its own doing: ${MOST_AT_ONCE} times in this moment`, compared: { canvas_id: canvas.id, event: row.kind } }, profile.braze_id)
      return count > MOST_AT_ONCE
    },
  }
}

export type Loops = ReturnType<typeof createLoops>
