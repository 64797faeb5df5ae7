// The statements of segments and of their daily sizes, and their row types.
import type { Db } from '../../kernel/db.ts'

export type SegmentRow = {
  id: string
  name: string
  description: string | null
  text_description: string
  tags: string
  teams: string
  analytics_tracking_enabled: number
  archived: number
  filters: string
  created_at: number
  updated_at: number
}

/** A definition whose audience, trigger or step names a segment. */
export type SegmentUser = { id: string; name: string; archived: number }
/** Definitions that name a segment: in a filter on it, or in the lists of an audience. */
const users = (db: Db, table: 'campaigns' | 'canvases') =>
  db.prepare<[string], SegmentUser>(
    `SELECT d.id, d.name, d.archived FROM ${table} d WHERE EXISTS (SELECT 1 FROM json_tree(d.definition) t WHERE t.atom = ? AND (t.key = 'segment_id' OR t.path LIKE '%segments' OR t.path LIKE '%segments"')) ORDER BY d.number`,
  )

export const segmentStatements = (db: Db) => ({
  all: db.prepare<[], SegmentRow>('SELECT * FROM segments ORDER BY n'),
  one: db.prepare<[string], SegmentRow>('SELECT * FROM segments WHERE id = ?'),
  oldest: db.prepare<[number, number], SegmentRow>('SELECT * FROM segments WHERE archived = 0 ORDER BY n LIMIT ? OFFSET ?'),
  newest: db.prepare<[number, number], SegmentRow>('SELECT * FROM segments WHERE archived = 0 ORDER BY n DESC LIMIT ? OFFSET ?'),
  put: db.prepare<[SegmentRow]>(
    `INSERT INTO segments (id, name, description, text_description, tags, teams, analytics_tracking_enabled, archived, filters, created_at, updated_at)
     VALUES (@id, @name, @description, @text_description, @tags, @teams, @analytics_tracking_enabled, @archived, @filters, @created_at, @updated_at)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, description = excluded.description, text_description = excluded.text_description, tags = excluded.tags, teams = excluded.teams,
       analytics_tracking_enabled = excluded.analytics_tracking_enabled, archived = excluded.archived, filters = excluded.filters, updated_at = excluded.updated_at`,
  ),
  remove: db.prepare<[string]>('DELETE FROM segments WHERE id = ?'),
  /** Segments with a filter on this one. */
  using: db.prepare<[string], { id: string; name: string }>(
    `SELECT s.id, s.name FROM segments s WHERE EXISTS (SELECT 1 FROM json_tree(s.filters) t WHERE t.key = 'segment_id' AND t.atom = ?) ORDER BY s.n`,
  ),
  campaignsUsing: users(db, 'campaigns'),
  canvasesUsing: users(db, 'canvases'),
  recordSize: db.prepare<[string, string, number]>('INSERT INTO segment_sizes (segment_id, day, size) VALUES (?, ?, ?) ON CONFLICT (segment_id, day) DO UPDATE SET size = excluded.size'),
  sizes: db.prepare<[string, string, string], { day: string; size: number }>('SELECT day, size FROM segment_sizes WHERE segment_id = ? AND day BETWEEN ? AND ?'),
})
