// The project's sources as text: files, code without comments and strings, literals, imports. For the guards of the architecture.
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

export const ROOT = join(import.meta.dirname, '../..')

/** One source file; `path` is relative to the project, with slashes. */
export type Source = { path: string; text: string }

// What tests write, a browser's screenshots and bundles, while others read
const ARTEFACTS = /[\\/]test[\\/]artefacts([\\/]|$)/

/** Every file below the given folders. */
export function sourcesIn(...folders: string[]): Source[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !ARTEFACTS.test(entry.parentPath))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => ({ path: posix.normalize(file.slice(ROOT.length + 1).replaceAll('\\', '/')), text: readFileSync(file, 'utf8') }))
      .sort((a, b) => (a.path < b.path ? -1 : 1)),
  )
}

export type Literal = { text: string; at: number }
export type Stripped = {
  /** The code with comments and the insides of strings, templates and regular expressions blanked; as long as the source. */
  code: string
  /** The strings and the fixed parts of templates. */
  literals: Literal[]
}

const REGEX_AFTER = /(?:^|[([{,;:=!&|?+\-*%~^<>]|=>|\b(?:return|typeof|case|in|of|do|else|void|delete|throw|new|await))\s*$/

/** Reads TypeScript far enough to tell code from comments, strings, templates and regular expressions. */
export function strip(source: string): Stripped {
  const out = source.split('')
  const literals: Literal[] = []
  const blank = (from: number, to: number): void => {
    for (let i = from; i < to; i++) if (out[i] !== '\n') out[i] = ' '
  }
  let i = 0

  function quoted(quote: string): void {
    const from = ++i
    while (i < source.length && source[i] !== quote) i += source[i] === '\\' ? 2 : 1
    literals.push({ text: source.slice(from, i), at: from })
    blank(from, i++)
  }
  function template(): void {
    let from = ++i
    const part = (): void => {
      literals.push({ text: source.slice(from, i), at: from })
      blank(from, i)
    }
    while (i < source.length && source[i] !== '`') {
      if (source[i] === '\\') i += 2
      else if (source.startsWith('${', i)) {
        part()
        i += 2
        code('}')
        from = ++i
      } else i++
    }
    part()
    i++
  }
  function regex(): void {
    const from = ++i
    for (let inClass = false; i < source.length && (inClass || source[i] !== '/'); i++) {
      if (source[i] === '\\') i++
      else if (source[i] === '[') inClass = true
      else if (source[i] === ']') inClass = false
    }
    blank(from, i++)
  }
  /** Until the closing brace of a template's expression, or the end. */
  function code(until?: '}'): void {
    for (let depth = 0; i < source.length; ) {
      const at = source[i]!
      if (source.startsWith('//', i) || (i === 0 && source.startsWith('#!'))) {
        const from = i
        while (i < source.length && source[i] !== '\n') i++
        blank(from, i)
      } else if (source.startsWith('/*', i)) {
        const from = i
        const end = source.indexOf('*/', i + 2)
        i = end === -1 ? source.length : end + 2
        blank(from, i)
      } else if (at === "'" || at === '"') quoted(at)
      else if (at === '`') template()
      else if (at === '/' && REGEX_AFTER.test(out.slice(Math.max(0, i - 40), i).join(''))) regex()
      else if (at === '}' && until !== undefined && depth === 0) return
      else {
        if (at === '{') depth++
        if (at === '}') depth--
        i++
      }
    }
  }
  code()
  return { code: out.join(''), literals }
}

/** `typeOnly`: gone after compilation. `names`: what is taken by value (`*` for everything). */
export type Import = { from: string; typeOnly: boolean; names: string[] }

/** Imports, re-exports and dynamic imports of a file, with `import type` and types in braces told apart. */
export function importsOf({ text }: Source): Import[] {
  const { code, literals } = strip(text)
  const literalAt = new Map(literals.map((literal) => [literal.at, literal.text]))
  const found: Import[] = []
  for (const match of code.matchAll(/\b(?:import|export)\s+(type\s+)?([\w*${},\s]*?)\s*from\s*['"]/g)) {
    const clause = match[2]!
    const braces = /\{([\s\S]*)\}/.exec(clause)?.[1]
    const outside = clause.replace(/\{[\s\S]*\}/, '').split(',').map((one) => one.trim()).filter((one) => one !== '')
    const inside = (braces ?? '').split(',').map((one) => one.trim()).filter((one) => one !== '')
    const values = inside.filter((one) => !/^type\s/.test(one)).map((one) => one.split(/\s+as\s+/)[0]!)
    const typeOnly = match[1] !== undefined || (braces !== undefined && inside.length > 0 && values.length === 0 && outside.length === 0)
    found.push({ from: literalAt.get(match.index + match[0].length)!, typeOnly, names: typeOnly ? [] : [...values, ...outside.map((one) => (one.startsWith('*') ? '*' : one))] })
  }
  for (const match of code.matchAll(/\bimport\s*\(?\s*['"]/g)) found.push({ from: literalAt.get(match.index + match[0].length)!, typeOnly: false, names: ['*'] })
  // Type positions: import('./endpoint.ts').Endpoint
  for (const one of found) if (one.from === undefined) throw new Error('an import without a literal')
  return found
}

/** The project's path of a relative import, or undefined for a package. */
export const targetOf = (path: string, from: string): string | undefined => (from.startsWith('.') ? posix.join(posix.dirname(path), from) : undefined)
