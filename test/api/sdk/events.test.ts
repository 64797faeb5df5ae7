// Every event code of the SDKs with its data in web and mobile form, and what each leaves behind (rules S, U, P of the SDK reference).
import { describe, expect, it, vi } from 'vitest'
import { allUsers, event, sendData, T, traces, userView } from '../../kit/sdk-wire.ts'
import { emulator } from '../../kit/world.ts'

const at = '2026-03-01T12:00:00.000Z'
const APPS = [['web'], ['ios'], ['android']] as const

/** A device of user u1 that has sent its session start. */
async function started(app: 'web' | 'ios' | 'android' = 'web') {
  const e = emulator()
  await sendData(e, app, { events: [event('ss', {}, { user: 'u1' })] }, 'u1')
  const send = (name: string, data: unknown, more = {}) => e.rowsOf(() => sendData(e, app, { events: [event(name, data, { user: 'u1', ...more })] }, 'u1'))
  return { e, send, view: () => userView(e, 'u1') }
}

describe('custom events and purchases', () => {
  it.each(APPS)('S15: ss counts a session of the app, once, with its exact row (%s)', async (app) => {
    const e = emulator()
    const rows = await e.rowsOf(() => sendData(e, app, { app_version: '1.2', events: [event('ss', {}, { user: 'u1' })] }, 'u1'))
    const device_id = rows[0]!.data['device_id'] as string
    expect(rows.map((row) => row.kind)).toEqual(['device.registered', 'profile.created', 'session.started'])
    expect(rows[2]!.data).toEqual({ session_id: 's-1', app_id: rows[0]!.data['app_id'], device_id, time: T * 1000 })
    expect((await e.exported('u1', ['apps'])).apps).toEqual([{ name: { web: 'Web', ios: 'iOS', android: 'Android' }[app], platform: { web: 'Web', ios: 'iOS', android: 'Android' }[app], version: '1.2', sessions: 1, first_used: at, last_used: at }])
  })

  it.each([['web', { n: 'buy', p: { colour: 'red', when: '2026-01-02T03:04:05', nested: { deep: [1, { x: true }] }, gone: null } }], ['ios', { n: 'buy', p: { colour: 'red', when: '2026-01-02T03:04:05Z', nested: { deep: [1, { x: true }] } } }], ['android', { n: 'buy' }]] as const)(
    'N8: ce is a custom event at the client’s time (%s)',
    async (app, data) => {
      const { send, view } = await started(app)
      const rows = await send('ce', data, { at: T - 60.5 })
      expect(rows.at(-1)).toMatchObject({ kind: 'custom_event.logged', data: { name: 'buy', time: T * 1000 - 60_500, source: 'sdk', session_id: 's-1' } })
      expect(rows.map((row) => row.kind)).toEqual(app === 'web' ? ['decision.ignored', 'custom_event.logged'] : ['custom_event.logged'])
      const { gone: _, ...kept } = (data as any).p ?? {}
      expect(await view()).toMatchObject({ custom_events: [{ name: 'buy', count: 1, first: '2026-03-01T11:58:59.500Z', last: '2026-03-01T11:58:59.500Z' }], recent_events: [{ properties: kept, session_id: 's-1' }] })
    },
  )

  it.each(['ecommerce.product_viewed', 'ecommerce.cart_updated', 'ecommerce.checkout_started', 'ecommerce.order_placed'])('S16: %s is a custom event', async (n) => {
    const { send, view } = await started()
    await send('ce', { n, p: { product_id: 'tea', price: 2.5, currency: 'USD', products: [{ product_id: 'tea', quantity: 1 }] } })
    expect((await view()).recent_events).toMatchObject([{ name: n, properties: { price: 2.5, products: [{ quantity: 1 }] } }])
  })

  it.each([['web', '14.99'], ['ios', 14.99], ['android', 14.99]] as const)('S16: p is a purchase, its price a text on the web and a number on mobile (%s)', async (app, p) => {
    const { e, send } = await started(app)
    const rows = await send('p', { pid: 'tea', c: 'USD', p, q: 3, pr: { size: 'L' } })
    expect(rows.map((row) => row.kind)).toEqual(['purchase.made'])
    expect(rows[0]!.data).toMatchObject({ product_id: 'tea', price: 14.99, quantity: 3, currency: 'USD', properties: { size: 'L' }, time: T * 1000 })
    expect(await e.exported('u1', ['purchases', 'total_revenue'])).toEqual({ purchases: [{ name: 'tea', first: at, last: at, count: 3 }], total_revenue: 44.97 })
  })

  it.each([
    [{ pid: '', c: 'USD', p: '1.00', q: 1 }], [{ c: 'USD', p: 1 }], [{ pid: 'tea', c: 'XXZ', p: 1 }], [{ pid: 'tea', c: 7, p: 1 }], [{ pid: 'tea', c: 'USD', p: 'free' }], [{ pid: 'tea', c: 'USD', p: '' }], [{ pid: 'tea', c: 'USD' }],
    [{ pid: 'tea', c: 'USD', p: 1, q: 0 }], [{ pid: 'tea', c: 'USD', p: 1, q: 101 }], [{ pid: 'tea', c: 'USD', p: 1, q: 1.5 }], [{ pid: 'tea', c: 'USD', p: 1, q: '2' }], [{ pid: 'tea', c: 'USD', p: 1, pr: [1] }], [{ pid: 'tea', c: 'USD', p: 1, pr: { price: 2 } }],
  ])('S16: a purchase that no SDK would log is ignored with a trace: %j', async (data) => {
    const { send, view } = await started()
    const rows = await send('p', data)
    expect(rows).toMatchObject([{ kind: 'decision.ignored', data: { rule: 'sdk.p', why: expect.any(String), compared: { event: 'p', data } } }])
    expect((await view()).purchases).toEqual([])
  })
})

describe('attribute events', () => {
  it.each(APPS)('U7: set, add, rem and inc change custom attributes (%s)', async (app) => {
    const { e, send } = await started(app)
    await send('set', { key: 'tags', value: ['a', 'b'] })
    await send('add', { key: 'tags', value: 'c' })
    await send('rem', { key: 'tags', value: 'a' })
    await send('inc', { key: 'points', value: 5 })
    const rows = await send('inc', { key: 'points', value: -2 })
    expect(rows).toMatchObject([{ kind: 'profile.updated', data: { source: 'sdk', changes: { points: { from: 5, to: 3 } } } }])
    expect((await e.exported('u1', ['custom_attributes'])).custom_attributes).toEqual({ tags: ['b', 'c'], points: 3 })
    await send('set', { key: 'tags', value: [] })
    expect((await e.exported('u1', ['custom_attributes'])).custom_attributes).toEqual({ tags: [], points: 3 })
  })

  it('U7: ncam merges a nested object, lcaa sets a place and lcar removes it', async () => {
    const { e, send } = await started()
    await send('ncam', { key: 'car', value: { brand: 'Saab', engine: { litres: 2 } } })
    await send('ncam', { key: 'car', value: { engine: { fuel: 'petrol' }, bought: '2020-01-02T03:04:05.678Z' } })
    await send('lcaa', { key: 'home', latitude: 52.5, longitude: 13.4 })
    expect((await e.exported('u1', ['custom_attributes'])).custom_attributes).toEqual({ car: { brand: 'Saab', engine: { litres: 2, fuel: 'petrol' }, bought: '2020-01-02T03:04:05.678Z' }, home: { latitude: 52.5, longitude: 13.4 } })
    await send('lcar', { key: 'home' })
    expect((await e.exported('u1', ['custom_attributes'])).custom_attributes).not.toHaveProperty('home')
  })

  it.each([
    ['set', { key: 'x', value: 'one' }], ['set', { key: 'x' }], ['add', { key: 'x', value: { a: 1 } }], ['rem', { key: 'x', value: 'a' }], ['inc', { key: 'x', value: 1.5 }], ['inc', { key: 'x', value: '1' }], ['inc', { value: 1 }],
    ['ncam', { key: 'x', value: 'text' }], ['ncam', { key: 'x', value: { bad: null } }], ['lcaa', { key: 'x', latitude: 91, longitude: 0 }], ['lcaa', { key: 'x', latitude: '1', longitude: 0 }], ['lcar', {}], ['set', { key: '', value: ['a'] }], ['set', { key: 7, value: ['a'] }],
    ['set', { key: 'email', value: ['a'] }], ['inc', { key: 'first_name', value: 1 }],
  ])('U7: %s with %j changes nothing and leaves a trace', async (name, data) => {
    const { e, send } = await started()
    expect((await send(name, data)).map((row) => row.kind)).toEqual(['decision.ignored'])
    expect(await e.exported('u1', ['custom_attributes', 'email', 'first_name'])).toEqual({})
  })

  it('G1, N8: lr records where the user was; an older place that arrives late does not win', async () => {
    const { e, send } = await started('android')
    const rows = await send('lr', { latitude: 52.5, longitude: 13.4, altitude: 30, ll_accuracy: 5, alt_accuracy: 3 }, { at: T - 10 })
    expect(rows.map((row) => row.kind)).toEqual(['profile.updated', 'location.recorded'])
    expect(rows[1]!.data).toEqual({ latitude: 52.5, longitude: 13.4, altitude: 30, ll_accuracy: 5, alt_accuracy: 3, time: (T - 10) * 1000 })
    expect((await send('lr', { latitude: 1, longitude: 1 }, { at: T - 20 })).map((row) => [row.kind, row.data['rule']])).toEqual([['decision.ignored', 'N8']])
    expect((await send('lr', { latitude: 200, longitude: 1 })).map((row) => [row.kind, row.data['rule']])).toEqual([['decision.ignored', 'G1']])
    expect((await e.exported('u1', ['last_coordinates'])).last_coordinates).toEqual([13.4, 52.5])
    await send('lr', { latitude: 3, longitude: 4 }, { at: T - 5 })
    expect((await e.exported('u1', ['last_coordinates'])).last_coordinates).toEqual([4, 3])
  })

  it('U10: uae adds an alias', async () => {
    const { e, send } = await started('ios')
    const rows = await send('uae', { a: 'ada', l: 'crm' })
    expect(rows.map((row) => [row.kind, row.data])).toEqual([['alias.added', { alias: { alias_name: 'ada', alias_label: 'crm' } }]])
    expect((await e.exported('u1', ['user_aliases'])).user_aliases).toEqual([{ alias_name: 'ada', alias_label: 'crm' }])
  })

  it('P6: sgu sets the state in a subscription group; unknown groups and states are ignored', async () => {
    const { e, send, view } = await started('ios')
    const id = 'b1a2c3d4-0000-4000-8000-000000000001'
    const made = await e.admin('POST', '/subscription_groups', { id, name: 'News', channel: 'email' })
    expect(made.status).toBeLessThan(300)
    expect((await send('sgu', { group_id: id, status: 'unsubscribed' })).map((row) => row.kind)).toEqual(['subscription_group.unsubscribed'])
    expect((await send('sgu', { group_id: id, status: 'subscribed' })).map((row) => row.kind)).toEqual(['subscription_group.subscribed'])
    expect((await send('sgu', { group_id: id, status: 'maybe' })).map((row) => row.kind)).toEqual(['decision.ignored'])
    expect((await send('sgu', { group_id: 'nope', status: 'subscribed' })).map((row) => row.kind)).toEqual(['decision.ignored'])
    expect((await view()).subscription_groups).toMatchObject([{ subscription_group_id: id, state: 'subscribed' }])
  })
})

describe('engagements', () => {
  it.each([
    ['si', { trigger_ids: ['t1'], message_extras: 'x' }, 'in_app_message.impression'],
    ['iec', { trigger_ids: ['t1'] }, 'in_app_message.control_impression'],
    ['sc', { trigger_ids: ['t1'] }, 'in_app_message.click'],
    ['sbc', { trigger_ids: ['t1'], bid: 1 }, 'in_app_message.button_click'],
    ['sbc', { trigger_ids: ['t1'], bid: 'html' }, 'in_app_message.button_click'],
    ['sfe', { trigger_ids: ['t1'], error_code: 'IMAGE_DOWNLOAD' }, 'in_app_message.display_failure'],
    ['cci', { ids: ['c1'] }, 'content_card.impression'],
    ['ccic', { ids: ['c1'] }, 'content_card.control_impression'],
    ['ccc', { ids: ['c1'] }, 'content_card.click'],
    ['ccd', { ids: ['c1'] }, 'content_card.dismissal'],
    ['bi', { ids: ['b1'] }, 'banner.impression'],
    ['bc', { id: 'b1', bid: 'go' }, 'banner.click'],
    ['bd', { id: 'b1' }, 'banner.dismissal'],
    ['ffi', { fid: 'ff1', fts: 'trk1' }, 'feature_flag.impression'],
    ['pc', { cid: 'Y2FtcF8x' }, 'push.open'],
    ['ca', { cid: 'Y2FtcF8x', a: 'yes' }, 'push.action_click'],
    ['cic', { cid: 'Y2FtcF8x', p: 'page2' }, 'push.story_page_click'],
    ['pd', { cid: 'Y2FtcF8x' }, 'push.delivery'],
    ['i', { n: 'content_cards_displayed' }, 'sdk.internal'],
    ['ie', { e: 'what went wrong' }, 'sdk.internal_error'],
  ])('P11: %s %j is one row %s, and nothing else', async (name, data, kind) => {
    for (const app of ['web', 'ios', 'android'] as const) {
      const { e, send, view } = await started(app)
      await e.admin('POST', '/feature_flags', { id: 'ff1' })
      const before = await view()
      const rows = await send(name, data, { at: T + 1.234 })
      expect(rows.map((row) => [row.kind, row.profile, row.data])).toEqual([[kind, before.braze_id, { ...data, time: T * 1000 + 1234, app_id: expect.any(String), device_id: expect.any(String), session_id: 's-1' }]])
      expect(await view()).toEqual(before)
    }
  })

  it('F5: ffi of a flag that there is not counts for its fts alone, and says so', async () => {
    const { send } = await started()
    expect(await send('ffi', { fid: 'gone', fts: 'trk1' })).toMatchObject([{ kind: 'decision.ignored', data: { rule: 'F5', why: expect.stringContaining('no such feature flag'), compared: { data: { fid: 'gone' } } } }, { kind: 'feature_flag.impression', data: { fid: 'gone' } }])
  })

  it('A8: what only the emulator says of a message can not be claimed by a device', async () => {
    const { send } = await started()
    const [row] = await send('si', { trigger_ids: ['t1'], campaign_id: 'c', message_id: 'm', dispatch_id: 'd', test: true, device_id: 'other', message_extras: 'x' })
    expect(row!.data).toEqual({ trigger_ids: ['t1'], message_extras: 'x', time: expect.any(Number), app_id: expect.any(String), device_id: 'e5585b85-web', session_id: 's-1' })
  })

  it('a purchase of more money than there is counts as much as can be counted', async () => {
    const { send, view } = await started()
    for (let n = 0; n < 2; n++) expect((await send('p', { pid: 'island', c: 'USD', p: 1e12, q: 100 }, { at: T + n })).map((row) => row.kind)).toEqual(['purchase.made'])
    expect((await view()).total_revenue).toBe(9e13)
  })

  it('C10: cci that names several cards is one row for each; one that names none is ignored with a trace', async () => {
    const { send } = await started()
    expect((await send('cci', { ids: ['c1', 'c2'] })).map(({ kind, data }) => [kind, data['ids']])).toEqual([['content_card.impression', ['c1']], ['content_card.impression', ['c2']]])
    for (const data of [{}, { ids: [] }, { ids: [7, '', null] }, { ids: {} }, { ids: 'c1' }]) expect(await send('cci', data)).toMatchObject([{ kind: 'decision.ignored', data: { rule: 'sdk.cci', why: 'no ids: it names no message' } }])
  })

  it('P11: a service worker’s pc comes without session and without respond_with', async () => {
    const { e } = await started('web')
    const answer = await e.sdk('web', '/data/', { device_id: 'e5585b85-web', time: T, sdk_version: '3.5.1', events: [{ name: 'pc', data: { cid: 'x' }, time: T, user_id: 'u1' }] })
    expect(answer.body).toEqual({ message: 'success' })
    expect(e.journal().at(-1)).toMatchObject({ kind: 'push.open', data: { cid: 'x' } })
    expect(e.journal().at(-1)!.data).not.toHaveProperty('session_id')
  })

  it.each(['ut', 'tt', 'ci', 'cc', 'zz', 'constructor', '__proto__', 'toString'])('S16: the code %s is of no SDK of today: ignored with a trace', async (name) => {
    const { send } = await started()
    expect(await send(name, { a: 1 })).toMatchObject([{ kind: 'decision.ignored', data: { rule: 'sdk.unknown_event', why: 'no SDK sends this event code', compared: { event: name, data: { a: 1 } } } }])
  })
})

describe('order', () => {
  it('N8: events of one request count by their own times, wherever they stand', async () => {
    const e = emulator()
    await sendData(e, 'web', { events: [event('inc', { key: 'n', value: 1 }, { at: T + 3 }), event('set', { key: 'tags', value: ['b'] }, { at: T + 2 }), event('set', { key: 'tags', value: ['a'] }, { at: T + 1 }), event('ss', {}, { at: T })] })
    const [user] = await allUsers(e)
    expect(user.custom_attributes).toEqual({ tags: ['b'], n: 1 })
    expect(await traces(e, () => sendData(e, 'web', { events: [event('ce', { n: 'old' }, { at: T - 1000 })] }))).toEqual(['custom_event.logged'])
    await sendData(e, 'web', { events: [event('ce', { n: 'old' }, { at: T - 2000 })] })
    expect((await allUsers(e))[0].custom_events).toEqual([{ name: 'old', count: 2, first: '2026-03-01T11:26:40.000Z', last: '2026-03-01T11:43:20.000Z' }])
  })

  it('N9: the same events twice count twice, sessions once; with sdk_duplicates drop, once', async () => {
    for (const [mode, count] of [['count', 2], ['drop', 1]] as const) {
      const e = emulator()
      await e.admin('PATCH', '/settings', { sdk_duplicates: mode })
      const request = () => sendData(e, 'ios', { events: [event('ss'), event('ce', { n: 'buy', p: { a: 1 } }), event('p', { pid: 'tea', c: 'USD', p: 2, q: 1 })] })
      await request()
      const again = await traces(e, request)
      expect(again).toEqual(mode === 'drop' ? ['decision.ignored:S1', 'decision.ignored:N9', 'decision.ignored:N9'] : ['decision.ignored:S1', 'custom_event.logged', 'purchase.made'])
      expect(await allUsers(e)).toMatchObject([{ sessions: { count: 1 }, custom_events: [{ count }], purchases: [{ count }], total_revenue: 2 * count }])
      // another time, session or content is another event
      expect(await traces(e, () => sendData(e, 'ios', { events: [event('ce', { n: 'buy', p: { a: 2 } }), event('ce', { n: 'buy', p: { a: 1 } }, { at: T + 0.001 }), event('ce', { n: 'buy', p: { a: 1 } }, { session: 's-2' })] }))).toEqual(['custom_event.logged', 'custom_event.logged', 'custom_event.logged'])
    }
  })

  it('N9: engagements too', async () => {
    for (const [mode, again] of [['count', ['push.open', 'location.recorded', 'request.suspicious']], ['drop', ['decision.ignored:N9', 'decision.ignored:N9']]] as const) {
      const e = emulator()
      await e.admin('PATCH', '/settings', { sdk_duplicates: mode })
      const request = () => sendData(e, 'ios', { events: [event('pc', { cid: 'c1' }), event('lr', { latitude: 1, longitude: 2 })] })
      await request()
      expect(await traces(e, request)).toEqual(again)
      expect(await traces(e, () => sendData(e, 'ios', { events: [event('pc', { cid: 'c1' }, { at: T + 1 }), event('pc', { cid: 'c2' })] }))).toEqual(['push.open', 'push.open'])
    }
  })

  it('N9: a long batch reads what is there once, not for each event', async () => {
    const e = emulator()
    await e.admin('PATCH', '/settings', { sdk_duplicates: 'drop' })
    const batch = () => sendData(e, 'ios', { events: Array.from({ length: 200 }, (_, n) => event('ie', { e: `x${n % 100}` })) })
    await batch()
    expect(e.journal().filter(({ kind }) => kind === 'sdk.internal_error')).toHaveLength(100) // and within the batch, too
    const reads = vi.spyOn(e.world.journal, 'read')
    await batch()
    expect(reads.mock.calls.length).toBeLessThan(5)
    reads.mockRestore()
    expect(e.journal().filter(({ kind }) => kind === 'sdk.internal_error')).toHaveLength(100)
  })
})
