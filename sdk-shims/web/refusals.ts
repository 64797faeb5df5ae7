// What the web SDK refuses before anything is queued. observed: web SDK 6.13.0, each rule by calls with good and bad values
import { complain } from './logger.ts'

/** Bytes of one event's properties. */
const MAX_PROPERTY_BYTES = 51_200
/** Bytes of one object in a custom attribute, and how deep it may go. */
const MAX_ATTRIBUTE_BYTES = 76_800
const MAX_ATTRIBUTE_DEPTH = 50
/** Control characters and double quotes are in no name and in no attribute's text. */
const FORBIDDEN = /[\u0000-\u001f"]/

/** Braze's list of currencies, as the typings of the SDK name it. */
const CURRENCIES = new Set(
  ('AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTC BTN BWP BYR BZD CAD CDF CHF CLF CLP CNY COP CRC CUC '
    + 'CUP CVE CZK DJF DKK DOP DZD EEK EGP ERN ETB EUR FJD FKP GBP GEL GGP GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS IMP INR IQD IRR ISK '
    + 'JEP JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LTL LVL LYD MAD MDL MGA MKD MMK MNT MOP MRO MTL MUR MVR MWK MXN MYR '
    + 'MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLL SOS SRD STD SVC SYP SZL THB '
    + 'TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VEF VND VUV WST XAF XAG XAU XCD XDR XOF XPD XPF XPT YER ZAR ZMK ZMW ZWL').split(' '),
)

export const isCurrency = (code: string): boolean => CURRENCIES.has(code)

const isText = (value: unknown): value is string => typeof value === 'string'

/** A text that may stand in an attribute or be a name. */
export const isClean = (value: unknown): value is string => isText(value) && !FORBIDDEN.test(value)

/** A name that must say something. */
export const isName = (value: unknown): value is string => isClean(value) && value !== ''

const read = (parse: (text: string) => number) => (value: unknown): number | undefined => {
  const number = value === undefined || value === null ? Number.NaN : parse(String(value))
  return Number.isNaN(number) ? undefined : number
}

/** A number, or a text that begins with one; undefined for anything else. */
export const numberOf = read(Number.parseFloat)
/** The same, cut to a whole number. */
export const integerOf = read((text) => Number.parseInt(text, 10))

const isObject = (value: unknown): value is Record<string, unknown> => Object.prototype.toString.call(value) === '[object Object]'

const isPlain = (value: unknown): boolean =>
  value === undefined || value === null || value instanceof Date || ['number', 'boolean', 'string'].includes(typeof value)

/** What may stand in an object; `depth` counts the levels of an attribute, whose names are looked at too. */
const isSendable = (value: unknown, depth?: number): boolean => {
  if (depth !== undefined && depth > MAX_ATTRIBUTE_DEPTH) return false
  const next = depth === undefined ? undefined : depth + 1
  if (Array.isArray(value)) return value.every((one) => isSendable(one, next))
  return isObject(value) ? Object.entries(value).every(([key, inner]) => (depth === undefined || isClean(key)) && isSendable(inner, next)) : isPlain(value)
}

/** Whether an object's own names are clean and what it holds can be sent, in so many bytes. A circular one throws here, as in the SDK. */
const fits = (given: object, bytes: number, depth?: number): boolean =>
  Buffer.byteLength(JSON.stringify(given)) <= bytes && Object.entries(given).every(([key, inner]) => isClean(key) && isSendable(inner, depth))

/** The properties of an event or purchase as they may be sent; undefined, with a line in the log, when they may not. */
export const propertiesToSend = (given: unknown, what: string): Record<string, any> | undefined => {
  if (given === undefined || given === null) return {}
  if (typeof given !== 'object' || Array.isArray(given)) return void complain(`${what}: the properties must be an object.`)
  if (!fits(given, MAX_PROPERTY_BYTES)) return void complain(`${what}: the properties are larger than 50 KB, or hold a name or value that can not be sent.`)
  return given as Record<string, any>
}

/** Whether `value` may be a custom attribute. */
export const isAttributeValue = (value: unknown): boolean => {
  const isFit = (one: unknown): boolean => isObject(one) && fits(one, MAX_ATTRIBUTE_BYTES, 1)
  if (Array.isArray(value)) return value.every(isClean) || value.every(isFit)
  if (typeof value === 'string') return isClean(value)
  return isFit(value) || (value !== undefined && isPlain(value))
}
