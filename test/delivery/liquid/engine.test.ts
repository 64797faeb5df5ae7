// Liquid as Braze runs it: the samples of the docs, control tags, mistakes in the author's lines, and bounds.
import { describe, expect, test } from 'vitest'
import { createLiquid } from '../../../emulator/delivery/liquid/engine.ts'
import { MessageAborted } from '../../../emulator/delivery/liquid/outcomes.ts'
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
  test('an unknown filter in a condition is told in every template', async () => {
    for (const source of ['{% if {{ 1 | nope }} == 1 %}x{% endif %}', 'y{% if {{ 1 | nope }} == 1 %}x{% endif %}']) expect(liquid.check(source).notes).toMatchObject([{ message: "there is no filter 'nope': the value passes through it", line: 1 }])
    expect(createLiquid({ strict: () => true }).check('{% if {{ 1 | nope }} == 1 %}x{% endif %}').mistake).toMatchObject({ line: 1, message: "Liquid error (line 1): there is no filter 'nope'" })
  })
  test('quote the author, not what was made of his text', async () => {
    expect((await mistake('a {% {{ ${first_name} }} %}')).message).toBe('Liquid error (line 1): tag "{% {{ ${first_name} }} %}…" not found')
    expect((await mistake('{% if {% if {{a | size}} == 2 %}x')).message).toBe('Liquid error (line 1): invalid value expression: "{% if {{a | size}} == 2 %}x…"')
  })
  test('the same one each time', async () => expect([(await mistake('{% if %}')).message, (await mistake('{% if %}')).message]).toEqual([expect.stringMatching(/^Liquid error \(line 1\)/), expect.stringMatching(/^Liquid error \(line 1\)/)]))
  test('a template that would not end is ended', async () => {
    expect((await mistake('{% for a in (1..99999) %}{% for b in (1..99999) %}{% for c in (1..99999) %}x{% endfor %}{% endfor %}{% endfor %}')).message).toBe('Liquid error (line 1): the template does not end: limit exceeded of 500000 steps')
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

describe('what differs from liquidjs', () => {
  test.each([
    ['floats stay floats', '{{ 4.0 }} {{ -4.0 }} {{ 4.5 }} {{ 4 }} {{ "4.0" }} {{ 1.0 | plus: 1 }} {% assign x = 2.0 %}{{ x }} {% echo 3.0 %}', '4.0 -4.0 4.5 4 4.0 2.0 2.0 3.0'],
    ['a float is a number', '{% if 4.0 == 4 and 4.0 > 3 %}y{% endif %}{% for i in (1..2.0) %}{{i}}{% endfor %}', 'y12'],
    ['a hash prints as Ruby inspects it', '{{ song }}', '{"title"=>"A \\"B\\"", "plays"=>[1, 2.5, nil, true], "by"=>{"name"=>"X"}}'],
    ['an array prints its elements', '{{ list }}', 'a1{"k"=>1}'],
    ['[0] of a hash is the hash', '{{ song[0].title }}|{{ list[0] }}|{{ song[1] }}', 'A "B"|a|'],
    ['nil is blank', "{% if nil == blank %}1{% endif %}{% if nope == blank %}2{% endif %}{% if '  ' == blank %}3{% endif %}{% if nope == empty %}4{% endif %}{% if '' == empty %}5{% endif %}{% if nope == nil %}6{% endif %}{% if 0 == blank %}7{% endif %}{% if false == blank %}8{% endif %}", '123568'],
    ['the idiom of the docs', "{% if song.title != blank and song.title != null %}y{% endif %}{% if nope != blank and nope != null %}n{% endif %}", 'y'],
    ['a missing attribute is not greater', '{% if nope > 0 %}y{% else %}n{% endif %}{% if nope < 1 %}y{% else %}n{% endif %}', 'nn'],
    ['and, or from the right', '{% if true or false and false %}1{% endif %}{% if false and false or true %}2{% endif %}', '1'],
    ['contains', "{% if 'abc' contains 'b' %}1{% endif %}{% if list contains 'a' %}2{% endif %}{% if list contains 'b' %}3{% endif %}{% if song contains 'title' %}4{% endif %}{% if nope contains 'x' %}5{% endif %}", '124'],
    ['text and number compare as numbers', "{% if '5' > 3 %}y{% endif %}", 'y'],
    ['<> is !=', "{% if 1 <> 2 %}y{% endif %}", 'y'],
    ['an empty output is nothing', 'a{{ }}b{{- -}}c', 'abc'],
    ['an assigned name hides an attribute', "{% assign language = 'fr' %}{{${language}}} {{language}}", 'fr fr'],
    ['division by zero is said in the text', 'a{{ 1 | divided_by: 0 }}b{% if true %}{{ 1 | modulo: 0 }}{% endif %}', 'aLiquid error: divided by 0bLiquid error: divided by 0'],
    ['increment and decrement', '{% increment n %}{% increment n %}{% decrement m %}{% decrement m %}', '01-1-2'],
    ['for with everything', '{% for i in (1..5) limit:2 offset:1 reversed %}{{i}}{% endfor %}{% for i in nope %}x{% else %}none{% endfor %}{% for i in (1..4) %}{% if i == 2 %}{% continue %}{% endif %}{% if i == 4 %}{% break %}{% endif %}{{ forloop.index }}{% endfor %}', '32none13'],
    ['cycle and tablerow', '{% for i in (1..3) %}{% cycle "a", "b" %}{% endfor %}{% tablerow i in (1..2) cols:2 %}{{i}}{% endtablerow %}', 'aba<tr class="row1"><td class="col1">1</td><td class="col2">2</td></tr>'],
    ['a hash is walked in pairs', '{% for pair in song.by %}{{ pair[0] }}:{{ pair[1] }}{% endfor %}', 'name:X'],
    ['a backslash is a character', "{{ 'a\\nb' }}{{ 'x\\' | append: \"y\" }}", 'a\\nbx\\y'],
    ['a comment in one line', 'a{% # nothing %}b', 'ab'],
    ['a translation is what the author wrote', 'a {% translation greeting %}Hi {{ list[0] }}{% endtranslation %} b', 'a Hi a b'],
  ])('%s', async (_name, source, expected) => expect(await both(source, { song: { title: 'A "B"', plays: [1, 2.5, null, true], by: { name: 'X' } }, list: ['a', 1, { k: 1 }] } as never)).toBe(expected))

  test('other operators than Liquid\'s are heard of, and end the condition', () => {
    expect(liquid.renderNow("{% if 1 == 1 && 1 == 2 %}y{% endif %}", {})).toBe('y')
    expect(liquid.check("x\n{% if 1 == 1 && 1 == 2 -%} y{% endif %}").notes).toEqual([{ message: "'&&' is no operator of Liquid: all that follows it is ignored; write 'and'", line: 2, column: 14 }])
  })
  test('strict: text and number do not compare, unknown filters are mistakes', () => {
    const strict = createLiquid({ strict: () => true })
    expect(strict.renderNow("a{% if '5' > 3 %}y{% else %}n{% endif %}b{% if 3 < '5' %}y{% endif %}c{% if 'a' < 'b' %}y{% endif %}", {})).toBe('aLiquid error: comparison of String with 3 failedbLiquid error: comparison of Integer with String failedcy')
    expect(() => strict.renderNow('a\n{{ 1 | nope }}', {})).toThrow("Liquid error (line 2): there is no filter 'nope'")
  })
  test('curly quotes and parentheses are mistakes, with their place', async () => {
    expect(await mistake('ab\n{{ “x” }}')).toMatchObject({ line: 2, column: 4, message: `Liquid error (line 2): curly quotes (“) are no quotes in Liquid: write ' or "` })
    expect(await mistake('{% if (a or b) and c %}{% endif %}')).toMatchObject({ line: 1, message: 'Liquid error (line 1): parentheses are not allowed in conditions' })
    expect(liquid.renderNow("{{ 'a “b” c' }}{{ custom_attribute.${“} }}", {})).toBe('a “b” c')
  })
  test('tags of other Liquids give nothing, no file is read, and the author hears of it', () => {
    for (const [tag, source] of [['include', 'a{% include "/etc/passwd" %}b'], ['render', 'a{% render "package.json" %}b'], ['layout', 'a{% layout "x" %}b'], ['block', 'a{% block x %}{% endblock %}b']] as const) {
      expect(liquid.renderNow(source, {})).toBe('ab')
      expect(liquid.check(source)).toEqual({ mistake: undefined, notes: [{ message: `the tag '${tag}' is not supported: nothing stands in its place`, line: 1, column: 2 }] })
    }
  })
  test('filters that Braze names as not supported pass the value, and the author hears of it', () => {
    expect(liquid.renderNow("[{{ ' x' | lstrip | camelcase | handle | pluralize: 'a', 'b' | money_with_currency }}]", {})).toBe('[ x]')
    expect(liquid.check("a {{ ' x' | lstrip }}\n{{ 1 | what }}").notes).toEqual([
      { message: "the filter 'lstrip' is not supported by Braze: the value passes through it", line: 1, column: 11 },
      { message: "there is no filter 'what': the value passes through it", line: 2, column: 6 },
    ])
  })
  test('two attributes in one output work, and the author hears of it', () => {
    const source = '{{custom_attribute.${a} | plus: {{custom_attribute.${b}}}}}'
    expect(liquid.renderNow(source, { custom_attribute: { a: 1, b: 2 } })).toBe('3')
    expect(liquid.check(source).notes).toEqual([{ message: 'two attributes in one output: Braze documents this as not working; assign one of them first', line: 1, column: 1 }])
    expect(liquid.check('{{custom_attribute.${a} | plus: {{b}}}}').notes).toEqual([])
  })
})

describe('bounds', () => {
  const bomb = (source: string) => mistake(source).then(({ message }) => message)
  test.each([
    ['a loop without a body', '{% for a in (1..9999) %}{% for b in (1..9999) %}{% endfor %}{% endfor %}'],
    ['a text that doubles', '{% assign x = "0123456789" %}{% for i in (1..40) %}{% assign x = x | append: x %}{% endfor %}'],
    ['a capture that doubles', '{% capture x %}0123456789{% endcapture %}{% for i in (1..40) %}{% capture x %}{{x}}{{x}}{% endcapture %}{% endfor %}'],
    ['a huge range', '{% for i in (1..999999999999) %}{% endfor %}'],
    ['an array searched again and again', '{% assign l = "a,b" | split: "," %}{% for i in (1..26) %}{% assign l = l | concat: l %}{% endfor %}'],
    ['long replacements', '{% assign x = "aaaaaaaaaa" %}{% for i in (1..30) %}{% assign x = x | replace: "a", "aaaaaaaaaa" %}{% endfor %}'],
    ['a text that filters make longer each time', "{% assign s = 'x' %}{% for i in (1..200) %}{% assign s = s | base64_encode %}{% endfor %}"],
    ['a text that is quoted again and again', "{% assign s = '\\' %}{% for i in (1..200) %}{% assign s = s | as_json_string %}{% endfor %}"],
    ['a long range', "{{ (1..50000000) | join: ',' }}"],
    ['filters behind filters', `{% for i in (1..20000) %}{{ 'now' ${"| date: '%s' ".repeat(50)}}}{% endfor %}`],
  ])('%s ends', async (_name, source) => expect(await bomb(source)).toMatch(/limit exceeded/))
  test('what is nested without end is a mistake', async () => {
    expect(await bomb('{% if a %}'.repeat(5_000))).toBe('Liquid error (line 1): tags are nested too deeply')
    expect(await bomb('{{a}}'.repeat(50_000))).toBe('Liquid error (line 1): the template has too many outputs and tags: limit exceeded of 20000')
    expect(await bomb('{{'.repeat(3_000) + '}}'.repeat(3_000))).toBe('Liquid error (line 1): outputs are nested too deeply')
    expect(await bomb(`{{ a${"['b'".repeat(20_000)} }}`)).toMatch(/^Liquid error \(line 1\)/)
  })
  test('the next template is not worse for it', async () => expect(await both('{{ 1 | plus: 1 }}')).toBe('2'))
})

describe('Content Blocks', () => {
  const blocks: Record<string, string> = { one: 'Hi {{${first_name}}} [{{content_blocks.${two}}}]', two: 'two<{{content_blocks.${three}}}>', three: 'three', bad: 'a\n{{ | }}', stop: "{% abort_message('in a block') %}", set: '{% assign left = 1 %}' }
  const own = createLiquid({ block: (name) => blocks[name] })
  const of = (source: string) => own.renderNow(source, SCOPE)

  test('are rendered where they are named, one within another, and the third level is left out', async () => {
    expect(of('a {{content_blocks.${one}}} b')).toBe('a Hi Jo [two<>] b')
    expect(await own.render('a {{content_blocks.${one}}} b', SCOPE)).toBe('a Hi Jo [two<>] b')
    expect(of('{{content_blocks.${two}}}{{content_blocks.${two}}}')).toBe('two<three>two<three>')
  })
  test('are texts: they can be captured, compared and filtered', () => expect(of('{% assign x = {{content_blocks.${three}}} %}{{ x | upcase }}{% if content_blocks.${three} == "three" %}!{% endif %}')).toBe('THREE!'))
  test('share the variables of the message', () => expect(of('{{content_blocks.${set}}}{{left}}')).toBe('1'))
  test('that there are not give nothing', () => expect(of('a{{content_blocks.${nope}}}b')).toBe('ab'))
  test('are as they are now', () => {
    expect(of('{{content_blocks.${three}}}')).toBe('three')
    blocks['three'] = 'drei'
    expect(of('{{content_blocks.${three}}}')).toBe('drei')
    blocks['three'] = 'three'
  })
  test('tell their mistakes with their name, at the place where the message names them', () => {
    expect(() => of('x\n {{content_blocks.${bad}}}')).toThrow(expect.objectContaining({ line: 2, column: 4, message: expect.stringMatching(/^Liquid error \(line 2\): Content Block 'bad': Liquid error \(line 2\)/) }))
  })
  test('can stop the message', () => expect(() => of('{{content_blocks.${stop}}}')).toThrow(MessageAborted))
})
