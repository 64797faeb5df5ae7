// The stand-ins of one recording: which value has which, and texts with all of them in place, also inside queries, composite ids and base64.
import { createKnownValues } from '../known-values.ts'
import type { Kind } from './fields.ts'
import { WORDS } from './fields.ts'
import { isAddress, isEmail, isPhone, spansOf } from './patterns.ts'
import { sameAs, standIn } from './stand-ins.ts'

/** Values of these kinds are masked in their fields only: a date or a number is in many texts that are not about it. */
const IN_FIELDS = new Set<Kind>(['birth', 'place', 'coordinate'])
/** Values of this length are replaced inside of longer words too. */
const LONG = 6

const family = (value: string, kind: Kind): string => (isEmail(value) ? 'email' : isAddress(value) ? 'ip' : (kind === 'phone' || value.startsWith('+')) && isPhone(value) ? 'phone' : kind)

const unescaped = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export type TextOptions = {
  /** Addresses of the network are looked for. */
  addresses?: boolean
  /** Short words are left: for names of fields. */
  names?: boolean
}

/** `words` are those of the wire besides the ones that are known here: they are masked in fields only. */
export function createValues(words: ReadonlySet<string>) {
  const counts = new Map<string, number>()
  const bySame = new Map<string, { kind: Kind; n: number }>()
  const used = new Set<string>()
  const known = createKnownValues()
  let fresh: string[] = []

  const isWordOfWire = (value: string): boolean => WORDS.has(value.toLowerCase()) || words.has(value)

  /** The stand-in of a value, whatever the field is; a stand-in stands for itself. */
  function of(value: string, kind: Kind): string {
    if (used.has(value)) return value
    const same = `${IN_FIELDS.has(kind) ? kind : ''} ${sameAs(value, kind)}`
    let first = bySame.get(same)
    if (first === undefined) {
      const counted = family(value, kind)
      let n = counts.get(counted) ?? 0
      do n++
      while (!IN_FIELDS.has(kind) && (used.has(standIn(value, kind, n)) || known.has(standIn(value, kind, n))))
      counts.set(counted, n)
      first = { kind, n }
      bySame.set(same, first)
    }
    const other = standIn(value, first.kind, first.n)
    used.add(other)
    learn(value, other, kind)
    return other
  }

  function learn(value: string, other: string, kind: Kind): void {
    if (IN_FIELDS.has(kind) || known.has(value) || isWordOfWire(value) || /^\d{1,4}$/.test(value)) return
    const before = known.size
    known.add(value, other, value.length < LONG || /^\d+$/.test(value))
    const escaped = encodeURIComponent(value)
    if (escaped !== value) known.add(escaped, encodeURIComponent(other), value.length < LONG)
    if (known.size > before) fresh.push(value)
    // So that it stands for itself when a text is read again
    known.add(other, other, true)
  }

  /** What is base64 of a text that has something to mask, masked inside. */
  function inside(token: string, options: TextOptions): string | undefined {
    const text = Buffer.from(token, 'base64').toString('utf8')
    if (text.length < 6 || /[\0-\x08\x0e-\x1f\ufffd]/.test(text)) return undefined
    const masked = textOf(text, options)
    if (masked === text) return undefined
    const url = /[-_]/.test(token) || !/[+/=]/.test(token)
    const encoded = Buffer.from(masked).toString(url ? 'base64url' : 'base64')
    return url && token.endsWith('=') ? encoded + '='.repeat((4 - (encoded.length % 4)) % 4) : encoded
  }

  function textOf(text: string, options: TextOptions = {}): string {
    const spans = spansOf(text, options)
    const encoded = [...text.matchAll(/[\w+/-]{16,}={0,2}/g)]
    if (spans.length === 0 && encoded.length === 0 && known.size === 0) return text
    let result = ''
    let copied = 0
    const put = (from: number, to: number, other: string): void => {
      result += text.slice(copied, from) + other
      copied = to
    }
    for (let from = 0; from < text.length; from++) {
      while (spans[0] !== undefined && spans[0].from < from) spans.shift()
      while (encoded[0] !== undefined && encoded[0].index < from) encoded.shift()
      const value = known.at(text, from)
      const span = spans[0]
      // A known value that ends inside of an e-mail is a part of that
      const cut = value !== undefined && spans.some((one) => (one.from >= from && one.from < value.to && one.to > value.to) || (one.from === from && one.to > value.to))
      if (value !== undefined && !cut && !(options.names === true && /^[a-z_]{1,5}$/.test(text.slice(value.from, value.to)))) put(from, value.to, value.other)
      else if (span?.from === from) {
        const found = text.slice(from, span.to)
        const plain = unescaped(found)
        put(from, span.to, plain === found ? of(found, span.kind) : encodeURIComponent(of(plain, span.kind)))
      } else if (encoded[0]?.index === from) {
        const other = inside(encoded[0][0], options)
        if (other !== undefined) put(from, from + encoded[0][0].length, other)
      }
      if (copied > from) from = copied - 1
    }
    return copied === 0 ? text : result + text.slice(copied)
  }

  return {
    of,
    text: textOf,
    /** Values that were learned since this was asked last. */
    takeFresh(): string[] {
      const taken = fresh
      fresh = []
      return taken
    },
  }
}

export type Values = ReturnType<typeof createValues>
