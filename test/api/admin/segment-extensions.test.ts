// Segment Extensions and the filters on lists of users that were made before: extensions as of their last refresh, users of CSV files. docs: user_guide/audience/segments/segment_extension
import { beforeEach, describe, expect, test } from 'vitest'
import type { Emulator } from '../../kit/rest.ts'
import { createCore } from '../../../emulator/index.ts'
import { emulator, NOW } from '../../kit/world.ts'

const AT = Date.parse(NOW) // Sunday 1 March 2026, 12:00 UTC
const DAY = 86_400_000
const ago = (days: number): string => new Date(AT - days * DAY).toISOString()
let e: Emulator
beforeEach(() => void (e = emulator()))

const bought = { event: 'custom_event', name: 'bought', cmp: 'more_than', value: 1, days: 730 }
const make = (body: object) => e.admin('POST', '/segment_extensions', { id: 'x', name: 'X', ...body })
const settle = () => e.admin('POST', '/settle')
const members = (filters: object = { filter: 'braze_segment_extensions', extension_id: 'x' }): string[] => e.world.segments.each({ filters }, 0, 100).map((id) => e.world.profiles.byId(id)!.external_id!)
const event = (external_id: string, days: number, properties: object = {}, name = 'bought') => ({ external_id, name, time: ago(days), properties })

describe('a snapshot', () => {
  test('is made when it is saved, stays as it was, and is made anew when asked', async () => {
    await e.post('/users/track', { events: [event('ann', 700), event('ann', 1), event('bob', 1)] })
    const shown = { id: 'x', name: 'X', description: '', archived: false, criteria: bought, refresh: null, processing: true, refreshed_at: null, size: 0, created_at: AT, updated_at: AT }
    let made: any
    const rows = await e.rowsOf(async () => void (made = await make({ criteria: bought })))
    expect({ status: made.status, body: made.body }).toEqual({ status: 201, body: shown })
    expect(rows.map(({ kind, data }) => ({ kind, data }))).toEqual([{ kind: 'segment_extension.created', data: shown }])
    expect(members()).toEqual([])
    expect(await e.kindsOf(settle)).toEqual(['segment_extension.refreshed'])
    expect((await e.admin('GET', '/segment_extensions/x')).body).toEqual({ ...shown, processing: false, refreshed_at: AT, size: 1 })
    expect(members()).toEqual(['ann'])
    expect(members({ filter: 'braze_segment_extensions', extension_id: 'x', value: false })).toEqual(['bob'])

    await e.post('/users/track', { events: [event('bob', 2)] })
    expect(members()).toEqual(['ann'])
    const again = await e.admin('POST', '/segment_extensions/x/refresh')
    expect([again.status, again.body.processing, members()]).toEqual([202, true, ['ann']])
    const busy = await e.admin('PATCH', '/segment_extensions/x', { name: 'Y' })
    expect({ status: busy.status, error: busy.body.error }).toEqual({ status: 409, error: { code: 'processing', message: 'it is being processed: it can be changed when that is done', details: { id: 'x' } } })
    await settle()
    expect(members()).toEqual(['ann', 'bob'])
  })

  test('processing begins anew where a restart interrupted it', async () => {
    await e.post('/users/track', { events: [event('ann', 1), event('ann', 2)] })
    await make({ criteria: bought })
    const image = e.world.snapshot()
    const core = createCore({ holdClock: NOW })
    core.world().restore(image)
    expect(core.world().segments.extensions.find('x')).toMatchObject({ processing: true })
    await core.world().scheduler.settle()
    expect(core.world().segments.extensions.find('x')).toMatchObject({ processing: false, size: 1 })
    core.close()
  })

  test.each([
    ['every day', { every: 'day', time: '03:30' }, ['2026-03-02T08:30:00.000Z', '2026-03-03T08:30:00.000Z']],
    ['every week', { every: 'week', weekday: 3 }, ['2026-03-04T05:00:00.000Z', '2026-03-11T04:00:00.000Z']],
    ['every month', { every: 'month', day: 15, time: '12:00' }, ['2026-03-15T16:00:00.000Z', '2026-04-15T16:00:00.000Z']],
  ])('%s at a time of the workspace’s zone', async (_name, refresh, times) => {
    await e.admin('PATCH', '/settings', { time_zone: 'America/New_York' })
    await make({ criteria: bought, refresh })
    await settle()
    const rows = await e.rowsOf(() => e.admin('POST', '/clock/advance', { to: times[1]! }))
    expect(rows.filter(({ kind }) => kind === 'segment_extension.refreshed').map(({ at }) => new Date(at).toISOString())).toContain(times[0])
    expect(rows.filter(({ kind }) => kind === 'segment_extension.refreshed').map(({ at }) => new Date(at).toISOString())).toEqual(times)
    await e.admin('PATCH', '/segment_extensions/x', { archived: true })
    expect(await e.kindsOf(() => e.admin('POST', '/clock/advance', { by: '40d' }))).not.toContain('segment_extension.refreshed')
  })

  test.each([
    ['on the day on which summer time begins', 'America/New_York', { every: 'day', time: '04:00' }, '2026-03-07T12:00:00Z', '2026-03-09T12:00:00Z', ['2026-03-08T08:00:00.000Z', '2026-03-09T08:00:00.000Z']],
    ['over the month in which it ends', 'Europe/London', { every: 'month', day: 1 }, '2026-09-30T12:00:00Z', '2026-11-02T12:00:00Z', ['2026-09-30T23:00:00.000Z', '2026-11-01T00:00:00.000Z']],
  ])('%s the clock of the zone counts', async (_name, time_zone, refresh, from, to, times) => {
    await e.admin('PATCH', '/settings', { time_zone })
    await e.admin('POST', '/clock/advance', { to: from })
    await make({ criteria: bought, refresh })
    await settle()
    const rows = await e.rowsOf(() => e.admin('POST', '/clock/advance', { to }))
    expect(rows.filter(({ kind }) => kind === 'segment_extension.refreshed').map(({ at }) => new Date(at).toISOString())).toEqual(times)
  })
})

describe('criteria', () => {
  const of = async (criteria: object): Promise<string[]> => {
    const { status, body } = await make({ id: JSON.stringify(criteria).slice(0, 200), criteria })
    expect({ status, body }).toMatchObject({ status: 201 })
    await settle()
    return members({ filter: 'braze_segment_extensions', extension_id: body.id })
  }

  test('days begin at midnight UTC; a range of days has both ends', async () => {
    await e.post('/users/track', { events: [{ external_id: 'in', name: 'bought', time: '2026-02-19T00:00:00Z' }, { external_id: 'out', name: 'bought', time: '2026-02-18T23:59:59Z' }, { external_id: 'long', name: 'bought', time: ago(732) }] })
    const once = { ...bought, cmp: 'exactly', value: 1 }
    expect(await of({ ...once, days: 10 })).toEqual(['in'])
    expect(await of({ ...once, days: undefined, from: '2026-02-18', to: '2026-02-18' })).toEqual(['out'])
    expect(await of({ ...once, days: undefined, to: '2026-02-18' })).toEqual(['out'])
    expect(await of({ ...once, days: undefined, from: '2020-01-01' })).toEqual(['in', 'out'])
    expect(await of({ ...bought, cmp: 'less_than', value: 1 })).toEqual(['long'])
  })

  test('properties of every type, nested ones, any element of an array', async () => {
    await e.post('/users/track', { events: [
      event('ann', 400, { status: 'gold', n: 5, ok: true, at: '2026-01-05T00:00:00Z', code: ['a', 'b'], shop: { city: 'Rome', shelves: [{ row: 3 }, { row: 9 }] } }),
      event('bob', 400, { status: 'iron', n: 1, ok: false, at: '2024-01-05T00:00:00Z', code: 'b', shop: { city: 'Bonn', shelves: [{ row: 1 }] } }),
    ] })
    const having = (...property_filters: object[]) => of({ ...bought, cmp: 'more_than', value: 0, property_filters })
    expect(await having({ name: 'status', cmp: 'is_any_of', value: ['gold', 'silver'] })).toEqual(['ann'])
    expect(await having({ name: 'n', type: 'number', cmp: 'less_than', value: 5 })).toEqual(['bob'])
    expect(await having({ name: 'ok', cmp: 'is', value: true }, { name: 'n', type: 'number', cmp: 'more_than', value: 4 })).toEqual(['ann'])
    expect(await having({ name: 'ok', cmp: 'is', value: true }, { name: 'n', type: 'number', cmp: 'more_than', value: 5 })).toEqual([])
    expect(await having({ name: 'at', type: 'time', cmp: 'before', value: '2025-01-01' })).toEqual(['bob'])
    expect(await having({ name: 'code[]', type: 'string', cmp: 'equals', value: 'b' })).toEqual(['ann'])
    expect(await having({ name: 'shop', path: 'city', type: 'string', cmp: 'matches_regex', value: '^ro' })).toEqual(['ann'])
    expect(await having({ name: 'shop', path: 'shelves[].row', type: 'number', cmp: 'more_than', value: 8 })).toEqual(['ann'])
  })

  test('purchases by quantity, and what users did with messages', async () => {
    await e.post('/users/track', { purchases: [{ external_id: 'ann', product_id: 'book', currency: 'USD', price: 1, quantity: 3, time: ago(100) }, { external_id: 'bob', product_id: 'pen', currency: 'USD', price: 1, time: ago(100) }] })
    expect(await of({ event: 'purchase', cmp: 'more_than', value: 2, days: 365 })).toEqual(['ann'])
    expect(await of({ event: 'purchase', product_id: 'pen', cmp: 'exactly', value: 1, days: 365 })).toEqual(['bob'])
    await e.admin('POST', '/campaigns', { id: 'c', name: 'C', messages: { m: { channel: 'email' } } })
    e.world.db.tx(() => void e.world.messageEvents.record('email.clicked', { campaign_id: 'c', message_variation_id: 'm', time: AT - 56 * DAY }, e.world.profiles.byExternalId('bob')!.braze_id))
    expect(await of({ event: 'message', interaction: 'clicked_email', cmp: 'more_than', value: 0, days: 56 })).toEqual(['bob'])
    expect(await of({ event: 'message', interaction: 'clicked_email', cmp: 'more_than', value: 0, days: 55 })).toEqual([])
    expect(await of({ event: 'message', interaction: 'clicked_email', campaign_id: 'other', cmp: 'more_than', value: 0, days: 56 })).toEqual([])
  })

  test.each<[string, unknown, string]>([
    ['no object', 'all', 'criteria must be an object: event, cmp, value, days'],
    ['an unknown event', { ...bought, event: 'session' }, 'criteria.event must be one of custom_event, purchase, message'],
    ['no name', { ...bought, name: undefined }, 'criteria.name is required'],
    ['too many days', { ...bought, days: 731 }, 'criteria.days must be from 1 to 730'],
    ['no days', { ...bought, days: undefined }, 'criteria.days is required, or from and to'],
    ['days twice', { ...bought, from: '2026-01-01' }, 'criteria.days is required, or from and to'],
    ['no day', { ...bought, days: undefined, from: 'soon' }, 'criteria.from must be a day such as 2026-03-01'],
    ['an end before its beginning', { ...bought, days: undefined, from: '2026-02-02', to: '2026-02-01' }, 'criteria.to is before from'],
    ['another comparison', { ...bought, cmp: 'does_not_equal' }, 'criteria.cmp must be one of more_than, less_than, exactly'],
    ['a wrong property', { ...bought, property_filters: [{ name: 'a', cmp: 'is', value: true }, { name: 'b', cmp: 'rhymes', type: 'string' }] }, 'criteria.property_filters[1].cmp \'rhymes\' is no operator of type string'],
    ['another member', { ...bought, colour: 1 }, 'criteria.colour is no member of this filter'],
  ])('%s', async (_name, criteria, message) => {
    let answer: any
    expect(await e.kindsOf(async () => void (answer = await make({ criteria })))).toEqual([])
    expect({ status: answer.status, code: answer.body.error.code }).toEqual({ status: 422, code: 'invalid_filter' })
    expect(answer.body.error.message).toContain(message)
  })
})

describe('who uses it', () => {
  const filters = { filter: 'braze_segment_extensions', extension_id: 'x' }
  test('it is not archived under active messages, nor deleted under a segment', async () => {
    await make({ criteria: bought })
    await settle()
    await e.admin('POST', '/segments', { id: 's', name: 'S', filters: { op: 'AND', children: [filters] } })
    await e.admin('POST', '/campaigns', { id: 'c', name: 'C', messages: [{ channel: 'email' }], audience: { segments: ['s'] } })
    const refused = await e.admin('PATCH', '/segment_extensions/x', { archived: true })
    expect({ status: refused.status, error: refused.body.error }).toEqual({ status: 409, error: { code: 'extension_in_use', message: `'C' has it as a filter`, details: { id: 'x', used_by: 'c', name: 'C' } } })
    expect((await e.admin('DELETE', '/segment_extensions/x')).body.error.details).toEqual({ id: 'x', used_by: 's', name: 'S' })
    await e.admin('POST', '/campaigns/c/stop')
    expect((await e.admin('PATCH', '/segment_extensions/x', { archived: true })).body).toMatchObject({ archived: true, processing: false })
    expect((await e.admin('POST', '/segments', { name: 'T', filters })).body.error.message).toBe(`filters.extension_id the Segment Extension 'x' is archived`)
    await e.admin('DELETE', '/campaigns/c')
    await e.admin('DELETE', '/segments/s')
    expect(await e.kindsOf(async () => expect((await e.admin('DELETE', '/segment_extensions/x')).status).toBe(200))).toEqual(['segment_extension.deleted'])
    expect((await e.admin('POST', '/segments', { name: 'T', filters })).body.error.message).toBe(`filters.extension_id there is no Segment Extension 'x'`)
    expect((await e.admin('POST', '/segment_extensions/x/refresh')).status).toBe(404)
  })

  test('at most 25 that are not archived', async () => {
    for (let n = 0; n < 25; n++) expect((await make({ id: `x${n}`, criteria: bought })).status).toBe(201)
    const refused = await make({ criteria: bought })
    expect({ status: refused.status, error: refused.body.error }).toEqual({ status: 409, error: { code: 'too_many_extensions', message: 'a workspace has at most 25 that are not archived', details: { most: 25 } } })
    expect((await make({ criteria: bought, archived: true })).status).toBe(201)
  })
})

test('users of a CSV file, of any file, and of the profile that one was merged into', async () => {
  const load = async (name: string, lines: string[]) => (await e.call('POST', `/_emulator/users/import?name=${name}`, lines.join('\n'), { 'content-type': 'text/csv' })).body.id as string
  await e.post('/users/track', { attributes: [{ external_id: 'ann' }, { external_id: 'bob' }, { external_id: 'dee' }] })
  const first = await load('one.csv', ['external_id,n', 'ann,1', 'cid,2', 'bob'])
  await load('two.csv', ['external_id,n', 'cid,3'])
  const of = (more: object = {}) => members({ filter: 'updated_imported_from_csv', ...more })
  expect([of(), of({ value: false }), of({ import_id: first }), of({ name: 'two.csv' }), of({ name: 'three.csv' })]).toEqual([['ann', 'cid'], ['bob', 'dee'], ['ann', 'cid'], ['cid'], []])
  await e.post('/users/merge', { merge_updates: [{ identifier_to_merge: { external_id: 'cid' }, identifier_to_keep: { external_id: 'dee' } }] })
  await settle()
  expect([of({ import_id: first }), of({ name: 'two.csv' })]).toEqual([['ann', 'dee'], ['dee']])
})
