// Feature Flag: the user has the flag from now on, with the step's properties. docs: canvas_components/feature_flags
import type { CanvasFeatureFlags } from '../../../domain/canvas/feature-flags.ts'
import type { StepType } from './step.ts'

export const createFeatureFlagStep = ({ canvasFeatureFlags }: { canvasFeatureFlags: CanvasFeatureFlags }): StepType => ({
  enter({ canvas, step, entry, profile }) {
    const flag_id = String(step.settings['flag_id'])
    if (entry.control) return { go: null, outcome: 'control_group' }
    canvasFeatureFlags.grant(profile, { flag_id, canvas_id: canvas.id, canvas_step_id: step.id })
    return { go: null, outcome: 'flag_given', data: { flag_id, enabled: step.settings['enabled'] !== false, properties: step.settings['properties'] ?? {} } }
  },
})
