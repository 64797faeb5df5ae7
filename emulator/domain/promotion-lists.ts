// Promotion code lists: codes that are given out once, one for each sending to a user. docs: promotion_codes/manage
import type { Clock } from '../kernel/clock.ts'
import type { Db } from '../kernel/db.ts'
import type { Ids } from '../kernel/ids.ts'
import type { Journal } from '../kernel/journal.ts'
import type { ProfileRow } from './profiles/profiles.ts'
import { promotionListStatements } from './promotion-lists.sql.ts'
import type { PromotionListRow } from './promotion-lists.sql.ts'
import { Refusal } from './refusal.ts'

/** "The maximum expiration length is six months into the future from the day you're creating or editing your list." docs: promotion_codes/manage */
const LONGEST_MS = 184 * 86_400_000

export type PromotionList = PromotionListRow & {
  /** Every code, in the order they were added. */
  codes: string[]
  remaining: number
  used: { code: string; braze_id: string; at: number }[]
}
export type PromotionListInput = { id?: string; name: string; code_snippet: string; description?: string; expires_at?: number | null; codes?: string[] }
export type PromotionListPatch = Partial<Omit<PromotionListInput, 'id' | 'code_snippet'>>
/** A code that was given out; `seq` is what `release` takes, when it was this call that took it. */
export type Allotted = { code: string; seq: number | undefined }

/** The promotion code lists of one world. */
export function createPromotionLists({ db, clock, ids, journal }: { db: Db; clock: Clock; ids: Ids; journal: Journal }) {
  const sql = promotionListStatements(db)
  /** "Upon expiration, the codes will be deleted": none is given out from then on. docs: promotion_codes/manage */
  const isOver = ({ expires_at }: PromotionListRow): boolean => expires_at !== null && expires_at <= clock.now()

  function open(row: PromotionListRow): PromotionList {
    const codes = sql.codes.all(row.id)
    const unused = codes.filter(({ used_at }) => used_at === null)
    return { ...row, codes: codes.map(({ code }) => code), remaining: isOver(row) ? 0 : unused.length, used: codes.flatMap(({ code, used_at, braze_id }) => (used_at === null ? [] : [{ code, braze_id: braze_id!, at: used_at }])) }
  }
  function known(id: string): PromotionListRow {
    const row = sql.one.get(id)
    if (row === undefined) throw new Refusal('not_found', { id })
    return row
  }
  function notTooLate(expires_at: number | null | undefined): void {
    if (expires_at != null && expires_at > clock.now() + LONGEST_MS) throw new Refusal('invalid', { path: 'expires_at', why: 'is more than six months from now' })
  }
  const addCodes = (id: string, codes: readonly string[]): number => codes.reduce((added, code) => added + sql.addCode.run(id, code).changes, 0)

  return {
    list: (): PromotionList[] => sql.all.all().map(open),
    find(id: string): PromotionList | undefined {
      const row = sql.one.get(id)
      return row === undefined ? undefined : open(row)
    },
    /** Throws Refusal `already_exists` for a snippet that another list has, `invalid` for an end too far away. */
    create({ id = ids.uuid(), name, code_snippet, description = '', expires_at = null, codes = [] }: PromotionListInput): PromotionList {
      if (sql.one.get(id) !== undefined) throw new Refusal('already_exists', { id })
      if (sql.bySnippet.get(code_snippet) !== undefined) throw new Refusal('already_exists', { code_snippet })
      notTooLate(expires_at)
      const at = clock.now()
      sql.insert.run({ id, name, code_snippet, description, expires_at, created_at: at, updated_at: at })
      journal.append('promotion_list.created', { promotion_list_id: id, name, code_snippet, codes: addCodes(id, codes) })
      return open(known(id))
    },
    /** Changes what is given; codes are added to those there. "code snippets can't be edited". */
    update(id: string, { name, description, expires_at, codes = [] }: PromotionListPatch): PromotionList {
      const row = known(id)
      if (expires_at !== row.expires_at) notTooLate(expires_at)
      const after: PromotionListRow = { ...row, name: name ?? row.name, description: description ?? row.description, expires_at: expires_at === undefined ? row.expires_at : expires_at, updated_at: clock.now() }
      sql.save.run(after)
      journal.append('promotion_list.updated', { promotion_list_id: id, name: after.name, codes: addCodes(id, codes) })
      return open(after)
    },
    remove(id: string): void {
      const { name } = known(id)
      sql.remove.run(id)
      journal.append('promotion_list.deleted', { promotion_list_id: id, name })
    },
    /** The code of a list for one sending: the one it already has, else the next. Undefined when there is no such list, or none left. */
    take(snippet: string, profile: ProfileRow, allotment: string): Allotted | undefined {
      const list = sql.bySnippet.get(snippet)
      if (list === undefined || isOver(list)) return undefined
      const had = sql.allotted.get(allotment, list.id)
      if (had !== undefined) return { code: had.code, seq: undefined }
      const next = sql.nextUnused.get(list.id)
      if (next === undefined) return undefined
      sql.use.run(clock.now(), profile.braze_id, allotment, next.seq)
      journal.append('promotion_code.used', { promotion_list_id: list.id, code_snippet: snippet, code: next.code }, profile.braze_id)
      return { code: next.code, seq: next.seq }
    },
    /** The code that `take` would give, without taking it. */
    peek(snippet: string): string | undefined {
      const list = sql.bySnippet.get(snippet)
      return list === undefined || isOver(list) ? undefined : sql.nextUnused.get(list.id)?.code
    },
    /** The message that took the code was not sent after all. */
    release(seq: number, snippet: string, profile: ProfileRow): void {
      sql.release.run(seq)
      journal.append('promotion_code.released', { code_snippet: snippet }, profile.braze_id)
    },
  }
}

export type PromotionLists = ReturnType<typeof createPromotionLists>
