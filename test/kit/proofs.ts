// What proves an endpoint: its own test, and the files in which a real client drives it. Written to emulator/api/proofs.json for the OpenAPI document.
import type { Endpoint } from '../../emulator/api/endpoint.ts'
import { isBuilt } from '../../emulator/api/openapi.ts'
import type { EndpointFile } from './endpoint-files.ts'
import { testOf } from './endpoint-files.ts'
import type { Source } from './sources.ts'

export type Proof = { test?: string; client?: string[] }

/** A file of real clients names what it drives in full: `POST /users/track`, in a title or a comment. */
export const clientsOf = ({ method, path }: Endpoint, tests: readonly Source[]): string[] => {
  const named = new RegExp(`${method} ${path.replace(/[.*+?^$(){}|[\]\\]/g, '\\$&')}(?![\\w/:-])`)
  return tests.filter((one) => /^test\/(clients|browser)\//.test(one.path) && named.test(one.text)).map((one) => one.path)
}

/** The proofs of every built endpoint, by `METHOD /path`. */
export function proofsOf(files: readonly EndpointFile[], tests: readonly Source[]): Record<string, Proof> {
  const rows = files.flatMap(({ file, endpoints }) =>
    endpoints.filter(isBuilt).map((endpoint): [string, Proof] => {
      const [test, client] = [testOf(endpoint, file, tests), clientsOf(endpoint, tests)]
      return [`${endpoint.method} ${endpoint.path}`, { ...(test === undefined ? {} : { test }), ...(client.length > 0 ? { client } : {}) }]
    }),
  )
  return Object.fromEntries(rows.sort(([a], [b]) => (a < b ? -1 : 1)))
}
