// What `engage` may say beside its action: members and their kinds, channel by channel. A member that is misspelt would quietly do something else (`bounce_type: "soft"`, and the mail bounces hard), so it is refused.
import { Refusal } from '../domain/refusal.ts'
import type { Json } from './outgoing.ts'

/** Why a value is wrong; undefined when it is right. */
type Rule = (value: unknown) => string | undefined
type Members = Readonly<Record<string, Rule>>

const text: Rule = (value) => (typeof value === 'string' && value !== '' ? undefined : 'is a text')
const words: Rule = (value) => (typeof value === 'string' ? undefined : 'is a text') // or an empty one
const flag: Rule = (value) => (typeof value === 'boolean' ? undefined : 'is true or false')
const code: Rule = (value) => (typeof value === 'string' || typeof value === 'number' ? undefined : 'is a text or a number')
const texts: Rule = (value) => ([value].flat().every((one) => typeof one === 'string') ? undefined : 'is a list of texts')
/** Checked by whoever reads it, with words of its own. */
const anything: Rule = () => undefined

const PUSH: Readonly<Record<string, Members>> = { open: {}, button_click: { button: anything }, dismiss: {}, bounce: { error: anything } }
const MEMBERS: Readonly<Record<string, Readonly<Record<string, Members>>>> = {
  email: {
    open: { machine_open: flag, user_agent: text }, click: { url: text, link_alias: text, link_id: text, user_agent: text }, unsubscribe: { subscription_group_id: text }, spam: {}, bounce: { type: anything, reason: text }, deliver: {},
  },
  ios_push: PUSH, android_push: PUSH, web_push: PUSH, kindle_push: PUSH,
  sms: { click: { url: text, short_url: text, user_agent: words }, reply: { body: anything, media_urls: texts }, reject: { error: text, provider_error_code: code, invalid: flag }, fail: { error: text, provider_error_code: code, invalid: flag } },
  whats_app: { open: {}, read: {}, click: { url: anything }, reply: { body: words, button: text, media_urls: texts }, fail: { provider_error_code: code, provider_error_title: text } },
  line: { click: { url: anything }, reply: { body: anything, media_id: text } },
  content_cards: { impression: {}, click: {}, dismiss: {} },
  in_app_message: { impression: {}, click: {}, button_click: { button: anything }, dismiss: {} },
  banner: { impression: {}, click: { button: code }, dismiss: {} },
}
const CONVERT: Members = { conversion: anything, revenue_cents: anything }
/** Other words for the same. */
const ALIASES: Readonly<Record<string, string>> = { button_id: 'button', text: 'body', message: 'body' }

/** The members under their names. Throws Refusal('invalid_engagement') for one that the action does not have, or of another kind. */
export function readEngagement(channel: string, action: string, data: Json): Json {
  const known = action === 'convert' ? CONVERT : MEMBERS[channel]?.[action]
  if (known === undefined) return data
  const read: Json = {}
  for (const [said, value] of Object.entries(data)) {
    const meant = Object.hasOwn(ALIASES, said) ? ALIASES[said]! : said
    const name = Object.hasOwn(known, meant) ? meant : said
    if (!Object.hasOwn(known, name)) throw new Refusal('invalid_engagement', { path: name, why: `is no member of ${action}: ${Object.keys(known).join(', ') || 'it has none'}` })
    if (Object.hasOwn(read, name)) throw new Refusal('invalid_engagement', { path: name, why: 'is said twice' })
    const why = value === undefined ? undefined : known[name]!(value)
    if (why !== undefined) throw new Refusal('invalid_engagement', { path: name, why })
    read[name] = value
  }
  return read
}
