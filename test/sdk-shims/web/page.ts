// A page with the web shim in a fresh headless browser, against a scripted server: what it sends, what it is answered.
import { headless } from '../../../sdk-shims/web/control.ts'
import type { BrowserOptions } from '../../../sdk-shims/web/control.ts'
import * as braze from '../../../sdk-shims/web/index.ts'
import type { InitializationOptions } from '../../../sdk-shims/web/index.ts'

export const NOW = '2026-03-01T12:00:00.000Z'
export const NOW_MS = Date.parse(NOW)
export const NOW_S = NOW_MS / 1000
export const KEY = 'key-1'
export const BASE_URL = 'http://braze.invalid'

type Members = Record<string, any>
/** A body, what makes one of the request, a whole answer, or no network. */
type Scripted = Members | ((request: Members) => Members) | Response | Error

/** A config with everything on and no limits. observed: what web SDK 6.13.0 needs to ask for cards, flags and banners */
export const config = (more: Members = {}): Members => ({
  time: NOW_S, events_blacklist: [], attributes_blacklist: [], purchases_blacklist: [], messaging_session_timeout: null,
  minimum_session_timeout: 10, vapid_public_key: null, content_cards: { enabled: true }, feature_flags: { enabled: true, refresh_rate_limit: 0 },
  banners: { enabled: true, max_placements: 10 }, global_request_rate_limit: { enabled: false }, ...more,
})

/** A trigger whose message `data` shows on the custom event `name`. */
export const onEvent = (name: string, data: Members, more: Members = {}): Members => ({
  id: `trigger-${name}`, type: 'inapp', trigger_condition: [{ type: 'custom_event', data: { event_name: name } }], start_time: null, end_time: null,
  priority: 1, delay: 0, re_eligibility: 0, timeout: null, min_seconds_since_last_trigger: 0,
  data: { trigger_id: Buffer.from(`${name}_1`).toString('base64'), ...data }, ...more,
})

export function openPage(browser: BrowserOptions = {}) {
  const answers: Record<string, Scripted> = {}
  const queues: Record<string, Scripted[]> = {}
  const server = { config: config(), triggers: [] as Members[] }
  const standing = (path: string, body: Members): Members =>
    path === '/data/' ? { config: server.config, ...(body['respond_with']?.triggers === true ? { triggers: server.triggers } : {}) }
    : path === '/content_cards/sync' ? { cards: [], full_sync: true, last_full_sync_at: NOW_S, last_card_updated_at: NOW_S }
    : path === '/feature_flags/sync' ? { feature_flags: [] }
    : path === '/banners/sync' ? { banners: {}, request_time: body['time_ms'] }
    : { message: 'success' }
  const respond = async (request: Request): Promise<Response> => {
    const path = new URL(request.url).pathname.replace('/api/v3', '')
    const body = (await request.json()) as Members
    const found = queues[path]?.shift() ?? answers[path] ?? ((given: Members) => standing(path, given))
    if (found instanceof Error) throw found
    return found instanceof Response ? found.clone() : Response.json(typeof found === 'function' ? found(body) : found)
  }
  headless.reset({ clock: NOW, seed: 1, fetch: respond, ...browser })
  let seen = 0
  const page = {
    braze,
    server,
    /** The standing answer of a path below /api/v3. */
    answer: (path: string, scripted: Scripted) => void (answers[path] = scripted),
    /** The answers to the next requests of a path. */
    next: (path: string, ...scripted: Scripted[]) => void (queues[path] = [...(queues[path] ?? []), ...scripted]),
    initialize: (options: Partial<InitializationOptions> = {}, key = KEY): boolean => braze.initialize(key, { baseUrl: BASE_URL, ...options }),
    /** Starts the SDK and a session, and waits for the first answers. */
    async start(options: Partial<InitializationOptions> = {}): Promise<void> {
      page.initialize(options)
      braze.openSession()
      await headless.idle()
    },
    flush: (): Promise<boolean> => new Promise((resolve) => braze.requestImmediateDataFlush(resolve)),
    /** Requests since the last look, `{ path, body }`, after all that are under way ended. */
    async sent(): Promise<{ path: string; body: any }[]> {
      await headless.idle()
      const fresh = headless.requests.slice(seen)
      seen = headless.requests.length
      return fresh.map(({ path, body }) => ({ path: path.replace(/^.*\/api\/v3/, ''), body: body as Members }))
    },
    /** Flushes; the events since the last look as `[name, data]`. */
    async events(): Promise<[string, Members][]> {
      await page.flush()
      return (await page.sent()).flatMap(({ body }) => ((body['events'] ?? []) as Members[]).map((one): [string, Members] => [one['name'], one['data']]))
    },
    /** Flushes; the attributes since the last look, one object a user. */
    async attributes(): Promise<Members[]> {
      await page.flush()
      return (await page.sent()).flatMap(({ body }) => (body['attributes'] ?? []) as Members[])
    },
    /** What the SDK says while `work` runs: lines of its log, whether it starts with Error or not. */
    log(work: () => unknown): string[] {
      const lines: string[] = []
      braze.setLogger((line) => lines.push(line))
      work()
      return lines
    },
  }
  return page
}

export type Page = ReturnType<typeof openPage>
