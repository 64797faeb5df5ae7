// Where the links of an email's HTML stand: read from one end to the other, so the time grows with the text only.

/** One `<a>` or `<area>`: its attributes as text, and where the value of its `href` stands (without quotes). */
export type Anchor = { attributes: string; href: string; start: number; end: number }

const TAG = /<a(?:rea)?\s/gi
const QUOTED = 2_000 // characters after a `>` in which a quote may close
const HREF = /\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i

/** Where the tag that begins at `from` ends: the next `>` that is in no quotes; the very next one when a quote never closes. */
export function tagEnd(html: string, from: number): number {
  const plain = html.indexOf('>', from)
  for (let at = from, quote = ''; at < html.length; at++) {
    const char = html[at]!
    if (quote !== '') quote = char === quote ? '' : quote
    else if (char === '"' || char === "'") quote = char
    else if (char === '>') return at
    if (at - plain > QUOTED) return plain
  }
  return plain
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', quot: '"', apos: "'", lt: '<', gt: '>' }
const REFERENCE = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|quot|apos|lt|gt));/gi

function charOf(decimal: string | undefined, hex: string | undefined, name: string | undefined): string | undefined {
  if (name !== undefined) return NAMED[name.toLowerCase()]
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined
}

/** The address that a value of `href` stands for. */
export const addressOf = (href: string): string => href.trim().replace(REFERENCE, (text, decimal?: string, hex?: string, name?: string) => charOf(decimal, hex, name) ?? text)

/** A value of `href` without `#38;` and the like, whose `#` begins no fragment. */
export const withoutNumbers = (href: string): string =>
  href.replace(REFERENCE, (text, decimal?: string, hex?: string, name?: string) => {
    const char = name === undefined ? charOf(decimal, hex, name) : undefined
    return char === undefined ? text : ((word) => (word === undefined ? char : `&${word};`))(Object.keys(NAMED).find((one) => NAMED[one] === char))
  })

/** The anchors with an `href`, in order. */
export function anchorsOf(html: string): Anchor[] {
  const found: Anchor[] = []
  TAG.lastIndex = 0
  for (let match = TAG.exec(html); match !== null; match = TAG.exec(html)) {
    const start = match.index
    const end = tagEnd(html, start)
    if (end < 0) break
    const attributes = html.slice(start, end)
    const href = HREF.exec(attributes)
    if (href !== null) {
      const value = href[1] ?? href[2] ?? href[3] ?? ''
      const quoted = href[3] === undefined ? 1 : 0
      const last = start + href.index + href[0].length - quoted
      found.push({ attributes, href: value, start: last - value.length, end: last })
    }
    TAG.lastIndex = end
  }
  return found
}

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
