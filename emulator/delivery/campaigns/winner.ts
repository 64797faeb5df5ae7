// Which variant won the test of an optimization, and whether by more than chance. docs: messaging/ab_testing/optimizations
import type { Campaign } from '../../domain/campaigns/campaigns.ts'
import { isControl } from '../../domain/campaigns/messages.ts'
import type { Engagements, VariantResult } from '../../domain/sends/engagements.ts'

/** 95 % in a two-sided test of two shares. Braze says "statistically significant" and names no level. */
const SIGNIFICANT = 1.96

export type Optimization = { kind: string; metric: string; send_at: string | null; in_local_time: boolean; no_winner: 'send_best' | 'stop' }

/** A definition's `optimization`; what it does not say is as in the dashboard: the remaining users are sent the best variant, the day after. */
export function readOptimization({ optimization, channels }: Pick<Campaign, 'optimization' | 'channels'>): Optimization | undefined {
  const { kind, metric, send_at, in_local_time, no_winner } = (optimization ?? {}) as Record<string, unknown>
  if (kind !== 'winning_variant' && kind !== 'personalized_variant') return undefined
  const usual = channels.includes('email') ? 'unique_opens' : channels.some((channel) => channel.endsWith('_push')) ? 'opens' : 'conversion_rate'
  return { kind, metric: typeof metric === 'string' ? metric : usual, send_at: typeof send_at === 'string' ? send_at : null, in_local_time: in_local_time === true, no_winner: no_winner === 'stop' ? 'stop' : 'send_best' }
}

const rateOf = ({ users, successes }: Pick<VariantResult, 'users' | 'successes'>): number => (users === 0 ? 0 : successes / users)

/** How many standard errors the best is ahead of the second. */
function lead(best: VariantResult, second: VariantResult): number {
  const pooled = (best.successes + second.successes) / (best.users + second.users)
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / best.users + 1 / second.users))
  return error > 0 ? (rateOf(best) - rateOf(second)) / error : 0
}

export type Winners = { results: VariantResult[]; variations: string[]; significant: boolean }

/** The winner on each channel; `significant` when each is. A variant alone on its channel has won. */
export function winnersOf(campaign: Campaign, dispatch_id: string, metric: string, engagements: Engagements): Winners {
  const measured = new Map(engagements.results(campaign.id, dispatch_id, metric).map((result) => [result.message_variation_id, result]))
  const results = Object.entries(campaign.messages).filter(([, message]) => !isControl(message)).map(([id, { channel }]): VariantResult => ({ ...(measured.get(id) ?? { users: 0, successes: 0 }), message_variation_id: id, channel }))
  const channels = [...new Set(results.map(({ channel }) => channel))]
  const won = channels.map((channel) => {
    const [best, second] = results.filter((result) => result.channel === channel).sort((a, b) => rateOf(b) - rateOf(a))
    return { id: best!.message_variation_id, significant: second === undefined || (best!.users > 0 && second.users > 0 && lead(best!, second) >= SIGNIFICANT) }
  })
  return { results, variations: won.map(({ id }) => id), significant: won.every(({ significant }) => significant) }
}
