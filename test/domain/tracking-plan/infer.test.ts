// A plan drafted from what was seen: types, required properties, lists of values, and what a person should look at.
import { describe, expect, test } from 'vitest'
import { gatherPlan } from '../../../emulator/domain/tracking-plan/infer.ts'
import { judge } from '../../../emulator/domain/tracking-plan/judge.ts'
import type { Sighting } from '../../../emulator/domain/tracking-plan/sightings.ts'

const event = (name: string, properties: Record<string, unknown> = {}): Sighting => ({ what: 'event', name, properties })
const purchase = (name: string, currency = 'EUR', properties: Record<string, unknown> = {}): Sighting => ({ what: 'purchase', name, currency, properties })
const attribute = (name: string, value: unknown, more: object = {}): Sighting => ({ what: 'attribute', name, standard: false, value, ...more })
const times = (n: number, of: (n: number) => Sighting): Sighting[] => Array.from({ length: n }, (_, i) => of(i))

function inferred(sightings: readonly Sighting[], allowed = false) {
  const gathered = gatherPlan({ allowed })
  for (const one of sightings) gathered.see(one)
  return gathered.result()
}

test('nothing seen: an empty plan', () => expect(inferred([])).toEqual({ tracking_plan: { events: {}, attributes: {}, purchases: {} }, notes: [], seen: { events: 0, attributes: 0, purchases: 0 } }))

test('types; a property that was always there is required', () => {
  const { tracking_plan, notes, seen } = inferred([
    event('opened'), event('bought', { size: 40, gift: true, at: '2026-01-01', name: 'x', items: [{ id: 'a', n: 1 }, { id: 'b' }], box: { w: 1 } }), event('bought', { size: 41.5, items: [], box: { w: 2, h: 1 } }),
    attribute('plan', 'pro'), attribute('tags', ['a']), attribute('gone', null), attribute('again', undefined, { unchanged: true }), attribute('first_name', 'Mel', { standard: true }),
    purchase('shoe', 'EUR', { width: 1 }), purchase('shoe', 'USD'),
  ])
  expect(tracking_plan).toEqual({
    events: {
      bought: { properties: {
        at: { type: 'time' }, box: { type: 'object', required: true, properties: { h: { type: 'number' }, w: { type: 'number', required: true } } }, gift: { type: 'boolean' },
        items: { type: 'array', required: true, items: { type: 'object', properties: { id: { type: 'string', required: true }, n: { type: 'number' } } } }, name: { type: 'string' }, size: { type: 'number', required: true },
      } },
      opened: {},
    },
    attributes: { plan: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } } },
    purchases: { shoe: { properties: { width: { type: 'number' } } } },
  })
  expect(Object.keys(tracking_plan.events!)).toEqual(['bought', 'opened'])
  expect(notes).toEqual(["attribute 'again': no value of it was seen, it is left out", "attribute 'gone': no value of it was seen, it is left out"])
  expect(seen).toEqual({ events: 2, attributes: 2, purchases: 1 })
})

test('several types: the most frequent, and a note; a text among times is a text', () => {
  const { tracking_plan, notes } = inferred([attribute('age', 5), attribute('age', 6), attribute('age', '7'), attribute('since', '2026-01-01'), attribute('since', 'long ago')])
  expect(tracking_plan.attributes).toEqual({ age: { type: 'number' }, since: { type: 'string' } })
  expect(notes).toEqual(["attribute 'age': number 2 times, string 1 times: written as number"])
})

describe('lists of values, when asked for', () => {
  const sizes = times(21, (n) => event('bought', { size: ['s', 'm', 'l'][n % 3], id: `id ${n}`, at: '2026-01-01' }))
  const sizeOf = (sightings: readonly Sighting[], allowed: boolean) => inferred(sightings, allowed).tracking_plan.events!['bought']!.properties!
  test('few texts that come again and again', () => {
    expect(sizeOf(sizes, true)).toEqual({ size: { type: 'string', required: true, allowed: ['l', 'm', 's'] }, id: { type: 'string', required: true }, at: { type: 'time', required: true } })
    expect(sizeOf(sizes, false)['size']).toEqual({ type: 'string', required: true })
  })
  test('not of too few samples, nor of empty and long texts', () => {
    expect(sizeOf(sizes.slice(0, 19), true)['size']).toEqual({ type: 'string', required: true })
    for (const odd of ['', 'x'.repeat(61)]) expect(sizeOf([...sizes, event('bought', { size: odd })], true)['size']).toEqual({ type: 'string', required: true })
    expect(sizeOf(times(33, (n) => event('bought', { size: `size ${n % 11}` })), true)['size']).toEqual({ type: 'string', required: true })
    expect(sizeOf(times(29, (n) => event('bought', { size: `size ${n % 10}` })), true)['size']).toEqual({ type: 'string', required: true })
    expect(sizeOf(times(30, (n) => event('bought', { size: `size ${n % 10}` })), true)['size']!.allowed).toHaveLength(10)
  })
  test('currencies', () => expect(inferred([purchase('shoe', 'USD'), purchase('shoe')], true).tracking_plan.purchases).toEqual({ shoe: { currency: { allowed: ['EUR', 'USD'] } } }))
})

test('a catalog of products is one entry, an object with a name for each id any object', () => {
  const many = inferred(times(101, (n) => purchase(`sku-${n}`, 'EUR', n === 0 ? { width: 1 } : { width: 1, gift: true })), true)
  expect(many.tracking_plan.purchases).toEqual({ '*': { properties: { gift: { type: 'boolean' }, width: { type: 'number', required: true } }, currency: { allowed: ['EUR'] } } })
  expect(many.notes).toEqual(["101 products: written as one entry '*'"])
  expect(Object.keys(inferred(times(100, (n) => purchase(`sku-${n}`))).tracking_plan.purchases!)).toHaveLength(100)
  expect(inferred([attribute('seen', Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`id${n}`, 1])))]).tracking_plan.attributes).toEqual({ seen: { type: 'object' } })
})

test('two names that are nearly the same are pointed at, the rarer one first', () => {
  expect(inferred([event('bought'), event('bought'), event('bougth'), event('opened')]).notes).toEqual(["event 'bougth' (1) is nearly 'bought' (2): is one of them misspelt?"])
})

test('what was seen fits the plan that is made of it', () => {
  const seen = [event('bought', { items: [{ id: 'a', deep: { x: [1, 2] } }, { id: 'b' }] }), event('bought', { items: [] }), event('opened', { at: '2026-01-01' }), event('opened', { at: 'once' }), attribute('a', { b: { c: 1 } }), attribute('a', {}), ...times(120, (n) => purchase(`sku-${n}`, n % 2 === 0 ? 'EUR' : 'USD', { n }))]
  for (const allowed of [true, false]) {
    const { tracking_plan } = inferred(seen, allowed)
    expect(seen.flatMap((one) => judge(tracking_plan, one))).toEqual([])
  }
})
