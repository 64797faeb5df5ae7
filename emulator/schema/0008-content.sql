-- Content blocks, email templates, translations, the media library.
-- A deleted block leaves its id, so that it is known to be deleted and not unknown; its name is free again.
CREATE TABLE content_blocks (
  number       INTEGER PRIMARY KEY AUTOINCREMENT,
  id           TEXT NOT NULL UNIQUE,
  name         TEXT NOT NULL,
  description  TEXT NOT NULL,
  content      TEXT NOT NULL,
  content_type TEXT NOT NULL CHECK (content_type IN ('html', 'text')),
  state        TEXT NOT NULL CHECK (state IN ('active', 'draft')),
  tags         TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  last_edited  INTEGER NOT NULL,
  deleted_at   INTEGER
) STRICT;
CREATE UNIQUE INDEX content_blocks_by_name ON content_blocks (name) WHERE deleted_at IS NULL;

-- `should_inline_css` is NULL where the workspace's default holds.
CREATE TABLE email_templates (
  number            INTEGER PRIMARY KEY AUTOINCREMENT,
  id                TEXT NOT NULL UNIQUE,
  template_name     TEXT NOT NULL,
  subject           TEXT NOT NULL,
  body              TEXT NOT NULL,
  plaintext_body    TEXT,
  preheader         TEXT,
  should_inline_css INTEGER,
  tags              TEXT NOT NULL,
  created_at        INTEGER NOT NULL,
  updated_at        INTEGER NOT NULL
) STRICT;

-- Tags that exist though nothing carries them yet.
CREATE TABLE tags (
  name       TEXT PRIMARY KEY,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE locales (
  number     INTEGER PRIMARY KEY AUTOINCREMENT,
  id         TEXT NOT NULL UNIQUE,
  name       TEXT NOT NULL,
  country    TEXT,
  language   TEXT NOT NULL,
  locale_key TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL
) STRICT;

-- `object` is campaign, canvas, content_block or email_template; `message_id` says which message of it (a Canvas: step/variation), '' where there is one.
-- `version` is draft for what waits in a post-launch draft, else live; `seq` is the journal row that tells of it.
CREATE TABLE translations (
  object          TEXT NOT NULL,
  object_id       TEXT NOT NULL,
  message_id      TEXT NOT NULL,
  version         TEXT NOT NULL CHECK (version IN ('live', 'draft')),
  locale_id       TEXT NOT NULL REFERENCES locales (id) ON DELETE CASCADE,
  translation_map TEXT NOT NULL,
  seq             INTEGER NOT NULL,
  PRIMARY KEY (object, object_id, message_id, version, locale_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX translations_by_locale ON translations (locale_id);

CREATE TABLE media_assets (
  number       INTEGER PRIMARY KEY AUTOINCREMENT,
  id           TEXT NOT NULL UNIQUE,
  name         TEXT NOT NULL,
  ext          TEXT NOT NULL,
  content_type TEXT NOT NULL,
  size         INTEGER NOT NULL,
  file_id      TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL
) STRICT;
