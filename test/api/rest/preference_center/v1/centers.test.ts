// Preference centers: '/preference_center/v1' and '/preference_center/v1/list': made, listed, shown, changed; a URL for each user.
import { describe, expect, test } from 'vitest'
import { ask, say, track } from '../../../../kit/rest.ts'
import type { Emulator } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/
const PAGE = { preference_center_page_html: '<p>page</p>', confirmation_page_html: '<p>saved</p>' }
const create = (e: Emulator, body: object) => say(e, '/preference_center/v1', body)
const details = async (e: Emulator, id: string) => (await ask(e, 'GET', `/preference_center/v1/${id}`)).body
const made = async (e: Emulator, body: object = {}) => (await create(e, { name: 'pc-1', ...PAGE, ...body })).body.preference_center_api_id as string

describe('POST', () => {
  test('with the least: active, with the default title', async () => {
    const e = emulator()
    const { status, body, rows } = await create(e, { name: 'My_Center-2', ...PAGE })
    const id = body.preference_center_api_id
    expect({ status, body }).toEqual({ status: 201, body: { preference_center_api_id: expect.stringMatching(UUID), liquid_tag: '{{preference_center.${My_Center-2}}}', created_at: '2026-03-01T12:00:00+00:00', message: 'success' } })
    expect(rows.map(({ kind, data }) => [kind, data])).toEqual([['preference_center.created', { preference_center_api_id: id, name: 'My_Center-2', state: 'active' }]])
    expect(await details(e, id)).toEqual({
      name: 'My_Center-2', preference_center_api_id: id, created_at: '2026-03-01T12:00:00Z', updated_at: '2026-03-01T12:00:00Z', preference_center_title: 'Preference Center',
      ...PAGE, redirect_page_html: null, preference_center_options: {}, state: 'active',
    })
  })

  test('with everything; options come back as they were sent', async () => {
    const e = emulator()
    const options = { 'meta-viewport-content': 'width=device-width, initial-scale=2', 'links-tags': [{ rel: 'icon', type: 'image/png', sizes: '32x32', href: 'https://x.example/i.png' }, { rel: 'apple-touch-icon', href: 'https://x.example/a.png' }] }
    const id = await made(e, { preference_center_title: 'Mail', state: 'draft', options })
    expect(await details(e, id)).toMatchObject({ preference_center_title: 'Mail', state: 'draft', preference_center_options: options })
  })

  test('a name that is taken', async () => {
    const e = emulator()
    await made(e)
    const { status, body, kinds } = await create(e, { name: 'pc-1', ...PAGE })
    expect({ status, body, kinds }).toEqual({ status: 400, body: { message: `'name' is already in use` }, kinds: ['request.refused'] })
  })

  const NAME = `'name' can only contain letters, numbers, hyphens, and underscores`
  test.each([
    [{ ...PAGE }, `'name' is required`], [{ name: '', ...PAGE }, `'name' is required`], [{ name: 7, ...PAGE }, `'name' is required`], [{ name: 'my center', ...PAGE }, NAME], [{ name: 'a/b', ...PAGE }, NAME], [{ name: 'ü', ...PAGE }, NAME],
    [{ name: 'a', confirmation_page_html: 'c' }, `'preference_center_page_html' is required`], [{ name: 'a', ...PAGE, preference_center_page_html: '' }, `'preference_center_page_html' is required`], [{ name: 'a', ...PAGE, confirmation_page_html: null }, `'confirmation_page_html' is required`],
    [{ name: 'a', ...PAGE, state: 'Active' }, `'state' must be 'active' or 'draft'`], [{ name: 'a', ...PAGE, preference_center_title: 7 }, `'preference_center_title' must be a string`],
    [{ name: 'a', ...PAGE, options: 'x' }, `'options' must be an object`], [{ name: 'a', ...PAGE, options: { 'links-tags': {} } }, `'links-tags' must be an array of objects`],
    [{ name: 'a', ...PAGE, options: { 'link-tags': [{ rel: 'stylesheet', href: 'x' }] } }, `'rel' must be one of: icon, shortcut icon, apple-touch-icon`], [{ name: 'a', ...PAGE, options: { 'link-tags': [{ rel: 'icon' }] } }, `'href' is required in 'link-tags'`],
    [{ name: 'a', ...PAGE, options: { 'meta-viewport-content': 1 } }, `'meta-viewport-content' must be a string`],
  ])('refused: %j', async (sent, message) => {
    const e = emulator()
    const { status, body, kinds } = await create(e, sent)
    expect({ status, body, kinds }).toEqual({ status: 400, body: { message }, kinds: ['request.refused'] })
    expect((await ask(e, 'GET', '/preference_center/v1/list')).body).toEqual({ preference_centers: [] })
  })
})

test('GET list: every one, oldest first', async () => {
  const e = emulator()
  const ids = [await made(e, { name: 'b' })]
  await e.world.scheduler.advanceTo(e.world.clock.now() + 1000)
  ids.push(await made(e, { name: 'a' }))
  const { status, body, kinds } = await ask(e, 'GET', '/preference_center/v1/list')
  expect({ status, body, kinds }).toEqual({ status: 200, body: { preference_centers: [{ name: 'b', preference_center_api_id: ids[0], created_at: '2026-03-01T12:00:00Z', updated_at: '2026-03-01T12:00:00Z' }, { name: 'a', preference_center_api_id: ids[1], created_at: '2026-03-01T12:00:01Z', updated_at: '2026-03-01T12:00:01Z' }] }, kinds: [] })
})

describe('PUT', () => {
  const put = (e: Emulator, id: string, body: object) => ask(e, 'PUT', `/preference_center/v1/${id}`, body)

  test('replaces the pages; a state that is not given stays', async () => {
    const e = emulator()
    const id = await made(e, { preference_center_title: 'Mail', state: 'draft', options: { 'meta-viewport-content': 'x' } })
    await e.world.scheduler.advanceTo(e.world.clock.now() + 1000)
    const { status, body, rows } = await put(e, id, { preference_center_page_html: 'new page', confirmation_page_html: 'new saved' })
    expect({ status, body }).toEqual({ status: 200, body: { preference_center_api_id: id, created_at: '2026-03-01T12:00:00Z', updated_at: '2026-03-01T12:00:01Z', message: 'success' } })
    expect(rows.map(({ kind, data }) => [kind, data])).toEqual([['preference_center.updated', { preference_center_api_id: id, name: 'pc-1', state: 'draft' }]])
    expect(await details(e, id)).toMatchObject({ preference_center_page_html: 'new page', confirmation_page_html: 'new saved', preference_center_title: 'Preference Center', state: 'draft', preference_center_options: {} })
    await put(e, id, { ...PAGE, state: 'active', preference_center_title: 'T' })
    expect(await details(e, id)).toMatchObject({ ...PAGE, state: 'active', preference_center_title: 'T' })
  })

  test('the name stays, with a trace', async () => {
    const e = emulator()
    const id = await made(e)
    expect((await put(e, id, { ...PAGE, name: 'other' })).kinds).toEqual(['decision.ignored', 'preference_center.updated'])
    expect((await details(e, id)).name).toBe('pc-1')
    expect((await put(e, id, { ...PAGE, name: 'pc-1' })).kinds).toEqual(['preference_center.updated'])
  })

  test('unknown, or not all of it', async () => {
    const e = emulator()
    const unknown = await put(e, 'nope', PAGE)
    expect([unknown.status, unknown.body]).toEqual([404, { message: 'Preference center not found' }])
    const half = await put(e, await made(e), { preference_center_page_html: 'x' })
    expect([half.status, half.body]).toEqual([400, { message: `'confirmation_page_html' is required` }])
  })
})

test('GET of an id that there is not', async () => {
  const { status, body, kinds } = await ask(emulator(), 'GET', '/preference_center/v1/nope')
  expect({ status, body, kinds }).toEqual({ status: 404, body: { message: 'Preference center not found' }, kinds: ['request.refused'] })
})

describe('GET url', () => {
  const url = (e: Emulator, id: string, user: string) => ask(e, 'GET', `/preference_center/v1/${id}/url/${encodeURIComponent(user)}`)

  test('one for each user and center, always the same', async () => {
    const e = emulator()
    await track(e, { attributes: [{ external_id: 'mel / ü', email: 'mel@example.com' }, { external_id: 'ann' }] })
    const [one, two] = [await made(e), await made(e, { name: 'pc-2' })]
    const first = await url(e, one, 'mel / ü')
    expect({ status: first.status, body: first.body, kinds: first.kinds }).toEqual({ status: 200, body: { preference_center_url: expect.stringMatching(/^http:\/\/localhost\/_hosted\/default\/preferences\/[0-9a-f]{48}$/) }, kinds: ['preference_center.url_created'] })
    const again = await url(e, one, 'mel / ü')
    expect({ body: again.body, kinds: again.kinds }).toEqual({ body: first.body, kinds: [] })
    const all = [first.body, (await url(e, one, 'ann')).body, (await url(e, two, 'mel / ü')).body].map((body) => body.preference_center_url)
    expect(new Set(all).size).toBe(3)
  })

  test('unknown center, unknown user', async () => {
    const e = emulator()
    const id = await made(e)
    await track(e, { attributes: [{ external_id: 'mel' }] })
    expect((await url(e, 'nope', 'mel')).body).toEqual({ message: 'Preference center not found' })
    const { status, body, kinds } = await url(e, id, 'nobody')
    expect({ status, body, kinds }).toEqual({ status: 404, body: { message: 'User not found' }, kinds: ['request.refused'] })
  })
})
