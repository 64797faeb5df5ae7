// Where tags and their attributes stand in HTML, read as browsers read it: by htmlparser2's tokenizer, with nothing built of it.
import type { Tokenizer as TokenizerClass } from 'htmlparser2'
import { lazy } from '../../kernel/lazy.ts'

const htmlparser2 = lazy<{ Tokenizer: typeof TokenizerClass }>('htmlparser2')

/** `value` is decoded; `start` and `end` are where it stands in the HTML, without its quotes. */
export type Attribute = { name: string; value: string; start: number; end: number }
/** An opening tag: its name in lower case, where it begins (`<`) and where what follows it begins. */
export type Tag = { name: string; start: number; end: number; attributes: Attribute[] }

const BEFORE_VALUE = /\s*=\s*["']?/y

/** Opening tags of these names, in order. A tag that never ends is none. */
export function tagsOf(html: string, names: readonly string[]): Tag[] {
  const found: Tag[] = []
  let tag: Tag | undefined
  let name = { text: '', end: 0 }
  let value = ''
  const { Tokenizer } = htmlparser2()
  const ignore = (): void => {}
  const finish = (end: number): void => {
    if (tag !== undefined) found.push({ ...tag, end })
    tag = undefined
  }
  const tokenizer = new Tokenizer({ decodeEntities: true }, {
    onopentagname(start, end) {
      const found = html.slice(start, end).toLowerCase()
      tag = names.includes(found) ? { name: found, start: start - 1, end: start, attributes: [] } : undefined
    },
    onattribname(start, end) {
      name = { text: html.slice(start, end).toLowerCase(), end }
      value = ''
    },
    onattribdata: (start, end) => void (value += html.slice(start, end)),
    onattribentity: (codepoint) => void (value += String.fromCodePoint(codepoint)),
    onattribend(quote, end) {
      BEFORE_VALUE.lastIndex = name.end
      const before = BEFORE_VALUE.exec(html)?.[0].length ?? 0
      const start = name.end + before
      const isQuoted = before > 0 && /["']$/.test(html.slice(name.end, start))
      if (tag !== undefined) tag.attributes.push({ name: name.text, value, start, end: Math.max(start, isQuoted && quote > 1 ? end - 1 : end) })
    },
    onopentagend: (end) => finish(end + 1),
    onselfclosingtag: (end) => finish(end + 1),
    onend: ignore, ontext: ignore, ontextentity: ignore, onclosetag: ignore, oncomment: ignore, oncdata: ignore, ondeclaration: ignore, onprocessinginstruction: ignore,
  })
  tokenizer.write(html)
  tokenizer.end()
  return found
}
