// {% message_extras %}: pairs that go with the send event.
import { expect, test } from 'vitest'
import { messages } from '../../../kit/rendering.ts'

const extrasOf = async (source: string) => (await (await messages()).preview(source)).extras

test.each([
  ['a pair', '{% message_extras :key test :value 123 %}', { test: '123' }],
  ['several, in their order', '{% message_extras :key b :value 1 %}{% message_extras :key a :value 2 %}', { b: '1', a: '2' }],
  ['variables', '{% assign k = "lang" %}{% message_extras :key {{k}} :value  {{${language}}} {{${first_name}}}  %}', { lang: 'en Jo' }],
  ['the first of a key', '{% message_extras :key a :value 1 %}{% message_extras :key a :value 2 %}', { a: '1' }],
  ['value first', '{% message_extras :value 1 :key a %}', null],
  ['no key', '{% message_extras :value 1 %}', null],
  ['no value', '{% message_extras :key a %}', null],
  ['no colons', '{% message_extras key a value b %}', null],
  ['text before', '{% message_extras foo :key a :value b %}', null],
  ['a tag inside', '{% message_extras :key a :value {% raw %} %}', null],
  ['nothing in the variable', '{% message_extras :key a :value {{nope}} %}', null],
  ['none', 'x', null],
])('%s', async (_name, source, expected) => expect(await extrasOf(source)).toEqual(expected))

test('leave nothing in the text', async () => expect(await (await messages()).text('a{% message_extras :key a :value b %}c')).toBe('ac'))
test('more than 1 KB is cut, whole characters only', async () => {
  const extras = (await extrasOf(`{% message_extras :key a :value ${'x'.repeat(976)} %}{% message_extras :key b :value ${'é'.repeat(100)} %}{% message_extras :key c :value d %}`))!
  expect(extras['a']).toBe('x'.repeat(976))
  expect(extras['b']).toBe('é'.repeat(11))
  expect(Object.keys(extras)).toEqual(['a', 'b'])
  expect(Object.entries(extras).reduce((sum, [key, value]) => sum + Buffer.byteLength(key + value), 0)).toBe(1000)
})
test('of every field go with the message', async () => {
  const m = await messages()
  expect(m.e.world.rendering.renderNow(m.job({ a: '{% message_extras :key x :value 1 %}', b: ['{% message_extras :key y :value 2 %}'] }))).toEqual({ body: { a: '', b: [''] }, message_extras: { x: '1', y: '2' }, notes: [] })
  expect(m.e.world.rendering.renderNow(m.job({ a: 'plain' })).message_extras).toBe(null)
})
