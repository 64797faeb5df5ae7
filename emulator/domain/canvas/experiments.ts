// Experiment Paths: who converted after which path, within the step's own window; when an optimization begins, and which path wins. docs: canvas_components/experiment_step, experiment_step/winning_path
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Journal } from '../../kernel/journal.ts'
import { conversionDaysOf } from '../campaigns/canvas-paths.ts'
import type { Canvas, Canvases } from '../campaigns/canvases.ts'
import type { ProfileRow, Profiles } from '../profiles/profiles.ts'
import type { ExperimentRow, PathResult } from './experiments.sql.ts'
import { experimentStatements } from './experiments.sql.ts'

const DAY = 86_400_000
/** "Statistically significant": 95 % in a comparison of two shares. Braze does not publish its test; this is Brazier's choice. */
const SIGNIFICANT = 1.96

const rate = ({ users, converted }: PathResult): number => (users === 0 ? 0 : converted / users)
function differs(one: PathResult, other: PathResult): boolean {
  const pooled = (one.converted + other.converted) / (one.users + other.users)
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / one.users + 1 / other.users))
  return error > 0 && Math.abs(rate(one) - rate(other)) / error >= SIGNIFICANT
}

/** The experiments of Canvases of one world. */
export function createCanvasExperiments({ db, clock, journal, canvases, profiles }: { db: Db; clock: Clock; journal: Journal; canvases: Canvases; profiles: Profiles }) {
  const sql = experimentStatements(db)

  // "If you update the active Canvas, regardless of whether you update the Experiment Path step itself, the in-progress experiment will end"
  journal.observe(['canvas.updated', 'canvas.launched'], ({ data }) => {
    for (const { canvas_step_id } of sql.runningOf.all(data['canvas_id'] as string)) sql.end.run(clock.now(), 'the Canvas was changed', null, canvas_step_id)
  })
  journal.observe(['canvas.deleted'], ({ data }) => void sql.forget.run(data['canvas_id'] as string))
  function convert(canvas: Canvas, profile: Pick<ProfileRow, 'id'>, conversion: number, at: number): void {
    for (const { id, type, settings } of canvas.steps) {
      if (type !== 'experiment_paths') continue
      for (const { seq } of sql.visits.all(profile.id, canvas.id, id, at - conversionDaysOf(settings) * DAY)) sql.convert.run(seq, conversion, at)
    }
  }
  // An upgrade of the app is in no row but that of the conversion
  journal.observe(['canvas.converted'], ({ data, profile: braze_id, at }) => {
    const canvas = canvases.find(data['canvas_id'] as string)
    const profile = braze_id === null ? undefined : profiles.byBrazeId(braze_id)
    const conversion = Number(data['conversion'] ?? 0)
    if (canvas !== undefined && profile !== undefined && canvas.conversion_behaviors[conversion]?.type === 'Upgrades App') convert(canvas, profile, conversion, typeof data['time'] === 'number' ? data['time'] : at)
  })

  return {
    /** The user did a conversion event of the Canvas: it counts for every pass through an experiment whose window is open. */
    convert,
    find: (step_id: string): ExperimentRow | undefined => sql.one.get(step_id),
    begin: (canvas_id: string, step_id: string): void => void sql.begin.run(canvas_id, step_id, clock.now()),
    /** Users and conversions of each path so far. */
    results: (step_id: string, conversion = 0): PathResult[] => sql.results.all(conversion, step_id, clock.now()),
    /** Ends it: the best of these paths wins; none when nobody converted, or (`mix`) when the best is not clearly the best. */
    decide(step_id: string, { paths, conversion = 0, fallback = 'best' }: { paths: readonly string[]; conversion?: number | undefined; fallback?: 'best' | 'mix' | undefined }): { winner: string | null; why: string; results: PathResult[] } {
      const results = this.results(step_id, conversion).filter(({ path }) => paths.includes(path))
      const [best, next] = [...results].sort((a, b) => rate(b) - rate(a) || paths.indexOf(a.path) - paths.indexOf(b.path))
      const decision =
        best === undefined || best.converted === 0 ? { winner: null, why: 'nobody converted' }
        : next === undefined || differs(best, next) ? { winner: best.path, why: 'the best path is significantly better' }
        : fallback === 'best' ? { winner: best.path, why: 'the best path so far; the difference is not significant' }
        : { winner: null, why: 'the difference is not significant: the mix goes on' }
      sql.end.run(clock.now(), decision.why, decision.winner, step_id)
      return { ...decision, results }
    },
  }
}

export type CanvasExperiments = ReturnType<typeof createCanvasExperiments>
