// What a request says that Braze takes without using it: misspelt members, odd paths, keys in old places. For diagnostics only.
import { closest, distance } from 'fastest-levenshtein'
import type { ZodError, z } from 'zod'
import type { Passage } from './dispatch.ts'
import type { Fault, FaultNote } from './endpoint.ts'
import { schemaOf } from './endpoint.ts'

export type Suspicion = { field: string; seen: unknown; braze: string }

const SHOWN = 200 // characters of a value in a note

/** A value, cut short when it is long. */
function preview(value: unknown): unknown {
  const text = JSON.stringify(value)
  return text === undefined ? null : text.length <= SHOWN ? value : `${text.slice(0, SHOWN)}…`
}

/** The member of a schema's first issue: where it is, what was there, what is taken. */
export function noteOf(error: ZodError, input: unknown): FaultNote {
  const issue = error.issues[0]!
  let seen: unknown = input
  for (const part of issue.path) seen = typeof seen === 'object' && seen !== null ? (seen as Record<PropertyKey, unknown>)[part] : undefined
  const expected = 'expected' in issue ? String(issue.expected) : issue.message
  return { field: issue.path.map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`)).join(''), seen: preview(seen) ?? null, expected }
}

type Spoken = { message?: unknown; errors?: { message?: unknown; parameters?: unknown[]; parameter_values?: unknown[] }[] }

/** The value at a place such as `items[0].id`. */
function valueAt(input: unknown, place: string): unknown {
  let seen = input
  for (const part of place.split(/[.[\]]+/).filter((one) => one !== '')) seen = typeof seen === 'object' && seen !== null && Object.hasOwn(seen, part) ? (seen as Record<string, unknown>)[part] : undefined
  return seen
}

/** What the answer itself says of the field: Braze's texts name it in quotes, its catalog errors in `parameters`. */
function noteOfAnswer({ body }: Fault, passage: Passage): FaultNote | undefined {
  const { message, errors } = (typeof body === 'object' && body !== null ? body : {}) as Spoken
  const first = Array.isArray(errors) ? errors[0] : undefined
  if (typeof first?.parameters?.[0] === 'string') return { field: first.parameters[0], seen: preview(first.parameter_values?.[0]), expected: String(first.message) }
  const text = [message, first?.message].find((one): one is string => typeof one === 'string' && /'[A-Za-z_][\w.[\]]*'/.test(one))
  const field = text === undefined ? undefined : /'([A-Za-z_][\w.[\]]*)'/.exec(text)![1]!
  if (field === undefined || passage.endpoint === undefined) return undefined
  return { field, seen: preview(valueAt(passage.body, field) ?? valueAt(passage.query, field)), expected: text! }
}

/** For diagnostics: which part of a refused request was wrong, when the one who refused it did not say. `paths` are those that there are. */
export function noteOfFault(fault: Fault, passage: Passage, paths: () => readonly string[]): FaultNote | undefined {
  const { request, endpoint } = passage
  if (fault.note !== undefined) return fault.note
  switch (fault.status) {
    case 401:
      return { field: 'authorization', seen: request.headers['authorization'] === undefined ? null : 'a key that is not valid here', expected: 'a key of this workspace' }
    case 403:
      return endpoint?.permission === undefined ? undefined : { field: 'authorization', seen: 'a key without the permission', expected: endpoint.permission }
    case 404: {
      if (endpoint !== undefined) return noteOfAnswer(fault, passage)
      const meant = nearest(request.path, paths())
      return { field: 'path', seen: preview(request.path), ...(meant === undefined ? {} : { expected: meant }) }
    }
    case 405:
      return { field: 'method', seen: request.method, expected: fault.headers['allow'] ?? '' }
    case 413:
      return { field: 'body', seen: `more than ${endpoint?.maxBytes ?? 0} bytes`, expected: `at most ${endpoint?.maxBytes ?? 0} bytes` }
    case 415:
      return { field: 'content-type', seen: request.headers['content-type'] ?? null, expected: 'application/json' }
    default:
      return noteOfAnswer(fault, passage)
  }
}

/** Members that a schema of an object names; undefined when it is none, or takes any by design. */
function membersOf(schema: z.ZodType | undefined): string[] | undefined {
  const shape = (schema as { shape?: Record<string, unknown> } | undefined)?.shape
  return shape === undefined ? undefined : Object.keys(shape)
}

/** The known name nearest to a misspelt one, when it is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const most = Math.max(1, Math.floor(name.length / 4))
  const best = known.length === 0 ? undefined : closest(name.toLowerCase(), known)
  return best !== undefined && distance(name.toLowerCase(), best.toLowerCase()) <= most ? best : undefined
}

function unknownMembers(given: unknown, known: readonly string[] | undefined, where: string): Suspicion[] {
  if (known === undefined || typeof given !== 'object' || given === null || Array.isArray(given)) return []
  return Object.keys(given)
    .filter((name) => name !== 'api_key' && !known.includes(name))
    .map((name) => {
      const meant = nearest(name, known)
      return { field: `${where}${name}`, seen: preview((given as Record<string, unknown>)[name]), braze: `ignores it: no such ${where === '' ? 'member' : 'parameter'} of this endpoint${meant === undefined ? '' : `; did you mean '${meant}'?`}` }
    })
}

/** What looks like a mistake in a request that is taken nevertheless. */
export function suspicions({ request, endpoint, query, body }: Passage): Suspicion[] {
  const found: Suspicion[] = []
  if (/\/\/|.\/$/.test(request.path)) found.push({ field: 'path', seen: request.path, braze: 'documents paths without doubled slashes and without one at the end; such calls may fail' })
  if (request.headers['authorization'] === undefined) found.push({ field: 'api_key', seen: 'in query or body', braze: 'still reads it there, and will stop: send Authorization: Bearer' })
  const names = [...new URLSearchParams(request.query).keys()].filter((name) => !name.endsWith('[]'))
  for (const name of new Set(names.filter((one, index) => names.indexOf(one) !== index))) found.push({ field: `?${name}`, seen: preview(query[name]), braze: `keeps the last of repeated values: an array is sent as ${name}[]=a&${name}[]=b` })
  if (endpoint!.method === 'GET' && request.body.length > 0) found.push({ field: 'body', seen: `${request.body.length} bytes`, braze: 'reads no body of a GET' })
  found.push(...unknownMembers(query, endpoint!.query === undefined ? (endpoint!.method === 'GET' ? [] : undefined) : membersOf(schemaOf(endpoint!.query)), '?'))
  if (endpoint!.body !== undefined) found.push(...unknownMembers(body, membersOf(schemaOf(endpoint!.body)), ''))
  return found
}
