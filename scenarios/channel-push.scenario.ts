// Row 18, push: one campaign reaches web, iOS, Android and Kindle, each through its own service and in its own form.
import { scenario } from './kit.ts'

scenario('push: one campaign reaches the user on web, iOS, Android and Kindle', { row: 18, tags: ['channels', 'push', 'web', 'ios', 'android', 'kindle'] }, async ({ device, admin, clock, expect }) => {
  const { app_id: kindleKey } = await admin.post('/apps', { name: 'Fire', platform: 'Kindle' })
  const channels = ['web_push', 'ios_push', 'android_push', 'kindle_push']
  await admin.post('/campaigns', {
    id: 'everywhere', name: 'Everywhere', trigger: { type: 'custom_event', name: 'asked' },
    messages: channels.map((channel) => ({ channel, title: 'Hello', alert: `Here is ${channel}`, action: 'https://example.com/here' })),
  })
  const devices = { web_push: device('web'), ios_push: device('ios'), android_push: device('android'), kindle_push: device({ platform: 'android', apiKey: kindleKey, model: 'KFTUWI', device: { brand: 'Amazon' } }) }
  for (const [channel, one] of Object.entries(devices)) {
    one.launch()
    one.changeUser('mel')
    one.allowPush(`token-of-${channel}`)
  }
  await clock.advance('1m')
  devices.web_push.logCustomEvent('asked')
  await clock.advance('1m')

  for (const [channel, one] of Object.entries(devices)) {
    const shown = (await one.receivePushes()).map(({ title, body, link }) => ({ title, body, link }))
    expect.value(shown, `what ${channel} shows`).toEqual([{ title: 'Hello', body: `Here is ${channel}`, link: 'https://example.com/here' }])
    await expect.message('mel', channel, { campaign_id: 'everywhere', count: 1 })
    one.tapPush()
    await clock.advance('1m')
    expect.value(one.state().openedLinks, `where the tap on ${channel} led`).toEqual(['https://example.com/here'])
    await expect.campaignStats('everywhere', channel, { sent: 1, direct_opens: 1, bounces: 0 })
  }
  await expect.campaignStats('everywhere', 'web_push', { unique_recipients: 1 })
})
