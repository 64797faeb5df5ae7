// Liquid as Braze runs it: the samples of the docs, control tags, mistakes in the author's lines, and bounds.
import { describe, expect, test } from 'vitest'
import { createLiquid } from '../../../emulator/delivery/liquid/engine.ts'
import type { Tag } from '../../../emulator/delivery/liquid/tag.ts'

const SCOPE = { __user: { first_name: 'Jo', email_address: 'a+b@x.io', language: null }, custom_attribute: { 'zip code': 75001, 'Brands Viewed': ['Converse', 'Nike'], giftcard_balance: 10, balance: 3 } }
const liquid = createLiquid()
const both = async (source: string, scope = SCOPE) => {
  const later = await liquid.render(source, scope)
  expect(liquid.renderNow(source, scope)).toBe(later)
  return later
}
const mistake = async (source: string) => liquid.render(source, SCOPE).catch((error: unknown) => error) as Promise<{ message: string; line: number; column: number }>

test.each([
  ['Hi {{${first_name}}}!', 'Hi Jo!'],
  ['{{custom_attribute.${zip code}}}', '75001'],
  ['{{custom_attribute.${nope} | default: "d"}}', 'd'],
  ['{{custom_attribute.${nope}}}', ''],
  ['{{nowhere.${nope}.deeper}}', ''],
  ['{% for i in {{custom_attribute.${Brands Viewed}}} limit:1 %}{{i}}{% endfor %}', 'Converse'],
  ['{% assign balance = {{custom_attribute.${balance}}} %}You have ${{custom_attribute.${giftcard_balance} | plus: {{balance}} | money}}', 'You have $13.00'],
  ['{% assign n = {{custom_attribute.${balance} | plus: 50}} %}{{n}}', '53'],
  [`{% if \${language} == 'en' %}A{% else %}B{% endif %}`, 'B'],
  ['{% case {{${first_name}}} %}{% when "Al" %}1{% when "Jo", "Bo" %}2{% endcase %}', '2'],
  ['{% if custom_attribute.${balance} > 2 and ${first_name} contains "J" %}y{% endif %}', 'y'],
  ['{% unless ${nope} %}y{% endunless %}', 'y'],
  ['{% raw %}{{${first_name}}}{% endraw %}', '{{${first_name}}}'],
  ['{% capture x %}{{${first_name}}}-{% endcapture %}{{x}}', 'Jo-'],
  ['{% liquid assign a = ${first_name}\n echo a %}', 'Jo'],
  ["{{ '2021-06-03T17:13:41Z' | date: '%H:%M' }}", '17:13'],
  ['plain', 'plain'],
  ['', ''],
])('%s → %s', async (source, expected) => expect(await both(source)).toBe(expected))

test('a filter that Braze does not have passes its value through', async () => expect(await both('{{ ${first_name} | jsonify | no_such_filter }}')).toBe('Jo'))

test('variables of one rendering are not those of the next', async () => {
  expect(await both('{% assign left = 1 %}{{left}}')).toBe('1')
  expect(await both('{{left}}')).toBe('')
  expect(SCOPE).not.toHaveProperty('left')
})

test('what objects inherit is no variable', async () => expect(await both('{{ custom_attribute.constructor }}{{ __proto__ }}{{ custom_attribute.${toString} }}')).toBe(''))

describe('mistakes', () => {
  test('are told in the line and column of the author', async () => {
    expect(await mistake('{{${first_name}}}\n\n  {% nonsense %}')).toMatchObject({ name: 'Error', line: 3, column: 3, message: 'Liquid error (line 3): tag "nonsense" not found' })
    expect(await mistake('Hi {{${first_name}}}\n{% if ${language} == %}x')).toMatchObject({ line: 2 })
  })
  test('the same one each time', async () => expect([(await mistake('{% if %}')).message, (await mistake('{% if %}')).message]).toEqual([expect.stringMatching(/^Liquid error \(line 1\)/), expect.stringMatching(/^Liquid error \(line 1\)/)]))
  test('no file is read', async () => {
    for (const source of ['{% include "/etc/passwd" %}', '{% render "package.json" %}', '{% layout "x" %}']) expect((await mistake(source)).message).toMatch(/^Liquid error/)
  })
  test('a template that would not end is ended', async () => {
    expect((await mistake('{% for a in (1..99999) %}{% for b in (1..99999) %}{% for c in (1..99999) %}x{% endfor %}{% endfor %}{% endfor %}')).message).toMatch(/limit exceeded/)
    expect((await mistake('x'.repeat(5_000_001) + '{{a}}')).message).toMatch(/limit exceeded/)
  })
})

describe('tags', () => {
  const said: string[] = []
  const waits: Tag = { name: 'waits', run: async ({ args }) => `<${args}>` }
  const speaks: Tag = {
    name: 'speaks',
    run({ args, get, set }) {
      said.push(String(get('word')))
      set('word', args)
      return `[${args}]`
    },
  }
  const own = createLiquid({ tags: [waits, speaks] })

  test('get their argument rendered, read and set variables', async () => {
    expect(await own.render('{% assign word = "a" %}{% speaks b {{${first_name} | upcase}}  %}{{word}}', SCOPE)).toBe('[b JO]b JO')
    expect(said).toEqual(['a'])
  })
  test('may wait, where waiting is possible', async () => {
    expect(await own.render('{% for i in (1..2) %}{% waits {{i}} %}{% endfor %}', SCOPE)).toBe('<1><2>')
    expect(() => own.renderNow('{% waits x %}', SCOPE)).toThrow('waits has to wait')
  })
  test('a mistake in an argument is a mistake of the template', async () => expect((await own.render('a\n{% speaks {{ | }} %}', SCOPE).catch((error: unknown) => error)) as Error).toMatchObject({ message: expect.stringMatching(/^Liquid error/) }))
})
