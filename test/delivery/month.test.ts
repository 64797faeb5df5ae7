// A month of everything that waits (schedules, delays, windows, caps, quiet hours, Canvases): the same from one advance, from many small ones, and over restarts in between.
import { expect, test } from 'vitest'
import { emulator } from '../kit/world.ts'

const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'Pacific/Auckland', null]
const email = (subject: string) => ({ channel: 'email', subject, body: '<body>Hi {{${first_name}}}</body>', from: 'Shop <shop@example.com>' })

async function define(e: ReturnType<typeof emulator>) {
  const made = async (path: string, body: unknown) => expect(await e.admin('POST', path, body)).toMatchObject({ status: 201 })
  await made('/campaigns', { id: 'daily', name: 'Daily', schedule: { at: '2026-03-02T09:00:00', recurrence: 'daily', in_local_time: true }, reeligibility_seconds: 0, messages: { d1: email('Daily') } })
  await made('/campaigns', { id: 'weekly', name: 'Weekly', schedule: { at: '2026-03-04T18:30:00', recurrence: 'weekly' }, reeligibility_seconds: 3600, quiet_hours: { start: '22:00', end: '07:00', fallback: 'send_at_end' }, messages: { w1: { ...email('Weekly'), percent: 40 }, w2: { ...email('Weekly too'), percent: 40 }, wc: { type: 'control', channel: 'email', percent: 20 } } })
  await made('/campaigns', { id: 'welcome', name: 'Welcome', trigger: { type: 'custom_event', name: 'signed_up', delay_seconds: 7200 }, messages: { t1: email('Welcome') }, conversion_behaviors: [{ type: 'Performs Custom Event', custom_event_name: 'bought', window: 86_400 * 5 }] })
  await made('/canvases', {
    id: 'journey', name: 'Journey', entry: { trigger: { type: 'custom_event', name: 'signed_up' } },
    steps: [
      { id: 's1', type: 'delay', settings: { delay: { type: 'duration', value: 3, unit: 'days' } }, next_step_ids: ['s2'] },
      { id: 's2', name: 'Mail', messages: { j1: email('Journey') } },
    ],
  })
  await made('/frequency_rules', { channel: 'email', count: 1, window: 1, unit: 'days' })
}

async function people(e: ReturnType<typeof emulator>) {
  const attributes = Array.from({ length: 20 }, (_, n) => ({ external_id: `u${n}`, email: `u${n}@example.com`, first_name: `N${n}`, ...(ZONES[n % 5] === null ? {} : { time_zone: ZONES[n % 5] }) }))
  expect((await e.post('/users/track', { attributes })).status).toBe(201)
  const at = (hours: number) => new Date(e.world.clock.now() + hours * 3_600_000).toISOString()
  expect((await e.post('/users/track', { events: attributes.filter((_, n) => n % 3 === 0).map(({ external_id }) => ({ external_id, name: 'signed_up', time: at(0) })) })).status).toBe(201)
}

/** What every user got and when, what was withheld and why; and what the series count. */
async function outcome(e: ReturnType<typeof emulator>) {
  const messages = e.world.messages.list({ limit: -1 }).map(({ at, channel, status, reason, address, campaign_id, canvas_id, message_variation_id, dispatch_id, id, payload }) => ({ at: new Date(at).toISOString(), channel, status, reason, address, campaign_id, canvas_id, message_variation_id, dispatch_id, id, payload }))
  const series = await Promise.all(['daily', 'weekly', 'welcome'].map(async (id) => (await e.get(`/campaigns/data_series?campaign_id=${id}&length=35&ending_at=2026-04-02T00:00:00Z`)).body.data))
  return { messages, series, errors: e.errors }
}

const HOURS = 30 * 24

test('one advance of 30 days: everything in its time', async () => {
  const e = emulator()
  await define(e)
  await people(e)
  await e.admin('POST', '/clock/advance', { by: '30d' })
  const { messages, errors } = await outcome(e)
  expect(errors).toEqual([])
  const of = (id: string) => messages.filter(({ campaign_id, canvas_id }) => campaign_id === id || canvas_id === id)
  // u0 lives in Berlin: 9:00 there is 8:00 UTC, and 7:00 UTC from 29 March on
  const berlin = of('daily').filter(({ address, status }) => address === 'u0@example.com' && status === 'delivered').map(({ at }) => at.slice(11, 16))
  expect(new Set(berlin)).toEqual(new Set(['08:00', '07:00']))
  expect(of('welcome')).toHaveLength(7)
  expect(of('welcome').map(({ at }) => at)).toEqual(Array(7).fill('2026-03-01T14:00:00.000Z'))
  expect(of('journey').map(({ at }) => at)).toEqual(Array(7).fill('2026-03-04T12:00:00.000Z'))
  expect(new Set(messages.map(({ status }) => status))).toEqual(new Set(['delivered', 'withheld']))
  expect(new Set(of('weekly').map(({ reason }) => reason))).toContain('control_group')
  const a_day = new Map<string, number>()
  for (const { address, at, status } of messages) if (status === 'delivered' && address === 'u4@example.com') a_day.set(at.slice(0, 10), (a_day.get(at.slice(0, 10)) ?? 0) + 1)
  expect(new Set(messages.map(({ reason }) => reason))).toContain('frequency_capped')
  expect(Math.max(...a_day.values())).toBe(1) // the frequency rule, in the workspace's zone for a user without one
})

test('many small advances, and restarts in between, give the same bytes as one', async () => {
  const one = emulator()
  await define(one)
  await people(one)
  await one.admin('POST', '/clock/advance', { by: `${HOURS}h` })
  let many = emulator()
  await define(many)
  await people(many)
  for (let hours = 0, steps = 0; hours < HOURS; steps++) {
    const by = Math.min(steps % 7 === 0 ? 1 : 29, HOURS - hours)
    await many.admin('POST', '/clock/advance', { by: `${by}h` })
    hours += by
    if (steps % 5 !== 0) continue
    const image = many.world.snapshot()
    many.core.close()
    many = emulator({ image, holdClock: true })
  }
  expect(await outcome(many)).toEqual(await outcome(one))
}, 60_000)

test('the same seed and calls give the same bytes; another seed another split', async () => {
  const run = async (seed: number) => {
    const e = emulator({ seed })
    await define(e)
    await people(e)
    await e.admin('POST', '/clock/advance', { by: '10d' })
    return JSON.stringify(await outcome(e))
  }
  const [first, again, other] = [await run(7), await run(7), await run(8)]
  expect(first === again).toBe(true)
  expect(first === other).toBe(false)
}, 60_000)
