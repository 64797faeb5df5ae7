// What a user received: of one campaign, for re-eligibility; of all, for frequency caps. docs: re_eligibility ("based on message receipt and not campaign entry")
import type { Db } from '../../kernel/db.ts'
import type { Counted } from './receipts.sql.ts'
import { receiptStatements } from './receipts.sql.ts'

export type { Counted } from './receipts.sql.ts'

/** `received` and `enrolled` (into the control group): when last, in ms. `waiting`: a message is under way to the user. */
export type CampaignReceipts = { received: number | undefined; enrolled: number | undefined; waiting: boolean }

/** The receipts of one world. */
export function createReceipts({ db }: { db: Db }) {
  const sql = receiptStatements(db)
  return {
    /** Of one campaign, without what the dispatch `except` sends. `cards`: it has Content Cards, whose control group is enrolled when devices show it. `seen`: a card that was made counts only when it was seen. */
    ofCampaign(campaign_id: string, profile_id: number, except = '', { cards = false, seen = false } = {}): CampaignReceipts {
      const rows = (seen ? sql.seenOfCampaign : sql.ofCampaign).all(campaign_id, profile_id, except)
      const unseen = cards ? (sql.controlCard.get(profile_id, campaign_id, except)?.at ?? undefined) : undefined
      return { received: rows.find(({ control }) => control === 0)?.at, enrolled: rows.find(({ control }) => control === 1)?.at ?? unseen, waiting: sql.waiting.get(profile_id, campaign_id, except) !== undefined }
    },
    /** Messages since `from` (ms) on the channels that frequency caps know. */
    counted: (profile_id: number, from: number): Counted[] => sql.counted.all(profile_id, from),
  }
}

export type Receipts = ReturnType<typeof createReceipts>
