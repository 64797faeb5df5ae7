// What users and messages did to each other, kept beside the journal for filters, caps and conversions: one row for each journal row about a message.
import type { Db } from '../../kernel/db.ts'
import type { Journal, JournalRow } from '../../kernel/journal.ts'
import type { Campaigns } from '../campaigns/campaigns.ts'
import type { MessageEvent } from '../campaigns/message-events.ts'
import { MESSAGE_KINDS, messageEvent } from '../campaigns/message-events.ts'
import { variationIn } from '../campaigns/tracking-ids.ts'
import type { ProfileRow, Profiles } from '../profiles/profiles.ts'
import type { HistoryRow } from './messages.sql.ts'
import { historyStatements } from './messages.sql.ts'

/** What SDKs tell of messages (api/sdk/events.ts). */
export const SDK_MESSAGE_KINDS = [
  'push.open', 'push.action_click', 'push.story_page_click', 'in_app_message.impression', 'in_app_message.control_impression', 'in_app_message.click', 'in_app_message.button_click',
  'content_card.impression', 'content_card.control_impression', 'content_card.click', 'content_card.dismissal', 'banner.impression', 'banner.control_impression', 'banner.click', 'banner.dismissal', 'feature_flag.impression', 'feature_flag.control_impression',
] as const
/** "All profiles with that address" have opened an email that one of them was sent. docs: segmentation_filters ("email sharing") */
const OF_THE_ADDRESS: ReadonlySet<string> = new Set(['email.delivered', 'email.opened', 'email.clicked'])

const OWN: ReadonlySet<string> = new Set(MESSAGE_KINDS)

/** The history of messages of one world. */
export function createMessageHistory({ db, journal, campaigns, profiles }: { db: Db; journal: Journal; campaigns: Campaigns; profiles: Profiles }) {
  const sql = historyStatements(db)

  /** The messages that a row is about: named by their ids, or by the tracking ids that an SDK sends back. */
  function places(kind: string, event: MessageEvent) {
    // Rows of messages that are sent here say all of it themselves
    const whole = event.channel !== undefined && (event.campaign_id !== undefined || (event.canvas_id !== undefined && event.canvas_step_id !== undefined))
    const own = whole || event.message_variation_id === undefined ? undefined : campaigns.message(event.message_variation_id)
    // A message of a request belongs to no definition, and is one all the same
    if (event.message_variation_id !== undefined || event.campaign_id !== undefined || event.canvas_id !== undefined || OWN.has(kind)) return [own]
    return [event['trigger_ids'], event['ids'], event['id'], event['cid']].flat().flatMap((id) => {
      const tracked = variationIn(id)
      return tracked === undefined ? [] : (campaigns.tracked(tracked) ?? [])
    })
  }

  function remember({ kind, at, profile: braze_id, data }: JournalRow, text: string): void {
    const event = messageEvent(data)
    const profile = braze_id === null || event['test'] === true ? undefined : profiles.contactByBrazeId(braze_id)
    if (profile === undefined) return
    // Whoever has the address that the mail went to, whatever the user's own is by now
    const address = typeof event['email_address'] === 'string' ? event['email_address'] : profile.email
    const sharing = OF_THE_ADDRESS.has(kind) && address !== null ? profiles.idsByEmail(address).filter((id) => id !== profile.id) : []
    for (const message of places(kind, event))
      for (const profile_id of [profile.id, ...sharing])
        sql.insert.run({
          profile_id, at: typeof event.time === 'number' ? event.time : at, kind, channel: event.channel ?? message?.channel ?? null,
          campaign_id: event.campaign_id ?? message?.campaign_id ?? null, canvas_id: event.canvas_id ?? message?.canvas_id ?? null, canvas_step_id: event.canvas_step_id ?? message?.canvas_step_id ?? null,
          canvas_variation_id: event.canvas_variation_id ?? null, message_variation_id: event.message_variation_id ?? message?.id ?? null, dispatch_id: event.dispatch_id ?? null, data: text,
        })
  }
  journal.observe([...MESSAGE_KINDS, ...SDK_MESSAGE_KINDS], remember)

  return {
    /** The newest rows of a user first. */
    of: (profile: ProfileRow, limit: number): HistoryRow[] => sql.of.all(profile.id, limit),
    merge: (from: ProfileRow, to: ProfileRow): void => void sql.move.run(to.id, from.id),
  }
}

export type MessageHistory = ReturnType<typeof createMessageHistory>
