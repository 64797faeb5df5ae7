// `triggers` of a data answer: when it is there, what its request leaves behind, and what happens while it waits for Liquid.
import { describe, expect, it, test } from 'vitest'
import { ask, iam, shown, texts, triggers } from '../../kit/in-app.ts'
import { envelope, event, known, T } from '../../kit/sdk-wire.ts'
import { emulator } from '../../kit/world.ts'

const start = (user: string, session = 's-1') => event('ss', {}, { user, session })
const wanting = (user: string, more: object = {}) => envelope('web', { respond_with: { triggers: true, user_id: user }, events: [start(user)], ...more })

describe('M1: the member', () => {
  it.each([[{ triggers: true }, true], [{ triggers: false }, false], [{ triggers: 'true' }, false], [{ triggers: 1 }, false], [{}, false], [null, false], ['triggers', false], [[], false], [undefined, false]])('respond_with %j', async (respond_with, there) => {
    const e = emulator()
    await iam(e)
    const answer = await e.sdk('web', '/data/', envelope('web', { respond_with }))
    expect([answer.status, answer.body.message, 'triggers' in answer.body, answer.body.triggers?.length]).toEqual([201, 'success', there, there ? 1 : undefined])
  })

  it('is empty where there is nothing: the list replaces what the device has', async () => {
    const e = emulator()
    expect(await triggers(e, 'ios', { user: 'u1' })).toEqual([])
  })
})

test('the request names the rows that it caused, and the answer is kept whole', async () => {
  const e = emulator()
  await iam(e)
  await e.sdk('web', '/data/', wanting('u1'))
  const { body } = await e.admin('GET', '/requests?path=/api/v3/data/')
  const [request] = body.requests
  const caused = e.journal().filter(({ seq }) => seq >= request.first_seq && seq <= request.last_seq)
  expect(caused.map(({ kind }) => kind)).toEqual(['device.registered', 'profile.created', 'session.started'])
  expect(texts(JSON.parse(request.response.body).triggers)).toEqual(['Hello'])
})

test('an answer that is lost: the data is stored, the next one brings the same again', async () => {
  const e = emulator()
  await iam(e)
  await e.admin('PUT', '/faults', [{ match: { path: '/api/v3/data/' }, drop: 'after', times: 1 }])
  await e.sdk('web', '/data/', wanting('u1')).catch(() => undefined)
  const before = await shown(e)
  expect(texts((await ask(e, 'web', { user: 'u1', session: false })).triggers)).toEqual(['Hello'])
  expect([before.length, (await shown(e)).length]).toEqual([1, 1])
})

test('two requests of a device at once hand out one message', async () => {
  const e = emulator()
  await iam(e, { message: 'Hi {{${user_id}}}' })
  const answers = await Promise.all([e.sdk('web', '/data/', wanting('u1')), e.sdk('web', '/data/', wanting('u1'))])
  expect(answers.map(({ body }) => body.triggers.length)).toEqual([1, 1])
  expect(answers[0].body.triggers).toEqual(answers[1].body.triggers)
  expect(await shown(e)).toHaveLength(1)
})

test('a user who is merged away, or gone, while Liquid is rendered', async () => {
  const e = emulator()
  await known(e, 'u2')
  await iam(e, { message: 'Hi {{${user_id}}}' })
  const world = e.world
  await e.sdk('web', '/data/', wanting('u1'))
  const profile = world.profiles.byExternalId('u1')!
  const app = world.apps.find(envelope('web')['api_key'] as string)!
  const plan = () => world.db.tx(() => world.inAppMessages.plan(world.profiles.byId(profile.id)!, app, 'other-device'))
  const merged = plan()
  await e.post('/users/merge', { merge_updates: [{ identifier_to_merge: { external_id: 'u1' }, identifier_to_keep: { external_id: 'u2' } }] })
  await world.scheduler.settle()
  expect(await world.inAppMessages.complete(merged)).toHaveLength(1)
  expect((await shown(e, '&device_id=other-device')).map(({ user }) => user.external_id)).toEqual(['u2'])
  const second = world.db.tx(() => world.inAppMessages.plan(world.profiles.byExternalId('u2')!, app, 'third-device'))
  await e.post('/users/delete', { external_ids: ['u2'] })
  await world.scheduler.settle()
  expect(await world.inAppMessages.complete(second)).toEqual([])
  expect(await shown(e, '&device_id=third-device')).toEqual([])
})

test('M20: what changes reaches the device when it asks again; an unchanged list writes nothing', async () => {
  const e = emulator()
  await iam(e)
  const first = await triggers(e, 'ios', { user: 'u1' })
  expect(await e.rowsOf(() => triggers(e, 'ios', { user: 'u1', session: false }))).toEqual([])
  await e.admin('PATCH', '/campaigns/c', { trigger: { type: 'session_start', end: '2026-03-05T00:00:00Z' } })
  const [second] = await triggers(e, 'ios', { user: 'u1', session: false })
  expect([first[0].end_time, second.end_time]).toEqual([null, Date.parse('2026-03-05T00:00:00Z') / 1000])
})

test('anonymous and known on one device: each his own', async () => {
  const e = emulator()
  await iam(e, { message: '{{${user_id} | default: "nobody"}}' })
  expect(texts((await e.sdk('web', '/data/', envelope('web', { respond_with: { triggers: true }, events: [event('ss')] }))).body.triggers)).toEqual(['nobody'])
  expect(texts((await e.sdk('web', '/data/', envelope('web', { time: T + 1, respond_with: { triggers: true, user_id: 'u1' }, events: [event('ss', {}, { at: T + 1, user: 'u1', session: 's-2' })] }))).body.triggers)).toEqual(['u1'])
})

test('two hundred campaigns: each its trigger, in one order', async () => {
  const e = emulator()
  for (let n = 0; n < 200; n++) await e.admin('POST', '/campaigns', { id: `c${n}`, name: `C${n}`, trigger: { type: 'session_start' }, messages: { [`m${n}`]: { channel: 'in_app_message', message: `{{\${user_id}}} ${n}` } } })
  const given = await triggers(e, 'ios', { user: 'u1' })
  expect([given.length, new Set(given.map(({ priority }) => priority)).size, (await shown(e, '&limit=1000')).length]).toEqual([200, 200, 200])
})

test('N6: our own mistake while triggers are made: the batch is acknowledged and counts once, the triggers are left out, and people hear of it', async () => {
  const e = emulator()
  await iam(e)
  const { complete } = e.world.inAppMessages
  Object.assign(e.world.inAppMessages, { complete: () => Promise.reject(new Error('our mistake')) })
  const body = wanting('u1', { events: [start('u1'), event('ce', { n: 'buy' }, { user: 'u1' })] })
  let answer: any
  const rows = await e.rowsOf(async () => (answer = await e.sdk('web', '/data/', body)))
  expect([answer.status, answer.body]).toEqual([201, { message: 'success' }])
  expect(rows.map(({ kind }) => kind)).toEqual(['device.registered', 'profile.created', 'session.started', 'custom_event.logged', 'request.failed'])
  const [request] = (await e.admin('GET', '/requests?path=/api/v3/data/')).body.requests
  expect(rows.at(-1)!.data).toMatchObject({ request_id: request.id, path: '/api/v3/data/', status: 201, error: 'Error: our mistake', stack: expect.stringContaining('triggers.test') })
  expect([request.status, request.last_seq - request.first_seq]).toEqual([201, 3])
  expect(e.errors.splice(0).map(String)).toEqual(['Error: our mistake'])
  Object.assign(e.world.inAppMessages, { complete })
  expect(await triggers(e, 'web', { user: 'u1', session: false })).toHaveLength(1)
})
