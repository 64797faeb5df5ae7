// Segments by the admin API: made, changed, refused with the place of what is wrong, removed; and who is in them.
import { beforeEach, describe, expect, test } from 'vitest'
import { emulator, NOW } from '../../kit/world.ts'
import type { Emulator } from '../../kit/rest.ts'

let e: Emulator
beforeEach(() => void (e = emulator()))

const everyone = { op: 'AND', children: [] }
const pro = { filter: 'custom_attribute', name: 'plan', type: 'string', cmp: 'is_any_of', value: ['pro'] }
const make = (body: object) => e.admin('POST', '/segments', body)
const kindsOf = (work: () => Promise<unknown>) => e.kindsOf(work)
const AT = Date.parse(NOW)

describe('definitions', () => {
  test('all members are kept, and shown', async () => {
    const body = { id: 'seg-1', name: 'Pros', description: 'By hand', text_description: 'Those who pay', tags: ['a', 'b'], teams: ['red'], analytics_tracking_enabled: true, archived: false, filters: pro }
    const shown = { ...body, created_at: AT, updated_at: AT }
    let answer: any
    const rows = await e.rowsOf(async () => void (answer = await make(body)))
    expect({ status: answer.status, body: answer.body }).toEqual({ status: 201, body: shown })
    expect(rows.map(({ kind, data }) => ({ kind, data }))).toEqual([{ kind: 'segment.created', data: shown }])
    expect((await e.admin('GET', '/segments/seg-1')).body).toEqual(shown)
    expect((await e.admin('GET', '/segments')).body).toEqual({ segments: [shown], next: null })
  })

  test('name and filters are enough: an id is made, the description is that of the filters', async () => {
    const { status, body } = await make({ name: 'All', filters: everyone })
    expect(status).toBe(201)
    expect(body).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), name: 'All', description: 'All users', text_description: '', tags: [], teams: [], analytics_tracking_enabled: false, archived: false, filters: everyone, created_at: AT, updated_at: AT })
    const words = await make({ name: 'W', filters: { op: 'AND', children: [pro, { op: 'OR', children: [{ filter: 'country', cmp: 'is_any_of', value: ['US', 'DE'] }, { filter: 'x_custom_event_in_y_days', name: 'seen', cmp: 'more_than', value: 3, days: 7 }] }, { op: 'NOT', children: [{ filter: 'email_available' }] }] } })
    expect(words.body.description).toBe('Custom attribute plan is any of pro and (country is any of US, DE or x custom event in y days seen more than 3 in 7 days) and not (email available)')
  })

  test.each(['PUT', 'PATCH'])('%s changes what is given, and leaves a row', async (method) => {
    await make({ id: 's', name: 'A', tags: ['x'], filters: pro })
    await e.world.scheduler.advanceTo(AT + 1000)
    let answer: any
    const rows = await e.rowsOf(async () => void (answer = await e.admin(method, '/segments/s', { name: 'B', description: null, filters: everyone })))
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ id: 's', name: 'B', description: 'All users', tags: ['x'], filters: everyone, created_at: AT, updated_at: AT + 1000 })
    expect(rows.map(({ kind, data }) => ({ kind, data }))).toEqual([{ kind: 'segment.updated', data: { id: 's', changes: { name: 'B', description: null, filters: everyone } } }])
  })

  test('an id is taken once; an unknown one is 404', async () => {
    await make({ id: 's', name: 'A', filters: everyone })
    expect((await make({ id: 's', name: 'A', filters: everyone })).status).toBe(409)
    for (const [method, path] of [['GET', '/segments/none'], ['PATCH', '/segments/none'], ['DELETE', '/segments/none'], ['GET', '/segments/none/users']]) expect((await e.admin(method!, path!, method === 'PATCH' ? {} : undefined)).status).toBe(404)
  })

  test('DELETE removes it, unless another has it as a filter', async () => {
    await make({ id: 'inner', name: 'I', filters: everyone })
    await make({ id: 'outer', name: 'O', filters: { filter: 'segment_membership', segment_id: 'inner' } })
    const refused = await e.admin('DELETE', '/segments/inner')
    expect({ status: refused.status, error: refused.body.error }).toEqual({ status: 409, error: { code: 'segment_in_use', message: 'another segment has this one as a filter', details: { id: 'inner', used_by: 'outer' } } })
    expect(await kindsOf(() => e.admin('DELETE', '/segments/outer'))).toEqual(['segment.deleted'])
    expect((await e.admin('DELETE', '/segments/inner')).body).toEqual({ deleted: 'inner' })
    expect((await e.admin('GET', '/segments')).body.segments).toEqual([])
  })
})

describe('who uses it', () => {
  const archived = async (id: string, kind = 'campaigns') => (await e.admin('GET', `/${kind}/${id}`)).body.archived
  beforeEach(async () => {
    await make({ id: 'inner', name: 'I', filters: pro })
    await make({ id: 'outer', name: 'O', filters: { filter: 'segment_membership', segment_id: 'inner' } })
    const messages = [{ channel: 'email' }]
    expect((await e.admin('POST', '/campaigns', { id: 'direct', name: 'Direct', messages, audience: { segments: ['inner'] } })).status).toBe(201)
    await e.admin('POST', '/campaigns', { id: 'through', name: 'Through', messages, audience: { filters: { op: 'OR', children: [{ filter: 'segment_membership', segment_id: 'outer' }] } } })
    await e.admin('POST', '/campaigns', { id: 'other', name: 'inner', messages })
    expect((await e.admin('POST', '/canvases', { id: 'walk', name: 'Walk', draft: true, entry: { audience: { exclude_segments: ['inner'] } } })).status).toBe(201)
  })

  test('archiving a segment archives what uses it, through other segments too', async () => {
    const rows = await e.rowsOf(() => e.admin('PATCH', '/segments/inner', { archived: true }))
    expect(rows.map(({ kind, data }) => [kind, data['campaign_id'] ?? data['canvas_id'] ?? data['id']])).toEqual([['segment.updated', 'inner'], ['segment.updated', 'outer'], ['campaign.archived', 'direct'], ['campaign.archived', 'through'], ['canvas.archived', 'walk']])
    expect([await archived('outer', 'segments'), await archived('direct'), await archived('through'), await archived('other'), await archived('walk', 'canvases')]).toEqual([true, true, true, false, true])
    expect(await kindsOf(() => e.admin('PATCH', '/segments/inner', { archived: true }))).toEqual(['segment.updated'])
    expect(await kindsOf(() => e.admin('PATCH', '/segments/inner', { archived: false }))).toEqual(['segment.updated'])
    expect(await archived('direct')).toBe(true)
  })

  test('an archived segment goes on where it was a filter, and can not be chosen anew', async () => {
    await e.admin('PATCH', '/segments/inner', { archived: true })
    await e.post('/users/track', { attributes: [{ external_id: 'u', plan: 'pro' }] })
    expect((await e.admin('GET', '/segments/outer/users')).body.users.map((user: any) => user.external_id)).toEqual(['u'])
    const outer = (await e.admin('GET', '/segments/outer')).body
    expect((await e.admin('PUT', '/segments/outer', { ...outer, name: 'Again' })).status).toBe(200)
    const anew = await make({ name: 'N', filters: { op: 'AND', children: [{ filter: 'segment_membership', segment_id: 'inner' }] } })
    expect({ status: anew.status, message: anew.body.error.message }).toEqual({ status: 422, message: `filters.children[0].segment_id the segment 'inner' is archived` })
  })

  test('DELETE names who still uses it', async () => {
    const remove = async () => { const { status, body } = await e.admin('DELETE', '/segments/inner'); return { status, said: body.error?.message, details: body.error?.details } }
    expect(await kindsOf(async () => expect(await remove()).toEqual({ status: 409, said: 'another segment has this one as a filter', details: { id: 'inner', used_by: 'outer' } }))).toEqual([])
    await e.admin('PATCH', '/segments/outer', { filters: everyone })
    expect(await remove()).toEqual({ status: 409, said: `the campaign 'Direct' has this segment in its audience or steps`, details: { id: 'inner', used_by: 'direct', kind: 'campaign' } })
    await e.admin('PATCH', '/campaigns/direct', { audience: null })
    expect(await remove()).toEqual({ status: 409, said: `the canvas 'Walk' has this segment in its audience or steps`, details: { id: 'inner', used_by: 'walk', kind: 'canvas' } })
    await e.admin('DELETE', '/canvases/walk')
    expect((await remove()).status).toBe(200)
  })
})

describe('what is refused says where, and changes nothing', () => {
  const refused = async (filters: unknown, path: string, why: string | RegExp) => {
    let answer: any
    expect(await kindsOf(async () => void (answer = await make({ id: 'bad', name: 'Bad', filters })))).toEqual([])
    expect({ status: answer.status, code: answer.body.error.code, path: answer.body.error.details.path }).toEqual({ status: 422, code: 'invalid_filter', path })
    expect(answer.body.error.message).toMatch(why instanceof RegExp ? why : new RegExp(`^${path.replace(/[.*+?^$(){}|[\]\\]/g, '\\$&')} .*${why.replace(/[.*+?^$(){}|[\]\\]/g, '\\$&')}`))
    expect((await e.admin('GET', '/segments')).body.segments).toEqual([])
  }

  test.each<[string, unknown, string, string]>([
    ['no tree', 'all', 'filters', 'must be a group'],
    ['null', null, 'filters', 'must be a group'],
    ['unknown operator of a group', { op: 'XOR', children: [pro] }, 'filters.op', 'AND, OR or NOT'],
    ['no children', { op: 'AND' }, 'filters.children', 'must be a list'],
    ['nobody by OR', { op: 'OR', children: [] }, 'filters.children', 'must not be empty'],
    ['another member of a group', { op: 'AND', children: [], name: 'x' }, 'filters.name', 'is no member of a group'],
    ['unknown filter, deep down', { op: 'AND', children: [pro, { op: 'OR', children: [{ filter: 'shoe_size', cmp: 'exactly', value: 1 }] }] }, 'filters.children[1].children[0].filter', `'shoe_size' is no filter`],
    ['a filter spelt as the dashboard does', { filter: 'custom_attributes', name: 'plan' }, 'filters.filter', `'custom_attributes' is no filter; is it custom_attribute, nested_custom_attribute`],
    ['a word that is no boolean', { ...pro, type: 'boolean', cmp: 'is', value: 'toString' }, 'filters.value', 'must be true, false'],
    ['a list of booleans', { ...pro, type: 'boolean', cmp: 'is', value: [true] }, 'filters.value', 'must be true, false'],
    ['an aggregate that is none', { filter: 'custom_event', name: 'n', agg: 'sum', cmp: 'exactly', value: 1 }, 'filters.agg', 'must be one of count, first, last'],
    ['a window without end', { filter: 'custom_event', name: 'n', window_days: 31, cmp: 'exactly', value: 1 }, 'filters.window_days', 'from 1 to 30'],
    ['a window of a moment', { filter: 'custom_event', name: 'n', agg: 'last', window_days: 3, cmp: 'is_blank' }, 'filters.window_days', 'is no member'],
    ['the segment itself', { op: 'OR', children: [pro, { filter: 'segment_membership', segment_id: 'bad' }] }, 'filters.children[1]', 'a segment can not be a filter of itself'],
    ['a filter named like a member of every object', { filter: 'constructor' }, 'filters.filter', 'is no filter'],
    ['a filter of something that is not emulated', { filter: 'churn_risk_score' }, 'filters.filter', 'it needs predictions'],
    ['a filter in beta, by its whole name', { filter: 'total_refund_value_last_730_days', cmp: 'more_than', value: 1 }, 'filters.filter', 'it is in beta at Braze and not emulated'],
    ['a filter of steps of a Canvas', { filter: 'context_variable', name: 'x', cmp: 'exactly', value: 1 }, 'filters', 'for Decision Splits and Audience Paths of a Canvas only'],
    ['an interaction that is none', { filter: 'clicked_opened_campaign', campaign_id: 'c', interaction: 'liked' }, 'filters.interaction', 'must be one of opened_email'],
    ['a keyword without a reply', { filter: 'clicked_opened_step', canvas_step_id: 's', interaction: 'opened_email', keyword_category: 'help' }, 'filters.keyword_category', `belongs to interaction: 'replied_to_sms'`],
    ['a card of nothing', { filter: 'clicked_card' }, 'filters.campaign_id', 'or canvas_step_id or tag is required'],
    ['no campaign', { filter: 'received_message_from_campaign' }, 'filters.campaign_id', 'is required'],
    ['more soft bounces than count', { filter: 'soft_bounced', cmp: 'more_than', value: 51, days: 3 }, 'filters.value', 'from 0 to 50'],
    ['soft bounces of more than 30 days', { filter: 'soft_bounced', cmp: 'more_than', value: 1, days: 31 }, 'filters.days', 'from 1 to 30'],
    ['unknown operator', { ...pro, cmp: 'rhymes_with' }, 'filters.cmp', `'rhymes_with' is no operator of type string`],
    ['an operator of another type', { ...pro, cmp: 'more_than' }, 'filters.cmp', 'is no operator of type string'],
    ['an operator named like a member of every object', { ...pro, cmp: 'toString' }, 'filters.cmp', 'is no operator'],
    ['unknown type', { ...pro, type: 'colour' }, 'filters.type', 'must be one of string'],
    ['a type that can not be told', { filter: 'custom_attribute', name: 'plan', cmp: 'matches_regex', value: 'x' }, 'filters.type', 'is required with the operator'],
    ['no name', { filter: 'custom_attribute', cmp: 'is_any_of', value: 'x' }, 'filters.name', 'is required'],
    ['a value of the wrong type', { filter: 'session_count', cmp: 'exactly', value: '3' }, 'filters.value', 'must be a number'],
    ['no value', { filter: 'country', cmp: 'is_any_of' }, 'filters.value', 'is required'],
    ['more than 256 values', { filter: 'country', cmp: 'is_any_of', value: Array.from({ length: 257 }, (_, i) => `c${i}`) }, 'filters.value', 'at most 256'],
    ['an empty text that everything contains', { filter: 'country', cmp: 'contains_any_of', value: '' }, 'filters.value', 'empty string'],
    ['another member', { ...pro, colour: 'red' }, 'filters.colour', 'is no member of this filter'],
    ['a pattern that is none', { filter: 'country', cmp: 'matches_regex', value: '(' }, 'filters.value', 'is no regular expression'],
    ['a pattern that is too long', { filter: 'country', cmp: 'matches_regex', value: 'x'.repeat(32_765) }, 'filters.value', 'more than 32764'],
    ['days out of range', { filter: 'x_sessions_in_last_y_days', cmp: 'more_than', value: 1, days: 31 }, 'filters.days', 'from 1 to 30'],
    ['times out of range', { filter: 'x_purchases_in_last_y_days', cmp: 'more_than', value: 51, days: 3 }, 'filters.value', 'from 0 to 50'],
    ['a bucket out of range', { filter: 'random_bucket_number', cmp: 'less_than', value: 10_000 }, 'filters.value', 'from 0 to 9999'],
    ['no day', { filter: 'created_at', cmp: 'before', value: 'yesterday' }, 'filters.value', 'ISO 8601'],
    ['no day of the year', { filter: 'birthday', cmp: 'is', value: '02-30' }, 'filters.value', 'MM-DD'],
    ['a path that is none', { filter: 'nested_custom_attribute', name: 'a', path: 'b..c', cmp: 'exactly', value: 1 }, 'filters.path', 'is no path'],
    ['criteria without elements', { filter: 'nested_custom_attribute', name: 'a', path: 'b', criteria: [{ path: 'c', cmp: 'exactly', value: 1 }] }, 'filters.path', 'must lead to the elements'],
    ['a wrong criterion', { filter: 'nested_custom_attribute', name: 'a', criteria: [{ path: 'c', cmp: 'exactly', value: 1 }, { path: 'd', cmp: 'no' }] }, 'filters.criteria[1].type', 'is required'],
    ['an array of objects in a property', { filter: 'x_custom_event_property_in_y_days', name: 'n', property: { name: 'a', path: '[].b', cmp: 'exactly', value: 1 }, cmp: 'more_than', value: 0, days: 1 }, 'filters.property.path', 'arrays of objects'],
    ['more than equality of a nested property', { filter: 'x_custom_event_property_in_y_days', name: 'n', property: { name: 'a', path: 'b', cmp: 'more_than', value: 1 }, cmp: 'more_than', value: 0, days: 1 }, 'filters.property.cmp', 'equals or does_not_equal'],
    ['a segment that is not there', { filter: 'segment_membership', segment_id: 'none' }, 'filters.segment_id', `no segment 'none'`],
  ])('%s', async (_name, filters, path, why) => refused(filters, path, why))

  test('nesting without end, and filters without end', async () => {
    let deep: unknown = pro
    for (let i = 0; i < 26; i++) deep = { op: 'AND', children: [deep] }
    await refused(deep, `filters${'.children[0]'.repeat(25)}`, /nested deeper than 25 levels$/)
    await refused({ op: 'OR', children: Array.from({ length: 101 }, () => pro) }, 'filters.children[100]', 'at most 100')
    expect((await make({ name: 'Full', filters: { op: 'OR', children: Array.from({ length: 100 }, () => pro) } })).status).toBe(201)
  })

  test('a segment with a segment as filter is nested nowhere, not even later', async () => {
    await make({ id: 'a', name: 'A', filters: everyone })
    await make({ id: 'b', name: 'B', filters: { filter: 'segment_membership', segment_id: 'a' } })
    const twice = await make({ id: 'c', name: 'C', filters: { op: 'AND', children: [{ filter: 'segment_membership', segment_id: 'b' }] } })
    expect(twice.body.error).toMatchObject({ code: 'invalid_filter', details: { path: 'filters.children[0]', why: 'a segment with the filter segment_membership can not be nested in another segment' } })
    const later = await e.admin('PATCH', '/segments/a', { filters: { filter: 'segment_membership', segment_id: 'b' } })
    expect({ status: later.status, code: later.body.error.code }).toEqual({ status: 422, code: 'invalid_filter' })
    await make({ id: 'd', name: 'D', filters: everyone })
    const nestedNow = await e.admin('PATCH', '/segments/a', { filters: { filter: 'segment_membership', segment_id: 'd' } })
    expect(nestedNow.body.error.message).toBe(`filters the segment is nested in 'B': it can not have the filter segment_membership itself`)
    const itself = await e.admin('PATCH', '/segments/d', { filters: { filter: 'segment_membership', segment_id: 'd' } })
    expect(itself.body.error.message).toBe('filters a segment can not be a filter of itself')
    const within = await e.admin('PATCH', '/segments/d', { filters: { op: 'AND', children: [pro, { op: 'NOT', children: [{ filter: 'segment_membership', segment_id: 'd' }] }] } })
    expect(within.body.error.message).toBe('filters.children[1].children[0] a segment can not be a filter of itself')
  })

  test.each<[string, object]>([['no name', { filters: everyone }], ['no filters', { name: 'x' }], ['tags that are none', { name: 'x', filters: everyone, tags: 'a' }], ['another member', { name: 'x', filters: everyone, size: 3 }]])('%s', async (_name, body) => {
    const answer = await make(body)
    expect({ status: answer.status, code: answer.body.error.code }).toEqual({ status: 422, code: 'invalid' })
  })
})

describe('members', () => {
  test('pages of users, in the order they came; anonymous ones too', async () => {
    await e.post('/users/track', { attributes: [...Array.from({ length: 5 }, (_, i) => ({ external_id: `u${i}`, plan: i % 2 === 0 ? 'pro' : 'free' })), { user_alias: { alias_label: 'l', alias_name: 'n' }, _update_existing_only: false, plan: 'pro' }] })
    await make({ id: 's', name: 'S', filters: pro })
    const first = (await e.admin('GET', '/segments/s/users?limit=2')).body
    expect(first.users.map((user: any) => user.external_id)).toEqual(['u0', 'u2'])
    const second = (await e.admin('GET', `/segments/s/users?limit=2&after=${first.next}`)).body
    expect(second.users.map((user: any) => user.external_id)).toEqual(['u4', null])
    expect(second.next).toBe(null)
    expect(Object.keys(second.users[0])).toContain('braze_id')
    for (const query of ['limit=0', 'limit=1001', 'after=x', 'limit=x']) expect((await e.admin('GET', `/segments/s/users?${query}`)).status).toBe(422)
    await e.post('/users/delete', { external_ids: ['u0'] })
    await e.post('/users/track', { attributes: [{ external_id: 'u1', plan: 'pro' }] })
    expect((await e.admin('GET', '/segments/s/users')).body.users.map((user: any) => user.external_id)).toEqual(['u1', 'u2', 'u4', null])
  })
})

test('filters on messages see what was really sent and clicked; explain says when', async () => {
  await e.post('/users/track', { attributes: ['ann', 'bob', 'cid'].map((external_id) => ({ external_id, email: `${external_id}@example.com`, plan: external_id === 'cid' ? 'free' : 'pro' })) })
  await make({ id: 'pros', name: 'Pros', filters: pro })
  const mail = { id: 'm', channel: 'email', from: 'A <a@example.com>', subject: 'Hi', body: '<a href="https://x.example/a">x</a>', link_aliases: { 'https://x.example/a': 'shop' } }
  expect((await e.admin('POST', '/campaigns', { id: 'c', name: 'C', messages: [mail], audience: { segments: ['pros'] } })).status).toBe(201)
  expect((await e.post('/campaigns/trigger/send', { campaign_id: 'c', broadcast: true })).status).toBe(201)
  await e.admin('POST', '/settle')
  const sent = (await e.admin('GET', '/messages?campaign_id=c')).body.messages
  expect((await e.admin('POST', `/messages/${String(sent[0].id)}/engage`, { action: 'click' })).status).toBe(200)
  const of = (filters: object) => e.world.segments.each({ filters }, 0, 10).map((id) => e.world.profiles.byId(id)!.external_id)
  const clicked = { filter: 'clicked_alias_in_campaign', campaign_id: 'c', alias: 'shop' }
  expect([of({ filter: 'received_message_from_campaign', campaign_id: 'c' }), of(clicked), of({ ...clicked, alias: 'other' }), of({ filter: 'last_received_email', cmp: 'less_than_x_days_ago', value: 1 })]).toEqual([['ann', 'bob'], ['ann'], [], ['ann', 'bob']])

  await make({ id: 'clickers', name: 'Clickers', filters: { op: 'AND', children: [{ filter: 'segment_membership', segment_id: 'pros' }, clicked] } })
  const why = async (name: string) => (await e.admin('GET', `/users/${e.world.profiles.byExternalId(name)!.braze_id}/explain?segment_id=clickers`)).body
  expect(await why('ann')).toMatchObject({ segment_id: 'clickers', match: true, filters: { children: [{ match: true, seen: true, inside: { match: true, seen: 'pro' } }, { match: true, filter: 'clicked_alias_in_campaign', seen: NOW }] } })
  expect(await why('bob')).toMatchObject({ match: false, filters: { children: [{ match: true }, { match: false, seen: null }] } })
  expect(await why('cid')).toMatchObject({ match: false, filters: { children: [{ match: false, seen: false, inside: { match: false, seen: 'free' } }, { match: false }] } })
})

test('what GET shows makes the same segment elsewhere', async () => {
  const { body: whole } = await emulator().admin('POST', '/segments', { name: 'With an address', tags: ['a'], filters: { filter: 'email_available' } })
  const copy = await emulator().admin('POST', '/segments', whole)
  expect([copy.status, copy.body]).toEqual([201, whole])
})
