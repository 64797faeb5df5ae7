// Property filters on devices: what an SDK answers is what the server would answer, filter by filter and value by value.
import { afterEach, describe, expect, test, vi } from 'vitest'
import { deviceFilter } from '../../../emulator/domain/campaigns/device-filters.ts'
import { passesProperties } from '../../../emulator/domain/campaigns/property-filters.ts'
import { passes } from '../../../sdk-shims/device/trigger-filters.ts'
import type { AppObject, Json } from '../../../sdk-shims/device/wire-types.ts'

const NOW = Date.parse('2026-03-10T12:00:00Z')
const days = (n: number): string => new Date(NOW + n * 86_400_000).toISOString().slice(0, 19)
const TEXTS = [undefined, '', 'a', 'b', 'axe', 'A', '1+1=2', 'x.y']
const NUMBERS = [undefined, -1, 0, 1, 2, 2.5, 3]
const FLAGS = [undefined, true, false]
const TIMES = [undefined, days(-3), days(-2), days(-1), days(0), days(1), days(2), days(3), '2026-03-10T00:00:00', '2026-03-09T23:59:59', '2026-03-11T00:00:00']

const FILTERS: [object, unknown[]][] = [
  ...[
    { cmp: 'is_any_of', value: ['a', 'b'] }, { cmp: 'equals', value: 'a' }, { cmp: 'is_none_of', value: ['a', 'b'] }, { cmp: 'not_equal', type: 'string', value: 'a' }, { cmp: 'contains_any_of', value: ['x', '1+1'] }, { cmp: 'contains_any_of', value: ['.'] },
    { cmp: 'does_not_contain_any_of', value: ['x'] }, { cmp: 'matches_regex', value: '^a' }, { cmp: 'does_not_match_regex', value: '^a' }, { cmp: 'is_blank', type: 'string' }, { cmp: 'is_not_blank', type: 'string' }, { cmp: 'is_blank' }, { cmp: 'is_not_blank' },
  ].map((filter): [object, unknown[]] => [filter, TEXTS]),
  ...['exactly', 'does_not_equal', 'more_than', 'more_than_or_equal_to', 'less_than', 'less_than_or_equal_to', 'is_blank', 'is_not_blank'].map((cmp): [object, unknown[]] => [{ cmp, type: 'number', value: 2 }, NUMBERS]),
  ...[{ cmp: 'is', value: true }, { cmp: 'is', value: false }, { cmp: 'is', value: 'true_or_not_set' }, { cmp: 'is', value: 'false_or_not_set' }, { cmp: 'does_not_equal', value: true }, { cmp: 'is_blank' }, { cmp: 'is_not_blank' }].map((filter): [object, unknown[]] => [{ type: 'boolean', ...filter }, FLAGS]),
  ...[
    { cmp: 'before', value: '2026-03-10' }, { cmp: 'before', value: '2026-03-10T12:00:00Z' }, { cmp: 'after', value: '2026-03-10' }, { cmp: 'after', value: '2026-03-10T12:00:00Z' }, { cmp: 'less_than_x_days_ago', value: 2 }, { cmp: 'less_than_x_days_in_the_future', value: 2.5 },
    { cmp: 'more_than_x_days_ago', value: 1.5 }, { cmp: 'more_than_x_days_in_the_future', value: 1.5 }, { cmp: 'is_blank' }, { cmp: 'is_not_blank' },
  ].map((filter): [object, unknown[]] => [{ type: 'time', ...filter }, TIMES]),
]

/** Device filters give only what the server's do, to a value as the app has it: times are dates there. */
function onDevice(platform: 'web' | 'ios', filter: object, value: unknown, isTime: boolean): boolean {
  const given = value === undefined ? {} : { x: isTime ? new Date(`${String(value)}Z`) : value }
  return passes(platform, JSON.parse(JSON.stringify(deviceFilter(filter))) as Json, given as AppObject, NOW)
}

describe('a device and the server agree', () => {
  test.each(FILTERS)('%j', (without, values) => {
    const filter = { name: 'x', ...without }
    const isTime = (without as { type?: string }).type === 'time'
    const server = values.map((value) => passesProperties([filter], value === undefined ? {} : { x: value }, NOW))
    expect(values.map((value) => onDevice('web', filter, value, isTime))).toEqual(server)
    expect(new Set(server).size).toBe(2) // a filter that all pass, or none, would prove nothing
  })

  // What its triggers run, from the package itself
  test.each(FILTERS)('the unmodified web SDK too: %j', async (without, values) => {
    const { default: FilterSet } = (await import('../../../node_modules/@braze/web-sdk/src/triggers/models/filter-set.js' as string)) as { default: { fromJson(json: unknown): { sf(properties: object): boolean } } }
    vi.useFakeTimers({ now: NOW })
    const filter = { name: 'x', ...without }
    const isTime = (without as { type?: string }).type === 'time'
    const set = FilterSet.fromJson(JSON.parse(JSON.stringify(deviceFilter(filter))))
    const given = (value: unknown): object => (value === undefined ? {} : { x: isTime ? new Date(`${String(value)}Z`) : value })
    expect(values.map((value) => set.sf(given(value)))).toEqual(values.map((value) => passesProperties([filter], value === undefined ? {} : { x: value }, NOW)))
  })
  afterEach(() => void vi.useRealTimers())

  test('there is one of each operator that a device can ask', () => expect(FILTERS).toHaveLength(38))
})

test.each([{ name: 'x', cmp: 'includes_any_of', value: ['a'] }, { name: 'x', type: 'array', cmp: 'is_empty' }, { property: 'x.y', cmp: 'equals', value: 'a' }, { name: 'x', cmp: 'no' }, 7])('%j can not be asked', (filter) => expect(deviceFilter(filter)).toBeUndefined())
