// WhatsApp: templates at any time, responses for a day after the user wrote; delivered, read, answered. docs: channels/whatsapp
import { Refusal } from '../../../domain/refusal.ts'
import type { Message } from '../../../domain/messages/messages.ts'
import type { Json } from '../../outgoing.ts'
import type { Channel } from '../channel.ts'
import { groupConsent } from '../group-consent.ts'
import type { ChannelNouns } from '../nouns.ts'
import { DEFAULT_SENDER, TROUBLE } from '../sms/carrier.ts'
import { conversationStatements } from './conversations.sql.ts'
import type { WhatsAppPayload } from './request.ts'
import { choicesOf, whatsAppRequest } from './request.ts'

const WINDOW = 24 * 3_600_000 // "a customer service window": responses within 24 hours of the user's last message. docs: create_a_whatsapp_message ("Response messages")
type Failure = { provider_error_code: string; provider_error_title: string }
/** Meta's codes. */
const UNDELIVERABLE: Failure = { provider_error_code: '131026', provider_error_title: 'Message undeliverable' }
const OUTSIDE_WINDOW: Failure = { provider_error_code: '131047', provider_error_title: 'Re-engagement message' }

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

export function createWhatsApp({ db, clock, ids, messages, subscriptionGroups, inbound }: ChannelNouns): Channel {
  const conversations = conversationStatements(db)

  /** What every row about the message says. */
  function rowOf(message: Message): Json {
    const { subscription_group_id = null, from_phone_number = null } = message.detail ?? {}
    const { template, interactive } = message.payload as { template?: { name: string }; interactive?: { action: { parameters?: { flow_id?: unknown } } } }
    const flow_id = interactive?.action.parameters?.flow_id
    return { subscription_group_id, to_phone_number: message.address, from_phone_number, ...(template === undefined ? {} : { template_name: template.name }), ...(flow_id === undefined ? {} : { flow_id }) }
  }

  function fail(message: Message, failure: Failure): void {
    messages.happened(message, 'whats_app.failed', { ...rowOf(message), ...failure })
    messages.set(message.id, { status: 'failed', reason: 'provider_refused', detail: { ...message.detail, ...failure } })
  }

  function troubleOf(message: Message, group_id: string): Failure | undefined {
    if (Object.hasOwn(TROUBLE, message.address!)) return UNDELIVERABLE
    const isResponse = (message.payload as WhatsAppPayload).type !== 'template'
    const heard_at = conversations.of.get(group_id, message.address!)?.heard_at ?? -Infinity
    return isResponse && heard_at <= clock.now() - WINDOW ? OUTSIDE_WINDOW : undefined
  }

  function read(message: Message): void {
    const times = messages.engagements(message).filter(({ action }) => action === 'open' || action === 'read').length
    if (times <= 1) messages.happened(message, 'whats_app.read', rowOf(message))
  }

  function reply(message: Message, { body, button, media_urls = [] }: Json): void {
    const words = text(button) || text(body)
    if (words === '') throw new Refusal('invalid_engagement', { path: 'body', why: 'is what the user writes back; button is the text of what the user taps' })
    const choices = choicesOf(message.payload as WhatsAppPayload)
    if (button !== undefined && choices?.includes(words) === false) throw new Refusal('invalid_engagement', { path: 'button', why: `is none of the message: ${choices.join(', ')}`, seen: button })
    const group = subscriptionGroups.find(text(message.detail?.['subscription_group_id']))
    if (group === undefined) throw new Refusal('invalid_engagement', { path: 'body', why: 'can not be received: the subscription group of the message is gone' })
    inbound.whatsApp({ from: message.address!, to: text(message.detail?.['from_phone_number']), group, body: words, media_urls: [media_urls].flat().map(String), in_reply_to: message.id, ...(button === undefined ? {} : { quick_reply_text: words }) })
  }

  return {
    consent: ({ body }, profile) => groupConsent(subscriptionGroups, body, profile, 'whatsapp'),
    reach: (_, { phone, phone_e164 }) => (phone_e164 === null ? { reason: 'no_address', seen: { phone } } : { targets: [{ address: phone_e164 }] }),
    compose: ({ body, target }) => whatsAppRequest(body, target.address!),
    handOver(given, { body, message_extras }) {
      const subscription_group_id = body['subscription_group_id'] as string
      const pool = subscriptionGroups.find(subscription_group_id)?.sender_numbers ?? [DEFAULT_SENDER]
      const from_phone_number = pool[Math.floor(ids.unit(`whats_app sender:${subscription_group_id}:${given.address}`) * pool.length)]!
      const message = messages.change(given.id, { detail: { subscription_group_id, from_phone_number } })
      messages.happened(message, 'whats_app.sent', { ...rowOf(message), ...(message_extras === null ? {} : { message_extras }) })
      const failure = troubleOf(message, subscription_group_id)
      if (failure !== undefined) return fail(message, failure)
      messages.happened(message, 'whats_app.delivered', rowOf(message))
      messages.set(message.id, { status: 'delivered' })
    },
    engage: {
      open: read,
      read,
      click(message, { url }) {
        if (typeof url !== 'string') throw new Refusal('invalid_engagement', { path: 'url', why: 'is the link that the user opens' })
        messages.happened(message, 'whats_app.clicked', { url, user_phone_number: message.address })
      },
      reply,
      fail: (message, { provider_error_code = UNDELIVERABLE.provider_error_code, provider_error_title = UNDELIVERABLE.provider_error_title }) => fail(message, { provider_error_code: String(provider_error_code), provider_error_title: String(provider_error_title) }),
    },
  }
}
