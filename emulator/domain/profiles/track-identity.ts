// Whose object it is, in /users/track: exactly one primary identifier, else email, else phone. docs: post_user_track
import type { Decisions } from '../decisions.ts'
import type { Sessions } from '../sessions.ts'
import type { Aliases } from './aliases.ts'
import type { ItemRefusal } from './attributes.ts'
import { e164, isValidEmail } from './contact-rules.ts'
import type { Identifier, Identifiers } from './identifiers.ts'
import { EXTERNAL_ID_BYTES } from './identifiers.ts'
import type { ProfileRef, ProfileRow, Profiles } from './profiles.ts'

export type Item = Record<string, unknown>

/** The item's texts; those of `errors[]` in live answers where known. docs and observed: rest reference, /users/track */
export const texts = {
  required: `'external_id', 'braze_id', 'user_alias', 'email' or 'phone' is required`,
  severalIds: `You must specify only one of 'external_id', 'user_alias' or 'braze_id'`,
  tooLong: `'external_id' must be fewer than ${EXTERNAL_ID_BYTES + 1} bytes`,
  badEmail: `The value provided for the 'email' field is not a valid email.`,
  blocked: 'provided external_id is blacklisted and disallowed',
}

const given = (value: unknown): boolean => value !== undefined && value !== null && value !== ''
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads the identifier of an item, or says what is wrong with it. */
export function readIdentifier(item: Item): { identifier: Identifier } | ItemRefusal {
  const primaries = ['external_id', 'user_alias', 'braze_id'].filter((name) => given(item[name]))
  if (primaries.length > 1) return { type: texts.severalIds }
  switch (primaries[0]) {
    case 'external_id': {
      // Live answers take integers too (observed 2015, appboy ruby client cassettes)
      const id = Number.isSafeInteger(item['external_id']) ? String(item['external_id']) : item['external_id']
      if (typeof id !== 'string') return { type: `'external_id' is not valid` }
      return Buffer.byteLength(id) > EXTERNAL_ID_BYTES ? { type: texts.tooLong } : { identifier: { external_id: id } }
    }
    case 'braze_id':
      return typeof item['braze_id'] === 'string' ? { identifier: { braze_id: item['braze_id'] } } : { type: `'braze_id' is not valid` }
    case 'user_alias': {
      const alias = item['user_alias']
      if (!isObject(alias) || typeof alias['alias_name'] !== 'string' || typeof alias['alias_label'] !== 'string' || alias['alias_name'] === '' || alias['alias_label'] === '') return { type: `'user_alias' is not valid` }
      return { identifier: { user_alias: { alias_name: alias['alias_name'], alias_label: alias['alias_label'] } } }
    }
    default:
      return readContact(item)
  }
}

function readContact(item: Item): { identifier: Identifier } | ItemRefusal {
  if (given(item['email'])) return typeof item['email'] === 'string' && isValidEmail(item['email']) ? { identifier: { email: item['email'] } } : { type: texts.badEmail }
  if (!given(item['phone'])) return { type: texts.required }
  // "only works if you include a valid phone number". docs: post_user_track
  return typeof item['phone'] === 'string' && e164(item['phone']) !== undefined ? { identifier: { phone: item['phone'] } } : { type: texts.required }
}

/** Finds or makes the profile of an item. */
export function createTrackIdentity({ decisions, profiles, identifiers, aliases, sessions }: { decisions: Decisions; profiles: Profiles; identifiers: Identifiers; aliases: Aliases; sessions: Sessions }) {
  const skip = (why: string, identifier: Identifier) => decisions.ignored({ rule: 'users/track', why, compared: { identifier } })

  function create(identifier: Identifier): ProfileRow | undefined {
    if ('external_id' in identifier) return profiles.create('rest', identifier.external_id)
    if ('user_alias' in identifier) {
      const profile = profiles.create('alias')
      aliases.add(profile, identifier.user_alias)
      return profile
    }
    return profiles.create('email' in identifier ? 'email' : 'phone') // the address itself is written as an attribute
  }

  return {
    /**
     * The profile an item speaks of; `undefined` when Braze silently does nothing (unknown and update-only, unknown braze_id), which leaves a trace.
     * `_update_existing_only` defaults to true for aliases, to false otherwise; braze_ids are never made up. docs: post_user_track
     */
    resolve(identifier: Identifier, updateOnly: boolean | undefined): ProfileRow | ItemRefusal | undefined {
      const found = identifiers.forTrack(identifier)
      if (found !== undefined) return 'external_id' in identifier && sessions.isBlocked(found) ? { type: texts.blocked } : found
      if ('braze_id' in identifier) return void skip('no profile has this braze_id', identifier)
      if (updateOnly ?? 'user_alias' in identifier) return void skip('no such profile, and only existing ones are updated', identifier)
      return create(identifier)
    },
    /** {@link resolve} for an event or purchase: a user found by external_id is read in its few columns only. */
    resolveForActivity(identifier: Identifier, updateOnly: boolean | undefined): ProfileRef | ProfileRow | ItemRefusal | undefined {
      const known = 'external_id' in identifier ? profiles.refByExternalId(identifier.external_id) : undefined
      if (known === undefined) return this.resolve(identifier, updateOnly)
      return sessions.isBlocked(known) ? { type: texts.blocked } : known
    },
  }
}

export type TrackIdentity = ReturnType<typeof createTrackIdentity>
