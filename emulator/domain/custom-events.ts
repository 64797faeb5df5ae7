// Custom events: counted per profile and name, kept one by one, never de-duplicated unless the workspace says so. docs: api/objects_filters/event_object
import type { Clock } from '../kernel/clock.ts'
import type { Db } from '../kernel/db.ts'
import type { Journal } from '../kernel/journal.ts'
import type { EventRow, EventSummary } from './activity.sql.ts'
import { eventStatements } from './activity.sql.ts'
import type { Decisions } from './decisions.ts'
import type { ProfileRef, ProfileRow, Profiles } from './profiles/profiles.ts'
import type { Settings } from './settings.ts'

/** Where an event came from; `session_id` only from SDKs. */
export type Origin = { source: 'rest' | 'sdk'; app_id: string | null; device_id?: string; session_id: string | null }
export type CustomEvent = { name: string; at: number; properties: Record<string, unknown> }

/** Custom events of one world. */
export function createCustomEvents({ db, clock, journal, decisions, settings, profiles }: { db: Db; clock: Clock; journal: Journal; decisions: Decisions; settings: Settings; profiles: Profiles }) {
  const sql = eventStatements(db)

  return {
    /** Logs an event on a profile. False when its name is on the block list, or it is a duplicate that the workspace drops (rule N9). */
    log(profile: ProfileRef, { name, at, properties }: CustomEvent, { source, app_id, device_id, session_id }: Origin): boolean {
      if (settings.get().block_lists.events.includes(name)) {
        decisions.ignored({ rule: 'block_list.events', why: 'the event is on the block list', compared: { name } }, profile.braze_id)
        return false
      }
      const text = JSON.stringify(properties)
      if (source === 'sdk' && settings.get().sdk_duplicates === 'drop' && sql.duplicates.get(profile.id, name, at, session_id, text)!.n > 0) {
        decisions.ignored({ rule: 'N9', why: 'an event with the same time, session and content is there already', compared: { name, at, session_id } }, profile.braze_id)
        return false
      }
      sql.insert.run(profile.id, name, at, app_id, session_id, text)
      sql.sum.run(profile.id, name, 1, at, at)
      profiles.touch(profile.id)
      journal.append('custom_event.logged', { name, time: at, properties, source, app_id, ...(device_id === undefined ? {} : { device_id }), ...(session_id === null ? {} : { session_id }), received_at: clock.now() }, profile.braze_id)
      return true
    },
    summaries: (profile: ProfileRow): EventSummary[] => sql.summaries.all(profile.id),
    summary: (profile: ProfileRow, name: string): EventSummary | undefined => sql.summary.get(profile.id, name),
    recent: (profile: ProfileRow, limit: number): EventRow[] => sql.recent.all(profile.id, limit),
    /** Adds the events of `from` to `to`: counts summed, first earlier, last later. */
    merge(from: ProfileRow, to: ProfileRow): void {
      for (const one of sql.summaries.all(from.id)) sql.sum.run(to.id, one.name, one.count, one.first_at, one.last_at)
      sql.clearSummaries.run(from.id)
      sql.move.run(to.id, from.id)
    },
  }
}

export type CustomEvents = ReturnType<typeof createCustomEvents>
