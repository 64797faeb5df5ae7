// Dispatches: each time a scheduled campaign goes out, and how far it has come. All its recipients share the id. docs: help_articles/data/dispatch_id
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { Dispatch, Phase } from './dispatches.sql.ts'
import { dispatchStatements } from './dispatches.sql.ts'

export type { Dispatch, Phase } from './dispatches.sql.ts'

/** The dispatches of one world. */
export function createDispatches({ db, clock, journal }: { db: Db; clock: Clock; journal: Journal }) {
  const sql = dispatchStatements(db)

  function end(dispatch: Dispatch, state: 'done' | 'stopped'): void {
    if (dispatch.state !== 'walking') return
    sql.setState.run(state, dispatch.dispatch_id)
    const { dispatch_id, campaign_id, users } = sql.find.get(dispatch.dispatch_id)!
    journal.append(state === 'done' ? 'dispatch.finished' : 'dispatch.stopped', { dispatch_id, campaign_id, users })
  }

  return {
    find: (dispatch_id: string): Dispatch | undefined => sql.find.get(dispatch_id),
    of: (campaign_id: string): Dispatch[] => sql.of.all(campaign_id),
    /** The latest time of the schedule that has gone out. */
    lastOccurrence: (campaign_id: string): number | undefined => sql.last.get(campaign_id)?.occurrence ?? undefined,
    begin(dispatch: { dispatch_id: string; campaign_id: string; occurrence: number; phase: Phase }): void {
      sql.insert.run({ ...dispatch, started_at: clock.now() })
      const { dispatch_id, campaign_id, phase } = dispatch
      journal.append('dispatch.started', { dispatch_id, campaign_id, ...(phase === 'whole' ? {} : { phase }) })
    },
    /** A user of the audience was looked at. */
    visited: (dispatch_id: string): void => void sql.visited.run(dispatch_id),
    /** Its whole audience was looked at. */
    finish: (dispatch_id: string): void => ((found) => (found === undefined ? undefined : end(found, 'done')))(sql.find.get(dispatch_id)),
    /** Ends those under way; answers their ids. */
    stop(campaign_id: string): string[] {
      const under = sql.walking.all(campaign_id)
      for (const one of under) end(one, 'stopped')
      return under.map(({ dispatch_id }) => dispatch_id)
    },
  }
}

export type Dispatches = ReturnType<typeof createDispatches>
