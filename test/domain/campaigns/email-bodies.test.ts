// Emails in definitions: what is refused, with its place.
import { expect, test } from 'vitest'
import { emulator } from '../../kit/world.ts'

const said = async (message: object, more: object = {}): Promise<unknown> => {
  const e = emulator()
  await e.admin('POST', '/subscription_groups', { id: 'g', name: 'News', channel: 'email' })
  const { status, body } = await e.admin('POST', '/campaigns', { name: 'C', messages: { m1: { channel: 'email', ...message } }, ...more })
  return status === 201 ? 'taken' : [status, body.error.message]
}

test.each([
  [{ subject: 5 }, 'messages.m1.subject is no text'],
  [{ body: 'é'.repeat(204_801) }, 'messages.m1.body has 409602 bytes: at most 409600 (400 KB)'],
  [{ from: 'Shop' }, `messages.m1.from is no sender: 'Display Name <email@address.com>'`],
  [{ from: 'Shop <no address>' }, `messages.m1.from is no sender: 'Display Name <email@address.com>'`],
  [{ reply_to: 'me' }, 'messages.m1.reply_to is no email address'],
  [{ should_inline_css: 'yes' }, 'messages.m1.should_inline_css is neither true nor false'],
  [{ email_headers: [{ key: 'X-A', value: '1' }, { key: 'x-a', value: '2' }] }, 'messages.m1.email_headers have the name x-a twice'],
  [{ headers: 'X-A: 1' }, 'messages.m1.headers are no object of names and texts'],
  [{ attachments: [{ file_name: 'a' }] }, `messages.m1.attachments are no list of objects with 'file_name' and 'url'`],
  [{ link_aliases: { 'https://a.example': 'shop', 'https://b.example': 'shop' } }, 'messages.m1.link_aliases have the alias shop twice'],
  [{ list_unsubscribe: 'never' }, 'messages.m1.list_unsubscribe is none of workspace_default, global, exclude, {"subscription_group_id": …}'],
])('%j', async (message, why) => expect(await said(message)).toEqual([422, expect.stringContaining(why)]))

test.each([
  [{ body: 'x'.repeat(409_600) }], [{ from: '{{${first_name}}} <a@b.example>' }], [{ from: 'a@b.example', reply_to: 'NO_REPLY_TO' }], [{ email_headers: [{ key: 'X-A', value: '1' }], extras: { a: 'b' } }], [{ list_unsubscribe: { subscription_group_id: 'g' } }],
  [{ link_aliases: { 'https://a.example': 'shop', 'https://b.example': 'news' } }], [{ type: 'control', subject: 5 }], [{ subject: null }],
])('%j is taken', async (message) => expect(await said(message)).toBe('taken'))

test('a Canvas step’s email is checked as well', async () => {
  const { status, body } = await emulator().admin('POST', '/canvases', { name: 'V', steps: [{ id: 's1', messages: { m1: { channel: 'email', from: 'x' } } }] })
  expect([status, body.error.message]).toEqual([422, expect.stringMatching(/steps.*s1.*m1\.from is no sender|steps.*messages\.m1\.from is no sender/)])
})

test('Connected Content and promotion codes are not for transactional emails', async () => {
  const body = '<p>{% connected_content https://a.example :save x %}</p>'
  expect(await said({ body })).toBe('taken')
  expect(await said({ body }, { kind: 'transactional_email' })).toEqual([422, expect.stringContaining('messages.m1.body has the tag connected_content: a transactional email can not')])
  expect(await said({ extras: { code: `{%- promotion('x') -%}` } }, { kind: 'transactional_email' })).toEqual([422, expect.stringContaining('messages.m1.extras has the tag promotion')])
})
