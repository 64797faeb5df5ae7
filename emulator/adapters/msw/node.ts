// The msw host: request handlers for every Braze REST and SDK host, answered in this process by one emulator.
import { http, HttpResponse } from 'msw'
import type { Endpoint } from '../api/endpoint.ts'
import { table } from '../index.ts'
import type { Emulator, EmulatorOptions } from './package.ts'
import { createEmulator } from './package.ts'

export type BrazeHandlersOptions = EmulatorOptions & {
  /** Endpoints of your own that stand for Braze, such as `https://braze.mycompany.example`: they answer REST and SDK paths. */
  hosts?: readonly string[] | undefined
  /** An emulator that exists already; without one, it is made when the first request arrives or somebody asks for it. */
  emulator?: Emulator | undefined
}

type RealmName = Endpoint['realm']
type Handler = ReturnType<typeof http.all>

/** Handlers for `setupServer(...handlers)`; `emulator` is what answers behind them. */
export type BrazeHandlers = Handler[] & { readonly emulator: Emulator }

// One label names the cluster: iad-01 to iad-08, us-10, au-01, id-01, jp-01 on braze.com; fra-01, fra-02 on braze.eu. docs: api/basics, API endpoints
const BRAZE_HOST: Partial<Record<RealmName, RegExp>> = {
  rest: /^https?:\/\/rest\.[a-z\d-]+\.braze\.(?:com|eu)(?::\d+)?(?:\/|$)/,
  sdk: /^https?:\/\/sdk\.[a-z\d-]+\.braze\.(?:com|eu)(?::\d+)?(?:\/|$)/,
}

/** Realms that answer on the REST host. Hosted pages are there too: links in answers begin with the host that was asked. */
const ON_REST_HOST: readonly RealmName[] = ['rest', 'scim', 'partner', 'hosted']

/** What the paths of each realm start with, from the table: nothing for REST, `/api/v3` for SDKs, `/_emulator` for the admin API. */
const prefixes = new Map<RealmName, string>()
for (const { realm, path } of table) {
  const known = (prefixes.get(realm) ?? path).split('/')
  const parts = path.split('/')
  const differs = known.findIndex((part, index) => part !== parts[index])
  prefixes.set(realm, (differs < 0 ? known : known.slice(0, differs)).join('/'))
}

/** The realm of a path: the one with the longest start in common, read as the router reads it: escapes and doubled slashes hide nothing. */
function realmOf(path: string): RealmName {
  const tidy = `${plainPath(path).replace(/\/{2,}/g, '/')}/`
  const fitting = [...prefixes].filter(([, prefix]) => tidy.startsWith(`${prefix}/`)).sort(([, a], [, b]) => b.length - a.length)
  return fitting[0]![0]
}

function plainPath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path // a malformed escape names nothing: 404 in any realm
  }
}

/** Matches all URLs of an origin. Throws for what is none: a path in front of Braze's paths would silently never match. */
function originPattern(host: string): RegExp {
  const url = URL.canParse(host) ? new URL(host) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search !== '') throw new RangeError(`hosts: '${host}' is no origin such as https://braze.mycompany.example`)
  return new RegExp(`^${url.origin.replace(/[.[\]]/g, '\\$&')}(?:/|$)`)
}

/**
 * Handlers for msw 2 and later: `const braze = brazeHandlers(); const server = setupServer(...braze)`.
 * `braze.emulator` reads profiles, moves the clock and resets. Requests to hosts that are not Braze's are left alone.
 */
export function brazeHandlers({ hosts = [], emulator: given, ...options }: BrazeHandlersOptions = {}): BrazeHandlers {
  let emulator = given
  const theEmulator = (): Emulator => (emulator ??= createEmulator(options))

  /** Answers the paths of `realms`; any other is unknown to the host and gets the 404 of its first realm, on record with the host's name. */
  const handler = (pattern: RegExp, realms: readonly RealmName[]): Handler =>
    http.all(pattern, async ({ request }) => {
      const url = new URL(request.url)
      if (!realms.includes(realmOf(url.pathname))) url.pathname = `${prefixes.get(realms[0]!)!}/${url.host}${url.pathname}`
      const body = request.body === null ? undefined : await request.arrayBuffer()
      const asked = new Request(url, { method: request.method, headers: request.headers, ...(body === undefined ? {} : { body }) })
      // `fetch` of the emulator rejects only where a real one would: a fault that cuts the connection
      return theEmulator().fetch(asked).catch(() => HttpResponse.error())
    })

  const ofBraze = [...prefixes.keys()].flatMap((realm) => (BRAZE_HOST[realm] === undefined ? [] : [handler(BRAZE_HOST[realm], realm === 'rest' ? ON_REST_HOST : [realm])]))
  const own = hosts.map((host) => handler(originPattern(host), [...ON_REST_HOST, 'sdk']))
  return Object.defineProperty([...ofBraze, ...own], 'emulator', { get: theEmulator }) as BrazeHandlers
}
