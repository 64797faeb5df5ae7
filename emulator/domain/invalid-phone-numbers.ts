// Phone numbers that can not receive SMS: marked by the provider's answer or a deactivation, until the mark is removed. docs: sms/user_phone_numbers ("handling invalid phone numbers")
import type { Clock } from '../kernel/clock.ts'
import type { Db } from '../kernel/db.ts'
import type { Journal } from '../kernel/journal.ts'
import { invalidPhoneStatements } from './contacts.sql.ts'
import type { InvalidPhoneNumber, InvalidReason, Page, Range } from './contacts.sql.ts'
import type { Decisions } from './decisions.ts'
import { e164 } from './profiles/contact-rules.ts'
import { Refusal } from './refusal.ts'

export type { InvalidPhoneNumber, InvalidReason } from './contacts.sql.ts'

/** The form in which numbers are compared: E.164, also of numbers that no plan knows; the pages' examples leave the plus away. */
export const numberOf = (phone: string): string => e164(phone) ?? `+${phone.replace(/\D/g, '')}`

/** The invalid numbers of one world. */
export function createInvalidPhoneNumbers({ db, clock, journal, decisions }: { db: Db; clock: Clock; journal: Journal; decisions: Decisions }) {
  const sql = invalidPhoneStatements(db)
  return {
    /** Throws Refusal `invalid_phone` for what has not 7 to 15 digits. */
    record({ phone, reason = 'provider_error', detected_at = clock.now() }: { phone: string; reason?: InvalidReason | undefined; detected_at?: number | undefined }): InvalidPhoneNumber {
      const row: InvalidPhoneNumber = { phone: numberOf(phone), reason, detected_at }
      if (!/^\+\d{7,15}$/.test(row.phone)) throw new Refusal('invalid_phone', { phone })
      sql.put.run(row)
      journal.append('invalid_phone_number.recorded', row)
      return row
    },
    /** The number is tried again. False when it was not marked. */
    remove(phone: string): boolean {
      const number = numberOf(phone)
      const removed = sql.drop.run(number).changes > 0
      if (removed) journal.append('invalid_phone_number.removed', { phone: number })
      else decisions.ignored({ rule: 'sms/invalid_phone_numbers/remove', why: 'the number is not marked as invalid', compared: { phone } })
      return removed
    },
    of: (phone: string): InvalidPhoneNumber | undefined => sql.of.get(numberOf(phone)),
    /** Those of the numbers that are marked, newest first. */
    among: (phones: readonly string[]): InvalidPhoneNumber[] => [...new Set(phones.map(numberOf))].flatMap((phone) => sql.of.get(phone) ?? []).sort((a, b) => b.detected_at - a.detected_at || (a.phone < b.phone ? -1 : 1)),
    /** Newest first; `reason` null takes both. */
    list: (range: Range & { reason: InvalidReason | null }): InvalidPhoneNumber[] => sql.list.all(range),
    page: (page: Page): InvalidPhoneNumber[] => sql.page.all(page),
  }
}

export type InvalidPhoneNumbers = ReturnType<typeof createInvalidPhoneNumbers>
