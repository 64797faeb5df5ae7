-- What a workspace is configured with, and what came in over the wire.
CREATE TABLE apps (
  app_id     TEXT PRIMARY KEY,
  name       TEXT NOT NULL,
  platform   TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  data       TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE rest_keys (
  key          TEXT PRIMARY KEY,
  name         TEXT NOT NULL,
  permissions  TEXT NOT NULL,
  ip_allowlist TEXT NOT NULL,
  created_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE subscription_groups (
  id         TEXT PRIMARY KEY,
  name       TEXT NOT NULL,
  channel    TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE requests (
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  at               INTEGER NOT NULL,
  method           TEXT NOT NULL,
  path             TEXT NOT NULL,
  query            TEXT NOT NULL,
  headers          TEXT NOT NULL,
  body             BLOB NOT NULL,
  endpoint         TEXT,
  app_id           TEXT,
  status           INTEGER NOT NULL,
  response_headers TEXT NOT NULL,
  response_body    BLOB NOT NULL
) STRICT;
