// Row 16: Content Cards are delivered to the feed of each device of the user, and impressions, clicks and dismissals are counted.
import { platforms, scenario } from './kit.ts'

const row = 16

for (const platform of platforms) {
  scenario(`${platform}: Content Cards reach the feed, are seen, clicked and dismissed, and counted`, { row, tags: [platform, 'content cards'] }, async ({ device, rest, admin, clock, expect }) => {
    const card = (title: string, more: object = {}) => ({ channel: 'content_cards', type: 'classic', title, message: 'Have a look, {{${first_name}}}', url: `https://example.com/${title.toLowerCase()}`, ...more })
    const audience = { filters: { filter: 'custom_attribute', name: 'plan', type: 'string', cmp: 'is_any_of', value: ['gold'] } }
    const trigger = { type: 'custom_event', name: 'subscribed' }
    await admin.post('/campaigns', { id: 'sale', name: 'Sale', audience, trigger, messages: [card('Sale', { extras: { feed: 'top' }, removal_events: [{ type: 'purchase' }] })] })
    await admin.post('/campaigns', { id: 'rules', name: 'Rules', audience, trigger, messages: [card('Rules', { pinned: true })] })
    await rest.post('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Mel', plan: 'gold' }, { external_id: 'bob', first_name: 'Bob', plan: 'silver' }] })
    // iOS learns at its first start that the workspace has cards, and asks for them from the second on
    const opened = async (user: string) => {
      const one = device(platform)
      one.launch()
      one.changeUser(user)
      await clock.advance('20s')
      one.kill()
      one.launch()
      return one
    }
    const [mels, tablet, bobs] = [await opened('mel'), await opened('mel'), await opened('bob')]
    for (const one of [mels, bobs]) one.logCustomEvent('subscribed')
    await clock.advance('2m')
    for (const one of [mels, tablet, bobs]) one.requestContentCardsRefresh()
    await clock.advance('20s')

    // pinned ones come first; who is not in the audience has none
    const [rules, sale] = [{ title: 'Rules', message: 'Have a look, Mel', pinned: true }, { title: 'Sale', message: 'Have a look, Mel', url: 'https://example.com/sale', viewed: false, extras: { feed: 'top' } }]
    await expect.cards(mels, [rules, sale])
    await expect.cards(tablet, [rules, sale])
    await expect.cards(bobs, [])
    await expect.campaignStats('sale', 'content_cards', { sent: 1, total_impressions: 0 })

    mels.openContentCardsFeed()
    const [, saleCard] = await expect.cards(mels, [{ viewed: true }, { title: 'Sale', viewed: true }])
    mels.clickContentCard(saleCard!.id)
    mels.closeContentCardsFeed()
    await clock.advance('1m')
    expect.value(mels.state().openedLinks, 'where the card led').toEqual(['https://example.com/sale'])
    await expect.campaignStats('sale', 'content_cards', { sent: 1, total_impressions: 1, unique_impressions: 1, total_clicks: 1, unique_clicks: 1, total_dismissals: 0, unique_recipients: 1 })
    await expect.message('mel', 'content_cards', { campaign_id: 'sale', engagement: [{ action: 'impression' }, { action: 'click' }] })
    await expect.profile('mel', { campaigns_received: [{ api_campaign_id: 'sale' }, { api_campaign_id: 'rules' }] })

    // dismissed on one device it is gone on the other
    mels.logContentCardDismissal(saleCard!.id)
    await clock.advance('1m')
    tablet.requestContentCardsRefresh()
    await clock.advance('1m')
    await expect.cards(mels, [{ title: 'Rules' }])
    await expect.cards(tablet, [{ title: 'Rules' }])
    await expect.campaignStats('sale', 'content_cards', { total_dismissals: 1, unique_dismissals: 1 })

    await admin.post('/campaigns/rules/stop', { remove_cards: true })
    tablet.requestContentCardsRefresh()
    await clock.advance('1m')
    await expect.cards(tablet, [])
  })
}
