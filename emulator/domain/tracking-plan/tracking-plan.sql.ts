// The statements of the tracking plan.
import type { Db } from '../../kernel/db.ts'

export const trackingPlanStatements = (db: Db) => ({
  get: db.prepare<[], { plan: string }>('SELECT plan FROM tracking_plan WHERE id = 1'),
  put: db.prepare<[string]>('INSERT INTO tracking_plan (id, plan) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET plan = excluded.plan'),
  remove: db.prepare<[]>('DELETE FROM tracking_plan'),
})
