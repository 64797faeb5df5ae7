// Bodies as the three SDKs send them, and short ways to read what they did. observed: web SDK 6.13.0, BrazeKit 18.2, android-sdk-ui 43.2
import { homeKeys } from '../../emulator/index.ts'
import type { emulator } from './world.ts'
import { NOW } from './world.ts'

type Emulator = ReturnType<typeof emulator>
type Members = Record<string, unknown>
export type App = 'web' | 'ios' | 'android'

/** The held clock of the kit in unix seconds, as SDKs write times. */
export const T = Date.parse(NOW) / 1000

/** What an event of a data request looks like; `user_id` is left out while anonymous. */
export const event = (name: string, data: unknown = {}, { at = T, session = 's-1', user }: { at?: number; session?: string; user?: string } = {}) => ({ name, time: at, data, session_id: session, ...(user === undefined ? {} : { user_id: user }) })

const ENVELOPES: Record<App, Members> = {
  web: { sdk_version: '6.13.0', sdk_metadata: ['npm'], device_id: 'e5585b85-web' },
  ios: { sdk_version: '18.2.1', sdk_metadata: ['spm'], device_id: 'c0ffee00-ios', app_version: '1.2', app_version_code: '1.2.0.0' },
  android: { sdk_version: '43.2.0', device_id: 'a0d0-android', app_version: '1.2' },
}

/** The common part of every request of an app. */
export const envelope = (app: App, body: Members = {}): Members => ({ api_key: homeKeys[app], time: T, ...ENVELOPES[app], ...body })

/** Sends a data request; `user` is the one it is for, as each platform says it. */
export const sendData = (e: Emulator, app: App, body: Members, user?: string) =>
  e.sdk(app, app === 'web' ? '/data/' : '/data', envelope(app, { respond_with: { config: { config_time: T }, ...(user === undefined ? {} : { user_id: user }) }, ...body }))

/** The rows of a piece of work as `kind` or, for decisions, `decision.ignored:RULE`. */
export async function traces(e: Emulator, work: () => Promise<unknown>): Promise<string[]> {
  return (await e.rowsOf(work)).map((row) => (row.kind.startsWith('decision.') ? `${row.kind}:${String(row.data['rule'])}` : row.kind))
}

/** The whole admin view of a user by external_id, or of the only one whose name begins so. */
export async function userView(e: Emulator, external_id: string): Promise<any> {
  const exported = await e.exported(external_id, ['braze_id'])
  return exported === undefined ? undefined : (await e.admin('GET', `/users/${String(exported.braze_id)}`)).body
}

/** Views of all users, oldest first. */
export async function allUsers(e: Emulator): Promise<any[]> {
  const { body } = await e.admin('GET', '/users')
  return Promise.all(body.users.map(async (user: any) => (await e.admin('GET', `/users/${String(user.braze_id)}`)).body))
}

/** The view of a device. */
export const deviceView = async (e: Emulator, device_id: string): Promise<any> => (await e.admin('GET', `/devices/${device_id}`)).body

/** A backend that knows a user already. */
export const known = (e: Emulator, external_id: string, fields: Members = {}) => e.post('/users/track', { attributes: [{ external_id, ...fields }] })
