// Subscription groups and each user's state in them. docs: user_guide/.../subscriptions, api/endpoints/user_data/post_user_track ("subscription_groups")
import type { Clock } from '../kernel/clock.ts'
import type { Db } from '../kernel/db.ts'
import type { Journal } from '../kernel/journal.ts'
import type { Decisions } from './decisions.ts'
import type { ProfileRow, Profiles } from './profiles/profiles.ts'
import { Refusal } from './refusal.ts'

export const CHANNELS = ['email', 'sms', 'whatsapp'] as const
export type GroupState = 'subscribed' | 'unsubscribed'
export type SubscriptionGroup = { id: string; name: string; channel: (typeof CHANNELS)[number]; created_at: number }
export type UserGroupState = { subscription_group_id: string; state: GroupState; changed_at: number }
/** `source`: who says so. `confirm`: an SMS subscription waits for the user's own answer ("use_double_opt_in_logic"). */
export type GroupChange = { state: GroupState; source: string; confirm?: boolean }

/** A group of email is a matter of the address, the others of the phone number. */
export const groupIsBy = (group: SubscriptionGroup): 'email' | 'phone' => (group.channel === 'email' ? 'email' : 'phone')

/** The subscription groups of one world. */
export function createSubscriptionGroups({ db, clock, journal, decisions, profiles }: { db: Db; clock: Clock; journal: Journal; decisions: Decisions; profiles: Profiles }) {
  const all = db.prepare<[], SubscriptionGroup>('SELECT * FROM subscription_groups ORDER BY created_at, id')
  const one = db.prepare<[string], SubscriptionGroup>('SELECT * FROM subscription_groups WHERE id = ?')
  const put = db.prepare<[string, string, string, number]>(
    'INSERT INTO subscription_groups (id, name, channel, created_at) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, channel = excluded.channel',
  )
  const removeGroup = db.prepare<[string]>('DELETE FROM subscription_groups WHERE id = ?')
  const removeStates = db.prepare<[string]>('DELETE FROM subscription_states WHERE subscription_group_id = ?')
  const stateOf = db.prepare<[number, string], { state: GroupState }>('SELECT state FROM subscription_states WHERE profile_id = ? AND subscription_group_id = ?')
  const states = db.prepare<[number], UserGroupState>('SELECT subscription_group_id, state, changed_at FROM subscription_states WHERE profile_id = ? ORDER BY subscription_group_id')
  const removeState = db.prepare<[number, string]>('DELETE FROM subscription_states WHERE profile_id = ? AND subscription_group_id = ?')
  const setState = db.prepare<[number, string, string, number]>(
    'INSERT INTO subscription_states (profile_id, subscription_group_id, state, changed_at) VALUES (?, ?, ?, ?) ON CONFLICT (profile_id, subscription_group_id) DO UPDATE SET state = excluded.state, changed_at = excluded.changed_at',
  )

  function setOne(profile: ProfileRow, group: SubscriptionGroup, state: GroupState, source: string): void {
    if (stateOf.get(profile.id, group.id)?.state === state) return
    setState.run(profile.id, group.id, state, clock.now())
    journal.append(state === 'subscribed' ? 'subscription_group.subscribed' : 'subscription_group.unsubscribed', { subscription_group_id: group.id, channel: group.channel, source }, profile.braze_id)
  }

  const sharing = (profile: ProfileRow, group: SubscriptionGroup): ProfileRow[] =>
    groupIsBy(group) === 'email' ? (profile.email === null ? [] : profiles.byEmail(profile.email)) : profile.phone_e164 === null ? [] : profiles.byPhone(profile.phone_e164)

  /** Sets the user's state, and that of every other profile with the same email (email groups) or phone (the others). docs: post_user_track */
  function set(profile: ProfileRow, group: SubscriptionGroup, state: GroupState, source: string): void {
    setOne(profile, group, state, source)
    for (const other of sharing(profile, group)) if (other.id !== profile.id) setOne(other, group, state, source)
  }

  return {
    list: (): SubscriptionGroup[] => all.all(),
    find: (id: string): SubscriptionGroup | undefined => one.get(id),
    states: (profile: ProfileRow): UserGroupState[] => states.all(profile.id),
    create(input: { id: string; name: string; channel: SubscriptionGroup['channel'] }): SubscriptionGroup {
      if (one.get(input.id) !== undefined) throw new Refusal('already_exists', { id: input.id })
      const group = { id: input.id, name: input.name, channel: input.channel, created_at: clock.now() }
      put.run(group.id, group.name, group.channel, group.created_at)
      journal.append('subscription_group.created', group)
      return group
    },
    update(id: string, patch: Partial<Pick<SubscriptionGroup, 'name' | 'channel'>>): SubscriptionGroup {
      const group = one.get(id)
      if (group === undefined) throw new Refusal('not_found', { id })
      const after = { ...group, ...patch }
      put.run(after.id, after.name, after.channel, after.created_at)
      journal.append('subscription_group.updated', { id, changes: patch })
      return after
    },
    remove(id: string): void {
      if (removeGroup.run(id).changes === 0) throw new Refusal('not_found', { id })
      removeStates.run(id)
      journal.append('subscription_group.deleted', { id })
    },
    set,
    /** As `set`; but to subscribe to SMS with `confirm` changes nothing yet: the user answers first. docs: post_update_user_subscription_group_status_v2 */
    change(profile: ProfileRow, group: SubscriptionGroup, { state, source, confirm = false }: GroupChange): void {
      if (confirm && group.channel === 'sms' && state === 'subscribed' && stateOf.get(profile.id, group.id)?.state !== 'subscribed')
        decisions.ignored({ rule: 'double_opt_in', why: 'the user has to confirm by SMS first; Brazier sends no SMS yet', compared: { subscription_group_id: group.id } }, profile.braze_id)
      else set(profile, group, state, source)
    },
    /** The user's state in one group; undefined without a history there. */
    stateOf: (profile: ProfileRow, id: string): GroupState | undefined => stateOf.get(profile.id, id)?.state,
    /** The groups in which the user has a history, with the latest state of each, newest change first. */
    history: (profile: ProfileRow): (SubscriptionGroup & UserGroupState)[] =>
      states
        .all(profile.id)
        .flatMap((row) => {
          const group = one.get(row.subscription_group_id)
          return group === undefined ? [] : [{ ...group, ...row }]
        })
        .sort((a, b) => b.changed_at - a.changed_at),
    /**
     * The user got a number that others have: what those said of its groups counts for this user too.
     * docs: sms/subscription_groups ("updated to one that already exists in Braze, the subscription status of that existing number is inherited")
     */
    inherit(profile: ProfileRow): void {
      const other = profile.phone_e164 === null ? undefined : profiles.byPhone(profile.phone_e164).find((one) => one.id !== profile.id)
      for (const row of other === undefined ? [] : states.all(other.id)) {
        const group = one.get(row.subscription_group_id)
        if (group !== undefined && groupIsBy(group) === 'phone') setOne(profile, group, row.state, 'inherited')
      }
    },
    /** Forgets what the user said of the groups of an address or a number; answers their ids. */
    forget(profile: ProfileRow, by: 'email' | 'phone'): string[] {
      const gone = states.all(profile.id).map((row) => one.get(row.subscription_group_id)).filter((group) => group !== undefined && groupIsBy(group) === by).map((group) => group!.id)
      for (const id of gone) removeState.run(profile.id, id)
      return gone
    },
  }
}

export type SubscriptionGroups = ReturnType<typeof createSubscriptionGroups>
