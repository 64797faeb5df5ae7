// Forms that the members of messaging requests share, and the words for a member that is missing or wrong.
import * as z from 'zod'
import { parseTime } from '../../../domain/times.ts'

type Issue = { path?: readonly PropertyKey[] | undefined; input?: unknown }

/** Braze's words for a member, as its lists of item errors have them. observed: errors of /users/track; those of messages are not published */
const words = (issue: Issue): string => `'${(issue.path ?? []).map(String).join('.')}' is ${issue.input === undefined || issue.input === null ? 'required' : 'not valid'}`
/** A schema's words, for members of other forms. */
export const spec = { error: words as (issue: unknown) => string }

/** A text that must be there. */
export const text = () => z.string(spec).min(1, { error: (issue) => `'${(issue.path ?? []).map(String).join('.')}' is required` })
export const optionalText = () => z.string(spec).nullish()
/** A boolean, also spelled as a text: the pages' own examples send "false" and "". docs: apple_object, post_send_messages */
export const flag = () => z.union([z.boolean(), z.enum(['true', 'false', '']).transform((word) => word === 'true')], spec).nullish()
export const integer = (from = Number.MIN_SAFE_INTEGER, to = Number.MAX_SAFE_INTEGER) => z.int(spec).min(from, spec).max(to, spec).nullish()
export const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) => z.enum(values, spec)
/** Key-value pairs. */
export const hash = () => z.record(z.string(), z.unknown(), spec).nullish()
/** An object of trigger properties or context; the pages' examples send "" for none. */
export const properties = () => z.union([z.record(z.string(), z.unknown()), z.literal('').transform(() => undefined)], spec).nullish()
export const isoTime = () => z.string(spec).refine((value) => /^\d{4}-/.test(value) && parseTime(value) !== undefined, spec)
export const list = <Item extends z.ZodType>(item: Item) => z.array(item, spec)
/** An id that "" leaves out, as in the pages' examples. */
export const optionalId = () => z.string(spec).nullish().transform((value) => (value === '' || value === null ? undefined : value))

const IDS = `'external_user_ids' must be an array of strings`
/** An external id: a text, or an integer as older clients send it. observed: live answers of 2015, appboy ruby client */
export const userId = (error: string) => z.union([z.string().min(1, { error }), z.int({ error }).transform(String)], { error })
export const userIds = () => z.array(userId(IDS), { error: IDS }).nullish()

export const alias = () => z.looseObject({ alias_name: text(), alias_label: text() }, spec)
export const attachments = () => list(z.looseObject({ file_name: text(), url: text(), basic_auth_credential: optionalText() }, spec)).nullish()
/** Any object, its members unknown. */
export const anyObject = () => z.record(z.string(), z.unknown(), spec)

/** Says what is wrong with a member that depends on others. */
export const complain = (context: z.RefinementCtx, path: string, message: string, input?: unknown): void => void context.addIssue({ code: 'custom', path: [path], message, input })
/** The path of the object under refinement is not known to it: the names of its members are. */
export const requires = (context: z.RefinementCtx, of: string, member: string): void => complain(context, member, `'messages.${of}.${member}' is required`)
