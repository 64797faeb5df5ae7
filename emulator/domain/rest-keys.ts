// REST API keys: a fixed set of permissions and a list of addresses that may use them. docs: api/api_key
import { BlockList, isIP, isIPv6 } from 'node:net'
import type { Clock } from '../kernel/clock.ts'
import type { Db } from '../kernel/db.ts'
import type { Journal } from '../kernel/journal.ts'
import { Refusal } from './refusal.ts'

/** `permissions: ['*']` allows everything; an empty `ip_allowlist` allows every address (entries: an address, or a subnet as `10.0.0.0/8`). */
export type RestKey = { key: string; name: string; permissions: string[]; ip_allowlist: string[]; created_at: number }
type Stored = { key: string; name: string; permissions: string; ip_allowlist: string; created_at: number }

/** True when the key may do what `permission` names. */
export const permits = (key: RestKey, permission: string): boolean => key.permissions.includes('*') || key.permissions.includes(permission)

/** True when the key may be used from `ip`. An entry that is no address and no subnet admits nobody. */
export function admits(key: RestKey, ip: string): boolean {
  if (key.ip_allowlist.length === 0) return true
  const list = new BlockList()
  for (const entry of key.ip_allowlist) {
    const [address, bits] = entry.split('/') as [string, string | undefined]
    if (isIP(address) === 0) continue
    const [family, most] = isIPv6(address) ? (['ipv6', 128] as const) : (['ipv4', 32] as const)
    if (bits === undefined) list.addAddress(address, family)
    else if (/^\d{1,3}$/.test(bits) && Number(bits) <= most) list.addSubnet(address, Number(bits), family)
  }
  const plain = ip.replace(/^::ffff:/, '')
  return isIP(plain) !== 0 && list.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4')
}

/** The REST keys of one world. `onChange` hears of added and removed keys. */
export function createRestKeys({ db, clock, journal, onChange }: { db: Db; clock: Clock; journal: Journal; onChange: () => void }) {
  const all = db.prepare<[], Stored>('SELECT * FROM rest_keys ORDER BY created_at, key')
  const one = db.prepare<[string], Stored>('SELECT * FROM rest_keys WHERE key = ?')
  const put = db.prepare<[string, string, string, string, number]>(
    'INSERT INTO rest_keys (key, name, permissions, ip_allowlist, created_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET name = excluded.name, permissions = excluded.permissions, ip_allowlist = excluded.ip_allowlist',
  )
  const remove = db.prepare<[string]>('DELETE FROM rest_keys WHERE key = ?')
  const open = (row: Stored): RestKey => ({ ...row, permissions: JSON.parse(row.permissions) as string[], ip_allowlist: JSON.parse(row.ip_allowlist) as string[] })
  const write = (key: RestKey) => void put.run(key.key, key.name, JSON.stringify(key.permissions), JSON.stringify(key.ip_allowlist), key.created_at)

  let known: Map<string, RestKey> | undefined
  const keys = () => (known ??= new Map(all.all().map((row) => [row.key, open(row)])))
  const changed = () => {
    known = undefined
    onChange()
  }
  db.onRollback(() => void (known = undefined))

  return {
    list: (): RestKey[] => all.all().map(open),
    find: (key: string): RestKey | undefined => keys().get(key),
    create(input: { key: string; name: string; permissions?: string[] | undefined; ip_allowlist?: string[] | undefined }): RestKey {
      if (one.get(input.key) !== undefined) throw new Refusal('already_exists', { key: input.key })
      const key: RestKey = { key: input.key, name: input.name, permissions: input.permissions ?? ['*'], ip_allowlist: input.ip_allowlist ?? [], created_at: clock.now() }
      write(key)
      journal.append('rest_key.created', { key: key.key, name: key.name, permissions: key.permissions, ip_allowlist: key.ip_allowlist })
      changed()
      return key
    },
    update(key: string, patch: Partial<Pick<RestKey, 'name' | 'permissions' | 'ip_allowlist'>>): RestKey {
      const row = one.get(key)
      if (row === undefined) throw new Refusal('not_found', { key })
      const after = { ...open(row), ...patch }
      write(after)
      journal.append('rest_key.updated', { key, changes: patch })
      changed()
      return after
    },
    remove(key: string): void {
      if (remove.run(key).changes === 0) throw new Refusal('not_found', { key })
      journal.append('rest_key.deleted', { key })
      changed()
    },
    forget: (): void => void (known = undefined),
  }
}

export type RestKeys = ReturnType<typeof createRestKeys>
