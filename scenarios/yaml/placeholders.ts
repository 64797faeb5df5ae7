// Placeholders in the texts of a YAML scenario: <now>, <now+2h>, <platform>, <kept.name>, and in expectations <absent> and <like …>.
import { milliseconds } from '../durations.ts'

const ONE = /<(now\b[^<>]*|kept\.[\w-]+)>/g
const NOW = /^now\s*(?:([+-])\s*(.+))?$/
const LIKE = /^<like (.+)>$/s

/** What they stand for while the scenario runs. */
export type Values = { now(): number; kept: ReadonlyMap<string, unknown> }

function timeOf(inner: string, now: number): string {
  const [, sign, by] = NOW.exec(inner) ?? []
  if (sign === undefined && inner !== 'now') throw new RangeError(`'<${inner}>' is no time: write <now>, <now+2h> or <now-1d>`)
  return new Date(now + (by === undefined ? 0 : (sign === '-' ? -1 : 1) * milliseconds(by))).toISOString()
}

/** What is wrong with the placeholders of a text, before anything runs. `kept`: the names that earlier steps keep. */
export function wrongPlaceholders(text: string, kept: ReadonlySet<string>): string[] {
  const wrong: string[] = []
  const attempt = (work: () => unknown, say: (message: string) => string): void => {
    try {
      work()
    } catch (error) {
      wrong.push(say((error as Error).message))
    }
  }
  const like = LIKE.exec(text)?.[1]
  if (like !== undefined) attempt(() => new RegExp(like), (message) => `'${text}': ${message}`)
  // Those that are left: the document of one platform has its name instead
  if (text.includes('<platform>')) wrong.push("'<platform>' stands for the names of for_each, which the scenario has not: for_each: [web, ios, android]")
  const misspelt = /^<\s*(\w{3})\s*(?:[+-][^<>]*)?>$/.exec(text)?.[1]
  if (misspelt !== undefined && misspelt !== 'now' && [...misspelt.toLowerCase()].sort().join('') === 'now') wrong.push(`'${text}' is no placeholder; did you mean '<now>'?`)
  for (const [, inner] of text.matchAll(ONE)) {
    const name = /^kept\.(.+)$/.exec(inner!)?.[1]
    if (name === undefined) attempt(() => timeOf(inner!, 0), (message) => message)
    else if (!kept.has(name)) wrong.push(`nothing is kept as '${name}' before: a rest or admin step keeps it by keep: { ${name}: <path in the answer> }`)
  }
  return wrong
}

/** The value with everything filled in. `expected`: <absent> and <like …> mean something. */
export function fill(value: unknown, values: Values, expected = false): unknown {
  if (typeof value === 'string') {
    if (expected && value === '<absent>') return undefined
    const like = expected ? LIKE.exec(value)?.[1] : undefined
    if (like !== undefined) return new RegExp(like)
    const alone = /^<kept\.([\w-]+)>$/.exec(value)?.[1]
    if (alone !== undefined) return values.kept.get(alone)
    return value.replace(ONE, (_, inner: string) => (inner.startsWith('kept.') ? String(values.kept.get(inner.slice('kept.'.length))) : timeOf(inner, values.now())))
  }
  if (Array.isArray(value)) return value.map((one) => fill(one, values, expected))
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([name, one]) => [fill(name, values) as string, fill(one, values, expected)]))
  return value
}
