// Whose reply it is, and to what: the last campaign or Canvas step that the user was sent within four hours. docs: sms/keyword_handling, segmentation_filters ("within 4 hours")
import type { Clock } from '../../../kernel/clock.ts'
import type { Db } from '../../../kernel/db.ts'
import type { MessageKind } from '../../../domain/campaigns/message-events.ts'
import type { ProfileRow } from '../../../domain/profiles/profiles.ts'
import type { Json } from '../../outgoing.ts'
import { attributionStatements } from './attribution.sql.ts'

const WINDOW = 4 * 3_600_000

export function createAttribution({ db, clock }: { db: Db; clock: Clock }) {
  const sql = attributionStatements(db)
  /** Of several users with one number it is the one who was written to last, or the oldest. `origin`: members for the row of the journal. */
  return (users: readonly ProfileRow[], kind: MessageKind): { profile: ProfileRow; origin: Json } => {
    const sent = sql.last.get(JSON.stringify(users.map(({ id }) => id)), kind, clock.now() - WINDOW)
    if (sent === undefined) return { profile: users.reduce((oldest, one) => (one.id < oldest.id ? one : oldest)), origin: {} }
    const { profile_id, ...origin } = sent
    return { profile: users.find(({ id }) => id === profile_id)!, origin: Object.fromEntries(Object.entries(origin).filter(([, value]) => value !== null)) }
  }
}
