// An endpoint is data: what it accepts, who may call it, how often, what it does. Router, msw handlers and lists are derived from it.
import type { z } from 'zod'
import type { App } from '../domain/apps.ts'
import type { RestKey } from '../domain/rest-keys.ts'
import type { World } from '../world.ts'
import type { Emulation } from './emulation.ts'
import type { Limit } from './limits.ts'
import type { WireRequest, WireResponse } from './wire.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
/** How we know: Braze's page, a real client in our tests, a recorded answer, or inference. Separate axes, never summed. */
export type Evidence = 'documented' | 'client' | 'recorded' | 'inferred'
export type RealmName = 'rest' | 'sdk' | 'admin'

/** What a handler gets. */
export type Call<Body, Query> = {
  world: World
  body: Body
  query: Query
  /** Values of `:name` parts of the path, decoded. */
  params: Record<string, string>
  request: WireRequest
  /** The REST key of the call (REST only). */
  restKey: RestKey | undefined
  /** The app whose SDK calls (SDK only). */
  app: App | undefined
  emulation: Emulation
}

export type Endpoint = {
  realm: RealmName
  method: Method
  /** `:name` marks a parameter. */
  path: string
  /** Permission that a REST key needs. */
  permission?: string
  limit?: Limit
  /** Status of a good answer. */
  status: number
  /** Largest body in bytes, and the status of a larger one. */
  maxBytes: number
  oversizeStatus: number
  /** Braze's page, below https://www.braze.com/docs/. */
  docs?: string
  evidence: readonly Evidence[]
  body?: z.ZodType
  query?: z.ZodType
  /** The body is bytes, not JSON. */
  raw?: true
  /** Does the work in one transaction; absent when the endpoint is not built yet (501). */
  handle?: (call: Call<never, never>) => unknown
  /** For the few that act on the whole world and must wait (clock, reset, settle): runs outside a transaction. */
  perform?: (call: Call<never, never>) => Promise<unknown>
}

/** Marks an answer that is more than a JSON body. */
export class Reply {
  readonly response: WireResponse
  constructor(response: WireResponse) {
    this.response = response
  }
}

/** A fatal answer: ends the call; `body` is the realm's own shape. */
export class Fault extends Error {
  readonly status: number
  readonly body: unknown
  readonly headers: Record<string, string>
  constructor(status: number, body: unknown, headers: Record<string, string> = {}) {
    super(`${status} ${JSON.stringify(body)?.slice(0, 200)}`)
    this.status = status
    this.body = body
    this.headers = headers
  }
}
