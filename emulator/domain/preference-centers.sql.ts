// The statements of preference centers and their users' links, and their row types.
import type { Db } from '../kernel/db.ts'
import type { Page } from './contacts.sql.ts'

export type CenterState = 'active' | 'draft'
/** `options` as JSON text, as it was sent. */
export type PreferenceCenter = { id: string; name: string; title: string; page_html: string; confirmation_html: string; state: CenterState; options: string; created_at: number; updated_at: number }
export type CenterLink = { token: string; preference_center_id: string; profile_id: number; created_at: number }

export function preferenceCenterStatements(db: Db) {
  return {
    all: db.prepare<[], PreferenceCenter>('SELECT * FROM preference_centers ORDER BY created_at, name'),
    page: db.prepare<[Page], PreferenceCenter>('SELECT * FROM preference_centers WHERE id > @after ORDER BY id LIMIT @limit'),
    one: db.prepare<[string], PreferenceCenter>('SELECT * FROM preference_centers WHERE id = ?'),
    byName: db.prepare<[string], PreferenceCenter>('SELECT * FROM preference_centers WHERE name = ?'),
    insert: db.prepare<[PreferenceCenter]>(
      'INSERT INTO preference_centers (id, name, title, page_html, confirmation_html, state, options, created_at, updated_at) VALUES (@id, @name, @title, @page_html, @confirmation_html, @state, @options, @created_at, @updated_at)',
    ),
    update: db.prepare<[PreferenceCenter]>('UPDATE preference_centers SET title = @title, page_html = @page_html, confirmation_html = @confirmation_html, state = @state, options = @options, updated_at = @updated_at WHERE id = @id'),
    remove: db.prepare<[string]>('DELETE FROM preference_centers WHERE id = ?'),
    link: db.prepare<[string, number], CenterLink>('SELECT * FROM preference_center_links WHERE preference_center_id = ? AND profile_id = ?'),
    byToken: db.prepare<[string], CenterLink>('SELECT * FROM preference_center_links WHERE token = ?'),
    putLink: db.prepare<[string, string, number, number]>('INSERT INTO preference_center_links (token, preference_center_id, profile_id, created_at) VALUES (?, ?, ?, ?)'),
  }
}
