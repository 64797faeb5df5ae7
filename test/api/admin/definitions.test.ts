// Admin API: settings, and the definitions of apps, REST keys and subscription groups.
import { describe, expect, test } from 'vitest'
import { emulator, NOW } from '../../kit/world.ts'

const error = (code: string, message: string, details: object = {}) => ({ error: { code, message, details } })
const AT = Date.parse(NOW)
const UUID = expect.stringMatching(/^[0-9a-f-]{36}$/)

describe('settings', () => {
  const DEFAULTS = {
    time_zone: 'UTC', block_lists: { events: [], attributes: [], purchases: [] }, merge_mode: 'lifecycle', track_limit: 'combined', custom_attribute_array_max: expect.any(Number),
    sessions: { minimum_session_timeout: 10, messaging_session_timeout: 1800 }, sdk_duplicates: 'count', sdk_request_limit: 'generous',
    sdk_authentication_error_status: 201, sdk_features: { content_cards: true, feature_flags: true, banners: true, geofences: true, real_time: true },
    sdk_config: { feature_flags_refresh_rate_limit: 0, endpoint_request_limits: {}, request_backoff: null }, exchange_rates: {}, global_control_group: null, media_library_limit: 200, quiet_hours: null,
    email: { from: 'Brazier <no-reply@brazier.localhost>', reply_to: null, list_unsubscribe: true, link_aliasing: true, transactional_postback_url: null }, message_archiving: [], forwarding: null,
    email_footer: '<p style="text-align:center"><a href="{{${set_user_to_unsubscribed_url}}}">Unsubscribe</a></p>', connected_content: { strict: false }, liquid: { strict: false }, push: { influenced_open_minutes: 30 },
  }

  test('GET /settings: Braze’s defaults', async () => {
    const answer = await emulator().admin('GET', '/settings')
    expect([answer.status, answer.body]).toEqual([200, DEFAULTS])
  })

  test('PATCH /settings changes the members given, and their members', async () => {
    const e = emulator()
    const rows = await e.rowsOf(async () => {
      const answer = await e.admin('PATCH', '/settings', { merge_mode: 'none', block_lists: { events: ['secret'] }, track_limit: 'per_array' })
      expect([answer.status, answer.body]).toEqual([200, { ...DEFAULTS, merge_mode: 'none', track_limit: 'per_array', block_lists: { events: ['secret'], attributes: [], purchases: [] } }])
    })
    expect(rows.map(({ kind, data }) => [kind, data])).toEqual([['settings.changed', { changes: {
      merge_mode: { from: 'lifecycle', to: 'none' },
      block_lists: { from: { events: [], attributes: [], purchases: [] }, to: { events: ['secret'], attributes: [], purchases: [] } },
      track_limit: { from: 'combined', to: 'per_array' },
    } }]])
    expect((await e.admin('GET', '/settings')).body.block_lists.events).toEqual(['secret'])
  })

  test.each<[object, string]>([
    [{ timezone: 'UTC' }, ''],
    [{ time_zone: 'Mars/Olympus' }, 'time_zone'],
    [{ time_zone: 7 }, 'time_zone'],
    [{ merge_mode: 'sometimes' }, 'merge_mode'],
    [{ track_limit: 'none' }, 'track_limit'],
    [{ block_lists: { events: 'secret' } }, 'block_lists.events'],
    [{ block_lists: { sessions: [] } }, 'block_lists'],
    [{ sessions: { minimum_session_timeout: -1 } }, 'sessions.minimum_session_timeout'],
    [{ exchange_rates: { euro: 1 } }, 'exchange_rates.euro'],
    [{ exchange_rates: { EUR: 0 } }, 'exchange_rates.EUR'],
  ])('PATCH /settings refuses %j and changes nothing', async (body, path) => {
    const e = emulator()
    const kinds = await e.kindsOf(async () => {
      const answer = await e.admin('PATCH', '/settings', { merge_mode: 'none', ...body })
      expect([answer.status, answer.body.error.code, answer.body.error.details.issues[0].path]).toEqual([422, 'invalid', path])
    })
    expect(kinds).toEqual([])
    expect((await e.admin('GET', '/settings')).body).toEqual(DEFAULTS)
  })
})

describe('apps', () => {
  test('made, listed, changed, removed', async () => {
    const e = emulator()
    const made = await e.admin('POST', '/apps', { app_id: 'roku-1', name: 'TV', platform: 'Roku' })
    const tv = { id: 'roku-1', app_id: 'roku-1', name: 'TV', platform: 'Roku', sdk_authentication: 'off', created_at: AT }
    expect([made.status, made.body]).toEqual([201, tv])
    expect((await e.admin('GET', '/apps')).body).toEqual({ apps: expect.arrayContaining([tv]), next: null })
    expect((await e.admin('GET', '/apps')).body.apps).toHaveLength(4)
    expect((await e.admin('GET', '/apps/roku-1')).body).toEqual(tv)
    expect((await e.admin('PATCH', '/apps/roku-1', { name: 'Television' })).body).toEqual({ ...tv, name: 'Television' })
    expect((await e.admin('PUT', '/apps/roku-1', { platform: 'Other' })).body).toEqual({ ...tv, name: 'Television', platform: 'Other' })
    const rows = await e.rowsOf(async () => expect((await e.admin('DELETE', '/apps/roku-1')).body).toEqual({ deleted: 'roku-1' }))
    expect(rows.map(({ kind, data }) => [kind, data])).toEqual([['app.deleted', { app_id: 'roku-1' }]])
    expect((await e.admin('GET', '/apps/roku-1')).status).toBe(404)
  })

  test('its id is the SDK key, at once and until it is removed', async () => {
    const e = emulator()
    const { body: app } = await e.admin('POST', '/apps', { name: 'New', platform: 'Web' })
    expect(app.id).toEqual(UUID)
    const call = async () => (await e.call('POST', '/api/v3/data', { api_key: app.id, device_id: 'd1', respond_with: {} })).body
    expect(await call()).not.toHaveProperty('error')
    await e.admin('DELETE', `/apps/${app.id}`)
    expect(await call()).toEqual({ error: 'invalid_api_key' })
  })

  test.each<[string, unknown, number, string]>([
    ['no name', { platform: 'Web' }, 422, 'invalid'],
    ['an unknown platform', { name: 'A', platform: 'Toaster' }, 422, 'invalid'],
    ['an unknown member', { name: 'A', platform: 'Web', colour: 'red' }, 422, 'invalid'],
    ['authentication that there is not', { name: 'A', platform: 'Web', sdk_authentication: 'perhaps' }, 422, 'invalid'],
    ['an id that is taken', { app_id: 'b4a2e000-0000-4000-8000-0000000000a1', name: 'A', platform: 'Web' }, 409, 'already_exists'],
  ])('POST refuses %s', async (_name, body, status, code) => {
    const e = emulator()
    const kinds = await e.kindsOf(async () => {
      const answer = await e.admin('POST', '/apps', body)
      expect([answer.status, answer.body.error.code]).toEqual([status, code])
    })
    expect(kinds).toEqual([])
  })
})

describe('rest_keys', () => {
  test('made, listed, changed, removed', async () => {
    const e = emulator()
    const made = await e.admin('POST', '/rest_keys', { key: 'k1', name: 'Track only', permissions: ['users.track'], ip_allowlist: ['127.0.0.1', '10.0.0.0/8', '::1/128'] })
    const key = { id: 'k1', key: 'k1', name: 'Track only', permissions: ['users.track'], ip_allowlist: ['127.0.0.1', '10.0.0.0/8', '::1/128'], created_at: AT }
    expect([made.status, made.body]).toEqual([201, key])
    expect((await e.admin('GET', '/rest_keys')).body.rest_keys).toHaveLength(2)
    expect((await e.admin('GET', '/rest_keys/k1')).body).toEqual(key)
    expect((await e.admin('PATCH', '/rest_keys/k1', { permissions: ['*'] })).body).toEqual({ ...key, permissions: ['*'] })
    expect((await e.admin('PUT', '/rest_keys/k1', { name: 'All', ip_allowlist: [] })).body).toEqual({ ...key, name: 'All', permissions: ['*'], ip_allowlist: [] })
    expect((await e.admin('DELETE', '/rest_keys/k1')).body).toEqual({ deleted: 'k1' })
    expect((await e.admin('GET', '/rest_keys/k1')).body).toEqual(error('not_found', 'there is none of rest_keys with this id', { id: 'k1' }))
    expect((await e.admin('PATCH', '/rest_keys/k1', {})).status).toBe(404)
    expect((await e.admin('DELETE', '/rest_keys/k1')).status).toBe(404)
  })

  test('a change counts from the next request on', async () => {
    const e = emulator()
    const { body: made } = await e.admin('POST', '/rest_keys', { permissions: ['users.track'] })
    const call = (path: string, body: object) => e.call('POST', path, body, { authorization: `Bearer ${made.id}` })
    expect((await call('/users/track', { attributes: [{ external_id: 'a', n: 1 }] })).status).toBe(201)
    expect((await call('/users/delete', { external_ids: ['a'] })).status).toBe(403)
    await e.admin('PATCH', `/rest_keys/${made.id}`, { permissions: ['users.delete'] })
    expect((await call('/users/track', { attributes: [{ external_id: 'a', n: 1 }] })).status).toBe(403)
    await e.admin('PATCH', `/rest_keys/${made.id}`, { permissions: ['*'], ip_allowlist: ['10.0.0.0/8'] })
    expect((await call('/users/track', { attributes: [{ external_id: 'a', n: 1 }] })).status).toBe(401)
    await e.admin('PATCH', `/rest_keys/${made.id}`, { ip_allowlist: ['127.0.0.0/8'] })
    expect((await call('/users/track', { attributes: [{ external_id: 'a', n: 1 }] })).status).toBe(201)
    await e.admin('DELETE', `/rest_keys/${made.id}`)
    expect((await call('/users/track', { attributes: [{ external_id: 'a', n: 1 }] })).status).toBe(401)
  })

  test.each(['10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0', '::1/129', 'localhost', '', '10.0.0.0/-1'])('the address %j is refused, or every later request would fail', async (address) => {
    const answer = await emulator().admin('POST', '/rest_keys', { ip_allowlist: [address] })
    expect([answer.status, answer.body.error]).toEqual([422, { code: 'invalid', message: 'ip_allowlist.0: an address or a subnet such as 10.0.0.0/8', details: { issues: [{ path: 'ip_allowlist.0', message: 'an address or a subnet such as 10.0.0.0/8' }] } }])
  })

  test('a key of another workspace is refused: it could choose only one', async () => {
    const e = emulator()
    await e.admin('POST', '/workspaces', { id: 'second' })
    const key = await e.admin('POST', '/rest_keys?workspace=second', { key: 'b4a2e000-0000-4000-8000-000000000001' })
    expect([key.status, key.body]).toEqual([409, error('already_exists', 'another workspace has this key', { id: 'b4a2e000-0000-4000-8000-000000000001', workspace: 'default' })])
    expect((await e.admin('POST', '/apps?workspace=second', { id: 'b4a2e000-0000-4000-8000-0000000000a1', name: 'A', platform: 'Web' })).status).toBe(409)
    expect((await e.admin('POST', '/rest_keys', { key: 'b4a2e000-0000-4000-8000-000000000001' })).body).toEqual(error('already_exists', 'there is one of that name already', { key: 'b4a2e000-0000-4000-8000-000000000001' }))
    expect((await e.admin('POST', '/rest_keys', { permissions: ['Users Track'] })).status).toBe(422)
  })
})

test('subscription_groups: made, listed, changed, removed', async () => {
  const e = emulator()
  const made = await e.admin('POST', '/subscription_groups', { id: 'news', name: 'News' })
  const news = { id: 'news', name: 'News', channel: 'email', created_at: AT }
  expect([made.status, made.body]).toEqual([201, news])
  expect((await e.admin('POST', '/subscription_groups', { name: 'Texts', channel: 'sms' })).body).toEqual({ id: UUID, name: 'Texts', channel: 'sms', created_at: AT })
  expect((await e.admin('GET', '/subscription_groups')).body).toEqual({ subscription_groups: expect.arrayContaining([news]), next: null })
  expect((await e.admin('GET', '/subscription_groups/news')).body).toEqual(news)
  expect((await e.admin('PATCH', '/subscription_groups/news', { name: 'Newsletter' })).body).toEqual({ ...news, name: 'Newsletter' })
  expect((await e.admin('PUT', '/subscription_groups/news', { channel: 'whatsapp' })).body).toEqual({ ...news, name: 'Newsletter', channel: 'whatsapp' })
  expect((await e.admin('PATCH', '/subscription_groups/news', { name: 'News' })).body.channel).toBe('whatsapp')
  const again = await e.admin('POST', '/subscription_groups', { id: 'news', name: 'News' })
  expect([again.status, again.body.error.code]).toEqual([409, 'already_exists'])
  expect((await e.admin('POST', '/subscription_groups', { name: 'A', channel: 'pigeon' })).status).toBe(422)
  expect((await e.admin('DELETE', '/subscription_groups/news')).body).toEqual({ deleted: 'news' })
  expect((await e.admin('GET', '/subscription_groups/news')).status).toBe(404)
  expect(e.errors).toEqual([])
})

test('what is not built says so and names itself', async () => {
  const e = emulator()
  for (const [method, path, shape] of [['POST', '/currents_connectors', '/currents_connectors'], ['PATCH', '/currents_connectors/7', '/currents_connectors/:id'], ['GET', '/currents_connectors', '/currents_connectors']] as const) {
    const answer = await e.admin(method, path, method === 'GET' ? undefined : {})
    expect([answer.status, answer.body]).toEqual([501, error('not_emulated', `Brazier does not emulate ${method} /_emulator${shape} yet`)])
  }
  expect((await e.admin('GET', '/nonsense')).body).toEqual(error('not_found', 'Not Found'))
})

test.each([
  ['apps', { name: 'A', platform: 'Web' }],
  ['rest_keys', { name: 'K' }],
  ['subscription_groups', { name: 'G' }],
  ['scim_tokens', { name: 'S' }],
  ['data_import_keys', { name: 'D' }],
  ['locales', { name: 'L', language: 'de', locale_key: 'de' }],
  ['segments', { name: 'S', filters: { filter: 'email_available' } }],
  ['cdi_integrations', { name: 'C', type: 'attributes' }],
  ['campaigns', { name: 'C', draft: true }],
  ['canvases', { name: 'V', draft: true }],
])('what GET says of %s can be written back whole; what is not as it stands is refused', async (kind, body) => {
  const e = emulator()
  const made = await e.admin('POST', `/${kind}`, body)
  expect([made.status, made.body]).toEqual([201, expect.objectContaining({ id: expect.any(String) })])
  const shown = (await e.admin('GET', `/${kind}/${made.body.id}`)).body
  for (const method of ['PUT', 'PATCH']) expect(await e.admin(method, `/${kind}/${made.body.id}`, shown)).toMatchObject({ status: 200, body: { id: made.body.id, name: shown.name } })
  expect((await e.admin('PATCH', `/${kind}/${made.body.id}`, { nonsense: shown.name })).status).toBe(422)
})

test('a list comes in pages when it is asked for with a limit', async () => {
  const e = emulator()
  for (const id of ['a', 'b', 'c']) await e.admin('POST', '/campaigns', { id, name: id })
  const page = async (query: string) => (({ status, body }) => [status, body.campaigns?.map(({ id }: { id: string }) => id), body.next])(await e.admin('GET', `/campaigns${query}`))
  expect(await page('')).toEqual([200, ['a', 'b', 'c'], null])
  expect(await page('?limit=2')).toEqual([200, ['a', 'b'], 'b'])
  expect(await page('?limit=2&cursor=b')).toEqual([200, ['c'], null])
  expect(await page('?limit=3')).toEqual([200, ['a', 'b', 'c'], null])
  expect((await e.admin('GET', '/campaigns?cursor=x')).body).toEqual(error('invalid', 'cursor is the id of none of campaigns: x', { cursor: 'x' }))
  expect((await e.admin('GET', '/campaigns?limit=0')).status).toBe(422)
})
