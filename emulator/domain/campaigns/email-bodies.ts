// What is wrong with the email of a definition. What is missing shows when it is sent (a draft may be unfinished); what is there must make sense. Liquid is judged when it is rendered.
// docs: export/campaigns/get_campaign_details ("message"), email/html_editor/creating_an_email_campaign ("Check for email errors"), app_settings/email_settings
import { isValidEmail } from '../profiles/contact-rules.ts'
import type { Issue } from './messages.ts'

const MOST_BYTES = 400 * 1024 // "Email bodies larger than 400kb"

type Body = { channel: string; type?: unknown; [member: string]: unknown }
/** Why a member is wrong; undefined when it is right. */
type Rule = (value: unknown) => string | undefined

const hasLiquid = (value: unknown): boolean => typeof value === 'string' && /\{\{|\{%/.test(value)
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const addressIn = (text: string): string => /^[^<>]*<([^<>\s]+)>$/.exec(text.trim())?.[1] ?? text.trim()

const text: Rule = (value) => (typeof value === 'string' ? undefined : 'is no text')
const flag: Rule = (value) => (typeof value === 'boolean' ? undefined : 'is neither true nor false')
const sender: Rule = (value) => (typeof value === 'string' && (hasLiquid(value) || isValidEmail(addressIn(value))) ? undefined : `is no sender: 'Display Name <email@address.com>'`)
const reply: Rule = (value) => (value === '' || value === 'NO_REPLY_TO' ? undefined : sender(value) === undefined ? undefined : 'is no email address')
const html: Rule = (value) => (typeof value !== 'string' ? 'is no text' : Buffer.byteLength(value) > MOST_BYTES ? `has ${Buffer.byteLength(value)} bytes: at most ${MOST_BYTES} (400 KB)` : undefined)
const attachments: Rule = (value) =>
  Array.isArray(value) && value.every((one) => isObject(one) && typeof one['file_name'] === 'string' && typeof one['url'] === 'string') ? undefined : `are no list of objects with 'file_name' and 'url'`

/** `{name: value}`, or a list of pairs. "Duplicate Header keys" are an error. */
const pairs: Rule = (value) => {
  const names = Array.isArray(value) ? value.map((one) => (isObject(one) ? (one['key'] ?? one['name']) : undefined)) : isObject(value) ? Object.keys(value) : [undefined]
  if (names.some((name) => typeof name !== 'string' || name === '')) return 'are no object of names and texts'
  const lower = (names as string[]).map((name) => name.toLowerCase())
  const twice = lower.find((name, index) => lower.indexOf(name) < index)
  return twice === undefined ? undefined : `have the name ${twice} twice`
}

/** "Aliases must be uniquely named per email campaign variant or Canvas component." docs: email/templates/link_aliasing */
const aliases: Rule = (value) => {
  if (!isObject(value) || Object.values(value).some((alias) => typeof alias !== 'string' || alias === '')) return 'are no object of addresses and aliases'
  const all = Object.values(value)
  const twice = all.find((alias, index) => all.indexOf(alias) < index)
  return twice === undefined ? undefined : `have the alias ${String(twice)} twice`
}

const unsubscribe: Rule = (value) =>
  value === 'workspace_default' || value === 'global' || value === 'exclude' || (isObject(value) && typeof value['subscription_group_id'] === 'string') ? undefined : `is none of workspace_default, global, exclude, {"subscription_group_id": …}`

const RULES: Readonly<Record<string, Rule>> = {
  subject: text, body: html, from: sender, reply_to: reply, bcc: text, amp_body: html, preheader: text, custom_plain_text: text, plaintext_body: text, email_template_id: text, should_inline_css: flag, should_whitespace_header: flag,
  email_headers: pairs, headers: pairs, extras: pairs, attachments, link_aliases: aliases, list_unsubscribe: unsubscribe,
}

/** `path` is where the message stands. */
export function checkEmail(path: string, { channel, type, ...body }: Body): Issue[] {
  if (channel !== 'email' || type === 'control') return []
  return Object.entries(RULES).flatMap(([name, rule]) => {
    const value = body[name]
    const why = value === undefined || value === null ? undefined : rule(value)
    return why === undefined ? [] : [{ path: `${path}.${name}`, message: `${path}.${name} ${why}` }]
  })
}

/** "The Connected Content and Promotion Code Liquid tags are unavailable within transactional email campaigns … within any field." docs: transactional_message_api_campaign */
export function checkTransactional(path: string, messages: Readonly<Record<string, Body>>): Issue[] {
  return Object.entries(messages).flatMap(([id, message]) =>
    Object.entries(message).flatMap(([name, value]) => {
      const tag = /\{%-?\s*(connected_content|promotion)\b/.exec(typeof value === 'string' ? value : JSON.stringify(value ?? null))?.[1]
      return tag === undefined ? [] : [{ path: `${path}.${id}.${name}`, message: `${path}.${id}.${name} has the tag ${tag}: a transactional email can not` }]
    }),
  )
}
