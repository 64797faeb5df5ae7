// /users/track item by item: attributes, events, purchases. One bad object never blocks the others. docs: api/endpoints/user_data/post_user_track
import type { Clock } from '../../kernel/clock.ts'
import type { Apps } from '../apps.ts'
import type { CustomEvents } from '../custom-events.ts'
import type { Decisions } from '../decisions.ts'
import type { Purchases } from '../purchases.ts'
import { isCurrency, MAX_QUANTITY } from '../purchases.ts'
import type { GroupState, SubscriptionGroup, SubscriptionGroups } from '../subscription-groups.ts'
import { parseTime } from '../times.ts'
import type { Attributes, ItemRefusal } from './attributes.ts'
import type { Identifier } from './identifiers.ts'
import { readProperties } from './properties.ts'
import type { ProfileRef, Profiles } from './profiles.ts'
import type { PushTokenItems } from './push-token-items.ts'
import type { Item, TrackIdentity } from './track-identity.ts'
import { readIdentifier } from './track-identity.ts'

const NAME_CHARS = 255
const FAR_FUTURE = 9999 // an event of any later time happens now. docs: event_object
const ROUTING = new Set(['external_id', 'braze_id', 'user_alias', 'alias_name', 'alias_label', '_update_existing_only', '_merge_objects', 'push_token_import', 'push_tokens', 'subscription_groups'])

type GroupItem = { group: SubscriptionGroup; state: GroupState; confirm: boolean }
/** What became of an item; `profile` is undefined when Braze silently does nothing. */
export type Tracked = { profile: ProfileRef | undefined; identifier: Identifier | undefined }
type Nouns = { clock: Clock; apps: Apps; decisions: Decisions; profiles: Profiles; attributes: Attributes; customEvents: CustomEvents; purchases: Purchases; subscriptionGroups: SubscriptionGroups; trackIdentity: TrackIdentity; pushTokenItems: PushTokenItems }

const isItem = (value: unknown): value is Item => typeof value === 'object' && value !== null && !Array.isArray(value)
const notValid = (field: string): ItemRefusal => ({ type: `'${field}' is not valid` })
const required = (field: string): ItemRefusal => ({ type: `'${field}' is required` })
const isRefusal = (value: object | undefined): value is ItemRefusal => value !== undefined && 'type' in value && !('id' in value)
const isNone = (value: unknown): boolean => value === undefined || value === null
const absent = (value: unknown): boolean => value === undefined || value === null || value === ''

/** Applies the objects of /users/track. */
export function createTrack({ clock, apps, decisions, profiles, attributes, customEvents, purchases, subscriptionGroups, trackIdentity, pushTokenItems }: Nouns) {
  function flag(item: Item, name: string): boolean | undefined | ItemRefusal {
    const value = item[name]
    return value === undefined || value === null ? undefined : typeof value === 'boolean' ? value : notValid(name)
  }

  function groups(sent: unknown): GroupItem[] | ItemRefusal {
    if (sent === undefined || sent === null) return []
    if (!Array.isArray(sent)) return { type: 'BAD_SUBSCRIPTION_GROUP_ARRAY' }
    const states: GroupItem[] = []
    for (const one of sent) {
      if (!isItem(one) || !('subscription_group_id' in one) || !('subscription_state' in one)) return { type: 'BAD_SUBSCRIPTION_GROUP_HASH' }
      const group = typeof one['subscription_group_id'] === 'string' ? subscriptionGroups.find(one['subscription_group_id']) : undefined
      if (group === undefined) return { type: 'BAD_SUBSCRIPTION_GROUP_ID' }
      const state = one['subscription_state']
      if (state !== 'subscribed' && state !== 'unsubscribed') return { type: 'BAD_SUBSCRIPTION_GROUP_STATE' }
      states.push({ group, state, confirm: group.channel === 'sms' && state === 'subscribed' && one['use_double_opt_in_logic'] === true })
    }
    return states
  }

  /** Subscribes at once, but for the double opt-in of SMS: there the user's own answer does it. docs: user_attributes_object ("use_double_opt_in_logic") */
  function setGroups(profileId: number, items: readonly GroupItem[]): void {
    for (const { group, state, confirm } of items) {
      const profile = profiles.byId(profileId)!
      subscriptionGroups.change(profile, group, { state, source: 'rest', confirm })
    }
  }

  /** All that is no identifier, flag or list of its own. `email` and `phone` are attributes, also where they name the profile. */
  function attributeValues(item: Item): [string, unknown][] {
    return Object.entries(item).filter(([name]) => !ROUTING.has(name))
  }

  function importTokens(item: Item): Tracked | ItemRefusal {
    if (!absent(item['external_id']) || !absent(item['braze_id']) || isNone(item['push_tokens'])) return { type: 'BAD_PUSH_TOKEN_IMPORT' }
    const read = pushTokenItems.read(item['push_tokens'])
    if ('type' in read) return read
    if (read.tokens.length === 0) return { type: 'BAD_PUSH_TOKEN_IMPORT' }
    const refusal = attributes.refusal(attributeValues(item))
    if (refusal !== undefined) return refusal
    let last: ProfileRef | undefined
    for (const profile of pushTokenItems.import(read.tokens)) {
      const applied = attributes.apply(profile, { values: attributeValues(item), source: 'rest', merge: item['_merge_objects'] === true })
      if ('type' in applied) return applied
      last = profile
    }
    return { profile: last, identifier: undefined }
  }

  /** Resolves an event's or purchase's profile, the last of the checks: a refused object makes no user. */
  function profileOf(item: Item, identifier: Identifier): Tracked | ItemRefusal {
    const updateOnly = flag(item, '_update_existing_only')
    if (typeof updateOnly === 'object') return updateOnly
    if (!absent(item['app_id']) && typeof item['app_id'] !== 'string') return notValid('app_id')
    const profile = trackIdentity.resolveForActivity(identifier, updateOnly)
    if (isRefusal(profile)) return profile
    if (profile === undefined || !('email' in profile)) return { profile, identifier }
    // A profile found by its address has it already: one without was made just now
    if ('email' in identifier && profile.email === null) attributes.apply(profile, { values: [['email', identifier.email]], source: 'rest' })
    else if ('phone' in identifier && profile.phone_e164 === null) attributes.apply(profile, { values: [['phone', identifier.phone]], source: 'rest' })
    return { profile, identifier }
  }

  function appOf(item: Item, profile: ProfileRef): string | null {
    const app_id = absent(item['app_id']) ? null : (item['app_id'] as string)
    if (app_id !== null && apps.find(app_id) === undefined) decisions.ignored({ rule: 'users/track', why: 'the workspace has no app with this app_id', compared: { app_id } }, profile.braze_id)
    return app_id
  }

  /** Milliseconds of an item's `time`. docs: event_object */
  function timeOf(item: Item): number | ItemRefusal {
    if (absent(item['time'])) return required('time')
    const at = typeof item['time'] === 'string' ? parseTime(item['time'], FAR_FUTURE) : undefined
    if (at === undefined) return notValid('time')
    return at
  }

  /** The time that counts: the future becomes now. docs: event_object */
  function past(at: number, item: Item, profile: ProfileRef): number {
    const now = clock.now()
    if (at > now) decisions.ignored({ rule: 'event.future_time', why: 'a time in the future becomes now', compared: { time: item['time'], now } }, profile.braze_id)
    return Math.min(at, now)
  }

  function note(profile: ProfileRef, what: string, notes: readonly { why: string; property: string; seen: unknown }[]): void {
    for (const { why, property, seen } of notes) decisions.ignored({ rule: 'properties', why, compared: { of: what, property, seen } }, profile.braze_id)
  }

  return {
    attribute(item: unknown): Tracked | ItemRefusal {
      if (!isItem(item)) return { type: `'attributes' must be an array of objects` }
      const [updateOnly, merge, imported] = [flag(item, '_update_existing_only'), flag(item, '_merge_objects'), flag(item, 'push_token_import')]
      for (const one of [updateOnly, merge, imported]) if (typeof one === 'object') return one
      if (imported === true) return importTokens(item)
      const read = readIdentifier(item)
      if ('type' in read) return read
      const states = groups(item['subscription_groups'])
      if ('type' in states) return states
      const tokens = isNone(item['push_tokens']) ? { tokens: [] } : pushTokenItems.read(item['push_tokens'])
      if ('type' in tokens) return tokens
      const refusal = attributes.refusal(attributeValues(item))
      if (refusal !== undefined) return refusal
      const profile = trackIdentity.resolve(read.identifier, updateOnly as boolean | undefined)
      if (isRefusal(profile)) return profile
      if (profile === undefined) return { profile, identifier: read.identifier }
      const applied = attributes.apply(profile, { values: attributeValues(item), source: 'rest', merge: merge === true })
      if ('type' in applied) return applied
      pushTokenItems.attach(profile, tokens.tokens)
      setGroups(profile.id, states)
      return { profile, identifier: read.identifier }
    },
    event(item: unknown): Tracked | ItemRefusal {
      if (!isItem(item)) return { type: `'events' must be an array of objects` }
      const whose = readIdentifier(item)
      if ('type' in whose) return whose
      if (absent(item['name'])) return required('name')
      if (typeof item['name'] !== 'string' || item['name'].length > NAME_CHARS) return notValid('name')
      const at = timeOf(item)
      if (typeof at === 'object') return at
      const read = readProperties(item['properties'], 'event')
      if ('type' in read) return read as ItemRefusal
      const tracked = profileOf(item, whose.identifier)
      if ('type' in tracked || tracked.profile === undefined) return tracked
      note(tracked.profile, item['name'], read.notes)
      customEvents.log(tracked.profile, { name: item['name'], at: past(at, item, tracked.profile), properties: read.properties }, { source: 'rest', app_id: appOf(item, tracked.profile), session_id: null })
      return tracked
    },
    purchase(item: unknown): Tracked | ItemRefusal {
      if (!isItem(item)) return { type: `'purchases' must be an array of objects` }
      const whose = readIdentifier(item)
      if ('type' in whose) return whose
      for (const field of ['product_id', 'currency', 'price'] as const) if (absent(item[field])) return required(field)
      const { product_id, price } = item
      const currency = typeof item['currency'] === 'string' ? item['currency'].toUpperCase() : ''
      const quantity = item['quantity'] ?? 1
      if (typeof product_id !== 'string' || product_id.length > NAME_CHARS) return notValid('product_id')
      if (!isCurrency(currency)) return notValid('currency')
      if (typeof price !== 'number' || !Number.isFinite(price) || Math.abs(price) > 1e12) return notValid('price') // a negative price is a refund. docs: purchase_events
      if (typeof quantity !== 'number' || !Number.isInteger(quantity) || quantity < 1 || quantity > MAX_QUANTITY) return notValid('quantity')
      const at = timeOf(item)
      if (typeof at === 'object') return at
      const read = readProperties(item['properties'], 'purchase')
      if ('type' in read) return read as ItemRefusal
      const tracked = profileOf(item, whose.identifier)
      if ('type' in tracked || tracked.profile === undefined) return tracked
      note(tracked.profile, product_id, read.notes)
      purchases.make(tracked.profile, { product_id, at: past(at, item, tracked.profile), currency, price, quantity, properties: read.properties }, { source: 'rest', app_id: appOf(item, tracked.profile), session_id: null })
      return tracked
    },
  }
}

export type Track = ReturnType<typeof createTrack>
