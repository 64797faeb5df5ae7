// LINE: to the user's LINE ID; sent, clicked, answered, and nothing in between. docs: channels/line
import { Refusal } from '../../../domain/refusal.ts'
import type { Message } from '../../../domain/messages/messages.ts'
import { passes } from '../../gates/gate.ts'
import type { Json } from '../../outgoing.ts'
import type { Channel } from '../channel.ts'
import { Unsendable } from '../channel.ts'
import { groupConsent } from '../group-consent.ts'
import type { ChannelNouns } from '../nouns.ts'

const TEXT_CHARS = 5000 // docs: line/create/message_types ("up to 5,000 characters")
const MOST_MESSAGES = 5 // of LINE's own push endpoint

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** LINE's own message objects (`messages`), or a text and an image. */
function messagesOf(body: Json): Json[] {
  if (Array.isArray(body['messages'])) return body['messages'] as Json[]
  const [words, image] = [text(body['body']) || text(body['text']), text(body['image_url'])]
  return [...(words === '' ? [] : [{ type: 'text', text: words }]), ...(image === '' ? [] : [{ type: 'image', originalContentUrl: image, previewImageUrl: image }])]
}

export function createLine({ messages, subscriptionGroups, inbound }: ChannelNouns): Channel {
  const groupIdOf = (message: Message): Json => ((id) => (id === undefined ? {} : { subscription_group_id: id }))(message.detail?.['subscription_group_id'])

  return {
    /** A user who follows the channel has a LINE ID; groups are a matter of the definition. */
    consent: ({ body }, profile) => (body['subscription_group_id'] === undefined ? passes('subscription', { needed: false }) : groupConsent(subscriptionGroups, body, profile, 'line')),
    reach: (_, { native_line_id }) => (native_line_id === null ? { reason: 'no_address' } : { targets: [{ address: native_line_id }] }),
    compose({ body, target }) {
      const parts = messagesOf(body)
      if (parts.length === 0) throw new Unsendable('incomplete', { abort_type: 'line', abort_log: 'the message has neither a text nor an image' })
      if (parts.length > MOST_MESSAGES) throw new Unsendable('too_large', { abort_type: 'line', abort_log: `LINE takes at most ${MOST_MESSAGES} messages at once`, seen: parts.length })
      const long = parts.find((part) => text(part['text']).length > TEXT_CHARS)
      if (long !== undefined) throw new Unsendable('too_large', { abort_type: 'line', abort_log: `a text has at most ${TEXT_CHARS} characters`, seen: text(long['text']).length })
      return { to: target.address, messages: parts }
    },
    handOver(given, { body, message_extras }) {
      const group = body['subscription_group_id']
      const message = group === undefined ? given : messages.change(given.id, { detail: { subscription_group_id: group } })
      messages.happened(message, 'line.sent', { ...groupIdOf(message), native_line_id: message.address, ...(message_extras === null ? {} : { message_extras }) })
    },
    engage: {
      click(message, { url }) {
        if (typeof url !== 'string') throw new Refusal('invalid_engagement', { path: 'url', why: 'is the link that the user opens' })
        messages.happened(message, 'line.clicked', { ...groupIdOf(message), native_line_id: message.address, url })
      },
      reply(message, { body, media_id }) {
        if (typeof body !== 'string') throw new Refusal('invalid_engagement', { path: 'body', why: 'is what the user writes back' })
        inbound.line({ from: message.address!, type: 'message', group: subscriptionGroups.find(text(message.detail?.['subscription_group_id'])), body, media_id: typeof media_id === 'string' ? media_id : null })
      },
    },
  }
}
