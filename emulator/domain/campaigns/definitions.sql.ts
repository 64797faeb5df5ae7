// The statements of campaigns and canvases (two tables of one shape), of their steps, and of whose message an id names.
import type { Db } from '../../kernel/db.ts'

/** Times in ms; the booleans as 0 and 1; `definition` is JSON. */
export type DefinitionRow = {
  number: number
  id: string
  name: string
  definition: string
  draft: number
  enabled: number
  archived: number
  created_at: number
  updated_at: number
  launched_at: number | null
  first_at: number | null
  last_at: number | null
}
export type MessageVariation = { id: string; tracking_id: string; channel: string; campaign_id: string | null; canvas_id: string | null; canvas_step_id: string | null; deleted_at: number | null }
/** Which definitions a list shows: 100 a page in Braze's lists. */
export type ListQuery = { archived: boolean; newestFirst: boolean; editedAfter: number; limit: number; offset: number }

/** Statements on one of the two tables. */
export function definitionStatements(db: Db, table: 'campaigns' | 'canvases') {
  const owner = table === 'campaigns' ? 'campaign_id' : 'canvas_id'
  const page = (direction: 'ASC' | 'DESC') =>
    db.prepare<[number, number, number, number], DefinitionRow>(`SELECT * FROM ${table} WHERE archived <= ? AND updated_at > ? ORDER BY number ${direction} LIMIT ? OFFSET ?`)
  const pages = { ASC: page('ASC'), DESC: page('DESC') }
  return {
    all: db.prepare<[], DefinitionRow>(`SELECT * FROM ${table} ORDER BY number`),
    one: db.prepare<[string], DefinitionRow>(`SELECT * FROM ${table} WHERE id = ?`),
    page: ({ archived, newestFirst, editedAfter, limit, offset }: ListQuery): DefinitionRow[] => pages[newestFirst ? 'DESC' : 'ASC'].all(archived ? 1 : 0, editedAfter, limit, offset),
    insert: db.prepare<[Omit<DefinitionRow, 'number' | 'first_at' | 'last_at'>]>(
      `INSERT INTO ${table} (id, name, definition, draft, enabled, archived, created_at, updated_at, launched_at)
       VALUES (@id, @name, @definition, @draft, @enabled, @archived, @created_at, @updated_at, @launched_at)`,
    ),
    save: db.prepare<[DefinitionRow]>(
      `UPDATE ${table} SET name = @name, definition = @definition, draft = @draft, enabled = @enabled, archived = @archived, updated_at = @updated_at, launched_at = @launched_at WHERE id = @id`,
    ),
    frame: db.prepare<[{ id: string; at: number }]>(`UPDATE ${table} SET first_at = min(coalesce(first_at, @at), @at), last_at = max(coalesce(last_at, @at), @at) WHERE id = @id`),
    remove: db.prepare<[string]>(`DELETE FROM ${table} WHERE id = ?`),
    tags: db.prepare<[string], { found: number }>(`SELECT 1 AS found FROM ${table}, json_each(${table}.definition, '$.tags') AS tag WHERE tag.value = ? LIMIT 1`),
    dropMessages: db.prepare<[number, string]>(`UPDATE message_variations SET deleted_at = coalesce(deleted_at, ?) WHERE ${owner} = ?`),
    putMessage: db.prepare<[Omit<MessageVariation, 'deleted_at'>]>(
      `INSERT INTO message_variations (id, tracking_id, channel, campaign_id, canvas_id, canvas_step_id) VALUES (@id, @tracking_id, @channel, @campaign_id, @canvas_id, @canvas_step_id)
       ON CONFLICT (id) DO UPDATE SET channel = excluded.channel, campaign_id = excluded.campaign_id, canvas_id = excluded.canvas_id, canvas_step_id = excluded.canvas_step_id, deleted_at = NULL`,
    ),
    message: db.prepare<[string], MessageVariation>('SELECT * FROM message_variations WHERE id = ?'),
    tracked: db.prepare<[string], MessageVariation>('SELECT * FROM message_variations WHERE tracking_id = ?'),
  }
}
export type DefinitionStatements = ReturnType<typeof definitionStatements>

export type StepRow = { id: string; canvas_id: string; name: string; deleted_at: number | null }

/** Statements on the steps that Canvases have or had. */
export const stepStatements = (db: Db) => ({
  of: db.prepare<[string], StepRow>('SELECT * FROM canvas_steps WHERE canvas_id = ? ORDER BY id'),
  one: db.prepare<[string], StepRow>('SELECT * FROM canvas_steps WHERE id = ?'),
  put: db.prepare<[string, string, string]>('INSERT INTO canvas_steps (id, canvas_id, name) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, deleted_at = NULL'),
  dropAll: db.prepare<[number, string]>('UPDATE canvas_steps SET deleted_at = coalesce(deleted_at, ?) WHERE canvas_id = ?'),
})
