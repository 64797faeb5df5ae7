// What is known of the app under test: learnt from what arrives.
import type { JournalRow } from '../failure.ts'
import type { Wire } from '../wire.ts'

export type Facts = {
  /** The user of the app, once something of theirs arrived. */
  braze_id?: string
  external_id?: string
  device_id?: string
  app_id?: string
  /** Of the app whose SDK key it uses: Web, iOS, Android … */
  platform?: string
  /** Its latest session. */
  session_id?: string
}

export type App = { app_id: string; name: string; platform: string }
export const appsOf = async ({ adminBody }: Pick<Wire, 'adminBody'>): Promise<App[]> => (await adminBody('GET', '/apps')).apps as App[]

/** The device as the admin API shows it. */
export type DeviceView = { device_id: string; app_id: string; platform: string | null; user: { braze_id: string; external_id: string | null } | null; details: Record<string, unknown>; push_tokens: string[]; push: string | null }

const NAMES = ['device_id', 'app_id', 'session_id'] as const

/** The device of the app, where one is known. */
export async function deviceOf({ wire, facts }: { wire: Wire; facts: Facts }): Promise<DeviceView | undefined> {
  if (facts.device_id === undefined) return undefined
  const { status, body } = await wire.admin('GET', `/devices/${encodeURIComponent(facts.device_id)}`)
  return status === 200 ? (body as DeviceView) : undefined
}

/** Learns from rows which device, app and user it is. Rows of other devices than one that is known already may be of another tester's. */
export async function learn({ wire, facts }: { wire: Wire; facts: Facts }, rows: readonly JournalRow[]): Promise<void> {
  for (const { kind, data } of rows) {
    if (typeof data['device_id'] !== 'string' || (data['source'] ?? 'sdk') !== 'sdk') continue
    for (const name of NAMES) if (typeof data[name] === 'string') facts[name] = data[name]
    if (kind === 'session.ended') delete facts.session_id
  }
  const device = await deviceOf({ wire, facts })
  const braze_id = device?.user?.braze_id ?? rows.findLast(({ profile }) => profile !== null)?.profile ?? undefined
  if (braze_id === undefined) return
  const user = await wire.adminBody('GET', `/users/${braze_id}`)
  facts.braze_id = user.braze_id as string
  if (user.external_id === null) delete facts.external_id
  else facts.external_id = user.external_id as string
  const platform = device?.platform ?? (await appsOf(wire)).find(({ app_id }) => app_id === facts.app_id)?.platform
  if (platform !== undefined && platform !== null) facts.platform = platform
}

/** What the hardware says it is, when it says so. */
export function hardwareOf({ details }: Pick<DeviceView, 'details'>): { platform: string; what: string } | undefined {
  const model = String(details['model'] ?? '')
  if (details['user_agent'] !== undefined || details['browser'] !== undefined) return { platform: 'Web', what: String(details['browser'] ?? 'a browser') }
  if (details['ios_push_auth'] !== undefined || /^(iPhone|iPad|iPod|AppleTV)/.test(model)) return { platform: 'iOS', what: model || 'an iOS device' }
  if (details['is_background_restricted'] !== undefined || details['brand'] !== undefined) return { platform: 'Android', what: model || 'an Android device' }
  return undefined
}

/** How long an app must be away for its session to be over: in seconds, with room. docs: developer_guide/analytics/tracking_sessions, defaults 10 s (iOS, Android) and 30 minutes (web) */
export const awaySeconds = ({ platform }: Facts): number => (platform === 'Web' ? 1860 : 40)
