// The statements of the profiles table, and its row type.
import type { Db } from '../../kernel/db.ts'

export type SubscriptionState = 'opted_in' | 'subscribed' | 'unsubscribed'

/** A user profile as stored. Times in ms; `custom_attributes` as JSON text; money in cents. */
export type ProfileRow = {
  id: number
  braze_id: string
  external_id: string | null
  state: 'active' | 'orphaned'
  merged_into: number | null
  origin: string
  created_at: number
  updated_at: number
  random_bucket: number
  first_name: string | null
  last_name: string | null
  email: string | null
  phone: string | null
  phone_e164: string | null
  dob: string | null
  gender: string | null
  country: string | null
  country_from: string | null
  language: string | null
  language_from: string | null
  home_city: string | null
  time_zone: string | null
  image_url: string | null
  longitude: number | null
  latitude: number | null
  located_at: number | null
  email_subscribe: SubscriptionState
  email_subscribe_at: number | null
  push_subscribe: SubscriptionState
  push_subscribe_at: number | null
  email_open_tracking_disabled: number | null
  email_click_tracking_disabled: number | null
  marked_email_as_spam_at: number | null
  facebook: string | null
  twitter: string | null
  native_line_id: string | null
  attributed_campaign: string | null
  attributed_source: string | null
  attributed_adgroup: string | null
  attributed_ad: string | null
  test_user: number
  session_count: number
  session_seconds: number
  first_session_at: number | null
  last_session_at: number | null
  revenue_cents: number
  purchase_count: number
  custom_attributes: string
}

/** What activity needs to know of its profile: events are many and a whole row is wide. */
export type ProfileRef = Pick<ProfileRow, 'id' | 'braze_id' | 'session_count'>

/** What rows about messages need to know of the user: they are many too. */
export type ProfileContact = Pick<ProfileRow, 'id' | 'braze_id' | 'email'>

/** Columns that are written back when a profile changed; the others are set once. */
export const WRITABLE = [
  'external_id', 'state', 'merged_into', 'updated_at', 'first_name', 'last_name', 'email', 'phone', 'phone_e164', 'dob', 'gender', 'country', 'country_from',
  'language', 'language_from', 'home_city', 'time_zone', 'image_url', 'longitude', 'latitude', 'located_at', 'email_subscribe', 'email_subscribe_at',
  'push_subscribe', 'push_subscribe_at', 'email_open_tracking_disabled', 'email_click_tracking_disabled', 'marked_email_as_spam_at', 'facebook', 'twitter',
  'native_line_id', 'attributed_campaign', 'attributed_source', 'attributed_adgroup', 'attributed_ad', 'test_user', 'session_count', 'session_seconds',
  'first_session_at', 'last_session_at', 'revenue_cents', 'purchase_count', 'custom_attributes',
] as const satisfies readonly (keyof ProfileRow)[]

export function profileStatements(db: Db) {
  return {
    insert: db.prepare<[string, string | null, string, number, number, number]>(
      'INSERT INTO profiles (braze_id, external_id, origin, created_at, updated_at, random_bucket) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    byId: db.prepareWide<[number], ProfileRow>('SELECT * FROM profiles WHERE id = ?'),
    byAnyBrazeId: db.prepareWide<[string], ProfileRow>('SELECT * FROM profiles WHERE braze_id = ?'),
    byBrazeId: db.prepareWide<[string], ProfileRow>(`SELECT * FROM profiles WHERE braze_id = ? AND state = 'active'`),
    byExternalId: db.prepareWide<[string], ProfileRow>('SELECT * FROM profiles WHERE external_id = ?'),
    refByExternalId: db.prepare<[string], ProfileRef>('SELECT id, braze_id, session_count FROM profiles WHERE external_id = ?'),
    byDeprecatedId: db.prepare<[string], ProfileRow>('SELECT p.* FROM deprecated_external_ids d JOIN profiles p ON p.id = d.profile_id WHERE d.external_id = ?'),
    byAlias: db.prepare<[string, string], ProfileRow>('SELECT p.* FROM user_aliases a JOIN profiles p ON p.id = a.profile_id WHERE a.alias_label = ? AND a.alias_name = ?'),
    byEmail: db.prepareWide<[string], ProfileRow>(`SELECT * FROM profiles WHERE email = ? AND state = 'active' ORDER BY updated_at DESC, id DESC`),
    contactByBrazeId: db.prepare<[string], ProfileContact & Pick<ProfileRow, 'state' | 'merged_into'>>('SELECT id, braze_id, email, state, merged_into FROM profiles WHERE braze_id = ?'),
    idsByEmail: db.prepare<[string], { id: number }>(`SELECT id FROM profiles WHERE email = ? AND state = 'active' ORDER BY updated_at DESC, id DESC`),
    byPhone: db.prepareWide<[string], ProfileRow>(`SELECT * FROM profiles WHERE phone_e164 = ? AND state = 'active' ORDER BY updated_at DESC, id DESC`),
    save: db.prepare<[ProfileRow]>(`UPDATE profiles SET ${WRITABLE.map((column) => `${column} = @${column}`).join(', ')} WHERE id = @id`),
    touch: db.prepare<[number, number]>('UPDATE profiles SET updated_at = ? WHERE id = ?'),
    remove: db.prepare<[number]>('DELETE FROM profiles WHERE id = ?'),
    removeOrphansOf: db.prepare<[number]>('DELETE FROM profiles WHERE merged_into = ?'),
    orphansOf: db.prepare<[number], { braze_id: string }>('SELECT braze_id FROM profiles WHERE merged_into = ?'),
    reparent: db.prepare<[number, number]>('UPDATE profiles SET merged_into = ? WHERE merged_into = ?'),
    deprecatedIds: db.prepare<[number], { external_id: string }>('SELECT external_id FROM deprecated_external_ids WHERE profile_id = ? ORDER BY external_id'),
    deprecate: db.prepare<[string, number]>('INSERT INTO deprecated_external_ids (external_id, profile_id) VALUES (?, ?)'),
    undeprecate: db.prepare<[string]>('DELETE FROM deprecated_external_ids WHERE external_id = ?'),
    moveDeprecated: db.prepare<[number, number]>('UPDATE deprecated_external_ids SET profile_id = ? WHERE profile_id = ?'),
    search: db.prepare<[{ like: string; exact: string; limit: number; after: number }], ProfileRow>(
      `SELECT DISTINCT p.* FROM profiles p LEFT JOIN user_aliases a ON a.profile_id = p.id
       WHERE p.state = 'active' AND p.id > @after AND (@exact = '' OR p.braze_id = @exact OR p.external_id LIKE @like ESCAPE '\\' OR p.email LIKE @like ESCAPE '\\'
         OR p.phone = @exact OR p.phone_e164 = @exact OR a.alias_name LIKE @like ESCAPE '\\' OR p.first_name LIKE @like ESCAPE '\\' OR p.last_name LIKE @like ESCAPE '\\'
         OR EXISTS (SELECT 1 FROM deprecated_external_ids d WHERE d.profile_id = p.id AND d.external_id = @exact)
         OR EXISTS (SELECT 1 FROM devices v WHERE v.profile_id = p.id AND v.device_id = @exact))
       ORDER BY p.id LIMIT @limit`,
    ),
    count: db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM profiles WHERE state = 'active'`),
  }
}
