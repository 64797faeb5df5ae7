// What the web SDK alone does, read in its sources: openSession, a new user's limiter, what is told when (S4, N7, N10, M5, M12, F2, B11, P1). observed: web SDK 6.13.0
import { describe, expect, test } from 'vitest'
import { composite, message, MOBILE, onEvent, trigger, withTriggers } from './message-bench.ts'
import { answer, attributes, bench, codes, config, DATA, paths } from './scripted-server.ts'

const FLAGS = '/api/v3/feature_flags/sync'
const ON = { content_cards: { enabled: true }, feature_flags: { enabled: true, refresh_rate_limit: 600 }, banners: { enabled: true, max_placements: 5 } }
const NULLS = { push_token: null, custom_push_public_key: null, custom_push_user_auth: null, custom_push_vapid_public_key: null }

test('S4, N2 web: openSession() of a live session sends what is queued', async () => {
  const { device, news } = bench('web')
  device.launch()
  await news()
  device.openSession()
  expect(await news()).toEqual([])
  device.logCustomEvent('a')
  device.openSession()
  expect((await news()).map(codes)).toEqual([['ce']])
})

test('N7 web: a new user has a full limiter, and no call behind him', async () => {
  const { device, news, standing } = bench('web')
  standing(DATA, { config: config({ global_request_rate_limit: { enabled: true, capacity: 10, refill_rate: 3600 } }) })
  device.launch()
  await news()
  for (let i = 0; i < 10; i++) {
    device.logCustomEvent('a')
    device.requestImmediateDataFlush()
  }
  expect((await news()).at(-1)?.headers['X-Braze-Req-Tokens-Remaining']).toBe('0')
  device.changeUser('u1')
  device.logCustomEvent('b')
  device.requestImmediateDataFlush()
  const all = await news()
  expect(all.map((one) => [codes(one).at(-1), one.headers['X-Braze-Req-Tokens-Remaining'], one.headers['X-Braze-Last-Req-Ms-Ago']])).toEqual([['ss', undefined, '7200000'], ['ce', '9', '0']])
})

test('M5 web: what a subscriber logs while he is told of a message may bring the next one', async () => {
  const { device } = await withTriggers('web', [trigger(1, onEvent('e1')), trigger(2, onEvent('e2'))], { minimumIntervalBetweenTriggerActionsInSeconds: 30 })
  const heard: unknown[] = []
  device.subscribe('in_app_message', (one) => {
    heard.push(one.data['message'])
    if (heard.length === 1) device.logCustomEvent('e2')
  })
  device.logCustomEvent('e1')
  device.logCustomEvent('e2')
  expect(heard).toEqual(['message 1', 'message 2'])
})

test('M12, M13 web: a control message echoes its extras too', async () => {
  const { device } = await withTriggers('web', [trigger(1, onEvent('e1'), { data: { trigger_id: composite(1), is_control: true, message_extras: { k: 'v' } } })])
  device.logCustomEvent('e1')
  expect(device.pending.events.at(-1)).toMatchObject({ name: 'iec', data: { trigger_ids: [composite(1)], message_extras: { k: 'v' } } })
})

test('N10 web: wipeData tells of the cards alone', async () => {
  const { device, news, standing } = bench('web')
  standing(DATA, { config: config(ON) })
  device.launch()
  await news()
  const told: string[] = []
  for (const what of ['content_cards', 'banners', 'feature_flags'] as const) device.subscribe(what, () => told.push(what))
  told.length = 0
  device.wipeData()
  expect(told).toEqual(['content_cards'])
})

describe('feature flags', () => {
  const flagged = async () => {
    const all = bench('web')
    all.standing(DATA, { config: config(ON) })
    all.standing(FLAGS, { feature_flags: [{ id: 'f', enabled: true, properties: {} }] })
    all.device.launch()
    await all.news()
    return all
  }

  test('B11, F7 web: who subscribes after a change of user hears when the answer came', async () => {
    const { device } = await flagged()
    const sizes: number[] = []
    device.subscribe('feature_flags', (flags) => sizes.push(flags.length))
    expect(sizes).toEqual([1])
    device.changeUser('u1')
    device.subscribe('feature_flags', (flags) => sizes.push(flags.length + 10))
    expect(sizes).toEqual([1])
    await device.idle()
    expect(sizes).toEqual([1, 1, 11])
  })

  test('F2 web: the limit is the page\'s: a change of user keeps it, a reload ends it', async () => {
    const { device, news } = await flagged()
    const asked: boolean[] = []
    device.changeUser('u1')
    device.refreshFeatureFlags((ok) => asked.push(ok))
    expect(paths(await news()).filter((one) => one.startsWith('feature'))).toHaveLength(1)
    device.kill()
    device.initialize()
    device.refreshFeatureFlags((ok) => asked.push(ok))
    expect(paths(await news())).toEqual(['feature_flags/sync'])
    expect(asked).toEqual([false, true])
  })
})

describe('push', () => {
  test('P3 web: blocked notifications are said with each session; not where maintenance is off', async () => {
    for (const [disablePushTokenMaintenance, said] of [[false, [NULLS]], [true, []]] as const) {
      const { device, news } = bench('web', { disablePushTokenMaintenance })
      device.launch()
      device.denyPush()
      await news()
      device.kill()
      device.changeDevice({})
      device.launch()
      device.changeUser('u1')
      expect((await news()).flatMap(attributes).map(({ user_id: _id, ...rest }) => rest).slice(0, 1)).toEqual(said)
    }
  })

  test('P1 web: allowed in the browser\'s settings, the next session registers; nobody opted in', async () => {
    const { device, news } = bench('web')
    device.launch()
    await news()
    device.restorePushInSettings()
    device.changeUser('u1')
    const [fields] = (await news()).flatMap(attributes)
    expect([fields?.['push_token'], fields?.['push_subscribe']]).toEqual([device.state().pushToken, undefined])
    expect(device.state().pushToken).toEqual(expect.any(String))
  })
})

describe('the phones', () => {
  test.each(MOBILE)('P6, N2 %s: permission without a token opts in at once; the token follows', async (platform) => {
    const { device, news } = bench(platform)
    device.launch()
    await news()
    expect(device.setPushPermission('authorized')).toBe(true)
    expect((await news()).map(attributes)).toEqual([[{ push_subscribe: 'opted_in' }]])
    device.setPushToken('tok-1')
    expect((await news()).map(attributes)).toEqual([[{ push_token: 'tok-1' }]])
  })

  test('P5, P6 ios: quiet permission is told at once and opts nobody in; the user\'s yes does', async () => {
    const { device, news } = bench('ios')
    device.launch()
    await news()
    device.setPushPermission('provisional')
    const [quiet] = await news()
    expect([quiet?.body['device'], quiet?.body['attributes']]).toMatchObject([{ ios_push_auth: 'provisional', remote_notification_enabled: 1 }, undefined])
    device.setPushPermission('authorized')
    const [yes] = await news()
    expect([yes?.body['device'], yes?.body['attributes']]).toMatchObject([{ ios_push_auth: 'authorized' }, [{ push_subscribe: 'opted_in' }]])
  })

  test('N2 ios: a yes with a known token and no opting in is told at once', async () => {
    const { device, news } = bench('ios', { optInWhenPushAuthorized: false })
    device.launch()
    device.setPushToken('tok-1')
    await news()
    device.allowPush('tok-1')
    const sent = await news()
    expect([sent.length, sent[0]?.body['device'], sent[0]?.body['attributes']]).toMatchObject([1, { ios_push_auth: 'authorized' }, undefined])
  })

  test('C2 ios: enabled again, the SDK goes by the config of now', async () => {
    const { device, news, script } = bench('ios')
    device.launch()
    await news()
    script(DATA, answer({ config: config({ ...ON, time: 1_800_000_000 }) }))
    device.changeUser('u1')
    await news()
    device.requestContentCardsRefresh()
    expect(await news()).toEqual([])
    device.disableSDK()
    device.enableSDK()
    device.requestContentCardsRefresh()
    expect(paths(await news())).toEqual(['content_cards/sync'])
  })

  test('M10 ios: a templated message that can not be read is none, and the record says why', async () => {
    const templated = trigger(1, onEvent('e1'), { type: 'templated_iam', data: { trigger_id: composite(1) } })
    for (const [data, shown] of [[message(1), 1], [{ ...message(1), type: 'MODAL', message: 7 }, 0]] as const) {
      const { device, script } = await withTriggers('ios', [templated])
      script('/api/v3/template/', answer({ templated_message: { type: 'inapp', data } }))
      device.logCustomEvent('e1')
      await device.idle()
      expect([device.state().shownMessages.length, device.requests.at(-1)?.skipped?.length ?? 0]).toEqual([shown, 1 - shown])
    }
  })

  test.each(MOBILE)('G2 %s: automaticGeofenceRequests false: the app alone asks', async (platform) => {
    for (const automaticGeofenceRequests of [true, false]) {
      const { device, news, standing } = bench(platform, { enableGeofences: true, automaticGeofenceRequests })
      standing(DATA, { config: config({ geofences: { enabled: true, min_time_since_last_request: 0, min_time_since_last_report: 0, max_num_to_register: 20 } }) })
      device.setLocationPermission('always')
      device.moveTo(1, 1)
      device.launch()
      const asked = (all: Awaited<ReturnType<typeof news>>): boolean => paths(all).includes('geofence/request')
      expect(asked(await news())).toBe(automaticGeofenceRequests)
      expect(device.requestGeofences(2, 2)).toBe(true)
      expect(asked(await news())).toBe(true)
    }
  })
})
