// A campaign to one user: every gate in order, the variant, then one message on each channel. docs: campaigns-canvas reference §2
import type { Clock } from '../../kernel/clock.ts'
import type { Campaign, Campaigns } from '../../domain/campaigns/campaigns.ts'
import type { Message as Defined } from '../../domain/campaigns/messages.ts'
import { isControl } from '../../domain/campaigns/messages.ts'
import { NO_ORIGIN } from '../../domain/messages/messages.ts'
import type { Message, Messages } from '../../domain/messages/messages.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import { lanesOf } from '../../domain/sends/rate-limits.ts'
import type { RateSlots } from '../../domain/sends/rate-slots.ts'
import type { Sends } from '../../domain/sends/sends.ts'
import type { UserCaps } from '../../domain/sends/user-caps.ts'
import type { Delivery } from '../deliver.ts'
import type { WaitingLine } from '../dispatches/waiting-line.ts'
import type { GateResult } from '../gates/gate.ts'
import { passes, stops } from '../gates/gate.ts'
import { readQuietHours } from '../gates/quiet-hours.ts'
import type { LiveDefinitions } from '../live-definitions.ts'
import type { Cause, Json, Outgoing, QuietHours } from '../outgoing.ts'
import type { Reason } from '../reasons.ts'
import type { CampaignGates, Judging } from './campaign-gates.ts'
import type { Variation } from './split.ts'

export type Attempt = {
  cause: Cause
  /** One for all users of a dispatch; without it a new one is made: action-based and API-triggered messages have their own. docs: help_articles/data/dispatch_id */
  dispatch_id?: string
  send_id?: string | null
  /** The audience was judged before (at trigger time) and is not judged again. */
  audienceChecked?: boolean
  /** Filters that must hold besides the campaign's audience. */
  filters?: unknown
  /** Only these channels: the others go at another time. */
  channels?: string[]
  /** Members that the request adds to the messages of a channel. */
  extra?: Record<string, Json>
  /** Instead of the campaign's: the time was chosen with them in mind. */
  quiet_hours?: QuietHours
  /** An A/B test with an optimization: its test, or the rest of the audience with the winning variations. */
  phase?: 'whole' | 'test' | 'final'
  variations?: string[]
  /** The rate limit gave it this moment. */
  paced?: boolean
}
/** The messages (sent, waiting or withheld); `stopped`: the gate before any channel that said no. */
/** What a device is to be handed: messages before Liquid, the control variation that the user falls into, or the gate that stops him. */
export type Offer = { messages: Outgoing[] } | { control: Outgoing } | { stopped: GateResult & { passed: false } }
export type Attempted = { messages: Message[]; stopped: GateResult | undefined }

/** Lane of the users who wait for a slot of a campaign's rate limit, or for their own time. */
export const LINE = 'campaign'
/** Lane of those who were still waiting there when the campaign was stopped. */
export const STOPPED = 'campaign.stopped'
/** In-app messages and Banners are not dispatched: "none for IAM". docs: help_articles/data/dispatch_id */
const NO_DISPATCH: ReadonlySet<string> = new Set(['in_app_message', 'banner', 'feature_flag'])

/** The message as the channel takes it: without what only the definition needs. */
const withoutWords = ({ channel: _, name: __, percent: ___, ...body }: Defined): Json => body
/** One object for all users of a definition: channels and Liquid look through it once. */
const bodies = new WeakMap<Defined, Json>()
const bodyOf = (message: Defined): Json => bodies.get(message) ?? bodies.set(message, withoutWords(message)).get(message)!

type Nouns = { clock: Clock; delivery: Delivery; campaigns: Campaigns; liveDefinitions: LiveDefinitions; campaignGates: CampaignGates; messages: Messages; sends: Sends; userCaps: UserCaps; rateSlots: RateSlots; waitingLine: WaitingLine }

/** Sends campaigns of one world. */
export function createCampaignSending({ clock, delivery, campaigns, liveDefinitions, campaignGates, messages, sends, userCaps, rateSlots, waitingLine }: Nouns) {
  function outgoingOf(campaign: Campaign, { id, message }: Variation, profile: ProfileRow, attempt: Attempt, dispatch_id: string | null, test = false): Outgoing {
    const { channel } = message
    return {
      profile_id: profile.id, channel, body: attempt.extra?.[channel] === undefined ? bodyOf(message) : { ...bodyOf(message), ...attempt.extra[channel] },
      origin: { ...NO_ORIGIN, dispatch_id: NO_DISPATCH.has(channel) ? null : dispatch_id, send_id: attempt.send_id ?? null, campaign_id: campaign.id, message_variation_id: id },
      targeting: campaign.subscription_targeting, cause: attempt.cause, frequency_capping: campaign.frequency_capping, quiet_hours: attempt.quiet_hours ?? readQuietHours(campaign.quiet_hours), tags: campaign.tags,
      test, transactional: campaign.kind === 'transactional_email',
    }
  }

  const isKnown = (channel: string): boolean => Object.hasOwn(delivery.channels, channel)
  /** One variation of each channel, to ask for consent before the split. */
  function first(campaign: Campaign, channels: readonly string[] | undefined): Variation[] {
    const found = new Map<string, Variation>()
    for (const [id, message] of Object.entries(campaign.messages))
      if (!isControl(message) && isKnown(message.channel) && (channels === undefined || channels.includes(message.channel)) && !found.has(message.channel)) found.set(message.channel, { id, message })
    return [...found.values()]
  }

  function judging(campaign: Campaign, profile: ProfileRow, attempt: Attempt, dispatch_id: string | null): Judging {
    const { audienceChecked = false, filters = null, phase = 'whole', channels } = attempt
    return campaignGates.judging({ campaign, profile, dispatch_id, audienceChecked, filters, phase, channels, outgoings: first(campaign, channels).map((one) => outgoingOf(campaign, one, profile, attempt, dispatch_id)) })
  }

  function withhold(campaign: Campaign, profile: ProfileRow, attempt: Attempt, dispatch_id: string, channel: string, variation: string | null, reason: Reason, seen: Json): Message {
    return delivery.withhold({ profile, channel, origin: { ...NO_ORIGIN, dispatch_id: NO_DISPATCH.has(channel) ? null : dispatch_id, send_id: attempt.send_id ?? null, campaign_id: campaign.id, message_variation_id: variation }, reason, seen })
  }

  /** One row, so that people see why; where no channel may be used, one for each. The user in the control group is enrolled. */
  function stopped(stop: GateResult & { passed: false }, { campaign, profile, outgoings }: Judging, attempt: Attempt, dispatch_id: string): Attempted {
    if (stop.gate === 'subscription')
      return { stopped: stop, messages: outgoings.map(({ channel, origin }) => {
        const { passed: _, reason, ...seen } = stop.seen![channel] as { passed: boolean; reason: Reason }
        return withhold(campaign, profile, attempt, dispatch_id, channel, outgoings.length === 1 && Object.keys(campaign.messages).length === 1 ? origin.message_variation_id : null, reason, seen)
      }) }
    const control = stop.reason === 'control_group' ? (stop.seen!['control'] as string) : null
    const channel = control === null ? (outgoings[0]?.channel ?? campaign.channels[0] ?? '') : campaign.messages[control]!.channel
    const message = withhold(campaign, profile, attempt, dispatch_id, channel, control, stop.reason, { gate: stop.gate, ...stop.seen })
    if (control !== null) {
      const onDevice = delivery.channels[channel]?.control
      if (onDevice === undefined) messages.happened(message, 'campaign.control_enrolled')
      else onDevice(message, outgoingOf(campaign, { id: control, message: campaign.messages[control]! }, profile, attempt, dispatch_id), profile)
    }
    return { messages: [message], stopped: stop }
  }

  /** Takes places in the campaign's minutes; those whose minute is a later one wait in the line. Answers those that go now. */
  function paced(campaign: Campaign, profile: ProfileRow, chosen: readonly Variation[], attempt: Attempt): readonly Variation[] {
    const { rate_limit_per_minute: limit, kind, id } = campaign
    if (limit === null || attempt.paced === true || kind === 'transactional_email') return chosen
    const { free, lanes } = lanesOf(id, limit, chosen, ({ message }) => message.channel)
    return [...free, ...lanes.flatMap(({ owner, perMinute, counted, messages: some }) => {
      const { at, late } = rateSlots.take(owner, perMinute, counted)
      if (at <= clock.now()) return some
      const own = typeof limit === 'number' ? attempt : { ...attempt, channels: some.map(({ message }) => message.channel) }
      waitingLine.add(LINE, id, { due: at, profile, data: { attempt: { ...own, paced: true, audienceChecked: true }, ...(late ? { late: true } : {}) } })
      return []
    })]
  }

  /** What the rate limit would do now, for `explain`. */
  function pace({ id, rate_limit_per_minute: limit }: Campaign, shown: readonly Variation[]): GateResult {
    if (limit === null) return passes('rate_limit', { per_minute: null })
    const slots = lanesOf(id, limit, shown, ({ message }) => message.channel).lanes.map(({ owner, perMinute, counted }) => rateSlots.peek(owner, perMinute, counted))
    const at = Math.max(clock.now(), ...slots.map((slot) => slot.at))
    return slots.some(({ late }) => late) ? stops('rate_limit', 'rate_limited', { per_minute: limit, delayed_hours: 72 }) : passes('rate_limit', { per_minute: limit, at })
  }

  function winners(campaign: Campaign, attempt: Attempt): Variation[] {
    return (attempt.variations ?? []).flatMap((id) => (campaign.messages[id] === undefined ? [] : [{ id, message: campaign.messages[id] }]))
  }

  function toUser(campaign: Campaign, profile: ProfileRow, attempt: Attempt): Attempted {
    const dispatch_id = attempt.dispatch_id ?? sends.newDispatchId()
    const about = judging(campaign, profile, attempt, dispatch_id)
    // An A/B test with an optimization: the other part of the audience has its turn before or after
    if (attempt.phase !== undefined && attempt.phase !== 'whole' && about.split.held !== (attempt.phase === 'final')) return { messages: [], stopped: undefined }
    for (const gate of campaign.kind === 'transactional_email' ? campaignGates.transactional : campaignGates.all) {
      const result = gate(about)
      if (!result.passed) return stopped(result, about, attempt, dispatch_id)
    }
    const chosen = (attempt.phase === 'final' ? winners(campaign, attempt) : about.split.chosen).filter(({ message }) => isKnown(message.channel) && message.channel !== 'banner' && message.channel !== 'feature_flag') // Banners and flags wait for a device to ask
    const cap = campaignGates.capOf(about)
    if (cap !== undefined) userCaps.admit(campaign.id, cap.scope, profile.id)
    const now = paced(campaign, profile, chosen, { ...attempt, dispatch_id })
    return { messages: now.flatMap((one) => delivery.deliver(outgoingOf(campaign, one, profile, attempt, dispatch_id))), stopped: undefined }
  }

  /** For what lives on devices: all gates as for a send, but nothing is sent, counted or written. `channels`: only these of the campaign's. */
  function offer(campaign: Campaign, profile: ProfileRow, channels?: string[]): Offer {
    const attempt: Attempt = { cause: {}, ...(channels === undefined ? {} : { channels }) }
    const about = judging(campaign, profile, attempt, null)
    for (const gate of campaignGates.all) {
      const result = gate(about)
      if (result.passed) continue
      const control = result.reason === 'control_group' ? about.split.control : undefined
      return control === undefined ? { stopped: result } : { control: outgoingOf(campaign, control, profile, attempt, null) }
    }
    return { messages: about.split.chosen.filter(({ message }) => isKnown(message.channel)).map((one) => outgoingOf(campaign, one, profile, attempt, null)) }
  }

  waitingLine.on(LINE, (profile, { attempt: given, late }, campaign_id) => {
    const attempt = given as Attempt
    const campaign = liveDefinitions.campaigns().find(({ id }) => id === campaign_id) ?? campaigns.find(campaign_id)
    if (campaign === undefined) return
    if (late === true) withhold(campaign, profile, attempt, attempt.dispatch_id!, attempt.channels?.[0] ?? campaign.channels[0]!, null, 'rate_limited', { rate_limit_per_minute: campaign.rate_limit_per_minute, delayed_hours: 72 })
    else toUser(campaign, profile, attempt)
  })

  waitingLine.on(STOPPED, (profile, { attempt: given }, campaign_id) => {
    const attempt = given as Attempt
    const campaign = campaigns.find(campaign_id)
    if (campaign !== undefined) withhold(campaign, profile, attempt, attempt.dispatch_id!, attempt.channels?.[0] ?? campaign.channels[0]!, null, 'not_live', { gate: 'status', stopped: true })
  })

  return {
    /** Inside a transaction. */
    toUser,
    offer,
    /** A test send of the messages given, or of all but the control group: no gates, no statistics, no caps. docs: messaging_fundamentals/sending_test_messages */
    test(campaign: Campaign, profile: ProfileRow, { cause = {}, message_variation_id }: { cause?: Cause; message_variation_id?: string | undefined } = {}): Message[] {
      const all = Object.entries(campaign.messages).filter(([id, message]) => !isControl(message) && isKnown(message.channel) && message.channel !== 'feature_flag' && (message_variation_id === undefined || id === message_variation_id))
      const dispatch_id = sends.newDispatchId()
      return all.flatMap(([id, message]) => delivery.deliver(outgoingOf(campaign, { id, message }, profile, { cause }, dispatch_id, true)))
    },
    /** A copy of one email for a member of the Seed Group: marked in its subject, whatever his subscription state; it leaves no statistics either. docs: app_settings/internal_groups_tab */
    seed(campaign: Campaign, profile: ProfileRow, message_variation_id: string): Message[] {
      const outgoing = outgoingOf(campaign, { id: message_variation_id, message: campaign.messages[message_variation_id]! }, profile, { cause: {} }, sends.newDispatchId(), true)
      return delivery.deliver({ ...outgoing, targeting: 'all', body: { ...outgoing.body, subject: `[SEED] ${String(outgoing.body['subject'] ?? '')}` } })
    },
    /** When messages go out to the user who waits for his own time, or for a slot of the rate limit (ms). */
    waiting: (campaign_id: string, profile: ProfileRow): number[] => waitingLine.duesOf(LINE, campaign_id, profile),
    /** The user's own time was over when the campaign went out. */
    missed: (campaign: Campaign, profile: ProfileRow, attempt: Attempt, seen: Json): Message => withhold(campaign, profile, attempt, attempt.dispatch_id!, attempt.channels?.[0] ?? campaign.channels[0]!, null, 'missed_local_time', seen),
    /** All gates, none skipped, with the values they compare: why this user would or would not get it now. */
    explain(campaign: Campaign, profile: ProfileRow): GateResult[] {
      const about = judging(campaign, profile, { cause: {} }, null)
      const { chosen } = about.split
      const shown = chosen.length > 0 ? chosen.filter(({ message }) => isKnown(message.channel)) : first(campaign, undefined)
      // API campaigns and transactional ones have no audience, no re-eligibility and no shares; the gates of the single message hold
      const whole = campaign.kind === 'campaign'
      const single = shown.flatMap((one) => delivery.judge(outgoingOf(campaign, one, profile, { cause: {} }, null), profile).filter(({ gate }) => (gate !== 'subscription' || !whole) && gate !== 'still_live' && gate !== 'delivery_validation').map((result) => ({ ...result, seen: { channel: one.message.channel, ...result.seen } })))
      return [...(whole ? campaignGates.all : campaignGates.transactional).map((gate) => gate(about)), ...single.filter(({ gate }) => gate !== 'reach'), ...(whole ? [pace(campaign, shown)] : []), ...single.filter(({ gate }) => gate === 'reach')]
    },
  }
}

export type CampaignSending = ReturnType<typeof createCampaignSending>
