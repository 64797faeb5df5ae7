// The request that a webhook is: URL, method, headers and body, in the names of the API and in those of exports. docs: api/objects_filters/messaging/webhook_object, get_campaign_details ("Webhook channel")
import { USER_AGENT } from '../../user-agent.ts'
import { WEBHOOK_METHODS } from '../../../domain/campaigns/message-bodies.ts'
import type { Json } from '../../outgoing.ts'
import { strictRefusal } from '../../strict-addresses.ts'
import { Unsendable } from '../channel.ts'

export type WebhookRequest = { url: string; method: string; headers: Record<string, string>; body: string | null }

/** Of the connection, not of the request: whoever sends writes them. */
const HOP_BY_HOP: ReadonlySet<string> = new Set(['connection', 'content-length', 'expect', 'host', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'])

const refuse = (why: string, seen: unknown): never => {
  throw new Unsendable('incomplete', { abort_type: 'webhook', abort_log: why, seen })
}

function addressOf(given: unknown, strict: boolean): URL {
  const text = typeof given === 'string' ? given.trim() : ''
  if (text === '') return refuse('the webhook has no url', given ?? null)
  const url = URL.canParse(text) ? new URL(text) : refuse('the url is no URL', text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return refuse('the url begins with neither http:// nor https://', text)
  const why = strict ? strictRefusal(url) : undefined
  return why === undefined ? url : refuse(why, text)
}

/** JSON pairs as one JSON text; raw text as it is. */
const textOf = (body: unknown): string | null => (body === undefined || body === null || body === '' ? null : typeof body === 'string' ? body : JSON.stringify(body))

/** "If a value is not specified for the Content-Type header, one will be inferred from the request body." */
function typeOf(body: string): string {
  try {
    if (typeof JSON.parse(body) === 'object') return 'application/json'
  } catch {
    // no JSON
  }
  return 'text/plain; charset=utf-8'
}

function headersOf(given: unknown, url: URL, body: string | null): Record<string, string> {
  const pairs = typeof given === 'object' && given !== null && !Array.isArray(given) ? Object.entries(given) : []
  const headers = Object.fromEntries(pairs.filter(([name, value]) => value !== null && value !== '' && !HOP_BY_HOP.has(name.toLowerCase())).map(([name, value]) => [name.trim(), String(value).trim()]))
  for (const [name, value] of Object.entries(headers)) {
    try {
      new Headers([[name, value]])
    } catch {
      refuse(`the header '${name}' can not be sent`, value)
    }
  }
  const has = (wanted: string) => Object.keys(headers).some((name) => name.toLowerCase() === wanted)
  if (body !== null && !has('content-type')) headers['Content-Type'] = typeOf(body)
  if (!has('user-agent')) headers['User-Agent'] = USER_AGENT
  if (url.username !== '' && !has('authorization')) headers['Authorization'] = `Basic ${Buffer.from(`${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`).toString('base64')}`
  return headers
}

/** What is sent for a rendered webhook. Throws Unsendable `incomplete` for what no request can be made of. */
export function requestOf(message: Json, { strict }: { strict: boolean }): WebhookRequest {
  const url = addressOf(message['url'], strict)
  const named = message['method'] ?? message['request_method'] ?? 'POST'
  const method = typeof named === 'string' ? named.trim().toUpperCase() : ''
  if (!WEBHOOK_METHODS.includes(method)) refuse(`the method is none of ${WEBHOOK_METHODS.join(', ')}`, named)
  const body = method === 'GET' || method === 'HEAD' ? null : textOf(message['body'])
  const headers = headersOf(message['headers'] ?? message['request_headers'], url, body)
  url.username = ''
  url.password = ''
  return { url: url.href, method, headers, body }
}
