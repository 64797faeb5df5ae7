// Filters where they stand in definitions: on context variables in steps of a Canvas, in audiences, in the user's own zone; and what an explanation says of them. docs: context_variables ("Context variable filters"), targeting_users
import { beforeEach, describe, expect, test } from 'vitest'
import type { Emulator } from '../../kit/rest.ts'
import { emulator, NOW } from '../../kit/world.ts'

let e: Emulator
let user = 0
const pro = { filter: 'custom_attribute', name: 'plan', type: 'string', cmp: 'is_any_of', value: ['pro'] }
const french = { filter: 'country', cmp: 'is_any_of', value: ['FR'] }
beforeEach(async () => {
  e = emulator()
  await e.post('/users/track', { attributes: [{ external_id: 'ann', plan: 'pro', country: 'FR', anniversary: '2001-03-02T02:00:00Z', accounts: [{ balance: 10 }, { balance: 99 }] }] })
  user = e.world.profiles.byExternalId('ann')!.id
  e.world.db.tx(() => {
    e.world.segments.create({ id: 'pros', name: 'Pros', filters: pro })
    e.world.segments.create({ id: 'nested', name: 'Nested', filters: { op: 'AND', children: [{ filter: 'segment_membership', segment_id: 'pros' }, french] } })
    e.world.segments.create({ id: 'nobody', name: 'Nobody', filters: { op: 'NOT', children: [pro] } })
    e.world.segments.create({ id: 'old', name: 'Old', filters: pro, archived: true })
  })
})

describe('context variables', () => {
  const context = { flag: true, off: false, number: 7, zero: 0, text: 'First_Class', empty: '', nothing: null, time: '2026-03-01T11:00:00Z', yearly: '1999-12-24', list: ['a', 'b'], 'odd "name"': 'x', user: { seats: [{ row: 3 }, { row: 9 }], tier: 'gold' } }
  const filter = (name: string, cmp: string, value?: unknown, type?: string, more: object = {}) => ({ filter: 'context_variable', name, cmp, ...(value === undefined ? {} : { value }), ...(type === undefined ? {} : { type }), ...more })
  test.each<[object, boolean]>([
    [filter('flag', 'is', true), true],
    [filter('flag', 'is', false), false],
    [filter('off', 'is', false), true],
    [filter('absent', 'is', false), false],
    [filter('absent', 'is', 'false_or_not_set'), true],
    [filter('number', 'more_than', 6, 'number'), true],
    [filter('number', 'exactly', 7, 'number'), true],
    [filter('number', 'less_than', 7, 'number'), false],
    [filter('absent', 'exactly', 0, 'number'), true],
    [filter('nothing', 'less_than', 1, 'number'), true],
    [filter('nothing', 'is_blank'), true],
    [filter('text', 'is_any_of', ['First_Class'], 'string'), true],
    [filter('text', 'is_any_of', ['first_class'], 'string'), false],
    [filter('text', 'matches_regex', 'class$', 'string'), true],
    [filter('text', 'does_not_match_regex', 'class$', 'string'), false],
    [filter('absent', 'does_not_match_regex', 'class$', 'string'), false],
    [filter('empty', 'is_blank', undefined, 'string'), true],
    [filter('time', 'less_than_x_days_ago', 1), true],
    [filter('time', 'before', '2026-03-01T11:00:00Z', 'time'), false],
    [filter('time', 'after', '2026-03-01T10:59:59Z', 'time'), true],
    [filter('yearly', 'is', '12-24', 'day_of_year'), true],
    [filter('yearly', 'is_less_than', '12-23', 'day_of_year'), false],
    [filter('list', 'includes_any_of', ['b']), true],
    [filter('odd "name"', 'equals', 'x', 'string'), true],
    [filter('user', 'is_any_of', ['gold'], 'string', { path: 'tier' }), true],
    [filter('user', 'more_than', 8, 'number', { path: 'seats[].row' }), true],
    [filter('user', 'more_than', 9, 'number', { path: 'seats[].row' }), false],
    // A value of another type matches nothing
    [filter('number', 'is_any_of', ['7'], 'string'), false],
    [filter('number', 'is_none_of', ['x'], 'string'), false],
    [filter('text', 'does_not_equal', 1, 'number'), false],
    [filter('flag', 'exactly', 1, 'number'), false],
    [filter('zero', 'is', 'false_or_not_set'), false],
    [filter('text', 'before', '2030-01-01', 'time'), false],
  ])('%j: %s', (filters, held) => {
    e.world.segments.check(filters, 'steps[0].settings.filters', { canvas: true })
    expect(e.world.segments.holds(filters, user, { context })).toBe(held)
    expect(e.world.segments.holds({ op: 'AND', children: [pro, { op: 'NOT', children: [filters] }] }, user, { context })).toBe(!held)
    expect(e.world.segments.explain(filters, user, { context })).toMatchObject({ match: held, path: 'filters', filter: 'context_variable' })
  })

  test('nowhere else', () => {
    const leaf = filter('flag', 'is', true)
    const refusal = (path: string) => expect.objectContaining({ code: 'invalid_filter', details: { path, why: 'the filter context_variable is for Decision Splits and Audience Paths of a Canvas only' } })
    expect(() => e.world.segments.check({ op: 'OR', children: [pro, leaf] }, 'audience.filters')).toThrow(refusal('audience.filters.children[1]'))
    expect(() => e.world.segments.holds(leaf, user)).toThrow(refusal('filters'))
    expect(e.world.segments.checkAudience('entry.audience', { filters: leaf })).toEqual([{ path: 'entry.audience.filters', message: 'entry.audience.filters the filter context_variable is for Decision Splits and Audience Paths of a Canvas only' }])
    expect(e.world.segments.checkAudience('steps[1].paths[0]', { filters: leaf }, { canvas: true })).toEqual([])
  })
})

test('days of recurring events follow the zone of the user when the message goes out in local time, else the company’s', () => {
  const on = (value: string) => ({ filter: 'day_of_recurring_event', name: 'anniversary', cmp: 'is', value }) // 2:00 UTC of 2 March
  const held = (value: string, local_time_zone?: string) => e.world.segments.holds(on(value), user, { local_time_zone })
  expect([held('03-02'), held('03-01')]).toEqual([true, false])
  expect([held('03-02', 'America/New_York'), held('03-01', 'America/New_York')]).toEqual([false, true])
})

describe('audiences', () => {
  const holds = (audience: object | null) => e.world.segments.holds(e.world.segments.audienceFilters(audience), user)
  test.each<[string, object | null, boolean]>([
    ['none: everybody', null, true],
    ['an empty one: everybody', { segments: [], filters: {} }, true],
    ['a segment', { segments: ['pros'] }, true],
    ['a segment with a segment in it', { segments: ['nested'] }, true],
    ['in all segments', { segments: ['pros', 'nobody'] }, false],
    ['in no excluded one', { exclude_segments: ['nobody'] }, true],
    ['in one of the excluded ones', { segments: ['pros'], exclude_segments: ['nobody', 'nested'] }, false],
    ['filters', { filters: { op: 'OR', children: [french, { op: 'NOT', children: [pro] }] } }, true],
    ['segments and filters', { segments: ['pros'], filters: { ...french, cmp: 'is_none_of' } }, false],
  ])('%s', (_name, audience, held) => {
    expect(e.world.segments.checkAudience('audience', audience)).toEqual([])
    expect(holds(audience)).toBe(held)
  })

  test.each<[string, unknown, string]>([
    ['no object', 'all', 'audience must be an object: segments, exclude_segments, filters'],
    ['a misspelt member', { segment: ['pros'] }, 'audience.segment is no member of an audience: segments, exclude_segments, filters'],
    ['no list', { segments: 'pros' }, 'audience.segments must be a list of ids'],
    ['nothing for a list', { exclude_segments: null }, 'audience.exclude_segments must be a list of ids'],
    ['no id', { exclude_segments: ['pros', 7] }, 'audience.exclude_segments[1] must be the id of a segment'],
    ['an unknown segment', { segments: ['pros', 'none'] }, 'audience.segments[1] names no segment: none'],
    ['a bad filter, deep down', { segments: ['pros'], filters: { op: 'AND', children: [{ op: 'OR', children: [{ filter: 'country', cmp: 'rhymes' }] }] } }, `audience.filters.children[0].children[0].cmp 'rhymes' is no operator of type string: is_any_of, is_none_of, contains_any_of, does_not_contain_any_of, matches_regex, does_not_match_regex, is_blank, is_not_blank`],
    ['an unknown segment in a filter', { filters: { filter: 'segment_membership', segment_id: 'none' } }, `audience.filters.segment_id there is no segment 'none'`],
  ])('%s', (_name, audience, message) => expect(e.world.segments.checkAudience('audience', audience)).toEqual([{ path: message.split(' ')[0], message }]))

  test('all that is wrong, and archived segments when it is live', () => {
    const audience = { segments: ['none'], exclude_segments: ['old'], filters: { filter: 'x' } }
    expect(e.world.segments.checkAudience('audience', audience).map(({ path }) => path)).toEqual(['audience.segments[0]', 'audience.filters.filter'])
    expect(e.world.segments.checkAudience('audience', { exclude_segments: ['old'], filters: { filter: 'segment_membership', segment_id: 'old' } }, { live: true })).toEqual([
      { path: 'audience.exclude_segments[0]', message: 'audience.exclude_segments[0] names an archived segment: old' },
      { path: 'audience.filters.segment_id', message: `audience.filters.segment_id the segment 'old' is archived` },
    ])
  })
})

describe('explain', () => {
  test('each filter says whether it holds, and what it saw', async () => {
    await e.post('/users/track', { events: [{ external_id: 'ann', name: 'seen', time: '2026-02-28T12:00:00Z' }] })
    const leaf = (filter: object, match: boolean, seen: unknown, path: string) => ({ match, path, filter: (filter as { filter: string }).filter, definition: filter, seen })
    const [never, last, count, any, email, path] = [
      { filter: 'custom_event', name: 'none', cmp: 'more_than', value: 0 }, { filter: 'last_did_custom_event', name: 'seen', cmp: 'less_than_x_days_ago', value: 0.5 }, { filter: 'x_custom_event_in_y_days', name: 'seen', cmp: 'exactly', value: 1, days: 2 },
      { filter: 'nested_custom_attribute', name: 'accounts', path: '[].balance', cmp: 'more_than', value: 100, type: 'number' }, { filter: 'email_subscription_status', cmp: 'is', value: 'opted_in' }, { filter: 'location_available' },
    ]
    const tree = { op: 'OR', children: [never, { op: 'AND', children: [last, count] }, { op: 'NOT', children: [pro, any] }, email, path] }
    expect(e.world.segments.explain(tree, user)).toEqual({
      match: false, path: 'filters', op: 'OR',
      children: [
        leaf(never, false, 0, 'filters.children[0]'),
        { match: false, path: 'filters.children[1]', op: 'AND', children: [leaf(last, false, '2026-02-28T12:00:00.000Z', 'filters.children[1].children[0]'), leaf(count, true, 1, 'filters.children[1].children[1]')] },
        { match: false, path: 'filters.children[2]', op: 'NOT', children: [leaf(pro, true, 'pro', 'filters.children[2].children[0]'), leaf(any, false, [{ balance: 10 }, { balance: 99 }], 'filters.children[2].children[1]')] },
        leaf(email, false, 'subscribed', 'filters.children[3]'),
        leaf(path, false, false, 'filters.children[4]'),
      ],
    })
    expect(e.world.segments.holds(tree, user)).toBe(false)
  })

  test('a nested segment is opened', () => {
    expect(e.world.segments.explainSegment('nested', user)).toMatchObject({
      segment_id: 'nested', name: 'Nested', match: true,
      filters: { op: 'AND', match: true, children: [{ filter: 'segment_membership', match: true, seen: true, inside: { match: true, filter: 'custom_attribute', seen: 'pro' } }, { filter: 'country', seen: 'FR', match: true }] },
    })
    expect(() => e.world.segments.explainSegment('none', user)).toThrow(expect.objectContaining({ code: 'not_found' }))
  })

  test('devices are listed', () => {
    e.world.db.tx(() => {
      for (const [id, model] of [['d1', 'Pixel 9'], ['d2', 'iPhone']] as const) {
        const device = e.world.devices.see(id, e.world.apps.list()[0]!.app_id)
        e.world.devices.own(device, e.world.profiles.byId(user)!, Date.parse(NOW), 'test')
        e.world.devices.describe(device, { model }, {})
        e.world.devices.save(device)
      }
    })
    expect(e.world.segments.explain({ filter: 'device_model', cmp: 'is_none_of', value: 'iPhone' }, user)).toMatchObject({ match: false, seen: ['Pixel 9', 'iPhone'] })
  })
})
