// Who may call over HTTP: loopback names only (DNS rebinding), no foreign web page but for SDK paths. The rules of safety of the contract.

export type Safety = {
  /** Names besides the loopback ones that `Host` may carry. */
  hosts: readonly string[]
  /** Pages that may call every path, such as `http://localhost:5173`: those of a test that runs in a browser. */
  origins?: readonly string[] | undefined
}

// The Android emulator's and Genymotion's names for the machine they run on. docs: developer.android.com/studio/run/emulator-networking
const ALIASES = ['10.0.2.2', '10.0.3.2']

/** The name of a Host header, without port and brackets, in lower case. */
export const hostName = (host: string): string => (host.startsWith('[') ? host.slice(1, host.indexOf(']')) : host.replace(/:\d*$/, '')).toLowerCase().replace(/\.$/, '')

/** True for `localhost`, names below it, and the addresses of the machine itself. */
export const isLoopback = (name: string): boolean => name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name)

/** Images of messages and pages behind links are fetched from anywhere. */
const isHostedPath = (path: string): boolean => /^\/+_hosted(\/|$)/.test(path)
const isSdkPath = (path: string): boolean => /^\/+api\/v[23](\/|$)/.test(path)

/** Why a request is not let in: the rule, the header that says so, and the words for the sender. */
export type TurnedAway = { rule: 'foreign_host' | 'foreign_page'; field: 'host' | 'origin' | 'sec-fetch-site'; seen: string | null; says: string }

/**
 * Why a request is not let in, or undefined. `Host` must be a loopback name or one that was configured; a browser's request from another
 * origin is let in only on the SDK's paths. A link that a person follows to the page is no cross-origin call.
 */
export function refusal({ hosts, origins = [] }: Safety, method: string, path: string, headers: Readonly<Record<string, string | undefined>>): TurnedAway | undefined {
  const host = headers['host'] ?? ''
  const name = hostName(host)
  if (!isLoopback(name) && !ALIASES.includes(name) && !hosts.includes(name)) return { rule: 'foreign_host', field: 'host', seen: host.slice(0, 100), says: `Host '${host.slice(0, 100)}' is neither a loopback name nor one that was configured` }
  if (isSdkPath(path) || (isHostedPath(path) && ['GET', 'HEAD'].includes(method))) return undefined
  const origin = headers['origin']
  if (origin !== undefined) {
    if (origins.includes(origin.toLowerCase())) return undefined
    const own = origin.replace(/^https?:\/\//, '').toLowerCase()
    return own === host.toLowerCase() ? undefined : { rule: 'foreign_page', field: 'origin', seen: origin.slice(0, 100), says: `a web page of ${origin.slice(0, 100)} may not call this path` }
  }
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !(method === 'GET' && headers['sec-fetch-mode'] === 'navigate')) return { rule: 'foreign_page', field: 'sec-fetch-site', seen: site.slice(0, 100), says: 'another web page may not call this path' }
  return undefined
}

/** What a browser must hear to let a page of a configured origin read the answer; nothing for any other page. SDK paths answer every page by themselves. */
export function corsHeaders({ origins = [] }: Safety, path: string, headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const origin = headers['origin']
  if (origin === undefined || isSdkPath(path) || !origins.includes(origin.toLowerCase())) return {}
  const asked = headers['access-control-request-headers']
  return {
    'access-control-allow-origin': origin, vary: 'Origin', 'access-control-expose-headers': '*',
    ...(headers['access-control-request-method'] === undefined ? {} : { 'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE', 'access-control-max-age': '600', ...(asked === undefined ? {} : { 'access-control-allow-headers': asked }) }),
  }
}

/** Origins as they are configured: comma separated, in lower case. Throws RangeError for what is none. */
export function originsOf(given: readonly string[]): string[] {
  return given.map((one) => one.trim()).filter((one) => one !== '').map((one) => {
    if (!/^https?:/i.test(one) || !URL.canParse(one) || new URL(one).origin.toLowerCase() !== one.toLowerCase().replace(/\/$/, '')) throw new RangeError(`'${one}' is no origin such as http://localhost:5173`)
    return new URL(one).origin.toLowerCase()
  })
}
