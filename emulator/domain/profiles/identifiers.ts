// The identifiers of the REST API: exactly one primary id, else email before phone; prioritization where several profiles match. docs: post_user_track, post_user_identify
import type { Decisions } from '../decisions.ts'
import { e164 } from './contact-rules.ts'
import type { UserAlias } from './aliases.ts'
import type { ProfileRow, Profiles } from './profiles.ts'

export const EXTERNAL_ID_BYTES = 987 // docs: post_user_track (EXTERNAL_USER_ID_TOO_LARGE)

export type Prioritization = 'identified' | 'unidentified' | 'most_recently_updated' | 'least_recently_updated'
export type Identifier =
  | { external_id: string }
  | { user_alias: UserAlias }
  | { braze_id: string }
  | { email: string; prioritization?: readonly Prioritization[] }
  | { phone: string; prioritization?: readonly Prioritization[] }

/** Profiles left after the filters, applied in order. docs: post_user_identify ("prioritization") */
export function prioritize(found: readonly ProfileRow[], order: readonly Prioritization[]): ProfileRow[] {
  let left = [...found]
  for (const rule of order) {
    if (rule === 'identified') left = left.filter((profile) => profile.external_id !== null)
    else if (rule === 'unidentified') left = left.filter((profile) => profile.external_id === null)
    else left = left.sort((a, b) => (b.updated_at - a.updated_at || b.id - a.id) * (rule === 'most_recently_updated' ? 1 : -1)).slice(0, 1)
  }
  return left
}

/** Resolves identifiers to profiles. */
export function createIdentifiers({ profiles, decisions }: { profiles: Profiles; decisions: Decisions }) {
  const matching = (identifier: { email: string } | { phone: string }): ProfileRow[] => {
    if ('email' in identifier) return profiles.byEmail(identifier.email)
    const number = e164(identifier.phone)
    return number === undefined ? [] : profiles.byPhone(number)
  }

  return {
    matching,
    /** All profiles that an identifier could mean: at most one for a primary id. */
    candidates(identifier: Identifier): ProfileRow[] {
      if ('email' in identifier || 'phone' in identifier) return matching(identifier)
      const found =
        'external_id' in identifier ? profiles.byExternalId(identifier.external_id)
        : 'braze_id' in identifier ? profiles.byBrazeId(identifier.braze_id)
        : profiles.byAlias(identifier.user_alias.alias_label, identifier.user_alias.alias_name)
      return found === undefined ? [] : [found]
    },
    /** For /users/track: the most recently updated identified profile with the address, else the most recently updated one. */
    forTrack(identifier: Identifier): ProfileRow | undefined {
      const found = this.candidates(identifier)
      return found.find((profile) => profile.external_id !== null) ?? found[0]
    },
    /** For identify, merge and delete: the one profile left after prioritization; several or none mean none, with a trace. */
    single(identifier: Identifier, rule: string): ProfileRow | undefined {
      const found = this.candidates(identifier)
      const order = 'email' in identifier || 'phone' in identifier ? (identifier.prioritization ?? []) : []
      const left = prioritize(found, order)
      if (left.length === 1) return left[0]
      decisions.ignored({ rule, why: found.length === 0 ? 'no profile has this identifier' : left.length === 0 ? 'no profile is left after prioritization' : 'more than one profile is left after prioritization', compared: { identifier, found: found.map((profile) => profile.braze_id), left: left.map((profile) => profile.braze_id) } })
      return undefined
    },
  }
}

export type Identifiers = ReturnType<typeof createIdentifiers>
