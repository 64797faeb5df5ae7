// Geofences on headless phones: told by the config, fetched, crossed, what starts by it, fetched anew after a push (G2-G4).
import { expect, test } from 'vitest'
import { devicesOf } from '../../kit/devices.ts'
import { emulator } from '../../kit/world.ts'

const PHONES = ['ios', 'android'] as const
const SHOP = [52.51, 13.4] as const
const HOME = [52.5, 13.4] as const
const fence = (id: string, [latitude, longitude]: readonly [number, number], more: object = {}) => ({ id, name: id, latitude, longitude, radius_meters: 200, ...more })

async function stage(platform: (typeof PHONES)[number]) {
  const e = emulator()
  const shop = devicesOf(e)
  await e.admin('POST', '/locations', { id: 'shops', name: 'Shops', geofences: [fence('berlin', SHOP), fence('munich', [48.1, 11.5]), fence('sydney', [-33.8, 151.2])] })
  await e.admin('POST', '/canvases', { id: 'c', name: 'C', schedule_type: 'action_based', entry: { trigger: { type: 'geofence', set: 'shops', event: 'enter' } }, reentry: { allowed: true, seconds: 0 }, steps: [{ id: 's', type: 'delay', settings: { duration_seconds: 1 } }] })
  const phone = shop.device(platform, { enableGeofences: true })
  phone.setLocationPermission('always')
  phone.moveTo(...HOME)
  phone.launch()
  phone.changeUser('mel')
  await shop.settle()
  phone.kill()
  await shop.pass(2000)
  phone.launch()
  await shop.settle()
  const entered = async () => {
    await shop.settle()
    await e.admin('POST', '/settle')
    return e.journal().filter(({ kind }) => kind === 'canvas.entered').length
  }
  return { e, shop, phone, entered }
}

test.each(PHONES)('G2, G3 %s: the SDK has the geofences near, with their cooldowns', async (platform) => {
  const { phone } = await stage(platform)
  expect(phone.state().geofences.map(({ id, radius, cooldownEnter }) => [id, radius, cooldownEnter])).toEqual([['berlin', 200, 21_600], ['munich', 200, 21_600]])
  expect(phone.requests.filter(({ decodeError }) => decodeError !== undefined)).toEqual([])
})

test.each(PHONES)('G4 %s: entering starts the Canvas once; again within the cooldown it does not, after it it does', async (platform) => {
  const { e, shop, phone, entered } = await stage(platform)
  const visit = () => (phone.moveTo(...SHOP), phone.moveTo(...HOME))
  visit()
  expect(await entered()).toBe(1)
  visit()
  expect(await entered()).toBe(1)
  expect(e.journal().filter(({ kind }) => kind === 'geofence.transition').map(({ data }) => [data['geo_id'], data['event_type'], data['geofence_set_name']])).toEqual([['berlin', 'enter', 'Shops'], ['berlin', 'exit', 'Shops']])
  await shop.pass(21_601)
  visit()
  expect(await entered()).toBe(2)
})

test.each(PHONES)('G2 %s: a set that changed reaches the phone with the push of a re-sync, which shows nothing', async (platform) => {
  const { e, shop, phone } = await stage(platform)
  phone.allowPush('f00d')
  await shop.settle()
  await e.admin('POST', '/locations', { id: 'more', name: 'More', geofences: [fence('home', HOME)] })
  const ids = () => phone.state().geofences.map(({ id }) => id)
  expect(ids()).toEqual(['berlin', 'munich'])
  expect(await e.admin('POST', '/locations/resync', { external_ids: ['mel'] })).toMatchObject({ status: 200 })
  await e.admin('POST', '/settle')
  const { messages } = (await e.admin('GET', `/messages?channel=${platform}_push`)).body
  expect(messages).toMatchObject([{ status: 'sent' }])
  expect(phone.receivePush(messages[0].payload)).toMatchObject({ displayed: false })
  await shop.settle()
  expect(ids()).toEqual(['home', 'berlin', 'munich'])
})
