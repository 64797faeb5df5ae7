// Content Cards: made for the user when the message goes out, whether he has a device or not, or when a device asks first; the SDKs fetch them. docs: channels/content_cards/{create_a_content_card,card_creation}, api/objects_filters/messaging/content_cards_object
import { isFirstImpression } from '../../domain/cards/creation.ts'
import { cardEnd, variantOf } from '../../domain/cards/expiry.ts'
import { readLinks } from '../../domain/cards/links.ts'
import type { WireCard } from '../../domain/cards/cards.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import { flagIn, numberIn, objectIn } from '../../domain/rendered-values.ts'
import { isoTime } from '../../kernel/clock.ts'
import { passes } from '../gates/gate.ts'
import type { Json } from '../outgoing.ts'
import type { Channel, Composing } from './channel.ts'
import { Unsendable } from './channel.ts'
import type { ChannelNouns } from './nouns.ts'
import { trackedId } from './tracked-id.ts'

const MOST_BYTES = 2048 // title, message, image URL, link text, all URLs and key-value pairs together: "2 KB"
const TEST_SECONDS = 300 // "expires after about 5 minutes". docs: sending_test_messages
/** Definition and API → wire. */
const TYPES: Readonly<Record<string, string>> = { classic: 'short_news', captioned_image: 'captioned_image', image_only: 'banner_image', banner: 'banner_image' }

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
/** A text that goes as it is. */
const given = (body: Json, name: string): Json => (text(body[name]) === '' ? {} : { [name]: body[name] })
const bytes = (value: string): number => Buffer.byteLength(value)
/** Of a key-value pair. */
const bytesOf = (value: unknown): number => bytes(typeof value === 'object' ? JSON.stringify(value) : String(value))
const needs = (what: string): never => {
  throw new Unsendable('incomplete', { abort_type: 'content_card', abort_log: `the card has no ${what}` })
}

/** Members under their names in definitions, whichever names the message uses. */
function read(body: Json) {
  const type = text(body['type']).toLowerCase() || 'classic'
  const pairs = objectIn(body['extras'] ?? body['extra'])
  const extras = (pairs === undefined || Array.isArray(pairs) ? {} : pairs) as Json
  const uris = [body['url'], body['web_uri'], body['ios_uri'], body['android_uri']].map(text)
  return { type, title: text(body['title']), message: text(body['message']) || text(body['description']), image_url: text(body['image_url']), link_text: text(body['link_text']) || text(body['uri_text']), uris, extras }
}

export function createContentCard(nouns: ChannelNouns): Channel {
  const { campaigns, cards, clock, handed, messages, settings, testPushes } = nouns
  const row = nouns.sdkRows.happened

  const endOf = (body: Json, profile: ProfileRow, since = clock.now()): number => cardEnd(body, profile, since, settings.get().time_zone)

  function compose({ body, outgoing, profile, message_id }: Composing): Json {
    const { type, title, message, image_url, link_text, uris, extras } = read(body)
    const tp = TYPES[type]
    if (tp === undefined) throw new Unsendable('incomplete', { abort_type: 'content_card', abort_log: `there are no cards of the type '${type}'` })
    if (tp === 'banner_image' ? image_url === '' : tp === 'captioned_image' && image_url === '') needs('image_url')
    if (tp !== 'banner_image' && title === '') needs('title')
    if (tp !== 'banner_image' && message === '') needs('message')
    const size = [title, message, image_url, link_text, ...new Set(uris)].reduce((sum, one) => sum + bytes(one), 0) + Object.entries(extras).reduce((sum, [name, value]) => sum + bytes(name) + bytesOf(value), 0)
    if (size > MOST_BYTES && !outgoing.test) throw new Unsendable('too_large', { abort_type: 'content_card', abort_log: 'Content card maximum size exceeded', bytes: size })
    const ends = outgoing.test ? clock.now() + TEST_SECONDS * 1000 : endOf(body, profile, outgoing.since)
    // A card that is over when it is made would be shown to nobody
    if (ends <= clock.now()) throw new Unsendable('ended', { ...(outgoing.since === undefined ? {} : { since: isoTime(outgoing.since) }), expires_at: isoTime(ends) })
    const pinned = flagIn(body['pinned']) === true
    const ratio = numberIn(body['aspect_ratio'])
    const u = uris.find((one) => one !== '') ?? null
    const image = { ...(image_url === '' ? {} : { i: image_url }), ...(ratio === undefined || ratio <= 0 ? {} : { ar: ratio }), ...given(body, 'image_alt'), ...given(body, 'language') }
    return {
      id: trackedId(outgoing.origin, message_id, message_id), tp, ca: Math.floor(clock.now() / 1000), ea: Math.floor(ends / 1000), tt: title, ds: message, ...image, u, uw: flagIn(body['use_webview']) ?? flagIn(body['web_use_webview']) ?? flagIn(body['ios_use_webview']) ?? true, dm: link_text === '' ? null : link_text,
      v: false, cl: false, d: false, db: !pinned && flagIn(body['dismissible']) !== false, p: pinned, r: false, t: outgoing.test, e: extras,
    }
  }

  const idOf = (payload: unknown): string => (payload as { id: string }).id
  const names = (payload: unknown): Json => ({ ids: [idOf(payload)] })

  return {
    rendersOnDevice: ({ body, origin, test }) => !test && origin.canvas_id !== null && isFirstImpression(body),
    consent: () => passes('subscription', { needed: false }),
    reach: ({ test }, profile) => (test && !testPushes.reaches(profile) ? { reason: 'no_push_token', seen: { why: 'a test Content Card travels in a push' } } : { targets: [{}] }),
    compose,
    control(message, { since }, profile) {
      const id = trackedId(message, message.id, message.id)
      const expires_at = endOf(variantOf(campaigns.find(message.campaign_id ?? '')?.messages ?? {}), profile, since)
      if (expires_at <= clock.now()) return
      const card = { id, tp: 'control', ca: Math.floor(clock.now() / 1000), ea: Math.floor(expires_at / 1000), tt: '', ds: '', u: null, uw: false, dm: null, v: false, cl: false, d: false, db: false, p: false, r: false, t: false, e: {} }
      messages.set(message.id, { payload: card })
      cards.make({ message, profile, card, expires_at })
      handed.add(message, profile, id)
    },
    handOver(message, { body, message_extras, outgoing, profile }) {
      const card = message.payload as WireCard & { ea: number }
      const links = readLinks(body)
      const uris = Object.fromEntries(['ios_uri', 'android_uri', 'web_uri'].filter((name) => text(body[name]) !== '').map((name) => [name, body[name]]))
      messages.set(message.id, { detail: { expires_at: isoTime(card.ea * 1000), ...(Object.keys(uris).length === 0 ? {} : { uris }) } })
      messages.happened(message, 'content_card.sent', { content_card_id: card.id, ...(message_extras === null ? {} : { message_extras }) })
      handed.add(message, profile, card.id)
      if (outgoing.test) return testPushes.card(message, profile, card, links)
      cards.make({ message, profile, card, links, expires_at: card.ea * 1000, removal: Array.isArray(body['removal_events']) ? (body['removal_events'] as object[]) : [] })
    },
    engage: {
      impression: (message) => row(message, 'content_card.impression', names(message.payload)),
      click: (message) => row(message, 'content_card.click', names(message.payload)),
      dismiss: (message) => row(message, 'content_card.dismissal', names(message.payload)),
    },
  }
}
