// The settings of a workspace, with Braze's defaults; a change makes the SDK config newer.
import type { Clock } from '../kernel/clock.ts'
import type { Db } from '../kernel/db.ts'
import type { Journal } from '../kernel/journal.ts'
import type { GlobalControlGroup } from './global-control-group.ts'

export type MergeMode = 'lifecycle' | 'merge-endpoint' | 'none'

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
  /** Features the SDK config turns on. */
  sdk_features: { content_cards: boolean; feature_flags: boolean; banners: boolean }
  /** USD for one unit of a currency; one that is missing counts 1:1, with a trace. */
  exchange_rates: Record<string, number>
  /** The share of users who get no messages; null for none. Campaigns and Canvases with an excluded tag send to them all the same. */
  global_control_group: GlobalControlGroup | null
  /** Assets in the media library; null for no limit. "200 by default for free trial companies, unlimited otherwise". docs: media_library/manage_assets/create */
  media_library_limit: number | null
  frequency_capping: unknown
  quiet_hours: unknown
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
  sdk_features: { content_cards: true, feature_flags: true, banners: true },
  exchange_rates: {},
  global_control_group: null,
  media_library_limit: 200,
  frequency_capping: null,
  quiet_hours: null,
}

/** Reads and changes the settings of one world; `overrides` come from the config file. */
export function createSettings({ db, clock, journal }: { db: Db; clock: Clock; journal: Journal }) {
  const all = db.prepare<[], { name: string; value: string }>('SELECT name, value FROM settings')
  const write = db.prepare<[string, string]>('INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')
  let current: WorkspaceSettings | undefined
  let changedAt = 0

  function load(): WorkspaceSettings {
    const stored = new Map(all.all().map((row) => [row.name, JSON.parse(row.value) as unknown]))
    changedAt = (stored.get('changed_at') as number | undefined) ?? 1
    stored.delete('changed_at')
    return (current = { ...defaultSettings, ...(Object.fromEntries(stored) as Partial<WorkspaceSettings>) })
  }
  db.onRollback(() => void (current = undefined))

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
      write.run('changed_at', JSON.stringify(Math.max(changedAt + 1, Math.floor(clock.now() / 1000))))
      const after = load()
      journal.append('settings.changed', { changes: Object.fromEntries(Object.keys(patch).map((name) => [name, { from: before[name as keyof WorkspaceSettings], to: after[name as keyof WorkspaceSettings] }])) })
      return after
    },
    /** Unix seconds of the last change: `config.time`, taken by SDKs only when greater than theirs. */
    changedAt: (): number => (current === undefined ? (load(), changedAt) : changedAt),
    /** The first config of a new world is as old as the world: newer than any that an SDK may have kept from an earlier one. */
    begin: (): void => {
      write.run('changed_at', JSON.stringify(Math.floor(clock.now() / 1000)))
      current = undefined
    },
    forget: (): void => void (current = undefined),
  }
}

export type Settings = ReturnType<typeof createSettings>
