// Regular expressions of filters: JavaScript's dialect, and what PCRE writes otherwise. docs: user_guide/data/activation/custom_data/data_types ("matches regex")
import { expect, test } from 'vitest'
import { regexOf } from '../../../emulator/domain/segments/functions.ts'

test.each<[string, string, boolean]>([
  ['GREEN', 'light green', true],
  ['^.$', '😀', true],
  ['^\\p{L}+$', 'Übergröße', true],
  ['^\\p{L}+$', 'a1', false],
  ['\\Aab\\z', 'AB', true],
  ['\\Aab\\z', 'cab', false],
  ['\\\\Aab', 'ab', false], // an escaped backslash is no anchor
  ['^[[:alpha:]]+$', 'abc', true],
  ['^[[:alpha:]]+$', 'ab]', false],
  ['^[[:digit:][:space:]-]+$', '12 3-4', true],
  ['(?s)^a.b$', 'a\nb', true],
  ['^a.b$', 'a\nb', false],
  ['(?im)^b', 'a\nb', true],
  ['user\\-name\\@', 'user-name@example.com', true], // escapes that need none
])('%s finds something in %j: %s', (pattern, text, found) => expect(regexOf(pattern).test(text)).toBe(found))

test('what JavaScript has not is refused', () => expect(() => regexOf('a(?>b)')).toThrow(SyntaxError))
