// Who is in a segment: a tree becomes one statement over the profiles, for one user, for all, or for a page of them.
import type { Db } from '../../kernel/db.ts'
import { TooSlow, withinTime } from '../../kernel/time-limit.ts'
import { Refusal } from '../refusal.ts'
import type { Explained } from './explain.ts'
import { explainTree } from './explain.ts'
import type { Sql } from './fragment.ts'
import { q, raw } from './fragment.ts'
import { addFunctions } from './functions.ts'
import type { Inside } from './large-trees.ts'
import { filtersIn, insideOf, MOST_IN_ONE, passing } from './large-trees.ts'
import type { Context } from './leaf.ts'
import { compileTree } from './tree.ts'

/** A regular expression may take this long in one statement, of the machine's time. */
const REGEX_MS = 5_000
const STATEMENTS_KEPT = 100
/** Users that a large tree is asked of at a time, at most. */
const BLOCK = 10_000

type Tree = unknown
/** Where a tree is looked at: `context` are the variables of a walk through a Canvas, `local_time_zone` the user's own zone when a message goes out in local time. */
export type Moment = { context?: Readonly<Record<string, unknown>> | undefined; local_time_zone?: string | undefined }
/** `canvas`: in a Decision Split or Audience Path. `nesting`: how many segments may stand inside each other. `live` (default): archived segments are refused. `noFlags`: why no filter on feature flags may stand there. */
export type Place = { canvas?: boolean; nesting?: number; live?: boolean; noFlags?: string | undefined }

/** Runs trees against the profiles of one world. */
export function membershipOf({ db, context, share }: { db: Db; context: () => Context; share: (flag_id: string, braze_id: string) => number }) {
  addFunctions(db, share)
  const kept = new Map<string, ReturnType<Db['prepare']>>()

  function statement(text: string): ReturnType<Db['prepare']> {
    let found = kept.get(text)
    if (found === undefined) {
      if (kept.size >= STATEMENTS_KEPT) kept.clear()
      kept.set(text, (found = db.raw.prepare(text))) // compiled now and kept here: the world's own list is for statements that stay
    }
    return found
  }

  const at = ({ context: canvas, local_time_zone }: Moment): Context => ({ ...context(), canvas, local_time_zone })

  /** `limited`: a regular expression is in it, which may run for ever. */
  function run<Row>({ text, params }: Sql, limited: boolean): Row[] {
    const all = (): Row[] => statement(text).all(...params) as Row[]
    if (!limited) return all()
    try {
      return withinTime(REGEX_MS, all)
    } catch (error) {
      if (error instanceof TooSlow) throw new Refusal('regex_too_slow', { why: `a regular expression of the segment takes longer than ${REGEX_MS} ms` })
      throw error
    }
  }

  function rows<Row>(tree: Tree, around: (condition: Sql) => Sql, moment: Moment = {}): Row[] {
    const now = at(moment)
    const condition = compileTree(tree, 'filters', now)
    return run(around(condition), now.limited)
  }

  /** The users of a block of ids who pass a large tree, in order. */
  function* blocks(tree: Tree, inside: Inside, afterId: number, first = BLOCK): Generator<number[]> {
    const everybody = { op: 'AND', children: [] }
    const last = statement('SELECT max(id) AS id FROM profiles').get() as { id: number | null }
    for (let from = afterId, width = Math.min(first, BLOCK), to; from < (last.id ?? 0); from = to, width = Math.min(width * 2, BLOCK)) {
      to = from + width
      const inBlock = (part: Tree): number[] => rows<{ id: number }>(part, (condition) => q`SELECT p.id FROM profiles p WHERE p.id > ${from} AND p.id <= ${to} AND p.state = 'active' AND ${condition} ORDER BY p.id`).map((row) => row.id)
      yield [...passing(tree, new Set(inBlock(everybody)), inBlock, inside)].sort((a, b) => a - b)
    }
  }
  /** The way into the segments of a large tree; undefined of a tree that is not large. */
  const largely = (tree: Tree): Inside | undefined => ((inside) => (filtersIn(tree, inside) > MOST_IN_ONE ? inside : undefined))(insideOf(context().segment))

  function size(tree: Tree): number {
    const inside = largely(tree)
    if (inside === undefined) return rows<{ n: number }>(tree, (condition) => q`SELECT count(*) AS n FROM profiles p WHERE p.state = 'active' AND ${condition}`)[0]!.n
    let n = 0
    for (const block of blocks(tree, inside, 0)) n += block.length
    return n
  }
  function each(tree: Tree, afterId: number, limit: number): number[] {
    const inside = largely(tree)
    if (inside === undefined) return rows<{ id: number }>(tree, (condition) => q`SELECT p.id FROM profiles p WHERE p.id > ${afterId} AND p.state = 'active' AND ${condition} ORDER BY p.id LIMIT ${limit}`).map((row) => row.id)
    const found: number[] = []
    for (const block of blocks(tree, inside, afterId, limit)) {
      found.push(...block.slice(0, limit - found.length))
      if (found.length >= limit) break
    }
    return found
  }

  return {
    /** Throws Refusal('invalid_filter', {path, why}) for a tree that can not be used. */
    check(tree: Tree, path: string, { canvas = false, nesting, live = true, noFlags }: Place = {}): void {
      const now = context()
      const { text } = compileTree(tree, path, { ...now, choosing: live, canvas: canvas ? {} : undefined, nesting: nesting ?? now.nesting, noFlags })
      statement(`SELECT 1 FROM profiles p WHERE ${text} LIMIT 1`)
    },
    has: (tree: Tree, profileId: number, moment?: Moment): boolean => rows(tree, (condition) => q`SELECT 1 FROM profiles p WHERE p.id = ${profileId} AND p.state = 'active' AND ${condition}`, moment).length > 0,
    size,
    /** Ids of at most `limit` members after the profile `afterId`, in order. */
    each,
    /** Ids of all users whom a condition takes that is no tree. */
    whom(compile: (context: Context) => Sql): number[] {
      const now = context()
      const condition = compile(now)
      return run<{ id: number }>(q`SELECT p.id FROM profiles p WHERE p.state = 'active' AND ${condition}`, now.limited).map((row) => row.id)
    },
    /** The same tree with what each of its filters says of one user. */
    explain: (tree: Tree, profileId: number, moment: Moment = {}): Explained =>
      explainTree(tree, 'filters', at(moment), (condition, seen, limited) => {
        const [row] = run<{ held: number; seen: unknown }>(q`SELECT ${condition} AS held, ${seen ?? raw('NULL')} AS seen FROM profiles p WHERE p.id = ${profileId} AND p.state = 'active'`, limited)
        return { held: row?.held === 1, seen: row?.seen ?? null }
      }),
  }
}

export type Membership = ReturnType<typeof membershipOf>
