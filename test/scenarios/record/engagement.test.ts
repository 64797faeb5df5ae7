// What a recorded user does with messages is done again: cards, Banners, feature flags, a button of a push, a subscription group, a token that goes.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Device } from '../../../sdk-shims/device/index.ts'
import type { PushInbox } from '../../../scenarios/push-inbox.ts'
import { recorded } from './app.ts'

const GROUP = '00000000-0000-4000-8000-0000000000f1'

test('each of them has its verb, and is counted', async () => {
  let phone: Device & PushInbox
  const { code, out, cwd } = await recorded([
    ({ device }) => ((phone = device('android')), phone.launch(), phone.changeUser('mel'), phone.allowPush('tok')),
    ({ clock }) => clock.advance('12s'),
    () => phone.kill(),
    ({ clock }) => clock.advance('1m'),
    () => (phone.launch(), phone.logCustomEvent('came'), phone.addToSubscriptionGroup(GROUP)),
    ({ clock }) => clock.advance('12s'),
    () => (phone.requestContentCardsRefresh(), phone.requestBannersRefresh(['home']), phone.refreshFeatureFlags()),
    ({ clock }) => clock.advance('12s'),
    () => phone.openContentCardsFeed(),
    ({ clock }) => clock.advance('12s'),
    () => (phone.clickContentCard(phone.contentCards()[0]!.id), phone.logBannerImpressions(['home']), phone.logBannerClick('home'), phone.logFeatureFlagImpression('new_shop')),
    ({ clock }) => clock.advance('12s'),
    () => phone.logContentCardDismissal(phone.contentCards()[0]!.id),
    ({ clock }) => clock.advance('12s'),
    ({ rest }) => rest.post('/messages/send', { external_user_ids: ['mel'], messages: { android_push: { title: 'Hi', alert: 'there', buttons: [{ text: 'Yes', action: 'URI', uri: 'https://example.com' }, { text: 'No', action: 'CLOSE' }] } } }),
    () => phone.receivePushes(),
    () => phone.tapPushButton('Yes'),
    ({ clock }) => clock.advance('12s'),
    () => phone.unregisterPush(),
    ({ clock }) => clock.advance('12s'),
  ], {
    async before({ admin }) {
      await admin.post('/subscription_groups', { id: GROUP, name: 'News', channel: 'email' })
      await admin.post('/campaigns', { id: 'sale', name: 'Sale', trigger: { type: 'custom_event', name: 'came' }, messages: [{ channel: 'content_cards', type: 'classic', title: 'Sale', message: 'Look', url: 'https://example.com/sale' }] })
      await admin.post('/banners', { id: 'summer', name: 'Summer', placement_id: 'home', html: '<b>Summer</b>' })
      await admin.post('/feature_flags', { id: 'new_shop', rules: [{ rollout_percent: 100 }] })
    },
  })
  expect([code, out.match(/left out.*/g)]).toEqual([0, null])
  const text = readFileSync(join(cwd, 'recorded.scenario.yaml'), 'utf8')
  const all = [...text.matchAll(/^ {2}- (.+)$/gm)].map(([, item]) => item!)
  expect(all.slice(all.indexOf('android: foreground') + 1, all.findIndex((item) => item.startsWith('expect')))).toEqual([
    'android: { logCustomEvent: came }',
    `android: { addToSubscriptionGroup: ${GROUP} }`,
    'advance: 24s',
    'android: requestContentCardsRefresh',
    'settle',
    'android: openContentCardsFeed',
    'android: closeContentCardsFeed',
    'advance: 12s',
    'android: { clickContentCard: Sale }',
    'android: { requestBannersRefresh: [ home ] }',
    'settle',
    'android: { logBannerImpressions: [ home ] }',
    'android: { logBannerClick: home }',
    'android: refreshFeatureFlags',
    'settle',
    'android: { logFeatureFlagImpression: new_shop }',
    'advance: 12s',
    'android: { logContentCardDismissal: Sale }',
    'advance: 12s',
    'rest:',
    'android: receivePushes',
    'android: { tapPushButton: 0 }',
    'advance: 12s',
    'android: unregisterPush',
    'advance: 15s',
  ])
  for (const kind of ['content_card.impression', 'content_card.click', 'content_card.dismissal', 'banner.impression', 'banner.click', 'feature_flag.impression', 'push.action_click', 'subscription_group.subscribed']) expect(all).toContain(`expect: { journal: { kind: ${kind}, user: mel, count: 1 } }`)
  expect(all).toContain('expect: { noPushToken: { user: mel } }')
})
