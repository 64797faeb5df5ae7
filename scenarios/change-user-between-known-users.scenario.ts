// Row 8: one device, two known users: no data moves between them, sessions and late data go to whom they belong (rules U7, U13, S10).
import { platforms, scenario } from './kit.ts'

for (const platform of platforms) {
  scenario(`${platform}: changeUser from one known user to another moves no data`, { row: 8, tags: [platform, 'identity'] }, async ({ device, rest, clock, expect }) => {
    await rest.post('/users/track', { attributes: [{ external_id: 'ann', first_name: 'Ann' }] })
    const phone = device(platform)
    phone.launch()
    phone.changeUser('mel')
    phone.setFirstName('Mel')
    phone.setCustomUserAttribute('plan', 'pro')
    await clock.advance('20s')
    // not sent yet when the user changes
    phone.logCustomEvent('mel was here')
    phone.logPurchase('hat', 25)
    phone.setHomeCity('Oslo')
    phone.changeUser('ann')
    phone.logCustomEvent('ann was here')
    await clock.advance('20s')

    const mel = await expect.profile('mel', { first_name: 'Mel', home_city: 'Oslo', custom_attributes: { plan: 'pro' }, total_revenue: 25, custom_events: [{ name: 'mel was here', count: 1 }] })
    const ann = await expect.profile('ann', { first_name: 'Ann', home_city: undefined, custom_attributes: undefined, total_revenue: undefined, purchases: undefined, custom_events: [{ name: 'ann was here', count: 1 }] })
    expect.value(ann.braze_id, "ann's braze_id").notToEqual(mel.braze_id)
    // mel: the anonymous session became mel's, then mel's own; both ended
    await expect.sessions('mel', { count: 2, open: 0, seconds: [0, 20] })
    await expect.sessions('ann', { count: 1, open: 1 })
    await expect.journal('profile.merged', { count: 0 })
    await expect.users(2)

    // the same id again is nothing new
    phone.changeUser('ann')
    await clock.advance('20s')
    await expect.sessions('ann', { count: 1, open: 1 })
  })
}
