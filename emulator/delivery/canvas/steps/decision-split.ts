// Decision Split: Yes for who is in the audience on arrival, No for everybody else. docs: canvas_components/decision_split
import type { Audiences } from '../audiences.ts'
import type { StepType } from './step.ts'

export const createDecisionSplit = ({ audiences }: { audiences: Audiences }): StepType => ({
  enter({ step, profile, entry }) {
    const yes = audiences.has(step.settings['audience'], profile, entry.context)
    return { go: yes ? 'Yes' : 'No', outcome: 'decided', data: { audience: step.settings['audience'] ?? {}, in_audience: yes } }
  },
})
