// An app on the headless Android phone, with an emulator of its own behind it that lives in the phone's time.
import { Braze, BrazeActivityLifecycleCallbackListener, BrazeConfig } from '../../../sdk-shims/android/index.ts'
import { headless } from '../../../sdk-shims/android/control.ts'
import type { AndroidOptions } from '../../../sdk-shims/android/control.ts'
import { createVirtualClock } from '../../../sdk-shims/device/index.ts'
import { homeKeys } from '../../../emulator/index.ts'
import { emulator, NOW } from '../../kit/world.ts'
import type { Doctor, Members } from '../ios/app.ts'

export { card, composite, modal, onEvent } from '../ios/app.ts'
export type { Members } from '../ios/app.ts'

type Configure = (builder: InstanceType<typeof BrazeConfig.Builder>) => void

export function openApp(options: AndroidOptions = {}) {
  const e = emulator()
  const clock = createVirtualClock(Date.parse(NOW))
  const doctors: Record<string, Doctor> = {}

  const respond = async (request: Request): Promise<Response> => {
    const path = new URL(request.url).pathname.replace('/api/v3', '')
    const asked = (await request.clone().json()) as Members
    const answer = await e.fetch(request)
    const body = (await answer.json()) as Members
    return doctors[path] === undefined ? Response.json(body, { status: answer.status }) : Response.json(doctors[path](body, asked))
  }
  headless.reset({ clock, seed: 1, fetch: respond, ...options })
  let seen = 0
  const app = {
    e, headless,
    doctor: (path: string, change: Doctor) => void (doctors[path] = change),
    configure(change: Configure = () => {}): boolean {
      const builder = new BrazeConfig.Builder().setApiKey(homeKeys.android).setCustomEndpoint('http://localhost')
      change(builder)
      return Braze.configure(builder.build())
    },
    /** Starts the app as its Application does, opens it, and waits for the first answers. */
    async start(change?: Configure, onCreate: () => void = () => {}): Promise<Braze> {
      headless.app = { ...headless.app, onCreate: () => { app.configure(change); new BrazeActivityLifecycleCallbackListener().registerOnApplication(); onCreate() } }
      headless.terminate()
      headless.foreground()
      await headless.idle()
      return Braze.getInstance()
    },
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
    async events(): Promise<[string, Members][]> {
      Braze.getInstance().requestImmediateDataFlush()
      return (await app.sent()).flatMap(({ body }) => ((body['events'] ?? []) as Members[]).map((one): [string, Members] => [one['name'], one['data']]))
    },
    async attributes(): Promise<Members[]> {
      Braze.getInstance().requestImmediateDataFlush()
      return (await app.sent()).flatMap(({ body }) => (body['attributes'] ?? []) as Members[])
    },
  }
  return app
}

export type App = ReturnType<typeof openApp>
