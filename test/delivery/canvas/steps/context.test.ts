// Context: variables one after the other, typed; what does not fit is not updated; Connected Content that fails is tried again, then the user leaves.
import { describe, expect, test } from 'vitest'
import { advance, canvas, mail, people, reasonOf, subjects, trigger, walks, way } from '../../../kit/canvas.ts'
import { emulator } from '../../../kit/world.ts'

const step = (variables: object[]): object[] => [{ id: 'set', type: 'context', settings: { variables }, next_step_ids: ['mail'] }, mail('mail', '{{context.${out}}}')]
async function entered(variables: object[], context: Record<string, unknown> = {}, options = {}) {
  const e = emulator(options)
  await people(e, 'ann')
  await canvas(e, step(variables))
  await trigger(e, ['ann'], context)
  return { e, context: walks(e, 'ann')[0]!.context, values: walks(e, 'ann')[0]!.steps[0]!.values, way: way(e, 'ann') }
}

test('each sees the ones before it, and what the request gave is overridden', async () => {
  const { e, context, way: walked } = await entered([
    { name: 'code', type: 'string', value: 'EAT-{{context.${n}}}' },
    { name: 'out', type: 'string', value: 'Use {{context.${code}}}' },
  ], { n: 5, out: 'old' })
  expect(context).toEqual({ n: 5, code: 'EAT-5', out: 'Use EAT-5' })
  expect([walked, subjects(e)]).toEqual([['set:updated', 'mail:sent'], ['Use EAT-5']])
})

test.each([
  ['boolean', 'true', true], ['number', '12.5', 12.5], ['string', 'green', 'green'], ['array', '["a", {"b": 1}]', ['a', { b: 1 }]], ['array', '[a, b]', ['a', 'b']], ['object', '{"a": {"b": 2}}', { a: { b: 2 } }],
  ['time', '2025-12-25T08:15:30:250-0800', '2025-12-25T16:15:30.250Z'],
])('a %s: %s', async (type, value, kept) => expect((await entered([{ name: 'v', type, value }])).context).toEqual({ v: kept }))

test.each([['boolean', 'yes'], ['number', 'many'], ['object', '[1]'], ['time', 'tomorrow'], ['string', '{{context.${none}}}']])('not updated: a %s of %s', async (type, value) => {
  const { e, context, way: walked, values } = await entered([{ name: 'v', type, value }, { name: 'w', type: 'number', value: 1 }], { v: 'before' })
  expect(context).toEqual({ v: 'before', w: 1 })
  expect(walked).toEqual(['set:not_updated', 'mail:sent'])
  expect(values).toMatchObject({ variables: [{ name: 'v', not_updated: expect.any(String) }, { name: 'w', value: 1 }] })
  expect(e.world.canvasEntries.metrics('22222222-0000-4000-8000-00000000c0de')['set']).toEqual({ entries: 1, proceeded: 1, exited: 0, waiting: 0, outcomes: { not_updated: 1 } })
})

test('what comes after 50 KB is left out', async () => {
  const long = (name: string, n: number) => ({ name, type: 'string', value: `{% assign t = "${'x'.repeat(1000)}" %}{% for i in (1..${n}) %}{{t}}{% endfor %}` })
  const { context } = await entered([long('one', 30), long('two', 19), { name: 'three', type: 'string', value: 'y'.repeat(3000) }, { name: 'four', type: 'string', value: 'z' }])
  expect(Object.keys(context)).toEqual(['one', 'two'])
})

describe('Connected Content', () => {
  const CALL = '{% connected_content https://shop.test/price :save p %}'
  const outbound = (answers: (() => Response)[]) => ((..._: unknown[]) => Promise.resolve((answers.length > 1 ? answers.shift()! : answers[0]!)())) as unknown as typeof fetch
  const ok = () => new Response('{"price": 5}', { headers: { 'content-type': 'application/json' } })
  const down = () => new Response('', { status: 503 })

  test('its answer is text unless as_json_string makes it JSON', async () => {
    const { context } = await entered([{ name: 'out', type: 'string', value: `${CALL}{{p.price}}` }, { name: 'obj', type: 'object', value: `${CALL}{{p | as_json_string}}` }], {}, { outbound: outbound([ok]) })
    expect(context).toEqual({ out: '5', obj: { price: 5, __http_status_code__: 200 } })
  })

  test('a call that fails is made again later, by itself', async () => {
    const { e, way: walked } = await entered([{ name: 'out', type: 'string', value: `${CALL}{{p.price}}` }], {}, { outbound: outbound([down, down, ok]) })
    expect(walked).toEqual(['set:…'])
    await advance(e, '10m')
    expect([way(e, 'ann'), subjects(e)]).toEqual([['set:updated', 'mail:sent'], ['5']])
  })

  test('after thirteen more attempts the user leaves', async () => {
    let calls = 0
    const { e } = await entered([{ name: 'out', type: 'string', value: `${CALL}{{p.price}}` }], {}, { outbound: outbound([() => (calls++, down())]) })
    await advance(e, '3h')
    expect([way(e, 'ann'), reasonOf(e, 'ann'), subjects(e)]).toEqual([['set:connected_content_failed'], 'connected_content_failed', []])
    expect(walks(e, 'ann')[0]!.steps[0]!.values).toMatchObject({ attempts: 13 })
    expect(calls).toBeGreaterThan(1)
  })
})
