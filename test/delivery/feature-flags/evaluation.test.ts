// Feature flags from definition to SDK: rules in order, stable shares, everyone else, Canvas overrides, impressions, why. docs: developer_guide/feature_flags/create
import { describe, expect, test } from 'vitest'
import { iosProblems } from '../../../sdk-shims/device/ios-decoder.ts'
import { emulator, NOW } from '../../kit/world.ts'

const T = Date.parse(NOW) / 1000
const VIP = { filters: { filter: 'custom_attribute', name: 'vip', cmp: 'is', value: true } }

async function stage(flags: object[]) {
  const e = emulator()
  for (const flag of flags) expect(await e.admin('POST', '/feature_flags', flag)).toMatchObject({ status: 201 })
  await e.post('/users/track', { attributes: [{ external_id: 'mel', vip: true }, { external_id: 'kai', vip: false }] })
  const sync = async (user_id: string, app: 'web' | 'ios' | 'android' = 'web') => (await e.sdk(app, '/feature_flags/sync', { device_id: `d-${user_id}-${app}`, time: T, user_id })).body
  const id = (name: string) => e.world.profiles.byExternalId(name)!.braze_id
  const explain = async (name: string, flag: string) => (await e.admin('GET', `/users/${id(name)}/explain?feature_flag=${flag}`)).body
  return { e, sync, explain }
}
const fts = (id: string) => Buffer.from(`feature_flag:${id}`).toString('base64')

test('a flag is off for everybody until it is rolled out; then it has its properties, typed', async () => {
  const { e, sync } = await stage([{ id: 'f', properties: { color: { type: 'string', value: 'red' }, at: { type: 'timestamp', value: '2026-01-02T03:04:05Z' }, more: { type: 'json', value: { a: [1] } } } }])
  expect(await sync('mel')).toEqual({ feature_flags: [{ id: 'f', enabled: false, properties: {}, fts: fts('f') }] })
  await e.admin('PATCH', '/feature_flags/f', { everyone_else: true })
  const on = { feature_flags: [{ id: 'f', enabled: true, properties: { color: { type: 'string', value: 'red' }, at: { type: 'datetime', value: Date.parse('2026-01-02T03:04:05Z') }, more: { type: 'jsonobject', value: { a: [1] } } }, fts: fts('f') }] }
  for (const app of ['web', 'ios', 'android'] as const) expect(await sync('mel', app)).toEqual(on)
  await e.admin('PATCH', '/feature_flags/f', { enabled: false })
  expect(await sync('mel')).toEqual({ feature_flags: [{ id: 'f', enabled: false, properties: {}, fts: fts('f') }] })
  await e.admin('PATCH', '/feature_flags/f', { archived: true })
  expect(await sync('mel')).toEqual({ feature_flags: [] })
})

test('the first rule whose audience has the user decides, and its share, even when a later one would give the flag', async () => {
  const { sync, explain } = await stage([{ id: 'f', rules: [{ name: 'none of them', audience: VIP, rollout_percent: 0 }, { audience: {}, rollout_percent: 100 }], everyone_else: true }])
  expect((await sync('mel')).feature_flags[0].enabled).toBe(false)
  expect((await sync('kai')).feature_flags[0].enabled).toBe(true)
  expect(await explain('mel', 'f')).toMatchObject({
    feature_flag: 'f', enabled: false, passed: false, reason: 'not_in_rollout', why: 'the share of the rollout leaves this user out',
    gates: [{ gate: 'enabled', passed: true }, { gate: 'rule', seen: { rule: 'none of them', in_audience: true, filters: {} } }, { gate: 'rollout', passed: false, seen: { rule: 'none of them', rollout_percent: 0 } }],
  })
  expect((await explain('kai', 'f')).gates.map(({ gate, seen }: { gate: string; seen: object }) => [gate, seen])).toMatchObject([['enabled', {}], ['rule', { in_audience: false }], ['rule', { rule: 'rules[1]', in_audience: true }], ['rollout', { rollout_percent: 100 }]])
  expect((await (await stage([])).explain('mel', 'nope')).error).toMatchObject({ code: 'not_found' })
})

test('a share grows by users: who has the flag keeps it; two flags share their users differently; of 1,000 about as many as asked', async () => {
  const { e } = await stage([{ id: 'f', everyone_else: { rollout_percent: 30 } }, { id: 'g', everyone_else: { rollout_percent: 30 } }])
  for (let n = 0; n < 20; n++) await e.post('/users/track', { attributes: Array.from({ length: 50 }, (_, i) => ({ external_id: `u${n * 50 + i}` })) })
  const users = Array.from({ length: 1000 }, (_, i) => e.world.profiles.byExternalId(`u${i}`)!)
  const having = (id: string) => new Set(users.filter((user) => e.world.flagEvaluation.flagsOf(user).find((flag) => flag.id === id)!.enabled).map(({ id }) => id))
  const [f, g] = [having('f'), having('g')]
  expect(f.size).toBeGreaterThan(240)
  expect(f.size).toBeLessThan(360)
  expect([...f].filter((id) => g.has(id)).length).toBeLessThan(f.size * 0.6)
  await e.admin('PATCH', '/feature_flags/f', { everyone_else: { rollout_percent: 60 } })
  const more = having('f')
  expect([...f].every((id) => more.has(id))).toBe(true)
  expect(more.size).toBeGreaterThan(f.size + 200)
})

test('a Canvas step overrides rollout and audience, until its Canvas stops', async () => {
  const { e, sync } = await stage([{ id: 'f', properties: { color: { type: 'string', value: 'red' }, size: { type: 'number', value: 1 } } }])
  await e.admin('POST', '/canvases', { id: 'c', name: 'C', schedule_type: 'action_based', entry: { trigger: { type: 'custom_event', name: 'go' } }, variants: [{ id: 'v', first_step_ids: ['s'] }], steps: [{ id: 's', name: 'S', type: 'feature_flag', settings: { flag_id: 'f', properties: { color: { type: 'string', value: 'blue' } } } }] })
  await e.post('/users/track', { events: [{ external_id: 'mel', name: 'go', time: NOW }] })
  await e.admin('POST', '/settle')
  const [flag] = (await sync('mel')).feature_flags
  expect(flag).toMatchObject({ id: 'f', enabled: true, properties: { color: { type: 'string', value: 'blue' }, size: { type: 'number', value: 1 } } })
  expect((await sync('kai')).feature_flags[0].enabled).toBe(false)
  const rows = await e.rowsOf(() => e.sdk('web', '/data/', { device_id: 'd-mel-web', time: T, respond_with: { user_id: 'mel' }, events: [{ name: 'ffi', time: T, data: { fid: 'f', fts: flag.fts }, user_id: 'mel', session_id: 's' }] }))
  expect(rows.filter(({ kind }) => kind === 'feature_flag.impression')).toMatchObject([{ data: { fid: 'f', fts: flag.fts, canvas_id: 'c', canvas_step_id: 's', session_id: 's' } }])
  await e.admin('POST', '/canvases/c/stop')
  expect((await sync('mel')).feature_flags[0].enabled).toBe(false)
})

test('of two Canvases the one that the user went through last decides, also when the clock stands still, and after a merge', async () => {
  const { e, sync } = await stage([{ id: 'f', properties: { from: { type: 'string', value: '' } } }])
  for (const id of ['a', 'b']) expect(await e.admin('POST', '/canvases', { id, name: id, schedule_type: 'action_based', entry: { trigger: { type: 'custom_event', name: id } }, reentry: { allowed: true, seconds: 0 }, variants: [{ id: `${id}v`, first_step_ids: [`${id}s`] }], steps: [{ id: `${id}s`, name: 'S', type: 'feature_flag', settings: { flag_id: 'f', properties: { from: { type: 'string', value: id } } } }] })).toMatchObject({ status: 201 })
  const goes = async (external_id: string, name: string) => {
    await e.post('/users/track', { events: [{ external_id, name, time: NOW }] })
    await e.admin('POST', '/settle')
    return (await sync(external_id)).feature_flags[0].properties.from?.value
  }
  expect([await goes('mel', 'a'), await goes('mel', 'b'), await goes('mel', 'a')]).toEqual(['a', 'b', 'a'])
  expect(await goes('kai', 'a')).toBe('a')
  await e.admin('POST', '/clock/advance', { by: '1m' })
  expect([await goes('kai', 'b'), await goes('mel', 'b'), await goes('mel', 'a')]).toEqual(['b', 'b', 'a'])
  await e.post('/users/merge', { merge_updates: [{ identifier_to_merge: { external_id: 'mel' }, identifier_to_keep: { external_id: 'kai' } }] })
  await e.admin('POST', '/settle')
  expect((await sync('kai')).feature_flags[0].properties.from.value).toBe('a') // of kai's own newest, and mel's, which is newer
})

test('overrides that the flag does not take any more are left out, on the way to iOS too', async () => {
  const { e, sync } = await stage([{ id: 'f', properties: { n: { type: 'number', value: 1 }, s: { type: 'string', value: 'a' } } }])
  expect((await e.admin('POST', '/campaigns', { id: 'x', name: 'X', messages: { m: { channel: 'feature_flag', percent: 100, flag_id: 'f', properties: { n: 7, s: 'b' } } } })).status).toBe(201)
  expect((await sync('mel', 'ios')).feature_flags[0].properties).toEqual({ n: { type: 'number', value: 7 }, s: { type: 'string', value: 'b' } })
  await e.admin('PATCH', '/feature_flags/f', { properties: { n: { type: 'string', value: 'one' }, s: { type: 'string', value: 'a' } } })
  const body = await sync('mel', 'ios')
  expect(body.feature_flags[0].properties).toEqual({ n: { type: 'string', value: 'one' }, s: { type: 'string', value: 'b' } })
  expect(iosProblems('featureFlags', body)).toEqual([])
})

test('a flag whose segment is gone: nobody is in that audience, it can be explained, and changed in everything else', async () => {
  const e = emulator()
  await e.admin('POST', '/segments', { id: 's', name: 'S', filters: VIP.filters })
  await e.admin('POST', '/feature_flags', { id: 'f', rules: [{ audience: { segments: ['s'] }, rollout_percent: 0 }], everyone_else: true })
  await e.post('/users/track', { attributes: [{ external_id: 'mel', vip: true }] })
  e.world.db.prepare('DELETE FROM segments').run() // by an older Brazier
  const { braze_id } = e.world.profiles.byExternalId('mel')!
  const { status, body } = await e.admin('GET', `/users/${braze_id}/explain?feature_flag=f`)
  expect([status, body.enabled, body.gates[1]]).toMatchObject([200, true, { gate: 'rule', seen: { in_audience: false, filters: { match: false, why: "there is no segment 's'" } } }])
  const { body: shown } = await e.admin('GET', '/feature_flags/f')
  expect((await e.admin('PATCH', '/feature_flags/f', { enabled: false })).body).toMatchObject({ enabled: false })
  expect((await e.admin('PUT', '/feature_flags/f', shown)).body).toMatchObject({ enabled: true })
  expect((await e.admin('PATCH', '/feature_flags/f', { rules: [{ audience: { segments: ['t'] } }] })).body.error.message).toBe('rules[0].audience.segments[0] names no segment: t')
})

describe('definitions', () => {
  const wrong: [string, object, string][] = [
    ['an unknown type', { properties: { a: { type: 'text', value: 'x' } } }, 'properties.a.type is none of string, number, boolean, image, datetime, jsonobject'],
    ['a value of another type', { properties: { a: { type: 'number', value: '1' } } }, 'properties.a.value is no number: a number'],
    ['a time that is none', { properties: { a: { type: 'datetime', value: 'soon' } } }, 'properties.a.value is no datetime: a time: ISO 8601, or ms since 1970'],
    ['a long value', { properties: { a: { type: 'string', value: 'x'.repeat(256) } } }, 'properties.a.value has 256 characters: at most 255'],
    ['a long key', { properties: { ['k'.repeat(256)]: { type: 'number', value: 1 } } }, `properties.${'k'.repeat(40)} has a key of 256 characters: from 1 to 255`],
    ['too much in all', { properties: Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`k${n}`, { type: 'string', value: 'x'.repeat(200) }])) }, 'at most 10240 (10 KB)'],
    ['a share over 100', { everyone_else: { rollout_percent: 101 } }, 'everyone_else.rollout_percent is 101: from 0 to 100'],
    ['a rule’s share below 0', { rules: [{ rollout_percent: -1 }] }, 'rules[0].rollout_percent is -1: from 0 to 100'],
    ['an audience that is none', { rules: [{ audience: { filters: { filter: 'nope' } } }] }, 'rules[0].audience'],
    ['a list as JSON', { properties: { a: { type: 'JSON', value: [1] } } }, 'properties.a.value is no jsonobject: an object'],
    ['a member that there is not', { colour: 'red' }, 'colour'],
  ]
  test.each(wrong)('%s is refused with its place', async (_, body, message) => {
    const e = emulator()
    const answer = await e.admin('POST', '/feature_flags', { id: 'f', ...body })
    expect([answer.status, JSON.stringify(answer.body.error)]).toEqual([422, expect.stringContaining(message)])
    expect((await e.admin('GET', '/feature_flags')).body.feature_flags).toEqual([])
  })

  test('an id once, and never changed; what GET shows can be written back', async () => {
    const { e } = await stage([{ id: 'f', name: 'F', everyone_else: true }])
    expect((await e.admin('POST', '/feature_flags', { id: 'f' })).status).toBe(409)
    const { body } = await e.admin('GET', '/feature_flags/f')
    expect(body).toMatchObject({ id: 'f', name: 'F', description: '', enabled: true, archived: false, properties: {}, rules: [], everyone_else: { rollout_percent: 100 }, fts: fts('f') })
    expect((await e.admin('PUT', '/feature_flags/f', body)).body).toMatchObject({ name: 'F', everyone_else: { rollout_percent: 100 } })
    expect((await e.admin('PATCH', '/feature_flags/f', { id: 'g' })).status).toBe(422)
    for (const id of ['.', '..']) expect((await e.admin('POST', '/feature_flags', { id })).status).toBe(422) // no path of a URL can name them
    expect(await e.kindsOf(() => e.admin('DELETE', '/feature_flags/f'))).toEqual(['feature_flag.deleted'])
    expect((await e.admin('GET', '/feature_flags/f')).status).toBe(404)
  })
})
