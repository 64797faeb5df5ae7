// /_emulator/banners: Banners defined alone. Each is a campaign of one Banner, seen from two sides.
import { expect, test } from 'vitest'
import { shownAt, syncBanners } from '../../kit/on-devices.ts'
import { emulator, NOW } from '../../kit/world.ts'

const BODY = { id: 'b', name: 'Spring', placement_id: 'home', html: '<p>Spring</p>', priority: 'high', properties: { c: { type: 'string', value: 'red' } }, start: '2026-03-01T00:00:00Z', end: '2026-04-01T00:00:00Z', audience: { filters: { filter: 'email_available' } } }
const SHOWN = { ...BODY, description: '', dismissible: true, priority_order: null, tags: [], draft: false, enabled: true, archived: false, campaign_id: 'b', message_variation_id: expect.any(String), created_at: NOW, updated_at: NOW }

test('made, listed, shown; a campaign of its id', async () => {
  const e = emulator()
  const rows = await e.rowsOf(async () => {
    const made = await e.admin('POST', '/banners', BODY)
    expect([made.status, made.body]).toEqual([201, SHOWN])
  })
  expect(rows.map(({ kind, data }) => [kind, data['campaign_id']])).toEqual([['campaign.created', 'b'], ['campaign.launched', 'b']])
  expect((await e.admin('GET', '/banners')).body).toEqual({ banners: [SHOWN], next: null })
  expect((await e.admin('GET', '/banners/b')).body).toEqual(SHOWN)
  const campaign = (await e.admin('GET', '/campaigns/b')).body
  expect(campaign).toMatchObject({ channels: ['banner'], schedule_type: 'time_based', priority: 'high', schedule: { at: BODY.start, end: BODY.end }, audience: BODY.audience })
  await e.admin('POST', '/campaigns', { name: 'Other', messages: [{ channel: 'content_cards', title: 'x', message: 'x' }] })
  expect((await e.admin('GET', '/banners')).body.banners).toHaveLength(1)
})

test('a placement and HTML are enough: at once, for everybody, named after the placement', async () => {
  const e = emulator()
  const { status, body } = await e.admin('POST', '/banners', { placement_id: 'home', html: 'x' })
  expect([status, body]).toMatchObject([201, { name: 'home', placement_id: 'home', html: 'x', priority: 'medium', start: null, end: null, audience: null, properties: null, enabled: true }])
  expect(shownAt(await syncBanners(e, 'web', ['home']))['home']).toMatchObject({ html: 'x', expires_at: -1 })
})

test.each(['PUT', 'PATCH'])('%s changes what is given; devices have it with their next sync', async (method) => {
  const e = emulator()
  await e.admin('POST', '/banners', { id: 'b', placement_id: 'home', html: 'x' })
  const changed = await e.admin(method, '/banners/b', { html: 'y', priority: 'low', end: '2026-03-02T00:00:00Z' })
  expect([changed.status, changed.body]).toMatchObject([200, { html: 'y', priority: 'low', end: '2026-03-02T00:00:00Z', placement_id: 'home', name: 'home' }])
  expect(shownAt(await syncBanners(e, 'web', ['home']))['home']).toMatchObject({ html: 'y', expires_at: Date.parse('2026-03-02') / 1000 })
  await e.admin(method, '/banners/b', { enabled: false })
  expect(shownAt(await syncBanners(e, 'web', ['home']))['home']).toBeNull()
})

test('deleted with its campaign', async () => {
  const e = emulator()
  await e.admin('POST', '/banners', BODY)
  expect((await e.admin('DELETE', '/banners/b')).body).toEqual({ deleted: 'b' })
  expect([(await e.admin('GET', '/banners/b')).status, (await e.admin('GET', '/campaigns/b')).status, (await e.admin('PATCH', '/banners/b', { html: 'x' })).status]).toEqual([404, 404, 404])
  await e.admin('POST', '/campaigns', { id: 'mail', name: 'Mail', messages: [{ channel: 'email', subject: 's', body: 'b', from: 'A <a@example.com>' }] })
  expect([(await e.admin('GET', '/banners/mail')).status, (await e.admin('PATCH', '/banners/mail', { html: 'x' })).status]).toEqual([404, 404])
})

test('what is wrong is told by the names that it has here, and nothing is written', async () => {
  const e = emulator()
  const kinds = await e.kindsOf(async () => {
    const wrong = async (body: object) => {
      const answer = await e.admin('POST', '/banners', body)
      return [answer.status, answer.body.error.message]
    }
    expect(await wrong({ placement_id: 'home', html: '{% connected_content https://x.example %}' })).toEqual([422, 'html uses Connected Content: Banners do not support it'])
    expect(await wrong({ placement_id: 'home', html: 'x', properties: { n: { type: 'number', value: 'x' } } })).toEqual([422, 'properties.n.value is no number: a number'])
    expect(await wrong({ html: 'x' })).toMatchObject([422, expect.stringContaining('placement_id')])
    expect(await wrong({ placement_id: 'home', html: 'x', colour: 'red' })).toMatchObject([422, expect.stringContaining('colour')])
    expect(await wrong({ placement_id: 'home', html: 'x', audience: { filters: { filter: 'nothing' } } })).toMatchObject([422, expect.stringContaining('audience')])
  })
  expect(kinds).toEqual([])
})

test('properties of any name arrive; what are no properties is refused at its place', async () => {
  const e = emulator()
  const properties = JSON.parse('{"__proto__": {"type": "string", "value": "a"}, "constructor": {"type": "number", "value": 1}}') as object
  expect((await e.admin('POST', '/banners', { id: 'b', placement_id: 'home', html: 'x', properties })).status).toBe(201)
  expect(JSON.stringify(shownAt(await syncBanners(e, 'web', ['home']))['home']!['properties'])).toBe(JSON.stringify(properties))
  expect(JSON.stringify((await e.admin('GET', '/banners/b')).body.properties)).toBe(JSON.stringify(properties))
  expect(await e.admin('PATCH', '/banners/b', { properties: [7] })).toMatchObject({ status: 422, body: { error: { details: { issues: [{ path: 'properties' }] } } } })
  expect((await e.admin('PATCH', '/banners/b', { properties: null })).body.properties).toBeNull()
})
