// What the web SDK refuses before anything is queued. observed: web SDK 6.13.0, each rule by calls with good and bad values
import { complain } from './logger.ts'

/** Bytes of one event's properties. */
const MAX_PROPERTY_BYTES = 51_200
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

/** A number, or a text that is one; undefined for anything else. */
export const numberOf = (value: unknown): number | undefined => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

const badKeyOrValue = (value: unknown): boolean => {
  if (typeof value === 'function' || typeof value === 'symbol') return true
  if (typeof value !== 'object' || value === null || value instanceof Date) return false
  if (Array.isArray(value)) return value.some(badKeyOrValue)
  return Object.entries(value).some(([key, inner]) => FORBIDDEN.test(key) || badKeyOrValue(inner))
}

/** The properties of an event or purchase as they may be sent; undefined, with a line in the log, when they may not. */
export const propertiesToSend = (given: unknown, what: string): Record<string, any> | undefined => {
  if (given === undefined || given === null) return {}
  if (typeof given !== 'object' || Array.isArray(given)) return void complain(`${what}: the properties must be an object.`)
  // A circular object throws here, as in the SDK
  if (JSON.stringify(given).length > MAX_PROPERTY_BYTES) return void complain(`${what}: the properties are larger than 50 KB.`)
  if (badKeyOrValue(given)) return void complain(`${what}: a property has a name or value that can not be sent.`)
  return given as Record<string, any>
}

/** Whether `value` may be a custom attribute. */
export const isAttributeValue = (value: unknown): boolean => {
  if (typeof value === 'string') return isClean(value)
  // A circle throws here, as in the SDK
  JSON.stringify(value)
  if (Array.isArray(value)) return value.every(isClean) || value.every((one) => typeof one === 'object' && one !== null && !Array.isArray(one) && !(one instanceof Date) && !badKeyOrValue(one))
  if (typeof value === 'object') return value === null || value instanceof Date || !badKeyOrValue(value)
  return typeof value === 'number' || typeof value === 'boolean'
}
