// No network for a while, or an answer that gets lost on the way: what the profile shows afterwards (rules N1, N6, N8, N9).
import { platforms, scenario } from './kit.ts'
import type { Stage } from './kit.ts'

const row = 'Offline and lost answers'

for (const platform of platforms) {
  const tags = [platform, 'network']

  scenario(`${platform}: offline, then online: nothing is lost and nothing counted twice`, { row, tags }, async ({ device, clock, expect }) => {
    const phone = device(platform)
    phone.launch()
    phone.changeUser('mel')
    await clock.advance('20s')
    phone.goOffline()
    phone.logCustomEvent('read', { page: 1 })
    await clock.advance('1m')
    phone.logCustomEvent('read', { page: 2 })
    phone.setHomeCity('Lyon')
    phone.logPurchase('hat', 25)
    await clock.advance('10m')
    await expect.event('mel', 'read', { count: 0 })
    await expect.profile('mel', { home_city: undefined, purchases: undefined })

    phone.goOnline()
    await clock.advance('10m')
    const mel = await expect.profile('mel', { home_city: 'Lyon', total_revenue: 25, purchases: [{ name: 'hat', count: 1 }] })
    await expect.event('mel', 'read', { count: 2, properties: { page: 2 } })
    // the events keep the time at which they happened
    expect.value(mel['custom_events'], 'when mel read').toMatch([{ name: 'read', first: '2026-03-01T12:00:20.000Z', last: '2026-03-01T12:01:20.000Z' }])
    await expect.sessions('mel', { count: 2, open: 1 })
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
