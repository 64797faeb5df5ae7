// Braze's filters, with the values of its pages. docs: liquid/filters, liquid/advanced_filters
import { expect, test } from 'vitest'
import { createLiquid } from '../../../emulator/delivery/liquid/engine.ts'

const liquid = createLiquid()
const of = (expression: string, scope = {}) => liquid.renderNow(`{{ ${expression} }}`, scope)

test.each([
  ['15 | divided_by: 2', '7'], ['15 | divided_by: 2.5', '6'], ['"15.0" | divided_by: 2', '7.5'], ['-7 | divided_by: 2', '-4'],
  ['145 | money', '145.00'], ['17.8 | money', '17.80'], ['"3" | plus: 0 | money', '3.00'],
  ['123456 | number_with_delimiter', '123,456'], ['1234567.891 | number_with_delimiter', '1,234,567.891'], ['12 | number_with_delimiter', '12'],
  ['"hey" | md5', '6057f13c496ecf7fd777ceb9e79ae285'],
  ['"hey" | sha1', '7f550a9f4c44173a37664d938f1355f0f92a47a7'],
  ['"hey" | sha2', 'fa690b82061edfd2852629aeba8a8977b57e40fcb77d1a7a28b26cba62591204'],
  ['"hey" | hmac_sha1_hex: "secret_key"', '2a3969bed25bfeefb00aca4063eb9590b4df8f0e'],
  ['"hey" | hmac_sha1: "secret_key"', '2a3969bed25bfeefb00aca4063eb9590b4df8f0e'],
  ['"hey" | hmac_sha1_base64: "secret_key"', 'KjlpvtJb/u+wCspAY+uVkLTfjw4='],
  ['"hey" | hmac_sha256_hex: "secret_key"', '8df897f8da3d7992fe57c8dbc6f27578cfbf2dcc4d0fbb4000b8c924841d508e'],
  ['"hey" | hmac_sha256_base64: "secret_key"', 'jfiX+No9eZL+V8jbxvJ1eM+/LcxND7tAALjJJIQdUI4='],
  ['"blah" | base64_encode', 'YmxhaA=='],
  ['"hey<&>hi" | url_param_escape', 'hey%3C%26%3Ehi'], ['"hey<&>hi" | url_escape', 'hey%3C&%3Ehi'],
  [`'a"b\\\\' | json_escape`, 'a\\"b\\\\'],
  [`'{"a":[1]}' | json_parse | property_accessor: 'a' | first`, '1'], [`'no json' | json_parse | default: 'x'`, 'x'], [`'x' | property_accessor: 'length'`, ''],
])('%s → %s', (expression, expected) => expect(of(expression)).toBe(expected))

test('a structure as text', () => expect(of('a | as_json_string', { a: { b: [1, null] } })).toBe('{"b":[1,null]}'))
test('nothing is no mistake', () => {
  for (const filter of ['money', 'md5', 'url_escape', 'json_escape', 'json_parse', 'number_with_delimiter', 'divided_by: 2', 'property_accessor: "a"']) expect(typeof of(`nothing | ${filter}`)).toBe('string')
})
