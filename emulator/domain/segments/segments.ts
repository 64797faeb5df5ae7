// Segments: definitions that are checked when they are made, who is in them, and how big they were each day. docs: user_guide/engagement_tools/segments
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { Scheduler } from '../../kernel/scheduler.ts'
import type { Issue } from '../campaigns/messages.ts'
import type { Days } from '../days.ts'
import type { Decisions } from '../decisions.ts'
import { Refusal } from '../refusal.ts'
import type { Settings } from '../settings.ts'
import { parseTime } from '../times.ts'
import { audienceFilters, partsOf } from './audiences.ts'
import { checkedAudience } from './connected-audience.ts'
import { describeTree } from './describe.ts'
import { extensionsOf } from './extensions.ts'
import type { FlagUser, KnownFlags } from './flag-plans.ts'
import { NO_FLAGS, NO_RECURSION } from './flag-plans.ts'
import type { Context } from './leaf.ts'
import { invalid } from './leaf.ts'
import type { Explained } from './explain.ts'
import type { Moment, Place } from './membership.sql.ts'
import { membershipOf } from './membership.sql.ts'
import type { SegmentRow, SegmentUser } from './segments.sql.ts'
import { segmentStatements } from './segments.sql.ts'
import { sizesOf } from './sizes.ts'
import { DEEPEST } from './tree.ts'

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

/** The live and stopped definitions that an archived segment takes with it. */
export type Users = { segment_id: string; campaigns: string[]; canvases: string[] }

export const PAGE = 100 // segments a page. docs: get_segment
const HALF_DAY = 43_200_000
/** A segment may have one with no further one in it; an audience may have any segment. docs: segmentation_filters, "Segment Membership" */
const NESTING = 1
const DEEPEST_NESTING = 2

type Nouns = { db: Db; clock: Clock; journal: Journal; scheduler: Scheduler; decisions: Decisions; settings: Settings; days: Days }

/** The segments of one world. */
export function createSegments({ db, clock, journal, scheduler, decisions, settings, days }: Nouns) {
  const sql = segmentStatements(db)
  let flags = NO_FLAGS

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
      now, time_zone, rates: exchange_rates, nesting: DEEPEST_NESTING, choosing: false, limited: false, local_time_zone: undefined, canvas: undefined,
      today: days.dayOf(now),
      startOf,
      endOf: (day) => days.spans(startOf(day), 1)[0]!.to,
      flag: (id) => flags.plan(id),
      noFlags: undefined,
      extension: (id) => extensions.find(id),
      segment: (id) => ((row) => (row === undefined ? undefined : { filters: JSON.parse(row.filters) as unknown, archived: row.archived === 1 }))(sql.one.get(id)),
    }
  }
  const membership = membershipOf({ db, context, share: (flag_id, braze_id) => flags.share(flag_id, braze_id) })
  const extensions = extensionsOf({ db, clock, journal, scheduler, decisions, days, membership, context })
  const sizes = sizesOf({ clock, scheduler, decisions, days, sql, size: (filters) => membership.size(filters) })

  const archived: ((users: Users) => void)[] = []
  const opened = (id: string): Segment => ((segment) => {
    if (segment === undefined) throw new Refusal('not_found', { id })
    return segment
  })(find(id))

  /** Who would not work without the segment. */
  function used(id: string): { kind: 'segment' | 'campaign' | 'canvas' | FlagUser['kind']; id: string; name: string }[] {
    const as = (kind: 'segment' | 'campaign' | 'canvas') => ({ id: user, name }: { id: string; name: string }) => ({ kind, id: user, name })
    const flag = flags.using(id)
    return [...sql.using.all(id).map(as('segment')), ...sql.campaignsUsing.all(id).map(as('campaign')), ...sql.canvasesUsing.all(id).map(as('canvas')), ...(flag?.kind === 'feature_flag' ? [flag] : [])]
  }

  /** "Any campaigns or Canvases using it will also be archived. This also includes nested segments where both segments and any campaigns or Canvases using them will also be archived". docs: creating_a_segment, "Archiving segments" */
  function archiveUsers(id: string): void {
    const outer = sql.using.all(id).map((one) => one.id)
    for (const one of outer) {
      const row = sql.one.get(one)!
      if (row.archived === 1) continue
      write({ ...row, archived: 1, updated_at: clock.now() })
      journal.append('segment.updated', { id: one, changes: { archived: true } })
    }
    const ids = (find: (id: string) => SegmentUser[]): string[] => [...new Set([id, ...outer].flatMap((one) => find(one).flatMap((user) => (user.archived === 1 ? [] : [user.id]))))]
    const users: Users = { segment_id: id, campaigns: ids((one) => sql.campaignsUsing.all(one)), canvases: ids((one) => sql.canvasesUsing.all(one)) }
    for (const hear of archived) hear(users)
  }

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
    const uses = nests(filters)
    const itself = uses.find((one) => one.id === id)
    if (itself !== undefined) throw invalid(itself.path, 'a segment can not be a filter of itself')
    membership.check(filters, 'filters', { nesting: NESTING })
    const depending = [id, ...sql.using.all(id).map((outer) => outer.id)].map((one) => flags.using(one)).find((one) => one !== undefined)
    if (depending !== undefined) membership.check(filters, 'filters', { nesting: NESTING, noFlags: `${NO_RECURSION}, and the segment is used by the ${depending.kind.replaceAll('_', ' ')} ${depending.id}` })
    const user = uses.length === 0 ? undefined : sql.using.get(id)
    if (user !== undefined) throw new Refusal('invalid_filter', { path: uses[0]!.path, why: `the segment is nested in '${user.name}': it can not have the filter segment_membership itself` })
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
      if (patch.filters !== undefined && JSON.stringify(patch.filters) !== row.filters) check(id, patch.filters)
      const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
      const stored = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, typeof value === 'boolean' ? Number(value) : typeof value === 'object' && value !== null ? JSON.stringify(value) : value]))
      const segment = write({ ...row, ...stored, updated_at: clock.now() })
      journal.append('segment.updated', { id, changes: given })
      if (segment.archived && row.archived === 0) archiveUsers(id)
      return segment
    },
    remove(id: string): void {
      const [user] = used(id)
      if (user !== undefined) throw new Refusal('segment_in_use', { id, used_by: user.id, kind: user.kind, name: user.name })
      if (sql.remove.run(id).changes === 0) throw new Refusal('not_found', { id })
      sizes.forget(id)
      journal.append('segment.deleted', { id })
    },
    used,
    extensions,
    /** From now on filters may name feature flags. */
    know: (known: KnownFlags): void => void (flags = known),
    /** Calls `hear` when a segment was archived, in the same transaction. */
    onArchived: (hear: (users: Users) => void): void => void archived.push(hear),
    /** Throws Refusal('invalid_filter', {path, why}) for a tree that can not be used; with `canvas` it stands in a step of a Canvas and may have filters on context variables. */
    check: (filters: unknown, path: string, place?: Place): void => membership.check(filters, path, place),
    /** True when the user passes the filters. */
    holds: (filters: unknown, profileId: number, moment?: Moment): boolean => membership.has(filters, profileId, moment),
    /** The filters with what each says of the user. */
    explain: (filters: unknown, profileId: number, moment?: Moment): Explained => membership.explain(filters, profileId, moment),
    /** Why a user is in a segment or not. Throws Refusal('not_found'). */
    explainSegment(id: string, profileId: number, moment?: Moment): { segment_id: string; name: string; match: boolean; filters: Explained } {
      const segment = opened(id)
      const filters = membership.explain(segment.filters, profileId, moment)
      return { segment_id: id, name: segment.name, match: filters.match, filters }
    },
    /** `{segments, exclude_segments, filters}` of a definition as one tree for `holds`, `each` and `explain`. */
    audienceFilters,
    /** What is wrong with the audience of a definition that stands at `path`. `live`: it is used now, so its segments must not be archived. `flags: false`: it is a feature flag's own. */
    checkAudience(path: string, audience: unknown, { canvas = false, live = false, flags: mayHaveFlags = true }: { canvas?: boolean; live?: boolean; flags?: boolean } = {}): Issue[] {
      const noFlags = mayHaveFlags ? undefined : NO_RECURSION
      return wrongIn(() => partsOf(audience, path), (parts) => parts.flatMap(({ path: place, filters, segment }) => {
        const row = segment === undefined ? undefined : sql.one.get(segment)
        if (segment !== undefined && row === undefined) return [issue(place, `names no segment: ${segment}`)]
        if (live && row?.archived === 1) return [issue(place, `names an archived segment: ${segment}`)]
        return segment === undefined || !mayHaveFlags ? wrongIn(() => membership.check(filters, place, { canvas, live, noFlags }), () => []) : []
      }))
    },
    /** True when the user is in it, now. */
    has: ({ filters }: Filtered, profileId: number): boolean => membership.has(filters, profileId),
    size: ({ filters }: Filtered): number => membership.size(filters),
    /** Profile ids of at most `limit` members after `afterId`, in order: a page of a walk through all of them. */
    each: ({ filters }: Filtered, afterId: number, limit: number): number[] => membership.each(filters, afterId, limit),
    /** Sizes by day. */
    sizes: sizes.of,
    /** The `audience` of an API call as filters for `has`, `size` and `each`. Throws Refusal('invalid_filter', {path, why}). */
    audience: (json: unknown): Filtered => ({ filters: checkedAudience(json, membership.check) }),
    /** What is wrong with the `audience` of an API call, and where; undefined when it can be used. */
    validateAudience(json: unknown): { path: string; why: string } | undefined {
      try {
        checkedAudience(json, membership.check)
        return undefined
      } catch (error) {
        if (error instanceof Refusal && error.code === 'invalid_filter') return error.details as { path: string; why: string }
        throw error
      }
    },
  }
}

const issue = (path: string, what: string): Issue => ({ path, message: `${path} ${what}` })
/** The refusal of a filter as what is wrong with a definition. */
function wrongIn<T>(work: () => T, then: (result: T) => Issue[]): Issue[] {
  try {
    return then(work())
  } catch (error) {
    if (error instanceof Refusal && error.code === 'invalid_filter') return [issue(String(error.details['path']), String(error.details['why']))]
    throw error
  }
}

/** The segments that a tree has as filters, and where; deeper than any tree may be, nobody looks. */
function nests(json: unknown, path = 'filters', depth = 1): { id: string; path: string }[] {
  if (typeof json !== 'object' || json === null || depth > DEEPEST) return []
  const { filter, segment_id, children } = json as Record<string, unknown>
  return [...(filter === 'segment_membership' && typeof segment_id === 'string' ? [{ id: segment_id, path }] : []), ...(Array.isArray(children) ? children.flatMap((child, index) => nests(child, `${path}.children[${index}]`, depth + 1)) : [])]
}

/** Whether the audience of a definition names the segment. */
export const namesSegment = (audience: object | null, id: string): boolean => partsOf(audience, 'audience').some(({ filters }) => nests(filters).some((one) => one.id === id))

export type Segments = ReturnType<typeof createSegments>
