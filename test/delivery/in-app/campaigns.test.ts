// Which in-app campaigns a device gets, in what form, and the row that stands for it (M1, M2, M4, M8, M9, M12).
import { describe, expect, test } from 'vitest'
import { compositeId } from '../../../emulator/domain/campaigns/tracking-ids.ts'
import { homeKeys } from '../../../emulator/index.ts'
import { ask, iam, shown, texts, told, triggers } from '../../kit/in-app.ts'
import { define } from '../../kit/messaging.ts'
import { advance } from '../../kit/campaigns.ts'
import { event, known } from '../../kit/sdk-wire.ts'
import { emulator, NOW } from '../../kit/world.ts'

const ID = compositeId({ owner: 'c', message_variation_id: 'm' })
const MESSAGE = { channel: 'in_app_message', message: 'x' }

test('M1: a session start brings the trigger with its message, and one row without an event', async () => {
  const e = emulator()
  await iam(e)
  const kinds = await e.kindsOf(async () => {
    expect(await ask(e, 'web', { user: 'u1' })).toMatchObject({
      message: 'success',
      triggers: [{
        id: ID, type: 'inapp', trigger_condition: [{ type: 'open' }], start_time: null, end_time: null, priority: 1_999_999, delay: 0, re_eligibility: -1, timeout: 30_000,
        data: { trigger_id: ID, type: 'MODAL', header: 'Hi', message: 'Hello', click_action: 'NONE', use_webview: false, message_close: 'SWIPE', orientation: 'ANY' },
      }],
    })
  })
  expect(kinds).toEqual(['device.registered', 'profile.created', 'session.started'])
  const [row, ...others] = await shown(e)
  expect(others).toEqual([])
  expect(row).toMatchObject({ status: 'sent', reason: null, campaign_id: 'c', message_variation_id: 'm', dispatch_id: null, app_id: homeKeys.web, device_id: 'e5585b85-web', user: { external_id: 'u1' }, engagement: [] })
  expect(row.payload).toEqual((await triggers(e, 'web', { user: 'u1' }))[0])
})

test('only who asks for triggers gets the member', async () => {
  const e = emulator()
  await iam(e)
  const { body } = await e.sdk('web', '/data/', { device_id: 'd', time: 1, respond_with: { user_id: 'u1', config: { config_time: 0 } } })
  expect(Object.keys(body).sort()).toEqual(['config', 'message'])
  expect(await shown(e)).toEqual([])
})

test('a later hand-out changes the payload, not the rows; each device has one of its own', async () => {
  const e = emulator()
  await iam(e)
  await triggers(e, 'web', { user: 'u1' })
  await e.admin('PATCH', '/campaigns/c', { messages: { m: { ...MESSAGE, message: 'Changed' } } })
  const rows = await e.rowsOf(() => triggers(e, 'web', { user: 'u1', session: false }))
  expect(rows).toEqual([])
  await triggers(e, 'ios', { user: 'u1' })
  expect((await shown(e)).map(({ device_id, payload }) => [device_id, payload.data.message])).toEqual([['e5585b85-web', 'Changed'], ['c0ffee00-ios', 'Changed']])
})

describe('M2: what starts a message', () => {
  const open = (trigger: object) => async () => {
    const e = emulator()
    await iam(e, {}, { trigger })
    return (await triggers(e, 'ios', { user: 'u1' })).flatMap((one) => one.trigger_condition)
  }
  const cases: [string, object, object[]][] = [
    ['any purchase', { type: 'purchase' }, [{ type: 'purchase' }]],
    ['two products', { type: 'purchase', product_id: ['a', 'b'] }, [{ type: 'purchase', data: { product_id: 'a' } }, { type: 'purchase', data: { product_id: 'b' } }]],
    ['a product with properties', { type: 'purchase', product_id: 'a', property_filters: [{ name: 'size', cmp: 'equals', value: 'L' }] }, [{ type: 'purchase_property', data: { product_id: 'a', property_filters: [[{ property_key: 'size', property_type: 'string', comparator: 1, property_value: 'L' }]] } }]],
    ['an event', { type: 'custom_event', name: 'buy' }, [{ type: 'custom_event', data: { event_name: 'buy' } }]],
    ['an event with properties', { type: 'custom_event', name: 'buy', property_filters: [{ name: 'n', cmp: 'more_than', value: 2 }] }, [{ type: 'custom_event_property', data: { event_name: 'buy', property_filters: [[{ property_key: 'n', property_type: 'number', comparator: 3, property_value: 2 }]] } }]],
    ['several', { any_of: [{ type: 'session_start' }, { type: 'custom_event', name: 'x' }] }, [{ type: 'open' }, { type: 'custom_event', data: { event_name: 'x' } }]],
    ['a push of a campaign', { type: 'campaign_interaction', campaign_id: 'p', interaction: 'open_push' }, [{ type: 'push_click', data: { campaign_id: atob(compositeId({ owner: 'p', message_variation_id: 'x' })).split('_')[0] } }]],
    ['a push of any campaign', { type: 'campaign_interaction', interaction: 'open_push' }, [{ type: 'push_click' }]],
    ['a click on another message', { type: 'campaign_interaction', campaign_id: 'c', interaction: 'click_in_app_message' }, [{ type: 'iam_click', data: { id: atob(ID).split('_')[0] } }]],
    ['a click on its second button', { type: 'campaign_interaction', campaign_id: 'c', interaction: 'click_in_app_message_button', button_id: 1 }, [{ type: 'iam_click', data: { id: atob(ID).split('_')[0], buttons: ['1'] } }]],
    ['a session of an app', { type: 'session_start', app_ids: [homeKeys.ios] }, [{ type: 'open' }]],
    ['a session of another app', { type: 'session_start', app_ids: [homeKeys.web] }, []],
  ]
  test.each(cases)('%s', async (_, trigger, conditions) => expect(await open(trigger)()).toEqual(conditions))

  test('the primary conversion event of the campaign', async () => {
    const e = emulator()
    await iam(e, {}, { trigger: { type: 'conversion_event' }, conversion_behaviors: [{ type: 'Performs Custom Event', custom_event_name: 'done', window: 86_400 }] })
    expect((await triggers(e, 'web'))[0].trigger_condition).toEqual([{ type: 'custom_event', data: { event_name: 'done' } }])
  })

  test('M1: events of the REST API start nothing here: the server never sends such a message', async () => {
    const e = emulator()
    await iam(e, {}, { trigger: { type: 'custom_event', name: 'buy' } })
    await e.post('/users/track', { events: [{ external_id: 'u1', name: 'buy', time: NOW }] })
    await e.world.scheduler.settle()
    expect(await shown(e)).toEqual([])
  })
})

describe('who gets it', () => {
  test('the audience, judged when the device asks, behind what it told', async () => {
    const e = emulator()
    await iam(e, {}, { audience: { filters: { filter: 'custom_event', name: 'ready', cmp: 'more_than', value: 0 } } })
    expect(await triggers(e, 'web', { user: 'u1' })).toEqual([])
    expect(await triggers(e, 'web', { user: 'u1', session: false, events: [event('ce', { n: 'ready' }, { user: 'u1' })] })).toHaveLength(1)
  })

  test('anonymous users too', async () => {
    const e = emulator()
    await iam(e, { message: 'Dear {{${first_name} | default: "you"}}' })
    expect(texts(await triggers(e, 'ios'))).toEqual(['Dear you'])
  })

  test('M8: before its start the device has it, and judges; after its end it is gone', async () => {
    const e = emulator()
    await iam(e, {}, { trigger: { type: 'session_start', start: '2026-03-01T13:00:00Z', end: '2026-03-01T15:00:00Z' } })
    for (const by of ['1h', '2h1s']) {
      expect(await triggers(e, 'ios', { user: 'u1' })).toMatchObject([{ start_time: Date.parse('2026-03-01T13:00:00Z') / 1000, end_time: Date.parse('2026-03-01T15:00:00Z') / 1000 }])
      await advance(e, by)
    }
    expect(await triggers(e, 'ios', { user: 'u1' })).toEqual([])
  })

  test('M8: local times are those of the user', async () => {
    const e = emulator()
    await iam(e, {}, { trigger: { type: 'session_start', start: '2026-03-01T00:00:00', end: '2026-03-02T00:00:00', in_local_time: true } })
    await known(e, 'u1', { time_zone: 'Asia/Tokyo' })
    expect(await triggers(e, 'ios', { user: 'u1' })).toMatchObject([{ start_time: Date.parse('2026-02-28T15:00:00Z') / 1000, end_time: Date.parse('2026-03-01T15:00:00Z') / 1000 }])
  })

  test('M8: a start in local time is judged on the device, which has the message before; its end takes it away', async () => {
    const e = emulator()
    await iam(e, {}, { trigger: { type: 'session_start', start: '2026-03-02T09:00:00', end: '2026-03-03T09:00:00', in_local_time: true } })
    for (const [user, time_zone] of [['apia', 'Pacific/Apia'], ['kathmandu', 'Asia/Kathmandu'], ['honolulu', 'Pacific/Honolulu']]) await known(e, user!, { time_zone })
    const starts = async () => Promise.all(['apia', 'kathmandu', 'honolulu'].map(async (user) => (await triggers(e, 'ios', { user, device_id: user })).map(({ start_time, end_time }) => [start_time, end_time].map((at) => new Date(at * 1000).toISOString()))))
    const day = (from: string, to: string) => [[`2026-03-${from}:00.000Z`, `2026-03-${to}:00.000Z`]]
    const [apia, kathmandu, honolulu] = [day('01T20:00', '02T20:00'), day('02T03:15', '03T03:15'), day('02T19:00', '03T19:00')]
    expect(await starts()).toEqual([apia, kathmandu, honolulu])
    await advance(e, '40h')
    expect(await starts()).toEqual([[], [], honolulu])
  })

  test('M9: once is -1, always 0, else the seconds; and the server leaves it out when it was seen', async () => {
    const e = emulator()
    const eligibility = async () => (await triggers(e, 'web', { user: 'u1' })).map((one) => one.re_eligibility)
    await iam(e)
    expect(await eligibility()).toEqual([-1])
    await told(e, 'web', 'si', ID, { user: 'u1' })
    expect(await eligibility()).toEqual([])
    await e.admin('PATCH', '/campaigns/c', { reeligibility_seconds: 3600 })
    expect(await eligibility()).toEqual([])
    await advance(e, '1h')
    expect(await eligibility()).toEqual([3600])
    await told(e, 'web', 'si', ID, { user: 'u1', session: 'again' })
    await e.admin('PATCH', '/campaigns/c', { reeligibility_seconds: 0 })
    expect(await eligibility()).toEqual([0])
    expect((await shown(e)).map(({ engagement }) => engagement.length)).toEqual([2])
  })

  test('M12: the control group gets a control, which is enrolled once', async () => {
    const e = emulator()
    await define(e, 'campaigns', { id: 'c', name: 'C', trigger: { type: 'session_start' }, messages: { m: { ...MESSAGE, percent: 0 }, k: { type: 'control', percent: 100 } } })
    const control = compositeId({ owner: 'c', message_variation_id: 'k' })
    const given = await triggers(e, 'ios', { user: 'u1' })
    expect(given).toMatchObject([{ id: control, type: 'inapp', data: { trigger_id: control, is_control: true } }])
    expect(Object.keys(given[0].data)).toEqual(['trigger_id', 'is_control'])
    expect(await shown(e)).toMatchObject([{ status: 'withheld', reason: 'control_group', message_variation_id: 'k' }])
    const rows = await e.rowsOf(() => told(e, 'ios', 'iec', control, { user: 'u1' }))
    expect(rows.map(({ kind, data }) => [kind, data['campaign_id'], data['message_variation_id']])).toEqual([['in_app_message.control_impression', 'c', 'k']])
    expect((await e.get('/campaigns/data_series?campaign_id=c&length=1&ending_at=2026-03-01T23:00:00Z')).body.data[0].messages.trigger_in_app_message[1]).toMatchObject({ variation_api_id: 'k', enrolled: 1 })
    expect(await triggers(e, 'ios', { user: 'u1' })).toEqual([])
  })

  test('the Global Control Group gets nothing', async () => {
    const e = emulator()
    await iam(e)
    await e.admin('PATCH', '/settings', { global_control_group: { percentage: 15 } })
    const members = await Promise.all(Array.from({ length: 12 }, async (_, n) => ({ n, given: (await triggers(e, 'ios', { user: `u${n}`, device_id: `d${n}` })).length, isIn: e.world.globalControlGroup.has(e.world.profiles.byExternalId(`u${n}`)!) })))
    expect(members.filter(({ given, isIn }) => given === (isIn ? 1 : 0))).toEqual([])
    expect(new Set(members.map(({ isIn }) => isIn))).toEqual(new Set([true, false]))
  })

  test('the user cap counts who has seen it', async () => {
    const e = emulator()
    await iam(e, {}, { user_cap: 1, reeligibility_seconds: 0 })
    expect(await triggers(e, 'web', { user: 'u1' })).toHaveLength(1)
    expect(await triggers(e, 'ios', { user: 'u2' })).toHaveLength(1)
    await told(e, 'web', 'si', ID, { user: 'u1' })
    expect([(await triggers(e, 'web', { user: 'u1' })).length, (await triggers(e, 'ios', { user: 'u2' })).length]).toEqual([1, 0])
  })

  test.each(['stop', 'archive'])('a campaign after %s brings nothing new', async (what) => {
    const e = emulator()
    await iam(e)
    await e.admin('POST', `/campaigns/c/${what}`)
    expect(await triggers(e, 'web', { user: 'u1' })).toEqual([])
  })
})

describe('platforms, variant by variant', () => {
  const given = async (body: object) => {
    const e = emulator()
    await iam(e, body as Record<string, unknown>)
    return Promise.all((['web', 'ios', 'android'] as const).map(async (app) => (await triggers(e, app)).length))
  }
  test.each([
    [{}, [1, 1, 1]], [{ platforms: 'both' }, [1, 1, 1]], [{ platforms: 'web' }, [1, 0, 0]], [{ platforms: 'mobile' }, [0, 1, 1]], [{ platforms: 'ios' }, [0, 1, 0]],
    [{ app_ids: [homeKeys.android] }, [0, 0, 1]], [{ type: 'WEB_HTML', message: '<p>x</p>' }, [1, 0, 0]], [{ type: 'modal', css: 'p {}', html_id: 'promo' }, [1, 0, 0]], [{ css: null, html_id: null }, [1, 1, 1]], [{ css: '', html_id: '' }, [1, 1, 1]], [{ type: 'survey' }, [0, 0, 0]],
  ])('%j', async (body, counts) => expect(await given(body)).toEqual(counts))
})

test('M4: buckets, then the exact order, then the newest launch; no two priorities are the same', async () => {
  const e = emulator()
  const make = (id: string, more: object) => define(e, 'campaigns', { id, name: id, trigger: { type: 'session_start' }, messages: { [`${id}-m`]: { ...MESSAGE, message: id } }, ...more })
  await make('old', {})
  await make('second', { priority: 'high', priority_order: 2 })
  await make('last', { priority: 'low' })
  await advance(e, '1m')
  await make('new', {})
  await make('first', { priority: 'high', priority_order: 1 })
  await make('third', { priority: 'high' })
  const all = await triggers(e, 'ios', { user: 'u1' })
  expect(texts(all)).toEqual(['first', 'second', 'third', 'new', 'old', 'last'])
  expect(all.map(({ priority }) => Math.floor(priority / 1_000_000))).toEqual([2, 2, 2, 1, 1, 0])
  expect([...all].sort((a, b) => b.priority - a.priority)).toEqual(all)
  expect(new Set(all.map(({ priority }) => priority)).size).toBe(6)
})

test('at most 200 campaigns are active; those whose end is over do not count, nor do Canvases and drafts', async () => {
  const e = emulator()
  const make = (id: string, more: object = {}) => e.admin('POST', '/campaigns', { id, name: id, trigger: { type: 'session_start' }, messages: { [`${id}-m`]: MESSAGE }, ...more })
  expect((await make('over', { trigger: { type: 'session_start', end: '2026-03-01T11:00:00Z' } })).status).toBe(201)
  for (let n = 0; n < 200; n++) await make(`c${n}`)
  const full = 'messages make it in-app message campaign 201: at most 200 are active'
  const refused = await make('more')
  expect([refused.status, refused.body.error.message]).toEqual([422, full])
  expect((await make('draft', { draft: true })).status).toBe(201)
  expect((await e.admin('POST', '/campaigns/draft/launch')).body.error.message).toBe(full)
  expect((await e.admin('PATCH', '/campaigns/over', { trigger: { type: 'session_start' } })).body.error.message).toBe(full)
  expect((await e.admin('PATCH', '/campaigns/c7', { priority: 'high' })).status).toBe(200)
  expect((await e.admin('POST', '/canvases', { name: 'J', steps: [{ id: 's', messages: { m: MESSAGE } }] })).status).toBe(201)
  await e.admin('POST', '/campaigns/c0/stop')
  expect((await e.admin('POST', '/campaigns/draft/launch')).status).toBe(200)
})

test('M5, M7: delay, timeout and spacing travel with the trigger', async () => {
  const e = emulator()
  await iam(e, { timeout: 4000, min_seconds_since_last_trigger: 0 }, { trigger: { type: 'session_start', delay_seconds: 20 } })
  const [one] = await triggers(e, 'ios')
  expect(one).toMatchObject({ delay: 20, timeout: 4000, min_seconds_since_last_trigger: 0 })
  expect([one.data.timeout, one.data.min_seconds_since_last_trigger]).toEqual([undefined, undefined])
  await e.admin('PATCH', '/campaigns/c', { trigger: { type: 'session_start', delay: { seconds: 5 } }, messages: { m: MESSAGE } })
  const [after] = await triggers(e, 'ios')
  expect([after.delay, after.timeout, 'min_seconds_since_last_trigger' in after]).toEqual([5, 35_000, false])
})

test('Roku compares the start as a number', async () => {
  const e = emulator()
  await iam(e)
  const { body } = await e.admin('POST', '/apps', { name: 'TV', platform: 'Roku' })
  const answer = await e.call('POST', '/api/v3/data', { api_key: body.app_id, device_id: 'roku', time: 1, events: [], respond_with: { triggers: true } })
  expect(answer.body.triggers[0].start_time).toBe(0)
})

test('what belongs to the anonymous user goes over to the known one: one row, and its impression finds it', async () => {
  const e = emulator()
  await known(e, 'u1')
  await iam(e)
  await triggers(e, 'web')
  const rows = await e.rowsOf(async () => {
    expect(await triggers(e, 'web', { user: 'u1' })).toHaveLength(1)
    await told(e, 'web', 'si', ID, { user: 'u1' })
  })
  expect(rows.at(-1)).toMatchObject({ kind: 'in_app_message.impression', data: { campaign_id: 'c', message_variation_id: 'm' } })
  expect(await shown(e)).toMatchObject([{ user: { external_id: 'u1' }, engagement: [{ action: 'impression' }] }])
})

test('survives a snapshot: the same id, the same row', async () => {
  const e = emulator()
  await iam(e)
  const before = await triggers(e, 'web', { user: 'u1' })
  const other = emulator()
  other.world.restore(e.world.snapshot())
  expect(await triggers(other, 'web', { user: 'u1' })).toEqual(before)
  expect(await shown(other)).toHaveLength(1)
})

test.each<[string, (e: ReturnType<typeof emulator>, isBad: (about: any) => boolean) => void]>([
  ['rendering', (e, isBad) => ((real) => Object.assign(e.world.delivery, { renderFor: (outgoing: any, ...rest: any[]) => (isBad(outgoing.origin) ? Promise.resolve({ error: new Error('our mistake') }) : (real as any)(outgoing, ...rest)) }))(e.world.delivery.renderFor)],
  ['choosing', (e, isBad) => ((real) => Object.assign(e.world.campaignSending, { offer: (campaign: any, ...rest: any[]) => {
    if (isBad({ campaign_id: campaign.id })) throw new Error('our mistake')
    return (real as any)(campaign, ...rest)
  } }))(e.world.campaignSending.offer)],
])('our own mistake in %s one message leaves out that one, with a row; the others go on', async (_, spoil) => {
  const e = emulator()
  for (const id of ['a', 'bad', 'z']) await iam(e, { message: id }, { id, messages: { [id]: { ...MESSAGE, message: id } } })
  spoil(e, ({ campaign_id }) => campaign_id === 'bad')
  const rows = await e.rowsOf(async () => expect(texts(await triggers(e, 'web', { user: 'u1' })).sort()).toEqual(['a', 'z']))
  expect(rows.filter(({ kind }) => kind.endsWith('.failed')).map(({ kind, data }) => [kind, data['error']])).toEqual([['timer.failed', 'Error: our mistake']])
  expect(e.errors.splice(0).map(String)).toEqual(['Error: our mistake'])
})
