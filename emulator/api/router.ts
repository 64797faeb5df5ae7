// From method and path to the endpoint: exact paths by map, paths with parameters one after the other.
import type { Endpoint } from './endpoint.ts'

export type Match = { endpoint: Endpoint; params: Record<string, string> }
/** The endpoint, or the methods that the path knows, or nothing. */
export type Routing = { match?: Match; allow?: string[] }

/** Routes of a table. A trailing slash and doubled slashes are as good as none: the SDKs send both. */
export function createRouter(table: readonly Endpoint[]) {
  const exact = new Map<string, Map<string, Endpoint>>()
  const patterns: { parts: string[]; byMethod: Map<string, Endpoint> }[] = []
  for (const endpoint of table) {
    if (!endpoint.path.includes(':')) exact.set(endpoint.path, (exact.get(endpoint.path) ?? new Map<string, Endpoint>()).set(endpoint.method, endpoint))
    else {
      const parts = endpoint.path.split('/')
      const known = patterns.find((pattern) => pattern.parts.join('/') === endpoint.path)
      if (known === undefined) patterns.push({ parts, byMethod: new Map([[endpoint.method, endpoint]]) })
      else known.byMethod.set(endpoint.method, endpoint)
    }
  }
  // A literal part wins over a parameter: /_emulator/devices/:id/uninstall before /_emulator/:kind/:id/:verb
  patterns.sort((a, b) => a.parts.filter((part) => part.startsWith(':')).length - b.parts.filter((part) => part.startsWith(':')).length)

  function fit(parts: readonly string[], path: readonly string[]): Record<string, string> | undefined {
    if (parts.length !== path.length) return undefined
    const params: Record<string, string> = {}
    for (const [index, part] of parts.entries()) {
      if (!part.startsWith(':')) {
        if (part !== path[index]) return undefined
      } else {
        try {
          params[part.slice(1)] = decodeURIComponent(path[index]!)
        } catch {
          return undefined // a malformed escape names nothing
        }
        if (path[index] === '') return undefined
      }
    }
    return params
  }

  return {
    find(method: string, rawPath: string): Routing {
      const path = rawPath.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1')
      const byMethod = exact.get(path)
      if (byMethod !== undefined) {
        const endpoint = byMethod.get(method)
        return endpoint === undefined ? { allow: [...byMethod.keys()] } : { match: { endpoint, params: {} } }
      }
      const parts = path.split('/')
      const allow: string[] = []
      for (const pattern of patterns) {
        const params = fit(pattern.parts, parts)
        if (params === undefined) continue
        const endpoint = pattern.byMethod.get(method)
        if (endpoint !== undefined) return { match: { endpoint, params } }
        allow.push(...pattern.byMethod.keys())
      }
      return allow.length > 0 ? { allow } : {}
    },
  }
}

export type Router = ReturnType<typeof createRouter>
