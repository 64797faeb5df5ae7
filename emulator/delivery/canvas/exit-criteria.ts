// Exit criteria: an exception event, or an audience that the user matches; both take effect when the step that the user is in ends. docs: canvas/create_a_canvas/exit_criteria
import type { JournalRow } from '../../kernel/journal.ts'
import type { Canvas } from '../../domain/campaigns/canvases.ts'
import type { CanvasEntries, Entry } from '../../domain/canvas/entries.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { Json } from '../outgoing.ts'
import type { Trigger } from '../triggers/match.ts'
import type { Audiences } from './audiences.ts'
import { isEverybody } from './audiences.ts'
import type { CanvasTriggers } from './triggers.ts'

/** `exception_events` are triggers; of `audience` nobody is taken out when it says nothing. */
export type ExitCriteriaSettings = { exception_events?: Trigger[]; audience?: unknown }
/** The words of Currents: users.canvas.exit.PerformedEvent, users.canvas.exit.MatchedAudience. */
export type Exit = { reason: 'PerformedEvent' | 'MatchedAudience'; seen: Json }

/** The exit criteria of the Canvases of one world. */
export function createExitCriteria({ canvasEntries, audiences, triggers }: { canvasEntries: CanvasEntries; audiences: Audiences; triggers: CanvasTriggers }) {
  return {
    /** Whether the user leaves now that a step is over. An audience is judged now, an event happened before. */
    met(canvas: Canvas, entry: Entry, profile: ProfileRow): Exit | undefined {
      if (entry.exit_due !== null) return { reason: 'PerformedEvent', seen: entry.exit_due }
      const { audience } = canvas.exit_criteria as ExitCriteriaSettings
      return audience === undefined || audience === null || isEverybody(audience) || !audiences.has(audience, profile, entry.context) ? undefined : { reason: 'MatchedAudience', seen: { audience } }
    },
    /** True when the row is an exit event of the entry, which is remembered. */
    hear(canvas: Canvas, entry: Entry, row: JournalRow, profile: ProfileRow): boolean {
      const events = (canvas.exit_criteria as ExitCriteriaSettings).exception_events ?? []
      if (entry.exit_due !== null || events.length === 0 || row.seq <= entry.since) return false
      const index = triggers.first(events, row, profile, entry, canvas)
      if (index < 0) return false
      canvasEntries.exitDue(entry, { event: events[index], kind: row.kind, seq: row.seq, at: row.at })
      return true
    },
  }
}

export type ExitCriteria = ReturnType<typeof createExitCriteria>
