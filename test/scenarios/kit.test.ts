// The kit: every expectation passes on what is so, and fails with what was expected, what was there and the last journal rows.
import { describe, expect, test } from 'vitest'
import { scenario } from '../../scenarios/kit.ts'
import type { Stage } from '../../scenarios/kit.ts'
import { collect } from '../../scenarios/registry.ts'
import type { ScenarioOptions } from '../../scenarios/registry.ts'
import { runScenario } from '../../scenarios/runner.ts'
import type { Result } from '../../scenarios/runner.ts'
import { ownEmulator } from '../../scenarios/target.ts'
import type { Wrap } from '../../scenarios/target.ts'
import { answers, stub } from './broken-emulators.ts'

async function play(body: (stage: Stage) => Promise<void> | void, { wrap, ...options }: ScenarioOptions & { wrap?: Wrap } = {}): Promise<Result> {
  const [one] = await collect(async () => scenario('it', options, body))
  return runScenario(one!, ownEmulator(wrap))
}

/** A phone in mel's hand: a session, an event, a purchase, a token. Time: 12:00:20. */
async function mel({ device, clock }: Stage) {
  const phone = device('ios')
  phone.launch()
  phone.changeUser('mel')
  phone.setFirstName('Mel')
  phone.setCustomUserAttribute('plan', 'pro')
  phone.logCustomEvent('tapped', { button: 'buy' })
  phone.logPurchase('hat', 25, 'USD', 2)
  phone.allowPush('token-1')
  await clock.advance('20s')
  return phone
}

type Check = (stage: Stage, phone: Awaited<ReturnType<typeof mel>>) => Promise<unknown> | unknown

const checks: readonly (readonly [name: string, right: Check, wrong: Check, report: readonly (string | RegExp)[]])[] = [
  ['profile', ({ expect: e }) => e.profile('mel', { first_name: 'Mel', custom_attributes: { plan: 'pro' }, last_name: undefined, created_at: /^2026-03-01/ }), ({ expect: e }) => e.profile('mel', { first_name: 'Mal', last_name: 'X', external_id: undefined, created_at: /^2025/ }),
    [/^expect\.profile\('mel'\) at kit\.test\.ts:\d+\n/, "first_name: expected 'Mal', was 'Mel'", "last_name: expected 'X', is not there", "external_id: must not be there, was 'mel'", 'created_at: expected a text like /^2025/', 'expected: {', 'was:      {', "last journal rows of 'mel':", /#\d+ 12:00:\d\d\.\d{3} custom_event\.logged \{"name":"tapped"/]],
  ['profile of a device', ({ expect: e }, phone) => e.profile(phone, { external_id: 'mel' }), ({ device, expect: e }) => e.profile(device('web')), ['there is no such user', 'the user of the web device', 'last journal rows of the workspace', 'custom_event.logged']],
  ['profile, lists whole', ({ expect: e }) => e.profile('mel', { custom_events: [{ name: 'tapped', count: 1 }] }), ({ expect: e }) => e.profile('mel', { custom_events: [] }), ['custom_events: expected 0 item(s), there are 1']],
  ['noProfile', ({ expect: e }) => e.noProfile('ann'), ({ expect: e }) => e.noProfile('mel'), ["there is a user known as 'mel'", 'no such user', "external_id: 'mel'", "last journal rows of 'mel'"]],
  ['users', ({ expect: e }) => e.users(1), ({ expect: e }) => e.users(2), ['expected 2 user(s), there are 1', "external_id: 'mel'"]],
  ['sessions', ({ expect: e }) => e.sessions('mel', { count: 2, open: 1, seconds: [0] }), ({ expect: e }) => e.sessions('mel', { count: 1, open: 2, seconds: [5, 6] }), ['count: expected 1, was 2', 'open: expected 2, was 1', 'seconds: expected 2 item(s), there are 1', 'seconds[0]: expected 5, was 0', 'session.started']],
  ['event', ({ expect: e }) => e.event('mel', 'tapped', { count: 1, properties: { button: 'buy' } }), ({ expect: e }) => e.event('mel', 'tapped', { count: 2, properties: { button: 'sell' } }), ["expect.event('mel', 'tapped')", 'expected 2 time(s), happened 1 time(s)', "properties.button: expected 'sell', was 'buy'"]],
  ['event, at least once', ({ expect: e }) => e.event('mel', 'tapped'), ({ expect: e }) => e.event('mel', 'swiped'), ['expected at least once, never happened']],
  ['event, never', ({ expect: e }) => e.event('mel', 'swiped', { count: 0 }), ({ expect: e }) => e.event('mel', 'tapped', { count: 0 }), ['expected 0 time(s), happened 1 time(s)']],
  ['event of a session', ({ expect: e }, phone) => e.event('mel', 'tapped', { session: phone.state().sessionId! }), ({ expect: e }) => e.event('mel', 'tapped', { session: 'another' }), ["session_id: expected 'another'"]],
  ['purchase', ({ expect: e }) => e.purchase('mel', 'hat', { count: 2, price: 25, quantity: 2, currency: 'USD' }), ({ expect: e }) => e.purchase('mel', 'hat', { count: 1, price: 24 }), ['expected 1 time(s), happened 2 time(s)', 'price: expected 24, was 25']],
  ['pushToken', ({ expect: e }) => e.pushToken('mel', 'token-1', { platform: 'iOS' }), ({ expect: e }) => e.pushToken('mel', 'token-2'), ["'mel' does not have this token", "token: 'token-1'", 'push_token.registered']],
  ['pushToken, its fields', ({ expect: e }) => e.pushToken('mel', 'token-1', { notifications_enabled: true }), ({ expect: e }) => e.pushToken('mel', 'token-1', { platform: 'Web' }), ["platform: expected 'Web', was 'iOS'"]],
  ['noPushToken', async ({ rest, expect: e }) => { await rest.post('/users/track', { attributes: [{ external_id: 'ann' }] }); await e.noPushToken('ann') }, ({ expect: e }) => e.noPushToken('mel'), ["has token 'token-1'"]],
  ['pushChangelog', ({ expect: e }) => e.pushChangelog('mel', [{ change: 'registered', token: 'token-1' }]), ({ expect: e }) => e.pushChangelog('mel', [{ change: 'removed' }, { change: 'registered' }]), ['it: expected 2 item(s), there are 1', "[0].change: expected 'removed', was 'registered'"]],
  ['journal', ({ expect: e }) => e.journal('session.started', { about: 'mel', count: 2 }), ({ expect: e }) => e.journal('session.started', { about: 'mel', data: { app_id: 'other' } }), ['expected at least 1 such row(s), there are 0', "is near: app_id: expected 'other'"]],
  ['decision', ({ expect: e }) => e.decision('U2', { about: 'mel', data: { external_id: 'mel' }, count: 1 }), ({ expect: e }) => e.decision('U3', { about: 'mel' }), ["expect.decision('U3')", 'there are 0']],
  ['value, equal', ({ expect: e }) => e.value([1, { a: 2 }], 'a list').toEqual([1, { a: 2 }]), ({ expect: e }) => e.value({ a: 1, b: 2 }, 'a thing').toEqual({ a: 1 }), ['a thing is not what was expected', 'expected: { a: 1 }', 'was:      { a: 1, b: 2 }']],
  ['value, in part', ({ expect: e }) => e.value({ a: 1, b: 2 }, 'a thing').toMatch({ a: 1 }), ({ expect: e }) => e.value({ a: 1 }, 'a thing').toMatch({ a: 2 }), ['a: expected 2, was 1']],
  ['value, not equal', ({ expect: e }) => e.value(1, 'a number').notToEqual(2), ({ expect: e }) => e.value(2, 'a number').notToEqual(2), ['a number is the same: 2']],
  ['rest', ({ rest }) => rest.post('/users/track', {}, { status: 400 }), ({ rest }) => rest.post('/users/track', {}), ['rest POST /users/track', 'answered 400; say { status }', 'expected: ', 'body: {']],
  ['rest, another status', async ({ rest, expect: e }) => e.value((await rest.get('/nowhere', { status: 404 })).status, 'status').toEqual(404), ({ rest }) => rest.post('/users/track', { attributes: [] }, { status: 404, key: 'wrong' }), ['answered 401', 'expected: 404']],
  ['admin', async ({ admin, expect: e }) => e.value((await admin.get('/_emulator/health')).status, 'health').toEqual('ok'), ({ admin }) => admin.get('/users/nobody'), ['admin GET /users/nobody', 'answered 404']],
  ['clock', ({ clock, expect: e }) => e.value(clock.now(), 'now').toEqual('2026-03-01T12:00:20.000Z'), ({ clock }) => clock.advance('soon'), [`clock.advance("soon")`, `'soon' is no span of time: write 40s, 5m or 3d2h30s`]],
]

describe.each(checks)('%s', (_, right, wrong, report) => {
  test('passes on what is so', async () => {
    const result = await play(async (stage) => void (await right(stage, await mel(stage))))
    expect(result.failure?.message).toBeUndefined()
  })

  test('fails with all that helps', async () => {
    const result = await play(async (stage) => void (await wrong(stage, await mel(stage))))
    expect(result.status).toBe('failed')
    for (const part of report) expect(result.failure!.message)[typeof part === 'string' ? 'toContain' : 'toMatch'](part as never)
    expect(result.failure!.at).toEqual({ file: import.meta.filename, line: expect.any(Number) })
  })
})

test('the line of a failure is that of the step', async () => {
  let line = 0
  const result = await play(async ({ expect: e }) => {
    line = Number(/kit\.test\.ts:(\d+)/.exec(new Error().stack!)![1]) + 1
    await e.profile('nobody')
  })
  expect(result.failure!.at!.line).toBe(line)
  expect(result.failure!.brief).toBe(`expect.profile('nobody'): there is no such user`)
})

test('an error thrown below is told with the line of the scenario that led to it', async () => {
  let line = 0
  const result = await play(({ device }) => {
    line = Number(/kit\.test\.ts:(\d+)/.exec(new Error().stack!)![1]) + 1
    device('ios').logCustomEvent('x')
  })
  expect(result.failure!.at).toEqual({ file: import.meta.filename, line })
  expect(result.failure!.message).toContain(`kit.test.ts:${line}`)
})

test.each([
  ['expects nothing', () => {}, 'expects nothing: it would pass whatever the emulator does'],
  ['does not await a step', ({ expect: e, clock }: Stage) => { void clock.advance('1s'); void e.users(0) }, 'was not awaited: write await in front of it'],
  ['does not await a step that fails', ({ expect: e }: Stage) => { void e.users(7) }, 'expected 7 user(s), there are 0'],
  ['catches a failure', async ({ expect: e }: Stage) => { await e.users(7).catch(() => {}); await e.users(0) }, 'expected 7 user(s), there are 0'],
  ['throws', () => { throw new TypeError('oops') }, 'TypeError: oops'],
  ['drives an app that does not run', async ({ device }: Stage) => { device('ios').logCustomEvent('x') }, 'the app is not running on this device: call launch() first'],
])('a scenario that %s fails', async (_, body, message) => {
  const result = await play(body)
  expect(result.status).toBe('failed')
  expect(result.failure!.message).toContain(message)
})

test('a scenario that never ends fails after its time', async () => {
  const result = await play(() => new Promise(() => {}), { timeoutInSeconds: 0.01 })
  expect(result.failure!.message).toContain('is not done after 0.01 s: it waits for something that never comes')
})

test('a timeout longer than any timer is no timeout at once, and no crash', async () => {
  expect((await play(({ expect: e }: Stage) => e.users(0), { timeoutInSeconds: 1e20 })).status).toBe('passed')
})

test('a scenario that nothing can wake any more fails at once, and the runner does not stay on the process', async () => {
  const before = process.listenerCount('beforeExit')
  const result = await play(({ settle }) => {
    void settle().then(() => process.emit('beforeExit', 0)) // what Node does when its event loop is empty
    return new Promise(() => {})
  })
  expect(result.failure!.message).toMatch(/^the scenario at kit\.test\.ts:\d+\n {2}is not done: it waits for something that never comes$/)
  expect(process.listenerCount('beforeExit')).toBe(before)
})

test.each([[0, /^the emulator had an error nobody expected: Error: boom/], [1, /^expect\.users\(1\)[^]*\n {2}the emulator had an error nobody expected: Error: boom/]])('an unexpected error of the emulator is told, whatever the scenario saw', async (count, message) => {
  const [one] = await collect(async () => scenario('it', async ({ expect: e }) => e.users(count)))
  const open = ownEmulator()
  const result = await runScenario(one!, async () => ({ ...(await open()), unexpected: () => [new Error('boom')] }))
  expect(result.status).toBe('failed')
  expect(result.failure!.message).toMatch(message)
})

test('sessions counted differently by profile and apps are told', async () => {
  const result = await play(async (stage) => { await mel(stage); await stage.expect.sessions('mel', { count: 2 }) }, { wrap: answers('/users/export/ids', (body) => ({ ...body, users: body['users'].map((user: any) => ({ ...user, apps: [{ ...user.apps[0], sessions: 3 }] })) })) })
  expect(result.failure!.message).toContain('the profile counts 2 session(s), the apps in its export 3')
})

test('a token that a device of somebody else has too is told', async () => {
  const result = await play(async (stage) => { await mel(stage); await stage.expect.pushToken('mel', 'token-1') }, { wrap: answers('/_emulator/devices', (body) => ({ ...body, devices: [...body['devices'], { user: { braze_id: 'x', external_id: 'ann' } }, { user: null }] })) })
  expect(result.failure!.message).toContain('the device with this token belongs to ann\n  the device with this token belongs to nobody')
})

test('a journal that can not be read does not hide the failure', async () => {
  const result = await play(async ({ expect: e }) => void (await e.profile('nobody')), { wrap: stub('/_emulator/journal', 500, {}) })
  expect(result.failure!.message).toContain('there is no such user')
  expect(result.failure!.message).toContain('the journal can not be read')
})

test('refusals of nobody known are shown beside the rows of the user', async () => {
  const result = await play(async (stage) => {
    await mel(stage)
    await stage.rest.post('/users/track', {}, { status: 400 })
    await stage.expect.event('mel', 'never')
  })
  expect(result.failure!.message).toMatch(/refused or ignored, of nobody known:\n {4}#\d+ 12:00:20\.000 request\.refused/)
})

test('time moves world and devices together, stopping at each timer of a device', async () => {
  const seen: string[] = []
  const result = await play(async ({ device, admin, clock, expect: e }) => {
    const one = device({ platform: 'android', flushIntervalSeconds: 7 })
    const two = device('ios')
    one.launch()
    two.launch()
    one.logCustomEvent('first')
    two.logCustomEvent('second')
    await clock.advance('30s')
    const sent = (phone: typeof one) => phone.requests.filter((request) => request.path === '/api/v3/data/').map((request) => new Date(request.at).toISOString().slice(14, 23))
    e.value([sent(one), sent(two)], 'when data left').toEqual([['00:00.000', '00:07.000'], ['00:00.000', '00:10.000']])
    const { requests } = await admin.get('/requests?path=/api/v3/data/')
    seen.push(...requests.map((request: any) => request.at.slice(14, 23)))
    e.value((await admin.get('/clock')).now, "the world's time").toEqual(clock.now())
  })
  expect(result.failure?.message).toBeUndefined()
  expect(seen).toEqual(['00:00.000', '00:00.000', '00:07.000', '00:10.000'])
})

test.each([['', 'a scenario has a name'], ['x', "scenario 'x' has no function to run"]])('scenario(%j) without what it needs is refused', async (name, message) => {
  await expect(collect(async () => scenario(name, undefined as never))).rejects.toThrow(message)
})

test('two scenarios of one name in a file are refused, and one outside of the runner', async () => {
  await expect(collect(async () => { scenario('a', () => {}); scenario('a', () => {}) })).rejects.toThrow(`there are two scenarios named 'a'`)
  expect(() => scenario('b', () => {})).toThrow('use brazier scenarios <file>')
})

test('a failure names the messages that did not go out, with their gate, and whom a campaign never reached', async () => {
  const { failure } = await play(async ({ admin, rest, settle, expect: e }) => {
    await rest.post('/users/track', { attributes: [{ external_id: 'mel', email: 'mel@example.com', email_subscribe: 'unsubscribed' }, { external_id: 'ann' }] })
    await admin.post('/campaigns', { id: 'offers', name: 'Offers', trigger: { type: 'custom_event', name: 'go' }, messages: { m1: { channel: 'email', subject: 'Hi', body: 'Hi', from: 'shop@example.com' } } })
    await rest.post('/users/track', { events: [{ external_id: 'mel', name: 'go', time: '2026-03-01T12:00:00Z' }] })
    await settle()
    e.value(1, 'a number').toEqual(2)
  })
  expect(failure!.found!.trails).toEqual([
    { title: 'messages that did not go out', lines: [`'Offers' (email) to mel: withheld, unsubscribed {"state":"unsubscribed","targeting":"subscribed"}`] },
    { title: 'never sent to', lines: [expect.stringMatching(/^'Offers' to ann: reach says no_address: the user has no address of the channel/)] },
  ])
  expect(failure!.message).toContain("  messages that did not go out:\n    'Offers' (email) to mel: withheld, unsubscribed")
})

test('options that are none, and rows that are none, are refused', async () => {
  await expect(play(() => {}, { rows: [4] } as ScenarioOptions)).rejects.toThrow("scenario 'it' has an unknown option 'rows': there are row, tags, timeoutInSeconds")
  await expect(play(() => {}, { row: 19 })).rejects.toThrow('row 19 is none of the QA table: its rows are 1 to 18')
  const [one] = await collect(async () => scenario('it', { row: [4, 'Sprint 7'] }, () => {}))
  expect(one!.rows).toEqual(['4 · Session starts and ends are recorded', 'Sprint 7'])
})
