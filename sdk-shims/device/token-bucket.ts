// The client-side request limiter (N7): tokens, one back every refill interval, never above capacity.
import type { BucketRule } from './server-config.ts'

export type Bucket = { tokens: number; capacity: number; since: number }
export type Buckets = Record<string, Bucket>

export type Permit = { granted: true; left: number | undefined } | { granted: false; at: number }

/**
 * Takes one token. `left` is what remains (undefined while the limiter is off); `at` is when the next token comes.
 * A bucket whose capacity the server changed starts full. `byRequest` (web): a new bucket is not asked yet, and what had
 * not yet become a token is lost with each request. `now` in ms.
 */
export const takeToken = (buckets: Buckets, rule: BucketRule | undefined, now: number, byRequest = false): Permit => {
  if (rule === undefined) return { granted: true, left: undefined }
  const held = buckets[rule.key]
  if (held === undefined && byRequest) {
    buckets[rule.key] = { tokens: rule.capacity, capacity: rule.capacity, since: now }
    return { granted: true, left: undefined }
  }
  const bucket = held?.capacity === rule.capacity ? held : { tokens: rule.capacity, capacity: rule.capacity, since: now }
  buckets[rule.key] = bucket

  const gained = rule.refillMs > 0 ? Math.floor((now - bucket.since) / rule.refillMs) : rule.capacity
  if (bucket.tokens + gained >= bucket.capacity) {
    bucket.tokens = bucket.capacity
    bucket.since = now
  } else {
    bucket.tokens += gained
    bucket.since += gained * rule.refillMs
  }
  if (bucket.tokens < 1) return { granted: false, at: bucket.since + rule.refillMs }
  bucket.tokens -= 1
  if (byRequest) bucket.since = now
  return { granted: true, left: bucket.tokens }
}

/** One token of each limiter; `own`: it is the endpoint's own one that has none left. `left`: of the last one. */
export const takeTokens = (buckets: Buckets, rules: BucketRule[], now: number, byRequest = false): Permit & { own?: boolean } => {
  let permit: Permit = { granted: true, left: undefined }
  for (const rule of rules) {
    permit = takeToken(buckets, rule, now, byRequest)
    if (!permit.granted) return { ...permit, own: rule.own }
    // Only what the common limiter has left is said on the wire
    if (rule.own) permit = { granted: true, left: undefined }
  }
  return permit
}
