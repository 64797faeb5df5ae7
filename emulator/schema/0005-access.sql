-- Tokens that are no REST keys, and files kept in pieces.
CREATE TABLE access_tokens (
  token      TEXT PRIMARY KEY,
  kind       TEXT NOT NULL CHECK (kind IN ('scim', 'data_import')),
  name       TEXT NOT NULL,
  origin     TEXT,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE files (
  id           TEXT PRIMARY KEY,
  name         TEXT NOT NULL,
  content_type TEXT NOT NULL,
  size         INTEGER NOT NULL DEFAULT 0,
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE file_pieces (
  file_id TEXT NOT NULL REFERENCES files (id) ON DELETE CASCADE,
  n       INTEGER NOT NULL,
  bytes   BLOB NOT NULL,
  PRIMARY KEY (file_id, n)
) STRICT;
