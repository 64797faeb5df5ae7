// The `audience` object of API calls: whom it takes, and what is refused with its place. docs: api/objects_filters/connected_audience
import { beforeEach, describe, expect, test } from 'vitest'
import { emulator } from '../../kit/world.ts'
import type { Emulator } from '../../kit/rest.ts'

let e: Emulator
beforeEach(async () => {
  e = emulator()
  await e.post('/users/track', {
    attributes: [
      { external_id: 'a', eye_color: 'blue', n: 5, vip: true, foods: ['pizza'], at: '2026-02-28T12:00:00Z', push_subscribe: 'opted_in', email_subscribe: 'unsubscribed' },
      { external_id: 'b', eye_color: 'green', n: 0, vip: false, foods: ['soup'], at: '2026-03-03T12:00:00Z' },
      { external_id: 'c' },
    ],
  })
  e.world.db.tx(() => {
    e.world.sessions.start(e.world.profiles.byExternalId('a')!, { session_id: 's', app_id: 'x', device_id: 'd' }, Date.parse('2026-02-20T00:00:00Z'), null)
  })
})
const takes = (json: unknown): string[] => {
  expect(e.world.segments.validateAudience(json)).toBe(undefined)
  return e.world.segments.each(e.world.segments.audience(json), 0, 10).map((id) => e.world.profiles.byId(id)!.external_id!)
}
const attribute = (custom_attribute_name: string, comparison: string, value?: unknown) => ({ custom_attribute: { custom_attribute_name, comparison, ...(value === undefined ? {} : { value }) } })

test.each<[object, string[]]>([
  [attribute('eye_color', 'equals', 'blue'), ['a']],
  [attribute('eye_color', 'not_equal', 'blue'), ['b', 'c']],
  [attribute('eye_color', 'matches_regex', '^GR'), ['b']],
  [attribute('eye_color', 'does_not_match_regex', '^GR'), ['a']],
  [attribute('eye_color', 'exists'), ['a', 'b']],
  [attribute('eye_color', 'does_not_exist'), ['c']],
  [attribute('foods', 'includes_value', 'pizza'), ['a']],
  [attribute('foods', 'does_not_include_value', 'pizza'), ['b', 'c']],
  [attribute('foods', 'exists'), ['a', 'b']],
  [attribute('n', 'equals', 5), ['a']],
  [attribute('n', 'equals', '5'), []],
  [attribute('n', 'not_equal', 5), ['b', 'c']],
  [attribute('n', 'greater_than', 0), ['a']],
  [attribute('n', 'greater_than_or_equal_to', 0), ['a', 'b']],
  [attribute('n', 'less_than', 5), ['b', 'c']],
  [attribute('n', 'less_than_or_equal_to', 5), ['a', 'b', 'c']],
  [attribute('vip', 'equals', true), ['a']],
  [attribute('vip', 'does_not_equal', true), ['b', 'c']],
  [attribute('eye_color', 'does_not_equal', true), ['c']],
  [attribute('at', 'less_than_x_days_ago', 2), ['a']],
  [attribute('at', 'greater_than_x_days_ago', 2), []],
  [attribute('at', 'less_than_x_days_in_the_future', 3), ['b']],
  [attribute('at', 'greater_than_x_days_in_the_future', 1), ['b']],
  [attribute('at', 'before', '2026-03-01T00:00:00Z'), ['a']],
  [attribute('at', 'after', '2026-03-01T00:00:00Z'), ['b']],
  [{ push_subscription_status: { comparison: 'is', value: 'opted_in' } }, ['a']],
  [{ push_subscription_status: { comparison: 'is_not', value: 'opted_in' } }, ['b', 'c']],
  [{ email_subscription_status: { comparison: 'is_not', value: 'unsubscribed' } }, ['b', 'c']],
  [{ last_used_app: { comparison: 'before', value: '2026-02-21T00:00:00Z' } }, ['a']],
  [{ last_used_app: { comparison: 'after', value: '2026-02-21T00:00:00Z' } }, []],
  [{ AND: [attribute('eye_color', 'exists'), { OR: [attribute('n', 'equals', 0), attribute('vip', 'equals', true)] }] }, ['a', 'b']],
  [{ OR: [attribute('eye_color', 'equals', 'green'), { AND: [attribute('vip', 'equals', true), attribute('n', 'equals', 5)] }] }, ['a', 'b']],
  // As in segments: "exactly 0" takes those without a value too
  [attribute('n', 'equals', 0), ['b', 'c']],
])('%j', (json, names) => expect(takes(json)).toEqual(names))

describe('refused', () => {
  test.each<[string, unknown, string, RegExp]>([
    ['no object', 'all', 'audience', /must be an object/],
    ['an array', [], 'audience', /must be an object/],
    ['nothing', {}, 'audience', /exactly one of/],
    ['two keys', { AND: [], OR: [] }, 'audience', /exactly one of/],
    ['an empty list', { AND: [] }, 'audience.AND', /must be a list/],
    ['no list', { OR: {} }, 'audience.OR', /must be a list/],
    ['an unknown filter, deep down', { AND: [attribute('a', 'exists'), { OR: [{ custom_event: {} }] }] }, 'audience.AND[1].OR[0]', /'custom_event' is no filter/],
    ['a name of every object', { constructor: {} }, 'audience', /is no filter/],
    ['an unknown comparison', attribute('a', 'rhymes', 1), 'audience.custom_attribute.comparison', /must be one of/],
    ['no name', { custom_attribute: { comparison: 'exists' } }, 'audience.custom_attribute.custom_attribute_name', /is required/],
    ['no value', attribute('a', 'equals'), 'audience.custom_attribute.value', /is required/],
    ['a value of no type', attribute('a', 'equals', { b: 1 }), 'audience.custom_attribute.value', /string, number or boolean/],
    ['a number as text', attribute('a', 'greater_than', '5'), 'audience.custom_attribute.value', /must be a number/],
    ['an unknown state', { push_subscription_status: { comparison: 'is', value: 'maybe' } }, 'audience.push_subscription_status.value', /must be one of opted_in/],
    ['no time', { last_used_app: { comparison: 'after', value: 'monday' } }, 'audience.last_used_app.value', /ISO 8601/],
  ])('%s', (_name, json, path, why) => {
    expect(e.world.segments.validateAudience(json)).toEqual({ path, why: expect.stringMatching(why) as string })
    expect(() => e.world.segments.audience(json)).toThrow(expect.objectContaining({ code: 'invalid_filter' }))
  })

  test('what only the filter finds out', () => {
    expect(e.world.segments.validateAudience(attribute('a', 'matches_regex', '('))).toEqual({ path: 'audience.custom_attribute.value', why: expect.stringMatching(/no regular expression/) })
    expect(e.world.segments.validateAudience({ OR: [attribute('a', 'exists'), { AND: [attribute('a', 'before', 'monday')] }] })).toEqual({ path: 'audience.OR[1].AND[0].custom_attribute.value', why: expect.stringMatching(/ISO 8601/) })
    expect(e.world.segments.validateAudience({ OR: Array.from({ length: 101 }, () => attribute('a', 'exists')) })).toEqual({ path: 'audience.OR[100]', why: expect.stringMatching(/at most 100/) })
    let deep: unknown = attribute('a', 'exists')
    for (let i = 0; i < 30; i++) deep = { AND: [deep] }
    expect(e.world.segments.validateAudience(deep)).toMatchObject({ why: expect.stringMatching(/nested deeper/) })
  })
})
