// An email as Liquid gets it: the preheader in the body, link ids on the links, the plaintext derived. The same for all its users, so it is made once.
import { createHash } from 'node:crypto'
import type { EmailTemplates } from '../../../domain/content/email-templates.ts'
import type { Json, Outgoing } from '../../outgoing.ts'
import { Unsendable } from '../channel.ts'
import { mapHrefs } from '../../../domain/campaigns/anchors.ts'
import { linksOf } from '../../../domain/campaigns/links.ts'
import { tagsOf } from '../../../domain/campaigns/html-tags.ts'
import type { EmailParts } from './body.ts'
import { partsOf, templateOf } from './body.ts'
import { inlineCss, inlinesOnce } from './inline-css.ts'
import { plaintextOf } from './plaintext.ts'

const KEPT = 50 // templates; a broadcast renders one of them for all its users
/** Of the preview text's line that is left: nothing of the body is to follow. docs: html_editor/creating_an_email_campaign ("create white space after your desired preview text") */
const WHITESPACE = '&nbsp;&zwnj;'.repeat(100)
const HIDDEN = 'display:none;max-height:0px;overflow:hidden;'
// docs: message_building_by_channel/email/transactional_message_api_campaign ("Disallowed tags in transactional emails")
const NOT_TRANSACTIONAL = /\{%-?\s*(connected_content|promotion)\b/

export type EmailPlan = {
  /** For Liquid: `subject`, `body` …, each string a template. */
  body: Json
  /** Aliases of the links by their `lid`. */
  aliases: ReadonlyMap<string, string>
  /** Styles are inlined for each user: Liquid brings some. */
  inline_later: boolean
}

/** Behind the tag of the body, or before all. */
export const preheaderAt = (html: string): number => tagsOf(html, ['body'])[0]?.end ?? 0

/** "The preheader text is part of the email body when you send messages to recipients." docs: email/best_practices/email_styling */
function withPreheader(html: string, { preheader, whitespace_after_preheader }: EmailParts): string {
  if (preheader === '') return html
  const hidden = `<div style="${HIDDEN}">${preheader}</div>${whitespace_after_preheader ? `<div style="${HIDDEN}">${WHITESPACE}</div>` : ''}`
  const at = preheaderAt(html)
  return html.slice(0, at) + hidden + html.slice(at)
}

/** The author's own text with the id before its fragment; the `#` of `&#38;` begins none. */
function withLid(raw: string, hasQuery: boolean, link_id: string): string {
  const hash = raw.search(/(?<!&)#/)
  const [address, fragment] = hash < 0 ? [raw, ''] : [raw.slice(0, hash), raw.slice(hash)]
  return `${address}${hasQuery ? (raw.includes('&amp;') ? '&amp;' : '&') : '?'}lid=${link_id}${fragment}`
}

/** Each link with the `lid` it is counted under, and the aliases by it. docs: email/templates/link_aliasing ("How links are updated with link aliasing") */
function withLinkIds(html: string, message_variation_id: string, link_aliases: Json): { html: string; aliases: Map<string, string> } {
  const links = linksOf(message_variation_id, { channel: 'email', name: '', body: html, link_aliases })
  const aliases = new Map(links.map(({ link_id, link_alias }) => [link_id, link_alias]))
  const left = [...links]
  const marked = mapHrefs(html, ({ url: plain, raw }) => {
    if (left[0]?.url === plain) return withLid(raw.trim(), plain.includes('?'), left.shift()!.link_id)
    // An address that Liquid makes: the author says by `?` or `&` at its end that something may follow
    if (!plain.startsWith('{{') || !plain.includes('}}') || !/[?&]$/.test(plain.slice(-1))) return undefined
    const link_id = BigInt(`0x${createHash('sha256').update(`${message_variation_id}\n${plain}\n${aliases.size}`).digest('hex')}`).toString(36).slice(0, 12)
    const alias = Object.hasOwn(link_aliases, plain) ? link_aliases[plain] : undefined
    aliases.set(link_id, typeof alias === 'string' ? alias : `link${aliases.size + 1}`)
    return `${raw.trim()}lid=${link_id}`
  })
  return { html: marked, aliases }
}

function plan(parts: EmailParts, message_variation_id: string | null): EmailPlan {
  const { from, reply_to, bcc, subject, amp_body, headers, extras, attachments } = parts
  const once = parts.inline_css && inlinesOnce(parts.html)
  const styled = once ? inlineCss(parts.html) : parts.html
  const managed = parts.link_aliases !== null && message_variation_id !== null ? withLinkIds(styled, message_variation_id, parts.link_aliases) : { html: styled, aliases: new Map<string, string>() }
  const text = parts.plaintext ?? plaintextOf(parts.html)
  return {
    body: { subject, body: withPreheader(managed.html, parts), plaintext_body: text, amp_body, from, reply_to, bcc, headers, extras, attachments },
    aliases: managed.aliases,
    inline_later: parts.inline_css && !once,
  }
}

/** The emails of one world as Liquid gets them. `aliasing` says whether links get their ids. */
export function createEmailPlans({ emailTemplates, aliasing }: { emailTemplates: EmailTemplates; aliasing: () => boolean }) {
  const kept = new Map<string, EmailPlan>()
  /** By the object itself, when nothing else has a say: a definition that is kept in memory need not be compared. */
  const known = new WeakMap<Json, { variation: string | null; plan: EmailPlan }>()

  function planOf({ body, origin, transactional }: Outgoing): EmailPlan {
    const variation = aliasing() ? origin.message_variation_id : null
    const before = known.get(body)
    if (before !== undefined && before.variation === variation) return before.plan
    const template = templateOf(body, emailTemplates)
    const key = JSON.stringify([variation, body, template])
    let made = kept.get(key)
    if (made === undefined) {
      made = plan(partsOf(body, template), variation)
      if (template !== null) made.body['email_template_id'] = body['email_template_id'] // its translations are kept under it
      if (kept.size >= KEPT) kept.delete(kept.keys().next().value!)
      kept.set(key, made)
    }
    if (transactional) {
      const tag = NOT_TRANSACTIONAL.exec(JSON.stringify(made.body))?.[1]
      if (tag !== undefined) throw new Unsendable('liquid_error', { abort_type: 'liquid_error', abort_log: `${tag} is not available in transactional emails` })
    }
    if (template === null && !transactional) known.set(body, { variation, plan: made })
    return made
  }

  return { planOf }
}

export type EmailPlans = ReturnType<typeof createEmailPlans>
