// SMS and MMS: through a subscription group and its pool of senders, to the user's number in E.164; short links, replies. docs: channels/sms_mms_and_rcs
import { Refusal } from '../../../domain/refusal.ts'
import type { Message, Origin } from '../../../domain/messages/messages.ts'
import type { Json } from '../../outgoing.ts'
import type { Channel, Composing } from '../channel.ts'
import { Unsendable } from '../channel.ts'
import { groupConsent, groupOf } from '../group-consent.ts'
import type { ChannelNouns } from '../nouns.ts'
import type { SmsPayload } from './carrier.ts'
import { DEFAULT_SENDER } from './carrier.ts'
import { segmentsOf } from './segments.ts'
import type { Tracking } from './short-links.ts'

const MOST_SEGMENTS = 10 // "No more than 10 segments of messages may be sent in a single Braze SMS message." An MMS has none. docs: billing_calculator

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** URLs of media: `media_urls`, or `media_items` of the API, whose form Braze does not give. docs: sms_object ("an image URL in an MMS") */
const mediaOf = (body: Json): string[] =>
  [body['media_urls'], body['media_items']].flat().map((item) => (typeof item === 'object' && item !== null ? ((item as Json)['url'] ?? (item as Json)['media_url']) : item)).filter((url): url is string => typeof url === 'string' && url.trim() !== '')

/**
 * `link_shortening`: true (advanced), `basic` or `advanced`; the API's two flags say the same.
 * docs: link_shortening ("user_click_tracking_enabled … link_shortening_enabled must be true, and a campaign_id and message_variation_id must be present")
 */
function trackingOf({ link_shortening, link_shortening_enabled, user_click_tracking_enabled }: Json, { campaign_id, canvas_id, message_variation_id }: Origin): Tracking | undefined {
  if (link_shortening === true || link_shortening === 'advanced') return 'advanced'
  if (link_shortening === 'basic') return 'basic'
  if (link_shortening_enabled !== true) return undefined
  return user_click_tracking_enabled === true && (campaign_id ?? canvas_id) !== null && message_variation_id !== null ? 'advanced' : 'basic'
}

export function createSms({ ids, messages, subscriptionGroups, invalidPhoneNumbers, carrier, shortLinks, inbound }: ChannelNouns): Channel {
  function compose({ body, outgoing, target, message_id }: Composing): SmsPayload {
    const group = groupOf(subscriptionGroups, body, 'sms')
    if (group === undefined) throw new Unsendable('no_subscription_group', { subscription_group_id: body['subscription_group_id'] ?? null })
    const media_urls = mediaOf(body)
    const words = text(body['body'])
    if (words.trim() === '' && media_urls.length === 0) throw new Unsendable('incomplete', { abort_type: 'sms', abort_log: 'the message has neither a body nor media' })
    const to = target.address!
    const pool = group.sender_numbers ?? [DEFAULT_SENDER]
    const from = pool[Math.floor(ids.unit(`sms sender:${group.id}:${to}`) * pool.length)]! // one user always hears from the same number
    const tracking = trackingOf(body, outgoing.origin)
    const short = tracking === undefined ? { text: words, billed: words } : shortLinks.shorten(message_id, words, { tracking, template: text(outgoing.body['body']) })
    const { segments, encoding } = segmentsOf(short.billed)
    if (segments > MOST_SEGMENTS && media_urls.length === 0) throw new Unsendable('too_large', { abort_type: 'sms', abort_log: `a text has at most ${MOST_SEGMENTS} segments`, segments })
    return { from, to, body: short.text, media_urls, segments, encoding }
  }

  /** A tap on a link of the text. Braze hears only of those that it has shortened. */
  function click(message: Message, { url, short_url, user_agent }: Json): void {
    const links = shortLinks.of(message.id)
    const link = url === undefined && short_url === undefined ? links[0] : links.find((one) => one.url === url || shortLinks.addressOf(one) === (short_url ?? url))
    if (link === undefined) throw new Refusal('invalid_engagement', { path: 'url', why: links.length === 0 ? 'is no short link: link shortening is off, so nobody hears of clicks' : `is none of the links of the message: ${links.map((one) => one.url).join(', ')}`, seen: url ?? null })
    messages.happened(message, 'sms.clicked', { url: link.url, short_url: shortLinks.addressOf(link), tracking: link.tracking, user_phone_number: message.address, user_agent: typeof user_agent === 'string' ? user_agent : null })
  }

  function reply(message: Message, { body, media_urls = [] }: Json): void {
    if (typeof body !== 'string') throw new Refusal('invalid_engagement', { path: 'body', why: 'is what the user texts back' })
    const group = subscriptionGroups.find(text(message.detail?.['subscription_group_id']))
    if (group === undefined) throw new Refusal('invalid_engagement', { path: 'body', why: 'can not be received: the subscription group of the message is gone' })
    inbound.sms({ from: message.address!, to: (message.payload as SmsPayload).from, group, body, media_urls: [media_urls].flat().map(String) })
  }

  return {
    consent: ({ body }, profile) => groupConsent(subscriptionGroups, body, profile, 'sms'),
    reach(_, { phone, phone_e164 }) {
      if (phone_e164 === null) return { reason: 'no_address', seen: { phone } }
      const invalid = invalidPhoneNumbers.of(phone_e164)
      return invalid === undefined ? { targets: [{ address: phone_e164 }] } : { reason: 'invalid_phone_number', seen: { phone: phone_e164, why: invalid.reason, detected_at: new Date(invalid.detected_at).toISOString() } }
    },
    compose,
    handOver(message, { body, message_extras }) {
      const subscription_group_id = body['subscription_group_id'] as string
      carrier.carry(messages.change(message.id, { detail: { subscription_group_id } }), message.payload as SmsPayload, subscription_group_id, message_extras === null ? {} : { message_extras })
    },
    engage: {
      click,
      reply,
      reject: (message, data) => carrier.refuse(message, 'sms.rejected', data),
      fail: (message, data) => carrier.refuse(message, 'sms.delivery_failed', data),
    },
  }
}
