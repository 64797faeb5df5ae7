// What users do, handed in order to whoever waits for it: triggers of campaigns, entries, paths and exits of Canvases. A durable timer reads on, so nothing is lost or heard twice over a restart.
import type { Clock } from '../kernel/clock.ts'
import type { Db } from '../kernel/db.ts'
import type { Journal, JournalRow } from '../kernel/journal.ts'
import type { Scheduler } from '../kernel/scheduler.ts'
import { MESSAGE_KINDS } from '../domain/campaigns/message-events.ts'
import { SDK_MESSAGE_KINDS } from '../domain/messages/history.ts'
import type { ProfileRow, Profiles } from '../domain/profiles/profiles.ts'

/** Everything that can start, move or end a campaign or a Canvas. docs: triggered_delivery ("trigger actions"), exit_criteria */
export const FEED_KINDS: readonly string[] = [
  'custom_event.logged', 'purchase.made', 'session.started', 'profile.updated', 'subscription_group.subscribed', 'subscription_group.unsubscribed', 'location.recorded', 'geofence.transition',
  ...MESSAGE_KINDS, ...SDK_MESSAGE_KINDS,
]
const TIMER = 'events.read'
const PAGE = 500

/** `active` is asked for every event: it must be cheap. `hear` runs in a transaction; events of profiles that are gone are left out. */
export type Listener = { active: () => boolean; hear: (row: JournalRow, profile: ProfileRow) => void }

/** The feed of one world. */
export function createEventFeed({ db, clock, journal, scheduler, profiles, failed }: { db: Db; clock: Clock; journal: Journal; scheduler: Scheduler; profiles: Profiles; failed: (error: unknown, where: string) => void }) {
  const listeners: Listener[] = []

  journal.observe(FEED_KINDS, (row) => {
    if (row.profile === null || row.data['test'] === true || !listeners.some(({ active }) => active())) return
    // A row that another observer adds while this one is being observed comes to us before it
    const waiting = scheduler.dataOf(TIMER, TIMER)
    if (waiting === undefined || row.seq <= (waiting['since'] as number)) scheduler.schedule(clock.now(), TIMER, { since: row.seq - 1 }, TIMER)
  })

  function tell(row: JournalRow): void {
    if (row.profile === null || row.data['test'] === true) return
    for (const listener of listeners) {
      const profile = listener.active() ? profiles.heirByBrazeId(row.profile) : undefined // read anew: the one before may have changed it
      if (profile !== undefined) listener.hear(row, profile)
    }
  }

  scheduler.on(TIMER, (data) => {
    const rows = journal.noticed({ since: data['since'] as number, kinds: FEED_KINDS, limit: PAGE })
    for (const row of rows) {
      try {
        db.tx(() => tell(row))
      } catch (error) {
        failed(error, TIMER) // what it did for this event is undone; the others are heard all the same
      }
    }
    if (rows.length === PAGE) scheduler.schedule(clock.now(), TIMER, { since: rows.at(-1)!.seq }, TIMER)
  }, { alone: true })

  return {
    /** Listeners hear each event in the order in which they subscribed. */
    subscribe: (listener: Listener): void => void listeners.push(listener),
  }
}

export type EventFeed = ReturnType<typeof createEventFeed>
