// POST /users/track: custom attributes of every type, their limits, null, the block list, hostile names.
import { expect, test } from 'vitest'
import { attributes, custom, track, users } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'

test('scalars are stored as they were sent', async () => {
  const e = emulator()
  const sent = { text: 'fruit', yes: true, no: false, whole: 25, fraction: 1.5, negative: -3, zero: 0, empty: '', digits: '321', word: 'true', spaced: ' a ' }
  expect((await attributes(e, sent)).kinds).toEqual(['profile.created', 'profile.updated'])
  expect(await custom(e)).toEqual(sent)
})

test('another type replaces the value', async () => {
  const e = emulator()
  await attributes(e, { plan: 'pro' })
  for (const plan of [7, true, ['a'], { a: 1 }, '2020-01-01', 'free']) {
    await attributes(e, { plan })
    expect(await custom(e)).toEqual({ plan })
  }
})

test('null removes, and removing what is not there changes nothing', async () => {
  const e = emulator()
  await attributes(e, { plan: 'pro', list: ['a'], object: { a: 1 } })
  const { rows } = await attributes(e, { plan: null, list: null, object: null, other: null })
  expect(rows.map(({ kind, data }) => ({ kind, changes: data['changes'] }))).toEqual([{ kind: 'profile.updated', changes: { plan: { from: 'pro', to: null }, list: { from: ['a'], to: null }, object: { from: { a: 1 }, to: null } } }, { kind: 'attributes.unchanged', changes: undefined }])
  expect(await custom(e)).toEqual({})
  expect((await attributes(e, { plan: null })).kinds).toEqual(['attributes.unchanged'])
})

test('a string or a name over 255 characters is ignored and the old value stays; the object counts as processed', async () => {
  const e = emulator()
  await attributes(e, { plan: 'pro' })
  const { kinds, rows } = await attributes(e, { plan: 'x'.repeat(256), ['n'.repeat(256)]: 1, '': 1, ok: 'é'.repeat(255), ['n'.repeat(255)]: 1 })
  expect(kinds).toEqual(['decision.ignored', 'decision.ignored', 'decision.ignored', 'profile.updated'])
  expect(rows.slice(0, 3).map((row) => row.data['rule'])).toEqual(['attribute.invalid_value', 'attribute.name_length', 'attribute.name_length'])
  expect(await custom(e)).toEqual({ plan: 'pro', ok: 'é'.repeat(255), ['n'.repeat(255)]: 1 })
})

test('a number beyond JavaScript is ignored', async () => {
  const e = emulator()
  expect((await track(e, '{"attributes":[{"external_id":"mel","big":1e999,"small":-1e999,"tiny":1e-999}]}')).status).toBe(201)
  expect(await custom(e)).toEqual({ tiny: 0 })
})

test('an attribute on the block list is ignored; profile fields can not be blocked', async () => {
  const e = emulator()
  await e.admin('PATCH', '/settings', { block_lists: { attributes: ['secret', 'first_name'] } })
  const { rows } = await attributes(e, { secret: 'x', plan: 'pro', first_name: 'Mel' })
  expect(rows.map((row) => [row.kind, row.data['rule']])).toEqual([['profile.created', undefined], ['decision.ignored', 'block_list.attributes'], ['profile.updated', undefined]])
  expect(await e.exported('mel', ['custom_attributes', 'first_name'])).toEqual({ custom_attributes: { plan: 'pro' }, first_name: 'Mel' })
})

test('names of the object prototype are names like any other', async () => {
  const e = emulator()
  const text = '{"attributes":[{"external_id":"mel","__proto__":"a","constructor":"b","toString":"c","hasOwnProperty":"d","valueOf":"e"}]}'
  expect((await track(e, text)).status).toBe(201)
  const stored = await custom(e)
  expect(Object.entries(stored).sort()).toEqual([['__proto__', 'a'], ['constructor', 'b'], ['hasOwnProperty', 'd'], ['toString', 'c'], ['valueOf', 'e']])
  expect(({} as { a?: unknown }).a).toBeUndefined()
  expect((await track(e, '{"attributes":[{"external_id":"mel","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}]}')).status).toBe(201)
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  const again = await custom(e)
  expect(Object.getOwnPropertyDescriptor(again, '__proto__')?.value).toEqual({ polluted: 1 })
  expect(again['constructor']).toEqual({ prototype: { polluted: 1 } })
})

test('NUL, emoji and right-to-left text come back as they went in; half a surrogate pair becomes U+FFFD', async () => {
  const e = emulator()
  const sent = { nul: 'a\u0000b', high: 'x\ud800', low: '\udc00y', emoji: '👩‍👩‍👧', arabic: 'مرحبا', controls: '\u0001\u001f\u007f', quotes: `'"\\;--` }
  await attributes(e, sent)
  expect(await custom(e)).toEqual({ ...sent, high: 'x\ufffd', low: '\ufffdy' })
})

test('an external_id with NUL or quotes is an id of its own', async () => {
  const e = emulator()
  for (const external_id of ['a', 'a\u0000b', `a'; DROP TABLE profiles;--`, 'a%', 'A']) await track(e, { attributes: [{ external_id, me: external_id }] })
  expect(users(e)).toBe(5)
  for (const external_id of ['a', 'a\u0000b', `a'; DROP TABLE profiles;--`, 'a%', 'A']) expect(await e.exported(external_id, ['external_id', 'custom_attributes'])).toEqual({ external_id, custom_attributes: { me: external_id } })
})

test('routing keys are no custom attributes', async () => {
  const e = emulator()
  await attributes(e, { alias_name: 'a', alias_label: 'l', _update_existing_only: false, _merge_objects: true, push_token_import: false, push_tokens: [], subscription_groups: [], kept: 1 })
  expect(await custom(e)).toEqual({ kept: 1 })
})

test('thousands of $remove criteria against thousands of items: every match goes, the others stay', async () => {
  const e = emulator()
  const ids = Array.from({ length: 5000 }, (_, id) => ({ id }))
  const criteria = ids.slice(1).map(({ id }) => ({ $identifier_key: 'id', $identifier_value: id }))
  const strings = ids.map(({ id }) => ({ $identifier_key: 'id', $identifier_value: String(id) })) // of another type: none matches
  const { status } = await e.post('/users/track', { attributes: [{ external_id: 'mel', pets: { $add: ids, $remove: [...criteria, ...strings] } }] })
  expect(status).toBe(201)
  expect((await e.exported('mel', ['custom_attributes'])).custom_attributes).toEqual({ pets: [{ id: 0 }] })
})
