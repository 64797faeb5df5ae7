-- What filters of segments need besides profiles and messages. Times are integer milliseconds UTC.

-- CSV files that were imported, and the users that each of them made or changed.
CREATE TABLE csv_imports (
  id   TEXT PRIMARY KEY,
  name TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE csv_import_members (
  profile_id INTEGER NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
  import_id  TEXT NOT NULL REFERENCES csv_imports (id) ON DELETE CASCADE,
  PRIMARY KEY (profile_id, import_id)
) STRICT, WITHOUT ROWID;

-- Segment Extensions and their members as they were at the last refresh.
CREATE TABLE segment_extensions (
  -- the order in which they were made
  n            INTEGER PRIMARY KEY AUTOINCREMENT,
  id           TEXT NOT NULL UNIQUE,
  name         TEXT NOT NULL,
  archived     INTEGER NOT NULL,
  -- description, criteria and refresh: JSON
  definition   TEXT NOT NULL,
  processing   INTEGER NOT NULL,
  refreshed_at INTEGER,
  size         INTEGER NOT NULL,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL
) STRICT;
CREATE TABLE segment_extension_members (
  extension_id TEXT NOT NULL REFERENCES segment_extensions (id) ON DELETE CASCADE,
  profile_id   INTEGER NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
  PRIMARY KEY (profile_id, extension_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX segment_extension_members_by_extension ON segment_extension_members (extension_id);
