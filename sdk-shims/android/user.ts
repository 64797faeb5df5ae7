// BrazeUser: attributes, aliases and subscriptions of the current user. Each call answers whether it was taken.
import type { Device } from '../device/device-types.ts'
import type { AppValue } from '../device/wire-types.ts'
import type { Gender, Month, NotificationSubscriptionType } from './enums.ts'

export class BrazeUser {
  readonly #device: Device
  readonly #now: () => number

  constructor(device: Device, now: () => number) {
    this.#device = device
    this.#now = now
  }

  /** Empty while anonymous. */
  get userId(): string {
    return this.#device.state().userId ?? ''
  }

  setFirstName(name: string | null): boolean { return this.#device.setFirstName(name) }
  setLastName(name: string | null): boolean { return this.#device.setLastName(name) }
  setEmail(email: string | null): boolean { return this.#device.setEmail(email) }
  setPhoneNumber(phone: string | null): boolean { return this.#device.setPhoneNumber(phone) }
  setCountry(country: string | null): boolean { return this.#device.setCountry(country) }
  setHomeCity(city: string | null): boolean { return this.#device.setHomeCity(city) }
  setLanguage(language: string | null): boolean { return this.#device.setLanguage(language) }
  /** null takes it away. docs: changelog 37.0.0 */
  setGender(gender: Gender | null): boolean { return this.#device.setGender(gender) }
  /** A day that no calendar has is refused (U17). docs: changelog 42.0.0 */
  setDateOfBirth(year: number, month: Month, day: number): boolean { return this.#device.setDateOfBirth(year, month + 1, day) }
  /** docs: changelog 34.0.0 */
  setLineId(id: string): boolean { return this.#device.setAttributes({ native_line_id: id }) }
  setEmailNotificationSubscriptionType(type: NotificationSubscriptionType): boolean { return this.#device.setEmailNotificationSubscriptionType(type) }
  setPushNotificationSubscriptionType(type: NotificationSubscriptionType): boolean { return this.#device.setPushNotificationSubscriptionType(type) }

  addAlias(alias: string, label: string): boolean { return this.#device.addAlias(alias, label) }
  addToSubscriptionGroup(id: string): boolean { return this.#device.addToSubscriptionGroup(id) }
  removeFromSubscriptionGroup(id: string): boolean { return this.#device.removeFromSubscriptionGroup(id) }

  /** `merge`: members of an object over those that are there. */
  setCustomUserAttribute(key: string, value: AppValue, merge = false): boolean { return this.#device.setCustomUserAttribute(key, value, merge) }
  setCustomUserAttributeToNow(key: string): boolean { return this.setCustomUserAttributeToSecondsFromEpoch(key, Math.floor(this.#now() / 1000)) }
  setCustomUserAttributeToSecondsFromEpoch(key: string, seconds: number): boolean { return this.#device.setCustomUserAttribute(key, new Date(seconds * 1000)) }
  unsetCustomUserAttribute(key: string): boolean { return this.#device.unsetCustomUserAttribute(key) }
  incrementCustomUserAttribute(key: string, by = 1): boolean { return this.#device.incrementCustomUserAttribute(key, by) }
  setCustomAttributeArray(key: string, values: string[]): boolean { return this.#device.setCustomUserAttribute(key, values) }
  addToCustomAttributeArray(key: string, value: string): boolean { return this.#device.addToCustomAttributeArray(key, value) }
  removeFromCustomAttributeArray(key: string, value: string): boolean { return this.#device.removeFromCustomAttributeArray(key, value) }
  setLocationCustomAttribute(key: string, latitude: number, longitude: number): boolean { return this.#device.setCustomLocationAttribute(key, latitude, longitude) }
  unsetLocationCustomAttribute(key: string): boolean { return this.#device.unsetCustomLocationAttribute(key) }

  /** Whether the SDK collects the location by itself or not. docs: changelog 41.0.0 */
  setLastKnownLocation(latitude: number, longitude: number, altitude?: number, accuracy?: number, altitudeAccuracy?: number): boolean {
    return this.#device.setLastKnownLocation(latitude, longitude, accuracy, altitude, altitudeAccuracy)
  }
}
