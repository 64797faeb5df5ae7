// The statements of in-app messages: those of Canvases and tests that wait for a device, what was stopped lately, when a device began its last session.
import type { Db } from '../../kernel/db.ts'

export const inAppStatements = (db: Db) => ({
  /** Messages that are kept with what they are made of, oldest first; `aborted`: their Liquid stopped them, and they are tried again. */
  kept: db.prepare<[number], { id: string }>(`SELECT id FROM messages WHERE profile_id = ? AND channel = 'in_app_message' AND outgoing IS NOT NULL AND status IN ('sent', 'aborted') ORDER BY seq`),
  /** Copies of one message of one walk through a Canvas, on whichever device. */
  ofEntry: db.prepare<[{ profile_id: number; entry: string; step: string; variation: string }], { id: string; device_id: string | null; app_id: string | null }>(
    `SELECT id, device_id, app_id FROM messages WHERE profile_id = @profile_id AND channel = 'in_app_message' AND +canvas_entry_id = @entry AND +canvas_step_id = @step AND +message_variation_id = @variation AND (status = 'sent' OR outgoing IS NOT NULL) ORDER BY seq`,
  ),
  /** The entry by which the user had a message of this variation first. */
  firstEntry: db.prepare<[{ profile_id: number; variation: string }], { canvas_entry_id: string }>(
    `SELECT canvas_entry_id FROM messages WHERE profile_id = @profile_id AND channel = 'in_app_message' AND +message_variation_id = @variation AND +canvas_entry_id IS NOT NULL AND test = 0 ORDER BY seq LIMIT 1`,
  ),
  /** Why a message of this variation was stopped the last time. */
  stopped: db.prepare<[{ profile_id: number; variation: string; entry: string | null }], { at: number; reason: string; detail: string | null }>(
    `SELECT at, reason, detail FROM messages WHERE profile_id = @profile_id AND channel = 'in_app_message' AND +message_variation_id = @variation AND +canvas_entry_id IS @entry AND status IN ('aborted', 'withheld') AND device_id IS NULL AND test = 0 ORDER BY seq DESC LIMIT 1`,
  ),
  /** The newest session of a device, by its place in the journal. One name of the user at a time: SQLite walks its rows from the end then. */
  lastSession: db.prepare<[{ braze_id: string; device_id: string; app_id: string }], { seq: number }>(
    `SELECT seq FROM journal WHERE profile = @braze_id AND kind = 'session.started' AND json_extract(data, '$.device_id') = @device_id AND json_extract(data, '$.app_id') = @app_id ORDER BY seq DESC LIMIT 1`,
  ),
})
