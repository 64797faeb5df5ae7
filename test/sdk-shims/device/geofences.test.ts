// G1-G4: locations and geofences: consent, requests, registered fences, transitions and their limits (mobile wire 4.8).
import { describe, expect, test } from 'vitest'
import type { DeviceOptions, GeofenceTransition, JsonObject, Platform } from '../../../sdk-shims/device/index.ts'
import { MOBILE, PLATFORMS } from './message-bench.ts'
import { answer, bench, codes, config, DATA, events, paths, START, START_S } from './scripted-server.ts'
import type { Bench } from './scripted-server.ts'

const REQUEST = '/api/v3/geofence/request'
const REPORT = '/api/v3/geofence/report'
/** Two places 1112 m apart, and one far away. */
const HOME = [52.5, 13.4] as const
const SHOP = [52.51, 13.4] as const
const AWAY = [48.1, 11.5] as const

const fence = (id: string, [latitude, longitude]: readonly [number, number], more: JsonObject = {}): JsonObject => ({
  id, latitude, longitude, radius: 200, cooldown_enter: 0, cooldown_exit: 0, analytics_enabled_enter: true, analytics_enabled_exit: true,
  enter_events: true, exit_events: true, notification_responsiveness: 30, ...more,
})
const rule = (more: JsonObject = {}): JsonObject => config({ geofences: { enabled: true, min_time_since_last_request: -1, min_time_since_last_report: -1, max_num_to_register: -1, ...more } })

/** A device at home that may always look, with these fences on the server. */
const located = async (platform: Platform, fences: JsonObject[], more: JsonObject = {}, options: Partial<DeviceOptions> = {}): Promise<Bench & { heard: GeofenceTransition[] }> => {
  const all = bench(platform, { enableLocationCollection: true, ...options })
  all.standing(DATA, { config: rule(more) })
  all.standing(REQUEST, { geofences: fences })
  all.standing(REPORT, {})
  all.device.setLocationPermission('always')
  all.device.moveTo(...HOME)
  all.device.launch()
  await all.news()
  const heard: GeofenceTransition[] = []
  all.device.subscribe('geofence', (one) => heard.push(one))
  return { ...all, heard }
}
/** Transitions that reached the server since the last look. */
const reported = async ({ news }: Bench): Promise<unknown[]> =>
  (await news()).filter((one) => one.path === REPORT).flatMap((one) => events(one).map((event) => [event['name'], event['data']]))

describe('the place', () => {
  test.each(PLATFORMS)('G1 %s: no place is sent unless the app turned collection on and the user agreed; then one lr per session start', async (platform) => {
    const lr = async (options: Partial<DeviceOptions>, allowed: 'always' | 'whenInUse' | 'denied'): Promise<unknown[]> => {
      const { device, news, pass } = bench(platform, options)
      device.setLocationPermission(allowed)
      device.moveTo(...HOME)
      device.launch()
      const first = (await news())[0]
      device.logCustomEvent('a')
      device.background()
      await pass(4000)
      device.foreground()
      return [...events(first), ...(await news()).flatMap((one) => events(one))].filter((one) => one['name'] === 'lr').map((one) => one['data'])
    }
    const here = { latitude: HOME[0], longitude: HOME[1] }
    expect(await lr({}, 'always')).toEqual([])
    expect(await lr({ enableLocationCollection: true }, 'denied')).toEqual([])
    expect(await lr({ enableLocationCollection: true }, 'whenInUse')).toEqual([here, here])
  })

  test.each(PLATFORMS)('G1 %s: setLastKnownLocation needs none of it', async (platform) => {
    const { device, news } = bench(platform)
    device.launch()
    await news()
    expect([device.setLastKnownLocation(1, 2), device.setLastKnownLocation(91, 0)]).toEqual([true, false])
    device.requestImmediateDataFlush()
    expect(codes((await news())[0])).toEqual(['lr'])
  })
})

describe('asking for fences', () => {
  test.each(MOBILE)('G2 %s: at a session start, for where the device is, for its user', async (platform) => {
    const { device, news, pass } = await located(platform, [fence('f1', SHOP)])
    expect(device.state().geofences).toEqual([{
      id: 'f1', latitude: SHOP[0], longitude: SHOP[1], radius: 200, enterEvents: true, exitEvents: true, analyticsEnter: true, analyticsExit: true, cooldownEnter: 0, cooldownExit: 0,
    }])
    device.changeUser('u1')
    const sent = (await news()).find((one) => one.path === REQUEST)
    expect(sent?.body).toMatchObject({ api_key: 'key-1', device_id: 'dev-1', user_id: 'u1', location: { latitude: HOME[0], longitude: HOME[1] } })
    await pass(1)
  })

  test('G2, G3: not on web, not while the server has them off, not without consent or place', async () => {
    const asked = async (platform: Platform, options: Partial<DeviceOptions>, permission: 'always' | 'whenInUse' | 'denied', enabled = true): Promise<boolean> => {
      const { device, news, standing } = bench(platform, options)
      standing(DATA, { config: rule({ enabled }) })
      standing(REQUEST, { geofences: [] })
      device.setLocationPermission(permission)
      device.moveTo(...HOME)
      device.launch()
      return paths(await news()).includes('geofence/request')
    }
    const on = { enableLocationCollection: true }
    expect(await asked('web', on, 'always')).toBe(false)
    for (const platform of MOBILE) {
      expect([await asked(platform, on, 'always'), await asked(platform, on, 'always', false), await asked(platform, {}, 'always'), await asked(platform, on, 'denied'), await asked(platform, on, 'whenInUse')])
        .toEqual([true, false, false, false, false])
      expect(await asked(platform, { enableGeofences: true }, 'always')).toBe(true)
      expect(await asked(platform, { ...on, enableGeofences: false }, 'always')).toBe(false)
      expect(await asked(platform, { ...on, allowBackgroundGeofenceUpdates: true }, 'whenInUse')).toBe(platform === 'ios')
    }
  })

  test.each(MOBILE)('G2 %s: by hand once a session', async (platform) => {
    const { device, news, pass } = await located(platform, [])
    expect([device.requestGeofences(...SHOP), device.requestGeofences(...SHOP), device.requestGeofences(91, 0)]).toEqual([true, false, false])
    expect((await news()).map((one) => [one.path, one.body['location']])).toEqual([[REQUEST, { latitude: SHOP[0], longitude: SHOP[1] }]])
    device.background()
    await pass(60)
    device.foreground()
    await news()
    expect(device.requestGeofences(...SHOP)).toBe(true)
  })

  test.each(MOBILE)('G2 %s: automatic requests keep their interval', async (platform) => {
    const { device, news, pass } = await located(platform, [], { min_time_since_last_request: 600 })
    const session = async (): Promise<boolean> => {
      device.background()
      await pass(60)
      device.foreground()
      return paths(await news()).includes('geofence/request')
    }
    expect(await session()).toBe(false)
    await pass(540)
    expect(await session()).toBe(true)
  })

  test.each(MOBILE)('G3 %s: at most 20 are registered, or as many as the config says; unreadable ones are none', async (platform) => {
    const many = Array.from({ length: 25 }, (_, i) => fence(`f${i}`, AWAY))
    expect((await located(platform, [{ id: 'broken' }, ...many])).device.state().geofences).toHaveLength(20)
    expect((await located(platform, many, { max_num_to_register: 3 })).device.state().geofences.map((one) => one.id)).toEqual(['f0', 'f1', 'f2'])
  })
})

describe('transitions', () => {
  test.each(MOBILE)('G4 %s: entering and leaving are reported once each, with their user and session', async (platform) => {
    const all = await located(platform, [fence('shop', SHOP)])
    all.device.moveTo(...SHOP)
    all.device.moveTo(SHOP[0] + 0.0001, SHOP[1])
    expect(await reported(all)).toEqual([['g', { geo_id: 'shop', event_type: 'enter' }]])
    expect(all.device.state().insideGeofences).toEqual(['shop'])
    all.device.moveTo(...AWAY)
    const [left] = await all.news()
    expect(left?.body['events']).toEqual([{ name: 'g', time: START_S, data: { geo_id: 'shop', event_type: 'exit' }, session_id: all.device.state().sessionId }])
    expect(all.heard).toEqual([{ at: START, id: 'shop', event: 'enter', reported: true }, { at: START, id: 'shop', event: 'exit', reported: true }])
  })

  test.each(MOBILE)('G4 %s: registered while inside is entering', async (platform) => {
    const all = await located(platform, [fence('home', HOME)])
    expect(all.device.state().insideGeofences).toEqual(['home'])
    expect(all.device.requests.filter((one) => one.path === REPORT)).toHaveLength(1)
  })

  test.each(MOBILE)('G4 %s: the OS may say so itself; twice is once; an unknown fence is a mistake', async (platform) => {
    const all = await located(platform, [fence('shop', SHOP)])
    expect([all.device.exitGeofence('shop'), all.device.enterGeofence('shop'), all.device.enterGeofence('shop'), all.device.exitGeofence('shop')]).toEqual([false, true, false, true])
    expect(await reported(all)).toHaveLength(2)
    expect(() => all.device.enterGeofence('?')).toThrow('no geofence ? is registered on this device')
  })

  test.each(MOBILE)('G4 %s: a killed app is started behind the user\'s back, without a session', async (platform) => {
    const all = await located(platform, [fence('shop', SHOP)])
    all.device.kill()
    await all.pass(3600)
    await all.news()
    all.device.moveTo(...SHOP)
    expect((await reported(all))[0]).toEqual(['g', { geo_id: 'shop', event_type: 'enter' }])
    expect(all.device.state()).toMatchObject({ running: true, foreground: false })
  })

  test.each(MOBILE)('G4 %s: the interval counts for all fences, the cooldown for one fence and direction', async (platform) => {
    const slow = await located(platform, [fence('shop', SHOP), fence('away', AWAY)], { min_time_since_last_report: 60 })
    slow.device.moveTo(...SHOP)
    slow.device.moveTo(...AWAY)
    expect(slow.device.state().geofenceTransitions.map(({ id, event, reported, why }) => [id, event, reported, why])).toEqual([
      ['shop', 'enter', true, undefined], ['shop', 'exit', false, 'too soon after the last report'], ['away', 'enter', false, 'too soon after the last report'],
    ])
    await slow.pass(60)
    slow.device.moveTo(...HOME)
    expect((await reported(slow)).map((one) => (one as [string, JsonObject])[1])).toEqual([{ geo_id: 'shop', event_type: 'enter' }, { geo_id: 'away', event_type: 'exit' }])

    const cool = await located(platform, [fence('shop', SHOP, { cooldown_enter: 60 })])
    for (const [latitude, longitude] of [SHOP, HOME, SHOP, HOME]) cool.device.moveTo(latitude, longitude)
    expect(cool.heard.map(({ event, reported }) => [event, reported])).toEqual([['enter', true], ['exit', true], ['enter', false], ['exit', true]])
    await cool.pass(60)
    cool.device.moveTo(...SHOP)
    expect(cool.heard.at(-1)).toMatchObject({ event: 'enter', reported: true })
  })

  test.each(MOBILE)('G4 %s: what a fence does not ask for is not reported', async (platform) => {
    const all = await located(platform, [fence('a', SHOP, { enter_events: false }), fence('b', SHOP, { analytics_enabled_exit: false })])
    all.device.moveTo(...SHOP)
    all.device.moveTo(...HOME)
    expect((await reported(all)).map((one) => (one as [string, JsonObject])[1])).toEqual([{ geo_id: 'b', event_type: 'enter' }, { geo_id: 'a', event_type: 'exit' }])
  })

  test.each(MOBILE)('N6 %s: a report that did not arrive goes with the next one', async (platform) => {
    const all = await located(platform, [fence('shop', SHOP)])
    all.script(REPORT, new Error('gone'))
    all.device.moveTo(...SHOP)
    await all.news()
    all.device.moveTo(...HOME)
    expect((await reported(all)).map((one) => (one as [string, JsonObject])[1]['event_type'])).toEqual(['enter', 'exit'])
    all.device.moveTo(...SHOP)
    expect((await reported(all)).map((one) => (one as [string, JsonObject])[1]['event_type'])).toEqual(['enter'])
  })

  test.each(MOBILE)('G3 %s: with the consent go the fences', async (platform) => {
    const all = await located(platform, [fence('shop', SHOP)])
    all.device.moveTo(...SHOP)
    await all.news()
    all.device.setLocationPermission('denied')
    all.device.moveTo(...AWAY)
    expect([await reported(all), all.device.state().insideGeofences, all.device.exitGeofence('shop')]).toEqual([[], [], false])
    expect(answer({}).status).toBe(200)
  })

  test('G4: no place on earth is a mistake', () => {
    expect(() => bench('ios').device.moveTo(91, 0)).toThrow(RangeError)
  })
})
