// Which kinds of journal rows the sources append: by reading the first argument of every `append`.
import type { Source } from './sources.ts'
import { strip } from './sources.ts'

const isCode = ({ path }: Source): boolean => path.endsWith('.ts') && !path.startsWith('emulator/kernel/') && path !== 'emulator/domain/kinds.ts'

/** The text of a call's first argument, from just after the bracket. */
function firstArgument(code: string, from: number): { from: number; to: number } {
  let depth = 0
  for (let i = from; i < code.length; i++) {
    if ('([{'.includes(code[i]!)) depth++
    else if (')]}'.includes(code[i]!)) depth--
    if (depth < 0 || (depth === 0 && code[i] === ',')) return { from, to: i }
  }
  return { from, to: code.length }
}

/** Appended kinds that the list does not have, and variables that anything could stand in. */
export function undeclared(sources: readonly Source[], kinds: readonly string[]): string[] {
  return sources.filter(isCode).flatMap(({ path, text }) => {
    const { code, literals } = strip(text)
    return [...code.matchAll(/\bjournal\.append\s*\(/g)].flatMap((match) => {
      const { from, to } = firstArgument(code, match.index + match[0].length)
      const named = literals.filter(({ at }) => at > from && at < to && !/[!=]==?\s*$/.test(code.slice(from, at - 1))).map((literal) => literal.text)
      if (named.length > 0) return named.filter((kind) => !kinds.includes(kind)).map((kind) => `${path} appends '${kind}'`)
      const variable = code.slice(from, to).trim()
      const declared = new RegExp(`\\b${variable}\\s*:\\s*(Kind\\b|')`).test(code)
      return declared ? [] : [`${path} appends ${variable}, which may be anything`]
    })
  })
}

/** Listed kinds that stand as a literal in no file that appends. */
export function unused(sources: readonly Source[], kinds: readonly string[]): string[] {
  const named = new Set(sources.filter(isCode).filter(({ text }) => /journal\.append\(|remarks\.push\(/.test(text)).flatMap(({ text }) => strip(text).literals.map((literal) => literal.text)))
  return kinds.filter((kind) => !named.has(kind))
}
