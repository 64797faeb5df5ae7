// Every filter of a segment, one by one: whom it takes and whom not. docs: user_guide/audience/segments/segmentation_filters
import { beforeAll, describe, expect, test } from 'vitest'
import { engagementFilters } from '../../../emulator/domain/segments/filters/engagement.sql.ts'
import { filters } from '../../../emulator/domain/segments/filters/index.ts'
import { receivedFilters } from '../../../emulator/domain/segments/filters/received.sql.ts'
import { createCore, homeKeys } from '../../../emulator/index.ts'
import type { ProfileRow } from '../../../emulator/domain/profiles/profiles.ts'

const NOW = Date.parse('2026-03-10T15:00:00.000Z')
const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000]
const { ios, web, android } = homeKeys

// One cast for the whole file: nothing below changes it
const core = createCore({ holdClock: new Date(NOW).toISOString(), onError: (error) => { throw error } })
const world = core.world()
/** More values than are written out. */
const MANY = Array.from({ length: 100 }, (_, index) => `value ${index}`)
const GROUP = '11111111-1111-4111-8111-111111111111'

function user(name: string, values: Partial<ProfileRow> & { custom?: Record<string, unknown> } = {}): ProfileRow {
  const { custom = {}, random_bucket = 0, ...columns } = values
  const profile = world.profiles.create('rest', name)
  world.attributes.apply(profile, { values: Object.entries(custom), source: 'rest' })
  const fresh = world.profiles.byId(profile.id)!
  Object.assign(fresh, columns)
  world.profiles.save(fresh)
  world.db.raw.prepare('UPDATE profiles SET random_bucket = ? WHERE id = ?').run(random_bucket, fresh.id)
  return fresh
}
const row = (profile: ProfileRow): ProfileRow => world.profiles.byId(profile.id)!
function device(owner: ProfileRow, device_id: string, app_id: string, details: Record<string, unknown>, at = NOW, app_version_code?: string): void {
  const one = world.devices.see(device_id, app_id)
  world.devices.own(one, owner, at, 'test')
  world.devices.describe(one, details, { app_version_code })
  world.devices.save(one)
}
function session(owner: ProfileRow, id: string, app_id: string, at: number, seconds: number, version: string | null = null): void {
  const key = { session_id: id, app_id, device_id: `of-${id}` }
  world.sessions.start(row(owner), key, at, version)
  world.sessions.end(row(owner), key, at + seconds * 1000, seconds)
}
const origin = { source: 'rest' as const, app_id: null, session_id: null }
const event = (owner: ProfileRow, name: string, at: number, properties: Record<string, unknown> = {}) => world.customEvents.log(owner, { name, at, properties }, origin)
const buy = (owner: ProfileRow, product_id: string, at: number, price: number, quantity = 1, properties: Record<string, unknown> = {}, currency = 'USD', app_id: string | null = null) =>
  world.purchases.make(owner, { product_id, at, currency, price, quantity, properties }, { ...origin, app_id })

beforeAll(() => {
  world.db.tx(() => {
    world.settings.change({ time_zone: 'America/New_York', exchange_rates: { EUR: 2 } })
    world.subscriptionGroups.create({ id: GROUP, name: 'News', channel: 'email' })
    const ann = user('ann', {
      first_name: 'Ann', last_name: 'Lee', email: 'ann@example.com', phone: '+1 (202) 555-0123', phone_e164: '+12025550123', dob: '1990-03-10', gender: 'F', country: 'US', language: 'en', home_city: 'New York', time_zone: 'America/New_York',
      longitude: -74, latitude: 40.7, email_subscribe: 'opted_in', email_subscribe_at: NOW - 2 * DAY, push_subscribe: 'opted_in', push_subscribe_at: NOW - 3 * DAY, attributed_campaign: 'spring', attributed_source: 'net', attributed_adgroup: 'g1', attributed_ad: 'a1',
      facebook: JSON.stringify({ id: 'f', num_friends: 12 }), twitter: JSON.stringify({ id: 1, followers_count: 300 }), random_bucket: 17,
      custom: {
        plan: 'pro', score: 10, vip: true, tags: ['red', 'dark blue', 7], mixed: [true, '7'], joined: '2026-03-08T15:00:00Z', anniversary: '2001-03-10', '': 'x', 'odd "name"': 'yes',
        song: { artist: 'Davis', plays: { count: 1000 }, live: true, on: { $time: '2020-05-28T03:00:00Z' }, genres: ['jazz', 'bop'] },
        accounts: [{ type: 'taxable', balance: 10, active: false }, { type: 'free', balance: 200, active: true }],
      },
    })
    const bob = user('bob', { first_name: 'bob', email: 'bob@example.com', dob: '2000-02-29', country: 'DE', email_subscribe: 'unsubscribed', email_subscribe_at: NOW - 5 * DAY, push_subscribe: 'unsubscribed', push_subscribe_at: NOW - 5 * DAY, random_bucket: 9999, phone: '123',
      custom: { plan: 'free', score: 0, vip: false, tags: ['blue'], mixed: [1, 7], joined: '2026-04-01', anniversary: '2010-12-24T02:00:00Z', accounts: [{ type: 'taxable', balance: 300, active: true }] } })
    const cid = user('cid', { email: 'cid@example.com', random_bucket: 5000, custom: { plan: 5, score: 'many', vip: 'yes', tags: 'red', joined: 'soon' } })
    user('dee', { email: 'dee@example.com', marked_email_as_spam_at: NOW - DAY, phone_e164: '+442071838750', random_bucket: 100, custom: { plan: '' } })
    world.db.raw.prepare('INSERT INTO hard_bounces (email, bounced_at) VALUES (?, ?)').run('cid@example.com', NOW)
    world.db.raw.prepare('INSERT INTO invalid_phone_numbers (phone, reason, detected_at) VALUES (?, ?, ?)').run('+442071838750', 'provider_error', NOW)
    world.db.raw.prepare('UPDATE profiles SET created_at = ? WHERE id = ?').run(NOW - 40 * DAY, ann.id)
    world.aliases.add(bob, { alias_label: 'crm', alias_name: 'b-1' })
    world.subscriptionGroups.set(row(ann), world.subscriptionGroups.find(GROUP)!, 'subscribed', 'rest')
    world.subscriptionGroups.set(row(bob), world.subscriptionGroups.find(GROUP)!, 'unsubscribed', 'rest')
    world.db.raw.prepare('INSERT INTO cohorts (cohort_id, name, created_at) VALUES (?, ?, ?)').run('co', 'Co', NOW)
    world.db.raw.prepare('INSERT INTO cohort_members (cohort_id, profile_id) VALUES (?, ?)').run('co', cid.id)

    session(ann, 's1', ios, NOW - 20 * DAY, 10, '3.9.1')
    session(ann, 's2', ios, NOW - 2 * DAY, 30, '3.10.0')
    session(ann, 's3', web, NOW - HOUR, 100)
    session(bob, 's4', android, NOW - 10 * DAY, 60, '2.0')
    device(ann, 'iphone', ios, { model: 'iPhone17,1', os_version: '18.2', locale: 'en_US', ios_push_auth: 'provisional', ios_idfa: 'IDFA-1', ad_tracking_enabled: true }, NOW - DAY, '310.0.0.0')
    device(ann, 'browser', web, { browser: 'Chrome', os_version: 'Linux', locale: 'fr-fr' })
    device(bob, 'pixel', android, { model: 'Pixel 9', os_version: '9', carrier: 'Example Mobile', remote_notification_enabled: 0, google_ad_id: 'G-1', roku_ad_id: 'R-1', windows_ad_id: 'W-1' })
    world.db.raw.prepare('UPDATE devices SET last_seen = ? WHERE device_id = ?').run(NOW - DAY, 'iphone')
    world.pushTokens.register(row(ann), { app_id: ios, device_id: 'iphone', token: 't1' })
    world.pushTokens.register(row(bob), { app_id: android, device_id: 'pixel', token: 't2' })
    world.db.raw.prepare('INSERT INTO live_activity_start_tokens (app_id, device_id, attributes_type, token, registered_at) VALUES (?, ?, ?, ?, ?)').run(ios, 'iphone', 'Match', 'pts', NOW)
    device(cid, 'old', android, { model: 'Pixel 2' })
    world.devices.uninstall(world.devices.find('old', android)!)

    for (const hours of [1, 30, 50]) event(ann, 'seen', NOW - hours * HOUR, { page: hours === 1 ? 'home' : 'shop', n: hours, first: hours === 50, at: '2026-03-01T00:00:00Z', inner: { deep: 'x' } })
    event(bob, 'seen', NOW - 60 * DAY, { page: 'home' })
    buy(ann, 'book', NOW - HOUR, 10, 2, { gift: true })
    buy(ann, 'pen', NOW - 20 * DAY, 5, 1, {}, 'EUR', ios)
    buy(bob, 'book', NOW - 40 * DAY, 7.5)
    world.segments.create({ id: 'pros', name: 'Pros', filters: { filter: 'custom_attribute', name: 'plan', cmp: 'is_any_of', value: 'pro' } })
  })
})

const tried = new Set<string>()
function note(json: unknown): void {
  if (typeof json !== 'object' || json === null) return
  const { filter } = json as { filter?: unknown }
  if (typeof filter === 'string') tried.add(filter)
  for (const inner of Object.values(json)) note(inner)
}
/** The names of those whom the filter takes, in order; each judged once more alone, and counted. */
function takes(tree: object): string[] {
  note(tree)
  const ids = world.segments.each({ filters: tree }, 0, 100)
  expect(world.segments.size({ filters: tree })).toBe(ids.length)
  const all = ['ann', 'bob', 'cid', 'dee'].map((name) => world.profiles.byExternalId(name)!)
  expect(all.filter((one) => world.segments.has({ filters: tree }, one.id)).map((one) => one.id)).toEqual(ids)
  return ids.map((id) => world.profiles.byId(id)!.external_id!)
}
const ALL = ['ann', 'bob', 'cid', 'dee']
const cases = (list: [object, string[]][]) => test.each(list.map(([tree, names]) => [JSON.stringify(tree).slice(0, 150), tree, names] as const))('%s', (_title, tree, names) => expect(takes(tree)).toEqual(names))

describe('groups', () => {
  const us = { filter: 'country', cmp: 'is_any_of', value: 'US' }
  const de = { filter: 'country', cmp: 'is_any_of', value: 'DE' }
  cases([
    [{ op: 'AND', children: [] }, ALL],
    [{ op: 'AND', children: [us, de] }, []],
    [{ op: 'OR', children: [us, de] }, ['ann', 'bob']],
    [{ op: 'NOT', children: [us, de] }, ['cid', 'dee']],
    [{ op: 'AND', children: [{ op: 'OR', children: [us, de] }, { op: 'NOT', children: [us] }] }, ['bob']],
    // "negative operators joined with OR match everyone". docs: creating_a_segment
    [{ op: 'OR', children: [{ ...us, cmp: 'is_none_of' }, { ...de, cmp: 'is_none_of' }] }, ALL],
  ])
})

describe('profile', () => {
  cases([
    [{ filter: 'first_name', cmp: 'is_any_of', value: ['Ann', 'Bob'] }, ['ann']],
    [{ filter: 'first_name', cmp: 'is_none_of', value: ['Ann'] }, ['bob', 'cid', 'dee']],
    [{ filter: 'first_name', cmp: 'matches_regex', value: '^B' }, ['bob']],
    [{ filter: 'first_name', cmp: 'does_not_match_regex', value: '^B' }, ['ann']],
    [{ filter: 'last_name', cmp: 'contains_any_of', value: ['ee', 'x'] }, ['ann']],
    [{ filter: 'last_name', cmp: 'does_not_contain_any_of', value: ['ee'] }, ['bob', 'cid', 'dee']],
    [{ filter: 'country', cmp: 'equals', value: 'US' }, ['ann']],
    [{ filter: 'country', cmp: 'is_blank' }, ['cid', 'dee']],
    [{ filter: 'city', cmp: 'is_not_blank' }, ['ann']],
    [{ filter: 'language', cmp: 'is_any_of', value: ['en', 'de'] }, ['ann']],
    [{ filter: 'gender', cmp: 'is_any_of', value: 'F' }, ['ann']],
    [{ filter: 'time_zone', cmp: 'is_any_of', value: 'America/New_York' }, ['ann']],
    [{ filter: 'email_address', cmp: 'is_any_of', value: ['ANN@Example.com'] }, ['ann']],
    [{ filter: 'email_address', cmp: 'is_none_of', value: ['ANN@Example.com'] }, ['bob', 'cid', 'dee']],
    [{ filter: 'email_address', cmp: 'does_not_equal', value: 'ANN@Example.com' }, ['bob', 'cid', 'dee']],
    [{ filter: 'email_address', cmp: 'is_not_blank' }, ALL],
    [{ filter: 'phone_number', cmp: 'matches_regex', value: '^\\+44' }, ['dee']],
    [{ filter: 'phone_number', cmp: 'is_blank' }, ['bob', 'cid']],
    [{ filter: 'unformatted_phone_number', cmp: 'is_any_of', value: ['123', '+12025550123'] }, ['ann', 'bob']],
    [{ filter: 'external_user_id', cmp: 'is_any_of', value: ['bob', 'nobody'] }, ['bob']],
    [{ filter: 'install_attribution_campaign', cmp: 'is_any_of', value: 'spring' }, ['ann']],
    [{ filter: 'install_attribution_source', cmp: 'is_any_of', value: 'net' }, ['ann']],
    [{ filter: 'install_attribution_adgroup', cmp: 'is_any_of', value: 'g1' }, ['ann']],
    [{ filter: 'install_attribution_ad', cmp: 'is_none_of', value: 'a1' }, ['bob', 'cid', 'dee']],
    // It is 10 March at 11:00 in New York: ann is 36 today, bob is 26
    [{ filter: 'age', cmp: 'exactly', value: 36 }, ['ann']],
    [{ filter: 'age', cmp: 'more_than', value: 26 }, ['ann']],
    [{ filter: 'age', cmp: 'less_than', value: 30 }, ['bob', 'cid', 'dee']],
    [{ filter: 'birthday', cmp: 'is', value: '03-10' }, ['ann']],
    [{ filter: 'birthday', cmp: 'is', value: '02-29' }, ['bob']],
    [{ filter: 'birthday', cmp: 'is', value: '03-01' }, ['bob']],
    [{ filter: 'birthday', cmp: 'is_before', value: '03-01' }, ['bob']],
    [{ filter: 'birthday', cmp: 'is_after', value: '02-29' }, ['ann', 'bob']],
    [{ filter: 'created_at', cmp: 'more_than_x_days_ago', value: 39 }, ['ann']],
    [{ filter: 'created_at', cmp: 'less_than_x_days_ago', value: 0 }, ['bob', 'cid', 'dee']],
    [{ filter: 'random_bucket_number', cmp: 'less_than', value: 5000 }, ['ann', 'dee']],
    [{ filter: 'random_bucket_number', cmp: 'exactly', value: 9999 }, ['bob']],
    [{ filter: 'most_recent_location', cmp: 'is_within', latitude: 40.7, longitude: -74.1, radius_km: 10 }, ['ann']],
    [{ filter: 'most_recent_location', cmp: 'is_within', latitude: 40.7, longitude: -74.1, radius_km: 8 }, []],
    [{ filter: 'most_recent_location', cmp: 'is_not_within', latitude: 0, longitude: 0, radius_km: 100 }, ['ann']],
    [{ filter: 'location_available' }, ['ann']],
    [{ filter: 'location_available', value: false }, ['bob', 'cid', 'dee']],
    [{ filter: 'connected_facebook' }, ['ann']],
    [{ filter: 'connected_twitter', value: false }, ['bob', 'cid', 'dee']],
    [{ filter: 'number_of_facebook_friends_using_app', cmp: 'more_than', value: 11 }, ['ann']],
    [{ filter: 'number_of_facebook_friends', cmp: 'more_than', value: 11 }, ['ann']],
    [{ filter: 'number_of_twitter_followers', cmp: 'less_than', value: 300 }, ['bob', 'cid', 'dee']],
  ])
})

describe('custom attributes', () => {
  const attribute = (name: string, cmp: string, value?: unknown, type?: string) => ({ filter: 'custom_attribute', name, cmp, ...(value === undefined ? {} : { value }), ...(type === undefined ? {} : { type }) })
  cases([
    [attribute('plan', 'is_any_of', ['pro', 'Free']), ['ann']],
    // A value of another type (cid's 5) matches no operator of the type
    [attribute('plan', 'is_none_of', ['pro']), ['bob', 'dee']],
    [attribute('plan', 'is_none_of', ['zzz']), ['ann', 'bob', 'dee']],
    [attribute('plan', 'contains_any_of', ['re']), ['bob']],
    [attribute('plan', 'is_blank', undefined, 'string'), ['dee']],
    [attribute('plan', 'is_not_blank', undefined, 'string'), ['ann', 'bob']],
    [attribute('plan', 'is_not_blank'), ['ann', 'bob', 'cid']],
    [attribute('plan', 'matches_regex', 'PR', 'string'), ['ann']],
    [attribute('plan', 'does_not_match_regex', 'PR', 'string'), ['bob', 'dee']],
    [attribute('none', 'does_not_match_regex', 'PR', 'string'), []],
    [attribute('odd "name"', 'is_any_of', 'yes'), ['ann']],
    // "Exactly 0 and less than include users with null fields"
    [attribute('score', 'exactly', 0), ['bob', 'dee']],
    [attribute('score', 'exactly', 10), ['ann']],
    [attribute('score', 'does_not_equal', 10, 'number'), ['bob', 'dee']],
    [attribute('score', 'more_than', -1, 'number'), ['ann', 'bob']],
    [attribute('score', 'less_than', 5, 'number'), ['bob', 'dee']],
    [attribute('score', 'less_than', -5, 'number'), ['dee']],
    [attribute('score', 'more_than_or_equal_to', 10, 'number'), ['ann']],
    [attribute('score', 'less_than_or_equal_to', 0, 'number'), ['bob', 'dee']],
    [attribute('vip', 'is', true), ['ann']],
    [attribute('vip', 'is', false), ['bob']],
    [attribute('vip', 'is', 'true_or_not_set'), ['ann', 'dee']],
    [attribute('vip', 'is', 'false_or_not_set'), ['bob', 'dee']],
    [attribute('vip', 'is_blank', undefined, 'boolean'), ['dee']],
    [attribute('tags', 'includes_any_of', ['red', 'green']), ['ann']],
    [attribute('tags', 'includes_any_of', ['7']), []],
    [attribute('tags', 'includes_any_of', [7]), ['ann']],
    [attribute('tags', 'includes_none_of', ['red', 'green']), ['bob', 'dee']],
    [attribute('mixed', 'includes_any_of', [1]), ['bob']],
    [attribute('mixed', 'includes_any_of', [true]), ['ann']],
    [attribute('mixed', 'is_all_of', ['7']), ['ann']],
    [attribute('tags', 'includes_value', 'blue'), ['bob']],
    [attribute('tags', 'is_all_of', ['red', 7]), ['ann']],
    [attribute('tags', 'is_all_of', ['red', 8]), []],
    [attribute('tags', 'is_not_all_of', ['red', 7]), ['bob', 'dee']],
    [attribute('tags', 'values_contain_any_of', ['blu']), ['ann', 'bob']],
    [attribute('tags', 'values_do_not_contain_any_of', ['dark']), ['bob', 'dee']],
    // Long lists go another way
    [attribute('tags', 'values_contain_any_of', [...MANY, 'k bl']), ['ann']],
    [attribute('tags', 'values_do_not_contain_any_of', [...MANY, 'k bl']), ['bob', 'dee']],
    [attribute('plan', 'contains_any_of', [...MANY, 'ro'], 'string'), ['ann']],
    [attribute('plan', 'does_not_contain_any_of', [...MANY, 'ro'], 'string'), ['bob', 'dee']],
    [attribute('tags', 'includes_any_of', [...MANY, 'red']), ['ann']],
    [attribute('tags', 'includes_any_of', [...MANY, ...MANY.keys()]), ['ann']],
    [attribute('mixed', 'includes_any_of', [...MANY, '1', 'true', false]), []],
    [attribute('mixed', 'includes_any_of', [...MANY, true]), ['ann']],
    [attribute('mixed', 'includes_none_of', [...MANY, 2, 7.0]), ['ann', 'cid', 'dee']],
    [attribute('tags', 'matches_regex', '^DARK', 'array'), ['ann']],
    [attribute('tags', 'has_a_value'), ['ann', 'bob']],
    [attribute('tags', 'is_empty'), ['dee']],
    [attribute('joined', 'less_than_x_days_ago', 2), ['ann']],
    [attribute('joined', 'less_than_x_days_ago', 1.9), []],
    [attribute('joined', 'more_than_x_days_ago', 1.9), ['ann']],
    [attribute('joined', 'less_than_x_days_in_the_future', 30), ['bob']],
    [attribute('joined', 'more_than_x_days_in_the_future', 30), []],
    [attribute('joined', 'before', '2026-03-09', 'time'), ['ann']],
    [attribute('joined', 'after', '2026-03-08', 'time'), ['bob']],
    [attribute('joined', 'after', '2026-03-08T14:59:59Z', 'time'), ['ann', 'bob']],
    [attribute('joined', 'is_blank', undefined, 'time'), ['dee']],
    [{ filter: 'day_of_recurring_event', name: 'anniversary', cmp: 'is', value: '03-10' }, ['ann']],
    // 2:00 UTC of the 24th is the 23rd in New York
    [{ filter: 'day_of_recurring_event', name: 'anniversary', cmp: 'is', value: '12-23' }, ['bob']],
    [{ filter: 'day_of_recurring_event', name: 'anniversary', cmp: 'is_less_than', value: '03-10' }, ['ann']],
    [{ filter: 'day_of_recurring_event', name: 'anniversary', cmp: 'is_more_than', value: '03-10' }, ['ann', 'bob']],
  ])
})

describe('nested custom attributes', () => {
  const nested = (name: string, path: string, cmp: string, value?: unknown, type?: string) => ({ filter: 'nested_custom_attribute', name, path, cmp, ...(value === undefined ? {} : { value }), ...(type === undefined ? {} : { type }) })
  cases([
    [nested('song', 'artist', 'is_any_of', 'Davis'), ['ann']],
    [nested('song', 'artist', 'is_none_of', 'Davis'), ['bob', 'cid', 'dee']],
    [nested('song', 'plays.count', 'more_than', 999, 'number'), ['ann']],
    [nested('song', 'live', 'is', true), ['ann']],
    [nested('song', 'on', 'before', '2021-01-01', 'time'), ['ann']],
    [nested('song', 'on', 'is', '05-27', 'day_of_year'), ['ann']],
    [nested('song', 'genres', 'includes_any_of', ['bop']), ['ann']],
    [nested('song', 'genres[0]', 'is_any_of', 'jazz'), ['ann']],
    [nested('accounts', '[].balance', 'less_than', 100, 'number'), ['ann']],
    [nested('accounts', '[].type', 'is_any_of', 'taxable'), ['ann', 'bob']],
    // What a negative operator denies no element may have
    [nested('accounts', '[].type', 'is_none_of', 'free'), ['bob', 'cid', 'dee']],
    [nested('accounts', '[1].type', 'is_any_of', 'free'), ['ann']],
    // One element must hold all criteria
    [{ filter: 'nested_custom_attribute', name: 'accounts', criteria: [{ path: 'type', cmp: 'is_any_of', value: 'taxable' }, { path: 'active', cmp: 'is', value: true }] }, ['bob']],
    [{ op: 'AND', children: [nested('accounts', '[].type', 'is_any_of', 'taxable'), nested('accounts', '[].active', 'is', true)] }, ['ann', 'bob']],
  ])
})

describe('events, purchases, sessions', () => {
  const property = (more: object, rest: object = { cmp: 'more_than', value: 0 }) => ({ filter: 'x_custom_event_property_in_y_days', name: 'seen', property: more, days: 5, ...rest })
  cases([
    [{ filter: 'custom_event', name: 'seen', cmp: 'exactly', value: 3 }, ['ann']],
    [{ filter: 'custom_event', name: 'seen', cmp: 'more_than', value: 0 }, ['ann', 'bob']],
    [{ filter: 'custom_event', name: 'seen', cmp: 'exactly', value: 0 }, ['cid', 'dee']],
    [{ filter: 'custom_event', name: 'Seen', cmp: 'more_than', value: 0 }, []],
    [{ filter: 'first_did_custom_event', name: 'seen', cmp: 'more_than_x_days_ago', value: 3 }, ['bob']],
    [{ filter: 'last_did_custom_event', name: 'seen', cmp: 'less_than_x_days_ago', value: 0.05 }, ['ann']],
    [{ filter: 'last_did_custom_event', name: 'seen', cmp: 'is_blank' }, ['cid', 'dee']],
    // 15:00 UTC: one day looks back 39 hours, to the start of yesterday
    [{ filter: 'x_custom_event_in_y_days', name: 'seen', cmp: 'exactly', value: 2, days: 1 }, ['ann']],
    [{ filter: 'x_custom_event_in_y_days', name: 'seen', cmp: 'exactly', value: 3, days: 2 }, ['ann']],
    [{ filter: 'x_custom_event_in_y_days', name: 'seen', cmp: 'exactly', value: 0, days: 30 }, ['bob', 'cid', 'dee']],
    [property({ name: 'page', cmp: 'is_any_of', value: ['shop'] }, { cmp: 'exactly', value: 2 }), ['ann']],
    [property({ name: 'n', cmp: 'more_than', value: 30, type: 'number' }), ['ann']],
    [property({ name: 'n', cmp: 'more_than', value: 50, type: 'number' }), []],
    [property({ name: 'first', cmp: 'is', value: true }), ['ann']],
    [property({ name: 'at', cmp: 'before', value: '2026-03-01T00:00:01Z', type: 'time' }, { cmp: 'exactly', value: 3 }), ['ann']],
    [property({ name: 'inner', path: 'deep', cmp: 'equals', value: 'x', type: 'string' }, { cmp: 'exactly', value: 3 }), ['ann']],
    // All of it by the one filter custom_event
    [{ filter: 'custom_event', name: 'seen', agg: 'count', cmp: 'exactly', value: 3 }, ['ann']],
    [{ filter: 'custom_event', name: 'seen', agg: 'count', window_days: 1, cmp: 'exactly', value: 2 }, ['ann']],
    [{ filter: 'custom_event', name: 'seen', window_days: 30, cmp: 'exactly', value: 0 }, ['bob', 'cid', 'dee']],
    [{ filter: 'custom_event', name: 'seen', agg: 'first', cmp: 'more_than_x_days_ago', value: 30 }, ['bob']],
    [{ filter: 'custom_event', name: 'seen', agg: 'last', cmp: 'less_than_x_days_ago', value: 0.1 }, ['ann']],
    [{ filter: 'custom_event', name: 'seen', property: { name: 'page', cmp: 'equals', value: 'shop' }, cmp: 'exactly', value: 2 }, ['ann']],
    [{ filter: 'custom_event', name: 'seen', window_days: 1, property: { name: 'page', cmp: 'not_equal', value: 'shop' }, cmp: 'greater_than', value: 0 }, ['ann']],
    [{ filter: 'custom_event', name: 'seen', property: { name: 'first', cmp: 'equals', value: true }, cmp: 'exactly', value: 1 }, ['ann']],
    [{ filter: 'custom_event', name: 'seen', property: { name: 'first', cmp: 'does_not_equal', value: true }, cmp: 'exactly', value: 2 }, ['ann']],
    [{ filter: 'purchased_product', product_id: 'book' }, ['ann', 'bob']],
    [{ filter: 'purchased_product', product_id: 'pen', value: false }, ['bob', 'cid', 'dee']],
    [{ filter: 'total_number_of_purchases', cmp: 'exactly', value: 3 }, ['ann']],
    [{ filter: 'x_product_purchased_in_y_days', product_id: 'book', cmp: 'exactly', value: 2, days: 1 }, ['ann']],
    [{ filter: 'x_purchases_in_last_y_days', cmp: 'more_than', value: 2, days: 30 }, ['ann']],
    [{ filter: 'x_purchase_property_in_y_days', product_id: 'book', property: { name: 'gift', cmp: 'is', value: true }, cmp: 'more_than', value: 1, days: 5 }, ['ann']],
    [{ filter: 'x_purchase_property_in_y_days', property: { name: 'gift', cmp: 'is', value: false }, cmp: 'more_than', value: 0, days: 5 }, []],
    [{ filter: 'first_made_purchase', cmp: 'more_than_x_days_ago', value: 30 }, ['bob']],
    [{ filter: 'last_made_purchase', cmp: 'less_than_x_days_ago', value: 1 }, ['ann']],
    [{ filter: 'first_purchase_for_app', app_id: ios, cmp: 'is_not_blank' }, ['ann']],
    [{ filter: 'last_purchased_product', product_id: 'book', cmp: 'more_than_x_days_ago', value: 30 }, ['bob']],
    [{ filter: 'money_spent', cmp: 'exactly', value: 30 }, ['ann']],
    [{ filter: 'money_spent', cmp: 'exactly', value: 7.5 }, ['bob']],
    [{ filter: 'x_money_spent_in_y_days', cmp: 'exactly', value: 20, days: 5 }, ['ann']],
    [{ filter: 'x_money_spent_in_y_days', cmp: 'exactly', value: 30, days: 30 }, ['ann']],
    [{ filter: 'session_count', cmp: 'exactly', value: 3 }, ['ann']],
    [{ filter: 'session_count_for_app', app_id: ios, cmp: 'exactly', value: 2 }, ['ann']],
    [{ filter: 'session_count_for_app', app_id: ios, cmp: 'exactly', value: 0 }, ['bob', 'cid', 'dee']],
    [{ filter: 'x_sessions_in_last_y_days', cmp: 'exactly', value: 2, days: 2 }, ['ann']],
    [{ filter: 'first_used_app', cmp: 'more_than_x_days_ago', value: 15 }, ['ann']],
    [{ filter: 'first_used_specific_app', app_id: web, cmp: 'less_than_x_days_ago', value: 1 }, ['ann']],
    [{ filter: 'last_used_app', cmp: 'more_than_x_days_ago', value: 1 }, ['bob']],
    [{ filter: 'last_used_specific_app', app_id: ios, cmp: 'more_than_x_days_ago', value: 1 }, ['ann']],
    [{ filter: 'median_session_duration', cmp: 'exactly', value: 30 }, ['ann']],
    [{ filter: 'median_session_duration', cmp: 'is_blank' }, ['cid', 'dee']],
    [{ filter: 'app_scope', app_ids: [web, android] }, ['ann', 'bob']],
    [{ filter: 'app_scope', no_apps: true }, ['cid', 'dee']],
    [{ filter: 'app_scope', app_ids: [android], no_apps: true }, ['bob', 'cid', 'dee']],
  ])

  test('money spent in a window counts the last 50 purchases only', () => {
    const tree = { filter: 'x_money_spent_in_y_days', cmp: 'exactly', value: 50, days: 1 }
    const scratch = createCore({ holdClock: new Date(NOW).toISOString() })
    const other = scratch.world()
    other.db.tx(() => {
      const profile = other.profiles.create('rest', 'many')
      for (let i = 0; i < 60; i++) other.purchases.make(profile, { product_id: 'p', at: NOW - i * MINUTE, currency: 'USD', price: i < 50 ? 1 : 100, quantity: 1, properties: {} }, origin)
    })
    expect(other.segments.size({ filters: tree })).toBe(1)
    scratch.close()
  })
})

describe('apps and devices', () => {
  cases([
    [{ filter: 'has_app', app_id: android }, ['bob', 'cid']],
    [{ filter: 'has_app', app_id: ios, value: false }, ['bob', 'cid', 'dee']],
    [{ filter: 'most_recent_app_version_name', app_id: ios, cmp: 'is_any_of', value: '3.10.0' }, ['ann']],
    [{ filter: 'most_recent_app_version_name', app_id: ios, cmp: 'more_than', value: '3.9.1' }, ['ann']],
    // Who has no version is older than every version
    [{ filter: 'most_recent_app_version_name', app_id: ios, cmp: 'less_than', value: '3.9' }, ['bob', 'cid', 'dee']],
    [{ filter: 'most_recent_app_version_number', app_id: ios, cmp: 'exactly', value: 310 }, ['ann']],
    [{ filter: 'most_recent_app_version_number', app_id: ios, cmp: 'exactly', value: '310.0.0.0' }, ['ann']],
    [{ filter: 'most_recent_app_version_number', app_id: ios, cmp: 'more_than', value: '99' }, ['ann']],
    [{ filter: 'most_recent_app_version_number', app_id: ios, cmp: 'less_than_or_equal_to', value: 99 }, ['bob', 'cid', 'dee']],
    [{ filter: 'most_recent_app_version_number', app_id: android, cmp: 'more_than', value: 0 }, []],
    [{ filter: 'uninstalled' }, ['cid']],
    [{ filter: 'uninstalled', app_id: ios }, []],
    [{ filter: 'uninstalled', value: false }, ['ann', 'bob', 'dee']],
    [{ filter: 'device_count', cmp: 'exactly', value: 2 }, ['ann']],
    [{ filter: 'device_count', cmp: 'exactly', value: 0 }, ['dee']],
    [{ filter: 'device_carrier', cmp: 'is_any_of', value: 'Example Mobile' }, ['bob']],
    [{ filter: 'device_model', cmp: 'matches_regex', value: 'pixel' }, ['bob', 'cid']],
    [{ filter: 'device_model', cmp: 'is_none_of', value: 'iPhone17,1' }, ['bob', 'cid', 'dee']],
    [{ filter: 'device_os', cmp: 'is_any_of', value: ['Linux', '9'] }, ['ann', 'bob']],
    [{ filter: 'device_os', cmp: 'is_any_of', value: 'iOS' }, ['ann']],
    [{ filter: 'device_os', cmp: 'is_any_of', value: ['iOS 18.2', 'Android 9'] }, ['ann', 'bob']],
    [{ filter: 'device_os', cmp: 'is_none_of', value: 'Android' }, ['ann', 'dee']],
    [{ filter: 'device_os', cmp: 'is_any_of', value: 'Web' }, []],
    [{ filter: 'device_os_version_number', cmp: 'more_than_or_equal_to', value: '18.0' }, ['ann']],
    [{ filter: 'device_os_version_number', cmp: 'more_than', value: '18.2' }, []], // a browser on Linux has no number
    [{ filter: 'device_os_version_number', cmp: 'exactly', value: '9.0' }, ['bob']],
    [{ filter: 'web_browser', cmp: 'is_any_of', value: 'Chrome' }, ['ann']],
    [{ filter: 'most_recent_device_locale', cmp: 'is_any_of', value: 'fr-fr' }, ['ann']],
    [{ filter: 'most_recent_device_locale', cmp: 'is_any_of', value: 'en_US' }, []],
    [{ filter: 'device_google_ad_id', cmp: 'is_any_of', value: 'G-1' }, ['bob']],
    [{ filter: 'device_roku_ad_id', cmp: 'is_any_of', value: 'R-1' }, ['bob']],
    [{ filter: 'device_windows_ad_id', cmp: 'is_any_of', value: 'W-1' }, ['bob']],
    [{ filter: 'device_idfa', cmp: 'is_any_of', value: 'IDFA-1' }, ['ann']],
    [{ filter: 'device_idfv', cmp: 'is_any_of', value: ['iphone', 'pixel'] }, ['ann']],
    [{ filter: 'ad_tracking_enabled' }, ['ann']],
    [{ filter: 'live_activities_push_to_start_registered_for_app', app_id: ios }, ['ann']],
    [{ filter: 'live_activities_push_to_start_registered_for_app', app_id: android }, []],
  ])
})

describe('subscriptions and lists', () => {
  cases([
    [{ filter: 'email_subscription_status', cmp: 'is', value: 'opted_in' }, ['ann']],
    [{ filter: 'email_subscription_status', cmp: 'is_not', value: 'unsubscribed' }, ['ann', 'cid', 'dee']],
    [{ filter: 'push_subscription_status', cmp: 'is', value: 'unsubscribed' }, ['bob']],
    [{ filter: 'email_opt_in_date', cmp: 'less_than_x_days_ago', value: 3 }, ['ann']],
    [{ filter: 'email_unsubscribed_date', cmp: 'more_than_x_days_ago', value: 3 }, ['bob']],
    [{ filter: 'push_opt_in_date', cmp: 'is_not_blank' }, ['ann']],
    [{ filter: 'push_unsubscribed_date', cmp: 'less_than_x_days_ago', value: 5 }, ['bob']],
    [{ filter: 'subscription_group', subscription_group_id: GROUP, cmp: 'is', value: 'subscribed' }, ['ann']],
    [{ filter: 'subscription_group', subscription_group_id: GROUP, cmp: 'is', value: 'unsubscribed' }, ['bob']],
    [{ filter: 'subscription_group', subscription_group_id: GROUP, cmp: 'is_not', value: 'subscribed' }, ['bob', 'cid', 'dee']],
    [{ filter: 'email_available' }, ['ann']],
    [{ filter: 'hard_bounced' }, ['cid']],
    [{ filter: 'has_marked_you_as_spam' }, ['dee']],
    [{ filter: 'invalid_phone_number' }, ['dee']],
    [{ filter: 'invalid_phone_number', cmp: 'is', value: true }, ['dee']],
    [{ filter: 'invalid_phone_number', cmp: 'is', value: false }, ['ann', 'bob', 'cid']],
    [{ filter: 'invalid_phone_number', cmp: 'is_not' }, ['ann', 'bob', 'cid']],
    [{ filter: 'invalid_phone_number', cmp: 'is_not', value: false }, ['dee']],
    [{ filter: 'foreground_push_enabled' }, ['ann']],
    [{ filter: 'foreground_push_enabled_for_app', app_id: ios }, ['ann']],
    [{ filter: 'foreground_push_enabled_for_app', app_id: android }, []],
    [{ filter: 'background_or_foreground_push_enabled' }, ['ann']],
    [{ filter: 'provisionally_authorized_on_ios', app_id: ios }, ['ann']],
    [{ filter: 'segment_membership', segment_id: 'pros' }, ['ann']],
    [{ filter: 'segment_membership', segment_id: 'pros', value: false }, ['bob', 'cid', 'dee']],
    [{ filter: 'cohort', cohort_id: 'co' }, ['cid']],
    [{ filter: 'user_alias', cmp: 'is_any_of', value: 'b-1' }, ['bob']],
    [{ filter: 'user_alias', label: 'other', cmp: 'is_not_blank' }, []],
    [{ filter: 'user_alias', cmp: 'is_blank' }, ['ann', 'cid', 'dee']],
  ])
})

test('who was brought by the SDK was created with the first session, everybody else when added', () => {
  const scratch = createCore({ holdClock: new Date(NOW).toISOString() })
  const other = scratch.world()
  other.db.tx(() => {
    for (const origin of ['sdk', 'rest']) {
      const profile = other.profiles.create(origin, origin)
      other.sessions.start(profile, { session_id: origin, app_id: web, device_id: origin }, NOW - 3 * DAY, null)
    }
    other.profiles.create('sdk', 'idle')
  })
  const names = (cmp: string) => other.segments.each({ filters: { filter: 'created_at', cmp, value: 2 } }, 0, 10).map((id) => other.profiles.byId(id)!.external_id)
  expect([names('more_than_x_days_ago'), names('less_than_x_days_ago')]).toEqual([['sdk'], ['rest', 'idle']])
  scratch.close()
})

describe('walking and waiting', () => {
  test('pages by the id of the last one', () => {
    const tree = { filters: { op: 'AND', children: [] } }
    const all = world.segments.each(tree, 0, 100)
    expect(world.segments.each(tree, 0, 2)).toEqual(all.slice(0, 2))
    expect(world.segments.each(tree, all[1]!, 2)).toEqual(all.slice(2, 4))
    expect(world.segments.each(tree, all[3]!, 2)).toEqual([])
  })

  test('the profile of a merged user is nobody', () => {
    const scratch = createCore({ holdClock: new Date(NOW).toISOString() })
    const other = scratch.world()
    other.db.tx(() => {
      const orphan = other.profiles.create('sdk')
      Object.assign(orphan, { state: 'orphaned' })
      other.profiles.save(orphan)
      expect(other.segments.has({ filters: { op: 'AND', children: [] } }, orphan.id)).toBe(false)
    })
    expect(other.segments.size({ filters: { op: 'AND', children: [] } })).toBe(0)
    scratch.close()
  })

  test('a regular expression without end is given up, and the world goes on', () => {
    const scratch = createCore({ holdClock: new Date(NOW).toISOString() })
    const other = scratch.world()
    other.db.tx(() => void other.attributes.apply(other.profiles.create('rest', 'a'), { values: [['text', `${'a'.repeat(60)}b`]], source: 'rest' }))
    const filters = { filter: 'custom_attribute', name: 'text', type: 'string', cmp: 'matches_regex', value: '^(a+)+$' }
    expect(() => other.segments.size({ filters })).toThrow(expect.objectContaining({ code: 'regex_too_slow' }))
    expect(other.segments.size({ filters: { ...filters, value: '^a+b$' } })).toBe(1)
    other.db.tx(() => void other.profiles.create('rest', 'b'))
    expect(other.profiles.count()).toBe(2)
    scratch.close()
  })

  test('every filter there is was tried', () => {
    const elsewhere = new Set([...Object.keys(receivedFilters), ...Object.keys(engagementFilters), 'context_variable', 'braze_segment_extensions', 'updated_imported_from_csv', 'feature_flags']) // engagement, canvas, extensions, imports and feature-flags .test.ts
    expect(Object.keys(filters()).filter((name) => !tried.has(name) && !elsewhere.has(name))).toEqual([])
  })
})
