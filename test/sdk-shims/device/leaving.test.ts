// What wipeData and logout leave behind, and what they wait for; another version of the app (N10, U10, U19, V). observed: web SDK 6.13.0 in Chromium
import { describe, expect, test } from 'vitest'
import type { WireAnswer } from '../../../sdk-shims/device/index.ts'
import { PLATFORMS } from './message-bench.ts'
import { answer, bench, codes, config, DATA, paths, START_S } from './scripted-server.ts'

const ON = { content_cards: { enabled: true }, feature_flags: { enabled: true, refresh_rate_limit: 0 }, banners: { enabled: true, max_placements: 5 } }

/** An answer that comes when the test says so. */
const held = (): { promise: Promise<WireAnswer>; give(body: unknown, status?: number): void } => {
  let resolve: (one: WireAnswer) => void = () => undefined
  const promise = new Promise<WireAnswer>((one) => { resolve = one })
  return { promise, give: (body, status) => resolve(answer(body, status)) }
}

describe('wipeData', () => {
  test('N10 web: the page goes on with the config in its memory; the next page has none', async () => {
    const { device, news, standing } = bench('web')
    standing(DATA, { config: config(ON) })
    device.launch()
    await news()
    standing(DATA, {})
    device.wipeData()
    device.requestContentCardsRefresh()
    device.refreshFeatureFlags()
    device.requestBannersRefresh(['home'])
    expect(paths(await news())).toEqual(['content_cards/sync', 'feature_flags/sync', 'banners/sync'])
    device.kill()
    device.launch()
    const [first, ...others] = await news()
    expect([first?.body['respond_with'], others]).toEqual([{ triggers: true, config: { config_time: 0 } }, []])
  })

  test('N10 web: a config that came after the wipe is stored again', async () => {
    const { device, news, script } = bench('web')
    device.launch()
    await news()
    device.wipeData()
    script(DATA, answer({ config: config({ time: START_S + 9 }) }))
    device.openSession()
    await news()
    device.kill()
    device.launch()
    expect(device.state().configTime).toBe(START_S + 9)
  })
})

describe('logout', () => {
  test.each(PLATFORMS)('U19 %s: the session of a changeUser just before arrives first', async (platform) => {
    const { device, news } = bench(platform)
    device.launch()
    device.allowPush('tok-1')
    await news()
    device.changeUser('u1')
    const left = device.logout()
    const sent = (await news()).filter((one) => /data|unregister/.test(one.path))
    expect(await left).toEqual({ ok: true })
    const upTo = sent.findIndex((one) => one.path.endsWith('unregister'))
    expect([sent.slice(0, upTo).flatMap(codes), sent.slice(0, upTo).map((one) => one.outcome), sent[upTo]?.body['user_id']]).toEqual([['se', 'ss'], Array(upTo).fill('ok'), 'u1'])
  })

  test.each(PLATFORMS)('U19 %s: where what was under way fails, it is sent again before anything is wiped', async (platform) => {
    const { device, news, script } = bench(platform)
    device.launch()
    await news()
    const first = held()
    script(DATA, first.promise)
    device.logCustomEvent('bye')
    device.requestImmediateDataFlush()
    const left = device.logout()
    first.give('', 503)
    expect(await left).toEqual({ ok: true })
    expect((await news()).filter((one) => one.path === DATA).map((one) => [codes(one), one.outcome])).toMatchObject([[['ce'], 'failed'], [['ce'], 'ok']])
  })

  test.each(PLATFORMS)('U19 %s: nothing of the config is left', async (platform) => {
    const { device, news } = bench(platform)
    device.launch()
    await news()
    expect([await device.logout(), device.state().configTime]).toEqual([{ ok: true }, 0])
  })

  test.each(PLATFORMS)('U19 %s: twice at once is once; killed meanwhile, nothing is wiped', async (platform) => {
    const { device, script } = bench(platform)
    device.launch()
    await device.idle()
    const first = held()
    script(DATA, first.promise)
    device.logCustomEvent('bye')
    device.requestImmediateDataFlush()
    const left = device.logout()
    device.kill()
    first.give('', 503)
    expect([await left, device.state().deviceId, device.pending.events.map((one) => one.name)]).toEqual([{ ok: false, retriable: true }, 'dev-1', ['ce']])
    device.launch()
    expect(await Promise.all([device.logout(), device.logout()])).toContainEqual({ ok: true })
  })
})

test('U10: an alias of spaces is a name on web and none on the phones', () => {
  for (const platform of PLATFORMS) {
    const { device } = bench(platform)
    device.launch()
    const isWeb = platform === 'web'
    expect([platform, device.addAlias(' ', 'l'), device.addAlias('n', ' ')]).toEqual([platform, isWeb, isWeb])
  }
})

test('V: another version of the app; one without a version has none', async () => {
  const { device, news } = bench('web', { appVersion: '1.0', appVersionCode: '10' })
  const versions = async (...given: Parameters<typeof device.upgradeApp>): Promise<unknown[]> => {
    device.upgradeApp(...given)
    device.launch()
    device.logCustomEvent('a')
    device.requestImmediateDataFlush()
    const body = (await news()).at(-1)?.body
    return [body?.['app_version'], body?.['app_version_code']]
  }
  expect(await versions('2.0')).toEqual(['2.0', '10'])
  expect(await versions('2.1', '21')).toEqual(['2.1', '21'])
  expect(await versions(undefined, null)).toEqual([undefined, undefined])
})
