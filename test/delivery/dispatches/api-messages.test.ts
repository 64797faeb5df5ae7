// /messages/send and /messages/schedule: the request's own content to named users or to everybody, with one dispatch id, and at each user's own time.
import { describe, expect, test } from 'vitest'
import { advance, brief, outcome, people, sent } from '../../kit/campaigns.ts'
import { define, happened } from '../../kit/messaging.ts'
import { emulator } from '../../kit/world.ts'

const TEA = { custom_attribute: { custom_attribute_name: 'loves', comparison: 'equals', value: 'tea' } }
const ZONES = { tokyo: { time_zone: 'Asia/Tokyo' }, la: { time_zone: 'America/Los_Angeles' } }

async function setUp(names = ['mel', 'kai', 'zoe'], more: Record<string, Record<string, unknown>> = { mel: { loves: 'tea', color: 'blue' }, zoe: { loves: 'tea' } }) {
  const e = emulator({ outbound: async () => new Response('') })
  await people(e, names, more)
  const { app_id } = (await e.admin('GET', '/apps')).body.apps[0]
  const email = (extra: object = {}) => ({ email: { app_id, from: 'A <a@example.com>', subject: 'Hi {{${first_name} | default: "you"}}', body: 'x', ...extra } })
  const send = async (body: object, path = '/messages/send') => {
    const said = await e.post(path, { messages: email(), ...body })
    expect({ status: said.status, body: said.body }).toMatchObject({ status: 201 })
    if (path === '/messages/send') await e.world.scheduler.settle()
    return said.body
  }
  return { e, send, email }
}

test('each named user gets each message, all under the dispatch id of the answer', async () => {
  const { e, send, email } = await setUp()
  await e.post('/users/alias/new', { user_aliases: [{ external_id: 'zoe', alias_name: 'z', alias_label: 'l' }] })
  const { dispatch_id } = await send({ external_user_ids: ['mel'], user_aliases: [{ alias_name: 'z', alias_label: 'l' }], messages: { ...email(), webhook: { url: 'https://example.com', request_method: 'POST', body: '{}' } } })
  const rows = await outcome(e)
  expect(rows.map(({ user, channel }) => `${user} ${channel}`)).toEqual(['mel email', 'mel webhook', 'zoe email', 'zoe webhook'])
  expect(new Set(rows.map((row) => row.dispatch_id))).toEqual(new Set([dispatch_id]))
  expect((await e.admin('GET', '/messages')).body.messages[0].payload.subject).toBe('Hi you')
})

test.each([[undefined, ['kai delivered', 'mel withheld unsubscribed']], ['subscribed', ['kai delivered', 'mel withheld unsubscribed']], ['opted_in', ['kai withheld not_opted_in', 'mel withheld unsubscribed']], ['all', ['kai delivered', 'mel delivered']]])('recipient_subscription_state %s', async (recipient_subscription_state, expected) => {
  const { e, send } = await setUp()
  await people(e, ['mel'], { mel: { email_subscribe: 'unsubscribed' } })
  await send({ external_user_ids: ['kai', 'mel'], ...(recipient_subscription_state === undefined ? {} : { recipient_subscription_state }) })
  expect(await brief(e)).toEqual(expected)
})

describe('segment and audience', () => {
  const segment = (e: any) => e.admin('POST', '/segments', { id: 's', name: 'S', filters: { filter: 'custom_attribute', name: 'color', type: 'string', cmp: 'is_any_of', value: 'blue' } })
  test('named users must be in both', async () => {
    const { e, send } = await setUp()
    await segment(e)
    await send({ external_user_ids: ['mel', 'kai', 'zoe'], segment_id: 's', audience: TEA })
    expect(await brief(e)).toEqual(['mel delivered', 'kai withheld not_in_audience', 'zoe withheld not_in_audience'])
  })
  test('a broadcast goes to who is in both, and leaves no rows for others', async () => {
    const { e, send } = await setUp()
    await segment(e)
    await send({ broadcast: true, segment_id: 's', audience: TEA })
    expect(await brief(e)).toEqual(['mel delivered'])
    await send({ broadcast: true, audience: TEA })
    expect(await brief(e)).toEqual(['mel delivered', 'mel delivered', 'zoe delivered'])
  })
})

test('with an API campaign it counts for the variation named; without one it is in the user\'s history all the same', async () => {
  const { e, send, email } = await setUp()
  await define(e, 'campaigns', { id: 'api', name: 'API', kind: 'api_campaign', messages: { v: { channel: 'email' } } })
  await send({ external_user_ids: ['mel'] })
  expect(e.world.messageHistory.of(e.world.profiles.byExternalId('mel')!, 10)).toMatchObject([{ kind: 'email.delivered', channel: 'email', campaign_id: null, canvas_id: null }, { kind: 'email.sent', campaign_id: null }])
  await send({ external_user_ids: ['mel'], campaign_id: 'api', messages: email({ message_variation_id: 'v' }) })
  expect((await outcome(e)).at(-1)).toMatchObject({ status: 'delivered', message: 'v' })
  const { body } = await e.get('/campaigns/data_series?campaign_id=api&length=1&ending_at=2026-03-01T13:00:00')
  expect(body.data[0].messages.email[0]).toMatchObject({ variation_api_id: 'v', sent: 1 })
})

test('the Global Control Group gets API messages, but no Content Cards', async () => {
  const names = Array.from({ length: 40 }, (_, n) => `u${n}`)
  const { e, send, email } = await setUp(names, {})
  await e.admin('PATCH', '/settings', { global_control_group: { percentage: 15 } })
  const inside = names.find((name) => e.world.globalControlGroup.has(e.world.profiles.byExternalId(name)!))!
  const outside = names.find((name) => !e.world.globalControlGroup.has(e.world.profiles.byExternalId(name)!))!
  await send({ external_user_ids: [inside, outside], messages: { ...email(), content_card: { type: 'CLASSIC', title: 't', description: 'd', time_to_live: 60 } } })
  expect((await outcome(e)).map(({ user, channel, reason }) => [user, channel, reason])).toEqual([[inside, 'content_cards', 'global_control_group'], [inside, 'email', null], [outside, 'content_cards', null], [outside, 'email', null]])
})

test('a channel that there is not leaves a trace', async () => {
  const { e, send } = await setUp()
  const rows = await e.rowsOf(() => send({ external_user_ids: ['mel'], messages: { windows_universal_push: { push_type: 'toast_text_01', toast_text1: 'x' } } }))
  expect(rows.map(({ kind, data }) => [kind, data['why'] ?? null])).toEqual([['send.accepted', null], ['decision.ignored', 'Brazier has no such channel']])
})

test('a broadcast of more than a page reaches everybody once', async () => {
  const names = Array.from({ length: 760 }, (_, n) => `u${n}`)
  const { e, send } = await setUp(names, Object.fromEntries(names.map((name) => [name, { loves: 'tea' }])))
  await send({ broadcast: true, audience: TEA })
  expect(new Set((await outcome(e)).map(({ user }) => user)).size).toBe(760)
  expect(await outcome(e)).toHaveLength(760)
})

describe('schedules', () => {
  const create = '/messages/schedule/create'
  test('at a moment: whoever is in the audience then', async () => {
    const { e, send } = await setUp()
    await send({ broadcast: true, audience: TEA, schedule: { time: '2026-03-01T15:00:00Z' } }, create)
    await people(e, ['kai'], { kai: { loves: 'tea' } })
    await advance(e, '3h')
    expect(await sent(e)).toEqual(['mel 2026-03-01T15:00:00Z', 'kai 2026-03-01T15:00:00Z', 'zoe 2026-03-01T15:00:00Z'])
  })

  test('in local time: each at the wall time of his zone', async () => {
    const { e, send } = await setUp(['tokyo', 'la', 'none'], ZONES)
    const { dispatch_id } = await send({ external_user_ids: ['tokyo', 'la', 'none'], schedule: { time: '2026-03-05T09:00:00', in_local_time: true } }, create)
    await advance(e, '7d')
    expect(await sent(e)).toEqual(['tokyo 2026-03-05T00:00:00Z', 'none 2026-03-05T09:00:00Z', 'la 2026-03-05T17:00:00Z'])
    expect(new Set((await outcome(e)).map((row) => row.dispatch_id))).toEqual(new Set([dispatch_id]))
  })

  test('one user who was merged while two waited has it once', async () => {
    const { e, send } = await setUp(['tokyo', 'la', 'none'], ZONES)
    await send({ external_user_ids: ['tokyo', 'la', 'none'], schedule: { time: '2026-03-05T09:00:00', in_local_time: true } }, create)
    await advance(e, '3d11h')
    for (const gone of ['tokyo', 'none']) await e.post('/users/merge', { merge_updates: [{ identifier_to_merge: { external_id: gone }, identifier_to_keep: { external_id: 'la' } }] })
    await advance(e, '7d')
    expect(await sent(e)).toEqual(['la 2026-03-05T17:00:00Z'])
  })

  test('one who was merged after the other had it has it no second time', async () => {
    const { e, send } = await setUp(['tokyo', 'la'], ZONES)
    await send({ external_user_ids: ['tokyo', 'la'], schedule: { time: '2026-03-05T09:00:00', in_local_time: true } }, create)
    await advance(e, '3d14h')
    await e.post('/users/merge', { merge_updates: [{ identifier_to_merge: { external_id: 'la' }, identifier_to_keep: { external_id: 'tokyo' } }] })
    await advance(e, '7d')
    expect(await sent(e)).toEqual(['tokyo 2026-03-05T00:00:00Z'])
  })

  test('over for more than an hour where the user is: nothing, with a trace', async () => {
    const { e, send } = await setUp(['tokyo', 'la'], ZONES)
    await send({ external_user_ids: ['tokyo', 'la'], schedule: { time: '2026-03-01T12:30:00', in_local_time: true } }, create)
    const rows = await e.rowsOf(() => advance(e, '1d'))
    expect(rows.find(({ kind }) => kind === 'decision.ignored')).toMatchObject({ data: { compared: { reason: 'missed_local_time' } } })
    expect(await sent(e)).toEqual(['la 2026-03-01T20:30:00Z'])
  })

  test('at the optimal time of the date, whatever the time', async () => {
    const { e, send } = await setUp(['mel'], {})
    happened(e, 'email.clicked', { campaign_id: 'old', channel: 'email', time: Date.parse('2026-02-01T18:20:00Z') }, e.world.profiles.byExternalId('mel')!.braze_id)
    await send({ external_user_ids: ['mel'], schedule: { time: '2026-03-05T09:00:00', at_optimal_time: true } }, create)
    await advance(e, '7d')
    expect(await sent(e)).toEqual(['mel 2026-03-05T18:20:00Z'])
  })

  test('a triggered campaign in local time, its audience asked at the user\'s time', async () => {
    const { e } = await setUp(['tokyo', 'la'], ZONES)
    await define(e, 'campaigns', { id: 'c', name: 'C', messages: [{ channel: 'email', subject: '{{api_trigger_properties.${x}}}', body: 'x', from: 'A <a@example.com>' }] })
    expect((await e.post('/campaigns/trigger/schedule/create', { campaign_id: 'c', recipients: [{ external_user_id: 'tokyo' }, { external_user_id: 'la' }], trigger_properties: { x: 'y' }, schedule: { time: '2026-03-05T09:00:00', in_local_time: true } })).status).toBe(201)
    await advance(e, '7d')
    expect(await sent(e)).toEqual(['tokyo 2026-03-05T00:00:00Z', 'la 2026-03-05T17:00:00Z'])
    expect((await e.admin('GET', '/messages')).body.messages[0].payload.subject).toBe('y')
  })
})
