// Preference centers: pages where a user says which emails and groups to get; each user has a link of their own. docs: post_create_preference_center, api_preference_center
import type { Clock } from '../kernel/clock.ts'
import type { Db } from '../kernel/db.ts'
import type { Ids } from '../kernel/ids.ts'
import type { Journal } from '../kernel/journal.ts'
import type { Page } from './contacts.sql.ts'
import type { Decisions } from './decisions.ts'
import type { EmailStates } from './email-states.ts'
import { preferenceCenterStatements } from './preference-centers.sql.ts'
import type { CenterState, PreferenceCenter } from './preference-centers.sql.ts'
import type { ProfileRow, Profiles, SubscriptionState } from './profiles/profiles.ts'
import { Refusal } from './refusal.ts'
import type { GroupState, SubscriptionGroups } from './subscription-groups.ts'

export type { CenterState, PreferenceCenter } from './preference-centers.sql.ts'

const TITLE = 'Preference Center' // docs: "will default to"
const TOKEN_CHARS = 48
const GLOBAL_STATES: readonly string[] = ['opted_in', 'subscribed', 'unsubscribed']
const GROUP_STATES: readonly string[] = ['subscribed', 'unsubscribed']

/** Names of the form's fields, as `{% form_field_name … %}` writes them; Braze's own are not published. */
export const GLOBAL_FIELD = 'email_global_state'
export const groupField = (id: string): string => `subscription_group[${id}]`
const groupOf = (field: string): string | undefined => /^subscription_group\[(.+)\]$/.exec(field)?.[1]
export const isField = (name: string): boolean => name === GLOBAL_FIELD || groupOf(name) !== undefined

export type CenterInput = { page_html: string; confirmation_html: string; title?: string | undefined; state?: CenterState | undefined; options?: Record<string, unknown> | undefined }
type Nouns = { db: Db; clock: Clock; ids: Ids; journal: Journal; decisions: Decisions; profiles: Profiles; emailStates: EmailStates; subscriptionGroups: SubscriptionGroups }

/** The preference centers of one world. */
export function createPreferenceCenters({ db, clock, ids, journal, decisions, profiles, emailStates, subscriptionGroups }: Nouns) {
  const sql = preferenceCenterStatements(db)
  const source = 'preference_center'

  function found(id: string): PreferenceCenter {
    const center = sql.one.get(id)
    if (center === undefined) throw new Refusal('not_found', { id })
    return center
  }

  /** One field of a form that was sent: the state asked for, when it is one; what was asked for else leaves a trace. */
  function choose(center: PreferenceCenter, profile: ProfileRow, field: string, value: string): void {
    const ignored = (why: string) => decisions.ignored({ rule: 'preference_center', why, compared: { preference_center_api_id: center.id, field, value } }, profile.braze_id)
    const id = groupOf(field)
    if (id === undefined) {
      if (!GLOBAL_STATES.includes(value)) return ignored('a global state is opted_in, subscribed or unsubscribed')
      return emailStates.setFor(profiles.byId(profile.id)!, value as SubscriptionState, source)
    }
    const group = subscriptionGroups.find(id)
    if (group === undefined) return ignored('there is no subscription group with this id')
    if (!GROUP_STATES.includes(value)) return ignored('the state in a group is subscribed or unsubscribed')
    subscriptionGroups.set(profiles.byId(profile.id)!, group, value as GroupState, source)
  }

  return {
    list: (): PreferenceCenter[] => sql.all.all(),
    page: (page: Page): PreferenceCenter[] => sql.page.all(page),
    find: (id: string): PreferenceCenter | undefined => sql.one.get(id),
    byName: (name: string): PreferenceCenter | undefined => sql.byName.get(name),
    /** Throws Refusal `already_exists` for a name that is taken. */
    create({ name, title, page_html, confirmation_html, state = 'active', options = {} }: CenterInput & { name: string }): PreferenceCenter {
      if (sql.byName.get(name) !== undefined) throw new Refusal('already_exists', { name })
      const at = clock.now()
      const center: PreferenceCenter = { id: ids.uuid(), name, title: title ?? TITLE, page_html, confirmation_html, state, options: JSON.stringify(options), created_at: at, updated_at: at }
      sql.insert.run(center)
      journal.append('preference_center.created', { preference_center_api_id: center.id, name, state })
      return center
    },
    /** Replaces the pages; a state that is not given stays, title and options go back to their defaults. Throws Refusal `not_found`. */
    update(id: string, { title, page_html, confirmation_html, state, options = {} }: CenterInput): PreferenceCenter {
      const before = found(id)
      const center: PreferenceCenter = { ...before, title: title ?? TITLE, page_html, confirmation_html, state: state ?? before.state, options: JSON.stringify(options), updated_at: clock.now() }
      sql.update.run(center)
      journal.append('preference_center.updated', { preference_center_api_id: id, name: center.name, state: center.state })
      return center
    },
    /** Its links lead nowhere from now on. Throws Refusal `not_found`. */
    remove(id: string): void {
      const { name } = found(id)
      sql.remove.run(id)
      journal.append('preference_center.deleted', { preference_center_api_id: id, name })
    },
    /** The secret of a user's link to a center: always the same, made at the first asking. */
    tokenOf(center: PreferenceCenter, profile: ProfileRow): string {
      const known = sql.link.get(center.id, profile.id)
      if (known !== undefined) return known.token
      const token = ids.hex(TOKEN_CHARS)
      sql.putLink.run(token, center.id, profile.id, clock.now())
      journal.append('preference_center.url_created', { preference_center_api_id: center.id }, profile.braze_id)
      return token
    },
    /** Whose page a token opens; undefined for an unknown one, a center that is a draft or gone, a user who is gone. A merged user's link is the heir's. */
    open(token: string): { center: PreferenceCenter; profile: ProfileRow } | undefined {
      const link = sql.byToken.get(token)
      const center = link === undefined ? undefined : sql.one.get(link.preference_center_id)
      const owner = link === undefined ? undefined : profiles.byId(link.profile_id)
      const profile = owner === undefined ? undefined : profiles.heirOf(owner)
      return center?.state !== 'active' || profile === undefined ? undefined : { center, profile }
    },
    /**
     * Does what a user said in the form. To unsubscribe from all email also leaves every email group, whatever the form says of them.
     * docs: email/subscriptions ("sets their global email subscription status to unsubscribed and unsubscribes them from all groups")
     */
    submit(center: PreferenceCenter, profile: ProfileRow, choices: ReadonlyMap<string, string>): void {
      const all = choices.get(GLOBAL_FIELD) === 'unsubscribed'
      const left = all ? subscriptionGroups.list().filter((group) => group.channel === 'email') : []
      const meant = new Map([...choices, ...left.map((group) => [groupField(group.id), 'unsubscribed'] as const)])
      for (const [field, value] of meant) choose(center, profile, field, value)
      journal.append('preference_center.submitted', { preference_center_api_id: center.id, choices: Object.fromEntries(choices) }, profile.braze_id)
    },
  }
}

export type PreferenceCenters = ReturnType<typeof createPreferenceCenters>
