// From method and path to the endpoint: exact paths by map, paths with parameters one after the other.
import type { Endpoint } from './endpoint.ts'

export type Match = { endpoint: Endpoint; params: Record<string, string> }
/** The endpoint, or the methods that the path knows, or nothing. */
export type Routing = { match?: Match; allow?: string[] }

/**
 * Routes of a table. A trailing slash and doubled slashes are as good as none: the SDKs send both.
 * Escapes are read in parameters only: `/%5Femulator/reset` is nothing, so what guards a prefix guards all of it.
 */
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
        const value = unescaped(path[index]!)
        if (value === undefined || value === '') return undefined
        params[part.slice(1)] = value
      }
    }
    return params
  }

  /** The endpoint of a method; HEAD is a GET whose body stays here. */
  const of = (byMethod: Map<string, Endpoint>, method: string): Endpoint | undefined => byMethod.get(method) ?? (method === 'HEAD' ? byMethod.get('GET') : undefined)
  const methods = (byMethod: Map<string, Endpoint>): string[] => [...byMethod.keys()].flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))

  return {
    find(method: string, rawPath: string): Routing {
      const path = rawPath.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1')
      const byMethod = exact.get(path)
      if (byMethod !== undefined) {
        const endpoint = of(byMethod, method)
        return endpoint === undefined ? { allow: methods(byMethod) } : { match: { endpoint, params: {} } }
      }
      const parts = path.split('/')
      const allow = new Set<string>()
      for (const pattern of patterns) {
        const params = fit(pattern.parts, parts)
        if (params === undefined) continue
        const endpoint = of(pattern.byMethod, method)
        if (endpoint !== undefined) return { match: { endpoint, params } }
        for (const one of methods(pattern.byMethod)) allow.add(one)
      }
      return allow.size > 0 ? { allow: [...allow] } : {}
    },
  }
}

/** A parameter without its escapes; undefined when one is malformed: that names nothing. */
function unescaped(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}

export type Router = ReturnType<typeof createRouter>
