// Braze's own notation made plain Liquid: `${…}` references, output inside output and inside tags. Offsets lead back to the author's text. docs: liquid/using_liquid
import { createWriter } from './rewritten.ts'
import type { Writer } from './rewritten.ts'

export type { Rewritten } from './rewritten.ts'

/** The namespace that `{{${first_name}}}` is read from. */
export const USER = '__user'
/** The namespace of literals such as `2.0`: JavaScript's numbers forget that they were no integers. */
export const FLOAT = '__float'
/** The namespace of outputs with filters inside conditions, by their text: `{% if {{list | size}} == 1 %}`. docs: liquid_use_cases ("only purchased from one category") */
export const NESTED = '__nested'

/** Tags whose argument is no Liquid expression: it is rendered as a template of its own when the tag runs. */
export type RawTags = ReadonlySet<string>
/** Hears what an author should know of a place in his text. */
export type Ear = (message: string, offset: number) => void

/** Throws NotLiquid when an output with filters inside a condition makes no sense. */
export type Judge = (expression: string, offset: number) => void

/** What is no Liquid in any reading, and where. */
export class NotLiquid extends Error {
  readonly offset: number
  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}

const BEFORE_DOT = /[\w\]-]/
const MOST_NESTED = 20 // outputs in outputs; Braze's own pages have two
const DEEPEST = 100 // blocks in blocks
const MOST_PIECES = 20_000 // outputs and tags of one template: liquidjs takes the square of their number
const BLOCKS: readonly string[] = ['if', 'unless', 'case', 'for', 'tablerow', 'capture', 'translation']
const LONGEST_STRING = 20_000
const CONDITIONS: readonly string[] = ['if', 'elsif', 'unless']
/** Where a single value stands: the empty name is that of an output. */
const VALUES: readonly string[] = ['', 'assign', 'echo']
const FILTER = 'a filter has no effect here: {% assign %} its result first'
/** What compares values; lax parsing reads one value before the filters, and passes over the rest. docs: using_liquid ("Where to use operators and filters") */
const COMPARES = /==|!=|<>|[<>]=?|\s(?:and|or|contains)(?=\s)/y
const CONNECTS = /\s(?:and|or)(?=\s)/y
/** `${cart_items[0]}` is the first of `${cart_items}`. docs: liquid/tutorials ("Abandoned cart reminders") */
const INDEXED = /^(?=.{1,300}$)(.*?[^\s\]])\s*((?:\[\d+\])+)$/
/** A float that is a whole number: all others keep their fraction. */
const WHOLE_FLOAT = /-?\d+\.0+(?![\w.])/y
const BEFORE_NUMBER = /[\s:,(=<>|]/

/** A string literal that reads back as `text`. */
const literal = (text: string): string => `"${text.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`

/** Where the quoted string that begins at `from` ends: at the same quote again, there are no escapes in Liquid; `from` itself when it does not before `to`: then the quote is a plain character. */
function afterQuoted(text: string, from: number, to: number): number {
  const last = Math.min(to, from + LONGEST_STRING) // a text full of lone quotes is read in proportion to its length
  for (let at = from + 1; at < last; at++) if (text[at] === text[from]) return at + 1
  return from
}

/** The index behind the `}}` that closes an output whose inside begins at `from`; -1 when there is none. `quotes`: braces within strings do not count, and a tag that begins ends the search: then some quote was none. */
function closeOfOutput(text: string, from: number, quotes: boolean, to = text.length): number {
  let depth = 1
  for (let at = from; at < to; ) {
    const char = text[at]!
    if (quotes && char === '{' && text[at + 1] === '%') return -1
    if (quotes && (char === '"' || char === "'")) {
      const end = afterQuoted(text, at, to)
      if (end > at && text.slice(at, end).includes('{%')) return -1
      at = Math.max(end, at + 1)
    } else if (text.startsWith('${', at) && text[at + 2] !== '{') {
      const end = text.indexOf('}', at)
      if (end < 0) return -1
      at = end + 1
    } else if (text.startsWith('{{', at)) {
      if (++depth > MOST_NESTED) throw new NotLiquid('outputs are nested too deeply', at)
      at += 2
    } else if (text.startsWith('}}', at)) {
      at += 2
      if (--depth === 0) return at
    } else at++
  }
  return -1
}

/** `tagAt`: the tag that a place is in; in a `liquid` tag, that of the line. */
type Place = { lines: boolean; tagAt: (at: number) => string; hear: Ear; judge: Judge }

const WORD = /[ \t\r]*(\w*)/y
/** The first word of the line that a place is in. */
function linesOf(source: string, from: number, to: number): (at: number) => string {
  const starts = [from]
  for (let end = source.indexOf('\n', from); end >= 0 && end < to; end = source.indexOf('\n', end + 1)) starts.push(end + 1)
  return (at) => {
    let [low, high] = [0, starts.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (starts[middle]! <= at) low = middle
      else high = middle - 1
    }
    WORD.lastIndex = starts[low]!
    return WORD.exec(source)![1]! || '-'
  }
}

/** The next place at which `pattern` fits, outside of strings and outputs. */
function placeOf(pattern: RegExp, source: string, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    if (source[at] === '"' || source[at] === "'") at = Math.max(afterQuoted(source, at, to) - 1, at)
    else if (source.startsWith('{{', at)) at = Math.max(closeOfOutput(source, at + 2, true, to) - 1, at)
    pattern.lastIndex = at
    if (pattern.test(source)) return at
  }
  return to
}
const PIPE = /\|/y
const hasFilter = (text: string): boolean => placeOf(PIPE, text, 0, text.length) < text.length

const matches = (pattern: RegExp, source: string, at: number): boolean => {
  pattern.lastIndex = at
  return pattern.test(source)
}

/** From `from` to `to`: `ns.${key}` → `ns["key"]`, `${key}` → `__user["key"]`, `{{ inner }}` → `inner`; strings stay as they are. */
function expression(source: string, from: number, to: number, place: Place, depth = 0): Writer {
  if (depth > MOST_NESTED) throw new NotLiquid('outputs are nested too deeply', from)
  const out = createWriter()
  const { tagAt } = place
  const lineEnd = (at: number): number => ((line) => (line < 0 || line > to ? to : line))(source.indexOf('\n', at))
  const markupEnd = (at: number): number => (place.lines ? lineEnd(at) : to)
  let filtered = -1 // the end of the value whose filters these are
  for (let at = from; at < to; ) {
    const char = source[at]!
    if (char === '"' || char === "'") {
      const end = Math.max(afterQuoted(source, at, to), at + 1)
      out.add(source.slice(at, end).replaceAll('\\', '\\\\'), at) // a backslash is a character like others in Ruby's Liquid; liquidjs reads escapes
      at = end
      if (at < to && /\w/.test(source[at]!) && CONDITIONS.includes(tagAt(at))) {
        // 'it's': lax parsing has its value, and passes over the rest
        place.hear(`a quote ends here, and what follows is ignored: put the text into ${char === '"' ? "'" : '"'}`, at)
        at = placeOf(CONNECTS, source, at, markupEnd(at))
      }
    } else if (source.startsWith('${', at) && source.indexOf('}', at) > 0 && source.indexOf('}', at) < to) {
      const end = source.indexOf('}', at)
      const [, name, index = ''] = INDEXED.exec(source.slice(at + 2, end).trim()) ?? ['', source.slice(at + 2, end).trim()]
      const key = literal(name!)
      if (out.text.endsWith('.') && BEFORE_DOT.test(out.text.at(-2) ?? '')) {
        out.drop()
        out.add(`[${key}]${index}`, at)
      } else out.add(`${USER}[${key}]${index}`, at)
      at = end + 1
    } else if (source.startsWith('$isoTimestamp', at)) {
      out.add(`${USER}["$isoTimestamp"]`, at) // docs: canvas_components/user_update
      at += '$isoTimestamp'.length
    } else if (source.startsWith('{{', at)) {
      const end = closeOfOutput(source, at + 2, true, to)
      if (end < 0) return out.add(source.slice(at, to), at)
      const [, before, inside] = /^(-?\s*)([^]*?)\s*-?$/.exec(source.slice(at + 2, end - 2)) as unknown as [string, string, string]
      const start = at + 2 + before.length
      if (CONDITIONS.includes(tagAt(at)) && hasFilter(inside)) {
        const { text } = expression(source, start, start + inside.length, { ...place, tagAt: () => 'assign' }, depth + 1)
        place.judge(text, start)
        out.add(`${NESTED}[${literal(text)}]`, at)
      } else out.append(expression(source, start, start + inside.length, place, depth + 1))
      at = end
    } else if ((source.startsWith('&&', at) || source.startsWith('||', at)) && CONDITIONS.includes(tagAt(at))) {
      // Lax parsing takes the first comparison and nothing of what follows it. docs: liquid reference samples use && where `and` is meant
      place.hear(`'${source.slice(at, at + 2)}' is no operator of Liquid: all that follows it is ignored; write '${char === '&' ? 'and' : 'or'}'`, at)
      at = lineEnd(at)
    } else if (char === '|' && ['case', ...CONDITIONS].includes(tagAt(at))) {
      // Ruby's lax parsing takes the value before the filter. docs: using_liquid ("You can't use a filter directly in a conditional statement")
      place.hear(FILTER, at)
      at = tagAt(at) === 'case' ? markupEnd(at) : placeOf(CONNECTS, source, at, markupEnd(at))
    } else if (filtered < at && matches(COMPARES, source, at) && VALUES.includes(tagAt(at)) && /\S/.test(out.text)) {
      place.hear('nothing can be compared here, only the first value counts: use {% if %}', at)
      filtered = markupEnd(at)
      at = placeOf(PIPE, source, at, filtered)
    } else if (char === '|') {
      if (tagAt(at) === 'for') place.hear(FILTER, at) // the engine passes over it
      filtered = markupEnd(at)
      out.add(char, at)
      at++
    } else if ('“”‘’'.includes(char)) throw new NotLiquid(`curly quotes (${char}) are no quotes in Liquid: write ' or "`, at)
    else if ((char === '-' || (char >= '0' && char <= '9')) && (out.text === '' || BEFORE_NUMBER.test(out.text.at(-1)!))) {
      WHOLE_FLOAT.lastIndex = at
      const found = WHOLE_FLOAT.exec(source)?.[0]
      out.add(found === undefined ? char : `${FLOAT}["${found}"]`, at)
      at += found?.length ?? 1
    } else {
      out.add(char, at)
      at++
    }
  }
  return out
}

/** The whole of a template. What is not closed stays as it is: the engine says so in its own words. Throws NotLiquid. */
export function rewrite(source: string, rawTags: RawTags, hear: Ear = () => {}, judge: Judge = () => {}) {
  const out = createWriter()
  let depth = 0
  let count = 0
  const copy = (from: number, to: number): void => void out.add(source.slice(from, to), from)

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
    const [, start, name] = /^(-?\s*)(\w*)/.exec(source.slice(open + 2, close)) as unknown as [string, string, string]
    if (name === 'raw' || name === 'comment') {
      const end = verbatim(name, close + 2)
      const body = source.lastIndexOf('{%', end - 1)
      if (name === 'comment' || body < close + 2) copy(open, end)
      else {
        // White space in `raw` stays; the engine does not know its end by `{%-`
        copy(open, close - 1)
        out.add(source[close - 1] === '-' ? ' ' : source[close - 1]!, close - 1)
        copy(close, body)
        out.add(source.slice(body, end).replace('{%-', '{% '), body)
      }
      return end
    }
    if (BLOCKS.includes(name) && ++depth > DEEPEST) throw new NotLiquid('tags are nested too deeply', open)
    if (name.startsWith('end')) depth--
    const args = open + 2 + start.length + name.length
    copy(open, args)
    if (rawTags.has(name) || source.startsWith('#', args)) copy(args, close)
    else {
      const end = source[close - 1] === '-' ? close - 1 : close
      if (source[args] === '{' || source[args] === '$') out.add(' ', args) // {%if{{a}}%}
      out.append(expression(source, args, end, { lines: name === 'liquid', tagAt: name === 'liquid' ? linesOf(source, args, end) : () => name, hear, judge }))
      copy(end, close)
    }
    copy(close, close + 2)
    return close + 2
  }

  function output(open: number): number {
    const quoted = closeOfOutput(source, open + 2, true)
    const close = quoted < 0 ? closeOfOutput(source, open + 2, false) : quoted
    if (close < 0) return source.length
    const from = source[open + 2] === '-' ? open + 3 : open + 2
    const to = source[close - 3] === '-' && close - 3 >= from ? close - 3 : close - 2
    copy(open, from)
    const inside = expression(source, from, to, { lines: false, tagAt: () => '', hear, judge })
    // docs: liquid/filters ("you can't reference multiple custom attributes in one line"); with a default attribute it has samples that do
    if (/\{\{[^}]*\w\.\$\{/.test(source.slice(from, to)) && inside.text.split(`["`).length > 2) hear('two attributes in one output: Braze documents this as not working; assign one of them first', open)
    if (inside.text.trim() === '') out.add('nil', from) // an empty output is nothing
    else out.append(inside)
    copy(to, close)
    return close
  }

  const found = (what: string, from: number): number => ((place) => (place < 0 ? source.length : place))(source.indexOf(what, from))
  let outputAt = -1 // where the next of each is: looked for again only when it was passed
  let tagAt = -1
  for (let at = 0; at < source.length; ) {
    if (outputAt < at) outputAt = found('{{', at)
    if (tagAt < at) tagAt = found('{%', at)
    const next = Math.min(outputAt, tagAt)
    if (next > at) copy(at, next)
    if (next === source.length) break
    if (++count > MOST_PIECES) throw new NotLiquid(`the template has too many outputs and tags: limit exceeded of ${MOST_PIECES}`, next)
    at = next === outputAt ? output(next) : tag(next)
    if (at === source.length && out.end() < at) copy(next, at)
  }
  return out.rewritten(source.length)
}
