// The links of an email's HTML: `<a>` and `<area>` with an `href`.
import type { Attribute, Tag } from './html-tags.ts'
import { tagsOf } from './html-tags.ts'

/** `url`: the address as a browser reads it. `raw`: as the author wrote it, between the quotes. */
export type Anchor = { url: string; raw: string; attributes: readonly Attribute[]; start: number; end: number }

const anchorOf = (html: string, { attributes }: Tag): Anchor[] => {
  const href = attributes.find(({ name }) => name === 'href')
  return href === undefined ? [] : [{ url: href.value.trim(), raw: html.slice(href.start, href.end), attributes, start: href.start, end: href.end }]
}

/** The anchors with an `href`, in order. Those in comments are none. */
export const anchorsOf = (html: string): Anchor[] => tagsOf(html, ['a', 'area']).flatMap((tag) => anchorOf(html, tag))

/** HTML with the `href` of some anchors replaced; `change` answers the new value as HTML, or undefined to leave it. */
export function mapHrefs(html: string, change: (anchor: Anchor) => string | undefined): string {
  let result = ''
  let from = 0
  for (const anchor of anchorsOf(html)) {
    const value = change(anchor)
    if (value === undefined) continue
    result += html.slice(from, anchor.start) + value
    from = anchor.end
  }
  return from === 0 ? html : result + html.slice(from)
}
