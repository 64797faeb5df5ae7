// Live Activities of iOS: which are known (started by a push, or registered by a device), how they stand, what was sent to them. docs: api/endpoints/messaging/live_activity
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { Decisions } from '../decisions.ts'
import type { LiveActivityStartToken, LiveActivityToken, StoredLiveActivity } from './sends.sql.ts'
import { liveActivityStatements } from './sends.sql.ts'
import type { Sends } from './sends.ts'

type Request = Record<string, unknown>
/** The members of a request that the state depends on; `request` is the whole body, for the engine. */
export type ActivityStart = { app_id: string; activity_id: string; activity_attributes_type: string; content_state: Request; broadcast: boolean; request: Request }
export type ActivityUpdate = { app_id: string; activity_id: string; content_state: Request; end_activity: boolean; request: Request }
export type LiveActivity = Omit<StoredLiveActivity, 'content_state'> & { content_state: Request }

/** The Live Activities of one world. */
export function createLiveActivities({ db, clock, journal, decisions, sends }: { db: Db; clock: Clock; journal: Journal; decisions: Decisions; sends: Sends }) {
  const sql = liveActivityStatements(db)

  function find(app_id: string, activity_id: string): LiveActivity | undefined {
    const row = sql.find.get(app_id, activity_id)
    return row === undefined ? undefined : { ...row, content_state: JSON.parse(row.content_state) as Request }
  }

  const changed = (change: 'added' | 'removed', token: Record<string, unknown>): void => void journal.append('live_activity.token_changed', { change, ...token })

  return {
    find,
    list: (): LiveActivity[] => sql.all.all().map((row) => ({ ...row, content_state: JSON.parse(row.content_state) as Request })),
    /** Devices on which an activity of this type can be started. */
    startTokens: (app_id: string, attributes_type: string): LiveActivityStartToken[] => sql.startTokens.all(app_id, attributes_type),
    /** A device lets activities of a type be started by push (`registerPushToStart`). */
    registerStart(token: Omit<LiveActivityStartToken, 'registered_at'>): void {
      sql.putStartToken.run({ ...token, registered_at: clock.now() })
      changed('added', { ...token, kind: 'push_to_start' })
    },
    /** APNs does not take the token any more. */
    forgetToken(app_id: string, token: string): void {
      const kinds = [sql.forgetToken.run(app_id, token).changes > 0 ? 'update' : undefined, sql.forgetStartToken.run(app_id, token).changes > 0 ? 'push_to_start' : undefined]
      for (const kind of kinds) if (kind !== undefined) changed('removed', { app_id, token, kind })
    },
    /** Devices that take updates of an activity. */
    tokens: (app_id: string, activity_id: string): LiveActivityToken[] => sql.tokens.all(app_id, activity_id),
    /** A device launched an activity itself and gave its push token (`launchActivity(pushTokenTag:)`), or got one for an activity that a push started. */
    register({ content_state = {}, ...token }: Omit<LiveActivityToken, 'registered_at'> & { content_state?: Request }): void {
      const now = clock.now()
      sql.putToken.run({ ...token, registered_at: now })
      changed('added', { ...token, kind: 'update' })
      if (find(token.app_id, token.activity_id)?.state !== 'active')
        sql.put.run({ app_id: token.app_id, activity_id: token.activity_id, attributes_type: null, state: 'active', started_at: now, updated_at: now, content_state: JSON.stringify(content_state) })
    },
    /** Starts an activity by push; the caller chose its id, and one that he used before begins anew. */
    start({ app_id, activity_id, activity_attributes_type, content_state, broadcast, request }: ActivityStart): void {
      const now = clock.now()
      sql.put.run({ app_id, activity_id, attributes_type: activity_attributes_type, state: 'active', started_at: now, updated_at: now, content_state: JSON.stringify(content_state) })
      journal.append('live_activity.started', { app_id, activity_id, activity_attributes_type, content_state })
      sends.accept({ kind: 'live_activity_start', broadcast, request })
    },
    /**
     * Updates or ends an activity. One that nobody started or registered, or that has ended, is left alone with a trace:
     * "201 is returned if the request was formatted correctly and we received the request". docs: live_activity/update
     */
    update({ app_id, activity_id, content_state, end_activity, request }: ActivityUpdate): void {
      const activity = find(app_id, activity_id)
      if (activity?.state !== 'active') {
        decisions.ignored({ rule: 'live_activity/update', why: activity === undefined ? 'no such activity was started or registered by a device' : 'the activity has ended', compared: { app_id, activity_id } })
        return
      }
      sql.put.run({ ...activity, state: end_activity ? 'ended' : 'active', updated_at: clock.now(), content_state: JSON.stringify(content_state) })
      journal.append('live_activity.updated', { app_id, activity_id, content_state, ended: end_activity })
      sends.accept({ kind: 'live_activity_update', request })
    },
  }
}

export type LiveActivities = ReturnType<typeof createLiveActivities>
