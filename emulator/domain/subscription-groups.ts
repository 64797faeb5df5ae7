// Subscription groups and each user's state in them. docs: user_guide/.../subscriptions, api/endpoints/user_data/post_user_track ("subscription_groups")
import type { Clock } from '../kernel/clock.ts'
import type { Db } from '../kernel/db.ts'
import type { Journal } from '../kernel/journal.ts'
import type { Decisions } from './decisions.ts'
import type { ProfileRow, Profiles } from './profiles/profiles.ts'
import { Refusal } from './refusal.ts'
import type { LineIds } from './line-ids.ts'
import type { Keywords } from './sms-keywords.ts'

export const CHANNELS = ['email', 'sms', 'whatsapp'] as const
/** What a group can be of. LINE itself hosts who follows a channel: the APIs know nothing of such groups. docs: channels/line/message_users/subscription_groups */
export const GROUP_CHANNELS = [...CHANNELS, 'line'] as const
export type GroupState = 'subscribed' | 'unsubscribed'
export type SubscriptionGroup = {
  id: string
  name: string
  channel: (typeof GROUP_CHANNELS)[number]
  created_at: number
  /** The pool that messages of the group are sent from; what is texted to one of them is for the group. */
  sender_numbers?: string[] | undefined
  /** SMS: what people may text, and the answers. */
  keywords?: Keywords | undefined
}
type Stored = Pick<SubscriptionGroup, 'id' | 'name' | 'channel' | 'created_at'> & { sender_numbers: string | null; keywords: string | null }
type Texting = Pick<SubscriptionGroup, 'sender_numbers' | 'keywords'>
export type UserGroupState = { subscription_group_id: string; state: GroupState; changed_at: number }
/** `source`: who says so. `confirm`: an SMS subscription waits for the user's own answer ("use_double_opt_in_logic"). */
export type GroupChange = { state: GroupState; source: string; confirm?: boolean }

/** A group of email is a matter of the address, one of LINE of the LINE user ID, the others of the phone number. */
export const groupIsBy = ({ channel }: SubscriptionGroup): 'email' | 'phone' | 'line' => (channel === 'email' || channel === 'line' ? channel : 'phone')
/** Who is asked to confirm by SMS where the group wants that. docs: keyword_processing/double_opt_in ("Subscription sources") */
const ASKED: ReadonlySet<string> = new Set(['sdk', 'preference_center'])

const SELECT = 'SELECT g.*, t.sender_numbers, t.keywords FROM subscription_groups g LEFT JOIN subscription_group_texting t ON t.subscription_group_id = g.id'

/** The subscription groups of one world. */
export function createSubscriptionGroups({ db, clock, journal, decisions, profiles, lineIds }: { db: Db; clock: Clock; journal: Journal; decisions: Decisions; profiles: Profiles; lineIds: LineIds }) {
  const all = db.prepare<[], Stored>(`${SELECT} ORDER BY g.created_at, g.id`)
  const one = db.prepare<[string], Stored>(`${SELECT} WHERE g.id = ?`)
  const putTexting = db.prepare<[string, string, string | null]>(
    'INSERT INTO subscription_group_texting (subscription_group_id, sender_numbers, keywords) VALUES (?, ?, ?) ON CONFLICT (subscription_group_id) DO UPDATE SET sender_numbers = excluded.sender_numbers, keywords = excluded.keywords',
  )
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

  /** What a group does not have it does not show. */
  const open = ({ sender_numbers, keywords, ...group }: Stored): SubscriptionGroup => ({
    ...group,
    ...(sender_numbers === null || sender_numbers === '[]' ? {} : { sender_numbers: JSON.parse(sender_numbers) as string[] }),
    ...(keywords === null ? {} : { keywords: JSON.parse(keywords) as Keywords }),
  })
  const find = (id: string): SubscriptionGroup | undefined => ((row) => (row === undefined ? undefined : open(row)))(one.get(id))
  const list = (): SubscriptionGroup[] => all.all().map(open)

  function write({ id, name, channel, created_at, sender_numbers = [], keywords }: SubscriptionGroup): void {
    for (const number of sender_numbers) {
      // One number may text and be on WhatsApp as well
      const other = list().find((group) => group.channel === channel && group.id !== id && group.sender_numbers?.includes(number))
      if (other !== undefined) throw new Refusal('already_exists', { sender_number: number, subscription_group_id: other.id })
    }
    put.run(id, name, channel, created_at)
    putTexting.run(id, JSON.stringify(sender_numbers), keywords === undefined ? null : JSON.stringify(keywords))
  }

  function setOne(profile: ProfileRow, group: SubscriptionGroup, state: GroupState, source: string): void {
    if (stateOf.get(profile.id, group.id)?.state === state) return
    setState.run(profile.id, group.id, state, clock.now())
    journal.append(state === 'subscribed' ? 'subscription_group.subscribed' : 'subscription_group.unsubscribed', { subscription_group_id: group.id, channel: group.channel, source }, profile.braze_id)
  }

  const sharing = (profile: ProfileRow, group: SubscriptionGroup): ProfileRow[] =>
    ({
      email: () => (profile.email === null ? [] : profiles.byEmail(profile.email)),
      phone: () => (profile.phone_e164 === null ? [] : profiles.byPhone(profile.phone_e164)),
      line: () => (profile.native_line_id === null ? [] : lineIds.of(profile.native_line_id)),
    })[groupIsBy(group)]()

  /** The user is asked by SMS instead of being subscribed: true when the group does so. Who hears of the row sends the question. docs: keyword_processing/double_opt_in */
  function ask(profile: ProfileRow, { id, channel, keywords }: SubscriptionGroup, state: GroupState, source: string): boolean {
    if (channel !== 'sms' || state !== 'subscribed' || keywords?.double_opt_in?.enabled !== true || stateOf.get(profile.id, id)?.state === 'subscribed') return false
    journal.append('subscription_group.opt_in_prompted', { subscription_group_id: id, channel, source }, profile.braze_id)
    return true
  }

  /** Sets the user's state, and that of every other profile with the same email (email groups), LINE user ID or phone (the others). docs: post_user_track */
  function set(profile: ProfileRow, group: SubscriptionGroup, state: GroupState, source: string): void {
    if (ASKED.has(source) && ask(profile, group, state, source)) return
    setOne(profile, group, state, source)
    for (const other of sharing(profile, group)) if (other.id !== profile.id) setOne(other, group, state, source)
  }

  return {
    list,
    find,
    states: (profile: ProfileRow): UserGroupState[] => states.all(profile.id),
    /** Throws Refusal `already_exists`, also for a sender number that another group of the channel has. */
    create(input: { id: string; name: string; channel: SubscriptionGroup['channel'] } & Texting): SubscriptionGroup {
      if (one.get(input.id) !== undefined) throw new Refusal('already_exists', { id: input.id })
      const { id, name, channel, sender_numbers, keywords } = input
      const group: SubscriptionGroup = { id, name, channel, created_at: clock.now(), ...(sender_numbers === undefined ? {} : { sender_numbers }), ...(keywords === undefined ? {} : { keywords }) }
      write(group)
      journal.append('subscription_group.created', group)
      return group
    },
    update(id: string, patch: Partial<Pick<SubscriptionGroup, 'name' | 'channel'> & Texting>): SubscriptionGroup {
      const group = find(id)
      if (group === undefined) throw new Refusal('not_found', { id })
      const after = { ...group, ...patch }
      write(after)
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
      if (!confirm || group.channel !== 'sms' || state !== 'subscribed' || stateOf.get(profile.id, group.id)?.state === 'subscribed') set(profile, group, state, source)
      else if (!ask(profile, group, state, source)) decisions.ignored({ rule: 'double_opt_in', why: 'the user has to confirm by SMS first, and the subscription group has no double opt-in to ask with', compared: { subscription_group_id: group.id } }, profile.braze_id)
    },
    /** The user's state in one group; undefined without a history there. */
    stateOf: (profile: ProfileRow, id: string): GroupState | undefined => stateOf.get(profile.id, id)?.state,
    /** The groups in which the user has a history, with the latest state of each, newest change first. */
    history: (profile: ProfileRow): (SubscriptionGroup & UserGroupState)[] =>
      states
        .all(profile.id)
        .flatMap((row) => {
          const group = find(row.subscription_group_id)
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
        const group = find(row.subscription_group_id)
        if (group !== undefined && groupIsBy(group) === 'phone') setOne(profile, group, row.state, 'inherited')
      }
    },
    /** Forgets what the user said of the groups of an address or a number; answers their ids. */
    forget(profile: ProfileRow, by: 'email' | 'phone'): string[] {
      const gone = states.all(profile.id).map((row) => find(row.subscription_group_id)).filter((group) => group !== undefined && groupIsBy(group) === by).map((group) => group!.id)
      for (const id of gone) removeState.run(profile.id, id)
      return gone
    },
  }
}

export type SubscriptionGroups = ReturnType<typeof createSubscriptionGroups>
