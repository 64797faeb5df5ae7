// The reader of CSV files: records with their row numbers and quotation marks, what is malformed, in pieces, and in a time that grows with the file only.
import { describe, expect, test } from 'vitest'
import type { CsvRecord } from '../../../emulator/domain/imports/csv-records.ts'
import { recordsOf } from '../../../emulator/domain/imports/csv-records.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text)
const all = (text: string | Uint8Array): CsvRecord[] => [...recordsOf(typeof text === 'string' ? bytes(text) : text)].flat()
/** Rows as [number, cells…]; a quoted cell in angle brackets; a malformed row with its reason. */
const plain = (text: string | Uint8Array): unknown[] => all(text).map((one) => ('malformed' in one ? [one.row, { malformed: one.malformed }] : [one.row, ...one.cells.map((cell) => (cell.quoted ? `<${cell.text}>` : cell.text))]))
const QUOTES = { malformed: 'unescaped or unbalanced quotation marks' }

describe('records', () => {
  test.each<[string, unknown[]]>([
    ['', []],
    ['a,b', [[1, 'a', 'b']]],
    ['a,b\n', [[1, 'a', 'b']]],
    ['a,b\r\n1,2\r\n', [[1, 'a', 'b'], [2, '1', '2']]],
    ['a\rb\r', [[1, 'a'], [2, 'b']]],
    ['a\n\n \t\nb', [[1, 'a'], [4, 'b']]],
    ['\na', [[2, 'a']]],
    ['a,\n,b\n,,', [[1, 'a', ''], [2, '', 'b'], [3, '', '', '']]],
    ['"a","b,c"', [[1, '<a>', '<b,c>']]],
    ['""', [[1, '<>']]],
    ['"a ""b"" c"', [[1, '<a "b" c>']]],
    ['"a\nb\r\nc",d\ne', [[1, '<a\nb\r\nc>', 'd'], [2, 'e']]],
    [' "a"', [[1, QUOTES]]],
    ['a"b\nc', [[1, QUOTES], [2, 'c']]],
    ['"a"b\nc', [[1, QUOTES], [2, 'c']]],
    ['"a\nb,c\nd', [[1, QUOTES], [2, 'b', 'c'], [3, 'd']]],
    ['x,"a\n"b\nc', [[1, QUOTES], [2, QUOTES], [3, 'c']]],
    [`'a','b,c'`, [[1, `'a'`, `'b`, `c'`]]],
    ['a, b ,c\t', [[1, 'a', ' b ', 'c\t']]],
  ])('%j', (text, rows) => expect(plain(text)).toEqual(rows))

  test('a byte order mark is no part of the header', () => expect(plain('\uFEFFa,b\n1,2')).toEqual([[1, 'a', 'b'], [2, '1', '2']]))
  test('what is not UTF-8 is malformed by row', () => expect(plain(Buffer.concat([bytes('é\n'), Buffer.from([0xe9, 0x0a]), bytes('✓\n"'), Buffer.from([0xff, 0x22, 0x0a])]))).toEqual([[1, 'é'], [2, { malformed: 'not encoded in UTF-8' }], [3, '✓'], [4, { malformed: 'not encoded in UTF-8' }]]))
  test('bytes that begin in the middle of a buffer', () => {
    const whole = Buffer.from('xxxa,"é"\nb')
    expect(plain(new Uint8Array(whole.buffer, whole.byteOffset + 3, whole.length - 3))).toEqual([[1, 'a', '<é>'], [2, 'b']])
  })
})

describe('pieces', () => {
  test('the header alone, then pieces of bounded size that lose nothing', () => {
    const lines = Array.from({ length: 30_000 }, (_, n) => `u${n},"${n}"`)
    const pieces = [...recordsOf(bytes(`id,n\n${lines.join('\n')}`))]
    expect(pieces[0]).toEqual([{ row: 1, cells: [{ text: 'id', quoted: false }, { text: 'n', quoted: false }] }])
    expect(pieces.length).toBeGreaterThan(4)
    for (const piece of pieces) expect(piece.reduce((sum, one) => sum + ('cells' in one ? one.cells.reduce((chars, { text }) => chars + text.length, 0) : 0), 0)).toBeLessThan(70_000)
    expect(pieces.flat().map(({ row }) => row)).toEqual(Array.from({ length: 30_001 }, (_, n) => n + 1))
  })

  test('nothing is read before it is asked for', () => {
    const reading = recordsOf(bytes(`a\n${'b\n'.repeat(100_000)}`))
    expect(reading.next().value).toHaveLength(1)
    expect(reading.next().value!.length).toBeLessThan(100_000)
  })

  test('a quotation mark that is never closed costs its own row only, however large the file', () => {
    const records = all(`id,s\n1,"never\n${'2,x\n'.repeat(400_000)}`)
    expect([records.length, records[1], records.at(-1)]).toEqual([400_002, { row: 2, ...QUOTES }, { row: 400_002, cells: [{ text: '2', quoted: false }, { text: 'x', quoted: false }] }])
  })

  test('quotation marks that are never closed in every row: each row alone', () => {
    expect(all(`id\n${'"x\n'.repeat(20_000)}`).filter((one) => 'malformed' in one)).toHaveLength(20_000)
  })
})
