// Content Blocks: reusable pieces of content, by unique names. docs: api/endpoints/templates/content_blocks_templates
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Ids } from '../../kernel/ids.ts'
import type { Journal } from '../../kernel/journal.ts'
import { Refusal } from '../refusal.ts'
import type { ContentBlockRow, Page } from './content.sql.ts'
import { contentBlockStatements } from './content.sql.ts'
import { malformedLiquid } from './liquid-syntax.ts'
import { blocksIn } from './references.ts'
import type { Tags } from './tags.ts'

export type ContentBlock = Omit<ContentBlockRow, 'tags'> & { tags: string[] }
export type ContentBlockInput = { name: string; description?: string; content: string; state?: 'active' | 'draft'; tags?: string[] }

const ELEMENT = /<[a-z!/][^<>]*>/i

/** The type is not asked for in a call: content with an element in it is HTML. Braze publishes the two words, not the rule. */
const typeOf = (content: string): 'html' | 'text' => (ELEMENT.test(content) ? 'html' : 'text')

const open = (row: ContentBlockRow): ContentBlock => ({ ...row, tags: JSON.parse(row.tags) as string[] })

/** The Content Blocks of one world. */
export function createContentBlocks({ db, clock, ids, journal, tags }: { db: Db; clock: Clock; ids: Ids; journal: Journal; tags: Tags }) {
  const rows = contentBlockStatements(db)

  function check(name: string, { content, tags: wanted }: Partial<ContentBlockInput>): void {
    if (content !== undefined) {
      const wrong = malformedLiquid(content)
      if (wrong !== undefined) throw new Refusal('malformed_liquid', { wrong })
      if (blocksIn(content).has(name)) throw new Refusal('self_reference', { name })
    }
    if (wanted !== undefined) tags.check(wanted)
  }

  function notTaken(name: string): void {
    if (rows.named.get(name) !== undefined) throw new Refusal('name_taken', { name })
  }

  /** Throws Refusal `not_found` or `deleted`. */
  function known(id: string): ContentBlock {
    const row = rows.one.get(id)
    if (row === undefined) throw new Refusal('not_found', { id })
    if (row.deleted_at !== null) throw new Refusal('deleted', { id })
    return open(row)
  }

  return {
    known,
    /** The block, unless it is unknown or deleted. */
    find(id: string): ContentBlock | undefined {
      const row = rows.one.get(id)
      return row === undefined || row.deleted_at !== null ? undefined : open(row)
    },
    named(name: string): ContentBlock | undefined {
      const row = rows.named.get(name)
      return row === undefined ? undefined : open(row)
    },
    list: (): ContentBlock[] => rows.all.all().map(open),
    page: (page: Page): ContentBlock[] => rows.page.all(page).map(open),
    /** Throws Refusal `name_taken`, `malformed_liquid`, `self_reference` or `unknown_tags`. */
    create({ name, description = '', content, state = 'active', tags: carried = [] }: ContentBlockInput): ContentBlock {
      notTaken(name)
      check(name, { content, tags: carried })
      const now = clock.now()
      const block: ContentBlock = { id: ids.uuid(), name, description, content, content_type: typeOf(content), state, tags: carried, created_at: now, last_edited: now, deleted_at: null }
      rows.insert.run({ ...block, tags: JSON.stringify(carried) })
      journal.append('content_block.created', { content_block_id: block.id, name, state, tags: carried })
      return block
    },
    /** Changes the members given. Throws as `known` and `create` do, and `active_name` or `active_state`. */
    update(id: string, patch: Partial<ContentBlockInput>): ContentBlock {
      const block = known(id)
      if (patch.name !== undefined && patch.name !== block.name) {
        if (block.state === 'active') throw new Refusal('active_name', { name: block.name })
        notTaken(patch.name)
      }
      if (block.state === 'active' && patch.state === 'draft') throw new Refusal('active_state', { id })
      const after = { ...block, ...patch }
      check(after.name, { ...patch, content: after.content }) // under a new name its content may name itself
      const next = { ...after, content_type: typeOf(after.content), last_edited: clock.now() }
      rows.save.run({ ...next, tags: JSON.stringify(next.tags) })
      journal.append('content_block.updated', { content_block_id: id, name: next.name, changed: Object.keys(patch).sort() })
      return next
    },
    /** Throws Refusal `not_found` or `deleted`. */
    remove(id: string): void {
      const block = known(id)
      rows.save.run({ ...block, tags: JSON.stringify(block.tags), deleted_at: clock.now() })
      journal.append('content_block.deleted', { content_block_id: id, name: block.name })
    },
  }
}

export type ContentBlocks = ReturnType<typeof createContentBlocks>
