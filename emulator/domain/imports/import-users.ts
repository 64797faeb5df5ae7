// Whose row it is, in a CSV import: external_id, braze_id or alias before email before phone; who is found, who is made, who is out of reach. docs: import_users/csv ("choose an identifier")
import type { Aliases } from '../profiles/aliases.ts'
import type { Identifier, Identifiers } from '../profiles/identifiers.ts'
import type { ProfileRow, Profiles } from '../profiles/profiles.ts'
import { readIdentifier } from '../profiles/track-identity.ts'
import type { Sessions } from '../sessions.ts'
import { isBlank, textOf } from './cell-values.ts'
import type { Header } from './columns.ts'
import type { Cell } from './csv-records.ts'

export type RowUser = { identifier: Identifier; /** As lists show it, and as duplicates are told. */ key: string }
/** `note` is for the list of warnings. */
export type Reached = { profile: ProfileRow; created: boolean; note?: { column: string; why: string } }
export type Skip = { skip: string }

const ORIGIN = 'csv_import'

/** The identifier of a row, or why it has none. */
export function userOf(header: Header, cells: readonly Cell[]): RowUser | Skip {
  const item: Record<string, unknown> = {}
  const text = (id: keyof Header['ids']): string | undefined => {
    const cell = header.ids[id] === undefined ? undefined : cells[header.ids[id]]
    return cell === undefined || isBlank(cell) ? undefined : textOf(cell).text
  }
  const [alias_name, alias_label] = [text('user_alias_name'), text('user_alias_label')]
  if ((alias_name === undefined) !== (alias_label === undefined)) return { skip: 'user_alias_name and user_alias_label go together' }
  for (const id of ['external_id', 'braze_id', 'email', 'phone'] as const) item[id] = text(id)
  if (alias_name !== undefined) item['user_alias'] = { alias_name, alias_label }
  if (['external_id', 'braze_id', 'user_alias', 'email', 'phone'].every((id) => item[id] === undefined)) return { skip: 'no identifier' }
  const read = readIdentifier(item)
  if ('type' in read) return { skip: read.type }
  const { identifier } = read
  const key =
    'user_alias' in identifier ? `${identifier.user_alias.alias_label}: ${identifier.user_alias.alias_name}`
    : 'external_id' in identifier ? identifier.external_id
    : 'braze_id' in identifier ? identifier.braze_id
    : 'email' in identifier ? identifier.email.toLowerCase()
    : identifier.phone
  return { identifier, key }
}

/** Finds and makes the users of rows. */
export function createImportUsers({ profiles, identifiers, aliases, sessions }: { profiles: Profiles; identifiers: Identifiers; aliases: Aliases; sessions: Sessions }) {
  function make(identifier: Identifier): ProfileRow {
    const profile = profiles.create(ORIGIN, 'external_id' in identifier ? identifier.external_id : null)
    if ('user_alias' in identifier) aliases.add(profile, identifier.user_alias)
    return profile
  }

  return {
    /** The user of a row; made when there is none, but for a braze_id. */
    reach(identifier: Identifier): Reached | Skip {
      const found = identifiers.forTrack(identifier)
      if ('braze_id' in identifier) {
        const heir = found === undefined ? undefined : profiles.heirOf(found) // "Braze ID belongs to an orphaned user"
        return heir === undefined ? { skip: 'no user has this braze_id, and a CSV import makes none by it' } : { profile: heir, created: false }
      }
      if (found === undefined) return { profile: make(identifier), created: true }
      if (sessions.isBlocked(found)) return { skip: 'the user is blocked' }
      // "You can't use a CSV import to update an existing user with a user_alias_name if they already have an external_id. Instead, this creates a new user profile".
      // An alias names one user only, so it stays where it is.
      if ('user_alias' in identifier && found.external_id !== null)
        return { profile: make(identifier), created: true, note: { column: 'user_alias_name', why: 'the user with this alias has an external_id, which a CSV import does not reach: a new user was made, the alias stays with the other one' } }
      return { profile: found, created: false }
    },
  }
}

export type ImportUsers = ReturnType<typeof createImportUsers>
