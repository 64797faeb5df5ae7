// Content Cards that users have: how many, how long, in which order; stopped with and without them; events that take them away; what becomes of them in a merge, a restart, a snapshot.
import { rmSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { advance, cardCampaign, logs, marks, people, starts, syncCards, titles } from '../../kit/on-devices.ts'
import { define } from '../../kit/messaging.ts'
import { canvas, CANVAS } from '../../kit/canvas.ts'
import { homeKeys } from '../../../emulator/index.ts'
import { emulator } from '../../kit/world.ts'

type Emulator = ReturnType<typeof emulator>
async function withCard(body: Record<string, unknown> = {}): Promise<Emulator> {
  const e = emulator()
  await people(e, 'mel')
  await cardCampaign(e, 'one', body)
  return e
}
const explained = async (e: Emulator, id: string) => {
  const { braze_id } = await e.exported('mel', ['braze_id'])
  return (await e.admin('GET', `/users/${braze_id}/explain?campaign_id=${id}`)).body
}

test('C9: pinned first, then the newest', async () => {
  const e = emulator()
  await people(e, 'mel')
  for (const [id, pinned] of [['a', false], ['b', true], ['c', false], ['d', true]] as const) {
    await cardCampaign(e, id, { pinned })
    await advance(e, '1s')
  }
  await cardCampaign(e, 'e')
  await cardCampaign(e, 'f')
  expect(titles(await syncCards(e, 'web', { user_id: 'mel' }))).toEqual(['d', 'b', 'f', 'e', 'c', 'a'])
})

test('C6: a card that is over is not returned, at its very second', async () => {
  const e = await withCard({ time_to_live: 3600 })
  const first = await syncCards(e, 'ios', { user_id: 'mel' })
  expect(first['cards'][0].ea - first['cards'][0].ca).toBe(3600)
  await advance(e, '3599s')
  expect(titles(await syncCards(e, 'ios', { user_id: 'mel' }))).toEqual(['one'])
  await advance(e, '1s')
  expect(titles(await syncCards(e, 'ios', { user_id: 'mel' }))).toEqual([])
})

test('a card that is over when the campaign goes out is made for nobody, and says why', async () => {
  const e = await withCard({ expires_at: '2026-03-01T11:59:59' })
  expect(titles(await syncCards(e, 'web', { user_id: 'mel' }))).toEqual([])
  expect((await e.admin('GET', '/messages')).body.messages).toMatchObject([{ channel: 'content_cards', status: 'withheld', reason: 'ended', detail: { expires_at: '2026-03-01T11:59:59.000Z' } }])
  expect((await e.exported('mel')).campaigns_received ?? []).toEqual([])
})

test('at most 250: the newest are kept, dismissed ones count, and a device hears of the one that is pushed out', async () => {
  const e = emulator()
  await people(e, 'mel')
  const send = (from: number, to: number) => {
    const profile = e.world.profiles.byExternalId('mel')!
    e.world.db.tx(() => {
      for (let n = from; n <= to; n++)
        e.world.delivery.deliver({ profile_id: profile.id, channel: 'content_cards', body: { type: 'classic', title: String(n), message: 'x' }, origin: { dispatch_id: null, send_id: null, campaign_id: null, canvas_id: null, canvas_step_id: null, canvas_variation_id: null, canvas_entry_id: null, message_variation_id: null }, targeting: 'all', cause: {}, frequency_capping: false, quiet_hours: null, tags: [], test: false, transactional: false })
    })
  }
  send(1, 250)
  const first = await syncCards(e, 'web', { user_id: 'mel' })
  expect([first['cards'].length, first['cards'].at(-1).tt]).toEqual([250, '1'])
  await logs(e, 'web', 'mel', [['ccd', { ids: [first['cards'][0].id] }]])
  send(251, 251)
  const after = await syncCards(e, 'web', { user_id: 'mel', ...marks(first) })
  expect(titles(after)).toEqual(['251', '-250', '-1'])
  const whole = await syncCards(e, 'android', { user_id: 'mel' })
  expect([whole['cards'].length, whole['cards'][0].tt, whole['cards'].at(-1).tt]).toEqual([249, '251', '2'])
})

test('C8: a campaign that stops leaves its cards; only when asked they go, with the next sync', async () => {
  const e = await withCard()
  const first = await syncCards(e, 'web', { user_id: 'mel' })
  await e.admin('POST', '/campaigns/one/stop')
  expect(titles(await syncCards(e, 'web', { user_id: 'mel', ...marks(first) }))).toEqual([])
  expect(titles(await syncCards(e, 'ios', { user_id: 'mel' }))).toEqual(['one'])
  const rows = await e.rowsOf(async () => expect((await e.admin('POST', '/campaigns/one/stop', { remove_cards: true })).status).toBe(200))
  expect(rows.map(({ kind, data }) => [kind, data])).toEqual([['content_card.removed', { campaign_id: 'one', why: 'stopped', cards: 1 }]])
  expect(titles(await syncCards(e, 'web', { user_id: 'mel', ...marks(first) }))).toEqual(['-one'])
  expect(titles(await syncCards(e, 'ios', { user_id: 'mel' }))).toEqual([])
  expect((await e.admin('POST', '/campaigns/one/stop', { remove: true })).status).toBe(422)
})

test('C8: so does one that is archived', async () => {
  const e = await withCard()
  await cardCampaign(e, 'two')
  expect((await e.admin('POST', '/campaigns/two/archive')).status).toBe(200)
  expect((await e.admin('POST', '/campaigns/one/archive', { remove_cards: 'yes' })).status).toBe(422)
  expect(titles(await syncCards(e, 'web', { user_id: 'mel' }))).toEqual(['two', 'one'])
  expect((await e.admin('POST', '/campaigns/one/archive', { remove_cards: true })).body).toMatchObject({ archived: true, enabled: false })
  expect(titles(await syncCards(e, 'web', { user_id: 'mel' }))).toEqual(['two'])
})

test('cards of a Canvas go with it when asked', async () => {
  const e = emulator()
  await canvas(e, [{ id: 'step', messages: { v: { channel: 'content_cards', title: 'Step', message: 'x' } } }])
  await people(e, 'mel')
  await e.post('/canvas/trigger/send', { canvas_id: CANVAS, recipients: [{ external_user_id: 'mel' }] })
  await e.admin('POST', '/settle')
  const first = await syncCards(e, 'ios', { user_id: 'mel' })
  expect(titles(first)).toEqual(['Step'])
  await e.admin('POST', `/canvases/${CANVAS}/stop`, { remove_cards: true })
  expect(titles(await syncCards(e, 'ios', { user_id: 'mel', ...marks(first) }))).toEqual(['-Step'])
})

test.each([
  ['an event', { type: 'custom_event', name: 'bought', property_filters: [{ name: 'n', type: 'number', cmp: 'exactly', value: 2 }] }, { name: 'bought', properties: { n: 1 } }, { name: 'bought', properties: { n: 2 } }],
  ['a purchase', { type: 'purchase', product_id: 'shoe' }, { product_id: 'hat' }, { product_id: 'shoe' }],
])('removal events: %s of the user takes his card away, and nobody else\'s; later cards come', async (_, trigger, other, right) => {
  const e = emulator()
  await people(e, 'mel', 'kai')
  await cardCampaign(e, 'one', { removal_events: [trigger] }, { schedule: { at: '2026-03-01T12:00:00Z', recurrence: 'daily' }, reeligibility_seconds: 0 })
  await cardCampaign(e, 'two')
  const first = await syncCards(e, 'web', { user_id: 'mel' })
  expect(titles(first)).toEqual(['two', 'one'])
  const track = (item: object) => e.post('/users/track', 'name' in item ? { events: [{ external_id: 'mel', time: '2026-03-01T12:00:00Z', ...item }] } : { purchases: [{ external_id: 'mel', currency: 'USD', price: 1, time: '2026-03-01T12:00:00Z', ...item }] })
  await track(other)
  expect(titles(await syncCards(e, 'web', { user_id: 'mel', ...marks(first) }))).toEqual([])
  const rows = await e.rowsOf(() => track(right))
  const removed = rows.filter(({ kind }) => kind === 'content_card.removed').map(({ data }) => data)
  expect(removed).toEqual([{ message_id: expect.any(String), content_card_id: first['cards'][1].id, campaign_id: 'one', why: 'removal_event', event: trigger }])
  expect(titles(await syncCards(e, 'web', { user_id: 'mel', ...marks(first) }))).toEqual(['-one'])
  expect(titles(await syncCards(e, 'ios', { user_id: 'kai' }))).toEqual(['two', 'one'])
  await advance(e, '1d')
  expect(titles(await syncCards(e, 'android', { user_id: 'mel' }))).toEqual(['one', 'two'])
})

test('C7: what can not be dismissed stays; its event is a row all the same', async () => {
  const e = await withCard({ pinned: true })
  const { cards: [card] } = await syncCards(e, 'web', { user_id: 'mel' })
  expect(card.db).toBe(false)
  expect(await e.kindsOf(() => logs(e, 'web', 'mel', [['ccd', { ids: [card.id] }]]))).toEqual(['content_card.dismissal'])
  expect(titles(await syncCards(e, 'ios', { user_id: 'mel' }))).toEqual(['one'])
})

test('what devices tell is at the message, in the series, the history and the copy, each once', async () => {
  const e = await withCard({ url: 'https://x.example/' })
  const { cards: [{ id }] } = await syncCards(e, 'web', { user_id: 'mel' })
  const rows = await e.rowsOf(() => logs(e, 'web', 'mel', [['cci', { ids: [id] }], ['ccc', { ids: [id] }], ['ccd', { ids: [id] }]]))
  const [message] = (await e.admin('GET', '/messages?external_id=mel')).body.messages
  expect(rows.map(({ kind, data }) => [kind, data['message_id'], data['campaign_id'], data['message_variation_id']])).toEqual(
    ['impression', 'click', 'dismissal'].map((what) => [`content_card.${what}`, message.id, 'one', 'one-v']),
  )
  expect(message.engagement.map(({ action, by }: any) => [action, by])).toEqual([['impression', 'sdk'], ['click', 'sdk'], ['dismiss', 'sdk']])
  const { body } = await e.get('/campaigns/data_series?campaign_id=one&length=1&ending_at=2026-03-01T23:00:00Z')
  expect(body.data[0]).toMatchObject({ unique_recipients: 1, messages: { content_cards: [{ sent: 1, total_impressions: 1, unique_impressions: 1, total_clicks: 1, unique_clicks: 1, total_dismissals: 1, unique_dismissals: 1 }] } })
  const now = '2026-03-01T12:00:00.000Z'
  expect((await explained(e, 'one')).cards).toEqual([{ id, message_id: message.id, created_at: now, expires_at: '2026-03-31T12:00:00.000Z', viewed_at: now, clicked_at: now, dismissed_at: now, removed_at: null }])
})

test('by hand is as by a device', async () => {
  const e = await withCard()
  const first = await syncCards(e, 'web', { user_id: 'mel' })
  const [{ id }] = (await e.admin('GET', '/messages?external_id=mel')).body.messages
  await e.admin('POST', `/messages/${id}/engage`, { action: 'dismiss' })
  expect(titles(await syncCards(e, 'web', { user_id: 'mel', ...marks(first) }))).toEqual(['-one'])
})

test('the conversion window begins with the first view', async () => {
  const e = emulator()
  await people(e, 'mel')
  await cardCampaign(e, 'one', {}, { conversion_behaviors: [{ type: 'Makes Any Purchase', window: 3600 }] })
  const buy = () => e.post('/users/track', { purchases: [{ external_id: 'mel', product_id: 'p', currency: 'USD', price: 1, time: new Date(e.world.clock.now()).toISOString() }] })
  expect(await e.kindsOf(buy)).not.toContain('campaign.converted')
  await advance(e, '2h')
  const { cards: [{ id }] } = await syncCards(e, 'web', { user_id: 'mel' })
  await logs(e, 'web', 'mel', [['cci', { ids: [id] }]])
  await advance(e, '59m')
  expect(await e.kindsOf(buy)).toContain('campaign.converted')
})

test('an open page of the user hears of a card that goes', async () => {
  const e = await withCard({ removal_events: [{ type: 'purchase' }] })
  const listens = (user: string) => {
    const { auth } = e.world.db.tx(() => e.world.realTime.config(e.world.profiles.byExternalId(user)!, { app_id: homeKeys.web, device_id: user }))
    const stream = e.world.realTime.connect(auth)![Symbol.asyncIterator]()
    return async (): Promise<string> => /"type":"(\w+)"/.exec(new TextDecoder().decode((await stream.next()).value))![1]!
  }
  const mel = listens('mel')
  expect(await mel()).toBe('cir')
  await e.post('/users/track', { purchases: [{ external_id: 'mel', product_id: 'p', currency: 'USD', price: 1, time: '2026-03-01T12:00:00Z' }] })
  expect(await mel()).toBe('ccr')
})

test('re-eligibility counts from the later of sending and impression', async () => {
  const e = emulator()
  await people(e, 'mel')
  await cardCampaign(e, 'one', {}, { schedule: { at: '2026-03-01T12:00:00Z', recurrence: 'daily' }, reeligibility_seconds: 36 * 3600 })
  await advance(e, '20h')
  const { cards: [{ id }] } = await syncCards(e, 'web', { user_id: 'mel' })
  await logs(e, 'web', 'mel', [['cci', { ids: [id] }]])
  const made = async () => (await e.admin('GET', '/messages?external_id=mel')).body.messages.filter(({ status }: any) => status === 'sent').length
  await advance(e, '28h')
  expect(await made()).toBe(1) // 48 h after the sending, 28 h after the impression
  await advance(e, '24h')
  expect(await made()).toBe(2)
})

test('received is who has seen it', async () => {
  const e = await withCard()
  await define(e, 'campaigns', { id: 'to', name: 'To', schedule: {}, draft: true, audience: { filters: { filter: 'received_message_from_campaign', campaign_id: 'one' } }, messages: [{ channel: 'content_cards', title: 'x', message: 'x' }] })
  const inAudience = async () => (await explained(e, 'to')).gates.find(({ gate }: any) => gate === 'audience').passed
  expect(await inAudience()).toBe(false)
  const { cards: [{ id }] } = await syncCards(e, 'web', { user_id: 'mel' })
  await logs(e, 'web', 'mel', [['cci', { ids: [id] }]])
  expect(await inAudience()).toBe(true)
})

test('cards that are over for 30 days are forgotten; those of a deleted user at once', async () => {
  const e = await withCard({ time_to_live: 60 })
  const rows = (): number => e.world.cards.of(e.world.profiles.byExternalId('mel')!).length
  await advance(e, '30d')
  await cardCampaign(e, 'two')
  expect(rows()).toBe(2)
  await advance(e, '25h')
  await cardCampaign(e, 'three')
  expect(rows()).toBe(2)
  await e.post('/users/delete', { external_ids: ['mel'] })
  await people(e, 'mel')
  expect([rows(), titles(await syncCards(e, 'web', { user_id: 'mel' }))]).toEqual([0, []])
})

test('a click starts an action-based campaign', async () => {
  const e = await withCard({ url: 'https://x.example/' })
  await define(e, 'campaigns', { id: 'next', name: 'Next', trigger: { type: 'campaign_interaction', campaign_id: 'one', interaction: 'click_content_card' }, messages: { n: { channel: 'content_cards', title: 'next', message: 'x' } } })
  const { cards: [{ id }] } = await syncCards(e, 'web', { user_id: 'mel' })
  await logs(e, 'web', 'mel', [['ccc', { ids: [id] }]])
  await e.admin('POST', '/settle')
  expect(titles(await syncCards(e, 'ios', { user_id: 'mel' }))).toEqual(['next', 'one'])
})

test('U3: an anonymous user becomes a known one: the cards of both are his, and his old devices hear of them', async () => {
  const e = emulator()
  await people(e, 'mel')
  await cardCampaign(e, 'one')
  const { cards: [{ id }] } = await syncCards(e, 'ios', { user_id: 'mel' })
  await logs(e, 'ios', 'mel', [['ccc', { ids: [id] }], ['cci', { ids: [id] }]])
  const phone = await syncCards(e, 'ios', { user_id: 'mel' })
  await starts(e, 'web', undefined)
  await cardCampaign(e, 'two', {}, { audience: { filters: { filter: 'session_count', cmp: 'more_than', value: 0 } } })
  const anonymous = await syncCards(e, 'web')
  expect(titles(anonymous)).toEqual(['two'])
  await logs(e, 'web', undefined, [['cci', { ids: [anonymous['cards'][0].id] }]])
  const known = await syncCards(e, 'web', { user_id: 'mel', ...marks(anonymous) })
  expect([known['full_sync'], titles(known), known['cards'].map((card: any) => [card.v, card.cl])]).toEqual([true, ['two', 'one'], [[true, false], [true, true]]])
  expect(titles(await syncCards(e, 'ios', { user_id: 'mel', ...marks(phone) }))).toEqual(['two'])
  // what he does with it now is told of the same message
  const rows = await e.rowsOf(() => logs(e, 'web', 'mel', [['ccd', { ids: [anonymous['cards'][0].id] }]]))
  expect(rows.map(({ kind, data }) => [kind, typeof data['message_id']])).toEqual([['content_card.dismissal', 'string']])
  expect(titles(await syncCards(e, 'android', { user_id: 'mel' }))).toEqual(['one'])
})

test('a snapshot and a restart keep what was seen, dismissed and synced', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cards-'))
  try {
    const db = join(folder, 'world.db')
    const before = emulator({ db })
    await people(before, 'mel')
    await cardCampaign(before, 'one', { removal_events: [{ type: 'purchase' }] })
    await cardCampaign(before, 'two')
    const first = await syncCards(before, 'web', { user_id: 'mel' })
    const snapshot = before.world.snapshot()
    await logs(before, 'web', 'mel', [['ccd', { ids: [first['cards'][0].id] }]])
    before.core.close()
    const e = emulator({ db })
    expect(titles(await syncCards(e, 'web', { user_id: 'mel', ...marks(first) }))).toEqual(['-two'])
    const buy = () => e.post('/users/track', { purchases: [{ external_id: 'mel', product_id: 'p', currency: 'USD', price: 1, time: '2026-03-01T12:00:00Z' }] })
    await buy()
    expect(titles(await syncCards(e, 'web', { user_id: 'mel', ...marks(first) }))).toEqual(['-two', '-one'])
    e.world.restore(snapshot)
    expect(titles(await syncCards(e, 'web', { user_id: 'mel', ...marks(first) }))).toEqual(['two', 'one'])
    await buy()
    expect(titles(await syncCards(e, 'web', { user_id: 'mel', ...marks(first) }))).toEqual(['-one'])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
