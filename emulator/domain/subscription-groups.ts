// Subscription groups and each user's state in them. docs: user_guide/.../subscriptions, api/endpoints/user_data/post_user_track ("subscription_groups")
import type { Clock } from '../kernel/clock.ts'
import type { Db } from '../kernel/db.ts'
import type { Journal } from '../kernel/journal.ts'
import type { ProfileRow, Profiles } from './profiles/profiles.ts'
import { Refusal } from './refusal.ts'

export const CHANNELS = ['email', 'sms', 'whatsapp'] as const
export type GroupState = 'subscribed' | 'unsubscribed'
export type SubscriptionGroup = { id: string; name: string; channel: (typeof CHANNELS)[number]; created_at: number }
export type UserGroupState = { subscription_group_id: string; state: GroupState; changed_at: number }

/** The subscription groups of one world. */
export function createSubscriptionGroups({ db, clock, journal, profiles }: { db: Db; clock: Clock; journal: Journal; profiles: Profiles }) {
  const all = db.prepare<[], SubscriptionGroup>('SELECT * FROM subscription_groups ORDER BY created_at, id')
  const one = db.prepare<[string], SubscriptionGroup>('SELECT * FROM subscription_groups WHERE id = ?')
  const put = db.prepare<[string, string, string, number]>(
    'INSERT INTO subscription_groups (id, name, channel, created_at) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, channel = excluded.channel',
  )
  const removeGroup = db.prepare<[string]>('DELETE FROM subscription_groups WHERE id = ?')
  const removeStates = db.prepare<[string]>('DELETE FROM subscription_states WHERE subscription_group_id = ?')
  const stateOf = db.prepare<[number, string], { state: GroupState }>('SELECT state FROM subscription_states WHERE profile_id = ? AND subscription_group_id = ?')
  const states = db.prepare<[number], UserGroupState>('SELECT subscription_group_id, state, changed_at FROM subscription_states WHERE profile_id = ? ORDER BY subscription_group_id')
  const setState = db.prepare<[number, string, string, number]>(
    'INSERT INTO subscription_states (profile_id, subscription_group_id, state, changed_at) VALUES (?, ?, ?, ?) ON CONFLICT (profile_id, subscription_group_id) DO UPDATE SET state = excluded.state, changed_at = excluded.changed_at',
  )

  function setOne(profile: ProfileRow, group: SubscriptionGroup, state: GroupState, source: string): void {
    if (stateOf.get(profile.id, group.id)?.state === state) return
    setState.run(profile.id, group.id, state, clock.now())
    journal.append(state === 'subscribed' ? 'subscription_group.subscribed' : 'subscription_group.unsubscribed', { subscription_group_id: group.id, channel: group.channel, source }, profile.braze_id)
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
    /** Sets the user's state, and that of every other profile with the same email (email groups) or phone (the others). docs: post_user_track */
    set(profile: ProfileRow, group: SubscriptionGroup, state: GroupState, source: string): void {
      const sharing = group.channel === 'email' ? (profile.email === null ? [] : profiles.byEmail(profile.email)) : profile.phone_e164 === null ? [] : profiles.byPhone(profile.phone_e164)
      setOne(profile, group, state, source)
      for (const other of sharing) if (other.id !== profile.id) setOne(other, group, state, source)
    },
  }
}

export type SubscriptionGroups = ReturnType<typeof createSubscriptionGroups>
