// Regular expressions of filters: JavaScript's dialect, and what PCRE writes otherwise. docs: user_guide/data/activation/custom_data/data_types ("matches regex")
import { expect, test } from 'vitest'
import { regexOf } from '../../../emulator/domain/segments/patterns.ts'

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
  ['^\\p{L}+\\-1$', 'Übergröße-1', true], // beside one that does
  ['(?m)^b\\z', 'b\nb', true],
  ['(?m)\\Ab', 'a\nb', false],
  ['\\Ab\\Z', 'b\n', true],
  ['(?i)STOP(?-i)', 'please stop', true], // docs: user_guide/audience/segments/regex
  ['(?-i)STOP', 'please stop', false],
  ['^never (?i)stop (?i:NOW)$', 'Never STOP now', true],
  ['^\\Qa.b (c)\\E+$', 'a.b (c))', true],
  ['\\Qa.b', 'axb', false],
  ['^(?P<first>.)(?P=first)$', 'ZZ', true],
  ['^(?P<first>.)(?P=first)$', 'ZY', false],
  ['^a(?#whatever it is)b$', 'ab', true],
  ['^\\x{1F600}\\x41$', '😀A', true],
  ['^\\x{2E}$', 'x', false],
  ['^[\\h-]+\\H$', ' -\tx', true],
  ['^a\\Rb$', 'a\r\nb', true],
  ['^[]a]+$', 'a]', true],
  ['^[^]a]+$', 'b]', false],
  ['^[[:^digit:]]+$', 'ab', true],
  ['^[[:^digit:]]+$', 'a1', false],
  ['^{a}]$', '{a}]', true], // lone brackets
  ['^[\\w.+-]+@[\\w.-]+\\.[a-z.-]+$', 'name+x@example.com', true],
  ['^([5-9][0-9]|\\d{3,})$', '50', true],
  ['^([5-9][0-9]|\\d{3,})$', '49', false],
  ['^San \\w', 'san francisco', true],
])('%s finds something in %j: %s', (pattern, text, found) => expect(regexOf(pattern).test(text)).toBe(found))

test.each(['a(?>b)', 'a++', '(?x) a b', '(?|(a)|(b))', '(?R)', 'a\\Kb', '\\Ga', '\\Xa', '(a)\\g{1}', '[[:^alpha:]]', '[[:nonsense:]]', 'a (?-i)b', '\\p{Nonsense}', '('])('%s, which JavaScript has not, is refused and not misread', (pattern) => expect(() => regexOf(pattern)).toThrow(SyntaxError))

test('in the casing it is written in, when it is asked for so', () => {
  expect(regexOf('STOP', '').test('stop')).toBe(false)
  expect(regexOf('STOP').test('stop')).toBe(true)
  expect(regexOf('(?i)STOP(?-i)', '').test('stop')).toBe(true)
})
