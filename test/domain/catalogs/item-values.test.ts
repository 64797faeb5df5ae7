// Values of catalog items: what each type takes, what it is turned into, limits at their edges.
import { describe, expect, test } from 'vitest'
import { judge } from '../../../emulator/domain/catalogs/item-values.ts'
import type { FieldType } from '../../../emulator/domain/catalogs/item-values.ts'

const COERCE = 'unable-to-coerce-value'
const NOV = Date.UTC(2022, 10, 2, 9, 3, 19, 967)
const nested = (levels: number): unknown => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`) as unknown

const TAKEN: [FieldType, unknown, unknown][] = [
  ['string', 'x', 'x'], ['string', '', ''], ['string', 7, '7'], ['string', 1.5, '1.5'], ['string', true, 'true'], ['string', 'x'.repeat(5000), 'x'.repeat(5000)], ['string', '👩'.repeat(5000), '👩'.repeat(5000)],
  ['number', 7, 7], ['number', -0.5, -0.5], ['number', '7.49', 7.49], ['number', ' 12 ', 12], ['number', '-3', -3], ['number', '1e3', 1000], ['number', '.5', 0.5],
  ['boolean', true, true], ['boolean', false, false], ['boolean', 'true', true], ['boolean', 'FALSE', false],
  ['time', '2022-11-02T09:03:19.967Z', NOV], ['time', '2022-11-02T11:03:19.967+02:00', NOV], ['time', '2022-11-02', Date.UTC(2022, 10, 2)], ['time', 1667379799, Date.UTC(2022, 10, 2, 9, 3, 19)], ['time', 1667379799.967, NOV], ['time', '1667379799', Date.UTC(2022, 10, 2, 9, 3, 19)], ['time', 0, 0],
  ['geo', [-117.8711, 33.6112], [-117.8711, 33.6112]], ['geo', [180, -90], [180, -90]],
  ['object', {}, {}], ['object', { a: [{ b: null }] }, { a: [{ b: null }] }], ['object', nested(50), nested(50)],
  ['array', [], []], ['array', ['a', 'a'], ['a', 'a']], ['array', ['a', 7, true], ['a', '7', 'true']], ['array', Array.from({ length: 100 }, (_, i) => `d${i}`), Array.from({ length: 100 }, (_, i) => `d${i}`)],
]
const REFUSED: [FieldType, unknown, string][] = [
  ['string', {}, COERCE], ['string', ['x'], COERCE], ['string', 'x'.repeat(5001), 'items-too-large'], ['string', '👩'.repeat(5001), 'items-too-large'],
  ['number', 'x', COERCE], ['number', '', COERCE], ['number', '0x10', COERCE], ['number', 'Infinity', COERCE], ['number', '1e999', COERCE], ['number', '1,5', COERCE], ['number', true, COERCE], ['number', [7], COERCE], ['number', { inc: 1 }, COERCE],
  ['boolean', 1, COERCE], ['boolean', 0, COERCE], ['boolean', 'yes', COERCE], ['boolean', '', COERCE], ['boolean', {}, COERCE],
  ['time', 'tomorrow', COERCE], ['time', '', COERCE], ['time', '2022-02-30', COERCE], ['time', true, COERCE], ['time', 1667379799967, COERCE], ['time', {}, COERCE],
  ['geo', [181, 0], COERCE], ['geo', [0, 91], COERCE], ['geo', [0], COERCE], ['geo', [0, 0, 0], COERCE], ['geo', ['0', '0'], COERCE], ['geo', { longitude: 0, latitude: 0 }, COERCE], ['geo', '0,0', COERCE],
  ['object', [], COERCE], ['object', 'x', COERCE], ['object', '{}', COERCE], ['object', { 'a.b': 1 }, 'invalid-keys-in-value-object'], ['object', { a: [{ $b: 1 }] }, 'invalid-keys-in-value-object'], ['object', { a$: 1 }, 'invalid-keys-in-value-object'],
  ['object', nested(51), 'too-deep-nesting-in-value-object'], ['object', { a: 'x'.repeat(5000) }, 'items-too-large'],
  ['array', 'x', COERCE], ['array', {}, COERCE], ['array', [{}], COERCE], ['array', [['x']], COERCE], ['array', [null], COERCE], ['array', Array.from({ length: 101 }, (_, i) => `d${i}`), 'items-too-large'], ['array', ['x'.repeat(5000)], 'items-too-large'],
]

describe('taken', () => test.each(TAKEN)('%s: %j', (type, value, stored) => expect(judge(type, value)).toEqual({ value: stored })))
describe('refused', () => test.each(REFUSED)('%s: %j: %s', (type, value, problem) => expect(judge(type, value)).toEqual({ problem })))

test('null empties a field of any type', () => {
  for (const type of ['string', 'number', 'boolean', 'time', 'geo', 'object', 'array'] as const) expect(judge(type, null)).toEqual({ value: null })
})

test('an empty object one level too deep is too deep', () => {
  const deep = JSON.parse(`${'{"a":'.repeat(50)}{}${'}'.repeat(50)}`) as unknown
  expect(judge('object', deep)).toEqual({ problem: 'too-deep-nesting-in-value-object' })
})

test('a hostile value is looked at once: a million elements', () => {
  expect(judge('array', Array.from({ length: 1_000_000 }, () => 1))).toEqual({ problem: 'items-too-large' })
  expect(judge('object', { a: Array.from({ length: 1_000_000 }, () => 1) })).toEqual({ problem: 'items-too-large' })
})
