// Why a user is in a segment or not: the tree again, each filter with its answer and the value that it looked at. docs: creating_a_segment ("user lookup" lists the criteria that are not met)
import type { Sql } from './fragment.ts'
import type { Context, Watch } from './leaf.ts'
import { isObject } from './leaf.ts'
import { compileFilter } from './tree.ts'

/** `seen`: what was compared (a value of the profile, a count, a time in ISO 8601), null when there is none. `inside`: the filters of a nested segment. */
export type ExplainedFilter = { match: boolean; path: string; filter: string; definition: Record<string, unknown>; seen: unknown; inside?: Explained }
export type ExplainedGroup = { match: boolean; path: string; op: string; children: Explained[] }
export type Explained = ExplainedFilter | ExplainedGroup

/** Answers one condition for the user in question, and the value of `seen`. */
export type Judge = (condition: Sql, seen: Sql | undefined, limited: boolean) => { held: boolean; seen: unknown }

/** SQLite's value as the value it stands for. */
function shown(value: unknown, type: string): unknown {
  if (value === null) return null
  if (type === 'boolean' && typeof value === 'number') return value === 1
  if ((type === 'time' || type === 'day_of_year') && typeof value === 'number') return new Date(value).toISOString()
  if ((type === 'array' || type === 'any') && typeof value === 'string' && /^[[{]/.test(value)) {
    try {
      return JSON.parse(value) as unknown
    } catch {
      return value // a text that begins like JSON
    }
  }
  return value
}

function explainFilter(json: Record<string, unknown>, path: string, context: Context, judge: Judge): ExplainedFilter {
  let value: Sql | undefined
  let type = 'any'
  const watch: Watch = (sql, of) => void ([value, type] = [sql, of])
  const mine = { ...context, limited: false }
  const condition = compileFilter(json, path, mine, watch)
  const { held, seen } = judge(condition, value, mine.limited)
  const nested = json['filter'] === 'segment_membership' ? context.segment(json['segment_id'] as string) : undefined
  const inside = nested === undefined ? undefined : explainTree(nested.filters, path, { ...context, nesting: context.nesting - 1, canvas: undefined }, judge)
  return { match: held, path, filter: json['filter'] as string, definition: json, seen: shown(seen, type), ...(inside === undefined ? {} : { inside }) }
}

/** A tree that was checked before, explained for one user. */
export function explainTree(json: unknown, path: string, context: Context, judge: Judge): Explained {
  if (!isObject(json) || !Array.isArray(json['children'])) return explainFilter(json as Record<string, unknown>, path, context, judge)
  const op = json['op'] as string
  const children = json['children'].map((child, index) => explainTree(child, `${path}.children[${index}]`, context, judge))
  const any = children.some(({ match }) => match)
  return { match: op === 'AND' ? children.every(({ match }) => match) : op === 'OR' ? any : !any, path, op, children }
}
