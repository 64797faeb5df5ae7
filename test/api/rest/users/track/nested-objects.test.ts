// POST /users/track: nested objects; replace, _merge_objects, $time, null inside, keys and size.
import { expect, test } from 'vitest'
import { attributes, custom } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'

const SONG = { name: 'Anaconda', artist: { name: 'Nicki', born: { year: 1982, in: 'Saint James' } }, plays: 3 }

async function after(first: unknown, second: Record<string, unknown>) {
  const e = emulator()
  await attributes(e, { song: first })
  const { kinds } = await attributes(e, second)
  return { song: (await custom(e))['song'], kinds }
}

test('an object replaces the object', async () => {
  expect(await after(SONG, { song: { name: 'Starships' } })).toEqual({ song: { name: 'Starships' }, kinds: ['profile.updated'] })
})

test('_merge_objects merges at every level', async () => {
  expect(await after(SONG, { _merge_objects: true, song: { artist: { born: { year: 1983 } }, liked: true } })).toEqual({
    song: { name: 'Anaconda', artist: { name: 'Nicki', born: { year: 1983, in: 'Saint James' } }, plays: 3, liked: true },
    kinds: ['profile.updated'],
  })
})

test('_merge_objects replaces what is no object on both sides, and makes what is missing', async () => {
  expect((await after(SONG, { _merge_objects: true, song: { artist: 'Nicki', name: { first: 'A' } } })).song).toEqual({ name: { first: 'A' }, artist: 'Nicki', plays: 3 })
  expect((await after('text', { _merge_objects: true, song: { a: 1 } })).song).toEqual({ a: 1 })
  expect((await after({ list: [1, 2] }, { _merge_objects: true, song: { list: [3] } })).song).toEqual({ list: [3] })
})

test('null deletes the whole object, merging or not', async () => {
  expect(await after(SONG, { song: null })).toEqual({ song: undefined, kinds: ['profile.updated'] })
  expect((await after(SONG, { _merge_objects: true, song: null })).song).toBeUndefined()
})

test('null inside drops the update of that attribute, the rest goes on', async () => {
  const e = emulator()
  await attributes(e, { song: SONG })
  expect((await attributes(e, { song: { name: 'x', plays: null }, plan: 'pro', other: { a: { b: null } } })).kinds).toEqual(['decision.ignored', 'decision.ignored', 'profile.updated'])
  expect(await custom(e)).toEqual({ song: SONG, plan: 'pro' })
})

test('$time is a time and comes back as it was written', async () => {
  expect((await after(SONG, { song: { out: { $time: '2020-05-28' }, list: [{ at: { $time: '2020-05-28T10:00:00Z' } }] } })).song).toEqual({ out: '2020-05-28', list: [{ at: '2020-05-28T10:00:00Z' }] })
})

test.each([['no time', 'yesterday'], ['null', null], ['a number', 1590624000], ['a year over 3000', '3001-01-01'], ['a year below 0', '-0001-01-01'], ['no such day', '2020-02-30'], ['an object', {}]])('a $time that is %s drops the update', async (_what, $time) => {
  expect(await after(SONG, { song: { ...SONG, out: { $time } } })).toEqual({ song: SONG, kinds: ['decision.ignored'] })
})

test.each([['a space', 'a b'], ['a dot', 'a.b'], ['a dollar', '$a'], ['a dollar inside', 'a$b'], ['no character', ''], ['256 characters', 'k'.repeat(256)]])('a key with %s drops the update', async (_what, key) => {
  expect(await after(SONG, { song: { deep: { [key]: 1 } } })).toEqual({ song: SONG, kinds: ['decision.ignored'] })
})

test('a string over 255 characters inside drops the update', async () => {
  expect(await after(SONG, { song: { a: 'x'.repeat(256) } })).toEqual({ song: SONG, kinds: ['decision.ignored'] })
  expect((await after(SONG, { song: { a: 'x'.repeat(255), ['k'.repeat(255)]: 1 } })).song).toEqual({ a: 'x'.repeat(255), ['k'.repeat(255)]: 1 })
})

const wide = (items: number) => Object.fromEntries(Array.from({ length: items }, (_, index) => [`k${String(index).padStart(4, '0')}`, 'x'.repeat(100)]))

test('an object over 100 KB changes nothing, neither at once nor by merging', async () => {
  expect((await after(SONG, { song: wide(900) })).song).toEqual(wide(900))
  expect(await after(SONG, { song: wide(1000) })).toEqual({ song: SONG, kinds: ['decision.ignored'] })
  expect((await after(wide(900), { _merge_objects: true, song: { more: wide(100) } })).kinds).toEqual(['decision.ignored'])
})

test('100 levels are no problem', async () => {
  let deep: unknown = 'bottom'
  for (let level = 0; level < 100; level++) deep = { in: deep }
  expect((await after(SONG, { song: deep })).song).toEqual(deep)
})

test('an empty object is an object', async () => {
  expect((await after(SONG, { song: {} })).song).toEqual({})
  expect(await after(SONG, { _merge_objects: true, song: {} })).toEqual({ song: SONG, kinds: ['attributes.unchanged'] })
})

test('merging names of the object prototype makes own members', async () => {
  const e = emulator()
  await e.post('/users/track', '{"attributes":[{"external_id":"mel","o":{"a":1}}]}')
  await e.post('/users/track', '{"attributes":[{"external_id":"mel","_merge_objects":true,"o":{"__proto__":{"polluted":1},"constructor":{"x":2},"toString":3}}]}')
  const { o } = (await custom(e)) as { o: object }
  expect(Object.entries(o)).toEqual([['a', 1], ['__proto__', { polluted: 1 }], ['constructor', { x: 2 }], ['toString', 3]])
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})
