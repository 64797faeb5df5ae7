// Where a place of the email that is rendered stands in what the author wrote: the preheader is put into the body, links get their ids, styles are inlined; Liquid itself stays as it is.
import type { Json } from '../../outgoing.ts'
import type { EmailParts } from './body.ts'
import { preheaderAt } from './template.ts'

export type Place = { field?: string | undefined; line?: number | undefined; column?: number | undefined }

const offsetOf = (text: string, line: number, column: number): number => text.split('\n').slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column - 1

function placeOf(text: string, offset: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split('\n')
  return { line: lines.length, column: lines.at(-1)!.length + 1 }
}

/** The output or tag around an offset: where it begins, and its text. */
function pieceAt(text: string, offset: number): { start: number; piece: string } | undefined {
  const start = Math.max(text.lastIndexOf('{{', offset), text.lastIndexOf('{%', offset))
  if (start < 0) return undefined
  const close = text.indexOf(text[start + 1] === '%' ? '%}' : '}}', Math.max(start + 2, offset))
  return { start, piece: close < 0 ? text.slice(start, start + 2) : text.slice(start, close + 2) }
}

/** Where each of the pieces begins. */
function* placesOf(text: string, piece: string): Generator<number> {
  for (let at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + 1)) yield at
}

/** The same place in the author's field; as it is, when that can not be told. */
export function authorsPlace({ field, line, column }: Place, rendered: Json, { html, preheader }: Pick<EmailParts, 'html' | 'preheader'>): Place {
  const text = rendered['body']
  if (field !== 'body' || line === undefined || column === undefined || typeof text !== 'string' || text === html) return { field, line, column }
  const offset = offsetOf(text, line, column)
  const found = pieceAt(text, offset)
  if (found === undefined) return { field, line, column }
  const at = preheaderAt(html)
  // In the order of the body that is rendered
  const all = [
    ...[...placesOf(html, found.piece)].filter((one) => one < at).map((one) => ['body', html, one] as const),
    ...[...placesOf(preheader, found.piece)].map((one) => ['preheader', preheader, one] as const),
    ...[...placesOf(html, found.piece)].filter((one) => one >= at).map((one) => ['body', html, one] as const),
  ]
  const own = all[[...placesOf(text, found.piece)].indexOf(found.start)]
  return own === undefined ? { field, line, column } : { field: own[0], ...placeOf(own[1], own[2] + offset - found.start) }
}
