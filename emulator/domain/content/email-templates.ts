// Email templates made through the API (HTML; drag-and-drop templates are a matter of the dashboard). docs: api/endpoints/templates/email_templates
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Ids } from '../../kernel/ids.ts'
import type { Journal } from '../../kernel/journal.ts'
import { Refusal } from '../refusal.ts'
import type { ContentBlocks } from './content-blocks.ts'
import type { EmailTemplateRow, Page } from './content.sql.ts'
import { emailTemplateStatements } from './content.sql.ts'
import { blocksIn } from './references.ts'
import type { Tags } from './tags.ts'

export type EmailTemplate = Omit<EmailTemplateRow, 'tags' | 'should_inline_css'> & { tags: string[]; should_inline_css: boolean }
export type EmailTemplateInput = { template_name: string; subject: string; body: string; plaintext_body?: string; preheader?: string; tags?: string[]; should_inline_css?: boolean }

/** What a template says that leaves `should_inline_css` out: the workspace's default, which is off here. Braze does not publish the value of a new workspace. */
const INLINE_CSS = false

const open = (row: EmailTemplateRow): EmailTemplate => ({ ...row, tags: JSON.parse(row.tags) as string[], should_inline_css: row.should_inline_css === null ? INLINE_CSS : row.should_inline_css === 1 })

/** The parts of a template in which Liquid is read, in the order of a mail. */
export const textsOf = ({ subject, preheader, body, plaintext_body }: Pick<EmailTemplateRow, 'subject' | 'preheader' | 'body' | 'plaintext_body'>): string[] => [subject, preheader ?? '', body, plaintext_body ?? '']

/** The email templates of one world. */
export function createEmailTemplates({ db, clock, ids, journal, tags, contentBlocks }: { db: Db; clock: Clock; ids: Ids; journal: Journal; tags: Tags; contentBlocks: ContentBlocks }) {
  const rows = emailTemplateStatements(db)

  function check(row: EmailTemplateRow, wanted: readonly string[]): void {
    tags.check(wanted)
    const unknown = textsOf(row).flatMap((text) => [...blocksIn(text)]).filter((name) => contentBlocks.named(name) === undefined)
    if (unknown.length > 0) throw new Refusal('unknown_content_blocks', { unknown })
  }

  const columns = ({ should_inline_css, tags: carried, ...rest }: Partial<EmailTemplateInput>): Partial<EmailTemplateRow> => ({
    ...rest,
    ...(should_inline_css === undefined ? {} : { should_inline_css: should_inline_css ? 1 : 0 }),
    ...(carried === undefined ? {} : { tags: JSON.stringify(carried) }),
  })

  return {
    find(id: string): EmailTemplate | undefined {
      const row = rows.one.get(id)
      return row === undefined ? undefined : open(row)
    },
    list: (): EmailTemplate[] => rows.all.all().map(open),
    page: (page: Page): EmailTemplate[] => rows.page.all(page).map(open),
    /** Throws Refusal `unknown_tags` or `unknown_content_blocks`. Names need not be unique. */
    create(input: EmailTemplateInput): EmailTemplate {
      const now = clock.now()
      const row: EmailTemplateRow = { plaintext_body: null, preheader: null, should_inline_css: null, tags: '[]', ...columns(input), template_name: input.template_name, subject: input.subject, body: input.body, id: ids.uuid(), created_at: now, updated_at: now }
      check(row, input.tags ?? [])
      rows.insert.run(row)
      journal.append('email_template.created', { email_template_id: row.id, template_name: row.template_name, tags: input.tags ?? [] })
      return open(row)
    },
    /** Changes the members given. Throws Refusal `not_found`, or as `create` does. */
    update(id: string, patch: Partial<EmailTemplateInput>): EmailTemplate {
      const row = rows.one.get(id)
      if (row === undefined) throw new Refusal('not_found', { id })
      const after: EmailTemplateRow = { ...row, ...columns(patch), updated_at: clock.now() }
      check(after, patch.tags ?? [])
      rows.save.run(after)
      journal.append('email_template.updated', { email_template_id: id, template_name: after.template_name, changed: Object.keys(patch).sort() })
      return open(after)
    },
  }
}

export type EmailTemplates = ReturnType<typeof createEmailTemplates>
