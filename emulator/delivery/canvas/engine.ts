// Canvas: the parts put together. What others use: `enter`, `explain`, and that it runs by itself.
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Ids } from '../../kernel/ids.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { Scheduler } from '../../kernel/scheduler.ts'
import type { Canvas, Canvases } from '../../domain/campaigns/canvases.ts'
import type { MessageEvents } from '../../domain/campaigns/message-events.ts'
import type { CanvasEntries, Walk } from '../../domain/canvas/entries.ts'
import type { CanvasExperiments } from '../../domain/canvas/experiments.ts'
import type { CanvasFeatureFlags } from '../../domain/canvas/feature-flags.ts'
import type { Days } from '../../domain/days.ts'
import type { Decisions } from '../../domain/decisions.ts'
import type { GlobalControl } from '../../domain/global-control-group.ts'
import type { ProfileRow, Profiles } from '../../domain/profiles/profiles.ts'
import type { Track } from '../../domain/profiles/track.ts'
import type { Segments } from '../../domain/segments/segments.ts'
import type { RateSlots } from '../../domain/sends/rate-slots.ts'
import type { Sends } from '../../domain/sends/sends.ts'
import type { Settings } from '../../domain/settings.ts'
import type { AcceptedSends } from '../accepted-sends.ts'
import type { Delivery } from '../deliver.ts'
import type { Apart } from '../dispatches/apart.ts'
import type { IntelligentTiming } from '../dispatches/intelligent-timing.ts'
import type { Recipients } from '../dispatches/recipients.ts'
import type { RequestTimes } from '../dispatches/request-times.ts'
import type { EventFeed } from '../event-feed.ts'
import type { GateResult } from '../gates/gate.ts'
import type { LiveDefinitions } from '../live-definitions.ts'
import type { Rendering } from '../rendering.ts'
import type { Launches } from '../triggers/launches.ts'
import type { PlainTriggers } from '../triggers/plain-triggers.ts'
import type { Walks } from '../walks.ts'
import { createAudiences } from './audiences.ts'
import { createWalking } from './walking.ts'
import { createCanvasEntry } from './entry.ts'
import { createExitCriteria } from './exit-criteria.ts'
import { startExperimentConversions } from './experiment-conversions.ts'
import { createLoops } from './loops.ts'
import { createMaxDuration } from './max-duration.ts'
import { startCanvasSchedules } from './schedules.ts'
import { startCanvasSources } from './sources.ts'
import { createSteps } from './steps/index.ts'
import { createTexts } from './texts.ts'
import { createTiming } from './timing.ts'
import { createCanvasTriggers } from './triggers.ts'

type Nouns = {
  db: Db; clock: Clock; ids: Ids; journal: Journal; scheduler: Scheduler; decisions: Decisions; settings: Settings; days: Days; profiles: Profiles; track: Track; segments: Segments; globalControlGroup: GlobalControl; sends: Sends; rateSlots: RateSlots
  canvases: Canvases; canvasEntries: CanvasEntries; canvasExperiments: CanvasExperiments; canvasFeatureFlags: CanvasFeatureFlags; messageEvents: MessageEvents
  liveDefinitions: LiveDefinitions; eventFeed: EventFeed; acceptedSends: AcceptedSends; walks: Walks; recipients: Recipients; rendering: Rendering; delivery: Delivery; launches: Launches; plainTriggers: PlainTriggers; intelligentTiming: IntelligentTiming; requestTimes: RequestTimes; apart: Apart
}

/** The Canvases of one world, running. */
export function createCanvasEngine(nouns: Nouns) {
  const audiences = createAudiences(nouns)
  const timing = createTiming(nouns)
  const texts = createTexts(nouns)
  const triggers = createCanvasTriggers(nouns)
  const exitCriteria = createExitCriteria({ ...nouns, audiences, triggers })
  const loops = createLoops(nouns)
  const steps = createSteps({ ...nouns, loops, audiences, texts, timing, triggers })
  const engine = createWalking({ ...nouns, exitCriteria, steps })
  const maxDuration = createMaxDuration({ steps })
  const entry = createCanvasEntry({ ...nouns, audiences, timing, maxDuration, engine })
  startExperimentConversions(nouns)
  startCanvasSources({ ...nouns, loops, audiences, triggers, exitCriteria, engine, entry })
  startCanvasSchedules({ ...nouns, audiences, entry })

  return {
    enter: entry.enter,
    /** After a restart. */
    resume: engine.resume,
    /** The longest time (ms) somebody can be in it. */
    maxDuration: (canvas: Canvas): number => maxDuration.of(canvas, nouns.clock.now()),
    /** Would the user enter now, and how did the user walk before: every gate with what it compares, and every step. */
    explain: (canvas: Canvas, profile: ProfileRow): { gates: GateResult[]; walks: Walk[] } => ({ gates: entry.gates(canvas, profile), walks: nouns.canvasEntries.walk(profile, canvas.id) }),
  }
}

export type CanvasEngine = ReturnType<typeof createCanvasEngine>
