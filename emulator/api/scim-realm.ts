// SCIM: tokens of its own, errors in the shape of RFC 7644. docs: api/endpoints/scim, "SCIM token, not a REST API key"
import type { z } from 'zod'
import type { Call, Endpoint, Evidence, Lazy, Method } from './endpoint.ts'
import { Fault } from './endpoint.ts'
import type { Limit } from './limits.ts'
import type { Realm } from './realm.ts'

const BODY_BYTES = 4 * 1024 * 1024
/** "5,000 requests per day, per company". docs: api/api_limits */
const limit: Limit = { name: 'scim', limit: 5000, seconds: 86_400 }

const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error'
const shape = (status: number, detail: string): unknown => ({ schemas: [ERROR], detail, status })

/** An error in SCIM's shape; `status` is a number there, as Braze prints it. */
export const scimFault = (status: number, detail: string, headers: Record<string, string> = {}): Fault => new Fault(status, shape(status, detail), headers)

type Definition<Body extends z.ZodType, Query extends z.ZodType> = {
  method: Method
  path: string
  status: number
  docs: string
  evidence: readonly Evidence[]
  body?: Lazy<Body>
  query?: Lazy<Query>
  response?: Lazy<z.ZodType>
  handle: (call: Call<z.output<Body>, z.output<Query>>) => unknown
}

/** Defines a SCIM endpoint. */
export const scim = <Body extends z.ZodType, Query extends z.ZodType>(definition: Definition<Body, Query>): Endpoint => ({
  realm: 'scim',
  limit,
  maxBytes: BODY_BYTES,
  oversizeStatus: 413,
  ...(definition as object as Omit<Endpoint, 'realm' | 'maxBytes' | 'oversizeStatus'>),
})

export const scimRealm: Realm = {
  name: 'scim',
  headers: {},
  wantsJson: true,
  malformedJson: shape(400, 'Request is unparsable, syntactically incorrect, or violates schema.'), // docs: RFC 7644, 3.12, invalidSyntax
  message: shape,
  authenticate(passage) {
    const { headers } = passage.request
    const given = /^bearer\s+(\S+)\s*$/i.exec(headers['authorization'] ?? '')?.[1]
    const found = given === undefined ? undefined : passage.emulation.directory.byToken('scim', given)
    if (found === undefined) throw scimFault(401, 'Unauthorized')
    // "You'll use your service origin as the X-Request-Origin header": required; compared where the token has one
    const [named, { origin }] = [headers['x-request-origin'] ?? '', found.token]
    if (named === '' || (origin !== null && named !== origin)) throw scimFault(401, 'Unauthorized')
    passage.world = found.world
  },
  permit: () => {},
  invalid: (error) => scimFault(400, error.issues[0]!.message.startsWith('Invalid input') ? `'${error.issues[0]!.path.join('.')}' is not valid` : error.issues[0]!.message),
  refused: (refusal) => scimFault(400, refusal.code),
}
