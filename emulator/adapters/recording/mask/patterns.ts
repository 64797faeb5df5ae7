// What can be told for a person's or a key by its form alone, wherever it stands: e-mails, phone numbers, addresses of the network, JWTs.
import { isIP } from 'node:net'
import type { Kind } from './fields.ts'

const FORMS = {
  secret: /\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/,
  // So long at most (RFC 5321 has 64): without an end, a long word is read again from each of its letters
  email: /[\p{L}\p{N}._%+'-]{0,64}[\p{L}\p{N}_%+'-](?:@|%40)(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}/u,
  // Country codes begin with 1 to 9; what follows the time of day is its zone
  phone: /(?<![\p{L}\p{N}.:+])(?:\+|%2B)[1-9](?:(?:[ ().-]|%20){0,2}\d){6,14}(?!\d)/u,
  // Not the version of a browser (Chrome/156.0.0.0)
  ip: /(?<![\w.-])(?<![^/]\/)(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)|(?<![\w:.])(?:[\da-f]{0,4}:){2,7}[\da-f]{1,4}(?![\w:])/i,
} as const
const ANY = new RegExp(Object.entries(FORMS).map(([kind, { source }]) => `(?<${kind}>${source})`).join('|'), 'giu')

/** Addresses that are nobody's. */
const isOwn = (ip: string): boolean => /^(0\.0\.0\.0|127\.|255\.|::1?$)/.test(ip)

export type Span = { from: number; to: number; kind: Kind }

/** Where in a text something has the form of a kind. */
export function spansOf(text: string, { addresses = true }: { addresses?: boolean } = {}): Span[] {
  // Cheaper than the forms: each of them has one of these
  if (!/[@+:]|%40|%2B|eyJ|\d\.\d/i.test(text)) return []
  const spans: Span[] = []
  for (const match of text.matchAll(ANY)) {
    const [kind, found] = Object.entries(match.groups!).find(([, one]) => one !== undefined)! as [Kind, string]
    if (kind === 'ip' && (!addresses || isIP(found) === 0 || isOwn(found))) continue
    spans.push({ from: match.index, to: match.index + found.length, kind })
  }
  return spans
}

const whole = (form: RegExp): RegExp => new RegExp(`^(?:${form.source})$`, 'iu')
const EMAIL = whole(FORMS.email)
export const isEmail = (text: string): boolean => EMAIL.test(text)
/** With or without `+`: seven to fifteen digits, and what people write between them. */
export const isPhone = (text: string): boolean => /^\+?[\d ().-]{7,24}$/.test(text) && /^\d{7,15}$/.test(text.replace(/\D/g, ''))
export const isJwt = (text: string): boolean => whole(FORMS.secret).test(text)
export const isAddress = (text: string): boolean => isIP(text) !== 0
