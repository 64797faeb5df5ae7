// Braze's own notation made plain Liquid: `${…}` references, output inside output and inside tags. Offsets lead back to the author's text. docs: liquid/using_liquid

/** The namespace that `{{${first_name}}}` is read from. */
export const USER = '__user'

/** Tags whose argument is no Liquid expression: it is rendered as a template of its own when the tag runs. */
export type RawTags = ReadonlySet<string>
/** `[author, rewritten]`: where a piece begins in the text of the author, and where in the rewritten one. */
type Piece = readonly [author: number, rewritten: number]
export type Rewritten = { text: string; authorOffset: (rewritten: number) => number }

const BEFORE_DOT = /[\w\]-]/

/** A string literal that reads back as `text`. */
const literal = (text: string): string => `"${text.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`

/** Where the quoted string that begins at `from` ends; `from` itself when it never does: then the quote is a plain character. */
function afterQuoted(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === text[from]) return at + 1
  }
  return from
}

/** The index behind the `}}` that closes an output whose inside begins at `from`; -1 when there is none. `quotes`: braces within strings do not count. */
function closeOfOutput(text: string, from: number, quotes: boolean): number {
  let depth = 1
  for (let at = from; at < text.length; ) {
    const char = text[at]!
    if (quotes && (char === '"' || char === "'")) at = Math.max(afterQuoted(text, at), at + 1)
    else if (text.startsWith('${', at) && text[at + 2] !== '{') {
      const end = text.indexOf('}', at)
      if (end < 0) return -1
      at = end + 1
    } else if (text.startsWith('{{', at)) {
      depth++
      at += 2
    } else if (text.startsWith('}}', at)) {
      at += 2
      if (--depth === 0) return at
    } else at++
  }
  return -1
}

/** `ns.${key}` → `ns["key"]`, `${key}` → `__user["key"]`, `{{ inner }}` → `inner`; strings stay as they are. */
export function rewriteExpression(text: string): string {
  let result = ''
  for (let at = 0; at < text.length; ) {
    const char = text[at]!
    if (char === '"' || char === "'") {
      const end = Math.max(afterQuoted(text, at), at + 1)
      result += text.slice(at, end)
      at = end
    } else if (text.startsWith('${', at) && text.indexOf('}', at) > 0) {
      const end = text.indexOf('}', at)
      const key = literal(text.slice(at + 2, end).trim())
      const namespaced = result.endsWith('.') && BEFORE_DOT.test(result.at(-2) ?? '')
      result = namespaced ? `${result.slice(0, -1)}[${key}]` : `${result}${USER}[${key}]`
      at = end + 1
    } else if (text.startsWith('{{', at)) {
      const end = closeOfOutput(text, at + 2, true)
      if (end < 0) return result + text.slice(at)
      result += rewriteExpression(text.slice(at + 2, end - 2).replace(/^-?\s*/, '').replace(/\s*-?$/, ''))
      at = end
    } else {
      result += char
      at++
    }
  }
  return result
}

/** The whole of a template. What is not closed stays as it is: the engine says so in its own words. */
export function rewrite(source: string, rawTags: RawTags): Rewritten {
  const pieces: Piece[] = []
  let text = ''
  let at = 0
  const add = (piece: string, from: number): void => {
    pieces.push([from, text.length])
    text += piece
  }

  /** Text that stays as it is, up to the end tag of a block that the engine reads raw. */
  function verbatim(name: string, from: number): number {
    const end = new RegExp(`\\{%-?\\s*end${name}\\s*-?%\\}`, 'g')
    end.lastIndex = from
    const found = end.exec(source)
    return found === null ? source.length : found.index + found[0].length
  }

  function tag(open: number): number {
    const close = source.indexOf('%}', open + 2)
    if (close < 0) return source.length
    const inside = source.slice(open + 2, close)
    const [, start, name] = /^(-?\s*)(\w*)/.exec(inside) as unknown as [string, string, string]
    if (name === 'raw' || name === 'comment') {
      const end = verbatim(name, close + 2)
      add(source.slice(open, end), open)
      return end
    }
    const args = inside.slice(start.length + name.length)
    add(`{%${start}${name}${rawTags.has(name) ? args : rewriteExpression(args)}%}`, open)
    return close + 2
  }

  function output(open: number): number {
    const quoted = closeOfOutput(source, open + 2, true)
    // A lone quote runs into the next tags: then it was none
    const close = quoted < 0 || source.slice(open, quoted).includes('{%') ? closeOfOutput(source, open + 2, false) : quoted
    if (close < 0) return source.length
    const [, start, expression, end] = /^(-?)([^]*?)(-?)$/.exec(source.slice(open + 2, close - 2)) as unknown as [string, string, string, string]
    add(`{{${start}${rewriteExpression(expression)}${end}}}`, open)
    return close
  }

  const opening = /\{\{|\{%/g
  while (at < source.length) {
    opening.lastIndex = at
    const open = opening.exec(source)?.index ?? source.length
    if (open > at) add(source.slice(at, open), at)
    if (open === source.length) break
    at = source[open + 1] === '%' ? tag(open) : output(open)
    if (at === source.length && (pieces.at(-1)?.[0] ?? -1) < open) add(source.slice(open), open)
  }

  return {
    text,
    authorOffset(rewritten) {
      const piece = pieces.findLast(([, begins]) => begins <= rewritten)
      return piece === undefined ? 0 : Math.min(piece[0] + rewritten - piece[1], source.length)
    },
  }
}
