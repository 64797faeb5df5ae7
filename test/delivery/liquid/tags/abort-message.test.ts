// {% abort_message %}: every form of it, and what the message becomes.
import { expect, test } from 'vitest'
import { messages } from '../../../kit/rendering.ts'

test.each([
  ['{% abort_message %}', '{% abort_message %} called'],
  ['{% abort_message() %}', '{% abort_message %} called'],
  ['{% abort_message () %}', '{% abort_message %} called'],
  ["{% abort_message('') %}", '{% abort_message %} called'],
  ["{% abort_message('language was nil') %}", 'language was nil'],
  ['{%- abort_message ("it\'s over") -%}', "it's over"],
  ['{% abort_message(no quotes) %}', 'no quotes'],
  ['{% abort_message no quotes %}', 'no quotes'],
  ["{% abort_message('for {{${first_name}}}') %}", 'for Jo'],
  ["{% if ${language} == 'en' %}{% for i in (1..2) %}{% capture x %}{% abort_message('deep') %}{% endcapture %}{% endfor %}{% endif %}", 'deep'],
  ["{% liquid\n abort_message('in liquid')\n %}", 'in liquid'],
])('%s', async (source, log) => expect(await (await messages()).preview(source)).toEqual({ body: null, notes: [], extras: null, aborted: log, connected_content: [] }))

test('a branch that is not taken aborts nothing', async () => expect(await (await messages()).text("{% if ${language} == 'en' %}A{% else %}{% abort_message('language was nil') %}{% endif %}")).toBe('A'))

test('the message is not sent, and its row says why', async () => {
  const m = await messages(undefined, { language: null })
  const rows = await m.e.rowsOf(async () => m.e.world.db.tx(() => m.e.world.delivery.deliver(m.outgoing({ subject: 's', body: "<body>{% if ${language} == 'en' %}A{% else %}{% abort_message('language was nil') %}{% endif %}</body>", from: 'A <a@b.io>' }))))
  expect(rows.map(({ kind, data }) => [kind, data['reason'], data['abort_type'], data['abort_log']])).toEqual([['message.aborted', 'aborted', 'liquid_abort_message', 'language was nil']])
  expect((await m.e.admin('GET', '/messages')).body.messages).toMatchObject([{ status: 'aborted', reason: 'aborted', payload: null }])
})
