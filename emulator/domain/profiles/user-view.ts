// A whole profile for people: everything the emulator knows of a user, in one object. The admin API and the page show it.
import { isoTime } from '../../kernel/clock.ts'
import type { Apps } from '../apps.ts'
import type { CustomEvents } from '../custom-events.ts'
import type { DeviceRow, Devices } from '../devices.ts'
import type { Received } from '../messages/received.ts'
import type { Purchases } from '../purchases.ts'
import type { PushTokens } from '../push-tokens.ts'
import type { Sessions } from '../sessions.ts'
import type { SubscriptionGroups } from '../subscription-groups.ts'
import type { Aliases } from './aliases.ts'
import { customAttributes } from './attributes.ts'
import { typeOf } from './custom-values.ts'
import type { ProfileRow, Profiles } from './profiles.ts'
import { notificationsEnabled } from './user-export.ts'
import type { UserExport } from './user-export.ts'

const RECENT = 50

type Nouns = { apps: Apps; profiles: Profiles; aliases: Aliases; customEvents: CustomEvents; purchases: Purchases; sessions: Sessions; devices: Devices; pushTokens: PushTokens; subscriptionGroups: SubscriptionGroups; userExport: UserExport; received: Received }
const time = (ms: number | null): string | null => (ms === null ? null : isoTime(ms))

/** Builds the views of users and devices. */
export function createUserView({ apps, profiles, aliases, customEvents, purchases, sessions, devices, pushTokens, subscriptionGroups, userExport, received }: Nouns) {
  const tokensOf = (profile: ProfileRow) => pushTokens.of(profile).map((row) => ({ app_id: row.app_id, app: apps.find(row.app_id)?.name ?? null, token: row.token, device_id: row.device_id, imported: row.imported === 1, registered_at: time(row.registered_at) }))

  function deviceView(device: DeviceRow): Record<string, unknown> {
    const owner = device.profile_id === null ? undefined : profiles.byId(device.profile_id)
    const { app_version_code, ...details } = JSON.parse(device.details) as Record<string, unknown>
    const tokens = pushTokens.ofDevice(device.app_id, device.device_id)
    return {
      device_id: device.device_id,
      app_id: device.app_id,
      platform: apps.find(device.app_id)?.platform ?? null,
      user: owner === undefined ? null : { braze_id: owner.braze_id, external_id: owner.external_id },
      sdk_version: device.sdk_version,
      app_version: device.app_version,
      ...(app_version_code === undefined ? {} : { app_version_code }),
      details,
      push_tokens: tokens.map((row) => row.token),
      // "Device rows read `Foreground:` or `Background:`" (rules P5, P10)
      push: tokens.length === 0 ? null : notificationsEnabled(details) ? 'Foreground' : 'Background',
      first_seen: time(device.first_seen),
      last_seen: time(device.last_seen),
    }
  }

  return {
    device: deviceView,
    /** One line of a list of users. */
    line: (profile: ProfileRow) => ({
      braze_id: profile.braze_id, external_id: profile.external_id, email: profile.email, phone: profile.phone, first_name: profile.first_name, last_name: profile.last_name,
      user_aliases: aliases.of(profile), created_at: time(profile.created_at), updated_at: time(profile.updated_at), sessions: profile.session_count,
    }),
    /** Everything. */
    whole: (profile: ProfileRow): Record<string, unknown> => ({
      braze_id: profile.braze_id,
      external_id: profile.external_id,
      deprecated_external_ids: profiles.deprecatedIds(profile.id),
      merged_braze_ids: profiles.lineage(profile).slice(1),
      origin: profile.origin,
      created_at: time(profile.created_at),
      updated_at: time(profile.updated_at),
      user_aliases: aliases.of(profile),
      attributes: Object.fromEntries(
        (['first_name', 'last_name', 'email', 'phone', 'dob', 'gender', 'country', 'language', 'home_city', 'time_zone', 'image_url', 'native_line_id'] as const).filter((name) => profile[name] !== null).map((name) => [name, profile[name]]),
      ),
      custom_attributes: userExport.of(profile, ['custom_attributes'])['custom_attributes'] ?? {},
      custom_attribute_types: Object.fromEntries([...customAttributes(profile)].map(([name, value]) => [name, typeOf(value)])),
      last_coordinates: profile.longitude === null ? null : { longitude: profile.longitude, latitude: profile.latitude, at: time(profile.located_at) },
      email_subscribe: profile.email_subscribe,
      push_subscribe: profile.push_subscribe,
      subscription_groups: subscriptionGroups.states(profile).map((row) => ({ ...row, changed_at: time(row.changed_at) })),
      total_revenue: profile.revenue_cents / 100,
      custom_events: customEvents.summaries(profile).map((row) => ({ name: row.name, count: row.count, first: time(row.first_at), last: time(row.last_at) })),
      recent_events: customEvents.recent(profile, RECENT).map((row) => ({ name: row.name, time: time(row.at), app_id: row.app_id, session_id: row.session_id, properties: JSON.parse(row.properties) as unknown })),
      purchases: purchases.summaries(profile).map((row) => ({ product_id: row.product_id, count: row.count, first: time(row.first_at), last: time(row.last_at) })),
      recent_purchases: purchases.recent(profile, RECENT).map((row) => ({ product_id: row.product_id, time: time(row.at), currency: row.currency, price: row.price, quantity: row.quantity, app_id: row.app_id, session_id: row.session_id, properties: JSON.parse(row.properties) as unknown })),
      sessions: {
        count: profile.session_count, seconds: profile.session_seconds, first: time(profile.first_session_at), last: time(profile.last_session_at),
        recent: sessions.recent(profile, RECENT).map(({ profile_id: _, ...row }) => ({ ...row, started_at: time(row.started_at), ended_at: time(row.ended_at) })),
      },
      apps: sessions.usage(profile).map((row) => ({ app_id: row.app_id, name: apps.find(row.app_id)?.name ?? null, platform: apps.find(row.app_id)?.platform ?? null, version: row.version, sessions: row.sessions, first_used: time(row.first_used_at), last_used: time(row.last_used_at) })),
      devices: devices.of(profile).map(deviceView),
      push_tokens: tokensOf(profile),
      campaigns: received.campaigns(profile),
      canvases: received.canvases(profile),
      push_token_changes: pushTokens.changes(profile).map((row) => ({ ...row, at: time(row.at) })),
    }),
  }
}

export type UserView = ReturnType<typeof createUserView>
