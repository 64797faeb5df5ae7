// The statements of content blocks, email templates, tags, locales, translations and media assets, and their row types.
import type { Db } from '../../kernel/db.ts'

export type ContentBlockRow = {
  id: string
  name: string
  description: string
  content: string
  content_type: 'html' | 'text'
  state: 'active' | 'draft'
  tags: string
  created_at: number
  last_edited: number
  deleted_at: number | null
}
export type EmailTemplateRow = {
  id: string
  template_name: string
  subject: string
  body: string
  plaintext_body: string | null
  preheader: string | null
  should_inline_css: number | null
  tags: string
  created_at: number
  updated_at: number
}
/** Rows changed from `after` to `before` (ms, both in), from the `offset`th, at most `limit`. */
export type Page = { after: number; before: number; limit: number; offset: number }
export type Tag = { name: string; created_at: number }
export type Locale = { id: string; name: string; country: string | null; language: string; locale_key: string; created_at: number }
export type MediaAsset = { id: string; name: string; ext: string; content_type: string; size: number; file_id: string; created_at: number; updated_at: number }

export const contentBlockStatements = (db: Db) => ({
  one: db.prepare<[string], ContentBlockRow>('SELECT * FROM content_blocks WHERE id = ?'),
  named: db.prepare<[string], ContentBlockRow>('SELECT * FROM content_blocks WHERE name = ? AND deleted_at IS NULL'),
  all: db.prepare<[], ContentBlockRow>('SELECT * FROM content_blocks WHERE deleted_at IS NULL ORDER BY number'),
  page: db.prepare<[Page], ContentBlockRow>('SELECT * FROM content_blocks WHERE deleted_at IS NULL AND last_edited BETWEEN @after AND @before ORDER BY number LIMIT @limit OFFSET @offset'),
  insert: db.prepare<[ContentBlockRow]>(
    `INSERT INTO content_blocks (id, name, description, content, content_type, state, tags, created_at, last_edited, deleted_at)
       VALUES (@id, @name, @description, @content, @content_type, @state, @tags, @created_at, @last_edited, @deleted_at)`,
  ),
  save: db.prepare<[ContentBlockRow]>(
    `UPDATE content_blocks SET name = @name, description = @description, content = @content, content_type = @content_type, state = @state, tags = @tags,
       last_edited = @last_edited, deleted_at = @deleted_at WHERE id = @id`,
  ),
})

export const emailTemplateStatements = (db: Db) => ({
  one: db.prepare<[string], EmailTemplateRow>('SELECT * FROM email_templates WHERE id = ?'),
  all: db.prepare<[], EmailTemplateRow>('SELECT * FROM email_templates ORDER BY number'),
  page: db.prepare<[Page], EmailTemplateRow>('SELECT * FROM email_templates WHERE updated_at BETWEEN @after AND @before ORDER BY number LIMIT @limit OFFSET @offset'),
  insert: db.prepare<[EmailTemplateRow]>(
    `INSERT INTO email_templates (id, template_name, subject, body, plaintext_body, preheader, should_inline_css, tags, created_at, updated_at)
       VALUES (@id, @template_name, @subject, @body, @plaintext_body, @preheader, @should_inline_css, @tags, @created_at, @updated_at)`,
  ),
  save: db.prepare<[EmailTemplateRow]>(
    `UPDATE email_templates SET template_name = @template_name, subject = @subject, body = @body, plaintext_body = @plaintext_body, preheader = @preheader,
       should_inline_css = @should_inline_css, tags = @tags, updated_at = @updated_at WHERE id = @id`,
  ),
})

export const tagStatements = (db: Db) => ({
  one: db.prepare<[string], Tag>('SELECT * FROM tags WHERE name = ?'),
  all: db.prepare<[], Tag>('SELECT * FROM tags ORDER BY name'),
  insert: db.prepare<[string, number]>('INSERT INTO tags (name, created_at) VALUES (?, ?)'),
  remove: db.prepare<[string]>('DELETE FROM tags WHERE name = ?'),
  nest: db.prepare<[string, string]>('INSERT INTO nested_tags (name, parent) VALUES (?, ?)'),
  nested: db.prepare<[], { name: string; parent: string }>('SELECT name, parent FROM nested_tags'),
})

export const localeStatements = (db: Db) => ({
  one: db.prepare<[string], Locale>('SELECT id, name, country, language, locale_key, created_at FROM locales WHERE id = ?'),
  keyed: db.prepare<[string], Locale>('SELECT id, name, country, language, locale_key, created_at FROM locales WHERE locale_key = ?'),
  all: db.prepare<[], Locale>('SELECT id, name, country, language, locale_key, created_at FROM locales ORDER BY number'),
  insert: db.prepare<[Locale]>('INSERT INTO locales (id, name, country, language, locale_key, created_at) VALUES (@id, @name, @country, @language, @locale_key, @created_at)'),
  save: db.prepare<[Locale]>('UPDATE locales SET name = @name, country = @country, language = @language, locale_key = @locale_key WHERE id = @id'),
  remove: db.prepare<[string]>('DELETE FROM locales WHERE id = ?'),
})

export type TranslationKey = { object: string; object_id: string; message_id: string; version: 'live' | 'draft' }

export const translationStatements = (db: Db) => ({
  of: db.prepare<[TranslationKey], { locale_id: string; translation_map: string }>(
    'SELECT locale_id, translation_map FROM translations WHERE object = @object AND object_id = @object_id AND message_id = @message_id AND version = @version',
  ),
  put: db.prepare<[TranslationKey & { locale_id: string; translation_map: string; seq: number }]>(
    `INSERT INTO translations (object, object_id, message_id, version, locale_id, translation_map, seq)
       VALUES (@object, @object_id, @message_id, @version, @locale_id, @translation_map, @seq)
       ON CONFLICT DO UPDATE SET translation_map = excluded.translation_map, seq = excluded.seq`,
  ),
  draftSince: db.prepare<[string, string], { seq: number | null }>(`SELECT max(seq) AS seq FROM translations WHERE object = ? AND object_id = ? AND version = 'draft'`),
  publish: db.prepare<[string, string]>(
    `INSERT OR REPLACE INTO translations (object, object_id, message_id, version, locale_id, translation_map, seq)
       SELECT object, object_id, message_id, 'live', locale_id, translation_map, seq FROM translations WHERE object = ? AND object_id = ? AND version = 'draft'`,
  ),
  dropDraft: db.prepare<[string, string]>(`DELETE FROM translations WHERE object = ? AND object_id = ? AND version = 'draft'`),
})

export const mediaStatements = (db: Db) => ({
  one: db.prepare<[string], MediaAsset>('SELECT id, name, ext, content_type, size, file_id, created_at, updated_at FROM media_assets WHERE id = ?'),
  all: db.prepare<[], MediaAsset>('SELECT id, name, ext, content_type, size, file_id, created_at, updated_at FROM media_assets ORDER BY number'),
  count: db.prepare<[], { n: number }>('SELECT count(*) AS n FROM media_assets'),
  insert: db.prepare<[MediaAsset]>(
    'INSERT INTO media_assets (id, name, ext, content_type, size, file_id, created_at, updated_at) VALUES (@id, @name, @ext, @content_type, @size, @file_id, @created_at, @updated_at)',
  ),
  save: db.prepare<[MediaAsset]>('UPDATE media_assets SET content_type = @content_type, size = @size, file_id = @file_id, updated_at = @updated_at WHERE id = @id'),
})
