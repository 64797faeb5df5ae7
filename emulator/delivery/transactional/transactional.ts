// Transactional emails: one user a send, whatever their subscription; each step of it is told to the workspace's postback URL. docs: post_send_transactional_message, transactional_message_api_campaign
import type { Clock } from '../../kernel/clock.ts'
import { isoTime } from '../../kernel/clock.ts'
import type { Journal, JournalRow } from '../../kernel/journal.ts'
import type { Campaigns } from '../../domain/campaigns/campaigns.ts'
import { isControl } from '../../domain/campaigns/messages.ts'
import { NO_ORIGIN } from '../../domain/messages/messages.ts'
import type { Recipient } from '../../domain/sends/recipients.ts'
import type { Send, Sends } from '../../domain/sends/sends.ts'
import type { Settings } from '../../domain/settings.ts'
import type { AcceptedSends } from '../accepted-sends.ts'
import type { Delivery } from '../deliver.ts'
import type { Recipients } from '../dispatches/recipients.ts'
import type { Json } from '../outgoing.ts'
import { REASONS } from '../reasons.ts'
import type { Reason } from '../reasons.ts'
import type { Postbacks } from './postbacks.ts'

const NOT_EMAILABLE = 'User not emailable' // docs: http_event_postback (example)
/** Stops that are about the address. */
const ADDRESS: readonly string[] = ['no_such_user', 'no_address', 'hard_bounced'] satisfies Reason[]

/** `2020-08-31T18:58:41.000+00:00`, as the page writes times. */
const time = (ms: number): string => isoTime(ms).replace('Z', '+00:00')

type Nouns = { clock: Clock; journal: Journal; settings: Settings; campaigns: Campaigns; sends: Sends; acceptedSends: AcceptedSends; recipients: Recipients; delivery: Delivery; postbacks: Postbacks }

/** Takes the transactional sends of one world. */
export function createTransactional({ clock, journal, settings, campaigns, sends, acceptedSends, recipients, delivery, postbacks }: Nouns): void {
  function tell({ dispatch_id, campaign_id, external_send_id }: Send, status: string, metadata: Json): void {
    const url = settings.get().email.transactional_postback_url
    if (url !== null) postbacks.add(url, { dispatch_id, status, metadata: { ...metadata, campaign_api_id: campaign_id, ...(external_send_id === null ? {} : { external_send_id }) } })
  }

  /** "Passing any fields to the attributes object will create this user profile". */
  function profileOf({ request }: Send) {
    const recipient = request['recipient'] as Recipient
    const attributes = recipient['attributes']
    const makes = typeof attributes === 'object' && attributes !== null && Object.keys(attributes).length > 0
    return recipients.resolve({ ...recipient, send_to_existing_only: !makes })
  }

  acceptedSends.on('transactional', (send) => {
    const campaign = campaigns.find(send.campaign_id!)
    const [message_variation_id, body] = Object.entries(campaign?.messages ?? {}).find(([, message]) => !isControl(message)) ?? []
    const profile = profileOf(send)
    if (profile === undefined || body === undefined) return tell(send, 'aborted', { reason: NOT_EMAILABLE, aborted_at: time(clock.now()) })
    const { dispatch_id, campaign_id } = send
    delivery.deliver({
      profile_id: profile.id, channel: 'email', body, origin: { ...NO_ORIGIN, dispatch_id, campaign_id, message_variation_id: message_variation_id! },
      targeting: 'all', cause: { api_trigger_properties: (send.request['trigger_properties'] ?? {}) as Json }, frequency_capping: false, quiet_hours: null, tags: [], test: false, transactional: true,
    })
  })

  /** The send that a row is about, when somebody wants to hear of it. */
  function sendOf({ data }: JournalRow): Send | undefined {
    if (settings.get().email.transactional_postback_url === null || typeof data['dispatch_id'] !== 'string') return undefined
    const send = sends.find(data['dispatch_id'])
    return send?.kind === 'transactional' ? send : undefined
  }

  journal.observe(['email.sent', 'email.delivered', 'email.bounced', 'email.soft_bounced', 'message.aborted', 'message.withheld'], (row) => {
    const send = sendOf(row)
    if (send === undefined) return
    const now = time(row.at)
    const { reason, abort_log, bounce_reason } = row.data as { reason?: Reason; abort_log?: string; bounce_reason?: string }
    if (row.kind === 'email.sent') {
      tell(send, 'sent', { received_at: time(send.at), enqueued_at: time(send.at), executed_at: now, sent_at: now })
      tell(send, 'processed', { processed_at: now })
    } else if (row.kind === 'email.delivered') tell(send, 'delivered', { delivered_at: now })
    else if (row.kind === 'email.soft_bounced' && row.data['is_terminal'] !== true) return // it is tried again
    else if (row.kind === 'email.bounced' || row.kind === 'email.soft_bounced') tell(send, 'bounced', { bounced_at: now, reason: bounce_reason })
    else tell(send, 'aborted', { reason: reason === undefined || ADDRESS.includes(reason) ? NOT_EMAILABLE : (abort_log ?? REASONS[reason]), aborted_at: now })
  })
}
