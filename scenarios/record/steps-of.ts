// From what the emulator saw to what must be done: verbs of devices and REST calls, each with its time.
import type { JournalRow } from '../failure.ts'
import type { Platform, RecordedMessage, RecordedRequest, Recording } from './recording.ts'
import { isRest } from './recording.ts'
import { timesOf, withoutTimes } from './times.ts'

/** A step of the scenario to be, as it stands in YAML. */
export type Done = { at: number; order: number; step: Record<string, unknown> | string; profile: string | null }
export type Devices = Map<string, { name: string; platform: Platform }>

const NAMES: Record<Platform, string> = { ios: 'iphone', android: 'android', web: 'browser' }
const SETTERS: Record<string, string> = {
  first_name: 'setFirstName', last_name: 'setLastName', email: 'setEmail', gender: 'setGender', country: 'setCountry', home_city: 'setHomeCity', language: 'setLanguage', phone: 'setPhoneNumber',
  email_subscribe: 'setEmailNotificationSubscriptionType', push_subscribe: 'setPushNotificationSubscriptionType',
}
/** Made by the emulator of other things, not set by themselves. */
const DERIVED = new Set(['phone_e164', 'latitude', 'longitude', 'time_zone'])

type SdkBody = { device_id?: string; events?: { time?: number; user_id?: string; session_id?: string }[]; attributes?: { user_id?: string }[]; time?: number }
const bodyOf = (request: RecordedRequest): any => {
  try {
    return JSON.parse(request.body) as unknown
  } catch {
    return request.body === '' ? undefined : request.body
  }
}

function setterOf(name: string, to: unknown): Record<string, unknown> | undefined {
  if (DERIVED.has(name)) return undefined
  if (name === 'dob') return typeof to === 'string' ? { setDateOfBirth: to.split('-').map(Number) } : undefined
  if (SETTERS[name] !== undefined) return { [SETTERS[name]]: name === 'gender' && typeof to === 'string' ? to.toLowerCase() : to }
  if (to === null) return { unsetCustomUserAttribute: name }
  const place = to as { latitude?: unknown; longitude?: unknown }
  if (typeof to === 'object' && Object.keys(place).sort().join() === 'latitude,longitude') return { setCustomLocationAttribute: [name, place.latitude, place.longitude] }
  return { setCustomUserAttribute: [name, to] }
}

/** What the user of a device did, by the kind of the row: verbs in their order. */
function verbsOf(row: JournalRow, registered: boolean, messages: readonly RecordedMessage[]): (Record<string, unknown> | string)[] {
  const data = row.data as Record<string, any>
  const props = Object.keys(data['properties'] ?? {}).length === 0 ? {} : { props: data['properties'] }
  const placement = messages.find(({ id }) => id === data['message_id'])?.payload?.placement_id as string | undefined
  const card = (): unknown => messages.find(({ id }) => id === data['message_id'])?.payload?.tt ?? data['ids']?.[0]
  switch (row.kind) {
    case 'custom_event.logged':
      return [{ logCustomEvent: Object.keys(props).length === 0 ? data['name'] : { name: data['name'], ...props } }]
    case 'purchase.made':
      return [{ logPurchase: { productId: data['product_id'], price: data['price'], currency: data['currency'], ...(data['quantity'] === 1 ? {} : { quantity: data['quantity'] }), ...props } }]
    case 'profile.updated':
      // Allowing push opts in by itself
      return Object.entries(data['changes'] as Record<string, { to: unknown }>).flatMap(([name, { to }]) => (name === 'push_subscribe' && to === 'opted_in' && registered ? [] : [setterOf(name, to)].filter((one) => one !== undefined)))
    case 'alias.added':
      return [{ addAlias: { name: data['alias'].alias_name, label: data['alias'].alias_label } }]
    case 'subscription_group.subscribed':
    case 'subscription_group.unsubscribed':
      return [{ [row.kind.endsWith('.subscribed') ? 'addToSubscriptionGroup' : 'removeFromSubscriptionGroup']: data['subscription_group_id'] }]
    case 'push_token.registered':
      return [{ allowPush: data['token'] }]
    case 'push_token.removed':
      return data['reason'] === 'unregistered by the SDK' ? ['unregisterPush'] : []
    case 'location.recorded':
      return [{ setLastKnownLocation: [data['latitude'], data['longitude']] }]
    case 'push.open':
      return ['receivePushes', 'tapPush']
    case 'push.action_click':
      return ['receivePushes', { tapPushButton: /^\d+$/.test(String(data['a'])) ? Number(data['a']) : data['a'] }]
    case 'in_app_message.click':
      return ['clickInAppMessage']
    case 'in_app_message.button_click':
      return [{ clickInAppMessageButton: data['bid'] }]
    case 'content_card.impression':
      return ['requestContentCardsRefresh', 'settle', 'openContentCardsFeed', 'closeContentCardsFeed']
    case 'content_card.click':
      return [{ clickContentCard: card() }]
    case 'content_card.dismissal':
      return [{ logContentCardDismissal: card() }]
    case 'banner.impression':
      return placement === undefined ? [] : [{ requestBannersRefresh: [placement] }, 'settle', { logBannerImpressions: [placement] }]
    case 'banner.click':
      return placement === undefined ? [] : [{ logBannerClick: placement }]
    case 'banner.dismissal':
      return placement === undefined ? [] : [{ dismissBanner: placement }]
    case 'feature_flag.impression':
      return ['refreshFeatureFlags', 'settle', { logFeatureFlagImpression: data['fid'] }]
    default:
      return []
  }
}

type Login = { device: string; request: number; at: number; user: string; /** The session that began with it. */ session: string | undefined; /** The device was there before. */ known: boolean }

/** Who logged in where: the SDK names the user with every event and attribute. */
function loginsIn(sdk: readonly RecordedRequest[]): Login[] {
  const users = new Map<string, string | undefined>()
  return sdk.flatMap((request) => {
    const { device_id: device, events = [], attributes = [] } = (bodyOf(request) ?? {}) as SdkBody
    if (device === undefined) return []
    return [...events, ...attributes].flatMap(({ user_id: user, time, session_id: session }: { user_id?: string; time?: number; session_id?: string }): Login[] => {
      const known = users.has(device)
      if (user === users.get(device)) {
        users.set(device, user)
        return []
      }
      if (user === undefined) return []
      users.set(device, user)
      return [{ device, request: request.id, at: time === undefined ? Date.parse(request.at) : Math.round(time * 1000), user, session, known }]
    })
  })
}

/** What was done, in order of time; and the devices, named by their platform. */
export function doneIn({ rows, requests, platforms, messages }: Pick<Recording, 'rows' | 'requests' | 'platforms' | 'messages'>): { done: Done[]; devices: Devices } {
  const sdk = requests.filter((request) => !isRest(request) && request.first_seq !== null)
  const requestOf = (seq: number): number | undefined => sdk.find(({ first_seq, last_seq }) => seq >= first_seq! && seq <= (last_seq ?? first_seq!))?.id
  const times = timesOf(rows, requestOf)
  const devices: Devices = new Map()
  const done: Done[] = []
  const deviceOf = (id: string, app: string | undefined): string => {
    if (!devices.has(id)) {
      const platform = platforms.get(app ?? '') ?? 'web'
      const same = [...devices.values()].filter((one) => one.platform === platform).length
      devices.set(id, { name: `${NAMES[platform]}${same === 0 ? '' : same + 1}`, platform })
    }
    return devices.get(id)!.name
  }
  const logins = loginsIn(sdk)
  const starts = new Map<unknown, number>()
  const opened = new Set<string>()

  for (const request of sdk) {
    const id = (bodyOf(request) as SdkBody | undefined)?.device_id
    if (typeof id !== 'string') continue
    const own = rows.filter(({ seq }) => requestOf(seq) === request.id)
    const device = deviceOf(id, own.map(({ data }) => data['app_id']).find((app) => typeof app === 'string') as string | undefined)
    const add = (at: number, order: number, verb: Record<string, unknown> | string, profile: string | null): void => void done.push({ at, order, step: verb === 'settle' ? verb : { [device]: verb }, profile })

    for (const { at, user, session, known } of logins.filter((login) => login.request === request.id)) {
      const began = own.find(({ kind, data }) => kind === 'session.started' && session !== undefined && data['session_id'] === session)
      const profile = (began ?? own.find((row) => row.profile !== null))?.profile ?? null
      // An app that remembers its user from before the recording never had an anonymous one
      for (const verb of known ? [{ changeUser: user }] : ['initialize', { changeUser: user }, 'foreground']) add(at, began?.seq ?? request.first_seq!, verb, profile)
      if (!known) opened.add(id)
    }
    /** Sessions that changeUser began or ended by itself. */
    const byLogin = ({ kind, data }: JournalRow, at: number): boolean =>
      logins.some((one) => one.device === id && (kind === 'session.started' ? one.session === data['session_id'] : Math.abs(one.at - at) <= 1))
    const registered = own.some(({ kind }) => kind === 'push_token.registered')
    for (const row of own) {
      const at = times.get(row.seq)!
      if (row.kind === 'session.started') {
        starts.set(row.data['session_id'], at)
        if (!byLogin(row, at)) add(at, row.seq, opened.has(id) ? 'foreground' : 'launch', row.profile)
        opened.add(id)
      } else if (row.kind === 'session.ended') {
        // The time of the row is that of the next start, where only that told of the end
        const began = starts.get(row.data['session_id'])
        if (!byLogin(row, at) && began !== undefined) add(began + Number(row.data['seconds'] ?? 0) * 1000, row.seq, 'background', row.profile)
      } else if (row.data['source'] === undefined || row.data['source'] === 'sdk') for (const verb of verbsOf(row, registered, messages)) add(at, row.seq, verb, row.profile)
    }
  }
  for (const request of requests.filter(isRest)) {
    const at = Date.parse(request.at)
    const body = bodyOf(request)
    const mine = rows.filter(({ seq }) => request.first_seq !== null && seq >= request.first_seq && seq <= (request.last_seq ?? request.first_seq))
    done.push({
      at, order: request.first_seq ?? mine[0]?.seq ?? rows.findLast((row) => Date.parse(row.at) <= at)?.seq ?? 0, profile: mine.find((row) => row.profile !== null)?.profile ?? null,
      step: { rest: { call: `${request.method} ${request.path}${request.query === '' ? '' : `?${request.query.replace(/^\?/, '')}`}`, ...(body === undefined ? {} : { body: withoutTimes(body, at) }), status: request.status } },
    })
  }
  return { done: done.sort((a, b) => a.at - b.at || a.order - b.order), devices }
}
