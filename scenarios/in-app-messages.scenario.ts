// Row 15: in-app messages are sent, shown by the device that did the event, and what is done with them is counted, converts and starts what follows.
import { platforms, scenario } from './kit.ts'

const row = 15

for (const platform of platforms) {
  const tags = [platform, 'in-app messages']

  scenario(`${platform}: an in-app message is shown for an event, a button is clicked, and both are counted`, { row, tags }, async ({ device, rest, admin, clock, expect }) => {
    await admin.post('/campaigns', {
      id: 'second-pair', name: 'Second pair', reeligibility_seconds: 0, conversion_behaviors: [{ type: 'Makes Any Purchase', window: 86_400 }],
      audience: { filters: { filter: 'custom_attribute', name: 'plan', type: 'string', cmp: 'is_any_of', value: ['gold'] } },
      trigger: { type: 'custom_event', name: 'bought socks', property_filters: [{ name: 'pairs', type: 'number', cmp: 'exactly', value: 1 }] },
      messages: [{ channel: 'in_app_message', type: 'MODAL', header: 'One more, {{${first_name}}}?', message: 'Half the price.', btns: [{ text: 'No' }, { text: 'Yes', click_action: 'URI', uri: 'https://example.com/socks' }] }],
    })
    await rest.post('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Mel', plan: 'gold' }, { external_id: 'bob', first_name: 'Bob', plan: 'silver' }] })
    const opened = (user: string) => {
      const one = device(platform)
      one.launch()
      one.changeUser(user)
      return one
    }
    const [mels, bobs] = [opened('mel'), opened('bob')]
    await clock.advance('1m')
    await expect.noInAppMessage(mels)

    // what does not fit the trigger shows nothing, and who is not in the audience sees nothing
    mels.logCustomEvent('bought socks', { pairs: 2 })
    bobs.logCustomEvent('bought socks', { pairs: 1 })
    await clock.advance('1m')
    await expect.noInAppMessage(mels)
    await expect.noInAppMessage(bobs)

    mels.logCustomEvent('bought socks', { pairs: 1 })
    await clock.advance('1m')
    await expect.inAppMessage(mels, { kind: 'MODAL', header: 'One more, Mel?', message: 'Half the price.', btns: [{ text: 'No' }, { text: 'Yes' }] })
    await expect.campaignStats('second-pair', 'trigger_in_app_message', { impressions: 1, clicks: 0, unique_recipients: 1 })

    mels.clickInAppMessageButton('Yes')
    await clock.advance('1m')
    await expect.noInAppMessage(mels)
    expect.value(mels.state().openedLinks, 'where the button led').toEqual(['https://example.com/socks'])
    mels.logPurchase('socks', 5)
    await clock.advance('1m')
    await expect.campaignStats('second-pair', 'trigger_in_app_message', { impressions: 1, first_button_clicks: 0, second_button_clicks: 1, conversions: 1, revenue: 5 })
    await expect.journal('in_app_message.impression', { about: 'mel', count: 1 })
    await expect.journal('in_app_message.button_click', { about: 'mel', count: 1 })
    await expect.profile('mel', { campaigns_received: [{ name: 'Second pair', engaged: { clicked_triggered_in_app_message: true } }] })
    await expect.explain('bob', { campaign_id: 'second-pair' }, { passed: false, reason: 'not_in_audience' })
  })

  scenario(`${platform}: an in-app message at session start is seen once, closed, and comes back to nobody`, { row, tags }, async ({ device, admin, clock, expect }) => {
    await admin.post('/campaigns', { id: 'hello', name: 'Hello', trigger: { type: 'session_start' }, messages: [{ channel: 'in_app_message', type: 'SLIDEUP', message: 'Welcome back', message_close: 'SWIPE' }] })
    const phone = device({ platform, sessionTimeoutInSeconds: 60 })
    phone.launch()
    phone.changeUser('mel')
    await clock.advance('20s')
    await expect.inAppMessage(phone, { kind: 'SLIDEUP', message: 'Welcome back' })
    phone.dismissInAppMessage()
    await clock.advance('1m')
    await expect.campaignStats('hello', 'trigger_in_app_message', { impressions: 1, clicks: 0 })

    phone.kill()
    await clock.advance('1h')
    phone.launch()
    await clock.advance('1m')
    await expect.noInAppMessage(phone)
    await expect.explain('mel', { campaign_id: 'hello' }, { passed: false, reason: 'already_received' })
    await expect.journal('in_app_message.impression', { count: 1 })
  })
}
