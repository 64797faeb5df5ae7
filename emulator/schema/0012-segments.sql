-- Segments, their exports and sizes. Times are integer milliseconds UTC.
CREATE TABLE segments (
  -- the order in which they were made
  n                          INTEGER PRIMARY KEY AUTOINCREMENT,
  id                         TEXT NOT NULL UNIQUE,
  name                       TEXT NOT NULL,
  -- null: made from the filters
  description                TEXT,
  text_description           TEXT NOT NULL,
  tags                       TEXT NOT NULL,
  teams                      TEXT NOT NULL,
  analytics_tracking_enabled INTEGER NOT NULL,
  archived                   INTEGER NOT NULL,
  filters                    TEXT NOT NULL,
  created_at                 INTEGER NOT NULL,
  updated_at                 INTEGER NOT NULL
) STRICT;

-- The size at the end of a day of the workspace's zone.
CREATE TABLE segment_sizes (
  segment_id TEXT NOT NULL REFERENCES segments (id) ON DELETE CASCADE,
  day        TEXT NOT NULL,
  size       INTEGER NOT NULL,
  PRIMARY KEY (segment_id, day)
) STRICT, WITHOUT ROWID;

-- Exports of users, by segment or of the Global Control Group (segment_id is null then).
CREATE TABLE user_exports (
  object_prefix TEXT PRIMARY KEY,
  segment_id    TEXT,
  state         TEXT NOT NULL CHECK (state IN ('running', 'ready', 'cancelled', 'failed')),
  -- the filters as they were when it was asked for
  filters       TEXT NOT NULL,
  -- fields, single custom attributes
  asked         TEXT NOT NULL,
  callback      TEXT,
  url           TEXT NOT NULL,
  after_id      INTEGER NOT NULL DEFAULT 0,
  users         INTEGER NOT NULL DEFAULT 0,
  started_at    INTEGER NOT NULL,
  finished_at   INTEGER,
  expires_at    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX user_exports_running ON user_exports (segment_id) WHERE state = 'running';

-- The files of an export: their bytes, deflated, are in `files`; `crc` and `plain_size` are what a ZIP says of them.
CREATE TABLE user_export_files (
  object_prefix TEXT NOT NULL REFERENCES user_exports (object_prefix) ON DELETE CASCADE,
  n             INTEGER NOT NULL,
  file_id       TEXT NOT NULL,
  name          TEXT NOT NULL,
  crc           INTEGER NOT NULL,
  plain_size    INTEGER NOT NULL,
  users         INTEGER NOT NULL,
  PRIMARY KEY (object_prefix, n)
) STRICT, WITHOUT ROWID;
