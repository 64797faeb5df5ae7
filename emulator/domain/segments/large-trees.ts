// Trees of many filters, in parts: the time of one statement grows with the square of its subqueries (SQLite looks through all its open cursors whenever it opens one), so each part is a statement of its own, over a block of users.
import type { Context } from './leaf.ts'
import { isObject } from './leaf.ts'

/** More filters than this in one statement cost more than the statements of their parts. */
export const MOST_IN_ONE = 16

type Group = { op: string; children: unknown[] }
const isGroup = (tree: unknown): tree is Group => isObject(tree) && Array.isArray(tree['children'])
/** What a filter on a segment stands for, as a tree; undefined of every other filter. */
export type Inside = (filter: unknown) => unknown

/** Looks into segments, into each once. */
export function insideOf(segment: Context['segment']): Inside {
  const found = new Map<unknown, unknown>()
  return (filter) => {
    if (!isObject(filter) || filter['filter'] !== 'segment_membership') return undefined
    const id = filter['segment_id'] as string
    if (!found.has(id)) found.set(id, segment(id)?.filters)
    const tree = found.get(id)
    const denied = (filter['value'] === false) !== (filter['cmp'] === 'is_not')
    return tree !== undefined && denied ? { op: 'NOT', children: [tree] } : tree
  }
}

/** How many filters a tree has, those of its segments too. */
export function filtersIn(tree: unknown, inside: Inside): number {
  if (isGroup(tree)) return tree.children.reduce((sum: number, child) => sum + filtersIn(child, inside), 0)
  const inner = inside(tree)
  return inner === undefined ? 1 : filtersIn(inner, inside)
}

/** Children in parts of at most MOST_IN_ONE filters; one that has more is a part alone. */
function parts({ op, children }: Group, inside: Inside): unknown[] {
  const found: Group[] = []
  let room = 0
  for (const child of children) {
    const size = filtersIn(child, inside)
    if (found.length === 0 || size > room) {
      found.push({ op, children: [] })
      room = MOST_IN_ONE
    }
    found.at(-1)!.children.push(child)
    room -= size
  }
  return found.map((part) => (part.children.length === 1 && filtersIn(part, inside) > MOST_IN_ONE ? part.children[0] : part))
}

/** Those of `among` who pass; `select` answers for a small tree. `among` is whom it is still asked of. */
export function passing(tree: unknown, among: ReadonlySet<number>, select: (tree: unknown) => number[], inside: Inside): Set<number> {
  if (filtersIn(tree, inside) <= MOST_IN_ONE) return new Set(select(tree).filter((id) => among.has(id)))
  if (!isGroup(tree)) return passing(inside(tree), among, select, inside)
  if (tree.op === 'NOT') {
    const held = passing({ op: 'OR', children: tree.children }, among, select, inside)
    return new Set([...among].filter((id) => !held.has(id)))
  }
  const and = tree.op === 'AND'
  let left = new Set(among)
  const taken = new Set<number>()
  for (const part of parts(tree, inside)) {
    if (left.size === 0) break
    const held = passing(part, left, select, inside)
    if (and) left = held
    else
      for (const id of held) {
        taken.add(id)
        left.delete(id)
      }
  }
  return and ? left : taken
}
