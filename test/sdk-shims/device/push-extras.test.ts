// What comes along with a push: cards, refreshes, test messages, the click that shows a message (P11, P13, P14, P17-P19, G2, M2, Q5).
import { describe, expect, test } from 'vitest'
import type { ContentCardsUpdate, DeviceOptions, JsonObject, Platform } from '../../../sdk-shims/device/index.ts'
import { campaign, composite, message, MOBILE, PLATFORMS, trigger } from './message-bench.ts'
import { answer, bench, config, DATA, paths, START_S } from './scripted-server.ts'
import type { Bench } from './scripted-server.ts'

const ON = {
  content_cards: { enabled: true }, feature_flags: { enabled: true, refresh_rate_limit: 60 }, banners: { enabled: true, max_placements: 10 },
  geofences: { enabled: true, min_time_since_last_request: -1, min_time_since_last_report: -1, max_num_to_register: -1 },
}
const CARD = {
  id: Buffer.from(`${campaign(1)}_$_cc=1&mv=${'a'.repeat(24)}&pi=cmp`).toString('base64'),
  tp: 'short_news', ca: START_S, ea: -1, tt: 'pushed', ds: '', u: '', uw: false, v: false, cl: false, p: false, r: false, db: true, t: false, e: {},
}
const CID = composite(7)

/** A push as each platform gets it; `title` undefined: silent. `more`: texts for FCM, JSON elsewhere. */
const push = (platform: Platform, title: string | undefined, more: JsonObject = {}): JsonObject => {
  if (platform === 'android') {
    const texts = Object.fromEntries(Object.entries(more).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]))
    return { data: { _ab: 'true', cid: CID, ...(title === undefined ? {} : { t: title, a: 'body' }), ...texts } }
  }
  if (platform === 'web') return { t: title ?? '', a: 'body', cid: CID, ...more }
  const { ab_cd: card, ab_cd_uid: user, ...rest } = more
  return {
    aps: title === undefined ? { 'content-available': 1 } : { alert: { title, body: 'body' } },
    ab: { c: CID, ...(card === undefined ? {} : { ab_cd: card }), ...(user === undefined ? {} : { ab_cd_uid: user }) }, ...rest,
  }
}

const ready = async (platform: Platform, options: Partial<DeviceOptions> = {}): Promise<Bench> => {
  const all = bench(platform, { minimumIntervalBetweenTriggerActionsInSeconds: 0, enableGeofences: true, ...options })
  all.standing(DATA, { config: config(ON) })
  all.standing('/api/v3/geofence/request', { geofences: [] })
  all.device.setLocationPermission('always')
  all.device.moveTo(52.5, 13.4)
  all.device.launch()
  await all.news()
  all.device.kill()
  all.device.launch()
  all.device.allowPush()
  await all.pass(61)
  await all.news()
  return all
}

describe('cards in pushes', () => {
  test.each(PLATFORMS)('P17 %s: the card is there at once, without a sync; subscribers hear of it', async (platform) => {
    const { device, news } = await ready(platform)
    const heard: ContentCardsUpdate[] = []
    device.subscribe('content_cards', (one) => heard.push(one))
    heard.length = 0
    device.receivePush(push(platform, 'Hi', { ab_cd: CARD, ab_cd_uid: '' }))
    expect(device.contentCards().map((one) => one.data['tt'])).toEqual(['pushed'])
    expect(heard.map((one) => one.cards.length)).toEqual([1])
    expect(await news()).toEqual([])
  })

  test.each(PLATFORMS)('P17 %s: only for the user it names', async (platform) => {
    const { device, news } = await ready(platform)
    device.receivePush(push(platform, 'Hi', { ab_cd: CARD, ab_cd_uid: 'u1' }))
    expect(device.contentCards()).toEqual([])
    device.changeUser('u1')
    await news()
    device.receivePush(push(platform, 'Hi', { ab_cd: CARD, ab_cd_uid: 'u2' }))
    device.receivePush(push(platform, 'Hi', { ab_cd: CARD }))
    expect(device.contentCards()).toEqual([])
    device.receivePush(push(platform, 'Hi', { ab_cd: JSON.stringify(CARD), ab_cd_uid: 'u1' }))
    expect(device.contentCards()).toHaveLength(1)
  })

  test('P17: the next full sync leaves it alone on the phones; a sync that names it decides', async () => {
    for (const platform of PLATFORMS) {
      const { device, news, script } = await ready(platform)
      device.receivePush(push(platform, 'Hi', { ab_cd: CARD, ab_cd_uid: '' }))
      device.requestContentCardsRefresh()
      await news()
      expect([platform, device.contentCards().length]).toEqual([platform, platform === 'web' ? 0 : 1])
      script('/api/v3/content_cards/sync', answer({ cards: [{ ...CARD, r: true }], full_sync: false, last_full_sync_at: 1, last_card_updated_at: 1 }))
      device.requestContentCardsRefresh()
      await news()
      expect(device.contentCards()).toEqual([])
    }
  })

  test('P17 ios: what a killed app could not take, it takes with the tap', async () => {
    const { device, news } = await ready('ios')
    device.kill()
    device.receivePush(push('ios', 'Hi', { ab_cd: CARD, ab_cd_uid: '' }))
    expect(device.contentCards()).toEqual([])
    device.tapPush()
    expect(device.contentCards()).toHaveLength(1)
    await news()
  })

  test.each(PLATFORMS)('P17 %s: what is no card is none', async (platform) => {
    const { device } = await ready(platform)
    for (const card of ['{', '[]', { ...CARD, id: 1 }, { ...CARD, tp: 'hologram' }]) device.receivePush(push(platform, 'Hi', { ab_cd: card, ab_cd_uid: '' }))
    expect(device.contentCards()).toEqual([])
  })
})

describe('refreshes', () => {
  test.each(PLATFORMS)('P18, G2 %s: flags, banners and geofences on the word of a push', async (platform) => {
    const { device, news } = await ready(platform)
    const asked = async (more: JsonObject): Promise<string[]> => {
      device.receivePush(push(platform, undefined, more))
      return paths(await news())
    }
    expect(await asked({ br_ffr: 'true' })).toEqual(['feature_flags/sync'])
    // P18: the limit of 60 s holds here too
    expect(await asked({ br_ffr: 'true' })).toEqual([])
    expect(await asked({ br_br: 'true' })).toEqual([])
    device.requestBannersRefresh(['home'])
    await news()
    expect(await asked({ br_br: 'true' })).toEqual(['banners/sync'])
    expect(await asked({ ab_sync_geos: 'true' })).toEqual(platform === 'web' ? [] : ['geofence/request'])
    expect(await asked({ br_br: 'false', br_ffr: '' })).toEqual([])
  })

  test('P13, P14 android: neither a second copy nor an uninstall probe does anything', async () => {
    const { device, news, pass } = await ready('android')
    expect(device.receivePush(push('android', undefined, { appboy_uninstall_tracking: 'true', br_ffr: 'true' })).ignored).toBe('an uninstall probe (P14)')
    expect(await news()).toEqual([])
    device.receivePush(push('android', undefined, { br_p_id: 'p1', br_ffr: 'true' }))
    expect(paths(await news())).toEqual(['feature_flags/sync'])
    await pass(61)
    device.receivePush(push('android', undefined, { br_p_id: 'p1', br_ffr: 'true' }))
    expect(await news()).toEqual([])
  })

  test.each(PLATFORMS)('S17 %s: a disabled SDK takes nothing', async (platform) => {
    const { device, news } = await ready(platform)
    device.disableSDK()
    await news()
    device.receivePush(push(platform, 'Hi', { ab_cd: CARD, ab_cd_uid: '', br_ffr: 'true', ab_sync_geos: 'true' }))
    expect([await news(), device.contentCards()]).toEqual([[], []])
  })
})

describe('test messages', () => {
  const KEY = { ab_push_fetch_test_triggers_key: 'true' }
  const list = (): JsonObject => ({ triggers: [trigger(1, { type: 'test' }), trigger(2, { type: 'open' })] })

  test('P19 android: with the app in front the message is shown at once, and no notification', async () => {
    const { device, news, script } = await ready('android')
    script(DATA, answer(list()))
    expect(device.receivePush(push('android', 'Test', KEY))).toMatchObject({ displayed: false, received: true, ignored: 'a test message, shown at once (P19)' })
    expect((await news())[0]?.headers['X-Braze-TriggersRequest']).toBe('true')
    expect(device.state()).toMatchObject({ notifications: [], shownMessages: [{ event: 'test', data: message(1) }] })
  })

  test.each(PLATFORMS)('Q5 %s: else the tap on its notification fetches and shows it, whatever the interval', async (platform) => {
    const { device, news, script } = await ready(platform, { eagerTestDisplay: false, minimumIntervalBetweenTriggerActionsInSeconds: 3600 })
    expect(device.receivePush(push(platform, 'Test', KEY))).toMatchObject({ displayed: true })
    expect(await news()).toEqual([])
    script(DATA, ...(platform === 'web' ? [answer({})] : []), answer(platform === 'web' ? list() : {}), answer(list()), answer(list()))
    device.tapPush()
    await news()
    expect(device.state().shownMessages.map((one) => one.data['message'])).toEqual(['message 1'])
  })

  test('P19 android: in the background it is a notification', async () => {
    const { device } = await ready('android')
    device.background()
    expect(device.receivePush(push('android', 'Test', KEY)).displayed).toBe(true)
  })
})

describe('what the app hears', () => {
  const listen = (all: Bench): unknown[] => {
    const heard: unknown[] = []
    all.device.subscribe('push', (one) => heard.push([one.event, one.silent, one.notification?.title]))
    return heard
  }

  test.each(PLATFORMS)('mobile wire 7.7 %s: received in front, silent or not; opened; P11 swiped away', async (platform) => {
    const all = await ready(platform)
    const heard = listen(all)
    all.device.receivePush(push(platform, 'One'))
    all.device.tapPush()
    all.device.receivePush(push(platform, 'Two'))
    all.device.dismissPush()
    expect(heard).toEqual([['received', false, 'One'], ['opened', false, 'One'], ['received', false, 'Two'], ['deleted', false, 'Two']])
    if (platform === 'web') return
    all.device.receivePush(push(platform, undefined))
    expect(heard.at(-1)).toEqual(['received', true, undefined])
  })

  test('P12, mobile wire 7.7 ios: in the background a notification is heard of when it is tapped, a silent push at once', async () => {
    const all = await ready('ios')
    const heard = listen(all)
    all.device.background()
    all.device.receivePush(push('ios', 'One'))
    all.device.receivePush(push('ios', undefined))
    expect(heard).toEqual([['received', true, undefined]])
    all.device.tapPush()
    expect(heard.slice(1)).toEqual([['opened', false, 'One']])
  })

  test('P13, P14, P19 android: nothing is heard of probes, second copies and test messages shown at once', async () => {
    const all = await ready('android')
    const heard = listen(all)
    all.device.receivePush(push('android', 'One', { br_p_id: 'p1' }))
    all.device.receivePush(push('android', 'One', { br_p_id: 'p1' }))
    all.device.receivePush(push('android', 'Probe', { appboy_uninstall_tracking: 'true' }))
    all.device.receivePush(push('android', 'Test', { ab_push_fetch_test_triggers_key: 'true' }))
    expect(heard).toEqual([['received', false, 'One']])
  })
})

describe('push clicks', () => {
  const onClick = (): JsonObject => ({ triggers: [trigger(1, { type: 'push_click', data: { campaign_id: campaign(7) } })] })

  test.each(PLATFORMS)('P11, M2 %s: a tap that starts the app fires push_click once the triggers have come', async (platform) => {
    const { device, news, pass, standing } = await ready(platform)
    device.receivePush(push(platform, 'Hi'))
    device.kill()
    await pass(4000)
    standing(DATA, onClick())
    device.tapPush()
    await news()
    expect(device.state().shownMessages.map((one) => [one.event, one.data['message']])).toEqual([['push_click', 'message 1']])
    expect(device.requests.flatMap((one) => (one.body['events'] ?? []) as JsonObject[]).filter((one) => one['name'] === 'pc').map((one) => one['data'])).toEqual([{ cid: CID }])
  })

  test('P11, M2 android: a button that opens the app counts as a click; one that only closes does not', async () => {
    const { device, news, pass, standing } = await ready('android')
    standing(DATA, onClick())
    device.background()
    await pass(60)
    device.foreground()
    await news()
    const buttons = { ab_a0_id: 'no', ab_a0_t: 'No', ab_a0_a: 'ab_none', ab_a1_id: 'yes', ab_a1_t: 'Yes', ab_a1_a: 'ab_open' }
    device.receivePush(push('android', 'Hi', buttons))
    device.tapPushButton('no')
    expect(device.state().shownMessages).toEqual([])
    device.receivePush(push('android', 'Hi', buttons))
    device.tapPushButton('yes')
    expect(device.state().shownMessages).toHaveLength(1)
  })

  test('P11 web: a tap within a session asks for the triggers first', async () => {
    const { device, news, standing } = await ready('web')
    device.receivePush(push('web', 'Hi'))
    standing(DATA, onClick())
    device.tapPush()
    const sent = await news()
    expect(sent.map((one) => one.headers['X-Braze-TriggersRequest'])).toEqual([undefined, 'true'])
    expect(device.state().shownMessages).toHaveLength(1)
  })

  test.each(MOBILE)('P11 %s: within a session it is judged by the triggers that are there', async (platform) => {
    const { device, news, standing, pass } = await ready(platform)
    standing(DATA, onClick())
    device.background()
    await pass(60)
    device.foreground()
    await news()
    device.receivePush(push(platform, 'Hi'))
    device.tapPush()
    expect(device.state().shownMessages).toHaveLength(1)
    device.dismissInAppMessage()
    device.receivePush(push(platform, 'Hi'))
    device.dismissPush()
    expect(device.state().shownMessages).toHaveLength(0)
  })

  test('M10 web: the template of a push click names the click, though the page does not send it', async () => {
    const { device, news, standing } = await ready('web')
    standing(DATA, { triggers: [trigger(1, { type: 'push_click' }, { type: 'templated_iam', data: { trigger_id: composite(1) } })] })
    device.receivePush(push('web', 'Hi'))
    device.tapPush()
    const asked = (await news()).find((one) => one.path === '/api/v3/template/')
    expect(asked?.body['template']).toMatchObject({ trigger_event_type: 'push_click', data: { name: 'pc', data: { cid: CID }, session_id: device.state().sessionId } })
  })
})
