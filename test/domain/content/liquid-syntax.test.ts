// Well-formed Liquid of Braze's dialect passes; what a Liquid parser refuses is told.
import { expect, test } from 'vitest'
import { malformedLiquid } from '../../../emulator/domain/content/liquid-syntax.ts'

test.each([
  '',
  'plain } text % with { braces',
  '{{${first_name}}}',
  '{{${first_name} | default: "you" | capitalize }}',
  '{{custom_attribute.${zip code}}}',
  '{{custom_attribute.${a} | plus: {{balance}}}}',
  'You pay ${{custom_attribute.${x} | money}}',
  '{{content_blocks.${foot} | id: "cb1"}}',
  '{%- if {{custom_attribute.${a}}} == 1 -%}a{% elsif b %}b{% else %}c{%- endif -%}',
  '{% for item in {{custom_attribute.${Brands}}} limit:2 %}{{item}}{% else %}none{% endfor %}',
  '{% case x %}{% when 1, 2 %}a{% else %}b{% endcase %}',
  '{% unless a %}{% capture b %}x{% endcapture %}{% endunless %}',
  '{% assign balance = {{custom_attribute.${balance}}} %}{% assign a.b = 1 %}',
  '{% connected_content https://x.example/{{${user_id}}} :save c %}{% abort_message("no") %}{% abort_message %}',
  '{% catalog_items Shop {{id}} %}{{ items[0].name }}{% promotion("spring") %}{% message_extras :key a :value b %}',
  '{% raw %}{{ {% if {% endraw %}{% comment %} {% if %} {{ {% endcomment %}',
  '{% # a remark %}{% liquid\n assign x = 1\n if x\n echo x\n endif\n# done %}',
  '{% translation id_0 %}Hi{% endtranslation %}',
  '{% tablerow a in b %}{% endtablerow %}{% increment n %}{% cycle "a", "b" %}{% break %}',
  '{% new_block x %}inside{% endnew_block %}',
])('%j is well-formed', (text) => expect(malformedLiquid(text)).toBeUndefined())

test.each([
  ['{{ name', 'an output is not closed'],
  ['{{ ${first_name }}', 'an output is not closed'],
  ['{{ a {{ b }}', 'an output is not closed'],
  ['{% if a', 'a tag is not closed'],
  ['{% %}', 'a tag without a name'],
  ['{% if a %}x', `'if' is not closed`],
  ['{% if a %}{% for b in c %}{% endif %}{% endfor %}', `'endif' closes nothing`],
  ['{% endif %}', `'endif' closes nothing`],
  ['{% endiff %}', `unknown tag 'endiff'`],
  ['{% else %}', `'else' stands outside of its block`],
  ['{% for a in b %}{% elsif c %}{% endfor %}', `'elsif' stands outside of its block`],
  ['{% if %}x{% endif %}', `'if' is not complete`],
  ['{% for a of b %}{% endfor %}', `'for' is not complete`],
  ['{% assign a %}', `'assign' is not complete`],
  ['{% capture %}{% endcapture %}', `'capture' is not complete`],
  ['{% raw %}{{', `'raw' is not closed`],
  ['{% comment %}', `'comment' is not closed`],
  ['{% liquid if a %}', `'if' is not closed`],
  ['{% liquid\n endif %}', `'endif' closes nothing`],
  ['{% translation %}x{% endtranslation %}', `'translation' is not complete`],
])('%j: %s', (text, wrong) => expect(malformedLiquid(text)).toBe(wrong))

test('long texts are read once, whatever is in them', () => {
  for (const text of ['{{'.repeat(25_000), '{%'.repeat(25_000), '{{${'.repeat(12_000), '{% if a %}'.repeat(5000), '{% raw %}'.repeat(5000), '{{ a }}'.repeat(7000)]) expect(typeof malformedLiquid(text)).toMatch(/string|undefined/)
})
