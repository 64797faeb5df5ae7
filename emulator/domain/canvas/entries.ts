// Entries of users into Canvases: variant for life, context of their own, the steps each went through, how it ended. One row a step, so that a walk can be read as it was.
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Ids } from '../../kernel/ids.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { ProfileRow } from '../profiles/profiles.ts'
import type { EntryRow, MemberRow, VisitRow } from './entries.sql.ts'
import { entryStatements } from './entries.sql.ts'

type Json = Record<string, unknown>
export type Entry = Omit<EntryRow, 'context' | 'exit_due' | 'control'> & { control: boolean; context: Json; exit_due: Json | null }
export type Visit = Omit<VisitRow, 'data' | 'cause' | 'state'> & { data: Json | null; cause: Json; state: Json | null }
/** How a step ended. `path` is the name of the way out, null where ways have no names. */
export type Left = { path: string | null; outcome: string; data?: Json | undefined }

export type WalkStep = { step_id: string; name: string; type: string; entered_at: number; left_at: number | null; path: string | null; outcome: string | null; values: Json | null }
export type Walk = { entry_id: string; canvas_id: string; variant: { id: string; control: boolean }; entered_at: number; exited_at: number | null; exit_reason: string | null; context: Json; steps: WalkStep[] }
/** Of one step: how often it was entered and left, and by outcome. */
export type StepMetrics = { entries: number; proceeded: number; exited: number; waiting: number; outcomes: Record<string, number> }

/** Outcomes after which the user left the Canvas instead of going on. */
const EXITS: ReadonlySet<string> = new Set(['exited', 'personalization_failed', 'failed_validation', 'connected_content_failed', 'past_date', 'user_deleted'])

/** The Canvas entries of one world. */
export function createCanvasEntries({ db, clock, ids, journal }: { db: Db; clock: Clock; ids: Ids; journal: Journal }) {
  const sql = entryStatements(db)
  const read = (text: string | null): Json | null => (text === null ? null : (JSON.parse(text) as Json))
  const text = (value: Json | null | undefined): string | null => (value === null || value === undefined ? null : JSON.stringify(value))
  const openEntry = ({ context, exit_due, control, ...row }: EntryRow): Entry => ({ ...row, control: control === 1, context: read(context)!, exit_due: read(exit_due) })
  const openVisit = ({ data, cause, state, ...row }: VisitRow): Visit => ({ ...row, data: read(data), cause: read(cause)!, state: read(state) })
  const one = <R, T>(row: R | undefined, open: (row: R) => T): T | undefined => (row === undefined ? undefined : open(row))

  const walkOf = (entry: Entry): Walk => ({
    entry_id: entry.id, canvas_id: entry.canvas_id, variant: { id: entry.variation_id, control: entry.control }, entered_at: entry.entered_at, exited_at: entry.exited_at, exit_reason: entry.exit_reason, context: entry.context,
    steps: sql.visitsOf.all(entry.seq).map(openVisit).map(({ step_id, name, type, entered_at, left_at, path, outcome, data }) => ({ step_id, name, type, entered_at, left_at, path, outcome, values: data })),
  })

  // One with the same id that is made later begins anew; walks that were begun stay to be read
  journal.observe(['canvas.deleted'], ({ data }) => {
    for (const forget of sql.forget) forget.run(data['canvas_id'] as string)
  })

  return {
    /** The variant the user has in a Canvas, and when the user entered first and last. */
    member: (canvas_id: string, profile: Pick<ProfileRow, 'id'>): MemberRow | undefined => sql.member.get(canvas_id, profile.id),
    /** A new entry. `spans` are those that the Canvas's entry cap counts. */
    enter({ canvas_id, profile, variation_id, control, context, spans = [] }: { canvas_id: string; profile: ProfileRow; variation_id: string; control: boolean; context: Json; spans?: readonly string[] }): Entry {
      const now = clock.now()
      const before = sql.member.get(canvas_id, profile.id)
      sql.putMember.run({ canvas_id, profile_id: profile.id, variation_id, first_at: before?.first_at ?? now, last_at: now })
      for (const span of spans) sql.bump.run(canvas_id, span)
      const { lastInsertRowid } = sql.insert.run({ id: ids.uuid(), canvas_id, profile_id: profile.id, variation_id, control: control ? 1 : 0, entered_at: now, since: journal.lastSeq(), exited_at: null, exit_reason: null, context: JSON.stringify(context), exit_due: null })
      return openEntry(sql.bySeq.get(Number(lastInsertRowid))!)
    },
    /** How many entered in a span. */
    entered: (canvas_id: string, span: string): number => sql.count.get(canvas_id, span)?.n ?? 0,
    /** A time of the entry schedule (ms) has come: whoever enters by it does so once, however often the Canvas is changed. */
    scheduled: (canvas_id: string, time: number): void => void sql.bump.run(canvas_id, `scheduled:${time}`),
    wasScheduled: (canvas_id: string, time: number): boolean => sql.count.get(canvas_id, `scheduled:${time}`) !== undefined,
    find: (id: string): Entry | undefined => one(sql.byId.get(id), openEntry),
    bySeq: (seq: number): Entry | undefined => one(sql.bySeq.get(seq), openEntry),
    openOf: (profile: Pick<ProfileRow, 'id'>): Entry[] => sql.openOf.all(profile.id).map(openEntry),
    anyOpen: (): boolean => sql.anyOpen.get() !== undefined,
    of: (profile: Pick<ProfileRow, 'id'>, canvas_id?: string): Entry[] => (canvas_id === undefined ? sql.ofProfile.all(profile.id) : sql.ofCanvas.all(profile.id, canvas_id)).map(openEntry),
    setContext: (entry: Entry, context: Json): void => void sql.setContext.run(JSON.stringify(context), entry.seq),
    /** The exit event happened: the entry ends with its step. */
    exitDue: (entry: Entry, why: Json): void => void sql.setExitDue.run(JSON.stringify(why), entry.seq),
    exit: (entry: Entry, reason: string): void => void sql.exit.run(clock.now(), reason, entry.seq),

    arrive({ entry, step, cause }: { entry: Entry; step: { id: string; name: string; type: string }; cause: Json }): Visit {
      const { lastInsertRowid } = sql.arrive.run({ entry_seq: entry.seq, canvas_id: entry.canvas_id, step_id: step.id, name: step.name, type: step.type, entered_at: clock.now(), left_at: null, path: null, outcome: null, data: null, cause: JSON.stringify(cause), state: null })
      return openVisit(sql.visit.get(Number(lastInsertRowid))!)
    },
    visit: (seq: number): Visit | undefined => one(sql.visit.get(seq), openVisit),
    /** True when the entry is in a step. */
    isUnderWay: (entry: Entry): boolean => sql.anyOpenVisit.get(entry.seq) !== undefined,
    openVisits: (entry: Entry): Visit[] => sql.openVisits.all(entry.seq).map(openVisit),
    /** Seqs of open visits that do something outside of a transaction. */
    working: (): number[] => sql.working.all().map(({ seq }) => seq),
    /** What the step waits with. */
    keep: (visit: Visit, state: Json): void => void sql.keep.run(JSON.stringify(state), visit.seq),
    leave: (visit: Visit, { path, outcome, data }: Left): void => void sql.leave.run(clock.now(), path, outcome, text(data), visit.seq),
    lastPath: (step_id: string, profile: Pick<ProfileRow, 'id'>): string | null => sql.lastPath.get(step_id, profile.id)?.path ?? null,

    /** Every entry of the user, oldest first, with its steps. */
    walk(profile: Pick<ProfileRow, 'id'>, canvas_id?: string): Walk[] {
      return this.of(profile, canvas_id).map(walkOf)
    },
    /** What the dashboard shows of steps, by step id. */
    metrics(canvas_id: string): Record<string, StepMetrics> {
      const found = Object.create(null) as Record<string, StepMetrics> // ids are anything that somebody wrote
      for (const { step_id, outcome, exited, n } of sql.outcomes.all({ canvas_id })) {
        const step = (found[step_id] ??= { entries: 0, proceeded: 0, exited: 0, waiting: 0, outcomes: {} })
        step.entries += n
        if (outcome === null) step.waiting += n
        else {
          step[exited === 1 || EXITS.has(outcome) ? 'exited' : 'proceeded'] += n
          step.outcomes[outcome] = (step.outcomes[outcome] ?? 0) + n
        }
      }
      return found
    },
    /** The user is about to be deleted: the steps stay counted. */
    gone: (profile: Pick<ProfileRow, 'id'>): void => void sql.gone.run(profile.id),
    /** The kept user goes on with the entries of both; a variant that the kept user has stays. */
    merge(from: ProfileRow, to: ProfileRow): void {
      sql.move.run(to.id, from.id)
      for (const member of sql.membersOf.all(from.id)) {
        const kept = sql.member.get(member.canvas_id, to.id)
        sql.putMember.run({ ...member, profile_id: to.id, ...(kept === undefined ? {} : { variation_id: kept.variation_id, first_at: Math.min(kept.first_at, member.first_at), last_at: Math.max(kept.last_at, member.last_at) }) })
      }
      sql.dropMembers.run(from.id)
    },
  }
}

export type CanvasEntries = ReturnType<typeof createCanvasEntries>
