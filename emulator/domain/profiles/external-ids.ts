// Renaming and removing external ids: the old id stays as a deprecated one until it is removed. docs: post_external_ids_rename, post_external_ids_remove
import type { Journal } from '../../kernel/journal.ts'
import type { Profiles } from './profiles.ts'

/** Renames and removes external ids; each answers a code when it refuses. */
export function createExternalIds({ journal, profiles }: { journal: Journal; profiles: Profiles }) {
  return {
    rename(current: string, fresh: string): 'renamed' | 'unknown' | 'deprecated' | 'same' | 'in_use' {
      const profile = profiles.byPrimaryId(current)
      if (profile === undefined) return profiles.byDeprecatedId(current) === undefined ? 'unknown' : 'deprecated'
      if (current === fresh) return 'same'
      if (profiles.byExternalId(fresh) !== undefined) return 'in_use'
      profile.external_id = fresh
      profiles.save(profile)
      profiles.deprecate(current, profile.id)
      journal.append('external_id.renamed', { from: current, to: fresh }, profile.braze_id)
      return 'renamed'
    },
    remove(external_id: string): 'removed' | 'primary' | 'unknown' {
      if (profiles.byPrimaryId(external_id) !== undefined) return 'primary'
      const profile = profiles.byDeprecatedId(external_id)
      if (profile === undefined) return 'unknown'
      profiles.undeprecate(external_id)
      journal.append('external_id.removed', { external_id }, profile.braze_id)
      return 'removed'
    },
  }
}

export type ExternalIds = ReturnType<typeof createExternalIds>
