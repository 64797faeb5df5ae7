// Conditions on properties of an event: types, words, blanks, nested keys; and what is wrong with one.
import { describe, expect, test } from 'vitest'
import { checkPropertyFilters, passesProperties } from '../../../emulator/domain/campaigns/property-filters.ts'

const NOW = Date.parse('2026-03-01T12:00:00Z')
const passes = (filter: object, properties: Record<string, unknown>): boolean => passesProperties([filter], properties, NOW)
/** The values of property `p` (`undefined`: it is not there) that pass. */
const kept = (filter: object, values: unknown[]): unknown[] => values.filter((p) => passes({ name: 'p', ...filter }, p === undefined ? {} : { p }))

describe('a comparison', () => {
  const TEXTS = ['hat', 'Hat', 'top hat', '', 5, undefined]
  const NUMBERS = [0, 5, 10, '5', true, undefined]
  test.each<[object, unknown[], unknown[]]>([
    [{ cmp: 'equals', value: 'hat' }, TEXTS, ['hat']],
    [{ cmp: 'is_any_of', value: ['hat', ''] }, TEXTS, ['hat', '']],
    [{ cmp: 'is_none_of', value: ['hat', ''] }, TEXTS, ['Hat', 'top hat', undefined]],
    [{ cmp: 'does_not_equal', value: 'hat' }, TEXTS, ['Hat', 'top hat', '', undefined]],
    [{ cmp: 'contains_any_of', value: ['hat'] }, TEXTS, ['hat', 'top hat']],
    [{ cmp: 'does_not_contain_any_of', value: ['hat'] }, TEXTS, ['Hat', '', undefined]],
    [{ cmp: 'matches_regex', value: '^h' }, TEXTS, ['hat']],
    [{ cmp: 'does_not_match_regex', value: '^h' }, TEXTS, ['Hat', 'top hat', '']],
    [{ cmp: 'is_blank' }, TEXTS, ['', undefined]],
    [{ cmp: 'is_not_blank' }, TEXTS, ['hat', 'Hat', 'top hat', 5]],
    [{ cmp: 'equals', value: 5 }, NUMBERS, [5]],
    [{ cmp: 'exactly', value: 0 }, NUMBERS, [0]],
    [{ cmp: 'does_not_equal', value: 5 }, NUMBERS, [0, 10, undefined]],
    [{ cmp: 'more_than', value: 5 }, NUMBERS, [10]],
    [{ cmp: 'more_than_or_equal_to', value: 5 }, NUMBERS, [5, 10]],
    [{ cmp: 'less_than', value: 5 }, NUMBERS, [0]],
    [{ cmp: 'less_than_or_equal_to', value: 5 }, NUMBERS, [0, 5]],
    [{ cmp: 'is', value: true }, [true, false, 'true', undefined], [true]],
    [{ cmp: 'is', value: 'false_or_not_set' }, [true, false, undefined], [false, undefined]],
    [{ cmp: 'equals', value: false }, [true, false, undefined], [false]],
    [{ cmp: 'includes_any_of', value: ['a'] }, [['a', 'b'], ['b'], 'a', undefined], [['a', 'b']]],
    [{ cmp: 'includes_none_of', value: ['a'] }, [['a', 'b'], ['b'], 'a', undefined], [['b'], undefined]],
    [{ cmp: 'before', value: '2026-03-01' }, ['2026-02-28T23:59:59Z', '2026-03-01T00:00:00Z', 'soon', undefined], ['2026-02-28T23:59:59Z']],
    [{ cmp: 'after', value: '2026-03-01' }, ['2026-03-01T23:59:59Z', '2026-03-02T00:00:00Z'], ['2026-03-02T00:00:00Z']],
    [{ cmp: 'less_than_x_days_ago', value: 1 }, ['2026-03-01T00:00:00Z', '2026-02-28T11:00:00Z', '2026-03-02T00:00:00Z'], ['2026-03-01T00:00:00Z']],
    [{ cmp: 'less_than_x_days_in_the_future', value: 1 }, ['2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z', '2026-03-03T00:00:00Z'], ['2026-03-02T00:00:00Z']],
  ])('%j', (filter, values, expected) => expect(kept(filter, values)).toEqual(expected))

  test('of a nested key, written either way', () => {
    for (const filter of [{ property: 'cart.total', cmp: 'equals', value: 5 }, { name: 'cart', path: 'total', cmp: 'equals', value: 5 }]) {
      expect([passes(filter, { cart: { total: 5 } }), passes(filter, { cart: { total: 6 } }), passes(filter, { 'cart.total': 5 }), passes(filter, { cart: [{ total: 5 }] })]).toEqual([true, false, false, false])
    }
    expect(passes({ name: 'cart.total', cmp: 'equals', value: 5 }, { 'cart.total': 5 })).toBe(true)
  })

  test('all of several must hold; none is no condition', () => {
    const both = [{ name: 'a', cmp: 'equals', value: 1 }, { name: 'b', cmp: 'equals', value: 2 }]
    expect([passesProperties(both, { a: 1, b: 2 }, NOW), passesProperties(both, { a: 1 }, NOW), passesProperties([], {}, NOW), passesProperties(undefined, {}, NOW)]).toEqual([true, false, true, true])
  })

  test('a pattern that takes for ever does not match, and does not hang', () => expect(passes({ name: 'p', cmp: 'matches_regex', value: '^(a+)+$' }, { p: `${'a'.repeat(200)}!` })).toBe(false))
  test('names of the language are no properties', () => expect(kept({ name: 'constructor', cmp: 'is_not_blank' }, ['x'])).toEqual([]))
})

test.each<[unknown, string]>([
  ['x', 'filters must be a list of {name, cmp, value}'],
  [['x'], 'filters[0] must be an object {name, cmp, value}'],
  [[{ cmp: 'equals', value: 1 }], 'filters[0].name is missing: the property that is compared'],
  [[{ name: 'a' }], 'filters[0].cmp is missing: the comparison'],
  [[{ name: 'a', cmp: 'equals', value: 1, op: 2 }], 'filters[0].op is no member of a property filter: name, property, path, type, cmp, value'],
  [[{ name: 'a', type: 'text', cmp: 'equals', value: 1 }], 'filters[0].type must be one of string, number, boolean, array, time, any'],
  [[{ name: 'a', type: 'number', cmp: 'is_any_of', value: 1 }], `filters[0].cmp 'is_any_of' is no comparison of type number: exactly, does_not_equal, more_than, more_than_or_equal_to, less_than, less_than_or_equal_to, is_blank, is_not_blank`],
  [[{ name: 'a', cmp: 'more_than', value: '5' }], 'filters[0].value must be a number'],
  [[{ name: 'a', cmp: 'is_any_of' }], 'filters[0].value is required'],
  [[{ name: 'a', cmp: 'is_any_of', value: [] }], 'filters[0].value must be a string or a list of them'],
  [[{ name: 'a', cmp: 'is_any_of', value: Array.from({ length: 257 }, () => 'x') }], 'filters[0].value takes at most 256 values'],
  [[{ name: 'a', cmp: 'before', value: 'soon' }], 'filters[0].value must be a day (2026-03-01) or an ISO 8601 time'],
  [[{ property: 'a.b', cmp: 'more_than', value: 5 }], 'filters[0].cmp of a nested property can only be equals or does_not_equal'],
  [[{ property: 'a[].b', cmp: 'equals', value: 5 }], 'filters[0].property must be a path such as cart.total: arrays of objects can not be filtered in properties'],
])('%j: %s', (filters, message) => expect(checkPropertyFilters('filters', filters).map((one) => one.message)).toEqual([message]))

test('a pattern that is none names its fault', () => expect(checkPropertyFilters('f', [{ name: 'a', cmp: 'matches_regex', value: '(' }])[0]!.message).toContain('f[0].value is no regular expression'))
