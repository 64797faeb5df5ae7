// The global email subscription state belongs to the address: every user who has it shares it, and it can wait for a user. docs: post_email_subscription_status, email/faq
import type { Clock } from '../kernel/clock.ts'
import type { Db } from '../kernel/db.ts'
import type { Journal } from '../kernel/journal.ts'
import { emailStateStatements } from './contacts.sql.ts'
import type { Range, Unsubscribe } from './contacts.sql.ts'
import type { Decisions } from './decisions.ts'
import { isValidEmail } from './profiles/contact-rules.ts'
import type { ProfileRow, Profiles, SubscriptionState } from './profiles/profiles.ts'

/** The form in which addresses are stored and compared. */
export const addressOf = (email: string): string => email.trim().toLowerCase()

/** The email states of one world. */
export function createEmailStates({ db, clock, journal, decisions, profiles }: { db: Db; clock: Clock; journal: Journal; decisions: Decisions; profiles: Profiles }) {
  const sql = emailStateStatements(db)

  /** The time of a state is that of its last change: the same state again leaves it. */
  function change(profile: ProfileRow, state: SubscriptionState, at: number | null, source: string): boolean {
    const from = profile.email_subscribe
    if (from === state) return false
    Object.assign(profile, { email_subscribe: state, email_subscribe_at: at })
    profiles.save(profile)
    journal.append('profile.updated', { source, changes: { email_subscribe: { from, to: state } } }, profile.braze_id)
    return true
  }

  return {
    /** Sets the state of an address: on every user who has it, else for the first who gets it. What is no address is ignored. */
    set(email: string, state: SubscriptionState, source: string): void {
      const address = addressOf(email)
      const found = profiles.byEmail(address)
      for (const profile of found) change(profile, state, clock.now(), source)
      if (found.length > 0) return
      if (!isValidEmail(address)) return decisions.ignored({ rule: 'email/status', why: 'not a valid email address', compared: { email } })
      if (sql.of.get(address)?.state === state) return
      sql.put.run(address, state, clock.now())
      journal.append('email_state.stored', { email: address, state, source })
    },
    /** Sets a user's state, and that of everyone with the same address. */
    setFor(profile: ProfileRow, state: SubscriptionState, source: string): void {
      change(profile, state, clock.now(), source)
      if (profile.email !== null) for (const other of profiles.byEmail(profile.email)) if (other.id !== profile.id) change(other, state, clock.now(), source)
    },
    /**
     * What attributes that a user gets mean for the state, as columns to add to `columns`. The same state again keeps its time. A new address brings the state
     * of the users who have it, else the one uploaded for it, else (after another address) `subscribed`; a state given with it wins.
     * docs: email/faq ("user A inherits the subscription state"), email/subscriptions ("set to subscribed, unless the updated email address already exists")
     */
    told(profile: ProfileRow, columns: Partial<ProfileRow>): Partial<ProfileRow> {
      const { email, email_subscribe, email_subscribe_at } = columns
      const uploaded = typeof email === 'string' && email !== profile.email ? sql.of.get(email) : undefined
      if (uploaded !== undefined) sql.drop.run(uploaded.email) // from now on the user's own state is the only one
      if (email_subscribe !== undefined) return email_subscribe === profile.email_subscribe ? { email_subscribe_at: profile.email_subscribe_at ?? email_subscribe_at } : {}
      if (typeof email !== 'string' || email === profile.email) return {}
      const other = profiles.byEmail(email)[0]
      const state = other?.email_subscribe ?? uploaded?.state ?? (profile.email === null ? profile.email_subscribe : 'subscribed')
      return state === profile.email_subscribe ? {} : { email_subscribe: state, email_subscribe_at: other?.email_subscribe_at ?? uploaded?.changed_at ?? clock.now() }
    },
    /** The state of an address and when it last changed; undefined when nobody has it and none was uploaded. */
    of(email: string): { state: SubscriptionState; changed_at: number | null } | undefined {
      const address = addressOf(email)
      const [latest] = profiles.byEmail(address).sort((a, b) => (b.email_subscribe_at ?? -Infinity) - (a.email_subscribe_at ?? -Infinity))
      return latest === undefined ? sql.of.get(address) : { state: latest.email_subscribe, changed_at: latest.email_subscribe_at }
    },
    /** Back to the state of an address that never said anything. True when there was something to forget. */
    forget(email: string, source: string): boolean {
      const address = addressOf(email)
      const stored = sql.drop.run(address).changes > 0
      return profiles.byEmail(address).reduce((any, profile) => change(profile, 'subscribed', null, source) || any, stored)
    },
    /** Addresses that unsubscribed in a span of time, whoever said so: SDK, REST, preference center. */
    unsubscribes: (range: Range, order: 'asc' | 'desc'): Unsubscribe[] => (order === 'asc' ? sql.oldestFirst : sql.newestFirst).all(range),
    unsubscribe: (email: string): Unsubscribe | undefined => sql.unsubscribeOf.get(addressOf(email)),
  }
}

export type EmailStates = ReturnType<typeof createEmailStates>
