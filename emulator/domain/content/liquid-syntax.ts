// Is a text well-formed Liquid, as a parser of Braze's dialect reads it: delimiters closed, blocks closed in order, no tag without what it needs. Filters and values are not judged.
// Braze parses leniently ("lax"), so what is accepted here is wide: unknown tags pass, a tag of Braze's own may be one of them.

/** Block tags and what may stand between their beginning and end. */
const BLOCKS: Readonly<Record<string, readonly string[]>> = { if: ['elsif', 'else'], unless: ['elsif', 'else'], case: ['when', 'else'], for: ['else'], tablerow: [], capture: [], translation: [] }
const MIDDLES = new Set(['elsif', 'else', 'when'])
const NEEDS: Readonly<Record<string, RegExp>> = {
  if: /\S/, unless: /\S/, elsif: /\S/, case: /\S/, when: /\S/, capture: /\S/, translation: /\S/,
  assign: /^[\w.\-[\]'"]+\s*=\s*\S/, for: /^[\w-]+\s+in\s+\S/, tablerow: /^[\w-]+\s+in\s+\S/,
}
const TAG = /^-?\s*(#|\w+)?\s*([\s\S]*?)\s*-?$/

/** Where the output that begins at `from` (behind its `{{`) ends, or -1. `${…}` and outputs inside count as one. */
function endOfOutput(text: string, from: number): number {
  for (let i = from, depth = 1; i < text.length; i++) {
    if (text.startsWith('${', i) && text[i + 2] !== '{') {
      i = text.indexOf('}', i)
      if (i === -1) return -1
    } else if (text.startsWith('{{', i)) [depth, i] = [depth + 1, i + 1]
    else if (text.startsWith('}}', i)) {
      if (--depth === 0) return i + 2
      i++
    }
  }
  return -1
}

/** Where a block whose inside is not read (`raw`, `comment`) ends, or -1. */
function endOfUnread(text: string, name: string, from: number): number {
  const end = new RegExp(`\\{%-?\\s*end${name}\\s*-?%\\}`, 'g')
  end.lastIndex = from
  return end.exec(text) === null ? -1 : end.lastIndex
}

/** Reads one tag into the stack of open blocks; answers what is wrong. */
function readTag(name: string, rest: string, open: string[], foreign: Set<string>): string | undefined {
  const needs = NEEDS[name]
  if (needs !== undefined && !needs.test(rest)) return `'${name}' is not complete`
  if (name in BLOCKS) open.push(name)
  else if (MIDDLES.has(name)) return BLOCKS[open.at(-1) ?? '']?.includes(name) === true ? undefined : `'${name}' stands outside of its block`
  else if (name.startsWith('end')) {
    const block = name.slice(3)
    if (!(block in BLOCKS)) return foreign.has(block) ? undefined : `unknown tag '${name}'`
    if (open.pop() !== block) return `'${name}' closes nothing`
  } else foreign.add(name)
  return undefined
}

/** What is wrong with a text as Liquid, in a few words; undefined when nothing is. */
export function malformedLiquid(text: string): string | undefined {
  const open: string[] = []
  const foreign = new Set<string>()
  const delimiter = /\{\{|\{%/g
  for (let match = delimiter.exec(text); match !== null; match = delimiter.exec(text)) {
    if (match[0] === '{{') {
      const end = endOfOutput(text, delimiter.lastIndex)
      if (end === -1) return 'an output is not closed'
      delimiter.lastIndex = end
      continue
    }
    const end = text.indexOf('%}', delimiter.lastIndex)
    if (end === -1) return 'a tag is not closed'
    const [, name, rest] = TAG.exec(text.slice(delimiter.lastIndex, end))!
    delimiter.lastIndex = end + 2
    if (name === undefined) return 'a tag without a name'
    if (name === '#') continue
    if (name === 'raw' || name === 'comment') {
      const behind = endOfUnread(text, name, end + 2)
      if (behind === -1) return `'${name}' is not closed`
      delimiter.lastIndex = behind
      continue
    }
    const wrong = name === 'liquid' ? lines(rest!) : readTag(name, rest!, open, foreign)
    if (wrong !== undefined) return wrong
  }
  return open.length > 0 ? `'${open.at(-1)}' is not closed` : undefined
}

/** `{% liquid %}`: one tag a line. */
function lines(text: string): string | undefined {
  const open: string[] = []
  const foreign = new Set<string>()
  for (const line of text.split('\n').map((one) => one.trim()).filter((one) => one !== '' && !one.startsWith('#'))) {
    const [, name, rest] = /^(\w+)\s*(.*)$/.exec(line) ?? []
    const wrong = name === undefined ? 'a line without a tag' : readTag(name, rest!, open, foreign)
    if (wrong !== undefined) return wrong
  }
  return open.length > 0 ? `'${open.at(-1)}' is not closed` : undefined
}
