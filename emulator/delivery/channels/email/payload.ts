// What the email provider gets: addresses, both bodies, headers; links and pixel as the provider makes them. docs: email_object, app_settings/email_settings
import type { Settings } from '../../../domain/settings.ts'
import type { Json } from '../../outgoing.ts'
import type { Composing } from '../channel.ts'
import { Unsendable } from '../channel.ts'
import { inlineCss } from './inline-css.ts'
import type { EmailPlan } from './template.ts'
import type { EmailTracking, TrackedLink } from './tracking.ts'

const EXTRAS_BYTES = 1024 // "The total key-value pairs added should not exceed 1 KB. Otherwise, the messages will be aborted". docs: html_editor/creating_an_email_campaign
const NO_REPLY_TO = 'NO_REPLY_TO' // "to set reply-to address to null". docs: email_object
/** "Reserved fields that the Braze platform will overwrite during sending." docs: html_editor/creating_an_email_campaign */
const RESERVED = new Set(['bcc', 'cc', 'content-transfer-encoding', 'content-type', 'dkim-signature', 'from', 'mime-version', 'received', 'reply-to', 'subject', 'to', 'x-sg-eid', 'x-sg-id'])

export type EmailPayload = {
  /** The Message-ID header. */
  message_id: string
  from: string
  reply_to: string | null
  to: string
  bcc: string | null
  subject: string
  html: string
  plaintext: string
  amp_body: string | null
  headers: Record<string, string>
  extras: Record<string, string>
  attachments: { file_name: string; url: string }[]
  /** Where the tracked links of `html` lead, in order. */
  links: TrackedLink[]
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
/** A header has one line: what Liquid or a user's attribute breaks is joined again, and begins no other header. RFC 5322, section 2.2 */
const oneLine = (value: unknown): string => textOf(value).split(/[\r\n]+/).map((line) => line.trim()).filter((line) => line !== '').join(' ')
const or = (value: unknown, otherwise: string | null): string | null => (oneLine(value) === '' ? otherwise : oneLine(value))

/** Where an unsubscribe header comes from: the message says so, else the workspace. docs: email_settings ("Add one-click list-unsubscribe at a message-level") */
type ListUnsubscribe = 'workspace_default' | 'global' | 'exclude' | { subscription_group_id: string }
export const listUnsubscribeOf = (body: Json): ListUnsubscribe => {
  const said = body['list_unsubscribe']
  if (said === 'global' || said === 'exclude') return said
  const group = typeof said === 'object' && said !== null ? (said as Json)['subscription_group_id'] : undefined
  return typeof group === 'string' ? { subscription_group_id: group } : 'workspace_default'
}

/** "If a message is set to send to all users including unsubscribed users, the list-unsubscribe header will not be attached"; nor to test sends. docs: email_settings */
function hasUnsubscribeHeader({ outgoing: { body, test, targeting, transactional } }: Composing, on: boolean): boolean {
  const said = listUnsubscribeOf(body)
  if (test || said === 'exclude') return false
  return said === 'workspace_default' ? on && targeting !== 'all' && !transactional : true
}

/** The payload of one email. Throws Unsendable. */
export function payloadOf(composing: Composing, { aliases, inline_later }: EmailPlan, { settings, tracking }: { settings: Settings; tracking: EmailTracking }): EmailPayload {
  const { body, profile, target, message_id } = composing
  const email = settings.get().email
  const token = tracking.tokenOf(message_id)
  const extras = (body['extras'] ?? {}) as Record<string, string>
  const bytes = Object.entries(extras).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0)
  if (bytes > EXTRAS_BYTES) throw new Unsendable('too_large', { member: 'extras', bytes, most: EXTRAS_BYTES })

  const styled = inline_later ? inlineCss(textOf(body['body'])) : textOf(body['body'])
  const { html, links } = profile.email_click_tracking_disabled === 1 ? { html: styled, links: [] } : tracking.track(styled, token, aliases)
  const given = Object.fromEntries(Object.entries((body['headers'] ?? {}) as Record<string, string>).filter(([name]) => !RESERVED.has(name.toLowerCase())).map(([name, value]) => [name, oneLine(value)]))
  const own = hasUnsubscribeHeader(composing, email.list_unsubscribe) && !Object.keys(given).some((name) => name.toLowerCase() === 'list-unsubscribe')
  const said = listUnsubscribeOf(composing.outgoing.body)
  const reply_to = or(body['reply_to'], email.reply_to)
  return {
    message_id: `<${message_id}@brazier.localhost>`,
    from: or(body['from'], email.from)!,
    reply_to: reply_to === NO_REPLY_TO ? null : reply_to,
    to: target.address ?? '',
    bcc: or(body['bcc'], null),
    subject: oneLine(body['subject']),
    html: profile.email_open_tracking_disabled === 1 ? html : tracking.withPixel(html, token),
    plaintext: textOf(body['plaintext_body']),
    amp_body: or(body['amp_body'], null),
    headers: { ...given, ...(own ? { 'List-Unsubscribe': `<${tracking.unsubscribeUrl(token)}${typeof said === 'object' ? `?group=${encodeURIComponent(said.subscription_group_id)}` : ''}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : {}) },
    extras,
    attachments: (body['attachments'] ?? []) as EmailPayload['attachments'],
    links,
  }
}
