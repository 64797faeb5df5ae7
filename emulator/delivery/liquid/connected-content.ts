// Calls to the customer's own services while a message is rendered: time and size limits, cache, hosts that are given a rest. docs: connected_content/making_an_api_call, caching_responses, webhook_connected_content_errors
import type { Clock } from '../../kernel/clock.ts'
import { strictRefusal } from '../strict-addresses.ts'
import { USER_AGENT } from '../user-agent.ts'
import { createHostHealth, UNHEALTHY } from './host-health.ts'

const PATIENCE_MS = 2000 // "Braze requires that server respond in under two seconds". docs: making_an_api_call
const MOST_BYTES = 1024 * 1024 // docs: making_an_api_call ("1 MB")
const CACHED_S = 300 // "cached for five minutes" unless `:cache_max_age` says otherwise, which has a minimum and a maximum. docs: caching_responses
const LONGEST_CACHED_S = 14_400
const MOST_CACHED = 5_000 // answers; best effort, as with Braze
const MOST_AT_ONCE = 32
const SLOW_MS = 250 // who has not answered by then keeps nobody else waiting: 500 messages whose service hangs are through in seconds

export type ConnectedRequest = {
  url: string
  method: 'GET' | 'POST'
  headers: Record<string, string>
  body: string | undefined
  /** Seconds that the answer may be kept; undefined: the method's own rule; null: not at all. */
  cache_max_age: number | null | undefined
}
/** `status` 0: there was no answer. `text` only of a good one. */
export type ConnectedAnswer = { status: number; text?: string; cached: boolean; error?: string }
type Kept = { until: number; answer: ConnectedAnswer }

const lifetime = ({ method, cache_max_age: age }: ConnectedRequest): number => {
  if (age === null || (age === undefined && method !== 'GET')) return 0
  return Math.min(Math.max(age ?? CACHED_S, CACHED_S), LONGEST_CACHED_S) * 1000
}
/** "URL and workspace"; what a POST sends belongs to what it asks. */
const keyOf = ({ url, method, body }: ConnectedRequest): string => (method === 'GET' ? url : `POST ${url} ${body ?? ''}`)

/** `http://user:password@host/`: the name and password are a header, as with every client but `fetch`. */
function withoutSecrets(given: string): { url: string; authorization: Record<string, string> } {
  const url = new URL(given)
  const { username, password } = url
  if (username === '' && password === '') return { url: given, authorization: {} }
  url.username = url.password = ''
  return { url: url.href, authorization: { authorization: `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}` } }
}

/** Reads a body up to the limit; undefined when there is more. */
async function textOf(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size > MOST_BYTES) return undefined // leaving the loop cancels the stream
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** The outgoing calls of one world's templates. `strict` asks for what Braze would not call. */
export function createConnectedContent({ clock, outbound, workspace, strict }: { clock: Clock; outbound: typeof fetch; workspace: string; strict: () => boolean }) {
  const kept = new Map<string, Kept>()
  const underWay = new Map<string, Promise<ConnectedAnswer>>()
  const health = createHostHealth(() => clock.now())
  const queue: (() => void)[] = []
  let running = 0

  function fresh(request: ConnectedRequest): ConnectedAnswer | undefined {
    if (lifetime(request) === 0) return undefined
    const found = kept.get(keyOf(request))
    return found === undefined || found.until <= clock.now() ? undefined : { ...found.answer, cached: true }
  }

  function keep(request: ConnectedRequest, answer: ConnectedAnswer): void {
    const ms = lifetime(request)
    if (ms === 0 || answer.text === undefined) return
    kept.delete(keyOf(request))
    if (kept.size >= MOST_CACHED) kept.delete(kept.keys().next().value!)
    kept.set(keyOf(request), { until: clock.now() + ms, answer })
  }

  async function ask({ url: given, method, headers, body }: ConnectedRequest): Promise<ConnectedAnswer> {
    try {
      const { url, authorization } = withoutSecrets(given)
      const response = await outbound(url, { method, headers: { 'user-agent': USER_AGENT, ...authorization, ...headers }, redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS), ...(method === 'POST' ? { body: body ?? '' } : {}) })
      if (response.status < 200 || response.status > 299) {
        await response.body?.cancel()
        return { status: response.status, cached: false, error: response.status > 299 && response.status < 400 ? 'redirects are not followed' : `the status is ${response.status}` }
      }
      const text = await textOf(response)
      return text === undefined ? { status: response.status, cached: false, error: 'the answer has more than 1 MB' } : { status: response.status, text, cached: false }
    } catch (error) {
      const { name, cause } = error as { name?: string; cause?: { message?: string } }
      return { status: 0, cached: false, error: name === 'TimeoutError' || name === 'AbortError' ? `no answer within ${PATIENCE_MS / 1000} s` : (cause?.message ?? (error as Error).message) }
    }
  }

  /** One of a few calls at a time: the others wait for their turn. */
  async function inTurn(request: ConnectedRequest): Promise<ConnectedAnswer> {
    if (running >= MOST_AT_ONCE) await new Promise<void>((go) => queue.push(go))
    else running++
    let itsTurn = true
    const slow = AbortSignal.timeout(SLOW_MS)
    const makeRoom = (): void => {
      slow.removeEventListener('abort', makeRoom)
      if (!itsTurn) return
      itsTurn = false
      const next = queue.shift()
      if (next === undefined) running--
      else next()
    }
    slow.addEventListener('abort', makeRoom)
    try {
      return await ask(request)
    } finally {
      makeRoom()
    }
  }

  async function call(request: ConnectedRequest, host: string): Promise<ConnectedAnswer> {
    const answer = await inTurn(request)
    health.saw(host, answer.status)
    keep(request, answer)
    return answer
  }

  return {
    /** A kept answer, when there is one. */
    fresh,
    /** Calls, or answers from what is kept. Never rejects. */
    async fetch(request: ConnectedRequest): Promise<ConnectedAnswer> {
      const found = fresh(request)
      if (found !== undefined) return found
      if (!URL.canParse(request.url) || !/^https?:\/\//i.test(request.url)) return { status: 0, cached: false, error: `no address to call: ${request.url.slice(0, 200)}` }
      const url = new URL(request.url)
      const refused = strict() ? strictRefusal(url) : undefined
      if (refused !== undefined) return { status: 0, cached: false, error: refused }
      if (health.resting(url.host)) return { status: UNHEALTHY, cached: false, error: 'the host is unhealthy: it is not called for a minute' }
      if (lifetime(request) === 0) return call(request, url.host)
      const key = keyOf(request)
      const other = underWay.get(key) // the same question at the same time is asked once
      if (other !== undefined) return other
      const asked = call(request, url.host).finally(() => underWay.delete(key))
      underWay.set(key, asked)
      return asked
    },
    /** After the world was replaced: nothing of the old one is remembered. */
    forget(): void {
      kept.clear()
      health.forget()
    },
  }
}

export type ConnectedContent = ReturnType<typeof createConnectedContent>
