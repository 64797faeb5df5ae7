// Flags on headless devices that speak the SDK wire: rolled out, read by type, changed with the user, logged, given by a Canvas (F1-F6, F8, F9).
import { expect, test } from 'vitest'
import { devicesOf } from '../../kit/devices.ts'
import { emulator, NOW } from '../../kit/world.ts'

const PLATFORMS = ['web', 'ios', 'android'] as const
type Shop = ReturnType<typeof devicesOf>

/** A device whose SDK has read a config that switches flags on (iOS takes it with the next launch). */
async function device(shop: Shop, platform: (typeof PLATFORMS)[number], user: string) {
  const one = shop.device(platform)
  one.launch()
  one.changeUser(user)
  await shop.settle()
  one.kill()
  await shop.pass(2000)
  one.launch()
  await shop.settle()
  return one
}
type Device = Awaited<ReturnType<typeof device>>
const refreshed = async (shop: Shop, one: Device) => {
  one.refreshFeatureFlags()
  await shop.settle()
  return one.getFeatureFlag('f')
}
const clean = (one: Device) => expect(one.requests.filter(({ decodeError }) => decodeError !== undefined)).toEqual([])

test.each(PLATFORMS)('F4, F6, F8 %s: off until it is rolled out; typed; another user has his own; an unknown flag is none', async (platform) => {
  const e = emulator()
  const shop = devicesOf(e)
  await e.post('/users/track', { attributes: [{ external_id: 'mel', vip: true }, { external_id: 'kai', vip: false }] })
  await e.admin('POST', '/feature_flags', { id: 'f', properties: { color: { type: 'string', value: 'red' }, at: { type: 'timestamp', value: NOW }, more: { type: 'JSON', value: { a: 1 } } } })
  const one = await device(shop, platform, 'mel')
  expect([one.getFeatureFlag('f')?.enabled, one.getFeatureFlag('nope')]).toEqual([false, null])
  await e.admin('PATCH', '/feature_flags/f', { rules: [{ audience: { filters: { filter: 'custom_attribute', name: 'vip', cmp: 'is', value: true } }, rollout_percent: 100 }] })
  expect(one.getFeatureFlag('f')?.enabled).toBe(false) // "the SDK caches these values"
  const flag = await refreshed(shop, one)
  expect(flag?.enabled).toBe(true)
  expect([one.typedProperty(flag!, 'color', 'string'), one.typedProperty(flag!, 'at', 'datetime'), one.typedProperty(flag!, 'more', 'jsonobject'), one.typedProperty(flag!, 'color', 'number')]).toEqual(['red', Date.parse(NOW), { a: 1 }, null])
  one.changeUser('kai')
  await shop.settle()
  expect(one.getFeatureFlag('f')?.enabled).toBe(false)
  clean(one)
})

test.each(PLATFORMS)('F5 %s: one impression a session and tracking string reaches the experiment’s numbers', async (platform) => {
  const e = emulator()
  const shop = devicesOf(e)
  await e.admin('POST', '/feature_flags', { id: 'f' })
  await e.admin('POST', '/campaigns', { id: 'x', name: 'X', messages: { on: { channel: 'feature_flag', flag_id: 'f' } } })
  const one = await device(shop, platform, 'mel')
  expect([one.getFeatureFlag('f')?.enabled, one.logFeatureFlagImpression('f'), one.logFeatureFlagImpression('f')]).toEqual([true, true, false])
  one.requestImmediateDataFlush()
  await shop.settle()
  const { body } = await e.get('/campaigns/data_series?campaign_id=x&length=1&ending_at=2026-03-01T23:00:00Z')
  expect(body.data).toMatchObject([{ unique_recipients: 1, messages: { feature_flag: [{ variation_api_id: 'on', impressions: 1 }] } }])
  clean(one)
})

test.each(PLATFORMS)('F1, F9 %s: a Canvas gives a flag and takes it with its end; each session asks', async (platform) => {
  const e = emulator()
  const shop = devicesOf(e)
  await e.admin('POST', '/feature_flags', { id: 'f' })
  await e.admin('POST', '/canvases', { id: 'c', name: 'C', schedule_type: 'action_based', entry: { trigger: { type: 'custom_event', name: 'go' } }, steps: [{ id: 's', type: 'feature_flag', settings: { flag_id: 'f' } }] })
  const one = await device(shop, platform, 'mel')
  one.logCustomEvent('go')
  one.requestImmediateDataFlush()
  await shop.settle()
  await e.admin('POST', '/settle')
  const session = async () => {
    one.background()
    await shop.pass(4000)
    one.foreground()
    if (platform === 'web') one.openSession()
    await shop.settle()
    return one.getFeatureFlag('f')?.enabled
  }
  expect(await session()).toBe(true)
  await e.admin('POST', '/canvases/c/stop')
  expect(await session()).toBe(false)
  clean(one)
})

test.each(PLATFORMS)('F2, F3 %s: the throttle and the switch of the config reach the SDK', async (platform) => {
  const e = emulator()
  const shop = devicesOf(e)
  await e.admin('POST', '/feature_flags', { id: 'f', everyone_else: true })
  await e.admin('PATCH', '/settings', { sdk_config: { feature_flags_refresh_rate_limit: 600 } })
  const one = await device(shop, platform, 'mel')
  const asked = () => one.requests.filter(({ path }) => path.includes('feature_flags')).length
  await shop.pass(601)
  const before = asked()
  for (let n = 0; n < 3; n++) await refreshed(shop, one)
  expect(asked() - before).toBe(1)
  await shop.pass(601)
  await refreshed(shop, one)
  expect(asked() - before).toBe(2)
  await e.admin('PATCH', '/settings', { sdk_features: { feature_flags: false } })
  const off = await device(shop, platform, 'kai')
  expect([off.getFeatureFlag('f'), off.requests.filter(({ path }) => path.includes('feature_flags')).length]).toEqual([null, 0])
})
