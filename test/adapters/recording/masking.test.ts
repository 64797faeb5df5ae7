// Masking: what is a person's or a key never stands in a recording, the same value has the same stand-in everywhere, and what was valid stays valid.
import { isIP } from 'node:net'
import { isValidPhoneNumber } from 'libphonenumber-js/max'
import { expect, test } from 'vitest'
import type { Exchange } from '../../../emulator/adapters/recording/fixture.ts'
import { createMasker } from '../../../emulator/adapters/recording/mask/masker.ts'

const exchange = (request: Partial<Exchange['request']>, answer: Partial<Exchange['answer']> = {}, n = 1): Exchange => ({
  n, at: '2026-03-01T12:00:00.000Z', took_ms: 1,
  request: { method: 'POST', path: '/users/track', query: '', headers: {}, ...request },
  answer: { status: 201, headers: {}, ...answer },
})
const json = (value: unknown, more: Partial<Exchange['request']> = {}): Exchange => exchange({ body: { json: value }, ...more })
const masked = (value: unknown, fields: string[] = []): any => (createMasker(fields).mask(json(value)).request.body as { json: unknown }).json

/** The same numbers in every run. */
function chance(seed: number) {
  let state = seed
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (n: number): number => Math.floor(next() * n)
  const of = <T>(choices: ArrayLike<T>): T => choices[below(choices.length)]!
  const text = (length: number, letters: string): string => Array.from({ length }, () => of([...letters])).join('')
  return { below, of, text }
}
type Chance = ReturnType<typeof chance>

const HEX = '0123456789abcdef'
const DIGITS = '0123456789'
const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
const uuid = (c: Chance): string => [8, 4, 4, 4, 12].map((length) => c.text(length, HEX)).join('-')
/** A value of each kind, as one such value is. */
const KINDS: Record<string, (c: Chance) => string> = {
  email: (c) => `${c.text(4, LETTERS)}${c.of(['.', '+', '_', ''])}${c.text(5, LETTERS + DIGITS)}@${c.text(7, LETTERS)}.${c.of(['com', 'co.uk', 'example'])}`,
  upperEmail: (c) => `${c.text(4, LETTERS.toUpperCase())}.${c.text(4, LETTERS)}@${c.text(6, LETTERS)}.De`,
  phone: (c) => `+${c.of([1, 44, 49, 81])}${c.text(9, '23456789')}`,
  name: (c) => c.of([`Q${c.text(6, LETTERS)}x`, `Ж${c.text(5, 'бвгджз')}`, `${c.text(4, LETTERS)} O'${c.text(5, LETTERS)}`, `Zö${c.text(4, LETTERS)}`]),
  external_id: (c) => c.of([() => uuid(c), () => c.text(12, LETTERS + DIGITS), () => `shop|${c.text(8, HEX)}:${c.text(3, DIGITS)}`, () => `${c.text(8, '123456789')}`, () => KINDS['email']!(c), () => c.text(24, HEX)])(),
  device_id: (c) => c.of([uuid(c), uuid(c).toUpperCase(), c.text(16, HEX)]),
  push_token: (c) => c.of([c.text(64, HEX), `${c.text(22, LETTERS + DIGITS)}:APA91b${c.text(60, `${LETTERS}${DIGITS}_-`)}`, `https://push.example.org/w/${c.text(40, LETTERS + DIGITS)}`]),
  ip: (c) => c.of([`${81 + c.below(100)}.${c.below(256)}.${c.below(256)}.${1 + c.below(255)}`, `2a02:${c.text(4, '123456789')}:${c.text(4, '123456789')}::${c.text(4, '123456789')}`]),
  api_key: (c) => uuid(c),
  jwt: (c) => `eyJhbGciOiJSUzI1NiJ9.eyJzdWIi${c.text(20, LETTERS + DIGITS)}.${c.text(40, `${LETTERS}${DIGITS}_-`)}`,
  alias_name: (c) => c.text(9, LETTERS + DIGITS),
}
const FIELD: Record<string, string> = { upperEmail: 'email', name: 'first_name', jwt: 'jwt' }

/** Everywhere where a value has been seen on the wire. */
const PLACES: ((c: Chance, value: string, kind: string) => Partial<Exchange['request']> & { answer?: unknown; text?: string })[] = [
  (c, v) => ({ body: { json: { events: [{ name: 'x', properties: { note: `${c.of(['for ', 'a_', '(', ''])}${v}${c.of([' and', '_b', ')', ''])}` } }] } } }),
  (_, v) => ({ query: `a=1&who=${encodeURIComponent(v)}&b[]=${encodeURIComponent(v)}` }),
  (_, v) => ({ path: `/catalogs/people/items/${encodeURIComponent(v)}` }),
  (_, v) => ({ body: { json: { payload: JSON.stringify({ deep: { list: [v] } }) } } }),
  (_, v) => ({ body: { json: { [v]: true, map: { [`${v}`]: { [v]: 1 } } } } }),
  (_, v) => ({ body: { json: { id: Buffer.from(`campaign_9_${v}_x`).toString('base64') } } }),
  (_, v) => ({ body: { json: { id: Buffer.from(`{"c":"9","u":"${v}"}`).toString('base64url') } } }),
  (_, v) => ({ body: { json: { link: `https://shop.example/p?u=${encodeURIComponent(v)}&x=1#${encodeURIComponent(v)}` } } }),
  (_, v) => ({ headers: { referer: `https://shop.example/?u=${encodeURIComponent(v)}` } }),
  (_, v) => ({ answer: { message: `no user ${v}`, errors: [`'${v}' is not valid`] } }),
  (_, v) => ({ body: { text: `line 1\n"${v}";${v}\n` }, headers: { 'content-type': 'text/csv' } }),
  (_, v) => ({ body: { text: `a=1&u=${encodeURIComponent(v)}` }, headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
  (_, v) => ({ body: { boundary: 'b', parts: [{ headers: { 'content-disposition': `form-data; name="who"; filename="${v.replaceAll('"', '')}.txt"` }, text: `hello ${v}` }, { headers: { 'content-disposition': 'form-data; name="j"' }, json: { v } }] } }),
]

/** The fields that teach what a value is. */
const taught = (values: Record<string, string>): unknown => ({ attributes: Object.entries(values).map(([kind, value]) => ({ [FIELD[kind] ?? kind]: value })) })

const writings = (value: string): string[] => [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1), Buffer.from(value).toString('base64url').slice(0, -2)]

test.each(Array.from({ length: 25 }, (_, seed) => seed + 1))('random people, seed %i: none of their values is in what is written', (seed) => {
  const c = chance(seed)
  const values = Object.fromEntries(Object.entries(KINDS).map(([kind, make]) => [kind, make(c)]))
  const masker = createMasker()
  const written: Exchange[] = [masker.mask(json(taught(values)))]
  for (const [kind, value] of Object.entries(values))
    for (const place of PLACES) {
      const { answer, ...request } = place(c, value, kind)
      written.push(masker.mask(exchange(request, answer === undefined ? {} : { body: { json: answer } })))
    }
  const text = written.map((one) => JSON.stringify(one)).join('\n')
  const folded = text.toLowerCase()
  for (const [kind, value] of Object.entries(values)) {
    for (const writing of writings(value).slice(0, 3)) expect(text.includes(writing), `${kind} ${value} as ${writing}`).toBe(false)
    if (kind.toLowerCase().includes('email')) expect(folded.includes(value.toLowerCase()), value).toBe(false)
  }
  // And inside of what is base64
  const decoded = [...text.matchAll(/[\w+/-]{16,}={0,2}/g)].map(([token]) => Buffer.from(token, 'base64').toString('utf8')).join('\n')
  for (const value of Object.values(values)) expect(decoded.includes(value), `${value} in base64`).toBe(false)
})

test.each(Array.from({ length: 12 }, (_, seed) => seed + 100))('random people, seed %i: a value has one stand-in, no two values share one, and its form is kept', (seed) => {
  const c = chance(seed)
  const masker = createMasker()
  const stands = new Map<string, string>()
  for (let round = 0; round < 30; round++)
    for (const [kind, make] of Object.entries(KINDS)) {
      const value = make(c)
      const field = FIELD[kind] ?? kind
      const { events, list } = (masker.mask(json({ events: [{ [field]: value }], list: [`see ${value}!`] })).request.body as { json: any }).json
      const stand = events[0][field] as string
      expect(list).toEqual([`see ${stand}!`])
      expect(stands.get(value) ?? stand).toBe(stand)
      stands.set(value, stand)
      if (/email/i.test(kind)) expect(stand).toMatch(/^\w+@example\.com$/i)
      if (kind === 'phone') expect([stand, isValidPhoneNumber(stand)]).toEqual([stand, true])
      if (kind === 'ip') expect(isIP(stand)).toBe(isIP(value))
      if (/^[\dA-Fa-f]{8}-[\dA-Fa-f]{4}-/.test(value)) expect(stand).toMatch(/[A-F]/.test(value) ? /^[\dA-F]{8}(-[\dA-F]{4}){3}-[\dA-F]{12}$/ : /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
      if (/^\d+$/.test(value)) expect(stand).toMatch(/^\d+$/)
      if (/^[\da-f]{24}$|^[\da-f]{64}$/.test(value)) expect(stand).toMatch(new RegExp(`^[\\da-f]{${value.length}}$`))
    }
  expect(new Set(stands.values()).size).toBe(stands.size)
})

test('fields of the wire, one by one', () => {
  expect(masked({ external_id: 'mel', email: 'Mel@Shop.example', other: 'mel@shop.example', phone: '(415) 555-2671', dob: '1990-1-2', home_city: 'Paris', facebook: { id: 'x1' }, gender: 'F', country: 'FR' })).toEqual({
    external_id: 'user-1', email: 'User1@Example.com', other: 'user1@example.com', phone: '2015550100', dob: '1970-1-1', home_city: 'Place1', facebook: { id: 'social-1' }, gender: 'F', country: 'FR',
  })
  expect(masked({ events: [{ name: 'uae', data: { a: 'nicky', l: 'nick' } }, { name: 'ca', data: { cid: 'c1', a: 'yes' } }], alias: { label: 'nick', name: 'nicky' } })).toEqual({ events: [{ name: 'uae', data: { a: 'alias-1', l: 'nick' } }, { name: 'ca', data: { cid: 'c1', a: 'yes' } }], alias: { label: 'nick', name: 'alias-1' } })
  expect(masked({ latitude: 48.8566, longitude: 2.3522, push_tokens: [{ app: 'iOS', token: null }], push_token: '', external_ids: ['a', 7, 7] })).toEqual({ latitude: 1.001, longitude: 2.002, push_tokens: [{ app: 'iOS', token: null }], push_token: '', external_ids: ['user-1', 900002, 900002] })
  expect(masked({ from: 'Mel Kay <mel@shop.example>', email: 'Mel <mel@shop.example>, kai@shop.example' })).toEqual({ from: 'Mel Kay <user1@example.com>', email: 'Mel <user1@example.com>, user2@example.com' })
})

test('a phone number is the same in any notation', () => {
  expect(masked([{ phone: '+1 415 555 2671' }, { phone: '+14155552671' }, { phone: '4155552671' }, 'call +1 (415) 555-2671 now'])).toEqual([{ phone: '+12015550100' }, { phone: '+12015550100' }, { phone: '2015550100' }, 'call +12015550100 now'])
})

test('versions, times, prices and words of the wire are left alone', () => {
  const body = { app_version: '4.3.2.1', app_version_code: '1.2.0.0', sdk_version: '18.2.1', user_agent: 'Chrome/156.0.0.0 Safari/537.36', time: '2026-03-01T12:00:00+00:00', at: '2026-03-01 12:00:00 -0500', price: '19.99', url: 'http://127.0.0.1:8080/x', ratio: '1:2:3', fields_to_export: ['email', 'phone', 'first_name'], note: 'a+b, 10 + 20 = 30' }
  expect(masked(body)).toEqual(body)
})

test('a user whose id is a word of the wire is masked in its fields and nowhere else', () => {
  expect(masked({ external_id: 'test', platform: 'test', other: { external_id: 'users' } })).toEqual({ external_id: 'user-1', platform: 'test', other: { external_id: 'user-2' } })
  const masker = createMasker()
  expect(masker.mask(json({ external_id: 'users' })).request.path).toBe('/users/track')
})

test('short ids are replaced as whole words only', () => {
  expect(masked({ external_id: 'mel', a: 'mel, melody, caramel, mel_1 and order-mel-17', b: 'Mel' })).toEqual({ external_id: 'user-1', a: 'user-1, melody, caramel, user-1_1 and order-user-1-17', b: 'Mel' })
})

test('paths and queries: parameters by their names, literal parts never', () => {
  const { request } = createMasker().mask(exchange({ method: 'GET', path: '/preference_center/v1/shop%20prefs/url/mel', query: 'external_id[]=mel&email=mel%40shop.example&phone=%2B14155552671&limit=2&flag' }))
  expect([request.path, request.query]).toEqual(['/preference_center/v1/shop%20prefs/url/user-1', 'external_id[]=user-1&email=user1%40example.com&phone=%2B12015550100&limit=2&flag'])
})

test('headers: keys keep their scheme and form, cookies and tokens go', () => {
  const { request } = createMasker().mask(exchange({ headers: { authorization: 'Bearer 5f1c2d3e-7a8b-4c9d-8e0f-112233445566', 'x-braze-api-key': '77777777-aaaa-4bbb-8ccc-0123456789ab', 'x-braze-auth-signature': 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtZWwifQ.c2ln' }, body: { json: { api_key: '77777777-aaaa-4bbb-8ccc-0123456789ab', events: [{ app_id: '77777777-aaaa-4bbb-8ccc-0123456789ab' }] } } }))
  expect(request.headers).toEqual({ authorization: 'Bearer 00000001-0000-4000-8000-000000000001', 'x-braze-api-key': '00000002-0000-4000-8000-000000000001', 'x-braze-auth-signature': expect.stringMatching(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/) })
  expect(request.body).toEqual({ json: { api_key: '00000002-0000-4000-8000-000000000001', events: [{ app_id: '00000002-0000-4000-8000-000000000001' }] } })
})

test("the user's own fields are masked as well, whatever is in them", () => {
  expect(masked({ custom: { passport: 'X12 34', seat: 12, loyalty_no: 'ABCD-1234-EFGH-5678', rank: 'gold' }, text: 'passport X12 34' }, ['passport', 'seat', 'loyalty_no'])).toEqual({
    custom: { passport: 'masked-1', seat: 900002, loyalty_no: 'masked-3', rank: 'gold' }, text: 'passport masked-1',
  })
})

test('and what is inside of them: objects, lists, operators, an SDK\'s event and a filter that name them', () => {
  const value = {
    attributes: [{ home: { rooms: [{ who: 'Aunt Zelda' }], count: 3, warm: true }, clubs: { add: ['Chess', 'Bowls'] }, pets: { $update: [{ $identifier_key: 'id', $identifier_value: 'cat-7', $new_object: { id: 'cat-8' } }] }, rank: { at: 'gold' } }],
    events: [{ name: 'add', data: { key: 'clubs', value: 'Rowing' } }, { name: 'ncam', data: { key: 'home', value: { street_no: 'No 17' } } }, { name: 'add', data: { key: 'rank', value: 'silver' } }],
    audience: { custom_attribute: { custom_attribute_name: 'clubs', comparison: 'includes_value', value: 'Sailing' } },
    text: 'Aunt Zelda plays Chess',
  }
  expect(masked(value, ['home', 'clubs', 'pets'])).toEqual({
    attributes: [{ home: { rooms: [{ who: 'masked-1' }], count: 900002, warm: true }, clubs: { add: ['masked-3', 'masked-4'] }, pets: { $update: [{ $identifier_key: 'id', $identifier_value: 'masked-5', $new_object: { id: 'masked-6' } }] }, rank: { at: 'gold' } }],
    events: [{ name: 'add', data: { key: 'clubs', value: 'masked-7' } }, { name: 'ncam', data: { key: 'home', value: { street_no: 'masked-8' } } }, { name: 'add', data: { key: 'rank', value: 'silver' } }],
    audience: { custom_attribute: { custom_attribute_name: 'clubs', comparison: 'includes_value', value: 'masked-9' } },
    text: 'masked-1 plays masked-3',
  })
})

test('accounts of social networks: who it is, not how many friends', () => {
  expect(masked({ facebook: { id: 'fb-mel', likes: ['Jazz'], num_friends: 42 }, twitter: { id: 4445556667, screen_name: 'melly_k', followers_count: 12, friends_count: 3 } })).toEqual({ facebook: { id: 'social-1', likes: ['social-2'], num_friends: 42 }, twitter: { id: 9000000003, screen_name: 'social-4', followers_count: 12, friends_count: 3 } })
})

test('a long word takes no longer than a long text', () => {
  const word = 'x'.repeat(300_000)
  expect(masked({ a: `${word}: mel@shop.example` })).toEqual({ a: `${word}: user1@example.com` })
})

test('the bytes of an answer may hold anybody: that there were some is all that is kept', () => {
  const archive = exchange({}, { status: 200, headers: { 'content-type': 'application/zip' }, body: { base64: 'UEsDBAoAAAAAAA==' } })
  expect(createMasker().mask(archive).answer).toEqual({ status: 200, headers: { 'content-type': 'application/zip' }, body: { text: '(bytes, not recorded)' } })
})

test('masking what is masked changes nothing', () => {
  const c = chance(7)
  const masker = createMasker(['passport'])
  const people = Array.from({ length: 20 }, () => Object.fromEntries(Object.entries(KINDS).map(([kind, make]) => [FIELD[kind] ?? kind, make(c)])))
  const once = masker.mask(exchange({ headers: { authorization: `Bearer ${uuid(c)}` }, query: `email=${encodeURIComponent(KINDS['email']!(c))}`, body: { json: { people, dob: '1990-01-02', latitude: 1.25, passport: 'P-1', text: JSON.stringify(people) } } }))
  expect(masker.mask(once)).toEqual(once)
})
