-- Devices with their push tokens, and the raw rows of what users did.
CREATE TABLE devices (
  device_id   TEXT NOT NULL,
  app_id      TEXT NOT NULL,
  profile_id  INTEGER REFERENCES profiles (id) ON DELETE SET NULL,
  anonymous_profile_id INTEGER REFERENCES profiles (id) ON DELETE SET NULL,
  owned_since INTEGER NOT NULL,
  first_seen  INTEGER NOT NULL,
  last_seen   INTEGER NOT NULL,
  sdk_version TEXT,
  app_version TEXT,
  details     TEXT NOT NULL DEFAULT '{}',
  PRIMARY KEY (device_id, app_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX devices_by_profile ON devices (profile_id);

CREATE TABLE push_tokens (
  app_id        TEXT NOT NULL,
  token         TEXT NOT NULL,
  profile_id    INTEGER NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
  device_id     TEXT NOT NULL,
  imported      INTEGER NOT NULL DEFAULT 0,
  registered_at INTEGER NOT NULL,
  web_keys      TEXT,
  PRIMARY KEY (app_id, token)
) STRICT, WITHOUT ROWID;
CREATE INDEX push_tokens_by_profile ON push_tokens (profile_id);
CREATE INDEX push_tokens_by_device ON push_tokens (app_id, device_id);

CREATE TABLE push_token_changes (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  at         INTEGER NOT NULL,
  profile_id INTEGER NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
  app_id     TEXT NOT NULL,
  device_id  TEXT NOT NULL,
  token      TEXT NOT NULL,
  change     TEXT NOT NULL,
  reason     TEXT NOT NULL
) STRICT;
CREATE INDEX push_token_changes_by_profile ON push_token_changes (profile_id, id);

CREATE TABLE sessions (
  session_id  TEXT NOT NULL,
  app_id      TEXT NOT NULL,
  device_id   TEXT NOT NULL,
  profile_id  INTEGER NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
  started_at  INTEGER NOT NULL,
  ended_at    INTEGER,
  seconds     REAL,
  PRIMARY KEY (session_id, app_id, device_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_profile ON sessions (profile_id, started_at);

CREATE TABLE custom_events (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  profile_id INTEGER NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
  name       TEXT NOT NULL,
  at         INTEGER NOT NULL,
  app_id     TEXT,
  session_id TEXT,
  properties TEXT NOT NULL
) STRICT;
CREATE INDEX custom_events_by_profile ON custom_events (profile_id, name, at);

CREATE TABLE purchases (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  profile_id INTEGER NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
  product_id TEXT NOT NULL,
  at         INTEGER NOT NULL,
  currency   TEXT NOT NULL,
  price      REAL NOT NULL,
  quantity   INTEGER NOT NULL,
  app_id     TEXT,
  session_id TEXT,
  properties TEXT NOT NULL
) STRICT;
CREATE INDEX purchases_by_profile ON purchases (profile_id, product_id, at);
