// GET and PUT /templates/email/translations, GET /templates/translations/email, GET /templates/email/translations/source
import * as z from 'zod'
import type { Target } from '../../../domain/content/translations.ts'
import { rest } from '../realm.ts'
import { aMinute, BODY_BYTES, ids, keep, map, measured, needed, savedAnswer, shown, source, sourceAnswer, translationsAnswer, VIEWED, WORDING } from './translating.ts'

const target = (template_id: string | undefined): Target => ({ object: 'email_template', id: needed(template_id, 404, 'MESSAGE_NOT_FOUND') }) // the pages have no code for a template's id

const query = () => z.looseObject(ids('template_id', 'locale_id'))

/** Its table calls `locale_id` required; its example leaves it out and gets every locale. */
export const showTemplateTranslations = rest({
  method: 'GET',
  path: '/templates/email/translations',
  permission: 'templates.translations.get',
  limit: aMinute('GET /templates/email/translations'),
  wording: WORDING,
  status: 200,
  docs: 'api/endpoints/translations/email_templates/get_view_translation_template',
  evidence: ['documented'],
  query,
  response: translationsAnswer,
  handle: ({ world, query }) => shown(world, target(query.template_id), query.locale_id, VIEWED),
})

/** The spelling of another page for the same: both are served, the locale is as optional here. */
export const showTemplateTranslation = rest({
  method: 'GET',
  path: '/templates/translations/email',
  permission: 'templates.translations.get',
  limit: aMinute('GET /templates/translations/email'),
  wording: WORDING,
  status: 200,
  docs: 'api/endpoints/translations/email_templates/get_view_translation_locale_template',
  evidence: ['documented'],
  query,
  response: translationsAnswer,
  handle: ({ world, query }) => shown(world, target(query.template_id), query.locale_id, VIEWED),
})

export const showTemplateSource = rest({
  method: 'GET',
  path: '/templates/email/translations/source',
  permission: 'templates.email.info',
  limit: aMinute('GET /templates/email/translations/source'),
  wording: WORDING,
  status: 200,
  docs: 'api/endpoints/translations/email_templates/get_view_source_template',
  evidence: ['documented'],
  query: () => z.looseObject(ids('template_id', 'locale_id')),
  response: sourceAnswer,
  handle: ({ world, query }) => source(world, target(query.template_id), query.locale_id),
})

export const updateTemplateTranslations = rest({
  method: 'PUT',
  path: '/templates/email/translations',
  permission: 'templates.translations.update',
  limit: aMinute('PUT /templates/email/translations'),
  wording: WORDING,
  status: 200,
  maxBytes: BODY_BYTES,
  docs: 'api/endpoints/translations/email_templates/put_update_template',
  evidence: ['documented'],
  body: () => z.looseObject({ ...ids('template_id', 'locale_id'), translations: z.array(z.looseObject({ translation_map: map() }).catch({ translation_map: {} })).catch([]) }),
  response: savedAnswer,
  handle({ world, body, request }) {
    measured(request)
    return keep(world, target(body.template_id), { locale_id: body.locale_id }, Object.assign({}, ...body.translations.map(({ translation_map }) => translation_map)) as Record<string, unknown>)
  },
})
