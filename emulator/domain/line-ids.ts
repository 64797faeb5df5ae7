// Who has a LINE user ID. Several profiles may have the same. docs: channels/line/message_users/user_management
import type { Db } from '../kernel/db.ts'
import { lineIdStatements } from './line-ids.sql.ts'
import type { ProfileRow, Profiles } from './profiles/profiles.ts'

/** Users of one world by their `native_line_id`. */
export function createLineIds({ db, profiles }: { db: Db; profiles: Profiles }) {
  const sql = lineIdStatements(db)
  return { of: (line_id: string): ProfileRow[] => sql.of.all(line_id).map(({ id }) => profiles.byId(id)!) }
}

export type LineIds = ReturnType<typeof createLineIds>
