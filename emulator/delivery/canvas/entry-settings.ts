// What `entry` and `reentry` of a Canvas say; checked by domain/campaigns/canvas-entry-checks.ts.
import type { Trigger } from '../triggers/match.ts'

/** Of an action-based Canvas: what users do to enter, and the entry window. */
export type EntryTrigger = Trigger & { start?: string | null; end?: string | null; in_local_time?: boolean }
/** At most `limit` entries: ever, each time it is scheduled, each UTC hour, or each day. */
export type EntryCap = { limit: number; per?: 'lifetime' | 'schedule' | 'hour' | 'day' }
/** Without `seconds`: after the maximum duration. 0 allows several entries at once. */
export type Reentry = { allowed?: boolean; seconds?: number }
