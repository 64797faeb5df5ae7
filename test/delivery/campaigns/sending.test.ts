// A campaign to one user through the API: each gate, what it compares, the row it leaves, and what goes out when nothing stops it.
import { describe, expect, test } from 'vitest'
import { bucketOf } from '../../../emulator/domain/campaigns/assignment.ts'
import { advance, brief, email, outcome, people, sent, trigger } from '../../kit/campaigns.ts'
import { define, happened } from '../../kit/messaging.ts'
import { emulator } from '../../kit/world.ts'

const LOVES = { filters: { filter: 'custom_attribute', name: 'loves', type: 'string', cmp: 'is_any_of', value: 'tea' } }
const ELEVEN = Array.from({ length: 40 }, (_, n) => `u${n}`)

async function setUp(more: Record<string, unknown> = {}, names = ['mel', 'kai']) {
  const e = emulator()
  await people(e, names, { mel: { first_name: 'Mel', loves: 'tea' } })
  await email(e, more)
  return e
}
const first = async (e: any) => (await e.admin('GET', '/messages')).body.messages[0]

test('nothing stops it: rendered with the trigger properties, sent, told, counted', async () => {
  const e = await setUp({ messages: { m: { channel: 'email', subject: 'Hi {{${first_name}}}: {{api_trigger_properties.${item}}}', body: 'x', from: 'A <a@example.com>' } } })
  const rows = await e.rowsOf(() => trigger(e, { external_user_id: 'mel', trigger_properties: { item: 'tea' } }))
  expect(rows.map(({ kind }) => kind)).toEqual(['send.accepted', 'email.sent', 'email.delivered'])
  const { dispatch_id } = rows[0]!.data
  expect(rows[1]!.data).toMatchObject({ campaign_id: 'c', message_variation_id: 'm', channel: 'email', dispatch_id })
  expect(await first(e)).toMatchObject({ status: 'delivered', reason: null, campaign_id: 'c', message_variation_id: 'm', dispatch_id, payload: { subject: 'Hi Mel: tea' } })
  expect(e.errors).toEqual([])
})

test('what stops a user leaves one row with the gate and the values compared', async () => {
  const e = await setUp({ audience: LOVES })
  expect(await e.kindsOf(() => trigger(e, 'kai'))).toEqual(['send.accepted', 'message.withheld'])
  expect(await first(e)).toMatchObject({ status: 'withheld', reason: 'not_in_audience', channel: 'email', campaign_id: 'c', detail: { gate: 'audience', in_audience: false } })
  await trigger(e, 'mel')
  expect(await brief(e)).toEqual(['kai withheld not_in_audience', 'mel delivered'])
})

test('a user that nobody knows leaves a trace', async () => {
  const e = await setUp()
  const rows = await e.rowsOf(() => trigger(e, 'nobody'))
  expect(rows.map(({ kind, data }) => [kind, (data['compared'] as any)?.reason])).toEqual([['send.accepted', undefined], ['decision.ignored', 'no_such_user']])
  expect(await brief(e)).toEqual([])
})

describe('consent', () => {
  test.each([
    ['subscribed', 'subscribed', 'delivered'], ['subscribed', 'opted_in', 'delivered'], ['subscribed', 'unsubscribed', 'withheld unsubscribed'],
    ['opted_in', 'subscribed', 'withheld not_opted_in'], ['opted_in', 'opted_in', 'delivered'], ['all', 'unsubscribed', 'delivered'],
  ])('%s to a user who is %s: %s', async (subscription_targeting, email_subscribe, what) => {
    const e = await setUp({ subscription_targeting })
    await people(e, ['mel'], { mel: { email_subscribe } })
    await trigger(e, 'mel')
    expect(await brief(e)).toEqual([`mel ${what}`])
  })
})

describe('re-eligibility counts from receipt', () => {
  test('null: once ever', async () => {
    const e = await setUp()
    await trigger(e, 'mel')
    await advance(e, '400d')
    await trigger(e, 'mel')
    expect(await brief(e)).toEqual(['mel delivered', 'mel withheld already_received'])
  })

  test('0: always, also in one moment', async () => {
    const e = await setUp({ reeligibility_seconds: 0 })
    await trigger(e, 'mel')
    await trigger(e, 'mel')
    expect(await brief(e)).toEqual(['mel delivered', 'mel delivered'])
  })

  test('seconds, not days: not a second earlier', async () => {
    const e = await setUp({ reeligibility_seconds: 86_400 })
    await trigger(e, 'mel')
    await advance(e, '86399s')
    await trigger(e, 'mel')
    expect((await e.admin('GET', '/messages?status=withheld')).body.messages[0]).toMatchObject({ reason: 'already_received', detail: { gate: 're_eligibility', received_at: Date.parse('2026-03-01T12:00:00Z'), eligible_at: Date.parse('2026-03-02T12:00:00Z') } })
    await advance(e, '1s')
    await trigger(e, 'mel')
    expect(await brief(e)).toEqual(['mel delivered', 'mel withheld already_received', 'mel delivered'])
  })

  test('what was withheld or aborted was not received', async () => {
    const e = await setUp({ messages: { m: { channel: 'email', subject: '{% if ${first_name} == blank %}{% abort_message %}{% endif %}Hi', body: 'x', from: 'A <a@example.com>' } } })
    await trigger(e, 'kai')
    await people(e, ['kai'], { kai: { first_name: 'Kai' } })
    await trigger(e, 'kai')
    expect(await brief(e)).toEqual(['kai aborted aborted', 'kai delivered'])
  })

  test('one that waits for the end of quiet hours is on its way: no second one joins it', async () => {
    const e = await setUp({ quiet_hours: { start: '11:00', end: '13:00', fallback: 'send_at_end' } })
    await trigger(e, 'mel')
    await trigger(e, 'mel')
    await advance(e, '2h')
    expect((await brief(e)).sort()).toEqual(['mel delivered', 'mel withheld already_received'])
  })
})

describe('Global Control Group', () => {
  test('its members get nothing, but from campaigns with an excluded tag', async () => {
    const e = await setUp({}, ELEVEN)
    await e.admin('PATCH', '/settings', { global_control_group: { percentage: 15, excluded_tags: ['vital'] } })
    const inside = ELEVEN.filter((name) => e.world.globalControlGroup.has(e.world.profiles.byExternalId(name)!))
    expect(inside.length).toBeGreaterThan(0)
    await trigger(e, ...ELEVEN)
    expect((await outcome(e)).filter(({ reason }) => reason === 'global_control_group').map(({ user }) => user)).toEqual(inside)
    await e.admin('PATCH', '/campaigns/c', { tags: ['vital'], reeligibility_seconds: 0 })
    await trigger(e, inside[0]!)
    expect((await outcome(e)).at(-1)).toMatchObject({ user: inside[0], status: 'delivered' })
  })
})

describe('variants', () => {
  const MESSAGES = { a: { channel: 'email', subject: 'A', body: 'x', from: 'A <a@example.com>', percent: 50 }, b: { channel: 'email', subject: 'B', body: 'x', from: 'A <a@example.com>', percent: 30 }, control: { channel: 'email', type: 'control', percent: 20 } }
  const expected = (e: any, name: string): string => {
    const bucket = bucketOf(e.world.profiles.byExternalId(name)!.braze_id, 'c')
    return bucket < 50 ? 'a' : bucket < 80 ? 'b' : 'control'
  }

  test('by the bucket of user and campaign; the control group is enrolled and gets nothing', async () => {
    const e = await setUp({ messages: MESSAGES, reeligibility_seconds: 0 }, ELEVEN)
    const rows = await e.rowsOf(() => trigger(e, ...ELEVEN))
    const all = await outcome(e)
    expect(all.map(({ user, message }) => [user, message])).toEqual(ELEVEN.map((name) => [name, expected(e, name)]))
    expect(new Set(all.map(({ message }) => message))).toEqual(new Set(['a', 'b', 'control']))
    const control = all.filter(({ message }) => message === 'control')
    expect(control.every(({ status, reason }) => status === 'withheld' && reason === 'control_group')).toBe(true)
    expect(rows.filter(({ kind }) => kind === 'campaign.control_enrolled')).toHaveLength(control.length)
    await trigger(e, ...ELEVEN)
    expect((await outcome(e)).slice(40).map(({ message }) => message)).toEqual(all.map(({ message }) => message))
  })

  test('who received never enters the control group, and who is in it never receives, whatever the shares become', async () => {
    const e = await setUp({ messages: MESSAGES, reeligibility_seconds: 0 }, ELEVEN)
    await trigger(e, ...ELEVEN)
    const before = await outcome(e)
    for (const [a, b, control] of [[5, 5, 90], [95, 5, 0]] as const) {
      const changed = await e.admin('PATCH', '/campaigns/c', { messages: { a: { ...MESSAGES.a, percent: a }, b: { ...MESSAGES.b, percent: b }, control: { ...MESSAGES.control, percent: control } } })
      expect(changed.status).toBe(200)
      await trigger(e, ...ELEVEN)
      const after = (await outcome(e)).slice(-40)
      expect(after.map(({ message }) => message === 'control')).toEqual(before.map(({ message }) => message === 'control'))
    }
  })

  test('shares that leave a user out', async () => {
    const e = await setUp({ messages: { a: { ...MESSAGES.a, percent: 50 } } }, ELEVEN)
    await trigger(e, ...ELEVEN)
    const [all] = [await outcome(e)]
    expect(all.filter(({ reason }) => reason === 'not_in_split').map(({ user }) => user)).toEqual(ELEVEN.filter((name) => bucketOf(e.world.profiles.byExternalId(name)!.braze_id, 'c') >= 50))
    expect(all.filter(({ status }) => status === 'delivered').length).toBeGreaterThan(0)
  })
})

describe('user cap', () => {
  test('a total: users, not messages', async () => {
    const e = await setUp({ user_cap: 2, reeligibility_seconds: 0 }, ['a', 'b', 'c', 'd'])
    await trigger(e, 'a', 'b', 'c')
    await trigger(e, 'a', 'd')
    expect(await brief(e)).toEqual(['a delivered', 'b delivered', 'c withheld user_cap', 'a delivered', 'd withheld user_cap'])
  })

  test('aborted messages count', async () => {
    const e = await setUp({ user_cap: { total: 1 }, messages: { m: { channel: 'email', subject: '{% if ${first_name} == blank %}{% abort_message %}{% endif %}Hi', body: 'x', from: 'A <a@example.com>' } } })
    await trigger(e, 'kai')
    await trigger(e, 'mel')
    expect(await brief(e)).toEqual(['kai aborted aborted', 'mel withheld user_cap'])
  })
})

describe('states', () => {
  test.each([['stop'], ['archive']])('after %s a send that was accepted before leaves rows that say so', async (what) => {
    const e = await setUp()
    await e.post('/campaigns/trigger/send', { campaign_id: 'c', recipients: [{ external_user_id: 'mel' }] })
    await e.admin('POST', `/campaigns/c/${what}`)
    await e.world.scheduler.settle()
    expect(await brief(e)).toEqual(['mel withheld not_live'])
  })

  test('a message that waited for the end of quiet hours is not sent once the campaign was stopped', async () => {
    const e = await setUp({ quiet_hours: { start: '11:00', end: '13:00' } })
    await trigger(e, 'mel')
    await e.admin('POST', '/campaigns/c/stop')
    await advance(e, '2h')
    expect(await brief(e)).toEqual(['mel withheld not_live'])
  })
})

describe('dispatch ids', () => {
  test('a request for one user has the one it was answered, one for several gives each his own', async () => {
    const e = await setUp({ reeligibility_seconds: 0 })
    const { dispatch_id } = await trigger(e, 'mel')
    await trigger(e, 'mel', 'kai')
    const ids = (await outcome(e)).map((row) => row.dispatch_id)
    expect(ids[0]).toBe(dispatch_id)
    expect(new Set(ids).size).toBe(3)
  })
})

test('all channels of a campaign in one bucket, under one dispatch', async () => {
  const e = await setUp({ messages: { m: { channel: 'email', subject: 'x', body: 'x', from: 'A <a@example.com>' }, w: { channel: 'webhook', url: 'https://example.com/hook', method: 'POST', body: '{}' } } })
  await trigger(e, 'mel')
  const rows = await outcome(e)
  expect(rows.map(({ channel }) => channel)).toEqual(['email', 'webhook'])
  expect(new Set(rows.map(({ dispatch_id }) => dispatch_id)).size).toBe(1)
})

test.each([['api_campaign', 'frequency_capping false'], ['transactional_email', 'frequency_capping true']])('explain of an %s: it has no audience, no re-eligibility, no shares', async (kind, capped) => {
  const e = emulator()
  await people(e, ['kai'])
  await e.admin('POST', '/frequency_rules', { channel: 'email', count: 1, window: 1, unit: 'days' })
  await e.admin('POST', '/campaigns', { id: 'c', name: 'c', kind, messages: { m: { channel: 'email', subject: 'x', body: 'x', from: 'A <a@example.com>' } } })
  const kai = e.world.profiles.byExternalId('kai')!
  happened(e, 'email.sent', { campaign_id: 'c', message_variation_id: 'm', channel: 'email', dispatch_id: 'd1' }, kai.braze_id)
  const { body } = await e.admin('GET', `/users/${kai.braze_id}/explain?campaign_id=c`)
  expect(body.gates.map(({ gate, passed }: any) => `${gate} ${passed}`)).toEqual(['status true', 'subscription true', capped, 'quiet_hours true', 'reach true'])
})

test('explain shows every gate in order, also behind the one that stops', async () => {
  const e = await setUp({ audience: LOVES, user_cap: 5 })
  happened(e, 'email.sent', { campaign_id: 'c', message_variation_id: 'm', channel: 'email', dispatch_id: 'd1' }, e.world.profiles.byExternalId('kai')!.braze_id)
  const gates = e.world.campaignSending.explain(e.world.campaigns.find('c')!, e.world.profiles.byExternalId('kai')!)
  expect(gates.map(({ gate, passed }) => `${gate} ${passed}`)).toEqual([
    'status true', 'dates true', 'audience false', 'subscription true', 're_eligibility false', 'global_control_group true', 'split true', 'user_cap true', 'frequency_capping true', 'quiet_hours true', 'rate_limit true', 'reach true',
  ])
  expect(await brief(e)).toEqual([])
  expect(gates[4]).toMatchObject({ reason: 'already_received', seen: { received_at: Date.parse('2026-03-01T12:00:00Z'), eligible_at: null } })
})

test('a broadcast goes to the campaign\'s audience and the request\'s: members only, no rows for others', async () => {
  const e = await setUp({ audience: LOVES }, ['mel', 'kai', 'zoe'])
  await people(e, ['zoe'], { zoe: { loves: 'tea', color: 'blue' } })
  await e.post('/campaigns/trigger/send', { campaign_id: 'c', broadcast: true, audience: { custom_attribute: { custom_attribute_name: 'color', comparison: 'equals', value: 'blue' } } })
  await e.world.scheduler.settle()
  expect(await sent(e)).toEqual(['zoe 2026-03-01T12:00:00Z'])
  expect(await brief(e)).toHaveLength(1)
})

test('test sends: no gates, no statistics, no history, no caps', async () => {
  const e = await setUp({ audience: LOVES, user_cap: 1, draft: true })
  const { status, body } = await e.admin('POST', '/campaigns/c/test', { external_ids: ['kai'] })
  expect({ status, messages: body.messages.map((one: any) => [one.status, one.test, one.payload.subject]) }).toEqual({ status: 200, messages: [['delivered', true, 'Hi']] })
  expect(e.world.messageHistory.of(e.world.profiles.byExternalId('kai')!, 10)).toEqual([])
  await e.admin('POST', '/campaigns/c/launch')
  await trigger(e, 'mel')
  expect((await outcome(e)).at(-1)).toMatchObject({ user: 'mel', status: 'delivered' })
  expect((await e.admin('POST', '/campaigns/c/test', { external_ids: ['nobody'] })).status).toBe(404)
  expect((await e.admin('POST', '/campaigns/c/test', { external_ids: ['kai'], message_variation_id: 'x' })).status).toBe(422)
  expect((await e.admin('POST', '/campaigns/nobody/test', { external_ids: ['kai'] })).status).toBe(404)
})

test('definitions that can not be sent are refused with the place', async () => {
  const e = emulator()
  const wrong = async (more: Record<string, unknown>): Promise<string[]> => {
    const { status, body } = await e.admin('POST', '/campaigns', { name: 'X', messages: { [`m${Math.abs(JSON.stringify(more).length)}`]: { channel: 'email' } }, ...more })
    return status === 422 ? body.error.details.issues.map(({ path, message }: any) => (message.startsWith(path) ? message : `${path}: ${message}`)) : [String(status)]
  }
  expect(await wrong({ quiet_hours: { start: '25:00', end: '08:00' } })).toEqual(['quiet_hours.start is a time of day such as 09:30'])
  expect(await wrong({ quiet_hours: { start: '22:00', end: '08:00', fallback: 'wait' } })).toEqual(['quiet_hours.fallback is abort or send_at_end, not wait'])
  expect(await wrong({ rate_limit_per_minute: 9 })).toEqual(['rate_limit_per_minute is 9: from 10 to 500000 messages a minute'])
  expect(await wrong({ rate_limit_per_minute: 500_001 })).toEqual(['rate_limit_per_minute is 500001: from 10 to 500000 messages a minute'])
  expect(await wrong({ rate_limit_per_minute: { email: 9, fax: 20 } })).toEqual(['rate_limit_per_minute.fax is no member: push, ios_push, android_push, web_push, kindle_push, email, sms, whats_app, line, webhook, content_cards', 'rate_limit_per_minute.email is 9: from 10 to 500000 messages a minute'])
  expect(await wrong({ rate_limit_per_minute: { push: 20, ios_push: 10 } })).toEqual(['rate_limit_per_minute.ios_push stands beside push, which is shared by all push platforms: one of the two'])
  expect(await wrong({ rate_limit_per_minute: 'fast' })).toEqual(['rate_limit_per_minute: is a number of messages a minute, or such a number by channel'])
  expect(await wrong({ schedule: { at: '2026-04-01T09:00:00', in_local_time: true, intelligent_timing: true } })).toEqual(['schedule.in_local_time stands beside intelligent_timing, which is at a time of each user’s own day: one of the two'])
  expect(await wrong({ user_cap: { users: 5 } })).toEqual(['user_cap is a number of users, or {"total": number} or {"each_schedule": number}, of at least 1'])
  expect(await wrong({ schedule: { recurrence: 'daily' } })).toEqual(['schedule.at is missing: a schedule that comes back has a first time'])
  expect(await wrong({ schedule: { in_local_time: true } })).toEqual(['schedule.at is missing: users have it at a time of their own day'])
  expect(await wrong({ schedule: { at: '2026-04-01', recurrence: { frequency: 'daily', weekdays: ['monday'] } } })).toEqual(['schedule.recurrence.weekdays are for a weekly schedule'])
  expect(await wrong({ schedule: { at: '2026-04-02', recurrence: 'daily', end: '2026-04-01' } })).toEqual(['schedule.end is before schedule.at: 2026-04-01'])
  expect(await wrong({ schedule: { at: '2026-04-02', fallback_time: '09:00' } })).toEqual(['schedule.fallback_time is for intelligent_timing'])
  expect(await wrong({ audience: { segments: ['nobody'] } })).toEqual(['audience.segments[0] names no segment: nobody'])
  expect(await wrong({ schedule: { at: '2026-04-02', recurrence: 'daily' }, optimization: { kind: 'winning_variant', percent: 20 }, messages: [{ channel: 'email' }, { channel: 'email' }] })).toEqual(['optimization is winning_variant: only for a campaign that is scheduled to send once'])
  expect(await wrong({ schedule: { at: '2026-04-02' }, optimization: { kind: 'winning_variant', percent: 20 } })).toEqual(['messages have one variant: a winner is found among several'])
  expect(await wrong({ schedule: { at: '2026-04-02' }, optimization: { kind: 'winning_variant', percent: 20, metric: 'opens' }, messages: [{ channel: 'email' }, { channel: 'email' }] })).toEqual(['optimization.metric is opens: email has no such metric'])
  expect(await wrong({ schedule: { at: '2026-04-02' }, optimization: { kind: 'winning_variant', percent: 60 }, messages: [{ channel: 'email', percent: 30 }, { channel: 'email', percent: 30 }] })).toEqual(['optimization.percent and the shares of the messages on email are 120 percent together: at most 100'])
})
