// Admin API: users and devices, whole.
import { describe, expect, test } from 'vitest'
import { homeKeys } from '../../../emulator/index.ts'
import { emulator, NOW } from '../../kit/world.ts'

type E = ReturnType<typeof emulator>
const SECONDS = Date.parse(NOW) / 1000
const error = (code: string, message: string, details: object = {}) => ({ error: { code, message, details } })

/** A browser with a session, an event, a purchase and a push token; a user id when one is given. */
const visit = (e: E, device_id: string, { app = 'web' as 'web' | 'ios' | 'android', user_id, token }: { app?: 'web' | 'ios' | 'android'; user_id?: string; token?: string } = {}) => {
  const whose = user_id === undefined ? {} : { user_id }
  return e.sdk(app, '/data', {
    device_id, ...whose, time: SECONDS, sdk_version: '6.13.0', app_version: '2.1', device: { os_version: 'Linux' }, respond_with: {},
    events: [
      { name: 'ss', time: SECONDS - 60, data: {}, session_id: `s-${device_id}`, ...whose },
      { name: 'ce', time: SECONDS - 50, data: { n: 'seen', p: { title: 'Alien' } }, session_id: `s-${device_id}`, ...whose },
      { name: 'p', time: SECONDS - 40, data: { pid: 'sku', c: 'USD', p: 2.5, q: 2 }, session_id: `s-${device_id}`, ...whose },
    ],
    attributes: token === undefined ? [] : [{ push_token: token, ...whose }],
  })
}
const list = async (e: E, query: string) => (await e.admin('GET', `/users${query}`)).body

describe('GET /users', () => {
  test('a line for each, in pages', async () => {
    const e = emulator()
    await e.post('/users/track', { attributes: ['a', 'b', 'c'].map((external_id) => ({ external_id, email: `${external_id}@example.com`, first_name: external_id.toUpperCase(), phone: '+14155552671' })) })
    const first = await list(e, '?limit=2')
    expect(first.users[0]).toEqual({ braze_id: expect.stringMatching(/^[0-9a-f]{24}$/), external_id: 'a', email: 'a@example.com', phone: '+14155552671', first_name: 'A', last_name: null, user_aliases: [], created_at: NOW, updated_at: NOW, sessions: 0 })
    expect(first.users.map((user: any) => user.external_id)).toEqual(['a', 'b'])
    expect(first.next).toEqual(expect.any(String))
    expect(await list(e, `?limit=2&cursor=${first.next}`)).toEqual({ users: [expect.objectContaining({ external_id: 'c' })], next: null })
    expect(await list(emulator(), '')).toEqual({ users: [], next: null })
  })

  test('found by each of their names', async () => {
    const e = emulator()
    await e.post('/users/track', { attributes: [
      { external_id: 'mel_1', email: 'mel@example.com', phone: '+14155552671', first_name: 'Mel', last_name: 'Gibbons' },
      { external_id: 'other', email: 'other@example.com' },
      { user_alias: { alias_label: 'crm', alias_name: 'crm-7' }, _update_existing_only: false, first_name: 'Ali' },
    ] })
    await visit(e, 'device-1', { user_id: 'mel_1' })
    const mel = (await e.exported('mel_1')).braze_id
    for (const query of ['mel_1', 'mel', 'Mel', 'Gib', 'mel@', '+14155552671', mel, 'device-1', ' mel_1 ']) expect([query, (await list(e, `?query=${encodeURIComponent(query)}`)).users.map((user: any) => user.external_id)]).toEqual([query, ['mel_1']])
    expect((await list(e, '?query=crm-7')).users).toMatchObject([{ external_id: null, user_aliases: [{ alias_label: 'crm', alias_name: 'crm-7' }] }])
    for (const query of ['%', 'mel%1', 'nobody', "' OR 1=1 --"]) expect((await list(e, `?query=${encodeURIComponent(query)}`)).users).toEqual([])
    expect((await list(e, '?query=melX1')).users).toEqual([])
    await e.post('/users/external_ids/rename', { external_id_renames: [{ current_external_id: 'mel_1', new_external_id: 'new' }] })
    expect((await list(e, '?query=mel_1')).users.map((user: any) => user.external_id)).toEqual(['new'])
  })

  test.each(['limit=0', 'limit=1001', 'limit=x', 'cursor=x', 'cursor=-1'])('%s is refused', async (query) => {
    const answer = await emulator().admin('GET', `/users?${query}`)
    expect([answer.status, answer.body.error.code, answer.body.error.details.issues[0].path]).toEqual([422, 'invalid', query.split('=')[0]])
  })
})

describe('GET /users by exact names', () => {
  test('each identifier, several at once, and nobody', async () => {
    const e = emulator()
    await e.post('/users/track', { attributes: [{ external_id: 'mel', email: 'Mel@example.com', phone: '+14155552671' }, { external_id: 'melanie', email: 'mel@example.com' }, { _update_existing_only: false, user_alias: { alias_label: 'crm', alias_name: '7' }, first_name: 'A' }] })
    await visit(e, 'device-1', { user_id: 'mel' })
    const who = async (query: string) => (await list(e, `?${query}`)).users.map((user: any) => user.external_id ?? user.user_aliases[0].alias_name)
    expect(await who('external_id=mel')).toEqual(['mel'])
    expect((await who('email=MEL@example.com')).sort()).toEqual(['mel', 'melanie'])
    expect(await who('email=mel@example.com&external_id=melanie')).toEqual(['melanie'])
    expect(await who('phone=%2B14155552671')).toEqual(['mel'])
    expect(await who('device_id=device-1')).toEqual(['mel'])
    expect(await who('alias_label=crm&alias_name=7')).toEqual(['7'])
    for (const nobody of ['external_id=me', 'email=mel', 'phone=1', 'device_id=none', 'alias_label=crm&alias_name=8', 'external_id=mel&email=x@example.com']) expect([nobody, await who(nobody)]).toEqual([nobody, []])
    expect((await e.admin('GET', '/users?alias_label=crm')).status).toBe(422)
    expect((await e.admin('GET', '/users?external_id=')).status).toBe(422)
  })
})

describe('GET /users/:braze_id', () => {
  test('everything that is known of a user, in one object', async () => {
    const e = emulator()
    await e.admin('POST', '/subscription_groups', { id: 'news', name: 'News', channel: 'email' })
    await e.post('/users/track', { attributes: [{ external_id: 'mel', email: 'Mel@Example.com', first_name: 'Mel', plan: 'pro', score: 7, tags: ['a'], home: { city: 'Rome' }, current_location: { longitude: 12.5, latitude: 41.9 }, subscription_groups: [{ subscription_group_id: 'news', subscription_state: 'subscribed' }] }] })
    await e.post('/users/alias/new', { user_aliases: [{ external_id: 'mel', alias_label: 'crm', alias_name: '7' }] })
    await visit(e, 'device-1', { user_id: 'mel', token: 'token-1' })
    const { braze_id } = await e.exported('mel')
    const [app_id, time] = [homeKeys.web, (back: number) => new Date(Date.parse(NOW) - back * 1000).toISOString()]
    const answer = await e.admin('GET', `/users/${braze_id}`)
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({
      braze_id, external_id: 'mel', deprecated_external_ids: [], merged_braze_ids: [], origin: 'rest', created_at: NOW, updated_at: NOW,
      user_aliases: [{ alias_label: 'crm', alias_name: '7' }],
      attributes: { first_name: 'Mel', email: 'mel@example.com' },
      custom_attributes: { plan: 'pro', score: 7, tags: ['a'], home: { city: 'Rome' } },
      custom_attribute_types: { plan: 'string', score: 'number', tags: 'array', home: 'object' },
      last_coordinates: { longitude: 12.5, latitude: 41.9, at: NOW },
      email_subscribe: 'subscribed', push_subscribe: 'subscribed',
      subscription_groups: [{ subscription_group_id: 'news', state: 'subscribed', changed_at: NOW }],
      total_revenue: 5,
      custom_events: [{ name: 'seen', count: 1, first: time(50), last: time(50) }],
      recent_events: [{ name: 'seen', time: time(50), app_id, session_id: 's-device-1', properties: { title: 'Alien' } }],
      purchases: [{ product_id: 'sku', count: 2, first: time(40), last: time(40) }],
      recent_purchases: [{ product_id: 'sku', time: time(40), currency: 'USD', price: 2.5, quantity: 2, app_id, session_id: 's-device-1', properties: {} }],
      sessions: { count: 1, seconds: 0, first: time(60), last: time(60), recent: [{ session_id: 's-device-1', app_id, device_id: 'device-1', started_at: time(60), ended_at: null, seconds: null }] },
      apps: [{ app_id, name: 'Web', platform: 'Web', version: '2.1', sessions: 1, first_used: time(60), last_used: time(60) }],
      devices: [{ device_id: 'device-1', app_id, platform: 'Web', user: { braze_id, external_id: 'mel' }, sdk_version: '6.13.0', app_version: '2.1', details: { os_version: 'Linux' }, push_tokens: ['token-1'], push: 'Foreground', first_seen: NOW, last_seen: NOW }],
      push_tokens: [{ app_id, app: 'Web', token: 'token-1', device_id: 'device-1', imported: false, registered_at: NOW }],
      campaigns: [],
      canvases: [],
      push_token_changes: [{ id: 1, at: NOW, app_id, device_id: 'device-1', token: 'token-1', change: 'registered', reason: 'registered by the device' }],
    })
  })

  test('an unknown one', async () => {
    const answer = await emulator().admin('GET', '/users/nobody')
    expect([answer.status, answer.body]).toEqual([404, error('not_found', 'there is no user with this braze_id', { braze_id: 'nobody' })])
  })
})

describe('devices', () => {
  test('GET /devices: all in pages, by user, by token, by both', async () => {
    const e = emulator()
    await visit(e, 'd1', { user_id: 'mel', token: 't1' })
    await visit(e, 'd2', { user_id: 'mel', app: 'ios' })
    await visit(e, 'd3', { token: 't3' })
    const ids = async (query: string) => (await e.admin('GET', `/devices${query}`)).body.devices.map((one: any) => one.device_id)
    const first = (await e.admin('GET', '/devices?limit=2')).body
    expect([first.devices.map((one: any) => one.device_id), first.next]).toEqual([['d1', 'd2'], expect.any(String)])
    expect(await ids(`?limit=2&cursor=${encodeURIComponent(first.next)}`)).toEqual(['d3'])
    expect(await ids('?external_id=mel')).toEqual(expect.arrayContaining(['d1', 'd2']))
    expect(await ids('?external_id=mel')).toHaveLength(2)
    expect(await ids('?push_token=t3')).toEqual(['d3'])
    expect(await ids('?external_id=mel&push_token=t1')).toEqual(['d1'])
    expect(await ids('?external_id=mel&push_token=t3')).toEqual([])
    expect(await ids('?external_id=nobody')).toEqual([])
    expect(await ids('?push_token=unknown')).toEqual([])
  })

  test('GET /devices/:device_id', async () => {
    const e = emulator()
    await visit(e, 'd 1', {})
    const answer = await e.admin('GET', '/devices/d%201')
    expect([answer.status, answer.body]).toEqual([200, { device_id: 'd 1', app_id: homeKeys.web, platform: 'Web', user: { braze_id: expect.any(String), external_id: null }, sdk_version: '6.13.0', app_version: '2.1', details: { os_version: 'Linux' }, push_tokens: [], push: null, first_seen: NOW, last_seen: NOW }])
    const unknown = await e.admin('GET', '/devices/none')
    expect([unknown.status, unknown.body]).toEqual([404, error('not_found', 'there is no device with this device_id', { device_id: 'none' })])
  })

  test('P3 POST /devices/:device_id/uninstall takes the token away and says so', async () => {
    const e = emulator()
    await visit(e, 'd1', { user_id: 'mel', token: 't1' })
    let answer: any
    const rows = await e.rowsOf(async () => void (answer = await e.admin('POST', '/devices/d1/uninstall')))
    expect([answer.status, answer.body.device_id, answer.body.push_tokens, answer.body.push]).toEqual([200, 'd1', [], null])
    expect(rows.map((row) => row.kind)).toEqual(['push_token.removed', 'device.uninstalled'])
    expect(rows[0]!.data).toEqual({ app_id: homeKeys.web, device_id: 'd1', token: 't1', reason: 'uninstalled' })
    expect((await e.exported('mel')).push_tokens).toBeUndefined()
    expect((await e.admin('POST', '/devices/none/uninstall')).status).toBe(404)
  })
})
