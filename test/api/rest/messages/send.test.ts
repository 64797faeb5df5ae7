// POST /messages/send: who may be named, with which campaign and send id; the request is kept whole and waits for the engine.
import { expect, test } from 'vitest'
import { define, DISPATCH, EYES, IDS, PUSH, refuses, takes, UNKNOWN, users } from '../../../kit/sends.ts'
import { emulator } from '../../../kit/world.ts'

const PATH = '/messages/send'
const setUp = () => {
  const e = emulator()
  define(e)
  return e
}

test('a send to named users is taken and kept whole; users that there are not are not made, and each leaves a trace', async () => {
  const e = setUp()
  const body = { external_user_ids: ['mel', 'kai'], user_aliases: [{ alias_name: 'a', alias_label: 'l' }], recipient_subscription_state: 'all', override_frequency_capping: true, messages: { apple_push: { alert: { title: 'T', body: 'B' }, extra: { a: { b: 1 } } } } }
  const said = await takes(e, PATH, body, ['send.accepted'])
  expect(said.body).toEqual({ dispatch_id: DISPATCH, message: 'success' })
  expect(said.rows[0]!.data).toEqual({ dispatch_id: said.body.dispatch_id, send_kind: 'messages', broadcast: false })
  expect(e.world.sends.accepted()).toEqual([
    { id: 1, dispatch_id: said.body.dispatch_id, kind: 'messages', state: 'accepted', at: e.world.clock.now(), schedule_id: null, send_id: null, campaign_id: null, canvas_id: null, external_send_id: null, broadcast: false, request: body },
  ])
  expect(e.world.profiles.count()).toBe(0)
  expect(await e.kindsOf(() => e.world.scheduler.settle())).toEqual(['decision.ignored', 'decision.ignored', 'decision.ignored'])
  expect([e.world.sends.accepted(), e.world.sends.list().map(({ state }) => state), e.world.profiles.count()]).toEqual([[], ['taken'], 0])
})

test('two requests are two dispatches, in their order', async () => {
  const e = setUp()
  const [one, two] = [await takes(e, PATH, { external_user_ids: ['a'], messages: PUSH }, ['send.accepted']), await takes(e, PATH, { external_user_ids: ['a'], messages: PUSH }, ['send.accepted'])]
  expect(e.world.sends.accepted().map((send) => send.dispatch_id)).toEqual([one.body.dispatch_id, two.body.dispatch_id])
  expect(one.body.dispatch_id).not.toBe(two.body.dispatch_id)
})

test('integers are ids too, and texts are booleans, as clients and the pages\' examples send them', async () => {
  const e = setUp()
  await takes(e, PATH, { broadcast: 'false', external_user_ids: [7], segment_id: '', audience: '', campaign_id: '', send_id: '', override_frequency_capping: 'true', messages: PUSH }, ['send.accepted'])
  expect(e.world.sends.accepted()[0]).toMatchObject({ broadcast: false, campaign_id: null, send_id: null, request: { external_user_ids: ['7'], broadcast: false, override_frequency_capping: true } })
})

test.each([
  ['nobody at all', {}, 'No Recipients'],
  ['empty lists', { external_user_ids: [], user_aliases: [] }, 'No Recipients'],
  ['a broadcast of nobody', { broadcast: true }, 'No Recipients'],
  ['an audience without broadcast', { audience: EYES }, 'No Recipients'],
  ['a segment without broadcast', { segment_id: UNKNOWN }, 'No Recipients'],
  ['an unknown segment', { segment_id: UNKNOWN, broadcast: true }, 'Invalid Segment ID'],
  ['an unknown segment beside users', { segment_id: UNKNOWN, external_user_ids: ['a'] }, 'Invalid Segment ID'],
  ['users in a broadcast', { broadcast: true, external_user_ids: ['a'] }, `'external_user_ids' can not be included when 'broadcast' is true`],
  ['aliases in a broadcast', { broadcast: true, audience: EYES, user_aliases: [{ alias_name: 'a', alias_label: 'l' }] }, `'user_aliases' can not be included when 'broadcast' is true`],
  ['an audience of no form', { broadcast: true, audience: { AND: [] } }, `'audience.AND' is not valid`],
  ['51 ids', { external_user_ids: users(51) }, 'The max number of external_ids and aliases per request was exceeded'],
  ['51 ids and aliases', { external_user_ids: users(50), user_aliases: [{ alias_name: 'a', alias_label: 'l' }] }, 'The max number of external_ids and aliases per request was exceeded'],
  ['an unknown campaign', { external_user_ids: ['a'], campaign_id: UNKNOWN }, 'Invalid Campaign ID'],
  ['a campaign that is triggered', { external_user_ids: ['a'], campaign_id: IDS.triggered }, 'Invalid Campaign ID'],
  ['a transactional campaign', { external_user_ids: ['a'], campaign_id: IDS.transactional }, 'Invalid Campaign ID'],
  ['no variant', { external_user_ids: ['a'], campaign_id: IDS.api }, 'Message Variant Unspecified'],
  ['a send id without a campaign', { external_user_ids: ['a'], send_id: 's' }, 'Invalid Send ID'],
  ['an unknown state', { external_user_ids: ['a'], recipient_subscription_state: 'nobody' }, `'recipient_subscription_state' must be 'opted_in', 'subscribed', or 'all'`],
  ['half an alias', { user_aliases: [{ alias_name: 'a' }] }, `'user_aliases.0.alias_label' is required`],
  ['ids that are no list', { external_user_ids: 'a' }, `'external_user_ids' must be an array of strings`],
])('%s is refused', async (_name, body, message) => {
  await refuses(setUp(), PATH, { messages: PUSH, ...body }, message)
})

test('fifty ids are not too many', async () => {
  await takes(setUp(), PATH, { external_user_ids: users(50), messages: PUSH }, ['send.accepted'])
})

test.each([
  [{ apple_push: { alert: 'x', message_variation_id: 'nobody' } }, 'Invalid Message Variant'],
  [{ apple_push: { alert: 'x', message_variation_id: 'toString' } }, 'Invalid Message Variant'],
  [{ apple_push: { alert: 'x', message_variation_id: 'mail' } }, 'Mismatched Message Type'],
  [{ android_push: { alert: 'x', title: 'y', message_variation_id: 'push' } }, 'Mismatched Message Type'],
  [{ apple_push: { alert: 'x', message_variation_id: 'push' }, android_push: { alert: 'x', title: 'y' } }, 'Message Variant Unspecified'],
])('variants of a campaign: %j is %s', async (messages, message) => {
  const e = setUp()
  const said = await refuses(e, PATH, { external_user_ids: ['a'], campaign_id: IDS.api, messages }, message)
  expect(said.rows[0]!.data['field']).toMatch(/^messages\.\w+\.message_variation_id$/)
})

test('a campaign tracks its variants; only broadcasts get a send id', async () => {
  const e = setUp()
  const messages = { apple_push: { alert: 'x', message_variation_id: 'push' } }
  const said = await takes(e, PATH, { external_user_ids: ['a'], campaign_id: IDS.api, messages }, ['send.accepted'])
  expect(said.body).toEqual({ dispatch_id: DISPATCH, message: 'success' })
  const cast = await takes(e, PATH, { broadcast: true, audience: EYES, campaign_id: IDS.api, messages }, ['send_id.created', 'send.accepted'])
  expect(cast.body).toEqual({ dispatch_id: DISPATCH, send_id: expect.stringMatching(/^[0-9a-f]{24}$/), message: 'success' })
  expect(e.world.sends.ofSendId(IDS.api, cast.body.send_id).map((send) => [send.dispatch_id, send.broadcast])).toEqual([[cast.body.dispatch_id, true]])
  const untracked = await takes(e, PATH, { broadcast: true, audience: EYES, messages: PUSH }, ['send.accepted'])
  expect(untracked.body).toEqual({ dispatch_id: DISPATCH, message: 'success' })
})

test('a send id must have been made for its campaign, and may be used again', async () => {
  const e = setUp()
  const body = { broadcast: true, audience: EYES, campaign_id: IDS.api, send_id: 'spring', messages: { apple_push: { alert: 'x', message_variation_id: 'push' } } }
  await refuses(e, PATH, body, 'Invalid Send ID')
  await takes(e, '/sends/id/create', { campaign_id: IDS.triggered, send_id: 'spring' }, ['send_id.created'])
  await refuses(e, PATH, body, 'Invalid Send ID')
  await takes(e, '/sends/id/create', { campaign_id: IDS.api, send_id: 'spring' }, ['send_id.created'])
  for (const n of [1, 2]) {
    expect((await takes(e, PATH, body, ['send.accepted'])).body).toEqual({ dispatch_id: DISPATCH, send_id: 'spring', message: 'success' })
    expect(e.world.sends.ofSendId(IDS.api, 'spring')).toHaveLength(n)
  }
})

test('a segment: everybody of it in a broadcast, or the named users who are in it', async () => {
  const e = setUp()
  const segment = e.world.db.tx(() => e.world.segments.create({ id: 'lovers', name: 'Lovers', filters: { filter: 'custom_attribute', name: 'a', type: 'any', cmp: 'is_not_blank' } }))
  await takes(e, PATH, { broadcast: true, segment_id: segment.id, messages: PUSH }, ['send.accepted'])
  await takes(e, PATH, { external_user_ids: ['mel'], segment_id: segment.id, audience: EYES, messages: PUSH }, ['send.accepted'])
  expect(e.world.sends.accepted().map(({ broadcast, request }) => [broadcast, request['segment_id']])).toEqual([[true, 'lovers'], [false, 'lovers']])
})

test('diagnostics say where in an audience the mistake is', async () => {
  const said = await refuses(setUp(), PATH, { broadcast: true, audience: { AND: [EYES, { OR: [{ custom_event: {} }] }] }, messages: PUSH }, `'audience.AND.1.OR.0' is not valid`)
  expect(said.rows[0]!.data).toMatchObject({ field: 'audience.AND[1].OR[0]', expected: expect.stringContaining('custom_event') })
})
