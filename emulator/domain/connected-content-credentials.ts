// What Connected Content proves itself with: a name and password (`:basic_auth`), or headers with tokens (`:auth_credentials`). docs: connected_content/making_an_api_call ("Authentication types")
import type { Clock } from '../kernel/clock.ts'
import type { Db } from '../kernel/db.ts'
import type { Ids } from '../kernel/ids.ts'
import type { Journal } from '../kernel/journal.ts'
import { credentialStatements } from './connected-content-credentials.sql.ts'
import type { CredentialRow } from './connected-content-credentials.sql.ts'
import { Refusal } from './refusal.ts'

type Times = { created_at: number; updated_at: number }
/** As people see it: passwords and header values are written, and never read. */
export type Credential = { id: string; name: string } & ({ username: string } | { header_names: string[]; allowed_domain: string | null }) & Times
type Secrets = { username: string; password: string } | { headers: Record<string, string>; allowed_domain?: string | null }
export type CredentialInput = { id?: string; name: string } & Secrets
export type CredentialPatch = { name?: string; username?: string; password?: string; headers?: Record<string, string>; allowed_domain?: string | null }

/** The credentials of one world. */
export function createConnectedContentCredentials({ db, clock, ids, journal }: { db: Db; clock: Clock; ids: Ids; journal: Journal }) {
  const sql = credentialStatements(db)
  const headersOf = (headers: string): Record<string, string> => JSON.parse(headers) as Record<string, string>
  const shown = ({ id, name, username, headers, allowed_domain, created_at, updated_at }: CredentialRow): Credential => ({ id, name, ...(headers === null ? { username } : { header_names: Object.keys(headersOf(headers)), allowed_domain }), created_at, updated_at })
  function known(id: string): CredentialRow {
    const row = sql.one.get(id)
    if (row === undefined) throw new Refusal('not_found', { id })
    return row
  }
  function free(name: string): void {
    if (sql.byName.get(name) !== undefined) throw new Refusal('already_exists', { name })
  }
  /** What a row has of either kind. */
  const columns = (input: CredentialPatch) => ({ ...input, ...(input.headers === undefined ? {} : { headers: JSON.stringify(input.headers) }) })

  return {
    list: (): Credential[] => sql.all.all().map(shown),
    /** Throws Refusal `already_exists`. */
    create({ id = ids.uuid(), ...input }: CredentialInput): Credential {
      if (sql.one.get(id) !== undefined) throw new Refusal('already_exists', { id })
      free(input.name)
      const at = clock.now()
      sql.insert.run({ username: '', password: '', headers: null, allowed_domain: null, ...columns(input), name: input.name, id, created_at: at, updated_at: at } as CredentialRow)
      journal.append('connected_content_credential.created', { connected_content_credential_id: id, name: input.name })
      return shown(known(id))
    },
    /** Throws Refusal `invalid` for members that the other kind of credentials has. */
    update(id: string, patch: CredentialPatch): Credential {
      const before = known(id)
      const given = Object.fromEntries(Object.entries(columns(patch)).filter(([, value]) => value !== undefined))
      const foreign = Object.keys(given).find((member) => (before.headers === null ? ['headers', 'allowed_domain'] : ['username', 'password']).includes(member))
      if (foreign !== undefined) throw new Refusal('invalid', { path: foreign, why: `is no member of a credential of ${before.headers === null ? 'basic' : 'token'} authentication` })
      if (patch.name !== undefined && patch.name !== before.name) free(patch.name)
      sql.save.run({ ...before, ...given, updated_at: clock.now() })
      journal.append('connected_content_credential.updated', { connected_content_credential_id: id, name: known(id).name, changed: Object.keys(given).sort() })
      return shown(known(id))
    },
    remove(id: string): void {
      const { name } = known(id)
      sql.remove.run(id)
      journal.append('connected_content_credential.deleted', { connected_content_credential_id: id, name })
    },
    /** What goes into the header `Authorization`; undefined when there is none of this name. */
    authorization(name: string): string | undefined {
      const row = sql.byName.get(name)
      return row === undefined || row.headers !== null ? undefined : `Basic ${Buffer.from(`${row.username}:${row.password}`).toString('base64')}`
    },
    /** The headers of a token credential, and where they may go; undefined when there is none of this name. */
    tokens(name: string): { headers: Record<string, string>; allowed_domain: string | null } | undefined {
      const row = sql.byName.get(name)
      return row === undefined || row.headers === null ? undefined : { headers: headersOf(row.headers), allowed_domain: row.allowed_domain }
    },
  }
}

export type ConnectedContentCredentials = ReturnType<typeof createConnectedContentCredentials>
