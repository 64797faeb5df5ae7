// Cards made at the first impression: who gets them and when, Liquid and Connected Content of that moment, what stops them, how long they last, when again; in Canvases with the next session.
import { expect, test } from 'vitest'
import { canvas, CANVAS } from '../../kit/canvas.ts'
import { advance, cardCampaign, logs, marks, people, starts, syncCards, titles } from '../../kit/on-devices.ts'
import { define } from '../../kit/messaging.ts'
import { T } from '../../kit/sdk-wire.ts'
import { emulator } from '../../kit/world.ts'

type Emulator = ReturnType<typeof emulator>
type Members = Record<string, any>
const FIRST = { card_creation: 'first_impression' }
const messages = async (e: Emulator): Promise<any[]> => (await e.admin('GET', '/messages?limit=1000')).body.messages
const brief = async (e: Emulator): Promise<string[]> => (await messages(e)).map(({ user, status, reason }) => [user.external_id, status, ...(reason === null ? [] : [reason])].join(' '))
const explain = async (e: Emulator, campaign_id: string): Promise<Members> => (await e.admin('GET', `/users/${(await e.exported('mel', ['braze_id'])).braze_id}/explain?campaign_id=${campaign_id}`)).body

test('launching makes no card; the sync of a user makes his, and counts it as sent', async () => {
  const e = emulator()
  await people(e, 'mel', 'kai')
  const launch = await e.kindsOf(() => cardCampaign(e, 'one', { ...FIRST, title: 'Hi {{${first_name} | default: "you"}}' }))
  expect(launch).toEqual(['campaign.created', 'campaign.launched'])
  await e.post('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Mel' }] })
  let answer: Members = {}
  const rows = await e.rowsOf(async () => void (answer = await syncCards(e, 'ios', { user_id: 'mel' })))
  expect(titles(answer)).toEqual(['Hi Mel'])
  expect(rows.map(({ kind, data }) => [kind, data['content_card_id']])).toEqual([['device.registered', undefined], ['content_card.sent', answer['cards'][0].id]])
  expect(await brief(e)).toEqual(['mel sent'])
  const { body } = await e.get('/campaigns/data_series?campaign_id=one&length=1&ending_at=2026-03-01T23:00:00Z')
  expect(body.data[0]).toMatchObject({ unique_recipients: 0, messages: { content_cards: [{ sent: 1, total_impressions: 0 }] } })
})

test('made once: other devices and later syncs have the same, as it was rendered', async () => {
  const e = emulator()
  await people(e, 'mel')
  await cardCampaign(e, 'one', { ...FIRST, title: '{{custom_attribute.${n}}}' })
  const set = (n: number) => e.post('/users/track', { attributes: [{ external_id: 'mel', n }] })
  await set(1)
  const [web, android] = await Promise.all([syncCards(e, 'web', { user_id: 'mel' }), syncCards(e, 'android', { user_id: 'mel' })])
  await set(2)
  const again = await syncCards(e, 'ios', { user_id: 'mel' })
  expect([web, android, again].map((one) => [titles(one), one['cards'][0].id])).toEqual(Array.from({ length: 3 }, () => [['1'], web['cards'][0].id]))
  expect(await brief(e)).toEqual(['mel sent'])
})

test('anonymous users and users who come into the audience after the launch are judged when they ask', async () => {
  const e = emulator()
  await people(e, 'mel')
  await cardCampaign(e, 'all', FIRST)
  await cardCampaign(e, 'pro', FIRST, { audience: { filters: { filter: 'custom_attribute', name: 'plan', type: 'string', cmp: 'is_any_of', value: ['pro'] } } })
  expect(titles(await syncCards(e, 'web'))).toEqual(['all'])
  const first = await syncCards(e, 'ios', { user_id: 'mel' })
  expect(titles(first)).toEqual(['all'])
  await e.post('/users/track', { attributes: [{ external_id: 'mel', plan: 'pro' }] })
  expect(titles(await syncCards(e, 'ios', { user_id: 'mel', ...marks(first) }))).toEqual(['pro'])
  await e.post('/users/track', { attributes: [{ external_id: 'mel', plan: 'free' }] })
  expect(titles(await syncCards(e, 'android', { user_id: 'mel' })).sort()).toEqual(['all', 'pro'])
})

test('Connected Content is asked then, and a slow one holds up nobody else', async () => {
  let answer = (_: Response): void => {}
  let asked = (): void => {}
  const called = new Promise<void>((resolve) => (asked = resolve))
  const outbound = (() => (asked(), new Promise<Response>((resolve) => (answer = resolve)))) as typeof fetch
  const e = emulator({ outbound })
  await people(e, 'mel', 'kai')
  await cardCampaign(e, 'one', { ...FIRST, title: '{% connected_content https://api.example/x :save w %}{{w.t}}' })
  const waiting = syncCards(e, 'web', { user_id: 'mel', events: [{ name: 'ce', time: T, data: { n: 'first' }, session_id: 's', user_id: 'mel' }] })
  await called
  expect((await e.exported('mel')).custom_events[0].name).toBe('first')
  expect((await starts(e, 'android', 'kai')).status).toBe(201)
  answer(new Response('{"t":"Sun"}', { headers: { 'content-type': 'application/json' } }))
  expect(titles(await waiting)).toEqual(['Sun'])
})

test('what its Liquid stops is one row until the reason or the definition changes', async () => {
  const e = emulator()
  await people(e, 'mel')
  await cardCampaign(e, 'one', { ...FIRST, title: '{% if custom_attribute.${ok} %}Yes{% else %}{% abort_message("not now") %}{% endif %}' })
  const first = await syncCards(e, 'web', { user_id: 'mel' })
  expect(await e.kindsOf(() => syncCards(e, 'web', { user_id: 'mel', ...marks(first) }))).toEqual([])
  expect(await brief(e)).toEqual(['mel aborted aborted'])
  await advance(e, '1s')
  await e.admin('PATCH', '/campaigns/one', { description: 'changed' })
  expect(await e.kindsOf(() => syncCards(e, 'web', { user_id: 'mel', ...marks(first) }))).toEqual(['message.aborted'])
  await e.post('/users/track', { attributes: [{ external_id: 'mel', ok: true }] })
  expect(titles(await syncCards(e, 'web', { user_id: 'mel', ...marks(first) }))).toEqual(['Yes'])
  expect(await brief(e)).toEqual(['mel aborted aborted', 'mel aborted aborted', 'mel sent'])
})

test('the time in the feed counts from the launch, whenever the card is made; then none is made any more', async () => {
  const e = emulator()
  await people(e, 'mel', 'kai', 'ann')
  await cardCampaign(e, 'one', { ...FIRST, time_to_live: 7200 })
  await advance(e, '1h')
  const { cards: [card] } = await syncCards(e, 'web', { user_id: 'mel' })
  expect([card.ca, card.ea].map((at) => at - Date.parse('2026-03-01T12:00:00Z') / 1000)).toEqual([3600, 7200])
  await advance(e, '1h')
  expect(titles(await syncCards(e, 'web', { user_id: 'kai', device_id: 'kai' }))).toEqual([])
  expect(await brief(e)).toEqual(['mel sent', 'kai withheld ended'])
  expect(await e.kindsOf(() => syncCards(e, 'web', { user_id: 'kai', device_id: 'kai' }))).toEqual([])
})

test('a schedule that comes round begins a new time in the feed', async () => {
  const e = emulator()
  await people(e, 'mel')
  await cardCampaign(e, 'one', { ...FIRST, time_to_live: 3600 }, { schedule: { at: '2026-03-01T12:00:00Z', recurrence: 'daily' }, reeligibility_seconds: 0 })
  await syncCards(e, 'web', { user_id: 'mel' })
  await advance(e, '2h')
  expect(titles(await syncCards(e, 'web', { user_id: 'mel' }))).toEqual([])
  await advance(e, '22h')
  const { cards: [card] } = await syncCards(e, 'web', { user_id: 'mel' })
  expect(card.ea - card.ca).toBe(3600)
})

test('before its start and after its end there is none', async () => {
  const e = emulator()
  await people(e, 'mel')
  await cardCampaign(e, 'one', FIRST, { schedule: { at: '2026-03-02T12:00:00Z', end: '2026-03-03T12:00:00Z' } })
  expect(titles(await syncCards(e, 'web', { user_id: 'mel' }))).toEqual([])
  expect(await explain(e, 'one')).toMatchObject({ passed: false, reason: 'not_started' })
  await advance(e, '2d')
  expect(titles(await syncCards(e, 'web', { user_id: 'mel' }))).toEqual(['one'])
  await advance(e, '1s')
  expect(titles(await syncCards(e, 'web', { user_id: 'kai', device_id: 'kai' }))).toEqual([])
  expect(await explain(e, 'one')).toMatchObject({ passed: false, reason: 'ended' })
})

test('re-eligibility counts from the impression, not from the sending', async () => {
  const e = emulator()
  await people(e, 'mel')
  await cardCampaign(e, 'one', { ...FIRST, time_to_live: 3600 }, { schedule: { at: '2026-03-01T12:00:00Z', recurrence: 'daily' }, reeligibility_seconds: 172_800 })
  const sync = async () => titles(await syncCards(e, 'web', { user_id: 'mel' }))
  expect(await sync()).toEqual(['one'])
  expect(await explain(e, 'one')).toMatchObject({ passed: false, reason: 'already_received', gates: expect.arrayContaining([expect.objectContaining({ gate: 'card', passed: false })]) })
  await advance(e, '24h') // never seen: he may have it again
  const { cards: [card] } = await syncCards(e, 'web', { user_id: 'mel' })
  await logs(e, 'web', 'mel', [['cci', { ids: [card.id] }]])
  await advance(e, '24h')
  expect(await sync()).toEqual([])
  await advance(e, '24h')
  expect(await sync()).toEqual(['one'])
})

test('after 30 days a card may come again without re-eligibility; before it does not', async () => {
  const e = emulator()
  await people(e, 'mel')
  await cardCampaign(e, 'one', { time_to_live: 60 }, { schedule: { at: '2026-03-01T12:00:00Z', recurrence: 'daily' } })
  await advance(e, '29d')
  expect((await brief(e)).filter((one) => one === 'mel sent')).toHaveLength(1)
  await advance(e, '1d')
  expect((await brief(e)).filter((one) => one === 'mel sent')).toHaveLength(2)
})

test('the rate limit and frequency caps do not hold for it; a user cap does', async () => {
  const e = emulator()
  await people(e, 'mel', 'kai')
  await cardCampaign(e, 'one', FIRST, { rate_limit_per_minute: 10, user_cap: 1 })
  expect(titles(await syncCards(e, 'web', { user_id: 'mel' }))).toEqual(['one'])
  expect(titles(await syncCards(e, 'web', { user_id: 'kai' }))).toEqual([])
})

test('a user cap holds for users who ask at once', async () => {
  const e = emulator()
  const users = ['a', 'b', 'c', 'd', 'e', 'f']
  await people(e, ...users)
  await cardCampaign(e, 'one', FIRST, { user_cap: 2 })
  const answers = await Promise.all(users.map((user_id) => syncCards(e, 'web', { user_id, device_id: user_id })))
  expect([answers.flatMap(titles), await brief(e)]).toEqual([['one', 'one'], ['a sent', 'b sent']])
})

test('a multichannel campaign sends its card at launch', async () => {
  const e = emulator()
  await e.post('/users/track', { attributes: [{ external_id: 'mel', email: 'mel@example.com' }] })
  await define(e, 'campaigns', { id: 'both', name: 'Both', schedule: {}, messages: { c: { channel: 'content_cards', title: 'x', message: 'x', ...FIRST }, m: { channel: 'email', subject: 's', body: 'b', from: 'A <a@example.com>' } } })
  await e.admin('POST', '/settle')
  expect((await messages(e)).map(({ channel }) => channel).sort()).toEqual(['content_cards', 'email'])
})

test.each([[{ trigger: { type: 'custom_event', name: 'x' } }, 'action_based'], [{}, 'api_triggered']])('is for scheduled campaigns only: %j', async (more, type) => {
  const e = emulator()
  const answer = await e.admin('POST', '/campaigns', { name: 'x', messages: { v: { channel: 'content_cards', title: 'x', message: 'x', ...FIRST } }, ...more })
  expect([answer.status, answer.body.error.details.issues]).toEqual([422, [{ path: 'messages.v.card_creation', message: `messages.v.card_creation is first_impression in an ${type} campaign: only scheduled ones make cards then` }]])
})

test('of a Canvas step: made with the first session after the entry, of the text then, its time counted from the entry', async () => {
  const e = emulator()
  await canvas(e, [{ id: 'step', messages: { v: { channel: 'content_cards', title: '{{custom_attribute.${n}}}', message: 'x', time_to_live: 7200, ...FIRST } } }])
  await people(e, 'mel')
  await starts(e, 'web', 'mel')
  await e.post('/canvas/trigger/send', { canvas_id: CANVAS, recipients: [{ external_user_id: 'mel' }] })
  await e.admin('POST', '/settle')
  const first = await syncCards(e, 'web', { user_id: 'mel' })
  expect(titles(first)).toEqual([])
  await advance(e, '1h')
  await e.post('/users/track', { attributes: [{ external_id: 'mel', n: 'later' }] })
  await starts(e, 'web', 'mel')
  const kinds = await e.kindsOf(async () => expect(titles(await syncCards(e, 'web', { user_id: 'mel', ...marks(first) }))).toEqual(['later']))
  expect(kinds).toEqual(['content_card.sent'])
  const { cards: [card] } = await syncCards(e, 'ios', { user_id: 'mel' })
  expect(card.ea - card.ca).toBe(3600)
  expect(await brief(e)).toEqual(['mel sent'])
  const { body } = await e.get(`/canvas/data_series?canvas_id=${CANVAS}&length=1&ending_at=2026-03-01T23:00:00Z&include_step_breakdown=true`)
  expect(body.data.stats[0].step_stats.step.messages.content_cards).toMatchObject([{ sent: 1 }])
})

test('of a Canvas step whose Connected Content asks to be tried again: with the next sync', async () => {
  let ok = false
  const e = emulator({ outbound: (async () => (ok ? new Response('{"t":"Sun"}', { headers: { 'content-type': 'application/json' } }) : new Response('', { status: 500 }))) as typeof fetch })
  await canvas(e, [{ id: 'step', messages: { v: { channel: 'content_cards', title: '{% connected_content https://api.example/x :save w :retry %}{{w.t}}', message: 'x', ...FIRST } } }])
  await people(e, 'mel')
  await e.post('/canvas/trigger/send', { canvas_id: CANVAS, recipients: [{ external_user_id: 'mel' }] })
  await e.admin('POST', '/settle')
  await starts(e, 'web', 'mel')
  expect(titles(await syncCards(e, 'web', { user_id: 'mel' }))).toEqual([])
  ok = true
  expect(titles(await syncCards(e, 'web', { user_id: 'mel' }))).toEqual(['Sun'])
  expect(await brief(e)).toEqual(['mel sent'])
})

test('of a Canvas that was stopped before the session: none', async () => {
  const e = emulator()
  await canvas(e, [{ id: 'step', messages: { v: { channel: 'content_cards', title: 'x', message: 'x', ...FIRST } } }])
  await people(e, 'mel')
  await e.post('/canvas/trigger/send', { canvas_id: CANVAS, recipients: [{ external_user_id: 'mel' }] })
  await e.admin('POST', '/settle')
  await e.admin('POST', `/canvases/${CANVAS}/stop`)
  await starts(e, 'web', 'mel')
  expect(titles(await syncCards(e, 'web', { user_id: 'mel' }))).toEqual([])
})
