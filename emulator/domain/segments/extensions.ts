// Segment Extensions: users who did one thing more, less or exactly so often in up to two years; a list as it was at the last refresh. docs: user_guide/audience/segments/segment_extension
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Journal } from '../../kernel/journal.ts'
import { lazy } from '../../kernel/lazy.ts'
import type { Scheduler } from '../../kernel/scheduler.ts'
import type { Days } from '../days.ts'
import type { Decisions } from '../decisions.ts'
import { Refusal } from '../refusal.ts'
import type { ExtensionRow } from './extensions.sql.ts'
import { criteriaCondition, extensionStatements } from './extensions.sql.ts'
import type { Context } from './leaf.ts'
import { isObject, invalid, leafOf } from './leaf.ts'
import type { Membership } from './membership.sql.ts'

const luxon = lazy<typeof import('luxon')>('luxon')

const MOST_ACTIVE = 25 // "a default allotment of 25 active Segment Extensions per workspace"
const PROCESS = 'segment_extension.process'
const REFRESH = 'segment_extension.refresh'
const DAY = 86_400_000
const A_MONTH_OF_DAYS = 33 // one more: a month with the end of summer time has an hour more than its days

/** When it is refreshed by itself: every day, week (`weekday` 1 Monday to 7) or month (`day` 1 to 28) at a time of the workspace's zone. */
export type Refresh = { every: 'day' | 'week' | 'month'; time?: string | undefined; weekday?: number | undefined; day?: number | undefined }
export type Extension = { id: string; name: string; description: string; archived: boolean; criteria: unknown; refresh: Refresh | null; processing: boolean; refreshed_at: number | null; size: number; created_at: number; updated_at: number }
export type ExtensionInput = { name: string; criteria: unknown } & Partial<{ description: string | undefined; archived: boolean | undefined; refresh: Refresh | null | undefined }>

type Nouns = { db: Db; clock: Clock; journal: Journal; scheduler: Scheduler; decisions: Decisions; days: Days; membership: Membership; context: () => Context }

/** The Segment Extensions of one world. */
export function extensionsOf({ db, clock, journal, scheduler, decisions, days, membership, context }: Nouns) {
  const sql = extensionStatements(db)
  const open = ({ n: _, definition, archived, processing, ...row }: ExtensionRow & { n?: number }): Extension => ({ ...row, ...(JSON.parse(definition) as Pick<Extension, 'description' | 'criteria' | 'refresh'>), archived: archived === 1, processing: processing === 1 })
  const find = (id: string): Extension | undefined => ((row) => (row === undefined ? undefined : open(row)))(sql.one.get(id))

  function known(id: string): Extension {
    const found = find(id)
    if (found === undefined) throw new Refusal('not_found', { id })
    return found
  }
  function save({ description, criteria, refresh, archived, processing, ...row }: Extension): Extension {
    sql.put.run({ ...row, archived: Number(archived), processing: Number(processing), definition: JSON.stringify({ description, criteria, refresh }) })
    return known(row.id)
  }

  const condition = (criteria: unknown, now: Context) => {
    if (!isObject(criteria)) throw invalid('criteria', 'must be an object: event, cmp, value, days')
    return criteriaCondition(leafOf(criteria, 'criteria'), now)
  }
  function checkActive(): void {
    if (sql.active.get()!.n >= MOST_ACTIVE) throw new Refusal('too_many_extensions', { most: MOST_ACTIVE })
  }

  /** The next time of its refresh after now: that time on the clock of the workspace's zone, also on days of 23 or 25 hours. */
  function nextRefresh({ every, time = '00:00', weekday = 1, day = 1 }: Refresh): number {
    const zone = context().time_zone
    const fits = (date: string): boolean => (every === 'day' ? true : every === 'week' ? (new Date(`${date}T00:00:00Z`).getUTCDay() || 7) === weekday : Number(date.slice(8)) === day)
    const coming = days.spans(clock.now() + (A_MONTH_OF_DAYS - 1) * DAY, A_MONTH_OF_DAYS)
    const due = coming.filter((span) => fits(span.time)).map((span) => luxon().DateTime.fromISO(`${span.time}T${time}`, { zone }).toMillis())
    return due.find((at) => at > clock.now())!
  }
  function arm({ id, archived, refresh }: Extension): void {
    if (refresh === null || archived) scheduler.cancel(REFRESH, id)
    else scheduler.schedule(nextRefresh(refresh), REFRESH, { id }, id)
  }

  /** "Processing takes place each time a save or refresh occurs": until then the old members stay. */
  function process(extension: Extension): Extension {
    scheduler.schedule(clock.now(), PROCESS, { id: extension.id }, extension.id)
    return save({ ...extension, processing: true })
  }
  scheduler.on(PROCESS, ({ id }) => {
    const extension = find(id as string)
    if (extension === undefined) return
    try {
      const users = membership.whom((now) => condition(extension.criteria, now))
      sql.clear.run(extension.id)
      for (const user of users) sql.add.run(extension.id, user)
      save({ ...extension, processing: false, refreshed_at: clock.now(), size: users.length })
      journal.append('segment_extension.refreshed', { id: extension.id, size: users.length })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      save({ ...extension, processing: false })
      decisions.ignored({ rule: 'segment_extension', why: 'it could not be refreshed: the old members stay', compared: { id: extension.id, ...error.details } })
    }
  })
  scheduler.on(REFRESH, ({ id }) => {
    const extension = find(id as string)
    if (extension === undefined || extension.archived) return
    arm(process(extension))
  })

  /** Who would not work without it: segments first, then live messages. */
  function used(id: string, { live = false } = {}): { id: string; name: string } | undefined {
    const segments = sql.segmentsUsing.all(id)
    const messages = sql.liveUsing.flatMap((one) => one.all(id, JSON.stringify(segments.map((segment) => segment.id))))
    return live ? messages[0] : (segments[0] ?? messages[0])
  }

  return {
    list: (): Extension[] => sql.all.all().map(open),
    find,
    create({ id, name, description = '', archived = false, refresh = null, criteria }: ExtensionInput & { id: string }): Extension {
      if (sql.one.get(id) !== undefined) throw new Refusal('already_exists', { id })
      condition(criteria, context())
      if (!archived) checkActive()
      const at = clock.now()
      const made = process(save({ id, name, description, archived, criteria, refresh, processing: true, refreshed_at: null, size: 0, created_at: at, updated_at: at }))
      arm(made)
      journal.append('segment_extension.created', made)
      return made
    },
    /** Throws Refusal 'processing' while it is being refreshed, 'extension_in_use' when it is archived under active messages. */
    update(id: string, patch: Partial<ExtensionInput>): Extension {
      const before = known(id)
      if (before.processing) throw new Refusal('processing', { id })
      const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Partial<Extension>
      if (given.criteria !== undefined) condition(given.criteria, context())
      if (given.archived === true && !before.archived) {
        const user = used(id, { live: true })
        if (user !== undefined) throw new Refusal('extension_in_use', { id, used_by: user.id, name: user.name })
      }
      if (given.archived === false && before.archived) checkActive()
      const after = save({ ...before, ...given, updated_at: clock.now() })
      arm(after)
      journal.append('segment_extension.updated', { id, changes: given })
      return after.archived ? after : process(after)
    },
    /** Throws Refusal 'extension_in_use' as long as a segment or a live message has it as a filter. */
    remove(id: string): void {
      known(id)
      const user = used(id)
      if (user !== undefined) throw new Refusal('extension_in_use', { id, used_by: user.id, name: user.name })
      scheduler.cancel(PROCESS, id)
      scheduler.cancel(REFRESH, id)
      sql.remove.run(id)
      journal.append('segment_extension.deleted', { id })
    },
    /** Begins to refresh it; the new members are there when what is due has run. */
    refresh: (id: string): Extension => process(known(id)),
  }
}
