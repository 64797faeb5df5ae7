// Typed properties of flags and Banners, and what variants and steps say instead of them. docs: developer_guide/feature_flags/create, experiments ("overwrite the default properties")
import { describe, expect, test } from 'vitest'
import type { Properties } from '../../../emulator/domain/feature-flags/properties.ts'
import { checkOverrides, checkProperties, overridden, readProperties } from '../../../emulator/domain/feature-flags/properties.ts'

const DEFAULTS: Properties = { text: { type: 'string', value: 'a' }, size: { type: 'number', value: 1 }, on: { type: 'boolean', value: true }, at: { type: 'datetime', value: 0 }, more: { type: 'jsonobject', value: { a: 1 } }, picture: { type: 'image', value: 'https://x.test/1.png' } }

describe('reading', () => {
  test.each<[unknown, unknown, unknown, unknown]>([
    ['timestamp', '2026-01-02T03:04:05Z', 'datetime', 1767323045000], ['datetime', 5, 'datetime', 5], ['datetime', 'soon', 'datetime', 'soon'], ['JSON', { a: [1] }, 'jsonobject', { a: [1] }], ['json', { b: 1 }, 'jsonobject', { b: 1 }], ['object', {}, 'jsonobject', {}],
    ['string', '2026-01-02T03:04:05Z', 'string', '2026-01-02T03:04:05Z'], ['text', 'x', 'text', 'x'], [7, 'x', 7, 'x'],
  ])('%j %j is %j %j', (type, value, wireType, wireValue) => expect(readProperties({ p: { type, value } })).toEqual({ p: { type: wireType, value: wireValue } }))

  test('what is no property stays, and is named', () => {
    expect(checkProperties('properties', readProperties({ a: 'x', b: { type: 'number' }, c: { type: 'number', value: 1, unit: 'px' } })).map(({ message }) => message)).toEqual(['properties.a is no {type, value}', 'properties.b.value is no number: a number', 'properties.c.unit is no member: type, value'])
    expect(checkProperties('properties', ['x'])).toEqual([{ path: 'properties', message: 'properties are an object: {key: {type, value}}' }])
  })

  test.each<[string, unknown]>([['string', 1], ['number', '1'], ['number', NaN], ['boolean', 'true'], ['image', null], ['datetime', 1.5], ['datetime', '2026'], ['jsonobject', 'x'], ['jsonobject', null], ['jsonobject', [1]]])('%s is not %j', (type, value) => {
    expect(checkProperties('p', { k: { type, value } })).toHaveLength(1)
  })

  test('F8: 10 KB in all and 255 characters of each are taken, a character more is not', () => {
    expect(checkProperties('p', { ['k'.repeat(255)]: { type: 'string', value: 'x'.repeat(255) } })).toEqual([])
    const full = (bytes: number) => ({ k: { type: 'jsonobject', value: { a: 'x'.repeat(bytes - JSON.stringify({ k: { type: 'jsonobject', value: { a: '' } } }).length) } } })
    expect([checkProperties('p', full(10_240)).length, checkProperties('p', full(10_241)).length]).toEqual([0, 1])
  })
})

describe('overriding', () => {
  test('bare values take the type of the default; typed ones are read; unknown keys are left out; defaults stay', () => {
    const given = { text: 'b', at: '2026-01-02T03:04:05Z', size: { type: 'number', value: 2 }, more: { b: 2 }, shape: 'round' }
    expect(overridden(DEFAULTS, given)).toEqual({ ...DEFAULTS, text: { type: 'string', value: 'b' }, at: { type: 'datetime', value: 1767323045000 }, size: { type: 'number', value: 2 }, more: { type: 'jsonobject', value: { b: 2 } } })
    for (const nothing of [undefined, null, [], 'x', {}]) expect(overridden(DEFAULTS, nothing)).toEqual(DEFAULTS)
  })

  test('what the flag does not take is left out: SDKs get its own value', () => {
    expect(overridden(DEFAULTS, { text: 7, size: { type: 'string', value: '2' }, on: { type: 'boolean', value: 'yes' }, at: 'soon', more: [1], picture: 'x'.repeat(256) })).toEqual(DEFAULTS)
  })

  test.each<[string, unknown, string[]]>([
    ['nothing', {}, []], ['values that fit', { text: 'b', on: false, at: 5, picture: 'https://x.test/2.png', more: { b: [1] } }, []], ['typed ones, as the dashboard calls them', { at: { type: 'timestamp', value: '2026-01-01T00:00:00Z' }, more: { type: 'JSON', value: {} } }, []],
    ['no object', [], ['p are an object: {key: value}, or {key: {type, value}}']], ['an unknown key', { shape: 1 }, ['p.shape is no property of the feature flag: text, size, on, at, more, picture']],
    ['another type', { size: { type: 'string', value: '2' } }, ['p.size.type is string: the feature flag has a number']], ['a value of another type', { on: 'yes' }, ['p.on.value is no boolean: true or false']], ['a long text', { text: 'x'.repeat(256) }, ['p.text.value has 256 characters: at most 255']],
  ])('%s', (_, given, messages) => expect(checkOverrides('p', given, DEFAULTS).map(({ message }) => message)).toEqual(messages))

  test('names that JavaScript has for itself are names like others', () => {
    const own = JSON.parse('{"__proto__":{"type":"string","value":"a"},"toString":{"type":"number","value":1}}') as Properties
    expect(checkProperties('p', readProperties(own))).toEqual([])
    expect(Object.entries(overridden(own, JSON.parse('{"__proto__":"b","toString":2}')))).toEqual([['__proto__', { type: 'string', value: 'b' }], ['toString', { type: 'number', value: 2 }]])
    for (const key of ['constructor', 'hasOwnProperty', '__proto__']) {
      expect(checkOverrides('p', JSON.parse(`{"${key}":"x"}`), DEFAULTS).map(({ message }) => message)).toEqual([`p.${key} is no property of the feature flag: text, size, on, at, more, picture`])
      expect(overridden(DEFAULTS, JSON.parse(`{"${key}":{"type":"string","value":"x"}}`))).toEqual(DEFAULTS)
    }
  })

  test('of a flag without properties there is nothing to override', () => expect(checkOverrides('p', { a: 1 }, {}).map(({ message }) => message)).toEqual(['p.a is no property of the feature flag: it has none']))
})
