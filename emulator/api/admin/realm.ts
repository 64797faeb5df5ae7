// The admin API below /_emulator: what Braze has no public API for. The workspace is chosen by `?workspace=`; errors are {"error":{code,message,details}}.
import type { z } from 'zod'
import type { Call, Endpoint, Lazy, Method } from '../endpoint.ts'
import { Fault } from '../endpoint.ts'
import type { Realm } from '../realm.ts'

const BODY_BYTES = 16 * 1024 * 1024

/** An admin error: `code` for programs, `message` for people, `details` with the values seen. */
export const adminFault = (status: number, code: string, message: string, details: Record<string, unknown> = {}): Fault => new Fault(status, { error: { code, message, details } })

type Definition<Body extends z.ZodType, Query extends z.ZodType> = {
  method: Method
  /** Path below /_emulator. */
  path: string
  status?: number
  maxBytes?: number
  raw?: true
  body?: Lazy<Body>
  query?: Lazy<Query>
  response?: Lazy<z.ZodType>
  prepare?: (call: Call<z.output<Body>, z.output<Query>>) => Promise<unknown>
  handle?: (call: Call<z.output<Body>, z.output<Query>>) => unknown
  perform?: (call: Call<z.output<Body>, z.output<Query>>) => Promise<unknown>
}

/** Defines an admin endpoint. */
export const admin = <Body extends z.ZodType, Query extends z.ZodType>(definition: Definition<Body, Query>): Endpoint => ({
  realm: 'admin',
  status: 200,
  maxBytes: BODY_BYTES,
  oversizeStatus: 413,
  evidence: [], // Braze has no such API
  ...(definition as object as Omit<Endpoint, 'realm' | 'status' | 'maxBytes' | 'oversizeStatus' | 'evidence'>),
  path: `/_emulator${definition.path}`,
})

const CODES: Record<number, string> = { 400: 'bad_request', 401: 'unauthorized', 403: 'forbidden', 404: 'not_found', 405: 'method_not_allowed', 413: 'too_large', 415: 'unsupported_media_type', 500: 'internal_error', 501: 'not_emulated' }
const STATUSES: Record<string, number> = { not_found: 404, already_exists: 409, newer_snapshot: 409, invalid_snapshot: 422, invalid_name: 422, home_workspace: 409 }
const MESSAGES: Record<string, string> = {
  not_found: 'there is nothing of that name',
  already_exists: 'there is one of that name already',
  invalid_name: 'a workspace name has 1 to 64 letters, digits, - or _',
  home_workspace: 'the default workspace can be reset, not removed',
}

/** The message; one that does not name its place stands behind it. */
function placed({ path, message }: z.core.$ZodIssue): string {
  const place = path.join('.')
  const last = String(path.findLast((one) => typeof one === 'string') ?? '')
  // A whole word, not a part of one: `e` is in most messages
  const named = message.split(/[^\p{L}\p{N}_$-]+/u).includes(last) || (/[^\p{L}\p{N}_$-]/u.test(last) && message.includes(last))
  return place === '' || named ? message : `${place}: ${message}`
}

export const adminRealm = ({ token }: { token: string | undefined }): Realm => ({
  name: 'admin',
  headers: { 'cache-control': 'no-store' },
  wantsJson: false,
  malformedJson: { error: { code: 'bad_request', message: 'the body is no JSON', details: {} } },
  message: (status, message) => ({ error: { code: CODES[status] ?? 'error', message, details: {} } }),
  authenticate(passage) {
    const { request, query, emulation } = passage
    if (token !== undefined && request.headers['authorization'] !== `Bearer ${token}`) throw adminFault(401, 'unauthorized', 'the admin API asks for Authorization: Bearer <admin token>')
    const id = query['workspace']
    const world = id === undefined ? emulation.directory.home() : typeof id === 'string' ? emulation.directory.find(id) : undefined
    if (world === undefined) throw adminFault(404, 'workspace_not_found', 'there is no workspace of that name', { workspace: id })
    passage.world = world
  },
  permit: () => {},
  invalid: (error) => adminFault(422, 'invalid', placed(error.issues[0]!), { issues: error.issues.map(({ path, message }) => ({ path: path.join('.'), message })) }),
  refused: (refusal) => adminFault(STATUSES[refusal.code] ?? 422, refusal.code, MESSAGES[refusal.code] ?? (typeof refusal.details['why'] === 'string' ? refusal.details['why'] : refusal.code), refusal.details),
})
