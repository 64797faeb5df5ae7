// LINE through delivery: reach by LINE ID, what LINE gets, clicks, replies, following and leaving the channel.
import { expect, test } from 'vitest'
import { deliver, plain, shown } from '../../../kit/texts.ts'
import { emulator } from '../../../kit/world.ts'

async function stage({ line_id = 'U1' as string | null } = {}) {
  const e = emulator()
  await e.admin('POST', '/subscription_groups', { id: 'line', name: 'LINE', channel: 'line' })
  await e.admin('POST', '/campaigns', { id: 'c', name: 'L', messages: { v: { channel: 'line', body: 'x' } } })
  await e.post('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Mel', ...(line_id === null ? {} : { native_line_id: line_id }) }] })
  return e
}

test('goes to the LINE ID; there is nothing to hear of after it was sent', async () => {
  const e = await stage()
  const rows = await e.rowsOf(async () => void deliver(e, 'mel', 'line', { body: 'Hi {{${first_name}}}', image_url: 'https://x.example/a.png' }, { origin: { campaign_id: 'c', message_variation_id: 'v' } }))
  const [message] = await shown(e, 'mel')
  expect(message).toMatchObject({ status: 'sent', address: 'U1', payload: { to: 'U1', messages: [{ type: 'text', text: 'Hi Mel' }, { type: 'image', originalContentUrl: 'https://x.example/a.png', previewImageUrl: 'https://x.example/a.png' }] } })
  const base = { message_id: message.id, channel: 'line', campaign_id: 'c', message_variation_id: 'v', native_line_id: 'U1' }
  expect(plain(rows)).toEqual([['line.sent', base]])
  const engage = (body: object) => e.admin('POST', `/messages/${message.id}/engage`, body)
  expect(plain(await e.rowsOf(() => engage({ action: 'click', url: 'https://x.example/' })))).toEqual([['line.clicked', { ...base, url: 'https://x.example/' }]])
  expect(plain(await e.rowsOf(() => engage({ action: 'reply', body: 'thanks' })))).toEqual([['line.inbound_received', { channel: 'line', campaign_id: 'c', message_variation_id: 'v', native_line_id: 'U1', message_body: 'thanks', media_id: null, action: 'other' }]])
  expect((await engage({ action: 'open' })).body.error).toMatchObject({ code: 'unknown_action', message: `a message on line has no action 'open'; there are click, reply, convert` })
})

test('LINE\'s own message objects go as they are', async () => {
  const e = await stage()
  deliver(e, 'mel', 'line', { messages: [{ type: 'sticker', packageId: '1', stickerId: '2' }, { type: 'text', text: '{{${first_name}}}' }] })
  expect((await shown(e, 'mel'))[0].payload).toEqual({ to: 'U1', messages: [{ type: 'sticker', packageId: '1', stickerId: '2' }, { type: 'text', text: 'Mel' }] })
})

test.each([
  ['no LINE ID', { line_id: null }, { body: 'x' }, 'withheld', 'no_address', {}],
  ['nothing to say', {}, {}, 'aborted', 'incomplete', { abort_log: 'the message has neither a text nor an image' }],
  ['a long text', {}, { body: 'x'.repeat(5001) }, 'aborted', 'too_large', { abort_log: 'a text has at most 5000 characters', seen: 5001 }],
  ['six messages', {}, { messages: Array.from({ length: 6 }, () => ({ type: 'text', text: 'x' })) }, 'aborted', 'too_large', { abort_log: 'LINE takes at most 5 messages at once' }],
  ['not following', {}, { body: 'x', subscription_group_id: 'line' }, 'withheld', 'not_in_subscription_group', { subscription_group_id: 'line', state: null }],
])('%s', async (_, options, body, status, reason, detail) => {
  const e = await stage(options)
  deliver(e, 'mel', 'line', body)
  expect(await shown(e, 'mel')).toMatchObject([{ status, reason, detail }])
})

test('following subscribes everybody with the LINE ID, leaving unsubscribes; a stranger who follows becomes an anonymous user', async () => {
  const e = await stage()
  await e.post('/users/track', { attributes: [{ external_id: 'twin', native_line_id: 'U1' }] })
  const tell = (body: object) => e.admin('POST', '/inbound/line', { from: 'U1', ...body })
  const states = () => ['mel', 'twin'].map((user) => e.world.subscriptionGroups.stateOf(e.world.profiles.byExternalId(user)!, 'line'))
  const row = { subscription_group_id: 'line', channel: 'line', source: 'line' }
  expect(plain(await e.rowsOf(() => tell({ type: 'follow' })))).toEqual([['subscription_group.subscribed', row], ['subscription_group.subscribed', row]])
  deliver(e, 'mel', 'line', { body: 'x', subscription_group_id: 'line' })
  expect(await shown(e, 'mel')).toMatchObject([{ status: 'sent', detail: { subscription_group_id: 'line' } }])
  await tell({ type: 'unfollow' })
  expect(states()).toEqual(['unsubscribed', 'unsubscribed'])
  expect(await e.kindsOf(() => tell({ from: 'U9', type: 'follow' }))).toEqual(['profile.created', 'alias.added', 'profile.updated', 'subscription_group.subscribed'])
  expect(e.world.profiles.byAlias('line_id', 'U9')!.native_line_id).toBe('U9')
  expect(plain(await e.rowsOf(() => tell({ from: 'U8', body: 'hi' })))).toEqual([['decision.ignored', { rule: 'line/unknown_user', why: 'nobody has this LINE user ID', compared: { from: 'U8', body: 'hi' } }]])
  expect(plain(await e.rowsOf(() => tell({ body: 'hi', media_id: 'm1' })))).toEqual([['line.inbound_received', { channel: 'line', subscription_group_id: 'line', native_line_id: 'U1', message_body: 'hi', media_id: 'm1', action: 'other' }]])
})
