-- Users: one row a profile, its other names, and what it did in sums. Times are integer milliseconds UTC.
CREATE TABLE profiles (
  id                            INTEGER PRIMARY KEY AUTOINCREMENT,
  braze_id                      TEXT NOT NULL UNIQUE,
  external_id                   TEXT UNIQUE,
  state                         TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'orphaned')),
  merged_into                   INTEGER,
  origin                        TEXT NOT NULL,
  created_at                    INTEGER NOT NULL,
  updated_at                    INTEGER NOT NULL,
  random_bucket                 INTEGER NOT NULL,
  first_name                    TEXT,
  last_name                     TEXT,
  email                         TEXT,
  phone                         TEXT,
  phone_e164                    TEXT,
  dob                           TEXT,
  gender                        TEXT,
  country                       TEXT,
  country_from                  TEXT,
  language                      TEXT,
  language_from                 TEXT,
  home_city                     TEXT,
  time_zone                     TEXT,
  image_url                     TEXT,
  longitude                     REAL,
  latitude                      REAL,
  located_at                    INTEGER,
  email_subscribe               TEXT NOT NULL DEFAULT 'subscribed',
  email_subscribe_at            INTEGER,
  push_subscribe                TEXT NOT NULL DEFAULT 'subscribed',
  push_subscribe_at             INTEGER,
  email_open_tracking_disabled  INTEGER,
  email_click_tracking_disabled INTEGER,
  marked_email_as_spam_at       INTEGER,
  facebook                      TEXT,
  twitter                       TEXT,
  native_line_id                TEXT,
  attributed_campaign           TEXT,
  attributed_source             TEXT,
  attributed_adgroup            TEXT,
  attributed_ad                 TEXT,
  test_user                     INTEGER NOT NULL DEFAULT 0,
  session_count                 INTEGER NOT NULL DEFAULT 0,
  session_seconds               REAL NOT NULL DEFAULT 0,
  first_session_at              INTEGER,
  last_session_at               INTEGER,
  revenue_cents                 INTEGER NOT NULL DEFAULT 0,
  purchase_count                INTEGER NOT NULL DEFAULT 0,
  custom_attributes             TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX profiles_by_email ON profiles (email) WHERE email IS NOT NULL;
CREATE INDEX profiles_by_phone ON profiles (phone_e164) WHERE phone_e164 IS NOT NULL;
CREATE INDEX profiles_by_heir ON profiles (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE deprecated_external_ids (
  external_id TEXT PRIMARY KEY,
  profile_id  INTEGER NOT NULL REFERENCES profiles (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE user_aliases (
  alias_label TEXT NOT NULL,
  alias_name  TEXT NOT NULL,
  profile_id  INTEGER NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
  PRIMARY KEY (alias_label, alias_name),
  UNIQUE (profile_id, alias_label)
) STRICT, WITHOUT ROWID;

CREATE TABLE event_summaries (
  profile_id INTEGER NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
  name       TEXT NOT NULL,
  count      INTEGER NOT NULL,
  first_at   INTEGER NOT NULL,
  last_at    INTEGER NOT NULL,
  PRIMARY KEY (profile_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE purchase_summaries (
  profile_id INTEGER NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
  product_id TEXT NOT NULL,
  count      INTEGER NOT NULL,
  first_at   INTEGER NOT NULL,
  last_at    INTEGER NOT NULL,
  PRIMARY KEY (profile_id, product_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE app_usage (
  profile_id    INTEGER NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
  app_id        TEXT NOT NULL,
  sessions      INTEGER NOT NULL,
  first_used_at INTEGER NOT NULL,
  last_used_at  INTEGER NOT NULL,
  version       TEXT,
  PRIMARY KEY (profile_id, app_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE subscription_states (
  profile_id            INTEGER NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
  subscription_group_id TEXT NOT NULL,
  state                 TEXT NOT NULL,
  changed_at            INTEGER NOT NULL,
  PRIMARY KEY (profile_id, subscription_group_id)
) STRICT, WITHOUT ROWID;
