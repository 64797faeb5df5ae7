// A plan held against single things that came in: each rule, its place, and what is not told.
import { describe, expect, test } from 'vitest'
import { violationText } from '../../../emulator/domain/tracking-plan/findings.ts'
import { judge } from '../../../emulator/domain/tracking-plan/judge.ts'
import type { TrackingPlan, ValuePlan } from '../../../emulator/domain/tracking-plan/plan.ts'
import type { Sighting } from '../../../emulator/domain/tracking-plan/sightings.ts'

const event = (name: string, properties: Record<string, unknown> = {}): Sighting => ({ what: 'event', name, properties })
const purchase = (name: string, currency: string, properties: Record<string, unknown> = {}): Sighting => ({ what: 'purchase', name, currency, properties })
const attribute = (name: string, value: unknown, more: object = {}): Sighting => ({ what: 'attribute', name, standard: false, value, ...more })
const texts = (plan: TrackingPlan, sighting: Sighting): string[] => judge(plan, sighting).map(violationText)

const PLAN: TrackingPlan = {
  events: {
    bought: { properties: { size: { type: 'number', required: true, allowed: [40, 41] }, colour: { type: 'string', allowed: ['red', 'blue'] } } },
    opened: {},
    free: { properties: { size: { type: 'number' } }, additional_properties: true },
    packed: { properties: { items: { type: 'array', items: { type: 'object', properties: { id: { type: 'string', required: true }, n: { type: 'integer' } } } }, box: { type: 'object', properties: { size: { type: 'object', properties: { w: { type: 'number', required: true } } } } }, raw: { type: 'object' }, list: { type: 'array' } } },
  },
  attributes: { plan: { type: 'string', allowed: ['free', 'pro'] }, address: { type: 'object', properties: { city: { type: 'string', required: true } } }, since: { type: 'time' }, tags: { type: 'array', items: { type: 'string' } } },
  purchases: { shoe: { properties: { width: { type: 'number' } }, currency: { allowed: ['EUR'] } } },
}

test('what is as planned leaves nothing', () => {
  for (const good of [
    event('bought', { size: 40, colour: 'red' }), event('bought', { size: 41 }), event('opened'), event('free', { size: 1, anything: { at: 'all' } }),
    event('packed', { items: [{ id: 'a', n: 2 }, { id: 'b' }], box: { size: { w: 1.5 } }, raw: { a: [1] }, list: [1, 'a', {}] }), event('packed', { items: [] }),
    attribute('plan', 'free'), attribute('plan', null), attribute('plan', undefined), attribute('address', { city: 'Berlin' }), attribute('since', '2026-01-01'), attribute('tags', ['a', 'b']),
    attribute('first_name', 'Mel', { standard: true }), purchase('shoe', 'EUR', { width: 1 }), purchase('shoe', 'EUR'),
  ]) expect(judge(PLAN, good), JSON.stringify(good)).toEqual([])
})

test('an undeclared name, and a misspelt one with the name that was meant', () => {
  expect(judge(PLAN, event('sold', { anything: 1 }))).toEqual([{ what: 'event', name: 'sold', rule: 'undeclared', where: null, nearest: null, expected: null, actual: null }])
  expect(judge(PLAN, event('Bougth'))).toEqual([{ what: 'event', name: 'Bougth', rule: 'misspelt', where: null, nearest: 'bought', expected: null, actual: null }])
  expect(texts(PLAN, attribute('Plan', 'x'))).toEqual(["attribute 'Plan' is not among the attributes of the plan; did you mean 'plan'?"])
  expect(texts(PLAN, purchase('boot', 'USD', { a: 1 }))).toEqual(["purchase 'boot' is not among the purchases of the plan"])
  expect(texts(PLAN, attribute('constructor', 1))).toEqual(["attribute 'constructor' is not among the attributes of the plan"])
})

test('a section that is left out lets nothing in; * stands for every other name, and is never what was meant', () => {
  expect(texts({}, event('opened'))).toEqual(["event 'opened' is not among the events of the plan"])
  expect(texts({ events: {} }, purchase('shoe', 'EUR'))).toEqual(["purchase 'shoe' is not among the purchases of the plan"])
  const open: TrackingPlan = { events: { '*': { additional_properties: true }, bought: {} }, attributes: { '*': { type: 'number' } }, purchases: { '*': { currency: { allowed: ['EUR'] } } } }
  expect(texts(open, event('bougth', { a: 1 }))).toEqual([])
  expect(texts(open, event('bought', { a: 1 }))).toEqual(["event 'bought': the plan has no 'a'"])
  expect(texts(open, attribute('age', 'old'))).toEqual([`attribute 'age' is of type string ("old"), the plan says number`])
  expect(texts(open, purchase('hat', 'USD'))).toEqual([`purchase 'hat': currency is "USD", the plan allows "EUR"`])
  expect(texts({ events: { '*': {} } }, event('*', { a: 1 }))).toEqual(["event '*': the plan has no 'a'"])
})

describe('properties', () => {
  test('missing, undeclared, of another type, of another value', () => {
    expect(judge(PLAN, event('bought'))).toEqual([{ what: 'event', name: 'bought', rule: 'missing_property', where: 'size', nearest: null, expected: 'number', actual: null }])
    expect(judge(PLAN, event('bought', { size: '40' }))).toEqual([{ what: 'event', name: 'bought', rule: 'type', where: 'size', nearest: null, expected: 'number', actual: 'string', seen: '40' }])
    expect(judge(PLAN, event('bought', { size: 39 }))).toEqual([{ what: 'event', name: 'bought', rule: 'value', where: 'size', nearest: null, expected: [40, 41], actual: 39 }])
    expect(judge(PLAN, event('bought', { size: 40, colour: 'Red' }))).toEqual([{ what: 'event', name: 'bought', rule: 'value', where: 'colour', nearest: 'red', expected: ['red', 'blue'], actual: 'Red' }])
    expect(texts(PLAN, event('opened', { door: 1 }))).toEqual(["event 'opened': the plan has no 'door'"])
    expect(texts(PLAN, purchase('shoe', 'EUR', { widht: 1 }))).toEqual(["purchase 'shoe': the plan has no 'widht'; did you mean 'width'?"])
  })

  test('a misspelt one is not missing besides: one mistake', () => {
    expect(texts(PLAN, event('bought', { Size: 40 }))).toEqual(["event 'bought': the plan has no 'Size'; did you mean 'size'?"])
  })

  test('additional ones may come, the declared ones stay what they are', () => {
    expect(texts(PLAN, event('free', { size: 'L', other: 1 }))).toEqual([`event 'free': size is of type string ("L"), the plan says number`])
  })

  test('in objects and arrays, told once for all items', () => {
    expect(texts(PLAN, event('packed', { items: [{ id: 1 }, { id: 2 }, { id: 'a', n: 1.5 }, {}, 'x'], box: { size: {} } }))).toEqual([
      "event 'packed': items[].id is of type number (1), the plan says string",
      "event 'packed': items[].n is of type number (1.5), the plan says integer",
      "event 'packed': items[].id is missing, the plan requires it (string)",
      `event 'packed': items[] is of type string ("x"), the plan says object`,
      "event 'packed': box.size.w is missing, the plan requires it (number)",
    ])
  })

  test('a null inside is no value', () => {
    expect(texts(PLAN, event('packed', { items: [{ id: null, n: null }] }))).toEqual(["event 'packed': items[].id is missing, the plan requires it (string)"])
  })

  test('a thousand faults of one event are told as a hundred', () => {
    expect(judge(PLAN, event('opened', Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`property ${n}`, n]))))).toHaveLength(100)
  })
})

describe('attributes', () => {
  test('types and values, the insides of objects', () => {
    expect(texts(PLAN, attribute('plan', 'Pro'))).toEqual([`attribute 'plan' is "Pro", the plan allows "free", "pro"; did you mean 'pro'?`])
    expect(texts(PLAN, attribute('address', {}))).toEqual(["attribute 'address': city is missing, the plan requires it (string)"])
    expect(texts(PLAN, attribute('address', { city: 'B', zip: 1 }))).toEqual(["attribute 'address': the plan has no 'zip'"])
    expect(texts(PLAN, attribute('tags', ['a', 1]))).toEqual([`attribute 'tags': [] is of type number (1), the plan says string`])
    expect(texts(PLAN, attribute('since', 'yesterday'))).toEqual([`attribute 'since' is of type string ("yesterday"), the plan says time`])
  })

  test('sent again as it stood, declared or not', () => {
    expect(judge(PLAN, attribute('plan', undefined, { unchanged: true }))).toEqual([{ what: 'attribute', name: 'plan', rule: 'unchanged', where: null, nearest: null, expected: null, actual: null }])
    expect(texts(PLAN, attribute('email', undefined, { unchanged: true, standard: true }))).toEqual(["attribute 'email' was sent again as it stood: a wasted data point"])
    expect(judge(PLAN, attribute('plam', undefined, { unchanged: true })).map(({ rule }) => rule)).toEqual(['misspelt', 'unchanged'])
  })

  test('a value that Braze does not take is of another type', () => {
    expect(texts(PLAN, attribute('plan', undefined, { refused: { why: 'inc takes an integer', seen: 'x' } }))).toEqual([`attribute 'plan' is a value that Braze ignores: inc takes an integer ("x"), the plan says string`])
    expect(texts(PLAN, attribute('age', undefined, { refused: { why: 'inc takes an integer', seen: 'x' } }))).toEqual(["attribute 'age' is not among the attributes of the plan"])
  })

  test('profile fields may be left out of the plan, unless it says otherwise; * does not stand for them', () => {
    const strict: TrackingPlan = { attributes: { '*': { type: 'number' }, last_name: { type: 'string' } }, standard_attributes: 'declared_only' }
    expect(texts(strict, attribute('first_name', 'Mel', { standard: true }))).toEqual([expect.stringContaining("attribute 'first_name' is not among the attributes of the plan")])
    expect(texts(strict, attribute('last_name', 'Mel', { standard: true }))).toEqual([])
    expect(texts({ attributes: { gender: { type: 'string', allowed: ['F'] } } }, attribute('gender', 'M', { standard: true }))).toEqual([`attribute 'gender' is "M", the plan allows "F"`])
  })
})

test('rules that the plan ignores are not watched', () => {
  expect(texts({ ...PLAN, ignore: ['unchanged', 'undeclared'] }, attribute('sold', undefined, { unchanged: true }))).toEqual([])
  expect(texts({ ...PLAN, ignore: ['undeclared'] }, event('bougth'))).toHaveLength(1)
})

test('types', () => {
  const of = (type: ValuePlan['type'], value: unknown): boolean => judge({ attributes: { a: { type } } }, attribute('a', value)).length === 0
  const samples: Record<ValuePlan['type'], unknown> = { string: 'text', number: 1.5, integer: 2, boolean: true, time: '2026-01-01T12:00:00Z', array: [1], object: { a: 1 } }
  const also: Record<string, string[]> = { integer: ['number'], time: ['string'] } // a whole number is a number, a text that looks like a time is a text
  for (const [type, value] of Object.entries(samples))
    for (const other of Object.keys(samples) as ValuePlan['type'][]) expect([type, other, of(other, value)]).toEqual([type, other, other === type || also[type]?.includes(other) === true])
  expect(of('time', { $time: '2026-01-01' })).toBe(true)
  expect(of('object', { $time: '2026-01-01' })).toBe(false)
  expect(of('object', { $time: 'x' })).toBe(true)
})

test('a long value is cut short, a long list too', () => {
  const [long] = judge({ attributes: { a: { type: 'number' } } }, attribute('a', 'x'.repeat(500)))
  expect(String(long!.seen)).toHaveLength(201)
  expect(texts({ attributes: { a: { type: 'integer', allowed: Array.from({ length: 14 }, (_, n) => n) } } }, attribute('a', 99))).toEqual(["attribute 'a' is 99, the plan allows 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more"])
})
