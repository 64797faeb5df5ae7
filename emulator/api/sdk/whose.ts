// Whose an item of a data request is that names no user: the anonymous user's, or the one the request is for (rules U1, U2, U13).
import type { DeviceRow } from '../../domain/devices.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { World } from '../../world.ts'
import type { Entry, Event } from './batch.ts'

/** The profile of an item, and whether it comes from the time before the device named its user. */
type Whose = { profile: ProfileRow; anonymous: boolean }

export type Batch = {
  /** The user that the request says the device has now. */
  current: string | undefined
  /** Said at the top of the body: then it is the user of whatever names none. */
  onTop: boolean
  events: readonly Event[]
  entries: readonly Entry[]
}

/**
 * Tells the user of unnamed items. Two ways of speaking meet here. Web and iOS name the user on every event, so that an unnamed one was logged before
 * `changeUser` (observed: web SDK 6.13.0). Android and Roku may name the user of the whole request only (observed: mobile wire), so that where no event
 * names one, an unnamed event is of that user from the session on that `changeUser` began (rule S10).
 */
export function whoseUnnamed(world: World, device: DeviceRow, { current, onTop, events, entries }: Batch) {
  const { identity, profiles } = world
  const unnamedStarts = events.filter(({ code, user_id }) => code === 'ss' && user_id === undefined).map(({ at }) => at)
  const eventsAreNamed = events.some(({ user_id }) => user_id !== undefined)
  const nothingIsNamed = !eventsAreNamed && entries.every(({ user_id }) => user_id === undefined)
  const ofRequest = current === undefined || eventsAreNamed ? undefined : current
  const lastStart = unnamedStarts.at(-1) ?? Infinity
  const anonymous = (at: number) => ({ profile: identity.anonymousOf(device, at), anonymous: true })
  const user = (profile: ProfileRow) => ({ profile, anonymous: false })

  function ofNamedDevice(owner: ProfileRow, at: number): Whose {
    const later = at > device.owned_since
    if (ofRequest !== undefined && at >= device.owned_since && profiles.byExternalId(ofRequest)?.id === owner.id) return user(owner)
    if (ofRequest !== undefined && at >= lastStart) return user(identity.changeUser(device, ofRequest, at))
    // Starting a session without a name after it had one, the device was wiped or reinstalled under its old id (rules U8, U9)
    if (ofRequest === undefined && later && unnamedStarts.some((start) => start > device.owned_since)) return user(identity.beginAnonymous(device, at, 'a known device starts a session without a user id: wiped or reinstalled (U8, U9)'))
    if (later && !eventsAreNamed) return user(owner) // a receipt or a fence of the device's user
    return anonymous(at)
  }

  return (at: number): Whose => {
    if (onTop && current !== undefined) return user(identity.changeUser(device, current, at))
    const owner = identity.ownerOf(device)
    if (owner !== undefined && identity.namesItsUser(device)) return ofNamedDevice(owner, at)
    const ofCurrent = ofRequest !== undefined && (at >= lastStart || (owner === undefined && nothingIsNamed))
    return ofCurrent ? user(identity.changeUser(device, ofRequest, at)) : anonymous(at)
  }
}
