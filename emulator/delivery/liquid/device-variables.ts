// A device as templates see it. docs: liquid/supported_personalization_tags ("Most Recently Used Device Information", "Targeted Device Information")
import type { App } from '../../domain/apps.ts'
import type { DeviceRow } from '../../domain/devices.ts'
import type { PushTokenRow } from '../../domain/devices.sql.ts'
import { notificationsEnabled } from '../../domain/profiles/user-export.ts'

/** "Otherwise the value is null". docs: supported_personalization_tags */
const PLATFORMS: Readonly<Record<string, string>> = { iOS: 'ios', Android: 'android', Kindle: 'kindle', Web: 'web', tvOS: 'tvos' }
export const platformOf = (app: App | undefined): string | null => PLATFORMS[app?.platform ?? ''] ?? null

/** The values by name; null for what the SDK did not say. */
export function deviceVariables({ device_id, details }: DeviceRow, app: App | undefined, tokens: readonly PushTokenRow[]) {
  const about = JSON.parse(details) as Record<string, unknown>
  const said = (name: string): unknown => (about[name] === undefined || about[name] === '' ? null : about[name])
  return {
    browser: said('browser'),
    id: said('ios_idfv') ?? device_id,
    carrier: said('carrier'),
    ad_tracking_enabled: said('ad_tracking_enabled'),
    idfa: said('ios_idfa'),
    google_ad_id: said('google_ad_id'),
    roku_ad_id: said('roku_ad_id'),
    model: said('model') ?? said('browser'),
    os: said('os_version'),
    platform: platformOf(app),
    foreground_push_enabled: tokens.length > 0 && notificationsEnabled(about),
  }
}
