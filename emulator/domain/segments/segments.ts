// Segments: definitions that are checked when they are made, who is in them, and how big they were each day. docs: user_guide/engagement_tools/segments
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { Scheduler } from '../../kernel/scheduler.ts'
import type { Days } from '../days.ts'
import type { Decisions } from '../decisions.ts'
import { Refusal } from '../refusal.ts'
import type { Settings } from '../settings.ts'
import { parseTime } from '../times.ts'
import { treeOfAudience } from './connected-audience.ts'
import { describeTree } from './describe.ts'
import type { Context } from './leaf.ts'
import { membershipOf } from './membership.sql.ts'
import type { SegmentRow } from './segments.sql.ts'
import { segmentStatements } from './segments.sql.ts'
import { sizesOf } from './sizes.ts'

export type Segment = {
  id: string
  name: string
  /** The filters in words; written by hand, or made from them. */
  description: string
  text_description: string
  tags: string[]
  teams: string[]
  analytics_tracking_enabled: boolean
  archived: boolean
  filters: unknown
  created_at: number
  updated_at: number
}
export type SegmentInput = { name: string; filters: unknown } & Partial<{ description: string | null | undefined; text_description: string | undefined; tags: string[] | undefined; teams: string[] | undefined; analytics_tracking_enabled: boolean | undefined; archived: boolean | undefined }>
/** A tree of filters, or anything that has one. */
export type Filtered = { filters: unknown }

export const PAGE = 100 // segments a page. docs: get_segment
const HALF_DAY = 43_200_000

type Nouns = { db: Db; clock: Clock; journal: Journal; scheduler: Scheduler; decisions: Decisions; settings: Settings; days: Days }

/** The segments of one world. */
export function createSegments({ db, clock, journal, scheduler, decisions, settings, days }: Nouns) {
  const sql = segmentStatements(db)

  /** When a day of the workspace's zone begins: no zone is further than 14 hours from UTC, so the day's UTC midnight or noon lies in it. */
  function startOf(day: string): number {
    const midnight = parseTime(day)!
    return days.startOf(days.dayOf(midnight) === day ? midnight : midnight + HALF_DAY)
  }
  /** What filters may know of the world right now. */
  const context = (): Context => {
    const now = clock.now()
    const { time_zone, exchange_rates } = settings.get()
    return {
      now, time_zone, rates: exchange_rates, nested: false, limited: false,
      today: days.dayOf(now),
      startOf,
      endOf: (day) => days.spans(startOf(day), 1)[0]!.to,
      segment: (id) => ((row) => (row === undefined ? undefined : (JSON.parse(row.filters) as unknown)))(sql.one.get(id)),
    }
  }
  const membership = membershipOf({ db, context })
  const sizes = sizesOf({ clock, scheduler, decisions, days, sql, size: (filters) => membership.size(filters) })

  const open = ({ n: _, ...row }: SegmentRow & { n?: number }): Segment => {
    const filters = JSON.parse(row.filters) as unknown
    return {
      ...row, filters,
      description: row.description ?? describeTree(filters),
      tags: JSON.parse(row.tags) as string[], teams: JSON.parse(row.teams) as string[],
      analytics_tracking_enabled: row.analytics_tracking_enabled === 1, archived: row.archived === 1,
    }
  }
  const find = (id: string): Segment | undefined => ((row) => (row === undefined ? undefined : open(row)))(sql.one.get(id))

  /** Throws for a tree that can not be used, and for one that would nest a nested segment. */
  function check(id: string, filters: unknown): void {
    membership.check(filters, 'filters')
    const uses = nests(filters)
    if (uses.includes(id)) throw new Refusal('invalid_filter', { path: 'filters', why: 'a segment can not be a filter of itself' })
    const user = uses.length === 0 ? undefined : sql.using.get(id)
    if (user !== undefined) throw new Refusal('invalid_filter', { path: 'filters', why: `the segment is nested in '${user.name}': it can not have the filter segment_membership itself` })
  }

  function write(row: SegmentRow): Segment {
    sql.put.run(row)
    const segment = open(row)
    sizes.track(segment)
    return segment
  }

  return {
    list: (): Segment[] => sql.all.all().map(open),
    find,
    /** A page of those that are not archived, by age. */
    page: (page: number, direction: 'asc' | 'desc'): Segment[] => (direction === 'asc' ? sql.oldest : sql.newest).all(PAGE, page * PAGE).map(open),
    create(input: SegmentInput & { id: string }): Segment {
      if (sql.one.get(input.id) !== undefined) throw new Refusal('already_exists', { id: input.id })
      check(input.id, input.filters)
      const at = clock.now()
      const segment = write({
        id: input.id, name: input.name, description: input.description ?? null, text_description: input.text_description ?? '', tags: JSON.stringify(input.tags ?? []), teams: JSON.stringify(input.teams ?? []),
        analytics_tracking_enabled: Number(input.analytics_tracking_enabled ?? false), archived: Number(input.archived ?? false), filters: JSON.stringify(input.filters), created_at: at, updated_at: at,
      })
      journal.append('segment.created', segment)
      return segment
    },
    update(id: string, patch: Partial<SegmentInput>): Segment {
      const row = sql.one.get(id)
      if (row === undefined) throw new Refusal('not_found', { id })
      if (patch.filters !== undefined) check(id, patch.filters)
      const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
      const stored = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, typeof value === 'boolean' ? Number(value) : typeof value === 'object' && value !== null ? JSON.stringify(value) : value]))
      const segment = write({ ...row, ...stored, updated_at: clock.now() })
      journal.append('segment.updated', { id, changes: given })
      return segment
    },
    remove(id: string): void {
      const user = sql.using.get(id)
      if (user !== undefined) throw new Refusal('segment_in_use', { id, used_by: user.id })
      if (sql.remove.run(id).changes === 0) throw new Refusal('not_found', { id })
      sizes.forget(id)
      journal.append('segment.deleted', { id })
    },
    /** True when the user is in it, now. */
    has: ({ filters }: Filtered, profileId: number): boolean => membership.has(filters, profileId),
    size: ({ filters }: Filtered): number => membership.size(filters),
    /** Profile ids of at most `limit` members after `afterId`, in order: a page of a walk through all of them. */
    each: ({ filters }: Filtered, afterId: number, limit: number): number[] => membership.each(filters, afterId, limit),
    /** Sizes by day. */
    sizes: sizes.of,
    /** The `audience` of an API call as filters for `has`, `size` and `each`. Throws Refusal('invalid_filter', {path, why}). */
    audience(json: unknown): Filtered {
      const filters = treeOfAudience(json)
      membership.check(filters, 'audience')
      return { filters }
    },
    /** What is wrong with the `audience` of an API call, and where; undefined when it can be used. */
    validateAudience(json: unknown): { path: string; why: string } | undefined {
      try {
        const filters = treeOfAudience(json)
        membership.check(filters, 'audience')
        return undefined
      } catch (error) {
        if (error instanceof Refusal && error.code === 'invalid_filter') return error.details as { path: string; why: string }
        throw error
      }
    },
  }
}

/** The segments that a tree has as filters. */
function nests(json: unknown): string[] {
  if (typeof json !== 'object' || json === null) return []
  const { filter, segment_id, children } = json as Record<string, unknown>
  return [...(filter === 'segment_membership' && typeof segment_id === 'string' ? [segment_id] : []), ...(Array.isArray(children) ? children.flatMap(nests) : [])]
}

export type Segments = ReturnType<typeof createSegments>
