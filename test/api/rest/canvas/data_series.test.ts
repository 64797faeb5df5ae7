// GET /canvas/data_series and GET /canvas/data_summary: entries, conversions, revenue; by variant, by step, of steps that are gone. docs: get_canvas_analytics, get_canvas_analytics_summary
import { describe, expect, test } from 'vitest'
import { define, happened, to } from '../../../kit/messaging.ts'
import { ask } from '../../../kit/rest.ts'
import { emulator } from '../../../kit/world.ts'

type E = ReturnType<typeof emulator>
const CANVAS = {
  id: 'v', name: 'Journey',
  variants: [{ id: 'v1', name: 'One', percent: 90 }, { id: 'v0', name: 'Nobody', type: 'control', percent: 10 }],
  steps: [{ id: 'mail', name: 'Mail', messages: { m1: { channel: 'email' }, p1: { channel: 'ios_push' } }, next_step_ids: ['wait'] }, { id: 'wait', name: 'Wait', type: 'delay' }],
  conversion_behaviors: [{ type: 'Starts Session', window: 86_400 }],
}
const ask200 = async (e: E, path: string, query: string) => {
  const said = await ask(e, 'GET', `/canvas/${path}${query}`)
  expect([said.status, said.body.message, said.kinds]).toEqual([200, 'success', []])
  return said.body.data
}
const series = (e: E, query = '?canvas_id=v&length=1') => ask200(e, 'data_series', query)
const summary = (e: E, query = '?canvas_id=v&length=1') => ask200(e, 'data_summary', query)
const none = { revenue: 0, conversions: 0, conversions_by_entry_time: 0 }
const EMAIL = { sent: 0, opens: 0, unique_opens: 0, clicks: 0, unique_clicks: 0, unsubscribes: 0, bounces: 0, delivered: 0, reported_spam: 0 }
const PUSH = { sent: 0, direct_opens: 0, total_opens: 0, bounces: 0, body_clicks: 0 }
const IN = { canvas_id: 'v', canvas_variation_id: 'v1' }

/** Two days: three enter on 1 March, two get the mail, one converts on each day. */
async function lived(): Promise<E> {
  const e = emulator()
  await define(e, 'canvases', CANVAS)
  happened(e, 'canvas.entered', IN, 'u1', 'u2')
  happened(e, 'canvas.entered', { canvas_id: 'v', canvas_variation_id: 'v0' }, 'u3')
  happened(e, 'email.sent', { ...IN, message_variation_id: 'm1', dispatch_id: 'd1' }, 'u1', 'u2')
  happened(e, 'email.opened', { ...IN, message_variation_id: 'm1', dispatch_id: 'd1' }, 'u1', 'u1')
  happened(e, 'push.sent', { message_variation_id: 'p1' }, 'u1')
  happened(e, 'push.open', { message_variation_id: 'p1' }, 'u1')
  happened(e, 'push.influenced_open', { message_variation_id: 'p1' }, 'u1')
  const entered_at = e.world.clock.now()
  happened(e, 'canvas.converted', { ...IN, conversion: 0, entered_at, canvas_step_ids: ['mail'], revenue_cents: 1000 }, 'u1')
  await to(e, '2026-03-02T12:00:00Z')
  happened(e, 'canvas.converted', { canvas_id: 'v', canvas_variation_id: 'v0', conversion: 0, entered_at }, 'u3')
  happened(e, 'canvas.revenue_attributed', { ...IN, canvas_step_ids: ['mail'], revenue_cents: 250 }, 'u2')
  return e
}
const ALL = '?canvas_id=v&length=2&include_variant_breakdown=true&include_step_breakdown=true'

test('without breakdowns: the whole of each day', async () => {
  expect(await series(await lived(), '?canvas_id=v&length=3')).toEqual({
    name: 'Journey',
    stats: [
      { time: '2026-02-28', total_stats: { ...none, entries: 0 } },
      { time: '2026-03-01', total_stats: { revenue: 10, conversions: 1, conversions_by_entry_time: 2, entries: 3 } },
      { time: '2026-03-02', total_stats: { revenue: 2.5, conversions: 1, conversions_by_entry_time: 0, entries: 0 } },
    ],
  })
})

test('by variant and step', async () => {
  const { stats } = await series(await lived(), ALL)
  expect(stats[0]).toEqual({
    time: '2026-03-01',
    total_stats: { revenue: 10, conversions: 1, conversions_by_entry_time: 2, entries: 3 },
    variant_stats: { v1: { name: 'One', revenue: 10, conversions: 1, conversions_by_entry_time: 1, entries: 2 }, v0: { name: 'Nobody', revenue: 0, conversions: 0, conversions_by_entry_time: 1, entries: 1 } },
    step_stats: {
      mail: {
        name: 'Mail', revenue: 10, conversions: 1, conversions_by_entry_time: 1,
        messages: { email: [{ variation_api_id: 'm1', ...EMAIL, sent: 2, opens: 2, unique_opens: 1 }], ios_push: [{ variation_api_id: 'p1', ...PUSH, sent: 1, direct_opens: 1, total_opens: 2, body_clicks: 1 }] },
      },
      wait: { name: 'Wait', ...none, messages: {} },
    },
  })
  expect(stats[1]).toEqual({
    time: '2026-03-02',
    total_stats: { revenue: 2.5, conversions: 1, conversions_by_entry_time: 0, entries: 0 },
    variant_stats: { v1: { name: 'One', revenue: 2.5, conversions: 0, conversions_by_entry_time: 0, entries: 0 }, v0: { name: 'Nobody', revenue: 0, conversions: 1, conversions_by_entry_time: 0, entries: 0 } },
    step_stats: { mail: { name: 'Mail', ...none, revenue: 2.5, messages: { email: [{ variation_api_id: 'm1', ...EMAIL }], ios_push: [{ variation_api_id: 'p1', ...PUSH }] } }, wait: { name: 'Wait', ...none, messages: {} } },
  })
})

test('the summary is the sum of the days; a push has its opens under the older names too', async () => {
  const e = await lived()
  const data = await summary(e, ALL)
  expect(data).toEqual({
    name: 'Journey',
    total_stats: { revenue: 12.5, conversions: 2, conversions_by_entry_time: 2, entries: 3 },
    variant_stats: { v1: { name: 'One', revenue: 12.5, conversions: 1, entries: 2 }, v0: { name: 'Nobody', revenue: 0, conversions: 1, entries: 1 } },
    step_stats: {
      mail: {
        name: 'Mail', revenue: 12.5, conversions: 1, conversions_by_entry_time: 1,
        messages: { email: [{ variation_api_id: 'm1', ...EMAIL, sent: 2, opens: 2, unique_opens: 1 }], ios_push: [{ variation_api_id: 'p1', ...PUSH, sent: 1, direct_opens: 1, total_opens: 2, body_clicks: 1, opens: 1, influenced_opens: 2 }] },
      },
      wait: { name: 'Wait', ...none, messages: {} },
    },
  })
  expect(await summary(e, '?canvas_id=v&length=1')).toEqual({ name: 'Journey', total_stats: { revenue: 2.5, conversions: 1, conversions_by_entry_time: 0, entries: 0 } })
})

test('a summary counts a user of two days once', async () => {
  const e = emulator()
  await define(e, 'canvases', { id: 'v', name: 'V', steps: [{ id: 's', messages: { card: { channel: 'content_cards' } } }] })
  happened(e, 'content_card.impression', { message_variation_id: 'card' })
  await to(e, '2026-03-02T12:00:00Z')
  happened(e, 'content_card.impression', { message_variation_id: 'card' })
  const query = '?canvas_id=v&length=2&include_step_breakdown=true'
  expect((await summary(e, query)).step_stats.s.messages.content_cards[0]).toMatchObject({ total_impressions: 2, unique_impressions: 1 })
  expect((await series(e, query)).stats.map((day: any) => day.step_stats.s.messages.content_cards[0].unique_impressions)).toEqual([1, 1])
})

test('a step that is gone shows when asked for', async () => {
  const e = await lived()
  await e.admin('PATCH', '/canvases/v', { steps: [{ id: 'wait', name: 'Wait', type: 'delay' }], variants: [{ id: 'v1', name: 'One', first_step_ids: ['wait'], percent: 100 }] })
  const steps = async (query: string) => (await series(e, `${ALL}${query}`)).stats[0].step_stats
  expect(Object.keys(await steps(''))).toEqual(['wait'])
  expect(await steps('&include_deleted_step_data=true')).toMatchObject({ wait: { name: 'Wait' }, mail: { name: 'Mail', conversions: 1, messages: { email: [{ variation_api_id: 'm1', sent: 2 }] } } })
  expect(Object.keys((await summary(e, `${ALL}&include_deleted_step_data=true`)).step_stats)).toEqual(['wait', 'mail'])
})

test('further conversion events show when the Canvas has them', async () => {
  const e = emulator()
  await define(e, 'canvases', { ...CANVAS, conversion_behaviors: [{ type: 'Starts Session', window: 300 }, { type: 'Makes Any Purchase', window: 300 }] })
  happened(e, 'canvas.converted', { ...IN, conversion: 1 })
  expect((await series(e)).stats[0].total_stats).toEqual({ revenue: 0, conversions: 0, conversions_by_entry_time: 0, conversions1: 1, conversions1_by_entry_time: 1, entries: 0 })
})

describe.each(['data_series', 'data_summary'])('the window of %s', (path) => {
  const entries = async (e: E, query: string): Promise<unknown> => {
    const data = await ask200(e, path, `?canvas_id=v${query}`)
    return path === 'data_summary' ? data.total_stats.entries : data.stats.map((day: any) => day.total_stats.entries)
  }
  /** One entry on each of the days from 28 February to 3 March. */
  async function daily(): Promise<E> {
    const e = emulator()
    await define(e, 'canvases', CANVAS)
    for (const time of ['2026-02-28', '2026-03-01', '2026-03-02', '2026-03-03']) happened(e, 'canvas.entered', { ...IN, time: Date.parse(`${time}T10:00:00Z`) })
    await to(e, '2026-03-03T12:00:00Z')
    return e
  }
  const sum = (days: number[]): unknown => (path === 'data_summary' ? days.reduce((all, n) => all + n, 0) : days)

  test('starting_at is in; with both it counts, not length', async () => {
    const e = await daily()
    expect(await entries(e, '&starting_at=2026-03-01T00:00:00Z&ending_at=2026-03-02T23:59:59Z')).toEqual(sum([1, 1]))
    expect(await entries(e, '&starting_at=2026-03-01T23:59:59Z&ending_at=2026-03-02T00:00:00Z&length=5')).toEqual(sum([1, 1]))
    expect(await entries(e, '&starting_at=2026-03-03')).toEqual(sum([1]))
    expect(await entries(e, '&length=14')).toEqual(sum([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1]))
    expect(await entries(e, '&starting_at=2026-02-18')).toEqual(sum([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1]))
  })

  test('over the change to summer time a range is as many days', async () => {
    const e = await daily()
    await e.admin('PATCH', '/settings', { time_zone: 'America/New_York' })
    await to(e, '2026-03-10T12:00:00Z')
    const data = await ask200(e, 'data_series', '?canvas_id=v&starting_at=2026-03-07&ending_at=2026-03-09') // clocks go forward on the 8th
    expect(data.stats.map(({ time }: { time: string }) => time)).toEqual(['2026-03-07', '2026-03-08', '2026-03-09'])
  })

  test.each([
    ['', 'canvas_id must be a string of the canvas api identifier'],
    ['?canvas_id=nope&length=1', 'Invalid Canvas ID'],
    ['?canvas_id=v', `either 'length' or 'starting_at' is required`],
    ['?canvas_id=v&length=0', `'length' must be an integer between 1 and 14`],
    ['?canvas_id=v&length=15', `'length' must be an integer between 1 and 14`],
    ['?canvas_id=v&length[]=1', `'length' must be an integer between 1 and 14`],
    ['?canvas_id=v&length=1&ending_at=x', `'ending_at' is not valid`],
    ['?canvas_id=v&starting_at=x', `'starting_at' is not valid`],
    ['?canvas_id=v&starting_at=2026-03-02&ending_at=2026-03-01', `'starting_at' must be before 'ending_at'`],
    ['?canvas_id=v&starting_at=2026-02-15&ending_at=2026-03-01', `'starting_at' must be at most 14 days before 'ending_at'`],
    ['?canvas_id=v&length=1&include_step_breakdown=some', `'include_step_breakdown' is not valid`],
  ])('%s is refused', async (query, message) => {
    const e = emulator()
    await define(e, 'canvases', CANVAS)
    const said = await ask(e, 'GET', `/canvas/${path}${query}`)
    expect({ status: said.status, body: said.body, kinds: said.kinds }).toEqual({ status: 400, body: { message }, kinds: ['request.refused'] })
  })
})
