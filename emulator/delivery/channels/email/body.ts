// The parts of an email, whichever way it is said: as a definition in the words of exports, as the email object of a request, or by a template.
// docs: api/objects_filters/messaging/email_object, export/campaigns/get_campaign_details ("message")
import type { EmailTemplates } from '../../../domain/content/email-templates.ts'
import { Unsendable } from '../channel.ts'
import type { Json } from '../../outgoing.ts'

/** What Liquid reads, and some words of how to send it. */
export type EmailParts = {
  subject: string
  html: string
  /** Null: made of the HTML. */
  plaintext: string | null
  preheader: string
  whitespace_after_preheader: boolean
  inline_css: boolean
  amp_body: string | null
  from: string | null
  reply_to: string | null
  bcc: string | null
  headers: Record<string, string>
  extras: Record<string, string>
  attachments: Json[]
  /** Definitions have managed links, the content of a request has not. docs: email/templates/link_aliasing ("Link Management tab") */
  link_aliases: Json | null
}

const MOST_BYTES = 400 * 1024 // "your email body does not exceed 400 KB". docs: email/best_practices/email_styling
const filled = (value: unknown): value is string => typeof value === 'string' && value !== ''
const textOf = (value: unknown): string | null => (filled(value) ? value : null)

/** `{name: value}`, or the list of pairs that the dashboard keeps. */
function pairs(value: unknown): Record<string, string> {
  const entries = Array.isArray(value)
    ? value.flatMap((one: Json) => (typeof one === 'object' && one !== null ? [[String(one['key'] ?? one['name'] ?? ''), one['value']] as const] : []))
    : Object.entries(typeof value === 'object' && value !== null ? value : {})
  return Object.fromEntries(entries.filter(([name, one]) => name !== '' && one !== undefined && one !== null).map(([name, one]) => [name, typeof one === 'object' ? JSON.stringify(one) : String(one)]))
}

/** The template's own words stand in for what the message leaves out. docs: email_object ("UNLESS they are specified here, in which case we will override the provided template") */
export function templateOf(body: Json, emailTemplates: EmailTemplates): Json | null {
  const id = textOf(body['email_template_id'])
  if (id === null) return null
  const found = emailTemplates.find(id)
  if (found === undefined) throw new Unsendable('incomplete', { member: 'email_template_id', why: 'there is no email template with this id', email_template_id: id })
  return found
}

/** The parts of an email. Throws Unsendable for one that has no body, or one that is too large. */
export function partsOf(body: Json, template: Json | null): EmailParts {
  const either = (...names: string[]): unknown => [body, template ?? {}].flatMap((from) => names.map((name) => from[name])).find((value) => value !== undefined && value !== null && value !== '')
  const html = textOf(either('body'))
  if (html === null) throw new Unsendable('incomplete', { member: 'body', why: 'an email has a body, or the email_template_id of a template that has one' })
  const bytes = Buffer.byteLength(html)
  if (bytes > MOST_BYTES) throw new Unsendable('too_large', { member: 'body', bytes, most: MOST_BYTES })
  return {
    html,
    subject: textOf(either('subject')) ?? '',
    plaintext: textOf(either('plaintext_body', 'custom_plain_text')),
    preheader: textOf(either('preheader')) ?? '',
    whitespace_after_preheader: body['should_whitespace_header'] === true,
    inline_css: either('should_inline_css') === true,
    amp_body: textOf(body['amp_body']),
    from: textOf(body['from']),
    reply_to: textOf(body['reply_to']),
    bcc: textOf(body['bcc']),
    headers: pairs(body['headers'] ?? body['email_headers']),
    extras: pairs(body['extras']),
    attachments: Array.isArray(body['attachments']) ? (body['attachments'] as Json[]) : [],
    link_aliases: body['app_id'] === undefined ? ((body['link_aliases'] ?? {}) as Json) : null,
  }
}
