// POST /users/track: arrays of objects; $add, $remove, $update, in this order whatever the order sent.
import { expect, test } from 'vitest'
import { attributes, custom } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'

const PETS = [
  { id: 1, type: 'dog', breed: 'beagle', name: 'Gus' },
  { id: 2, type: 'cat', breed: 'calico', name: 'Gerald' },
]

async function after(first: unknown, pets: unknown, more: Record<string, unknown> = {}) {
  const e = emulator()
  if (first !== undefined) await attributes(e, { pets: first })
  const { kinds } = await attributes(e, { pets, ...more })
  return { pets: (await custom(e))['pets'], kinds: kinds.filter((kind) => kind !== 'profile.created') }
}
const UPDATED = ['profile.updated']
const IGNORED = ['decision.ignored']
const pick = ($identifier_key: string, $identifier_value: unknown) => ({ $identifier_key, $identifier_value })

test('an array of objects is stored in full, without a cap and without looking for duplicates', async () => {
  const many = Array.from({ length: 200 }, (_, id) => ({ id }))
  expect((await after(undefined, PETS)).pets).toEqual(PETS)
  expect((await after(PETS, [...many, ...many])).pets).toEqual([...many, ...many])
})

test('$add appends, one object or several, and creates the array', async () => {
  expect(await after(PETS, { $add: [{ id: 3, type: 'dog' }] })).toEqual({ pets: [...PETS, { id: 3, type: 'dog' }], kinds: UPDATED })
  expect((await after(PETS, { $add: { id: 3 } })).pets).toEqual([...PETS, { id: 3 }])
  expect((await after(undefined, { $add: [{ id: 3 }] })).pets).toEqual([{ id: 3 }])
})

test('$remove deletes every match', async () => {
  expect((await after([...PETS, { id: 3, type: 'dog' }], { $remove: [pick('type', 'dog')] })).pets).toEqual([PETS[1]])
  expect(await after(PETS, { $remove: [pick('type', 'fish')] })).toEqual({ pets: PETS, kinds: ['attributes.unchanged'] })
})

test('$update replaces the match, and merges into it with _merge_objects', async () => {
  const change = { $update: [{ ...pick('id', 2), $new_object: { id: 2, breed: 'tabby' } }] }
  expect((await after(PETS, change)).pets).toEqual([PETS[0], { id: 2, breed: 'tabby' }])
  expect((await after(PETS, change, { _merge_objects: true })).pets).toEqual([PETS[0], { ...PETS[1], breed: 'tabby' }])
  expect((await after([{ id: 1, a: { b: 1, c: 2 } }], { $update: [{ ...pick('id', 1), $new_object: { a: { b: 9 } } }] }, { _merge_objects: true })).pets).toEqual([{ id: 1, a: { b: 9, c: 2 } }])
})

test('$update changes every match and nothing without one', async () => {
  expect((await after([{ t: 'x', n: 1 }, { t: 'x', n: 2 }], { $update: [{ ...pick('t', 'x'), $new_object: { t: 'y' } }] }, { _merge_objects: true })).pets).toEqual([{ t: 'y', n: 1 }, { t: 'y', n: 2 }])
  expect(await after(PETS, { $update: [{ ...pick('id', 9), $new_object: { id: 9 } }] })).toEqual({ pets: PETS, kinds: ['attributes.unchanged'] })
})

test('a match has the type of the value sent: 1 is not "1"', async () => {
  expect((await after(PETS, { $remove: [pick('id', '1')] })).pets).toEqual(PETS)
  expect((await after(PETS, { $remove: [pick('toString', 'x')] })).pets).toEqual(PETS)
})

test('the order is add, remove, update: remove with add is no upsert', async () => {
  const both = { $remove: [pick('id', 1)], $add: [{ id: 1, name: 'New' }] }
  expect((await after(PETS, both)).pets).toEqual([PETS[1]])
  const all = { $update: [{ ...pick('id', 3), $new_object: { id: 3, seen: true } }], $remove: [pick('id', 1)], $add: [{ id: 3 }] }
  expect((await after(PETS, all)).pets).toEqual([PETS[1], { id: 3, seen: true }])
})

test('one bad value drops every change of the attribute', async () => {
  const bad = [
    { $add: [{ id: 3, x: null }] }, { $add: [{ id: 3, at: { $time: 'soon' } }] }, { $add: ['fish'] }, { $add: 'fish' }, { $add: null }, { $add: [{ 'a b': 1 }] },
    { $add: [{ id: 3 }], $remove: [{ $identifier_key: 'id' }] }, { $add: [{ id: 3 }], $remove: [{ $identifier_value: 1 }] }, { $remove: 'x' },
    { $update: [pick('id', 1)] }, { $update: [{ ...pick('id', 1), $new_object: null }] }, { $update: [{ ...pick('id', 1), $new_object: 'x' }] }, { $update: [{ ...pick('id', 1), $new_object: { a: null } }] },
    { $unknown: [{ id: 3 }] }, { $add: [{ id: 3 }], $upsert: [] }, { $add: [{ id: 3 }], more: 1 },
  ]
  for (const pets of bad) expect({ sent: pets, ...(await after(PETS, pets)) }).toEqual({ sent: pets, pets: PETS, kinds: IGNORED })
})

test.each([['text'], [7], [['a']], [{ id: 1 }]])('operations leave %j as it is', async (value) => {
  expect(await after(value, { $add: [{ id: 3 }] })).toEqual({ pets: value, kinds: IGNORED })
})

test('$remove and $update of nothing are ignored', async () => {
  expect(await after(undefined, { $remove: [pick('id', 1)] })).toEqual({ pets: undefined, kinds: IGNORED })
  expect(await after(undefined, { $update: [{ ...pick('id', 1), $new_object: { id: 1 } }] })).toEqual({ pets: undefined, kinds: IGNORED })
})

test('over 100 KB the update is dropped and the array unchanged', async () => {
  const big = Array.from({ length: 700 }, (_, id) => ({ id, text: 'x'.repeat(120) }))
  expect((await after(PETS, big)).pets).toEqual(big)
  expect((await after(big, { $add: big })).kinds).toEqual(IGNORED)
})

test('null removes the array', async () => {
  expect(await after(PETS, null)).toEqual({ pets: undefined, kinds: UPDATED })
})
