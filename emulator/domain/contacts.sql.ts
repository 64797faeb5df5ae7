// The statements of the lists of addresses and numbers, and their row types.
import type { Db } from '../kernel/db.ts'
import type { SubscriptionState } from './profiles/profiles.sql.ts'

/** A page of a list by time: `from` is in, `to` is out, both in ms. */
export type Range = { from: number; to: number; limit: number; offset: number }
/** A page of a list by key: rows after `after`. */
export type Page = { after: string; limit: number }

export type EmailState = { email: string; state: SubscriptionState; changed_at: number }
export type Unsubscribe = { email: string; unsubscribed_at: number }
export type HardBounce = { email: string; bounced_at: number; blocklisted_at: number | null }
export type SpamReport = { email: string; reported_at: number }
export type InvalidReason = 'provider_error' | 'deactivated'
export type InvalidPhoneNumber = { phone: string; reason: InvalidReason; detected_at: number }

const UNSUBSCRIBES = 'SELECT email, unsubscribed_at FROM email_unsubscribes WHERE unsubscribed_at >= @from AND unsubscribed_at < @to ORDER BY'

export function emailStateStatements(db: Db) {
  return {
    of: db.prepare<[string], EmailState>('SELECT * FROM email_states WHERE email = ?'),
    put: db.prepare<[string, SubscriptionState, number]>('INSERT INTO email_states (email, state, changed_at) VALUES (?, ?, ?) ON CONFLICT (email) DO UPDATE SET state = excluded.state, changed_at = excluded.changed_at'),
    drop: db.prepare<[string]>('DELETE FROM email_states WHERE email = ?'),
    newestFirst: db.prepare<[Range], Unsubscribe>(`${UNSUBSCRIBES} unsubscribed_at DESC, email LIMIT @limit OFFSET @offset`),
    oldestFirst: db.prepare<[Range], Unsubscribe>(`${UNSUBSCRIBES} unsubscribed_at, email LIMIT @limit OFFSET @offset`),
    unsubscribeOf: db.prepare<[string], Unsubscribe>('SELECT email, unsubscribed_at FROM email_unsubscribes WHERE email = ?'),
  }
}

export function emailListStatements(db: Db) {
  return {
    bounceOf: db.prepare<[string], HardBounce>('SELECT * FROM hard_bounces WHERE email = ?'),
    bounces: db.prepare<[Range], HardBounce>('SELECT * FROM hard_bounces WHERE bounced_at >= @from AND bounced_at < @to ORDER BY bounced_at DESC, email LIMIT @limit OFFSET @offset'),
    bouncePage: db.prepare<[Page], HardBounce>('SELECT * FROM hard_bounces WHERE email > @after ORDER BY email LIMIT @limit'),
    blockPage: db.prepare<[Page], HardBounce>('SELECT * FROM hard_bounces WHERE blocklisted_at IS NOT NULL AND email > @after ORDER BY email LIMIT @limit'),
    putBounce: db.prepare<[HardBounce]>('INSERT INTO hard_bounces (email, bounced_at, blocklisted_at) VALUES (@email, @bounced_at, @blocklisted_at) ON CONFLICT (email) DO UPDATE SET bounced_at = excluded.bounced_at, blocklisted_at = excluded.blocklisted_at'),
    dropBounce: db.prepare<[string]>('DELETE FROM hard_bounces WHERE email = ?'),
    spamOf: db.prepare<[string], SpamReport>('SELECT * FROM spam_reports WHERE email = ?'),
    spamPage: db.prepare<[Page], SpamReport>('SELECT * FROM spam_reports WHERE email > @after ORDER BY email LIMIT @limit'),
    putSpam: db.prepare<[SpamReport]>('INSERT INTO spam_reports (email, reported_at) VALUES (@email, @reported_at) ON CONFLICT (email) DO UPDATE SET reported_at = excluded.reported_at'),
    dropSpam: db.prepare<[string]>('DELETE FROM spam_reports WHERE email = ?'),
  }
}

export function invalidPhoneStatements(db: Db) {
  return {
    of: db.prepare<[string], InvalidPhoneNumber>('SELECT * FROM invalid_phone_numbers WHERE phone = ?'),
    list: db.prepare<[Range & { reason: InvalidReason | null }], InvalidPhoneNumber>(
      'SELECT * FROM invalid_phone_numbers WHERE detected_at >= @from AND detected_at < @to AND (@reason IS NULL OR reason = @reason) ORDER BY detected_at DESC, phone LIMIT @limit OFFSET @offset',
    ),
    page: db.prepare<[Page], InvalidPhoneNumber>('SELECT * FROM invalid_phone_numbers WHERE phone > @after ORDER BY phone LIMIT @limit'),
    put: db.prepare<[InvalidPhoneNumber]>('INSERT INTO invalid_phone_numbers (phone, reason, detected_at) VALUES (@phone, @reason, @detected_at) ON CONFLICT (phone) DO UPDATE SET reason = excluded.reason, detected_at = excluded.detected_at'),
    drop: db.prepare<[string]>('DELETE FROM invalid_phone_numbers WHERE phone = ?'),
  }
}
