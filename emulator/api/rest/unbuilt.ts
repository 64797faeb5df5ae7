// Public endpoints that Brazier does not emulate yet: listed, answering 501, so that nobody takes silence for success.
import type { Endpoint, Method } from '../endpoint.ts'
import { rest } from './realm.ts'

/** Method, path, permission, Braze's page. docs: api/endpoints */
const UNBUILT: readonly [Method, string, string | null, string][] = [
]

export const unbuilt: readonly Endpoint[] = UNBUILT.map(([method, path, permission, docs]) =>
  rest({ method, path, ...(permission === null ? {} : { permission }), status: 501, docs, evidence: ['documented'] }),
)
