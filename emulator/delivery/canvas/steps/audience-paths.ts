// Audience Paths: the first group, in order, whose audience has the user on arrival; else Everyone Else. docs: canvas_components/audience_paths
import { everyoneElse, groupsOf } from '../../../domain/campaigns/canvas-paths.ts'
import type { Audiences } from '../audiences.ts'
import type { StepType } from './step.ts'

export const createAudiencePaths = ({ audiences }: { audiences: Audiences }): StepType => ({
  enter({ step, profile, entry }) {
    const looked: { name: string; in_audience: boolean }[] = []
    for (const { name, audience } of groupsOf(step)) {
      const inside = audiences.has(audience, profile, entry.context)
      looked.push({ name, in_audience: inside })
      if (inside) return { go: name, outcome: 'sorted', data: { groups: looked } }
    }
    return { go: everyoneElse(step), outcome: 'sorted', data: { groups: looked } }
  },
})
