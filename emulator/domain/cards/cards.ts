// Content Cards that users have: made once, then only seen, clicked, dismissed, removed or over; what a device is told of them, whole or as changes. docs: channels/content_cards/create_a_content_card; observed: web SDK 6.13.0, BrazeKit 18.2 (`content_cards/sync`)
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { Platform } from '../apps.ts'
import type { Kind } from '../kinds.ts'
import type { ProfileRow } from '../profiles/profiles.ts'
import type { CardRow } from './cards.sql.ts'
import { cardStatements } from './cards.sql.ts'
import { linkOn } from './links.ts'
import type { Links } from './links.ts'

const MOST = 250 // "Braze returns up to 250 non-expired cards; dismissed ones count". docs: create_a_content_card
const DAY = 86_400_000
const KEPT = 30 * DAY // "purged after 30 days": Brazier keeps what is over so long, for deltas

type Json = Record<string, unknown>
/** A card as an SDK gets it. */
export type WireCard = Json & { id: string }
export type NewCard = { message: { id: string; campaign_id: string | null; canvas_id: string | null }; profile: Pick<ProfileRow, 'id'>; card: WireCard; links?: Links; removal?: readonly object[]; expires_at: number }
/** What a device says that it has. */
export type Marks = { last_full_sync_at: number; last_card_updated_at: number }
export type CardSync = { cards: WireCard[]; full_sync: boolean; last_full_sync_at: number; last_card_updated_at: number }
type Place = { app_id: string; device_id: string; platform: Platform }

/** The Content Cards of one world. */
export function createCards({ db, clock, journal }: { db: Db; clock: Clock; journal: Journal }) {
  const sql = cardStatements(db)
  let mayRemove: boolean | undefined
  let purgedAt = -Infinity
  db.onRollback(forget)

  function forget(): void {
    mayRemove = undefined
    purgedAt = -Infinity
  }

  const isOver = ({ expires_at }: CardRow): boolean => expires_at <= clock.now()

  /** As this app's SDK gets it now. */
  function wire({ card, links, viewed_at, clicked_at }: CardRow, platform: Platform, gone = false): WireCard {
    return { ...(JSON.parse(card) as WireCard), ...linkOn(JSON.parse(links) as Links, platform), v: viewed_at !== null, cl: clicked_at !== null, ...(gone ? { r: true } : {}) }
  }

  /** Those that devices show: the newest, whose places dismissed ones take too. */
  function shownOf(rows: readonly CardRow[]): Set<CardRow> {
    const there = rows.filter((row) => !isOver(row) && row.removed_at === null).slice(0, MOST)
    return new Set(there.filter(({ dismissed_at }) => dismissed_at === null))
  }

  /** "pinned first, then the newest" (rule C9). */
  const inOrder = (rows: Iterable<CardRow>): CardRow[] =>
    [...rows].map((row) => ({ row, pinned: Number((JSON.parse(row.card) as Json)['p'] === true) })).sort((a, b) => b.pinned - a.pinned || b.row.created_at - a.row.created_at || b.row.seq - a.row.seq).map(({ row }) => row)

  const changes = { 'content_card.impression': sql.view, 'content_card.control_impression': sql.view, 'content_card.click': sql.click, 'content_card.dismissal': sql.dismiss } as const
  journal.observe(Object.keys(changes), ({ kind, data }) => {
    const message_id = data['message_id']
    if (typeof message_id === 'string') changes[kind as keyof typeof changes].run({ message_id, now: clock.now() })
  })

  // What devices have seen since was undone: they begin anew
  journal.observe(['workspace.restored'], () => void sql.forgetSyncs.run())

  function remove(row: Pick<CardRow, 'seq'>): boolean {
    return sql.remove.run({ seq: row.seq, now: clock.now() }).changes > 0
  }

  return {
    /** Inside a transaction. */
    make({ message, profile, card, links = {}, removal = [], expires_at }: NewCard): void {
      const now = clock.now()
      if (now - purgedAt > DAY) {
        sql.purge.run(now - KEPT)
        purgedAt = now
      }
      if (removal.length > 0) mayRemove = true
      sql.insert.run({
        wire_id: card.id, profile_id: profile.id, message_id: message.id, campaign_id: message.campaign_id, canvas_id: message.canvas_id, card: JSON.stringify(card), links: JSON.stringify(links),
        removal: removal.length === 0 ? null : JSON.stringify(removal), created_at: now, expires_at, now,
      })
      const out = sql.pushedOut.get({ profile_id: profile.id, now, most: MOST })
      if (out !== undefined) sql.touch.run({ seq: out.seq, now })
    },
    /** All that the user has or had, newest first. */
    of: (profile: Pick<ProfileRow, 'id'>): CardRow[] => sql.of.all(profile.id),
    ofMessage: (message_id: string): CardRow | undefined => sql.byMessage.get(message_id),
    /** True while a copy of this campaign is the user's: not over, not removed; whatever he did with it. */
    hasCopy: (profile: Pick<ProfileRow, 'id'>, campaign_id: string): boolean => sql.copy.get({ profile_id: profile.id, campaign_id, now: clock.now() }) !== undefined,
    /** Cards of the user that go with an event of his, and the events (JSON). Cheap while there are none. */
    removable(profile: Pick<ProfileRow, 'id'>): CardRow[] {
      mayRemove ??= sql.anyRemovable.get() !== undefined
      return mayRemove ? sql.removable.all({ profile_id: profile.id, now: clock.now() }) : []
    },
    /** The user's card goes from his devices with their next sync; the row says why. */
    remove(row: CardRow, braze_id: string, why: Json): void {
      const kind: Kind = 'content_card.removed'
      if (remove(row)) journal.append(kind, { message_id: row.message_id, content_card_id: row.wire_id, ...(row.campaign_id === null ? {} : { campaign_id: row.campaign_id }), ...(row.canvas_id === null ? {} : { canvas_id: row.canvas_id }), ...why }, braze_id)
    },
    /** "remove card after next sync": all cards of a campaign or Canvas that was stopped; one row for all of them. Answers how many. */
    removeAll(owner: { campaign_id: string } | { canvas_id: string }): number {
      const now = clock.now()
      const kind: Kind = 'content_card.removed'
      const rows = 'campaign_id' in owner ? sql.liveOfCampaign.all({ ...owner, now }) : sql.liveOfCanvas.all({ ...owner, now })
      const cards = rows.filter(remove).length
      if (cards > 0) journal.append(kind, { ...owner, why: 'stopped', cards })
      return cards
    },
    /** What a device is told: everything, or what has changed since it last asked. Inside a transaction. */
    sync(profile: Pick<ProfileRow, 'id'>, { app_id, device_id, platform }: Place, { last_full_sync_at, last_card_updated_at }: Marks): CardSync {
      const rows = sql.of.all(profile.id)
      const shown = shownOf(rows)
      const newest = rows.reduce((latest, { updated }) => Math.max(latest, updated), 0)
      const before = sql.synced.get(app_id, device_id)
      // "Braze will stop returning the oldest cards": one of them that is among the newest again was taken away from devices, which say no word of it
      const cameBack = rows.slice(MOST).some((row) => shown.has(row))
      const isOurs = !cameBack && before !== undefined && last_full_sync_at > 0 && before.profile_id === profile.id && before.full_at === last_full_sync_at && last_card_updated_at <= newest
      if (!isOurs) {
        const full_at = Math.max(Math.floor(clock.now() / 1000), 1)
        sql.sync.run({ app_id, device_id, profile_id: profile.id, full_at })
        return { cards: inOrder(shown).map((row) => wire(row, platform)), full_sync: true, last_full_sync_at: full_at, last_card_updated_at: newest }
      }
      const changed = rows.filter(({ updated }) => updated > last_card_updated_at)
      const gone = changed.filter((row) => !shown.has(row) && !isOver(row) && row.created <= last_card_updated_at)
      const cards = [...inOrder(changed.filter((row) => shown.has(row))).map((row) => wire(row, platform)), ...gone.map((row) => wire(row, platform, true))]
      return { cards, full_sync: false, last_full_sync_at, last_card_updated_at: Math.max(newest, last_card_updated_at) }
    },
    /** The cards of both; of a card that both have, with what he did with it, only that of the one who stays. */
    merge(from: Pick<ProfileRow, 'id'>, to: Pick<ProfileRow, 'id'>): void {
      const both = { from: from.id, to: to.id, now: clock.now() }
      sql.dropTwins.run(both)
      sql.move.run(both)
    },
    /** Reads again, after the database was replaced. */
    forget,
  }
}

export type Cards = ReturnType<typeof createCards>
