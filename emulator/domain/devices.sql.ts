// The statements of devices, push tokens and the push changelog, and their row types.
import type { Db } from '../kernel/db.ts'

export type DeviceRow = {
  device_id: string
  app_id: string
  profile_id: number | null
  anonymous_profile_id: number | null
  owned_since: number
  first_seen: number
  last_seen: number
  sdk_version: string | null
  app_version: string | null
  details: string
}
export type PushTokenRow = { app_id: string; token: string; profile_id: number; device_id: string; imported: number; registered_at: number; web_keys: string | null }
export type PushTokenChange = { id: number; at: number; app_id: string; device_id: string; token: string; change: string; reason: string }

export function deviceStatements(db: Db) {
  return {
    find: db.prepare<[string, string], DeviceRow>('SELECT * FROM devices WHERE device_id = ? AND app_id = ?'),
    byDeviceId: db.prepare<[string], DeviceRow>('SELECT * FROM devices WHERE device_id = ? ORDER BY last_seen DESC'),
    insert: db.prepare<[string, string, number, number, number]>('INSERT INTO devices (device_id, app_id, owned_since, first_seen, last_seen) VALUES (?, ?, ?, ?, ?)'),
    save: db.prepare<[DeviceRow]>(
      `UPDATE devices SET profile_id = @profile_id, anonymous_profile_id = @anonymous_profile_id, owned_since = @owned_since, last_seen = @last_seen,
         sdk_version = @sdk_version, app_version = @app_version, details = @details WHERE device_id = @device_id AND app_id = @app_id`,
    ),
    of: db.prepare<[number], DeviceRow>('SELECT * FROM devices WHERE profile_id = ? ORDER BY first_seen, device_id'),
    all: db.prepare<[string, number], DeviceRow>(`SELECT * FROM devices WHERE device_id || '/' || app_id > ? ORDER BY device_id || '/' || app_id LIMIT ?`),
    move: db.prepare<[number, number]>('UPDATE devices SET profile_id = ? WHERE profile_id = ?'),
    remove: db.prepare<[string, string]>('DELETE FROM devices WHERE device_id = ? AND app_id = ?'),
  }
}

export function pushTokenStatements(db: Db) {
  return {
    find: db.prepare<[string, string], PushTokenRow>('SELECT * FROM push_tokens WHERE app_id = ? AND token = ?'),
    byToken: db.prepare<[string], PushTokenRow>('SELECT * FROM push_tokens WHERE token = ?'),
    ofDevice: db.prepare<[string, string], PushTokenRow>('SELECT * FROM push_tokens WHERE app_id = ? AND device_id = ?'),
    of: db.prepare<[number], PushTokenRow>('SELECT * FROM push_tokens WHERE profile_id = ? ORDER BY registered_at, token'),
    put: db.prepare<[string, string, number, string, number, number, string | null]>(
      `INSERT INTO push_tokens (app_id, token, profile_id, device_id, imported, registered_at, web_keys) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (app_id, token) DO UPDATE SET profile_id = excluded.profile_id, device_id = excluded.device_id, imported = excluded.imported, web_keys = coalesce(excluded.web_keys, web_keys)`,
    ),
    remove: db.prepare<[string, string]>('DELETE FROM push_tokens WHERE app_id = ? AND token = ?'),
    change: db.prepare<[number, number, string, string, string, string, string]>(
      'INSERT INTO push_token_changes (at, profile_id, app_id, device_id, token, change, reason) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
    changes: db.prepare<[number], PushTokenChange>('SELECT id, at, app_id, device_id, token, change, reason FROM push_token_changes WHERE profile_id = ? ORDER BY id'),
    moveChanges: db.prepare<[number, number]>('UPDATE push_token_changes SET profile_id = ? WHERE profile_id = ?'),
  }
}
