// A user's preference center page: what it shows, what its form does, and to whom it is closed.
import { describe, expect, test } from 'vitest'
import { ask, say, track } from '../../kit/rest.ts'
import type { Emulator } from '../../kit/rest.ts'
import { emulator } from '../../kit/world.ts'

const NEWS = '3d2ae07a-f2ff-4318-bdff-e394f2d3a4ec'
const TIPS = '7d89bdc3-4aa1-4592-8b8a-4c8b7161c875'
const TEXTS = '5444d32e-2815-4258-964c-b9690d4ccb94'
const PAGE = `<html><head></head><body>Hi {{\${first_name} | default: "you"}} <b>{{\${email_address}}}</b>, global {{subscribed_state.\${email_global}}}, news {{subscribed_state.\${${NEWS}}}}
{% if subscribed_state.\${${TIPS}} == 'subscribed' %}with tips{% else %}without tips{% endif %}
<form action="{{ preference_center_submit_url }}" method="post"><input type="hidden" name="{% form_field_name :email_global_state %}"><input type="hidden" name="{% form_field_name :subscription_group ${NEWS} %}"></form></body></html>`
const CONFIRMATION = `<html><head></head><body>Saved: {{subscribed_state.\${email_global}}}, news {{subscribed_state.\${${NEWS}}}}</body></html>`

async function world(body: object = {}) {
  const e = emulator()
  for (const [id, channel] of [[NEWS, 'email'], [TIPS, 'email'], [TEXTS, 'sms']]) await e.admin('POST', '/subscription_groups', { id, name: id, channel })
  await track(e, { attributes: [{ external_id: 'mel', first_name: 'Mel', email: 'mel@example.com' }, { external_id: 'ann', email: 'mel@example.com' }] })
  const id = (await e.post('/preference_center/v1', { name: 'pc', preference_center_page_html: PAGE, confirmation_page_html: CONFIRMATION, ...body })).body.preference_center_api_id as string
  const url = new URL((await e.get(`/preference_center/v1/${id}/url/mel`)).body.preference_center_url as string)
  return { e, id, path: url.pathname, url: url.href }
}

const open = (e: Emulator, path: string) => e.call('GET', path)
async function send(e: Emulator, path: string, fields: Record<string, string> | string, type = 'application/x-www-form-urlencoded') {
  const before = e.world.journal.lastSeq()
  const { status, body } = await e.call('POST', path, typeof fields === 'string' ? fields : new URLSearchParams(fields).toString(), { 'content-type': type })
  expect(e.errors).toEqual([])
  return { status, body: body as string, rows: e.journal(before).map(({ kind, data }) => [kind, data]), kinds: e.journal(before).map(({ kind }) => kind) }
}
const states = async (e: Emulator, external_id = 'mel') => {
  const groups = (await e.get(`/subscription/user/status?external_id=${external_id}`)).body.users[0].subscription_groups as { id: string; status: string }[]
  return { email: (await e.exported(external_id)).email_subscribe, ...Object.fromEntries(groups.map(({ id, status }) => [id, status])) }
}
const field = (id: string) => `subscription_group[${id}]`

describe('the page', () => {
  test('is the HTML with the user’s own values', async () => {
    const { e, path, url } = await world()
    await e.post('/v2/subscription/status/set', { subscription_groups: [{ subscription_group_id: TIPS, subscription_state: 'subscribed', external_ids: ['mel'] }] })
    const { status, body, headers } = await open(e, path)
    expect([status, headers.get('content-type'), headers.get('cache-control'), headers.get('referrer-policy')]).toEqual([200, 'text/html; charset=utf-8', 'no-store', 'same-origin'])
    expect(body).toBe(`<html><head><title>Preference Center</title></head><body>Hi Mel <b>mel@example.com</b>, global subscribed, news unsubscribed\nwith tips\n<form action="${url}" method="post"><input type="hidden" name="email_global_state"><input type="hidden" name="subscription_group[${NEWS}]"></form></body></html>`)
  })

  test('looking changes nothing', async () => {
    const { e, path } = await world()
    expect(await e.kindsOf(() => open(e, path))).toEqual([])
  })

  test('title and options are in the head, escaped', async () => {
    const { e, path } = await world({ preference_center_title: 'M & M', options: { 'meta-viewport-content': 'width=1"><script>', 'link-tags': [{ rel: 'icon', type: 'image/png', sizes: '32x32', href: 'https://x.example/?a=1&b=2' }], 'links-tags': [{ rel: 'apple-touch-icon', href: '"' }] } })
    const head = '<head><title>M &amp; M</title><meta name="viewport" content="width=1&quot;&gt;&lt;script&gt;"><link rel="icon" type="image/png" sizes="32x32" href="https://x.example/?a=1&amp;b=2"><link rel="apple-touch-icon" href="&quot;"></head>'
    expect((await open(e, path)).body).toContain(head)
    expect((await send(e, path, {})).body).toContain(head)
  })

  test('shows what an update made of it', async () => {
    const { e, id, path } = await world()
    await e.put(`/preference_center/v1/${id}`, { preference_center_page_html: 'new {{${first_name}}}', confirmation_page_html: 'x' })
    expect((await open(e, path)).body).toContain('<body>new Mel</body>')
  })

  test('says what is wrong with its Liquid, in the author’s line', async () => {
    const { e, path } = await world({ preference_center_page_html: 'a\n{% nonsense <b> %}', confirmation_page_html: '{% if %}' })
    const shown = await open(e, path)
    expect([shown.status, shown.body]).toEqual([200, expect.stringContaining('<p>Liquid error (line 2): tag &quot;nonsense&quot; not found</p>')])
    const sent = await send(e, path, { email_global_state: 'opted_in' })
    expect([sent.status, sent.body]).toEqual([200, expect.stringContaining('Liquid error (line 1)')])
    expect((await states(e)).email).toBe('opted_in')
  })
})

describe('the form', () => {
  test('changes the global state and the groups of the address, and shows the confirmation', async () => {
    const { e, id, path } = await world()
    const { status, body, rows } = await send(e, path, { email_global_state: 'opted_in', [field(NEWS)]: 'subscribed', [field(TIPS)]: 'unsubscribed', other: 'x' })
    expect([status, body]).toEqual([200, '<html><head><title>Preference Center</title></head><body>Saved: opted_in, news subscribed</body></html>'])
    const change = ['profile.updated', { source: 'preference_center', changes: { email_subscribe: { from: 'subscribed', to: 'opted_in' } } }]
    const group = (word: string, subscription_group_id: string) => [`subscription_group.${word}`, { subscription_group_id, channel: 'email', source: 'preference_center' }]
    expect(rows).toEqual([
      change, change, group('subscribed', NEWS), group('subscribed', NEWS), group('unsubscribed', TIPS), group('unsubscribed', TIPS),
      ['preference_center.submitted', { preference_center_api_id: id, choices: { email_global_state: 'opted_in', [field(NEWS)]: 'subscribed', [field(TIPS)]: 'unsubscribed' } }],
    ])
    for (const user of ['mel', 'ann']) expect(await states(e, user)).toEqual({ email: 'opted_in', [NEWS]: 'Subscribed', [TIPS]: 'Unsubscribed' })
    expect((await open(e, path)).body).toContain('global opted_in, news subscribed\nwithout tips')
  })

  test('the same again changes nothing more', async () => {
    const { e, path } = await world()
    await send(e, path, { email_global_state: 'subscribed', [field(NEWS)]: 'subscribed' })
    expect((await send(e, path, { email_global_state: 'subscribed', [field(NEWS)]: 'subscribed' })).kinds).toEqual(['preference_center.submitted'])
  })

  test('to unsubscribe from all leaves every email group, whatever is said of them; and shows in the list of unsubscribes', async () => {
    const { e, path } = await world()
    await e.post('/v2/subscription/status/set', { subscription_groups: [NEWS, TIPS, TEXTS].map((subscription_group_id) => ({ subscription_group_id, subscription_state: 'subscribed', external_ids: ['mel'] })) })
    await send(e, path, { email_global_state: 'unsubscribed', [field(NEWS)]: 'subscribed' })
    expect(await states(e)).toEqual({ email: 'unsubscribed', [NEWS]: 'Unsubscribed', [TIPS]: 'Unsubscribed', [TEXTS]: 'Subscribed' })
    expect((await e.get('/email/unsubscribes?start_date=2026-03-01&end_date=2026-03-02')).body.emails).toEqual([{ email: 'mel@example.com', unsubscribed_at: '2026-03-01 12:00:00 +0000' }])
  })

  const BOXES = { preference_center_page_html: `<form><input type="checkbox" name="{% form_field_name :email_global_state %}"><input type="checkbox" value="subscribed" name="{% form_field_name :subscription_group ${NEWS} %}"></form>` }
  test('a checkbox of the page: ticked it opts in, not ticked it unsubscribes', async () => {
    const { e, path } = await world(BOXES)
    await send(e, path, { email_global_state: 'on', [field(NEWS)]: 'subscribed' })
    expect(await states(e)).toEqual({ email: 'opted_in', [NEWS]: 'Subscribed' })
    await send(e, path, { email_global_state: 'on' })
    expect(await states(e)).toEqual({ email: 'opted_in', [NEWS]: 'Unsubscribed' })
    await send(e, path, '')
    expect((await states(e)).email).toBe('unsubscribed')
  })

  test('without the fields in it, or with hidden ones that are not sent, nothing changes', async () => {
    const { e, path } = await world()
    expect((await send(e, path, '')).kinds).toEqual(['preference_center.submitted'])
    expect(await states(e)).toEqual({ email: 'subscribed' })
  })

  test.each([['email_global_state', 'maybe'], ['email_global_state', 'on'], [field(NEWS), 'opted_in'], [field('nowhere'), 'subscribed']])('%s=%s is ignored, with a trace', async (name, value) => {
    const { e, path } = await world()
    const { status, kinds } = await send(e, path, { [name]: value })
    expect([status, kinds]).toEqual([200, ['decision.ignored', 'preference_center.submitted']])
    expect(await states(e)).toEqual({ email: 'subscribed' })
  })

  test('of two values the last counts', async () => {
    const { e, path } = await world()
    await send(e, path, 'email_global_state=unsubscribed&email_global_state=opted_in')
    expect((await states(e)).email).toBe('opted_in')
  })

  test('is read in UTF-8, with a charset in its type', async () => {
    const { e, path } = await world()
    expect((await send(e, path, 'email_global_state=opted_in', 'application/x-www-form-urlencoded; charset=UTF-8')).status).toBe(200)
    expect((await states(e)).email).toBe('opted_in')
  })

  test.each(['application/json', 'multipart/form-data; boundary=x', 'text/plain', ''])('of the type %j is refused', async (type) => {
    const { e, path } = await world()
    const { status, body, kinds } = await send(e, path, 'email_global_state=unsubscribed', type)
    expect([status, body, kinds]).toEqual([415, expect.stringContaining('Unsupported Media Type'), []])
    expect((await states(e)).email).toBe('subscribed')
  })
})

describe('the link', () => {
  const closed = async (e: Emulator, path: string) => {
    for (const answer of [await open(e, path), await send(e, path, { email_global_state: 'unsubscribed' })]) expect([answer.status, answer.body]).toEqual([404, expect.stringContaining('<h1>Page not found</h1>')])
    expect(e.journal().some(({ kind }) => kind === 'preference_center.submitted')).toBe(false)
  }

  test('of an unknown token', async () => closed((await world()).e, '/_hosted/default/preferences/0123456789abcdef'))
  test('of another workspace is none of this one', async () => {
    const { e, path } = await world()
    expect((await open(e, path.replace('/default/', '/nowhere/'))).status).toBe(404)
  })
  test('of a draft, until it is active', async () => {
    const { e, id, path } = await world({ state: 'draft' })
    await closed(e, path)
    await e.put(`/preference_center/v1/${id}`, { preference_center_page_html: PAGE, confirmation_page_html: CONFIRMATION, state: 'active' })
    expect((await open(e, path)).status).toBe(200)
  })
  test('of a deleted center', async () => {
    const { e, id, path } = await world()
    await e.admin('DELETE', `/preference_centers/${id}`)
    await closed(e, path)
  })
  test('of a deleted user', async () => {
    const { e, path } = await world()
    await say(e, '/users/delete', { external_ids: ['mel'] })
    await closed(e, path)
  })
  test('of a merged user is the heir’s', async () => {
    const { e, path } = await world()
    await track(e, { attributes: [{ external_id: 'heir', first_name: 'Heir' }] })
    await ask(e, 'POST', '/users/merge', { merge_updates: [{ identifier_to_merge: { external_id: 'mel' }, identifier_to_keep: { external_id: 'heir' } }] })
    expect((await open(e, path)).body).toContain('Hi Heir')
    await send(e, path, { email_global_state: 'opted_in' })
    expect((await states(e, 'heir')).email).toBe('opted_in')
  })
})
