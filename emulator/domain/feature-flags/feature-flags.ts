// Feature flags as they are defined: properties, rules of a rollout, everyone else. docs: developer_guide/feature_flags/create
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Ids } from '../../kernel/ids.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { Issue } from '../campaigns/messages.ts'
import { issue } from '../campaigns/messages.ts'
import { Refusal } from '../refusal.ts'
import { featureFlagStatements } from './feature-flags.sql.ts'
import type { Properties } from './properties.ts'
import { checkProperties, readProperties } from './properties.ts'

/** The first rule whose audience has the user decides; its share of them has the flag. */
export type Rule = { name: string | null; audience: object; rollout_percent: number }
export type FeatureFlag = {
  id: string
  name: string
  description: string
  /** False: off for everybody, whatever rules, experiments and Canvases say. */
  enabled: boolean
  archived: boolean
  properties: Properties
  rules: Rule[]
  /** The share of those whom no rule's audience has. Braze's default is 0: "Feature flags are always disabled". */
  everyone_else: { rollout_percent: number }
  /** What SDKs name in impressions; null: they log none. Of its own id when nothing was given. */
  fts: string | null
  created_at: number
  updated_at: number
}
export type FeatureFlagInput = {
  id?: string | undefined; name?: string | undefined; description?: string | undefined; enabled?: boolean | undefined; archived?: boolean | undefined; properties?: unknown; fts?: string | null | undefined
  rules?: { name?: string | null | undefined; audience?: unknown; rollout_percent?: number | undefined }[] | undefined
  everyone_else?: boolean | { enabled?: boolean | undefined; rollout_percent?: number | undefined } | undefined
}
type Data = Omit<FeatureFlag, 'id' | 'created_at' | 'updated_at'>

const everyoneElse = (given: FeatureFlagInput['everyone_else']): { rollout_percent: number } => {
  if (typeof given === 'boolean') return { rollout_percent: given ? 100 : 0 }
  return { rollout_percent: given?.enabled === false ? 0 : (given?.rollout_percent ?? (given?.enabled === true ? 100 : 0)) }
}

/** The feature flags of one world. `checkAudience` finds what is wrong with an audience; it takes `path` and the audience. */
export function createFeatureFlags({ db, clock, ids, journal, checkAudience }: { db: Db; clock: Clock; ids: Ids; journal: Journal; checkAudience: (path: string, audience: unknown) => Issue[] }) {
  const sql = featureFlagStatements(db)
  let kept: FeatureFlag[] | undefined
  const forget = (): void => void (kept = undefined)
  db.onRollback(forget)

  const list = (): readonly FeatureFlag[] => (kept ??= sql.all.all().map(({ data, ...row }) => ({ ...row, ...(JSON.parse(data) as Data) })))
  const find = (id: string): FeatureFlag | undefined => list().find((flag) => flag.id === id)
  function known(id: string): FeatureFlag {
    const flag = find(id)
    if (flag === undefined) throw new Refusal('not_found', { id })
    return flag
  }

  function percent(path: string, value: number): Issue[] {
    return value >= 0 && value <= 100 ? [] : [issue(path, `is ${value}: from 0 to 100`)]
  }

  /** Throws Refusal `invalid_definition` with every issue and its place. */
  function complete(given: FeatureFlagInput, before?: FeatureFlag): Data {
    const properties = given.properties === undefined ? (before?.properties ?? {}) : readProperties(given.properties)
    const rules = given.rules === undefined ? (before?.rules ?? []) : given.rules.map(({ name = null, audience, rollout_percent = 0 }) => ({ name, audience: (audience ?? {}) as object, rollout_percent }))
    const everyone = given.everyone_else === undefined && before !== undefined ? before.everyone_else : everyoneElse(given.everyone_else)
    const isAsBefore = ({ audience }: Rule): boolean => before?.rules.some((rule) => JSON.stringify(rule.audience) === JSON.stringify(audience)) === true // also when its segment is gone: the flag can be switched off still
    const issues = [
      ...checkProperties('properties', properties),
      ...rules.flatMap((rule, index) => [...(isAsBefore(rule) ? [] : checkAudience(`rules[${index}].audience`, rule.audience)), ...percent(`rules[${index}].rollout_percent`, rule.rollout_percent)]),
      ...percent('everyone_else.rollout_percent', everyone.rollout_percent),
    ]
    if (issues.length > 0) throw new Refusal('invalid_definition', { issues })
    return {
      name: given.name ?? before?.name ?? given.id ?? '', description: given.description ?? before?.description ?? '', enabled: given.enabled ?? before?.enabled ?? true, archived: given.archived ?? before?.archived ?? false,
      properties: properties as Properties, rules, everyone_else: everyone, fts: given.fts === undefined ? (before === undefined ? Buffer.from(`feature_flag:${given.id}`).toString('base64') : before.fts) : given.fts,
    }
  }

  return {
    /** By id. */
    list,
    find,
    /** 0 to 100: where a user stands in the shares of a flag. Always the same: who has it at 10 percent has it at 20. */
    share: (id: string, braze_id: string): number => ids.unit(`feature_flag:${id}:${braze_id}`) * 100,
    /** Those that SDKs get. */
    live: (): FeatureFlag[] => list().filter(({ archived }) => !archived),
    /** Throws Refusal `already_exists`, `invalid_definition`. */
    create(given: FeatureFlagInput & { id: string }): FeatureFlag {
      if (find(given.id) !== undefined) throw new Refusal('already_exists', { id: given.id })
      const now = clock.now()
      sql.insert.run({ id: given.id, data: JSON.stringify(complete(given)), created_at: now, updated_at: now })
      forget()
      journal.append('feature_flag.created', { feature_flag_id: given.id, name: known(given.id).name })
      return known(given.id)
    },
    /** The id "cannot be changed later". Throws Refusal `not_found`, `invalid_definition`. */
    update(id: string, patch: FeatureFlagInput): FeatureFlag {
      const before = known(id)
      sql.update.run({ id, data: JSON.stringify(complete({ ...patch, id }, before)), updated_at: clock.now() })
      forget()
      journal.append('feature_flag.updated', { feature_flag_id: id, changes: patch })
      return known(id)
    },
    remove(id: string): void {
      known(id)
      sql.remove.run(id)
      forget()
      journal.append('feature_flag.deleted', { feature_flag_id: id })
    },
    forget,
  }
}

export type FeatureFlags = ReturnType<typeof createFeatureFlags>
