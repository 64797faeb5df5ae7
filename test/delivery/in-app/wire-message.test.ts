// The message as SDKs take it: members of each type, defaults, colours, themes, buttons, HTML, extras.
import { describe, expect, test } from 'vitest'
import { colourOf } from '../../../emulator/delivery/in-app/wire-message.ts'
import { ask, iam, triggers } from '../../kit/in-app.ts'
import { known } from '../../kit/sdk-wire.ts'
import { emulator } from '../../kit/world.ts'

/** The message that an iPhone of `u1` gets; `ask` holds it against the strict decoder. */
async function wired(body: Record<string, unknown>, app: 'ios' | 'web' = 'ios'): Promise<any> {
  const e = emulator()
  await iam(e, body)
  await known(e, 'u1', { first_name: 'Ann', custom: undefined, colour: '#00ff00', extra: 7 })
  const [one] = await triggers(e, app, { user: 'u1' })
  const { trigger_id: _, ...data } = one.data
  return data
}
const ALWAYS = { click_action: 'NONE', use_webview: false, orientation: 'ANY' }

describe('defaults of the types', () => {
  test.each([
    [{ type: 'SLIDEUP', header: undefined }, { type: 'SLIDEUP', message: 'Hello', slide_from: 'BOTTOM', message_close: 'AUTO_DISMISS', duration: 5000, ...ALWAYS }],
    [{ type: 'MODAL' }, { type: 'MODAL', header: 'Hi', message: 'Hello', message_close: 'SWIPE', ...ALWAYS }],
    [{ type: undefined, header: null }, { type: 'MODAL', header: '', message: 'Hello', message_close: 'SWIPE', ...ALWAYS }],
    [{ type: 'full', message: undefined, image_url: 'https://x.test/a.png', image_style: 'GRAPHIC', orientation: 'PORTRAIT' }, { type: 'FULL', header: 'Hi', message: '', image_url: 'https://x.test/a.png', image_style: 'GRAPHIC', message_close: 'SWIPE', ...ALWAYS, orientation: 'PORTRAIT' }],
    [{ type: 'SLIDEUP', header: undefined, slide_from: 'top', message_close: 'SWIPE', uri: 'app://cart' }, { type: 'SLIDEUP', message: 'Hello', slide_from: 'TOP', message_close: 'SWIPE', ...ALWAYS, click_action: 'URI', uri: 'app://cart' }],
    [{ type: 'MODAL', message_close: 'AUTO_DISMISS', duration: 900, click_action: 'NONE', uri: 'https://x.test', use_webview: true, text_align_header: 'start' }, { type: 'MODAL', header: 'Hi', message: 'Hello', text_align_header: 'START', message_close: 'AUTO_DISMISS', duration: 900, ...ALWAYS, uri: 'https://x.test', use_webview: true }],
  ])('%j', async (body, data) => expect(await wired(body)).toEqual(data))
})

test('HTML carries its page in the message, with what belongs to it', async () => {
  const html = { header: undefined, message: '<p>Hi {{${first_name}}}</p>', message_fields: { is_push_primer: true }, trusted: true, extras: { a: 'b' } }
  const page = { message: '<p>Hi Ann</p>', message_fields: { is_push_primer: true }, trusted: true, extras: { a: 'b' }, message_close: 'SWIPE', ...ALWAYS }
  expect(await wired({ type: 'HTML', ...html })).toEqual({ type: 'HTML', ...page })
  expect(await wired({ type: 'HTML_FULL', ...html })).toEqual({ type: 'HTML_FULL', ...page })
  expect(await wired({ type: 'WEB_HTML', ...html }, 'web')).toEqual({ type: 'WEB_HTML', ...page })
})

test('a modal with CSS of its own, in browsers', async () =>
  expect(await wired({ type: 'MODAL_STYLED', css: '.x {}', html_id: 'promo' }, 'web')).toEqual({ type: 'MODAL_STYLED', header: 'Hi', message: 'Hello', css: '.x {}', html_id: 'promo', message_close: 'SWIPE', ...ALWAYS }))

describe('colours', () => {
  test.each([['#ff8000', 0xffff8000], ['#FF800080', 0x80ff8000], [' #000000 ', 0xff000000], [4294901760, 4294901760], ['4278190080', 4278190080], [0, 0], ['#fff', undefined], ['red', undefined], [-1, undefined], [1.5, undefined], [4294967296, undefined], ['', undefined], [null, undefined]])('%j', (given, wire) => expect(colourOf(given)).toBe(wire))

  test('of the message, its buttons and both themes; what Liquid makes no colour of is left out', async () => {
    const data = await wired({
      bg_color: '#102030', text_color: '{{custom_attribute.${colour}}}', frame_color: '{{custom_attribute.${extra} | append: "x"}}', close_btn_color: 4278190080,
      btns: [{ text: 'No', bg_color: '#ffffff', border_color: '#00000000' }],
      themes: { dark: { bg_color: '#000000', btns: [{ text_color: '#ffffff80' }] } },
    })
    expect(data).toMatchObject({ bg_color: 0xff102030, text_color: 0xff00ff00, close_btn_color: 0xff000000, btns: [{ bg_color: 0xffffffff, border_color: 0 }], themes: { dark: { bg_color: 0xff000000, btns: [{ text_color: 0x80ffffff }] } } })
    expect('frame_color' in data).toBe(false)
  })
})

test('buttons are numbered from 0, close unless they lead somewhere, and keep an id of their own', async () => {
  const { btns } = await wired({ btns: [{ text: 'Hi {{${first_name}}}' }, { id: 7, text: 'Go', uri: 'https://x.test', use_webview: true }] })
  expect(btns).toEqual([{ id: 0, text: 'Hi Ann', click_action: 'NONE', use_webview: false }, { id: 7, text: 'Go', click_action: 'URI', uri: 'https://x.test', use_webview: true }])
})

test('whatever Liquid makes of words, numbers and links, an SDK can read it', async () => {
  const odd = '{{custom_attribute.${extra} | append: "x"}}' // 7x
  const data = await wired({
    click_action: odd, message_close: odd, orientation: odd, text_align_header: odd, text_align_message: '{{ "end" }}', image_style: odd, slide_from: odd, use_webview: '{{ true }}', duration: odd, uri: '{{ "" }}',
    btns: [{ text: 'a', click_action: odd, uri: 'app://x' }, { text: odd, click_action: 'URI', uri: '{{custom_attribute.${none}}}', use_webview: '{{ false }}' }],
  })
  expect(data).toEqual({
    type: 'MODAL', header: 'Hi', message: 'Hello', text_align_message: 'END', click_action: 'NONE', use_webview: true, message_close: 'SWIPE', orientation: 'ANY',
    btns: [{ id: 0, text: 'a', click_action: 'URI', uri: 'app://x', use_webview: false }, { id: 1, text: '7x', click_action: 'NONE', use_webview: false }],
  })
  expect(await wired({ type: 'SLIDEUP', header: undefined, slide_from: odd, duration: odd })).toEqual({ type: 'SLIDEUP', message: 'Hello', slide_from: 'BOTTOM', message_close: 'AUTO_DISMISS', duration: 5000, ...ALWAYS })
  expect((await wired({ type: 'SLIDEUP', duration: '{{ 800 }}' })).duration).toBe(800)
})

test('extras are texts; message extras come from Liquid', async () => {
  const data = await wired({ message: "x{% message_extras :key test :value yes %}", extras: { n: 7, on: true, deep: { a: 1 }, none: null, name: '{{${first_name}}}' } })
  expect([data.message, data.extras, data.message_extras]).toEqual(['x', { n: '7', on: 'true', deep: '{"a":1}', name: 'Ann' }, { test: 'yes' }])
})

test('Liquid knows the device, the app and the message', async () => {
  const e = emulator()
  await iam(e, { message: '{{targeted_device.${platform}}} {{targeted_device.${id}}} {{app.${platform}}} {{campaign.${name}}} {{campaign.${message_name}}} [{{campaign.${dispatch_id}}}]' })
  expect((await ask(e, 'android', { user: 'u1' })).triggers[0].data.message).toBe('android a0d0-android android C Variant 1 []')
  expect((await ask(e, 'ios', { user: 'u1' })).triggers[0].data.message).toBe('ios c0ffee00-ios ios C Variant 1 []')
})

test('a body that was copied from an answer to an SDK: what the emulator says of it is its own', async () => {
  const e = emulator()
  await iam(e, { trigger_id: 'bm9uZQ==', is_test_send: true, is_control: false, message_extras: { a: 1 }, trusted: '{{${first_name}}}', animate_in: 'x{% if true %}{% endif %}', animate_out: '{% if true %}true{% endif %}' })
  const [{ id, data }] = await triggers(e, 'ios', { user: 'u1' })
  expect(data).toEqual({ trigger_id: id, type: 'MODAL', header: 'Hi', message: 'Hello', message_close: 'SWIPE', animate_in: false, animate_out: true, ...ALWAYS })
})
