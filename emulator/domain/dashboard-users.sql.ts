// The statements of dashboard_users, and its row type.
import type { Db } from '../kernel/db.ts'

export type DashboardUserRow = { id: string; user_name: string; user_key: string; given_name: string; family_name: string; department: string; permissions: string; created_at: number }

export const dashboardUserStatements = (db: Db) => ({
  byId: db.prepare<[string], DashboardUserRow>('SELECT * FROM dashboard_users WHERE id = ?'),
  byKey: db.prepare<[string], DashboardUserRow>('SELECT * FROM dashboard_users WHERE user_key = ?'),
  insert: db.prepare<[DashboardUserRow]>('INSERT INTO dashboard_users (id, user_name, user_key, given_name, family_name, department, permissions, created_at) VALUES (@id, @user_name, @user_key, @given_name, @family_name, @department, @permissions, @created_at)'),
  update: db.prepare<[DashboardUserRow]>('UPDATE dashboard_users SET given_name = @given_name, family_name = @family_name, department = @department, permissions = @permissions WHERE id = @id'),
  remove: db.prepare<[string]>('DELETE FROM dashboard_users WHERE id = ?'),
})
