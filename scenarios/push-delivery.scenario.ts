// Rows 13 and 14: a push sent through the API is shown by the device, opened, counted; one swiped away soon before a session is an influenced open; after an uninstall the next push bounces and the token goes (rules P3–P5, P9–P11).
import { platforms, scenario } from './kit.ts'

const row = 14
const CAMPAIGN = 'c0ffee00-0000-4000-8000-00000000ca01'
const VARIANT = 'c0ffee00-0000-4000-8000-00000000ca02'

for (const platform of platforms) {
  const tags = [platform, 'push']
  const channel = `${platform}_push`
  const object = { web: 'web_push', ios: 'apple_push', android: 'android_push' }[platform]

  /** A push message object of the platform, with two buttons. */
  const push = (title: string) => ({
    alert: platform === 'ios' ? { title, body: 'Come and see' } : 'Come and see', ...(platform === 'ios' ? {} : { title }), custom_uri: '/offers', message_variation_id: VARIANT,
    ...(platform === 'ios' ? { category: 'ab_cat_yes_no' } : { buttons: [{ text: 'Yes' }, { text: 'No', action: 'CLOSE' }] }),
  })

  scenario(`${platform}: a push is displayed, tapped and counted; after the uninstall it bounces and the token goes`, { row: [13, 14], tags }, async ({ device, rest, admin, clock, expect }) => {
    await admin.post('/campaigns', { id: CAMPAIGN, name: 'Offers', kind: 'api_campaign', messages: { [VARIANT]: { channel } } })
    const send = (title: string) => rest.post('/messages/send', { external_user_ids: ['mel'], campaign_id: CAMPAIGN, messages: { [object]: push(title) } })
    const counted = async () => (await rest.get(`/campaigns/data_series?campaign_id=${CAMPAIGN}&length=1&ending_at=2026-03-01T23:00:00Z`)).body.data[0].messages[channel][0]

    const phone = device(platform)
    phone.launch()
    phone.changeUser('mel')
    phone.allowPush('token-1')
    await clock.advance('1m')

    await send('Hello')
    const shown = await phone.receivePushes()
    expect.value(shown.map(({ title, body, link }) => ({ title, body, link })), 'what the user sees').toEqual([{ title: 'Hello', body: 'Come and see', link: '/offers' }])
    expect.value(await counted(), 'the statistics after the send').toMatch({ sent: 1, direct_opens: 0, total_opens: 0, bounces: 0 })

    phone.tapPush()
    await clock.advance('1m')
    expect.value(phone.state().openedLinks, 'the links that were opened').toEqual(['/offers'])
    expect.value(await counted(), 'the statistics after the tap').toMatch({ sent: 1, direct_opens: 1, total_opens: 1, body_clicks: 1 })
    await expect.journal('push.open', { about: 'mel', count: 1 })

    // a button that says no is an open event, and no open
    await send('Again')
    await phone.receivePushes()
    phone.tapPushButton('No')
    await clock.advance('1m')
    expect.value(phone.state().notifications, 'the notifications left').toEqual([])
    await expect.journal('push.action_click', { about: 'mel', count: 1, data: { dismissive: true } })
    expect.value(await counted(), 'the statistics after No').toMatch({ sent: 2, direct_opens: 1, total_opens: 1, body_clicks: 1 })

    phone.uninstall()
    await expect.pushToken('mel', 'token-1')
    await send('Gone')
    expect.value((await phone.receivePushes()).length, 'what an uninstalled app shows').toEqual(0)
    await expect.noPushToken('mel')
    expect.value(await counted(), 'the statistics after the bounce').toMatch({ sent: 3, bounces: 1 })
    await expect.journal('push.bounced', { about: 'mel', count: 1 })

    await send('Nobody')
    await expect.journal('message.withheld', { about: 'mel', count: 1, data: { reason: 'no_push_token' } })
    expect.value(await counted(), 'the statistics at the end').toMatch({ sent: 3, bounces: 1 })
  })

  scenario(`${platform}: a push seen but not tapped, and the app opened soon after, is an influenced open`, { row, tags }, async ({ device, rest, clock, expect }) => {
    const phone = device({ platform, sessionTimeoutInSeconds: 60 })
    phone.launch()
    phone.changeUser('mel')
    phone.allowPush('token-1')
    await clock.advance('1m')
    phone.kill()
    await clock.advance('10m')

    await rest.post('/messages/send', { external_user_ids: ['mel'], messages: { [object]: push('Hello') } })
    expect.value((await phone.receivePushes()).length, 'the notifications shown').toEqual(1)
    phone.dismissPush()
    await clock.advance('10m')
    phone.launch()
    await clock.advance('1m')
    await expect.journal('push.influenced_open', { about: 'mel', count: 1 })
    await expect.journal('push.open', { about: 'mel', count: 0 })
  })

  scenario(`${platform}: no push is sent where notifications are turned off, or to a user who has unsubscribed`, { row, tags }, async ({ device, rest, clock, expect }) => {
    const phone = device({ platform, sessionTimeoutInSeconds: 60 })
    phone.launch()
    phone.changeUser('mel')
    phone.allowPush('token-1')
    await clock.advance('1m')
    const send = () => rest.post('/messages/send', { external_user_ids: ['mel'], messages: { [object]: push('Hello') } })

    phone.revokePushInSettings()
    if (platform === 'web') {
      // a browser drops the subscription with the permission: the next push finds out
      await send()
      await expect.journal('push.bounced', { about: 'mel', count: 1 })
      await expect.profile('mel', { push_subscribe: 'opted_in' })
    }
    phone.kill()
    await clock.advance('10m')
    phone.launch()
    await clock.advance('1m')
    await send()
    // a phone keeps its token, for background push
    await expect.journal('message.withheld', { about: 'mel', count: 1, data: { reason: platform === 'web' ? 'no_push_token' : 'push_disabled' } })

    phone.restorePushInSettings()
    phone.kill()
    await clock.advance('10m')
    phone.launch()
    if (platform === 'web') phone.allowPush('token-2')
    await clock.advance('1m')
    await send()
    expect.value((await phone.receivePushes()).length, 'the notifications shown').toEqual(1)

    phone.setPushNotificationSubscriptionType('unsubscribed')
    await clock.advance('1m')
    await send()
    await expect.journal('message.withheld', { about: 'mel', count: 2 })
    await expect.journal('push.sent', { about: 'mel', count: platform === 'web' ? 2 : 1 })
  })
}
