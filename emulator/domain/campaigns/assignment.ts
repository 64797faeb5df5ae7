// Which variant, or the control group, a user falls into: from the two ids alone, so that it stays as long as the shares do. docs: user_guide/messaging/ab_testing/create_tests
import { createHash } from 'node:crypto'

/** Hex digits of the digest that are looked at. Braze says "concatenate, modulo 100" and names no hash: md5 is Brazier's choice. */
const DIGITS = 8
const BUCKETS = 100

/** 0 to 99: where this user stands in the shares of this campaign, Canvas or step. The same for ever. */
export const bucketOf = (braze_id: string, definition_id: string): number =>
  Number.parseInt(createHash('md5').update(braze_id + definition_id).digest('hex').slice(0, DIGITS), 16) % BUCKETS

/** The member whose slice the bucket lies in: slices lie one after the other in the order of the members. Undefined in the rest that the shares leave. */
export function pick<T extends { percent?: number | undefined }>(members: readonly T[], bucket: number): T | undefined {
  let end = 0
  return members.find(({ percent = 0 }) => bucket < (end += percent))
}
