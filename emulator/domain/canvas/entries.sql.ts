// The statements of Canvas entries: entries, the steps each went through, variants of users, counts of entry caps.
import type { Db } from '../../kernel/db.ts'

/** Times in ms; `context` and `exit_due` are JSON. */
export type EntryRow = { seq: number; id: string; canvas_id: string; profile_id: number; variation_id: string; control: number; entered_at: number; since: number; exited_at: number | null; exit_reason: string | null; context: string; exit_due: string | null }
/** `data`, `cause` and `state` are JSON. */
export type VisitRow = { seq: number; entry_seq: number; canvas_id: string; step_id: string; name: string; type: string; entered_at: number; left_at: number | null; path: string | null; outcome: string | null; data: string | null; cause: string; state: string | null }
export type MemberRow = { canvas_id: string; profile_id: number; variation_id: string; first_at: number; last_at: number }
export type OutcomeCount = { step_id: string; outcome: string | null; exited: number; n: number }
export type PathCount = { path: string; users: number }

export function entryStatements(db: Db) {
  return {
    insert: db.prepare<[Omit<EntryRow, 'seq'>]>(
      `INSERT INTO canvas_entries (id, canvas_id, profile_id, variation_id, control, entered_at, since, exited_at, exit_reason, context, exit_due)
       VALUES (@id, @canvas_id, @profile_id, @variation_id, @control, @entered_at, @since, @exited_at, @exit_reason, @context, @exit_due)`,
    ),
    bySeq: db.prepare<[number], EntryRow>('SELECT * FROM canvas_entries WHERE seq = ?'),
    byId: db.prepare<[string], EntryRow>('SELECT * FROM canvas_entries WHERE id = ?'),
    ofProfile: db.prepare<[number], EntryRow>('SELECT * FROM canvas_entries WHERE profile_id = ? ORDER BY seq'),
    ofCanvas: db.prepare<[number, string], EntryRow>('SELECT * FROM canvas_entries WHERE profile_id = ? AND canvas_id = ? ORDER BY seq'),
    openOf: db.prepare<[number], EntryRow>('SELECT * FROM canvas_entries WHERE profile_id = ? AND exited_at IS NULL ORDER BY seq'),
    anyOpen: db.prepare<[], { seq: number }>('SELECT seq FROM canvas_entries WHERE exited_at IS NULL LIMIT 1'),
    setContext: db.prepare<[string, number]>('UPDATE canvas_entries SET context = ? WHERE seq = ?'),
    setExitDue: db.prepare<[string, number]>('UPDATE canvas_entries SET exit_due = ? WHERE seq = ?'),
    exit: db.prepare<[number, string, number]>('UPDATE canvas_entries SET exited_at = ?, exit_reason = ? WHERE seq = ?'),
    move: db.prepare<[number, number]>('UPDATE canvas_entries SET profile_id = ? WHERE profile_id = ?'),

    arrive: db.prepare<[Omit<VisitRow, 'seq'>]>(
      `INSERT INTO canvas_visits (entry_seq, canvas_id, step_id, name, type, entered_at, left_at, path, outcome, data, cause, state)
       VALUES (@entry_seq, @canvas_id, @step_id, @name, @type, @entered_at, @left_at, @path, @outcome, @data, @cause, @state)`,
    ),
    visit: db.prepare<[number], VisitRow>('SELECT * FROM canvas_visits WHERE seq = ?'),
    visitsOf: db.prepare<[number], VisitRow>('SELECT * FROM canvas_visits WHERE entry_seq = ? ORDER BY seq'),
    openVisits: db.prepare<[number], VisitRow>('SELECT * FROM canvas_visits WHERE entry_seq = ? AND left_at IS NULL ORDER BY seq'),
    anyOpenVisit: db.prepare<[number], { seq: number }>('SELECT seq FROM canvas_visits WHERE entry_seq = ? AND left_at IS NULL LIMIT 1'),
    /** Open visits whose work was under way. */
    working: db.prepare<[], { seq: number }>(`SELECT seq FROM canvas_visits WHERE left_at IS NULL AND json_extract(state, '$.stage') = 'work' ORDER BY seq`),
    keep: db.prepare<[string, number]>('UPDATE canvas_visits SET state = ? WHERE seq = ?'),
    leave: db.prepare<[number, string | null, string, string | null, number]>('UPDATE canvas_visits SET left_at = ?, path = ?, outcome = ?, data = ?, state = NULL WHERE seq = ?'),
    /** The way that a user took out of a step the last time. */
    lastPath: db.prepare<[string, number], { path: string | null }>(
      `SELECT v.path FROM canvas_visits v JOIN canvas_entries e ON e.seq = v.entry_seq WHERE v.step_id = ? AND e.profile_id = ? AND v.path IS NOT NULL ORDER BY v.seq DESC LIMIT 1`,
    ),
    /** `exited`: by the exit criteria, when the step was over. Users who were deleted since are counted. */
    outcomes: db.prepare<[{ canvas_id: string }], OutcomeCount>(
      `SELECT step_id, outcome, json_extract(data, '$.exit') IS NOT NULL AS exited, count(*) AS n FROM canvas_visits WHERE canvas_id = @canvas_id GROUP BY step_id, outcome, exited
       UNION ALL SELECT step_id, outcome, exited, n FROM canvas_gone_visits WHERE canvas_id = @canvas_id ORDER BY step_id, outcome, exited`,
    ),

    /** Counts the passes of a user who is deleted. */
    gone: db.prepare<[number]>(
      `INSERT INTO canvas_gone_visits (canvas_id, step_id, outcome, exited, n)
       SELECT v.canvas_id, v.step_id, coalesce(v.outcome, 'user_deleted') AS how, json_extract(v.data, '$.exit') IS NOT NULL AS exited, count(*) FROM canvas_visits v JOIN canvas_entries e ON e.seq = v.entry_seq WHERE e.profile_id = ? GROUP BY 1, 2, 3, 4
       ON CONFLICT (canvas_id, step_id, outcome, exited) DO UPDATE SET n = n + excluded.n`,
    ),

    member: db.prepare<[string, number], MemberRow>('SELECT * FROM canvas_members WHERE canvas_id = ? AND profile_id = ?'),
    membersOf: db.prepare<[number], MemberRow>('SELECT * FROM canvas_members WHERE profile_id = ? ORDER BY canvas_id'),
    putMember: db.prepare<[MemberRow]>(
      `INSERT INTO canvas_members (canvas_id, profile_id, variation_id, first_at, last_at) VALUES (@canvas_id, @profile_id, @variation_id, @first_at, @last_at)
       ON CONFLICT (canvas_id, profile_id) DO UPDATE SET variation_id = excluded.variation_id, first_at = excluded.first_at, last_at = excluded.last_at`,
    ),
    dropMembers: db.prepare<[number]>('DELETE FROM canvas_members WHERE profile_id = ?'),

    count: db.prepare<[string, string], { n: number }>('SELECT n FROM canvas_entry_counts WHERE canvas_id = ? AND span = ?'),
    forget: (['canvas_members', 'canvas_entry_counts'] as const).map((table) => db.prepare<[string]>(`DELETE FROM ${table} WHERE canvas_id = ?`)),
    bump: db.prepare<[string, string]>('INSERT INTO canvas_entry_counts (canvas_id, span, n) VALUES (?, ?, 1) ON CONFLICT (canvas_id, span) DO UPDATE SET n = n + 1'),
  }
}
