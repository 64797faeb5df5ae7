// GET /campaigns/data_series: each channel's numbers by days of the workspace, variants, control groups, conversions, revenue, recipients. docs: get_campaign_analytics, report_metrics
import { describe, expect, test } from 'vitest'
import { compositeId } from '../../../../emulator/domain/campaigns/tracking-ids.ts'
import { converted, define, happened, to } from '../../../kit/messaging.ts'
import { ask } from '../../../kit/rest.ts'
import { emulator } from '../../../kit/world.ts'

type E = ReturnType<typeof emulator>
const series = async (e: E, query = '?campaign_id=c1&length=1') => {
  const said = await ask(e, 'GET', `/campaigns/data_series${query}`)
  expect([said.status, said.body.message, said.kinds]).toEqual([200, 'success', []])
  return said.body.data
}
/** The one row of the one day. */
async function row(e: E, channel: string) {
  const [day] = await series(e)
  return day.messages[channel][0]
}
const nothing = { ...converted(), revenue: 0, unique_recipients: 0 }
const PUSH = { sent: 0, direct_opens: 0, total_opens: 0, bounces: 0, body_clicks: 0 }
const one = (e: E, channel: string, more: Record<string, unknown> = {}) => define(e, 'campaigns', { id: 'c1', name: 'C', messages: { m1: { channel } }, ...more })
const m1 = { message_variation_id: 'm1' }

test('days without activity are there, with zeros; oldest first', async () => {
  const e = emulator()
  await one(e, 'ios_push')
  const day = (time: string) => ({ time, messages: { ios_push: [{ variation_api_id: 'm1', ...PUSH }] }, ...nothing })
  expect(await series(e, '?campaign_id=c1&length=3')).toEqual([day('2026-02-27'), day('2026-02-28'), day('2026-03-01')])
  expect((await series(e, '?campaign_id=c1&length=100')).length).toBe(100)
})

test('a campaign without messages', async () => {
  const e = emulator()
  await define(e, 'campaigns', { id: 'c1', name: 'Api', kind: 'api_campaign' })
  expect(await series(e)).toEqual([{ time: '2026-03-01', messages: {}, ...nothing }])
})

describe('channels', () => {
  test.each(['ios_push', 'android_push', 'web_push', 'kindle_push'])('%s', async (channel) => {
    const e = emulator()
    await one(e, channel)
    happened(e, 'push.sent', m1, 'u1', 'u2', 'u3')
    happened(e, 'push.bounced', m1, 'u3')
    happened(e, 'push.open', m1, 'u1')
    happened(e, 'push.action_click', m1, 'u2')
    happened(e, 'push.influenced_open', m1, 'u3')
    expect(await row(e, channel)).toEqual({ variation_api_id: 'm1', sent: 3, direct_opens: 2, total_opens: 3, bounces: 1, body_clicks: 1 })
  })

  test('email: opens and clicks once for each user and dispatch', async () => {
    const e = emulator()
    await one(e, 'email')
    const first = { ...m1, dispatch_id: 'd1' }
    const second = { ...m1, dispatch_id: 'd2' }
    happened(e, 'email.sent', first, 'u1', 'u2', 'u3', 'u4')
    happened(e, 'email.sent', second, 'u1')
    happened(e, 'email.delivered', first, 'u1', 'u2', 'u3')
    happened(e, 'email.bounced', first, 'u4')
    happened(e, 'email.opened', first, 'u1', 'u1', 'u2')
    happened(e, 'email.opened', second, 'u1')
    happened(e, 'email.clicked', { ...first, url: 'https://a' }, 'u1', 'u1')
    happened(e, 'email.clicked', { ...first, url: 'https://b' }, 'u1')
    happened(e, 'email.clicked', second, 'u1')
    happened(e, 'email.unsubscribed', first, 'u2')
    happened(e, 'email.marked_as_spam', first, 'u3')
    expect(await row(e, 'email')).toEqual({ variation_api_id: 'm1', sent: 5, opens: 4, unique_opens: 3, clicks: 4, unique_clicks: 2, unsubscribes: 1, bounces: 1, delivered: 3, reported_spam: 1 })
  })

  test('an email opened again the next day is a new open, not a new unique one', async () => {
    const e = emulator()
    await one(e, 'email')
    happened(e, 'email.opened', { ...m1, dispatch_id: 'd' })
    await to(e, '2026-03-02T12:00:00Z')
    happened(e, 'email.opened', { ...m1, dispatch_id: 'd' })
    expect((await series(e, '?campaign_id=c1&length=2')).map((day: any) => [day.messages.email[0].opens, day.messages.email[0].unique_opens])).toEqual([[1, 1], [1, 0]])
  })

  test('sms', async () => {
    const e = emulator()
    await one(e, 'sms')
    for (const kind of ['sent', 'sent_to_carrier', 'delivered', 'rejected', 'delivery_failed', 'clicked']) happened(e, `sms.${kind}`, m1, ...(kind === 'sent' ? ['u1', 'u2', 'u3'] : ['u1']))
    for (const action of ['opt_out', 'help', 'help', 'opt_in', 'other']) happened(e, 'sms.inbound_received', { ...m1, action })
    expect(await row(e, 'sms')).toEqual({ variation_api_id: 'm1', sent: 3, sent_to_carrier: 1, delivered: 1, rejected: 1, delivery_failed: 1, clicks: 1, opt_out: 1, help: 2 })
  })

  test('WhatsApp: failures are among the sends', async () => {
    const e = emulator()
    await one(e, 'whats_app')
    happened(e, 'whats_app.sent', m1, 'u1', 'u2')
    happened(e, 'whats_app.failed', m1, 'u2')
    happened(e, 'whats_app.delivered', m1)
    happened(e, 'whats_app.read', m1)
    expect(await row(e, 'whats_app')).toEqual({ variation_api_id: 'm1', sent: 2, delivered: 1, failed: 1, read: 1 })
  })

  test('webhook: errors are among the sends, not among the recipients', async () => {
    const e = emulator()
    await one(e, 'webhook')
    happened(e, 'webhook.sent', m1, 'u1')
    happened(e, 'webhook.failed', m1, 'u2')
    const [day] = await series(e)
    expect([day.messages.webhook, day.unique_recipients]).toEqual([[{ variation_api_id: 'm1', sent: 2, errors: 1 }], 1])
  })

  test('cards: happenings, and users of the day; received when seen', async () => {
    const e = emulator()
    await one(e, 'content_cards')
    happened(e, 'content_card.sent', m1, 'u1', 'u2', 'u3')
    happened(e, 'content_card.impression', m1, 'u1', 'u1', 'u2')
    happened(e, 'content_card.click', m1, 'u1', 'u1')
    happened(e, 'content_card.dismissal', m1, 'u2', 'u2')
    const [day] = await series(e)
    expect([day.messages.content_cards, day.unique_recipients]).toEqual([
      [{ variation_api_id: 'm1', sent: 3, total_impressions: 3, unique_impressions: 2, total_clicks: 2, unique_clicks: 1, total_dismissals: 2, unique_dismissals: 1 }], 2,
    ])
    await to(e, '2026-03-02T00:00:00Z')
    happened(e, 'content_card.impression', m1, 'u1')
    expect((await row(e, 'content_cards')).unique_impressions).toBe(1)
  })

  test('in-app messages have recipients, conversions and revenue of their own', async () => {
    const e = emulator()
    await one(e, 'in_app_message', { trigger: { type: 'session_start' } })
    happened(e, 'in_app_message.impression', m1, 'u1', 'u1', 'u2')
    happened(e, 'in_app_message.click', m1)
    for (const bid of [0, 1, '1', 2]) happened(e, 'in_app_message.button_click', { ...m1, bid })
    happened(e, 'campaign.converted', { ...m1, conversion: 0, revenue_cents: 1999 })
    expect(await series(e)).toEqual([
      {
        time: '2026-03-01', ...converted({ conversions: 1, conversions_by_send_time: 1 }), revenue: 19.99, unique_recipients: 2,
        messages: { trigger_in_app_message: [{ variation_api_id: 'm1', impressions: 3, clicks: 1, first_button_clicks: 1, second_button_clicks: 2, revenue: 19.99, unique_recipients: 2, ...converted({ conversions: 1, conversions_by_send_time: 1 }) }] },
      },
    ])
  })

  test('several channels side by side; a user of two of them is one recipient', async () => {
    const e = emulator()
    await define(e, 'campaigns', { id: 'c1', name: 'C', messages: { p: { channel: 'ios_push' }, s: { channel: 'sms' }, b: { channel: 'banner', placement_id: 'home' } }, schedule: { at: '2026-03-01T12:00:00Z' } })
    happened(e, 'push.sent', { message_variation_id: 'p' }, 'u1', 'u2')
    happened(e, 'sms.sent', { message_variation_id: 's' }, 'u1')
    const [day] = await series(e)
    expect([Object.keys(day.messages), day.messages.ios_push[0].sent, day.messages.sms[0].sent, day.unique_recipients]).toEqual([['ios_push', 'sms', 'banner'], 2, 1, 2])
  })
})

describe('variants', () => {
  const SPLIT = { messages: { a: { channel: 'ios_push', name: 'A', percent: 45 }, b: { channel: 'ios_push', name: 'B', percent: 45 }, k: { channel: 'ios_push', type: 'control', percent: 10 } } }

  test('each has id, name, and conversions, revenue and recipients of its own; the control group is enrolled and counts apart', async () => {
    const e = emulator()
    await define(e, 'campaigns', { id: 'c1', name: 'C', ...SPLIT })
    happened(e, 'push.sent', { message_variation_id: 'a' }, 'u1', 'u2')
    happened(e, 'push.sent', { message_variation_id: 'b' }, 'u3')
    happened(e, 'campaign.control_enrolled', { message_variation_id: 'k' }, 'u4', 'u5')
    happened(e, 'campaign.converted', { message_variation_id: 'a', conversion: 1, revenue_cents: 500 }, 'u1')
    happened(e, 'campaign.converted', { message_variation_id: 'k', conversion: 0, revenue_cents: 300 }, 'u4')
    const [day] = await series(e)
    expect(day).toEqual({
      time: '2026-03-01', unique_recipients: 3, revenue: 5, ...converted({ conversions1: 1, conversions1_by_send_time: 1 }),
      messages: {
        ios_push: [
          { variation_api_id: 'a', variation_name: 'A', ...PUSH, sent: 2, revenue: 5, unique_recipients: 2, ...converted({ conversions1: 1, conversions1_by_send_time: 1 }) },
          { variation_api_id: 'b', variation_name: 'B', ...PUSH, sent: 1, revenue: 0, unique_recipients: 1, ...converted() },
          { variation_api_id: 'k', variation_name: 'Control Group', enrolled: 2, revenue: 3, unique_recipients: 2, ...converted({ conversions: 1, conversions_by_send_time: 1 }) },
        ],
      },
    })
  })

  test('a variant that is gone keeps its numbers under its id', async () => {
    const e = emulator()
    await define(e, 'campaigns', { id: 'c1', name: 'C', messages: { old: { channel: 'sms' } } })
    happened(e, 'sms.sent', { message_variation_id: 'old' })
    await series(e)
    await e.admin('PATCH', '/campaigns/c1', { messages: { new: { channel: 'email' } } })
    const [day] = await series(e)
    expect([day.messages.email[0].variation_api_id, day.messages.sms]).toEqual(['new', [expect.objectContaining({ variation_api_id: 'old', sent: 1 })]])
  })

  test('content that came with the request is counted by the id of its message', async () => {
    const e = emulator()
    await define(e, 'campaigns', { id: 'c1', name: 'Api', kind: 'api_campaign' })
    happened(e, 'email.sent', { campaign_id: 'c1', message_variation_id: 'from-request', channel: 'email' }, 'u1', 'u2')
    const [day] = await series(e)
    expect(day.messages).toEqual({ email: [expect.objectContaining({ variation_api_id: 'from-request', sent: 2 })] })
    expect(day.unique_recipients).toBe(2)
  })
})

describe('conversions', () => {
  test('by their own day and by that of the send', async () => {
    const e = emulator()
    await one(e, 'sms', { conversion_behaviors: [{ type: 'Starts Session', window: 86_400 }] })
    happened(e, 'sms.sent', m1, 'u1', 'u2')
    const sent_at = e.world.clock.now()
    await to(e, '2026-03-02T09:00:00Z')
    happened(e, 'campaign.converted', { ...m1, conversion: 0, sent_at }, 'u1')
    happened(e, 'campaign.converted', { ...m1, conversion: 3, sent_at }, 'u2')
    const [first, second] = await series(e, '?campaign_id=c1&length=2')
    expect(first).toMatchObject(converted({ conversions_by_send_time: 1, conversions3_by_send_time: 1 }))
    expect(second).toMatchObject(converted({ conversions: 1, conversions3: 1 }))
  })

  test('revenue without a conversion, refunds, and what is no number', async () => {
    const e = emulator()
    await one(e, 'sms')
    for (const revenue_cents of [1000, -250, 'x' as never]) happened(e, 'campaign.revenue_attributed', { ...m1, revenue_cents })
    expect((await series(e))[0]).toMatchObject({ revenue: 7.5, conversions: 0 })
  })
})

describe('days', () => {
  test('are those of the workspace: a send before midnight there', async () => {
    const e = emulator()
    await one(e, 'sms')
    await to(e, '2026-03-02T02:00:00Z') // 1 March, 21:00 in New York
    happened(e, 'sms.sent', m1)
    const sent = async (query = '') => Object.fromEntries((await series(e, `?campaign_id=c1&length=2${query}`)).map((day: any) => [day.time, day.messages.sms[0].sent]))
    expect(await sent()).toEqual({ '2026-03-01': 0, '2026-03-02': 1 })
    await e.admin('PATCH', '/settings', { time_zone: 'America/New_York' })
    expect(await sent()).toEqual({ '2026-02-28': 0, '2026-03-01': 1 })
    expect(await sent('&ending_at=2026-03-02')).toEqual({ '2026-03-01': 1, '2026-03-02': 0 })
  })

  test('one user twice a day is one recipient, on two days one each', async () => {
    const e = emulator()
    await one(e, 'sms')
    for (const time of ['2026-03-01T20:00:00Z', '2026-03-01T23:59:59Z', '2026-03-02T00:00:00Z']) {
      await to(e, time)
      happened(e, 'sms.sent', m1)
    }
    expect((await series(e, '?campaign_id=c1&length=2')).map((day: any) => [day.unique_recipients, day.messages.sms[0].sent])).toEqual([[1, 2], [1, 1]])
  })

  test('what a device tells late counts when it happened', async () => {
    const e = emulator()
    await one(e, 'content_cards')
    happened(e, 'content_card.impression', { ...m1, time: Date.parse('2026-02-27T10:00:00Z') })
    expect((await series(e, '?campaign_id=c1&length=3')).map((day: any) => day.messages.content_cards[0].total_impressions)).toEqual([1, 0, 0])
  })

  test.each(['2026-02-28T23:59:59-5:00', '2026-03-01T04:59:59Z', '2026-03-01', '2026-03-01T05:00:00 01:00'])('ending_at %s', async (ending_at) => {
    const e = emulator()
    await one(e, 'sms')
    expect((await series(e, `?campaign_id=c1&length=1&ending_at=${ending_at}`)).map(({ time }: { time: string }) => time)).toEqual(['2026-03-01'])
  })
})

describe('whose message it is', () => {
  test('an SDK names it by its tracking id', async () => {
    const e = emulator()
    await define(e, 'campaigns', { id: 'c1', name: 'C', messages: { m1: { channel: 'content_cards' }, m2: { channel: 'content_cards' } } })
    await define(e, 'campaigns', { id: 'c2', name: 'I', trigger: { type: 'session_start' }, messages: { i1: { channel: 'in_app_message' } } })
    await define(e, 'campaigns', { id: 'c3', name: 'P', messages: { p1: { channel: 'web_push' } } })
    const card = (message_variation_id: string) => compositeId({ owner: 'c1', message_variation_id, card: 'b4a2e000-0000-4000-8000-0000000000ca' })
    const now = e.world.clock.now() / 1000
    const answer = await e.sdk('web', '/data', {
      time: now, device_id: 'd1', sdk_version: '6.13.0', device: {},
      events: [
        { name: 'ss', time: now, session_id: 's', data: {} },
        { name: 'cci', time: now, session_id: 's', data: { ids: [card('m1'), card('m2')] } },
        { name: 'ccc', time: now, session_id: 's', data: { ids: [card('m2')] } },
        { name: 'si', time: now, session_id: 's', data: { trigger_ids: [compositeId({ owner: 'c2', message_variation_id: 'i1' })] } },
        { name: 'sbc', time: now, session_id: 's', data: { trigger_ids: [compositeId({ owner: 'c2', message_variation_id: 'i1' })], bid: 0 } },
        { name: 'pc', time: now, session_id: 's', data: { cid: compositeId({ owner: 'c3', message_variation_id: 'p1' }) } },
        { name: 'cci', time: now, session_id: 's', data: { ids: ['not-ours', card('unknown')] } },
      ],
    })
    expect(answer.status).toBeLessThan(300)
    const [cards] = await series(e)
    expect(cards.messages.content_cards.map((one: any) => [one.variation_api_id, one.total_impressions, one.total_clicks])).toEqual([['m1', 1, 0], ['m2', 1, 1]])
    expect((await series(e, '?campaign_id=c2&length=1'))[0].messages.trigger_in_app_message[0]).toMatchObject({ impressions: 1, first_button_clicks: 1, unique_recipients: 1 })
    expect((await series(e, '?campaign_id=c3&length=1'))[0].messages.web_push[0]).toMatchObject({ direct_opens: 1, body_clicks: 1 })
  })

  test('another campaign’s numbers are not among them; a new one of the same id begins at nothing', async () => {
    const e = emulator()
    await one(e, 'sms')
    await define(e, 'campaigns', { id: 'c2', name: 'Other', messages: { o: { channel: 'sms' } } })
    happened(e, 'sms.sent', { message_variation_id: 'o' })
    happened(e, 'sms.sent', m1)
    expect((await row(e, 'sms')).sent).toBe(1)
    await e.admin('DELETE', '/campaigns/c1')
    await one(e, 'sms')
    expect((await series(e))[0]).toEqual({ time: '2026-03-01', messages: { sms: [expect.objectContaining({ sent: 0 })] }, ...nothing })
  })

  test('rows about no message, and rows about no user, count nowhere', async () => {
    const e = emulator()
    await one(e, 'sms')
    happened(e, 'sms.sent', {})
    e.world.db.tx(() => void e.world.journal.append('sms.sent', m1))
    expect((await row(e, 'sms')).sent).toBe(0)
  })
})

test('a series asked for often and one asked for once agree; a restored snapshot goes on from its own place', async () => {
  const e = emulator()
  await one(e, 'sms')
  happened(e, 'sms.sent', m1, 'u1')
  await series(e)
  const image = e.world.snapshot()
  happened(e, 'sms.sent', m1, 'u2')
  expect((await row(e, 'sms')).sent).toBe(2)
  e.world.restore(image)
  expect((await row(e, 'sms')).sent).toBe(1)
  happened(e, 'sms.sent', m1, 'u3', 'u4')
  expect((await row(e, 'sms')).sent).toBe(3)
})

test('a long journal is read in turns', async () => {
  const e = emulator()
  await one(e, 'sms')
  e.world.db.tx(() => {
    for (let index = 0; index < 6000; index++) e.world.messageEvents.record('sms.sent', m1, `u${index}`)
  })
  expect(await row(e, 'sms')).toMatchObject({ sent: 6000 })
  expect((await series(e))[0].unique_recipients).toBe(6000)
})

test.each([
  ['', 'campaign_id must be a string of the campaign api identifier'],
  ['?length=1', 'campaign_id must be a string of the campaign api identifier'],
  ['?campaign_id=nope&length=1', 'Invalid Campaign ID'],
  ['?campaign_id=c1', `'length' is required`],
  ['?campaign_id=c1&length=0', `'length' must be an integer between 1 and 100`],
  ['?campaign_id=c1&length=101', `'length' must be an integer between 1 and 100`],
  ['?campaign_id=c1&length=1.5', `'length' must be an integer between 1 and 100`],
  ['?campaign_id=c1&length=1&ending_at=soon', `'ending_at' is not valid`],
  ['?campaign_id=c1&length=1&ending_at[]=2026-03-01', `'ending_at' is not valid`],
])('%s is refused', async (query, message) => {
  const e = emulator()
  await one(e, 'sms')
  const said = await ask(e, 'GET', `/campaigns/data_series${query}`)
  expect({ status: said.status, body: said.body, kinds: said.kinds }).toEqual({ status: 400, body: { message }, kinds: ['request.refused'] })
})
