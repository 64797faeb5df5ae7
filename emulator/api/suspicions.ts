// What a request says that Braze takes without using it: misspelt members, odd paths, keys in old places. For diagnostics only.
import { closest, distance } from 'fastest-levenshtein'
import type { z } from 'zod'
import type { Passage } from './dispatch.ts'
import { schemaOf } from './endpoint.ts'

export type Suspicion = { field: string; seen: unknown; braze: string }

const SHOWN = 200 // characters of a value in a note

/** A value, cut short when it is long. */
export function preview(value: unknown): unknown {
  const text = JSON.stringify(value)
  return text === undefined ? null : text.length <= SHOWN ? value : `${text.slice(0, SHOWN)}…`
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
