// What the YAML parser says, in words of ours that name the way out; and files that are not UTF-8. One mistake is told once, not with all that follows from it.
import type { Document, LineCounter, YAMLError } from 'yaml'
import { isAlias, visit } from 'yaml'
import { deviceVerbs } from './device-verbs.ts'
import { expectations } from './expectations.ts'
import type { Problem } from './places.ts'

const again: readonly string[] = [...Object.keys(deviceVerbs), ...Object.keys(expectations())]
const twice = (name: string): string => `'${name}' stands here twice${again.includes(name) ? ': write a list, with a dash before each' : ''}`
const UNFIT = 'this line does not fit those above it: what belongs together begins in the same column'
const HARD_SPACE = /[\u00A0\u2007\u202F]/

const problemAt = (counter: LineCounter, offset: number, message: string): Problem => {
  const { line, col } = counter.linePos(offset)
  return { line, column: col, message }
}

/** Where it is, and what is wrong there. */
function said({ code, message, pos: [offset] }: YAMLError, text: string): { offset: number; message: string } {
  const begin = text.lastIndexOf('\n', offset - 1) + 1
  const before = text.slice(begin, offset)
  const line = /^[^\n]*/.exec(text.slice(begin))![0]
  const hard = HARD_SPACE.exec(line)
  // The parser looks at what stands before the first word of the line
  const word = offset + /^\s*/.exec(text.slice(offset))![0].length
  switch (code) {
    case 'DUPLICATE_KEY':
      return { offset, message: twice(/^[^:\n]*/.exec(text.slice(offset))![0].trim()) }
    case 'TAB_AS_INDENT':
      return { offset, message: 'there is a tab here: lines are indented by spaces alone' }
    case 'BAD_INDENT': {
      const open = /^Flow (map|sequence)/.exec(message)?.[1]
      return open === undefined ? { offset: word, message: UNFIT } : { offset, message: open === 'map' ? "a '{' above is not closed by '}'" : "a '[' above is not closed by ']'" }
    }
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      if (hard !== null) return { offset: begin + hard.index, message: 'there is a hard space (U+00A0) here: write an ordinary one' }
      // A second ': ' is of this line's text, or the next line was read as more of it
      if (/:\s/.test(before) && /:(\s|$)/.test(text.slice(offset, begin + line.length))) return { offset, message: "a text with ': ' in it stands in quotes: '…'" }
      return { offset: /:\s/.test(before) ? begin + line.length + /^\s*/.exec(text.slice(begin + line.length))![0].length : word, message: UNFIT }
    case 'MISSING_CHAR': {
      const quote = /closing (["'])/.exec(message)?.[1]
      if (quote !== undefined) return { offset, message: `a text that begins with ${quote} does not end with one` }
      return { offset, message: message.startsWith('Missing ,') ? 'a comma is missing before this' : message.startsWith('Implicit map key') ? "a name needs ': ' and what it is" : message.split('\n')[0]! }
    }
    case 'UNEXPECTED_TOKEN':
      return { offset, message: /^[}\]]/.test(text.slice(offset)) ? `there is one '${text[offset]!}' too many` : message.split('\n')[0]! }
    case 'BAD_SCALAR_START':
      return { offset, message: `a text that begins with ${text[offset]!} stands in quotes: '…'` }
    case 'BAD_DQ_ESCAPE':
      return { offset, message: `${message.split('\n')[0]!}: in single quotes a \\ is nothing but a \\` }
    default:
      return { offset, message: message.split('\n')[0]! }
  }
}

/** What is wrong with the document as YAML. Only a name that stands twice leaves the rest readable. */
export function syntaxProblems(document: Document, counter: LineCounter, text: string): { problems: Problem[]; readable: boolean } {
  const { errors, warnings } = document
  const names = errors.filter(({ code }) => code === 'DUPLICATE_KEY')
  const tabs = errors.filter(({ code }) => code === 'TAB_AS_INDENT')
  // What comes after the first is mostly its consequence
  const others = tabs.length > 0 ? tabs : errors.filter(({ code }) => code !== 'DUPLICATE_KEY').slice(0, 1)
  const problems = [...(others.length > 0 ? [] : names), ...others, ...warnings].map((error) => {
    const { offset, message } = said(error, text)
    return problemAt(counter, offset, message)
  })
  let readable = errors.length === names.length
  visit(document, (_, node) => {
    if (!isAlias(node) || node.resolve(document) !== undefined) return
    readable = false
    problems.push(problemAt(counter, node.range?.[0] ?? 0, `there is no '&${node.source}' before this '*${node.source}'`))
  })
  return { problems, readable }
}

/** Where a file stops to be UTF-8; undefined when it is. */
export function encodingProblem(text: string, counter: LineCounter): Problem | undefined {
  const offset = text.search(/[\uFFFD\0]/)
  return offset === -1 ? undefined : problemAt(counter, offset, 'the file is not UTF-8 here: save it as UTF-8')
}
