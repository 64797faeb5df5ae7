// GET /preference_center/v1/{preferenceCenterExternalID}
import * as z from 'zod'
import { rest } from '../../realm.ts'
import { centerOf, centerTime, centerTimeSchema, readLimit } from './center.ts'

export const details = rest({
  method: 'GET',
  path: '/preference_center/v1/:preferenceCenterExternalID',
  permission: 'preference_center.get',
  limit: readLimit('/preference_center/v1/:preferenceCenterExternalID'),
  status: 200,
  docs: 'api/endpoints/preference_center/get_view_details_preference_center',
  evidence: ['documented'],
  response: () =>
    z.strictObject({
      name: z.string(), preference_center_api_id: z.uuid(), created_at: centerTimeSchema(), updated_at: centerTimeSchema(), preference_center_title: z.string(), preference_center_page_html: z.string(), confirmation_page_html: z.string(),
      redirect_page_html: z.null().meta({ description: 'no request sets it' }),
      preference_center_options: z.looseObject({}).meta({ description: 'the options of the request' }),
      state: z.enum(['active', 'draft']),
    }),
  handle({ world, params }) {
    const center = centerOf(world, params['preferenceCenterExternalID']!)
    return {
      name: center.name, preference_center_api_id: center.id, created_at: centerTime(center.created_at), updated_at: centerTime(center.updated_at),
      preference_center_title: center.title, preference_center_page_html: center.page_html, confirmation_page_html: center.confirmation_html,
      redirect_page_html: null,
      preference_center_options: JSON.parse(center.options) as object, state: center.state,
    }
  },
})
