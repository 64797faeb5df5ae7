// The SDK side of the wire: app keys, CORS for every origin, errors as `{"error": …}`. observed: npm @braze/web-sdk 6.13.0; docs: developer guide
import type { z } from 'zod'
import type { Call, Endpoint, Evidence } from '../endpoint.ts'
import type { Settled } from '../endpoint.ts'
import { Fault } from '../endpoint.ts'
import type { Passage } from '../dispatch.ts'
import type { Realm } from '../realm.ts'
import { authenticateUser } from './authentication.ts'
import { noteSkew } from './clock-skew.ts'
import { sdkError } from './errors.ts'
import { noteOddMembers } from './odd-members.ts'
import { noteReplay } from './replays.ts'
import type { WireResponse } from '../wire.ts'

/** Brazier's own, far above what a device gathers offline: a batch that were refused for its size would come again for ever, and larger each time (rule N6). */
const BODY_BYTES = 32 * 1024 * 1024

// What an SDK may send besides the headers of simple requests; a preflight's own list is echoed. observed: web SDK 6.13.0
const HEADERS =
  'content-type, x-requested-with, x-braze-api-key, x-braze-datarequest, x-braze-triggersrequest, x-braze-contentcardsrequest, x-braze-featureflagsrequest, x-braze-bannersrequest, x-braze-auth-signature, x-braze-last-req-ms-ago, x-braze-req-attempt, x-braze-req-tokens-remaining, x-braze-request-initiated-by, braze-sync-retry-count'

type Definition<Body extends z.ZodType, Handled> = {
  /** Path below /api/v3. */
  path: string
  status?: number
  docs: string
  evidence: readonly Evidence[]
  partial?: string
  body?: Body
  handle?: (call: Call<z.output<Body>, never>) => Handled | Settled
  complete?: (call: Call<z.output<Body>, never>, handled: Handled) => Promise<unknown>
  spared?: (handled: Handled) => unknown
}

/** Defines an SDK endpoint: POST, JSON in and out, answered 201 as Braze does. observed: a public end-to-end test of the web SDK */
export const sdk = <Body extends z.ZodType, Handled>(definition: Definition<Body, Handled>): Endpoint => ({
  realm: 'sdk',
  method: 'POST',
  status: 201,
  maxBytes: BODY_BYTES,
  oversizeStatus: 413,
  ...(definition as object as Omit<Endpoint, 'realm' | 'method' | 'status' | 'maxBytes' | 'oversizeStatus'>),
  path: `/api/v3${definition.path}`,
})

function preflight({ request }: Passage): WireResponse | undefined {
  if (request.method !== 'OPTIONS') return undefined
  return {
    status: 204,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'POST, GET, OPTIONS',
      'access-control-allow-headers': request.headers['access-control-request-headers'] ?? HEADERS,
      'access-control-max-age': '86400',
      ...(request.headers['access-control-request-private-network'] === 'true' ? { 'access-control-allow-private-network': 'true' } : {}),
    },
    body: '',
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

export const sdkRealm: Realm = {
  name: 'sdk',
  headers: { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'Retry-After' },
  wantsJson: false,
  malformedJson: { error: 'invalid_json' },
  message: (_status, message) => ({ error: message }),
  early: preflight,
  authenticate(passage) {
    const body = passage.peek()
    const inBody = typeof body === 'object' && body !== null ? text((body as { api_key?: unknown }).api_key) : undefined
    const key = text(passage.request.headers['x-braze-api-key']) ?? inBody
    const found = key === undefined ? undefined : passage.emulation.directory.bySdkKey(key)
    if (found === undefined) throw sdkError('invalid_api_key')
    passage.world = found.world
    passage.app = found.app
  },
  permit: () => {},
  async admit(passage) {
    await authenticateUser(passage)
    noteOddMembers(passage)
    noteSkew(passage)
    noteReplay(passage)
  },
  invalid: (error) => new Fault(400, { error: `'${error.issues[0]!.path.join('.') || 'body'}' is not valid` }),
  refused: (refusal) => new Fault(400, { error: refusal.code }),
}
