// When users engage, for Intelligent Timing, and how the variants of a test did. docs: brazeai/intelligence/intelligent_timing, messaging/ab_testing/optimizations
import type { Db } from '../../kernel/db.ts'
import { engagementStatements } from './engagements.sql.ts'

const PUSHES = ['ios_push', 'android_push', 'web_push', 'kindle_push']
const PUSH = ['push.open', 'push.action_click', 'push.influenced_open']
/** "Unique Opens or Clicks for email, Opens for push, or Primary Conversion Rate for all channels". */
export const METRICS: Readonly<Record<string, { kinds: readonly string[]; channels: readonly string[] | null }>> = {
  unique_opens: { kinds: ['email.opened'], channels: ['email'] },
  clicks: { kinds: ['email.clicked'], channels: ['email'] },
  opens: { kinds: PUSH, channels: PUSHES },
  conversion_rate: { kinds: ['campaign.converted'], channels: null },
}
export type VariantResult = { message_variation_id: string; channel: string | null; users: number; successes: number }

/** Engagements of one world. */
export function createEngagements({ db }: { db: Db }) {
  const sql = engagementStatements(db)
  return {
    sessions: (profile_id: number): number[] => sql.sessions.all(profile_id).map(({ at }) => at),
    /** The newest sessions of all users. */
    latestSessions: () => sql.latestSessions.all(),
    /** Opens and clicks of a channel, without those of machines. */
    ofChannel(profile_id: number, channel: string): number[] {
      const kinds = channel === 'email' ? ['email.opened', 'email.clicked'] : PUSHES.includes(channel) ? PUSH : []
      return kinds.length === 0 ? [] : sql.ofKinds.all(profile_id, JSON.stringify(kinds)).map(({ at }) => at)
    },
    results: (campaign_id: string, dispatch_id: string, metric: string): VariantResult[] =>
      sql.results.all({ campaign_id, dispatch_id, kinds: JSON.stringify(METRICS[metric]!.kinds), conversion: metric === 'conversion_rate' ? 0 : null }),
  }
}

export type Engagements = ReturnType<typeof createEngagements>
