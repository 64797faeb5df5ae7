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

  let kept: Map<string, string> | undefined
  const parents = (): Map<string, string> => (kept ??= new Map(rows.nested.all().map(({ name, parent }) => [name, parent])))
  const forget = (): void => void (kept = undefined)
  db.onRollback(forget)
  const shown = (tag: Tag): Tag & { parent?: string } => (parents().has(tag.name) ? { ...tag, parent: parents().get(tag.name)! } : tag)

  return {
    list: (): (Tag & { parent?: string })[] => rows.all.all().map(shown),
    /** `parent` is a tag that exists: "Nest Tag Under". Throws Refusal `already_exists`, `not_found`. docs: workspace_settings/tags */
    create({ name, parent }: { name: string; parent?: string | undefined }): Tag & { parent?: string } {
      if (rows.one.get(name) !== undefined) throw new Refusal('already_exists', { name })
      if (parent !== undefined && !exists(parent)) throw new Refusal('not_found', { parent })
      const tag = { name, created_at: clock.now() }
      rows.insert.run(tag.name, tag.created_at)
      if (parent !== undefined) rows.nest.run(name, parent)
      forget()
      journal.append('tag.created', { name, ...(parent === undefined ? {} : { parent }) })
      return shown(tag)
    },
    /** The tag and those it is nested in, its parent first. */
    lineage(name: string): string[] {
      const line = [name]
      for (let parent = parents().get(name); parent !== undefined && !line.includes(parent); parent = parents().get(parent)) line.push(parent)
      return line
    },
    forget,
    /** Throws Refusal `not_found`. What carries the tag keeps it. */
    remove(name: string): void {
      if (rows.remove.run(name).changes === 0) throw new Refusal('not_found', { name })
      forget()
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
