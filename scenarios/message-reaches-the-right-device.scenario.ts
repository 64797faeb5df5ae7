// Rows 11 and 14: a campaign that waits for an event reaches the devices of the user who did it and is in its segment, and nobody else's; what is done with it is counted for the campaign (rules P2, P11).
import { platforms, scenario } from './kit.ts'

const row = [11, 14]
const SEGMENT = 'c0ffee00-0000-4000-8000-00000000da01'
const CAMPAIGN = 'c0ffee00-0000-4000-8000-00000000da02'
const VARIANT = 'c0ffee00-0000-4000-8000-00000000da03'

for (const platform of platforms) {
  const channel = `${platform}_push`

  scenario(`${platform}: a campaign reaches only the devices of the user in its segment`, { row, tags: [platform, 'push', 'campaigns'] }, async ({ device, rest, admin, clock, expect }) => {
    await admin.post('/segments', { id: SEGMENT, name: 'Gold', filters: { filter: 'custom_attribute', name: 'plan', type: 'string', cmp: 'is_any_of', value: 'gold' } })
    await admin.post('/campaigns', {
      id: CAMPAIGN, name: 'Basket', schedule_type: 'action_based', audience: { segments: [SEGMENT] }, reeligibility_seconds: 0,
      trigger: { type: 'custom_event', name: 'left basket', property_filters: [{ name: 'items', type: 'number', cmp: 'greater_than', value: 1 }], delay_seconds: 600 },
      messages: { [VARIANT]: { channel, title: 'Hi {{${first_name}}}', alert: 'Your {{event_properties.${items}}} things wait', action: '/basket' } },
    })
    await admin.post(`/campaigns/${CAMPAIGN}/launch`)
    await rest.post('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Mel', plan: 'gold' }, { external_id: 'bob', first_name: 'Bob', plan: 'silver' }, { external_id: 'eve', first_name: 'Eve', plan: 'gold' }] })
    const counted = async () => (await rest.get(`/campaigns/data_series?campaign_id=${CAMPAIGN}&length=1&ending_at=2026-03-01T23:00:00Z`)).body.data[0]

    const owned = (user: string, token: string) => {
      const one = device(platform)
      one.launch()
      one.changeUser(user)
      one.allowPush(token)
      return one
    }
    const [phone, tablet, bobs, eves] = [owned('mel', 'token-1'), owned('mel', 'token-2'), owned('bob', 'token-3'), owned('eve', 'token-4')]
    const everywhere = { phone, tablet, bobs, eves }
    /** What each device shows anew. */
    const shown = async () => {
      const titles: Record<string, string[]> = {}
      for (const [name, one] of Object.entries(everywhere)) {
        titles[name] = (await one.receivePushes()).map(({ title, body }) => `${title}: ${body}`)
        for (const notification of one.state().notifications) one === phone ? one.tapPush(notification) : one.dismissPush(notification)
      }
      return titles
    }
    await clock.advance('1m')

    // mel and bob do it, eve nearly
    phone.logCustomEvent('left basket', { items: 3 })
    bobs.logCustomEvent('left basket', { items: 3 })
    eves.logCustomEvent('left basket', { items: 1 })
    await clock.advance('5m')
    expect.value(await shown(), 'what the devices show before the delay is over').toEqual({ phone: [], tablet: [], bobs: [], eves: [] })
    await clock.advance('6m')
    expect.value(await shown(), 'what the devices show').toEqual({ phone: ['Hi Mel: Your 3 things wait'], tablet: ['Hi Mel: Your 3 things wait'], bobs: [], eves: [] })
    await clock.advance('1m')
    expect.value(phone.state().openedLinks, 'where the tap led').toEqual(['/basket'])

    // one user, two devices, one tap
    const first = await counted()
    expect.value(first, 'the recipients after the tap').toMatch({ unique_recipients: 1 })
    expect.value(first.messages[channel][0], 'the statistics after the tap').toMatch({ variation_api_id: VARIANT, sent: 2, direct_opens: 1, total_opens: 1, body_clicks: 1, bounces: 0 })
    await expect.profile('mel', { campaigns_received: [{ name: 'Basket', api_campaign_id: CAMPAIGN, engaged: { opened_push: true } }] })
    await expect.profile('bob', { campaigns_received: undefined })

    // the tablet is bob's now: what mel does reaches only her phone, and bob is still not in the segment
    tablet.changeUser('bob')
    await clock.advance('1m')
    phone.logCustomEvent('left basket', { items: 2 })
    await clock.advance('11m')
    expect.value(await shown(), 'what the devices show when the tablet is another user\'s').toEqual({ phone: ['Hi Mel: Your 2 things wait'], tablet: [], bobs: [], eves: [] })
    await clock.advance('1m')
    expect.value((await counted()).messages[channel][0], 'the statistics at the end').toMatch({ sent: 3, direct_opens: 2, total_opens: 2, body_clicks: 2, bounces: 0 })
    await expect.journal('push.sent', { count: 3, about: 'mel' })
    await expect.journal('push.sent', { count: 3 })
  })
}
