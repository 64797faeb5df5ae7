// What a cell means: boolean, number, time or text, and whether that fits the type which the attribute has. docs: import_users/csv ("custom attributes", "data structure issues")
import { STRING_CHARS } from '../profiles/custom-values.ts'
import { parseTime } from '../times.ts'
import type { Cell } from './csv-records.ts'

export type CellType = 'string' | 'number' | 'boolean' | 'time'
/** `exact`: text that looks like a time and must stay text. `note` is for the list of warnings. */
export type CellValue = { type: CellType; value: string | number | boolean; exact?: true; note?: string } | { dropped: string } | { conflict: string }

const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/

/** True for the forms that the pages name: YYYY-MM-DD, YYYY-MM-DDTHH:MM:SS with Z, an offset or nothing. */
export const isIsoTime = (text: string): boolean => ISO.test(text) && parseTime(text) !== undefined

export const isBlank = ({ text }: Cell): boolean => text.trim() === ''

/** The text without single quotation marks around it: "Values encapsulated in single ('') or double ("") quotation marks will be read as strings". */
export function textOf({ text, quoted }: Cell): { text: string; quoted: boolean } {
  const single = text.length >= 2 && text.startsWith(`'`) && text.endsWith(`'`)
  return single ? { text: text.slice(1, -1), quoted: true } : { text, quoted }
}

function asText(text: string): CellValue {
  if (text.length > STRING_CHARS) return { dropped: `more than ${STRING_CHARS} characters` }
  return { type: 'string', value: text, ...(parseTime(text) === undefined ? {} : { exact: true as const }) }
}

function untyped({ text, quoted }: { text: string; quoted: boolean }): CellValue {
  if (quoted) return asText(text)
  if (/^(true|false)$/i.test(text)) return { type: 'boolean', value: text.toLowerCase() === 'true' }
  const number = Number(text)
  if (NUMBER.test(text) && (text.includes('.') || Number.isSafeInteger(number))) return { type: 'number', value: number }
  // "if the value in the CSV file is 0130, the Braze profile shows 88"
  if (/^0[0-7]+$/.test(text) && Number.isSafeInteger(Number.parseInt(text, 8))) return { type: 'number', value: Number.parseInt(text, 8), note: `a number that begins with zero is read as an octal one: ${text} becomes ${Number.parseInt(text, 8)}` }
  if (isIsoTime(text)) return { type: 'time', value: text }
  return asText(text)
}

/** What a cell is for an attribute of type `declared`; undefined when the attribute is new. */
export function readCell(cell: Cell, declared: string | undefined): CellValue {
  const given = textOf(cell)
  if (declared === 'string') return asText(given.text)
  const read = untyped(given)
  if (!('type' in read) || declared === undefined || read.type === declared) return read
  return { conflict: `the attribute's type is ${declared}, the value is a ${read.type}` }
}
