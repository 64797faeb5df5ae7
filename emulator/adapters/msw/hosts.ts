// Which URLs are Braze's, and which part of the emulator answers them: clusters, custom endpoints, realms by path.
import type { Endpoint } from '../../api/endpoint.ts'

export type RealmName = Endpoint['realm']

// One label names the cluster: iad-01 to iad-08, us-10, au-01, id-01, jp-01 on braze.com; fra-01, fra-02 on braze.eu. docs: api/basics, API endpoints
const BRAZE_HOST: Partial<Record<RealmName, RegExp>> = {
  rest: /^https?:\/\/rest\.[a-z\d-]+\.braze\.(?:com|eu)(?::\d+)?(?:\/|$)/,
  sdk: /^https?:\/\/sdk\.[a-z\d-]+\.braze\.(?:com|eu)(?::\d+)?(?:\/|$)/,
}

/** Realms that answer on the REST host. Hosted pages are there too: links in answers begin with the host that was asked. */
const ON_REST_HOST: readonly RealmName[] = ['rest', 'scim', 'partner', 'hosted']

/** Matches all URLs of an origin. Throws RangeError for what is none: a path in front of Braze's paths would silently never match. */
function originPattern(host: string): RegExp {
  const url = URL.canParse(host) ? new URL(host) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search !== '') throw new RangeError(`hosts: '${host}' is no origin such as https://braze.mycompany.example`)
  return new RegExp(`^${url.origin.replace(/[.[\]]/g, '\\$&')}(?:/|$)`)
}

/** Every pattern of Braze's hosts and of `hosts`, with the realms that answer there. */
export const patternsOf = (hosts: readonly string[]): { pattern: RegExp; realms: readonly RealmName[] }[] => [
  { pattern: BRAZE_HOST.rest!, realms: ON_REST_HOST },
  { pattern: BRAZE_HOST.sdk!, realms: ['sdk'] },
  ...hosts.map((host) => ({ pattern: originPattern(host), realms: [...ON_REST_HOST, 'sdk'] as RealmName[] })),
]

function plainPath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path // a malformed escape names nothing: 404 in any realm
  }
}

/** What the paths of each realm start with: nothing for REST, `/api/v3` for SDKs, `/_emulator` for the admin API. */
export type Prefixes = ReadonlyMap<RealmName, string>

/** The prefixes of a table of endpoints: what all paths of a realm have in common. */
export function prefixesOf(table: readonly { realm: RealmName; path: string }[]): Prefixes {
  const prefixes = new Map<RealmName, string>()
  for (const { realm, path } of table) {
    const known = (prefixes.get(realm) ?? path).split('/')
    const parts = path.split('/')
    const differs = known.findIndex((part, index) => part !== parts[index])
    prefixes.set(realm, (differs < 0 ? known : known.slice(0, differs)).join('/'))
  }
  return prefixes
}

/**
 * The path to ask the emulator for: the same when one of `realms` has it, else one that the first of them does not know, so that it gets
 * that realm's 404 and is on record with the host's name. The realm is the one with the longest start in common, read as the router reads
 * it: escapes and doubled slashes hide nothing.
 */
export function pathFor(url: URL, realms: readonly RealmName[], prefixes: Prefixes): string {
  const tidy = `${plainPath(url.pathname).replace(/\/{2,}/g, '/')}/`
  const [realm] = [...prefixes].filter(([, prefix]) => tidy.startsWith(`${prefix}/`)).sort(([, a], [, b]) => b.length - a.length)[0]!
  return realms.includes(realm) ? url.pathname : `${prefixes.get(realms[0]!)!}/${url.host}${url.pathname}`
}
