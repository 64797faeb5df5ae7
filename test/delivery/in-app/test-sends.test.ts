// Test in-app messages: a push calls for them, the next request for triggers brings each once, and nothing of it is counted (Q5, P19). docs: sending_test_messages
import { describe, expect, test } from 'vitest'
import { ask, iam, shown, told, triggers } from '../../kit/in-app.ts'
import { advance } from '../../kit/campaigns.ts'
import { define } from '../../kit/messaging.ts'
import { envelope } from '../../kit/sdk-wire.ts'
import { emulator } from '../../kit/world.ts'

type Emulator = ReturnType<typeof emulator>
const token = (e: Emulator, app: 'ios' | 'android', user: string) => e.sdk(app, '/data', envelope(app, { respond_with: { user_id: user }, attributes: [{ user_id: user, push_token: `${app}-token` }], device: { remote_notification_enabled: 1, ios_push_auth: 'authorized' } }))
const test_ = (e: Emulator, body: object = {}) => e.admin('POST', '/campaigns/c/test', { external_ids: ['u1'], ...body })
const tests = async (e: Emulator, app: 'ios' | 'android' | 'web' = 'ios', user = 'u1') => (await triggers(e, app, { user, session: false })).filter(({ trigger_condition: [first] }) => first.type === 'test')

async function stage(body: Record<string, unknown> = {}, more: Record<string, unknown> = {}) {
  const e = emulator()
  await iam(e, body, { trigger: { type: 'custom_event', name: 'buy' }, ...more })
  await token(e, 'ios', 'u1')
  return e
}

test('the push has the key that SDKs look for, on every platform of the user', async () => {
  const e = await stage()
  await token(e, 'android', 'u1')
  const rows = await e.rowsOf(async () => expect((await test_(e)).body.messages).toMatchObject([{ channel: 'in_app_message', status: 'sent', test: true, payload: null }]))
  expect(rows.map(({ kind, data }) => [kind, data['channel'], data['test']])).toEqual(expect.arrayContaining([['push.sent', 'ios_push', true], ['push.sent', 'android_push', true]]))
  expect(rows).toHaveLength(2)
  const { body } = await e.admin('GET', '/messages')
  const [ios, android]: any[] = [body.messages.find((one: any) => one.channel === 'ios_push'), body.messages.find((one: any) => one.channel === 'android_push')]
  expect([ios.payload.body.ab_push_fetch_test_triggers_key, android.payload.body.message.data.ab_push_fetch_test_triggers_key]).toEqual(['true', 'true'])
})

test('the push to a browser has it too', async () => {
  const e = await stage()
  await e.sdk('web', '/data/', envelope('web', { respond_with: { user_id: 'u1' }, attributes: [{ user_id: 'u1', push_token: 'https://push.test/1', custom_push_public_key: 'BPk=', custom_push_user_auth: 'YXV0aA==' }] }))
  await test_(e)
  expect((await e.admin('GET', '/messages?channel=web_push')).body.messages.map(({ payload }: any) => payload.body.ab_push_fetch_test_triggers_key)).toEqual(['true'])
})

test('the next request brings it, once on each device, before everything else and rendered', async () => {
  const e = await stage({ message: 'Hi {{${user_id}}} {{event_properties.${size}}}' })
  await token(e, 'android', 'u1')
  await test_(e, { event_properties: { size: 'L' } })
  const given = await triggers(e, 'ios', { user: 'u1', session: false })
  expect(given).toMatchObject([
    { type: 'inapp', trigger_condition: [{ type: 'test' }], delay: 0, re_eligibility: 0, start_time: null, end_time: null, data: { message: 'Hi u1 L', is_test_send: true } },
    { type: 'templated_iam', trigger_condition: [{ type: 'custom_event' }] },
  ])
  expect(given[0].priority).toBeGreaterThan(given[1].priority)
  expect([await tests(e), (await tests(e, 'android')).length, await tests(e, 'android')]).toEqual([[], 1, []])
  expect((await shown(e)).map((one) => [one.test, one.device_id])).toEqual([[true, 'c0ffee00-ios'], [false, 'c0ffee00-ios'], [true, 'a0d0-android'], [false, 'a0d0-android']])
})

test('what is done with it is at its message, and counts nowhere', async () => {
  const e = await stage({}, { user_cap: 1 })
  await test_(e)
  const [one] = await tests(e)
  const [real] = (await ask(e, 'ios', { user: 'u1' })).triggers
  const rows = await e.rowsOf(async () => {
    await told(e, 'ios', 'si', one.data.trigger_id, { user: 'u1' })
    await told(e, 'ios', 'sbc', one.data.trigger_id, { user: 'u1', bid: 0, session: 'b' })
  })
  expect(rows.map(({ kind, data }) => [kind, data['test']])).toEqual([['in_app_message.impression', true], ['in_app_message.button_click', true]])
  const { body } = await e.get('/campaigns/data_series?campaign_id=c&length=1&ending_at=2026-03-01T23:00:00Z')
  expect(body.data[0]).toMatchObject({ unique_recipients: 0, messages: { trigger_in_app_message: [{ impressions: 0, first_button_clicks: 0 }] } })
  expect((await shown(e, '')).map((row) => [row.test, row.engagement.map(({ action }: any) => action)])).toEqual([[true, ['impression', 'button_click']], [false, []]])
  expect(real.data.trigger_id).not.toBe(one.data.trigger_id)
  // It is still to be had: neither re-eligibility nor the cap has seen the test
  expect((await triggers(e, 'ios', { user: 'u1' })).map(({ id }) => id)).toEqual([real.id])
})

describe('whom it reaches', () => {
  test('nobody without a push token', async () => {
    const e = emulator()
    await iam(e)
    await triggers(e, 'ios', { user: 'u1' })
    expect((await test_(e)).body.messages).toMatchObject([{ status: 'withheld', reason: 'no_push_token', detail: { why: 'a test in-app message is called for by a push' } }])
    expect(await tests(e)).toEqual([])
  })
  test('devices that the message is for', async () => {
    const e = await stage({ platforms: 'web' })
    await test_(e)
    expect([await tests(e), (await tests(e, 'web')).length]).toEqual([[], 1])
  })
  test('not another user, and not tomorrow', async () => {
    const e = await stage()
    await test_(e)
    expect(await tests(e, 'ios', 'u2')).toEqual([])
    await advance(e, '1d')
    expect(await tests(e)).toEqual([])
  })
})

test('no gate holds it back, and a draft will do; all variants but the control group', async () => {
  const e = emulator()
  await token(e, 'ios', 'u1')
  const message = (text: string) => ({ channel: 'in_app_message', message: text })
  await define(e, 'campaigns', { id: 'c', name: 'C', draft: true, trigger: { type: 'session_start', start: '2027-01-01T00:00:00Z' }, audience: { filters: { filter: 'email_address', cmp: 'equals', value: 'nobody' } }, messages: { a: { ...message('A'), percent: 40 }, b: { ...message('B'), percent: 40 }, k: { type: 'control', percent: 20 } } })
  await test_(e)
  expect((await tests(e)).map(({ data }) => data.message).sort()).toEqual(['A', 'B'])
  await test_(e, { message_variation_id: 'b' })
  expect((await tests(e)).map(({ data }) => data.message)).toEqual(['B'])
})

test('Liquid that aborts: no trigger, and a row that says so', async () => {
  const e = await stage({ message: "{% abort_message('no') %}" })
  await test_(e)
  expect(await tests(e)).toEqual([])
  expect((await shown(e, '&status=aborted')).map((one) => [one.reason, one.test])).toEqual([['aborted', true], ['aborted', false]])
})
