// The statements of events, purchases, sessions and app usage, and their row types.
import type { Db } from '../kernel/db.ts'

export type EventSummary = { name: string; count: number; first_at: number; last_at: number }
export type PurchaseSummary = { product_id: string; count: number; first_at: number; last_at: number }
export type SessionRow = { session_id: string; app_id: string; device_id: string; profile_id: number; started_at: number; ended_at: number | null; seconds: number | null }
export type AppUsage = { app_id: string; sessions: number; first_used_at: number; last_used_at: number; version: string | null }
export type EventRow = { id: number; name: string; at: number; app_id: string | null; session_id: string | null; properties: string }
export type PurchaseRow = EventRow & { product_id: string; currency: string; price: number; quantity: number }

export function eventStatements(db: Db) {
  return {
    insert: db.prepare<[number, string, number, string | null, string | null, string]>(
      'INSERT INTO custom_events (profile_id, name, at, app_id, session_id, properties) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    sum: db.prepare<[number, string, number, number, number]>(
      `INSERT INTO event_summaries (profile_id, name, count, first_at, last_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (profile_id, name) DO UPDATE SET count = count + excluded.count, first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at)`,
    ),
    summaries: db.prepare<[number], EventSummary>('SELECT name, count, first_at, last_at FROM event_summaries WHERE profile_id = ? ORDER BY first_at, name'),
    summary: db.prepare<[number, string], EventSummary>('SELECT name, count, first_at, last_at FROM event_summaries WHERE profile_id = ? AND name = ?'),
    duplicates: db.prepare<[number, string, number, string | null, string], { n: number }>(
      'SELECT count(*) AS n FROM custom_events WHERE profile_id = ? AND name = ? AND at = ? AND session_id IS ? AND properties = ?',
    ),
    recent: db.prepare<[number, number], EventRow>('SELECT id, name, at, app_id, session_id, properties FROM custom_events WHERE profile_id = ? ORDER BY at DESC, id DESC LIMIT ?'),
    move: db.prepare<[number, number]>('UPDATE custom_events SET profile_id = ? WHERE profile_id = ?'),
    clearSummaries: db.prepare<[number]>('DELETE FROM event_summaries WHERE profile_id = ?'),
  }
}

export function purchaseStatements(db: Db) {
  return {
    insert: db.prepare<[number, string, number, string, number, number, string | null, string | null, string]>(
      'INSERT INTO purchases (profile_id, product_id, at, currency, price, quantity, app_id, session_id, properties) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ),
    sum: db.prepare<[number, string, number, number, number]>(
      `INSERT INTO purchase_summaries (profile_id, product_id, count, first_at, last_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (profile_id, product_id) DO UPDATE SET count = count + excluded.count, first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at)`,
    ),
    addRevenue: db.prepare<[number, number, number, number]>('UPDATE profiles SET revenue_cents = max(-9000000000000000, min(9000000000000000, revenue_cents + ?)), purchase_count = purchase_count + ?, updated_at = ? WHERE id = ?'),
    summaries: db.prepare<[number], PurchaseSummary>('SELECT product_id, count, first_at, last_at FROM purchase_summaries WHERE profile_id = ? ORDER BY first_at, product_id'),
    summary: db.prepare<[number, string], PurchaseSummary>('SELECT product_id, count, first_at, last_at FROM purchase_summaries WHERE profile_id = ? AND product_id = ?'),
    duplicates: db.prepare<[number, string, number, string | null, number, number], { n: number }>(
      'SELECT count(*) AS n FROM purchases WHERE profile_id = ? AND product_id = ? AND at = ? AND session_id IS ? AND price = ? AND quantity = ?',
    ),
    recent: db.prepare<[number, number], PurchaseRow>(
      'SELECT id, product_id, at, currency, price, quantity, app_id, session_id, properties FROM purchases WHERE profile_id = ? ORDER BY at DESC, id DESC LIMIT ?',
    ),
    move: db.prepare<[number, number]>('UPDATE purchases SET profile_id = ? WHERE profile_id = ?'),
    clearSummaries: db.prepare<[number]>('DELETE FROM purchase_summaries WHERE profile_id = ?'),
  }
}

export function sessionStatements(db: Db) {
  return {
    insert: db.prepare<[string, string, string, number, number]>('INSERT INTO sessions (session_id, app_id, device_id, profile_id, started_at) VALUES (?, ?, ?, ?, ?)'),
    find: db.prepare<[string, string, string], SessionRow>('SELECT * FROM sessions WHERE session_id = ? AND app_id = ? AND device_id = ?'),
    end: db.prepare<[number, number, string, string, string]>('UPDATE sessions SET ended_at = ?, seconds = ? WHERE session_id = ? AND app_id = ? AND device_id = ?'),
    of: db.prepare<[number, number], SessionRow>('SELECT * FROM sessions WHERE profile_id = ? ORDER BY started_at DESC LIMIT ?'),
    move: db.prepare<[number, number]>('UPDATE sessions SET profile_id = ? WHERE profile_id = ?'),
    countOnProfile: db.prepare<[number, number, number, number, number]>(
      `UPDATE profiles SET session_count = session_count + 1, first_session_at = min(coalesce(first_session_at, ?), ?), last_session_at = max(coalesce(last_session_at, 0), ?), updated_at = ? WHERE id = ?`,
    ),
    addSeconds: db.prepare<[number, number]>('UPDATE profiles SET session_seconds = session_seconds + ? WHERE id = ?'),
    use: db.prepare<[number, string, number, number, number, string | null]>(
      `INSERT INTO app_usage (profile_id, app_id, sessions, first_used_at, last_used_at, version) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (profile_id, app_id) DO UPDATE SET sessions = sessions + excluded.sessions, first_used_at = min(first_used_at, excluded.first_used_at),
         last_used_at = max(last_used_at, excluded.last_used_at),
         version = CASE WHEN excluded.last_used_at >= last_used_at THEN coalesce(excluded.version, version) ELSE coalesce(version, excluded.version) END`,
    ),
    usage: db.prepare<[number], AppUsage>('SELECT app_id, sessions, first_used_at, last_used_at, version FROM app_usage WHERE profile_id = ? ORDER BY first_used_at, app_id'),
    clearUsage: db.prepare<[number]>('DELETE FROM app_usage WHERE profile_id = ?'),
  }
}
