// Why a user would or would not get something now, gate by gate with the values compared, and what became of it so far.
import type { Campaigns } from '../domain/campaigns/campaigns.ts'
import type { Canvases } from '../domain/campaigns/canvases.ts'
import type { Message, Messages } from '../domain/messages/messages.ts'
import type { ProfileRow } from '../domain/profiles/profiles.ts'
import { Refusal } from '../domain/refusal.ts'
import type { Segments } from '../domain/segments/segments.ts'
import type { CampaignSending } from './campaigns/sending.ts'
import type { ActionBased } from './triggers/action-based.ts'
import type { CanvasEngine } from './canvas/engine.ts'
import { isoTime } from '../kernel/clock.ts'
import type { GateResult } from './gates/gate.ts'
import type { Json } from './outgoing.ts'
import type { Reason } from './reasons.ts'
import { REASONS } from './reasons.ts'

/** A gate for people: `why` is its reason in a sentence, `later` when it is asked again (ISO 8601). */
export type ExplainedGate = { gate: string; seen?: Json } & ({ passed: true } | { passed: false; reason: Reason; later?: string; why: string })
type Outcome = { passed: boolean; reason: Reason | null }
/** `passed`: something reaches the user now. `reason` and `why`: the first gate that stops it. `channels`: of a campaign, which of its channels do. */
export type Verdict = { passed: boolean; reason: Reason | null; why: string | null; channels?: Record<string, Outcome>; gates: ExplainedGate[] }

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

type Nouns = { campaigns: Campaigns; canvases: Canvases; segments: Segments; messages: Messages; campaignSending: CampaignSending; actionBased: ActionBased; canvasEngine: CanvasEngine }
const NEWEST = 20

/** Explains one world. Each throws Refusal('not_found') for an id that there is not. */
export function createExplain({ campaigns, canvases, segments, messages, campaignSending, actionBased, canvasEngine }: Nouns) {
  const known = <T>(found: T | undefined, id: string): T => {
    if (found === undefined) throw new Refusal('not_found', { id })
    return found
  }

  /** The audience's gate with each of its filters and the value it saw. */
  const withFilters = (gates: readonly GateResult[], audience: unknown, profile: ProfileRow): GateResult[] =>
    gates.map((gate) => (gate.gate === 'audience' && audience !== null && audience !== undefined ? { ...gate, seen: { ...gate.seen, filters: segments.explain(segments.audienceFilters(audience), profile.id) } } : gate))

  return {
    /** `waiting`: when messages whose trigger has happened are due. */
    campaign(id: string, profile: ProfileRow): { campaign_id: string; name: string; waiting: string[]; messages: Message[] } & Verdict {
      const campaign = known(campaigns.find(id), id)
      return { campaign_id: id, name: campaign.name, ...verdictOf(withFilters(campaignSending.explain(campaign, profile), campaign.audience, profile)), waiting: actionBased.waiting(id, profile).map(isoTime), messages: messages.list({ profile_id: profile.id, campaign_id: id, limit: -1 }).slice(-NEWEST) }
    },
    canvas(id: string, profile: ProfileRow) {
      const canvas = known(canvases.find(id), id)
      const { gates, walks } = canvasEngine.explain(canvas, profile)
      return { canvas_id: id, name: canvas.name, ...verdictOf(withFilters(gates, canvas.entry['audience'], profile)), walks: walks.map((walk) => ({ ...dated(walk), steps: walk.steps.map(dated) })), messages: messages.list({ profile_id: profile.id, canvas_id: id, limit: -1 }).slice(-NEWEST) }
    },
    segment(id: string, profile: ProfileRow) {
      known(segments.find(id), id)
      return segments.explainSegment(id, profile.id)
    },
  }
}

export type Explain = ReturnType<typeof createExplain>
