// Masking an exchange: first everything in it that names a person or a key is learned, then each of its parts is written with stand-ins.
import { table } from '../../../index.ts'
import { createRouter } from '../../../api/router.ts'
import type { Body, Exchange, Part } from '../fixture.ts'
import { BYTES } from '../fixture.ts'
import type { Kind } from './fields.ts'
import { isVersion, kindOf } from './fields.ts'
import { createValues } from './values.ts'
import type { Leaf } from './walk.ts'
import { mapLeaves } from './walk.ts'

type Parts<T> = { [Name in keyof T]: T[Name] }
const router = createRouter(table)
// Literal parts of all paths: a user called `users` does not change an address
const PATH_WORDS = new Set(table.flatMap(({ path }) => path.split('/').filter((part) => part !== '' && !part.startsWith(':'))))

const unescaped = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

/** Makes a masker. `fields` are masked besides those that are known. */
export function createMasker(fields: readonly string[] = []) {
  const extra = new Set(fields)
  const values = createValues(PATH_WORDS)
  const textOf = (text: string, field = ''): string => values.text(text, { addresses: !isVersion(field) })

  /** A value in whose field something of a kind is expected. */
  function whole(value: string, kind: Kind, field: string): string {
    // "Mel <mel@example.com>, Ann <ann@example.com>"
    if (kind === 'email' && /[<,;\s]/.test(value)) {
      const masked = textOf(value, field)
      return masked === value ? values.of(value, kind) : masked
    }
    return values.of(value, kind)
  }

  function leaf({ value, field, kind }: Leaf): string | number {
    if (typeof value === 'string') return kind === undefined ? textOf(value, field) : whole(value, kind, field)
    if (kind !== undefined) {
      const other = Number(values.of(String(value), kind))
      return Number.isFinite(other) ? other : 0
    }
    // A number that is somebody's id elsewhere
    if (!Number.isSafeInteger(value) || value < 100_000) return value
    const other = textOf(String(value), 'version')
    return other === String(value) ? value : Number(other)
  }

  const json = (value: unknown): unknown => mapLeaves(value, extra, leaf, (name) => values.text(name, { names: true }))

  function query(text: string): string {
    return text
      .split('&')
      .map((pair) => {
        const at = pair.indexOf('=')
        if (at < 0) return textOf(pair)
        const [name, value] = [unescaped(pair.slice(0, at)), unescaped(pair.slice(at + 1))]
        const kind = kindOf(name, '', extra)
        const other = value === '' ? value : kind === undefined ? textOf(value, name) : whole(value, kind, name)
        return other === value ? pair : `${pair.slice(0, at)}=${encodeURIComponent(other)}`
      })
      .join('&')
  }

  function path(method: string, text: string): string {
    const match = router.find(method, text).match
    const parameters = new Map(Object.entries(match?.params ?? {}).map(([name, value]) => [value, kindOf(name, '', extra)]))
    return text
      .split('/')
      .map((part) => {
        const plain = unescaped(part)
        if (part === '' || (PATH_WORDS.has(part) && !parameters.has(plain))) return part
        const kind = parameters.get(plain)
        const other = kind === undefined ? textOf(plain) : whole(plain, kind, '')
        return other === plain ? part : encodeURIComponent(other)
      })
      .join('/')
  }

  function headers(given: Record<string, string>): Record<string, string> {
    return Object.fromEntries(
      Object.entries(given).map(([name, value]) => {
        if (name === 'authorization') {
          const [, scheme, key] = /^(\S+\s+)?(.*)$/s.exec(value)!
          return [name, `${scheme ?? ''}${key === '' ? '' : values.of(key!, 'rest_key')}`]
        }
        const kind = kindOf(name, '', new Set())
        return [name, kind !== undefined && value !== '' ? values.of(value, kind) : textOf(value, name === 'user-agent' ? 'version' : name)]
      }),
    )
  }

  function part(given: Part): Part {
    const name = /\bname="([^"]*)"/.exec(given.headers['content-disposition'] ?? '')?.[1] ?? ''
    const kind = kindOf(name, '', extra)
    const content: Parts<Part> = { headers: Object.fromEntries(Object.entries(given.headers).map(([header, value]) => [header, textOf(value, header)])) }
    if (given.text !== undefined) content.text = given.text === '' ? '' : kind === undefined ? textOf(given.text) : whole(given.text, kind, name)
    // A single value looks like JSON when it is a number
    if ('json' in given) content.json = mapLeaves(given.json, extra, leaf, (member) => values.text(member, { names: true }), name)
    if (given.base64 !== undefined) content.base64 = given.base64
    return content
  }

  function body(given: Body | undefined, type = ''): Body | undefined {
    if (given === undefined || 'base64' in given) return given
    if ('json' in given) return { json: json(given.json) }
    if ('parts' in given) return { ...given, parts: given.parts.map(part) }
    return { text: /^application\/x-www-form-urlencoded/i.test(type) ? query(given.text) : textOf(given.text) }
  }

  function once(exchange: Exchange): Exchange {
    const { request, answer } = exchange
    const asked = body(request.body, request.headers['content-type'])
    // Bytes of an answer, such as an archive of an export: who is in them can not be told, and a replay needs only to know that there were some
    const unread = answer.body !== undefined && 'base64' in answer.body
    const said = unread ? { text: BYTES } : body(answer.body, answer.headers['content-type'])
    return {
      ...exchange,
      request: { method: request.method, path: path(request.method, request.path), query: query(request.query), headers: headers(request.headers), ...(asked === undefined ? {} : { body: asked }) },
      answer: { ...answer, headers: headers(answer.headers), ...(said === undefined ? {} : { body: said }) },
    }
  }

  return {
    /** The exchange with stand-ins. Masking what is masked changes nothing. */
    mask(exchange: Exchange): Exchange {
      // The first time teaches: an id may stand in a text before the field that says it is one
      once(exchange)
      return once(exchange)
    },
    text: textOf,
    /** Values learned since this was asked last: what was written before may have them in the clear. */
    takeFresh: values.takeFresh,
  }
}

export type Masker = ReturnType<typeof createMasker>
