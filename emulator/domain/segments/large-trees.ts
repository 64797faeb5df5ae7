// Trees of many filters, in parts: the time of one statement grows with the square of its subqueries (SQLite looks through all its open cursors whenever it opens one), so each part is a statement of its own, over a block of users.
import { isObject } from './leaf.ts'

/** More filters than this in one statement cost more than the statements of their parts. */
export const MOST_IN_ONE = 16

type Group = { op: string; children: unknown[] }
const isGroup = (tree: unknown): tree is Group => isObject(tree) && Array.isArray(tree['children'])
/** How many filters a tree has. */
export const filtersIn = (tree: unknown): number => (isGroup(tree) ? tree.children.reduce((sum: number, child) => sum + filtersIn(child), 0) : 1)

/** Children in parts of at most MOST_IN_ONE filters; one that has more is a part alone. */
function parts({ op, children }: Group): unknown[] {
  const found: Group[] = []
  let room = 0
  for (const child of children) {
    const size = filtersIn(child)
    if (size > room) {
      found.push({ op, children: [] })
      room = MOST_IN_ONE
    }
    found.at(-1)!.children.push(child)
    room -= size
  }
  return found.map((part) => (part.children.length === 1 && filtersIn(part) > MOST_IN_ONE ? part.children[0] : part))
}

/** Those of `among` who pass; `select` answers for a small tree. `among` is whom it is still asked of. */
export function passing(tree: unknown, among: ReadonlySet<number>, select: (tree: unknown) => number[]): Set<number> {
  if (!isGroup(tree) || filtersIn(tree) <= MOST_IN_ONE) return new Set(select(tree).filter((id) => among.has(id)))
  if (tree.op === 'NOT') {
    const held = passing({ op: 'OR', children: tree.children }, among, select)
    return new Set([...among].filter((id) => !held.has(id)))
  }
  const and = tree.op === 'AND'
  let left = new Set(among)
  const taken = new Set<number>()
  for (const part of parts(tree)) {
    if (left.size === 0) break
    const held = passing(part, left, select)
    if (and) left = held
    else
      for (const id of held) {
        taken.add(id)
        left.delete(id)
      }
  }
  return and ? left : taken
}
