// Tokens that are no REST keys: SCIM tokens with their service origin, and the data import keys of partners. docs: api/endpoints/scim; partners/…/segment cohorts
import type { Clock } from '../kernel/clock.ts'
import type { Db } from '../kernel/db.ts'
import type { Journal } from '../kernel/journal.ts'
import { accessTokenStatements } from './access-tokens.sql.ts'
import { Refusal } from './refusal.ts'

export type TokenKind = 'scim' | 'data_import'
/** `origin`: the service origin that a SCIM call must name in `X-Request-Origin`; null takes any. */
export type AccessToken = { token: string; kind: TokenKind; name: string; origin: string | null; created_at: number }

/** The tokens of one world. `onChange` hears that one came or went. */
export function createAccessTokens({ db, clock, journal, onChange }: { db: Db; clock: Clock; journal: Journal; onChange: () => void }) {
  const { all, one, put, drop } = accessTokenStatements(db)

  return {
    list: (kind?: TokenKind): AccessToken[] => all.all().filter((row) => kind === undefined || row.kind === kind),
    /** Throws Refusal `already_exists`. */
    create(input: { token: string; kind: TokenKind; name: string; origin?: string | null | undefined }): AccessToken {
      if (one.get(input.token) !== undefined) throw new Refusal('already_exists', { token: input.token })
      const row: AccessToken = { token: input.token, kind: input.kind, name: input.name, origin: input.origin ?? null, created_at: clock.now() }
      put.run(row.token, row.kind, row.name, row.origin, row.created_at)
      journal.append('access_token.created', { token: row.token, token_kind: row.kind, name: row.name, origin: row.origin })
      onChange()
      return row
    },
    /** Throws Refusal `not_found`. */
    update(token: string, patch: { name?: string | undefined; origin?: string | null | undefined }): AccessToken {
      const row = one.get(token)
      if (row === undefined) throw new Refusal('not_found', { token })
      const after = { ...row, ...(patch.name === undefined ? {} : { name: patch.name }), ...(patch.origin === undefined ? {} : { origin: patch.origin }) }
      put.run(after.token, after.kind, after.name, after.origin, after.created_at)
      journal.append('access_token.updated', { token, changes: patch })
      onChange()
      return after
    },
    /** Throws Refusal `not_found`. */
    remove(token: string): void {
      if (drop.run(token).changes === 0) throw new Refusal('not_found', { token })
      journal.append('access_token.deleted', { token })
      onChange()
    },
  }
}

export type AccessTokens = ReturnType<typeof createAccessTokens>
