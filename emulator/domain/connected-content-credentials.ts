// Names and passwords that Connected Content sends, by the name a template says in `:basic_auth`. docs: connected_content/making_an_api_call ("basic authentication")
import type { Clock } from '../kernel/clock.ts'
import type { Db } from '../kernel/db.ts'
import type { Ids } from '../kernel/ids.ts'
import type { Journal } from '../kernel/journal.ts'
import { credentialStatements } from './connected-content-credentials.sql.ts'
import type { CredentialRow } from './connected-content-credentials.sql.ts'
import { Refusal } from './refusal.ts'

/** As people see it: the password is written, and never read. */
export type Credential = Omit<CredentialRow, 'password'>
export type CredentialInput = { id?: string; name: string; username: string; password: string }

/** The credentials of one world. */
export function createConnectedContentCredentials({ db, clock, ids, journal }: { db: Db; clock: Clock; ids: Ids; journal: Journal }) {
  const sql = credentialStatements(db)
  const shown = ({ password: _, ...row }: CredentialRow): Credential => row
  function known(id: string): CredentialRow {
    const row = sql.one.get(id)
    if (row === undefined) throw new Refusal('not_found', { id })
    return row
  }
  function free(name: string): void {
    if (sql.byName.get(name) !== undefined) throw new Refusal('already_exists', { name })
  }

  return {
    list: (): Credential[] => sql.all.all().map(shown),
    /** Throws Refusal `already_exists`. */
    create({ id = ids.uuid(), name, username, password }: CredentialInput): Credential {
      if (sql.one.get(id) !== undefined) throw new Refusal('already_exists', { id })
      free(name)
      const at = clock.now()
      sql.insert.run({ id, name, username, password, created_at: at, updated_at: at })
      journal.append('connected_content_credential.created', { connected_content_credential_id: id, name })
      return shown(known(id))
    },
    update(id: string, patch: Partial<Omit<CredentialInput, 'id'>>): Credential {
      const before = known(id)
      if (patch.name !== undefined && patch.name !== before.name) free(patch.name)
      const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
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
      return row === undefined ? undefined : `Basic ${Buffer.from(`${row.username}:${row.password}`).toString('base64')}`
    },
  }
}

export type ConnectedContentCredentials = ReturnType<typeof createConnectedContentCredentials>
