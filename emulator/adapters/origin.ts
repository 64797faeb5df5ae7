// Who may call over HTTP: loopback names only (DNS rebinding), no foreign web page but for SDK paths. The rules of safety of the contract.

export type Safety = {
  /** Names besides the loopback ones that `Host` may carry. */
  hosts: readonly string[]
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

/**
 * Why a request is not let in, or undefined. `Host` must be a loopback name or one that was configured; a browser's request from another
 * origin is let in only on the SDK's paths. A link that a person follows to the page is no cross-origin call.
 */
export function refusal({ hosts }: Safety, method: string, path: string, headers: Readonly<Record<string, string | undefined>>): string | undefined {
  const host = headers['host'] ?? ''
  const name = hostName(host)
  if (!isLoopback(name) && !ALIASES.includes(name) && !hosts.includes(name)) return `Host '${host.slice(0, 100)}' is neither a loopback name nor one that was configured`
  if (isSdkPath(path) || (isHostedPath(path) && ['GET', 'HEAD'].includes(method))) return undefined
  const origin = headers['origin']
  if (origin !== undefined) {
    const own = origin.replace(/^https?:\/\//, '').toLowerCase()
    return own === host.toLowerCase() ? undefined : `a web page of ${origin.slice(0, 100)} may not call this path`
  }
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !(method === 'GET' && headers['sec-fetch-mode'] === 'navigate')) return 'another web page may not call this path'
  return undefined
}
