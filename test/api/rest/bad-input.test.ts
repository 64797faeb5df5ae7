// Bad input to the user endpoints: never a 500, never half a write, Braze's answer where it is known and a clear 4xx otherwise.
import { expect, test } from 'vitest'
import type { Emulator } from '../../kit/rest.ts'
import { say, track, users } from '../../kit/rest.ts'
import { emulator } from '../../kit/world.ts'

const MALFORMED = { error: "\nProblem:\n  message body does not match declared format\nResolution:\n  when specifying application/json as content-type, you must pass valid application/json in the request's 'body' " }
const TIME = '2026-02-28T10:00:00Z'
const ALIAS = { alias_name: 'a', alias_label: 'l' }

/** A good body for each endpoint, with every field it knows: the starting point of each mistake. */
const GOOD: Record<string, Record<string, unknown>> = {
  '/users/track': {
    partner: 'x',
    attributes: [{ external_id: 'mel', _update_existing_only: false, _merge_objects: true, push_token_import: false, push_tokens: [], subscription_groups: [], first_name: 'M', last_name: 'D', email: 'm@example.com', phone: '+16505551234', dob: '1980-01-01', gender: 'F', country: 'US', language: 'en', home_city: 'x', time_zone: 'UTC', current_location: { longitude: 1, latitude: 2 }, email_subscribe: 'subscribed', push_subscribe: 'subscribed', image_url: 'x', facebook: {}, twitter: {}, date_of_first_session: '2020-01-01', date_of_last_session: '2020-01-01', marked_email_as_spam_at: '2020-01-01', email_open_tracking_disabled: true, email_click_tracking_disabled: true, custom: 1 }],
    events: [{ external_id: 'mel', name: 'x', time: TIME, app_id: 'a', properties: { a: 1 }, _update_existing_only: false }],
    purchases: [{ external_id: 'mel', product_id: 'p', currency: 'USD', price: 1, quantity: 1, time: TIME, app_id: 'a', properties: { a: 1 }, _update_existing_only: false }],
  },
  '/users/track/sync': { attributes: [{ external_id: 'mel', custom: 1 }] },
  '/users/identify': { aliases_to_identify: [{ external_id: 'mel', user_alias: ALIAS }], emails_to_identify: [{ external_id: 'mel', email: 'm@example.com', prioritization: ['identified'] }], phone_numbers_to_identify: [{ external_id: 'mel', phone: '+16505551234', prioritization: ['identified'] }], merge_behavior: 'merge' },
  '/users/alias/new': { user_aliases: [{ external_id: 'mel', ...ALIAS }] },
  '/users/alias/update': { alias_updates: [{ alias_label: 'l', old_alias_name: 'a', new_alias_name: 'b' }] },
  '/users/merge': { merge_updates: [{ identifier_to_merge: { external_id: 'a' }, identifier_to_keep: { email: 'm@example.com', prioritization: ['identified'] } }] },
  '/users/delete': { external_ids: ['mel'], user_aliases: [ALIAS], braze_ids: ['b'], email_addresses: [{ email: 'm@example.com', prioritization: ['identified'] }], phone_numbers: [{ phone: '+16505551234', prioritization: ['identified'] }] },
  '/users/external_ids/rename': { external_id_renames: [{ current_external_id: 'a', new_external_id: 'b' }] },
  '/users/external_ids/remove': { external_ids: ['a'] },
  '/users/export/ids': { external_ids: ['mel'], user_aliases: [ALIAS], device_id: 'd', braze_id: 'b', email_address: 'm@example.com', phone: '+16505551234', fields_to_export: ['email'] },
}
GOOD['/users/track/bulk'] = { attributes: [{ external_id: 'mel', email: 'm@example.com' }], events: [{ email: 'm@example.com', name: 'x', time: TIME }], purchases: [{ external_id: 'mel', product_id: 'p', currency: 'USD', price: 1, time: TIME }] }
const PATHS = Object.keys(GOOD)

const WRONG: unknown[] = [null, 0, -1.5, 9e99, '', 'text', 'x'.repeat(5000), 'a\u0000b', '\ud800', true, false, [], [null], ['text'], [7], [[]], [{}], {}, { a: 1 }, { __proto__: null, toString: 1 }, { add: 1 }, { $add: [1] }, { inc: 'x' }, { $time: 1 }, { a: { b: { c: [null] } } }]

/** Every body that differs from `good` in one member, at any depth. */
function* mistakes(good: unknown): Generator<unknown> {
  if (typeof good !== 'object' || good === null) return
  for (const [key, value] of Object.entries(good)) {
    const change = (put: unknown) => (Array.isArray(good) ? good.map((one, index) => (String(index) === key ? put : (one as unknown))) : { ...good, [key]: put })
    for (const wrong of WRONG) yield change(wrong)
    if (!Array.isArray(good)) yield Object.fromEntries(Object.entries(good).filter(([name]) => name !== key))
    for (const inner of mistakes(value)) yield change(inner)
  }
}

/** What the tables of users hold, in few numbers: to see that nothing was written. */
const contents = (e: Emulator): string =>
  JSON.stringify([
    e.world.db.raw.prepare('SELECT count(*), sum(updated_at), sum(length(custom_attributes)), sum(revenue_cents), sum(purchase_count), group_concat(email || first_name) FROM profiles').raw().get(),
    ...['deprecated_external_ids', 'user_aliases', 'custom_events', 'purchases', 'push_tokens', 'subscription_states'].map((table) => e.world.db.raw.prepare(`SELECT count(*) FROM ${table}`).raw().get()),
  ])

test.each(PATHS)('%s: every type in every field is answered, and a refusal writes nothing', async (path) => {
  const e = emulator()
  let sent = 0
  for (const body of mistakes(GOOD[path])) {
    sent++
    const before = contents(e)
    const { status, body: answer, kinds } = await say(e, path, body)
    if (status === 400) {
      expect({ body, answer: typeof answer.message, kinds }).toEqual({ body, answer: 'string', kinds: ['request.refused'] })
      expect(contents(e) === before, JSON.stringify(body)).toBe(true)
    } else expect({ body, status }).toEqual({ body, status: path === '/users/merge' ? 202 : path === '/users/export/ids' ? 200 : 201 })
  }
  expect(sent).toBeGreaterThan(25)
})

test.each(['attributes', 'events', 'purchases'])('every type in every field of one of %s, beside a good object: what is refused leaves nothing behind', async (array) => {
  const e = emulator()
  for (const [item] of mistakes(GOOD['/users/track']![array]) as Generator<[unknown]>) {
    const before = contents(e)
    const good = { user_alias: { alias_name: 'nobody', alias_label: 'l' } } // counted, and nothing is done
    const { status, body } = await track(e, array === 'attributes' ? { attributes: [item, good] } : { attributes: [good], [array]: [item] })
    expect({ item, status }).toEqual({ item, status: 201 })
    if (body.errors !== undefined) expect({ item, errors: body.errors.length, same: contents(e) === before }).toEqual({ item, errors: 1, same: true })
    else await e.post('/users/delete', { external_ids: ['mel'] })
  }
})

test.each(PATHS)('%s: what is no JSON object is 400', async (path) => {
  const e = emulator()
  for (const text of ['', '{', '{"a":1,}', "{'a':1}", 'undefined', '{"a":1}{"b":2}', '\ufeff', 'NaN', '{"a":\u0001}']) expect({ text, ...(await say(e, path, text)) }).toMatchObject({ text, status: 400, body: MALFORMED, kinds: ['request.refused'] })
  expect(await say(e, path, new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]) as never)).toMatchObject({ status: 400, body: MALFORMED })
  for (const text of ['[]', '"text"', '7', 'true', '[{}]']) expect({ text, ...(await say(e, path, text)) }).toMatchObject({ text, status: 400, body: { message: 'Bad Request' }, kinds: ['request.refused'] })
  expect((await say(e, path, 'null')).status).toBe(400)
})

test.each(PATHS)('%s: nesting of 10,000 levels is 400', async (path) => {
  const e = emulator()
  const name = Object.keys(GOOD[path]!)[0]!
  for (const [open, close] of [['[', ']'], ['{"a":', '}']] as const)
    expect(await say(e, path, `{"${name}":${open.repeat(10_000)}1${close.repeat(10_000)}}`)).toMatchObject({ status: 400, body: { message: 'Bad Request' }, kinds: ['request.refused'] })
})

test('nesting of 10,000 levels in an attribute and in properties is 400, and 100 levels are taken', async () => {
  const e = emulator()
  const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
  const body = (levels: number) => `{"attributes":[{"external_id":"mel","deep":${deep(levels)}}],"events":[{"external_id":"mel","name":"x","time":"${TIME}","properties":${deep(levels)}}]}`
  expect(await track(e, body(10_000))).toMatchObject({ status: 400, body: { message: 'Bad Request' } })
  expect(users(e)).toBe(0)
  expect((await track(e, body(100))).body).toEqual({ attributes_processed: 1, events_processed: 1, message: 'success' })
})

test.each(PATHS)('%s: another content type is 415, a parameter or another casing is not', async (path) => {
  const e = emulator()
  const body = JSON.stringify(GOOD[path])
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml', 'application/jsonp', 'json', 'application/json; charset=latin1', ''])
    expect({ type, ...(await say(e, path, body, { 'content-type': type })) }).toMatchObject({ type, status: 415, body: { message: 'Unsupported Media Type' }, kinds: ['request.refused'] })
  for (const type of ['application/json; charset=utf-8', 'Application/JSON', 'application/json;charset="UTF-8"', 'application/vnd.api+json']) expect((await say(e, path, body, { 'content-type': type })).status).toBeLessThan(300)
})

/** A JSON body of exactly so many bytes. */
const sized = (good: unknown, bytes: number): string => {
  const frame = JSON.stringify({ ...(good as object), pad: '' })
  return frame.replace('"pad":""', `"pad":"${'x'.repeat(bytes - Buffer.byteLength(frame))}"`)
}

test.each(PATHS.filter((path) => path !== '/users/track/bulk'))('%s: 4 MB are taken, a byte more is 413', async (path) => {
  const e = emulator()
  const most = 4 * 1024 * 1024
  expect(await say(e, path, sized(GOOD[path], most + 1))).toMatchObject({ status: 413, body: { message: 'Request Entity Too Large' }, kinds: ['request.refused'] })
  expect((await say(e, path, sized(GOOD[path], most))).status).toBeLessThan(300)
})

test('a compressed body is measured when it is open', async () => {
  const { gzipSync } = await import('node:zlib')
  const e = emulator()
  const send = (bytes: number) => e.call('POST', '/users/track', new Uint8Array(gzipSync(sized(GOOD['/users/track'], bytes))), { authorization: 'Bearer b4a2e000-0000-4000-8000-000000000001', 'content-encoding': 'gzip' })
  expect((await send(4 * 1024 * 1024 + 1)).status).toBe(413)
  expect(users(e)).toBe(0)
  expect((await send(5000)).status).toBe(201)
  expect(e.errors).toEqual([])
})

test.each(PATHS)('%s: unknown keys are ignored at the top, hostile ones too', async (path) => {
  const e = emulator()
  const body = JSON.stringify(GOOD[path]).replace(/^\{/, '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":1,"hasOwnProperty":2,"\\u0000":3,"\\ud800":4,"then":5,')
  expect((await say(e, path, body)).status).toBeLessThan(300)
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})

const HOSTILE = ['a\u0000b', '\u0000', '\ud800', '\udfff\ud800', '__proto__', 'constructor', 'toString', '../../etc/passwd', `' OR 1=1;--`, '%00', '%', '_', ' ', '\n', '𝒳', 'ﷺ', 'x'.repeat(987), '{{${first_name}}}', '{% abort_message() %}', '<script>', '\u202e', '-1', 'null', 'NaN']

test('hostile texts as external_id, alias, event, product, attribute and property are texts like any other', async () => {
  const e = emulator()
  for (const text of HOSTILE) {
    const id = { external_id: text }
    const said = await track(e, { attributes: [{ ...id, [text]: text.slice(0, 255) }], events: [{ ...id, name: text.slice(0, 255), time: TIME, properties: { [text.slice(0, 200)]: text } }], purchases: [{ ...id, product_id: text.slice(0, 255), currency: 'USD', price: 1, time: TIME }] })
    expect({ text, body: said.body }).toEqual({ text, body: { attributes_processed: 1, events_processed: 1, purchases_processed: 1, message: 'success' } })
    expect((await say(e, '/users/alias/new', { user_aliases: [{ ...id, alias_name: text, alias_label: text }] })).kinds).toEqual(['alias.added'])
    const { users: found } = (await say(e, '/users/export/ids', { user_aliases: [{ alias_name: text, alias_label: text }], external_ids: [text] })).body
    expect(found).toHaveLength(1)
    expect(found[0].custom_events[0].count).toBe(1)
    expect(found[0].total_revenue).toBe(1)
  }
  // SQLite holds UTF-8: lone surrogates are kept as replacement characters, one id each
  expect(users(e)).toBe(HOSTILE.length)
})

test('two requests at once with the same new user make one user', async () => {
  const e = emulator()
  const body = { attributes: [{ external_id: 'mel', n: { inc: 1 } }], events: [{ external_id: 'mel', name: 'x', time: TIME }] }
  const answers = await Promise.all(Array.from({ length: 20 }, () => e.post('/users/track', body)))
  expect(answers.map((answer) => answer.status)).toEqual(Array(20).fill(201))
  expect(users(e)).toBe(1)
  expect(await e.exported('mel', ['custom_attributes', 'custom_events'])).toMatchObject({ custom_attributes: { n: 20 }, custom_events: [{ name: 'x', count: 20 }] })
})

test('a refused request among good ones of the same moment undoes only itself', async () => {
  const e = emulator()
  const good = (n: number) => e.post('/users/track', { attributes: [{ external_id: `u${n}` }] })
  const many = Array.from({ length: 101 }, () => ({ external_id: 'greedy', name: 'x', time: TIME }))
  const [first, bad, last] = await Promise.all([good(1), e.post('/users/track/bulk', { events: many }), good(2)])
  expect([first.status, bad.status, last.status]).toEqual([201, 400, 201])
  expect(users(e)).toBe(2)
  expect(await e.exported('greedy')).toBeUndefined()
})
