// The user export object: only what was asked for and is not empty. docs: api/endpoints/export/user_data/post_users_identifier
import type { Clock } from '../../kernel/clock.ts'
import { isoTime } from '../../kernel/clock.ts'
import type { Apps } from '../apps.ts'
import type { CustomEvents } from '../custom-events.ts'
import type { Devices } from '../devices.ts'
import type { Received } from '../messages/received.ts'
import type { Purchases } from '../purchases.ts'
import type { PushTokens } from '../push-tokens.ts'
import type { Sessions } from '../sessions.ts'
import type { Aliases } from './aliases.ts'
import { customAttributes } from './attributes.ts'
import { plainValue } from './custom-values.ts'
import type { ProfileRow } from './profiles.ts'

const SUMMARY_DAYS = 90 // custom_events and purchases done in the last 90 days; `first` and `count` are all-time. docs: post_users_identifier

/** What `fields_to_export` may name. docs: post_users_identifier (table), plus the fields named elsewhere on the page. */
export const EXPORTABLE = [
  'apps', 'attributed_campaign', 'attributed_source', 'attributed_adgroup', 'attributed_ad', 'push_subscribe', 'email_subscribe', 'braze_id', 'country', 'created_at',
  'custom_attributes', 'custom_events', 'devices', 'dob', 'email', 'external_id', 'first_name', 'gender', 'home_city', 'language', 'last_coordinates', 'last_name',
  'phone', 'purchases', 'push_tokens', 'random_bucket', 'time_zone', 'total_revenue', 'uninstalled_at', 'user_aliases', 'campaigns_received', 'canvases_received',
  'cards_clicked', 'push_opted_in_at',
] as const

type Nouns = { clock: Clock; apps: Apps; aliases: Aliases; customEvents: CustomEvents; purchases: Purchases; sessions: Sessions; devices: Devices; pushTokens: PushTokens; received: Received }
export type ExportedUser = Record<string, unknown>

const isEmpty = (value: unknown): boolean => value === null || value === undefined || (Array.isArray(value) && value.length === 0) || (typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0)

/** "+1 (724) 123-4567 appears as +17241234567", also where it is no valid number. docs: user_phone_numbers */
const rendered = (phone: string): string => (phone.startsWith('+') ? `+${phone.replace(/\D/g, '')}` : phone)

/** Without what is not known: "missing" means null there. docs: post_users_identifier */
const present = (members: Record<string, unknown>): Record<string, unknown> => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== null))

/** Builds export objects. */
export function createUserExport({ clock, apps, aliases, customEvents, purchases, sessions, devices, pushTokens, received }: Nouns) {
  const summaryOf = (name: string, row: { count: number; first_at: number; last_at: number }) => ({ name, first: isoTime(row.first_at), last: isoTime(row.last_at), count: row.count })
  const recent = (row: { last_at: number }): boolean => row.last_at >= clock.now() - SUMMARY_DAYS * 86_400_000
  const details = (text: string) => JSON.parse(text) as Record<string, unknown>

  function exportedDevices(profile: ProfileRow): unknown[] {
    return devices.of(profile).map((device) => {
      const about = details(device.details)
      const ios = apps.find(device.app_id)?.platform === 'iOS'
      const shown: Record<string, unknown> = {
        ...present({ model: about['model'] ?? about['browser'], os: about['os_version'] }),
        carrier: about['carrier'] ?? null,
        ...(ios ? { idfv: about['ios_idfv'] ?? device.device_id } : { device_id: device.device_id }),
      }
      for (const [key, name] of [['ios_idfa', 'idfa'], ['google_ad_id', 'google_ad_id'], ['roku_ad_id', 'roku_ad_id'], ['ad_tracking_enabled', 'ad_tracking_enabled']] as const)
        if (about[key] !== undefined && about[key] !== null) shown[name] = about[key]
      return shown
    })
  }

  function exportedTokens(profile: ProfileRow): unknown[] {
    return pushTokens.of(profile).map((row) => {
      const device = devices.find(row.device_id, row.app_id)
      const app = apps.find(row.app_id)
      return { app: app?.name ?? null, platform: app?.platform ?? null, token: row.token, device_id: row.device_id, notifications_enabled: device === undefined ? true : notificationsEnabled(details(device.details)) }
    })
  }

  const readers: Record<string, (profile: ProfileRow) => unknown> = {
    created_at: (profile) => `${isoTime(profile.created_at).replace('T', ' ').slice(0, 23)} UTC`,
    phone: (profile) => profile.phone_e164 ?? (profile.phone === null ? null : rendered(profile.phone)),
    user_aliases: (profile) => aliases.of(profile).map(({ alias_name, alias_label }) => ({ alias_name, alias_label })),
    last_coordinates: (profile) => (profile.longitude === null ? null : [profile.longitude, profile.latitude]), // "[longitude, latitude]": the text of the page; its sample looks the other way round
    total_revenue: (profile) => (profile.purchase_count === 0 ? null : profile.revenue_cents / 100),
    push_opted_in_at: (profile) => (profile.push_subscribe === 'opted_in' && profile.push_subscribe_at !== null ? isoTime(profile.push_subscribe_at) : null),
    custom_attributes: (profile) => Object.fromEntries([...customAttributes(profile)].map(([name, value]) => [name, plainValue(value)])),
    custom_events: (profile) => customEvents.summaries(profile).filter(recent).map((row) => summaryOf(row.name, row)),
    purchases: (profile) => purchases.summaries(profile).filter(recent).map((row) => summaryOf(row.product_id, row)),
    campaigns_received: received.campaigns,
    canvases_received: received.canvases,
    cards_clicked: received.cardsClicked,
    devices: exportedDevices,
    push_tokens: exportedTokens,
    apps: (profile) =>
      sessions.usage(profile).map((row) => ({ name: apps.find(row.app_id)?.name ?? null, platform: apps.find(row.app_id)?.platform ?? null, ...present({ version: row.version }), sessions: row.sessions, first_used: isoTime(row.first_used_at), last_used: isoTime(row.last_used_at) })),
    uninstalled_at: (profile) => {
      const all = devices.of(profile).map((device) => details(device.details)['uninstalled_at'] as number | undefined)
      return all.length > 0 && all.every((at) => at !== undefined) ? isoTime(Math.max(...(all as number[]))) : null
    },
  }

  return {
    /** The export object of a profile: every field that is not empty, or only those of `fields`. */
    of(profile: ProfileRow, fields?: readonly string[]): ExportedUser {
      const result: ExportedUser = {}
      for (const field of fields ?? EXPORTABLE) {
        const reader = readers[field]
        const value = reader === undefined ? profile[field as keyof ProfileRow] : reader(profile)
        if (!isEmpty(value)) result[field] = value
      }
      return result
    },
  }
}

/** Foreground push needs the system's permission; a device that never spoke of it is taken as allowed (rule P5). */
export function notificationsEnabled(details: Record<string, unknown>): boolean {
  const authorised = details['ios_push_auth']
  if (typeof authorised === 'string') return authorised === 'authorized' || authorised === 'provisional'
  const remote = details['remote_notification_enabled']
  return remote === undefined || remote === null || remote === 1 || remote === true
}

export type UserExport = ReturnType<typeof createUserExport>
