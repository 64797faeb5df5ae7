// What is wrong with the body of a message on webhook, SMS, WhatsApp, LINE, Content Card or Banner. What is missing shows when it is sent (a draft may be unfinished); what is there must make sense. Liquid is judged when it is rendered.
import { parseTime } from '../times.ts'
import { CONTENT_CARD_SECONDS } from '../sends/message-objects.ts'
import { checkBanner, checkCard } from './device-bodies.ts'
import type { Issue } from './messages.ts'

/** docs: webhook_object ("one of POST, PUT, DELETE, or GET"), webhooks/understanding_webhooks#methods */
export const WEBHOOK_METHODS: readonly string[] = ['POST', 'GET', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS']
/** Types of Content Cards in definitions, and those of the API, in lower case. docs: create_a_content_card, content_cards_object */
export const CARD_TYPES: readonly string[] = ['classic', 'captioned_image', 'image_only', 'banner']
const WHATSAPP_ROWS = 10 // "A maximum of 10 rows can be included across all sections". docs: whats_app_object
const LINE_MESSAGES = 5
const LINE_CHARS = 5000 // docs: line/create/message_types

type Body = Record<string, unknown>
/** Why a member is wrong; undefined when it is right. */
type Rule = (value: unknown) => string | undefined

const hasLiquid = (value: unknown): boolean => typeof value === 'string' && /\{\{|\{%/.test(value)
const isObject = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value)
const text: Rule = (value) => (typeof value === 'string' ? undefined : 'is no text')
const positive: Rule = (value) => (typeof value === 'number' && value > 0 ? undefined : 'is no number above 0')
const flag: Rule = (value) => (typeof value === 'boolean' ? undefined : 'is neither true nor false')
const object: Rule = (value) => (isObject(value) ? undefined : 'is no object')
const oneOf = (words: readonly string[], read: (word: string) => string): Rule => (value) => (typeof value === 'string' && words.includes(read(value)) ? undefined : `is none of ${words.join(', ')}`)
const time: Rule = (value) => (typeof value === 'string' && parseTime(value) !== undefined ? undefined : 'is no time in ISO 8601')

const url: Rule = (value) => (typeof value === 'string' && /^https?:\/\//i.test(value.trim()) && URL.canParse(value.trim()) ? undefined : 'is no URL that begins with http:// or https://')
const headers: Rule = (value) => (isObject(value) && Object.values(value).every((one) => ['string', 'number', 'boolean'].includes(typeof one)) ? undefined : 'are no object of names and texts')
const method = oneOf(WEBHOOK_METHODS, (word) => word.trim().toUpperCase())
const shortening: Rule = (value) => (typeof value === 'boolean' || value === 'basic' || value === 'advanced' ? undefined : 'is none of true, false, basic, advanced')
const seconds: Rule = (value) => (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= CONTENT_CARD_SECONDS ? undefined : `is no number of seconds from 1 to ${CONTENT_CARD_SECONDS} (30 days)`)
const media: Rule = (value) => (!Array.isArray(value) ? 'is no list' : value.every((one) => typeof one === 'string' || isObject(one)) ? undefined : 'has items that are neither a URL nor an object')
const buttons: Rule = (value) => (!Array.isArray(value) ? 'is no list' : value.every((one) => isObject(one) && typeof one['text'] === 'string') ? undefined : 'has items without a text')
/** `{"0": "x"}`, or a list. */
function variables(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return 'is neither a list nor an object of numbers and texts'
  if (!Array.isArray(value) && !Object.keys(value).every((index) => /^\d+$/.test(index))) return 'has names that are no numbers: variables are counted from 0'
  return Object.values(value).every((one) => ['string', 'number', 'boolean'].includes(typeof one)) ? undefined : 'has values that are no texts'
}

function rows(value: unknown): string | undefined {
  const sections = isObject(value) ? value['list_sections'] : undefined
  if (!Array.isArray(sections) || sections.length === 0) return 'has no list_sections'
  const count = sections.reduce<number>((sum, section) => sum + (isObject(section) && Array.isArray(section['list_rows']) ? section['list_rows'].length : 0), 0)
  return count > WHATSAPP_ROWS ? `has ${count} rows: at most ${WHATSAPP_ROWS}` : undefined
}
const lineText: Rule = (value) => (typeof value !== 'string' ? 'is no text' : value.length > LINE_CHARS ? `has ${value.length} characters: at most ${LINE_CHARS}` : undefined)
const lineMessages: Rule = (value) => (!Array.isArray(value) || value.some((one) => !isObject(one)) ? 'is no list of LINE message objects' : value.length > LINE_MESSAGES ? `has ${value.length} messages: at most ${LINE_MESSAGES}` : undefined)

const whatsApp: Readonly<Record<string, Rule>> = {
  subscription_group_id: text, template_name: text, template_language_code: text, header_image_uri: text, header_variables: variables, body_variables: variables, button_variables: variables,
  message_type: text, body: text, body_text: text, header: text, header_text: text, footer: text, footer_text: text, image_uri: text, caption: text, preview_url: flag, buttons, list: rows, flow_button: object,
}
const RULES: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  webhook: { url, method, request_method: method, headers, request_headers: headers },
  sms: { subscription_group_id: text, body: text, media_items: media, media_urls: media, link_shortening: shortening, link_shortening_enabled: flag, user_click_tracking_enabled: flag },
  whats_app: { ...whatsApp, message: object },
  line: { subscription_group_id: text, body: lineText, text: lineText, image_url: text, messages: lineMessages },
  content_cards: {
    type: oneOf(CARD_TYPES, (word) => word.toLowerCase()), title: text, message: text, description: text, image_url: text, link_text: text, uri_text: text, url: text, web_uri: text, ios_uri: text, android_uri: text, time_to_live: seconds, expires_at: time, expire_at: time, expire_in_local_time: flag,
    pinned: flag, dismissible: flag, language: text, image_alt: text, aspect_ratio: positive, use_webview: flag, web_use_webview: flag, ios_use_webview: flag, android_use_webview: flag, extras: object, extra: object,
  },
  banner: { placement_id: text, html: text, properties: object, dismissible: flag, expires_at: time },
}

/** `path` is where the message stands. */
export function checkBody(path: string, { channel, type, ...body }: { channel: string; type?: unknown; [member: string]: unknown }): Issue[] {
  if (type === 'control' || !Object.hasOwn(RULES, channel)) return []
  const judge = (rules: Readonly<Record<string, Rule>>, members: Body, at: string): Issue[] =>
    Object.entries(rules).flatMap(([name, rule]) => {
      const value = members[name]
      const why = value === undefined || value === null || hasLiquid(value) ? undefined : rule(value)
      return why === undefined ? [] : [{ path: `${at}.${name}`, message: `${at}.${name} ${why}` }]
    })
  const own = judge(RULES[channel]!, { ...body, type }, path)
  const nested = channel === 'whats_app' && isObject(body['message']) ? judge(whatsApp, body['message'], `${path}.message`) : []
  const further = channel === 'content_cards' ? checkCard(path, body) : channel === 'banner' ? checkBanner(path, body) : []
  return [...own, ...nested, ...further.filter(({ path: at }) => !own.some((one) => one.path === at))]
}
