// GET /content_blocks/list
import * as z from 'zod'
import { liquidTag } from '../../../domain/content/references.ts'
import { isoTime } from '../../../kernel/clock.ts'
import { rest } from '../realm.ts'
import { listQuery, pageOf } from './listing.ts'

export const listContentBlocks = rest({
  method: 'GET',
  path: '/content_blocks/list',
  permission: 'content_blocks.list',
  status: 200,
  docs: 'api/endpoints/templates/content_blocks_templates/get_list_email_content_blocks',
  evidence: ['documented', 'client'],
  query: () => listQuery('Content Block'),
  response: () =>
    z.strictObject({
      count: z.int().meta({ description: 'How many are in this answer' }),
      content_blocks: z.array(
        z.strictObject({
          content_block_id: z.string(),
          name: z.string(),
          content_type: z.enum(['html', 'text']),
          liquid_tag: z.string(),
          inclusion_count: z.int().meta({ description: 'How many templates, Content Blocks and messages embed it' }),
          created_at: z.string(),
          last_edited: z.string(),
          tags: z.array(z.string()),
        }),
      ),
      message: z.literal('success'),
    }),
  handle({ world, query }) {
    const blocks = world.contentBlocks.page(pageOf(query))
    const inclusionOf = blocks.length > 0 ? world.inclusions.all() : undefined
    return {
      count: blocks.length,
      content_blocks: blocks.map(({ id, name, content_type, created_at, last_edited, tags }) => ({
        content_block_id: id, name, content_type, liquid_tag: liquidTag(name), inclusion_count: inclusionOf!(name).count, created_at: isoTime(created_at), last_edited: isoTime(last_edited), tags,
      })),
      message: 'success',
    }
  },
})
