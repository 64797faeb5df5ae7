// Influenced opens: the user came to the app soon after a push without a tap on it. docs: report_metrics ("Influenced Opens"); how soon is not public: a setting
import type { ChannelNouns } from '../nouns.ts'

const TIMER = 'push.influence'
// A tap that opens the app may be told after the session that it starts (iOS); SDKs send what they have every 10 s (rule N1)
const GRACE = 15_000

/** Watches sessions: half a minute later it is known whether a push was tapped. */
export function watchInfluence({ clock, journal, scheduler, settings, profiles, messages, pushes }: Pick<ChannelNouns, 'clock' | 'journal' | 'scheduler' | 'settings' | 'profiles' | 'messages' | 'pushes'>): void {
  function pushesBefore(braze_id: string | null, at: number): string[] {
    const found = braze_id === null ? undefined : profiles.byBrazeId(braze_id)
    const profile = found === undefined ? undefined : profiles.heirOf(found)
    return profile === undefined ? [] : pushes.influential(profile, at - settings.get().push.influenced_open_minutes * 60_000, at)
  }

  journal.observe(['session.started'], ({ profile, at, data }) => {
    const time = typeof data['time'] === 'number' ? data['time'] : at
    if (pushesBefore(profile, time).length > 0) scheduler.schedule(clock.now() + GRACE, TIMER, { braze_id: profile, time })
  })

  scheduler.on(TIMER, (data) => {
    for (const id of pushesBefore(data['braze_id'] as string, data['time'] as number)) {
      const message = messages.find(id)
      if (message === undefined) continue
      pushes.influenced(message)
      messages.engaged(message, 'influenced_open')
      messages.happened(message, 'push.influenced_open', { time: data['time'] })
    }
  })
}
