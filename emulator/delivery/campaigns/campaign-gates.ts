// The gates of a campaign that look at the user, in the reference's order, each with the values it compares. docs: campaigns-canvas reference §2 ("Guards around a send")
import type { Clock } from '../../kernel/clock.ts'
import type { Campaign } from '../../domain/campaigns/campaigns.ts'
import type { GlobalControl } from '../../domain/global-control-group.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { CampaignReceipts, Receipts } from '../../domain/sends/receipts.ts'
import type { UserCaps } from '../../domain/sends/user-caps.ts'
import { readUserCap } from '../../domain/sends/user-caps.ts'
import { madeOnDevice } from '../../domain/cards/creation.ts'
import type { Segments } from '../../domain/segments/segments.ts'
import type { Settings } from '../../domain/settings.ts'
import type { Channel } from '../channels/channel.ts'
import type { GateResult } from '../gates/gate.ts'
import { passes, stops } from '../gates/gate.ts'
import type { Outgoing } from '../outgoing.ts'
import type { Split } from './split.ts'
import { splitOf } from './split.ts'
import { windowOf } from './windows.ts'

type Nouns = { clock: Clock; settings: Settings; segments: Segments; globalControlGroup: GlobalControl; receipts: Receipts; userCaps: UserCaps; channels: Readonly<Record<string, Channel>> }

/** What gates know of the attempt. */
export type Judging = {
  campaign: Campaign
  profile: ProfileRow
  dispatch_id: string | null
  audienceChecked: boolean
  /** Filters of the request that must hold besides the campaign's own. */
  filters: unknown
  phase: 'whole' | 'test' | 'final'
  channels: readonly string[] | undefined
  /** What would go out on each channel before the split is known: consent looks at its subscription groups. */
  outgoings: readonly Outgoing[]
  /** What the user had of the campaign before, and where in its shares he stands. */
  receipts: CampaignReceipts
  split: Split
}

const PURGED = 30 * 86_400_000 // "cards are purged after 30 days", and may be received again then. docs: create_a_content_card
const isOnly = (channel: string, { channels, campaign }: Judging): boolean => (channels ?? campaign.channels).every((one) => one === channel)

/** The campaign's user gates of one world. */
export function createCampaignGates({ clock, settings, segments, globalControlGroup, receipts, userCaps, channels }: Nouns) {
  function status({ campaign: { draft, enabled, archived } }: Judging): GateResult {
    const seen = { draft, enabled, archived }
    return enabled && !draft && !archived ? passes('status', seen) : stops('status', 'not_live', seen)
  }

  /** Start and end of an action-based campaign ("only triggers after launch count", "due outside → not sent"), and of what waits for devices. */
  function dates(judging: Judging): GateResult {
    const { campaign, profile } = judging
    const { start: from, end: to } = windowOf(campaign, profile, settings.get().time_zone, isOnly('banner', judging) || madeOnDevice(campaign))
    const now = clock.now()
    // The SDKs judge the start at the event: the message is handed out before, so that it shows in a session that began earlier (M8). docs: in_app_messages/traditional/create ("should ideally be launched 24–48 hours in advance"); observed: web SDK 6.13.0, BrazeSDK.brs 2.2.0 (`start_time`)
    const onDevice = isOnly('in_app_message', judging)
    const seen = { now, start: from ?? null, end: to ?? null, ...(onDevice && from !== undefined ? { start_judged: 'on the device' } : {}) }
    if (!onDevice && from !== undefined && now < from) return stops('dates', 'not_started', seen)
    return to !== undefined && now > to ? stops('dates', 'ended', seen) : passes('dates', seen)
  }

  function audience({ campaign, profile, audienceChecked, filters }: Judging): GateResult {
    if (audienceChecked) return passes('audience', { checked: 'before' })
    const own = segments.has({ filters: segments.audienceFilters(campaign.audience ?? {}) }, profile.id)
    const asked = filters === null || filters === undefined ? null : segments.has({ filters }, profile.id)
    const seen = { in_audience: own, ...(asked === null ? {} : { in_audience_of_request: asked }) }
    return own && asked !== false ? passes('audience', seen) : stops('audience', 'not_in_audience', seen)
  }

  /** Passed when the user may be reached on any channel; each channel asks again for its own message. */
  function subscription({ profile, outgoings }: Judging): GateResult {
    const asked = outgoings.map((outgoing) => ({ channel: outgoing.channel, result: channels[outgoing.channel]!.consent(outgoing, profile) }))
    const seen = Object.fromEntries(asked.map(({ channel, result }) => [channel, { passed: result.passed, ...(result.passed ? {} : { reason: result.reason }), ...result.seen }]))
    const refused = asked.flatMap(({ result }) => (result.passed ? [] : [result.reason]))
    return refused.length < asked.length || asked.length === 0 ? passes('subscription', seen) : stops('subscription', refused[0]!, seen)
  }

  function reEligibility(judging: Judging): GateResult {
    const { campaign, receipts: { received, enrolled, waiting } } = judging
    if (isOnly('banner', judging)) return passes('re_eligibility', { received_at: received ?? null, why: 'a Banner stays as long as the user qualifies' })
    const last = Math.max(received ?? -Infinity, enrolled ?? -Infinity)
    const seconds = campaign.reeligibility_seconds
    const again = last === -Infinity ? null : seconds === null ? null : last + seconds * 1000
    const seen = { received_at: received ?? null, enrolled_at: enrolled ?? null, waiting, reeligibility_seconds: seconds, ...(last === -Infinity ? {} : { eligible_at: again }) }
    // "with a re-eligibility of zero minutes, we'll always attempt to schedule it right away"
    if (seconds === 0) return passes('re_eligibility', seen)
    if (seconds === null && !waiting && isOnly('content_cards', judging) && last <= clock.now() - PURGED) return passes('re_eligibility', seen)
    return waiting || (last !== -Infinity && (again === null || clock.now() < again)) ? stops('re_eligibility', 'already_received', seen) : passes('re_eligibility', seen)
  }

  function globalControl({ campaign, profile }: Judging): GateResult {
    const group = globalControlGroup.get()
    if (group === null) return passes('global_control_group', { group: null })
    const excluded = (group.excluded_tags ?? []).filter((tag) => campaign.tags.includes(tag))
    const seen = { random_bucket: profile.random_bucket, percentage: group.percentage, ...(excluded.length > 0 ? { excluded_tags: excluded } : {}) }
    return excluded.length === 0 && globalControlGroup.has(profile) ? stops('global_control_group', 'global_control_group', seen) : passes('global_control_group', seen)
  }

  /** All that the gates look at, read once. */
  function judging(about: Omit<Judging, 'receipts' | 'split'>): Judging {
    const { campaign, profile, dispatch_id, channels: only } = about
    // only channels of one dispatch that go at different times do not stop each other
    const had = receipts.ofCampaign(campaign.id, profile.id, only === undefined ? undefined : (dispatch_id ?? undefined), { cards: campaign.channels.includes('content_cards'), seen: madeOnDevice(campaign) })
    return { ...about, receipts: had, split: splitOf(campaign, profile.braze_id, { received: had.received !== undefined, enrolled: had.enrolled !== undefined }, only) }
  }

  function split(judging: Judging): GateResult {
    const { bucket, chosen, control, held } = judging.split
    const seen = { bucket, variations: chosen.map(({ id }) => id), ...(held ? { held_for: 'winner' } : {}) }
    if (control !== undefined) return stops('split', 'control_group', { bucket, control: control.id })
    if (held && judging.phase !== 'test') return passes('split', seen)
    return chosen.length === 0 ? stops('split', 'not_in_split', seen) : passes('split', seen)
  }

  /** The share of a total cap that the test of an optimization may use. docs: frequency_capping ("Maximum user cap with optimizations") */
  function capOf({ campaign, dispatch_id, phase }: Judging): { scope: string; limit: number } | undefined {
    const cap = readUserCap(campaign.user_cap)
    if (cap === undefined) return undefined
    if ('each_schedule' in cap) return { scope: dispatch_id ?? 'total', limit: cap.each_schedule }
    const tested = phase === 'test' ? Object.values(campaign.messages).reduce((sum, { percent = 0 }) => sum + percent, 0) / 100 : 1
    return { scope: 'total', limit: Math.floor(cap.total * Math.min(tested, 1)) }
  }

  function userCap(judging: Judging): GateResult {
    const cap = capOf(judging)
    if (cap === undefined) return passes('user_cap', { cap: null })
    const users = userCaps.used(judging.campaign.id, cap.scope)
    const seen = { cap: cap.limit, users, scope: cap.scope === 'total' ? 'total' : 'each_schedule' }
    return users < cap.limit || userCaps.has(judging.campaign.id, cap.scope, judging.profile.id) ? passes('user_cap', seen) : stops('user_cap', 'user_cap', seen)
  }

  return {
    all: [status, dates, audience, subscription, reEligibility, globalControl, split, userCap] as readonly ((judging: Judging) => GateResult)[],
    /** Transactional email: "ignores subscription state, caps, re-eligibility". docs: transactional_message_api_campaign */
    transactional: [status] as readonly ((judging: Judging) => GateResult)[],
    judging,
    capOf,
  }
}

export type CampaignGates = ReturnType<typeof createCampaignGates>
