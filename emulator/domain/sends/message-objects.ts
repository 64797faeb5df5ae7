// The message objects of a request: which channels there are, how large a push may be, and whether a campaign's variants fit. docs: api/objects_filters/messaging, api/errors
import { Refusal } from '../refusal.ts'

export const APPLE_PUSH_BYTES = 1912 // docs: apple_object
export const ANDROID_PUSH_BYTES = 4000 // docs: android_object
export const SLIDEUP_CHARS = 140 // legacy. docs: api/errors
export const CONTENT_CARD_SECONDS = 30 * 86_400 // "a maximum expiration time of 30 days". docs: content_cards_object
export const ANDROID_TIME_TO_LIVE = 2_419_200 // docs: android_object

/** Message objects and the channel that a campaign's variant of theirs has. docs: get_campaign_details ("messages") */
export const CHANNEL_OF = {
  android_push: 'android_push', apple_push: 'ios_push', content_card: 'content_cards', email: 'email', kindle_push: 'kindle_push', sms: 'sms', web_push: 'web_push', webhook: 'webhook',
  whats_app: 'whats_app', windows_phone8_push: 'windows_phone8_push', windows_universal_push: 'windows_universal_push',
} as const
export type MessageKind = keyof typeof CHANNEL_OF
export type MessageObjects = Partial<Record<MessageKind, Record<string, unknown>>>

const bytesOf = (value: unknown): number => (value === undefined || value === null ? 0 : Buffer.byteLength(typeof value === 'string' ? value : JSON.stringify(value)))

/** "the total number of bytes in your alert string, extra object and other optional parameters". The variation id is not part of the payload. */
export const applePushBytes = ({ message_variation_id: _, ...push }: Record<string, unknown>): number => Object.values(push).reduce<number>((sum, value) => sum + bytesOf(value), 0)

/** "the total number of bytes in your alert string and extra object". */
export const androidPushBytes = ({ alert, extra }: Record<string, unknown>): number => bytesOf(alert) + bytesOf(extra)

/** The message objects among the members of `messages`; what is none of them does not count. */
export const channelsIn = (messages: Record<string, unknown> | undefined): MessageKind[] => (Object.keys(CHANNEL_OF) as MessageKind[]).filter((kind) => messages?.[kind] !== undefined && messages[kind] !== null)

/** What a campaign's variant must say of itself to be checked against. */
export type Variants = Record<string, { channel?: unknown }>

/**
 * With a campaign, each message names a variant of it that has the same channel.
 * Throws Refusal `message_variant_unspecified`, `invalid_message_variant` or `mismatched_message_type`. docs: api/errors
 */
export function checkVariants(messages: MessageObjects, variants: Variants): void {
  for (const kind of channelsIn(messages)) {
    const id = messages[kind]!['message_variation_id']
    if (typeof id !== 'string' || id === '') throw new Refusal('message_variant_unspecified', { field: `messages.${kind}.message_variation_id`, seen: id ?? null })
    if (!Object.hasOwn(variants, id)) throw new Refusal('invalid_message_variant', { field: `messages.${kind}.message_variation_id`, seen: id, expected: Object.keys(variants).join(', ') })
    const { channel } = variants[id]!
    if (channel !== CHANNEL_OF[kind]) throw new Refusal('mismatched_message_type', { field: `messages.${kind}.message_variation_id`, seen: channel ?? null, expected: CHANNEL_OF[kind] })
  }
}
