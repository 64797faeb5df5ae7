// Bodies at random: whatever the definition's check lets through reaches an iPhone in a form that it reads, and a browser in one that the web SDK can make a message of.
import { expect, test } from 'vitest'
import { texts, triggers } from '../../kit/in-app.ts'
import { emulator } from '../../kit/world.ts'

/** The same numbers every time: a linear congruential generator. */
function numbers(seed: number): () => number {
  let state = seed
  return () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648
}

const WORDS: Record<string, readonly unknown[]> = {
  type: ['SLIDEUP', 'MODAL', 'FULL', 'HTML', 'HTML_FULL', 'WEB_HTML', 'MODAL_STYLED', 'modal', undefined], header: ['Hi', '', null, '{{${first_name}}}'], message: ['x', '', '{{${first_name} | default: "you"}}', null],
  message_close: ['AUTO_DISMISS', 'swipe', 'MANUAL', '{{${first_name}}}', null], click_action: ['URI', 'none', null, '{{${first_name}}}'], uri: ['app://x', 'https://x.test', '{{${first_name}}}'], use_webview: [true, false, null], slide_from: ['TOP', 'bottom', null],
  orientation: ['ANY', 'PORTRAIT', 'landscape', null], text_align_header: ['START', 'center', null], image_style: ['TOP', 'GRAPHIC', null], duration: [0, 900, null, '{{${first_name}}}'], bg_color: ['#ffffff', '#00000080', 0, 4294967295, '{{${first_name}}}', null],
  extras: [{}, { a: 1, b: null, c: { d: [] } }, null], themes: [{ dark: { bg_color: '#000000', btns: [{ text_color: 7 }] } }, {}, null], image_url: ['https://x.test/a.png', null], language: ['en', null], message_fields: [{ a: 1 }, null], platforms: ['both', 'mobile', 'web', 'ios', null],
  btns: [null, [], [{ text: 'a' }], [{ text: 'a', uri: 'app://x' }, { id: 9, text: '{{${first_name}}}', click_action: 'URI', uri: '{{${first_name}}}', bg_color: '#123456' }]],
}

test('two hundred of them', async () => {
  const e = emulator()
  const next = numbers(7)
  let taken = 0
  for (let n = 0; n < 200; n++) {
    const body = Object.fromEntries(Object.entries(WORDS).filter(() => next() < 0.6).map(([member, values]) => [member, values[Math.floor(next() * values.length)]]))
    const answer = await e.admin('POST', '/campaigns', { id: `c${n}`, name: 'C', trigger: { type: 'session_start' }, messages: { [`m${n}`]: { channel: 'in_app_message', ...body } } })
    if (answer.status !== 201) expect([answer.status, answer.body.error.code, body]).toEqual([422, 'invalid', body])
    else taken++
  }
  expect(taken).toBeGreaterThan(100)
  const [ios, web] = [await triggers(e, 'ios', { user: 'u1' }), await triggers(e, 'web', { user: 'u1' })] // `triggers` holds what goes to iOS against the strict decoder
  expect(Math.min(ios.length, web.length)).toBeGreaterThan(40)
  expect(texts(web).every((text) => typeof text === 'string')).toBe(true)
  for (const { data } of [...ios, ...web]) {
    expect(['type', 'message', 'click_action', 'use_webview', 'message_close', 'orientation'].filter((member) => data[member] === undefined)).toEqual([])
    expect(Object.values(data).includes(null)).toBe(false)
    if (data.click_action === 'URI') expect(data.uri).not.toBe('')
  }
  expect(e.errors).toEqual([])
})
