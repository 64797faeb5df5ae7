// CSV as Braze takes it: UTF-8, commas, quotes doubled inside quotes; a row that is none is left out, the others stay. docs: import_users/csv ("file formatting issues")
import { isUtf8 } from 'node:buffer'
import { lazy } from '../../kernel/lazy.ts'

/** `quoted`: the value stood in quotation marks, so it is text. */
export type Cell = { text: string; quoted: boolean }
/** `row` counts as a spreadsheet does: the header is 1, blank rows count. */
export type CsvRecord = { row: number; cells: Cell[] } | { row: number; malformed: string }

// Without `cast`, which would tell of quotation marks but describes the whole parser to each cell: twenty times slower
const OPTIONS = { delimiter: ',', record_delimiter: '\n', relax_column_count: true }
const csv = lazy<{ parse: (text: string, options: typeof OPTIONS) => string[][] }>('csv-parse/sync')

const [LF, CR, QUOTE, COMMA] = [0x0a, 0x0d, 0x22, 0x2c]
const PIECE = 64 * 1024 // bytes that are parsed, and imported, together
const LONGEST = 1024 * 1024 // a quotation mark that is not closed by then is a mistake in its own row

const QUOTES = 'unescaped or unbalanced quotation marks'
export const NOT_UTF8 = 'not encoded in UTF-8'

/** `quoted`: the numbers of the cells that stood in quotation marks. */
type Span = { row: number; from: number; to: number; quoted: ReadonlySet<number>; malformed?: string }
const NONE: ReadonlySet<number> = new Set()

const isEnd = (byte: number | undefined): boolean => byte === undefined || byte === COMMA || byte === LF || byte === CR

/** The end of the record that begins at `from` (its line break not included) and its quoted cells, or undefined when its quotation marks do not match. */
function endOf(bytes: Uint8Array, from: number): { to: number; quoted: ReadonlySet<number> } | undefined {
  let inside = false
  let cell = 0
  let quoted: Set<number> | undefined
  for (let at = from, start = true; at <= bytes.length; at++) {
    const byte = bytes[at]
    if (inside) {
      if (byte === undefined || at - from > LONGEST) return undefined
      if (byte !== QUOTE) continue
      if (bytes[at + 1] === QUOTE) at++
      else if (isEnd(bytes[at + 1])) inside = false
      else return undefined
    } else if (byte === undefined || byte === LF || byte === CR) return { to: at, quoted: quoted ?? NONE }
    else if (byte === QUOTE) {
      if (!start) return undefined
      inside = true
      quoted = (quoted ?? new Set()).add(cell)
    } else if (byte === COMMA) cell++
    start = byte === COMMA
  }
  return undefined
}

function lineEnd(bytes: Uint8Array, from: number): number {
  let at = from
  while (at < bytes.length && bytes[at] !== LF && bytes[at] !== CR) at++
  return at
}

const isBlank = (bytes: Uint8Array, { from, to }: Span): boolean => {
  for (let at = from; at < to; at++) if (bytes[at] !== 0x20 && bytes[at] !== 0x09) return false
  return true
}

/** Every record that is not blank. */
function* spans(bytes: Uint8Array): Generator<Span> {
  let from = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0 // byte order mark
  for (let row = 1; from < bytes.length; row++) {
    const end = endOf(bytes, from)
    const span: Span = end === undefined ? { row, from, to: lineEnd(bytes, from), quoted: NONE, malformed: QUOTES } : { row, from, ...end }
    if (!isBlank(bytes, span)) yield span
    from = span.to + (bytes[span.to] === CR && bytes[span.to + 1] === LF ? 2 : 1)
  }
}

function parse(bytes: Uint8Array, piece: readonly Span[]): CsvRecord[] {
  const whole = isUtf8(bytes.subarray(piece[0]!.from, piece.at(-1)!.to))
  const judged = piece.map((span) => (span.malformed === undefined && !whole && !isUtf8(bytes.subarray(span.from, span.to)) ? { ...span, malformed: NOT_UTF8 } : span))
  const good = judged.filter(({ malformed }) => malformed === undefined)
  const text = good.map(({ from, to }) => Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString()).join('\n')
  const cells = good.length === 0 ? [] : csv().parse(text, OPTIONS)
  let next = 0
  return judged.map(({ row, malformed, quoted }) => (malformed === undefined ? { row, cells: cells[next++]!.map((cell, n) => ({ text: cell, quoted: quoted.has(n) })) } : { row, malformed }))
}

/** The records of a file, the first one alone, then some at a time; nothing but the piece at hand stands in memory beside the bytes. */
export function* recordsOf(bytes: Uint8Array): Generator<CsvRecord[]> {
  let piece: Span[] = []
  let header = true
  for (const span of spans(bytes)) {
    piece.push(span)
    // The header comes alone: what follows is read by it
    if (!header && span.to - piece[0]!.from < PIECE) continue
    yield parse(bytes, piece)
    piece = []
    header = false
  }
  if (piece.length > 0) yield parse(bytes, piece)
}
