// POST /preference_center/v1
import * as z from 'zod'
import { isoTime } from '../../../../kernel/clock.ts'
import { fault, rest } from '../../realm.ts'
import { centerMembers, inputOf, writeLimit } from './center.ts'

const NAME = `'name' can only contain letters, numbers, hyphens, and underscores` // the rule is the page's, the text is not published
const REQUIRED = `'name' is required`

export const create = rest({
  method: 'POST',
  path: '/preference_center/v1',
  permission: 'preference_center.update',
  limit: writeLimit('POST'),
  status: 201,
  docs: 'api/endpoints/preference_center/post_create_preference_center',
  evidence: ['documented'],
  body: () => z.looseObject({ name: z.string({ error: REQUIRED }).min(1, { error: REQUIRED }).max(255, { error: `'name' must have at most 255 characters` }).regex(/^[A-Za-z0-9_-]+$/, { error: NAME }), ...centerMembers() }),
  response: () =>
    z.strictObject({
      preference_center_api_id: z.uuid(), liquid_tag: z.string().meta({ description: 'puts the link of each user into an email' }),
      created_at: z.iso.datetime({ offset: true }).meta({ examples: ['2022-09-22T18:28:07+00:00'] }), message: z.literal('success'),
    }),
  handle({ world, body }) {
    if (world.preferenceCenters.byName(body.name) !== undefined) throw fault(400, `'name' is already in use`, {}, { field: 'name', seen: body.name, expected: 'a name that no preference center has' })
    const { id, name, created_at } = world.preferenceCenters.create({ name: body.name, ...inputOf(body) })
    return { preference_center_api_id: id, liquid_tag: `{{preference_center.\${${name}}}}`, created_at: `${isoTime(created_at).slice(0, 19)}+00:00`, message: 'success' }
  },
})
