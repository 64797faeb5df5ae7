// What was wrong with a refused request: the field, what was there, what is taken. For diagnostics only.
import type { ZodError } from 'zod'
import type { Passage } from './dispatch.ts'
import type { Fault, FaultNote } from './endpoint.ts'
import { nearest, preview } from './suspicions.ts'

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
