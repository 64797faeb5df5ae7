// Feature flag experiments: variants that stay, control groups, impressions that count, conversions, what does not go with them. docs: developer_guide/feature_flags/experiments, global_control_group
import { describe, expect, test } from 'vitest'
import { emulator, NOW } from '../../kit/world.ts'

type Emulator = ReturnType<typeof emulator>
const T = Date.parse(NOW) / 1000
const FLAG = { id: 'f', properties: { color: { type: 'string', value: 'red' }, size: { type: 'number', value: 1 }, at: { type: 'timestamp', value: 0 } } }
const variant = (percent: number, more: object = {}) => ({ channel: 'feature_flag', flag_id: 'f', percent, ...more })
const experiment = (e: Emulator, messages: object, more: object = {}) => e.admin('POST', '/campaigns', { id: 'x', name: 'X', messages, ...more })

/** `users` of them, and the flag as their browsers get it. */
async function stage(messages: object, { users = 60, flag = {}, more = {} }: { users?: number; flag?: object; more?: object } = {}) {
  const e = emulator()
  expect(await e.admin('POST', '/feature_flags', { ...FLAG, ...flag })).toMatchObject({ status: 201 })
  for (let n = 0; n < users; n += 50) await e.post('/users/track', { attributes: Array.from({ length: Math.min(50, users - n) }, (_, i) => ({ external_id: `u${n + i}`, even: (n + i) % 2 === 0 })) })
  expect(await experiment(e, messages, more)).toMatchObject({ status: 201 })
  const profile = (n: number) => e.world.profiles.byExternalId(`u${n}`)!
  const flagOf = (n: number) => e.world.flagEvaluation.flagsOf(profile(n)).find(({ id }) => id === 'f')!
  const all = () => Array.from({ length: users }, (_, n) => flagOf(n))
  /** The user whose variant or group has this property of his flag. */
  const first = (is: (flag: ReturnType<typeof flagOf>) => boolean): number => all().findIndex(is)
  const impression = (n: number, fts: unknown, { at = T, session = 's' } = {}) => e.sdk('web', '/data/', { device_id: `d${n}`, time: at, respond_with: { user_id: `u${n}` }, events: [{ name: 'ffi', time: at, data: { fid: 'f', fts }, user_id: `u${n}`, session_id: session }] })
  return { e, flagOf, all, first, impression, profile }
}
const ABC = { on: variant(40, { properties: { color: 'blue', at: { type: 'datetime', value: '2026-01-02T03:04:05Z' } } }), off: variant(40, { enabled: false, properties: { color: 'green' } }), none: variant(20, { type: 'control' }) }

describe('variants', () => {
  test('switch the flag on with their properties, or off; the control group has it off; each with a tracking string of its own', async () => {
    const { all, e } = await stage(ABC)
    const flags = all()
    const shown = [...new Set(flags.map((flag) => JSON.stringify(flag)))].map((text) => JSON.parse(text) as (typeof flags)[number])
    expect(shown).toHaveLength(3)
    const on = shown.find(({ enabled }) => enabled)!
    expect(on.properties).toEqual({ color: { type: 'string', value: 'blue' }, size: { type: 'number', value: 1 }, at: { type: 'datetime', value: Date.parse('2026-01-02T03:04:05Z') } })
    expect(shown.filter(({ enabled }) => !enabled).map(({ properties }) => properties)).toEqual([{}, {}])
    expect(new Set(shown.map(({ fts }) => fts)).size).toBe(3)
    for (const { fts } of shown) expect(Buffer.from(fts!, 'base64').toString('latin1')).toMatch(/^[0-9a-f]{24}_\$_mv=[0-9a-f]{24}&pi=cmp$/)
    expect(flags.filter(({ enabled }) => enabled).length).toBeGreaterThan(12)
    expect((await e.admin('GET', '/messages')).body.messages).toEqual([]) // nothing is sent
  })

  test('stay as they are: over impressions, re-launch and restart; with the campaign stopped the rollout decides again', async () => {
    const { e, all, first, impression, flagOf } = await stage(ABC, { flag: { everyone_else: true } })
    const before = all()
    const n = first(({ enabled }) => enabled)
    for (const session of ['a', 'b']) await impression(n, flagOf(n).fts, { session })
    await e.admin('POST', '/settle')
    expect(all()).toEqual(before)
    const copy = emulator()
    copy.world.restore(e.world.snapshot())
    expect(copy.world.flagEvaluation.flagsOf(copy.world.profiles.byExternalId(`u${n}`)!)).toEqual([before[n]])
    await e.admin('POST', '/campaigns/x/stop')
    expect(all().every(({ enabled, properties }) => enabled && properties['color']!.value === 'red')).toBe(true)
    await e.admin('POST', '/campaigns/x/launch')
    expect(all()).toEqual(before)
  })

  test('only who is in the audience takes part; the shares leave some out: for them the rollout decides', async () => {
    const { all, e, profile } = await stage({ on: variant(50) }, { more: { audience: { filters: { filter: 'custom_attribute', name: 'even', cmp: 'is', value: true } } } })
    const flags = all()
    expect(flags.some(({ enabled }, n) => enabled && n % 2 === 1)).toBe(false)
    const even = flags.filter((_, n) => n % 2 === 0)
    expect([even.some(({ enabled }) => enabled), even.some(({ enabled }) => !enabled)]).toEqual([true, true])
    const out = flags.findIndex(({ enabled }, n) => n % 2 === 0 && !enabled)
    const explained = async (n: number) => (await e.admin('GET', `/users/${profile(n).braze_id}/explain?feature_flag=f`)).body
    expect((await explained(1)).gates.map(({ gate, seen }: any) => [gate, seen])).toMatchObject([['enabled', {}], ['experiment', { campaign_id: 'x', in_audience: false }], ['rollout', { rule: 'everyone_else' }]])
    expect((await explained(out)).gates).toMatchObject([{ gate: 'enabled' }, { gate: 'experiment', seen: { in_audience: true, variation: null, decides: false } }, { gate: 'rollout', passed: false }])
    expect(await explained(flags.findIndex(({ enabled }) => enabled))).toMatchObject({ enabled: true, passed: true, source: { campaign_id: 'x', message_variation_id: 'on', channel: 'feature_flag' }, gates: [{ gate: 'enabled' }, { gate: 'experiment', seen: { campaign_id: 'x', message_variation_id: 'on', enabled: true } }] })
  })

  test('nobody in the Global Control Group has a flag, by whatever way', async () => {
    const { all, e, profile } = await stage({ on: variant(100) }, { users: 200, flag: { everyone_else: true } })
    expect(all().every(({ enabled }) => enabled)).toBe(true)
    await e.admin('PATCH', '/settings', { global_control_group: { percentage: 15 } })
    const flags = all()
    const held = flags.flatMap((flag, n) => (e.world.globalControlGroup.has(profile(n)) ? [n] : []))
    expect(held.length).toBeGreaterThan(10)
    expect(flags.flatMap(({ enabled }, n) => (enabled ? [] : [n]))).toEqual(held)
    expect((await e.admin('GET', `/users/${profile(held[0]!).braze_id}/explain?feature_flag=f`)).body).toMatchObject({ enabled: false, reason: 'global_control_group' })
  })

  test('a Canvas step goes before an experiment', async () => {
    const { e, flagOf, first } = await stage(ABC)
    const n = first(({ enabled }) => !enabled)
    await e.admin('POST', '/canvases', { id: 'c', name: 'C', schedule_type: 'action_based', entry: { trigger: { type: 'custom_event', name: 'go' } }, steps: [{ id: 's', type: 'feature_flag', settings: { flag_id: 'f', properties: { color: { type: 'string', value: 'gold' } } } }] })
    await e.post('/users/track', { events: [{ external_id: `u${n}`, name: 'go', time: NOW }] })
    await e.admin('POST', '/settle')
    expect(flagOf(n)).toMatchObject({ enabled: true, properties: { color: { value: 'gold' } } })
  })
})

describe('impressions', () => {
  const KINDS = ['feature_flag.impression', 'feature_flag.control_impression']
  test('F5: say which variant they are of, also when the experiment has ended; one of nothing known says nothing', async () => {
    const { e, first, impression, flagOf } = await stage(ABC)
    const n = first(({ enabled }) => enabled)
    const { fts } = flagOf(n)
    const rowOf = async (what: unknown) => (await e.rowsOf(() => impression(n, what))).filter(({ kind }) => KINDS.includes(kind)).map(({ kind, data }) => [kind, data['campaign_id'], data['message_variation_id'], data['channel']])
    expect(await rowOf(fts)).toEqual([['feature_flag.impression', 'x', 'on', 'feature_flag']])
    expect(await rowOf('elsewhere')).toEqual([['feature_flag.impression', undefined, undefined, undefined]])
    await e.admin('POST', '/campaigns/x/stop')
    expect(await rowOf(fts)).toEqual([['feature_flag.impression', 'x', 'on', 'feature_flag']])
  })

  test('count: recipients, filters, exports, conversions of variants and of the control group', async () => {
    const { e, all, impression } = await stage(ABC, { more: { conversion_behaviors: [{ type: 'Performs Custom Event', custom_event_name: 'buy', window: 86_400 }] } })
    const flags = all()
    const strings = [...new Set(flags.map(({ fts }) => fts!))]
    const seen = strings.map((fts) => flags.findIndex((flag) => flag.fts === fts))
    const kindOf = async (n: number) => (await e.rowsOf(() => impression(n, flags[n]!.fts))).filter(({ kind }) => KINDS.includes(kind)).map(({ kind, data }) => [kind, data['message_variation_id']])
    const rows = [...(await kindOf(seen[0]!)), ...(await kindOf(seen[1]!)), ...(await kindOf(seen[2]!))]
    expect(rows.sort()).toEqual([['feature_flag.control_impression', 'none'], ['feature_flag.impression', 'off'], ['feature_flag.impression', 'on']])
    const events = await e.rowsOf(async () => {
      await e.post('/users/track', { events: seen.map((n) => ({ external_id: `u${n}`, name: 'buy', time: NOW })) })
      await e.admin('POST', '/settle')
    })
    expect(events.filter(({ kind }) => kind === 'campaign.converted').map(({ data }) => data['message_variation_id']).sort()).toEqual(['none', 'off', 'on'])
    const { body } = await e.get(`/campaigns/data_series?campaign_id=x&length=1&ending_at=${NOW}`)
    expect(body.data).toMatchObject([{ unique_recipients: 2, conversions: 2, messages: { feature_flag: [{ variation_api_id: 'on', impressions: 1, unique_recipients: 1, conversions: 1 }, { variation_api_id: 'off', impressions: 1, unique_recipients: 1, conversions: 1 }, { variation_api_id: 'none', enrolled: 1, unique_recipients: 1, conversions: 1 }] } }])
    const members = (filter: object) => e.world.segments.each({ filters: filter }, 0, 1000).length
    expect(members({ filter: 'received_message_from_campaign', campaign_id: 'x' })).toBe(2)
    expect(members({ filter: 'received_campaign_variant', campaign_id: 'x', message_variation_id: 'on' })).toBe(1)
    expect([members({ filter: 'received_feature_flag_variant', campaign_id: 'x' }), members({ filter: 'received_feature_flag_variant', campaign_id: 'x', message_variation_id: 'off' }), members({ filter: 'received_feature_flag_variant', campaign_id: 'y' })]).toEqual([2, 1, 0])
    expect(members({ filter: 'in_campaign_control_group', campaign_id: 'x' })).toBe(1)
    expect(members({ filter: 'converted_from_campaign', campaign_id: 'x' })).toBe(2)
    const users = await Promise.all(seen.map((n) => e.exported(`u${n}`, ['campaigns_received'])))
    expect(users.map(({ campaigns_received: [one] }) => [one.variation_api_id, one.in_control, one.last_received === null]).sort()).toEqual([['none', true, true], ['off', false, false], ['on', false, false]])
  })

  test('a Canvas step’s count as received from the step', async () => {
    const { e, impression, flagOf } = await stage({ on: variant(0) }, { users: 1 })
    await e.admin('POST', '/canvases', { id: 'c', name: 'C', schedule_type: 'action_based', entry: { trigger: { type: 'custom_event', name: 'go' } }, steps: [{ id: 's', type: 'feature_flag', settings: { flag_id: 'f' } }] })
    await e.post('/users/track', { events: [{ external_id: 'u0', name: 'go', time: NOW }] })
    await e.admin('POST', '/settle')
    await impression(0, flagOf(0).fts)
    expect(e.world.segments.each({ filters: { filter: 'received_message_from_canvas_step', canvas_step_id: 's' } }, 0, 10)).toHaveLength(1)
  })
})

describe('definitions', () => {
  test.each<[string, object, object, string]>([
    ['an unknown flag', { m: variant(100, { flag_id: 'g' }) }, {}, 'messages.m.flag_id names no feature flag: g'],
    ['no flag', { m: { channel: 'feature_flag' } }, {}, 'messages.m.flag_id is missing'],
    ['an archived flag', { m: variant(100, { flag_id: 'old' }) }, {}, 'messages.m.flag_id names an archived feature flag: old'],
    ['enabled that is neither', { m: variant(100, { enabled: 'yes' }) }, {}, 'messages.m.enabled is neither true nor false'],
    ['a property that the flag has not', { m: variant(100, { properties: { shape: 'x' } }) }, {}, 'messages.m.properties.shape is no property of the feature flag: color, size, at'],
    ['a property of another type', { m: variant(100, { properties: { size: { type: 'string', value: 'x' } } }) }, {}, 'messages.m.properties.size.type is string: the feature flag has a number'],
    ['a value that does not fit', { m: variant(100, { properties: { size: 'big' } }) }, {}, 'messages.m.properties.size.value is no number: a number'],
    ['properties that are no object', { m: variant(100, { properties: ['x'] }) }, {}, 'messages.m.properties are an object'],
    ['a type that is misspelt', { m: variant(100, { type: 'controll' }) }, {}, 'messages.m.type is controll'],
    ['another channel beside it', { m: variant(100), w: { channel: 'webhook', url: 'https://x.test' } }, {}, 'messages join feature_flag with other channels'],
    ['a control group alone', { m: variant(100, { type: 'control' }) }, {}, 'messages are a control group alone'],
    ['a schedule', { m: variant(100) }, { schedule: { at: '2026-03-02T00:00:00Z' } }, 'schedule is for messages that are sent'],
    ['a trigger', { m: variant(100) }, { trigger: { type: 'session_start' } }, 'trigger is for messages that are sent'],
    ['an API campaign', { m: variant(100) }, { kind: 'api_campaign' }, 'kind is api_campaign'],
    ['by API', { m: variant(100) }, { schedule_type: 'api_triggered' }, 'schedule_type is api_triggered'],
    ['re-eligibility', { m: variant(100) }, { reeligibility_seconds: 0 }, 'reeligibility_seconds is for messages that are sent'],
    ['a rate limit', { m: variant(100) }, { rate_limit_per_minute: 10 }, 'rate_limit_per_minute is for messages that are sent'],
    ['a user cap', { m: variant(100) }, { user_cap: 10 }, 'user_cap is for messages that are sent'],
    ['an audience of flags', { m: variant(100) }, { audience: { filters: { filter: 'feature_flags', flag_id: 'f' } } }, 'a feature flag can not depend on feature flags'],
    ['an audience whose segment has flags', { m: variant(100) }, { audience: { segments: ['flagged'] } }, 'a feature flag can not depend on feature flags'],
  ])('%s is refused with its place', async (_, messages, more, message) => {
    const e = emulator()
    await e.admin('POST', '/feature_flags', FLAG)
    await e.admin('POST', '/feature_flags', { id: 'old', archived: true })
    await e.admin('POST', '/segments', { id: 'flagged', name: 'S', filters: { filter: 'feature_flags', flag_id: 'f' } })
    const answer = await experiment(e, messages, more)
    expect([answer.status, answer.body.error?.message]).toEqual([422, expect.stringContaining(message)])
    expect((await e.admin('GET', '/campaigns')).body.campaigns).toEqual([])
  })

  test('what is shown can be written back; no API call, trigger or test sends it; steps of a Canvas have no such channel', async () => {
    const { e } = await stage(ABC, { users: 1 })
    const { body } = await e.admin('GET', '/campaigns/x')
    expect(body).toMatchObject({ schedule_type: 'time_based', channels: ['feature_flag'], enabled: true, messages: { on: { name: 'Variant 1', percent: 40 }, none: { name: 'Control Group', type: 'control' } } })
    expect((await e.admin('PUT', '/campaigns/x', body)).status).toBe(200)
    expect((await e.post('/campaigns/trigger/send', { campaign_id: 'x', recipients: [{ external_user_id: 'u0' }] })).status).toBe(400)
    await e.admin('POST', '/clock/advance', { by: '2d' })
    expect((await e.admin('GET', '/messages')).body.messages).toEqual([])
    expect((await e.admin('POST', '/campaigns/x/preview', { external_id: 'u0' })).body.previews).toMatchObject([{ channel: 'feature_flag', payload: { id: 'f', enabled: true } }, { payload: { id: 'f', enabled: false, properties: {} } }])
    const step = await e.admin('POST', '/canvases', { name: 'C', steps: [{ id: 's', messages: { m: variant(100) } }] })
    expect([step.status, step.body.error.message]).toEqual([422, 'steps[0].messages.m.channel is feature_flag: a step of type feature_flag gives a flag'])
    expect((await e.get('/campaigns/details?campaign_id=x')).body).toMatchObject({ channels: ['feature_flag'], messages: { on: { channel: 'feature_flag', name: 'Variant 1' } } })
  })
})
