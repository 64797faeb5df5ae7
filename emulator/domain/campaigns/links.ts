// The links of an email with the ids and aliases they are counted under. docs: get_campaign_link_alias, user_guide/.../email/link_aliasing
import { createHash } from 'node:crypto'
import { anchorsOf } from './anchors.ts'
import type { Message } from './messages.ts'

export type Link = { url: string; link_id: string; link_alias: string }

const ID_CHARS = 12 // "014tk4e0kg97"

/** Always the same for one place of one url in one message. */
const linkId = (message_variation_id: string, url: string, nth: number): string =>
  BigInt(`0x${createHash('sha256').update(`${message_variation_id}\n${url}\n${nth}`).digest('hex')}`).toString(36).slice(0, ID_CHARS)

/** The address with the `lid` that Braze adds, before a fragment. */
export function withLinkId(url: string, link_id: string): string {
  const hash = url.indexOf('#')
  const [address, fragment] = hash < 0 ? [url, ''] : [url.slice(0, hash), url.slice(hash)]
  return `${address}${address.includes('?') ? '&' : '?'}lid=${link_id}${fragment}`
}

/**
 * The links of a message's HTML in order. An alias comes from the definition's `link_aliases` (url → alias);
 * the others are called link1, link2 … as in Braze's sample.
 */
export function linksOf(message_variation_id: string, { body, link_aliases }: Message): Link[] {
  const aliases = (link_aliases ?? {}) as Record<string, unknown>
  const seen = new Map<string, number>()
  const html = typeof body === 'string' ? body : ''
  // mailto:, tel:, #anchors and Liquid that is no address are not tracked
  return anchorsOf(html).flatMap(({ url }) => (/^https?:\/\//i.test(url) ? [url] : [])).map((url, index) => {
    const nth = (seen.get(url) ?? 0) + 1
    seen.set(url, nth)
    const alias = Object.hasOwn(aliases, url) ? aliases[url] : undefined
    return { url, link_id: linkId(message_variation_id, url, nth), link_alias: typeof alias === 'string' ? alias : `link${index + 1}` }
  })
}
