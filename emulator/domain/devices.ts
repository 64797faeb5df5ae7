// Devices: one row per device and app, with the profile that uses it and what the SDK said of the hardware.
import type { Clock } from '../kernel/clock.ts'
import type { Db } from '../kernel/db.ts'
import type { Journal } from '../kernel/journal.ts'
import type { DeviceRow } from './devices.sql.ts'
import { deviceStatements } from './devices.sql.ts'
import type { ProfileRow, Profiles } from './profiles/profiles.ts'
import type { PushTokens } from './push-tokens.ts'

export type { DeviceRow } from './devices.sql.ts'

/** `owned_since` of a device that has not named its user: it speaks without a user id, whoever the server takes it for. */
const NAMES_NOBODY = 0

/** The devices of one world. */
export function createDevices({ db, clock, journal, profiles, pushTokens }: { db: Db; clock: Clock; journal: Journal; profiles: Profiles; pushTokens: PushTokens }) {
  const sql = deviceStatements(db)

  return {
    find: (device_id: string, app_id: string): DeviceRow | undefined => sql.find.get(device_id, app_id),
    byDeviceId: (device_id: string): DeviceRow[] => sql.byDeviceId.all(device_id),
    of: (profile: ProfileRow): DeviceRow[] => sql.of.all(profile.id),
    list: (after: string, limit: number): DeviceRow[] => sql.all.all(after, limit),
    /** The device that sends now; a new one is registered, without a user yet. */
    see(device_id: string, app_id: string): DeviceRow {
      const known = sql.find.get(device_id, app_id)
      if (known !== undefined) return known
      const at = clock.now()
      sql.insert.run(device_id, app_id, NAMES_NOBODY, at, at)
      journal.append('device.registered', { device_id, app_id })
      return sql.find.get(device_id, app_id)!
    },
    save(device: DeviceRow): void {
      device.last_seen = clock.now()
      sql.save.run(device)
    },
    /** Merges what the SDK says of the hardware and of its versions. Unchanged details leave no row, nor does another version. */
    describe(device: DeviceRow, details: Record<string, unknown>, versions: { sdk_version?: string | undefined; app_version?: string | undefined; app_version_code?: string | undefined }): void {
      // A device that speaks has its app again (rule P4); `uninstalled_at` is our word, not the wire's, and so is `app_version_code` here: the wire has it beside `device`
      const { uninstalled_at, app_version_code: code, ...known } = JSON.parse(device.details) as Record<string, unknown>
      const { uninstalled_at: _, app_version_code: __, ...said } = details
      const now = { ...known, ...said }
      const app_version_code = versions.app_version_code ?? code
      device.details = JSON.stringify({ ...now, ...(app_version_code === undefined ? {} : { app_version_code }) })
      device.sdk_version = versions.sdk_version ?? device.sdk_version
      device.app_version = versions.app_version ?? device.app_version
      if (uninstalled_at === undefined && JSON.stringify(known) === JSON.stringify(now)) return
      const owner = device.profile_id === null ? undefined : profiles.byId(device.profile_id)
      journal.append('device.updated', { device_id: device.device_id, app_id: device.app_id, details: said }, owner?.braze_id ?? null)
    },
    /** True when the device itself has named the user it belongs to. */
    namesItsUser: (device: DeviceRow): boolean => device.owned_since !== NAMES_NOBODY,
    /** The device has had its user since `at`, by its own clock. */
    ownedSince(device: DeviceRow, at: number): void {
      device.owned_since = Math.max(at, NAMES_NOBODY + 1)
      sql.save.run(device)
    },
    /** Gives the device to a profile, named by the device at `at` unless the profile is anonymous; its push tokens follow (rule P2). */
    own(device: DeviceRow, profile: ProfileRow, at: number, reason: string): void {
      if (device.profile_id !== profile.id) {
        const from = device.profile_id === null ? undefined : profiles.byId(device.profile_id)
        if (from !== undefined) journal.append('device.moved', { rule: 'U7', reason, device_id: device.device_id, app_id: device.app_id, from: from.braze_id, to: profile.braze_id }, profile.braze_id)
        device.profile_id = profile.id
        pushTokens.follow(device.app_id, device.device_id, profile, reason)
      }
      device.owned_since = profile.external_id === null ? NAMES_NOBODY : Math.max(at, NAMES_NOBODY + 1)
      if (profile.external_id === null) device.anonymous_profile_id = profile.id
      sql.save.run(device)
    },
    /** The app is gone from the device: its token goes with it (rules P3, P4). A device without the app can not lose it again. */
    uninstall(device: DeviceRow): void {
      if ((JSON.parse(device.details) as { uninstalled_at?: number }).uninstalled_at !== undefined) return
      if (pushTokens.ofDevice(device.app_id, device.device_id).length > 0) pushTokens.unregister(device.app_id, device.device_id, undefined, 'uninstalled')
      const owner = device.profile_id === null ? undefined : profiles.byId(device.profile_id)
      device.details = JSON.stringify({ ...(JSON.parse(device.details) as object), uninstalled_at: clock.now() })
      sql.save.run(device)
      journal.append('device.uninstalled', { device_id: device.device_id, app_id: device.app_id }, owner?.braze_id ?? null)
    },
    /** The devices of a merged profile belong to the kept one. */
    merge: (from: ProfileRow, to: ProfileRow): void => void sql.move.run(to.id, from.id),
  }
}

export type Devices = ReturnType<typeof createDevices>
