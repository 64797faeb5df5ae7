// Regular expressions of filters: what people write for PCRE, read as JavaScript's dialect. What means something else here is translated or refused, never misread. docs: data_types ("matches regex"), user_guide/audience/segments/regex

const POSIX: Readonly<Record<string, string>> = { alpha: 'a-zA-Z', digit: '0-9', alnum: 'a-zA-Z0-9', upper: 'A-Z', lower: 'a-z', space: '\\s', blank: ' \\t', punct: '!-\\/:-@\\[-`{-~', xdigit: '0-9a-fA-F', word: '\\w', '^digit': '\\D', '^space': '\\S', '^word': '\\W' }
/** Escapes that PCRE has and JavaScript not, or reads otherwise. */
const ESCAPES: Readonly<Record<string, string>> = { A: '(?<![^])', z: '(?![^])', Z: '(?=\\n?(?![^]))', h: '[ \\t]', H: '[^ \\t]', v: '[\\n\\v\\f\\r]', V: '[^\\n\\v\\f\\r]', R: '(?:\\r\\n|[\\n\\v\\f\\r])', N: '[^\\n]', a: '\\x07', e: '\\x1b' }
const IN_CLASS: Readonly<Record<string, string>> = { h: ' \\t', v: '\\n\\v\\f\\r', a: '\\x07', e: '\\x1b' }
const SHARED = /^[dDwWsSbBnrtfxuckpP0-9]$/
const SPECIAL = /[\^$\\.*+?()[\]{}|/-]/g

const literal = (text: string): string => text.replace(SPECIAL, (one) => (one === '-' ? '\\x2d' : `\\${one}`))
const no = (what: string): SyntaxError => new SyntaxError(`Invalid regular expression: ${what} is not understood`)

/** One escape, without its backslash: `rest` begins behind it. Answers its translation and how much was read. */
function escape(rest: string, inClass: boolean): [string, number] {
  const letter = String.fromCodePoint(rest.codePointAt(0)!)
  const hex = /^x\{([0-9a-fA-F]{1,6})\}/.exec(rest)
  if (hex !== null) return [literal(String.fromCodePoint(Number.parseInt(hex[1]!, 16))), hex[0].length]
  const own = inClass ? IN_CLASS : ESCAPES
  if (Object.hasOwn(own, letter)) return [own[letter]!, 1]
  if (SHARED.test(letter)) return [`\\${letter}`, 1]
  if (/[a-zA-Z]/.test(letter)) throw no(`\\${letter}`)
  return [literal(letter), letter.length]
}

/** A class from behind its `[`: `]` in front is a letter of it, and POSIX names are classes of their own. */
function readClass(rest: string): [string, number] {
  const front = /^\^?\]?/.exec(rest)![0]
  let [text, at] = [`[${front.replace(']', '\\]')}`, front.length]
  while (at < rest.length) {
    const here = rest.slice(at)
    const posix = /^\[:(\^?\w+):\]/.exec(here)
    if (here.startsWith(']')) return [`${text}]`, at + 1]
    if (posix !== null) {
      if (!Object.hasOwn(POSIX, posix[1]!)) throw no(posix[0])
      ;[text, at] = [text + POSIX[posix[1]!]!, at + posix[0].length]
    } else if (here.startsWith('\\') && here.length > 1) {
      const [translation, length] = escape(here.slice(1), true)
      ;[text, at] = [text + translation, at + 1 + length]
    } else [text, at] = [text + here[0]!, at + 1]
  }
  return [text, at]
}

/** Source and flags of JavaScript. Options stand in front, `(?i)`; one that changes nothing or closes the pattern may stand anywhere. */
function translated(pattern: string, casing: 'i' | ''): { source: string; flags: string } {
  const [front = '', on = '', off = ''] = /^\(\?([ims]*)(?:-([ims]+))?\)/.exec(pattern) ?? []
  const flags = [...new Set(`${casing}${on}`)].filter((flag) => !off.includes(flag)).join('')
  const body = pattern.slice(front.length).replace(/\(\?-[ims]+\)$/, '')
  let source = ''
  for (let at = 0; at < body.length; ) {
    const rest = body.slice(at)
    const quoted = /^\\Q([^]*?)(?:\\E|$)/.exec(rest)
    const named = /^\(\?P(?:(<\w+>)|=(\w+)\))/.exec(rest)
    const idle = /^\(\?#[^)]*\)/.exec(rest) ?? (flags.includes('i') ? /^\(\?i\)/.exec(rest) : null)
    if (quoted !== null) [source, at] = [source + literal(quoted[1]!), at + quoted[0].length]
    else if (named !== null) [source, at] = [source + (named[1] === undefined ? `\\k<${named[2]!}>` : `(?${named[1]}`), at + named[0].length]
    else if (idle !== null) at += idle[0].length
    else if (flags.includes('i') && rest.startsWith('(?i:')) [source, at] = [`${source}(?:`, at + 4]
    else if (rest.startsWith('\\') && rest.length > 1) {
      const [translation, length] = escape(rest.slice(1), false)
      ;[source, at] = [source + translation, at + 1 + length]
    } else if (rest.startsWith('[')) {
      const [translation, length] = readClass(rest.slice(1))
      ;[source, at] = [source + translation, at + 1 + length]
    } else [source, at] = [source + rest[0]!, at + 1]
  }
  return { source, flags }
}

function compile(pattern: string, casing: 'i' | ''): RegExp {
  const { source, flags } = translated(pattern, casing)
  try {
    return new RegExp(source, `${flags}u`) // letters beyond the first plane are one, and \p{L} is a class
  } catch (error) {
    if (/\\[pPk]/.test(source)) throw error
    return new RegExp(source, flags) // which takes a lone bracket or brace
  }
}

const compiled = new Map<string, RegExp>()
/**
 * A pattern as Braze reads it: found anywhere in the text, in any casing, or with `''` in the casing it is written in. Throws for one that is none.
 * NOTE Braze runs PCRE; here it is JavaScript's dialect: what it has not (possessive quantifiers, atomic groups, recursion) is refused.
 */
export function regexOf(pattern: string, casing: 'i' | '' = 'i'): RegExp {
  const key = `${casing}/${pattern}`
  let regex = compiled.get(key)
  if (regex === undefined) {
    if (compiled.size > 500) compiled.clear()
    compiled.set(key, (regex = compile(pattern, casing)))
  }
  return regex
}
