// The public REST API: keys, permissions, and Braze's shape of errors. docs: api/basics, api/errors
import type { z } from 'zod'
import { admits, permits } from '../../domain/rest-keys.ts'
import type { RestKey } from '../../domain/rest-keys.ts'
import type { Call, Endpoint, Evidence, FaultNote, Lazy, Method, Wording } from '../endpoint.ts'
import { Fault } from '../endpoint.ts'
import type { Limit } from '../limits.ts'
import { defaultPool } from '../limits.ts'
import type { Realm } from '../realm.ts'

/** "the request body can be up to 4 MB". docs: api/api_limits */
export const BODY_BYTES = 4 * 1024 * 1024

// docs: api/errors quotes this answer; it is the message of Braze's web framework
export const MALFORMED_JSON = { error: "\nProblem:\n  message body does not match declared format\nResolution:\n  when specifying application/json as content-type, you must pass valid application/json in the request's 'body' " }

/** A fatal answer in Braze's words. */
export const fault = (status: number, message: string, more: Record<string, unknown> = {}, note?: FaultNote): Fault => new Fault(status, { message, ...more }, {}, note)

type Definition<Body extends z.ZodType, Query extends z.ZodType> = {
  method: Method
  path: string
  permission?: string
  limit?: Limit
  limitOf?: (body: unknown) => readonly Limit[]
  wording?: Wording
  status: number
  maxBytes?: number
  oversizeStatus?: number
  docs: string
  evidence: readonly Evidence[]
  partial?: string
  body?: Lazy<Body>
  query?: Lazy<Query>
  response?: Lazy<z.ZodType>
  /** The body is bytes, not JSON. */
  raw?: true
  prepare?: (call: Call<z.output<Body>, z.output<Query>>) => Promise<unknown>
  handle?: (call: Call<z.output<Body>, z.output<Query>>) => unknown
}

/** Defines a public REST endpoint; see {@link Endpoint}. The default limit is the workspace's common pool. */
export const rest = <Body extends z.ZodType, Query extends z.ZodType>(definition: Definition<Body, Query>): Endpoint => ({
  realm: 'rest',
  limit: defaultPool,
  maxBytes: BODY_BYTES,
  oversizeStatus: 413,
  ...(definition as object as Omit<Endpoint, 'realm' | 'maxBytes' | 'oversizeStatus'>),
})

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** `Authorization: Bearer <key>`, scheme in any casing; else the legacy `api_key` of query or body. docs: api/basics */
function givenKey(headers: Record<string, string>, query: Record<string, string | string[]>, body: () => unknown): string | undefined {
  const bearer = /^bearer\s+(\S+)\s*$/i.exec(headers['authorization'] ?? '')?.[1]
  if (bearer !== undefined || headers['authorization'] !== undefined) return bearer
  return text(query['api_key']) ?? text((body() as { api_key?: unknown } | undefined)?.api_key)
}

export const restRealm = ({ acceptAnyKey }: { acceptAnyKey: boolean }): Realm => ({
  name: 'rest',
  headers: {},
  wantsJson: true,
  malformedJson: MALFORMED_JSON,
  message: (_status, message) => ({ message }),
  authenticate(passage) {
    const wording = passage.endpoint?.wording
    const given = givenKey(passage.request.headers, passage.query, passage.peek)
    const found = given === undefined ? undefined : passage.emulation.directory.byRestKey(given)
    if (found !== undefined) {
      passage.world = found.world
      passage.restKey = found.key
    } else if (acceptAnyKey && given !== undefined) {
      passage.world = passage.emulation.directory.home()
      passage.restKey = { key: given, name: 'any key', permissions: ['*'], ip_allowlist: [], created_at: 0 } satisfies RestKey
    } else throw fault(401, wording?.badKey ?? 'Invalid API Key') // observed: rudder-transformer's recorded answers
    // Braze does not publish the answer to an address off the list; it is given as to a key that is not valid there
    if (!admits(passage.restKey, passage.request.ip)) throw fault(401, wording?.badAddress ?? 'Invalid API Key')
  },
  permit({ endpoint, restKey }) {
    if (endpoint!.permission !== undefined && !permits(restKey!, endpoint!.permission)) throw fault(403, endpoint!.wording?.noPermission ?? 'Access Denied')
  },
  invalid(error) {
    const issue = error.issues[0]!
    if (issue.path.length === 0) return fault(400, 'Bad Request') // the body is no object
    return fault(400, issue.message.startsWith('Invalid input') ? `'${issue.path.join('.')}' is not valid` : issue.message)
  },
  refused: (refusal) => fault(400, refusal.code),
})
