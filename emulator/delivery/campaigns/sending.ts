// A campaign to one user: every gate in order, the variant, then one message on each channel. docs: campaigns-canvas reference §2
import type { Campaign } from '../../domain/campaigns/campaigns.ts'
import type { Message } from '../../domain/messages/messages.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { Delivery } from '../deliver.ts'
import type { GateResult } from '../gates/gate.ts'
import type { Cause } from '../outgoing.ts'

export type Attempt = {
  cause: Cause
  /** One for all users of a dispatch; without it a new one is made: action-based and API-triggered messages have their own. docs: help_articles/data/dispatch_id */
  dispatch_id?: string
  send_id?: string | null
  /** The audience was judged before (at trigger time) and is not judged again. */
  audienceChecked?: boolean
}
/** The messages (sent, waiting or withheld); `stopped`: the gate before any channel that said no. */
export type Attempted = { messages: Message[]; stopped: GateResult | undefined }

/** Sends campaigns of one world. */
export function createCampaignSending(_: { delivery: Delivery }) {
  return {
    /** Inside a transaction. */
    toUser(_campaign: Campaign, _profile: ProfileRow, _attempt: Attempt): Attempted {
      throw new Error('not built yet')
    },
    /** All gates, none skipped, with the values they compare: why this user would or would not get it now. */
    explain(_campaign: Campaign, _profile: ProfileRow): GateResult[] {
      throw new Error('not built yet')
    },
  }
}

export type CampaignSending = ReturnType<typeof createCampaignSending>
