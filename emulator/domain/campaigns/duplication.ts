// Copies asked for by the API: made a moment later, by a timer due at once, as drafts. docs: api/endpoints/messaging/duplicate_messages ("the campaign creation will occur asynchronously")
import type { Clock } from '../../kernel/clock.ts'
import type { Scheduler } from '../../kernel/scheduler.ts'
import type { Translations } from '../content/translations.ts'
import type { Decisions } from '../decisions.ts'
import { Refusal } from '../refusal.ts'
import type { Campaigns } from './campaigns.ts'
import type { Canvases } from './canvases.ts'

type Copy = { id: string; name: string; description?: string; tags?: string[] }

/** Copies campaigns and Canvases of one world. */
export function createDuplication({ clock, scheduler, decisions, campaigns, canvases, translations }: { clock: Clock; scheduler: Scheduler; decisions: Decisions; campaigns: Campaigns; canvases: Canvases; translations: Translations }) {
  const nouns = { campaign: campaigns, canvas: canvases }
  for (const kind of ['campaign', 'canvas'] as const) {
    scheduler.on(`${kind}.duplicate`, (data) => {
      const { id, ...copy } = data as Copy
      try {
        translations.copy(kind, id, nouns[kind].duplicate(id, copy).id)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        decisions.ignored({ rule: `${kind}/duplicate`, why: `the ${kind} was deleted before it was copied`, compared: { id, name: copy.name } })
      }
    })
  }
  return {
    /** Accepts the copy; it is there when the timer has run. */
    accept: (kind: 'campaign' | 'canvas', copy: Copy): void => scheduler.schedule(clock.now(), `${kind}.duplicate`, copy),
  }
}

export type Duplication = ReturnType<typeof createDuplication>
