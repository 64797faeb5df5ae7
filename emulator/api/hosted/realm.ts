// Pages and files behind links that Braze hands out: no key, the link itself is the secret. The workspace stands in the path.
import type { z } from 'zod'
import type { World } from '../../world.ts'
import type { Call, Endpoint, Lazy, Method } from '../endpoint.ts'
import { Fault } from '../endpoint.ts'
import type { Realm } from '../realm.ts'
import type { WireRequest } from '../wire.ts'

export const HOSTED = '/_hosted'
const BODY_BYTES = 1024 * 1024

type Definition<Query extends z.ZodType> = {
  method: Method
  /** Path below /_hosted/:workspace. */
  path: string
  status?: number
  query?: Lazy<Query>
  /** `request.body` holds the bytes of a form. */
  handle: (call: Call<undefined, z.output<Query>>) => unknown
  prepare?: (call: Call<undefined, z.output<Query>>) => Promise<unknown>
}

/** Defines a hosted page or file; what it answers is a Reply with its own content type. */
export const hosted = <Query extends z.ZodType>(definition: Definition<Query>): Endpoint => ({
  realm: 'hosted',
  status: 200,
  maxBytes: BODY_BYTES,
  oversizeStatus: 413,
  raw: true,
  evidence: [], // Braze serves these from hosts of its own, by addresses of its own
  ...(definition as object as Omit<Endpoint, 'realm' | 'status' | 'maxBytes' | 'oversizeStatus' | 'evidence' | 'raw'>),
  path: `${HOSTED}/:workspace${definition.path}`,
})

/** The whole address of a hosted path (`/media/<id>`), as seen by who asked. */
export const hostedUrl = (request: WireRequest, world: World, path: string): string => `${request.origin ?? 'http://localhost'}${HOSTED}/${encodeURIComponent(world.id)}${path}`

export const hostedRealm: Realm = {
  name: 'hosted',
  headers: {},
  wantsJson: false,
  malformedJson: { message: 'Bad Request' },
  message: (_status, message) => ({ message }),
  authenticate(passage) {
    const world = passage.emulation.directory.find(passage.params['workspace'] ?? '')
    if (world === undefined) throw new Fault(404, { message: 'Not Found' })
    passage.world = world
  },
  permit: () => {},
  invalid: () => new Fault(400, { message: 'Bad Request' }),
  refused: (refusal) => new Fault(404, { message: refusal.code }),
}
