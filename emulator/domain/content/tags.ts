// Tags of the workspace: what may be put on content blocks and templates. "Tags must already exist". docs: api/endpoints/templates
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Journal } from '../../kernel/journal.ts'
import { Refusal } from '../refusal.ts'
import type { Tag } from './content.sql.ts'
import { tagStatements } from './content.sql.ts'

/** Something whose definitions carry tags: they exist by being carried. */
export type Tagged = { hasTag(tag: string): boolean }

/** The tags of one world; `carriers` are definitions that bring tags with them (in Braze the dashboard makes a tag where it is first used). */
export function createTags({ db, clock, journal, carriers }: { db: Db; clock: Clock; journal: Journal; carriers: readonly Tagged[] }) {
  const rows = tagStatements(db)
  const exists = (name: string): boolean => rows.one.get(name) !== undefined || carriers.some((one) => one.hasTag(name))

  return {
    list: (): Tag[] => rows.all.all(),
    /** Throws Refusal `already_exists`. */
    create({ name }: { name: string }): Tag {
      if (rows.one.get(name) !== undefined) throw new Refusal('already_exists', { name })
      const tag = { name, created_at: clock.now() }
      rows.insert.run(tag.name, tag.created_at)
      journal.append('tag.created', { name })
      return tag
    },
    /** Throws Refusal `not_found`. What carries the tag keeps it. */
    remove(name: string): void {
      if (rows.remove.run(name).changes === 0) throw new Refusal('not_found', { name })
      journal.append('tag.deleted', { name })
    },
    /** Throws Refusal `unknown_tags` with those of `names` that do not exist. */
    check(names: readonly string[]): void {
      const unknown = names.filter((name) => !exists(name))
      if (unknown.length > 0) throw new Refusal('unknown_tags', { unknown })
    },
  }
}

export type Tags = ReturnType<typeof createTags>
