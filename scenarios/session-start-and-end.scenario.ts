// Row 4: sessions on each platform: kept within the timeout, replaced after it, ended late but truly after a force quit (rules S1–S8, S11).
import { platforms, scenario } from './kit.ts'

const row = 4
/** Seconds until a session that was left is over. docs: developer_guide/analytics/tracking_sessions; observed: web SDK 6.13.0 */
const TIMEOUT = { web: 1800, ios: 10, android: 10 } as const

for (const platform of platforms) {
  const tags = [platform, 'sessions']
  const timeout = TIMEOUT[platform]

  scenario(`${platform}: back within the session timeout, the session goes on`, { row, tags }, async ({ device, clock, expect }) => {
    const phone = device(platform)
    phone.launch()
    const session = phone.state().sessionId
    await expect.sessions(phone, { count: 1, open: 1 })
    phone.background()
    await clock.advance(`${timeout - 1}s`)
    phone.foreground()
    phone.logCustomEvent('came back')
    await clock.advance('10s')
    await expect.sessions(phone, { count: 1, open: 1, seconds: [] })
    await expect.event(phone, 'came back', { count: 1, session: session! })
    await expect.journal('session', { about: phone, count: 1 })
  })

  scenario(`${platform}: back after the session timeout, the old session ends and a new one starts`, { row, tags }, async ({ device, clock, expect }) => {
    const phone = device(platform)
    phone.launch()
    const first = phone.state().sessionId
    await clock.advance('30s')
    phone.logCustomEvent('looked around')
    phone.background()
    await clock.advance(`${timeout + 1}s`)
    // Android ends a session by a timer of its own; iOS and web say so when the user is back
    await expect.sessions(phone, platform === 'android' ? { count: 1, open: 0, seconds: [30] } : { count: 1, open: 1, seconds: [] })
    phone.foreground()
    const sessions = await expect.sessions(phone, { count: 2, open: 1, seconds: [30] })
    expect.value(sessions.map((one) => one.session_id), 'the ids of both sessions').toEqual([first, phone.state().sessionId])
    await expect.event(phone, 'looked around', { count: 1, session: first! })
    await expect.users(1)
  })

  scenario(`${platform}: after a force quit the session's end arrives with the next launch, with its true duration`, { row, tags }, async ({ device, clock, expect }) => {
    const phone = device(platform)
    phone.launch()
    await clock.advance('20s')
    phone.logCustomEvent('last thing seen')
    await clock.advance('11s')
    phone.kill()
    await clock.advance('1h')
    await expect.sessions(phone, { count: 1, open: 1, seconds: [] })
    phone.launch()
    // A closed tab can not tell when it was closed: the web session ends with its last activity
    await expect.sessions(phone, { count: 2, open: 1, seconds: [platform === 'web' ? 20 : 31] })
    await expect.event(phone, 'last thing seen', { count: 1 })
  })
}
