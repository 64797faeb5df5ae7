// Send ids: keys under which the statistics of sends of one campaign are kept. docs: api/identifier_types ("send identifier"), post_create_send_ids
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Ids } from '../../kernel/ids.ts'
import type { Journal } from '../../kernel/journal.ts'
import { sendIdStatements } from './sends.sql.ts'

const GENERATED_CHARS = 24 // Braze shows no generated one; this is the form of its other ids

/** "all ASCII characters and at most 64 characters long". docs: api/identifier_types */
export const isSendId = (text: string): boolean => /^[\x20-\x7e]{1,64}$/.test(text)

/** The send ids of one world. */
export function createSendIds({ db, clock, ids, journal }: { db: Db; clock: Clock; ids: Ids; journal: Journal }) {
  const sql = sendIdStatements(db)
  return {
    knows: (campaign_id: string, send_id: string): boolean => sql.find.get(campaign_id, send_id) !== undefined,
    /** Makes a send id, or a generated one; one that the campaign has already stays as it is. "You can reuse a send identifier". */
    create(campaign_id: string, send_id: string = ids.hex(GENERATED_CHARS)): string {
      if (sql.insert.run(campaign_id, send_id, clock.now()).changes > 0) journal.append('send_id.created', { campaign_id, send_id })
      return send_id
    },
  }
}

export type SendIds = ReturnType<typeof createSendIds>
