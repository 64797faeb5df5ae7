// Row 7: anonymous profiles are created: one for each device at the first launch, kept until there is a user id, found by device and braze_id (rules U1, U12).
import { platforms, scenario } from './kit.ts'

const row = 7

for (const platform of platforms) {
  const tags = [platform, 'identity']

  scenario(`${platform}: the first launch makes an anonymous profile, which stays over restarts and updates`, { row, tags }, async ({ device, rest, clock, expect }) => {
    const phone = device({ platform, appVersion: '1.0.0' })
    await expect.users(0)
    phone.launch()
    const created = await expect.profile(phone, { external_id: undefined, apps: [{ sessions: 1 }] })
    await expect.journal('profile.created', { count: 1, data: { origin: 'sdk' } })
    phone.setHomeCity('Lyon')
    phone.setCustomUserAttribute('theme', 'dark')
    phone.logCustomEvent('browsed', { page: 1 })
    phone.logPurchase('socks', 5)
    await clock.advance('20s')

    for (const version of ['1.0.0', '2.0.0']) {
      phone.kill()
      phone.upgradeApp(version)
      await clock.advance('1h')
      phone.launch()
      phone.logCustomEvent('browsed', { page: 2 })
      await clock.advance('20s')
    }
    // one profile all the time, and what it did stays together
    const later = await expect.exported(phone, {
      braze_id: created.braze_id, external_id: undefined, home_city: 'Lyon', custom_events: [{ name: 'browsed', count: 3 }], purchases: [{ name: 'socks', count: 1 }],
      apps: [{ sessions: 3, ...(platform === 'web' ? {} : { version: '2.0.0' }) }],
    })
    expect.value(later['custom_attributes'], 'the custom attributes').toEqual({ theme: 'dark' })
    await expect.sessions(phone, { count: 3, open: 1 })
    await expect.journal('profile.created', { count: 1 })
    await expect.users(1)

    // found by what it has for names, and no user id ever left the device
    const { deviceId } = phone.state()
    for (const name of [{ device_id: deviceId }, { braze_id: created.braze_id }]) {
      const { users } = (await rest.post('/users/export/ids', name)).body
      expect.value(users.map((user: any) => user.braze_id), `who is found by ${Object.keys(name)[0]}`).toEqual([created.braze_id])
    }
    expect.value(phone.requests.some(({ body }) => JSON.stringify(body).includes('"user_id"')), 'a user id was sent').toEqual(false)
  })

  scenario(`${platform}: each device has an anonymous profile of its own`, { row, tags }, async ({ device, rest, admin, clock, expect }) => {
    await admin.post('/segments', { id: 'everybody', name: 'Everybody', filters: { op: 'AND', children: [] } })
    const [mine, yours] = [device(platform), device(platform)]
    for (const [index, one] of [mine, yours].entries()) {
      one.launch()
      one.setCustomUserAttribute('number', index)
      one.logCustomEvent(`opened ${index}`)
    }
    await clock.advance('20s')
    const [me, you] = [await expect.exported(mine, { external_id: undefined, custom_attributes: { number: 0 }, custom_events: [{ name: 'opened 0', count: 1 }] }, { segment: 'everybody' }), await expect.exported(yours, { external_id: undefined, custom_attributes: { number: 1 }, custom_events: [{ name: 'opened 1', count: 1 }] }, { segment: 'everybody' })]
    expect.value(me.braze_id, 'the braze_id of the first device').notToEqual(you.braze_id)
    await expect.users(2)

    // the backend can speak of an anonymous user too; nobody gets a user id by it
    await rest.post('/users/track', { attributes: [{ braze_id: you.braze_id, vip: true }], events: [{ braze_id: you.braze_id, name: 'called', time: clock.now() }] })
    await expect.exported(yours, { external_id: undefined, custom_attributes: { number: 1, vip: true } })
    await expect.event(yours, 'called', { count: 1 })
    await expect.event(mine, 'called', { count: 0 })
    await expect.users(2)
  })
}
