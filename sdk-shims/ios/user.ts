// braze.user: attributes, aliases and subscriptions of the current user. `set` takes the labels of the SDK's overloads: set({ firstName: 'Ada' }).
import type { Device, SubscriptionState as WireState } from '../device/device-types.ts'
import type { AppValue } from '../device/wire-types.ts'

export type Gender = 'male' | 'female' | 'other' | 'unknown' | 'notApplicable' | 'preferNotToSay'
const GENDERS: Record<Gender, string> = { male: 'm', female: 'f', other: 'o', unknown: 'u', notApplicable: 'n', preferNotToSay: 'p' }

export type SubscriptionState = 'optedIn' | 'subscribed' | 'unsubscribed'
const STATES: Record<SubscriptionState, WireState> = { optedIn: 'opted_in', subscribed: 'subscribed', unsubscribed: 'unsubscribed' }

/** null takes the value away. */
export type UserFields = {
  firstName?: string | null
  lastName?: string | null
  email?: string | null
  phoneNumber?: string | null
  country?: string | null
  homeCity?: string | null
  language?: string | null
  gender?: Gender | null
  /** Its day in UTC. */
  dateOfBirth?: Date | null
  emailSubscriptionState?: SubscriptionState
  pushNotificationSubscriptionState?: SubscriptionState
}

export class User {
  readonly #device: Device

  constructor(device: Device) {
    this.#device = device
  }

  /** Undefined while anonymous, and after wipeData(). */
  get id(): string | undefined {
    return this.#device.state().userId
  }

  getId(completion?: (id: string | undefined) => void): Promise<string | undefined> {
    return Promise.resolve().then(() => {
      completion?.(this.id)
      return this.id
    })
  }

  set(fields: UserFields): void {
    const device = this.#device
    const { gender, dateOfBirth } = fields
    if (fields.firstName !== undefined) device.setFirstName(fields.firstName)
    if (fields.lastName !== undefined) device.setLastName(fields.lastName)
    if (fields.email !== undefined) device.setEmail(fields.email)
    if (fields.phoneNumber !== undefined) device.setPhoneNumber(fields.phoneNumber)
    if (fields.country !== undefined) device.setCountry(fields.country)
    if (fields.homeCity !== undefined) device.setHomeCity(fields.homeCity)
    if (fields.language !== undefined) device.setLanguage(fields.language)
    if (gender !== undefined) device.setGender(gender === null ? null : GENDERS[gender])
    if (dateOfBirth === null) device.setAttributes({ dob: null })
    else if (dateOfBirth !== undefined) device.setDateOfBirth(dateOfBirth.getUTCFullYear(), dateOfBirth.getUTCMonth() + 1, dateOfBirth.getUTCDate())
    if (fields.emailSubscriptionState !== undefined) device.setEmailNotificationSubscriptionType(STATES[fields.emailSubscriptionState])
    if (fields.pushNotificationSubscriptionState !== undefined) device.setPushNotificationSubscriptionType(STATES[fields.pushNotificationSubscriptionState])
  }

  add(alias: string, label: string): void { this.#device.addAlias(alias, label) }
  addToSubscriptionGroup(id: string): void { this.#device.addToSubscriptionGroup(id) }
  removeFromSubscriptionGroup(id: string): void { this.#device.removeFromSubscriptionGroup(id) }

  /** A string, number, boolean or date; an array of strings; an object or array of objects. `merge`: members over those that are there. */
  setCustomAttribute(key: string, value: AppValue, merge = false): void { this.#device.setCustomUserAttribute(key, value, merge) }
  unsetCustomAttribute(key: string): void { this.#device.unsetCustomUserAttribute(key) }
  incrementCustomUserAttribute(key: string, by = 1): void { this.#device.incrementCustomUserAttribute(key, by) }
  addToCustomAttributeStringArray(key: string, value: string): void { this.#device.addToCustomAttributeArray(key, value) }
  removeFromCustomAttributeStringArray(key: string, value: string): void { this.#device.removeFromCustomAttributeArray(key, value) }
  // The older names, which the documentation goes by. docs: developer_guide/analytics/setting_user_attributes
  setCustomAttributeArray(key: string, array: string[] | null): void { this.setCustomAttribute(key, array) }
  addToCustomAttributeArray(key: string, value: string): void { this.addToCustomAttributeStringArray(key, value) }
  removeFromCustomAttributeArray(key: string, value: string): void { this.removeFromCustomAttributeStringArray(key, value) }
  setLocationCustomAttribute(key: string, latitude: number, longitude: number): void { this.#device.setCustomLocationAttribute(key, latitude, longitude) }
  unsetLocationCustomAttribute(key: string): void { this.#device.unsetCustomLocationAttribute(key) }

  setLastKnownLocation(latitude: number, longitude: number, horizontalAccuracy: number): void
  setLastKnownLocation(latitude: number, longitude: number, altitude: number, horizontalAccuracy: number, verticalAccuracy: number): void
  setLastKnownLocation(latitude: number, longitude: number, first: number, accuracy?: number, verticalAccuracy?: number): void {
    if (accuracy === undefined) this.#device.setLastKnownLocation(latitude, longitude, first)
    else this.#device.setLastKnownLocation(latitude, longitude, accuracy, first, verticalAccuracy)
  }
}
