// An app on the headless iPhone, with an emulator of its own behind it that lives in the phone's time.
import { Braze, BrazeInAppMessageUI, Configuration } from '../../../sdk-shims/ios/index.ts'
import { headless } from '../../../sdk-shims/ios/control.ts'
import type { PhoneOptions } from '../../../sdk-shims/ios/control.ts'
import { createVirtualClock } from '../../../sdk-shims/device/index.ts'
import { iosProblems } from '../../../sdk-shims/device/ios-decoder.ts'
import { homeKeys } from '../../../emulator/index.ts'
import { emulator, NOW } from '../../kit/world.ts'

export type Members = Record<string, any>
/** Changes the emulator's answer of a path below /api/v3, or stands in its place. */
export type Doctor = (answer: Members, asked: Members) => Members

const base64 = (text: string): string => Buffer.from(text).toString('base64')
/** The id of a campaign's variation as iOS wants it; `card` of one copy of a card. */
export const composite = (n: number, card = false): string => base64(`${String(n).padStart(24, '0')}_$_${card ? 'cc=1&' : ''}mv=${'a'.repeat(24)}&pi=cmp`)

export const modal = (n: number, more: Members = {}): Members => ({
  trigger_id: composite(n), type: 'MODAL', header: 'Hi', message: `message ${n}`, click_action: 'NONE', use_webview: false, message_close: 'SWIPE', orientation: 'ANY', ...more,
})
/** Shows `data` on the custom event `name`. */
export const onEvent = (n: number, name: string, data: Members = modal(n), more: Members = {}): Members => ({
  id: composite(n), type: 'inapp', trigger_condition: [{ type: 'custom_event', data: { event_name: name } }], start_time: null, end_time: null, priority: n, delay: 0,
  re_eligibility: 0, timeout: null, min_seconds_since_last_trigger: 0, data, ...more,
})
export const card = (n: number, more: Members = {}): Members => ({
  id: composite(n, true), tp: 'short_news', ca: 1_772_000_000 + n, ea: -1, tt: `card ${n}`, ds: 'text', u: '', uw: false, v: false, cl: false, p: false, r: false, db: true, t: false, e: {}, ...more,
})

export function openApp(options: PhoneOptions = {}) {
  const e = emulator()
  const clock = createVirtualClock(Date.parse(NOW))
  const doctors: Record<string, Doctor> = {}
  const problems: string[] = []
  const ENDPOINTS: Record<string, Parameters<typeof iosProblems>[0]> = { '/data/': 'data', '/content_cards/sync': 'contentCards', '/feature_flags/sync': 'featureFlags', '/banners/sync': 'banners', '/template/': 'template', '/geofence/request': 'geofenceRequest' }

  const respond = async (request: Request): Promise<Response> => {
    const path = new URL(request.url).pathname.replace('/api/v3', '')
    const asked = (await request.clone().json()) as Members
    const answer = await e.fetch(request)
    const body = (await answer.json()) as Members
    if (answer.ok && ENDPOINTS[path] !== undefined && doctors[path] === undefined) problems.push(...iosProblems(ENDPOINTS[path], body))
    return doctors[path] === undefined ? Response.json(body, { status: answer.status }) : Response.json(doctors[path](body, asked))
  }
  headless.reset({ clock, seed: 1, fetch: respond, ...options })
  let seen = 0
  const app = {
    e, headless,
    doctor: (path: string, change: Doctor) => void (doctors[path] = change),
    /** What the strict decoder said of answers that came from the emulator as they are. */
    problems,
    /** Starts the SDK, with a presenter, and waits for the first answers. */
    async start(configure: (configuration: Configuration) => void = () => {}, after: (braze: Braze) => void = () => {}): Promise<Braze> {
      const configuration = new Braze.Configuration(homeKeys.ios, 'http://localhost')
      configure(configuration)
      const braze = new Braze(configuration)
      braze.inAppMessagePresenter = new BrazeInAppMessageUI()
      after(braze)
      await headless.idle()
      return braze
    },
    /** The same, twice: what the first config turned on is on (C2). */
    async restart(configure?: (configuration: Configuration) => void, after?: (braze: Braze) => void): Promise<Braze> {
      await app.start(configure)
      return app.start(configure, after)
    },
    ui: (braze: Braze) => braze.inAppMessagePresenter as BrazeInAppMessageUI,
    async pass(seconds: number): Promise<void> {
      const follow = () => e.admin('PUT', '/clock', { mode: 'held', now: new Date(clock.now()).toISOString() })
      await follow()
      await headless.advance(seconds)
      await follow()
      await headless.idle()
    },
    /** Requests since the last look, after all that are under way ended. */
    async sent(): Promise<{ path: string; body: Members; headers: Record<string, string> }[]> {
      await headless.idle()
      const fresh = headless.requests.slice(seen)
      seen = headless.requests.length
      return fresh.map(({ path, body, headers }) => ({ path: path.replace('/api/v3', ''), body: body as Members, headers }))
    },
    /** Flushes; the events since the last look as `[name, data]`. */
    async events(braze: Braze): Promise<[string, Members][]> {
      braze.requestImmediateDataFlush()
      return (await app.sent()).flatMap(({ body }) => ((body['events'] ?? []) as Members[]).map((one): [string, Members] => [one['name'], one['data']]))
    },
    async attributes(braze: Braze): Promise<Members[]> {
      braze.requestImmediateDataFlush()
      return (await app.sent()).flatMap(({ body }) => (body['attributes'] ?? []) as Members[])
    },
  }
  return app
}

export type App = ReturnType<typeof openApp>
