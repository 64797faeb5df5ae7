// Braze's notation becomes plain Liquid, piece by piece; what is no Liquid stays as it is; offsets lead back.
import { expect, test } from 'vitest'
import { NotLiquid, rewrite } from '../../../emulator/delivery/liquid/rewriter.ts'

const RAW = new Set(['connected_content'])
const of = (source: string) => rewrite(source, RAW).text

test.each([
  ['a reference of the user', '{{${first_name}}}', '{{__user["first_name"]}}'],
  ['one with a namespace', '{{custom_attribute.${plan}}}', '{{custom_attribute["plan"]}}'],
  ['a key with spaces', '{{custom_attribute.${zip code}}}', '{{custom_attribute["zip code"]}}'],
  ['a UUID', '{{subscribed_state.${3d2ae07a-f2ff-4318-bdff-e394f2d3a4ec}}}', '{{subscribed_state["3d2ae07a-f2ff-4318-bdff-e394f2d3a4ec"]}}'],
  ['quotes and backslashes in a key', '{{custom_attribute.${a"b\\c}}}', '{{custom_attribute["a\\"b\\\\c"]}}'],
  ['spaces around', '{{ ${ first_name } | upcase }}', '{{ __user["first_name"] | upcase }}'],
  ['a path behind', '{{custom_attribute.${song}.artist_name}}', '{{custom_attribute["song"].artist_name}}'],
  ['an index behind', '{{custom_attribute.${arr}[0].name}}', '{{custom_attribute["arr"][0].name}}'],
  ['two in a row', '{{a.${b}.${c}}}', '{{a["b"]["c"]}}'],
  ['output as an argument', '{{custom_attribute.${a} | plus: {{balance}}}}', '{{custom_attribute["a"] | plus: balance}}'],
  ['bare in a tag', `{% if \${language} == 'en' %}`, `{% if __user["language"] == 'en' %}`],
  ['wrapped in a tag', '{% for i in {{custom_attribute.${Brands Viewed}}} limit:1 %}', '{% for i in custom_attribute["Brands Viewed"] limit:1 %}'],
  ['wrapped with a filter', '{% assign n = {{custom_attribute.${balance} | plus: 50}} %}', '{% assign n = custom_attribute["balance"] | plus: 50 %}'],
  ['whitespace control', '{{- ${a} -}}{%- if ${b} -%}', '{{- __user["a"] -}}{%- if __user["b"] -%}'],
  ['a filter argument with braces in a string', `{{ \${a} | append: '}}' }}`, `{{ __user["a"] | append: '}}' }}`],
  ['several lines', '{% liquid\n assign a = ${x}\n echo a %}', '{% liquid\n assign a = __user["x"]\n echo a %}'],
])('%s', (_name, source, expected) => expect(of(source)).toBe(expected))

test.each([
  ['text', 'costs $5 {and} ${more}, no Liquid'],
  ['a dollar before an output', '${{ x }}'],
  ['a reference in a string', `{{ "\${x}" }}`],
  ['raw', '{% raw %}{{${x}}}{% endraw %}'],
  ['a comment', '{% comment %}{{${x}}} {% if {{y}} %}{% endcomment %}'],
  ['an argument that is a template', '{% connected_content http://h/?e={{${email_address}}} :save c %}'],
  ['an output that is not closed', 'a {{ ${x}'],
  ['a tag that is not closed', 'a {% if ${x}'],
  ['a reference that is not closed', '{{ ${x }}'],
  ['an empty one', ''],
])('stays as it is: %s', (_name, source) => expect(of(source)).toBe(source))

test('what follows raw and a comment is Liquid again', () => expect(of('{% raw %}{{${a}}}{% endraw %}{{${b}}}{% comment %}{{${c}}}{% endcomment %}{{${d}}}')).toBe('{% raw %}{{${a}}}{% endraw %}{{__user["b"]}}{% comment %}{{${c}}}{% endcomment %}{{__user["d"]}}'))

test('a lone quote ends with its output', () => expect(of(`{{ it's }} {% if \${a} %}{{ "x" }}`)).toBe(`{{ it's }} {% if __user["a"] %}{{ "x" }}`))

test.each([
  ['a float that is whole', '{{ 4.0 | plus: -2.00 }}{% assign x = 1.0 %}', '{{ __float["4.0"] | plus: __float["-2.00"] }}{% assign x = __float["1.0"] %}'],
  ['no float', '{{ 4 | plus: 4.5 }}{{ a4.0 }}{{ "4.0" }}{% for i in (1..5) %}{{ 10.05 }}', '{{ 4 | plus: 4.5 }}{{ a4.0 }}{{ "4.0" }}{% for i in (1..5) %}{{ 10.05 }}'],
  ['the time of a user update', '{{$isoTimestamp}}', '{{__user["$isoTimestamp"]}}'],
  ['an empty output', '{{ }}{{--}}', '{{nil}}{{-nil-}}'],
  ['what follows &&', '{% if a == 1 && b -%}{% unless x || y %}', '{% if a == 1 -%}{% unless x %}'],
  ['raw with trimming, as the engine knows it', '{%- raw -%} {{${x}}} {%- endraw -%}', '{%- raw  %} {{${x}}} {%  endraw -%}'],
  ['an index in the braces', '{{custom_attribute.${cart items[0]}}}{{${a[1][2]}}}{{a.${b[c]}}}', '{{custom_attribute["cart items"][0]}}{{__user["a"][1][2]}}{{a["b[c]"]}}'],
  ['an output with a filter in a condition', `{% if {{a.\${b} | append: "'"}} == 1 and {{c}} > 2 %}{% elsif {{d | size}} %}`, `{% if __nested["a[\\"b\\"] | append: \\"'\\""] == 1 and c > 2 %}{% elsif __nested["d | size"] %}`],
  ['one in a line of liquid', '{% liquid\n if {{a | size}} == 1\n assign b = {{c | size}}\n endif %}', '{% liquid\n if __nested["a | size"] == 1\n assign b = c | size\n endif %}'],
  ['a filter in a condition has no effect', "{% if a | size > 3 and b %}{% unless 'x|y' == c | upcase %}{% case d | upcase %}", "{% if a  and b %}{% unless 'x|y' == c %}{% case d %}"],
  ['values do not compare', '{% assign a = b > 1 %}{{ c == 1 | plus: 1 }}{% echo d and e %}{% assign f = "g" contains "h" | size %}{% liquid assign i = j < 2\n echo k | plus: 1 %}', '{% assign a = b %}{{ c | plus: 1 }}{% echo d%}{% assign f = "g"| size %}{% liquid assign i = j \n echo k | plus: 1 %}'],
  ['a quote that ends too early', `{% if a == 'it's' and b %}{% unless c == "d" %}`, `{% if a == 'it' and b %}{% unless c == "d" %}`],
  ['no space behind the name', '{%if{{${a}}}==1%}{%elsif${b}%}', '{%if __user["a"]==1%}{%elsif __user["b"]%}'],
  ['but texts and arguments may look so', `{{ 'a > b' | append: "c == d" }}{% assign a = "b and c" %}`, `{{ 'a > b' | append: "c == d" }}{% assign a = "b and c" %}`],
  ['&& in a line of liquid', '{% liquid\n if a && b\n echo c %}', '{% liquid\n if a \n echo c %}'],
])('%s', (_name, source, expected) => expect(of(source)).toBe(expected))

test('curly quotes are no Liquid, but in strings and keys', () => {
  expect(() => of('ab {{ “x” }}')).toThrow(NotLiquid)
  expect(of('{{ "“" }}{{ a.${‘} }} “x”')).toBe('{{ "“" }}{{ a["‘"] }} “x”')
})

test('offsets lead to the text of the author', () => {
  const source = 'Hi {{${first_name}}}!\n{% if ${a} %}x{% endif %}'
  const { text, authorOffset } = rewrite(source, RAW)
  for (const mark of ['Hi', '!\n', '{% if', ' %}', 'x{%', '{% endif']) expect([mark, authorOffset(text.indexOf(mark))]).toEqual([mark, source.indexOf(mark)])
  expect(authorOffset(text.length + 100)).toBe(source.length)
})

test('what has no effect is told, in its place', () => {
  const told: [string, number][] = []
  rewrite("{% if a | size > 3 %}{% assign b = c > 1 %}{% for d in e | sort %}{{ f | default: 'g > h' }}", RAW, (message, offset) => told.push([message, offset]))
  expect(told).toEqual([['a filter has no effect here: {% assign %} its result first', 8], ['nothing can be compared here, only the first value counts: use {% if %}', 37], ['a filter has no effect here: {% assign %} its result first', 57]])
})

test('an output in a condition is judged where it stands', () => {
  const judged: [string, number][] = []
  rewrite('{% if {{ a | upcase }} == 1 %}{% if {{b}} == {{ ${c} | d }} %}', RAW, undefined, (text, offset) => judged.push([text, offset]))
  expect(judged).toEqual([['a | upcase', 9], ['__user["c"] | d', 48]])
})

test('lines full of pipes take time in proportion to their length', () => expect(of(`{% liquid echo a ${'| b '.repeat(200_000)} %}{% if ${'{{ a | b }} '.repeat(20)} ${'| '.repeat(100_000)} %}`).length).toBeGreaterThan(100_000))

test('a long template takes time in proportion to its length', () => {
  const source = '{{custom_attribute.${a} | default: {{b}}}} {% if ${c} %}x{% endif %} {{ it\'s }} '.repeat(4_000)
  expect(of(source).length).toBeGreaterThan(source.length)
})
