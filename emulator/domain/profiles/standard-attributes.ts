// The profile fields that have a meaning of their own: how each is read, and what a bad value does. docs: api/objects_filters/user_attributes_object
import { lazy } from '../../kernel/lazy.ts'
import { parseTime } from '../times.ts'
import { e164, isValidEmail } from './contact-rules.ts'
import type { ProfileRow, SubscriptionState } from './profiles.ts'
import { ianaZone } from './time-zones.ts'

const countries = lazy<{ getAlpha2Code(name: string, lang: string): string | undefined; alpha3ToAlpha2(code: string): string | undefined; isValid(code: string): boolean; registerLocale(l: unknown): void }>('i18n-iso-countries')
const english = lazy<unknown>('i18n-iso-countries/langs/en.json')
const TEXT_CHARS = 255
const STATES: readonly unknown[] = ['opted_in', 'subscribed', 'unsubscribed']

type Columns = Partial<ProfileRow>
/** `set` changes columns; `refuse` is the error for the whole object; `ignored` leaves the field as it is. */
export type Reading = { set: Columns } | { refuse: string } | { ignored: string }
export type Source = 'rest' | 'sdk'
type Reader = (value: unknown, context: { at: number; source: Source }) => Reading

/** Braze's wording for a value of the wrong kind; observed for `quantity`, used for the fields whose text is not published. */
const notValid = (field: string): Reading => ({ refuse: `'${field}' is not valid` })

const text = (field: keyof ProfileRow): Reader => (value) => {
  if (value === null) return { set: { [field]: null } }
  if (typeof value !== 'string') return notValid(field)
  return value.length > TEXT_CHARS ? { ignored: `more than ${TEXT_CHARS} characters` } : { set: { [field]: value === '' ? null : value } }
}

const subscription = (field: 'email_subscribe' | 'push_subscribe', code: string): Reader => (value, { at }) => {
  if (!STATES.includes(value)) return { refuse: code }
  return { set: { [field]: value as SubscriptionState, [`${field}_at`]: at } }
}

const flag = (field: 'email_open_tracking_disabled' | 'email_click_tracking_disabled'): Reader => (value) =>
  value === null ? { set: { [field]: null } } : typeof value === 'boolean' ? { set: { [field]: value ? 1 : 0 } } : notValid(field)

const time = (field: string, column: keyof ProfileRow): Reader => (value) => {
  if (value === null) return { set: { [column]: null } }
  const at = typeof value === 'string' ? parseTime(value) : undefined
  return at === undefined ? notValid(field) : { set: { [column]: at } }
}

const network = (field: 'facebook' | 'twitter'): Reader => (value) => {
  if (value === null) return { set: { [field]: null } }
  return typeof value === 'object' && !Array.isArray(value) ? { set: { [field]: JSON.stringify(value) } } : notValid(field)
}

// Twitter and Facebook data need no more than 100 KB of room: the body limit holds that.

function email(value: unknown): Reading {
  if (value === null) return { set: { email: null } }
  if (typeof value !== 'string' || !isValidEmail(value)) return { refuse: `The value provided for the 'email' field is not a valid email.` }
  return { set: { email: value.toLowerCase() } } // observed: read back in lower case through export
}

function phone(value: unknown): Reading {
  if (value === null || value === '') return { set: { phone: null, phone_e164: null } }
  if (typeof value !== 'string') return notValid('phone')
  if (value.length > TEXT_CHARS) return { ignored: `more than ${TEXT_CHARS} characters` }
  return { set: { phone: value, phone_e164: e164(value) ?? null } }
}

function country(value: unknown, source: Source): Reading {
  if (value === null) return { set: { country: null, country_from: null } }
  if (typeof value !== 'string') return notValid('country')
  const code = countryCode(value)
  // "if the input doesn't match, the country is set to NULL". docs: user_attributes_object
  return { set: { country: code ?? null, country_from: code === undefined ? null : source } }
}

/** ISO 3166-1 alpha-2 of a code or an English name, as well as it can be told. */
export function countryCode(input: string): string | undefined {
  const upper = input.trim().toUpperCase()
  if (/^[A-Z]{2}$/.test(upper)) return countries().isValid(upper) ? upper : undefined
  if (upper === '') return undefined
  countries().registerLocale(english())
  return (/^[A-Z]{3}$/.test(upper) ? countries().alpha3ToAlpha2(upper) : undefined) ?? countries().getAlpha2Code(input.trim(), 'en')
}

function language(value: unknown, source: Source): Reading {
  if (value === null) return { set: { language: null, language_from: null } }
  if (typeof value !== 'string') return notValid('language')
  if (!/^[a-z]{2,3}([-_][a-z0-9]{2,8})*$/i.test(value)) return { ignored: 'not an ISO 639-1 code' }
  return { set: { language: value.replace(/^[a-z]+/i, (primary) => primary.toLowerCase()), language_from: source } }
}

function gender(value: unknown): Reading {
  if (value === null) return { set: { gender: null } }
  if (typeof value !== 'string') return notValid('gender')
  const letter = /^(male|female|unknown|.)$/i.test(value) ? value[0]!.toUpperCase() : ''
  if (letter === 'U') return { set: { gender: null } } // the SDKs' "unknown". mobile-sdk wire: m f o u n p
  return ['M', 'F', 'O', 'N', 'P'].includes(letter) ? { set: { gender: letter } } : { ignored: 'not one of M, F, O, N, P' }
}

function dob(value: unknown, now: number): Reading {
  if (value === null) return { set: { dob: null } }
  if (typeof value !== 'string') return notValid('dob')
  // REST sends 1980-12-21, the web SDK 1980-1-2, iOS 1980-12-21T00:00:00Z: the calendar day counts, whatever the zone (rule U17)
  const day = /^(\d{4}-\d{1,2}-\d{1,2})(T.*)?$/.exec(value)
  const at = day === null ? undefined : parseTime(day[1]!)
  if (at !== undefined && at > now) return { ignored: 'a date of birth in the future' }
  return at === undefined ? { ignored: 'not a date YYYY-MM-DD' } : { set: { dob: new Date(at).toISOString().slice(0, 10) } }
}

function timeZone(value: unknown): Reading {
  if (value === null) return { set: { time_zone: null } }
  if (typeof value !== 'string') return notValid('time_zone')
  return ianaZone(value) === undefined ? { ignored: 'not a time zone' } : { set: { time_zone: value } } // "only valid time zone values are set". docs: user_attributes_object
}

function location(value: unknown, at: number): Reading {
  if (value === null) return { set: { longitude: null, latitude: null, located_at: null } }
  const { longitude, latitude } = (typeof value === 'object' ? value : {}) as Record<string, unknown>
  const within = (number: unknown, bound: number) => typeof number === 'number' && Math.abs(number) <= bound
  if (!within(longitude, 180) || !within(latitude, 90)) return { refuse: 'BAD_LOCATION_UPDATE' }
  return { set: { longitude: longitude as number, latitude: latitude as number, located_at: at } }
}

const readers = new Map<string, Reader>([
  ['first_name', text('first_name')],
  ['last_name', text('last_name')],
  ['home_city', text('home_city')],
  ['image_url', text('image_url')],
  ['native_line_id', text('native_line_id')],
  ['email', email],
  ['phone', phone],
  ['country', (value, { source }) => country(value, source)],
  ['language', (value, { source }) => language(value, source)],
  ['gender', gender],
  ['dob', (value, { at }) => dob(value, at)],
  ['time_zone', timeZone],
  ['current_location', (value, { at }) => location(value, at)],
  ['email_subscribe', subscription('email_subscribe', 'BAD_EMAIL_SUBSCRIPTION_STATE')],
  ['push_subscribe', subscription('push_subscribe', 'BAD_PUSH_SUBSCRIPTION_STATE')],
  ['email_open_tracking_disabled', flag('email_open_tracking_disabled')],
  ['email_click_tracking_disabled', flag('email_click_tracking_disabled')],
  ['marked_email_as_spam_at', time('marked_email_as_spam_at', 'marked_email_as_spam_at')],
  ['date_of_first_session', time('date_of_first_session', 'first_session_at')],
  ['date_of_last_session', time('date_of_last_session', 'last_session_at')],
  ['facebook', network('facebook')],
  ['twitter', network('twitter')],
  ['email_subscription_info', () => ({ refuse: 'INVALID_ATTRIBUTE_EMAIL_SUBSCRIPTION_INFO' })],
])

/** True when `name` is a profile field rather than a custom attribute. Names are case sensitive: `First_name` is custom. */
export const isStandard = (name: string): boolean => readers.has(name)

/** Reads one profile field; see {@link Reading} for what comes out. */
export const readStandard: (name: string, value: unknown, context: { at: number; source: Source }) => Reading = (name, value, context) =>
  readers.get(name)!(value, context)
