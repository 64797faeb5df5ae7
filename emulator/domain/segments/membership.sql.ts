// Who is in a segment: a tree becomes one statement over the profiles, for one user, for all, or for a page of them.
import type { Db } from '../../kernel/db.ts'
import { TooSlow, withinTime } from '../../kernel/time-limit.ts'
import { Refusal } from '../refusal.ts'
import type { Sql } from './fragment.ts'
import { q } from './fragment.ts'
import { addFunctions } from './functions.ts'
import type { Context } from './leaf.ts'
import { compileTree } from './tree.ts'

/** A regular expression may take this long in one statement, of the machine's time. */
const REGEX_MS = 5_000
const STATEMENTS_KEPT = 100

type Tree = unknown

/** Runs trees against the profiles of one world. */
export function membershipOf({ db, context }: { db: Db; context: () => Context }) {
  addFunctions(db)
  const kept = new Map<string, ReturnType<Db['prepare']>>()

  function statement(text: string): ReturnType<Db['prepare']> {
    let found = kept.get(text)
    if (found === undefined) {
      if (kept.size >= STATEMENTS_KEPT) kept.clear()
      kept.set(text, (found = db.raw.prepare(text))) // compiled now and kept here: the world's own list is for statements that stay
    }
    return found
  }

  function rows<Row>(tree: Tree, around: (condition: Sql) => Sql): Row[] {
    const now = context()
    const { text, params } = around(compileTree(tree, 'filters', now))
    const run = (): Row[] => statement(text).all(...params) as Row[]
    if (!now.limited) return run()
    try {
      return withinTime(REGEX_MS, run)
    } catch (error) {
      if (error instanceof TooSlow) throw new Refusal('regex_too_slow', { why: `a regular expression of the segment takes longer than ${REGEX_MS} ms` })
      throw error
    }
  }

  return {
    /** Throws Refusal('invalid_filter', {path, why}) for a tree that can not be used. */
    check(tree: Tree, path: string): void {
      const { text } = compileTree(tree, path, context())
      statement(`SELECT 1 FROM profiles p WHERE ${text} LIMIT 1`)
    },
    has: (tree: Tree, profileId: number): boolean => rows(tree, (condition) => q`SELECT 1 FROM profiles p WHERE p.id = ${profileId} AND p.state = 'active' AND ${condition}`).length > 0,
    size: (tree: Tree): number => rows<{ n: number }>(tree, (condition) => q`SELECT count(*) AS n FROM profiles p WHERE p.state = 'active' AND ${condition}`)[0]!.n,
    /** Ids of at most `limit` members after the profile `afterId`, in order. */
    each: (tree: Tree, afterId: number, limit: number): number[] =>
      rows<{ id: number }>(tree, (condition) => q`SELECT p.id FROM profiles p WHERE p.id > ${afterId} AND p.state = 'active' AND ${condition} ORDER BY p.id LIMIT ${limit}`).map((row) => row.id),
  }
}

export type Membership = ReturnType<typeof membershipOf>
