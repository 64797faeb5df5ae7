// A simple survey: the HTML message that devices get. What its page does in a browser is proven in test/browser/web-sdk-survey.test.ts.
import { expect, test } from 'vitest'
import { iam, triggers } from '../../kit/in-app.ts'
import { known } from '../../kit/sdk-wire.ts'
import { emulator } from '../../kit/world.ts'

const CHOICES = [{ choice_id: 'a-1', text: 'Tea & <b>milk</b>', custom_attribute_key: 'drink', custom_attribute_value: '</script>tea' }, { choice_id: 'b-2', text: 'Gone', deleted: true }, { text: 'None', custom_attribute_key: 'none', custom_attribute_value: 'true' }]

async function page(question: object, more: object[] = []): Promise<string> {
  const e = emulator()
  await known(e, 'u1', { first_name: 'Ann' })
  await iam(e, { type: 'survey', header: undefined, message: undefined, data: { pages: [question, ...more] } })
  const [{ type, data }] = await triggers(e, 'ios', { user: 'u1' }) // held against the strict decoder
  const { trigger_id: _, message, ...rest } = data
  expect([type, rest]).toEqual(['inapp', { type: 'HTML', click_action: 'NONE', use_webview: false, message_close: 'SWIPE', orientation: 'ANY' }])
  return message
}
const inputs = (html: string): string[] => html.match(/<label>.*?<\/label>/g)!
const choices = (html: string): unknown => JSON.parse(/var CHOICES = (.*)\n/.exec(html)![1]!)

test('one of several: a page with each choice that is not deleted, after Liquid', async () => {
  const html = await page({ header: { text: 'What, {{${first_name}}}?' }, choices: CHOICES })
  expect(html).toContain('<h1>What, Ann?</h1>')
  expect(inputs(html)).toEqual(['<label><input type="radio" name="choice" id="choice-0" value="a-1"> Tea &#38; &#60;b&#62;milk&#60;/b&#62;</label>', '<label><input type="radio" name="choice" id="choice-1" value="1"> None</label>'])
  expect(choices(html)).toEqual([{ id: 'a-1', key: 'drink', value: '</script>tea', several: false }, { id: '1', key: 'none', value: 'true', several: false }])
  expect(html.match(/<\/script>/g)).toHaveLength(1)
  expect(html).not.toContain('id="thanks"')
})

test('several of them: a shared attribute is an array, one of its own may be a boolean; a page behind it confirms', async () => {
  const html = await page({ multiple: true, choices: [...CHOICES, { text: 'Juice', custom_attribute_key: 'drink', custom_attribute_value: 'juice' }, { text: 'Nothing to keep' }] }, [{ header: { text: 'Thanks' } }])
  expect(inputs(html).every((one) => one.includes('type="checkbox"'))).toBe(true)
  expect(choices(html)).toEqual([{ id: 'a-1', key: 'drink', value: '</script>tea', several: true }, { id: '1', key: 'none', value: true, several: false }, { id: '2', key: 'drink', value: 'juice', several: true }, { id: '3', key: null, value: '', several: false }])
  expect(html).toContain('<div id="thanks" hidden><h1>Thanks</h1>')
})
