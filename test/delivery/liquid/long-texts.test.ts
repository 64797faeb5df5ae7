// Texts that are long and odd: each is read in proportion to its length, by whatever looks at templates. One that was read in its square would take minutes here.
import { expect, test } from 'vitest'
import { blocksIn } from '../../../emulator/domain/content/references.ts'
import { sourceOf } from '../../../emulator/domain/content/translation-tags.ts'
import { messages } from '../../kit/rendering.ts'

const SPACES = ' '.repeat(380_000)

test.each([
  ['a promotion without its snippet', `{% promotion${SPACES}`, 'not closed'],
  ['a promotion of spaces', `{% promotion(${SPACES}%}`, 'takes the snippet of a list'],
  ['a Content Block without a name', `{{content_blocks.\${${SPACES}`, 'not closed'],
  ['outputs that never close in an argument', `{% connected_content http://h/ ${'{{'.repeat(180_000)} %}`, 'nested too deeply'],
  ['and with a reference behind them', `{% connected_content http://h/ ${'{{'.repeat(180_000)} \${a} %}`, 'nested too deeply'],
])('%s is a mistake', async (_name, source, why) => expect((await (await messages()).preview(source)).error!.message).toContain(why))

test.each([
  ['extras without a value', `{% message_extras :key a${SPACES} %}x`, 'x'],
  ['extras of many values', `{% message_extras :key ${' :value'.repeat(50_000)} %}x`, 'x'],
  ['a long text is no time', `{{ text | date: '%Y' | size }}`, '1000'],
])('%s', async (_name, source, expected) => expect((await (await messages()).preview(`{% capture text %}${'2021-01-01'.repeat(100)}{% endcapture %}${source}`)).body).toEqual({ source: expected }))

test('a subject of spaces, a link of many outputs', async () => {
  const m = await messages()
  await m.e.admin('POST', '/campaigns', { id: 'c1', name: 'C', schedule_type: 'api_triggered', messages: { m1: { channel: 'email', from: 'a@b.io', subject: `${SPACES}x\n${SPACES}`, body: `<a href="{{1}}${'}}'.repeat(150_000)}">x</a>` } } })
  const { previews } = (await m.e.admin('POST', '/campaigns/c1/preview', { external_id: 'jo' })).body
  expect(previews[0].payload).toMatchObject({ subject: 'x', links: [] })
})

test('Liquid that is rendered again in a message of one long word', async () => {
  const m = await messages(() => new Response('{{${first_name}}}{{${last_name}}}'))
  expect(await m.text(`{% comment %}${'x'.repeat(1_000_000)}${'\${'.repeat(200_000)} {% endcomment %}{% connected_content http://h/ :rerender %}{% if \${first_name} %}{% endif %}`)).toBe('Jo')
})

test('names in texts that repeat themselves', () => {
  expect([...blocksIn(`content_blocks.\${${SPACES}content_blocks.\${ a }`)]).toEqual(['a'])
  expect([...sourceOf([`{% translation a %}x{% endtranslation %}${'{% translation b %}'.repeat(20_000)}`])]).toEqual([['a', 'x']])
})
