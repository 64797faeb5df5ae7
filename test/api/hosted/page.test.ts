// A page around HTML of somebody else: its head, its checkboxes, and that nothing gets out of its quotes.
import { describe, expect, test } from 'vitest'
import { checkboxes, element, withHead } from '../../../emulator/api/hosted/page.ts'

describe('the head', () => {
  test.each([
    ['of a whole page', '<html><head><meta a></head><body>x</body></html>', '<html><head><title>T</title><i><meta a></head><body>x</body></html>'],
    ['with attributes, in capitals', '<HTML lang="en"><HEAD class="a">x', '<HTML lang="en"><HEAD class="a"><title>T</title><i>x'],
    ['that is not there', '<html lang="en"><body>x</body></html>', '<html lang="en"><head><title>T</title><i></head><body>x</body></html>'],
    ['of a part of a page', '<p>x</p>', '<!doctype html><html><head><meta charset="utf-8"><title>T</title><i></head><body><p>x</p></body></html>'],
    ['with a title of its own', '<head><title>Own</title></head>', '<head><i><title>Own</title></head>'],
    ['a header is no head', '<html><header>x</header></html>', '<html><head><title>T</title><i></head><header>x</header></html>'],
  ])('%s', (_name, html, expected) => expect(withHead(html, 'T', ['<i>'])).toBe(expected))
  test('a title can not leave its place', () => expect(withHead('', '</title><script>', [])).toContain('<title>&lt;/title&gt;&lt;script&gt;</title>'))
})

test('an attribute can not leave its quotes', () => expect(element('link', { rel: 'icon', href: `x"><script>'&`, type: null, sizes: undefined, color: '' })).toBe('<link rel="icon" href="x&quot;&gt;&lt;script&gt;&#39;&amp;">'))

test('checkboxes by name, however they are written', () => expect(checkboxes(`<input type="checkbox" name="a"><INPUT NAME='b' TYPE='CheckBox' checked/><input name=c type=checkbox><input type=checkbox><input type="text" name="d"><input type="hidden" name="checkbox">`)).toEqual(['a', 'b', 'c']))
