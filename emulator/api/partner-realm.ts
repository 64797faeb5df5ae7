// Partners' cohort sync: credentials in the body, no Authorization header. observed: segmentio/action-destinations, braze-cohorts
import type { z } from 'zod'
import type { Call, Endpoint, Evidence, Lazy, Method } from './endpoint.ts'
import { Fault } from './endpoint.ts'
import type { Realm } from './realm.ts'
import { restRealm } from './rest/realm.ts'

const BODY_BYTES = 4 * 1024 * 1024

type Definition<Body extends z.ZodType> = {
  method: Method
  path: string
  status: number
  docs: string
  evidence: readonly Evidence[]
  body?: Lazy<Body>
  response?: Lazy<z.ZodType>
  handle: (call: Call<z.output<Body>, never>) => unknown
}

/** Defines an endpoint for partners. */
export const partner = <Body extends z.ZodType>(definition: Definition<Body>): Endpoint => ({
  realm: 'partner',
  maxBytes: BODY_BYTES,
  oversizeStatus: 413,
  ...(definition as object as Omit<Endpoint, 'realm' | 'maxBytes' | 'oversizeStatus'>),
})

const filled = (value: unknown): value is string => typeof value === 'string' && value !== ''

export const partnerRealm: Realm = {
  ...restRealm({ acceptAnyKey: false }),
  name: 'partner',
  /** `client_secret` is the workspace's data import key and chooses it; `partner_api_key` is the partner's own, so any is good. */
  authenticate(passage) {
    if (passage.json() === undefined) throw new Fault(400, this.malformedJson) // the key stands in it
    const { client_secret, partner_api_key } = (passage.peek() ?? {}) as { client_secret?: unknown; partner_api_key?: unknown }
    // docs: partners/isv_partners/cohort_import ("Invalid Partner API key", "Invalid client secret")
    if (!filled(partner_api_key)) throw new Fault(401, { message: 'Invalid Partner API key' })
    const found = filled(client_secret) ? passage.emulation.directory.byToken('data_import', client_secret) : undefined
    if (found === undefined) throw new Fault(401, { message: 'Invalid client secret' })
    passage.world = found.world
  },
  permit: () => {},
}
