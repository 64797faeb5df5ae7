// What stands for a masked value: the same for the same value in a whole recording, and of the same form, so that what was valid stays valid.
import { createHash } from 'node:crypto'
import type { Kind } from './fields.ts'
import { isAddress, isEmail, isJwt, isPhone } from './patterns.ts'

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i
const pad = (n: number, digits: number): string => String(n).padStart(digits, '0')

/** Characters without end that depend on a number only: stand-ins are told by their order, never made from the value. */
function* letters(kind: string, n: number): Generator<number> {
  for (let round = 0; ; round++) yield* createHash('sha256').update(`${kind} ${n} ${round}`).digest()
}

/** As long as the value, with digits for digits and letters for letters. */
function alike(value: string, kind: string, n: number): string {
  const hex = /^[\da-f]+$/i.test(value)
  const next = letters(kind, n)
  const one = (choices: string): string => choices[next.next().value! % choices.length]!
  return value.replace(/[\p{L}\p{N}]/gu, (character) => {
    if (/\d/.test(character)) return hex ? one('0123456789abcdef') : one('0123456789')
    if (hex) return /[A-F]/.test(value) ? one('0123456789ABCDEF') : one('0123456789abcdef')
    return /\p{Lu}/u.test(character) ? one('ABCDEFGHJKLMNPQRSTUVWXYZ') : one('abcdefghjkmnpqrstuvwxyz')
  })
}

// Numbers kept for stories: 555-0100 to 555-0199 of each area. docs: NANPA, 555 line numbers
const AREAS = [...'201 202 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 224 225 228 229 231 234 239 240 248 251 252 253 254 256 260 262 267 269 270 276 281 301 302 303 304 305 307 308 309 310 312 313 314 315 316 317 318 319 320 321 323 325 330 334 336 337 339 347 351 352 360 361 386 401 402 404 405 406 407 408 409 410 412 413 414 415 417 419 423 424 425 430 432 434 435 440 443'.split(' ')]
const national = (n: number): string => {
  const [area, round] = [Math.floor((n - 1) / 100) % AREAS.length, Math.floor((n - 1) / 100 / AREAS.length)]
  return `${AREAS[area]}${round === 0 ? 555 : 199 + round}01${pad((n - 1) % 100, 2)}`
}

function phone(value: string, n: number): string {
  if (value.startsWith('+')) return `+1${national(n)}`
  return value.replace(/\D/g, '').length > 10 ? `1${national(n)}` : national(n)
}

// docs: RFC 5737 and RFC 3849, addresses for documentation
const NETS = ['192.0.2', '198.51.100', '203.0.113']
const address = (value: string, n: number): string => (value.includes(':') ? `2001:db8::${n.toString(16)}` : n <= 762 ? `${NETS[Math.floor((n - 1) / 254)]}.${((n - 1) % 254) + 1}` : `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`)

const base64url = (text: string): string => Buffer.from(text).toString('base64url')
const jwt = (n: number): string => `${base64url('{"alg":"RS256","typ":"JWT"}')}.${base64url(`{"sub":"masked-${n}"}`)}.${base64url(`masked ${n}`)}`

/** Another day, written as the value was. */
function birthday(value: string, n: number): string | undefined {
  const parts = /^\d{4}-(\d{1,2})-(\d{1,2})(.*)$/s.exec(value)
  if (parts === null) return undefined
  const [month, day] = [1 + (Math.floor((n - 1) / 28) % 12), 1 + ((n - 1) % 28)]
  const padded = parts[1]!.length + parts[2]!.length === 4 || /^\d{4}-0|-0\d(?!\d)/.test(value)
  return `${1970 + (Math.floor((n - 1) / 336) % 30)}-${pad(month, padded ? 2 : 1)}-${pad(day, padded ? 2 : 1)}${parts[3]}`
}

const WORDS: Partial<Record<Kind, string>> = { user: 'user', alias: 'alias', name: 'Name', place: 'Place', device: 'device', email: 'no-email', phone: 'no-phone', masked: 'masked' }
const ORDER: Kind[] = ['rest_key', 'app_key', 'secret', 'user', 'alias', 'braze_id', 'device', 'push_token', 'masked', 'name', 'email', 'phone', 'ip', 'birth', 'place', 'coordinate', 'social']

/** What counts as the same value: e-mails and ids in any case, a phone number in any notation. */
export function sameAs(value: string, kind: Kind): string {
  if (isEmail(value)) return value.toLowerCase()
  if (kind === 'phone' || value.startsWith('+')) {
    if (isPhone(value)) return `phone ${value.replace(/\D/g, '').slice(-10)}`
  }
  if (kind === 'birth') return `birth ${value.replace(/(?<=-)0/g, '').slice(0, 10)}`
  return UUID.test(value) ? value.toLowerCase() : value
}

/** The n-th stand-in of a kind, for a value of this form. */
export function standIn(value: string, kind: Kind, n: number): string {
  if (isEmail(value)) return /\p{Lu}/u.test(value) ? `User${n}@Example.com` : `user${n}@example.com`
  if (isJwt(value)) return jwt(n)
  if ((kind === 'phone' || value.startsWith('+')) && isPhone(value)) return phone(value, n)
  if (isAddress(value)) return address(value, n)
  if (UUID.test(value)) {
    const uuid = `${pad(ORDER.indexOf(kind) + 1, 8)}-0000-4000-8000-${n.toString(16).padStart(12, '0')}`
    return /[A-F]/.test(value) ? `A${uuid.slice(1)}`.toUpperCase() : uuid
  }
  if (kind === 'coordinate') return String((n % 80) + (n % 1000) / 1000)
  if (kind === 'birth') return birthday(value, n) ?? `no-date-${n}`
  // NOTE: reserved (RFC 2606), so that nobody is called by a replay
  if (/^https?:\/\//.test(value)) return `https://masked.invalid/${kind}/${n}`
  if (/^\d+$/.test(value)) return `9${pad(n, Math.max(value.length - 1, 5))}`
  const long = value.length >= 16 && /\d/.test(value) && /^[\x21-\x7e]+$/.test(value)
  if (WORDS[kind] !== undefined && !(long && (kind === 'device' || /^[\da-f]+$/i.test(value)))) return `${WORDS[kind]}${kind === 'name' || kind === 'place' ? '' : '-'}${n}`
  return value.length >= 12 ? alike(value, kind, n) : `${kind.replaceAll('_', '-')}-${n}`
}

const STAND_IN = /^(?:User\d+@example\.com|\+?1?\d{6}01\d\d|(?:Name|Place)\d+|(?:user|alias|device|masked|no-email|no-phone)-\d+|https:\/\/masked\.invalid\/\w+\/\d+)$/i
/** True for what may be one of the stand-ins above whose form is not that of every id: in an answer that nobody's request named, it stands for what only the real host knows. */
export const isStandIn = (text: string): boolean => STAND_IN.test(text)
