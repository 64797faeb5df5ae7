// What receiving messages may use of the world, and what it says of each.
import type { Clock } from '../../../kernel/clock.ts'
import type { Db } from '../../../kernel/db.ts'
import type { Journal } from '../../../kernel/journal.ts'
import type { MessageEvents } from '../../../domain/campaigns/message-events.ts'
import type { Decisions } from '../../../domain/decisions.ts'
import type { LineIds } from '../../../domain/line-ids.ts'
import type { Messages } from '../../../domain/messages/messages.ts'
import type { Aliases } from '../../../domain/profiles/aliases.ts'
import type { Attributes } from '../../../domain/profiles/attributes.ts'
import type { Profiles } from '../../../domain/profiles/profiles.ts'
import type { SubscriptionGroups } from '../../../domain/subscription-groups.ts'
import type { Carrier } from '../sms/carrier.ts'

export type InboundNouns = {
  db: Db; clock: Clock; journal: Journal; decisions: Decisions; profiles: Profiles; aliases: Aliases; attributes: Attributes; lineIds: LineIds; subscriptionGroups: SubscriptionGroups
  messages: Messages; messageEvents: MessageEvents; carrier: Carrier
}

/** `braze_id`: whose message it is; null when it is ignored. */
export type Received = { braze_id: string | null; category: string; action: string; subscription_group_id: string | null; response_message_id: string | null }
