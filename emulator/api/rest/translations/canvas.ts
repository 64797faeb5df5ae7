// GET and PUT /canvas/translations, GET /canvas/translations/source. The Canvas goes by `workflow_id`.
import * as z from 'zod'
import type { Target } from '../../../domain/content/translations.ts'
import { rest } from '../realm.ts'
import { aMinute, BODY_BYTES, draftWanted, ids, keep, map, measured, needed, savedAnswer, shown, source, sourceAnswer, translationsAnswer, VIEWED, WORDING } from './translating.ts'

type Named = { workflow_id?: string | undefined; step_id?: string | undefined; message_variation_id?: string | undefined; post_launch_draft_version?: string | undefined }

/** Of a step that was added after the launch the message variation id "will be empty or blank". docs: locales_in_messages */
const target = ({ workflow_id, step_id, message_variation_id = '', post_launch_draft_version }: Named): Target => ({
  object: 'canvas',
  id: needed(workflow_id, 404, 'MESSAGE_NOT_FOUND'), // the table has no code for a Canvas id
  step: needed(step_id, 404, 'MESSAGE_NOT_FOUND'),
  message: message_variation_id,
  draft: draftWanted(post_launch_draft_version),
})

const query = () => z.looseObject(ids('workflow_id', 'step_id', 'message_variation_id', 'locale_id', 'post_launch_draft_version'))

export const showCanvasTranslations = rest({
  method: 'GET',
  path: '/canvas/translations',
  permission: 'canvas.translations.get',
  limit: aMinute('GET /canvas/translations'),
  wording: WORDING,
  status: 200,
  docs: 'api/endpoints/translations/canvas/get_translation_canvas',
  evidence: ['documented'],
  query,
  response: translationsAnswer,
  handle: ({ world, query }) => shown(world, target(query), query.locale_id, VIEWED),
})

export const showCanvasSource = rest({
  method: 'GET',
  path: '/canvas/translations/source',
  permission: 'canvas.translations.get',
  limit: aMinute('GET /canvas/translations/source'),
  wording: WORDING,
  status: 200,
  docs: 'api/endpoints/translations/canvas/get_source_canvas',
  evidence: ['documented'],
  query,
  response: sourceAnswer,
  handle: ({ world, query }) => source(world, target(query), query.locale_id),
})

export const updateCanvasTranslations = rest({
  method: 'PUT',
  path: '/canvas/translations',
  permission: 'canvas.translations.update',
  limit: aMinute('PUT /canvas/translations'),
  wording: WORDING,
  status: 200,
  maxBytes: BODY_BYTES,
  docs: 'api/endpoints/translations/canvas/put_update_translation_canvas',
  evidence: ['documented'],
  body: () => z.looseObject({ ...ids('workflow_id', 'step_id', 'message_variation_id', 'locale_id', 'locale_name'), translation_map: map() }),
  response: savedAnswer,
  handle({ world, body, request }) {
    measured(request)
    return keep(world, { ...target({ workflow_id: body.workflow_id, step_id: body.step_id, message_variation_id: body.message_variation_id }), draft: true } as Target, body, body.translation_map)
  },
})
