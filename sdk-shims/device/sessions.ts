// Session rules of the three SDKs: start, keep, end and what rides along (S1-S8, S10-S14, N2).
import type { Context, Session } from './device-memory.ts'
import { running } from './device-memory.ts'
import type { Flush } from './flush.ts'
import type { PushRules } from './push.ts'
import type { Syncs } from './syncs.ts'
import type { JsonObject, WireEvent } from './wire-types.ts'

export type Sessions = {
  /** The app came to the front: keeps a live session, else ends the old one and starts a new one. */
  open(): void
  /** The app left the front; the session ends only when the timeout passes (S7). */
  close(): void
  /** Something was logged. On web this too replaces an expired session (S11). */
  activity(): void
  /** S10: ends the session now, whatever its age. The caller starts the next one. */
  end(): void
  start(): void
  /** The next opening starts another session. */
  isOver(): boolean
  /** Stops the session-close timer. */
  stop(): void
}

/** Puts one event of the current user and session on the queue. `time` in ms. */
export const queueEvent = (context: Context, name: string, data: JsonObject, time = context.clock.now()): WireEvent => {
  const { store } = context
  const event: WireEvent = { name, time: time / 1000, data }
  if (store.session !== undefined) event.session_id = store.session.id
  if (store.userId !== undefined) event.user_id = store.userId
  store.events.push(event)
  return event
}

/** B4, B8, F5: what was logged or lent for one session only. */
const forgetSession = (context: Context): void => {
  context.store.bannerImpressions = {}
  context.store.flagImpressions = {}
  if (context.process !== undefined) context.process.testBanners = {}
}

/** What else a session start does: before its first request is made, and after. */
export type SessionStart = { collect(): void; began(): void }

export const createSessions = (context: Context, flush: Flush, syncs: Syncs, push: PushRules, others: SessionStart): Sessions => {
  const { clock, wire, options } = context
  let cancelClose: (() => void) | undefined

  const stop = (): void => {
    cancelClose?.()
    cancelClose = undefined
  }

  /** S2, S3: the timeout in ms; only web has a floor. */
  const timeoutMs = (): number => {
    const wanted = (options.sessionTimeoutInSeconds ?? wire.sessionTimeout) * 1000
    return wire.platform === 'web' ? Math.max(wanted, context.process?.floorMs ?? 0) : wanted
  }

  /** S6: when this session's timeout began to run; undefined while the app is in front (iOS, Android). */
  const runsFrom = (session: Session): number | undefined => {
    if (wire.platform === 'web') return session.lastActivity
    if (session.closedAt === undefined) return undefined
    return options.sessionTimeoutFrom === 'start' ? session.startedAt : session.closedAt
  }

  const expired = (session: Session): boolean => {
    const from = runsFrom(session)
    if (from === undefined || clock.now() - from < timeoutMs()) return false
    return wire.platform !== 'web' || clock.now() - session.startedAt >= (context.process?.floorMs ?? 0)
  }

  /** Queues `se` for the user the session belonged to and forgets the session. Times in ms. */
  const close = (session: Session, time: number, endedAt: number): void => {
    context.store.events.push({
      name: 'se',
      time: time / 1000,
      data: { d: (endedAt - session.startedAt) / 1000 },
      session_id: session.id,
      ...(session.userId === undefined ? {} : { user_id: session.userId }),
    })
    context.store.session = undefined
    context.notices.emit('session', { sessionId: session.id, event: 'end' })
    context.notices.emit('log', `Ended user session (id: ${session.id}, duration: ${(endedAt - session.startedAt) / 1000}s)`)
    stop()
  }

  /** The next activity or launch finds the session over (S5, S8, S11). */
  const endExpired = (session: Session): void => {
    if (wire.platform === 'web') {
      const last = Math.max(session.lastActivity, session.startedAt + (context.process?.floorMs ?? 0))
      close(session, Math.min(last, clock.now()), Math.min(last, clock.now()))
      return
    }
    // S8: `se` comes a millisecond before the next `ss`; its duration is the time in front.
    close(session, clock.now() - 1, session.closedAt ?? session.lastActivity)
  }

  const end = (): void => {
    const session = context.store.session
    if (session === undefined) return
    // observed: on web one that had run out ends now all the same
    if (expired(session) && wire.platform !== 'web') endExpired(session)
    else close(session, clock.now(), session.closedAt ?? clock.now())
  }

  /** `lazily` (web): an activity found the session over. observed: `ss` then leaves with the next flush, which also asks what a new session asks; token and impressions are openSession()'s business alone. */
  const start = (lazily = false): void => {
    const { store } = context
    const process = running(context)
    const now = clock.now()
    const session: Session = { id: context.random.uuid(), startedAt: now, lastActivity: now }
    if (store.userId !== undefined) session.userId = store.userId
    store.session = session
    context.notices.emit('session', { sessionId: session.id, event: 'start' })
    context.notices.emit('log', `Started user session (id: ${session.id})`)
    if (!lazily) forgetSession(context)
    // S13: what was logged before there was a session travels with this one.
    for (const event of [...store.returned.events, ...store.events]) event.session_id ??= session.id
    queueEvent(context, 'ss', {})
    if (!lazily) {
      push.atSessionStart()
      others.collect()
    }
    process.wantTriggers = true
    process.openPending = true
    process.authFailures = 0
    // observed: on web it renews itself, with a flush
    if (wire.platform !== 'web') store.messagingSince = now
    else store.messagingSince ??= now
    process.sessionDue = lazily
    if (lazily) return
    void flush.now()
    began()
    // A session that starts while the app is away (changeUser) runs out like any other.
    if (!process.foreground) leave()
  }

  const began = (): void => {
    running(context).sessionStarted = true
    syncs.onNewSession()
    others.began()
  }
  flush.onSessionSent(began)

  const open = (lazily = false): void => {
    const { store } = context
    if (store.disabled) return
    stop()
    const session = store.session
    if (session !== undefined && !expired(session)) {
      session.closedAt = undefined
      session.lastActivity = clock.now()
      // observed: on web openSession() flushes, a live session or not
      if (wire.platform === 'web') void flush.now()
      else flush.renewMessagingSession()
      flush.arm()
      return
    }
    if (session !== undefined) endExpired(session)
    start(lazily)
  }

  const leave = (): void => {
    const session = context.store.session
    if (session === undefined || wire.platform === 'web' || session.closedAt !== undefined) return
    session.closedAt = clock.now()
    session.lastActivity = clock.now()
    if (wire.sessionEnd !== 'timer' || context.store.disabled) return
    // Android: a timer of the living process ends the session and flushes (N2).
    const due = Math.max(clock.now(), (runsFrom(session) ?? clock.now()) + timeoutMs())
    cancelClose = clock.at(due, () => {
      if (context.store.session !== session || context.store.disabled) return
      close(session, clock.now(), session.closedAt ?? clock.now())
      void flush.now()
    })
  }

  const activity = (): void => {
    const session = context.store.session
    if (wire.platform === 'web') {
      if (session === undefined || expired(session)) open(true)
      else session.lastActivity = clock.now()
    } else if (session !== undefined) session.lastActivity = clock.now()
  }

  return { open: () => open(), close: leave, activity, end, start: () => start(), isOver: () => context.store.session === undefined || expired(context.store.session), stop }
}
