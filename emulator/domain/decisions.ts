// The trace of every decision: what was ignored, refused, merged or moved, by which rule, with the values compared.
import type { Journal } from '../kernel/journal.ts'

/** What a decision says of itself: the rule's name (as in COVERAGE.md or the docs), why in a few words, and the values it looked at. */
export type Decision = { rule: string; why: string; compared?: Record<string, unknown> }

/** Writes decisions into the journal: `decision.ignored` (nothing happened) and `decision.refused` (the sender was told). */
export function createDecisions({ journal }: { journal: Journal }) {
  return {
    ignored: (decision: Decision, profile: string | null = null): void => void journal.append('decision.ignored', decision, profile),
    refused: (decision: Decision, profile: string | null = null): void => void journal.append('decision.refused', decision, profile),
  }
}

export type Decisions = ReturnType<typeof createDecisions>
