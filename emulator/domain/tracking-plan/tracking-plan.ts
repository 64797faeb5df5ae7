// The tracking plan of a workspace: what comes in is held against it and told, never changed or refused: Braze has no such check. Without a plan nothing is looked at.
import type { Db } from '../../kernel/db.ts'
import type { Journal, JournalRow } from '../../kernel/journal.ts'
import type { Finding } from './findings.ts'
import { collectFindings } from './findings.ts'
import type { Inferred } from './infer.ts'
import { gatherPlan } from './infer.ts'
import { judge } from './judge.ts'
import type { TrackingPlan } from './plan.ts'
import { SEEN_KINDS, sightingsOf } from './sightings.ts'
import { trackingPlanStatements } from './tracking-plan.sql.ts'

const PAGE = 2000 // rows of the journal read at a time

export type Checked = { rows: number; findings: Finding[] }

/** The tracking plan of one world. */
export function createTrackingPlan({ db, journal }: { db: Db; journal: Journal }) {
  const sql = trackingPlanStatements(db)
  /** null: there is none. undefined: not read yet. */
  let kept: TrackingPlan | null | undefined
  const forget = (): void => void (kept = undefined)
  db.onRollback(forget)

  function get(): TrackingPlan | null {
    if (kept !== undefined) return kept
    const row = sql.get.get()
    return (kept = row === undefined ? null : (JSON.parse(row.plan) as TrackingPlan))
  }

  /** Every way in ends in these rows, so none is forgotten; they are written in the transaction of the data, after it. */
  journal.observe(SEEN_KINDS, (row) => {
    const plan = get()
    if (plan === null) return
    for (const sighting of sightingsOf(row))
      for (const violation of judge(plan, sighting)) journal.append('tracking_plan.violated', { ...violation, source: sourceOf(row), row: row.seq }, row.profile)
  })

  const sourceOf = ({ data }: JournalRow): string | null => (typeof data['source'] === 'string' ? data['source'] : null)

  /** What came in, from the journal, oldest first. */
  function* rowsSince(since: number): Generator<JournalRow> {
    for (let from = since; ; ) {
      const page = journal.noticed({ since: from, kinds: SEEN_KINDS, limit: PAGE })
      yield* page
      if (page.length < PAGE) return
      from = page.at(-1)!.seq
    }
  }

  return {
    get,
    /** What comes in from now on is held against this plan. */
    put(plan: TrackingPlan): TrackingPlan {
      sql.put.run(JSON.stringify(plan))
      kept = plan
      journal.append('tracking_plan.updated', { events: Object.keys(plan.events ?? {}).length, attributes: Object.keys(plan.attributes ?? {}).length, purchases: Object.keys(plan.purchases ?? {}).length })
      return plan
    },
    /** Nothing is looked at any more. False when there was no plan. */
    remove(): boolean {
      if (get() === null) return false
      sql.remove.run()
      kept = null
      journal.append('tracking_plan.deleted', {})
      return true
    },
    /** Holds what came in so far, of everybody or of these profiles, against a plan. Writes nothing. */
    check(plan: TrackingPlan, { since = 0, profiles }: { since?: number | undefined; profiles?: readonly string[] | undefined } = {}): Checked {
      const findings = collectFindings()
      let rows = 0
      for (const row of rowsSince(since)) {
        if (profiles !== undefined && (row.profile === null || !profiles.includes(row.profile))) continue
        const sightings = sightingsOf(row)
        if (sightings.length > 0) rows++
        for (const sighting of sightings) for (const violation of judge(plan, sighting)) findings.add(violation, { seq: row.seq, source: sourceOf(row) })
      }
      return { rows, findings: findings.all() }
    },
    /** The plan that what came in so far would fit. */
    infer(options: { allowed: boolean }): Inferred {
      const inference = gatherPlan(options)
      for (const row of rowsSince(0)) for (const sighting of sightingsOf(row)) inference.see(sighting)
      return inference.result()
    },
    forget,
  }
}

export type TrackingPlanNoun = ReturnType<typeof createTrackingPlan>
