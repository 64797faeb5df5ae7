// The user of the page: attributes, arrays, locations, groups and aliases, each checked and written as the web SDK does (web wire 3).
import type { Json, JsonObject, WireAttributes } from '../device/wire-types.ts'
import type { Device } from '../device/device-types.ts'
import { secondsOf } from '../device/platform-wire.ts'
import { isBlocked } from '../device/server-config.ts'
import { quietly, sdk } from './instance.ts'
import { note, refuse, warn } from './logger.ts'
import { integerOf, isAttributeValue, isClean, numberOf } from './refusals.ts'

export type Genders = (typeof User.Genders)[keyof typeof User.Genders]
export type NotificationSubscriptionTypes = (typeof User.NotificationSubscriptionTypes)[keyof typeof User.NotificationSubscriptionTypes]

const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s]+$/
const MAX_EMAIL = 256
const PHONE = /^[0-9 .\\()+-]+$/
const MAX_LINE_ID = 33

/** The device of the SDK; undefined when the SDK ended since this object was got. */
const device = (): Device | undefined => quietly()?.device

/** Queues attributes as they stand on the wire; nothing is cut. */
const set = (fields: WireAttributes): boolean => {
  const done = device()?.setAttributes(fields) ?? false
  if (done) note(`set the attribute ${Object.keys(fields.custom ?? fields).join(', ')}.`)
  return done
}

/** Sets a standard attribute that is a text or null. */
const setText = (field: string, value: unknown, valid: (value: string) => boolean = () => true): boolean => {
  if (device() === undefined) return false
  if (value !== null && (typeof value !== 'string' || !valid(value))) return refuse(`${field} can not be ${JSON.stringify(value)}.`)
  return set({ [field]: value })
}

/** Changes a custom attribute of a good name that the server did not block. */
const withKey = (key: unknown, change: (device: Device, key: string) => boolean): boolean => {
  const target = device()
  if (target === undefined) return false
  if (!isClean(key)) return refuse(`${JSON.stringify(key)} is no name of an attribute.`)
  if (isBlocked(target.state().config, 'attributes', key)) return refuse(`the server does not take the attribute "${key}".`)
  return change(target, key)
}

/** Any text that says something will do here. observed: web SDK 6.13.0 */
const isSaid = (value: unknown): value is string => typeof value === 'string' && value !== ''

const group = (id: unknown, status: string): boolean => {
  if (device() === undefined) return false
  return isSaid(id) ? (device()?.logEvent('sgu', { group_id: id, status }) ?? false) : refuse(`${JSON.stringify(id)} is no subscription group.`)
}

const member = (code: 'add' | 'rem', key: unknown, value: unknown): boolean =>
  withKey(key, (target, name) => ((value ?? null) === null || isClean(value) ? target.logEvent(code, { key: name, value: value as string }) : refuse('an array attribute holds texts only.')))

/** The current user. Got with getUser(). What its methods answer is whether the change was queued. */
export class User {
  static Genders: { MALE: 'm'; FEMALE: 'f'; OTHER: 'o'; UNKNOWN: 'u'; NOT_APPLICABLE: 'n'; PREFER_NOT_TO_SAY: 'p' } =
    { MALE: 'm', FEMALE: 'f', OTHER: 'o', UNKNOWN: 'u', NOT_APPLICABLE: 'n', PREFER_NOT_TO_SAY: 'p' }
  static NotificationSubscriptionTypes: { OPTED_IN: 'opted_in'; SUBSCRIBED: 'subscribed'; UNSUBSCRIBED: 'unsubscribed' } =
    { OPTED_IN: 'opted_in', SUBSCRIBED: 'subscribed', UNSUBSCRIBED: 'unsubscribed' }

  /** Gives the user a second name, unique in its label. */
  addAlias(alias: string, label: string): boolean {
    if (!isSaid(alias) || !isSaid(label)) return device() === undefined ? false : refuse('addAlias() needs an alias and a label.')
    return device()?.addAlias(alias, label) ?? false
  }

  /** Adds a text to an array attribute, which is made when there is none. */
  addToCustomAttributeArray(key: string, value: string): boolean {
    return member('add', key, value)
  }

  /** Joins an email or SMS subscription group. */
  addToSubscriptionGroup(subscriptionGroupId: string): boolean {
    return group(subscriptionGroupId, 'subscribed')
  }

  /** @deprecated The id is the return value of a call without callback. */
  getUserId(callback: (userId: string | null) => void): void
  /** The user's id; null while it is unknown. */
  getUserId(): string | null | undefined
  getUserId(callback?: (userId: string | null) => void): string | null | undefined {
    const target = device()
    if (target === undefined) return undefined
    const id = target.state().userId ?? null
    if (typeof callback !== 'function') return id
    warn('the callback of getUserId() is deprecated: the call answers the id.')
    callback(id)
    return undefined
  }

  /** Adds to a number; a negative `incrementValue` (default 1) takes away. Whole numbers only. */
  incrementCustomUserAttribute(key: string, incrementValue?: number): boolean {
    const by = integerOf(incrementValue ?? 1)
    return withKey(key, (target, name) => (by !== undefined && by === numberOf(incrementValue ?? 1) ? target.logEvent('inc', { key: name, value: by }) : refuse('an attribute is incremented by whole numbers only.')))
  }

  /** Removes a text from an array attribute. */
  removeFromCustomAttributeArray(key: string, value: string): boolean {
    return member('rem', key, value)
  }

  /** Leaves an email or SMS subscription group. */
  removeFromSubscriptionGroup(subscriptionGroupId: string): boolean {
    return group(subscriptionGroupId, 'unsubscribed')
  }

  setCountry(country: string | null): boolean {
    return setText('country', country)
  }

  /** Sets an attribute that is a place; null for both removes it. */
  setCustomLocationAttribute(key: string, latitude: number | null, longitude: number | null): boolean {
    return withKey(key, (target, name) => {
      if ((latitude ?? null) === null && (longitude ?? null) === null) return target.logEvent('lcar', { key: name })
      const [lat, long] = [numberOf(latitude), numberOf(longitude)]
      if (lat === undefined || long === undefined || Math.abs(lat) > 90 || Math.abs(long) > 180) return refuse('there is no such place.')
      return target.logEvent('lcaa', { key: name, latitude: lat, longitude: long })
    })
  }

  /**
   * Sets a custom attribute; null removes it.
   *
   * @param merge true: an object, or an array of objects, changes only what it names
   */
  setCustomUserAttribute(key: string, value: number | boolean | Date | string | string[] | object | object[] | null, merge?: boolean): boolean {
    // A name that is no text throws here, and nowhere else. observed: web SDK 6.13.0
    if (device() !== undefined && (key ?? null) !== null && typeof key !== 'string') throw new TypeError('the name of a custom attribute must be a text')
    return withKey(key, (target, name) => {
      if (!isAttributeValue(value)) return refuse(`the attribute "${name}" can not have that value.`)
      if (Array.isArray(value) && value.every((one): one is string => typeof one === 'string')) return target.logEvent('set', { key: name, value: value as string[] })
      // Dates inside write themselves; the one that is the value is written to the second
      const json = value instanceof Date ? secondsOf(value) : (JSON.parse(JSON.stringify(value)) as Json)
      if (merge && typeof json === 'object' && json !== null && !Array.isArray(json)) return target.logEvent('ncam', { key: name, value: json satisfies JsonObject })
      return set({ custom: { [name]: json } })
    })
  }

  /** Sets the day of birth; three nulls remove it. `month` counts from 1. */
  setDateOfBirth(year: number | null, month: number | null, day: number | null): boolean {
    if (device() === undefined) return false
    if (year === null && month === null && day === null) return set({ dob: null })
    const [y, m, d] = [integerOf(year), integerOf(month), integerOf(day)]
    // Days that no calendar has pass. observed: web SDK 6.13.0
    if (y === undefined || m === undefined || d === undefined || m < 1 || m > 12 || d < 1 || d > 31) return refuse('setDateOfBirth() needs a year, a month and a day.')
    return set({ dob: `${y}-${m}-${d}` })
  }

  setEmail(email: string | null): boolean {
    return setText('email', email, (value) => value.length <= MAX_EMAIL && EMAIL.test(value))
  }

  setEmailNotificationSubscriptionType(notificationSubscriptionType: NotificationSubscriptionTypes): boolean {
    return isState(notificationSubscriptionType) && set({ email_subscribe: notificationSubscriptionType })
  }

  setFirstName(firstName: string | null): boolean {
    return setText('first_name', firstName)
  }

  /** Sets the gender; see User.Genders. */
  setGender(gender: Genders | null): boolean {
    const letter = typeof gender === 'string' ? gender.toLowerCase() : gender
    return setText('gender', letter, (value) => Object.values<string>(User.Genders).includes(value))
  }

  setHomeCity(homeCity: string | null): boolean {
    return setText('home_city', homeCity)
  }

  /** Sets the language, ISO 639-1, in place of the browser's. */
  setLanguage(language: string | null): boolean {
    return setText('language', language)
  }

  /** Says where the user is, in degrees and metres. */
  setLastKnownLocation(latitude: number, longitude: number, accuracy?: number, altitude?: number, altitudeAccuracy?: number): boolean {
    const target = device()
    if (target === undefined) return false
    const [lat, long] = [numberOf(latitude), numberOf(longitude)]
    const rest = [accuracy, altitude, altitudeAccuracy]
    const [near, high, steep] = rest.map(numberOf)
    const bad = rest.some((one, i) => one !== undefined && one !== null && [near, high, steep][i] === undefined)
    if (lat === undefined || long === undefined || Math.abs(lat) > 90 || Math.abs(long) > 180 || bad || (near ?? 0) < 0 || (steep ?? 0) < 0) return refuse('setLastKnownLocation() needs a place.')
    return target.setLastKnownLocation(lat, long, near, high, steep)
  }

  setLastName(lastName: string | null): boolean {
    return setText('last_name', lastName)
  }

  /** Sets the phone number: digits, spaces and + . - ( ). */
  setPhoneNumber(phoneNumber: string | null): boolean {
    return setText('phone', phoneNumber, (value) => PHONE.test(value))
  }

  setPushNotificationSubscriptionType(notificationSubscriptionType: NotificationSubscriptionTypes): boolean {
    return isState(notificationSubscriptionType) && set({ push_subscribe: notificationSubscriptionType })
  }

  /** Sets the user's id at LINE. */
  setLineId(lineId: string | null): boolean {
    return setText('native_line_id', lineId, (value) => value !== '' && value.length <= MAX_LINE_ID)
  }
}

const isState = (value: unknown): boolean =>
  Object.values<unknown>(User.NotificationSubscriptionTypes).includes(value) || (device() === undefined ? false : refuse(`${JSON.stringify(value)} is no subscription state.`))

/** The current user, to set attributes of. */
export function getUser(): User | undefined {
  return sdk() === undefined ? undefined : new User()
}
