// Audiences of a Canvas: segments and filters of entry, paths, exit criteria and validations, judged for one user now. docs: canvas_components/audience_paths ("How users are evaluated")
import type { JournalRow } from '../../kernel/journal.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { Segments } from '../../domain/segments/segments.ts'
import type { Json } from '../outgoing.ts'
import { beforeEvent } from '../triggers/audience.ts'

/** `segments`: ids, the user is in all of them, and in none of `exclude_segments`; `filters`: a tree. Nothing at all is everybody. */
export type Audience = { segments?: readonly string[]; exclude_segments?: readonly string[]; filters?: unknown }

/** True when an audience names nobody in particular. */
export const isEverybody = (audience: unknown): boolean => {
  const { segments = [], exclude_segments = [], filters } = (audience ?? {}) as Audience
  return segments.length === 0 && exclude_segments.length === 0 && (filters === undefined || filters === null || Object.keys(filters as object).length === 0)
}

/** Judges audiences in one world. */
export function createAudiences({ segments }: { segments: Segments }) {
  const filtersOf = (audience: unknown): unknown => segments.audienceFilters(audience ?? {})

  return {
    /** The audience as one tree. */
    filtersOf,
    /** True when the user was in it before this event. docs: schedule_your_campaign/triggered_delivery */
    had: (audience: unknown, profile: Pick<ProfileRow, 'id'>, event: JournalRow): boolean => isEverybody(audience) || segments.holds(beforeEvent(filtersOf(audience), event, (id) => segments.find(id)?.filters), profile.id),
    /** True when the user is in it, now. `context`: the variables that filters of a Canvas may name. */
    has: (audience: unknown, profile: Pick<ProfileRow, 'id'>, context?: Json): boolean => isEverybody(audience) || segments.holds(filtersOf(audience), profile.id, context === undefined ? {} : { context }),
    both: (one: unknown, other: unknown): unknown => ({ op: 'AND', children: [one, other] }),
  }
}

export type Audiences = ReturnType<typeof createAudiences>
