// GET /_emulator/users/:braze_id/explain: every gate in order, the values compared, and what became of it so far.
import { expect, test } from 'vitest'
import { emulator } from '../../kit/world.ts'

async function stage() {
  const e = emulator()
  await e.post('/users/track', { attributes: [{ external_id: 'mel', email: 'mel@example.com', level: 3 }, { external_id: 'kim', email: 'kim@example.com', level: 9, email_subscribe: 'unsubscribed' }] })
  await e.admin('POST', '/segments', { id: 'gold', name: 'Gold', filters: { filter: 'custom_attribute', name: 'level', type: 'number', cmp: 'more_than', value: 5 } })
  await e.admin('POST', '/campaigns', { id: 'c1', name: 'For gold', schedule_type: 'api_triggered', audience: { segments: ['gold'] }, messages: { m1: { channel: 'email', subject: 'Hi', from: 'a@example.com', body: '<body>Hi</body>' } } })
  const explained = async (external_id: string, query: string) => await e.admin('GET', `/users/${e.world.profiles.byExternalId(external_id)!.braze_id}/explain?${query}`)
  return { e, explained }
}

test('a campaign: the first gate that stops it, and all the others', async () => {
  const { explained } = await stage()
  const { status, body } = await explained('mel', 'campaign_id=c1')
  expect(status).toBe(200)
  expect(body).toMatchObject({ user: { external_id: 'mel' }, campaign_id: 'c1', name: 'For gold', passed: false, reason: 'not_in_audience', why: 'the user is not in the audience', messages: [] })
  const gates = Object.fromEntries(body.gates.map((gate: any) => [gate.gate, gate]))
  expect(gates.audience).toMatchObject({ passed: false, reason: 'not_in_audience' })
  expect(JSON.stringify(gates.audience.seen)).toContain('"seen":3')
  expect(gates.subscription).toMatchObject({ passed: true })
  expect(body.gates.findIndex((gate: any) => gate.gate === 'audience')).toBeLessThan(body.gates.findIndex((gate: any) => gate.gate === 'subscription'))
})

test('an unsubscribed user in the audience, who becomes one that gets it, and then has got it', async () => {
  const { e, explained } = await stage()
  expect((await explained('kim', 'campaign_id=c1')).body).toMatchObject({ passed: false, reason: 'unsubscribed' })
  await e.post('/email/status', { email: 'kim@example.com', subscription_state: 'subscribed' })
  expect((await explained('kim', 'campaign_id=c1')).body).toMatchObject({ passed: true, reason: null, why: null })
  await e.post('/campaigns/trigger/send', { campaign_id: 'c1', recipients: [{ external_user_id: 'kim' }, { external_user_id: 'mel' }] })
  await e.world.scheduler.settle()
  const kim = (await explained('kim', 'campaign_id=c1')).body
  expect(kim).toMatchObject({ passed: false, reason: 'already_received', messages: [{ status: 'delivered', payload: { subject: 'Hi' } }] })
  expect(kim.gates.find((gate: any) => gate.gate === 're_eligibility').seen).toMatchObject({ received_at: '2026-03-01T12:00:00.000Z' })
  expect((await explained('mel', 'campaign_id=c1')).body).toMatchObject({ reason: 'not_in_audience', messages: [{ status: 'withheld', reason: 'not_in_audience' }] })
})

test('a message whose trigger has happened, and that waits for its delay', async () => {
  const { e, explained } = await stage()
  await e.admin('POST', '/campaigns', { id: 'c2', name: 'Later', trigger: { type: 'custom_event', name: 'signed_up', delay_seconds: 3600 }, messages: { m2: { channel: 'email', subject: 'Hi', from: 'a@example.com', body: '<body>Hi</body>' } } })
  expect((await explained('mel', 'campaign_id=c2')).body.waiting).toEqual([])
  await e.post('/users/track', { events: [{ external_id: 'mel', name: 'signed_up', time: '2026-03-01T12:00:00Z' }] })
  await e.world.scheduler.settle()
  expect((await explained('mel', 'campaign_id=c2')).body.waiting).toEqual(['2026-03-01T13:00:00.000Z'])
  await e.admin('POST', '/clock/advance', { by: '1h' })
  expect((await explained('mel', 'campaign_id=c2')).body).toMatchObject({ waiting: [], messages: [{ status: 'delivered' }] })
})

test('explaining changes nothing', async () => {
  const { e, explained } = await stage()
  expect(await e.kindsOf(async () => {
    await explained('mel', 'campaign_id=c1')
    await explained('mel', 'segment_id=gold')
  })).toEqual([])
})

test('a segment: each filter with what it saw', async () => {
  const { explained } = await stage()
  expect((await explained('mel', 'segment_id=gold')).body).toMatchObject({ user: { external_id: 'mel' }, segment_id: 'gold', name: 'Gold', match: false, filters: { filter: 'custom_attribute', match: false, seen: 3 } })
  expect((await explained('kim', 'segment_id=gold')).body).toMatchObject({ match: true, filters: { match: true, seen: 9 } })
})

test('a Canvas: would the user enter, and the walk so far', async () => {
  const { e, explained } = await stage()
  await e.admin('POST', '/canvases', { id: 'v1', name: 'Journey', schedule_type: 'api_triggered', steps: [{ id: 's1', name: 'Wait', type: 'delay', settings: { delay: { type: 'duration', value: 1, unit: 'days' } }, next_step_ids: ['s2'] }, { id: 's2', name: 'Mail', messages: { j1: { channel: 'email', subject: 'Hi', from: 'a@example.com', body: '<body>Hi</body>' } } }] })
  expect((await explained('mel', 'canvas_id=v1')).body).toMatchObject({ canvas_id: 'v1', name: 'Journey', passed: true, walks: [], messages: [] })
  await e.post('/canvas/trigger/send', { canvas_id: 'v1', recipients: [{ external_user_id: 'mel' }] })
  await e.world.scheduler.settle()
  expect((await explained('mel', 'canvas_id=v1')).body).toMatchObject({ passed: false, walks: [{ exited_at: null, steps: [{ step_id: 's1', name: 'Wait', type: 'delay', left_at: null }] }] })
  await e.admin('POST', '/clock/advance', { by: '1d' })
  const { body } = await explained('mel', 'canvas_id=v1')
  expect(body.walks[0].steps.map((step: any) => [step.step_id, step.entered_at, step.left_at])).toEqual([['s1', '2026-03-01T12:00:00.000Z', '2026-03-02T12:00:00.000Z'], ['s2', '2026-03-02T12:00:00.000Z', '2026-03-02T12:00:00.000Z']])
  expect([body.walks[0].entered_at, body.walks[0].exited_at]).toEqual(['2026-03-01T12:00:00.000Z', '2026-03-02T12:00:00.000Z'])
  expect(body.messages).toMatchObject([{ status: 'delivered', canvas_step_id: 's2' }])
})

test('the times that gates compare are written out', async () => {
  const { e, explained } = await stage()
  await e.admin('POST', '/frequency_rules', { channel: 'email', count: 1, window: 1, unit: 'days' })
  await e.admin('POST', '/campaigns', { id: 'c2', name: 'Once', messages: { m2: { channel: 'email', subject: 'Hi', from: 'a@example.com', body: '<body>Hi</body>' } } })
  await e.post('/campaigns/trigger/send', { campaign_id: 'c2', recipients: [{ external_user_id: 'mel' }] })
  await e.world.scheduler.settle()
  const { gates } = (await explained('mel', 'campaign_id=c2')).body
  expect(gates.find((gate: any) => gate.gate === 'frequency_capping')).toMatchObject({ passed: false, seen: { received: 1, since: expect.stringMatching(/^2026-0\d-\d\dT[\d:.]+Z$/) } })
})

test('several channels: the user gets it by those that let it through', async () => {
  const { e, explained } = await stage()
  await e.admin('POST', '/campaigns', { id: 'c3', name: 'Both', messages: { mail: { channel: 'email', subject: 'Hi', from: 'a@example.com', body: '<body>Hi</body>' }, push: { channel: 'ios_push', alert: 'Hi' } } })
  expect((await explained('mel', 'campaign_id=c3')).body).toMatchObject({ passed: true, reason: null, channels: { email: { passed: true, reason: null }, ios_push: { passed: false, reason: 'no_push_token' } } })
  // kim has unsubscribed from email, and there is no device: nothing is left
  expect((await explained('kim', 'campaign_id=c3')).body).toMatchObject({ passed: false, reason: 'no_push_token', channels: { email: { passed: false, reason: 'unsubscribed' }, ios_push: { passed: false, reason: 'no_push_token' } } })
  expect((await explained('mel', 'campaign_id=c1')).body).toMatchObject({ passed: false, reason: 'not_in_audience', channels: { email: { passed: true, reason: null } } })
})

test('what waits for the end of the quiet hours says till when', async () => {
  const { e, explained } = await stage()
  await e.admin('POST', '/campaigns', { id: 'c4', name: 'Quiet', quiet_hours: { start: '11:00', end: '13:30' }, messages: { m4: { channel: 'email', subject: 'Hi', from: 'a@example.com', body: '<body>Hi</body>' } } })
  const { body } = await explained('mel', 'campaign_id=c4')
  expect(body).toMatchObject({ passed: false, reason: 'quiet_hours' })
  expect(body.gates.find(({ gate }: any) => gate === 'quiet_hours')).toMatchObject({ passed: false, later: '2026-03-01T13:30:00.000Z', seen: { channel: 'email' } })
})

test('what can not be asked', async () => {
  const { e, explained } = await stage()
  expect(await explained('mel', 'campaign_id=nothing')).toMatchObject({ status: 404, body: { error: { code: 'not_found', message: 'there is no campaign with this id', details: { campaign_id: 'nothing' } } } })
  expect(await explained('mel', 'segment_id=nothing')).toMatchObject({ status: 404, body: { error: { message: 'there is no segment with this id' } } })
  expect(await explained('mel', 'canvas_id=nothing')).toMatchObject({ status: 404, body: { error: { message: 'there is no canvas with this id' } } })
  expect((await explained('mel', '')).status).toBe(422)
  expect((await explained('mel', 'campaign_id=c1&segment_id=gold')).status).toBe(422)
  expect(await explained('mel', 'feature_flag=f')).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } })
  expect(await e.admin('GET', '/users/nobody/explain?campaign_id=c1')).toMatchObject({ status: 404, body: { error: { message: 'there is no user with this braze_id' } } })
})
