// POST /users/track: {inc: n} on integer attributes.
import { expect, test } from 'vitest'
import { attributes, custom, track } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'

test('adds to an integer, takes away, and begins at 0', async () => {
  const e = emulator()
  expect((await attributes(e, { score: { inc: 5 } })).kinds).toEqual(['profile.created', 'profile.updated'])
  await attributes(e, { score: { inc: 3 }, lost: { inc: -2 } })
  expect((await attributes(e, { score: { inc: -10 }, lost: { inc: 0 } })).kinds).toEqual(['profile.updated', 'attributes.unchanged'])
  expect(await custom(e)).toEqual({ score: -2, lost: -2 })
})

test.each([['text'], ['7'], [1.5], [true], [['a']], [{ a: 1 }], ['2020-01-01']])('leaves %j as it is', async (value) => {
  const e = emulator()
  await attributes(e, { score: value })
  expect((await attributes(e, { score: { inc: 1 } })).kinds).toEqual(['decision.ignored'])
  expect(await custom(e)).toEqual({ score: value })
})

test.each([['1'], [1.5], [true], [null], [[1]], [{ inc: 1 }]])('inc %j is ignored', async (inc) => {
  const e = emulator()
  await attributes(e, { score: 1 })
  expect((await attributes(e, { score: { inc } })).kinds).toEqual(['decision.ignored'])
  expect(await custom(e)).toEqual({ score: 1 })
})

test('never leaves the whole numbers', async () => {
  const e = emulator()
  await attributes(e, { score: Number.MAX_SAFE_INTEGER })
  expect((await attributes(e, { score: { inc: 1 } })).kinds).toEqual(['decision.ignored'])
  expect((await track(e, '{"attributes":[{"external_id":"mel","score":{"inc":1e999}}]}')).kinds).toEqual(['decision.ignored'])
  expect(await custom(e)).toEqual({ score: Number.MAX_SAFE_INTEGER })
})

test('two objects of one request add up', async () => {
  const e = emulator()
  const said = await track(e, { attributes: [{ external_id: 'mel', score: { inc: 1 } }, { external_id: 'mel', score: { inc: 1 } }] })
  expect({ body: said.body, kinds: said.kinds }).toEqual({ body: { attributes_processed: 2, message: 'success' }, kinds: ['profile.created', 'profile.updated', 'profile.updated'] })
  expect(await custom(e)).toEqual({ score: 2 })
})
