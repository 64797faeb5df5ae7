// What counts as an email address and a phone number. docs: email_setup/email_validation, sms_mms_rcs/user_phone_numbers
import { lazy } from '../../kernel/lazy.ts'

const phoneNumbers = lazy<{ default: (text: string) => { isValid(): boolean } | undefined }>('libphonenumber-js/min')

const LOCAL_CHARS = 64
const HOST_CHARS = 255
// Letters, digits and these symbols, or any visible character beyond ASCII; dots only inside. docs: email_validation ("general local part rules")
const INNER = String.raw`(?:[\w^+$'&#/!%*=?\x60|~-]|(?![\x00-\x7f])[\p{L}\p{M}\p{N}\p{P}\p{S}])`
const LOCAL = new RegExp(String.raw`^${INNER}(?:(?:${INNER}|\.)*${INNER})?$`, 'u')
const MICROSOFT_HOST = /msn|hotmail|outlook|live/i // "domains that include": their local part is stricter
const MICROSOFT_LOCAL = /^\w[\w-]*(?:\.[\w-]+)*$/
const GMAIL_HOST = /^(gmail|googlemail)\.com$/i
const HOST = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)+$/i
const TOP_LEVEL = /\.(?:[a-z]{2,}|xn--[a-z\d-]+)$/i // Braze compares with ICANN's list; Brazier takes every well-formed one

/** True for an address Braze takes: its own patterns for the local part and the host, no white space, no quotes, no IP address. */
export function isValidEmail(text: string): boolean {
  const at = text.lastIndexOf('@')
  const [local, host] = [text.slice(0, Math.max(at, 0)), text.slice(at + 1)]
  if (local.length > LOCAL_CHARS || host.length > HOST_CHARS || !LOCAL.test(local) || !HOST.test(host) || !TOP_LEVEL.test(host)) return false
  if (GMAIL_HOST.test(host)) return local.length >= 2
  return !MICROSOFT_HOST.test(host) || MICROSOFT_LOCAL.test(local.split('+')[0]!)
}

/**
 * E.164 of a number as Braze sends it: everything but digits and the leading `+` removed; without `+` only US numbers are known
 * (ten digits, or eleven with the country code). Undefined when the result is no valid number. docs: sms_mms_rcs/user_phone_numbers
 */
export function e164(text: string): string | undefined {
  const digits = text.replace(/\D/g, '')
  if (digits.length < 7 || digits.length > 15) return undefined
  const number = text.trim().startsWith('+') || /^1\d{10}$/.test(digits) ? `+${digits}` : digits.length === 10 ? `+1${digits}` : undefined
  return number !== undefined && phoneNumbers().default(number)?.isValid() === true ? number : undefined
}
