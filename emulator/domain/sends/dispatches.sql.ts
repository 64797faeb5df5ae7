// The statements of dispatches, of users who wait in a line, of user caps and of rate limit slots, and their row types.
import type { Db } from '../../kernel/db.ts'

export type Phase = 'whole' | 'test' | 'final'
/** A row of `dispatches`; `occurrence` and `started_at` in ms. */
export type Dispatch = { dispatch_id: string; campaign_id: string; occurrence: number; phase: Phase; state: 'walking' | 'done' | 'stopped'; started_at: number; users: number }
/** A row of `waiting_recipients`; `data` is JSON. */
export type StoredWaiting = { id: number; line: string; lane: string; due: number; profile_id: number; data: string }

export const dispatchStatements = (db: Db) => ({
  insert: db.prepare<[Omit<Dispatch, 'state' | 'users'>]>(`INSERT INTO dispatches (dispatch_id, campaign_id, occurrence, phase, state, started_at) VALUES (@dispatch_id, @campaign_id, @occurrence, @phase, 'walking', @started_at)`),
  find: db.prepare<[string], Dispatch>('SELECT * FROM dispatches WHERE dispatch_id = ?'),
  of: db.prepare<[string], Dispatch>('SELECT * FROM dispatches WHERE campaign_id = ? ORDER BY started_at, dispatch_id'),
  walking: db.prepare<[string], Dispatch>(`SELECT * FROM dispatches WHERE campaign_id = ? AND state = 'walking' ORDER BY started_at, dispatch_id`),
  last: db.prepare<[string], { occurrence: number | null }>('SELECT max(occurrence) AS occurrence FROM dispatches WHERE campaign_id = ?'),
  visited: db.prepare<[string]>('UPDATE dispatches SET users = users + 1 WHERE dispatch_id = ?'),
  setState: db.prepare<[Dispatch['state'], string]>('UPDATE dispatches SET state = ? WHERE dispatch_id = ?'),
})

export const waitingStatements = (db: Db) => ({
  insert: db.prepare<[Omit<StoredWaiting, 'id'>]>('INSERT INTO waiting_recipients (line, lane, due, profile_id, data) VALUES (@line, @lane, @due, @profile_id, @data)'),
  due: db.prepare<[string, string, number, number], StoredWaiting>('SELECT * FROM waiting_recipients WHERE line = ? AND lane = ? AND due <= ? ORDER BY due, id LIMIT ?'),
  next: db.prepare<[string, string], { due: number | null }>('SELECT min(due) AS due FROM waiting_recipients WHERE line = ? AND lane = ?'),
  remove: db.prepare<[number]>('DELETE FROM waiting_recipients WHERE id = ?'),
  of: db.prepare<[string, string, number], StoredWaiting>('SELECT * FROM waiting_recipients WHERE line = ? AND lane = ? AND profile_id = ? ORDER BY due, id'),
  move: db.prepare<[{ line: string; lane: string; to: string; due: number }]>('UPDATE waiting_recipients SET line = @to, due = @due WHERE line = @line AND lane = @lane'),
  drop: db.prepare<[string, string]>('DELETE FROM waiting_recipients WHERE line = ? AND lane = ?'),
})

export const capStatements = (db: Db) => ({
  has: db.prepare<[string, string, number], { found: number }>('SELECT 1 AS found FROM capped_users WHERE campaign_id = ? AND scope = ? AND profile_id = ?'),
  add: db.prepare<[string, string, number]>('INSERT INTO capped_users (campaign_id, scope, profile_id) VALUES (?, ?, ?)'),
  used: db.prepare<[string, string], { used: number }>('SELECT used FROM cap_counts WHERE campaign_id = ? AND scope = ?'),
  count: db.prepare<[string, string]>('INSERT INTO cap_counts (campaign_id, scope, used) VALUES (?, ?, 1) ON CONFLICT (campaign_id, scope) DO UPDATE SET used = used + 1'),
})

export const seedStatements = (db: Db) => ({
  add: db.prepare<[string, string, number]>('INSERT INTO seeded_variations (message_variation_id, campaign_id, seeded_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'),
})

export const slotStatements = (db: Db) => ({
  used: db.prepare<[string, number], { used: number }>('SELECT used FROM rate_slots WHERE owner = ? AND minute = ?'),
  last: db.prepare<[string, number], { minute: number | null }>('SELECT max(minute) AS minute FROM rate_slots WHERE owner = ? AND minute >= ?'),
  take: db.prepare<[string, number, number]>('INSERT INTO rate_slots (owner, minute, used) VALUES (?, ?, ?) ON CONFLICT (owner, minute) DO UPDATE SET used = used + excluded.used'),
  forget: db.prepare<[string, number]>('DELETE FROM rate_slots WHERE owner = ? AND minute < ?'),
  drop: db.prepare<[{ owner: string; now: number }]>(`DELETE FROM rate_slots WHERE (owner = @owner OR substr(owner, 1, length(@owner) + 1) = @owner || char(10)) AND minute > @now`),
})
