// Texts that come in: keywords, answers, strangers, double opt-in, and what they are attributed to.
import { expect, test } from 'vitest'
import { advance, deliver, plain, settle, shown } from '../../../kit/texts.ts'
import { emulator } from '../../../kit/world.ts'

const MEL = '+12025550101'
const SHORT = '12345'
const WELCOME = 'You have been subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe. Message and data rates may apply.'
const BYE = 'You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.'

async function stage({ keywords, users = ['mel'], state = 'subscribed' }: { keywords?: object; users?: string[]; state?: string | null } = {}) {
  const e = emulator()
  const made = await e.admin('POST', '/subscription_groups', { id: 'texts', name: 'Texts', channel: 'sms', sender_numbers: [SHORT], ...(keywords === undefined ? {} : { keywords }) })
  expect(made.status).toBe(201)
  await e.post('/users/track', { attributes: users.map((external_id) => ({ external_id, phone: MEL, ...(state === null ? {} : { subscription_groups: [{ subscription_group_id: 'texts', subscription_state: state }] }) })) })
  const text = (body: string, more: object = {}) => e.admin('POST', '/inbound/sms', { from: MEL, to: SHORT, body, ...more })
  return { e, text }
}
type E = ReturnType<typeof emulator>
const stateOf = (e: E, user: string) => e.world.subscriptionGroups.stateOf(e.world.profiles.byExternalId(user)!, 'texts')
const inboundRow = (more: object = {}) => ({ channel: 'sms', subscription_group_id: 'texts', user_phone_number: MEL, inbound_phone_number: SHORT, message_body: 'STOP', media_urls: [], action: 'opt_out', category: 'opt_out', ...more })

test('STOP unsubscribes everybody with the number and is answered, though nobody is subscribed any more', async () => {
  const { e, text } = await stage({ users: ['mel', 'tom'] })
  const brazeId = (user: string) => e.world.profiles.byExternalId(user)!.braze_id
  const rows = await e.rowsOf(() => text('stop', { media_urls: ['https://x.example/1.png'] }))
  const [answer] = await shown(e, 'mel')
  const row = { message_id: answer.id, channel: 'sms', subscription_group_id: 'texts', to_phone_number: MEL, from_phone_number: SHORT }
  const gone = ['subscription_group.unsubscribed', { subscription_group_id: 'texts', channel: 'sms', source: 'sms' }]
  expect(rows.map(({ profile, kind, data }) => [profile, kind, data])).toEqual([
    [brazeId('mel'), ...gone],
    [brazeId('tom'), ...gone],
    [brazeId('mel'), 'sms.inbound_received', inboundRow({ message_body: 'stop', media_urls: ['https://x.example/1.png'] })],
    [brazeId('mel'), 'sms.sent', { ...row, category: 'opt_out' }],
    [brazeId('mel'), 'sms.sent_to_carrier', row],
    [brazeId('mel'), 'sms.delivered', row],
  ])
  expect([stateOf(e, 'mel'), stateOf(e, 'tom')]).toEqual(['unsubscribed', 'unsubscribed'])
  expect(answer).toMatchObject({ status: 'delivered', campaign_id: null, payload: { from: SHORT, to: MEL, body: BYE, media_urls: [], segments: 1, encoding: 'GSM-7' }, detail: { subscription_group_id: 'texts', category: 'opt_out' } })
  expect(await shown(e, 'tom')).toEqual([])
})

test('START subscribes again; the answer of the endpoint says what happened', async () => {
  const { e, text } = await stage({ state: 'unsubscribed' })
  const { body } = await text('Start')
  expect(body).toEqual({ braze_id: e.world.profiles.byExternalId('mel')!.braze_id, category: 'opt_in', action: 'opt_in', subscription_group_id: 'texts', response_message_id: (await shown(e, 'mel'))[0].id })
  expect(stateOf(e, 'mel')).toBe('subscribed')
  expect((await shown(e, 'mel'))[0].payload.body).toBe(WELCOME)
})

test('HELP is answered and changes nothing; other words change nothing and are not answered', async () => {
  const { e, text } = await stage()
  expect(await e.kindsOf(() => text('info'))).toEqual(['sms.inbound_received', 'sms.sent', 'sms.sent_to_carrier', 'sms.delivered'])
  expect(plain(await e.rowsOf(() => text('STOP PLEASE')))).toEqual([['sms.inbound_received', inboundRow({ message_body: 'STOP PLEASE', action: 'other', category: 'other' })]])
  expect(stateOf(e, 'mel')).toBe('subscribed')
})

test('words of one\'s own: the category stands in the row and in the answer', async () => {
  const { e, text } = await stage({ keywords: { custom: [{ name: 'PROMO', keywords: ['DEAL'], response: '10% off' }, { name: 'QUIET', keywords: ['SHH'] }] } })
  const rows = await e.rowsOf(() => text('deal'))
  expect(rows.map(({ kind, data }) => [kind, data['category'], data['action']])).toEqual([['sms.inbound_received', 'PROMO', 'other'], ['sms.sent', 'PROMO', undefined], ['sms.sent_to_carrier', undefined, undefined], ['sms.delivered', undefined, undefined]])
  expect(await e.kindsOf(() => text('shh'))).toEqual(['sms.inbound_received'])
})

test('a stranger\'s opt-in or opt-out makes an anonymous profile with the number; other words do nothing', async () => {
  const { e, text } = await stage()
  const stranger = { from: '+12025550177' }
  expect(plain(await e.rowsOf(() => text('hello', stranger)))).toEqual([['decision.ignored', { rule: 'sms/unknown_phone_numbers', why: 'nobody has this number, and the text is neither an opt-in nor an opt-out word', compared: { from: '+12025550177', body: 'hello' } }]])
  expect((await text('help', stranger)).body).toEqual({ braze_id: null, category: 'help', action: 'help', subscription_group_id: 'texts', response_message_id: null })
  const kinds = await e.kindsOf(() => text('stop', stranger))
  expect(kinds).toEqual(['profile.created', 'profile.updated', 'subscription_group.unsubscribed', 'sms.inbound_received', 'sms.sent', 'sms.sent_to_carrier', 'sms.delivered'])
  const [profile] = e.world.profiles.byPhone('+12025550177')
  expect([profile!.external_id, e.world.subscriptionGroups.stateOf(profile!, 'texts')]).toEqual([null, 'unsubscribed'])
  expect(await e.kindsOf(() => text('start', stranger))).not.toContain('profile.created')
})

test('a reply belongs to the last campaign within four hours, and to the profile that it was sent to; then to nothing', async () => {
  const { e, text } = await stage({ users: ['mel', 'tom'] })
  const campaign = (await e.admin('POST', '/campaigns', { name: 'Text', messages: { v: { channel: 'sms', subscription_group_id: 'texts', body: 'x' } } })).body.id
  deliver(e, 'tom', 'sms', { subscription_group_id: 'texts', body: 'x' }, { origin: { campaign_id: campaign, message_variation_id: 'v', dispatch_id: 'd' } })
  await settle(e)
  await advance(e, '4h')
  const [row] = await e.rowsOf(() => text('hm'))
  expect([row!.profile, row!.data]).toEqual([e.world.profiles.byExternalId('tom')!.braze_id, { ...inboundRow({ message_body: 'hm', action: 'other', category: 'other' }), campaign_id: campaign, message_variation_id: 'v', dispatch_id: 'd' }])
  await text('stop')
  await text('help')
  const { body } = await e.get(`/campaigns/data_series?campaign_id=${campaign}&length=1&ending_at=2026-03-01T23:00:00Z`)
  expect(body.data[0].messages.sms).toMatchObject([{ sent: 1, opt_out: 1, help: 1 }])
  await advance(e, '1s')
  const [later] = await e.rowsOf(() => text('hm'))
  expect([later!.profile, later!.data['campaign_id']]).toEqual([e.world.profiles.byExternalId('mel')!.braze_id, undefined])
})

const DOUBLE = { double_opt_in: { enabled: true, prompt: 'Reply Y', keywords: ['Y'], response: 'Confirmed' } }

test('double opt-in: an opt-in word is answered with the question, and only the word that confirms subscribes', async () => {
  const { e, text } = await stage({ keywords: DOUBLE, state: null })
  const asked = await e.rowsOf(() => text('start'))
  expect(asked.map(({ kind, data }) => [kind, data['action'] ?? data['category']])).toEqual([['sms.inbound_received', 'other'], ['sms.sent', 'opt_in'], ['sms.sent_to_carrier', undefined], ['sms.delivered', undefined]])
  expect(stateOf(e, 'mel')).toBeUndefined()
  await advance(e, '29d')
  const confirmed = await e.rowsOf(() => text('y'))
  expect(confirmed.map(({ kind, data }) => [kind, data['category']])).toEqual([['subscription_group.subscribed', undefined], ['sms.inbound_received', 'opt_in_confirmation'], ['sms.sent', 'opt_in_confirmation'], ['sms.sent_to_carrier', undefined], ['sms.delivered', undefined]])
  expect((await shown(e, 'mel')).map(({ payload }) => payload.body)).toEqual(['Reply Y', 'Confirmed'])
  expect(await e.kindsOf(() => text('y'))).toEqual(['sms.inbound_received'])
})

test('after thirty days, or an opt-out, the word confirms nothing', async () => {
  const { e, text } = await stage({ keywords: DOUBLE, state: null })
  await text('start')
  await advance(e, '30d')
  await text('y')
  expect(stateOf(e, 'mel')).toBeUndefined()
  await text('start')
  await text('stop')
  await text('y')
  expect(stateOf(e, 'mel')).toBe('unsubscribed')
})

test('double opt-in from outside: the SDK and requests that ask for it are answered by the question', async () => {
  const { e, text } = await stage({ keywords: DOUBLE, state: null })
  const kinds = await e.kindsOf(() => e.post('/subscription/status/set', { subscription_group_id: 'texts', subscription_state: 'subscribed', external_id: 'mel', use_double_opt_in_logic: true }))
  expect(kinds).toEqual(['subscription_group.opt_in_prompted', 'sms.sent', 'sms.sent_to_carrier', 'sms.delivered'])
  expect(stateOf(e, 'mel')).toBeUndefined()
  await text('Y')
  expect(stateOf(e, 'mel')).toBe('subscribed')
  await e.post('/subscription/status/set', { subscription_group_id: 'texts', subscription_state: 'unsubscribed', external_id: 'mel' })
  const profile = e.world.profiles.byExternalId('mel')!
  e.world.db.tx(() => e.world.subscriptionGroups.set(profile, e.world.subscriptionGroups.find('texts')!, 'subscribed', 'sdk'))
  expect(stateOf(e, 'mel')).toBe('unsubscribed')
  e.world.db.tx(() => e.world.subscriptionGroups.set(profile, e.world.subscriptionGroups.find('texts')!, 'subscribed', 'rest'))
  expect(stateOf(e, 'mel')).toBe('subscribed')
})

test('an inbound text is heard by triggers: the feed of events has it', async () => {
  const { e, text } = await stage()
  const heard: unknown[] = []
  e.world.eventFeed.subscribe({ active: () => true, hear: (row) => void heard.push([row.kind, row.data['message_body']]) })
  await text('hello')
  await settle(e)
  expect(heard).toEqual([['sms.inbound_received', 'hello']])
})
