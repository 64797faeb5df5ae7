// Whom a recipient object means: found, made when the request says so, and given its attributes before anything is sent. docs: api/objects_filters/recipient_object
import type { Decisions } from '../../domain/decisions.ts'
import type { Identifier, Identifiers, Prioritization } from '../../domain/profiles/identifiers.ts'
import { prioritize } from '../../domain/profiles/identifiers.ts'
import type { ProfileRow, Profiles } from '../../domain/profiles/profiles.ts'
import type { Track } from '../../domain/profiles/track.ts'
import type { Recipient } from '../../domain/sends/recipients.ts'
import { identifiersOf } from '../../domain/sends/recipients.ts'
import type { Json } from '../outgoing.ts'

/** Members of `attributes` that would name another user, or make one. */
const NOT_ATTRIBUTES = new Set(['external_id', 'braze_id', 'user_alias', '_update_existing_only', 'push_token_import'])

/** Resolves recipients of one world. */
export function createRecipients({ decisions, profiles, identifiers, track }: { decisions: Decisions; profiles: Profiles; identifiers: Identifiers; track: Track }) {
  function identifierOf(recipient: Recipient): Identifier | undefined {
    const name = identifiersOf(recipient)[0]
    if (name === undefined) return undefined
    const value = recipient[name]
    if (name === 'user_alias') return { user_alias: value as { alias_name: string; alias_label: string } }
    return { [name === 'external_user_id' ? 'external_id' : name]: String(value) } as Identifier
  }

  /** Of several with one address: those that `prioritization` leaves, and of these the most recently updated. */
  function find(identifier: Identifier, recipient: Recipient): ProfileRow | undefined {
    const found = identifiers.candidates(identifier)
    const order = Array.isArray(recipient['prioritization']) ? (recipient['prioritization'] as Prioritization[]) : []
    return 'email' in identifier || 'phone' in identifier ? prioritize(found, order)[0] : found[0]
  }

  function withAttributes(identity: Json, attributes: unknown): ProfileRow | undefined {
    const values = typeof attributes === 'object' && attributes !== null ? Object.entries(attributes).filter(([name]) => !NOT_ATTRIBUTES.has(name)) : []
    // an email-only or phone-only user has the address twice: it names the user, and is an attribute of it
    const tracked = track.attribute({ ...Object.fromEntries(values), ...identity })
    if ('type' in tracked) return void decisions.ignored({ rule: 'recipients', why: `the attributes were refused: ${tracked.type}`, compared: { recipient: identity, attributes } })
    return tracked.profile === undefined ? undefined : profiles.byId(tracked.profile.id)
  }

  return {
    /**
     * Inside a transaction. Undefined, with a trace, when there is no such user and the recipient does not make one:
     * `send_to_existing_only: false` with attributes does (never by braze_id or alias). `create: false` never makes one.
     */
    resolve(recipient: Recipient, { create = true }: { create?: boolean } = {}): ProfileRow | undefined {
      const identifier = identifierOf(recipient)
      if (identifier === undefined) return undefined
      const { attributes } = recipient
      const found = find(identifier, recipient)
      if (found !== undefined) {
        if (attributes === undefined || attributes === null) return found
        return withAttributes({ braze_id: found.braze_id }, attributes) ?? found
      }
      const makes = create && recipient['send_to_existing_only'] === false && !('braze_id' in identifier) && !('user_alias' in identifier)
      const made = makes ? withAttributes({ ...identifier, _update_existing_only: false }, attributes) : undefined
      if (made === undefined) decisions.ignored({ rule: 'recipients', why: 'no user has this identifier, and the request does not make one', compared: { reason: 'no_such_user', recipient: identifier } })
      return made
    },
  }
}

export type Recipients = ReturnType<typeof createRecipients>
