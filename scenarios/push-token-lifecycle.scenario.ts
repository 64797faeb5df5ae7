// Rows 12 and 13: a push token is registered, follows the device to another user, and is unregistered; both users' change logs say so (rules P1–P3, P6, U7).
import { platforms, scenario } from './kit.ts'

const row = [12, 13]

for (const platform of platforms) {
  const tags = [platform, 'push']
  const appName = { web: 'Web', ios: 'iOS', android: 'Android' }[platform]

  scenario(`${platform}: a push token is registered, moved by changeUser and unregistered`, { row, tags }, async ({ device, clock, expect }) => {
    const phone = device(platform)
    phone.launch()
    phone.changeUser('mel')
    await expect.noPushToken('mel')

    phone.allowPush('token-1')
    await expect.pushToken('mel', 'token-1', { platform: appName, notifications_enabled: true, device_id: phone.state().deviceId })
    await expect.profile('mel', { push_subscribe: 'opted_in' })
    await expect.pushChangelog('mel', [{ change: 'registered', token: 'token-1' }])

    await clock.advance('1m')
    phone.changeUser('ann')
    await expect.pushToken('ann', 'token-1')
    await expect.noPushToken('mel')
    await expect.pushChangelog('mel', [{ change: 'registered', token: 'token-1' }, { change: 'moved_away', token: 'token-1' }])
    await expect.pushChangelog('ann', [{ change: 'moved_here', token: 'token-1' }])
    await expect.decision('P2', { about: 'ann', data: { token: 'token-1' }, count: 1 })
    // consent is the user's, not the device's
    await expect.profile('ann', { push_subscribe: 'subscribed' })

    await clock.advance('1m')
    await phone.unregisterPush()
    await expect.noPushToken('ann')
    await expect.pushChangelog('ann', [{ change: 'moved_here' }, { change: 'removed', token: 'token-1' }])
    await expect.journal('push_token.removed', { count: 1 })
  })

  scenario(`${platform}: a new token replaces the old one of the device`, { row, tags }, async ({ device, clock, expect }) => {
    const phone = device(platform)
    phone.launch()
    phone.changeUser('mel')
    phone.allowPush('token-1')
    await clock.advance('1m')
    phone.setPushToken('token-2')
    await expect.pushToken('mel', 'token-2')
    const mel = await expect.profile('mel', { push_tokens: [{ token: 'token-2' }] })
    expect.value(mel['push_tokens'].length, 'the number of tokens').toEqual(1)
    await expect.pushChangelog('mel', [{ change: 'registered', token: 'token-1' }, { change: 'removed', token: 'token-1' }, { change: 'registered', token: 'token-2' }])
  })

  scenario(`${platform}: who has not said yes has no push token, and is reachable once they have`, { row: 12, tags }, async ({ device, admin, clock, expect }) => {
    await admin.post('/segments', { id: 'reachable', name: 'Reachable by push', filters: { filter: 'foreground_push_enabled' } })
    const phone = device(platform)
    phone.launch()
    phone.changeUser('mel')
    phone.denyPush()
    await clock.advance('1m')
    await expect.noPushToken('mel')
    await expect.notInSegment('mel', 'reachable')

    // later in the settings, after all
    phone.restorePushInSettings()
    phone.allowPush('token-1')
    await clock.advance('1m')
    await expect.pushToken('mel', 'token-1', { notifications_enabled: true })
    await expect.inSegment('mel', 'reachable')
    await expect.journal('push_token.registered', { about: 'mel', count: 1 })
  })
}
