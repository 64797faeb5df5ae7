// Headers: what a reverse proxy passes on, and what of it a recording keeps. docs: RFC 9110 sections 7.6.1 and 7.6.3
import type { IncomingMessage } from 'node:http'

const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade']

export type Pairs = [name: string, value: string][]

/** Name and value as they came, repeated ones too, without those that are between two neighbours only. */
export function passedOn({ rawHeaders, headers }: Pick<IncomingMessage, 'rawHeaders' | 'headers'>): Pairs {
  const own = new Set([...HOP_BY_HOP, ...(headers.connection ?? '').toLowerCase().split(',').map((name) => name.trim())])
  const pairs: Pairs = []
  for (let at = 0; at < rawHeaders.length; at += 2) if (!own.has(rawHeaders[at]!.toLowerCase())) pairs.push([rawHeaders[at]!, rawHeaders[at + 1]!])
  return pairs
}

/** The headers for the upstream host: its own name in `host`, and who asked in `x-forwarded-*`. */
export function forwarded(request: IncomingMessage, upstream: URL): Pairs {
  const { headers, socket } = request
  const replaced = ['host', 'expect', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto']
  const chain = [headers['x-forwarded-for'], socket.remoteAddress?.replace(/^::ffff:/, '')].flat().filter((one) => one !== undefined)
  return [
    ['host', upstream.host],
    ...passedOn(request).filter(([name]) => !replaced.includes(name.toLowerCase())),
    ['x-forwarded-for', chain.join(', ')],
    ['x-forwarded-host', String(headers['x-forwarded-host'] ?? headers.host ?? '')],
    ['x-forwarded-proto', String(headers['x-forwarded-proto'] ?? 'http')],
  ]
}

/** The headers of an answer for the caller: a redirection inside the upstream host leads back to the proxy. */
export const answered = (response: IncomingMessage, upstream: URL, origin: string): Pairs =>
  passedOn(response).map(([name, value]) => [name, name.toLowerCase() === 'location' && value.startsWith(`${upstream.origin}/`) ? origin + value.slice(upstream.origin.length) : value])

/** One value a name, as a table in lower case. */
export const table = (pairs: Pairs): Record<string, string> => {
  const result: Record<string, string> = {}
  for (const [given, value] of pairs) {
    const name = given.toLowerCase()
    result[name] = result[name] === undefined ? value : `${result[name]}, ${value}`
  }
  return result
}

const chosen = (headers: Record<string, string>, matters: (name: string) => boolean): Record<string, string> => Object.fromEntries(Object.entries(headers).filter(([name]) => matters(name)))

/** What a request's headers say to Braze. Cookies are nobody's business; lengths and encodings are the wire's. */
export const requestHeaders = (headers: Record<string, string>): Record<string, string> =>
  chosen(headers, (name) => /^(authorization|content-type|accept|user-agent|origin|referer|x-requested-with|access-control-request-.*|x-braze-.*|braze-.*|idempotency-key)$/.test(name))

/** What an answer's headers say to an app. */
export const answerHeaders = (headers: Record<string, string>): Record<string, string> =>
  chosen(headers, (name) => /^(content-type|location|link|allow|retry-after|www-authenticate|access-control-.*|x-ratelimit-.*|ratelimit.*|x-braze-.*)$/.test(name))
