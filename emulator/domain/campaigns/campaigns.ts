// Campaigns as they are defined: kinds, defaults, what must fit together, copies. docs: user_guide/engagement_tools/campaigns, api/endpoints/export/campaigns/get_campaign_details
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Ids } from '../../kernel/ids.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { Kind } from '../kinds.ts'
import { Refusal } from '../refusal.ts'
import type { Conversion } from './conversions.ts'
import { checkConversions, completeConversions } from './conversions.ts'
import { definitionStatements } from './definitions.sql.ts'
import type { Definition, Happened, Start, State, SubscriptionTargeting } from './lifecycle.ts'
import { lifecycle, refuse } from './lifecycle.ts'
import type { GivenMessages, Issue, Messages } from './messages.ts'
import { channelsOf, checkMessages, checkSplit, completeMessages, issue, sharePercents, trackingId } from './messages.ts'
import { checkTransactional } from './email-bodies.ts'
import { checkExperiment, isExperiment } from './experiments.ts'
import { checkInAppCampaign } from './in-app-bodies.ts'
import { checkDeviceCampaign } from './device-bodies.ts'
import { checkInAppLimit, MOST_IN_APP_CAMPAIGNS } from './in-app-limits.ts'
import { isFirstImpression } from '../cards/creation.ts'
import { checkOptimization, checkQuietHours, checkRateLimit, checkSchedule, reservedPercent } from './schedule-checks.ts'
import { checkCampaignTrigger } from './triggers.ts'
import type { RateLimit } from '../sends/rate-limits.ts'
import { checkUserCap } from '../sends/user-caps.ts'
import { unusedIds } from './unused-ids.ts'

/**
 * `api_campaign`: a tracking id only, the content comes with the request. `transactional_email`: for /transactional/v1/campaigns/{id}/send alone.
 * docs: api/api_campaigns, user_guide/.../transactional_message_api_campaign
 */
export const CAMPAIGN_KINDS = ['campaign', 'api_campaign', 'transactional_email'] as const
export type CampaignKind = (typeof CAMPAIGN_KINDS)[number]

const LONGEST_REELIGIBILITY = 720 * 86_400 // docs: user_guide/.../re_eligibility

/** Everything of a campaign but its state. Members that only a sender reads are kept as they were given. */
export type CampaignDefinition = Definition & {
  kind: CampaignKind
  /** `time_based`, `action_based` or `api_triggered`; Braze does not list its words, so any text may stand here. */
  schedule_type: string
  teams: string[]
  channels: string[]
  messages: Messages
  conversion_behaviors: Conversion[]
  audience: object | null
  subscription_targeting: SubscriptionTargeting
  schedule: object | null
  trigger: object | null
  reeligibility_seconds: number | null
  frequency_capping: boolean
  /** Whether its messages count for the caps of others; without it they do when they are capped themselves. docs: frequency_capping ("Delivery rules") */
  frequency_counting?: boolean
  quiet_hours: object | null
  rate_limit_per_minute: RateLimit
  user_cap: object | number | null
  optimization: object | null
  priority: 'high' | 'medium' | 'low'
  /** "Set Exact Priority": the place within the bucket, 1 for the first. docs: in_app_messages/traditional/create */
  priority_order?: number | null
  /** External ids of the Seed Group: each gets a copy of each email variant. docs: app_settings/internal_groups_tab */
  seed_users?: string[]
  reevaluate_before_display: boolean
}
export type Campaign = CampaignDefinition & State & { first_sent: number | null; last_sent: number | null }
/** What creating one may say; only the name is needed. */
export type CampaignInput = Partial<Omit<CampaignDefinition, 'messages'>> & Start & { id?: string; name: string; messages?: GivenMessages }
/** What changing one may say. */
export type CampaignPatch = Partial<Omit<CampaignDefinition, 'messages'>> & { messages?: GivenMessages }

const DEFAULTS: Omit<CampaignDefinition, 'name' | 'schedule_type'> = {
  kind: 'campaign', description: '', tags: [], teams: [], channels: [], messages: {}, conversion_behaviors: [], audience: null, subscription_targeting: 'subscribed', schedule: null, trigger: null, reeligibility_seconds: null,
  frequency_capping: true, quiet_hours: null, rate_limit_per_minute: null, user_cap: null, optimization: null, priority: 'medium', reevaluate_before_display: false, post_launch_draft: null,
}

/** How it is sent when the definition does not say: by its trigger, by its schedule, else by an API call. */
const scheduleType = ({ kind, trigger, schedule, channels }: CampaignDefinition): string => (kind !== 'campaign' ? 'api_triggered' : isExperiment({ channels }) && trigger === null ? 'time_based' : trigger !== null ? 'action_based' : schedule !== null ? 'time_based' : 'api_triggered')

const SCHEDULE_TYPES = ['time_based', 'action_based', 'api_triggered']
/** How it is sent. A word of its own says nothing of that: its trigger or schedule does. */
export const deliveryOf = (definition: CampaignDefinition): string => (SCHEDULE_TYPES.includes(definition.schedule_type) ? definition.schedule_type : scheduleType(definition))

function check(definition: CampaignDefinition, draft: boolean): Issue[] {
  const { kind, messages, schedule_type, schedule, trigger, conversion_behaviors, reeligibility_seconds, quiet_hours, rate_limit_per_minute, user_cap } = definition
  const issues = [...checkMessages('messages', messages), ...checkSplit('messages', messages), ...checkConversions(conversion_behaviors), ...checkExperiment(definition), ...checkDeviceCampaign(definition)]
  const channels = channelsOf(messages)
  if (trigger !== null) issues.push(...checkCampaignTrigger('trigger', trigger))
  if (issues.length === 0) issues.push(...checkInAppCampaign(definition))
  if ((definition.seed_users?.length ?? 0) > 0 && (kind !== 'campaign' || !channels.includes('email'))) issues.push(issue('seed_users', kind !== 'campaign' ? `are given for an ${kind}: Seed Groups are not for it` : 'are given for a campaign without email: Seed Groups are for email only'))
  issues.push(...checkSchedule('schedule', schedule), ...checkQuietHours('quiet_hours', quiet_hours), ...checkRateLimit('rate_limit_per_minute', rate_limit_per_minute), ...checkUserCap(user_cap), ...checkOptimization(definition))
  // "Intelligent Timing is not available for action-based or API-triggered campaigns". docs: brazeai/intelligence/intelligent_timing
  if ((schedule as { intelligent_timing?: unknown } | null)?.intelligent_timing === true && ['action_based', 'api_triggered'].includes(schedule_type)) issues.push(issue('schedule.intelligent_timing', `is not for an ${schedule_type} campaign`))
  if (!draft && schedule_type === 'action_based' && trigger === null) issues.push(issue('trigger', 'is missing: an action_based campaign is sent by one'))
  if (!draft && kind === 'transactional_email' && channels.length === 0) issues.push(issue('messages', 'are missing: a transactional campaign has one email'))
  if (kind === 'transactional_email') issues.push(...checkTransactional('messages', messages))
  if (kind === 'transactional_email' && channels.some((channel) => channel !== 'email')) issues.push(issue('messages', `are on ${channels.join(', ')}: a transactional campaign sends email only`))
  // docs: user_guide/.../delivery_and_entry_types ("in-app messages are action-based only"; Banners have neither of these)
  if (channels.includes('in_app_message') && ['time_based', 'api_triggered'].includes(schedule_type)) issues.push(issue('schedule_type', `is ${schedule_type}: in-app messages are action_based only`))
  if (channels.includes('banner') && ['action_based', 'api_triggered'].includes(schedule_type)) issues.push(issue('schedule_type', `is ${schedule_type}: Banners are time_based only`))
  // "when creating a new Content Card campaign with scheduled delivery". docs: card_creation
  for (const [id, message] of Object.entries(messages))
    if (message.channel === 'content_cards' && isFirstImpression(message) && ['action_based', 'api_triggered'].includes(schedule_type)) issues.push(issue(`messages.${id}.card_creation`, `is first_impression in an ${schedule_type} campaign: only scheduled ones make cards then`))
  if (reeligibility_seconds !== null && reeligibility_seconds > LONGEST_REELIGIBILITY) issues.push(issue('reeligibility_seconds', `is ${reeligibility_seconds}: at most ${LONGEST_REELIGIBILITY} (720 days)`))
  return issues
}

/** The campaigns of one world. */
export function createCampaigns({ db, clock, ids: allIds, journal, companyZone, checkAudience, checkVariants }: { db: Db; clock: Clock; ids: Ids; journal: Journal; companyZone: () => string; checkAudience: (path: string, audience: unknown, place: { flags: boolean; live: boolean }) => Issue[]; checkVariants: (path: string, messages: Messages) => Issue[] }) {
  const rows = definitionStatements(db, 'campaigns')
  const ids = unusedIds(allIds, (id) => rows.one.get(id) !== undefined || rows.message.get(id) !== undefined)
  const happened: Record<Happened, Kind> = {
    created: 'campaign.created', updated: 'campaign.updated', deleted: 'campaign.deleted', launched: 'campaign.launched', stopped: 'campaign.stopped', archived: 'campaign.archived', unarchived: 'campaign.unarchived',
  }

  function complete(given: CampaignDefinition): CampaignDefinition {
    const messages = completeMessages(given.messages as GivenMessages, ids)
    sharePercents(messages, reservedPercent(given.optimization))
    const whole: CampaignDefinition = { ...given, messages, conversion_behaviors: completeConversions(given.conversion_behaviors), channels: channelsOf(messages) }
    return { ...whole, schedule_type: given.schedule_type || scheduleType(whole) }
  }

  function keepMessages(id: string, { messages }: CampaignDefinition): void {
    rows.dropMessages.run(clock.now(), id)
    for (const [message, { channel }] of Object.entries(messages)) {
      if (rows.message.get(message)?.deleted_at === null) refuse([issue(`messages.${message}`, 'has an id that another campaign or Canvas uses')])
      rows.putMessage.run({ id: message, tracking_id: trackingId(message), channel, campaign_id: id, canvas_id: null, canvas_step_id: null })
    }
  }

  const life = lifecycle<CampaignDefinition, Campaign>({
    rows, clock, complete,
    check: (definition, draft) => [...check(definition, draft), ...checkVariants('messages', definition.messages), ...checkAudience('audience', definition.audience, { flags: !isExperiment(definition), live: !draft })],
    keep: keepMessages,
    open: (definition, state, { first_at, last_at }) => ({ ...definition, ...state, first_sent: first_at, last_sent: last_at }),
    note(what, id, more) {
      const kind: Kind = happened[what]
      const definition = what === 'launched' || what === 'updated' ? life.find(id) : undefined
      const live = (): Campaign[] => life.list().filter(({ enabled, draft, archived }) => enabled && !draft && !archived)
      if (definition?.enabled === true && definition.channels.includes('in_app_message') && rows.all.all().length > MOST_IN_APP_CAMPAIGNS) refuse(checkInAppLimit(definition, live(), { now: clock.now(), zone: companyZone() }))
      journal.append(kind, { campaign_id: id, ...more })
    },
  })

  function create({ id = ids.uuid(), draft, enabled, archived, ...given }: CampaignInput, more: Record<string, unknown> = {}): Campaign {
    const start: Start = { ...(draft === undefined ? {} : { draft }), ...(enabled === undefined ? {} : { enabled }), ...(archived === undefined ? {} : { archived }) }
    return life.create(id, { ...DEFAULTS, schedule_type: '', ...given } as CampaignDefinition, start, more)
  }

  return {
    ...life,
    create: (input: CampaignInput): Campaign => create(input),
    /** Replaces the members given. How it is sent follows its trigger and schedule, unless it was said otherwise. */
    update(id: string, patch: CampaignPatch): Campaign {
      const before = life.find(id)
      const given = patch as Partial<CampaignDefinition>
      const implied = before !== undefined && patch.schedule_type === undefined && before.schedule_type === scheduleType(before)
      return life.update(id, implied ? { ...given, schedule_type: scheduleType({ ...before, ...given }) } : given)
    },
    /** Whose message this is: a campaign's or a Canvas step's; `deleted_at` when its definition has it no more. */
    message: (message_variation_id: string) => rows.message.get(message_variation_id),
    /** Whose message the SDK names by these 24 hex digits. */
    tracked: (tracking_id: string) => rows.tracked.get(tracking_id),
    /** A copy: a draft with ids of its own. docs: api/endpoints/messaging/duplicate_messages/post_duplicate_campaigns */
    duplicate(id: string, { name, description }: { name: string; description?: string }): Campaign {
      const found = life.find(id)
      if (found === undefined) throw new Refusal('not_found', { id })
      const { id: _, created_at, updated_at, launched_at, first_sent, last_sent, enabled, archived, messages, post_launch_draft, ...definition } = found
      const copy = { ...definition, name, description: description ?? definition.description, draft: true, messages: Object.values(messages) as GivenMessages }
      return create(copy, { duplicated_from: id })
    },
  }
}

export type Campaigns = ReturnType<typeof createCampaigns>
