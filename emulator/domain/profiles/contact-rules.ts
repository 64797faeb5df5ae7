// What counts as an email address and a phone number. docs: email_setup/email_validation, sms_mms_rcs/user_phone_numbers
import { lazy } from '../../kernel/lazy.ts'

const isEmail = lazy<(text: string, options: object) => boolean>('validator/lib/isEmail')
const phoneNumbers = lazy<{ default: (text: string) => { isValid(): boolean } | undefined }>('libphonenumber-js/min')

/** True for an address Braze takes: no white space, no quotes, a host with a TLD, local part of 1 to 64 characters. */
export const isValidEmail = (text: string): boolean =>
  !/[\s"]/.test(text) && isEmail()(text, { allow_utf8_local_part: true, require_tld: true, allow_ip_domain: false, allow_underscores: false, ignore_max_length: false })

/**
 * E.164 of a number as Braze sends it: everything but digits and the leading `+` removed, ten digits without `+` read as a US number.
 * Undefined when the result is no valid number. docs: sms_mms_rcs/user_phone_numbers
 */
export function e164(text: string): string | undefined {
  const digits = text.replace(/\D/g, '')
  if (digits.length < 7 || digits.length > 15) return undefined
  const number = text.trim().startsWith('+') ? `+${digits}` : digits.length === 10 ? `+1${digits}` : `+${digits}`
  return phoneNumbers().default(number)?.isValid() === true ? number : undefined
}
