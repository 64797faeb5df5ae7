// What the three SDKs make of a push that arrives: ignored, silent, or a notification with its link, buttons and extras (P12-P16; mobile wire 7, web wire 11).
import type { Json, JsonObject, Platform } from './wire-types.ts'

export type NotificationButton = {
  id: string
  text: string
  /** Opens the app, opens `link`, or only closes the notification. */
  action: 'open' | 'link' | 'close'
  link?: string
  useWebview?: boolean
}

/** One page of a push story (P16). */
export type NotificationPage = { id: string; image: string; title?: string; subtitle?: string; link?: string; useWebview?: boolean }

/** What the user sees. A later push with the same `id` takes the place of an earlier one. */
export type Notification = {
  id: string
  title: string | undefined
  subtitle?: string
  body: string | undefined
  image?: string
  /** Where a tap leads; without it the app is opened. */
  link?: string
  useWebview?: boolean
  buttons: NotificationButton[]
  /** Android: a push story. */
  pages?: NotificationPage[]
  extras: JsonObject
  /** What the SDK sends back when it is opened. */
  cid?: string
  /** A test message's push: a tap on it fetches the message (Q5). */
  testMessage?: true
}

/** `pushId`: a second push with it is dropped (P13). */
export type ReadPush = { ignored: string } | { pushId?: string; shows: Notification | undefined }

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)
const text = (value: Json | undefined): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
/** Members that are there. */
const some = <T extends object>(members: T): T => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T

/** The default categories of the Swift SDK with their buttons; those that say no only close. */
const CATEGORIES: Record<string, [id: string, text: string, closes?: true][]> = {
  ab_cat_accept_decline: [['ab_pb_accept', 'Accept'], ['ab_pb_decline', 'Decline', true]],
  ab_cat_yes_no: [['ab_pb_yes', 'Yes'], ['ab_pb_no', 'No', true]],
  ab_cat_confirm_cancel: [['ab_pb_confirm', 'Confirm'], ['ab_pb_cancel', 'Cancel', true]],
  ab_cat_more: [['ab_pb_more', 'More']],
}
const APPLE_KEYS = new Set(['aps', 'ab', 'ab_uri', 'ab_use_webview', 'ab_push_fetch_test_triggers_key', 'appboy_uninstall_tracking', 'ab_sync_geos'])

function iosButtons(aps: JsonObject, ab: JsonObject): NotificationButton[] {
  const links = isObject(ab['ab_cat']) ? ab['ab_cat'] : {}
  const own = Object.keys(links).map((id): [string, string] => [id, id])
  return (CATEGORIES[String(aps['category'])] ?? own).map(([id, label, closes]) => {
    const said = isObject(links[id]) ? links[id] : {}
    const link = text(said['a_uri'])
    return some({ id, text: label, action: closes === true ? ('close' as const) : link === undefined ? ('open' as const) : ('link' as const), link, useWebview: said['a_use_webview'] === true ? true : undefined }) as NotificationButton
  })
}

function readIos(payload: JsonObject, headers: JsonObject): ReadPush {
  const aps = payload['aps']
  if (!isObject(aps)) return { ignored: 'no aps: not from APNs' }
  if (payload['appboy_uninstall_tracking'] !== undefined) return { ignored: 'an uninstall probe (P14)' }
  const ab = isObject(payload['ab']) ? payload['ab'] : {}
  const alert = typeof aps['alert'] === 'string' ? { body: aps['alert'] } : isObject(aps['alert']) ? aps['alert'] : undefined
  if (alert === undefined) return { shows: undefined }
  const attached = isObject(ab['att']) ? text(ab['att']['url']) : undefined
  return {
    shows: some({
      id: text(headers['apns-collapse-id']) ?? text(headers['apns-id']) ?? JSON.stringify(alert),
      title: text(alert['title']) ?? text(alert['title-loc-key']), subtitle: text(alert['subtitle']), body: text(alert['body']) ?? text(alert['loc-key']), image: attached,
      link: text(payload['ab_uri']), useWebview: payload['ab_use_webview'] === true ? true : undefined, buttons: iosButtons(aps, ab),
      extras: Object.fromEntries(Object.entries(payload).filter(([key]) => !APPLE_KEYS.has(key))), cid: text(ab['c']),
    }) as Notification,
  }
}

function androidButtons(data: JsonObject): NotificationButton[] {
  const found: NotificationButton[] = []
  for (let index = 0; text(data[`ab_a${index}_a`]) !== undefined; index++) {
    const key = (name: string): string | undefined => text(data[`ab_a${index}_${name}`])
    const action = key('a') === 'ab_none' ? 'close' : key('a') === 'ab_uri' ? 'link' : 'open'
    found.push(some({ id: key('id') ?? String(index), text: key('t') ?? '', action, link: action === 'link' ? key('uri') : undefined, useWebview: isSaid(key('use_webview')) ? true : undefined }) as NotificationButton)
  }
  return found
}

/** P16: a page without an image is skipped; a story without pages is an ordinary notification. */
function androidPages(data: JsonObject): NotificationPage[] | undefined {
  if (text(data['ab_c']) === undefined) return undefined
  const indexes = [...new Set(Object.keys(data).flatMap((key) => /^ab_c(\d+)_/.exec(key)?.[1] ?? []))].map(Number).sort((a, b) => a - b)
  const pages = indexes.flatMap((index) => {
    const key = (name: string): string | undefined => text(data[`ab_c${index}_${name}`])
    const image = key('i')
    if (image === undefined) return []
    return [some({ id: key('id') ?? String(index), image, title: key('t'), subtitle: key('st'), link: key('uri'), useWebview: isSaid(key('use_webview')) ? true : undefined }) as NotificationPage]
  })
  return pages.length > 0 ? pages : undefined
}

function parsed(given: string | undefined): JsonObject {
  try {
    const value: unknown = JSON.parse(given ?? '{}')
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}

/** docs: braze-android-sdk, BrazeNotificationUtils.kt: read without regard to case */
const isSaid = (value: Json | undefined): boolean => typeof value === 'string' && value.toLowerCase() === 'true'

function readAndroid(data: JsonObject): ReadPush {
  if (!isSaid(data['_ab'])) return { ignored: 'no _ab: not from Braze' }
  if (data['message_type'] === 'deleted_messages') return { ignored: 'Firebase tells of messages that it deleted' }
  const extras = parsed(text(data['extra']))
  if ((data['appboy_uninstall_tracking'] ?? extras['appboy_uninstall_tracking']) !== undefined) return { ignored: 'an uninstall probe (P14)' }
  const pushId = text(data['br_p_id'])
  // P15: both, or it is silent; they may say nothing. docs: braze-android-sdk, BrazeNotificationUtils.kt isNotificationMessage
  const [title, body] = [data['t'], data['a']]
  if (typeof title !== 'string' || typeof body !== 'string') return some({ pushId, shows: undefined })
  return some({
    pushId,
    shows: some({
      id: text(data['n']) ?? `${title}\n${body}`, title, subtitle: text(data['s']), body, image: text(data['ab_iu']) ?? text(extras['appboy_image_url']),
      link: text(data['uri']), useWebview: isSaid(data['ab_use_webview']) ? true : undefined, buttons: androidButtons(data), pages: androidPages(data), extras, cid: text(data['cid']),
    }) as Notification,
  })
}

function readWeb(payload: JsonObject): ReadPush {
  const buttons = (Array.isArray(payload['pab']) ? payload['pab'] : []).filter(isObject).map((one) => {
    const link = one['a'] === 'ab_none' ? undefined : (text(one['u']) ?? '/')
    return some({ id: String(one['action']), text: text(one['title']) ?? '', action: link === undefined ? ('close' as const) : ('link' as const), link }) as NotificationButton
  })
  const [title, body] = [text(payload['t']), text(payload['a'])]
  return {
    shows: some({
      id: text(payload['cid']) ?? `${title}\n${body}`, title, body, image: text(payload['img']) ?? text(payload['i']), link: text(payload['u']), buttons,
      extras: isObject(payload['e']) ? payload['e'] : {}, cid: text(payload['cid']),
    }) as Notification,
  }
}

const isRequest = (given: JsonObject): boolean => typeof given['url'] === 'string' && isObject(given['body'])

/** What the SDK gets of a push: the push service keeps its own envelope. */
export function contentOf(platform: Platform, given: unknown): JsonObject {
  if (!isObject(given)) return {}
  const body = isRequest(given) ? (given['body'] as JsonObject) : given
  if (platform !== 'android') return body
  const message = isObject(body['message']) ? body['message'] : body
  return isObject(message['data']) ? message['data'] : message
}

/** Reads a push as the platform's SDK does: the request that its push service got, or that request's body. */
export function readPush(platform: Platform, given: unknown): ReadPush {
  if (!isObject(given)) return { ignored: 'no JSON object' }
  const content = contentOf(platform, given)
  if (platform === 'ios') return readIos(content, isRequest(given) && isObject(given['headers']) ? given['headers'] : {})
  return platform === 'web' ? readWeb(content) : readAndroid(content)
}
