// The audience of a campaign, Canvas or step: in all chosen segments, in none of the excluded ones, and through its own filters, as one tree. docs: user_guide/.../targeting_users ("users both in the first segment and the second segment …")
import { invalid, isObject } from './leaf.ts'

type Tree = { op: 'AND' | 'NOT'; children: unknown[] } | Record<string, unknown>
/** As it stands in definitions; null and an empty one mean everybody. */
export type Audience = { segments?: readonly string[] | undefined; exclude_segments?: readonly string[] | undefined; filters?: unknown }

export const EVERYBODY = { op: 'AND', children: [] } as const
const MEMBERS = ['segments', 'exclude_segments', 'filters']

const member = (segment_id: string): Tree => ({ filter: 'segment_membership', segment_id })
const hasFilters = (filters: unknown): boolean => filters !== undefined && filters !== null && !(isObject(filters) && Object.keys(filters).length === 0)

/** The tree of filters that says who is in an audience. */
export function audienceFilters(audience: object | null | undefined): unknown {
  const { segments = [], exclude_segments = [], filters } = (audience ?? {}) as Audience
  const parts = [...segments.map(member), ...(hasFilters(filters) ? [filters] : []), ...(exclude_segments.length === 0 ? [] : [{ op: 'NOT', children: exclude_segments.map(member) }])]
  return parts.length === 0 ? EVERYBODY : parts.length === 1 ? parts[0] : { op: 'AND', children: parts }
}

/** The parts of an audience with the places where they stand. Throws Refusal('invalid_filter', {path, why}) for what is no audience. */
export function partsOf(audience: unknown, path: string): { path: string; filters: unknown; segment?: string }[] {
  if (audience === undefined || audience === null) return []
  if (!isObject(audience)) throw invalid(path, 'must be an object: segments, exclude_segments, filters')
  const unknown = Object.keys(audience).find((name) => !MEMBERS.includes(name))
  if (unknown !== undefined) throw invalid(`${path}.${unknown}`, `is no member of an audience: ${MEMBERS.join(', ')}`)
  const lists = ['segments', 'exclude_segments'].flatMap((name) => {
    const ids = audience[name] === undefined ? [] : audience[name]
    if (!Array.isArray(ids)) throw invalid(`${path}.${name}`, 'must be a list of ids')
    return ids.map((id: unknown, index) => {
      const place = `${path}.${name}[${index}]`
      if (typeof id !== 'string' || id === '') throw invalid(place, 'must be the id of a segment')
      return { path: place, filters: member(id), segment: id }
    })
  })
  return hasFilters(audience['filters']) ? [...lists, { path: `${path}.filters`, filters: audience['filters'] }] : lists
}
