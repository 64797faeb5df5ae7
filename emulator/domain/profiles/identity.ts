// How a device's user is found, and how an anonymous user becomes known (rules U1–U4, U7–U9). docs: user_profile_lifecycle, setting_user_ids
import type { Journal } from '../../kernel/journal.ts'
import type { Decisions } from '../decisions.ts'
import type { DeviceRow, Devices } from '../devices.ts'
import type { Settings } from '../settings.ts'
import type { Merge } from './merge.ts'
import type { ProfileRow, Profiles } from './profiles.ts'

/** A user id is at most this long on the SDK's wire (rule U16); longer ones never come from a real SDK. */
export const SDK_USER_ID_BYTES = 997

/** No request is on its way for so long: one sent longer before the device got its user comes from a clock that was set back, or is an old one played again. Brazier's own. */
const CLOCK_SET_BACK = 3_600_000
/** What tells the two apart: whom a request names, whether it starts a session that nobody has seen, and the earliest time in it (ms). */
export type Sending = { sent: number | undefined; current: string | undefined; startsAnew: boolean; earliest: number | undefined }

type Nouns = { journal: Journal; decisions: Decisions; settings: Settings; profiles: Profiles; devices: Devices; merge: Merge }

/** Finds and changes the users of devices. */
export function createIdentity({ journal, decisions, settings, profiles, devices, merge }: Nouns) {
  const ownerOf = (device: DeviceRow): ProfileRow | undefined => {
    const owner = device.profile_id === null ? undefined : profiles.byId(device.profile_id)
    return owner === undefined ? undefined : profiles.heirOf(owner)
  }

  /** True when the device itself named its user. A server may have identified the user of a device that still speaks without a name. */
  const namesItsUser = (device: DeviceRow): boolean => devices.namesItsUser(device) && ownerOf(device)?.external_id != null

  /** The device begins again with a new anonymous user. */
  function beginAnonymous(device: DeviceRow, at: number, reason: string): ProfileRow {
    const profile = profiles.create('sdk')
    devices.own(device, profile, at, reason)
    return profile
  }

  const formerAnonymous = (device: DeviceRow): ProfileRow | undefined => (device.anonymous_profile_id === null ? undefined : profiles.byId(device.anonymous_profile_id))

  /** The anonymous user of a device (rule U1). Of a device that has named a user since, it is what the anonymous one became. */
  function anonymousOf(device: DeviceRow, at: number): ProfileRow {
    const owner = ownerOf(device)
    if (owner === undefined) return beginAnonymous(device, at, 'first seen')
    if (!namesItsUser(device)) return owner
    const former = formerAnonymous(device)
    return (former === undefined ? undefined : profiles.heirOf(former)) ?? owner
  }

  /** The anonymous profile that `changeUser` merged away, where the merge mode left something of this kind behind (rule U4): late items of that kind stay with it, as they would have in time. */
  function leftBehind(device: DeviceRow, kind: 'moves' | 'stays'): ProfileRow | undefined {
    const former = namesItsUser(device) ? formerAnonymous(device) : undefined
    const mode = settings.get().merge_mode
    return former?.state === 'orphaned' && (mode === 'none' || (mode === 'lifecycle' && kind === 'stays')) ? former : undefined
  }

  /** Late data is told by the device's clock; a clock that was set back would make everything late for ever. An old request of an earlier user says nothing of the clock: it is late. */
  function mindClock(device: DeviceRow, { sent, current, startsAnew, earliest = sent }: Sending): void {
    if (sent === undefined || device.owned_since - sent <= CLOCK_SET_BACK) return
    const owner = ownerOf(device)
    if (!startsAnew && current !== undefined && current !== owner?.external_id) return
    decisions.ignored({ rule: 'U13', why: 'the clock of the device was set back: it has its user from the time of this request on', compared: { device_id: device.device_id, since: device.owned_since, sent } }, owner?.braze_id ?? null)
    devices.ownedSince(device, Math.min(sent, earliest as number))
  }

  /** Data from before the device got its user, of somebody else: `current` is the user that the request says the device has. */
  const isLate = (device: DeviceRow, owner: ProfileRow, external_id: string, at: number, current: string): boolean =>
    owner.external_id !== null && (at < device.owned_since || (at === device.owned_since && external_id !== current && profiles.byExternalId(current)?.id === owner.id))

  /** The device now belongs to `external_id`, from `at` on: identified in place (U2), merged into the known user (U3), or another user altogether (U7). */
  function changeUser(device: DeviceRow, external_id: string, at: number, current: string = external_id): ProfileRow {
    const owner = ownerOf(device)
    const known = profiles.byExternalId(external_id)
    if (owner !== undefined && known?.id === owner.id) {
      if (!namesItsUser(device)) device.anonymous_profile_id = owner.id
      if (device.profile_id !== owner.id || !namesItsUser(device)) devices.own(device, owner, at, 'changeUser')
      return owner
    }
    if (owner !== undefined && isLate(device, owner, external_id, at, current)) {
      decisions.ignored({ rule: 'U13', why: 'late data of an earlier user does not give the device back', compared: { user_id: external_id, current_user: owner.external_id, time: at, since: device.owned_since } }, owner.braze_id)
      return known ?? profiles.create('sdk', external_id)
    }
    if (owner !== undefined && owner.external_id === null) return fromAnonymous(device, owner, known, external_id, at)
    if (owner !== undefined && !namesItsUser(device)) device.anonymous_profile_id = owner.id
    const user = known ?? profiles.create('sdk', external_id)
    devices.own(device, user, at, 'changeUser')
    return user
  }

  function fromAnonymous(device: DeviceRow, anonymous: ProfileRow, known: ProfileRow | undefined, external_id: string, at: number): ProfileRow {
    device.anonymous_profile_id = anonymous.id
    if (known === undefined) {
      anonymous.external_id = external_id
      profiles.save(anonymous)
      journal.append('profile.identified', { rule: 'U2', external_id, device_id: device.device_id }, anonymous.braze_id)
      devices.own(device, anonymous, at, 'changeUser')
      return anonymous
    }
    // A merge takes the device and its tokens along; one that was refused leaves them to be moved here
    if (merge.merge(anonymous, known, settings.get().merge_mode, 'U3')) device.profile_id = known.id
    devices.own(device, known, at, 'changeUser')
    return known
  }

  return { ownerOf, namesItsUser, mindClock, anonymousOf, beginAnonymous, leftBehind, changeUser }
}

export type Identity = ReturnType<typeof createIdentity>
