// Which email variants the seed users of a campaign have had: each is sent to them once. docs: app_settings/internal_groups_tab
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import { seedStatements } from './dispatches.sql.ts'

/** The seeded variants of one world. */
export function createSeededVariations({ db, clock }: { db: Db; clock: Clock }) {
  const sql = seedStatements(db)
  return {
    /** True the first time. */
    add: (campaign_id: string, message_variation_id: string): boolean => sql.add.run(message_variation_id, campaign_id, clock.now()).changes > 0,
  }
}

export type SeededVariations = ReturnType<typeof createSeededVariations>
