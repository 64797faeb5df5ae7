// The SQL of segments against a plain evaluator: random users, random trees, the same members. What disagrees is printed with the tree.
import { describe, expect, test } from 'vitest'
import { emulator, NOW } from '../../kit/world.ts'
import type { Model, Tree } from './naive.ts'
import { holds } from './naive.ts'

const NOW_MS = Date.parse(NOW)
const DAY = 86_400_000

/** A small generator with a seed of its own: the same trees in every run. */
function chance(seed: number) {
  let state = seed
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (n: number): number => Math.floor(next() * n)
  const pick = <T>(from: readonly T[]): T => from[below(from.length)]!
  const some = <T>(from: readonly T[], most = 3): T[] => [...new Set(Array.from({ length: 1 + below(most) }, () => pick(from)))]
  return { next, below, pick, some, often: (p: number): boolean => next() < p }
}
type Chance = ReturnType<typeof chance>

const WORDS = ['red', 'Red', 'dark red', 'blue', 'x', ' x', 'größe', 'a"b', "it's", '%', '_', '']
const FILLED = WORDS.filter((word) => word !== '')
const NUMBERS = [-3, -0.5, 0, 1, 2.5, 10]
const day = (days: number): string => new Date(NOW_MS + days * DAY).toISOString()
const TIMES = [-40, -7, -1.5, -0.2, 0, 0.3, 2, 9].map(day)
const NAMES = ['w', 'n', 'b', 'a', 't', 'o', 'l', 'two words', 'a.b']

function scalar(r: Chance): any {
  return r.pick([() => r.pick(WORDS), () => r.pick(NUMBERS), () => r.often(0.5), () => r.pick(TIMES)])()
}
const item = (r: Chance): Record<string, any> => ({ ...(r.often(0.8) ? { k: r.pick(WORDS) } : {}), ...(r.often(0.7) ? { m: r.pick(NUMBERS) } : {}), ...(r.often(0.5) ? { f: r.often(0.5) } : {}), ...(r.often(0.3) ? { t: { $time: r.pick(TIMES) } } : {}) })

function user(r: Chance, index: number): Model {
  const custom: Record<string, any> = {}
  const give = (name: string, make: () => any): void => void (r.often(0.75) ? (custom[name] = r.often(0.12) ? scalar(r) : make()) : undefined)
  give('w', () => r.pick(WORDS))
  give('two words', () => r.pick(WORDS))
  give('a.b', () => r.pick(WORDS))
  give('n', () => r.pick(NUMBERS))
  give('b', () => r.often(0.5))
  give('a', () => (r.often(0.1) ? [] : r.some<any>([...FILLED, ...NUMBERS, true], 4)))
  give('t', () => r.pick(TIMES))
  give('o', () => ({ ...item(r), in: item(r) }))
  give('l', () => Array.from({ length: 1 + r.below(3) }, () => item(r)))
  const activity = (most: number): number[] => Array.from({ length: r.below(most) }, () => NOW_MS - Math.floor(r.next() * 12 * DAY))
  return {
    external_id: `user-${index}`, bucket: 0, custom,
    ...(r.often(0.6) ? { country: r.pick(['US', 'DE', 'FR']) } : {}),
    events: activity(6).map((at) => ({ name: r.pick(['seen', 'left']), at, properties: { ...(r.often(0.8) ? { p: r.often(0.9) ? r.pick(FILLED) : 3 } : {}), ...(r.often(0.6) ? { q: r.pick(NUMBERS) } : {}) } })),
    purchases: activity(3).map((at) => ({ product_id: r.pick(['book', 'pen']), at, price: r.pick([1, 2.5, 9.99]), quantity: 1 + r.below(3) })),
  }
}

/** A random comparison with a type; `plainTypes` for properties, which know no arrays and times here. */
function comparison(r: Chance, types: readonly string[] = ['string', 'number', 'boolean', 'array', 'time']): Tree {
  const type = r.pick(types)
  const with_ = (cmp: string, value?: unknown): Tree => ({ type, cmp, ...(value === undefined ? {} : { value }) })
  const blank = r.pick(['is_blank', 'is_not_blank'])
  switch (type) {
    case 'string':
      return r.pick([() => with_(r.pick(['is_any_of', 'is_none_of']), r.some(WORDS)), () => with_(r.pick(['contains_any_of', 'does_not_contain_any_of']), r.some(['re', 'x', '%', 'ö', '"'])), () => with_(r.pick(['matches_regex', 'does_not_match_regex']), r.pick(['^red', 'X', '.', 'e$', '[ö%]'])), () => with_(blank)])()
    case 'number':
      return r.often(0.2) ? with_(blank) : with_(r.pick(['exactly', 'does_not_equal', 'more_than', 'less_than']), r.pick(NUMBERS))
    case 'boolean':
      return r.often(0.2) ? with_(blank) : with_('is', r.pick([true, false, 'true_or_not_set', 'false_or_not_set']))
    case 'array':
      return r.pick([() => with_(r.pick(['includes_any_of', 'includes_none_of', 'is_all_of', 'is_not_all_of']), r.some<any>([...FILLED, ...NUMBERS, true, '1'])), () => with_(r.pick(['values_contain_any_of', 'values_do_not_contain_any_of']), r.some(['re', 'x', '%'])), () => with_(r.pick(['has_a_value', 'is_empty']))])()
    default:
      return r.pick([() => with_(r.pick(['before', 'after']), r.pick(TIMES)), () => with_(r.pick(['less_than_x_days_ago', 'more_than_x_days_ago', 'less_than_x_days_in_the_future', 'more_than_x_days_in_the_future']), r.pick([0, 0.3, 1, 7, 30])), () => with_(blank)])()
  }
}

/** Numbers of times: never negative. */
const times = (r: Chance): Tree => ({ cmp: r.pick(['exactly', 'does_not_equal', 'more_than', 'less_than']), value: r.below(4) })

function leaf(r: Chance): Tree {
  return r.pick<() => Tree>([
    () => ({ filter: 'custom_attribute', name: r.pick(NAMES), ...comparison(r) }),
    () => ({ filter: 'custom_attribute', name: r.pick(NAMES), ...comparison(r) }),
    () => ({ filter: 'nested_custom_attribute', name: r.pick(['o', 'w']), path: r.pick(['k', 'm', 'f', 't', 'in.k', 'in.m', 'none']), ...comparison(r) }),
    () => ({ filter: 'nested_custom_attribute', name: r.pick(['l', 'o', 'a']), path: `[].${r.pick(['k', 'm', 'f'])}`, ...comparison(r, ['string', 'number', 'boolean']) }),
    () => ({ filter: 'nested_custom_attribute', name: 'l', criteria: [{ path: 'k', ...comparison(r, ['string']) }, { path: 'm', ...comparison(r, ['number']) }] }),
    () => ({ filter: 'country', cmp: r.pick(['is_any_of', 'is_none_of']), value: r.some(['US', 'DE', 'FR', 'us']) }),
    () => ({ filter: 'random_bucket_number', cmp: r.pick(['more_than', 'less_than']), value: r.below(10_000) }),
    () => ({ filter: 'custom_event', name: r.pick(['seen', 'left']), ...times(r) }),
    () => ({ filter: 'x_custom_event_in_y_days', name: 'seen', ...times(r), days: 1 + r.below(12) }),
    () => ({ filter: 'x_custom_event_property_in_y_days', name: 'seen', property: { name: r.pick(['p', 'q']), ...comparison(r, ['string', 'number']) }, ...times(r), days: 1 + r.below(12) }),
    () => ({ filter: 'last_did_custom_event', name: 'seen', cmp: r.pick(['less_than_x_days_ago', 'more_than_x_days_ago']), value: r.pick([0.5, 1, 4]) }),
    () => ({ filter: 'purchased_product', product_id: 'book', value: r.often(0.5) }),
    () => ({ filter: 'x_purchases_in_last_y_days', ...times(r), days: 1 + r.below(12) }),
    () => ({ filter: 'money_spent', cmp: r.pick(['more_than', 'less_than', 'exactly']), value: r.pick([0, 1, 2.5, 9.99, 20]) }),
  ])()
}
function tree(r: Chance, depth: number): Tree {
  if (depth === 0 || r.often(0.3)) return leaf(r)
  return { op: r.pick(['AND', 'OR', 'NOT']), children: Array.from({ length: 1 + r.below(3) }, () => tree(r, depth - 1)) }
}

async function cast(seed: number) {
  const e = emulator()
  const r = chance(seed)
  const users = Array.from({ length: 80 }, (_, index) => user(r, index))
  for (const { external_id, country, custom, events, purchases } of users) {
    const answer = await e.post('/users/track', {
      attributes: [{ external_id, ...(country === undefined ? {} : { country }), ...custom }],
      events: events.map(({ at, ...event }) => ({ external_id, ...event, time: new Date(at).toISOString() })),
      purchases: purchases.map(({ at, ...one }) => ({ external_id, currency: 'USD', ...one, time: new Date(at).toISOString() })),
    })
    expect({ status: answer.status, errors: answer.body.errors }).toEqual({ status: 201, errors: undefined })
  }
  for (const one of users) one.bucket = (await e.exported(one.external_id, ['random_bucket'])).random_bucket
  return { e, r, users }
}

describe('the SQL and the plain evaluator agree', () => {
  test('of trees with more filters than one statement takes', async () => {
    const { e, r, users } = await cast(3)
    const wide = (depth: number): Tree => ({ op: r.pick(['AND', 'OR', 'NOT']), children: Array.from({ length: 2 + r.below(12) }, () => (depth > 0 && r.often(0.3) ? wide(depth - 1) : leaf(r))) })
    const filtersIn = (one: Tree): number => (one['children'] === undefined ? 1 : (one['children'] as Tree[]).reduce((sum, child) => sum + filtersIn(child), 0))
    let [large, telling] = [0, 0]
    for (let round = 0; round < 120; round++) {
      const filters = { op: 'OR', children: [wide(2), { op: 'AND', children: [wide(1), leaf(r)] }] }
      if (filtersIn(filters) <= 16 || filtersIn(filters) > 100) continue
      large++
      const expected = users.filter((one) => holds(one, filters, NOW_MS)).map((one) => e.world.profiles.byExternalId(one.external_id)!.id)
      expect({ filters, found: e.world.segments.each({ filters }, 0, 1000) }).toEqual({ filters, found: expected })
      expect(e.world.segments.size({ filters })).toBe(expected.length)
      const after = expected[r.below(expected.length)] ?? 0
      expect(e.world.segments.each({ filters }, after, 5)).toEqual(expected.filter((id) => id > after).slice(0, 5))
      if (expected.length > 0 && expected.length < users.length) telling++
    }
    expect(large).toBeGreaterThan(60)
    expect(telling).toBeGreaterThan(15)
  })

  test('of segments in segments that make many filters together, and of a group that is everybody', async () => {
    const { e, r, users } = await cast(4)
    const ids = (filters: Tree): number[] => users.filter((one) => holds(one, filters, NOW_MS)).map((one) => e.world.profiles.byExternalId(one.external_id)!.id)
    let telling = 0
    for (let round = 0; round < 12; round++) {
      const deep = (one: Tree, levels = 20): Tree => (levels === 0 ? one : { op: 'OR', children: [deep(one, levels - 1)] })
      const inner = Array.from({ length: 3 }, () => deep({ op: r.pick(['AND', 'OR', 'NOT']), children: Array.from({ length: 4 + r.below(6) }, () => leaf(r)) }))
      const asked = inner.map((filters, index) => ({ filters, value: r.often(0.7), segment_id: `s-${round}-${index}` }))
      e.world.db.tx(() => asked.forEach(({ segment_id, filters }) => void e.world.segments.create({ id: segment_id, name: 'S', filters })))
      const around = (children: Tree[]): Tree => deep({ op: 'OR', children: [{ op: 'NOT', children: [{ op: 'AND', children: [] }] }, { op: 'AND', children: [{ op: 'AND', children: [] }, ...children] }, children[0]!] })
      const filters = around(asked.map(({ segment_id, value }) => ({ filter: 'segment_membership', segment_id, ...(value ? { cmp: 'is' } : r.often(0.5) ? { value } : { cmp: 'is_not' }) })))
      const expected = ids(around(asked.map((one) => (one.value ? one.filters : { op: 'NOT', children: [one.filters] }))))
      expect({ filters, found: e.world.segments.each({ filters }, 0, 1000), size: e.world.segments.size({ filters }) }).toEqual({ filters, found: expected, size: expected.length })
      expect(users.map((one) => e.world.profiles.byExternalId(one.external_id)!.id).filter((id) => e.world.segments.has({ filters }, id))).toEqual(expected)
      if (expected.length > 0 && expected.length < users.length) telling++
    }
    expect(telling).toBeGreaterThan(3)
  })

  test.each([1, 2])('seed %i', async (seed) => {
    const { e, r, users } = await cast(seed)
    let [some, none, all] = [0, 0, 0]
    for (let round = 0; round < 300; round++) {
      const filters = tree(r, 3)
      const expected = users.filter((one) => holds(one, filters, NOW_MS)).map((one) => one.external_id)
      const found = e.world.segments.each({ filters }, 0, 1000).map((id) => e.world.profiles.byId(id)!.external_id)
      expect({ filters, found }).toEqual({ filters, found: expected })
      expect(e.world.segments.size({ filters })).toBe(expected.length)
      const probe = users[r.below(users.length)]!
      expect(e.world.segments.has({ filters }, e.world.profiles.byExternalId(probe.external_id)!.id)).toBe(expected.includes(probe.external_id))
      if (expected.length === 0) none++
      else if (expected.length === users.length) all++
      else some++
    }
    expect(some).toBeGreaterThan(150) // trees that tell users apart, or nothing would be compared
    expect(none + all).toBeGreaterThan(0)
  })
})
