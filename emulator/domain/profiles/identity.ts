// How a device's user is found, and how an anonymous user becomes known (rules U1–U4, U7–U9). docs: user_profile_lifecycle, setting_user_ids
import type { Journal } from '../../kernel/journal.ts'
import type { Decisions } from '../decisions.ts'
import type { DeviceRow, Devices } from '../devices.ts'
import type { Settings } from '../settings.ts'
import type { Merge } from './merge.ts'
import type { ProfileRow, Profiles } from './profiles.ts'

/** A user id is at most this long on the SDK's wire (rule U16); longer ones never come from a real SDK. */
export const SDK_USER_ID_BYTES = 997

type Nouns = { journal: Journal; decisions: Decisions; settings: Settings; profiles: Profiles; devices: Devices; merge: Merge }

/** Finds and changes the users of devices. */
export function createIdentity({ journal, decisions, settings, profiles, devices, merge }: Nouns) {
  const ownerOf = (device: DeviceRow): ProfileRow | undefined => {
    const owner = device.profile_id === null ? undefined : profiles.byId(device.profile_id)
    return owner === undefined ? undefined : profiles.heirOf(owner)
  }

  function freshAnonymous(device: DeviceRow, at: number, reason: string): ProfileRow {
    const profile = profiles.create('sdk')
    devices.own(device, profile, at, reason)
    return profile
  }

  /** The anonymous user of a device (rule U1). What an identified device still sends without an id is late: it belongs to what its anonymous user became. */
  function anonymousOf(device: DeviceRow, at: number): ProfileRow {
    const owner = ownerOf(device)
    if (owner === undefined) return freshAnonymous(device, at, 'first seen')
    if (owner.external_id === null) return owner
    if (at > device.owned_since) return freshAnonymous(device, at, 'a known device sends without a user id: wiped or reinstalled (U8, U9)')
    const earlier = device.anonymous_profile_id === null ? undefined : profiles.byId(device.anonymous_profile_id)
    return (earlier === undefined ? undefined : profiles.heirOf(earlier)) ?? owner
  }

  /** The device now belongs to `external_id`, from `at` on: identified in place (U2), merged into the known user (U3), or another user altogether (U7). */
  function changeUser(device: DeviceRow, external_id: string, at: number): ProfileRow {
    const owner = ownerOf(device)
    const known = profiles.byExternalId(external_id)
    if (owner !== undefined && known?.id === owner.id) {
      if (device.profile_id !== owner.id) devices.own(device, owner, at, 'merged')
      return owner
    }
    if (owner !== undefined && owner.external_id !== null && at < device.owned_since) {
      decisions.ignored({ rule: 'U13', why: 'late data of an earlier user does not give the device back', compared: { user_id: external_id, current_user: owner.external_id, time: at, since: device.owned_since } }, owner.braze_id)
      return known ?? profiles.create('sdk', external_id)
    }
    if (owner !== undefined && owner.external_id === null) return fromAnonymous(device, owner, known, external_id, at)
    const user = known ?? profiles.create('sdk', external_id)
    devices.own(device, user, at, 'changeUser')
    return user
  }

  function fromAnonymous(device: DeviceRow, anonymous: ProfileRow, known: ProfileRow | undefined, external_id: string, at: number): ProfileRow {
    if (known === undefined) {
      anonymous.external_id = external_id
      profiles.save(anonymous)
      journal.append('profile.identified', { rule: 'U2', external_id, device_id: device.device_id }, anonymous.braze_id)
      devices.own(device, anonymous, at, 'changeUser')
      device.anonymous_profile_id = anonymous.id
      devices.save(device)
      return anonymous
    }
    merge.merge(anonymous, known, settings.get().merge_mode, 'U3')
    device.profile_id = known.id
    devices.own(device, known, at, 'changeUser')
    return known
  }

  return { ownerOf, anonymousOf, changeUser }
}

export type Identity = ReturnType<typeof createIdentity>
