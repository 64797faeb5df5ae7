// A message on its way to one user on one channel, before Liquid: all that a later attempt needs, so it is plain JSON.
import type { SubscriptionTargeting } from '../domain/campaigns/lifecycle.ts'
import type { Origin } from '../domain/messages/messages.ts'

export type Json = Record<string, unknown>
/** Quiet hours of a campaign or Canvas in the user's zone (the workspace's when he has none): `HH:MM`; `fallback` abort, or send at their end. */
export type QuietHours = { start: string; end: string; fallback: 'abort' | 'send_at_end' }

/** What caused the message, as Liquid sees it. */
export type Cause = {
  event_properties?: Json
  api_trigger_properties?: Json
  /** Canvas: `context` and `canvas_entry_properties`. */
  context?: Json
  sms?: Json
  whats_app?: Json
}

export type Outgoing = {
  profile_id: number
  /** One of MESSAGE_CHANNELS. */
  channel: string
  /** The message as it is defined, or as the request had it. */
  body: Json
  origin: Origin
  targeting: SubscriptionTargeting
  cause: Cause
  /** Rules of the workspace hold for it, and it counts for them. */
  frequency_capping: boolean
  quiet_hours: QuietHours | null
  /** Tags of the campaign or Canvas: frequency rules may name them. */
  tags: string[]
  /** A test send: no statistics, no caps, no history. */
  test: boolean
  /** What it counts its time from (ms), where that is not when it is made: a Content Card made at the first impression. */
  since?: number
  /** When it ends (ms), where its definition says so: a Banner. */
  until?: number
  /** Transactional email: ignores subscription state, caps, quiet hours. */
  transactional: boolean
}
