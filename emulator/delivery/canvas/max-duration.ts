// The longest time somebody can be in a Canvas: the delays and windows of the longest way. docs: create_a_canvas ("Maximum duration")
import type { Canvas } from '../../domain/campaigns/canvases.ts'
import type { StepType } from './steps/step.ts'

/** `of` answers ms; dates that steps wait for count from `from` (ms). */
export function createMaxDuration({ steps }: { steps: Readonly<Record<string, StepType>> }) {
  return {
    of(canvas: Pick<Canvas, 'steps' | 'variants'>, from: number): number {
      const byId = new Map(canvas.steps.map((step) => [step.id, step]))
      const known = new Map<string, number>()
      // Definitions have no circles: they are refused
      function longest(id: string): number {
        const before = known.get(id)
        if (before !== undefined) return before
        const step = byId.get(id)
        if (step === undefined) return 0
        const after = Math.max(0, ...step.next_step_ids.map(longest))
        const total = (steps[step.type]?.lasts?.(step, from) ?? 0) + after
        known.set(id, total)
        return total
      }
      return Math.max(0, ...canvas.variants.flatMap(({ first_step_ids }) => first_step_ids).map(longest))
    },
  }
}

export type MaxDuration = ReturnType<typeof createMaxDuration>
