// The filter on feature flags: the SQL over all users and the evaluation of one user say the same; no flag depends on flags. docs: segmentation_filters ("Feature Flags"), developer_guide/feature_flags/create ("To prevent recursive segments")
import { describe, expect, test } from 'vitest'
import { emulator, NOW } from '../../kit/world.ts'

type Emulator = ReturnType<typeof emulator>
const USERS = 120
const attribute = (name: string, value: unknown) => ({ filter: 'custom_attribute', name, cmp: 'is', value })
const third = (value: number) => ({ filter: 'custom_attribute', name: 'third', cmp: 'exactly', value })
const FILTER = { filter: 'feature_flags', flag_id: 'f' }
const ok = async (answer: Promise<{ status: number; body: unknown }>) => expect(await answer).toMatchObject({ status: expect.toSatisfy((status: number) => status < 300) })

async function people(e: Emulator): Promise<void> {
  for (let n = 0; n < USERS; n += 60) await e.post('/users/track', { attributes: Array.from({ length: 60 }, (_, i) => ({ external_id: `u${n + i}`, third: (n + i) % 3, half: (n + i) % 2 === 0 })) })
}
/** Everybody of whom the two differ. */
function differences(e: Emulator): unknown[] {
  const inSql = new Set(e.world.segments.each({ filters: FILTER }, 0, 10_000))
  return Array.from({ length: USERS }, (_, n) => e.world.profiles.byExternalId(`u${n}`)!).flatMap((profile) => {
    const { enabled } = e.world.flagEvaluation.evaluate(e.world.featureFlags.find('f')!, profile)
    return enabled === inSql.has(profile.id) ? [] : [[profile.external_id, { evaluation: enabled, filter: !enabled }]]
  })
}
const size = (e: Emulator, filters: object = FILTER) => e.world.segments.size({ filters })

test('as many as have it, through every way that gives or takes it', async () => {
  const e = emulator()
  await people(e)
  await ok(e.admin('POST', '/segments', { id: 'thirds', name: 'T', filters: third(0) }))
  await ok(e.admin('POST', '/feature_flags', { id: 'f' }))
  const sizes = [size(e)]
  const then = async (...changes: (() => Promise<{ status: number; body: unknown }>)[]) => {
    for (const change of changes) await ok(change())
    await e.admin('POST', '/settle')
    expect(differences(e)).toEqual([])
    sizes.push(size(e))
  }
  await then(() => e.admin('PATCH', '/feature_flags/f', { everyone_else: { rollout_percent: 30 } }))
  await then(() => e.admin('PATCH', '/feature_flags/f', { rules: [{ audience: { segments: ['thirds'] }, rollout_percent: 100 }, { audience: { filters: attribute('half', true) }, rollout_percent: 50 }] }))
  await then(() => e.admin('PATCH', '/feature_flags/f', { rules: [{ audience: { exclude_segments: ['thirds'] }, rollout_percent: 0 }], everyone_else: true }))
  const [, , , excluding] = sizes
  expect(excluding).toBe(USERS / 3)
  const variant = (percent: number, more: object = {}) => ({ channel: 'feature_flag', flag_id: 'f', percent, ...more })
  await then(() => e.admin('POST', '/campaigns', { id: 'x', name: 'X', audience: { filters: attribute('half', true) }, messages: { a: variant(30), b: variant(30, { enabled: false }), c: { channel: 'feature_flag', percent: 20, type: 'control' } } }))
  await then(() => e.admin('POST', '/feature_flags', { id: 'g' }), () => e.admin('POST', '/campaigns', { id: 'y', name: 'Y', messages: { d: variant(50, { flag_id: 'g' }), h: variant(25) } }))
  const step = (id: string, enabled: boolean) => ({ id, type: 'feature_flag', settings: { flag_id: 'f', enabled } })
  const canvas = (id: string, steps: object[]) => e.admin('POST', '/canvases', { id, name: id, schedule_type: 'action_based', entry: { trigger: { type: 'custom_event', name: id } }, variants: [{ id: `v-${id}`, first_step_ids: [`${id}0`] }], steps })
  const go = (name: string, from: number, to: number) => e.post('/users/track', { events: Array.from({ length: to - from }, (_, n) => ({ external_id: `u${from + n}`, name, time: NOW })) })
  await then(() => canvas('on', [step('on0', true)]), () => canvas('off', [step('off0', false)]), () => e.admin('POST', '/settle'), () => go('on', 0, 40), () => go('off', 20, 60))
  await e.admin('POST', '/clock/advance', { by: '1m' })
  await then(() => go('on', 50, 60)) // the newest counts
  await then(() => e.admin('PATCH', '/settings', { global_control_group: { percentage: 15 } }))
  await then(() => e.admin('POST', '/canvases/on/stop'))
  await then(() => e.admin('POST', '/campaigns/x/stop'))
  await then(() => e.admin('PATCH', '/feature_flags/f', { enabled: false }))
  await then(() => e.admin('PATCH', '/feature_flags/f', { enabled: true, archived: true }))
  expect([sizes[0], sizes.at(-1), sizes.at(-2)]).toEqual([0, 0, 0])
  expect(new Set(sizes).size).toBeGreaterThan(6) // each way moved somebody
})

test('is and is not; unknown flags are enabled for nobody; a user’s explanation', async () => {
  const e = emulator()
  await people(e)
  await ok(e.admin('POST', '/feature_flags', { id: 'f', rules: [{ audience: { filters: third(1) }, rollout_percent: 100 }] }))
  expect([size(e), size(e, { ...FILTER, cmp: 'is_not' }), size(e, { ...FILTER, value: false }), size(e, { ...FILTER, flag_id: 'nope' })]).toEqual([40, 80, 80, 0])
  await ok(e.admin('POST', '/segments', { id: 's', name: 'S', filters: { op: 'AND', children: [FILTER, attribute('half', true)] } }))
  expect(size(e, { filter: 'segment_membership', segment_id: 's' })).toBe(20)
  const { body } = await e.admin('GET', `/users/${e.world.profiles.byExternalId('u1')!.braze_id}/explain?segment_id=s`)
  expect(body.filters.children[0]).toMatchObject({ filter: 'feature_flags', match: true, seen: true })
  expect((await e.admin('POST', '/segments', { id: 'bad', name: 'B', filters: { filter: 'feature_flags' } })).body.error.message).toContain('filters.flag_id is required')
  expect((await e.admin('GET', '/segments/s')).body.description).toContain('f')
})

test('a campaign for those who have the flag reaches them', async () => {
  const e = emulator({ outbound: () => Promise.resolve(new Response('')) })
  await people(e)
  await ok(e.admin('POST', '/feature_flags', { id: 'f', rules: [{ audience: { filters: third(1) }, rollout_percent: 100 }] }))
  await ok(e.admin('POST', '/campaigns', { id: 'w', name: 'W', schedule: { at: NOW }, audience: { filters: FILTER }, messages: { m: { channel: 'webhook', url: 'https://x.test', body: '1' } } }))
  await e.admin('POST', '/settle')
  expect((await e.admin('GET', '/messages?campaign_id=w&limit=1000')).body.messages).toHaveLength(40)
})

describe('F8: no flag depends on flags', () => {
  const RECURSION = 'a feature flag can not depend on feature flags'
  const refused = async (answer: Promise<{ status: number; body: any }>) => ((one) => [one.status, one.body.error?.message])(await answer)
  async function stage() {
    const e = emulator()
    await ok(e.admin('POST', '/feature_flags', { id: 'f' }))
    await ok(e.admin('POST', '/segments', { id: 'flagged', name: 'Flagged', filters: FILTER }))
    await ok(e.admin('POST', '/segments', { id: 'plain', name: 'Plain', filters: attribute('half', true) }))
    await ok(e.admin('POST', '/segments', { id: 'outer', name: 'Outer', filters: { filter: 'segment_membership', segment_id: 'plain' } }))
    return e
  }
  test.each<[string, object]>([
    ['filters', { filters: FILTER }], ['a group of filters', { filters: { op: 'OR', children: [attribute('half', true), { op: 'NOT', children: [FILTER] }] } }], ['a segment', { segments: ['flagged'] }], ['an excluded segment', { exclude_segments: ['flagged'] }],
    ['a nested segment', { filters: { filter: 'segment_membership', segment_id: 'flagged' } }],
  ])('F8: a rule with %s on flags is refused with its place', async (_, audience) => {
    const e = await stage()
    expect(await refused(e.admin('POST', '/feature_flags', { id: 'g', rules: [{ rollout_percent: 1 }, { audience, rollout_percent: 1 }] }))).toEqual([422, expect.stringContaining(RECURSION)])
    expect((await e.admin('POST', '/feature_flags', { id: 'g', rules: [{ audience }] })).body.error.details.issues[0].path).toMatch(/^rules\[0\]\.audience\./)
    expect((await e.admin('GET', '/feature_flags/g')).status).toBe(404)
  })

  test('F8: a segment that flags or experiments use gets no such filter, whether they use it or one around it', async () => {
    const e = await stage()
    await ok(e.admin('POST', '/feature_flags', { id: 'g', rules: [{ audience: { segments: ['outer'] }, rollout_percent: 1 }] }))
    expect(await refused(e.admin('PATCH', '/segments/plain', { filters: FILTER }))).toEqual([422, `filters ${RECURSION}, and the segment is used by the feature flag g`])
    await ok(e.admin('DELETE', '/feature_flags/g'))
    await ok(e.admin('POST', '/campaigns', { id: 'x', name: 'X', audience: { filters: { op: 'AND', children: [{ filter: 'segment_membership', segment_id: 'plain' }] } }, messages: { m: { channel: 'feature_flag', flag_id: 'f' } } }))
    expect(await refused(e.admin('PATCH', '/segments/plain', { filters: FILTER }))).toEqual([422, `filters ${RECURSION}, and the segment is used by the feature flag experiment x`])
    await ok(e.admin('DELETE', '/campaigns/x'))
    await ok(e.admin('PATCH', '/segments/plain', { filters: FILTER }))
  })
})

test('a segment that a flag uses is not deleted; one that only has the name of a value in its rules is', async () => {
  const e = emulator()
  for (const id of ['listed', 'excluded', 'nested', 'gold']) await ok(e.admin('POST', '/segments', { id, name: id, filters: attribute('half', true) }))
  const tree = { op: 'OR', children: [{ filter: 'segment_membership', segment_id: 'nested' }, { filter: 'custom_attribute', name: 'tier', cmp: 'equals', value: 'gold' }] }
  await ok(e.admin('POST', '/feature_flags', { id: 'f', name: 'F', rules: [{ audience: { segments: ['listed'] } }, { audience: { exclude_segments: ['excluded'], filters: tree } }] }))
  for (const id of ['listed', 'excluded', 'nested']) {
    expect(await e.admin('DELETE', `/segments/${id}`)).toMatchObject({ status: 409, body: { error: { code: 'segment_in_use', details: { id, used_by: 'f', kind: 'feature_flag' } } } })
    expect((await e.admin('GET', `/segments/${id}`)).status).toBe(200)
  }
  await ok(e.admin('DELETE', '/segments/gold'))
  await ok(e.admin('PATCH', '/feature_flags/f', { rules: [] }))
  await ok(e.admin('DELETE', '/segments/nested'))
})

test('a rule can not choose an archived segment; one that it names already goes on, and can not be deleted', async () => {
  const e = emulator()
  const filters = { filter: 'email_available' }
  await e.admin('POST', '/segments', { id: 'old', name: 'Old', filters })
  const rules = [{ audience: { segments: ['old'] }, rollout_percent: 100 }]
  await e.admin('POST', '/feature_flags', { id: 'f', name: 'F', rules })
  await e.admin('PATCH', '/segments/old', { archived: true })
  expect(await e.admin('POST', '/feature_flags', { id: 'g', rules })).toMatchObject({ status: 422, body: { error: { details: { issues: [{ path: 'rules[0].audience.segments[0]', message: 'rules[0].audience.segments[0] names an archived segment: old' }] } } } })
  expect((await e.admin('PATCH', '/feature_flags/f', { rules: [...rules, { audience: { filters }, rollout_percent: 5 }] })).status).toBe(200)
  expect(await e.admin('DELETE', '/segments/old')).toMatchObject({ status: 409, body: { error: { code: 'segment_in_use', message: `the feature flag 'F' has this segment in its audience or steps`, details: { kind: 'feature_flag' } } } })
})
