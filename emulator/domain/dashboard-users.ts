// Users of the dashboard, as identity providers keep them by SCIM: one for each address, whatever its casing. docs: api/endpoints/scim
import type { Clock } from '../kernel/clock.ts'
import type { Db } from '../kernel/db.ts'
import type { Ids } from '../kernel/ids.ts'
import type { Journal } from '../kernel/journal.ts'
import type { GivenPermissions, Permissions } from './dashboard-permissions.ts'
import { completePermissions } from './dashboard-permissions.ts'
import type { DashboardUserRow } from './dashboard-users.sql.ts'
import { dashboardUserStatements } from './dashboard-users.sql.ts'
import { Refusal } from './refusal.ts'

export type DashboardUser = { id: string; userName: string; givenName: string; familyName: string; department: string; permissions: Permissions; created_at: number }
export type DashboardUserInput = { givenName: string; familyName: string; department: string; permissions: GivenPermissions }

const open = (row: DashboardUserRow): DashboardUser => ({
  id: row.id, userName: row.user_name, givenName: row.given_name, familyName: row.family_name, department: row.department, permissions: JSON.parse(row.permissions) as Permissions, created_at: row.created_at,
})
const keyOf = (userName: string): string => userName.toLowerCase()

/** The dashboard users that one world knows. `workspace` is its name. */
export function createDashboardUsers({ db, clock, ids, journal, workspace }: { db: Db; clock: Clock; ids: Ids; journal: Journal; workspace: string }) {
  const sql = dashboardUserStatements(db)

  const columns = ({ givenName, familyName, department, permissions }: DashboardUserInput) => ({
    given_name: givenName, family_name: familyName, department, permissions: JSON.stringify(completePermissions(permissions, [workspace])),
  })
  const told = ({ userName, department, permissions }: DashboardUser): Record<string, unknown> => ({ user_name: userName, department, permissions })

  return {
    find(id: string): DashboardUser | undefined {
      const row = sql.byId.get(id)
      return row === undefined ? undefined : open(row)
    },
    /** By address, in any casing. */
    byUserName(userName: string): DashboardUser | undefined {
      const row = sql.byKey.get(keyOf(userName))
      return row === undefined ? undefined : open(row)
    },
    /** Throws Refusal `already_exists` when the address is taken. */
    create(userName: string, input: DashboardUserInput): DashboardUser {
      if (sql.byKey.get(keyOf(userName)) !== undefined) throw new Refusal('already_exists', { user_name: userName })
      // Four groups of eight hex digits, as the pages show: dfa245b7-24195aec-887bb3ad-602b3340
      const id = ids.hex(32).replace(/(.{8})(?=.)/g, '$1-')
      const row: DashboardUserRow = { id, user_name: userName, user_key: keyOf(userName), ...columns(input), created_at: clock.now() }
      sql.insert.run(row)
      const user = open(row)
      journal.append('dashboard_user.created', { id, ...told(user) })
      return user
    },
    /** Everything but the address is replaced. Throws Refusal `not_found`. */
    update(id: string, input: DashboardUserInput): DashboardUser {
      const row = sql.byId.get(id)
      if (row === undefined) throw new Refusal('not_found', { id })
      const after = { ...row, ...columns(input) }
      sql.update.run(after)
      const user = open(after)
      journal.append('dashboard_user.updated', { id, ...told(user) })
      return user
    },
    /** Throws Refusal `not_found`. */
    remove(id: string): void {
      const row = sql.byId.get(id)
      if (row === undefined) throw new Refusal('not_found', { id })
      sql.remove.run(id)
      journal.append('dashboard_user.deleted', { id, user_name: row.user_name })
    },
  }
}

export type DashboardUsers = ReturnType<typeof createDashboardUsers>
