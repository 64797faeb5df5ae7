// What a step of a Canvas is: it takes a user who arrives, and says at once or later by which way the user leaves it.
import type { JournalRow } from '../../../kernel/journal.ts'
import type { Canvas } from '../../../domain/campaigns/canvases.ts'
import type { Step } from '../../../domain/campaigns/canvas-steps.ts'
import type { Entry, Visit } from '../../../domain/canvas/entries.ts'
import type { ProfileRow } from '../../../domain/profiles/profiles.ts'
import type { Json } from '../../outgoing.ts'

/** A user in a step. */
export type Stay = { canvas: Canvas; step: Step; entry: Entry; visit: Visit; profile: ProfileRow }

/**
 * What becomes of a user in a step.
 * - `go`: leaves by the way of this name; null: by every way there is. `cause` is what messages further on see beside the context.
 * - `exit`: leaves the Canvas, for this reason.
 * - `until`: stays, and is asked again (`due`) at this time (ms).
 * - `hold`: stays until something is heard: an event (`hear`), a message that is through.
 * - `work`: something that waits is to be done first (`work`), outside of the transaction.
 */
export type Result =
  | { go: string | null; outcome: string; data?: Json; cause?: Json }
  | { exit: string; outcome: string; data?: Json }
  | { until: number; state?: Json }
  | { hold: Json }
  | { work: Json }

export type StepType = {
  enter(stay: Stay): Result
  /** Its time has come, or what it held for is through. */
  due?(stay: Stay): Result
  /** Answers what is to be done with the user once it is known, inside a transaction. */
  work?(stay: Stay): Promise<(stay: Stay) => Result>
  /** The user did something while in the step; undefined when it means nothing here. */
  hear?(stay: Stay, row: JournalRow): Result | undefined
  /** An exit event of the Canvas happened while the user is in the step; undefined where it takes effect at the step's end. */
  exitEvent?(stay: Stay): Result | undefined
  /** The longest time (ms) somebody stays. docs: create_a_canvas ("Maximum duration") */
  lasts?(step: Step, now: number): number
}

/** What a step waits with, as its own code put it there. */
export const stateOf = ({ visit }: Stay): Json => (visit.state?.['own'] ?? {}) as Json
