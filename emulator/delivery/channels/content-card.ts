// Content Cards: made for the user when the message goes out, whether he has a device or not; the SDKs fetch them. docs: channels/content_cards/{create_a_content_card,card_creation}, api/objects_filters/messaging/content_cards_object
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import { momentIn, zoneOf } from '../../domain/sends/wall-clocks.ts'
import { isoTime } from '../../kernel/clock.ts'
import { passes } from '../gates/gate.ts'
import type { Json } from '../outgoing.ts'
import type { Channel, Composing } from './channel.ts'
import { Unsendable } from './channel.ts'
import type { ChannelNouns } from './nouns.ts'
import { trackedId } from './tracked-id.ts'

const MOST_BYTES = 2048 // title, message, image URL, link text, all URLs and key-value pairs together: "2 KB"
const LONGEST = 30 * 86_400_000 // "a maximum expiration time of 30 days"
const OFFSET = /(?<=T[\d:.]+)(?:Z|[+-]\d{2}:?\d{2})$/i
/** Definition and API → wire. */
const TYPES: Readonly<Record<string, string>> = { classic: 'short_news', captioned_image: 'captioned_image', image_only: 'banner_image', banner: 'banner_image' }

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const bytes = (value: string): number => Buffer.byteLength(value)
const needs = (what: string): never => {
  throw new Unsendable('incomplete', { abort_type: 'content_card', abort_log: `the card has no ${what}` })
}

/** Members under their names in definitions, whichever names the message uses. */
function read(body: Json) {
  const type = text(body['type']).toLowerCase() || 'classic'
  const extras = (body['extras'] ?? body['extra'] ?? {}) as Json
  const uris = [body['url'], body['web_uri'], body['ios_uri'], body['android_uri']].map(text)
  return { type, title: text(body['title']), message: text(body['message']) || text(body['description']), image_url: text(body['image_url']), link_text: text(body['link_text']) || text(body['uri_text']), uris, extras }
}

export function createContentCard(nouns: ChannelNouns): Channel {
  const { clock, messages, settings } = nouns
  const row = nouns.sdkRows.happened

  /** When the card ends: seconds, or a time (by the workspace's clocks, or the user's with `expire_in_local_time`); never later than 30 days from now. */
  function expiry(body: Json, profile: ProfileRow): number {
    const latest = clock.now() + LONGEST
    const seconds = body['time_to_live']
    if (typeof seconds === 'number') return Math.min(clock.now() + seconds * 1000, latest)
    const workspace = settings.get().time_zone
    const given = text(body['expires_at'] ?? body['expire_at'])
    const local = body['expire_in_local_time'] === true
    const at = momentIn(local ? given.replace(OFFSET, '') : given, local ? zoneOf(profile, workspace) : workspace)
    return at === undefined ? latest : Math.min(at, latest)
  }

  function compose({ body, outgoing, profile, message_id }: Composing): Json {
    const { type, title, message, image_url, link_text, uris, extras } = read(body)
    const tp = TYPES[type]
    if (tp === undefined) throw new Unsendable('incomplete', { abort_type: 'content_card', abort_log: `there are no cards of the type '${type}'` })
    if (tp === 'banner_image' ? image_url === '' : tp === 'captioned_image' && image_url === '') needs('image_url')
    if (tp !== 'banner_image' && title === '') needs('title')
    if (tp !== 'banner_image' && message === '') needs('message')
    const size = [title, message, image_url, link_text, ...new Set(uris)].reduce((sum, one) => sum + bytes(one), 0) + Object.entries(extras).reduce((sum, [name, value]) => sum + bytes(name) + bytes(String(value)), 0)
    if (size > MOST_BYTES && !outgoing.test) throw new Unsendable('too_large', { abort_type: 'content_card', abort_log: 'Content card maximum size exceeded', bytes: size })
    const pinned = body['pinned'] === true
    const u = uris.find((one) => one !== '') ?? null
    const image = image_url === '' ? {} : { i: image_url }
    return {
      id: trackedId(outgoing.origin, message_id, message_id), tp, ca: Math.floor(clock.now() / 1000), ea: Math.floor(expiry(body, profile) / 1000), tt: title, ds: message, ...image, u, uw: (body['use_webview'] ?? body['web_use_webview'] ?? body['ios_use_webview'] ?? true) === true, dm: link_text === '' ? null : link_text,
      v: false, cl: false, d: false, db: !pinned && body['dismissible'] !== false, p: pinned, r: false, t: outgoing.test, e: extras,
    }
  }

  const idOf = (payload: unknown): string => (payload as { id: string }).id
  const names = (payload: unknown): Json => ({ ids: [idOf(payload)] })

  return {
    consent: () => passes('subscription', { needed: false }),
    reach: () => ({ targets: [{}] }),
    compose,
    handOver(message, { body, message_extras }) {
      const { ea } = message.payload as { ea: number }
      const uris = Object.fromEntries(['ios_uri', 'android_uri', 'web_uri'].filter((name) => text(body[name]) !== '').map((name) => [name, body[name]]))
      messages.set(message.id, { detail: { expires_at: isoTime(ea * 1000), ...(Object.keys(uris).length === 0 ? {} : { uris }) } })
      messages.happened(message, 'content_card.sent', { content_card_id: idOf(message.payload), ...(message_extras === null ? {} : { message_extras }) })
    },
    engage: {
      impression: (message) => row(message, 'content_card.impression', names(message.payload)),
      click: (message) => row(message, 'content_card.click', names(message.payload)),
      dismiss: (message) => row(message, 'content_card.dismissal', names(message.payload)),
    },
  }
}
