// What the two exports to files have in common: their bodies, what is wrong with them, and the start. docs: post_users_segment, post_users_global_control_group
import * as z from 'zod'
import { Refusal } from '../../../../domain/refusal.ts'
import type { World } from '../../../../world.ts'
import { hostedUrl } from '../../../hosted/realm.ts'
import type { WireRequest } from '../../../wire.ts'
import { fault } from '../../realm.ts'

export const MOST_CUSTOM_ATTRIBUTES = 500 // docs: post_users_segment

// "fields_to_export is required" since 2021; the texts are not published and worded as those of /users/export/ids
const FIELDS = `'fields_to_export' must be an array of strings`
const FIELDS_MISSING = `'fields_to_export' is required`
const FORMAT = `'output_format' must be 'zip' or 'gzip'`
const CALLBACK = `'callback_endpoint' must be a string`

/** Members of both bodies. */
export const fileExport = () => ({
  callback_endpoint: z.string({ error: CALLBACK }).nullish().meta({ description: 'Gets a POST when the file is ready' }),
  fields_to_export: z.array(z.string({ error: FIELDS }), { error: (issue) => (issue.input === undefined || issue.input === null ? FIELDS_MISSING : FIELDS) }).min(1, { error: FIELDS_MISSING }),
  output_format: z.enum(['zip', 'gzip'], { error: FORMAT }).nullish().meta({ description: 'gzip counts with a bucket of your own only' }),
})

export const fileExportResponse = () =>
  z.strictObject({
    message: z.literal('success'),
    object_prefix: z.string().meta({ description: 'A UUID and the Unix time of the request' }),
    url: z.string().meta({ description: 'Of the ZIP; it answers 404 until the export is ready, and after a few hours' }),
  })

type Body = { callback_endpoint?: string | null | undefined; fields_to_export: string[]; output_format?: 'zip' | 'gzip' | null | undefined }
type Start = { world: World; request: WireRequest; body: Body; known: readonly string[]; segment_id: string | null; filters: unknown; custom_attributes?: string[] }

const isCallable = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)

/** Starts an export and gives its answer; the file comes later. */
export function startExport({ world, request, body, known, segment_id, filters, custom_attributes = [] }: Start): { message: string; object_prefix: string; url: string } {
  const fields = [...new Set(body.fields_to_export)]
  const unknown = fields.find((field) => !known.includes(field))
  if (unknown !== undefined) throw fault(400, `'fields_to_export' has a field that can not be exported: ${unknown}`, {}, { field: 'fields_to_export', seen: unknown, expected: known.join(', ') })
  const { callback_endpoint, output_format } = body
  const ignored = (why: string, compared: Record<string, unknown>): void => world.decisions.ignored({ rule: request.path.replace(/^\//, ''), why, compared })
  const callback = callback_endpoint === null || callback_endpoint === undefined || callback_endpoint === '' ? null : callback_endpoint
  if (callback !== null && !isCallable(callback)) ignored('nothing can be posted to this address', { callback_endpoint: callback })
  if (output_format === 'gzip') ignored('gzip is for buckets of your own: without one it is a ZIP', { output_format })
  try {
    const started = world.userExports.start({
      segment_id, filters,
      asked: { fields, custom_attributes },
      callback: callback !== null && isCallable(callback) ? callback : null,
      url: (object_prefix) => hostedUrl(request, world, `/exports/${object_prefix}.zip`),
    })
    return { message: 'success', ...started }
  } catch (error) {
    // The statuses are Braze's or nearest to them; the texts are not published
    if (error instanceof Refusal && error.code === 'export_running') throw fault(429, 'An export of this segment is already running', {}, { field: 'segment_id', seen: error.details['object_prefix'], expected: 'one export of a segment at a time' })
    if (error instanceof Refusal && error.code === 'too_many_exports') throw fault(400, 'The maximum number of concurrent exports has been reached')
    throw error
  }
}
