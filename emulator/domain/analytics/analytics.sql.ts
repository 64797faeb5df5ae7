// The statements of the analytics tables.
import type { Db } from '../../kernel/db.ts'

export function counterStatements(db: Db) {
  return {
    add: db.prepare<[string, string, number, string, number]>(
      'INSERT INTO analytics_counters (metric, name, quarter, app_id, n) VALUES (?, ?, ?, ?, ?) ON CONFLICT (metric, name, quarter, app_id) DO UPDATE SET n = n + excluded.n',
    ),
    sum: db.prepare<[string, string, number, number], { n: number | null }>('SELECT sum(n) AS n FROM analytics_counters WHERE metric = ? AND name = ? AND quarter >= ? AND quarter < ?'),
    sumOfApp: db.prepare<[string, string, number, number, string], { n: number | null }>('SELECT sum(n) AS n FROM analytics_counters WHERE metric = ? AND name = ? AND quarter >= ? AND quarter < ? AND app_id = ?'),
  }
}

/** Who a user counts as at a time: the heir of the last merge before it. */
const AS_OF = '(SELECT h.heir FROM analytics_heirs h WHERE h.user = a.user AND h.at < @to ORDER BY h.at DESC LIMIT 1)'

export function activityStatements(db: Db) {
  return {
    addUser: db.prepare<[string]>('INSERT INTO analytics_users (braze_id) VALUES (?)'),
    userOf: db.prepare<[string], { id: number }>('SELECT id FROM analytics_users WHERE braze_id = ?'),
    addApp: db.prepare<[string]>('INSERT INTO analytics_apps (app_id) VALUES (?)'),
    appOf: db.prepare<[string], { id: number }>('SELECT id FROM analytics_apps WHERE app_id = ?'),
    add: db.prepare<[number, number, number]>('INSERT OR IGNORE INTO analytics_activity (quarter, app, user) VALUES (?, ?, ?)'),
    active: db.prepare<[{ from: number; until: number; to: number; app: number | null }], { user: number }>(
      `SELECT DISTINCT coalesce(${AS_OF}, a.user) AS user FROM (SELECT DISTINCT user FROM analytics_activity WHERE quarter >= @from AND quarter < @until AND (@app IS NULL OR app = @app)) a`,
    ),
    inherit: db.prepare<[number, number, number]>('INSERT INTO analytics_heirs (user, at, heir) VALUES (?, ?, ?) ON CONFLICT (user, at) DO UPDATE SET heir = excluded.heir'),
    /** Those whose heir is `user` today. */
    countingAs: db.prepare<[number], { user: number }>(
      'SELECT DISTINCT h.user FROM analytics_heirs h WHERE h.heir = ? AND h.at = (SELECT max(l.at) FROM analytics_heirs l WHERE l.user = h.user)',
    ),
    merges: db.prepare<[number, number], { user: number; heir: number }>('SELECT user, heir FROM analytics_heirs WHERE at >= ? AND at < ? ORDER BY at'),
    firstSession: db.prepare<[number, number], { at: number }>('SELECT at FROM analytics_first_sessions WHERE user = ? AND app = ?'),
    putFirstSession: db.prepare<[number, number, number]>('INSERT INTO analytics_first_sessions (user, app, at) VALUES (?, ?, ?) ON CONFLICT (user, app) DO UPDATE SET at = excluded.at'),
    moveFirstSessions: db.prepare<[number, number]>('UPDATE OR IGNORE analytics_first_sessions SET user = ? WHERE user = ?'),
  }
}

export type NameRow = { name: string; type: string | null }
type Asked = { kind: string; others: string; limit: number; skip: number }

/** The names seen, and those of a JSON array beside them. */
const NAMED = '(SELECT name, type FROM analytics_names WHERE kind = @kind UNION ALL SELECT value, NULL FROM json_each(@others))'

export function nameStatements(db: Db) {
  return {
    note: db.prepare<[string, string, string | null]>('INSERT INTO analytics_names (kind, name, type) VALUES (?, ?, ?) ON CONFLICT (kind, name) DO UPDATE SET type = coalesce(type, excluded.type)'),
    page: db.prepare<[Asked], NameRow>(`SELECT name, max(type) AS type FROM ${NAMED} GROUP BY name ORDER BY name LIMIT @limit OFFSET @skip`),
    count: db.prepare<[Pick<Asked, 'kind' | 'others'>], { n: number }>(`SELECT count(DISTINCT name) AS n FROM ${NAMED}`),
  }
}

export function memoryStatements(db: Db) {
  return {
    get: db.prepare<[string], { value: string }>('SELECT value FROM analytics_memory WHERE name = ?'),
    set: db.prepare<[string, string]>('INSERT INTO analytics_memory (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value'),
  }
}

/** What the users of a segment did, from the rows that hang on them: counters know no users. `members` is a JSON array of profile ids. */
export function memberStatements(db: Db) {
  type Asked = { members: string; from: number; to: number; app_id: string | null }
  return {
    events: db.prepare<[Asked & { name: string }], { at: number }>(
      `SELECT e.at FROM json_each(@members) m CROSS JOIN custom_events e ON e.profile_id = m.value AND e.name = @name AND e.at >= @from AND e.at < @to WHERE @app_id IS NULL OR e.app_id = @app_id`,
    ),
    sessions: db.prepare<[Asked], { at: number }>(
      `SELECT s.started_at AS at FROM json_each(@members) m CROSS JOIN sessions s ON s.profile_id = m.value AND s.started_at >= @from AND s.started_at < @to WHERE @app_id IS NULL OR s.app_id = @app_id`,
    ),
  }
}
