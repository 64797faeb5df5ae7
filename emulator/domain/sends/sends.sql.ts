// The statements of sends, send ids, schedules and Live Activities, and their row types.
import type { Db } from '../../kernel/db.ts'

export const SEND_KINDS = ['messages', 'campaign', 'canvas', 'transactional', 'live_activity_start', 'live_activity_update'] as const
export type SendKind = (typeof SEND_KINDS)[number]
export type ScheduleKind = 'messages' | 'campaign' | 'canvas'

/** A row of `sends`; `request` is the whole body as JSON. */
export type StoredSend = {
  id: number
  dispatch_id: string
  kind: SendKind
  state: 'accepted' | 'taken'
  at: number
  schedule_id: string | null
  send_id: string | null
  campaign_id: string | null
  canvas_id: string | null
  external_send_id: string | null
  broadcast: number
  request: string
}

/** A row of `schedules`; `due` and `created_at` in ms, `time` as it was sent. */
export type StoredSchedule = {
  schedule_id: string
  dispatch_id: string
  kind: ScheduleKind
  state: 'pending' | 'sent' | 'deleted'
  created_at: number
  due: number
  time: string
  in_local_time: number
  at_optimal_time: number
  send_id: string | null
  campaign_id: string | null
  canvas_id: string | null
  broadcast: number
  request: string
}

export type StoredLiveActivity = { app_id: string; activity_id: string; attributes_type: string | null; state: 'active' | 'ended'; started_at: number; updated_at: number; content_state: string }
export type LiveActivityToken = { app_id: string; activity_id: string; device_id: string; token: string; registered_at: number }

export type LiveActivityStartToken = { app_id: string; device_id: string; attributes_type: string; token: string; registered_at: number }

export function sendStatements(db: Db) {
  return {
    insert: db.prepare<[Omit<StoredSend, 'id' | 'state'>]>(
      `INSERT INTO sends (dispatch_id, kind, at, schedule_id, send_id, campaign_id, canvas_id, external_send_id, broadcast, request)
       VALUES (@dispatch_id, @kind, @at, @schedule_id, @send_id, @campaign_id, @canvas_id, @external_send_id, @broadcast, @request)`,
    ),
    find: db.prepare<[string], StoredSend>('SELECT * FROM sends WHERE dispatch_id = ?'),
    all: db.prepare<[number, number], StoredSend>('SELECT * FROM sends WHERE id > ? ORDER BY id LIMIT ?'),
    accepted: db.prepare<[number, number], StoredSend>(`SELECT * FROM sends WHERE state = 'accepted' AND id > ? ORDER BY id LIMIT ?`),
    take: db.prepare<[number]>(`UPDATE sends SET state = 'taken' WHERE id = ? AND state = 'accepted'`),
    byExternalId: db.prepare<[string, number], StoredSend>('SELECT * FROM sends WHERE external_send_id = ? AND at > ? ORDER BY id DESC LIMIT 1'),
    ofSendId: db.prepare<[string, string], StoredSend>('SELECT * FROM sends WHERE campaign_id = ? AND send_id = ? ORDER BY id'),
  }
}

export function sendIdStatements(db: Db) {
  return {
    find: db.prepare<[string, string], { send_id: string }>('SELECT send_id FROM send_ids WHERE campaign_id = ? AND send_id = ?'),
    insert: db.prepare<[string, string, number]>('INSERT INTO send_ids (campaign_id, send_id, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'),
  }
}

export function scheduleStatements(db: Db) {
  return {
    insert: db.prepare<[Omit<StoredSchedule, 'state'>]>(
      `INSERT INTO schedules (schedule_id, dispatch_id, kind, created_at, due, time, in_local_time, at_optimal_time, send_id, campaign_id, canvas_id, broadcast, request)
       VALUES (@schedule_id, @dispatch_id, @kind, @created_at, @due, @time, @in_local_time, @at_optimal_time, @send_id, @campaign_id, @canvas_id, @broadcast, @request)`,
    ),
    find: db.prepare<[string], StoredSchedule>('SELECT * FROM schedules WHERE schedule_id = ?'),
    pending: db.prepare<[], StoredSchedule>(`SELECT * FROM schedules WHERE state = 'pending' ORDER BY due, created_at, schedule_id`),
    move: db.prepare<[Pick<StoredSchedule, 'schedule_id' | 'due' | 'time' | 'in_local_time' | 'at_optimal_time' | 'request'>]>(
      'UPDATE schedules SET due = @due, time = @time, in_local_time = @in_local_time, at_optimal_time = @at_optimal_time, request = @request WHERE schedule_id = @schedule_id',
    ),
    setState: db.prepare<[StoredSchedule['state'], string]>('UPDATE schedules SET state = ? WHERE schedule_id = ?'),
  }
}

export function liveActivityStatements(db: Db) {
  return {
    find: db.prepare<[string, string], StoredLiveActivity>('SELECT * FROM live_activities WHERE app_id = ? AND activity_id = ?'),
    put: db.prepare<[StoredLiveActivity]>(
      `INSERT INTO live_activities (app_id, activity_id, attributes_type, state, started_at, updated_at, content_state)
       VALUES (@app_id, @activity_id, @attributes_type, @state, @started_at, @updated_at, @content_state)
       ON CONFLICT (app_id, activity_id) DO UPDATE SET attributes_type = excluded.attributes_type, state = excluded.state, started_at = excluded.started_at,
         updated_at = excluded.updated_at, content_state = excluded.content_state`,
    ),
    all: db.prepare<[], StoredLiveActivity>('SELECT * FROM live_activities ORDER BY started_at, app_id, activity_id'),
    tokens: db.prepare<[string, string], LiveActivityToken>('SELECT * FROM live_activity_tokens WHERE app_id = ? AND activity_id = ? ORDER BY registered_at, device_id'),
    startTokens: db.prepare<[string, string], LiveActivityStartToken>('SELECT * FROM live_activity_start_tokens WHERE app_id = ? AND attributes_type = ? ORDER BY registered_at, device_id'),
    putStartToken: db.prepare<[LiveActivityStartToken]>(
      `INSERT INTO live_activity_start_tokens (app_id, device_id, attributes_type, token, registered_at) VALUES (@app_id, @device_id, @attributes_type, @token, @registered_at)
       ON CONFLICT (app_id, device_id, attributes_type) DO UPDATE SET token = excluded.token, registered_at = excluded.registered_at`,
    ),
    forgetToken: db.prepare<[string, string]>('DELETE FROM live_activity_tokens WHERE app_id = ? AND token = ?'),
    forgetStartToken: db.prepare<[string, string]>('DELETE FROM live_activity_start_tokens WHERE app_id = ? AND token = ?'),
    putToken: db.prepare<[LiveActivityToken]>(
      `INSERT INTO live_activity_tokens (app_id, activity_id, device_id, token, registered_at) VALUES (@app_id, @activity_id, @device_id, @token, @registered_at)
       ON CONFLICT (app_id, activity_id, device_id) DO UPDATE SET token = excluded.token, registered_at = excluded.registered_at`,
    ),
  }
}
