// Standard and custom attributes of the current user (U16, U17, U18; web wire 3, mobile wire 3.3).
import { isSendable, jsonOf, nestedDate, shorten as shortened } from './app-values.ts'
import { queueAttributes, running } from './device-memory.ts'
import type { Context } from './device-memory.ts'
import type { Device, SubscriptionState } from './device-types.ts'
import type { Flush } from './flush.ts'
import type { Log } from './logging.ts'
import { isBlocked } from './server-config.ts'
import type { WireAttributes } from './wire-types.ts'

const GENDERS = ['m', 'f', 'o', 'u', 'n', 'p']
const STATES: SubscriptionState[] = ['opted_in', 'subscribed', 'unsubscribed']
const FIRST_BIRTH_YEAR = 1900

export type Attributes = Pick<Device,
  | 'setAttributes' | 'setAdvertising'
  | 'setFirstName' | 'setLastName' | 'setEmail' | 'setGender' | 'setDateOfBirth' | 'setCountry' | 'setHomeCity'
  | 'setLanguage' | 'setPhoneNumber' | 'setEmailNotificationSubscriptionType' | 'setPushNotificationSubscriptionType'
  | 'setCustomUserAttribute' | 'unsetCustomUserAttribute' | 'incrementCustomUserAttribute' | 'addToCustomAttributeArray'
  | 'removeFromCustomAttributeArray' | 'setCustomLocationAttribute' | 'unsetCustomLocationAttribute'>

/** U17: a real calendar day, not before 1900 and not in the future; judged without any time zone. */
const isBirthday = (year: number, month: number, day: number, now: number): boolean => {
  const at = new Date(Date.UTC(year, month - 1, day))
  return year >= FIRST_BIRTH_YEAR && at.getUTCFullYear() === year && at.getUTCMonth() === month - 1
    && at.getUTCDate() === day && at.getTime() <= now
}

export const createAttributes = (context: Context, log: Log, flush: Flush): Attributes => {
  const { wire } = context
  const shorten = (text: string): string => shortened(wire, text)

  const queue = (fields: WireAttributes): boolean => {
    running(context)
    const { store } = context
    if (store.disabled) return false
    queueAttributes(store, store.userId, fields)
    flush.arm()
    return true
  }

  const text = (field: string, valid: (value: string) => boolean = () => true) => (value: string | null): boolean =>
    (value === null || valid(value)) && queue({ [field]: value === null ? null : shorten(value) })

  const state = (field: string) => (value: SubscriptionState): boolean => STATES.includes(value) && queue({ [field]: value })

  /** U18: a blocked or empty key sends nothing. */
  const free = (key: string): boolean => key !== '' && !isBlocked(context.store.config, 'attributes', key)

  const setCustomUserAttribute: Attributes['setCustomUserAttribute'] = (key, value, merge = false) => {
    if (!free(key)) return false
    const name = shorten(key)
    if (Array.isArray(value) && value.every((one) => typeof one === 'string')) {
      return log('set', { key: name, value: value.map(shorten) })
    }
    const dropped = (name: string): void => context.notices.emit('log', `The value of ${name} can not be sent: it is left out.`)
    if (!isSendable(wire, value)) return dropped(name), false
    const nested = typeof value === 'object' && value !== null && !(value instanceof Date)
    const json = jsonOf(wire, value, nested ? nestedDate : wire.date, dropped)
    if (merge && nested && !Array.isArray(value)) return log('ncam', { key: name, value: json })
    return queue({ custom: { [name]: json } })
  }

  return {
    setAttributes: (fields) => queue(structuredClone(fields)),
    setAdvertising: (said) => {
      const process = running(context)
      if (context.store.disabled) return false
      Object.assign(context.store.advertising, said)
      process.wantsDevice = true
      flush.arm()
      return true
    },
    setFirstName: text('first_name'),
    setLastName: text('last_name'),
    setEmail: text('email', (value) => /^[^\s@]+@[^\s@]+$/.test(value)),
    setGender: text('gender', (value) => GENDERS.includes(value)),
    setDateOfBirth: (year, month, day) => isBirthday(year, month, day, context.clock.now()) && queue({ dob: wire.dob(year, month, day) }),
    setCountry: text('country'),
    setHomeCity: text('home_city'),
    setLanguage: text('language'),
    setPhoneNumber: text('phone', (value) => /^[0-9 .()+-]+$/.test(value)),
    setEmailNotificationSubscriptionType: state('email_subscribe'),
    setPushNotificationSubscriptionType: state('push_subscribe'),
    setCustomUserAttribute,
    unsetCustomUserAttribute: (key) => free(key) && queue({ custom: { [shorten(key)]: null } }),
    incrementCustomUserAttribute: (key, by = 1) => free(key) && Number.isInteger(by) && log('inc', { key: shorten(key), value: by }),
    addToCustomAttributeArray: (key, value) => free(key) && log('add', { key: shorten(key), value: shorten(value) }),
    removeFromCustomAttributeArray: (key, value) => free(key) && log('rem', { key: shorten(key), value: shorten(value) }),
    setCustomLocationAttribute: (key, latitude, longitude) =>
      free(key) && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && log('lcaa', { key: shorten(key), latitude, longitude }),
    unsetCustomLocationAttribute: (key) => free(key) && log('lcar', { key: shorten(key) }),
  }
}
