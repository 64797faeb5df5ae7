// POST /content_blocks/create
import * as z from 'zod'
import { liquidTag } from '../../../domain/content/references.ts'
import { isoTime } from '../../../kernel/clock.ts'
import { rest } from '../realm.ts'
import * as fields from './fields.ts'

export const createContentBlock = rest({
  method: 'POST',
  path: '/content_blocks/create',
  permission: 'content_blocks.create',
  status: 201, // not printed on the page; 201 is what accepted POSTs answer
  docs: 'api/endpoints/templates/content_blocks_templates/post_create_email_content_block',
  evidence: ['documented', 'client'],
  body: () => z.looseObject({ name: fields.name(), description: fields.description().nullish(), content: fields.content(), state: fields.state().nullish(), tags: fields.tags().nullish() }),
  response: fields.saved,
  handle({ world, body: { name, content, description, state, tags } }) {
    const block = fields.inWords(() => world.contentBlocks.create({ name, content, ...fields.given({ description, state, tags }) }))
    return { content_block_id: block.id, liquid_tag: liquidTag(block.name), created_at: isoTime(block.created_at), message: 'success' }
  },
})
