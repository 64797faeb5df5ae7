// POST /users/track: array attributes; set, add, remove, unique values, the cap.
import { expect, test } from 'vitest'
import { attributes, custom } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'

const many = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => `i${from + index}`)

/** Sends one value after the other for `list`, and answers what is stored in the end with the kinds of the last call. */
async function after(...values: unknown[]) {
  const e = emulator()
  let kinds: string[] = []
  for (const list of values) kinds = (await attributes(e, { list })).kinds
  return { list: (await custom(e))['list'], kinds }
}

test('an array is stored, values once each; numbers, booleans and strings differ', async () => {
  expect((await after(['hotdog', 'hotdog', 'hotdog', 'pizza'])).list).toEqual(['hotdog', 'pizza'])
  expect((await after([1, '1', true, 'true', 1, 1.5])).list).toEqual([1, '1', true, 'true', 1.5])
  expect((await after(['a'], [])).list).toEqual([])
})

test('a date in an array stays as it is written', async () => {
  expect((await after(['2020-01-01', '12/1/2021'])).list).toEqual(['2020-01-01', '12/1/2021'])
})

test('add appends and creates; what is there already moves to the end', async () => {
  expect(await after({ add: ['a', 'b'] })).toEqual({ list: ['a', 'b'], kinds: ['profile.created', 'profile.updated'] })
  expect(await after(['a', 'b', 'c'], { add: ['a', 'd'] })).toEqual({ list: ['b', 'c', 'a', 'd'], kinds: ['profile.updated'] })
  expect((await after(['a'], { add: 'b' })).list).toEqual(['a', 'b'])
})

test('remove takes out every value named, and nothing from a missing array', async () => {
  expect(await after(['a', 'b', 1, '1'], { remove: ['a', 1, 'z'] })).toEqual({ list: ['b', '1'], kinds: ['profile.updated'] })
  expect(await after(['a'], { remove: ['z'] })).toEqual({ list: ['a'], kinds: ['attributes.unchanged'] })
  expect(await after({ remove: ['a'] })).toEqual({ list: undefined, kinds: ['profile.created', 'decision.ignored'] })
})

test('add and remove work in one object', async () => {
  expect((await after(['nickiminaj-anaconda', 'x'], { add: ['calvinharris-summer'], remove: ['nickiminaj-anaconda'] })).list).toEqual(['x', 'calvinharris-summer'])
})

test('over 25 values the oldest drop out, when set and when added', async () => {
  expect((await after(many(1, 30))).list).toEqual(many(6, 30))
  expect((await after(many(1, 25), { add: ['new'] })).list).toEqual([...many(2, 25), 'new'])
  expect((await after(many(1, 25), { add: ['i1'] })).list).toEqual([...many(2, 25), 'i1'])
})

test('what is removed makes room for what is added', async () => {
  expect((await after(many(1, 25), { add: ['new'], remove: ['i25'] })).list).toEqual([...many(1, 24), 'new'])
})

test('the cap is a setting', async () => {
  const e = emulator()
  await e.admin('PATCH', '/settings', { custom_attribute_array_max: 100 })
  await attributes(e, { list: many(1, 120) })
  expect((await custom(e))['list']).toEqual(many(21, 120))
})

test('items that are too long, null or nested are left out, with a trace; the others are taken', async () => {
  const sent = ['a', 'x'.repeat(256), null, ['b'], { c: 1 }, 'y'.repeat(255)]
  expect(await after(sent)).toEqual({ list: ['a', 'y'.repeat(255)], kinds: ['profile.created', 'decision.ignored', 'profile.updated'] })
  expect((await after(['z'], { add: sent })).list).toEqual(['z', 'a', 'y'.repeat(255)])
})

test('an array of nothing that can be stored changes nothing', async () => {
  expect(await after(['a'], [null, ['b']])).toEqual({ list: ['a'], kinds: ['decision.ignored'] })
  expect(await after({ add: [null] })).toEqual({ list: undefined, kinds: ['profile.created', 'decision.ignored'] })
})

test.each([['a string', 'text'], ['a number', 7], ['a boolean', true], ['an object', { a: 1 }], ['an array of objects', [{ a: 1 }]]])('add and remove leave %s as it is', async (_what, value) => {
  expect(await after(value, { add: ['a'] })).toEqual({ list: value, kinds: ['decision.ignored'] })
  expect(await after(value, { remove: ['a'] })).toEqual({ list: value, kinds: ['decision.ignored'] })
})

test('an array of a million values is as quick as the rest', async () => {
  expect((await after(Array.from({ length: 400_000 }, (_, index) => index))).list).toEqual(Array.from({ length: 25 }, (_, index) => 399_975 + index))
})
