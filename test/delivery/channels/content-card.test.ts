// Content Cards through delivery: the card as SDKs get it, its limits, and what a user does with it.
import { expect, test } from 'vitest'
import { compositeId } from '../../../emulator/domain/campaigns/tracking-ids.ts'
import { deliver, plain, shown } from '../../kit/texts.ts'
import { emulator, NOW } from '../../kit/world.ts'

const DAY = 86_400
const CREATED = Date.parse(NOW) / 1000
const CLASSIC = { type: 'classic', title: 'Hi {{${first_name}}}', message: 'Sale', url: 'https://x.example/', link_text: 'Go', extras: { a: 'b' } }

async function stage() {
  const e = emulator()
  await e.admin('POST', '/campaigns', { id: 'c', name: 'Card', messages: { v: { channel: 'content_cards', ...CLASSIC } } })
  await e.post('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Mel' }] })
  const send = (body: object, more: object = { origin: { campaign_id: 'c', message_variation_id: 'v' } }) => deliver(e, 'mel', 'content_cards', body as Record<string, unknown>, more)
  return { e, send }
}

test('a card is made for the user, under an id that SDKs name again', async () => {
  const { e, send } = await stage()
  const rows = await e.rowsOf(async () => void send(CLASSIC))
  const [message] = await shown(e, 'mel')
  const id = compositeId({ owner: 'c', message_variation_id: 'v', card: message.id })
  expect(message.payload).toEqual({
    id, tp: 'short_news', ca: CREATED, ea: CREATED + 30 * DAY, tt: 'Hi Mel', ds: 'Sale', u: 'https://x.example/', uw: true, dm: 'Go', v: false, cl: false, d: false, db: true, p: false, r: false, t: false, e: { a: 'b' },
  })
  expect(message).toMatchObject({ status: 'sent', detail: { expires_at: '2026-03-31T12:00:00.000Z' } })
  expect(plain(rows)).toEqual([['content_card.sent', { message_id: message.id, channel: 'content_cards', campaign_id: 'c', message_variation_id: 'v', content_card_id: id }]])
})

test('what a user does leaves the rows of an SDK: statistics and history know the campaign', async () => {
  const { e, send } = await stage()
  send(CLASSIC)
  const [{ id, payload }] = await shown(e, 'mel')
  const rows = await e.rowsOf(async () => {
    for (const action of ['impression', 'click', 'dismiss']) await e.admin('POST', `/messages/${id}/engage`, { action })
  })
  const data = { ids: [payload.id], time: Date.parse(NOW), message_id: id, channel: 'content_cards', campaign_id: 'c', message_variation_id: 'v' }
  expect(plain(rows)).toEqual([['content_card.impression', data], ['content_card.click', data], ['content_card.dismissal', data]])
  const { body } = await e.get('/campaigns/data_series?campaign_id=c&length=1&ending_at=2026-03-01T23:00:00Z')
  expect(body.data[0]).toMatchObject({ unique_recipients: 1, messages: { content_cards: [{ sent: 1, total_impressions: 1, unique_impressions: 1, total_clicks: 1, total_dismissals: 1 }] } })
  const profile = e.world.profiles.byExternalId('mel')!
  expect(e.world.messageHistory.of(profile, 10).map(({ kind, campaign_id, message_variation_id }) => [kind, campaign_id, message_variation_id])).toEqual([
    ['content_card.dismissal', 'c', 'v'], ['content_card.click', 'c', 'v'], ['content_card.impression', 'c', 'v'], ['content_card.sent', 'c', 'v'],
  ])
})

test('converted by hand once it was seen: each copy for itself, each once', async () => {
  const { e, send } = await stage()
  send(CLASSIC)
  send(CLASSIC)
  const [first, second] = (await shown(e, 'mel')).map(({ id }) => id as string)
  const engage = (id: string, action: string) => e.admin('POST', `/messages/${id}/engage`, { action })
  const unseen = await engage(first!, 'convert')
  expect([unseen.status, unseen.body.error.message]).toEqual([422, 'action has not been received: there is nothing to convert'])
  await engage(first!, 'impression')
  expect(plain(await e.rowsOf(() => engage(first!, 'convert')))).toEqual([['campaign.converted', { campaign_id: 'c', message_variation_id: 'v', channel: 'content_cards', sent_at: Date.parse(NOW), conversion: 0, conversion_type: null }]])
  expect((await engage(first!, 'convert')).status).toBe(422)
  expect((await engage(second!, 'convert')).status).toBe(422)
  await engage(second!, 'impression')
  expect(await e.kindsOf(() => engage(second!, 'convert'))).toEqual(['campaign.converted'])
})

test.each([
  ['captioned image', { type: 'captioned_image', title: 'T', message: 'M', image_url: 'https://x.example/i.png' }, { tp: 'captioned_image', i: 'https://x.example/i.png', u: null, dm: null }],
  ['image only', { type: 'image_only', image_url: 'https://x.example/i.png', pinned: true }, { tp: 'banner_image', tt: '', ds: '', p: true, db: false }],
  ['in the names of the API', { type: 'CAPTIONED_IMAGE', title: 'T', description: 'D', image_url: 'i', time_to_live: 60, web_uri: 'https://w', ios_uri: 'app://i', uri_text: 'L', extra: { k: 'v' } }, { tp: 'captioned_image', ds: 'D', ea: CREATED + 60, u: 'https://w', dm: 'L', e: { k: 'v' } }],
  ['an image of the API', { type: 'BANNER', image_url: 'i', expire_at: '2026-03-02T12:00:00Z' }, { tp: 'banner_image', ea: CREATED + DAY }],
  ['an end later than 30 days', { ...CLASSIC, expires_at: '2027-01-01T00:00:00Z' }, { ea: CREATED + 30 * DAY }],
  ['not to be dismissed', { ...CLASSIC, dismissible: false }, { db: false, p: false }],
])('%s', async (_, body, card) => {
  const { e, send } = await stage()
  send(body)
  expect((await shown(e, 'mel'))[0]).toMatchObject({ status: 'sent', payload: card })
})

test.each([
  ['by the clocks of the workspace', { expires_at: '2026-03-02T12:00:00' }, '2026-03-02T11:00:00.000Z'],
  ['by those of the user', { expires_at: '2026-03-02T12:00:00', expire_in_local_time: true }, '2026-03-02T17:00:00.000Z'],
  ['by those of the user, whatever offset is given', { expire_at: '2026-03-02T12:00:00Z', expire_in_local_time: true }, '2026-03-02T17:00:00.000Z'],
])('an end %s', async (_, body, expires_at) => {
  const { e, send } = await stage()
  await e.admin('PATCH', '/settings', { time_zone: 'Europe/Berlin' })
  await e.post('/users/track', { attributes: [{ external_id: 'mel', time_zone: 'America/New_York' }] })
  send({ ...CLASSIC, ...body })
  expect((await shown(e, 'mel'))[0]).toMatchObject({ detail: { expires_at } })
})

test.each([
  ['a type that there is not', { ...CLASSIC, type: 'square' }, `there are no cards of the type 'square'`],
  ['no title', { ...CLASSIC, title: '' }, 'the card has no title'],
  ['no message', { ...CLASSIC, message: '' }, 'the card has no message'],
  ['no image', { type: 'image_only' }, 'the card has no image_url'],
])('%s: incomplete', async (_, body, abort_log) => {
  const { e, send } = await stage()
  send(body)
  expect(await shown(e, 'mel')).toMatchObject([{ status: 'aborted', reason: 'incomplete', detail: { abort_log } }])
})

test('C11: more than 2 KB of rendered content is not sent, in Braze\'s words; a test send is', async () => {
  const { e, send } = await stage()
  await e.sdk('android', '/data', { device_id: 'd', time: Date.parse(NOW) / 1000, user_id: 'mel', attributes: [{ user_id: 'mel', push_token: 'token' }] })
  const others = 'Hi Mel'.length + 'https://x.example/'.length + 'Go'.length + 2
  const most = { ...CLASSIC, message: 'ü'.repeat((2048 - others) / 2) }
  send(most)
  send({ ...most, message: `${most.message}!` })
  send({ ...most, message: `${most.message}!` }, { test: true })
  const messages = (await shown(e, 'mel')).filter(({ channel }) => channel === 'content_cards')
  expect(messages.map(({ status }) => status)).toEqual(['sent', 'aborted', 'sent'])
  expect(messages[1]).toMatchObject({ reason: 'too_large', detail: { abort_log: 'Content card maximum size exceeded', bytes: 2049 } })
  expect(messages[2].payload.t).toBe(true)
})

test('each copy has an id of its own; content of no campaign has one too', async () => {
  const { e, send } = await stage()
  send(CLASSIC)
  send(CLASSIC)
  send(CLASSIC, {})
  expect(new Set((await shown(e, 'mel')).map(({ payload }) => payload.id)).size).toBe(3)
})
