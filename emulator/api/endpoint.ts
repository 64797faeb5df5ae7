// An endpoint is data: what it accepts, who may call it, how often, what it does. Router, msw handlers and lists are derived from it.
import type { z } from 'zod'
import type { App } from '../domain/apps.ts'
import type { Kind } from '../domain/kinds.ts'
import type { RestKey } from '../domain/rest-keys.ts'
import type { World } from '../world.ts'
import type { Emulation } from './emulation.ts'
import type { Limit } from './limits.ts'
import type { WireRequest, WireResponse } from './wire.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
/** How we know: Braze's page, a real client in our tests, a recorded answer, or inference. Separate axes, never summed. */
export type Evidence = 'documented' | 'client' | 'recorded' | 'inferred'
/** `scim` and `partner` are public REST with keys of their own; `hosted` are the pages and files behind links that Braze hands out, without a key. */
export type RealmName = 'rest' | 'scim' | 'partner' | 'hosted' | 'sdk' | 'admin'

/** A schema, or a function that makes it when first used: schemas cost time that a start should not pay. */
export type Lazy<Schema> = Schema | (() => Schema)

/** What an endpoint says instead of the realm's texts. */
export type Wording = {
  badKey?: string
  badAddress?: string
  noPermission?: string
  /** The whole body of a 429, where a page prints its own. */
  overLimit?: unknown
}

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
  /** What `prepare` gave. */
  prepared: unknown
}

export type Endpoint = {
  realm: RealmName
  method: Method
  /** `:name` marks a parameter. */
  path: string
  /** Permission that a REST key needs. */
  permission?: string
  limit?: Limit
  /** The limits that this call counts against instead of `limit`, by its body as it was sent; none: `limit` holds. */
  limitOf?: (body: unknown) => readonly Limit[]
  /** Texts of its own for a bad key, an address off the key's list, and a key without the permission (REST only). */
  wording?: Wording
  /** Status of a good answer. */
  status: number
  /** Largest body in bytes, and the status of a larger one. */
  maxBytes: number
  oversizeStatus: number
  /** Braze's page, below https://www.braze.com/docs/. */
  docs?: string
  evidence: readonly Evidence[]
  /** What of Braze's behaviour is missing; absent when nothing known is. */
  partial?: string
  body?: Lazy<z.ZodType>
  query?: Lazy<z.ZodType>
  /** What a good answer's body is; the tests hold every answer against it, and the OpenAPI document shows it. */
  response?: Lazy<z.ZodType>
  /** The body is bytes, not JSON. */
  raw?: true
  /** Waits for what the work needs (a file from elsewhere) without writing; its result is `call.prepared`. */
  prepare?: (call: Call<never, never>) => Promise<unknown>
  /** Does the work in one transaction; absent when the endpoint is not built yet (501). */
  handle?: (call: Call<never, never>) => unknown
  /** Makes the answer of what `handle` gave, after its commit, where that must wait (templates rendered for a device). It writes in transactions of its own. `Settled` passes by it. */
  complete?: (call: Call<never, never>, handled: never) => Promise<unknown>
  /** What is answered when `complete` fails by a mistake of ours: what `handle` took stays taken, and a client that were told of a failure would send it again. Without it the answer is 500. */
  spared?: (handled: never) => unknown
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

/** What `handle` answers when nothing is to be waited for: the answer, without `complete`, in the one commit. */
export class Settled {
  readonly answer: unknown
  constructor(answer: unknown) {
    this.answer = answer
  }
}

/** For diagnostics only, never on the wire: the field that was wrong, what was seen in it, what Braze takes. */
/** `as`: the kind of the row, when it is not `request.refused`. */
export type FaultNote = { field?: string; seen?: unknown; expected?: string; as?: Kind; [member: string]: unknown }

/** A fatal answer: ends the call; `body` is the realm's own shape. */
export class Fault extends Error {
  readonly status: number
  readonly body: unknown
  readonly headers: Record<string, string>
  note: FaultNote | undefined
  constructor(status: number, body: unknown, headers: Record<string, string> = {}, note?: FaultNote) {
    super(`${status} ${JSON.stringify(body)?.slice(0, 200)}`)
    this.status = status
    this.body = body
    this.headers = headers
    this.note = note
  }
}

const made = new WeakMap<object, z.ZodType>()
/** The schema itself, made once. */
export function schemaOf(given: Lazy<z.ZodType>): z.ZodType {
  if (typeof given !== 'function') return given
  let schema = made.get(given)
  if (schema === undefined) made.set(given, (schema = given()))
  return schema
}
