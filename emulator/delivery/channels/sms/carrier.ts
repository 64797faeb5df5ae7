// What becomes of a text once it is handed over: delivered, or refused when it goes to one of the numbers that stand for trouble. docs: sms reporting (metrics); the numbers are those of Twilio's test credentials
import type { InvalidPhoneNumbers } from '../../../domain/invalid-phone-numbers.ts'
import type { Message, Messages, MessageStatus } from '../../../domain/messages/messages.ts'
import type { Json } from '../../outgoing.ts'

/** `invalid`: a permanent error of the provider; the number is not texted again. docs: user_phone_numbers ("Provider Error") */
type Trouble = { kind: 'sms.rejected' | 'sms.delivery_failed'; error: string; provider_error_code: string; invalid?: true }
export const TROUBLE: Readonly<Record<string, Trouble>> = {
  '+15005550001': { kind: 'sms.rejected', error: 'Invalid phone number', provider_error_code: '21211', invalid: true },
  '+15005550002': { kind: 'sms.delivery_failed', error: 'Unreachable destination handset', provider_error_code: '30003' },
  '+15005550003': { kind: 'sms.rejected', error: 'Permission to send to this region is not enabled', provider_error_code: '21408' },
  '+15005550004': { kind: 'sms.rejected', error: 'Message blocked', provider_error_code: '30004' },
  '+15005550009': { kind: 'sms.delivery_failed', error: 'Landline or unreachable carrier', provider_error_code: '30006', invalid: true },
}
/** The sender of groups that have no pool. Twilio's test number for it. */
export const DEFAULT_SENDER = '+15005550006'

export type SmsPayload = { from: string; to: string; body: string; media_urls: string[]; segments: number; encoding: string }

/** Hands texts of one world to the carrier. */
export function createCarrier({ messages, invalidPhoneNumbers }: { messages: Messages; invalidPhoneNumbers: InvalidPhoneNumbers }) {
  function trouble(message: Message, { kind, invalid, ...what }: Trouble, row: Json): { status: MessageStatus; reason: 'provider_refused'; detail: Json } {
    messages.happened(message, kind, { ...row, ...what })
    if (invalid === true) invalidPhoneNumbers.record({ phone: message.address! })
    return { status: 'failed', reason: 'provider_refused', detail: { ...message.detail, ...what } }
  }

  return {
    /** Inside a transaction. `row`: what every row says; `sent`: what only the first does. */
    carry(message: Message, payload: SmsPayload, subscription_group_id: string, sent: Json): void {
      const row = { subscription_group_id, to_phone_number: payload.to, from_phone_number: payload.from }
      messages.happened(message, 'sms.sent', { ...row, ...sent })
      const found = TROUBLE[payload.to]
      if (found?.kind !== 'sms.rejected') messages.happened(message, 'sms.sent_to_carrier', row)
      if (found === undefined) messages.happened(message, 'sms.delivered', row)
      messages.set(message.id, found === undefined ? { status: 'delivered' } : trouble(message, found, row))
    },
    /** By hand: the provider says no afterwards. */
    refuse(message: Message, kind: Trouble['kind'], given: Json): void {
      const { from, to } = message.payload as SmsPayload
      const row = { subscription_group_id: message.detail?.['subscription_group_id'] ?? null, to_phone_number: to, from_phone_number: from }
      const { error = kind === 'sms.rejected' ? 'Message blocked' : 'Unknown error', provider_error_code = kind === 'sms.rejected' ? '30004' : '30008', invalid } = given
      messages.set(message.id, trouble(message, { kind, error: String(error), provider_error_code: String(provider_error_code), ...(invalid === true ? { invalid } : {}) }, row))
    },
  }
}

export type Carrier = ReturnType<typeof createCarrier>
