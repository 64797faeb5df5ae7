// POST /content_blocks/update: what is left out stays as it is.
import * as z from 'zod'
import { liquidTag } from '../../../domain/content/references.ts'
import { isoTime } from '../../../kernel/clock.ts'
import { rest } from '../realm.ts'
import * as fields from './fields.ts'

export const updateContentBlock = rest({
  method: 'POST',
  path: '/content_blocks/update',
  permission: 'content_blocks.update',
  status: 201, // not printed on the page; 201 is what accepted POSTs answer
  docs: 'api/endpoints/templates/content_blocks_templates/post_update_content_block',
  evidence: ['documented', 'client'],
  body: () => z.looseObject({ content_block_id: fields.id(), name: fields.name().nullish(), description: fields.description().nullish(), content: fields.content().nullish(), state: fields.state().nullish(), tags: fields.tags().nullish() }),
  response: fields.saved,
  handle({ world, body: { content_block_id, name, description, content, state, tags } }) {
    // The page says of `state` "defaults to active": that is of a block that is made; one that is a draft and whose text is mended stays a draft here
    const block = fields.inWords(() => world.contentBlocks.update(content_block_id, fields.given({ name, description, content, state, tags })))
    return { content_block_id: block.id, liquid_tag: liquidTag(block.name), created_at: isoTime(block.created_at), message: 'success' }
  },
})
