// Cards and Banners on headless devices that speak the SDK wire: what the emulator has for a user appears, and what he does there is known on his other devices (C1, C5–C9, B1, B3, B4, B6, P17).
import { expect, test } from 'vitest'
import type { DeviceOptions } from '../../../sdk-shims/device/index.ts'
import { bannerCampaign, cardCampaign, people } from '../../kit/on-devices.ts'
import { devicesOf } from '../../kit/devices.ts'
import { emulator } from '../../kit/world.ts'

const PLATFORMS = ['web', 'ios', 'android'] as const
type Platform = (typeof PLATFORMS)[number]

/** A device whose SDK has read a config that switches cards and Banners on (iOS takes it with the next launch). */
async function device(shop: ReturnType<typeof devicesOf>, platform: Platform, user: string | undefined, options: Partial<DeviceOptions> = {}) {
  const one = shop.device(platform, options)
  one.subscribe('content_cards', () => undefined)
  one.subscribe('banners', () => undefined)
  one.launch()
  if (user !== undefined) one.changeUser(user)
  await shop.settle()
  one.kill()
  await shop.pass(2000)
  one.launch()
  await shop.settle()
  return one
}
const clean = (one: Awaited<ReturnType<typeof device>>) => expect(one.requests.filter(({ decodeError, skipped }) => decodeError !== undefined || skipped !== undefined)).toEqual([])

test.each(PLATFORMS)('%s: a card comes with a session, is seen, clicked and dismissed; another device of the user hears of it', async (platform) => {
  const e = emulator()
  const shop = devicesOf(e)
  await people(e, 'mel')
  await cardCampaign(e, 'one', { url: 'https://x.example/one' })
  await cardCampaign(e, 'two', { pinned: true })
  const [mine, other] = [await device(shop, platform, 'mel'), await device(shop, platform === 'web' ? 'android' : 'web', 'mel')]
  expect(mine.contentCards().map(({ data, pinned }) => [data['tt'], pinned])).toEqual([['two', true], ['one', false]])
  const card = mine.contentCards()[1]!
  mine.logContentCardImpressions([card.id])
  mine.clickContentCard(card.id)
  mine.requestImmediateDataFlush()
  await shop.settle()
  other.requestContentCardsRefresh()
  await shop.settle()
  expect(other.contentCards().map(({ data, viewed, clicked }) => [data['tt'], viewed, clicked])).toEqual([['two', false, false], ['one', true, true]])
  expect([mine.logContentCardDismissal(mine.contentCards()[0]!.id), mine.logContentCardDismissal(card.id)]).toEqual([false, true])
  mine.requestImmediateDataFlush()
  await shop.settle()
  other.requestContentCardsRefresh()
  await shop.settle()
  expect([mine, other].map((one) => one.contentCards().map(({ data }) => data['tt']))).toEqual([['two'], ['two']])
  const { body } = await e.get('/campaigns/data_series?campaign_id=one&length=1&ending_at=2026-03-01T23:00:00Z')
  expect(body.data[0].messages.content_cards[0]).toMatchObject({ total_impressions: 1, total_clicks: 1, total_dismissals: 1 })
  clean(mine)
  clean(other)
})

test.each(PLATFORMS)('%s: an anonymous user with a card of the first impression logs in: it stays his, beside those he had', async (platform) => {
  const e = emulator()
  const shop = devicesOf(e)
  await e.post('/users/track', { attributes: [{ external_id: 'mel', old: true }] })
  await cardCampaign(e, 'own', {}, { audience: { filters: { filter: 'custom_attribute', name: 'old', type: 'boolean', cmp: 'is', value: true } } })
  await cardCampaign(e, 'first', { card_creation: 'first_impression' })
  const one = await device(shop, platform, undefined)
  expect(one.contentCards().map(({ data }) => data['tt'])).toEqual(['first'])
  one.changeUser('mel')
  await shop.settle()
  one.requestContentCardsRefresh()
  await shop.settle()
  expect(one.contentCards().map(({ data }) => data['tt']).sort()).toEqual(['first', 'own'])
  expect((await e.admin('GET', '/messages?channel=content_cards')).body.messages.filter(({ campaign_id }: any) => campaign_id === 'first')).toHaveLength(1)
  clean(one)
})

test.each(PLATFORMS)('%s: a Banner is inserted, counted once a session, dismissed for all devices', async (platform) => {
  const e = emulator()
  const shop = devicesOf(e)
  await people(e, 'mel')
  await bannerCampaign(e, 'one', { properties: { c: { type: 'string', value: 'red' } } })
  const [mine, other] = [await device(shop, platform, 'mel'), await device(shop, platform === 'web' ? 'android' : 'web', 'mel')]
  mine.requestBannersRefresh(['home', 'side'])
  await shop.settle()
  const banner = mine.getBanner('home')
  expect([banner?.html, mine.typedProperty(banner, 'c', 'string'), mine.getBanner('side')]).toEqual(['<p>one</p>', 'red', null])
  expect([mine.logBannerImpressions(['home']), mine.logBannerImpressions(['home']), mine.logBannerClick('home', 'b1'), mine.dismissBanner('home')]).toEqual([true, false, true, true])
  mine.requestImmediateDataFlush()
  const kinds = await e.kindsOf(() => shop.settle())
  expect(kinds.filter((kind) => kind.startsWith('banner'))).toEqual(['banner.impression', 'banner.click', 'banner.dismissal'])
  mine.requestBannersRefresh(['home'])
  other.requestBannersRefresh(['home'])
  await shop.settle()
  expect([mine.getBanner('home'), other.getBanner('home')]).toEqual([null, null])
  clean(mine)
  clean(other)
})

test.each(['ios', 'android', 'web'] as const)('%s: a test card is in the feed as soon as the push is there, and stays over a sync', async (platform) => {
  const e = emulator()
  const shop = devicesOf(e)
  await cardCampaign(e, 'one', { title: 'Try {{${user_id}}}' }, { draft: true })
  const one = await device(shop, platform, 'mel')
  one.allowPush()
  await shop.settle()
  await e.admin('POST', '/campaigns/one/test', { external_ids: ['mel'] })
  const [push] = (await e.admin('GET', `/messages?channel=${platform}_push`)).body.messages
  one.receivePush(push.payload)
  await shop.settle()
  expect(one.contentCards().map(({ data, isTest }) => [data['tt'], isTest])).toEqual([['Try mel', true]])
  one.requestContentCardsRefresh()
  await shop.settle()
  expect(one.contentCards()).toHaveLength(1)
  await shop.pass(301)
  expect(one.contentCards()).toEqual([])
})
