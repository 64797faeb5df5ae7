// A page around HTML that somebody else wrote: what goes into its head, and which checkboxes it has.

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => ESCAPES[char]!)

/** `<link rel="icon" href="…">`; attributes without a value are left out. */
export const element = (name: string, attributes: Record<string, unknown>): string =>
  `<${name}${Object.entries(attributes).filter(([, value]) => typeof value === 'string' && value !== '').map(([key, value]) => ` ${key}="${escapeHtml(value as string)}"`).join('')}>`

const HEAD = /<head(?:\s[^>]*)?>/i
const HTML = /<html(?:\s[^>]*)?>/i

/** Puts tags at the beginning of the head; HTML that has none gets one, and a part of a page becomes a whole one. A page's own title stays. */
export function withHead(html: string, title: string, tags: readonly string[]): string {
  const added = `${/<title[\s>]/i.test(html) ? '' : `<title>${escapeHtml(title)}</title>`}${tags.join('')}`
  const place = HEAD.exec(html)
  if (place !== null) return insert(html, place, added)
  const root = HTML.exec(html)
  if (root !== null) return insert(html, root, `<head>${added}</head>`)
  return `<!doctype html><html><head><meta charset="utf-8">${added}</head><body>${html}</body></html>`
}

const insert = (html: string, place: RegExpExecArray, text: string): string => html.slice(0, place.index + place[0].length) + text + html.slice(place.index + place[0].length)

/** Names of the page's checkboxes: one that is not ticked is not sent, and only the page says that it was there. */
export const checkboxes = (html: string): string[] =>
  [...html.matchAll(/<input\b[^>]*>/gi)].flatMap(([tag]) => {
    const attribute = (name: string) => new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i').exec(tag)?.slice(1).find((one) => one !== undefined)
    const name = attribute('name')
    return attribute('type')?.toLowerCase() === 'checkbox' && name !== undefined ? [name] : []
  })
