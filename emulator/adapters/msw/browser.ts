// The msw host in a browser, for setupWorker: requests to Braze's hosts go to an emulator that runs beside it.
import { bypass, http } from 'msw'
import type { Observer } from '../observer.ts'
import { createObserver } from '../observer.ts'
import type { Prefixes, RealmName } from './hosts.ts'
import { pathFor, patternsOf } from './hosts.ts'

export type { Fault, ObservedMessage, ObservedProfile, ObservedRequest, ObservedRow, Observer, RequestMatch, Who } from '../observer.ts'

export type BrazeHandlersOptions = {
  /** The running emulator (default http://localhost:27293). For REST and `braze.profile(…)` it was started with `--allowed-origins <origin of the page>`; the SDK needs no leave. */
  url?: string | undefined
  /** Endpoints of your own that stand for Braze, such as `https://braze.mycompany.example`: they answer REST and SDK paths. */
  hosts?: readonly string[] | undefined
  /** The workspace that `profile`, `messages` and the like read (default: default). Requests say by their key which one they mean. */
  workspace?: string | undefined
  /** When the emulator was started with one. */
  adminToken?: string | undefined
}

type Handler = ReturnType<typeof http.all>
export type BrazeHandlers = Handler[] & Observer & { readonly url: string }

// As the emulator's table has them; a test compares the two. The table itself would bring the whole emulator into the page
export const PREFIXES: Prefixes = new Map<RealmName, string>([['admin', '/_emulator'], ['hosted', '/_hosted/:workspace'], ['scim', '/scim/v2/Users'], ['partner', '/partners/segment/cohorts'], ['rest', ''], ['sdk', '/api/v3']])

/**
 * Handlers for `setupWorker(...brazeHandlers())`: what the page sends to any Braze host reaches the emulator at `url`.
 * The methods beside them read and steer it, as in Node. Throws RangeError for a host or a url that is no origin.
 */
export function brazeHandlers({ url = 'http://localhost:27293', hosts = [], workspace, adminToken }: BrazeHandlersOptions = {}): BrazeHandlers {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw new RangeError(`url: '${url}' is no address such as http://localhost:27293`)
  const home = new URL(url).origin

  const handler = ({ pattern, realms }: { pattern: RegExp; realms: readonly RealmName[] }): Handler =>
    http.all(pattern, async ({ request }) => {
      const asked = new URL(request.url)
      const body = request.body === null ? undefined : await request.arrayBuffer()
      return fetch(bypass(new Request(`${home}${pathFor(asked, realms, PREFIXES)}${asked.search}`, { method: request.method, headers: request.headers, ...(body === undefined ? {} : { body }) })))
    })

  const observer = createObserver(async (method, path, body) => {
    const full = new URL(`${home}/_emulator/${path.replace(/^\/+/, '')}`)
    if (workspace !== undefined) full.searchParams.set('workspace', workspace)
    const headers = { 'content-type': 'application/json', ...(adminToken === undefined ? {} : { authorization: `Bearer ${adminToken}` }) }
    const response = await fetch(bypass(new Request(full, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }))).catch((error: Error) => {
      throw new Error(`the emulator at ${home} does not answer this page (${error.message}): is it running, and was it started with --allowed-origins ${location.origin}?`)
    })
    const answer = await response.json()
    if (!response.ok) throw new Error(`the admin API answered ${response.status}: ${JSON.stringify(answer)}`)
    return answer
  })
  return Object.assign(patternsOf(hosts).map(handler), observer, { url: home })
}
