// Feature flags: refreshed, cached, typed, logged, told of (F1-F7, F9, U14; web wire 3, 8).
import { describe, expect, test } from 'vitest'
import type { DeviceOptions, FeatureFlag, JsonObject, Platform } from '../../../sdk-shims/device/index.ts'
import { PLATFORMS } from './message-bench.ts'
import { answer, bench, config, DATA, paths, START_S } from './scripted-server.ts'
import type { Bench } from './scripted-server.ts'

const FLAGS = '/api/v3/feature_flags/sync'
const ON = (limit = 0): JsonObject => ({ feature_flags: { enabled: true, refresh_rate_limit: limit } })
const flag = (id: string, more: JsonObject = {}): JsonObject => ({ id, enabled: true, properties: {}, fts: `track-${id}`, ...more })

const withFlags = async (platform: Platform, flags: JsonObject[], limit = 0, options: Partial<DeviceOptions> = {}): Promise<Bench & { updates: FeatureFlag[][] }> => {
  const all = bench(platform, options)
  all.standing(DATA, { config: config(ON(limit)) })
  all.standing(FLAGS, { feature_flags: flags })
  all.device.launch()
  await all.news()
  all.device.kill()
  await all.pass(4000)
  const updates: FeatureFlag[][] = []
  all.device.initialize()
  all.device.subscribe('feature_flags', (one) => updates.push(one))
  updates.length = 0
  all.device.launch()
  await all.news()
  return { ...all, updates }
}
const logged = ({ device }: Bench): unknown[] => device.pending.events.filter((one) => one.name === 'ffi').map((one) => one.data)

describe('reading', () => {
  test.each(PLATFORMS)('F4 %s: unknown is null; a switched-off flag is a flag; one without a boolean is none', async (platform) => {
    const { device } = await withFlags(platform, [flag('on'), flag('off', { enabled: false }), flag('odd', { enabled: 'yes' })])
    expect([device.getFeatureFlag('on')?.enabled, device.getFeatureFlag('off')?.enabled, device.getFeatureFlag('odd'), device.getFeatureFlag('?')]).toEqual([true, false, null, null])
    expect(device.getAllFeatureFlags().map((one) => one.id)).toEqual(['on', 'off'])
  })

  test.each(PLATFORMS)('F4 %s: a property by the right getter or not at all', async (platform) => {
    const properties: JsonObject = {
      s: { type: 'string', value: 'x' }, n: { type: 'number', value: 3 }, b: { type: 'boolean', value: false }, i: { type: 'image', value: 'https://example.com/i' },
      j: { type: 'jsonobject', value: { a: [1] } }, d: { type: 'datetime', value: 1_700_000_000_000 }, lie: { type: 'number', value: '3' }, list: { type: 'jsonobject', value: [1] },
    }
    const { device } = await withFlags(platform, [flag('f', { properties })])
    const get = (key: string, type: Parameters<typeof device.typedProperty>[2]): unknown => device.typedProperty(device.getFeatureFlag('f'), key, type)
    expect([get('s', 'string'), get('n', 'number'), get('b', 'boolean'), get('i', 'image'), get('j', 'jsonobject'), get('d', 'datetime')])
      .toEqual(['x', 3, false, 'https://example.com/i', { a: [1] }, 1_700_000_000_000])
    expect([get('s', 'number'), get('s', 'image'), get('i', 'string'), get('n', 'datetime'), get('lie', 'number'), get('list', 'jsonobject'), get('?', 'string')]).toEqual(Array(7).fill(null))
  })

  test.each(PLATFORMS)('F1 %s: cached for a start without a network; U14: not for another user', async (platform) => {
    const { device, pass, news } = await withFlags(platform, [flag('f')])
    device.kill()
    device.goOffline()
    await pass(4000)
    device.launch()
    await news()
    expect(device.getFeatureFlag('f')?.enabled).toBe(true)
    device.changeUser('u1')
    expect(device.getFeatureFlag('f')).toBeNull()
  })

  test('F3 web: switched off by the server, every flag reads as null', async () => {
    const all = await withFlags('web', [flag('f')])
    all.script(DATA, answer({ config: config({ time: START_S + 1 }) }))
    all.device.setFirstName('x')
    all.device.requestImmediateDataFlush()
    await all.news()
    expect([all.device.getFeatureFlag('f'), all.device.getAllFeatureFlags()]).toEqual([null, []])
  })
})

describe('refreshing', () => {
  test.each(PLATFORMS)('F1, F9 %s: at every session start, whatever the limit, also where a timeout began it', async (platform) => {
    const { device, news, pass } = await withFlags(platform, [], 100_000)
    device.background()
    await pass(4000)
    device.foreground()
    expect(paths(await news())).toContain('feature_flags/sync')
  })

  test.each(PLATFORMS)('F2, F7 %s: inside the limit no request; the callback says no, subscribers get what is cached', async (platform) => {
    const { device, news, pass, updates } = await withFlags(platform, [flag('f')], 60)
    updates.length = 0
    const ended: boolean[] = []
    device.refreshFeatureFlags((ok) => ended.push(ok))
    expect([await news(), ended, updates.map((one) => one.map(({ id }) => id))]).toEqual([[], [false], [['f']]])
    await pass(60)
    device.refreshFeatureFlags((ok) => ended.push(ok))
    expect(paths(await news())).toEqual(['feature_flags/sync'])
    expect([ended, updates.length]).toEqual([[false, true], 2])
  })

  test.each(PLATFORMS)('F7 %s: after a failed refresh too, with what is cached', async (platform) => {
    const { device, news, script, updates } = await withFlags(platform, [flag('f')])
    updates.length = 0
    const ended: boolean[] = []
    script(FLAGS, answer('', 503))
    device.refreshFeatureFlags((ok) => ended.push(ok))
    await news()
    expect([ended, updates.map((one) => one.length)]).toEqual([[false], [1]])
  })

  test('F7: before the first config a session start tells nobody; a refresh does, and on web who asked hears first', async () => {
    for (const platform of PLATFORMS) {
      const { device, news, standing } = bench(platform)
      standing(DATA, {})
      const heard: string[] = []
      device.initialize()
      device.subscribe('feature_flags', () => heard.push('subscriber'))
      heard.length = 0
      device.launch()
      await news()
      expect([platform, heard]).toEqual([platform, []])
      device.refreshFeatureFlags((ok) => heard.push(`${ok}`))
      expect([platform, heard, paths(await news())]).toEqual([platform, platform === 'web' ? ['false', 'subscriber'] : ['subscriber', 'false'], []])
    }
  })

  test.each(PLATFORMS)('F6 %s: another user: fetched for him at once', async (platform) => {
    const { device, news } = await withFlags(platform, [flag('f')], 100_000)
    device.changeUser('u1')
    expect((await news()).find((one) => one.path === FLAGS)?.body['user_id']).toBe('u1')
  })

  test.each(PLATFORMS)('F7 %s: a new subscriber is told at once after a sync of this session', async (platform) => {
    const { device, pass } = await withFlags(platform, [flag('f')])
    const heard: number[] = []
    device.subscribe('feature_flags', (one) => heard.push(one.length))
    expect(heard).toEqual([1])
    device.kill()
    device.goOffline()
    await pass(4000)
    device.launch()
    device.subscribe('feature_flags', (one) => heard.push(one.length))
    expect(heard).toEqual([1])
  })
})

describe('impressions', () => {
  test.each(PLATFORMS)('F5 %s: once per session and tracking string; none without one, none of an unknown flag', async (platform) => {
    const all = await withFlags(platform, [flag('a'), flag('b', { fts: 'track-a' }), flag('c', { fts: null })])
    expect(['a', 'a', 'b', 'c', '?'].map((id) => all.device.logFeatureFlagImpression(id))).toEqual([true, false, false, false, false])
    expect(logged(all)).toEqual([{ fid: 'a', fts: 'track-a' }])
    all.device.background()
    await all.pass(4000)
    all.device.foreground()
    await all.news()
    expect(all.device.logFeatureFlagImpression('b')).toBe(true)
  })

  test.each(PLATFORMS)('F5, U14 %s: another user has logged nothing yet', async (platform) => {
    const all = await withFlags(platform, [flag('a')])
    all.device.logFeatureFlagImpression('a')
    all.device.changeUser('u1')
    await all.news()
    expect(all.device.logFeatureFlagImpression('a')).toBe(true)
  })

  test.each(PLATFORMS)('F5 %s: what was logged this session is remembered over a restart within it', async (platform) => {
    const all = await withFlags(platform, [flag('a')])
    all.device.logFeatureFlagImpression('a')
    all.device.kill()
    all.device.launch()
    await all.news()
    expect(all.device.logFeatureFlagImpression('a')).toBe(false)
  })
})
