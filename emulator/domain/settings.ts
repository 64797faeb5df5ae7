// The settings of a workspace, with Braze's defaults; a change makes the SDK config newer.
import type { Clock } from '../kernel/clock.ts'
import type { Db } from '../kernel/db.ts'
import type { Journal } from '../kernel/journal.ts'
import type { GlobalControlGroup } from './global-control-group.ts'

export type MergeMode = 'lifecycle' | 'merge-endpoint' | 'none'

/**
 * `smtp`: an address such as `smtp://localhost:1025` that gets every email. `apns_url` and `fcm_url`: a push service, real (`https://api.push.apple.com`) or fake; a bare origin
 * gets the path of the real one; `…_authorization` is the header with your own credentials. `web_push`: the keys that SDKs subscribe with; pushes go to the browsers' own services.
 */
export type Forwarding = {
  smtp?: string | null
  apns_url?: string | null
  apns_authorization?: string | null
  fcm_url?: string | null
  fcm_authorization?: string | null
  web_push?: { vapid_public_key: string; vapid_private_key: string; vapid_subject: string } | null
}

export const ARCHIVED_CHANNELS = ['email', 'push', 'sms'] as const
export type ArchivedChannel = (typeof ARCHIVED_CHANNELS)[number]

export type WorkspaceSettings = {
  /** IANA zone of the workspace: days of series, local defaults. */
  time_zone: string
  /** Names that are neither stored nor, by the SDKs, sent (rule U18). */
  block_lists: { events: string[]; attributes: string[]; purchases: string[] }
  /** What an anonymous profile hands over when `changeUser` names a known user (rule U4). */
  merge_mode: MergeMode
  /** `/users/track`: 75 objects in all, or the legacy 75 per array. */
  track_limit: 'combined' | 'per_array'
  /** Longest array attribute; Braze raises it on request up to 100. docs: user_attributes_object */
  custom_attribute_array_max: number
  sessions: {
    /** Floor in seconds for the apps' own session timeout (rule S3). */
    minimum_session_timeout: number
    /** Seconds after which a new messaging session starts (rule S14). */
    messaging_session_timeout: number
  }
  /** SDK events delivered twice (rule N9, not documented by Braze): counted again, or dropped when time, session and content are equal. */
  sdk_duplicates: 'count' | 'drop'
  /** Request tokens of the SDKs (rule N7): generous for test suites, or Braze's own 30 with one more each 30 s. */
  sdk_request_limit: 'generous' | 'braze'
  /** Status of an answer with `auth_error`: SDKs read bodies of good answers only; 401 for those who see it refused at the status line. observed: web SDK 6.13.0 */
  sdk_authentication_error_status: 200 | 201 | 401
  /** Features the SDK config turns on; geofences only where there are some. */
  sdk_features: { content_cards: boolean; feature_flags: boolean; banners: boolean; geofences: boolean; real_time: boolean }
  /** What else the SDK config says. */
  sdk_config: {
    /** Seconds between two refreshes of flags that an app asks for (rule F2); 0: no throttle, -1: never. */
    feature_flags_refresh_rate_limit: number
    /** Request tokens of single endpoints, such as `content_cards/sync`, beside those of `sdk_request_limit`; `refill_rate` is seconds per token. */
    endpoint_request_limits: Record<string, { capacity: number; refill_rate: number }>
    /** How long SDKs wait before they try again; null: their own 10 s, tripled up to 300 s. */
    request_backoff: { min_sleep_duration_ms: number; max_sleep_duration_ms: number; scale_factor: number } | null
  }
  /** USD for one unit of a currency; one that is missing counts 1:1, with a trace. */
  exchange_rates: Record<string, number>
  /** The share of users who get no messages; null for none. Campaigns and Canvases with an excluded tag send to them all the same. */
  global_control_group: GlobalControlGroup | null
  /** Assets in the media library; null for no limit. "200 by default for free trial companies, unlimited otherwise". docs: media_library/manage_assets/create */
  media_library_limit: number | null
  /** What the dashboard calls Email Preferences. docs: administrative/app_settings/email_settings */
  email: {
    /** Sender of messages that name none. */
    from: string
    reply_to: string | null
    /** List-Unsubscribe headers for sends to subscribed or opted-in users. "New companies will have [it] enabled by default" */
    list_unsubscribe: boolean
    /** `lid` in the links of messages that a campaign or Canvas defines. docs: email/templates/link_aliasing */
    link_aliasing: boolean
    /** Where events of transactional emails are posted. docs: post_send_transactional_message ("Transactional Event Status Postback") */
    transactional_postback_url: string | null
  }
  /** Channels of which a copy of each message is kept. docs: export_braze_data/message_archiving ("select your channels") */
  message_archiving: ArchivedChannel[]
  /** Messages are given to these as well, after they were sent here; null for none. */
  forwarding: Forwarding | null
  /** What `{{${email_footer}}}` gives: HTML with Liquid in it. docs: email/custom_email_footer */
  email_footer: string
  connected_content: {
    /** Only the ports 80 and 443 and public addresses, as with Braze. */
    strict: boolean
  }
  liquid: {
    /** An unknown filter is a mistake, and text does not compare with numbers. */
    strict: boolean
  }
  push: {
    /** How long after a push a session counts as an influenced open; Braze's own figure is not public. docs: report_metrics ("Influenced Opens") */
    influenced_open_minutes: number
  }
  /** Of campaigns and Canvases that have none of their own: when nothing is sent by the user's clock, and what becomes of it. docs: time_based_campaign ("Quiet hours") */
  quiet_hours: { start: string; end: string; fallback?: 'abort' | 'send_at_end' } | null
}

export const defaultSettings: WorkspaceSettings = {
  time_zone: 'UTC',
  block_lists: { events: [], attributes: [], purchases: [] },
  merge_mode: 'lifecycle',
  track_limit: 'combined',
  custom_attribute_array_max: 25,
  sessions: { minimum_session_timeout: 10, messaging_session_timeout: 1800 },
  sdk_duplicates: 'count',
  sdk_request_limit: 'generous',
  sdk_authentication_error_status: 201,
  sdk_features: { content_cards: true, feature_flags: true, banners: true, geofences: true, real_time: true },
  sdk_config: { feature_flags_refresh_rate_limit: 0, endpoint_request_limits: {}, request_backoff: null },
  exchange_rates: {},
  global_control_group: null,
  media_library_limit: 200,
  email: { from: 'Brazier <no-reply@brazier.localhost>', reply_to: null, list_unsubscribe: true, link_aliasing: true, transactional_postback_url: null },
  message_archiving: [],
  forwarding: null,
  email_footer: '<p style="text-align:center"><a href="{{${set_user_to_unsubscribed_url}}}">Unsubscribe</a></p>',
  connected_content: { strict: false },
  liquid: { strict: false },
  push: { influenced_open_minutes: 30 },
  quiet_hours: null,
}

/** Reads and changes the settings of one world; `overrides` come from the config file. */
export function createSettings({ db, clock, journal }: { db: Db; clock: Clock; journal: Journal }) {
  const all = db.prepare<[], { name: string; value: string }>('SELECT name, value FROM settings')
  const write = db.prepare<[string, string]>('INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')
  /** The times that SDKs were told the config is of since the process began, with the config of each: none ever stands for another one, also when a snapshot's rows replaced these while the clock stands still. */
  const told = new Map<number, string>()
  let replaced = 0
  let current: WorkspaceSettings | undefined
  let changedAt = 0

  function load(): WorkspaceSettings {
    const stored = new Map(all.all().map((row) => [row.name, JSON.parse(row.value) as unknown]))
    changedAt = (stored.get('changed_at') as number | undefined) ?? 1
    stored.delete('changed_at')
    return (current = { ...defaultSettings, ...(Object.fromEntries(stored) as Partial<WorkspaceSettings>) })
  }
  db.onRollback(() => void (current = undefined))
  const changed = (): number => (current === undefined ? (load(), changedAt) : changedAt)
  const config = (): string => `${replaced} ${changed()}`
  function freeFrom(time: number): number {
    const mine = config()
    let free = time
    while ((told.get(free) ?? mine) !== mine) free++
    return free
  }
  const newer = (): void => void write.run('changed_at', JSON.stringify(Math.max(changedAt + 1, Math.floor(clock.now() / 1000))))

  return {
    get: (): WorkspaceSettings => current ?? load(),
    /** Replaces the members given (objects one level deep are merged) and makes the SDK config newer by at least a second. */
    change(patch: Partial<WorkspaceSettings>): WorkspaceSettings {
      const before = current ?? load()
      const isPlain = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value)
      for (const [name, value] of Object.entries(patch)) {
        const old = before[name as keyof WorkspaceSettings]
        write.run(name, JSON.stringify(isPlain(old) && isPlain(value) ? { ...old, ...value } : value))
      }
      newer()
      const after = load()
      journal.append('settings.changed', { changes: Object.fromEntries(Object.keys(patch).map((name) => [name, { from: before[name as keyof WorkspaceSettings], to: after[name as keyof WorkspaceSettings] }])) })
      return after
    },
    /** Unix seconds of the last change. */
    changedAt: changed,
    /** `config.time`, taken by SDKs only when greater than theirs: that of the last change, or the first after it that stands for no other config. */
    configTime: (): number => freeFrom(changed()),
    /** What an SDK is told instead, from `time` on, when it claims a later one. */
    tellConfigTime(time: number): number {
      const free = freeFrom(time)
      told.set(free, config())
      return free
    },
    /** Something else that the SDK config says has changed: it is newer by at least a second. */
    touch(): void {
      if (current === undefined) load()
      newer()
      load()
    },
    /** The first config of a new world is as old as the world: newer than any that an SDK may have kept from an earlier one. */
    begin: (): void => {
      write.run('changed_at', JSON.stringify(Math.floor(clock.now() / 1000)))
      current = undefined
    },
    /** Reads again, after the database was replaced. */
    forget(): void {
      replaced += 1
      current = undefined
    },
  }
}

export type Settings = ReturnType<typeof createSettings>
