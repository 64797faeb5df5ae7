// The parts of a replay: what counts as the same form, whose key is whose, which differences are left out, and values found in texts.
import { expect, test } from 'vitest'
import type { Exchange } from '../../../emulator/adapters/recording/fixture.ts'
import { createKnownValues } from '../../../emulator/adapters/recording/known-values.ts'
import { compareAnswers } from '../../../emulator/adapters/recording/replay/compare.ts'
import { createCorrespondence } from '../../../emulator/adapters/recording/replay/correspondence.ts'
import { ignoring } from '../../../emulator/adapters/recording/replay/ignore.ts'
import { keyPairs } from '../../../emulator/adapters/recording/replay/keys.ts'

const exchange = (request: Partial<Exchange['request']>, answer: Partial<Exchange['answer']> = {}): Exchange => ({ n: 1, at: '2026-03-01T12:00:00.000Z', took_ms: 1, request: { method: 'POST', path: '/x', query: '', headers: {}, ...request }, answer: { status: 200, headers: {}, ...answer } })

/** Compares two bodies, after requests that named `named`. */
const same = (expected: unknown, actual: unknown, named: unknown[] = []): string[] => {
  const correspondence = createCorrespondence(new Map())
  for (const one of named) correspondence.named(exchange({ body: { json: one } }))
  return compareAnswers({ status: 200, headers: {}, body: { json: expected } }, { status: 200, headers: {}, body: { json: actual }, stream: false }, { correspondence, hosts: ['https://rest.real.example'], origin: 'http://localhost' }).map(({ path }) => path)
}
const A = '0e258e28-25f3-4d27-a009-059c12a9cc29'
const B = '12345678-1234-4123-8123-123456789abc'

test.each<[string, unknown, unknown, boolean]>([
  ['uuid', A, B, true],
  ['hex of one length', 'ed4e115e883c6929393c1189b197a403', '3cc0caf967167cf8603a7f8c0a22c1fc', true],
  ['hex of another length', 'ed4e115e883c6929393c1189b197a403', 'b6b107b23bf270997c09964c', false],
  ['uuid and hex', A, 'ed4e115e883c6929393c1189b197a403', false],
  ['base64', 'MWY3MTAxZmU3MTAxMWJhMDg3MmEyZTA2XyRfbXY9==', 'c2tpcDo1MDo1MEFBQUFBQUFBQQ==', true],
  ['a time', '2026-03-01T12:00:00.000Z', '2026-11-23T09:41:19.661Z', true],
  ['a time in another notation', '2026-03-01T12:00:00.000Z', '2026-11-23T09:41:19Z', false],
  ['seconds', 1772366400, 1772366999, true],
  ['seconds and milliseconds', 1772366400, 1772366400000, false],
  ['a number that is no time', 1, 2, false],
  ['a time and none', 1772366400, 0, false],
  ['an id inside of a text', `/items?cursor=${A}&x=1`, `/items?cursor=${B}&x=1`, true],
  ['another text around an id', `/items?cursor=${A}&x=1`, `/items?cursor=${B}&x=2`, false],
  ['the host itself', `https://rest.real.example/b?c=${A}`, `http://localhost/b?c=${B}`, true],
  ['another host', 'https://elsewhere.example/b', 'http://localhost/b', false],
  ['a name with digits and underscores', 'spring_campaign_2025_a', 'spring_campaign_2026_a', false],
  ['null and a text', null, 'x', false],
  ['a number and its text', 1, '1', false],
  ['true and false', true, false, false],
  ['an address that stands for one', 'A <user7@example.com>', 'A <shop@shop.example>', true],
  ['an address as it is', 'A <shop@shop.example>', 'A <other@shop.example>', false],
  ['a number that stands for one', '+12015550107', '+4915112345678', true],
  ['a number as it is', '+4915112345678', '+4915112345679', false],
  ['a name that stands for one', 'Name3', 'Melanie', true],
  ['a name that stands for one and nothing', 'Name3', '', false],
])('%s', (_name, expected, actual, fits) => expect(same({ v: expected }, { v: actual })).toEqual(fits ? [] : ['body.v']))

test.each<[string, unknown, unknown]>([['an id', A, B], ['a time', '2026-03-01T12:00:00Z', '2026-03-02T12:00:00Z'], ['seconds', 1772366400, 1772366401], ['a stand-in', 'user7@example.com', 'shop@shop.example'], ['a name', 'Name3', 'Melanie']])('%s that a request named must come back as it is', (_name, expected, actual) => {
  expect(same({ v: expected }, { v: actual }, [{ given: expected }])).toEqual(['body.v'])
  expect(same({ v: expected }, { v: expected }, [{ given: expected }])).toEqual([])
})

test('times that each side makes may be named by chance', () => expect(same({ config: { time: 1772366400 }, created_at: '2026-03-01T12:00:00Z', random_bucket: 7 }, { config: { time: 1772366401 }, created_at: '2026-03-02T12:00:00Z', random_bucket: 9 }, [{ time: 1772366400, at: '2026-03-01T12:00:00Z' }])).toEqual([]))

test('one id of the recording is one id here, also as the name of a member', () => {
  expect(same({ a: A, b: [A, A] }, { a: B, b: [B, B] })).toEqual([])
  expect(same({ a: A, b: A }, { a: B, b: '99999999-1234-4123-8123-123456789abc' })).toEqual(['body.b'])
  expect(same({ id: A, map: { [A]: 1 } }, { id: B, map: { [B]: 1 } })).toEqual([])
  expect(same({ a: A, b: `${A} no` }, { a: B, b: `${A} no` })).toEqual(['body.b'])
})

test('binary, text and streams', () => {
  const correspondence = createCorrespondence(new Map())
  const compare = (expected: Exchange['answer'], actual: Parameters<typeof compareAnswers>[1]) => compareAnswers(expected, actual, { correspondence, hosts: [], origin: '' })
  const head = { status: 200, headers: {} }
  expect(compare({ ...head, body: { base64: 'AAE=' } }, { ...head, body: { base64: 'AAI=' }, stream: false })).toEqual([{ path: 'body', expected: 'AAE=', actual: 'AAI=' }])
  expect(compare({ ...head, body: { text: `id ${A}` } }, { ...head, body: { text: `id ${B}` }, stream: false })).toEqual([])
  expect(compare({ ...head, body: { text: '<p>' } }, { ...head, body: { json: {} }, stream: false })).toEqual([{ path: 'body', expected: '<p>', actual: {} }])
  expect(compare({ ...head, body: { text: '(bytes, not recorded)' } }, { ...head, body: { base64: 'AAI=' }, stream: false })).toEqual([])
  expect(compare({ ...head, body: { text: '(bytes, not recorded)' } }, { ...head, body: { json: 1 }, stream: false })).toEqual([{ path: 'body', expected: '(bytes, not recorded)', actual: 1 }])
  expect(compare({ ...head, stream: true }, { ...head, body: undefined, stream: true })).toEqual([])
  expect(compare({ ...head, stream: true }, { ...head, body: { json: 1 }, stream: false })).toEqual([{ path: 'body', expected: '(a stream)', actual: { json: 1 } }])
})

test('a long word takes no longer than a long text', () => {
  const word = 'x'.repeat(300_000)
  expect(same({ a: `${word} ${A}` }, { a: `${word} ${B}` })).toEqual([])
})

const KEYS = { rest: 'own-rest', web: 'own-web', ios: 'own-ios', android: 'own-android', scim: 'own-scim', data_import: 'own-import' }
const sdk = (key: string, body: object, status = 200, more: object = {}): Exchange => exchange({ path: '/api/v3/data/', headers: { 'x-braze-api-key': key }, body: { json: { api_key: key, ...body } } }, { status, body: { json: more } })
const rest = (key: string, status = 200, path = '/users/track', body: object = {}): Exchange => exchange({ path, headers: { authorization: `Bearer ${key}` }, body: { json: body } }, { status })

test('whose key is whose: by what an SDK sends, by the path, and never one that was refused', () => {
  const pairs = keyPairs([
    rest('r1'), rest('wrong', 401), rest('r2', 403), rest('s', 200, '/scim/v2/Users'), rest('i', 200, '/partners/x'),
    sdk('k-android', { device: { brand: 'google', model: 'Pixel' } }), sdk('k-web', { device: { browser: 'Chrome' } }), sdk('k-ios', {}), sdk('k-ios', { device: { model: 'iPhone17,1', ios_push_auth: 'authorized' } }),
    sdk('k-bad', {}, 201, { error: 'invalid_api_key' }),
  ], KEYS)
  expect(Object.fromEntries(pairs)).toEqual({ r1: 'own-rest', r2: 'own-rest', s: 'own-scim', i: 'own-import', 'k-android': 'own-android', 'k-web': 'own-web', 'k-ios': 'own-ios' })
})

test('an app that only REST names takes one that is left; what the user says comes first', () => {
  const all = [sdk('k-web', { device: { browser: 'Chrome' } }), rest('r', 200, '/users/track', { events: [{ app_id: 'k-web' }, { app_id: 'k-other' }] })]
  expect(Object.fromEntries(keyPairs(all, KEYS))).toEqual({ r: 'own-rest', 'k-web': 'own-web', 'k-other': 'own-ios' })
  expect(Object.fromEntries(keyPairs(all, KEYS, new Map([['k-other', 'own-android'], ['r', 'mine']])))).toEqual({ r: 'mine', 'k-web': 'own-web', 'k-other': 'own-android' })
})

test.each<[string, string, boolean]>([
  ['body.users[*].random_bucket', 'body.users[3].random_bucket', true],
  ['body.users[*].random_bucket', 'body.users[3].random_bucket_2', false],
  ['body.users', 'body.users[3].a.b', true],
  ['body.*.a', 'body.x.a', true],
  ['body.*.a', 'body.x.y.a', false],
  ['body.**.a', 'body.x.y[2].a', true],
  ['headers.x-ratelimit-*', 'headers.x-ratelimit-reset', true],
  ['status', 'status', true],
  ['**', 'headers.link', true],
  ['GET status', 'status', false],
  ['POST status', 'status', true],
  ['/users/track status', 'status', true],
  ['/users/* status', 'status', true],
  ['/* status', 'status', false],
  ['/** status', 'status', true],
  ['POST /users/track body.message', 'status', false],
])('--ignore %s of POST /users/track: %s %s', (pattern, path, left) => expect(ignoring([pattern])('POST', '/users/track', path)).toBe(left))

test('known values are found as a plain search would find them', () => {
  let state = 42
  const below = (n: number): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) % n
  const text = (length: number): string => Array.from({ length }, () => 'abc-'[below(4)]).join('')
  for (let round = 0; round < 300; round++) {
    const values = [...new Set(Array.from({ length: 6 }, () => text(3 + below(4))))]
    const known = createKnownValues()
    values.forEach((value, n) => known.add(value, `<${n}>`, false))
    const where = text(60)
    // Longest first at each place, from left to right
    const pattern = new RegExp([...values].sort((a, b) => b.length - a.length).join('|'), 'g')
    expect(known.replace(where)).toBe(where.replace(pattern, (found) => `<${values.indexOf(found)}>`))
  }
})
