// Every step that does something, by the type it has in definitions: a new one is a file and a line here. The others are passed through.
import type { Clock } from '../../../kernel/clock.ts'
import type { Ids } from '../../../kernel/ids.ts'
import type { Journal } from '../../../kernel/journal.ts'
import type { Scheduler } from '../../../kernel/scheduler.ts'
import type { Canvases } from '../../../domain/campaigns/canvases.ts'
import type { CanvasEntries } from '../../../domain/canvas/entries.ts'
import type { CanvasExperiments } from '../../../domain/canvas/experiments.ts'
import type { CanvasFeatureFlags } from '../../../domain/canvas/feature-flags.ts'
import type { Decisions } from '../../../domain/decisions.ts'
import type { Track } from '../../../domain/profiles/track.ts'
import type { RateSlots } from '../../../domain/sends/rate-slots.ts'
import type { Sends } from '../../../domain/sends/sends.ts'
import type { Profiles } from '../../../domain/profiles/profiles.ts'
import type { Delivery } from '../../deliver.ts'
import type { LiveDefinitions } from '../../live-definitions.ts'
import type { Audiences } from '../audiences.ts'
import type { Loops } from '../loops.ts'
import type { Texts } from '../texts.ts'
import type { Timing } from '../timing.ts'
import type { CanvasTriggers } from '../triggers.ts'
import { createActionPaths } from './action-paths.ts'
import { createAudiencePaths } from './audience-paths.ts'
import { createContextStep } from './context.ts'
import { createDecisionSplit } from './decision-split.ts'
import { createDelayStep } from './delay.ts'
import { createExperimentPaths } from './experiment-paths.ts'
import { createFeatureFlagStep } from './feature-flag.ts'
import { createFullStep } from './full.ts'
import { createLaterMessages } from './later-messages.ts'
import { createMessageStep } from './message.ts'
import type { StepType } from './step.ts'
import { createUserUpdate } from './user-update.ts'

export type StepNouns = {
  clock: Clock; ids: Ids; journal: Journal; scheduler: Scheduler; decisions: Decisions; sends: Sends; rateSlots: RateSlots; track: Track; profiles: Profiles; liveDefinitions: LiveDefinitions; delivery: Delivery
  canvases: Canvases; canvasEntries: CanvasEntries; canvasExperiments: CanvasExperiments; canvasFeatureFlags: CanvasFeatureFlags; audiences: Audiences; texts: Texts; timing: Timing; triggers: CanvasTriggers; loops: Loops
}

export function createSteps(nouns: StepNouns): Record<string, StepType> {
  const message = createMessageStep({ ...nouns, later: createLaterMessages(nouns) })
  const delay = createDelayStep(nouns)
  return {
    message, webhook: message, delay,
    full: createFullStep({ ...nouns, message, delay }),
    decision_split: createDecisionSplit(nouns),
    audience_paths: createAudiencePaths(nouns),
    action_paths: createActionPaths(nouns),
    experiment_paths: createExperimentPaths(nouns),
    user_update: createUserUpdate(nouns),
    context: createContextStep(nouns),
    feature_flag: createFeatureFlagStep(nouns),
  }
}
