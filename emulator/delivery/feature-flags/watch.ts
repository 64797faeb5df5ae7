// What Canvases do with flags, watched: open pages hear that flags were given or taken, and people that a step names a flag that there is not. docs: canvas_components/feature_flags; observed: web SDK 6.13.0 (`ffr`)
import type { Journal } from '../../kernel/journal.ts'
import type { Canvas, Canvases } from '../../domain/campaigns/canvases.ts'
import type { Decisions } from '../../domain/decisions.ts'
import type { FeatureFlags } from '../../domain/feature-flags/feature-flags.ts'
import { checkOverrides } from '../../domain/feature-flags/properties.ts'
import type { Profiles } from '../../domain/profiles/profiles.ts'
import type { RealTime } from '../real-time/real-time.ts'

const CHANGED = ['canvas.updated', 'canvas.launched', 'canvas.stopped', 'canvas.archived', 'canvas.deleted']

type Nouns = { journal: Journal; profiles: Profiles; decisions: Decisions; canvases: Canvases; featureFlags: FeatureFlags; realTime: Pick<RealTime, 'tell'> }

/** Watches one world. */
export function watchFlags({ journal, profiles, decisions, canvases, featureFlags, realTime }: Nouns): void {
  const flagSteps = (canvas: Canvas | undefined) => (canvas?.steps ?? []).filter(({ type }) => type === 'feature_flag')

  journal.observe(['canvas.advanced'], ({ data, profile }) => {
    if (data['outcome'] !== 'flag_given' || profile === null) return
    const heir = profiles.heirByBrazeId(profile)
    if (heir !== undefined) realTime.tell('ffr', heir.id)
  })
  // Who went through a step that changed, or of a Canvas that ended, has other flags now. Which steps a deleted one had nobody knows
  journal.observe(CHANGED, ({ kind, data }) => {
    if (kind === 'canvas.deleted' || flagSteps(canvases.find(data['canvas_id'] as string)).length > 0 || (data['changed'] as string[] | undefined)?.includes('steps') === true) realTime.tell('ffr')
  })

  /** The dashboard offers flags that are not archived; here a step may come before its flag. */
  journal.observe(['canvas.created', 'canvas.updated'], ({ data }) => {
    const canvas = canvases.find(data['canvas_id'] as string)
    for (const { id, settings } of flagSteps(canvas)) {
      const about = { canvas_id: canvas!.id, canvas_step_id: id, feature_flag: settings['flag_id'] }
      const flag = featureFlags.find(String(settings['flag_id']))
      const note = (why: string): void => decisions.ignored({ rule: 'canvas.feature_flag', why, compared: about })
      if (flag === undefined) note('there is no such feature flag: users of the step get nothing until there is')
      else if (flag.archived) note('the feature flag is archived: users of the step get nothing')
      else for (const { message } of checkOverrides('properties', settings['properties'] ?? {}, flag.properties)) note(message)
    }
  })
}
