// The life of a definition: draft → active ↔ stopped → archived, changes, and the draft of changes to one that is live. Shared by campaigns and Canvases.
import type { Clock } from '../../kernel/clock.ts'
import { Refusal } from '../refusal.ts'
import type { DefinitionRow, DefinitionStatements, ListQuery } from './definitions.sql.ts'
import type { Issue } from './messages.ts'

/** Who gets it by subscription state: all but unsubscribed, opted-in only, everybody. docs: user_guide/.../email/subscriptions */
export const SUBSCRIPTION_TARGETING = ['subscribed', 'opted_in', 'all'] as const
export type SubscriptionTargeting = (typeof SUBSCRIPTION_TARGETING)[number]

/** Where a definition stands; times in ms. `first` and `last` frame what was sent (a campaign) or entered (a Canvas). */
export type State = { id: string; draft: boolean; enabled: boolean; archived: boolean; created_at: number; updated_at: number; launched_at: number | null }
/** What every definition has. `post_launch_draft`: members as they will be when it is launched again. */
export type Definition = { name: string; description: string; tags: string[]; post_launch_draft: object | null }
export type Start = { draft?: boolean; enabled?: boolean; archived?: boolean }
export type Happened = 'created' | 'updated' | 'deleted' | 'launched' | 'stopped' | 'archived' | 'unarchived'

type Life<D extends Definition, Live> = {
  rows: DefinitionStatements
  clock: Clock
  open: (definition: D, state: State, row: DefinitionRow) => Live
  /** Adds ids, names and shares that were left out. */
  complete: (definition: D) => D
  check: (definition: D, draft: boolean) => Issue[]
  /** Keeps what belongs to it in other tables. */
  keep: (id: string, definition: D) => void
  note: (what: Happened, id: string, more: Record<string, unknown>) => void
}

/** Throws what is wrong with a definition, all of it. */
export function refuse(issues: readonly Issue[]): void {
  if (issues.length > 0) throw new Refusal('invalid_definition', { issues })
}

const within = (path: string, issues: readonly Issue[]): Issue[] => issues.map((one) => ({ path: `${path}.${one.path}`, message: `${path}.${one.message}` }))

export function lifecycle<D extends Definition, Live>({ rows, clock, open, complete, check, keep, note }: Life<D, Live>) {
  const parse = (row: DefinitionRow): D => ({ ...(JSON.parse(row.definition) as D), name: row.name })
  const state = ({ id, draft, enabled, archived, created_at, updated_at, launched_at }: DefinitionRow): State => ({ id, draft: draft === 1, enabled: enabled === 1, archived: archived === 1, created_at, updated_at, launched_at })
  const live = (row: DefinitionRow): Live => open(parse(row), state(row), row)

  function known(id: string): DefinitionRow {
    const row = rows.one.get(id)
    if (row === undefined) throw new Refusal('not_found', { id })
    return row
  }

  function checked(definition: D, draft: boolean): D {
    const whole = complete(definition)
    refuse(check(whole, draft))
    if (whole.post_launch_draft === null) return whole
    const next = complete({ ...whole, ...whole.post_launch_draft, post_launch_draft: null })
    refuse(within('post_launch_draft', check(next, false)))
    // what was completed stays as it is at launch: ids that were made are kept
    const kept = Object.fromEntries(Object.keys(whole.post_launch_draft).map((member) => [member, next[member as keyof D]]))
    return { ...whole, post_launch_draft: kept }
  }

  function save(row: DefinitionRow, definition: D): void {
    const { name, ...rest } = definition
    rows.save.run({ ...row, name, definition: JSON.stringify(rest), updated_at: clock.now() })
    keep(row.id, definition)
  }

  /** Changes the state; nothing is written when it is the same. */
  function move(id: string, what: Happened, change: (row: DefinitionRow) => Partial<DefinitionRow>): Live {
    const row = known(id)
    const to = change(row)
    if (Object.entries(to).every(([member, value]) => row[member as keyof DefinitionRow] === value)) return live(row)
    rows.save.run({ ...row, ...to, updated_at: clock.now() })
    note(what, id, {})
    return live(known(id))
  }

  /** Makes a draft, a stopped one, or changes that wait in a post-launch draft, live. */
  function launch(id: string): Live {
    const row = known(id)
    if (row.archived === 1) throw new Refusal('archived', { id })
    const definition = parse(row)
    const next = { ...definition, ...definition.post_launch_draft, post_launch_draft: null }
    if (row.enabled === 1 && definition.post_launch_draft === null) return live(row)
    save({ ...row, draft: 0, enabled: 1, launched_at: clock.now() }, checked(next, false))
    note('launched', id, {})
    return live(known(id))
  }

  function stop(id: string): Live {
    if (known(id).draft === 1) throw new Refusal('not_launched', { id })
    return move(id, 'stopped', () => ({ enabled: 0 }))
  }

  /** Archived ones are stopped. */
  const archive = (id: string): Live => move(id, 'archived', () => ({ archived: 1, enabled: 0 }))
  /** Comes back stopped (or as the draft it was). */
  const unarchive = (id: string): Live => move(id, 'unarchived', () => ({ archived: 0 }))

  /** From one state to another by the same steps that somebody would take by hand. */
  function become(id: string, { draft, enabled, archived }: Start): void {
    const is = state(known(id))
    if (draft === true && !is.draft) refuse([{ path: 'draft', message: 'draft is true for one that was launched: changes to it wait in post_launch_draft' }])
    if (enabled === true && (archived ?? is.archived)) refuse([{ path: 'enabled', message: 'enabled is true for one that is archived' }])
    if (draft === true && enabled === true) refuse([{ path: 'enabled', message: 'enabled is true for one that is a draft' }])
    if (archived === true) archive(id)
    if (archived === false) unarchive(id)
    if (enabled === true && !is.enabled) launch(id)
    if (enabled === false && is.enabled) stop(id)
  }

  return {
    list: (): Live[] => rows.all.all().map(live),
    page: (query: ListQuery): Live[] => rows.page(query).map(live),
    find(id: string): Live | undefined {
      const row = rows.one.get(id)
      return row === undefined ? undefined : live(row)
    },
    /** With the changes of its post-launch draft, when it has one. */
    draftVersion(id: string): Live | undefined {
      const row = rows.one.get(id)
      if (row === undefined) return undefined
      const definition = parse(row)
      return open({ ...definition, ...definition.post_launch_draft }, state(row), row)
    },
    /** Active from the start, unless it says `draft`, `archived`, or `enabled: false`. */
    create(id: string, definition: D, start: Start = {}, more: Record<string, unknown> = {}): Live {
      if (rows.one.get(id) !== undefined) throw new Refusal('already_exists', { id })
      const { draft = false, archived = false, enabled = !draft && !archived } = start
      if (enabled && (draft || archived)) refuse([{ path: 'enabled', message: `enabled is true for one that is ${draft ? 'a draft' : 'archived'}` }])
      const { name, ...rest } = checked(definition, draft)
      const now = clock.now()
      rows.insert.run({ id, name, definition: JSON.stringify(rest), draft: draft ? 1 : 0, enabled: enabled ? 1 : 0, archived: archived ? 1 : 0, created_at: now, updated_at: now, launched_at: enabled ? now : null })
      keep(id, { name, ...rest } as unknown as D)
      note('created', id, { name, ...more })
      if (enabled) note('launched', id, {})
      return live(known(id))
    },
    /** Replaces the members given; nothing is written when they are the same. */
    update(id: string, patch: Partial<D>): Live {
      const row = known(id)
      const before = parse(row)
      const after = checked({ ...before, ...patch }, row.draft === 1)
      const changed = Object.keys(after).filter((member) => JSON.stringify(after[member as keyof D]) !== JSON.stringify(before[member as keyof D]))
      if (changed.length === 0) return live(row)
      save(row, after)
      note('updated', id, { changed: changed.sort() })
      return live(known(id))
    },
    remove(id: string): void {
      known(id)
      rows.remove.run(id)
      note('deleted', id, {})
    },
    launch,
    stop,
    archive,
    unarchive,
    become,
    /** Something of it was sent, or somebody entered, at `at` (ms). */
    frame: (id: string, at: number): void => void rows.frame.run({ id, at }),
    hasTag: (tag: string): boolean => rows.tags.get(tag) !== undefined,
  }
}
