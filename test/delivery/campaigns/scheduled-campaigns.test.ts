// Scheduled campaigns through the clock: once and recurring, local and optimal times, rate limits, caps, stops, optimizations, restarts, and the same bytes for the same seed.
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createCore } from '../../../emulator/index.ts'
import { bucketOf } from '../../../emulator/domain/campaigns/assignment.ts'
import { advance, brief, email, outcome, people, sent } from '../../kit/campaigns.ts'
import { happened, to } from '../../kit/messaging.ts'
import { folder } from '../../kit/kernel.ts'
import { emulator, NOW } from '../../kit/world.ts'

const HOUR = 3_600_000
const BODY = { channel: 'email', subject: 'x', body: 'x', from: 'A <a@example.com>' }
const ids = async (e: any): Promise<Set<string | null>> => new Set((await outcome(e)).map(({ dispatch_id }) => dispatch_id))

describe('once', () => {
  test('at its time, to everybody of the audience as it is then, under one dispatch id', async () => {
    const e = emulator()
    await people(e, ['mel', 'kai'], { mel: { loves: 'tea' } })
    await email(e, { schedule: { at: '2026-03-02T09:00:00' }, audience: { filters: { filter: 'custom_attribute', name: 'loves', type: 'string', cmp: 'is_any_of', value: 'tea' } } })
    await to(e, '2026-03-02T08:59:59Z')
    expect(await brief(e)).toEqual([])
    await people(e, ['zoe'], { zoe: { loves: 'tea' } })
    const rows = await e.rowsOf(() => to(e, '2026-03-02T09:00:00Z'))
    expect(rows.map(({ kind }) => kind)).toEqual(['dispatch.started', 'email.sent', 'email.delivered', 'email.sent', 'email.delivered', 'dispatch.finished'])
    expect(rows.at(-1)!.data).toEqual({ dispatch_id: rows[0]!.data['dispatch_id'], campaign_id: 'c', users: 2 })
    expect(await sent(e)).toEqual(['mel 2026-03-02T09:00:00Z', 'zoe 2026-03-02T09:00:00Z'])
    expect(await ids(e)).toEqual(new Set([rows[0]!.data['dispatch_id']]))
    await advance(e, '30d')
    expect(await brief(e)).toHaveLength(2)
  })

  test('in the workspace\'s zone', async () => {
    const e = emulator()
    await e.admin('PATCH', '/settings', { time_zone: 'America/New_York' })
    await people(e, ['mel'])
    await email(e, { schedule: { at: '2026-03-02T09:00:00' } })
    await advance(e, '2d')
    expect(await sent(e)).toEqual(['mel 2026-03-02T14:00:00Z'])
  })

  test('in the zone that the workspace has by then: once a day, also when its clocks are changed in between', async () => {
    const e = emulator()
    await people(e, ['mel'])
    await email(e, { schedule: { at: '2026-03-02T09:00:00', recurrence: 'daily', end: '2026-03-03' }, reeligibility_seconds: 0 })
    await e.admin('PATCH', '/settings', { time_zone: 'America/New_York' })
    await advance(e, '4d')
    expect(await sent(e)).toEqual(['mel 2026-03-02T14:00:00Z', 'mel 2026-03-03T14:00:00Z'])
  })

  test('as soon as it is launched; an update sends nothing, another launch does', async () => {
    const e = emulator()
    await people(e, ['mel'])
    await email(e, { schedule: {}, draft: true })
    await e.world.scheduler.settle()
    expect(await brief(e)).toEqual([])
    await e.admin('POST', '/campaigns/c/launch')
    await e.admin('PATCH', '/campaigns/c', { description: 'still to be sent' })
    await e.world.scheduler.settle()
    expect(await brief(e)).toEqual(['mel delivered'])
    await e.admin('PATCH', '/campaigns/c', { description: 'new' })
    await e.world.scheduler.settle()
    expect(await brief(e)).toHaveLength(1)
    await people(e, ['kai'])
    await e.admin('POST', '/campaigns/c/stop')
    await e.admin('POST', '/campaigns/c/launch')
    await e.world.scheduler.settle()
    expect(await brief(e)).toEqual(['mel delivered', 'mel withheld already_received', 'kai delivered'])
  })

  test('a schedule_type of another word says nothing: the schedule does', async () => {
    const e = emulator()
    await people(e, ['mel'])
    await email(e, { schedule_type: 'date', schedule: { at: '2026-03-02T09:00:00' } })
    expect((await e.get('/messages/scheduled_broadcasts?end_time=2026-03-10T00:00:00')).body.scheduled_broadcasts).toMatchObject([{ id: 'c', next_send_time: '2026-03-02T09:00:00Z' }])
    await advance(e, '1d')
    expect(await sent(e)).toEqual(['mel 2026-03-02T09:00:00Z'])
  })

  test('a time that is over sends nothing, and says so', async () => {
    const e = emulator()
    await people(e, ['mel'])
    const rows = await e.rowsOf(() => email(e, { schedule: { at: '2026-02-01T09:00:00' } }))
    expect(rows.at(-1)).toMatchObject({ kind: 'decision.ignored', data: { rule: 'campaign.schedule', compared: { campaign_id: 'c' } } })
    await advance(e, '30d')
    expect(await brief(e)).toEqual([])
  })
})

describe('recurring', () => {
  test('each day to those who may have it again; every day is a dispatch of its own', async () => {
    const e = emulator()
    await people(e, ['mel'])
    await email(e, { schedule: { at: '2026-03-02T09:00:00', recurrence: { frequency: 'daily', end: '2026-03-04' } }, reeligibility_seconds: 0 })
    await advance(e, '10d')
    expect(await sent(e)).toEqual(['mel 2026-03-02T09:00:00Z', 'mel 2026-03-03T09:00:00Z', 'mel 2026-03-04T09:00:00Z'])
    expect((await ids(e)).size).toBe(3)
  })

  test('a changed schedule holds from then on; what went out does not go again', async () => {
    const e = emulator()
    await people(e, ['mel'])
    await email(e, { schedule: { at: '2026-03-02T09:00:00', recurrence: 'daily' }, reeligibility_seconds: 0 })
    await to(e, '2026-03-02T09:00:00Z')
    await e.admin('PATCH', '/campaigns/c', { schedule: { at: '2026-03-02T08:00:00', recurrence: 'weekly' } })
    await advance(e, '14d')
    expect(await sent(e)).toEqual(['mel 2026-03-02T09:00:00Z', 'mel 2026-03-09T08:00:00Z', 'mel 2026-03-16T08:00:00Z'])
  })

  test('a stopped one rests; launched again it takes up the next time', async () => {
    const e = emulator()
    await people(e, ['mel'])
    await email(e, { schedule: { at: '2026-03-02T09:00:00', recurrence: 'daily' }, reeligibility_seconds: 0 })
    await to(e, '2026-03-02T10:00:00Z')
    await e.admin('POST', '/campaigns/c/stop')
    await to(e, '2026-03-04T10:00:00Z')
    await e.admin('POST', '/campaigns/c/launch')
    await to(e, '2026-03-05T10:00:00Z')
    expect(await sent(e)).toEqual(['mel 2026-03-02T09:00:00Z', 'mel 2026-03-05T09:00:00Z'])
  })

  test('a cap of each time, and one of all times', async () => {
    const e = emulator()
    await people(e, ['a', 'b', 'c'])
    await email(e, { schedule: { at: '2026-03-02T09:00:00', recurrence: { frequency: 'daily', end: '2026-03-03' } }, user_cap: { each_schedule: 2 } })
    await advance(e, '5d')
    expect(await sent(e)).toEqual(['a 2026-03-02T09:00:00Z', 'b 2026-03-02T09:00:00Z', 'c 2026-03-03T09:00:00Z'])
  })
})

describe('local time', () => {
  const ZONES = { tokyo: { time_zone: 'Asia/Tokyo' }, berlin: { time_zone: 'Europe/Berlin' }, la: { time_zone: 'America/Los_Angeles' } }

  test('each user at the wall time of his zone, those without one at the workspace\'s; one dispatch', async () => {
    const e = emulator()
    await people(e, ['tokyo', 'berlin', 'la', 'none'], ZONES)
    await email(e, { schedule: { at: '2026-03-05T09:00:00', in_local_time: true } })
    await advance(e, '7d')
    expect(await sent(e)).toEqual(['tokyo 2026-03-05T00:00:00Z', 'berlin 2026-03-05T08:00:00Z', 'none 2026-03-05T09:00:00Z', 'la 2026-03-05T17:00:00Z'])
    expect((await ids(e)).size).toBe(1)
  })

  test('who is not in the audience at both times, where the day begins and where he is, gets nothing', async () => {
    const e = emulator()
    await people(e, ['la', 'late', 'left'], { la: { loves: 'tea', ...ZONES.la }, late: { ...ZONES.la }, left: { loves: 'tea', ...ZONES.la } })
    await email(e, { schedule: { at: '2026-03-05T09:00:00', in_local_time: true }, audience: { filters: { filter: 'custom_attribute', name: 'loves', type: 'string', cmp: 'is_any_of', value: 'tea' } } })
    await to(e, '2026-03-04T19:00:00Z') // 09:00 at UTC+14
    await people(e, ['late', 'left'], { late: { loves: 'tea' }, left: { loves: 'beer' } })
    await advance(e, '3d')
    expect(await brief(e)).toEqual(['la delivered', 'left withheld not_in_audience'])
  })

  test('launched late: an hour is forgiven, more is not', async () => {
    const e = emulator() // 12:00 UTC: 21:00 in Tokyo, 14:00 in Helsinki, 13:00 in Berlin, 04:00 in Los Angeles
    await people(e, ['tokyo', 'helsinki', 'berlin', 'la', 'none'], { ...ZONES, helsinki: { time_zone: 'Europe/Helsinki' } })
    const rows = await e.rowsOf(() => email(e, { schedule: { at: '2026-03-01T12:30:00', in_local_time: true } }))
    expect(rows.at(-1)).toMatchObject({ kind: 'decision.ignored', data: { rule: 'campaign.local_time' } })
    await e.world.scheduler.settle()
    expect(await brief(e)).toEqual(['tokyo withheld missed_local_time', 'helsinki withheld missed_local_time', 'berlin delivered'])
    await advance(e, '1d')
    expect((await outcome(e)).slice(3).map(({ user, at }) => `${user} ${at}`)).toEqual(['none 2026-03-01T12:30:00Z', 'la 2026-03-01T20:30:00Z'])
  })

  test('explain says when it goes out to a user who waits for his time', async () => {
    const e = emulator()
    await people(e, ['tokyo', 'la'], ZONES)
    await email(e, { schedule: { at: '2026-03-05T09:00:00', in_local_time: true } })
    await to(e, '2026-03-05T12:00:00Z')
    const waiting = async (name: string) => (await e.admin('GET', `/users/${e.world.profiles.byExternalId(name)!.braze_id}/explain?campaign_id=c`)).body.waiting
    expect([await waiting('tokyo'), await waiting('la')]).toEqual([[], ['2026-03-05T17:00:00.000Z']])
  })

  test('a stop ends the messages that wait for the end of quiet hours', async () => {
    const e = emulator()
    await people(e, ['none'], ZONES)
    await email(e, { schedule: { at: '2026-03-05T23:00:00' }, quiet_hours: { start: '22:00', end: '07:00', fallback: 'send_at_end' } })
    await to(e, '2026-03-06T01:00:00Z')
    expect(await brief(e)).toEqual(['none pending'])
    const kinds = await e.kindsOf(() => e.admin('POST', '/campaigns/c/stop'))
    expect(kinds).toEqual(['campaign.stopped', 'message.withheld'])
    await e.admin('POST', '/campaigns/c/launch')
    await advance(e, '3d')
    expect(await brief(e)).toEqual(['none withheld not_live'])
  })

  test('a stop in between ends it for those whose time is still to come', async () => {
    const e = emulator()
    await people(e, ['tokyo', 'la'], ZONES)
    await email(e, { schedule: { at: '2026-03-05T09:00:00', in_local_time: true } })
    await to(e, '2026-03-05T12:00:00Z')
    await e.admin('POST', '/campaigns/c/stop')
    await e.admin('POST', '/campaigns/c/launch') // what was cancelled stays so
    await advance(e, '3d')
    expect(await brief(e)).toEqual(['tokyo delivered', 'la withheld not_live'])
    expect((await outcome(e)).map(({ at }) => at)).toEqual(['2026-03-05T00:00:00Z', '2026-03-05T12:00:00Z'])
    expect(await ids(e)).toHaveProperty('size', 1)
  })

  test('daily: every user once a day', async () => {
    const e = emulator()
    await people(e, ['tokyo', 'la'], ZONES)
    await email(e, { schedule: { at: '2026-03-05T09:00:00', recurrence: { frequency: 'daily', end: '2026-03-06' }, in_local_time: true }, reeligibility_seconds: 0 })
    await advance(e, '10d')
    expect(await sent(e)).toEqual(['tokyo 2026-03-05T00:00:00Z', 'la 2026-03-05T17:00:00Z', 'tokyo 2026-03-06T00:00:00Z', 'la 2026-03-06T17:00:00Z'])
  })
})

describe('local time, changed or merged while users wait', () => {
  const ZONES = { mel: { time_zone: 'America/New_York' }, kai: { time_zone: 'Asia/Tokyo' }, ned: { time_zone: 'Pacific/Auckland' } }

  // "Editing a local time zone campaign that is scheduled less than 24 hours in advance will not alter the message's schedule." docs: campaigns/faq
  test('a later time on that day is not taken, and says so: nobody has it twice', async () => {
    const e = emulator()
    await people(e, ['mel', 'kai', 'ned'], ZONES)
    await email(e, { schedule: { at: '2026-03-05T18:00:00', in_local_time: true }, reeligibility_seconds: 0 })
    await to(e, '2026-03-05T06:00:00Z')
    const rows = await e.rowsOf(() => e.admin('PATCH', '/campaigns/c', { schedule: { at: '2026-03-05T19:00:00', in_local_time: true } }))
    expect(rows.filter(({ kind }) => kind === 'decision.ignored').map(({ data }) => data['rule'])).toEqual(['campaign.local_time'])
    await advance(e, '3d')
    expect(await sent(e)).toEqual(['ned 2026-03-05T05:00:00Z', 'kai 2026-03-05T09:00:00Z', 'mel 2026-03-05T23:00:00Z'])
  })

  test('"for all subsequent occurrences, messages are only sent at your updated time"', async () => {
    const e = emulator()
    await people(e, ['kai'], ZONES)
    await email(e, { schedule: { at: '2026-03-05T18:00:00', recurrence: 'daily', in_local_time: true }, reeligibility_seconds: 0 })
    await to(e, '2026-03-05T06:00:00Z')
    await e.admin('PATCH', '/campaigns/c', { schedule: { at: '2026-03-05T19:00:00', recurrence: 'daily', in_local_time: true } })
    await to(e, '2026-03-06T23:00:00Z')
    expect(await sent(e)).toEqual(['kai 2026-03-05T09:00:00Z', 'kai 2026-03-06T10:00:00Z'])
  })

  test('two who became one have it once', async () => {
    const e = emulator()
    await people(e, ['mel', 'kai', 'ned'], ZONES)
    await email(e, { schedule: { at: '2026-03-05T18:00:00', in_local_time: true }, reeligibility_seconds: 0 })
    await to(e, '2026-03-05T06:00:00Z')
    for (const gone of ['ned', 'kai']) await e.post('/users/merge', { merge_updates: [{ identifier_to_merge: { external_id: gone }, identifier_to_keep: { external_id: 'mel' } }] })
    await advance(e, '3d')
    expect((await sent(e)).map((one) => one.split(' ')[1])).toEqual(['2026-03-05T05:00:00Z', '2026-03-05T23:00:00Z'])
  })
})

describe('Intelligent Timing', () => {
  const TIMING = { at: '2026-03-05', intelligent_timing: true }
  /** Opens of an email at these times. */
  const opens = (e: any, user: string, ...times: string[]) => times.forEach((time) => happened(e, 'email.opened', { campaign_id: 'old', channel: 'email', time: Date.parse(time) }, e.world.profiles.byExternalId(user)!.braze_id))

  test('each at the hour of most engagement, to five minutes; machines do not count; others at the fallback time of their zone', async () => {
    const e = emulator()
    await people(e, ['early', 'none'], { none: { time_zone: 'America/Los_Angeles' } })
    opens(e, 'early', '2026-02-01T06:51:00Z', '2026-02-02T06:55:00Z', '2026-02-03T20:00:00Z')
    for (const day of [4, 5, 6]) happened(e, 'email.opened', { campaign_id: 'old', channel: 'email', machine_open: true, time: Date.parse(`2026-02-0${day}T20:00:00Z`) }, e.world.profiles.byExternalId('early')!.braze_id)
    await email(e, { schedule: { ...TIMING, fallback_time: '10:30' } })
    await advance(e, '10d')
    expect(await sent(e)).toEqual(['early 2026-03-05T06:55:00Z', 'none 2026-03-05T18:30:00Z'])
  })

  test('without a fallback time the most popular one of all users', async () => {
    const e = emulator()
    await people(e, ['a', 'b', 'c'])
    e.world.db.tx(() => {
      const at = (user: string, times: string[]) => times.forEach((time, n) => e.world.sessions.start(e.world.profiles.byExternalId(user)!, { session_id: `${user}${n}`, app_id: 'app', device_id: user }, Date.parse(time), null))
      at('a', ['2026-02-01T07:00:00Z', '2026-02-02T07:00:00Z'])
      at('b', ['2026-02-01T19:00:00Z'])
    })
    await email(e, { schedule: TIMING })
    await advance(e, '10d')
    expect(await sent(e)).toEqual(['a 2026-03-05T07:00:00Z', 'c 2026-03-05T07:00:00Z', 'b 2026-03-05T19:00:00Z'])
  })

  test('out of quiet hours to the nearest edge', async () => {
    const e = emulator()
    await people(e, ['night', 'morning'])
    opens(e, 'night', '2026-02-01T22:30:00Z')
    opens(e, 'morning', '2026-02-01T05:30:00Z')
    await email(e, { schedule: TIMING, quiet_hours: { start: '22:00', end: '06:00', fallback: 'abort' } })
    await advance(e, '10d')
    expect(await sent(e)).toEqual(['morning 2026-03-05T06:00:00Z', 'night 2026-03-05T21:59:00Z'])
  })

  test('webhooks go at once, the email at its time', async () => {
    const e = emulator({ outbound: async () => new Response('') })
    await people(e, ['mel'])
    await email(e, { schedule: { ...TIMING, fallback_time: '10:00' }, messages: { m: BODY, w: { channel: 'webhook', url: 'https://example.com', method: 'POST', body: '{}' } } })
    await advance(e, '10d')
    expect((await outcome(e)).map(({ channel, at, status, reason }) => [channel, at, status === 'sent' || status === 'delivered', reason])).toEqual([['webhook', '2026-03-04T11:00:00Z', true, null], ['email', '2026-03-05T10:00:00Z', true, null]])
  })

  test('only the hours of the delivery window count', async () => {
    const e = emulator()
    await people(e, ['mel'])
    opens(e, 'mel', '2026-02-01T22:00:00Z', '2026-02-02T22:00:00Z', '2026-02-03T11:00:00Z')
    await email(e, { schedule: { ...TIMING, window: { start: '08:00', end: '20:00' } } })
    await advance(e, '10d')
    expect(await sent(e)).toEqual(['mel 2026-03-05T11:00:00Z'])
  })
})

describe('rate limit', () => {
  const names = (n: number) => Array.from({ length: n }, (_, index) => `u${String(index).padStart(3, '0')}`)

  test('so many messages a minute, the audience as it was at the start', async () => {
    const e = emulator()
    await people(e, names(25))
    await email(e, { schedule: {}, rate_limit_per_minute: 10 })
    await e.world.scheduler.settle()
    expect(await sent(e)).toHaveLength(10)
    await people(e, ['late'])
    await advance(e, '59s')
    expect(await sent(e)).toHaveLength(10)
    await advance(e, '1s')
    expect(await sent(e)).toHaveLength(20)
    await advance(e, '1h')
    expect((await sent(e)).map((one) => one.split(' ')[1])).toEqual([...Array(10).fill('2026-03-01T12:00:00Z'), ...Array(10).fill('2026-03-01T12:01:00Z'), ...Array(5).fill('2026-03-01T12:02:00Z')])
    expect((await ids(e)).size).toBe(1)
  })

  test('shared by all channels', async () => {
    const e = emulator({ outbound: async () => new Response('') })
    await people(e, names(10))
    await email(e, { schedule: {}, rate_limit_per_minute: 10, messages: { m: BODY, w: { channel: 'webhook', url: 'https://example.com', method: 'POST', body: '{}' } } })
    await e.world.scheduler.settle()
    expect(await brief(e)).toHaveLength(10)
    await advance(e, '1m')
    expect(await brief(e)).toHaveLength(20)
  })

  // "For example, … a maximum of 5,000 webhooks and 2,500 SMS messages per minute". docs: frequency_capping
  test('of each channel: the slower one follows, under the same dispatch', async () => {
    const e = emulator({ outbound: async () => new Response('') })
    await people(e, names(25))
    await email(e, { schedule: {}, rate_limit_per_minute: { webhook: 10 }, reeligibility_seconds: 0, user_cap: 25, messages: { m: BODY, w: { channel: 'webhook', url: 'https://example.com', method: 'POST', body: '{}' } } })
    await e.world.scheduler.settle()
    const counted = async () => ['email', 'webhook'].map(async (channel) => (await sent(e, `&channel=${channel}`)).length)
    expect(await Promise.all(await counted())).toEqual([25, 10])
    await advance(e, '1m')
    expect(await Promise.all(await counted())).toEqual([25, 20])
    await e.admin('POST', '/campaigns/c/stop')
    await advance(e, '1h')
    expect(await Promise.all(await counted())).toEqual([25, 20])
    expect((await ids(e)).size).toBe(1)
    await e.admin('POST', '/campaigns/c/launch')
    await e.world.scheduler.settle()
    expect(await Promise.all(await counted())).toEqual([50, 30])
  })

  test('72 hours late is too late', async () => {
    const e = emulator()
    await people(e, ['mel'])
    await email(e, { rate_limit_per_minute: 10, reeligibility_seconds: 0 })
    // 72 hours of full minutes lie before
    e.world.db.tx(() => e.world.db.raw.prepare('INSERT INTO rate_slots (owner, minute, used) VALUES (?, ?, 10)').run('c', Date.parse(NOW) + 72 * HOUR))
    await e.post('/campaigns/trigger/send', { campaign_id: 'c', recipients: [{ external_user_id: 'mel' }] })
    await advance(e, '71h')
    expect(await brief(e)).toEqual([])
    await advance(e, '1h')
    expect(await brief(e)).toEqual(['mel aborted rate_limited'])
  })

  test('a stop frees those who wait, and their places', async () => {
    const e = emulator()
    await people(e, names(25))
    await email(e, { schedule: {}, rate_limit_per_minute: 10, reeligibility_seconds: 0 })
    await e.world.scheduler.settle()
    await e.admin('POST', '/campaigns/c/stop')
    await advance(e, '1h')
    expect(await sent(e)).toHaveLength(10)
    expect((await outcome(e)).filter(({ reason }) => reason === 'not_live')).toHaveLength(15)
    await e.admin('POST', '/campaigns/c/launch')
    await e.world.scheduler.settle()
    expect(await sent(e)).toHaveLength(20)
  })
})

describe('optimizations', () => {
  const A = { ...BODY, percent: 30 }
  const TWO = { a: { ...A }, b: { ...A } }
  const NAMES = Array.from({ length: 120 }, (_, n) => `u${n}`)
  const partOf = (e: any, name: string): string => ((bucket) => (bucket < 30 ? 'a' : bucket < 60 ? 'b' : 'held'))(bucketOf(e.world.profiles.byExternalId(name)!.braze_id, 'c'))
  async function setUp(optimization: Record<string, unknown>) {
    const e = emulator()
    await people(e, NAMES)
    await email(e, { messages: TWO, schedule: { at: '2026-03-02T09:00:00' }, optimization: { kind: 'winning_variant', percent: 40, metric: 'unique_opens', send_at: '2026-03-03T09:00:00', ...optimization } })
    await to(e, '2026-03-02T10:00:00Z')
    return e
  }
  const open = async (e: any, message: string) => {
    for (const one of (await e.admin('GET', '/messages?limit=1000')).body.messages) if (one.message_variation_id === message) await e.admin('POST', `/messages/${one.id}/engage`, { action: 'open' })
  }

  test('the test first, then the winner to the rest', async () => {
    const e = await setUp({})
    const held = NAMES.filter((name) => partOf(e, name) === 'held')
    expect((await outcome(e)).map(({ user, message }) => [user, message])).toEqual(NAMES.filter((name) => partOf(e, name) !== 'held').map((name) => [name, partOf(e, name)]))
    await open(e, 'b')
    const rows = await e.rowsOf(() => to(e, '2026-03-03T09:00:00Z'))
    expect(rows.find(({ kind }) => kind === 'campaign.winner_chosen')!.data).toMatchObject({ campaign_id: 'c', metric: 'unique_opens', message_variation_ids: ['b'], significant: true, sent: true })
    const after = (await outcome(e)).filter(({ at }) => at === '2026-03-03T09:00:00Z')
    expect(after.map(({ user, message, status }) => [user, message, status])).toEqual(held.map((name) => [name, 'b', 'delivered']))
    expect((await ids(e)).size).toBe(2)
  })

  test('no winner by more than chance: the best is sent anyway, or nothing', async () => {
    const best = await setUp({})
    await to(best, '2026-03-03T09:00:00Z')
    expect((await outcome(best)).filter(({ at }) => at === '2026-03-03T09:00:00Z').every(({ message }) => message === 'a')).toBe(true)
    expect(await brief(best)).toHaveLength(120)
    const stop = await setUp({ no_winner: 'stop' })
    const rows = await stop.rowsOf(() => to(stop, '2026-03-03T09:00:00Z'))
    expect(rows.map(({ kind, data }) => [kind, data['sent'], data['significant']])).toEqual([['campaign.winner_chosen', false, false]])
  })

  test('stopped between test and winner: it is over, whatever is launched again', async () => {
    const e = emulator()
    await people(e, Array.from({ length: 30 }, (_, n) => `u${n}`))
    await e.admin('POST', '/campaigns', { id: 'c', name: 'c', schedule: {}, optimization: { kind: 'winning_variant', percent: 50 }, messages: { a: BODY, b: BODY } })
    await advance(e, '1h')
    const tested = (await sent(e)).length
    expect(tested).toBeGreaterThan(0)
    expect(tested).toBeLessThan(30)
    await e.admin('POST', '/campaigns/c/stop')
    const rows = await e.rowsOf(() => e.admin('POST', '/campaigns/c/launch'))
    expect(rows.map(({ kind, data }) => [kind, data['rule']])).toEqual([['campaign.launched', undefined], ['decision.ignored', 'campaign.optimization']])
    await advance(e, '3d')
    expect(await brief(e)).toHaveLength(tested)
  })

  test('a personalized variant is the winner, and says why', async () => {
    const e = await setUp({ kind: 'personalized_variant' })
    expect(await e.kindsOf(() => to(e, '2026-03-03T08:59:00Z'))).toEqual([])
    expect((await e.rowsOf(() => to(e, '2026-03-03T09:00:00Z'))).find(({ kind }) => kind === 'decision.ignored')!.data).toMatchObject({ rule: 'campaign.personalized_variant' })
    expect(await brief(e)).toHaveLength(120)
  })

  test('Intelligent Selection keeps the shares as they are defined, and says so', async () => {
    const e = emulator()
    const rows = await e.rowsOf(() => email(e, { messages: TWO, optimization: { kind: 'intelligent_selection' } }))
    expect(rows.at(-1)).toMatchObject({ kind: 'decision.ignored', data: { rule: 'campaign.intelligent_selection', compared: { campaign_id: 'c' } } })
  })

  test('shares that are left out leave room for the winner', async () => {
    const e = emulator()
    const { messages } = await email(e, { messages: { a: BODY, b: BODY }, schedule: { at: '2026-03-02T09:00:00' }, optimization: { kind: 'winning_variant', percent: 40 } })
    expect([messages.a.percent, messages.b.percent]).toEqual([30, 30])
  })
})

test('one user whose message fails is told; the others of the walk and of the line get theirs', async () => {
  for (const schedule of [{}, { at: '2026-03-05T09:00:00', in_local_time: true }]) {
    const e = emulator()
    await people(e, ['a', 'b', 'c'])
    e.world.db.raw.exec(`CREATE TRIGGER broken BEFORE INSERT ON messages WHEN NEW.braze_id = '${e.world.profiles.byExternalId('b')!.braze_id}' BEGIN SELECT RAISE(ABORT, 'broken'); END`)
    await email(e, { schedule })
    await advance(e, '7d')
    expect(await brief(e)).toEqual(['a delivered', 'c delivered'])
    expect(e.journal().filter(({ kind }) => kind === 'timer.failed').map(({ data }) => data['error'])).toEqual(['SqliteError: broken'])
    expect(e.errors).toHaveLength(1)
  }
})

describe('restarts and repetition', () => {
  /** The database as it was after the first commit at which this many rows, but not all, were there: what a process that dies there leaves behind. */
  function imageAt(e: any, table: string, least: number, all: number): { image: Buffer | undefined } {
    const kept: { image: Buffer | undefined } = { image: undefined }
    const rows = e.world.db.raw.prepare(`SELECT count(*) AS n FROM ${table}`)
    e.world.db.afterCommit(() => {
      const { n } = rows.get()
      if (kept.image === undefined && n >= least && n < all) kept.image = e.world.db.raw.serialize()
    })
    return kept
  }
  const MANY = Array.from({ length: 1203 }, (_, n) => `u${n}`)

  test('a process that dies between two pages of a walk: another one sends to the rest, and to nobody twice', async () => {
    const e = emulator()
    await people(e, MANY)
    await email(e, { schedule: { at: '2026-03-05T09:00:00' } })
    const kept = imageAt(e, 'messages', 1, MANY.length)
    await to(e, '2026-03-05T09:00:00Z')
    const next = emulator({ image: kept.image!, holdClock: '2026-03-05T09:00:00Z' })
    const before = await outcome(next)
    expect(before.length).toBe(500)
    await next.world.scheduler.settle()
    const all = next.world.messages.list({ limit: 5000 })
    expect(all).toHaveLength(MANY.length)
    expect(new Set(all.map(({ profile_id }) => profile_id)).size).toBe(MANY.length)
    expect(new Set(all.map(({ dispatch_id }) => dispatch_id)).size).toBe(1)
    expect(next.journal().at(-1)).toMatchObject({ kind: 'dispatch.finished', data: { users: MANY.length } })
  })

  test('and one that dies while users are in a line, on disk', async () => {
    const db = join(folder(), 'w.db')
    const first = emulator({ db })
    await people(first, MANY, Object.fromEntries(MANY.map((name, n) => [name, { time_zone: n % 2 === 0 ? 'Asia/Tokyo' : 'Europe/Berlin' }])))
    await email(first, { schedule: { at: '2026-03-05T09:00:00', in_local_time: true } })
    await to(first, '2026-03-05T00:00:00Z') // 09:00 in Tokyo
    expect(first.world.messages.list({ limit: 5000 })).toHaveLength(602)
    first.core.close()
    const errors: unknown[] = []
    const second = createCore({ db, onError: (error) => errors.push(error) })
    await second.world().scheduler.advanceTo(Date.parse('2026-03-06T00:00:00Z'))
    const all = second.world().messages.list({ limit: 5000 })
    expect(all.every(({ status }) => status === 'delivered')).toBe(true)
    expect(new Set(all.map(({ profile_id }) => profile_id)).size).toBe(MANY.length)
    expect([all.length, errors]).toEqual([MANY.length, []])
    second.close()
  })

  test('a month of scheduled campaigns: the same seed gives the same bytes', async () => {
    const run = async (steps: string[]): Promise<string> => {
      const e = emulator({ seed: 7 })
      const names = Array.from({ length: 30 }, (_, n) => `u${n}`)
      await people(e, names, Object.fromEntries(names.map((name, n) => [name, { time_zone: ['Asia/Tokyo', 'Europe/Berlin', 'America/Los_Angeles'][n % 3] }])))
      await email(e, { id: 'daily', messages: { d1: { ...BODY, percent: 50 }, d2: { ...BODY, percent: 30 }, d3: { channel: 'email', type: 'control', percent: 20 } }, schedule: { at: '2026-03-02T09:00:00', recurrence: 'daily', in_local_time: true }, reeligibility_seconds: 172_800 })
      await email(e, { id: 'weekly', messages: { w1: BODY }, schedule: { at: '2026-03-03T09:00:00', recurrence: { frequency: 'weekly', weekdays: ['tuesday', 'friday'] } }, reeligibility_seconds: 0, rate_limit_per_minute: 10, quiet_hours: { start: '22:00', end: '08:00' } })
      await email(e, { id: 'best', messages: { i1: BODY }, schedule: { at: '2026-03-10', intelligent_timing: true, fallback_time: '17:00' } })
      await e.admin('POST', '/frequency_rules', { id: 'cap', channel: 'email', count: 2, window: 1, unit: 'days' })
      for (const by of steps) await advance(e, by)
      expect(e.errors).toEqual([])
      return JSON.stringify([e.journal(), e.world.messages.list({ limit: 100_000 })])
    }
    const [once, again, slowly] = [await run(['30d']), await run(['30d']), await run(Array(30).fill('1d'))]
    expect(once.length).toBeGreaterThan(100_000)
    expect(again === once).toBe(true)
    const messagesOf = (text: string) => JSON.stringify((JSON.parse(text) as [unknown, { at: number; status: string; profile_id: number; campaign_id: string }[]])[1].map(({ at, status, profile_id, campaign_id }) => [at, status, profile_id, campaign_id]))
    expect(messagesOf(slowly) === messagesOf(once)).toBe(true)
  })
})
