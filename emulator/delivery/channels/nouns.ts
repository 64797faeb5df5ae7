// What channels may use of the world.
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Ids } from '../../kernel/ids.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { Scheduler } from '../../kernel/scheduler.ts'
import type { Apps } from '../../domain/apps.ts'
import type { Cards } from '../../domain/cards/cards.ts'
import type { Campaigns } from '../../domain/campaigns/campaigns.ts'
import type { Canvases } from '../../domain/campaigns/canvases.ts'
import type { EmailTemplates } from '../../domain/content/email-templates.ts'
import type { Decisions } from '../../domain/decisions.ts'
import type { Devices } from '../../domain/devices.ts'
import type { EmailLists } from '../../domain/email-lists.ts'
import type { EmailStates } from '../../domain/email-states.ts'
import type { InvalidPhoneNumbers } from '../../domain/invalid-phone-numbers.ts'
import type { Handed } from '../../domain/messages/handed.ts'
import type { MessageHistory } from '../../domain/messages/history.ts'
import type { Message, Messages, MessageStatus } from '../../domain/messages/messages.ts'
import type { Pushes } from '../../domain/messages/pushes.ts'
import type { Attributes } from '../../domain/profiles/attributes.ts'
import type { Profiles } from '../../domain/profiles/profiles.ts'
import type { PushTokens } from '../../domain/push-tokens.ts'
import type { LiveActivities } from '../../domain/sends/live-activities.ts'
import type { Settings } from '../../domain/settings.ts'
import type { SubscriptionGroups } from '../../domain/subscription-groups.ts'
import type { PublicAddress } from '../public-address.ts'
import type { EmailTracking } from './email/tracking.ts'
import type { Reason } from '../reasons.ts'
import type { Inbound } from './inbound/index.ts'
import type { TestPushes } from './push/test-pushes.ts'
import type { SdkRows } from './sdk-rows.ts'
import type { Carrier } from './sms/carrier.ts'
import type { ShortLinks } from './sms/short-links.ts'

export type ChannelNouns = {
  publicAddress: PublicAddress
  db: Db; clock: Clock; ids: Ids; journal: Journal; scheduler: Scheduler; decisions: Decisions; settings: Settings; apps: Apps; profiles: Profiles; attributes: Attributes; devices: Devices; pushTokens: PushTokens
  emailStates: EmailStates; emailLists: EmailLists; invalidPhoneNumbers: InvalidPhoneNumbers; subscriptionGroups: SubscriptionGroups; campaigns: Campaigns; canvases: Canvases; emailTemplates: EmailTemplates
  messages: Messages; messageHistory: MessageHistory; pushes: Pushes; liveActivities: LiveActivities
  emailTracking: EmailTracking; sdkRows: SdkRows; handed: Handed; cards: Cards; testPushes: TestPushes
  carrier: Carrier; shortLinks: ShortLinks; inbound: Inbound
  outbound: typeof fetch
  /** `done` of Delivery: a message whose sending waited is through. */
  done: (id: string, change: { status: MessageStatus; reason?: Reason; detail?: Record<string, unknown> }) => Message
}
