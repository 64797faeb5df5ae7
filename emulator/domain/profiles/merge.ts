// Merging two profiles: what is filled, summed, moved and left. docs: post_users_merge, user_profile_lifecycle; rules U3–U6
import type { Journal } from '../../kernel/journal.ts'
import type { CanvasEntries } from '../canvas/entries.ts'
import type { CanvasFeatureFlags } from '../canvas/feature-flags.ts'
import type { Banners } from '../banners/banners.ts'
import type { Cards } from '../cards/cards.ts'
import type { Cohorts } from '../cohorts.ts'
import type { CustomEvents } from '../custom-events.ts'
import type { Decisions } from '../decisions.ts'
import type { Devices } from '../devices.ts'
import type { Purchases } from '../purchases.ts'
import type { PushTokens } from '../push-tokens.ts'
import type { Sessions } from '../sessions.ts'
import type { Handed } from '../messages/handed.ts'
import type { MessageHistory } from '../messages/history.ts'
import type { Messages } from '../messages/messages.ts'
import type { MergeMode } from '../settings.ts'
import type { Aliases } from './aliases.ts'
import { customAttributes } from './attributes.ts'
import { plainValue } from './custom-values.ts'
import type { ProfileRow, Profiles } from './profiles.ts'

/** Filled on the kept profile when it has none. docs: post_users_merge */
const FILLED = ['first_name', 'last_name', 'email', 'gender', 'dob', 'phone', 'time_zone', 'home_city', 'country', 'language'] as const
const COMPANIONS: Partial<Record<(typeof FILLED)[number], keyof ProfileRow>> = { phone: 'phone_e164', country: 'country_from', language: 'language_from' }

type Nouns = { journal: Journal; decisions: Decisions; profiles: Profiles; aliases: Aliases; sessions: Sessions; customEvents: CustomEvents; purchases: Purchases; devices: Devices; pushTokens: PushTokens; cohorts: Cohorts; messages: Messages; messageHistory: MessageHistory; handed: Handed; cards: Cards; banners: Banners; canvasEntries: CanvasEntries; canvasFeatureFlags: CanvasFeatureFlags }

const earlier = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.min(a, b))
const later = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.max(a, b))

/** Merges profiles of one world. */
export function createMerge({ journal, decisions, profiles, aliases, sessions, customEvents, purchases, devices, pushTokens, cohorts, messages, messageHistory, handed, cards, banners, canvasEntries, canvasFeatureFlags }: Nouns) {
  /** Copies what the kept profile lacks; answers the values that moved and those that were kept against others. */
  function fill(from: ProfileRow, to: ProfileRow): { filled: Record<string, unknown>; kept: Record<string, unknown> } {
    const filled: Record<string, unknown> = {}
    const kept: Record<string, unknown> = {}
    for (const field of FILLED) {
      if (from[field] === null) continue
      if (to[field] === null) {
        filled[field] = from[field]
        const companion = COMPANIONS[field]
        Object.assign(to, { [field]: from[field] }, companion === undefined ? {} : { [companion]: from[companion] })
      } else if (to[field] !== from[field]) kept[field] = { kept: to[field], lost: from[field] }
    }
    return { filled, kept }
  }

  function fillCustom(from: ProfileRow, to: ProfileRow, moved: { filled: Record<string, unknown>; kept: Record<string, unknown> }): void {
    const target = customAttributes(to)
    for (const [name, value] of customAttributes(from)) {
      if (!target.has(name)) {
        target.set(name, value)
        moved.filled[name] = plainValue(value)
      } else if (JSON.stringify(target.get(name)) !== JSON.stringify(value)) moved.kept[name] = { kept: plainValue(target.get(name)!), lost: plainValue(value) }
    }
    to.custom_attributes = JSON.stringify(Object.fromEntries(target))
  }

  return {
    /**
     * Merges `from` into `to`; `from` becomes an orphan. `mode`: `lifecycle` fills blank profile fields, sums sessions, moves tokens, devices and aliases;
     * `merge-endpoint` adds custom attributes, events and purchases; `none` moves tokens and devices only. `rule` names who asked.
     * False when the two must not be merged: one profile twice, or two profiles with an invalid phone number each.
     */
    merge(from: ProfileRow, to: ProfileRow, mode: MergeMode, rule: string): boolean {
      if (from.id === to.id) {
        decisions.ignored({ rule, why: 'both names are the same profile', compared: { braze_id: to.braze_id } }, to.braze_id)
        return false
      }
      const badPhone = (profile: ProfileRow) => profile.phone !== null && profile.phone_e164 === null
      if (mode === 'merge-endpoint' && badPhone(from) && badPhone(to)) {
        decisions.ignored({ rule, why: 'both profiles have an invalid phone number', compared: { from: from.phone, to: to.phone } }, to.braze_id)
        return false
      }
      const moved: { filled: Record<string, unknown>; kept: Record<string, unknown> } = { filled: {}, kept: {} }
      let names: ReturnType<Aliases['move']> = { moved: [], dropped: [] }
      if (mode !== 'none') {
        Object.assign(moved, fill(from, to))
        names = aliases.move(from, to)
        to.session_count += from.session_count
        to.session_seconds += from.session_seconds
        to.first_session_at = earlier(to.first_session_at, from.first_session_at)
        to.last_session_at = later(to.last_session_at, from.last_session_at)
        to.test_user = Math.max(to.test_user, from.test_user)
        sessions.merge(from, to)
        cohorts.merge(from, to) // not among the fields that Braze's pages list; a partner that synced either user means this one
      }
      if (mode === 'merge-endpoint') {
        fillCustom(from, to, moved)
        to.revenue_cents = Math.max(-9e15, Math.min(9e15, to.revenue_cents + from.revenue_cents))
        to.purchase_count += from.purchase_count
        customEvents.merge(from, to)
        purchases.merge(from, to)
      }
      // Not told for messages: the kept user is the one who got them, so nothing is sent a second time
      messages.merge(from, to)
      messageHistory.merge(from, to)
      handed.merge(from, to)
      cards.merge(from, to)
      banners.merge(from, to)
      canvasEntries.merge(from, to)
      canvasFeatureFlags.merge(from, to)
      pushTokens.merge(from, to)
      devices.merge(from, to)
      const before = { braze_id: from.braze_id, external_id: from.external_id }
      from.state = 'orphaned'
      from.merged_into = to.id
      from.external_id = null
      for (const id of profiles.deprecatedIds(from.id)) profiles.undeprecate(id)
      profiles.reparent(from.id, to.id)
      profiles.save(from)
      profiles.save(to)
      journal.append(
        'profile.merged',
        { rule, mode, from: before, into: { braze_id: to.braze_id, external_id: to.external_id }, filled: moved.filled, kept: moved.kept, sessions_added: mode === 'none' ? 0 : from.session_count, aliases_moved: names.moved, aliases_dropped: names.dropped, left_behind: mode === 'merge-endpoint' ? [] : leftBehind(from) },
        to.braze_id,
      )
      return true
    },
  }

  /** What stays with the orphan: users ask for it most often. */
  function leftBehind(from: ProfileRow): string[] {
    return [
      ...(from.custom_attributes === '{}' ? [] : ['custom_attributes']),
      ...(customEvents.summaries(from).length === 0 ? [] : ['custom_events']),
      ...(purchases.summaries(from).length === 0 ? [] : ['purchases']),
    ]
  }
}

export type Merge = ReturnType<typeof createMerge>
