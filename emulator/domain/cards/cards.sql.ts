// The statements of Content Cards and of what devices had of them.
import type { Db } from '../../kernel/db.ts'

/** `card`, `links` and `removal` are JSON; `created` and `updated` in seconds as SDKs name them, all other times in ms. */
export type CardRow = {
  seq: number
  wire_id: string
  profile_id: number
  message_id: string
  campaign_id: string | null
  canvas_id: string | null
  card: string
  links: string
  removal: string | null
  created_at: number
  expires_at: number
  created: number
  updated: number
  viewed_at: number | null
  clicked_at: number | null
  dismissed_at: number | null
  removed_at: number | null
}
export type NewCardRow = Pick<CardRow, 'wire_id' | 'profile_id' | 'message_id' | 'campaign_id' | 'canvas_id' | 'card' | 'links' | 'removal' | 'created_at' | 'expires_at'>

/** What the next change of a card of this user is stamped with: the time, and always more than the one before. */
const STAMP = (profile: string): string => `max(cast(@now / 1000 AS INTEGER), coalesce((SELECT max(o.updated) + 1 FROM cards o WHERE o.profile_id = ${profile}), 0))`

export const cardStatements = (db: Db) => ({
  insert: db.prepare<[NewCardRow & { now: number }]>(
    `INSERT INTO cards (wire_id, profile_id, message_id, campaign_id, canvas_id, card, links, removal, created_at, expires_at, created, updated)
     SELECT @wire_id, @profile_id, @message_id, @campaign_id, @canvas_id, @card, @links, @removal, @created_at, @expires_at, stamp, stamp FROM (SELECT ${STAMP('@profile_id')} AS stamp)`,
  ),
  of: db.prepare<[number], CardRow>('SELECT * FROM cards WHERE profile_id = ? ORDER BY created_at DESC, seq DESC'),
  byMessage: db.prepare<[string], CardRow>('SELECT * FROM cards WHERE message_id = ?'),
  // `+`: a user has fewer cards than a campaign
  copy: db.prepare<[{ profile_id: number; campaign_id: string; now: number }], { yes: number }>('SELECT 1 AS yes FROM cards WHERE profile_id = @profile_id AND +campaign_id = @campaign_id AND removed_at IS NULL AND expires_at > @now LIMIT 1'),
  /** The one that is just outside of the newest ones. */
  pushedOut: db.prepare<[{ profile_id: number; now: number; most: number }], { seq: number }>(
    'SELECT seq FROM cards WHERE profile_id = @profile_id AND expires_at > @now AND removed_at IS NULL ORDER BY created_at DESC, seq DESC LIMIT 1 OFFSET @most',
  ),
  touch: db.prepare<[{ seq: number; now: number }]>(`UPDATE cards SET updated = ${STAMP('cards.profile_id')} WHERE seq = @seq`),
  view: db.prepare<[{ message_id: string; now: number }]>(`UPDATE cards SET viewed_at = @now, updated = ${STAMP('cards.profile_id')} WHERE message_id = @message_id AND viewed_at IS NULL`),
  click: db.prepare<[{ message_id: string; now: number }]>(`UPDATE cards SET clicked_at = @now, updated = ${STAMP('cards.profile_id')} WHERE message_id = @message_id AND clicked_at IS NULL`),
  dismiss: db.prepare<[{ message_id: string; now: number }]>(
    `UPDATE cards SET dismissed_at = @now, updated = ${STAMP('cards.profile_id')} WHERE message_id = @message_id AND dismissed_at IS NULL AND card ->> '$.db' = 1`,
  ),
  remove: db.prepare<[{ seq: number; now: number }]>(`UPDATE cards SET removed_at = @now, updated = ${STAMP('cards.profile_id')} WHERE seq = @seq AND removed_at IS NULL`),
  liveOfCampaign: db.prepare<[{ campaign_id: string; now: number }], { seq: number }>('SELECT seq FROM cards WHERE campaign_id = @campaign_id AND removed_at IS NULL AND expires_at > @now'),
  liveOfCanvas: db.prepare<[{ canvas_id: string; now: number }], { seq: number }>('SELECT seq FROM cards WHERE canvas_id = @canvas_id AND removed_at IS NULL AND expires_at > @now'),
  removable: db.prepare<[{ profile_id: number; now: number }], CardRow>('SELECT * FROM cards WHERE profile_id = @profile_id AND removal IS NOT NULL AND removed_at IS NULL AND expires_at > @now ORDER BY seq'),
  anyRemovable: db.prepare<[], { yes: number }>('SELECT 1 AS yes FROM cards WHERE removal IS NOT NULL AND removed_at IS NULL LIMIT 1'),
  purge: db.prepare<[number]>('DELETE FROM cards WHERE expires_at < ?'),
  /** The same card of two users who become one: of one campaign, with one end. */
  dropTwins: db.prepare<[{ to: number; from: number; now: number }]>(
    `UPDATE cards SET removed_at = @now WHERE profile_id = @from AND campaign_id IS NOT NULL AND removed_at IS NULL
     AND EXISTS (SELECT 1 FROM cards k WHERE k.profile_id = @to AND +k.campaign_id = cards.campaign_id AND k.expires_at = cards.expires_at)`,
  ),
  move: db.prepare<[{ to: number; from: number; now: number }]>(`UPDATE cards SET profile_id = @to, updated = (SELECT ${STAMP('@to')}) + (SELECT count(*) FROM cards o WHERE o.profile_id = @from AND o.seq <= cards.seq) WHERE profile_id = @from`),
  synced: db.prepare<[string, string], { profile_id: number; full_at: number }>('SELECT profile_id, full_at FROM card_syncs WHERE app_id = ? AND device_id = ?'),
  forgetSyncs: db.prepare<[]>('DELETE FROM card_syncs'),
  sync: db.prepare<[{ app_id: string; device_id: string; profile_id: number; full_at: number }]>(
    `INSERT INTO card_syncs (app_id, device_id, profile_id, full_at) VALUES (@app_id, @device_id, @profile_id, @full_at)
     ON CONFLICT (app_id, device_id) DO UPDATE SET profile_id = excluded.profile_id, full_at = excluded.full_at`,
  ),
})
