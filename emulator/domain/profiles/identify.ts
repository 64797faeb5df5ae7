// /users/identify: an alias-only, email-only or phone-only profile gets an external_id, or is merged into the user who has it. docs: post_user_identify
import type { Journal } from '../../kernel/journal.ts'
import type { Decisions } from '../decisions.ts'
import type { Aliases } from './aliases.ts'
import type { Identifier, Identifiers } from './identifiers.ts'
import type { Merge } from './merge.ts'
import type { Profiles } from './profiles.ts'

/** Identifies profiles by name rather than by device. */
export function createIdentify({ journal, decisions, profiles, aliases, identifiers, merge }: { journal: Journal; decisions: Decisions; profiles: Profiles; aliases: Aliases; identifiers: Identifiers; merge: Merge }) {
  const rule = 'users/identify'

  return {
    /** Never refuses: what Braze ends silently leaves a trace. `mergeFields` false is the older `merge_behavior: none`. */
    identify(identifier: Identifier, external_id: string, mergeFields: boolean): void {
      const found = identifiers.candidates(identifier)
      const known = profiles.byExternalId(external_id)
      if (found.length > 1 && known !== undefined && found.some((profile) => profile.id === known.id)) {
        decisions.ignored({ rule, why: 'several profiles have the address and one of them has the external_id', compared: { identifier, external_id } }, known.braze_id)
        return
      }
      const profile = identifiers.single(identifier, rule)
      if (profile === undefined) return
      if (profile.id === known?.id) return decisions.ignored({ rule, why: 'the profile has this external_id already', compared: { identifier, external_id } }, profile.braze_id)
      if (profile.external_id !== null) {
        decisions.ignored({ rule, why: 'the profile has an external_id already', compared: { identifier, has: profile.external_id, asked: external_id } }, profile.braze_id)
        return
      }
      if (known === undefined) {
        profile.external_id = external_id
        profiles.save(profile)
        journal.append('profile.identified', { rule, external_id, by: identifier }, profile.braze_id)
        return
      }
      const clash = 'user_alias' in identifier ? aliases.of(known).find((alias) => alias.alias_label === identifier.user_alias.alias_label) : undefined
      if (clash !== undefined) decisions.ignored({ rule, why: 'the identified user has an alias with this label', compared: { identifier, has: clash } }, known.braze_id)
      else merge.merge(profile, known, mergeFields ? 'merge-endpoint' : 'none', rule)
    },
  }
}

export type Identify = ReturnType<typeof createIdentify>
