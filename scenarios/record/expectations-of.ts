// What must be so at the end of a recorded scenario: one expectation for each thing that was seen of each user.
import type { JournalRow } from '../failure.ts'
import type { Recording, WholeUser } from './recording.ts'
import type { Devices } from './steps-of.ts'

export type Expected = Record<string, Record<string, unknown>>

/** What users do with messages, as the journal has it: counted. */
const COUNTED = ['push.open', 'push.action_click', 'in_app_message.impression', 'in_app_message.click', 'in_app_message.button_click', 'content_card.impression', 'content_card.click', 'content_card.dismissal', 'banner.impression', 'banner.click', 'feature_flag.impression', 'subscription_group.subscribed', 'subscription_group.unsubscribed', 'alias.added']
/** Shown by the device itself, and seen by their impressions. */
const BY_DEVICE = ['in_app_message', 'banner', 'banners']
const STANDARD = ['first_name', 'last_name', 'email', 'gender', 'country', 'home_city', 'language', 'phone', 'dob', 'email_subscribe', 'push_subscribe']
const DERIVED = ['phone_e164', 'latitude', 'longitude', 'time_zone']

function grouped<Row>(rows: readonly Row[], key: (row: Row) => string): Row[][] {
  const groups = new Map<string, Row[]>()
  for (const row of rows) groups.set(key(row), [...(groups.get(key(row)) ?? []), row])
  return [...groups.values()]
}

/** The fields of the profile that somebody set, as they are at the end. */
function fieldsOf(user: WholeUser, rows: readonly JournalRow[]): { has?: Record<string, unknown>; lacks?: string[] } | undefined {
  const names = [...new Set(rows.filter(({ kind, data }) => kind === 'profile.updated' && data['source'] !== 'device').flatMap(({ data }) => Object.keys((data['changes'] ?? {}) as object)))].filter((name) => !DERIVED.includes(name))
  if (names.length === 0) return undefined
  const now: Record<string, unknown> = { ...user.attributes, email_subscribe: user.email_subscribe, push_subscribe: user.push_subscribe }
  const standard = names.filter((name) => STANDARD.includes(name))
  const custom = names.filter((name) => !STANDARD.includes(name) && user.custom_attributes[name] !== undefined)
  const has = {
    ...Object.fromEntries(standard.filter((name) => now[name] !== undefined && now[name] !== null).map((name) => [name, now[name]])),
    ...(custom.length === 0 ? {} : { custom_attributes: Object.fromEntries(custom.map((name) => [name, user.custom_attributes[name]])) }),
  }
  const lacks = standard.filter((name) => now[name] === undefined || now[name] === null)
  return { ...(Object.keys(has).length === 0 ? {} : { has }), ...(lacks.length === 0 ? {} : { lacks }) }
}

/** Of one user. `who`: how the scenario names them. `all`: also rows of those merged into this one. */
function ofUser(who: unknown, user: WholeUser, own: readonly JournalRow[], all: readonly JournalRow[], { messages }: Recording): Expected[] {
  const kind = (name: string): JournalRow[] => own.filter((row) => row.kind === name)
  const fields = fieldsOf(user, own)
  const sessions = all.filter((row) => row.kind === 'session.started').length
  const newest = (rows: readonly JournalRow[]): Record<string, any> => rows.toSorted((a, b) => Number(a.data['time'] ?? 0) - Number(b.data['time'] ?? 0)).at(-1)!.data
  const properties = (data: Record<string, any>): Record<string, unknown> => (Object.keys(data['properties'] ?? {}).length === 0 ? {} : { properties: data['properties'] })
  const tokens = kind('push_token.registered').map(({ data }) => data['token']).filter((token) => user.push_tokens.some((one) => one.token === token))
  const mine = messages.filter((message) => message.user?.braze_id === user.braze_id && !BY_DEVICE.includes(message.channel))

  return [
    ...(fields === undefined ? [] : [{ profile: { user: who, ...fields } }]),
    ...(sessions === 0 ? [] : [{ sessions: { user: who, count: sessions } }]),
    ...grouped(kind('custom_event.logged'), ({ data }) => String(data['name'])).map((rows) => ({ event: { user: who, name: rows[0]!.data['name'], count: rows.length, ...properties(newest(rows)) } })),
    ...grouped(kind('purchase.made'), ({ data }) => String(data['product_id'])).map((rows) => {
      const { price, currency, ...rest } = newest(rows)
      return { purchase: { user: who, product: rows[0]!.data['product_id'], count: rows.reduce((sum, { data }) => sum + Number(data['quantity'] ?? 1), 0), price, currency, ...properties(rest) } }
    }),
    ...[...new Set(tokens)].map((token) => ({ pushToken: { user: who, token } })),
    ...(kind('push_token.removed').length > 0 && user.push_tokens.length === 0 ? [{ noPushToken: { user: who } }] : []),
    ...grouped(mine, ({ channel, campaign_id, canvas_id, status, reason }) => JSON.stringify([channel, campaign_id, canvas_id, ['sent', 'delivered'].includes(status) ? null : status, reason])).map((group) => {
      const { channel, campaign_id, canvas_id, status, reason } = group[0]!
      const stopped = ['sent', 'delivered'].includes(status) ? {} : { status, ...(reason === null ? {} : { reason }) }
      return { message: { user: who, channel, count: group.length, ...(campaign_id === null ? {} : { campaign_id }), ...(canvas_id === null ? {} : { canvas_id }), ...stopped } }
    }),
    ...COUNTED.filter((name) => kind(name).length > 0).map((name) => ({ journal: { kind: name, user: who, count: kind(name).length } })),
  ]
}

/** Everything, user by user. `only`: the one user whom the recording is about. */
export function expectedOf(recording: Recording, devices: Devices, only: string | undefined): Expected[] {
  const { rows, users } = recording
  return [...new Map([...users.values()].map((user) => [user.braze_id, user])).values()].flatMap((user) => {
    if (only !== undefined && user.external_id !== only) return []
    const own = rows.filter(({ profile }) => profile === user.braze_id)
    const all = rows.filter(({ profile }) => profile !== null && users.get(profile)?.braze_id === user.braze_id)
    const device = own.toReversed().map(({ data }) => devices.get(String(data['device_id']))?.name).find((name) => name !== undefined)
    if (user.external_id === null && device === undefined) return []
    return ofUser(user.external_id ?? { device }, user, own, all, recording)
  })
}
