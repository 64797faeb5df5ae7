// The statements of what triggers remember: launches, sends that wait, first addresses.
import type { Db } from '../../kernel/db.ts'

/** A send that waits for its delay; `cause` is JSON, times in ms. */
export type TriggeredSend = { id: number; campaign_id: string; profile_id: number; triggered_at: number; event_seq: number; due: number; cause: string; channel: string }

export const triggerStatements = (db: Db) => ({
  add: db.prepare<[Omit<TriggeredSend, 'id'>]>(
    'INSERT INTO triggered_sends (campaign_id, profile_id, triggered_at, event_seq, due, cause, channel) VALUES (@campaign_id, @profile_id, @triggered_at, @event_seq, @due, @cause, @channel)',
  ),
  find: db.prepare<[number], TriggeredSend>('SELECT * FROM triggered_sends WHERE id = ?'),
  waiting: db.prepare<[number, string], TriggeredSend>('SELECT * FROM triggered_sends WHERE profile_id = ? AND campaign_id = ? ORDER BY id'),
  /** Of a campaign, up to one of them. */
  ofCampaign: db.prepare<[string, number, number], TriggeredSend>('SELECT * FROM triggered_sends WHERE campaign_id = ? AND id <= ? ORDER BY id LIMIT ?'),
  last: db.prepare<[string], { id: number | null }>('SELECT max(id) AS id FROM triggered_sends WHERE campaign_id = ?'),
  remove: db.prepare<[number]>('DELETE FROM triggered_sends WHERE id = ?'),
  /** To one who lives on, from the merged one with this braze_id. */
  inherit: db.prepare<[number, string]>('UPDATE triggered_sends SET profile_id = ? WHERE profile_id = (SELECT id FROM profiles WHERE braze_id = ?)'),
})

export const firstEmailStatements = (db: Db) => ({
  note: db.prepare<[number, number]>('INSERT OR IGNORE INTO first_emails (profile_id, seq) VALUES (?, ?)'),
  of: db.prepare<[number], { seq: number }>('SELECT seq FROM first_emails WHERE profile_id = ?'),
})

export const launchStatements = (db: Db) => ({
  launched: db.prepare<[string, number]>('INSERT INTO launches (owner, seq) VALUES (?, ?) ON CONFLICT (owner) DO UPDATE SET seq = excluded.seq'),
  of: db.prepare<[string], { seq: number }>('SELECT seq FROM launches WHERE owner = ?'),
  forget: db.prepare<[string]>('DELETE FROM launches WHERE owner = ?'),
})
