// The query that lists of Content Blocks and email templates share: limit, offset, and when something was changed. docs: get_list_email_content_blocks, get_list_email_templates
import * as z from 'zod'
import { parseTime } from '../../../domain/times.ts'

const MOST = 1000
const DEFAULT = 100

const time = (text: string) =>
  z.string({ error: text }).transform((value, context) => {
    const at = parseTime(value)
    if (at === undefined) context.addIssue({ code: 'custom', message: text })
    return at ?? 0
  })

/** A whole number written as digits; the page calls everything else invalid. */
const whole = (text: string) => z.string({ error: text }).regex(/^[+-]?\d+$/, { error: text }).transform(Number)

/** `what` is how the texts of the limit begin. Times are ISO 8601 and inclusive. */
export const listQuery = (what: string) =>
  z
    .looseObject({
      modified_after: time('Modified after time is invalid').optional().meta({ description: 'ISO 8601, inclusive' }),
      modified_before: time('Modified before time is invalid').optional().meta({ description: 'ISO 8601, inclusive' }),
      limit: whole(`${what} number limit is invalid`)
        .pipe(z.number().min(1, { error: `${what} number limit must be greater than 0` }).max(MOST, { error: `${what} number limit exceeds maximum of ${MOST}` }))
        .optional()
        .meta({ description: `1 to ${MOST}; ${DEFAULT} when left out` }),
      // "must be greater than 0", yet the examples of both pages send 0
      offset: whole('Offset is invalid').pipe(z.number().min(0, { error: 'Offset must be greater than 0' })).optional(),
    })
    .refine(({ modified_after, modified_before }) => (modified_after ?? 0) <= (modified_before ?? Infinity), { error: 'Modified after time must be earlier than or the same as modified before time.', path: ['modified_after'] })

type Query = { modified_after?: number | undefined; modified_before?: number | undefined; limit?: number | undefined; offset?: number | undefined }

/** The page of rows that a query asks for. */
export const pageOf = ({ modified_after = -Number.MAX_SAFE_INTEGER, modified_before = Number.MAX_SAFE_INTEGER, limit = DEFAULT, offset = 0 }: Query) => ({ after: modified_after, before: modified_before, limit, offset: Math.min(offset, Number.MAX_SAFE_INTEGER) })
