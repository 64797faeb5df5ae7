// SDK authentication: up to three RSA public keys an app, exactly one of them primary. docs: api/endpoints/sdk_authentication
import { createPublicKey } from 'node:crypto'
import type { Clock } from '../kernel/clock.ts'
import type { Db } from '../kernel/db.ts'
import type { Ids } from '../kernel/ids.ts'
import type { Journal } from '../kernel/journal.ts'
import { Refusal } from './refusal.ts'
import type { SdkAuthenticationKeyRow } from './sdk-authentication-keys.sql.ts'
import { sdkAuthenticationKeyStatements } from './sdk-authentication-keys.sql.ts'

/** "up to 3 SDK Authentication keys per app". docs: post_create_sdk_authentication_key */
export const KEYS_PER_APP = 3
/** Tokens are signed with RS256, which takes keys of 2048 bits or more. docs: developer_guide/sdk_integration/authentication; RFC 7518, 3.3 */
const SMALLEST_BITS = 2048

export type SdkAuthenticationKey = { id: string; rsa_public_key: string; description: string; is_primary: boolean }

const open = ({ id, rsa_public_key, description, is_primary }: SdkAuthenticationKeyRow): SdkAuthenticationKey => ({ id, rsa_public_key, description, is_primary: is_primary === 1 })

/** True for the PEM of an RSA public key that can check RS256; private keys and certificates are none. */
export function isRsaPublicKey(pem: string): boolean {
  if (!/^\s*-----BEGIN (RSA )?PUBLIC KEY-----/.test(pem)) return false
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey(pem)
    return asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= SMALLEST_BITS
  } catch {
    return false
  }
}

/** The keys of the apps of one world; they go when their app goes. */
export function createSdkAuthenticationKeys({ db, clock, ids, journal }: { db: Db; clock: Clock; ids: Ids; journal: Journal }) {
  const sql = sdkAuthenticationKeyStatements(db)
  const of = (app_id: string): SdkAuthenticationKeyRow[] => sql.of.all(app_id)

  function find(app_id: string, id: string): SdkAuthenticationKeyRow {
    const row = of(app_id).find((one) => one.id === id)
    if (row === undefined) throw new Refusal('not_found', { app_id, key_id: id })
    return row
  }

  return {
    /** Oldest first. */
    of: (app_id: string): SdkAuthenticationKey[] => of(app_id).map(open),
    /** The first key of an app is its primary one, whatever was asked. Throws Refusal `too_many_keys`. */
    create({ app_id, rsa_public_key, description, make_primary }: { app_id: string; rsa_public_key: string; description: string; make_primary: boolean }): SdkAuthenticationKey {
      const there = of(app_id)
      if (there.length >= KEYS_PER_APP) throw new Refusal('too_many_keys', { app_id, keys: there.length })
      const primary = make_primary || there.length === 0
      if (primary) sql.demote.run(app_id)
      const row: SdkAuthenticationKeyRow = { id: ids.uuid(), app_id, rsa_public_key, description, is_primary: primary ? 1 : 0, n: (there.at(-1)?.n ?? 0) + 1, created_at: clock.now() }
      sql.insert.run(row)
      journal.append('sdk_authentication_key.created', { id: row.id, app_id, description, is_primary: primary })
      return open(row)
    },
    /** Throws Refusal `not_found`. */
    makePrimary(app_id: string, id: string): void {
      if (find(app_id, id).is_primary === 1) return
      sql.demote.run(app_id)
      sql.promote.run(id)
      journal.append('sdk_authentication_key.made_primary', { id, app_id })
    },
    /** Throws Refusal `not_found`, or `primary_key` for the one that must stay. */
    remove(app_id: string, id: string): void {
      if (find(app_id, id).is_primary === 1) throw new Refusal('primary_key', { app_id, key_id: id })
      sql.remove.run(id)
      journal.append('sdk_authentication_key.deleted', { id, app_id })
    },
  }
}

export type SdkAuthenticationKeys = ReturnType<typeof createSdkAuthenticationKeys>
