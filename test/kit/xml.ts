// A strict reader of XML as small as our reports: elements with their depth, attributes and texts. Throws when it is not well-formed.
export type Element = { name: string; depth: number; attributes: Record<string, string>; text: string; parent: Element | undefined }

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

/** Text as it was before it was escaped. */
function plain(text: string): string {
  if (/&(?!(amp|lt|gt|quot|apos|#\d+);)|</.test(text) || text.includes(']]>')) throw new Error(`not escaped: ${text}`)
  return text.replace(/&(?:#(\d+)|(\w+));/g, (_, code: string | undefined, name: string) => (code === undefined ? ENTITIES[name]! : String.fromCodePoint(Number(code))))
}

/** All elements, in the order in which they begin. */
export function elementsOf(xml: string): Element[] {
  const elements: Element[] = []
  const open: Element[] = []
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '')
  let read = 0
  for (const found of body.matchAll(/([^<]*)<(\/?)([\w-]+)((?: [\w-]+="[^"<]*")*)(\/?)>/gy)) {
    const [all, text, closing, name, attributes, empty] = found as unknown as string[]
    read = found.index + all!.length
    if (open.length > 0) open.at(-1)!.text += plain(text!)
    else if (text!.trim() !== '') throw new Error(`text outside: ${text}`)
    if (closing === '/') {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes another`)
      continue
    }
    const element: Element = { name: name!, depth: open.length, attributes: Object.fromEntries([...attributes!.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key!, plain(value!)])), text: '', parent: open.at(-1) }
    elements.push(element)
    if (empty !== '/') open.push(element)
  }
  if (open.length > 0 || body.slice(read).trim() !== '') throw new Error('not closed')
  return elements
}
