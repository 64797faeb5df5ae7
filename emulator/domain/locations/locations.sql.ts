// The statements of location sets, their geofences, and crossings of them.
import type { Db } from '../../kernel/db.ts'

export type StoredSet = { id: string; data: string; created_at: number; updated_at: number }
export type StoredGeofence = { id: string; location_set_id: string; position: number; latitude: number; longitude: number; data: string }
export type Crossing = { device_id: string; app_id: string; geofence_id: string; event_type: string; at: number }

export const locationStatements = (db: Db) => ({
  sets: db.prepare<[], StoredSet>('SELECT * FROM locations ORDER BY created_at, id'),
  set: db.prepare<[string], StoredSet>('SELECT * FROM locations WHERE id = ?'),
  named: db.prepare<[{ set: string }], { id: string }>("SELECT id FROM locations WHERE id = @set OR data ->> 'name' = @set"),
  put: db.prepare<[StoredSet]>('INSERT INTO locations (id, data, created_at, updated_at) VALUES (@id, @data, @created_at, @updated_at) ON CONFLICT (id) DO UPDATE SET data = excluded.data, updated_at = excluded.updated_at'),
  remove: db.prepare<[string]>('DELETE FROM locations WHERE id = ?'),
  geofences: db.prepare<[string], StoredGeofence>('SELECT * FROM geofences WHERE location_set_id = ? ORDER BY position'),
  geofence: db.prepare<[string], StoredGeofence>('SELECT * FROM geofences WHERE id = ?'),
  addGeofence: db.prepare<[StoredGeofence]>('INSERT INTO geofences (id, location_set_id, position, latitude, longitude, data) VALUES (@id, @location_set_id, @position, @latitude, @longitude, @data)'),
  clear: db.prepare<[string]>('DELETE FROM geofences WHERE location_set_id = ?'),
  between: db.prepare<[number, number], StoredGeofence>('SELECT * FROM geofences WHERE latitude BETWEEN ? AND ?'),
  some: db.prepare<[], { id: string }>('SELECT id FROM geofences LIMIT 1'),
  crossed: db.prepare<[Omit<Crossing, 'at'>], { at: number }>('SELECT at FROM geofence_crossings WHERE device_id = @device_id AND app_id = @app_id AND geofence_id = @geofence_id AND event_type = @event_type'),
  cross: db.prepare<[Crossing]>('INSERT INTO geofence_crossings (device_id, app_id, geofence_id, event_type, at) VALUES (@device_id, @app_id, @geofence_id, @event_type, @at) ON CONFLICT DO UPDATE SET at = excluded.at'),
})
