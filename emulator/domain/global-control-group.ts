// The Global Control Group: a share of all users, by random bucket, who get no messages. docs: user_guide/audience/global_control_group
import type { Ids } from '../kernel/ids.ts'
import { Refusal } from './refusal.ts'
import type { ProfileRow } from './profiles/profiles.ts'
import type { Settings } from './settings.ts'

/** `generation` makes another group of the same share another choice of users. */
export type GlobalControlGroup = { percentage: number; excluded_tags?: string[] | undefined; generation?: number | undefined }

/** "Multiple ranges of random bucket numbers": here one in every 500 buckets. How many Braze takes is not published. */
const RANGES = 20
const BUCKETS = 10_000

/** The Global Control Group of one world, kept in its settings. */
export function createGlobalControlGroup({ ids, settings }: { ids: Ids; settings: Settings }) {
  const get = (): GlobalControlGroup | null => settings.get().global_control_group

  let kept: { of: string; ranges: [number, number][] } | undefined
  /** The buckets of the group, from and to included. */
  function ranges(): [number, number][] {
    const group = get()
    if (group === null) return []
    const of = `${group.generation ?? 0}:${group.percentage}`
    return (kept?.of === of ? kept : (kept = { of, ranges: made(group) })).ranges
  }

  function made(group: GlobalControlGroup): [number, number][] {
    const width = BUCKETS / RANGES
    const taken = (width * group.percentage) / 100
    return Array.from({ length: RANGES }, (_, index) => {
      const from = index * width + Math.floor(ids.unit(`global_control_group:${group.generation ?? 0}:${index}`) * (width - taken + 1))
      return [from, from + taken - 1]
    })
  }

  return {
    get,
    ranges,
    /** The value for the settings: a new share is a new group of users, other excluded tags are not. docs: global_control_group ("Making changes") */
    changed(to: GlobalControlGroup | null): GlobalControlGroup | null {
      const from = get()
      if (to === null) return null
      const same = from !== null && from.percentage === to.percentage
      return { percentage: to.percentage, excluded_tags: to.excluded_tags ?? (same ? from.excluded_tags : undefined) ?? [], generation: same ? (from.generation ?? 0) : settings.changedAt() }
    },
    has: (profile: Pick<ProfileRow, 'random_bucket'>): boolean => ranges().some(([from, to]) => profile.random_bucket >= from && profile.random_bucket <= to),
    /** Its members as filters of a segment. Throws Refusal('no_global_control_group') when there is none. */
    filters(): unknown {
      if (get() === null) throw new Refusal('no_global_control_group')
      const bucket = (cmp: string, value: number) => ({ filter: 'random_bucket_number', cmp, value })
      return { op: 'OR', children: ranges().map(([from, to]) => ({ op: 'AND', children: [bucket('more_than_or_equal_to', from), bucket('less_than_or_equal_to', to)] })) }
    },
  }
}

export type GlobalControl = ReturnType<typeof createGlobalControlGroup>
