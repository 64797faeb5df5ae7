// Braze's filters, with the values of its pages. docs: liquid/filters, liquid/advanced_filters
import { expect, test } from 'vitest'
import { createLiquid } from '../../../emulator/delivery/liquid/engine.ts'

const liquid = createLiquid()
const of = (expression: string, scope = {}) => liquid.renderNow(`{{ ${expression} }}`, scope)

test.each([
  ['15 | divided_by: 2', '7'], ['15 | divided_by: 2.5', '6.0'], ['15 | divided_by: 2.0', '7.5'], ['16 | divided_by: 2.0', '8.0'], ['15 | divided_by: 2.0, true', '7'], ['"7" | divided_by: "2"', '3'], ['"15.0" | divided_by: 2', '7.5'], ['-7 | divided_by: 2', '-4'],
  ['0.1 | plus: 0.2', '0.3'], ['1 | plus: 2', '3'], ['1.0 | plus: 2', '3.0'], ['"3.0" | plus: 1', '4.0'], ['5 | minus: 1.5', '3.5'], ['3 | times: 0.1', '0.3'], ['7 | modulo: 3', '1'], ['-7 | modulo: 3', '2'], ['-4 | abs', '4'], ['-4.0 | abs', '4.0'],
  ['4.2 | ceil', '5'], ['4.8 | floor', '4'], ['4.5 | round', '5'], ['-1.5 | round', '-2'], ['4.5612 | round: 2', '4.56'], ['1.005 | round: 2', '1.01'], ['4 | at_least: 5', '5'], ['4 | at_most: 3.0', '3.0'], ['"x" | plus: 1', '1'], ['nothing | plus: 1', '1'], ['100000000000 | times: 10000000000', '1000000000000000000000'],
  ['1.005 | money', '1.01'], ['145 | money', '145.00'], ['17.8 | money', '17.80'], ['"3" | plus: 0 | money', '3.00'],
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
  [`'a"b\\' | json_escape`, 'a\\"b\\\\'],
  [`'{"a":[1]}' | json_parse | property_accessor: 'a' | first`, '1'], [`'no json' | json_parse | default: 'x'`, 'x'], [`'x' | property_accessor: 'length'`, ''],
])('%s → %s', (expression, expected) => expect(of(expression)).toBe(expected))

test.each([
  ["'hELLO wORLD' | capitalize", 'Hello world'], ["'abcdefgh' | truncate: 5", 'ab...'], ["'abc' | truncate: 5", 'abc'], ["'a b c' | truncatewords: 3", 'a b c'], ["'a b c d' | truncatewords: 3", 'a b c...'], ["'a b' | truncatewords: 1, '!'", 'a!'],
  ["'a,b,c' | split: ',' | reverse | join: '-'", 'c-b-a'], ["'b,a,C' | split: ',' | sort | join", 'C a b'], ["'b,a,C' | split: ',' | sort_natural | join", 'a b C'], ["'a,b,a' | split: ',' | uniq | size", '2'], ["'a,b' | split: ',' | first", 'a'], ["'a,b' | split: ',' | last", 'b'], ["'a,b' | split: ',' | concat: list | join", 'a b x y'],
  ["hashes | map: 'n' | join", '2 1'], ["hashes | where: 'n', 1 | map: 't' | first", 'b'], ["hashes | sort: 'n' | map: 't' | join", 'b a'], ['list | compact | size', '2'],
  ["'<b>x</b>' | strip_html", 'x'], ["'a\nb' | newline_to_br", 'a<br />\nb'], ["'a\nb' | strip_newlines", 'ab'], ["' x ' | strip | append: '.' | prepend: '>'", '>x.'], ["'aXbX' | replace: 'X', '-' | remove: 'a'", '-b-'], ["'aXbX' | replace_first: 'X', '-' | remove_first: 'b'", 'a-X'], ["'abc' | slice: 1, 2", 'bc'], ["'<&>' | escape", '&lt;&amp;&gt;'], ["'a b&c' | url_encode", 'a+b%26c'], ["'Ab' | upcase | downcase", 'ab'],
  ["'' | default: 'd'", 'd'], ["nothing | default: 'd'", 'd'], ['false | default: "d"', 'd'], ['false | default: "d", allow_false: true', 'false'], ["empty_list | default: 'd'", 'd'], ["empty_hash | default: 'd'", 'd'], ["0 | default: 'd'", '0'], ["' ' | default: 'd'", ' '],
  ["'blah' | base64", 'YmxhaA=='], ["'hey' | hmac_sha256: 'secret_key'", '8df897f8da3d7992fe57c8dbc6f27578cfbf2dcc4d0fbb4000b8c924841d508e'], ["'hey' | hmac_sha512: 'k' | size", '128'],
])('%s → %s', (expression, expected) => expect(of(expression, { list: ['x', 'y'], hashes: [{ n: 2, t: 'a' }, { n: 1, t: 'b' }], empty_list: [], empty_hash: {} })).toBe(expected))

// docs: Shopify Liquid, StandardFilters: Ruby counts characters, and escapes as CGI does
test.each([
  ["'😀é' | size", '2'], ["text.size", '4'], ["hash | size", '2'], ['5 | size', '0'], ["'😀bc' | slice: 0", '😀'], ["'a😀c' | slice: -2, 2", '😀c'], ["'abc' | slice: 5", ''], ["'abc' | slice: 1, 99999999999", 'bc'], ["list | slice: 1, 5 | join: '+'", 'y+z'],
  ["'😀😀😀😀😀' | truncate: 4", '😀...'], ["'abcdef' | truncate: 2", '...'], ["'abc' | truncate: 2, ''", 'ab'], ["'a😀' | split: '' | join: '|'", 'a|😀'], ["' a  b ' | split: ' ' | join: '|'", 'a|b'], ["'a,b,,' | split: ',' | size", '2'],
  [`'<b>"x" & ' | append: "it's" | escape`, '&lt;b&gt;&quot;x&quot; &amp; it&#39;s'], ["'&lt;<&' | escape_once", '&lt;&lt;&amp;'], ['nothing | escape', ''],
])('%s → %s', (expression, expected) => expect(of(expression, { text: 'a😀bc', hash: { a: 1, b: 2 }, list: ['x', 'y', 'z'] })).toBe(expected))

test('a structure as text', () => expect(of('a | as_json_string', { a: { b: [1, null] } })).toBe('{"b":[1,null]}'))
test('nothing is no mistake', () => {
  for (const filter of ['money', 'md5', 'url_escape', 'json_escape', 'json_parse', 'number_with_delimiter', 'divided_by: 2', 'property_accessor: "a"']) expect(typeof of(`nothing | ${filter}`)).toBe('string')
})
test.each([['nil | as_json_string', 'null'], ['5 | divided_by: 0.0', 'Liquid error: divided by 0'], ['5.0 | modulo: 0', 'Liquid error: divided by 0']])('%s', async (expression, expected) => expect(of(expression)).toBe(expected))
