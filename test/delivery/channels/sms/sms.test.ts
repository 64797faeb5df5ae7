// SMS through delivery: consent, reach, the request of the provider, the numbers that stand for trouble, engagement by hand.
import { expect, test } from 'vitest'
import { deliver, plain, shown } from '../../../kit/texts.ts'
import { emulator } from '../../../kit/world.ts'

const MEL = '+12025550101'
const SENDERS = ['+15005550100', '+15005550101']

async function stage({ group = { sender_numbers: SENDERS }, phone = MEL, state = 'subscribed' }: { group?: object; phone?: string | null; state?: string | null } = {}) {
  const e = emulator()
  await e.admin('POST', '/subscription_groups', { id: 'texts', name: 'Texts', channel: 'sms', ...group })
  await e.post('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Mel', ...(phone === null ? {} : { phone }), ...(state === null ? {} : { subscription_groups: [{ subscription_group_id: 'texts', subscription_state: state }] }) }] })
  return e
}

const BODY = { subscription_group_id: 'texts', body: 'Hi {{${first_name}}}!' }

test('goes to the number in E.164, from the pool of the group; the provider takes it and the carrier delivers it', async () => {
  const e = await stage()
  await e.admin('POST', '/campaigns', { id: 'c', name: 'Text', messages: { v: { channel: 'sms', ...BODY } } })
  const rows = await e.rowsOf(async () => void deliver(e, 'mel', 'sms', BODY, { origin: { campaign_id: 'c', dispatch_id: 'd', message_variation_id: 'v' } }))
  const [message] = await shown(e, 'mel')
  const { from } = message.payload
  expect(SENDERS).toContain(from)
  expect(message).toMatchObject({ status: 'delivered', reason: null, address: MEL, payload: { from, to: MEL, body: 'Hi Mel!', media_urls: [], segments: 1, encoding: 'GSM-7' }, detail: { subscription_group_id: 'texts' } })
  const row = { message_id: message.id, channel: 'sms', dispatch_id: 'd', campaign_id: 'c', message_variation_id: 'v', subscription_group_id: 'texts', to_phone_number: MEL, from_phone_number: from }
  expect(plain(rows)).toEqual([['sms.sent', row], ['sms.sent_to_carrier', row], ['sms.delivered', row]])
})

test('one user always hears from the same number of the pool, and not all users from one', async () => {
  const e = await stage()
  const phones = Array.from({ length: 20 }, (_, i) => `+120255501${String(i).padStart(2, '0')}`)
  await e.post('/users/track', { attributes: phones.map((phone, i) => ({ external_id: `u${i}`, phone, subscription_groups: [{ subscription_group_id: 'texts', subscription_state: 'subscribed' }] })) })
  const senderOf = (user: string) => (deliver(e, user, 'sms', BODY)[0]!.payload as { from: string }).from
  const first = phones.map((_, i) => senderOf(`u${i}`))
  expect(new Set(first)).toEqual(new Set(SENDERS))
  expect(phones.map((_, i) => senderOf(`u${i}`))).toEqual(first)
})

test('a group without a pool sends from the test number; members of the API give media', async () => {
  const e = await stage({ group: {} })
  deliver(e, 'mel', 'sms', { ...BODY, app_id: 'x', media_items: ['https://x.example/a.png', { url: 'https://x.example/{{${first_name}}}.png' }] })
  expect((await shown(e, 'mel'))[0].payload).toMatchObject({ from: '+15005550006', media_urls: ['https://x.example/a.png', 'https://x.example/Mel.png'] })
})

test.each([
  ['not in the group', { state: null }, BODY, 'not_in_subscription_group', { subscription_group_id: 'texts', state: null }],
  ['unsubscribed', { state: 'unsubscribed' }, BODY, 'not_in_subscription_group', { subscription_group_id: 'texts', state: 'unsubscribed' }],
  ['a group that is not there', {}, { ...BODY, subscription_group_id: 'none' }, 'no_subscription_group', { subscription_group_id: 'none', channel: 'sms' }],
  ['no group named', {}, { body: 'x' }, 'no_subscription_group', { subscription_group_id: null, channel: 'sms' }],
  ['no number', { phone: null }, BODY, 'no_address', { phone: null }],
  ['a number that is none', { phone: '12' }, BODY, 'no_address', { phone: '12' }],
])('%s: withheld, with what was compared', async (_, options, body, reason, detail) => {
  const e = await stage(options)
  const rows = await e.rowsOf(async () => void deliver(e, 'mel', 'sms', body))
  expect(rows.map(({ kind }) => kind)).toEqual(['message.withheld'])
  expect(await shown(e, 'mel')).toMatchObject([{ status: 'withheld', reason, detail }])
})

test('a group of another channel is no group for texts', async () => {
  const e = await stage()
  await e.admin('POST', '/subscription_groups', { id: 'news', name: 'News', channel: 'email' })
  deliver(e, 'mel', 'sms', { ...BODY, subscription_group_id: 'news' })
  expect(await shown(e, 'mel')).toMatchObject([{ status: 'withheld', reason: 'no_subscription_group' }])
})

test('neither words nor media: incomplete', async () => {
  const e = await stage()
  deliver(e, 'mel', 'sms', { ...BODY, body: ' {{${last_name}}} ' })
  expect(await shown(e, 'mel')).toMatchObject([{ status: 'aborted', reason: 'incomplete', detail: { abort_log: 'the message has neither a body nor media' } }])
})

test.each([
  ['+15005550001', ['sms.sent', 'sms.rejected', 'invalid_phone_number.recorded'], '21211'],
  ['+15005550002', ['sms.sent', 'sms.sent_to_carrier', 'sms.delivery_failed'], '30003'],
  ['+15005550003', ['sms.sent', 'sms.rejected'], '21408'],
  ['+15005550004', ['sms.sent', 'sms.rejected'], '30004'],
  ['+15005550009', ['sms.sent', 'sms.sent_to_carrier', 'sms.delivery_failed', 'invalid_phone_number.recorded'], '30006'],
])('%s stands for trouble: %s', async (phone, kinds, provider_error_code) => {
  const e = await stage({ phone })
  const rows = await e.rowsOf(async () => void deliver(e, 'mel', 'sms', BODY))
  expect(rows.map(({ kind }) => kind)).toEqual(kinds)
  expect(rows.find(({ kind }) => kind === 'sms.rejected' || kind === 'sms.delivery_failed')!.data).toMatchObject({ to_phone_number: phone, subscription_group_id: 'texts', provider_error_code, error: expect.any(String) })
  expect(await shown(e, 'mel')).toMatchObject([{ status: 'failed', reason: 'provider_refused', detail: { provider_error_code } }])
})

test('a number with a permanent error is not texted again, until its mark is removed', async () => {
  const e = await stage({ phone: '+15005550001' })
  deliver(e, 'mel', 'sms', BODY)
  deliver(e, 'mel', 'sms', BODY)
  expect((await shown(e, 'mel'))[1]).toMatchObject({ status: 'withheld', reason: 'invalid_phone_number', detail: { phone: '+15005550001', why: 'provider_error', detected_at: '2026-03-01T12:00:00.000Z' } })
  await e.post('/sms/invalid_phone_numbers/remove', { phone_numbers: ['+15005550001'] })
  deliver(e, 'mel', 'sms', BODY)
  expect((await shown(e, 'mel'))[2]).toMatchObject({ status: 'failed' })
})

test.each<[string, object, string | null, object?]>([
  ['the flag of the API alone: basic', { link_shortening_enabled: true }, 'basic'],
  ['both flags and a campaign: advanced', { link_shortening_enabled: true, user_click_tracking_enabled: true }, 'advanced', { campaign_id: 'c', message_variation_id: 'v' }],
  ['both flags and no variation: basic', { link_shortening_enabled: true, user_click_tracking_enabled: true }, 'basic', { campaign_id: 'c' }],
  ['both flags and no campaign: basic', { link_shortening_enabled: true, user_click_tracking_enabled: true }, 'basic'],
  ['tracking without shortening is nothing', { user_click_tracking_enabled: true }, null],
  ['no word of it', {}, null],
])('%s', async (_, flags, tracking, origin = {}) => {
  const e = await stage()
  await e.admin('POST', '/campaigns', { id: 'c', name: 'C', messages: { v: { channel: 'sms' } } })
  deliver(e, 'mel', 'sms', { ...BODY, body: 'https://shop.example/', ...flags }, { origin })
  const [message] = await shown(e, 'mel')
  expect(message.payload.body === 'https://shop.example/').toBe(tracking === null)
  const { status } = await e.admin('POST', `/messages/${message.id}/engage`, { action: 'click' })
  expect(status).toBe(tracking === null ? 422 : 200)
  expect(e.journal().filter(({ kind }) => kind === 'sms.clicked').map(({ data }) => data['tracking'])).toEqual(tracking === null ? [] : [tracking])
})

test('segments are counted with links as long as those of brz.ai', async () => {
  const e = await stage()
  const long = `https://shop.example/${'x'.repeat(200)}`
  const segments = async (more: object) => {
    const [message] = deliver(e, 'mel', 'sms', { ...BODY, body: `${'a'.repeat(135)}${long}`, ...more })
    return (message!.payload as { segments: number }).segments
  }
  expect(await segments({})).toBe(3)
  expect(await segments({ link_shortening: 'basic' })).toBe(1) // 135 + 20
  expect(await segments({ link_shortening: 'advanced' })).toBe(2) // 135 + 27
})

test.each([
  ['1530 characters', 'a'.repeat(1530), 'sent', 10], ['1531', 'a'.repeat(1531), null, 11], ['670 of another script', 'я'.repeat(670), 'sent', 10], ['671', 'я'.repeat(671), null, 11],
])('at most ten segments: %s', async (_, body, taken, segments) => {
  const e = await stage()
  const [message] = deliver(e, 'mel', 'sms', { ...BODY, body })
  expect(message).toMatchObject(taken === null ? { status: 'aborted', reason: 'too_large', detail: { abort_log: 'a text has at most 10 segments', segments } } : { status: 'delivered', payload: { segments } })
  expect(deliver(e, 'mel', 'sms', { ...BODY, body, media_urls: ['https://x.example/a.png'] })).toMatchObject([{ status: 'delivered' }])
})

test('by hand: refused afterwards, replied to; what cannot be is refused with its reason', async () => {
  const e = await stage()
  for (let n = 0; n < 3; n++) deliver(e, 'mel', 'sms', BODY)
  const [had, rejected, failed] = (await shown(e, 'mel')) as { id: string; payload: { from: string } }[]
  const engage = ({ id }: { id: string }, body: object) => e.admin('POST', `/messages/${id}/engage`, body)
  const from = had!.payload.from
  const base = { channel: 'sms', subscription_group_id: 'texts', to_phone_number: MEL, from_phone_number: from }
  expect((await engage(had!, { action: 'reply' })).body.error).toMatchObject({ code: 'invalid', message: 'body is what the user texts back' })
  expect((await engage(had!, { action: 'click', url: 'https://nowhere.example' })).body.error.message).toBe('url is no short link: link shortening is off, so nobody hears of clicks')
  expect(plain(await e.rowsOf(() => engage(had!, { action: 'reply', body: 'hello?' })))).toEqual([['sms.inbound_received', { channel: 'sms', subscription_group_id: 'texts', user_phone_number: MEL, inbound_phone_number: from, message_body: 'hello?', media_urls: [], action: 'other', category: 'other' }]])
  expect(plain(await e.rowsOf(() => engage(rejected!, { action: 'reject' })))).toEqual([['sms.rejected', { message_id: rejected!.id, ...base, error: 'Message blocked', provider_error_code: '30004' }]])
  expect((await shown(e, 'mel'))[1]).toMatchObject({ status: 'failed', reason: 'provider_refused' })
  expect(plain(await e.rowsOf(() => engage(failed!, { action: 'fail', error: 'gone', provider_error_code: 30005, invalid: true })))).toEqual([
    ['sms.delivery_failed', { message_id: failed!.id, ...base, error: 'gone', provider_error_code: '30005' }],
    ['invalid_phone_number.recorded', { phone: MEL, reason: 'provider_error', detected_at: Date.parse('2026-03-01T12:00:00Z') }],
  ])
})
