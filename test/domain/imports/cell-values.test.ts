// What a cell means by itself, and for an attribute that has a type.
import { describe, expect, test } from 'vitest'
import { isIsoTime, readCell } from '../../../emulator/domain/imports/cell-values.ts'

const cell = (text: string, quoted = false) => ({ text, quoted })

describe('by itself', () => {
  test.each([
    ['true', 'boolean', true], ['False', 'boolean', false],
    ['0', 'number', 0], ['-1', 'number', -1], ['1.50', 'number', 1.5], ['0.5', 'number', 0.5], ['9007199254740991', 'number', 9007199254740991],
    ['9007199254740993', 'string', '9007199254740993'], ['1,5', 'string', '1,5'], ['1 000', 'string', '1 000'], ['.5', 'string', '.5'], ['5.', 'string', '5.'], ['1e3', 'string', '1e3'], ['NaN', 'string', 'NaN'], ['0x10', 'string', '0x10'], ['089', 'string', '089'], ['00.5', 'string', '00.5'],
    ['2024-06-10', 'time', '2024-06-10'], ['2024-06-10T12:00:00', 'time', '2024-06-10T12:00:00'], ['2024-06-10T12:00:00.123Z', 'time', '2024-06-10T12:00:00.123Z'],
    [`'x'`, 'string', 'x'], [`'`, 'string', `'`], [`''`, 'string', ''], [`it's`, 'string', `it's`],
  ])('%s is a %s', (text, type, value) => expect(readCell(cell(text), undefined)).toEqual({ type, value }))

  test.each([['true'], ['42'], ['0130'], ['text']])('%s in quotation marks is text', (text) => {
    for (const given of [cell(text, true), cell(`'${text}'`)]) expect(readCell(given, undefined)).toEqual({ type: 'string', value: text })
  })
  test.each([['2024-06-10', true], ['06/10/2024', false], ['2024-06-10 12:00:00', false]])('%s is text that must stay text', (text, quoted) => expect(readCell(cell(text, quoted), undefined)).toEqual({ type: 'string', value: text, exact: true }))
  test('0130 is 88', () => expect(readCell(cell('0130'), undefined)).toEqual({ type: 'number', value: 88, note: 'a number that begins with zero is read as an octal one: 0130 becomes 88' }))
  test('255 characters are the most', () => {
    expect(readCell(cell('x'.repeat(255)), undefined)).toMatchObject({ type: 'string' })
    expect(readCell(cell('x'.repeat(256)), undefined)).toEqual({ dropped: 'more than 255 characters' })
  })
})

describe('for an attribute with a type', () => {
  test.each([['string', '42', '42'], ['string', 'true', 'true'], ['number', '42', 42], ['boolean', 'true', true], ['time', '2024-06-10', '2024-06-10']])('%s takes %s', (type, text, value) => expect(readCell(cell(text), type)).toMatchObject({ type, value }))
  test('text keeps what looks like a time', () => expect(readCell(cell('2024-06-10'), 'string')).toEqual({ type: 'string', value: '2024-06-10', exact: true }))
  test.each([['number', 'x', 'string'], ['number', 'true', 'boolean'], ['boolean', '0', 'number'], ['time', 'soon', 'string'], ['array', 'x', 'string'], ['object', '1', 'number'], ['time', '5', 'number']])('%s does not take %s', (type, text, seen) => expect(readCell(cell(text), type)).toEqual({ conflict: `the attribute's type is ${type}, the value is a ${seen}` }))
})

test.each([['2024-06-10', true], ['2024-06-10T12:00:00', true], ['2024-06-10T12:00:00Z', true], ['2024-06-10T12:00:00+00:00', true], ['2024-06-10T12:00Z', true], ['2024-02-30', false], ['2024-06-10T25:00:00Z', false], ['06/10/2024', false], ['2024-6-1', false], ['', false], ['2024-06-10 12:00:00', false]])('%s is a time of ISO 8601: %s', (text, is) => expect(isIsoTime(text)).toBe(is))
