// Does an event start it? One matcher for triggers of campaigns, entries of Canvases, exception events, action paths and exit criteria. docs: schedule_your_campaign/triggered_delivery
import type { JournalRow } from '../../kernel/journal.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { Issue } from '../../domain/campaigns/messages.ts'

/** A trigger as definitions have it: `{type: 'custom_event', name, property_filters}` … */
export type Trigger = { type: string; [member: string]: unknown }

/** True when the row is what the trigger waits for. */
export function matchesTrigger(_trigger: Trigger, _row: JournalRow, _profile: ProfileRow): boolean {
  throw new Error('not built yet')
}

/** The namespaces of Liquid that the event gives: `event_properties` of an event or purchase, `sms` and `whats_app` of an inbound message. */
export function causeOf(_row: JournalRow): { event_properties?: Record<string, unknown>; sms?: Record<string, unknown>; whats_app?: Record<string, unknown> } {
  throw new Error('not built yet')
}

/** What is wrong with a trigger, with its place: for the checks of definitions (domain imports nothing from here: it is given this function). */
export function checkTrigger(_path: string, _trigger: unknown): Issue[] {
  throw new Error('not built yet')
}
