// Row 18, Banners: the best one of a placement stands there for those it is for, is seen, clicked and dismissed; another takes its place.
import { platforms, scenario } from './kit.ts'

for (const platform of platforms) {
  scenario(`${platform}: a Banner stands at its placement, is seen, clicked and dismissed, and counted`, { row: 18, tags: ['channels', 'banners', platform] }, async ({ device, rest, admin, clock, expect }) => {
    await admin.post('/banners', { id: 'summer', name: 'Summer', placement_id: 'home', html: '<b>Summer, {{${first_name}}}</b>', priority: 'low' })
    await admin.post('/banners', { id: 'gold', name: 'Gold', placement_id: 'home', html: '<b>Gold, {{${first_name}}}</b>', priority: 'high', properties: { height: { type: 'number', value: 120 } }, audience: { filters: { filter: 'custom_attribute', name: 'plan', type: 'string', cmp: 'is_any_of', value: ['gold'] } } })
    await rest.post('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Mel', plan: 'gold' }, { external_id: 'bob', first_name: 'Bob', plan: 'silver' }] })
    // iOS learns at its first start that the workspace has Banners, and asks for them from the second on
    const opened = async (user: string) => {
      const one = device(platform)
      one.launch()
      one.changeUser(user)
      await clock.advance('20s')
      one.kill()
      one.launch()
      one.requestBannersRefresh(['home', 'nowhere'])
      await clock.advance('20s')
      return one
    }
    const [mels, bobs] = [await opened('mel'), await opened('bob')]
    const gold = await expect.banner(mels, 'home', { html: /Gold, Mel/, properties: { height: { type: 'number', value: 120 } } })
    await expect.banner(bobs, 'home', { html: /Summer, Bob/ })
    await expect.banner(bobs, 'nowhere', null)

    mels.logBannerImpressions(['home'])
    mels.logBannerClick('home')
    await clock.advance('20s')
    await expect.campaignStats('gold', 'banner', { total_impressions: 1, unique_impressions: 1, total_clicks: 1, unique_clicks: 1, total_dismissals: 0, unique_recipients: 1 })
    await expect.campaignStats('summer', 'banner', { total_impressions: 0 })
    await expect.explain('bob', { campaign_id: 'gold' }, { passed: false, reason: 'not_in_audience' })

    // dismissed, it makes room for the next
    expect.value(gold!.stableKey, 'what the dismissal names').notToEqual(undefined)
    mels.dismissBanner('home')
    await clock.advance('1m')
    await expect.campaignStats('gold', 'banner', { total_dismissals: 1, unique_dismissals: 1 })
    mels.kill()
    await clock.advance('1h')
    mels.launch()
    mels.requestBannersRefresh(['home'])
    await clock.advance('20s')
    await expect.banner(mels, 'home', { html: /Summer, Mel/ })
  })
}
