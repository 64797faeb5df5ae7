// What connectors really send, request by request: RudderStack's transformer, Segment's actions, Airbyte's reader, and clients of the old kind.
// observed: rudderlabs/rudder-transformer (braze destination), segmentio/action-destinations (braze, braze-cohorts), airbytehq/airbyte (source-braze manifest)
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Emulator } from '../../emulator/adapters/package.ts'
import { createEmulator, homeKeys } from '../../emulator/adapters/package.ts'

const NOW = '2026-03-01T12:00:00.000Z'
const BASE = 'https://rest.iad-01.braze.com'
let emulator: Emulator
const errors: unknown[] = []
beforeEach(() => void (emulator = createEmulator({ holdClock: NOW, onError: (error) => errors.push(error) })))
afterEach(async () => {
  await emulator.close()
  expect(errors.splice(0)).toEqual([])
})

const HEADERS = { 'Content-Type': 'application/json', Accept: 'application/json', Authorization: `Bearer ${homeKeys.rest}` }
async function send(method: string, path: string, body?: unknown, headers: Record<string, string> = HEADERS): Promise<{ status: number; body: any }> {
  const response = await emulator.fetch(`${BASE}${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
}
/** RudderStack's verdict: any 2xx whose message is success. */
const isSuccess = ({ status, body }: { status: number; body: any }): boolean => status >= 200 && status < 300 && body.message === 'success'
const exported = async (external_id: string): Promise<any> => (await send('POST', '/users/export/ids', { external_ids: [external_id] })).body.users[0]

describe('RudderStack', () => {
  test('identify with userId and anonymousId: aliases_to_identify with merge_behavior, then track', async () => {
    const alias = { alias_name: 'anon-1', alias_label: 'rudder_id' }
    expect(isSuccess(await send('POST', '/users/track', { partner: 'RudderStack', events: [{ name: 'Page Viewed', time: '2026-02-24T11:59:02.403+05:30', properties: { url: '/' }, user_alias: alias, _update_existing_only: false }] }))).toBe(true)
    const identified = await send('POST', '/users/identify', { aliases_to_identify: [{ external_id: 'mel', user_alias: alias }], merge_behavior: 'merge' })
    expect(identified).toEqual({ status: 201, body: { aliases_processed: 1, message: 'success' } })
    expect(isSuccess(await send('POST', '/users/track', { attributes: [{ external_id: 'mel', email: 'mel@example.com', gender: 'F', nested: { a: [1] }, gone: null }] }))).toBe(true)
    expect(await exported('mel')).toMatchObject({ email: 'mel@example.com', gender: 'F', custom_attributes: { nested: { a: [1] } }, custom_events: [{ name: 'Page Viewed', first: '2026-02-24T06:29:02.403Z', count: 1 }] })
  })

  test('an alias-only user comes to be with _update_existing_only: false', async () => {
    await send('POST', '/users/track', { partner: 'RudderStack', attributes: [{ user_alias: { alias_name: 'a', alias_label: 'rudder_id' }, _update_existing_only: false, plan: 'pro' }] })
    const { body } = await send('POST', '/users/export/ids', { user_aliases: [{ alias_name: 'a', alias_label: 'rudder_id' }], external_ids: ['nobody'], fields_to_export: ['created_at', 'custom_attributes', 'dob', 'email', 'first_name', 'gender', 'home_city', 'last_name', 'phone', 'time_zone', 'external_id', 'user_aliases'] })
    expect(body).toMatchObject({ message: 'success', invalid_user_ids: ['nobody'], users: [{ custom_attributes: { plan: 'pro' } }] })
  })

  test('a batch with bad events: partial success by position', async () => {
    const answer = await send('POST', '/users/track', { partner: 'RudderStack', events: [{ external_id: 'mel', name: 'a', time: NOW, properties: {} }, { name: 'b', time: NOW }], purchases: [{ external_id: 'mel', product_id: 'sku', price: 0, currency: 'USD', time: NOW, quantity: 'x' }] })
    expect(answer).toEqual({ status: 201, body: { events_processed: 1, message: 'success', errors: [
      { type: "'external_id', 'braze_id', 'user_alias', 'email' or 'phone' is required", input_array: 'events', index: 1 },
      { type: "'quantity' is not valid", input_array: 'purchases', index: 0 },
    ] } })
  })

  test('group with a subscription, alias, suppression', async () => {
    const group = await emulator.admin('POST', '/subscription_groups', { name: 'News', channel: 'email' })
    await send('POST', '/users/track', { attributes: [{ external_id: 'old', email: 'old@example.com' }, { external_id: 'new', email: 'new@example.com' }] })
    
    expect(isSuccess(await send('POST', '/v2/subscription/status/set', { subscription_groups: [{ subscription_group_id: group.id, subscription_state: 'subscribed', external_ids: ['old'] }] }))).toBe(true)
    expect((await send('GET', `/subscription/status/get?subscription_group_id=${group.id}&external_id=old`)).body.status).toEqual({ old: 'Subscribed' })
    expect(isSuccess(await send('POST', '/users/merge', { merge_updates: [{ identifier_to_merge: { external_id: 'old' }, identifier_to_keep: { external_id: 'new' } }] }))).toBe(true)
    expect(isSuccess(await send('POST', '/users/delete', { external_ids: ['new', 'never was'] }))).toBe(true)
    expect((await emulator.admin('GET', '/users')).users).toEqual([])
  })

  test('a key that is wrong', async () => {
    expect(await send('POST', '/users/track', { attributes: [{ external_id: 'mel' }] }, { ...HEADERS, Authorization: 'Bearer wrong' })).toEqual({ status: 401, body: { message: 'Invalid API Key' } })
  })
})

describe('Segment', () => {
  const BATCH = { ...HEADERS, 'X-Braze-Batch': 'true' }
  test('track in batches with a header of its own', async () => {
    expect((await send('POST', '/users/track', { events: [{ external_id: 'mel', app_id: homeKeys.web, name: 'a', time: NOW, properties: {}, _update_existing_only: false }] }, BATCH)).status).toBe(201)
  })

  test('createAlias, identifyUser by alias and email: no errors member when all is well', async () => {
    expect((await send('POST', '/users/alias/new', { user_aliases: [{ external_id: 'mel', alias_name: 'm', alias_label: 'l' }] })).body).toEqual({ aliases_processed: 1, message: 'success' })
    const { body } = await send('POST', '/users/identify', { aliases_to_identify: [{ external_id: 'mel', user_alias: { alias_name: 'm2', alias_label: 'l' } }], emails_to_identify: [{ external_id: 'mel', email: 'mel@example.com', prioritization: ['unidentified', 'most_recently_updated'] }], merge_behavior: 'none' })
    expect(body).toEqual({ aliases_processed: 1, emails_processed: 1, message: 'success' })
  })

  test('catalogs: made and listed by its UI, items one by one and in batches with a slash at the end', async () => {
    expect((await send('POST', '/catalogs', { catalogs: [{ name: 'restaurants', description: 'All', fields: [{ name: 'id', type: 'string' }, { name: 'City', type: 'string' }, { name: 'Rating', type: 'number' }] }] })).status).toBe(201)
    expect((await send('GET', '/catalogs')).body.catalogs.map((one: any) => one.name)).toEqual(['restaurants'])
    expect((await send('PUT', '/catalogs/restaurants/items/r1', { items: [{ City: 'Berlin', Rating: 5 }] })).status).toBe(200)
    expect((await send('PUT', '/catalogs/restaurants/items/', { items: [{ id: 'r2', City: 'Bern' }, { id: 'r3', City: 'Rome' }] }, BATCH)).status).toBe(202)
    await emulator.settle()
    expect((await send('GET', '/catalogs/restaurants/items')).body.items.map((item: any) => [item.id, item.City])).toEqual([['r1', 'Berlin'], ['r2', 'Bern'], ['r3', 'Rome']])
    expect((await send('DELETE', '/catalogs/restaurants/items/', { items: [{ id: 'r2' }] }, BATCH)).status).toBe(202)
    await emulator.settle()
    expect((await send('DELETE', '/catalogs/restaurants/items/r1')).status).toBe(202)
    const missing = await send('DELETE', '/catalogs/restaurants/items/r1')
    expect([missing.status, missing.body.errors[0].id]).toEqual([404, 'item-not-found'])
    expect((await send('GET', '/catalogs/restaurants/items')).body.items.map((item: any) => item.id)).toEqual(['r3'])
  })

  test.each(['/campaigns/list', '/canvas/list'])('its UI reads pages of %s until one is empty', async (path) => {
    const list = path === '/campaigns/list' ? 'campaigns' : 'canvases'
    await emulator.admin('POST', `/${list}`, { name: 'One', draft: true, schedule_type: 'api_triggered' })
    expect((await send('GET', `${path}?page=0`)).body[list]).toHaveLength(1)
    expect((await send('GET', `${path}?page=1`)).body[list]).toEqual([])
  })

  test('cohorts', async () => {
    await send('POST', '/users/track', { attributes: [{ external_id: 'mel', plan: 'pro' }] })
    const credentials = { partner_api_key: 'partner', client_secret: homeKeys.data_import }
    const plain = { 'Content-Type': 'application/json' }
    expect(await send('POST', '/partners/segment/cohorts/users', { ...credentials, cohort_id: 'c0', cohort_changes: [] }, plain)).toMatchObject({ status: 200, body: { message: 'success' } })
    expect(await send('POST', '/partners/segment/cohorts', { ...credentials, name: 'Buyers', cohort_id: 'c1', created_at: NOW }, plain)).toMatchObject({ status: 200, body: { message: 'success' } })
    expect(await send('POST', '/partners/segment/cohorts/users', { ...credentials, cohort_id: 'c1', cohort_changes: [{ user_ids: ['mel'], device_ids: [], aliases: [], should_remove: false }] }, plain)).toMatchObject({ status: 200, body: { message: 'success' } })
    expect((await send('POST', '/partners/segment/cohorts', { partner_api_key: 'partner', client_secret: 'wrong', name: 'x', cohort_id: 'x', created_at: NOW }, plain)).status).toBe(401)
  })
})

describe('Airbyte', () => {
  test('lists from page 0 until one has fewer than two', async () => {
    for (const [path, list] of [['/campaigns/list', 'campaigns'], ['/canvas/list', 'canvases'], ['/segments/list', 'segments'], ['/feed/list', 'cards'], ['/events/list', 'events']] as const) {
      const { status, body } = await send('GET', `${path}?page=0&last_edit.time[gt]=2024-01-01`)
      expect([path, status, body[list]]).toEqual([path, 200, []])
    }
  })

  test('series with ending_at and length, also when nothing has happened', async () => {
    for (const kpi of ['new_users', 'dau', 'uninstalls']) {
      const { status, body } = await send('GET', `/kpi/${kpi}/data_series?length=100&ending_at=2026-03-01T00:00:00Z`)
      expect([kpi, status, body.data.length]).toEqual([kpi, 200, 100])
    }
    await send('POST', '/users/track', { events: [{ external_id: 'mel', name: 'a', time: NOW }] })
    const { body } = await send('GET', `/events/data_series?event=a&unit=day&length=2&ending_at=${NOW}`)
    expect(body.data.map((row: any) => row.count)).toEqual([0, 1])
  })

  test('details and series of a campaign, a Canvas and a segment', async () => {
    const campaign = await emulator.admin('POST', '/campaigns', { name: 'C', schedule_type: 'api_triggered', channels: ['webhook'], messages: {} })
    const canvas = await emulator.admin('POST', '/canvases', { name: 'V', draft: true })
    const segment = await emulator.admin('POST', '/segments', { name: 'S', analytics_tracking_enabled: true, filters: { filter: 'email_available' } })
    expect((await send('GET', `/campaigns/details?campaign_id=${campaign.id}`)).body.name).toBe('C')
    expect((await send('GET', `/canvas/details?canvas_id=${canvas.id}`)).body.name).toBe('V')
    expect((await send('GET', `/segments/details?segment_id=${segment.id}`)).body.name).toBe('S')
    expect((await send('GET', `/campaigns/data_series?campaign_id=${campaign.id}&length=7&ending_at=${NOW}`)).body.data).toHaveLength(7)
    expect((await send('GET', `/canvas/data_series?canvas_id=${canvas.id}&length=14&ending_at=${NOW}&include_variant_breakdown=true&include_step_breakdown=true`)).body.data.stats).toHaveLength(14)
    expect((await send('GET', `/segments/data_series?segment_id=${segment.id}&length=7&ending_at=${NOW}`)).status).toBe(200)
  })
})

describe('clients of the old kind', () => {
  test('api_key in the body, api_key in the query', async () => {
    expect((await send('POST', '/users/track', { api_key: homeKeys.rest, attributes: [{ external_id: 'mel', plan: 'pro' }] }, { 'Content-Type': 'application/json' })).status).toBe(201)
    expect((await send('GET', `/events/list?api_key=${homeKeys.rest}`, undefined, {})).status).toBe(200)
  })
  test('a slash at the end of any path', async () => expect((await send('GET', '/campaigns/list/')).status).toBe(200))
  test('ids as integers', async () => expect((await send('POST', '/users/export/ids', { external_ids: [7] })).body.invalid_user_ids).toEqual(['7']))
  test('arrays in queries', async () => expect((await send('GET', '/subscription/user/status?external_id[]=a&external_id[]=b')).status).toBe(200))
})
