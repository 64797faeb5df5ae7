// The parts that read HTML: plaintext, Liquid aside, anchors, styles. All of them in time that grows with the text only.
import { expect, test } from 'vitest'
import { anchorsOf, mapHrefs } from '../../../../emulator/domain/campaigns/anchors.ts'
import { inlinesOnce } from '../../../../emulator/delivery/channels/email/inline-css.ts'
import { asideFromLiquid, withoutComments } from '../../../../emulator/delivery/channels/email/liquid-aside.ts'
import { plaintextOf } from '../../../../emulator/delivery/channels/email/plaintext.ts'

test.each([
  ['<h1>Big &amp; News</h1><p>One<br>two</p>', 'Big & News\n\nOne\ntwo'],
  ['<p>a</p><style>.x{}</style><script>x</script><p>b</p>', 'a\n\nb'],
  ['<head><title>T</title></head><body>b</body>', 'b'],
  ['<ul><li>one</li><li>two</li></ul>', ' * one\n * two'],
  ['<a href="https://a.example">Go</a> <a href="https://b.example">https://b.example</a> <a href="#x">up</a>', 'Go (https://a.example) https://b.example up'],
  ['<img src="https://a.example/x.png" alt="logo">text', 'text'],
  ['{% if a < b %}less{% else %}<b>more</b>{% endif %}', '{% if a < b %}less{% else %}more{% endif %}'],
  ['<a href="{{${set_user_to_unsubscribed_url}}}">Out</a>', 'Out ({{${set_user_to_unsubscribed_url}}})'],
  ['<table>{% for x in xs %}<tr><td>{{ x }}</td></tr>{% endfor %}</table>', '{% for x in xs %}\n\n{{ x }}\n\n{% endfor %}'],
  ['a<!-- {{ hidden }} -->b<!-- open', 'ab'],
  ['{{ open <b>x</b>', '{{ open x'],
])('%s', (html, text) => expect(plaintextOf(html)).toBe(text))

test('Liquid stands aside, and comes back as it was', () => {
  const html = '<p {% if a > 1 %}x{% endif %}>{{${x}}} {{ {{y}} | plus: 1 }} {{ "}}" }} {{ open'
  const seen: string[] = []
  expect(asideFromLiquid(html, (plain) => (seen.push(plain), plain))).toBe(html)
  expect(seen[0]).not.toMatch(/\{%|x\}\}/)
  expect(withoutComments('a<!-- {{x}} -->b<!-- c')).toBe('ab<!-- c')
})

test('anchors: quoted in any way, with > in an attribute; other tags and unclosed ones are none', () => {
  const html = `<a title="a > b" href="https://1.example">x</a><A HREF='https://2.example'><area href=https://3.example/a?b=c><link href="https://no.example"><abbr href="x"><a name="y"><a data-href="n" href = "https://4.example"><a href="https://5.example`
  expect(anchorsOf(html).map(({ url }) => url)).toEqual(['https://1.example', 'https://2.example', 'https://3.example/a?b=c', 'https://4.example'])
  expect(mapHrefs(html, ({ raw }) => (raw.includes('3') ? undefined : raw.replace('https', 'x')))).toBe(html.replace(/https:\/\/([124])/g, 'x://$1'))
})

test.each([
  ['<style>.a{}</style><p>{{ x }}</p>{% if a > b %}<p>x</p>{% endif %}', true],
  ['<p class="{{ x }}">', true],
  ['<p {% if x %}class="a"{% endif %}>', false],
  ['<style>.a{color:{{ x }}}</style>', false],
  ['<STYLE>{% if x %}.a{}{% endif %}</STYLE>', false],
  ['<style>.a{}</style>{{ x }}', true],
  ['{{content_blocks.${footer}}}', false],
  ['{{ content_blocks.${footer} }}', false],
])('styles of %s are the same for all users: %s', (html, once) => expect(inlinesOnce(html)).toBe(once))

test.each(['{{', '{%', '<!--', '<a ', '<a href="', '<style', '<body ', "<a href='x'>"])('400 KB of %s are read at once', (piece) => {
  const html = piece.repeat(Math.ceil(409_600 / piece.length))
  let steps = 0
  asideFromLiquid(html, (plain) => (steps++, plain))
  withoutComments(html)
  inlinesOnce(html)
  expect([steps, anchorsOf(html).length > 1000]).toEqual([1, piece.endsWith('>')])
})
