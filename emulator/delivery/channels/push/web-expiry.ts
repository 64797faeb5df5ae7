// Rule P21: "If a user hasn't started a web session within 60 days, their push token will expire." docs: push_token_migration ("Expired tokens")
import type { ChannelNouns } from '../nouns.ts'

const TIMER = 'push.web_expiry'
const LASTS = 60 * 86_400_000

/** Watches the web tokens of one world: each session of the browser gives its token another 60 days. */
export function watchWebExpiry({ apps, journal, scheduler, pushTokens }: Pick<ChannelNouns, 'apps' | 'journal' | 'scheduler' | 'pushTokens'>): void {
  journal.observe(['session.started', 'push_token.registered'], ({ at, data }) => {
    const { app_id, device_id, time } = data as { app_id?: string; device_id?: string; time?: number }
    if (app_id === undefined || device_id === undefined || apps.find(app_id)?.platform !== 'Web' || pushTokens.ofDevice(app_id, device_id).length === 0) return
    const key = `${app_id} ${device_id}`
    // A session that is told late does not take back what a later one gave
    const due = Math.max((time ?? at) + LASTS, scheduler.dueOf(TIMER, key) ?? 0)
    scheduler.schedule(due, TIMER, { app_id, device_id }, key)
  })

  scheduler.on(TIMER, (data) => {
    const { app_id, device_id } = data as { app_id: string; device_id: string }
    for (const token of pushTokens.ofDevice(app_id, device_id)) pushTokens.remove(token, 'expired: no web session for 60 days')
  })
}
