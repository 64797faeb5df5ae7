// Pushes as each platform gets them, and a device that may show them.
import type { Platform } from '../../../sdk-shims/device/index.ts'
import { bench } from './scripted-server.ts'
import type { Bench } from './scripted-server.ts'

/** A push of each platform with two buttons; `more` goes among the SDK's keys. */
export const push = (platform: Platform, more: Record<string, unknown> = {}): unknown =>
  platform === 'ios'
    ? { url: 'https://api.push.apple.com/3/device/f00d', headers: { 'apns-id': 'm-1' }, body: { aps: { alert: { title: 'Hello', body: 'There' }, category: 'ab_cat_yes_no' }, ab: { c: 'Y2lk', ab_cat: { ab_pb_yes: { a_uri: 'myapp://yes' } } }, plan: 'gold', ...more } }
    : platform === 'android'
      ? { message: { token: 'x', data: { _ab: 'true', t: 'Hello', a: 'There', cid: 'Y2lk', extra: '{"plan":"gold"}', ab_a0_id: '0', ab_a0_t: 'Yes', ab_a0_a: 'ab_uri', ab_a0_uri: 'myapp://yes', ab_a1_id: '1', ab_a1_t: 'No', ab_a1_a: 'ab_none', ...more } } }
      : { t: 'Hello', a: 'There', cid: 'Y2lk', e: { plan: 'gold' }, pab: [{ action: '0', title: 'Yes', a: 'ab_uri', u: 'myapp://yes' }, { action: '1', title: 'No', a: 'ab_none' }], ...more }

/** The app was used, push allowed, and everything is settled; `left` takes it away from the front. */
export async function ready(platform: Platform, { left = false, killed = false } = {}): Promise<Bench> {
  const one = bench(platform)
  one.device.launch()
  one.device.changeUser('u1')
  await one.news()
  one.device.allowPush('token-1')
  await one.news()
  if (left) one.device.background()
  if (killed) one.device.kill()
  await one.news()
  return one
}
export const link = (platform: Platform, uri: string) => push(platform, platform === 'ios' ? { ab_uri: uri } : platform === 'android' ? { uri } : { u: uri })
