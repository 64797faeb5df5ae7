// What no SDK sends: never a 500, never half a write, a trace for whatever is left out (N6, U16).
import { describe, expect, it } from 'vitest'
import { homeKeys } from '../../../emulator/index.ts'
import { allUsers, envelope, event, sendData, T, traces, userView } from '../../kit/sdk-wire.ts'
import { emulator } from '../../kit/world.ts'

type Emulator = ReturnType<typeof emulator>
const key = { 'x-braze-api-key': homeKeys.web }
const PATHS = ['/data', '/content_cards/sync', '/feature_flags/sync', '/banners/sync', '/template', '/push/unregister', '/push/delivery_events', '/geofence/request', '/geofence/report']
const WRONG = [null, true, 0, -1, 1.5, 1e300, '', 'text', [], [[]], [null, 1, 'x'], {}, { a: { b: 1 } }]
const HOSTILE = ['\u0000', 'a\u0000b', '\ud800', '\udfff\ud800', '‮gnirts', "'; DROP TABLE profiles; --", '__proto__', 'constructor', '%00', '${7*7}', '{{7*7}}', '🧨'.repeat(100), 'x'.repeat(20_000)]

/** Nothing but journal rows and requests came into the world. */
async function untouched(e: Emulator, work: () => Promise<unknown>): Promise<void> {
  const counts = () => ['profiles', 'devices', 'sessions', 'custom_events', 'purchases', 'push_tokens', 'user_aliases'].map((table) => (e.world.db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).get()!.n))
  const before = counts()
  expect(await traces(e, work)).toEqual(['request.refused'])
  expect(counts()).toEqual(before)
  expect(e.errors).toEqual([])
}

describe('bodies', () => {
  it.each([['{', 400, 'invalid_json'], ['', 201, 'no_device_identifier'], ['null', 201, 'no_device_identifier'], ['[]', 400, `'body' is not valid`], ['"text"', 400, `'body' is not valid`], ['7', 400, `'body' is not valid`], ['{"a":1}{"b":2}', 400, 'invalid_json'], ['{"time":NaN}', 400, 'invalid_json']])('N6: the body %s is refused', async (body, status, error) => {
    const e = emulator()
    for (const path of PATHS) {
      await untouched(e, async () => {
        const answer = await e.call('POST', `/api/v3${path}`, body, key)
        expect([path, answer.status, answer.body]).toEqual([path, status, { error }])
      })
    }
  })

  it('N6: bytes that are no UTF-8, too many bytes, too much nesting', async () => {
    const e = emulator()
    await untouched(e, async () => expect((await e.call('POST', '/api/v3/data', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), key)).status).toBe(400))
    await untouched(e, async () => expect(await e.call('POST', '/api/v3/data', JSON.stringify(envelope('web', { events: [event('ss')], pad: 'x'.repeat(32 * 1024 * 1024) })), key)).toMatchObject({ status: 413, body: { error: 'Request Entity Too Large' } }))
    const deep = JSON.stringify(envelope('web', { events: [event('ce', { n: 'x', p: '@' })] })).replace('"@"', `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`)
    await untouched(e, async () => expect(await e.call('POST', '/api/v3/data', deep, key)).toMatchObject({ status: 400, body: { error: 'Bad Request' } }))
  })

  it.each(['text', 7, true, {}])('N6: events of %j are refused whole, attributes beside them too', async (events) => {
    const e = emulator()
    await untouched(e, async () => expect(await sendData(e, 'web', { events, attributes: [{ user_id: 'u1', first_name: 'Ada' }] }, 'u1')).toMatchObject({ status: 400, body: { error: `'events' is not valid` } }))
  })

  it('N6: attributes that are neither a list nor an object are refused whole', async () => {
    const e = emulator()
    await untouched(e, async () => expect(await sendData(e, 'web', { events: [event('ss')], attributes: 'x' })).toMatchObject({ status: 400, body: { error: `'attributes' is not valid` } }))
  })
})

describe('members of the wrong type', () => {
  it('N6: any value in any member of any call is answered, and never as our fault', async () => {
    const e = emulator()
    const members = ['time', 'user_id', 'sdk_version', 'sdk_metadata', 'app_version', 'app_version_code', 'device', 'events', 'attributes', 'respond_with', 'alias', 'last_full_sync_at', 'last_card_updated_at', 'placements', 'pending_dismissals', 'time_ms', 'template', 'push_token', '__proto__', 'unknown']
    for (const path of PATHS)
      for (const member of members)
        for (const wrong of WRONG) {
          const text = JSON.stringify(envelope('web', { device_id: 'd', events: [event('ss')] })).replace(/\}$/, `,${JSON.stringify(member)}:${JSON.stringify(wrong)}}`)
          const { status } = await e.call('POST', `/api/v3${path}`, text, key)
          expect([path, member, wrong, [200, 201, 400].includes(status)]).toEqual([path, member, wrong, true])
        }
    expect(e.errors).toEqual([])
    expect((await allUsers(e)).length).toBeGreaterThan(0)
  }, 60_000)

  it('N6: any value in any member of an event or an entry leaves the rest of the request whole', async () => {
    const e = emulator()
    let sent = 0
    for (const member of ['name', 'time', 'data', 'session_id', 'user_id'])
      for (const wrong of WRONG) {
        const { status } = await sendData(e, 'web', { device_id: 'd', events: [{ ...event('ce', { n: 'odd' }), [member]: wrong }, event('ce', { n: 'good' }, { at: T + ++sent, user: 'good' })] })
        expect([member, wrong, status]).toEqual([member, wrong, 201])
      }
    for (const member of ['user_id', 'first_name', 'email', 'dob', 'gender', 'phone', 'country', 'language', 'custom', 'push_token', 'custom_push_public_key', 'alias', 'email_subscribe', '__proto__'])
      for (const wrong of WRONG) {
        const entry = JSON.parse(`{"user_id":"good",${JSON.stringify(member)}:${JSON.stringify(wrong)}}`)
        expect((await sendData(e, 'web', { device_id: 'd2', attributes: [entry, { user_id: 'good', last_name: `L${++sent}` }] }, 'good')).status).toBe(201)
        expect((await userView(e, 'good')).attributes.last_name).toBe(`L${sent}`)
      }
    for (const code of ['ss', 'se', 'ce', 'p', 'set', 'add', 'rem', 'inc', 'ncam', 'lcaa', 'lcar', 'lr', 'uae', 'sgu', 'si', 'pc', 'ffi', 'g', 'ie'])
      for (const member of ['n', 'p', 'pid', 'c', 'q', 'pr', 'key', 'value', 'd', 'a', 'l', 'latitude', 'group_id', 'trigger_ids'])
        for (const wrong of WRONG) expect((await sendData(e, 'ios', { device_id: 'd3', events: [event(code, { n: 'x', pid: 'x', c: 'USD', p: 1, key: 'k', value: 1, latitude: 1, longitude: 1, a: 'a', l: 'l', [member]: wrong })] })).status).toBe(201)
    expect(e.errors).toEqual([])
    // and everything can still be read
    for (const user of await allUsers(e)) expect((await e.post('/users/export/ids', { braze_id: user.braze_id })).status).toBeLessThan(300)
    expect(e.errors).toEqual([])
  }, 60_000)

  it('N6: a device that describes itself in other types: what cannot be read is left out with a trace, exports and push stay right', async () => {
    const e = emulator()
    await sendData(e, 'android', { device: { model: 'Pixel 9', carrier: 'Brazil', remote_notification_enabled: 1 }, events: [event('ss', {}, { user: 'u1' })], attributes: [{ user_id: 'u1', push_token: 't' }] }, 'u1')
    const odd = { model: { remove: 1 }, carrier: true, os_version: 36, time_zone: [], remote_notification_enabled: 'yes', brand: null, future: { any: ['thing'] } }
    const rows = await e.rowsOf(() => sendData(e, 'android', { device: odd }, 'u1'))
    expect(rows.map(({ kind, data }) => [kind, data['compared'] ?? data['details']])).toEqual([
      ...(['model', 'carrier', 'time_zone', 'remote_notification_enabled'] as const).map((name) => ['decision.ignored', { field: `device.${name}`, value: odd[name] }]),
      ['device.updated', { os_version: '36', brand: null, future: odd.future }],
    ])
    expect(await e.exported('u1')).toMatchObject({ devices: [{ model: 'Pixel 9', carrier: 'Brazil', os: '36' }], push_tokens: [{ token: 't', notifications_enabled: true }] })
  })

  it.each([
    ['/data', { time: 'now', sdk_version: 5, app_version: 2, respond_with: { config: { config_time: '0' }, triggers: 'true' } }, ['time', 'sdk_version', 'app_version', 'respond_with.config.config_time', 'respond_with.triggers']], ['/data', { respond_with: [] }, ['respond_with']], ...[-5, 0, 1e12, 1e300].map((time) => ['/feature_flags/sync', { time }, ['time']] as [string, Record<string, unknown>, string[]]),
    ['/content_cards/sync', { last_full_sync_at: '0', last_card_updated_at: [] }, ['last_full_sync_at', 'last_card_updated_at']],
    ['/banners/sync', { time_ms: '0', app_version_code: 7, sdk_flavor: {}, sdk_metadata: ['npm', 7] }, ['time_ms', 'app_version_code', 'sdk_flavor', 'sdk_metadata']], ['/template', { template: { trigger_id: 't', data: [] } }, ['template.data']],
  ])('N6: %s with %j is answered as if they were not there, and one row of diagnostics names them', async (path, odd, fields) => {
    const e = emulator()
    const rows = await e.rowsOf(async () => expect((await e.sdk('web', path, envelope('web', odd))).status).toBe(201))
    expect(rows.filter(({ kind }) => kind === 'request.suspicious').map(({ data }) => (data['notes'] as { field: string }[]).map(({ field }) => field))).toEqual([fields])
    const first = fields[0] as string
    expect((await e.admin('GET', '/diagnostics?level=suspicious')).body.diagnostics[0]).toMatchObject({ level: 'suspicious', field: first, seen: first.split('.').reduce<any>((value, name) => value?.[name], odd) ?? null, braze: expect.stringContaining('takes it for absent') })
    expect((await e.kindsOf(() => e.sdk('web', path, envelope('web', Object.fromEntries(Object.keys(odd).map((name) => [name, null])))))).includes('request.suspicious')).toBe(false)
  })

  it('N6: a body with the key of another app is taken for the app of the header, and diagnostics say so', async () => {
    const e = emulator()
    const rows = await e.rowsOf(() => e.sdk('web', '/data', { ...envelope('ios'), device_id: 'd' }))
    expect(rows.find(({ kind }) => kind === 'device.registered')?.data['app_id']).toBe(homeKeys.web)
    expect((await e.admin('GET', '/diagnostics?level=suspicious')).body.diagnostics).toMatchObject([{ field: 'api_key', seen: homeKeys.ios }])
  })

  it('N6: an event whose session is no text counts without one, and diagnostics name the first of them', async () => {
    const e = emulator()
    const of = (n: string, session_id: unknown) => ({ ...event('ce', { n }, { user: 'u1' }), session_id })
    const rows = await e.rowsOf(() => sendData(e, 'web', { events: [of('a', 's'), of('b', null), of('c', 7), of('d', {})] }, 'u1'))
    expect(rows.filter(({ kind }) => kind === 'custom_event.logged').map(({ data }) => [data['name'], data['session_id']])).toEqual([['a', 's'], ['b', undefined], ['c', undefined], ['d', undefined]])
    expect((await e.admin('GET', '/diagnostics?level=suspicious')).body.diagnostics).toMatchObject([{ field: 'events[2].session_id', seen: 7, braze: 'takes it for absent: it is a text in what SDKs send' }])
  })

  it.each([[null], ['text'], [7], [[]]])('N6: an event or entry that is %j is left out with a trace', async (odd) => {
    const e = emulator()
    expect(await traces(e, () => sendData(e, 'web', { events: [odd, event('ss')], attributes: [odd, { first_name: 'Ada' }] }))).toEqual(['device.registered', 'decision.ignored:sdk.event', 'decision.ignored:sdk.attributes', 'profile.created', 'profile.updated', 'session.started'])
  })

  it.each([
    [{ name: '', time: T, data: {} }, 'event name must not be nil'], [{ time: T, data: {} }, 'event name must not be nil'], [{ name: 'ce', data: { n: 'x' } }, 'event time must not be nil'], [{ name: 'ce', time: '1', data: { n: 'x' } }, 'event time must not be nil'],
    [{ name: 'ce', time: -1, data: { n: 'x' } }, 'the time of the event is out of range'], [{ name: 'ce', time: 1e12, data: { n: 'x' } }, 'the time of the event is out of range'], [{ name: 'ce', time: T, data: 'x' }, 'the data of an event is an object'],
  ])('N8: %j is ignored: %s', async (odd, why) => {
    const e = emulator()
    const rows = await e.rowsOf(() => sendData(e, 'web', { events: [odd] }))
    expect(rows.filter((row) => row.kind === 'decision.ignored').map((row) => row.data)).toEqual([{ rule: 'sdk.event', why, compared: { index: 0, event: odd } }])
    expect((await allUsers(e))[0].custom_events).toEqual([])
  })

  it.each([
    ['pc', {}, 'P11'], ['pc', { cid: 7 }, 'P11'], ['ca', { a: 'yes' }, 'P11'], ['pd', { cid: null }, 'P11'], ['cic', { cid: '' }, 'P11'], ['si', { trigger_ids: [] }, 'sdk.si'], ['cci', { ids: 'x' }, 'sdk.cci'], ['bc', { ids: ['x'] }, 'sdk.bc'], ['ffi', { fts: 'x' }, 'F5'], ['p', { pid: 'x', c: 'USD', p: '0x10' }, 'sdk.p'],
  ])('N6: %s with %j names nothing: one row says so, and nothing is counted', async (code, data, rule) => {
    const e = emulator()
    const kinds = await traces(e, () => sendData(e, 'android', { events: [event(code, data)] }))
    expect(kinds).toEqual(['device.registered', 'profile.created', `decision.ignored:${rule}`])
  })

  it('N6: an id that is no text beside a good one: the good one counts', async () => {
    const e = emulator()
    expect((await traces(e, () => sendData(e, 'web', { events: [event('si', { trigger_ids: [7, 'one', null] })] }))).slice(2)).toEqual(['decision.ignored:sdk.si', 'in_app_message.impression', 'decision.ignored:sdk.si'])
  })

  it('N8: a time beyond all numbers, and one of the year 1970', async () => {
    const e = emulator()
    const text = JSON.stringify(envelope('web', { events: [event('ce', { n: 'x' }, { at: 7777 })] })).replace('7777', '1e999')
    expect((await e.call('POST', '/api/v3/data', text, key)).status).toBe(201)
    expect((await sendData(e, 'web', { time: 1e300, events: [event('ss', {}, { at: 0, user: 'u1' }), event('ce', { n: 'y' }, { at: 0.0004, user: 'u1' })] }, 'u1')).status).toBe(201)
    expect((await userView(e, 'u1')).custom_events).toEqual([{ name: 'y', count: 1, first: '1970-01-01T00:00:00.000Z', last: '1970-01-01T00:00:00.000Z' }])
    expect(e.errors).toEqual([])
  })

  it('S1: a session start or end without a session id, an end without a start, a second end', async () => {
    const e = emulator()
    const { session_id: _, ...without } = event('ss')
    expect(await traces(e, () => sendData(e, 'web', { events: [without, { ...without, name: 'se' }, event('se', { d: 3 }, { session: 'never' })] }))).toEqual(['device.registered', 'profile.created', 'decision.ignored:S1', 'decision.ignored:S5', 'decision.ignored:S5'])
    expect(await traces(e, () => sendData(e, 'web', { events: [event('ss'), event('se', { d: -4 }, { at: T + 1 }), event('se', { d: 4 }, { at: T + 2 })] }))).toEqual(['session.started', 'decision.ignored:S8', 'session.ended', 'decision.ignored:S5'])
    expect((await allUsers(e))[0].sessions).toMatchObject({ count: 1, seconds: 0 })
  })

  it.each([1e308, 1e10, '5', null, {}])('S8: a duration of %j breaks no sum', async (d) => {
    const e = emulator()
    for (const session of ['a', 'b']) await sendData(e, 'web', { events: [event('ss', {}, { session }), event('se', { d }, { session })] })
    expect((await allUsers(e))[0].sessions).toMatchObject({ count: 2, seconds: 0 })
  })
})

describe('user ids', () => {
  it('U16: 997 bytes are a user id; a number is its text', async () => {
    const e = emulator()
    const id = 'ü'.repeat(498) + 'x'
    await sendData(e, 'web', { events: [event('ss', {}, { user: id })] }, id)
    await sendData(e, 'ios', { events: [{ ...event('ss'), user_id: 42 }], respond_with: { user_id: 42 } })
    expect((await allUsers(e)).map((user) => user.external_id)).toEqual([id, '42'])
  })

  it.each([['x'.repeat(998)], [true], [{ id: 1 }], [['u1']]])('U16: an item of the user %j is nobody’s: ignored, not taken for anonymous', async (user_id) => {
    const e = emulator()
    const kinds = await traces(e, () => sendData(e, 'web', { events: [event('ss'), { ...event('ce', { n: 'x' }), user_id }], attributes: [{ user_id, first_name: 'Ada' }], respond_with: { user_id } }))
    expect(kinds).toEqual(['device.registered', 'decision.ignored:U16', 'decision.ignored:U16', 'decision.ignored:U16', 'profile.created', 'session.started'])
    expect(await allUsers(e)).toMatchObject([{ external_id: null, attributes: {}, custom_events: [], sessions: { count: 1 } }])
  })
})

describe('hostile text', () => {
  it.each(HOSTILE.map((text) => [JSON.stringify(text).slice(0, 40), text]))('U16: %s everywhere', async (_, text) => {
    const e = emulator()
    const send = () => sendData(e, 'web', {
      device_id: text, sdk_version: text, app_version: text, device: { model: text, locale: text, time_zone: text, [text]: text },
      events: [event('ss', { [text]: text }, { session: text }), event('ce', { n: text, p: { [text]: text } }), event('p', { pid: text, c: text, p: text }), event('uae', { a: text, l: text }), event('set', { key: text, value: [text] }), event('ncam', { key: text, value: { [text]: text } }), event('ie', { e: text, [text]: text }), event(text)],
      attributes: [JSON.parse(JSON.stringify({ first_name: text, email: text, push_token: text, custom: { [text]: text } }))],
    }, text.length > 900 ? 'u1' : text)
    const answer = await send()
    expect((await send()).status).toBe(201) // found again under the same names
    expect(e.errors).toEqual([])
    expect(answer.status).toBe(201)
    expect(e.errors).toEqual([])
    const [user] = await allUsers(e)
    expect(user.sessions.count).toBe(1)
    expect((await e.post('/users/export/ids', { braze_id: user.braze_id })).status).toBeLessThan(300)
    expect((await e.admin('GET', '/devices')).body.devices).toHaveLength(1)
    expect((await e.admin('GET', '/journal')).status).toBe(200)
    expect(({} as any).polluted).toBeUndefined()
    expect(e.errors).toEqual([])
  })
})

it('N6: a request that fails in the middle leaves nothing', async () => {
  const e = emulator()
  await sendData(e, 'web', { events: [event('ss', {}, { user: 'u1' })] }, 'u1')
  const before = await userView(e, 'u1')
  const broken = e.world.sessions as any
  const start = broken.start
  broken.start = () => {
    throw new Error('disk on fire')
  }
  const kinds = await traces(e, async () => expect(await sendData(e, 'web', { events: [event('ce', { n: 'first' }, { user: 'u1' }), event('ss', {}, { at: T + 1, session: 's-2', user: 'u2' })], attributes: [{ user_id: 'u2', push_token: 't' }] }, 'u2')).toMatchObject({ status: 500, body: { error: 'Internal Server Error' } }))
  broken.start = start
  expect(kinds).toEqual(['request.failed'])
  expect(e.errors.splice(0)).toHaveLength(1)
  expect(await userView(e, 'u1')).toEqual(before)
  expect(await userView(e, 'u2')).toBeUndefined()
})

describe('a flush that is out of the ordinary', () => {
  it('N6, A8: 10,000 events of two users in one flush: all of them, each with its own user, in their order, without a trace', async () => {
    const e = emulator()
    const mixed = Array.from({ length: 10_000 }, (_, n) => event('ce', { n: 'step', p: { n } }, { at: T + n / 1000, user: n % 2 === 0 ? 'mel' : 'kai' }))
    expect((await sendData(e, 'web', { events: [event('ss', {}, { user: 'mel' }), ...mixed] }, 'mel')).body).toMatchObject({ message: 'success' })
    const logged = e.journal().filter(({ kind }) => kind === 'custom_event.logged')
    expect(logged.map(({ data }) => (data['properties'] as { n: number }).n)).toEqual(Array.from({ length: 10_000 }, (_, n) => n))
    for (const user of ['mel', 'kai']) expect((await userView(e, user)).custom_events).toMatchObject([{ name: 'step', count: 5000 }])
    expect((await e.admin('GET', '/diagnostics')).body.diagnostics).toEqual([])
  }, 30_000)

  it('N6: 10,000 events of 1 KB are no larger than what is taken', async () => {
    const e = emulator()
    const events = Array.from({ length: 10_000 }, (_, n) => event('ce', { n: 'step', p: { n, text: 'x'.repeat(1000) } }, { at: T + n / 1000, user: 'mel' }))
    expect((await sendData(e, 'web', { events }, 'mel')).body).toMatchObject({ message: 'success' })
    expect((await userView(e, 'mel')).custom_events).toMatchObject([{ name: 'step', count: 10_000 }])
  }, 30_000)

  it.each([[-86_400, '24 hours behind'], [86_400, '24 hours ahead of'], [400 * 86_400, '9600 hours ahead of']])('N8: a clock that is %i s off: the data is taken with its own times, and diagnostics say so once', async (off, words) => {
    const e = emulator()
    const at = T + off
    const rows = await e.rowsOf(() => sendData(e, 'ios', { time: at, events: [event('ss', {}, { at, user: 'mel' }), event('ce', { n: 'late' }, { at: at + 10, user: 'mel' })] }, 'mel'))
    expect(rows.filter(({ kind }) => kind === 'custom_event.logged')).toMatchObject([{ data: { name: 'late', time: (at + 10) * 1000 } }])
    expect((await e.admin('GET', '/diagnostics')).body.diagnostics).toMatchObject([{ level: 'suspicious', field: 'time', seen: at, braze: expect.stringContaining(words) }])
    await sendData(e, 'ios', { time: at + 20, events: [event('ce', { n: 'more' }, { at: at + 20, user: 'mel' })] }, 'mel')
    expect((await e.admin('GET', '/diagnostics')).body.diagnostics).toHaveLength(1)
  })

  it('N8: eleven hours are a time zone that was set wrong, and no word is lost about it', async () => {
    const e = emulator()
    await sendData(e, 'ios', { time: T + 39_600, events: [event('ss', {}, { at: T + 39_600 })] })
    expect((await e.admin('GET', '/diagnostics')).body.diagnostics).toEqual([])
  })
})

it('C10: a card is its user’s: who names another user’s copy has seen nothing', async () => {
  const e = emulator()
  await e.post('/users/track', { attributes: [{ external_id: 'mel', team: 'a' }] })
  await e.admin('POST', '/campaigns', { id: 'c', name: 'C', schedule_type: 'time_based', schedule: { at: null }, messages: { v: { channel: 'content_cards', type: 'classic', title: 'T', message: 'M' } } })
  await e.admin('POST', '/settle')
  const [card] = (await e.admin('GET', '/messages?channel=content_cards')).body.messages
  const rows = await e.rowsOf(() => sendData(e, 'web', { device_id: 'other', events: [event('cci', { ids: [card.payload.id] }, { user: 'kai' })] }, 'kai'))
  expect(rows.filter(({ kind }) => kind === 'content_card.impression')).toEqual([])
  expect(rows.filter(({ kind }) => kind === 'decision.ignored')).toMatchObject([{ data: { rule: 'sdk.cci', why: 'the copy that it names is another user’s' } }])
  await sendData(e, 'web', { device_id: 'own', events: [event('cci', { ids: [card.payload.id] }, { user: 'mel' })] }, 'mel')
  expect(e.journal().filter(({ kind }) => kind === 'content_card.impression')).toMatchObject([{ data: { message_id: card.id } }])
})
