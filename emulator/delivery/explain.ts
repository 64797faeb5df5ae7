// Why a user would or would not get something now, gate by gate with the values compared, and what became of it so far.
import type { Banners } from '../domain/banners/banners.ts'
import { stableKey } from '../domain/banners/banners.ts'
import type { Campaign, Campaigns } from '../domain/campaigns/campaigns.ts'
import type { DeviceCondition } from '../domain/campaigns/device-conditions.ts'
import { deviceConditions } from '../domain/campaigns/device-conditions.ts'
import type { Canvases } from '../domain/campaigns/canvases.ts'
import type { Cards } from '../domain/cards/cards.ts'
import { madeOnDevice } from '../domain/cards/creation.ts'
import type { Message, Messages } from '../domain/messages/messages.ts'
import type { ProfileRow } from '../domain/profiles/profiles.ts'
import { Refusal } from '../domain/refusal.ts'
import type { Segments } from '../domain/segments/segments.ts'
import type { BannerCandidates } from './banners/candidates.ts'
import type { CampaignSending } from './campaigns/sending.ts'
import type { InAppPerDevice, OnDevice } from './in-app/per-device.ts'
import type { ActionBased } from './triggers/action-based.ts'
import type { Trigger } from './triggers/match.ts'
import type { PlainTriggers } from './triggers/plain-triggers.ts'
import type { CanvasEngine } from './canvas/engine.ts'
import { isoTime } from '../kernel/clock.ts'
import type { GateResult } from './gates/gate.ts'
import { passes, stops } from './gates/gate.ts'
import type { Json } from './outgoing.ts'
import type { Reason } from './reasons.ts'
import { REASONS } from './reasons.ts'

/** A gate for people: `why` is its reason in a sentence, `later` when it is asked again (ISO 8601). */
export type ExplainedGate = { gate: string; seen?: Json } & ({ passed: true } | { passed: false; reason: Reason; later?: string; why: string })
type Outcome = { passed: boolean; reason: Reason | null }
/** `passed`: something reaches the user now. `reason` and `why`: the first gate that stops it. `channels`: of a campaign, which of its channels do. */
export type Verdict = { passed: boolean; reason: Reason | null; why: string | null; channels?: Record<string, Outcome>; gates: ExplainedGate[] }

/** A device of the user, in the same words. */
export type ExplainedDevice = Omit<OnDevice, 'gates'> & Verdict

/** Times are for people here: ISO 8601, not ms. */
function readable(seen: unknown, name = ''): unknown {
  if (typeof seen === 'number' && seen > 1e11 && /^(at|now|since|start|end|until|due|last|first|from|to)$|_at$/.test(name)) return isoTime(seen)
  if (Array.isArray(seen)) return seen.map((one) => readable(one, name))
  if (typeof seen !== 'object' || seen === null) return seen
  return Object.fromEntries(Object.entries(seen).map(([member, value]) => [member, readable(value, member)]))
}

const channelOf = ({ seen }: { seen?: Json }): string | undefined => (typeof seen?.['channel'] === 'string' ? seen['channel'] : undefined)

/** A campaign over several channels reaches the user by those whose own gates let it through: consent, caps, quiet hours, reach. */
function channelsOf(gates: readonly GateResult[]): Record<string, Outcome> {
  const consent = gates.find(({ gate, seen }) => gate === 'subscription' && seen?.['channel'] === undefined)?.seen
  const channels = [...new Set(gates.flatMap((gate) => channelOf(gate) ?? []))]
  return Object.fromEntries(channels.map((channel): [string, Outcome] => {
    const own = [consent?.[channel] as GateResult | undefined, ...gates.filter((gate) => channelOf(gate) === channel)]
    const stop = own.find((gate) => gate?.passed === false)
    return [channel, { passed: stop === undefined, reason: stop === undefined || stop.passed ? null : stop.reason }]
  }))
}

/** Gates in order, with the first that stops. */
export function verdictOf(gates: readonly GateResult[]): Verdict {
  const shown = gates.map((gate): ExplainedGate => {
    const about = { gate: gate.gate, ...(gate.seen === undefined ? {} : { seen: readable(gate.seen) as Json }) }
    return gate.passed ? { ...about, passed: true } : { ...about, passed: false, reason: gate.reason, ...(gate.later === undefined ? {} : { later: isoTime(gate.later) }), why: REASONS[gate.reason] }
  })
  const channels = channelsOf(gates)
  const some = Object.values(channels).some(({ passed }) => passed)
  const stop = shown.find((gate) => !gate.passed && (!some || channelOf(gate) === undefined))
  const { reason = null, why = null } = stop === undefined || stop.passed ? {} : stop
  return { passed: stop === undefined, reason, why, ...(Object.keys(channels).length === 0 ? {} : { channels }), gates: shown }
}

/** The times of a walk; what users and authors put into its context stays as it is. */
const dated = (one: object): Json => Object.fromEntries(Object.entries(one).map(([name, value]) => [name, /^(entered|left|exited)_at$/.test(name) && typeof value === 'number' ? isoTime(value) : value]))

type Nouns = { campaigns: Campaigns; canvases: Canvases; segments: Segments; messages: Messages; campaignSending: CampaignSending; actionBased: ActionBased; canvasEngine: CanvasEngine; plainTriggers: PlainTriggers; inAppPerDevice: InAppPerDevice; cards: Cards; banners: Banners; bannerCandidates: Pick<BannerCandidates, 'of'> }
const NEWEST = 20
const IN_APP = 'in_app_message'

/** Explains one world. Each throws Refusal('not_found') for an id that there is not. */
export function createExplain({ campaigns, canvases, segments, messages, campaignSending, actionBased, canvasEngine, plainTriggers, inAppPerDevice, cards, banners, bannerCandidates }: Nouns) {
  const known = <T>(found: T | undefined, id: string): T => {
    if (found === undefined) throw new Refusal('not_found', { id })
    return found
  }

  /** The audience's gate with each of its filters and the value it saw. */
  const withFilters = (gates: readonly GateResult[], audience: unknown, profile: ProfileRow): GateResult[] =>
    gates.map((gate) => (gate.gate === 'audience' && audience !== null && audience !== undefined ? { ...gate, seen: { ...gate.seen, filters: segments.explain(segments.audienceFilters(audience), profile.id) } } : gate))

  const isInApp = ({ channels, trigger }: Campaign): boolean => channels.includes(IN_APP) && trigger !== null
  const verdictOn = ({ gates, ...device }: OnDevice): ExplainedDevice => ({ ...device, ...verdictOf(gates) })

  /** Of a user who has devices, one at least is to get it; one without a device gets it when he has one. */
  function devicesGate(devices: readonly OnDevice[]): GateResult[] {
    const gets = devices.filter(({ gets }) => gets !== null).length
    const stop = devices.flatMap(({ gates }) => gates.find((gate) => !gate.passed) ?? []).find(({ gate }) => gate !== 'campaign')
    const seen = { channel: IN_APP, devices: devices.length, get_it: gets }
    return stop === undefined || stop.passed || gets > 0 ? [passes('devices', seen)] : [stops('devices', stop.reason, seen)]
  }

  /** What has become of the user's copies. */
  const copies = (profile: ProfileRow, is: (card: { campaign_id: string | null; canvas_id: string | null }) => boolean): Json => {
    const own = cards.of(profile).filter(is)
    return own.length === 0 ? {} : { cards: own.map(({ wire_id, message_id, created_at, expires_at, viewed_at, clicked_at, dismissed_at, removed_at }) => readable({ id: wire_id, message_id, created_at, expires_at, viewed_at, clicked_at, dismissed_at, removed_at })) }
  }

  /** A card of the first impression is made once while its copy lasts; a Banner that was dismissed is not handed out again. */
  function deviceGates(campaign: Campaign, profile: ProfileRow): GateResult[] {
    const gates: GateResult[] = []
    if (madeOnDevice(campaign)) gates.push(cards.hasCopy(profile, campaign.id) ? stops('card', 'already_received', { copy: true }) : passes('card', { copy: false }))
    if (campaign.channels.includes('banner')) {
      const gone = banners.dismissed(profile)
      const dismissed = Object.keys(campaign.messages).some((id) => gone.has(stableKey({ message_variation_id: id, canvas_entry_id: null }, '')))
      gates.push(dismissed ? stops('dismissal', 'dismissed', { channel: 'banner', dismissed }) : passes('dismissal', { channel: 'banner', dismissed }))
      const candidates = bannerCandidates.of(profile, Object.values(campaign.messages).flatMap((message) => (typeof message['placement_id'] === 'string' ? [message['placement_id']] : [])))
      const own = candidates.find(({ outgoing, test }) => test === undefined && outgoing.origin.campaign_id === campaign.id)
      const first = own === undefined ? undefined : candidates.find(({ placement }) => placement === own.placement)
      if (own !== undefined && first !== own) gates.push(stops('placement', 'outranked', { channel: 'banner', placement_id: own.placement, first: first?.test?.id ?? first?.outgoing.origin.campaign_id ?? first?.outgoing.origin.canvas_id ?? null }))
    }
    return gates
  }

  return {
    /** `waiting`: when messages whose trigger has happened are due. Of in-app messages `trigger_condition` is what devices wait for, and `devices` says of each why it gets it or does not. */
    campaign(id: string, profile: ProfileRow): { campaign_id: string; name: string; waiting: string[]; messages: Message[]; trigger_condition?: DeviceCondition[]; devices?: ExplainedDevice[] } & Verdict {
      const campaign = known(campaigns.find(id), id)
      const inApp = isInApp(campaign)
      const devices = inApp ? inAppPerDevice.of(campaign, profile) : []
      const gates = [...withFilters(campaignSending.explain(campaign, profile), campaign.audience, profile), ...deviceGates(campaign, profile), ...(inApp ? devicesGate(devices) : [])]
      const onDevice = inApp ? { trigger_condition: deviceConditions(plainTriggers(campaign.trigger as Trigger, id)), devices: devices.map(verdictOn) } : {}
      return { campaign_id: id, name: campaign.name, ...verdictOf(gates), waiting: actionBased.waiting(id, profile).map(isoTime), messages: messages.list({ profile_id: profile.id, campaign_id: id, limit: -1 }).slice(-NEWEST), ...onDevice, ...copies(profile, (card) => card.campaign_id === id) }
    },
    canvas(id: string, profile: ProfileRow) {
      const canvas = known(canvases.find(id), id)
      const { gates, walks } = canvasEngine.explain(canvas, profile)
      return { canvas_id: id, name: canvas.name, ...verdictOf(withFilters(gates, canvas.entry['audience'], profile)), walks: walks.map((walk) => ({ ...dated(walk), steps: walk.steps.map(dated) })), messages: messages.list({ profile_id: profile.id, canvas_id: id, limit: -1 }).slice(-NEWEST), ...copies(profile, (card) => card.canvas_id === id) }
    },
    segment(id: string, profile: ProfileRow) {
      known(segments.find(id), id)
      return segments.explainSegment(id, profile.id)
    },
  }
}

export type Explain = ReturnType<typeof createExplain>
