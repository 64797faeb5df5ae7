// POST /users/merge: what is filled, summed and moved; who is found; every whole-request error.
import { expect, test } from 'vitest'
import { BASICS, say, track, users } from '../../../kit/rest.ts'
import type { Emulator } from '../../../kit/rest.ts'
import { emulator } from '../../../kit/world.ts'
import { homeKeys } from '../../../../emulator/index.ts'

const merge = (e: Emulator, ...merge_updates: unknown[]) => say(e, '/users/merge', { merge_updates })
const pair = (from: unknown, to: unknown) => ({ identifier_to_merge: from, identifier_to_keep: to })
const OLD = { external_id: 'old' }
const NEW = { external_id: 'new' }
const BAD = `identifiers must be objects with an 'external_id' property that is a string, 'user_alias' property that is an object, 'email' property that is a string, or 'phone' property that is a string`

test('kept values win, blank ones are filled; sums, dates, tokens and aliases follow', async () => {
  const e = emulator()
  const event = (external_id: string, time: string) => ({ external_id, name: 'x', time })
  const purchase = (external_id: string, price: number, time: string) => ({ external_id, product_id: 'p', currency: 'USD', price, time })
  await track(e, {
    attributes: [
      { external_id: 'old', first_name: 'Old', last_name: 'Doe', dob: '1980-01-01', country: 'US', language: 'en', time_zone: 'UTC', home_city: 'Bern', gender: 'F', phone: '+16505551234', email: 'old@example.com', plan: 'free', colour: 'red', nested: { a: 1, b: 2 }, push_tokens: [{ app_id: homeKeys.ios, token: 't', device_id: 'device-0001' }] },
      { external_id: 'new', first_name: 'New', email: 'new@example.com', plan: 'pro', nested: { a: 9 } },
    ],
    events: [event('old', '2026-02-01'), event('new', '2026-02-02'), event('new', '2026-02-03')],
    purchases: [purchase('old', 1.5, '2026-02-05'), purchase('new', 2, '2026-02-04')],
  })
  await e.post('/users/alias/new', { user_aliases: [{ ...OLD, alias_name: 'o', alias_label: 'shop' }, { ...OLD, alias_name: 'o', alias_label: 'app' }, { ...NEW, alias_name: 'n', alias_label: 'shop' }] })
  const { status, body, kinds } = await merge(e, pair(OLD, NEW))
  expect({ status, body, kinds }).toEqual({ status: 202, body: { message: 'success' }, kinds: ['push_token.moved', 'profile.merged'] })
  expect(await e.exported('new')).toEqual({
    ...BASICS, external_id: 'new', first_name: 'New', last_name: 'Doe', dob: '1980-01-01', country: 'US', language: 'en', time_zone: 'UTC', home_city: 'Bern', gender: 'F', phone: '+16505551234', email: 'new@example.com',
    custom_attributes: { plan: 'pro', colour: 'red', nested: { a: 9 } }, user_aliases: [{ alias_name: 'o', alias_label: 'app' }, { alias_name: 'n', alias_label: 'shop' }], total_revenue: 3.5,
    custom_events: [{ name: 'x', first: '2026-02-01T00:00:00.000Z', last: '2026-02-03T00:00:00.000Z', count: 3 }],
    purchases: [{ name: 'p', first: '2026-02-04T00:00:00.000Z', last: '2026-02-05T00:00:00.000Z', count: 2 }],
    push_tokens: [{ app: 'iOS', platform: 'iOS', token: 't', device_id: 'device-0001', notifications_enabled: true }],
  })
  expect(await e.exported('old')).toBeUndefined()
  expect(users(e)).toBe(1)
  // the old id is free again
  expect((await track(e, { attributes: [OLD] })).kinds).toEqual(['profile.created'])
})

test('identifiers of different kinds, also by address with prioritization', async () => {
  const e = emulator()
  const alias = { alias_name: 'a', alias_label: 'l' }
  await track(e, { attributes: [{ email: 'mel@example.com', a: 1 }, { phone: '+16505551234', b: 2 }, { user_alias: alias, _update_existing_only: false, c: 3 }, NEW] })
  const said = await merge(e, pair({ email: 'MEL@example.com', prioritization: ['unidentified'] }, NEW), pair({ phone: '+1 650 555 1234', prioritization: ['unidentified', 'most_recently_updated'] }, NEW), pair({ user_alias: alias }, NEW))
  expect(said.kinds).toEqual(['profile.merged', 'profile.merged', 'profile.merged'])
  expect(await e.exported('new', ['custom_attributes', 'email', 'phone', 'user_aliases'])).toEqual({ custom_attributes: { a: 1, b: 2, c: 3 }, email: 'mel@example.com', phone: '+16505551234', user_aliases: [alias] })
})

test('unknown users, the same user twice and several left after prioritization end silently', async () => {
  const e = emulator()
  await track(e, { attributes: [NEW, { external_id: 'a', email: 'x@example.com' }, { external_id: 'b', email: 'x@example.com' }] })
  for (const [update, traces] of [[pair(OLD, NEW), 1], [pair(NEW, OLD), 1], [pair(OLD, { external_id: 'nobody' }), 2], [pair(NEW, NEW), 1], [pair({ email: 'x@example.com', prioritization: [] }, NEW), 1], [pair({ email: 'x@example.com', prioritization: ['identified'] }, NEW), 1]] as const) {
    const { status, body, kinds } = await merge(e, update)
    expect({ update, status, body, kinds }).toEqual({ update, status: 202, body: { message: 'success' }, kinds: Array(traces).fill('decision.ignored') })
  }
  expect(users(e)).toBe(3)
})

test('two profiles with an invalid phone each are not merged', async () => {
  const e = emulator()
  await track(e, { attributes: [{ ...OLD, phone: '12' }, { ...NEW, phone: '34' }] })
  expect(await merge(e, pair(OLD, NEW))).toMatchObject({ status: 202, body: { message: 'success' }, kinds: ['decision.ignored'] })
  expect(users(e)).toBe(2)
})

test('a chain in one request is done in order', async () => {
  const e = emulator()
  await track(e, { attributes: [{ external_id: 'a', x: 1 }, { external_id: 'b', y: 2 }, { external_id: 'c', z: 3 }] })
  await merge(e, pair({ external_id: 'a' }, { external_id: 'b' }), pair({ external_id: 'b' }, { external_id: 'c' }))
  expect(await e.exported('c', ['custom_attributes'])).toEqual({ custom_attributes: { x: 1, y: 2, z: 3 } })
  expect(users(e)).toBe(1)
})

test('a bad update refuses the whole request: the good ones are not done', async () => {
  const e = emulator()
  await track(e, { attributes: [OLD, NEW] })
  for (const bad of [pair(undefined, NEW), pair(OLD, undefined), ...[null, 'x', 7, true, [], {}, { external_id: 7 }, { external_id: '' }, { external_id: null }, { user_alias: 'x' }, { user_alias: [] }, { user_alias: { alias_name: 'a' } }, { user_alias: { alias_name: 1, alias_label: 'l' } }, { email: 7 }, { email: '' }, { phone: {} }, { braze_id: 'b' }, { external_id: 'a', email: 'x@example.com' }].flatMap((one) => [pair(one, NEW), pair(OLD, one)])])
    expect({ bad, ...(await merge(e, pair(OLD, NEW), bad)) }).toMatchObject({ bad, status: 400, body: { message: BAD }, kinds: ['request.refused'] })
  for (const bad of [{ ...pair(OLD, NEW), extra: 1 }, { external_id: 'x' }]) expect(await merge(e, pair(OLD, NEW), bad)).toMatchObject({ status: 400, body: { message: `'merge_updates' must only have 'identifier_to_merge' and 'identifier_to_keep'` } })
  expect(users(e)).toBe(2)
})

test('prioritization is required with an address, and must make sense', async () => {
  const e = emulator()
  const by = (prioritization: unknown) => merge(e, pair({ email: 'x@example.com', prioritization }, NEW)).then((said) => [said.status, said.body.message])
  expect(await by(undefined)).toEqual([400, `'prioritization' is required`])
  for (const bad of ['identified', 7, {}, ['newest'], [1]]) expect(await by(bad)).toEqual([400, `'prioritization' is not valid`])
  expect(await by(['identified', 'unidentified'])).toEqual([400, `Request can not contain both of 'identified' and 'unidentified' values in the 'prioritization' array`])
})

test('missing, empty, over 50 and wrong types are 400', async () => {
  const e = emulator()
  const bad = (merge_updates: unknown, message: string) => say(e, '/users/merge', { merge_updates }).then((said) => expect({ merge_updates, status: said.status, body: said.body, kinds: said.kinds }).toEqual({ merge_updates, status: 400, body: { message }, kinds: ['request.refused'] }))
  for (const value of [undefined, null, 'x', 7, true, {}, [7], ['x'], [null], [[]]]) await bad(value, `'merge_updates' must be an array of objects`)
  await bad([], `'merge_updates' must not be empty`)
  await bad(Array.from({ length: 51 }, () => pair(OLD, NEW)), 'a single request may not contain more than 50 merge updates')
  expect((await merge(e, ...Array.from({ length: 50 }, () => pair(OLD, NEW)))).status).toBe(202)
})
