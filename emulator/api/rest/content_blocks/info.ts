// GET /content_blocks/info
import * as z from 'zod'
import { isoTime } from '../../../kernel/clock.ts'
import { rest } from '../realm.ts'
import * as fields from './fields.ts'

export const showContentBlock = rest({
  method: 'GET',
  path: '/content_blocks/info',
  permission: 'content_blocks.info',
  status: 200,
  docs: 'api/endpoints/templates/content_blocks_templates/get_see_email_content_blocks_information',
  evidence: ['documented', 'client'],
  query: () => z.looseObject({ content_block_id: fields.id(), include_inclusion_data: z.enum(['true', 'false'], { error: 'Include Inclusion Data—error' }).optional() }),
  response: () =>
    z.strictObject({
      content_block_id: z.string(),
      name: z.string(),
      content: z.string(),
      description: z.string(),
      content_type: z.enum(['html', 'text']),
      tags: z.array(z.string()),
      created_at: z.string(),
      last_edited: z.string(),
      inclusion_count: z.int().meta({ description: 'How many templates, Content Blocks and messages embed it' }),
      inclusion_data: z.array(z.string()).optional().meta({ description: 'Message variation ids of the campaigns and Canvases that embed it; with include_inclusion_data=true' }),
      message: z.literal('success'),
    }),
  handle({ world, query }) {
    const block = fields.inWords(() => world.contentBlocks.known(query.content_block_id))
    const { count, messages } = world.inclusions.all()(block.name)
    return {
      content_block_id: block.id,
      name: block.name,
      content: block.content,
      description: block.description,
      content_type: block.content_type,
      tags: block.tags,
      created_at: isoTime(block.created_at),
      last_edited: isoTime(block.last_edited),
      inclusion_count: count,
      ...(query.include_inclusion_data === 'true' ? { inclusion_data: messages } : {}),
      message: 'success',
    }
  },
})
