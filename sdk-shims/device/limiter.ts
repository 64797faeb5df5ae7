// Whether a request may leave now, by the limiters that its endpoint has (N7).
import type { Context } from './device-memory.ts'
import { limiterPath } from './platform-wire.ts'
import type { Endpoint } from './platform-wire.ts'
import { bucketRules } from './server-config.ts'
import { takeTokens } from './token-bucket.ts'
import type { Permit } from './token-bucket.ts'

/** Takes the tokens of one request; `own`: it is the endpoint's own limiter that has none left. */
export const permitFor = (context: Context, endpoint: Endpoint): Permit & { own?: boolean } => {
  const { store, wire, clock } = context
  const rules = bucketRules(store.config, limiterPath(endpoint), wire.smallestCapacity)
  // observed: on web the first request of a user costs nothing, and says nothing of the limiter
  return takeTokens(store.buckets, rules, clock.now(), wire.platform === 'web')
}
