// Which Banner a placement has for whom (B3, B7, B12), what its events do (B4, B6), tests (B8), limits, merges.
import { describe, expect, test } from 'vitest'
import { advance, bannerCampaign, logs, people, shownAt, starts, syncBanners } from '../../kit/on-devices.ts'
import { define } from '../../kit/messaging.ts'
import { emulator } from '../../kit/world.ts'

type Emulator = ReturnType<typeof emulator>
type Members = Record<string, any>
const at = async (e: Emulator, user: string | undefined, placement = 'home', app: 'web' | 'android' = 'web', more: Members = {}): Promise<Members | null> =>
  shownAt(await syncBanners(e, app, [placement], { ...(user === undefined ? {} : { user_id: user }), ...more }))[placement]!
const html = async (e: Emulator, user: string | undefined, placement = 'home', more: Members = {}): Promise<string | null> => (await at(e, user, placement, 'web', more))?.['html'] ?? null
const messages = async (e: Emulator): Promise<any[]> => (await e.admin('GET', '/messages?channel=banner&limit=1000')).body.messages
const PRO = { audience: { filters: { filter: 'custom_attribute', name: 'plan', type: 'string', cmp: 'is_any_of', value: ['pro'] } } }
const isPro = (e: Emulator, plan: string) => e.post('/users/track', { attributes: [{ external_id: 'mel', plan }] })

describe('B3: one for each placement', () => {
  test('high before medium before low; within one the exact place, then the newest', async () => {
    const e = emulator()
    await people(e, 'mel')
    const stop = (id: string) => e.admin('POST', `/campaigns/${id}/stop`)
    for (const [id, more] of [['low', { priority: 'low' }], ['old', {}], ['second', { priority_order: 2 }], ['first', { priority_order: 1 }], ['high', { priority: 'high' }], ['new', {}]] as const) {
      await bannerCampaign(e, id, {}, more)
      await advance(e, '1s')
    }
    const seen: (string | null)[] = []
    for (const id of ['high', 'first', 'second', 'new', 'old', 'low', '']) {
      seen.push(await html(e, 'mel'))
      if (id !== '') await stop(id)
    }
    expect(seen).toEqual(['<p>high</p>', '<p>first</p>', '<p>second</p>', '<p>new</p>', '<p>old</p>', '<p>low</p>', null])
  })

  test('the best that the user qualifies for, judged anew each time; anonymous users too', async () => {
    const e = emulator()
    await people(e, 'mel')
    await bannerCampaign(e, 'all')
    await bannerCampaign(e, 'pro', {}, { priority: 'high', ...PRO })
    expect(await html(e, undefined, 'home', { device_id: 'anonymous' })).toBe('<p>all</p>')
    expect(await html(e, 'mel')).toBe('<p>all</p>')
    await isPro(e, 'pro')
    expect(await html(e, 'mel')).toBe('<p>pro</p>')
    const { braze_id } = await e.exported('mel', ['braze_id'])
    const { passed, reason, gates } = (await e.admin('GET', `/users/${braze_id}/explain?campaign_id=all`)).body
    expect([passed, reason, gates.at(-1)]).toMatchObject([false, 'outranked', { gate: 'placement', seen: { placement_id: 'home', first: 'pro' } }])
    expect((await e.admin('GET', `/users/${braze_id}/explain?campaign_id=pro`)).body.passed).toBe(true)
    await isPro(e, 'free')
    expect(await html(e, 'mel')).toBe('<p>all</p>')
  })

  test('B7: not before its start, not after its end; the SDK is told the end', async () => {
    const e = emulator()
    await bannerCampaign(e, 'one', {}, { schedule: { at: '2026-03-02T12:00:00Z', end: '2026-03-03T12:00:00Z' } })
    expect(await html(e, 'mel')).toBeNull()
    await advance(e, '1d')
    expect((await at(e, 'mel'))?.['expires_at']).toBe(Date.parse('2026-03-03T12:00:00Z') / 1000)
    await advance(e, '1d')
    expect(await html(e, 'mel')).toBe('<p>one</p>')
    await advance(e, '1s')
    expect(await html(e, 'mel')).toBeNull()
  })

  test('what was seen stays: an impression does not end it', async () => {
    const e = emulator()
    await people(e, 'mel')
    await bannerCampaign(e, 'one')
    await logs(e, 'web', 'mel', [['bi', { ids: [(await at(e, 'mel'))!['id']] }]])
    expect(await html(e, 'mel')).toBe('<p>one</p>')
  })

  test('a user cap counts those who saw it; they keep it, others have none', async () => {
    const e = emulator()
    await people(e, 'mel', 'kai', 'ann')
    await bannerCampaign(e, 'one', {}, { user_cap: 1 })
    const mel = (await at(e, 'mel'))!
    expect(await html(e, 'kai', 'home', { device_id: 'kai' })).toBe('<p>one</p>')
    await logs(e, 'web', 'mel', [['bi', { ids: [mel['id']] }]])
    expect([await html(e, 'mel'), await html(e, 'ann', 'home', { device_id: 'ann' })]).toEqual(['<p>one</p>', null])
  })

  test('one whose Liquid stops it leaves the placement to the next, with one row', async () => {
    const e = emulator()
    await people(e, 'mel')
    await bannerCampaign(e, 'next')
    await bannerCampaign(e, 'one', { html: '{% abort_message("no") %}' }, { priority: 'high' })
    expect(await html(e, 'mel')).toBe('<p>next</p>')
    expect(await e.kindsOf(() => at(e, 'mel'))).toEqual([])
    expect((await messages(e)).map(({ campaign_id, status, reason, device_id }) => [campaign_id, status, reason, device_id])).toEqual([['one', 'aborted', 'aborted', 'e5585b85-web'], ['next', 'sent', null, 'e5585b85-web']])
  })

  test('properties come typed, those that Liquid makes too; what does not become its type is left out', async () => {
    const e = emulator()
    await e.post('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Mel', n: 4 }] })
    const properties = {
      s: { type: 'string', value: 'Hi {{${first_name}}}' }, n: { type: 'number', value: '{{custom_attribute.${n}}}' }, b: { type: 'boolean', value: true }, i: { type: 'image', value: 'https://x.example/i.png' },
      d: { type: 'timestamp', value: '2026-03-01T00:00:00Z' }, j: { type: 'json', value: { a: [1] } }, none: { type: 'number', value: '{{custom_attribute.${missing}}}' },
    }
    await bannerCampaign(e, 'one', { properties })
    expect((await at(e, 'mel'))?.['properties']).toEqual({
      s: { type: 'string', value: 'Hi Mel' }, n: { type: 'number', value: 4 }, b: { type: 'boolean', value: true }, i: { type: 'image', value: 'https://x.example/i.png' }, d: { type: 'datetime', value: Date.parse('2026-03-01') }, j: { type: 'jsonobject', value: { a: [1] } },
    })
  })
})

describe('what devices tell', () => {
  test('B4: an impression is the receipt: series, history, engagement and conversion window', async () => {
    const e = emulator()
    await people(e, 'mel')
    await bannerCampaign(e, 'one', {}, { conversion_behaviors: [{ type: 'Makes Any Purchase', window: 3600 }] })
    const { id } = (await at(e, 'mel'))!
    const rows = await e.rowsOf(() => logs(e, 'web', 'mel', [['bi', { ids: [id] }], ['bc', { id, bid: 'b1' }]]))
    const [message] = await messages(e)
    expect(rows.map(({ kind, data }) => [kind, data['message_id'], data['message_variation_id'], data['bid']])).toEqual([['banner.impression', message.id, 'one-v', undefined], ['banner.click', message.id, 'one-v', 'b1']])
    expect((await messages(e))[0].engagement.map(({ action, button }: any) => [action, button])).toEqual([['impression', undefined], ['click', 'b1']])
    const { body } = await e.get('/campaigns/data_series?campaign_id=one&length=1&ending_at=2026-03-01T23:00:00Z')
    expect(body.data[0]).toMatchObject({ unique_recipients: 1, messages: { banner: [{ total_impressions: 1, unique_impressions: 1, total_clicks: 1, unique_clicks: 1, total_dismissals: 0 }] } })
    expect((await e.exported('mel')).campaigns_received).toMatchObject([{ api_campaign_id: 'one', last_received: '2026-03-01T12:00:00.000Z' }])
    const kinds = await e.kindsOf(() => e.post('/users/track', { purchases: [{ external_id: 'mel', product_id: 'p', currency: 'USD', price: 1, time: '2026-03-01T12:00:00Z' }] }))
    expect(kinds).toContain('campaign.converted')
  })

  test('B6: dismissed on one device, gone from all of the user\'s, whatever its text becomes; another user has it', async () => {
    const e = emulator()
    await people(e, 'mel', 'kai')
    await bannerCampaign(e, 'one')
    await bannerCampaign(e, 'below', {}, { priority: 'low' })
    const { id } = (await at(e, 'mel'))!
    const pending_dismissals = [{ banner_id: id, dismissal_time: e.world.clock.now() }]
    const kinds = await e.kindsOf(async () => {
      await logs(e, 'web', 'mel', [['bd', { id }]])
      await syncBanners(e, 'web', ['home'], { user_id: 'mel', pending_dismissals })
    })
    expect(kinds).toEqual(['banner.dismissal'])
    await e.admin('PATCH', '/campaigns/one', { messages: { 'one-v': { channel: 'banner', placement_id: 'home', html: '<p>changed</p>' } } })
    expect([(await at(e, 'mel', 'home', 'android'))?.['html'], await html(e, 'kai', 'home', { device_id: 'kai' })]).toEqual(['<p>below</p>', '<p>changed</p>'])
    const { braze_id } = await e.exported('mel', ['braze_id'])
    expect((await e.admin('GET', `/users/${braze_id}/explain?campaign_id=one`)).body).toMatchObject({ passed: false, reason: 'dismissed', why: 'the user has dismissed it' })
  })

  test('B6: one that can not be dismissed has no stable_key, and stays', async () => {
    const e = emulator()
    await people(e, 'mel')
    await bannerCampaign(e, 'one', { dismissible: false })
    const banner = (await at(e, 'mel'))!
    expect('stable_key' in banner).toBe(false)
    await logs(e, 'web', 'mel', [['bd', { id: banner['id'] }]])
    expect(await html(e, 'mel')).toBe('<p>one</p>')
  })

  test('by hand is as by a device; a dismissal starts a campaign', async () => {
    const e = emulator()
    await people(e, 'mel')
    await bannerCampaign(e, 'one')
    await define(e, 'campaigns', { id: 'next', name: 'Next', trigger: { type: 'campaign_interaction', campaign_id: 'one', interaction: 'dismiss_banner' }, messages: { n: { channel: 'content_cards', title: 'next', message: 'x' } } })
    await at(e, 'mel')
    const [{ id }] = await messages(e)
    await e.admin('POST', `/messages/${id}/engage`, { action: 'dismiss' })
    await e.admin('POST', '/settle')
    expect(await html(e, 'mel')).toBeNull()
    expect((await e.admin('GET', '/messages?channel=content_cards')).body.messages).toMatchObject([{ campaign_id: 'next', status: 'sent' }])
  })

  test('the control group: a Banner that shows nothing; its impression enrolls', async () => {
    const e = emulator()
    await people(e, 'mel')
    await define(e, 'campaigns', { id: 'ab', name: 'AB', schedule: {}, messages: { v: { channel: 'banner', placement_id: 'home', html: 'x', percent: 0 }, c: { channel: 'banner', type: 'control', percent: 100 } } })
    await bannerCampaign(e, 'below', {}, { priority: 'low' })
    const banner = (await at(e, 'mel'))!
    expect(banner).toMatchObject({ is_control: true, html: '', placement_id: 'home' })
    expect(await e.kindsOf(() => at(e, 'mel'))).toEqual([])
    const rows = await e.rowsOf(() => logs(e, 'web', 'mel', [['bi', { ids: [banner['id']] }]]))
    expect(rows.map(({ kind, data }) => [kind, data['message_variation_id']])).toEqual([['banner.control_impression', 'c']])
    expect((await messages(e)).map(({ status, reason, engagement }) => [status, reason, engagement.map((one: any) => one.action)])).toEqual([['withheld', 'control_group', ['control_impression']]])
    expect((await e.exported('mel')).campaigns_received).toMatchObject([{ api_campaign_id: 'ab', in_control: true }])
    expect((await at(e, 'mel'))?.['is_control']).toBe(true)
  })
})

describe('B8: a test', () => {
  test('calls the devices to refresh, and stands first at its placement for 5 minutes; no statistics', async () => {
    const e = emulator()
    await e.sdk('android', '/data', { device_id: 'a0d0-android', time: 1772366400, user_id: 'mel', attributes: [{ user_id: 'mel', push_token: 'token' }] })
    await bannerCampaign(e, 'live', {}, { priority: 'high' })
    await bannerCampaign(e, 'draft', {}, { draft: true })
    await e.admin('POST', '/campaigns/draft/test', { external_ids: ['mel'] })
    const [push] = (await e.admin('GET', '/messages?channel=android_push')).body.messages
    expect(push.payload.body.message.data).toMatchObject({ br_br: 'true', t: 'Test Banner' })
    const banner = (await at(e, 'mel', 'home', 'android'))!
    expect(banner).toMatchObject({ html: '<p>draft</p>', is_test_send: true, expires_at: Date.parse('2026-03-01T12:05:00Z') / 1000 })
    const rows = await e.rowsOf(() => logs(e, 'android', 'mel', [['bi', { ids: [banner['id']] }]]))
    expect(rows.map(({ kind, data }) => [kind, data['test']])).toEqual([['banner.impression', true]])
    expect((await e.exported('mel')).campaigns_received ?? []).toEqual([])
    await advance(e, '5m')
    expect((await at(e, 'mel', 'home', 'android'))?.['html']).toBe('<p>live</p>')
  })

  test('is gone from a device with its next session; devices that had no session since keep it', async () => {
    const e = emulator()
    await people(e, 'mel')
    await bannerCampaign(e, 'draft', {}, { draft: true })
    await e.admin('POST', '/campaigns/draft/test', { external_ids: ['mel'] })
    await starts(e, 'android', 'mel') // begins with the tap on its push
    const seen = async () => [(await at(e, 'mel', 'home', 'android'))?.['html'], (await at(e, 'mel'))?.['html']]
    expect(await seen()).toEqual(['<p>draft</p>', '<p>draft</p>'])
    expect(await seen()).toEqual(['<p>draft</p>', '<p>draft</p>'])
    await starts(e, 'android', 'mel')
    expect(await seen()).toEqual([undefined, '<p>draft</p>'])
  })

  test('of one that is live is another: what is done with it is not done with the live one', async () => {
    const e = emulator()
    await e.sdk('android', '/data', { device_id: 'a0d0-android', time: 1772366400, user_id: 'mel', attributes: [{ user_id: 'mel', push_token: 'token' }] })
    await bannerCampaign(e, 'live')
    const live = (await at(e, 'mel', 'home', 'android'))!
    await e.admin('POST', '/campaigns/live/test', { external_ids: ['mel'] })
    const { id } = (await at(e, 'mel', 'home', 'android'))!
    expect(id).not.toBe(live['id'])
    const rows = await e.rowsOf(() => logs(e, 'android', 'mel', [['bi', { ids: [id] }], ['bd', { id }]]))
    expect(rows.map(({ kind, data }) => [kind, data['test']])).toEqual([['banner.impression', true], ['banner.dismissal', true]])
    expect((await at(e, 'mel', 'home', 'android'))?.['id']).toBe(live['id'])
    expect((await e.get('/campaigns/data_series?campaign_id=live&length=1&ending_at=2026-03-01T23:00:00Z')).body.data[0].unique_recipients).toBe(0)
  })
})

describe('limits', () => {
  const many = async (e: Emulator, count: number, placement: (n: number) => string) => {
    for (let n = 1; n <= count; n++) e.world.db.tx(() => e.world.campaigns.create({ id: `c${n}`, name: `c${n}`, schedule: {}, messages: { [`v${n}`]: { channel: 'banner', placement_id: placement(n), html: 'x' } } }))
  }
  test('25 active messages for one placement', async () => {
    const e = emulator()
    await many(e, 25, () => 'home')
    const body = { name: 'x', schedule: {}, messages: [{ channel: 'banner', placement_id: 'home', html: 'x' }] }
    const answer = await e.admin('POST', '/campaigns', { ...body, messages: { v: body.messages[0] } })
    expect([answer.status, answer.body.error.message]).toEqual([422, 'messages.v.placement_id has 26 active messages with it: at most 25 for one placement'])
    expect((await e.admin('GET', '/campaigns')).body.campaigns).toHaveLength(25)
    expect((await e.admin('POST', '/campaigns', { ...body, draft: true })).status).toBe(201)
    await e.admin('POST', '/campaigns/c1/stop')
    expect((await e.admin('POST', '/campaigns', body)).status).toBe(201)
    expect((await e.admin('POST', '/campaigns/c1/launch')).status).toBe(422)
  })
  test('200 active campaigns', async () => {
    const e = emulator()
    await many(e, 200, (n) => `p${n}`)
    const answer = await e.admin('POST', '/banners', { placement_id: 'home', html: 'x' })
    expect([answer.status, answer.body.error.message]).toEqual([422, 'messages make it Banner campaign 201: at most 200 are active'])
  })
})

test('our own mistake in one message leaves its placement to the next, with a row', async () => {
  const e = emulator()
  await people(e, 'mel')
  await bannerCampaign(e, 'good')
  await bannerCampaign(e, 'bad', {}, { priority: 'high' })
  const real = e.world.delivery.renderForNow
  Object.assign(e.world.delivery, { renderForNow: (outgoing: any, ...rest: any[]) => ({ ...(real as any)(outgoing, ...rest), ...(outgoing.origin.campaign_id === 'bad' ? { error: new Error('our mistake') } : {}) }) })
  const rows = await e.rowsOf(async () => expect((await at(e, 'mel'))?.['html']).toBe('<p>good</p>'))
  expect(rows.filter(({ kind }) => kind.endsWith('.failed')).map(({ kind, data }) => [kind, data['timer'], data['error']])).toEqual([['timer.failed', 'Banner', 'Error: our mistake']])
  expect(e.errors.splice(0).map(String)).toEqual(['Error: our mistake'])
})

test('a snapshot keeps what was dismissed and asked for', async () => {
  const e = emulator()
  await people(e, 'mel')
  await bannerCampaign(e, 'one')
  const { id } = (await at(e, 'mel'))!
  await syncBanners(e, 'web', Array.from({ length: 9 }, (_, n) => `p${n}`), { user_id: 'mel' })
  await logs(e, 'web', 'mel', [['bd', { id }]])
  const snapshot = e.world.snapshot()
  await e.admin('POST', '/campaigns/one/archive')
  await starts(e, 'web', 'mel')
  e.world.restore(snapshot)
  expect([await html(e, 'mel'), await html(e, 'kai', 'home', { device_id: 'kai' })]).toEqual([null, '<p>one</p>'])
  expect(Object.keys(shownAt(await syncBanners(e, 'web', ['p0', 'p9'], { user_id: 'mel' })))).toEqual(['p0'])
})

test('U3, B12: what an anonymous user dismissed the known one has dismissed; another user of the device has his own', async () => {
  const e = emulator()
  await people(e, 'mel', 'kai')
  await bannerCampaign(e, 'one')
  await starts(e, 'web', undefined)
  const { id } = (await at(e, undefined))!
  await logs(e, 'web', undefined, [['bd', { id }]])
  expect(await html(e, 'mel')).toBeNull()
  expect(await html(e, 'kai')).toBe('<p>one</p>')
  expect(await html(e, 'mel')).toBeNull()
})
