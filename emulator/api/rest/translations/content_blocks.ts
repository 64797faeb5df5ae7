// GET and PUT /content_blocks/translations
import * as z from 'zod'
import type { Target } from '../../../domain/content/translations.ts'
import { rest } from '../realm.ts'
import { aMinute, BODY_BYTES, ids, keep, map, measured, needed, savedAnswer, shown, translationsAnswer, WORDING } from './translating.ts'

const target = (content_block_id: string | undefined): Target => ({ object: 'content_block', id: needed(content_block_id, 404, 'MESSAGE_NOT_FOUND') }) // the pages have no code for a block's id

export const showContentBlockTranslations = rest({
  method: 'GET',
  path: '/content_blocks/translations',
  permission: 'content_blocks.translations.get',
  limit: aMinute('GET /content_blocks/translations'),
  wording: WORDING,
  status: 200,
  docs: 'api/endpoints/translations/content_blocks/get_translation_content_block',
  evidence: ['documented'],
  query: () => z.looseObject(ids('content_block_id', 'locale_id')),
  response: translationsAnswer,
  handle: ({ world, query }) => shown(world, target(query.content_block_id), query.locale_id),
})

export const updateContentBlockTranslations = rest({
  method: 'PUT',
  path: '/content_blocks/translations',
  permission: 'content_blocks.translations.update',
  limit: aMinute('PUT /content_blocks/translations'),
  wording: WORDING,
  status: 200,
  maxBytes: BODY_BYTES,
  docs: 'api/endpoints/translations/content_blocks/put_update_translation_content_block',
  evidence: ['documented'],
  body: () => z.looseObject({ ...ids('content_block_id', 'locale_id'), translation_map: map() }),
  response: savedAnswer,
  handle({ world, body, request }) {
    measured(request)
    return keep(world, target(body.content_block_id), { locale_id: body.locale_id }, body.translation_map)
  },
})
