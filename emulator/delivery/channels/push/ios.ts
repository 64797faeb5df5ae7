// iOS: the request to APNs, with Braze's own keys as the Swift SDK reads them. docs: apple_object; observed: BrazeKit 18.2 and its React Native bridge (ab, ab.att, ab.ab_cat, ab_uri, ab_use_webview); developer.apple.com/documentation/usernotifications (headers, limits, errors)
import { parseTime } from '../../../domain/times.ts'
import type { Json } from '../../outgoing.ts'
import { Unsendable } from '../channel.ts'
import type { PushButton, PushContent } from './content.ts'
import { bytesOf, given, integerIn, isObject, isOn, sdkKeys, textIn } from './content.ts'
import type { PushPlatform } from './platform.ts'

export const APNS_BYTES = 4096
const COLLAPSE_ID_BYTES = 64
/** What a rich notification shows, by the end of its address. docs: apple_object ("asset_file_type") */
const ASSET_TYPES = ['aif', 'gif', 'jpg', 'm4a', 'mp3', 'mp4', 'png', 'wav']
const ALERT_KEYS: Readonly<Record<string, string>> = { title_loc_key: 'title-loc-key', title_loc_args: 'title-loc-args', action_loc_key: 'action-loc-key', loc_key: 'loc-key', loc_args: 'loc-args' }

const isBackground = (body: Json): boolean => isOn(body['content-available'] ?? body['content_available'])

/** The alert as APNs takes it; undefined when there is none. */
export function alertOf({ title, subtitle, body, alert }: Pick<PushContent, 'title' | 'subtitle' | 'body' | 'alert'>): Json | undefined {
  const localized = Object.entries(ALERT_KEYS).flatMap(([name, key]) => (alert?.[name] === undefined || alert[name] === null ? [] : [[key, alert[name]] as const]))
  const shown = { ...given({ title, subtitle, body }), ...Object.fromEntries(localized) }
  return Object.keys(shown).length === 0 ? undefined : shown
}

function attachment(body: Json, { image_url }: PushContent): Json | undefined {
  const url = textIn(body['asset_url']) ?? image_url
  if (url === null) return undefined
  const ending = /\.([a-z0-9]+)(?:[?#]|$)/i.exec(url)?.[1]?.toLowerCase()
  const type = textIn(body['asset_file_type']) ?? (ending !== undefined && ASSET_TYPES.includes(ending) ? ending : null)
  return given({ url, type })
}

/** A Content Card that comes with the push is Braze's own part of the payload. */
const cardKeys = (body: Json): Json => sdkKeys(body, (key) => key.startsWith('ab_cd'))

/** Only what the author said of the buttons; which there are follows from the category. docs: apple_object ("Apple push action button object") */
const buttonLinks = (buttons: readonly PushButton[]): Json =>
  Object.fromEntries(buttons.flatMap(({ id, action, uri, use_webview }) => (id === null || action !== 'uri' ? [] : [[id, given({ a_uri: uri, a_use_webview: use_webview ? true : null })]])))

function apsOf(body: Json, content: PushContent, rich: boolean): Json {
  return given({
    alert: alertOf(content) ?? null,
    badge: integerIn(body['badge']),
    sound: isObject(body['sound']) ? body['sound'] : textIn(body['sound']),
    category: textIn(body['category']),
    'thread-id': textIn(body['notification_group_thread_id']),
    'interruption-level': textIn(body['interruption_level']),
    'relevance-score': typeof body['relevance_score'] === 'number' ? body['relevance_score'] : null,
    'content-available': isBackground(body) ? 1 : null,
    // "automatically set to 1 when sending a rich notification". docs: apple_object
    'mutable-content': rich || isOn(body['mutable_content']) ? 1 : null,
  })
}

export const ios: PushPlatform = {
  app: 'iOS',
  isSilent: (body) => isBackground(body) && textIn(body['title']) === null && (body['alert'] === undefined || body['alert'] === null || body['alert'] === ''),
  compose({ body, content, token, bundle_id, cid, message_id, now }) {
    const silent = ios.isSilent(body)
    if (!silent && alertOf(content) === undefined) throw new Unsendable('incomplete', { missing: 'alert' })
    const att = attachment(body, content)
    const category = textIn(body['category'])
    const links = category === null ? {} : buttonLinks(content.buttons)
    const priority = integerIn(body['apns_priority']) ?? (isBackground(body) ? 5 : 10)
    const expiry = textIn(body['expiry']) === null ? undefined : parseTime(body['expiry'] as string)
    const ttl = integerIn(body['time_to_live'])
    const expiration = expiry ?? (ttl === null ? undefined : now + ttl * 1000)
    const collapse_id = textIn(body['collapse_id'])
    if (collapse_id !== null && Buffer.byteLength(collapse_id) > COLLAPSE_ID_BYTES) throw new Unsendable('too_large', { what: 'collapse_id', bytes: Buffer.byteLength(collapse_id), limit: COLLAPSE_ID_BYTES })
    const payload = {
      ...content.extras,
      aps: apsOf(body, content, att !== undefined),
      ab: { c: cid, ...cardKeys(body), ...(att === undefined ? {} : { att }), ...(Object.keys(links).length === 0 ? {} : { ab_cat: links }) },
      ...(content.uri === null ? {} : { ab_uri: content.uri }),
      ...(content.use_webview ? { ab_use_webview: true } : {}),
      ...sdkKeys(body, (key) => !key.startsWith('ab_cd')),
    }
    if (bytesOf(payload) > APNS_BYTES) throw new Unsendable('too_large', { bytes: bytesOf(payload), limit: APNS_BYTES })
    return {
      url: `https://api.push.apple.com/3/device/${token}`,
      method: 'POST',
      headers: {
        'apns-id': message_id,
        'apns-topic': bundle_id,
        'apns-push-type': silent ? 'background' : 'alert',
        'apns-priority': String(priority),
        ...(expiration === undefined ? {} : { 'apns-expiration': String(Math.floor(expiration / 1000)) }),
        ...(collapse_id === null ? {} : { 'apns-collapse-id': collapse_id }),
      },
      body: payload,
    }
  },
  refusal: (now, word = 'Unregistered') => ({ error: word, status: word === 'Unregistered' ? 410 : 400, answer: { reason: word, ...(word === 'Unregistered' ? { timestamp: now } : {}) } }),
}
