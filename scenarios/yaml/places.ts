// Where things stand in a YAML file, and what is wrong there: every problem has a line and a column, and none is told twice.
import type { Document, LineCounter, Node, Pair, Scalar } from 'yaml'
import { isAlias, isMap, isScalar, isSeq, visit } from 'yaml'
import * as z from 'zod'
import { didYouMean, otherNames } from './nearest.ts'
import { fill, wrongPlaceholders } from './placeholders.ts'

/** Placeholders filled in before anything runs: any time will do. */
const SOME = { now: () => Date.parse('2026-03-01T12:00:00Z'), kept: new Map<string, unknown>() }

export type Problem = { line: number; column: number; message: string }
export type Entry = { name: string; key: Scalar; value: Node | null }

const nounOf = (value: unknown): string =>
  value === undefined || value === null ? 'nothing' : Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'members' : typeof value === 'string' ? `the text '${value.length > 40 ? `${value.slice(0, 40)}…` : value}'` : `${typeof value === 'number' ? 'the number ' : ''}${String(value)}`
const KINDS: Record<string, string> = { string: 'a text', number: 'a number', int: 'a whole number', boolean: 'true or false', array: 'a list', object: 'members', record: 'members', null: 'nothing' }
/** `source`: as it stands in the file, where 007 is no 7. */
const quoted = (value: unknown, source = String(value)): string => (typeof value === 'number' || typeof value === 'boolean' ? `; write it in quotes: '${source}'` : '')

/** What zod found, in words. */
function say(issue: z.core.$ZodIssue, value: unknown, known: readonly string[], source?: string): string {
  switch (issue.code) {
    case 'invalid_type':
      if (!issue.message.startsWith('Invalid input')) return issue.message
      return value === undefined && typeof issue.path.at(-1) === 'string' ? `'${String(issue.path.at(-1))}' is missing` : `expected ${KINDS[issue.expected] ?? issue.expected}, was ${typeof value === 'number' && source !== undefined ? `the number ${source}` : nounOf(value)}${issue.expected === 'string' ? quoted(value, source) : ''}`
    case 'invalid_value':
      if (value === undefined && typeof issue.path.at(-1) === 'string') return `'${String(issue.path.at(-1))}' is missing: ${issue.values.map(String).join(', ')}`
      return `${nounOf(value).replace(/^the text /, '')} is none of ${issue.values.map(String).join(', ')}${typeof value === 'string' ? didYouMean(value, issue.values.map(String)) : ''}`
    case 'unrecognized_keys':
      return `there is no '${issue.keys[0]!}' here${otherNames(issue.keys[0]!, known)}`
    case 'too_small':
    case 'too_big':
      return issue.origin !== 'number' && issue.origin !== 'int' ? issue.message : issue.code === 'too_small' ? `${String(value)} is too small: ${String(issue.minimum)} or more` : `${String(value)} is too big: ${String(issue.maximum)} or less`
    case 'invalid_union':
      return issue.message === 'Invalid input' ? `${nounOf(value)} is not what is taken here` : issue.message
    default:
      return issue.message
  }
}

const at = (value: unknown, path: readonly PropertyKey[]): unknown => path.reduce<unknown>((whole, name) => (whole as Record<PropertyKey, unknown> | null | undefined)?.[name], value)

/** What one document of the file says, and where. Problems go into `problems`. */
export function createPlaces({ document, counter, problems, kept }: { document: Document; counter: LineCounter; problems: Problem[]; kept: ReadonlySet<string> }) {
  const resolved = (node: Node | null | undefined): Node | null => (isAlias(node) ? (node.resolve(document) ?? null) : (node ?? null))

  const placeOf = (node: Node | null | undefined): { line: number; column: number } => {
    const { line, col } = counter.linePos((node ?? document.contents)?.range?.[0] ?? 0)
    return { line, column: col }
  }
  const problem = (node: Node | null | undefined, message: string): void => {
    const place = placeOf(node)
    if (!problems.some((one) => one.line === place.line && one.column === place.column && one.message === message)) problems.push({ ...place, message })
  }

  /** The same, for those who make nothing of it then. */
  const wrong = (node: Node | null | undefined, message: string): never[] => {
    problem(node, message)
    return []
  }

  /** The members of a node in their order; undefined, and a problem, when it has none. `what` it should be, in words. */
  function entries(given: Node | null, what: string): Entry[] | undefined {
    const node = resolved(given)
    if (!isMap(node)) return void problem(given, `${what}, was ${nounOf(given?.toJS(document))}`)
    return (node.items as Pair<Scalar, Node | null>[]).map(({ key, value }) => ({ name: String(isScalar(key) ? key.value : key), key, value }))
  }
  function items(given: Node | null, what: string): (Node | null)[] | undefined {
    const node = resolved(given)
    return isSeq(node) ? (node.items as Node[]) : void problem(given, `${what}, was ${nounOf(given?.toJS(document))}`)
  }

  /** The node that zod speaks of: the nearest that is there; of a name that is too many, the name. */
  function nodeAt(root: Node | null, path: readonly PropertyKey[], name?: string): Node | null {
    let node = root
    for (const part of path) {
      const here = resolved(node)
      const next = isMap(here) ? (here.items as Pair<Scalar, Node>[]).find(({ key }) => String(key.value) === String(part))?.value : isSeq(here) ? (here.items as Node[])[part as number] : undefined
      if (next === undefined || next === null) return node
      node = next
    }
    const here = resolved(node)
    return name !== undefined && isMap(here) ? ((here.items as Pair<Scalar, Node>[]).find(({ key }) => String(key.value) === name)?.key ?? node) : node
  }

  /** The value of a node when the schema takes it; else undefined, and problems. `holder` is where to point when the node is not there; `filled`: the schema looks at what placeholders stand for. */
  function value(node: Node | null, schema: z.ZodType, holder: Node | null = node, { filled = false } = {}): { value: unknown } | undefined {
    // A name without a value: nothing was given, unless nothing is a value there
    const written = node === null ? null : (node.toJS(document) as unknown)
    let good = true
    if (node !== null)
      visit(node, {
        Scalar: (_, { value: text, range }) => {
          for (const message of typeof text === 'string' ? wrongPlaceholders(text, kept) : []) {
            good = false
            problem({ range } as Node, message)
          }
        },
      })
    const js = filled && good ? fill(written, SOME) : written
    const parsed = schema.safeParse(js)
    if (parsed.success) return good ? { value: parsed.data } : undefined
    for (const issue of parsed.error.issues) {
      const known = issue.code === 'unrecognized_keys' ? Object.keys(shapeAt(schema, issue.path)) : []
      for (const key of issue.code === 'unrecognized_keys' ? issue.keys : [undefined]) {
        const there = nodeAt(node, issue.path, key)
        const scalar = resolved(there)
        // Said already
        if (isScalar(scalar) && scalar.value === '<platform>') continue
        problem(there ?? holder, say(key === undefined ? issue : { ...issue, keys: [key] } as z.core.$ZodIssue, at(js, issue.path), known, isScalar(scalar) ? scalar.source : undefined))
      }
    }
    return undefined
  }

  return { entries, items, value, problem, wrong, placeOf, resolved }
}
export type Places = ReturnType<typeof createPlaces>

/** The members that a schema of objects names, at a path inside it. */
function shapeAt(schema: z.ZodType, path: readonly PropertyKey[]): Record<string, z.ZodType> {
  let here: any = schema
  for (const part of path) {
    while (here instanceof z.ZodOptional || here instanceof z.ZodNullable) here = here.unwrap()
    here = here instanceof z.ZodArray ? here.element : here?.shape?.[part]
  }
  while (here instanceof z.ZodOptional || here instanceof z.ZodNullable) here = here.unwrap()
  return here?.shape ?? {}
}
