// Deleting a user for good: the profile and everything on it; the journal keeps that it was there. docs: post_user_delete
import type { Journal } from '../../kernel/journal.ts'
import type { CanvasEntries } from '../canvas/entries.ts'
import type { PushTokens } from '../push-tokens.ts'
import type { ProfileRow, Profiles } from './profiles.ts'

/** Deletes profiles of one world. */
export function createDeletion({ journal, profiles, pushTokens, canvasEntries }: { journal: Journal; profiles: Profiles; pushTokens: PushTokens; canvasEntries: CanvasEntries }) {
  return {
    remove(profile: ProfileRow, rule: string): void {
      for (const token of pushTokens.of(profile)) pushTokens.remove(token, 'user deleted')
      canvasEntries.gone(profile)
      profiles.remove(profile.id)
      journal.append('profile.deleted', { rule, braze_id: profile.braze_id, external_id: profile.external_id }, profile.braze_id)
    },
  }
}

export type Deletion = ReturnType<typeof createDeletion>
