// What the email, SMS and subscription endpoints share: one to fifty addresses, numbers or ids; days, pages, and the forms of times.
import * as z from 'zod'
import { parseTime } from '../../domain/times.ts'
import { fault } from './realm.ts'

export const MOST = 50 // docs: post_email_subscription_status, get_list_user_subscription_group_status and their neighbours
const MOST_OF_PAGE = 500 // docs: get_list_hard_bounces ("Defaults to 100, maximum is 500")
const DAY = /^\d{4}-\d{2}-\d{2}$/

/** An array of ids that is none. observed: rudder-transformer issue 4772; the texts for addresses and numbers are by analogy */
const notValid = (field: string, what: string): string => `The value provided for the ${field} field is not a valid ${what} array.`
const TOO_MANY = (what: string): string => `The max number of ${what}s per request was exceeded` // docs: api/errors (for ids); the others by analogy

/** What is wrong with one value or many: too many of them, else the kind of them. */
const either = (error: string) => ({ error: (issue: object) => ('errors' in issue ? (issue.errors as z.core.$ZodIssue[][]).flat().find((one) => one.code === 'too_big')?.message : undefined) ?? error })

/** One text or an array of up to fifty, none of them empty. */
export function oneOrMany(field: string, what: 'ID' | 'email' | 'phone') {
  const error = notValid(field, what)
  const text = z.string({ error }).min(1, { error })
  return z.union([text, z.array(text, { error }).max(MOST, { error: TOO_MANY(what === 'ID' ? 'id' : what) })], either(error))
}

/** As {@link oneOrMany}, for ids: older clients send integers too. */
export function idOrMany(field: string) {
  const error = notValid(field, 'ID')
  const id = z.union([z.string({ error }).min(1, { error }), z.int()], { error })
  return z.union([id, z.array(id, { error }).max(MOST, { error: TOO_MANY('id') })], either(error))
}

/** The list that was meant by one value, several, or none. */
export const listOf = (value: string | number | readonly (string | number)[] | null | undefined): string[] => (value === undefined || value === null ? [] : [value].flat().map(String))

/** At least one of `field`; the texts follow "'quantity' is required". observed: rudder-transformer's recorded answers */
export function atLeastOne(field: string, list: readonly string[]): string[] {
  if (list.length === 0) throw fault(400, `'${field}' is required`, {}, { field, expected: `one to ${MOST}` })
  return [...list]
}

/** `limit` and `offset` of a list. */
export function paging(most = MOST_OF_PAGE, usual = 100, least = 1) {
  const limit = `'limit' must be an integer from ${least} to ${most}`
  const offset = `'offset' must be an integer of at least 0`
  return { limit: z.coerce.number({ error: limit }).int({ error: limit }).min(least, { error: limit }).max(most, { error: limit }).default(usual), offset: z.coerce.number({ error: offset }).int({ error: offset }).min(0, { error: offset }).default(0) }
}

const day = (field: string) => z.string({ error: `'${field}' must be a date in the form YYYY-MM-DD` }).regex(DAY, { error: `'${field}' must be a date in the form YYYY-MM-DD` })
/** `start_date` and `end_date` of a list. */
export const days = () => ({ start_date: day('start_date').optional(), end_date: day('end_date').optional() })

function midnight(field: 'start_date' | 'end_date', given: string | undefined): number {
  if (given === undefined) throw fault(400, `'${field}' is required`, {}, { field, expected: 'YYYY-MM-DD' })
  const at = parseTime(given)
  if (at === undefined) throw fault(400, `'${field}' must be a date in the form YYYY-MM-DD`, {}, { field, seen: given, expected: 'a day of the calendar' })
  return at
}

/** Between two midnights UTC: the first is in, the second is out. docs: "treated as midnight in UTC time", "must be earlier than end_date" */
export function between(query: { start_date?: string | undefined; end_date?: string | undefined }): { from: number; to: number } {
  const [from, to] = [midnight('start_date', query.start_date), midnight('end_date', query.end_date)]
  if (from >= to) throw fault(400, `'start_date' must be earlier than 'end_date'`, {}, { field: 'start_date', seen: query.start_date, expected: `earlier than ${query.end_date}` })
  return { from, to }
}

/** `2016-08-25 15:24:32 +0000`: how the email lists write a time. docs: get_query_unsubscribed_email_addresses */
export const listTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} +0000`
export const LIST_TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000$/

/** The answer that says nothing else. */
export const success = () => z.strictObject({ message: z.literal('success') })
