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

/** A gate for people: `why` is its reason in a sentence. */
export type ExplainedGate = GateResult & { why?: string }
/** `passed`: nothing stops it now. `reason` and `why`: the first gate that does. */
export type Verdict = { passed: boolean; reason: Reason | null; why: string | null; gates: ExplainedGate[] }

/** Times are for people here: ISO 8601, not ms. */
function readable(seen: unknown, name = ''): unknown {
  if (typeof seen === 'number' && seen > 1e11 && /^(now|start|end|until|due|last|first|from|to)$|_at$/.test(name)) return isoTime(seen)
  if (Array.isArray(seen)) return seen.map((one) => readable(one, name))
  if (typeof seen !== 'object' || seen === null) return seen
  return Object.fromEntries(Object.entries(seen).map(([member, value]) => [member, readable(value, member)]))
}

function verdictOf(gates: readonly GateResult[]): Verdict {
  const shown = gates.map(({ ...gate }): ExplainedGate => {
    if (gate.seen !== undefined) gate.seen = readable(gate.seen) as Json
    return gate.passed ? gate : { ...gate, why: REASONS[gate.reason] }
  })
  const stop = shown.find((gate) => !gate.passed)
  return { passed: stop === undefined, reason: stop === undefined || stop.passed ? null : stop.reason, why: stop?.why ?? null, gates: shown }
}

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
      return { canvas_id: id, name: canvas.name, ...verdictOf(withFilters(gates, canvas.entry['audience'], profile)), walks, messages: messages.list({ profile_id: profile.id, canvas_id: id, limit: -1 }).slice(-NEWEST) }
    },
    segment(id: string, profile: ProfileRow) {
      known(segments.find(id), id)
      return segments.explainSegment(id, profile.id)
    },
  }
}

export type Explain = ReturnType<typeof createExplain>
