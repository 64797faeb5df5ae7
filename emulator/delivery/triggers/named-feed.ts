// The feed of events with what a trigger has to know beside the row: whose message an SDK speaks of, and whether an address is the profile's first.
import type { Db } from '../../kernel/db.ts'
import type { Journal, JournalRow } from '../../kernel/journal.ts'
import type { Campaigns } from '../../domain/campaigns/campaigns.ts'
import { variationIn } from '../../domain/campaigns/tracking-ids.ts'
import type { Profiles } from '../../domain/profiles/profiles.ts'
import type { EventFeed, Listener } from '../event-feed.ts'
import { firstEmailStatements } from './triggers.sql.ts'

type Email = { from?: unknown; to?: unknown }

/** The same feed. A row that names several messages is heard once for each of them. */
export function createNamedFeed({ eventFeed, db, journal, campaigns, profiles }: { eventFeed: EventFeed; db: Db; journal: Journal; campaigns: Campaigns; profiles: Profiles }): EventFeed {
  const firsts = firstEmailStatements(db)
  const emailOf = ({ data }: JournalRow): Email | undefined => (data['changes'] as Record<string, Email> | undefined)?.['email']
  const isAdded = (email: Email | undefined): boolean => email !== undefined && (email.from ?? null) === null && typeof email.to === 'string'
  const profileOf = ({ profile }: JournalRow): number | undefined => (profile === null ? undefined : profiles.heirByBrazeId(profile)?.id)

  journal.observe(['profile.updated'], (row) => {
    const id = isAdded(emailOf(row)) ? profileOf(row) : undefined
    if (id !== undefined) firsts.note.run(id, row.seq)
  })

  /** "Add an email address" comes once for a profile. docs: triggered_delivery */
  function withFirst(row: JournalRow): JournalRow {
    const id = isAdded(emailOf(row)) ? profileOf(row) : undefined
    const first = id === undefined ? undefined : firsts.of.get(id)?.seq
    return first === undefined || first === row.seq ? row : { ...row, data: { ...row.data, again: true } }
  }

  function withMessages(row: JournalRow): JournalRow[] {
    const { data } = row
    const named = (id: string, more: Record<string, unknown>): JournalRow => {
      const { campaign_id, canvas_id, canvas_step_id, channel } = campaigns.message(id) ?? { campaign_id: null, canvas_id: null, canvas_step_id: null, channel: null }
      const known = Object.entries({ campaign_id, canvas_id, canvas_step_id, channel, message_variation_id: id }).filter(([, value]) => value !== null)
      return { ...row, data: { ...Object.fromEntries(known), ...more } }
    }
    if (typeof data['message_variation_id'] === 'string') return [named(data['message_variation_id'], data)]
    if (data['campaign_id'] !== undefined || data['canvas_id'] !== undefined) return [row]
    const messages = [data['trigger_ids'], data['ids'], data['id'], data['cid']].flat().flatMap((id) => {
      const tracked = variationIn(id)
      return tracked === undefined ? [] : (campaigns.tracked(tracked)?.id ?? [])
    })
    return messages.length === 0 ? [row] : [...new Set(messages)].map((id) => named(id, data))
  }

  /** Only these carry messages. */
  const isAboutMessage = (kind: string): boolean => /^(push|email|sms|whats_app|line|webhook|in_app_message|content_card|banner|feature_flag)\./.test(kind)

  return {
    ...eventFeed,
    subscribe: ({ active, hear }: Listener): void =>
      eventFeed.subscribe({
        active,
        hear(row, profile) {
          if (row.kind === 'profile.updated') hear(withFirst(row), profile)
          else if (isAboutMessage(row.kind)) for (const one of withMessages(row)) hear(one, profile)
          else hear(row, profile)
        },
      }),
  }
}
