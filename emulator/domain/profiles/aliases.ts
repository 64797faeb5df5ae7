// User aliases: a (label, name) pair is unique in the workspace, one name per label and profile (rules U10, U11). docs: api/objects_filters/user_alias_object
import type { Db } from '../../kernel/db.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { Decisions } from '../decisions.ts'
import type { ProfileRow, Profiles } from './profiles.ts'

export type UserAlias = { alias_name: string; alias_label: string }

function aliasStatements(db: Db) {
  return {
    of: db.prepare<[number], UserAlias>('SELECT alias_name, alias_label FROM user_aliases WHERE profile_id = ? ORDER BY alias_label'),
    labelled: db.prepare<[number, string], UserAlias>('SELECT alias_name, alias_label FROM user_aliases WHERE profile_id = ? AND alias_label = ?'),
    insert: db.prepare<[string, string, number]>('INSERT INTO user_aliases (alias_label, alias_name, profile_id) VALUES (?, ?, ?)'),
    remove: db.prepare<[string, string]>('DELETE FROM user_aliases WHERE alias_label = ? AND alias_name = ?'),
  }
}

/** The aliases of one world. */
export function createAliases({ db, journal, decisions, profiles }: { db: Db; journal: Journal; decisions: Decisions; profiles: Profiles }) {
  const sql = aliasStatements(db)
  const of = (profile: ProfileRow): UserAlias[] => sql.of.all(profile.id)

  /** Puts the alias on the profile; another name under the same label is replaced. False when another profile has the pair: that one keeps it. */
  function add(profile: ProfileRow, { alias_name, alias_label }: UserAlias): boolean {
    const alias = { alias_name, alias_label }
    const holder = profiles.byAlias(alias.alias_label, alias.alias_name)
    if (holder !== undefined && holder.id === profile.id) return true
    if (holder !== undefined) {
      decisions.ignored({ rule: 'U10', why: 'another user has this alias', compared: { alias, holder: holder.braze_id } }, profile.braze_id)
      return false
    }
    const old = sql.labelled.get(profile.id, alias.alias_label)
    if (old !== undefined) sql.remove.run(old.alias_label, old.alias_name)
    sql.insert.run(alias.alias_label, alias.alias_name, profile.id)
    profiles.touch(profile.id)
    if (old === undefined) journal.append('alias.added', { alias }, profile.braze_id)
    else journal.append('alias.updated', { from: old, to: alias }, profile.braze_id)
    return true
  }

  return {
    of,
    add,
    /** Renames an alias. Nothing happens, with a trace, when the old pair is unknown or the new one is taken. */
    rename(label: string, from: string, to: string): boolean {
      const profile = profiles.byAlias(label, from)
      if (profile === undefined) {
        decisions.ignored({ rule: 'users/alias/update', why: 'no user has this alias', compared: { alias_label: label, old_alias_name: from } })
        return false
      }
      return from === to || add(profile, { alias_label: label, alias_name: to })
    },
    /** Moves all aliases of `from` to `to`; where both have a label, the kept profile keeps its own (rule U6). */
    move(from: ProfileRow, to: ProfileRow): { moved: UserAlias[]; dropped: UserAlias[] } {
      const taken = new Set(of(to).map((alias) => alias.alias_label))
      const moved: UserAlias[] = []
      const dropped: UserAlias[] = []
      for (const alias of of(from)) {
        sql.remove.run(alias.alias_label, alias.alias_name)
        if (taken.has(alias.alias_label)) dropped.push(alias)
        else {
          sql.insert.run(alias.alias_label, alias.alias_name, to.id)
          moved.push(alias)
        }
      }
      return { moved, dropped }
    },
  }
}

export type Aliases = ReturnType<typeof createAliases>
