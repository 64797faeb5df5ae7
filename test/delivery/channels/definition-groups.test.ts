// Subscription groups in definitions: unknown ones, and those of another channel, are refused with their place when the definition goes live.
import { expect, test } from 'vitest'
import type { Emulator } from '../../kit/rest.ts'
import { emulator } from '../../kit/world.ts'

const text = (subscription_group_id: unknown, channel = 'sms') => ({ channel, subscription_group_id, body: 'x' })
const refusal = (path: string, why: string) => [422, `${path} ${why}`, [{ path, message: `${path} ${why}` }]]

async function world(): Promise<Emulator> {
  const e = emulator()
  for (const [id, channel] of [['news', 'email'], ['texts', 'sms'], ['chats', 'whatsapp'], ['line', 'line']]) await e.admin('POST', '/subscription_groups', { id, name: id, channel })
  return e
}
const say = ({ status, body }: { status: number; body: any }) => [status, body.error?.message ?? null, body.error?.details.issues ?? null]
const steps = (message: object) => [{ id: 'first', name: 'First', messages: { m: message } }]

test.each([
  ['an unknown group of SMS', text('nope'), 'subscription_group_id', 'is no subscription group: nope'],
  ['an unknown group of WhatsApp', text('nope', 'whats_app'), 'subscription_group_id', 'is no subscription group: nope'],
  ['an unknown group of LINE', text('nope', 'line'), 'subscription_group_id', 'is no subscription group: nope'],
  ['a group of another channel', text('news'), 'subscription_group_id', 'is a subscription group of email, not of sms: news'],
  ['an unknown group to unsubscribe from', { channel: 'email', list_unsubscribe: { subscription_group_id: 'nope' } }, 'list_unsubscribe.subscription_group_id', 'is no subscription group: nope'],
])('%s is refused, and nothing is kept', async (_name, message, member, why) => {
  const e = await world()
  const kinds = await e.kindsOf(async () => {
    expect(say(await e.admin('POST', '/campaigns', { name: 'C', messages: { m: message } }))).toEqual(refusal(`messages.m.${member}`, why))
    expect(say(await e.admin('POST', '/canvases', { name: 'C', variants: [{ name: 'V' }], steps: steps(message) }))).toEqual(refusal(`steps[0].messages.m.${member}`, why))
  })
  expect(kinds.filter((kind) => /^(campaign|canvas)\./.test(kind))).toEqual([])
  expect((await e.admin('GET', '/campaigns')).body.campaigns).toEqual([])
  expect((await e.admin('GET', '/canvases')).body.canvases).toEqual([])
})

test.each([
  ['a group of the channel', text('texts')], ['one of WhatsApp', text('chats', 'whatsapp')], ['one of LINE', text('line', 'line')], ['one to unsubscribe from', { channel: 'email', list_unsubscribe: { subscription_group_id: 'news' } }],
  ['none', { channel: 'sms', body: 'x' }], ['Liquid', text('{{custom_attribute.${group}}}')], ['an unknown one of a channel without groups', { channel: 'webhook', url: 'https://x.example', subscription_group_id: 'nope' }],
])('%s is taken', async (_name, message) => {
  const e = await world()
  expect((await e.admin('POST', '/campaigns', { name: 'C', messages: { m: message } })).status).toBe(201)
  expect((await e.admin('POST', '/canvases', { name: 'C', variants: [{ name: 'V' }], steps: steps(message).map((step) => ({ ...step, messages: Object.values(step.messages) })) })).status).toBe(201)
})

test('a draft may be unfinished: it is looked at when it is launched', async () => {
  const e = await world()
  const { id } = (await e.admin('POST', '/campaigns', { name: 'C', draft: true, messages: { m: text('later') } })).body
  expect(say(await e.admin('POST', `/campaigns/${id}/launch`))).toEqual(refusal('messages.m.subscription_group_id', 'is no subscription group: later'))
  expect((await e.admin('GET', `/campaigns/${id}`)).body).toMatchObject({ draft: true, enabled: false })
  await e.admin('POST', '/subscription_groups', { id: 'later', name: 'Later', channel: 'sms' })
  expect((await e.admin('POST', `/campaigns/${id}/launch`)).body).toMatchObject({ draft: false, enabled: true })
})

test('changes are looked at where they are about messages: a group that was deleted does not hold up a new name', async () => {
  const e = await world()
  const { id } = (await e.admin('POST', '/campaigns', { name: 'C', messages: { m: text('texts') } })).body
  expect(say(await e.admin('PATCH', `/campaigns/${id}`, { messages: { m: text('nope') } }))).toEqual(refusal('messages.m.subscription_group_id', 'is no subscription group: nope'))
  expect(say(await e.admin('PATCH', `/campaigns/${id}`, { post_launch_draft: { messages: { m: text('nope') } } }))).toEqual(refusal('post_launch_draft.messages.m.subscription_group_id', 'is no subscription group: nope'))
  await e.admin('DELETE', '/subscription_groups/texts')
  expect((await e.admin('PATCH', `/campaigns/${id}`, { name: 'D' })).status).toBe(200)
  expect((await e.admin('POST', `/campaigns/${id}/stop`)).status).toBe(200)
  expect((await e.post('/campaigns/duplicate', { campaign_id: id, name: 'E' })).status).toBe(202)
  await e.admin('POST', '/settle')
  expect((await e.admin('GET', '/campaigns')).body.campaigns.map(({ name, draft }: any) => [name, draft])).toEqual([['D', false], ['E', true]])
})
