// Row 2: no network for a while, or an answer that gets lost on the way: what the profile shows afterwards (rules N1, N6, N8, N9).
import { platforms, scenario } from './kit.ts'
import type { Stage } from './kit.ts'

const row = 2

for (const platform of platforms) {
  const tags = [platform, 'network']

  scenario(`${platform}: offline, then online: nothing is lost, nothing counted twice, and all in order`, { row, tags }, async ({ device, admin, clock, expect }) => {
    const phone = device(platform)
    phone.launch()
    phone.changeUser('mel')
    await clock.advance('20s')
    phone.goOffline()
    phone.logCustomEvent('read', { page: 1 })
    phone.setHomeCity('Oslo')
    phone.incrementCustomUserAttribute('pages')
    await clock.advance('1m')
    phone.logCustomEvent('read', { page: 2 })
    phone.setHomeCity('Lyon')
    phone.logPurchase('hat', 25)
    await clock.advance('10m')
    await expect.event('mel', 'read', { count: 0 })
    await expect.profile('mel', { home_city: undefined, purchases: undefined })

    // what waits survives the end of the process
    phone.kill()
    await clock.advance('1m')
    phone.launch()
    phone.logCustomEvent('read', { page: 3 })
    await clock.advance('10m')
    phone.goOnline()
    await clock.advance('10m')
    const mel = await expect.exported('mel', { home_city: 'Lyon', total_revenue: 25, purchases: [{ name: 'hat', count: 1 }], custom_attributes: { pages: 1 } })
    // the events keep the time at which they happened, and their order
    expect.value(mel['custom_events'], 'when mel read').toMatch([{ name: 'read', count: 3, first: '2026-03-01T12:00:20.000Z', last: '2026-03-01T12:12:20.000Z' }])
    const { recent_events } = await admin.get(`/users/${mel.braze_id}`)
    expect.value(recent_events.map(({ properties }: any) => properties.page), 'the pages, newest first').toEqual([3, 2, 1])
    // the launch was within a page's session timeout, and beyond that of a phone
    await expect.sessions('mel', { count: platform === 'web' ? 2 : 3, open: 1 })
    await expect.users(1)
  })

  const loseOneAnswer = async ({ device, admin, clock, expect }: Stage): Promise<void> => {
    const phone = device(platform)
    phone.launch()
    phone.changeUser('mel')
    await clock.advance('20s')
    await admin.put('/faults', [{ match: { path: '/api/v3/data' }, drop: 'after', times: 1 }])
    phone.logCustomEvent('tapped')
    phone.logPurchase('hat', 25)
    phone.setHomeCity('Lyon')
    await clock.advance('10m')
    expect.value(phone.requests.filter((one) => one.path.startsWith('/api/v3/data')).map((one) => one.outcome).slice(-2), 'the last two requests').toEqual(['failed', 'ok'])
    expect.value(phone.pending, 'what the device still has to send').toEqual({ events: [], attributes: [] })
  }

  scenario(`${platform}: an answer gets lost: the device sends again, the event counts twice, the session once`, { row, tags }, async (stage) => {
    await loseOneAnswer(stage)
    const { expect } = stage
    await expect.event('mel', 'tapped', { count: 2 })
    await expect.purchase('mel', 'hat', { count: 2 })
    await expect.profile('mel', { home_city: 'Lyon', total_revenue: 50 })
    await expect.sessions('mel', { count: 2, open: 1 })
  })

  scenario(`${platform}: an answer gets lost, the workspace drops duplicates: the event counts once`, { row, tags }, async (stage) => {
    const { admin, expect } = stage
    await admin.patch('/settings', { sdk_duplicates: 'drop' })
    await loseOneAnswer(stage)
    await expect.event('mel', 'tapped', { count: 1 })
    await expect.purchase('mel', 'hat', { count: 1 })
    await expect.profile('mel', { home_city: 'Lyon', total_revenue: 25 })
    await expect.decision('N9', { about: 'mel', count: 2 })
  })
}
