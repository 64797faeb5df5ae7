// A realm is one part of the wire with its own keys and its own shape of errors: public REST, SDK, admin.
import type { z } from 'zod'
import type { Refusal } from '../domain/refusal.ts'
import type { Passage } from './dispatch.ts'
import type { Fault, RealmName } from './endpoint.ts'
import type { WireResponse } from './wire.ts'

export type Realm = {
  name: RealmName
  /** On every answer of the realm. */
  headers: Record<string, string>
  /** Refuses bodies that are not sent as JSON, and asks for one. */
  wantsJson: boolean
  malformedJson: unknown
  /** The body of an error in the realm's shape. */
  message(status: number, text: string): unknown
  /** Answers before any check: CORS preflights, foreign origins. */
  early?(passage: Passage): WireResponse | undefined
  /** Finds the world and the key's owner; throws the Fault of a bad key. */
  authenticate(passage: Passage): void
  permit(passage: Passage): void
  /** Looks at the whole request before its work; throws the Fault of one that is not let in. */
  admit?(passage: Passage): Promise<void>
  /** The Fault of a body or query that does not fit the schema. */
  invalid(error: z.ZodError): Fault
  /** The Fault of a domain refusal that the endpoint did not put into words. */
  refused(refusal: Refusal): Fault
}
