// GET and PUT /campaigns/translations, GET /campaigns/translations/source
import * as z from 'zod'
import type { Target } from '../../../domain/content/translations.ts'
import { rest } from '../realm.ts'
import { aMinute, BODY_BYTES, draftWanted, ids, keep, map, measured, needed, savedAnswer, shown, source, sourceAnswer, translationsAnswer, VIEWED, WORDING } from './translating.ts'

type Named = { campaign_id?: string | undefined; message_variation_id?: string | undefined; post_launch_draft_version?: string | undefined }

const target = ({ campaign_id, message_variation_id, post_launch_draft_version }: Named): Target => ({
  object: 'campaign',
  id: needed(campaign_id, 400, 'INVALID_CAMPAIGN_ID'),
  message: needed(message_variation_id, 400, 'INVALID_MESSAGE_VARIATION_ID'),
  draft: draftWanted(post_launch_draft_version),
})

const query = () => z.looseObject(ids('campaign_id', 'message_variation_id', 'locale_id', 'post_launch_draft_version'))

export const showCampaignTranslations = rest({
  method: 'GET',
  path: '/campaigns/translations',
  permission: 'campaigns.translations.get',
  limit: aMinute('GET /campaigns/translations'),
  wording: WORDING,
  status: 200,
  docs: 'api/endpoints/translations/campaigns/get_translation_campaign',
  evidence: ['documented'],
  query,
  response: translationsAnswer,
  handle: ({ world, query }) => shown(world, target(query), query.locale_id, VIEWED),
})

export const showCampaignSource = rest({
  method: 'GET',
  path: '/campaigns/translations/source',
  permission: 'campaigns.translations.get',
  limit: aMinute('GET /campaigns/translations/source'),
  wording: WORDING,
  status: 200,
  docs: 'api/endpoints/translations/campaigns/get_source_campaign',
  evidence: ['documented'],
  query,
  response: sourceAnswer,
  handle: ({ world, query }) => source(world, target(query), query.locale_id),
})

export const updateCampaignTranslations = rest({
  method: 'PUT',
  path: '/campaigns/translations',
  permission: 'campaigns.translations.update',
  limit: aMinute('PUT /campaigns/translations'),
  wording: WORDING,
  status: 200,
  maxBytes: BODY_BYTES,
  docs: 'api/endpoints/translations/campaigns/put_update_translation_campaign',
  evidence: ['documented'],
  body: () => z.looseObject({ ...ids('campaign_id', 'message_variation_id', 'locale_id', 'locale_name'), translation_map: map() }),
  response: savedAnswer,
  handle({ world, body, request }) {
    measured(request)
    return keep(world, { ...target({ campaign_id: body.campaign_id, message_variation_id: body.message_variation_id }), draft: true } as Target, body, body.translation_map)
  },
})
