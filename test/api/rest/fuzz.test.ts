// Property-style: hundreds of random requests, good and bad mixed, from one seed. Whatever was sent, the books balance.
import { expect, test } from 'vitest'
import type { Emulator } from '../../kit/rest.ts'
import { say } from '../../kit/rest.ts'
import { emulator } from '../../kit/world.ts'

/** mulberry32: the same numbers for the same seed. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

function generator(seed: number) {
  const next = random(seed)
  const int = (n: number) => Math.floor(next() * n)
  const pick = <T>(list: readonly T[]): T => list[int(list.length)]!
  const some = <T>(make: () => T, most: number): T[] => Array.from({ length: int(most + 1) }, make)
  const scalar = (): unknown => pick<unknown>(['', 'a', 'pro', 'x'.repeat(300), '2020-01-01', 'a\u0000', '\ud800', 0, 1, -5, 1.5, 1e21, true, false, null])
  const value = (depth = 0): unknown => {
    if (depth > 3 || next() < 0.5) return scalar()
    if (next() < 0.4) return some(() => value(depth + 1), 4)
    const keys = pick([['a', 'b', 'id'], ['inc'], ['add'], ['add', 'remove'], ['$add'], ['$update', '$remove'], ['$time'], ['__proto__x', 'a b'], ['$identifier_key', '$identifier_value', '$new_object']])
    return Object.fromEntries(keys.map((key) => [key, key === 'inc' ? int(9) - 4 : value(depth + 1)]))
  }
  const alias = () => ({ alias_name: pick(['a', 'b', 'A', '']), alias_label: pick(['l', 'm']) })
  const email = () => pick(['m@example.com', 'M@Example.com', 'n@example.com', 'bad'])
  const phone = () => pick(['+16505551234', '(650) 555-1234', '+442071838750', '12'])
  const id = () => pick(['u1', 'u2', 'u3', 'u4'])
  const whose = (): object => pick<() => object>([() => ({ external_id: id() }), () => ({ external_id: id() }), () => ({ user_alias: alias() }), () => ({ email: email() }), () => ({ phone: phone() }), () => ({ external_id: scalar() }), () => ({}), () => ({ external_id: id(), user_alias: alias() })])()
  const flags = () => pick([{}, {}, { _update_existing_only: false }, { _update_existing_only: true }, { _merge_objects: true }, { _update_existing_only: value() }])
  const time = () => pick<unknown>(['2026-02-01', '2026-02-28T10:00:00+05:30', '2030-01-01', '2025-01-01', 'soon', null, 5])
  const attribute = () => ({ ...whose(), ...flags(), ...pick<() => object>([() => ({}), () => ({ email: email() }), () => ({ phone: phone() }), () => ({ [pick(['country', 'gender', 'dob', 'language', 'email_subscribe', 'first_name', 'current_location'])]: value() })])(), ...Object.fromEntries(some(() => [pick(['p', 'q', 'list', 'constructor', 'n'.repeat(256)]), value()] as const, 3)) })
  const event = () => ({ ...whose(), ...flags(), name: pick<unknown>(['x', 'y', 'x', '', 7]), time: time(), ...(next() < 0.5 ? { properties: value() } : {}) })
  const purchase = () => ({ ...whose(), ...flags(), product_id: pick<unknown>(['p', 'q', 7]), currency: pick(['USD', 'eur', 'nope']), price: pick<unknown>([1, 2.5, -3, 0.1, 'x']), quantity: pick<unknown>([1, 2, undefined, 100, 0]), time: time() })
  const priority = () => pick<unknown>([['identified'], ['unidentified'], ['unidentified', 'most_recently_updated'], [], ['identified', 'unidentified'], 'x', undefined])
  const identifier = () => pick<() => unknown>([() => ({ external_id: id() }), () => ({ user_alias: alias() }), () => ({ email: email(), prioritization: priority() }), () => ({ phone: phone(), prioritization: priority() }), () => value()])()
  const call = (): [string, unknown] =>
    pick<() => [string, unknown]>([
      () => ['/users/track', { attributes: some(attribute, 5), events: some(event, 5), purchases: some(purchase, 5) }],
      () => ['/users/track', { attributes: some(attribute, 5), events: some(event, 5), purchases: some(purchase, 5) }],
      () => ['/users/track/bulk', { attributes: some(attribute, 9) }],
      () => ['/users/track/sync', pick([{ attributes: [attribute()] }, { events: [event()] }, { purchases: [purchase()] }, { attributes: value() }])],
      () => ['/users/alias/new', { user_aliases: some(() => ({ ...alias(), external_id: pick([id(), undefined]) }), 3) }],
      () => ['/users/alias/update', { alias_updates: some(() => ({ alias_label: pick(['l', 'm']), old_alias_name: pick(['a', 'b']), new_alias_name: pick<unknown>(['A', 'b', 7]) }), 3) }],
      () => ['/users/identify', { aliases_to_identify: some(() => ({ external_id: pick<unknown>([id(), 7]), user_alias: alias() }), 3), emails_to_identify: some(() => ({ external_id: id(), email: email(), prioritization: priority() }), 2) }],
      () => ['/users/merge', { merge_updates: some(() => ({ identifier_to_merge: identifier(), identifier_to_keep: identifier() }), 2) }],
      () => ['/users/external_ids/rename', { external_id_renames: some(() => ({ current_external_id: id(), new_external_id: pick([id(), 'new1', 'new2']) }), 2) }],
      () => ['/users/external_ids/remove', { external_ids: some(() => pick([id(), 'new1']), 2) }],
      () => (next() < 0.3 ? ['/users/delete', { external_ids: [id()] }] : ['/users/export/ids', { external_ids: [id(), id()], email_address: email() }]),
    ])()
  return { call }
}

type Numbers = Record<string, number>
const one = (e: Emulator, sql: string): Numbers => e.world.db.raw.prepare(sql).get() as Numbers

/** What must be true of the database after any request. */
function balanced(e: Emulator): void {
  expect(one(e, `SELECT count(*) AS n FROM profiles p WHERE state = 'active' AND purchase_count <> (SELECT coalesce(sum(count), 0) FROM purchase_summaries s WHERE s.profile_id = p.id)`)).toEqual({ n: 0 })
  expect(one(e, `SELECT count(*) AS n FROM profiles p WHERE state = 'active' AND purchase_count <> (SELECT coalesce(sum(quantity), 0) FROM purchases s WHERE s.profile_id = p.id)`)).toEqual({ n: 0 })
  expect(one(e, `SELECT count(*) AS n FROM profiles p WHERE state = 'active' AND (SELECT coalesce(sum(count), 0) FROM event_summaries s WHERE s.profile_id = p.id) <> (SELECT count(*) FROM custom_events s WHERE s.profile_id = p.id)`)).toEqual({ n: 0 })
  expect(one(e, `SELECT count(*) AS n FROM event_summaries s WHERE first_at > last_at OR last_at > ${e.world.clock.now()}`)).toEqual({ n: 0 })
  expect(one(e, `SELECT count(*) AS n FROM user_aliases a JOIN profiles p ON p.id = a.profile_id WHERE p.state <> 'active'`)).toEqual({ n: 0 })
  expect(one(e, `SELECT count(*) AS n FROM deprecated_external_ids d JOIN profiles p ON p.external_id = d.external_id`)).toEqual({ n: 0 })
  expect(one(e, 'SELECT count(*) AS n FROM profiles WHERE json_valid(custom_attributes) = 0')).toEqual({ n: 0 })
  // a profile that REST made has a name to find it by, until the name is taken off it
  expect(one(e, `SELECT count(*) AS n FROM profiles p WHERE state = 'active' AND origin = 'rest' AND external_id IS NULL`)).toEqual({ n: 0 })
}

test.each([1, 2, 3])('seed %i: 300 requests', async (seed) => {
  const e = emulator()
  const { call } = generator(seed)
  const statuses = new Set<number>()
  for (let n = 0; n < 300; n++) {
    const [path, body] = call()
    const made = one(e, 'SELECT count(*) AS n FROM profiles')['n']!
    const { status, body: answer, kinds } = await say(e, path, body)
    const about = { n, path, body }
    statuses.add(status)
    if (status === 400) expect({ about, kinds, made: one(e, 'SELECT count(*) AS n FROM profiles')['n'] }).toEqual({ about, kinds: ['request.refused'], made })
    else {
      expect({ about, message: answer.message }).toEqual({ about, message: 'success' })
      if (path === '/users/track' || path === '/users/track/bulk') {
        const sent = body as Record<string, unknown[]>
        for (const array of ['attributes', 'events', 'purchases']) {
          const failed = ((answer.errors ?? []) as { input_array: string }[]).filter((error) => error.input_array === array).length
          expect({ about, array, told: (answer[`${array}_processed`] ?? 0) + failed }).toEqual({ about, array, told: sent[array]?.length ?? 0 })
        }
        expect({ about, refused: kinds.filter((kind) => kind === 'decision.refused').length }).toEqual({ about, refused: (answer.errors ?? []).length })
      }
    }
    if (n % 20 === 0) balanced(e)
  }
  balanced(e)
  expect([...statuses].sort()).toEqual([200, 201, 202, 400])
  const everyone = (e.world.db.raw.prepare(`SELECT braze_id FROM profiles WHERE state = 'active'`).all() as { braze_id: string }[])
  expect(everyone.length).toBeGreaterThan(2)
  for (const { braze_id } of everyone) expect((await say(e, '/users/export/ids', { braze_id })).body.users).toHaveLength(1)
})

test('the same seed and the same requests give the same bytes', async () => {
  const run = async () => {
    const e = emulator()
    const { call } = generator(7)
    const said: unknown[] = []
    for (let n = 0; n < 60; n++) said.push((await say(e, ...call())).body)
    return JSON.stringify([said, e.journal()])
  }
  expect(await run()).toBe(await run())
})
