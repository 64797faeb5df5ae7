// Translation tags in the texts of a message.
import { expect, test } from 'vitest'
import { sourceOf, textsIn } from '../../../emulator/domain/content/translation-tags.ts'

const source = (...texts: string[]) => Object.fromEntries(sourceOf(texts))

test.each([
  ['{% translation greeting %}Hello!{% endtranslation %}', { greeting: 'Hello!' }],
  ['{%translation id_0%}a{%endtranslation%}{%- translation id_1 -%} b {%- endtranslation -%}', { id_0: 'a', id_1: ' b ' }],
  [`{% translation "with space" %}a{% endtranslation %}{% translation 'x' %}{% endtranslation %}`, { 'with space': 'a', x: '' }],
  ['{% translation a %}<p>\nHi {{${first_name}}}</p>{% endtranslation %}', { a: '<p>\nHi {{${first_name}}}</p>' }],
  ['{% translation a %}first{% endtranslation %}{% translation a %}second{% endtranslation %}', { a: 'first' }],
  ['{% translation %}no id{% endtranslation %} {% translation a %}never closed', {}],
  ['https://x.example/{% translation link %}en{% endtranslation %}/page', { link: 'en' }],
])('%j', (text, found) => expect(source(text)).toEqual(found))

test('ids are found over several texts, however deep', () => {
  const message = { channel: 'ios_push', alert: { title: '{% translation t %}T{% endtranslation %}' }, buttons: [{ text: '{% translation b %}B{% endtranslation %}' }], badge: 1, none: null }
  expect(Object.fromEntries(sourceOf(textsIn(message)))).toEqual({ t: 'T', b: 'B' })
})
