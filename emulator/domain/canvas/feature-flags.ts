// Feature flags that a Canvas step gave to users: over rollout and audience, with the step's properties as they are now, until the Canvas stops or the step goes. docs: canvas_components/feature_flags
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { Canvases } from '../campaigns/canvases.ts'
import type { ProfileRow } from '../profiles/profiles.ts'
import { flagStatements } from './feature-flags.sql.ts'

/** `properties`: the step's overrides, by key. `enabled: false` switches the flag off for the user. */
export type FlagOverride = { flag_id: string; enabled: boolean; properties: Record<string, unknown>; canvas_id: string; canvas_step_id: string; at: number }

/** The feature flags given by Canvases of one world. */
export function createCanvasFeatureFlags({ db, clock, journal, canvases }: { db: Db; clock: Clock; journal: Journal; canvases: Canvases }) {
  const sql = flagStatements(db)

  journal.observe(['canvas.stopped', 'canvas.archived', 'canvas.deleted'], ({ data }) => void sql.revokeCanvas.run(data['canvas_id'] as string))
  journal.observe(['canvas.updated', 'canvas.launched'], ({ data }) => {
    const canvas = canvases.find(data['canvas_id'] as string)
    const kept = (canvas?.steps ?? []).filter(({ type }) => type === 'feature_flag').map(({ id }) => id)
    sql.revokeOthers.run(data['canvas_id'] as string, JSON.stringify(kept))
  })

  return {
    grant: (profile: ProfileRow, { flag_id, canvas_id, canvas_step_id }: { flag_id: string; canvas_id: string; canvas_step_id: string }): void =>
      void sql.put.run({ profile_id: profile.id, flag_id, canvas_id, canvas_step_id, at: clock.now() }),
    /** The flags the user has from Canvases, the newest last: of two for one flag it counts. */
    of: (profile: Pick<ProfileRow, 'id'>): FlagOverride[] =>
      sql.of.all(profile.id).flatMap(({ flag_id, canvas_id, canvas_step_id, at }) => {
        const settings = canvases.find(canvas_id)?.steps.find(({ id }) => id === canvas_step_id)?.settings
        if (settings === undefined || settings['flag_id'] !== flag_id) return []
        return [{ flag_id, enabled: settings['enabled'] !== false, properties: (settings['properties'] ?? {}) as Record<string, unknown>, canvas_id, canvas_step_id, at }]
      }),
    merge(from: ProfileRow, to: ProfileRow): void {
      sql.move.run(to.id, from.id)
      sql.drop.run(from.id)
    },
  }
}

export type CanvasFeatureFlags = ReturnType<typeof createCanvasFeatureFlags>
