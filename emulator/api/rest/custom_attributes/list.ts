// GET /custom_attributes: the custom attributes that were ever seen. docs: get_custom_attributes
import * as z from 'zod'
import { DATA_TYPES } from '../../../domain/analytics/custom-data.ts'
import { cursorQuery, customDataLimit, pageByCursor, STATUSES } from '../name-lists.ts'
import { rest } from '../realm.ts'
import { prepareAnalytics } from '../series.ts'

/** observed: "String (Automatically Detected)" for a type that nobody forced; the emulator forces none */
const DETECTED = DATA_TYPES.map((type) => `${type} (Automatically Detected)` as const)
const NOT_SEEN = 'String' // of an attribute on the block list without any value; Brazier's own

export const listCustomAttributes = rest({
  method: 'GET',
  path: '/custom_attributes',
  permission: 'custom_attributes.get',
  limit: customDataLimit,
  status: 200,
  docs: 'api/endpoints/export/custom_attributes/get_custom_attributes',
  evidence: ['documented'],
  partial: 'descriptions and tags, which only the dashboard sets, are empty; types are never forced',
  query: cursorQuery,
  response: () =>
    z.strictObject({
      message: z.literal('success'),
      attributes: z.array(
        z.strictObject({
          array_length: z.int().nullable().meta({ description: 'Most items of an array; null for other types' }),
          data_type: z.enum([...DETECTED, NOT_SEEN]),
          description: z.string(),
          name: z.string(),
          status: z.enum(STATUSES),
          tag_names: z.array(z.string()),
        }),
      ),
    }),
  prepare: prepareAnalytics,
  handle: ({ world, query }) =>
    pageByCursor({
      world, kind: 'attribute', cursor: query.cursor, path: '/custom_attributes', member: 'attributes',
      show: ({ name, type, status }) => ({
        array_length: type === 'Array' ? world.settings.get().custom_attribute_array_max : null,
        data_type: type === null ? NOT_SEEN : `${type} (Automatically Detected)`,
        description: '', name, status, tag_names: [],
      }),
    }),
})
