// What a file is, by its bytes.
import { expect, test } from 'vitest'
import { endingOf, imageType, isZip } from '../../../emulator/domain/content/asset-types.ts'
import { GIF, JPEG, PNG, SVG, WEBP, zip } from '../../kit/images.ts'

test.each([
  ['png', PNG], ['jpg', JPEG], ['gif', GIF], ['webp', WEBP], ['svg', SVG],
  ['svg', Buffer.from('\ufeff \n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd" [<!ENTITY a "b">]>\n<SVG/>')],
  ['svg', Buffer.from('<svg>')],
])('%s (%#)', (ext, bytes) => expect(imageType(bytes)?.ext).toBe(ext))

test.each(['', 'GIF90a', '<html><svg></svg>', '<svgx>', 'RIFF0000WAVE', '%PDF', 'text with <svg>', `${'<!---->'.repeat(600)}x`, '<!--'.repeat(1000)])('%j is no image', (text) => expect(imageType(Buffer.from(text))).toBeUndefined())

test('a ZIP, also an empty one', () => {
  expect([isZip(zip({ a: PNG })), isZip(zip({})), isZip(PNG), isZip(new Uint8Array())]).toEqual([true, true, false, false])
})

test.each([['a.PNG', 'png'], ['a.tar.gz', 'gz'], ['.env', 'env'], ['noending', ''], ['dot.', ''], ['a.b c', '']])('the ending of %s is %j', (name, ending) => expect(endingOf(name)).toBe(ending))
