// The definition of a segment as a tree: AND, OR, NOT over filters, compiled to one condition on a profile `p`. Every refusal names the path of its place.
import { filters, UNAVAILABLE } from './filters/index.ts'
import type { Sql } from './fragment.ts'
import { cheapFirst, joined, q, raw } from './fragment.ts'
import type { Context, Watch } from './leaf.ts'
import { invalid, isObject, leafOf } from './leaf.ts'

/** NOT is for exclusion groups: none of its children may hold. docs: creating_a_segment ("exclusion groups") */
export const OPERATORS = ['AND', 'OR', 'NOT'] as const
export const DEEPEST = 25 // Brazier's own: what SQLite takes in one expression, with room
const MOST_FILTERS = 100 // Brazier's own too, Braze publishes none: the time grows faster than their number

/** Filters whose names have a word of this one: what may have been meant. */
function like(name: string, known: readonly string[]): string {
  const parts = name.toLowerCase().split(/[^a-z]+/).map((part) => part.replace(/s$/, '')).filter((part) => part.length > 3)
  const scored = known.map((one) => ({ one, score: parts.filter((part) => one.includes(part)).length })).filter(({ score }) => score > 0)
  const best = scored.sort((a, b) => b.score - a.score || a.one.length - b.one.length).slice(0, 5)
  return best.length === 0 ? '' : `; is it ${best.map(({ one }) => one).join(', ')}?`
}

/** The condition of one filter; `watch` hears what it compares with. Throws Refusal('invalid_filter', {path, why}). */
export function compileFilter(json: Record<string, unknown>, path: string, context: Context, watch?: Watch): Sql {
  const leaf = leafOf(json, path, watch)
  const name = leaf.text('filter')
  const known = filters()
  if (!Object.hasOwn(known, name)) {
    const why = UNAVAILABLE.get(name)
    throw leaf.fail('filter', why === undefined ? `'${name}' is no filter${like(name, Object.keys(known))}` : `'${name}' can not be used: ${why}`)
  }
  const condition = known[name]!(leaf, context)
  leaf.done()
  return condition
}

function group(json: Record<string, unknown>, path: string, depth: number, context: Context, budget: { left: number }): Sql {
  const unknown = Object.keys(json).find((name) => name !== 'op' && name !== 'children')
  if (unknown !== undefined) throw invalid(`${path}.${unknown}`, 'is no member of a group: op and children')
  const { op, children } = json
  if (!OPERATORS.includes(op as never)) throw invalid(`${path}.op`, 'must be AND, OR or NOT')
  if (!Array.isArray(children)) throw invalid(`${path}.children`, 'must be a list')
  if (children.length === 0 && op !== 'AND') throw invalid(`${path}.children`, `must not be empty under ${op as string}`)
  if (depth > DEEPEST) throw invalid(path, `is nested deeper than ${DEEPEST} levels`)
  const parts = cheapFirst(children.map((child, index) => node(child, `${path}.children[${index}]`, depth + 1, context, budget)))
  if (op === 'NOT') return q`(NOT ${joined(parts, 'OR', raw('0'))})`
  return joined(parts, op as 'AND' | 'OR', raw('1'))
}

function node(json: unknown, path: string, depth: number, context: Context, budget: { left: number }): Sql {
  if (!isObject(json)) throw invalid(path, 'must be a group {op, children} or a filter {filter, …}')
  if ('op' in json || 'children' in json) return group(json, path, depth, context, budget)
  if (--budget.left < 0) throw invalid(path, `is the filter number ${MOST_FILTERS + 1}: at most ${MOST_FILTERS} are taken`)
  return compileFilter(json, path, context)
}

/** The condition of a whole tree. Throws Refusal('invalid_filter', {path, why}). */
export const compileTree = (json: unknown, path: string, context: Context): Sql => node(json, path, 1, context, { left: MOST_FILTERS })
