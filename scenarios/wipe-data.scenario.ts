// Row 7: wipeData and reinstalling make a new anonymous user on a new device; the known user keeps everything (rules U8, U9).
import { platforms, scenario } from './kit.ts'

const row = 7

for (const platform of platforms) {
  const tags = [platform, 'identity']
  for (const [deed, how] of [['wipeData', 'wipeData()'], ['reinstall', 'deleting and reinstalling the app']] as const) {
    scenario(`${platform}: ${how} gives a new anonymous user`, { row, tags }, async ({ device, clock, expect }) => {
      const phone = device(platform)
      phone.launch()
      phone.changeUser('mel')
      phone.setCustomUserAttribute('plan', 'pro')
      await clock.advance('20s')
      const mel = await expect.profile('mel', { custom_attributes: { plan: 'pro' } })
      const oldDevice = phone.state().deviceId

      if (deed === 'wipeData') {
        phone.wipeData()
        // iOS is disabled by the wipe until the next launch or enableSDK()
        phone.enableSDK()
        phone.kill()
      } else phone.reinstall()
      phone.launch()
      phone.logCustomEvent('looked around')
      await clock.advance('20s')

      expect.value(phone.state().userId, "the device's user id").toEqual(undefined)
      expect.value(phone.state().deviceId, 'the device id').notToEqual(oldDevice)
      const fresh = await expect.profile(phone, { external_id: undefined, custom_attributes: undefined, custom_events: [{ name: 'looked around', count: 1 }] })
      expect.value(fresh.braze_id, 'the braze_id of the new user').notToEqual(mel.braze_id)
      await expect.sessions(phone, { count: 1, open: 1 })
      const kept = await expect.profile('mel')
      expect.value(kept, "mel's profile").toEqual(mel)
      await expect.users(2)
    })
  }
}
