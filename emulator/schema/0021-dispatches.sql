-- Dispatches of scheduled campaigns, users who wait for their own time, user caps, slots of rate limits, the workspace's frequency capping rules, and tags nested in others.
-- `occurrence` is the wall time (ms, as if it stood at UTC) of a dispatch in local time, else the moment; `phase` is of an A/B test with an optimization.
CREATE TABLE dispatches (
  dispatch_id TEXT PRIMARY KEY,
  campaign_id TEXT NOT NULL,
  occurrence  INTEGER NOT NULL,
  phase       TEXT NOT NULL CHECK (phase IN ('whole', 'test', 'final')),
  state       TEXT NOT NULL CHECK (state IN ('walking', 'done', 'stopped')),
  started_at  INTEGER NOT NULL,
  users       INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX dispatches_by_campaign ON dispatches (campaign_id, occurrence);

-- A user in a line: for a local time, an optimal time, or a slot of a rate limit. `lane` is what is stopped together.
CREATE TABLE waiting_recipients (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  line       TEXT NOT NULL,
  lane       TEXT NOT NULL,
  due        INTEGER NOT NULL,
  profile_id INTEGER NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
  data       TEXT NOT NULL
) STRICT;
CREATE INDEX waiting_recipients_due ON waiting_recipients (line, lane, due, id);
CREATE INDEX waiting_recipients_by_profile ON waiting_recipients (profile_id);

-- Users that a campaign with a cap was dispatched to; `scope` is 'total' or a dispatch. `used` counts them.
CREATE TABLE capped_users (
  campaign_id TEXT NOT NULL,
  scope       TEXT NOT NULL,
  profile_id  INTEGER NOT NULL,
  PRIMARY KEY (campaign_id, scope, profile_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE cap_counts (
  campaign_id TEXT NOT NULL,
  scope       TEXT NOT NULL,
  used        INTEGER NOT NULL,
  PRIMARY KEY (campaign_id, scope)
) STRICT, WITHOUT ROWID;

-- How many messages of a definition have a place in a minute.
CREATE TABLE rate_slots (
  owner  TEXT NOT NULL,
  minute INTEGER NOT NULL,
  used   INTEGER NOT NULL,
  PRIMARY KEY (owner, minute)
) STRICT, WITHOUT ROWID;

CREATE TABLE frequency_rules (
  n          INTEGER PRIMARY KEY AUTOINCREMENT,
  id         TEXT NOT NULL UNIQUE,
  channel    TEXT NOT NULL,
  count      INTEGER NOT NULL,
  "window"   INTEGER NOT NULL,
  unit       TEXT NOT NULL CHECK (unit IN ('minutes', 'days', 'weeks')),
  tag        TEXT,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE nested_tags (
  name   TEXT PRIMARY KEY REFERENCES tags (name) ON DELETE CASCADE,
  parent TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Email variants that the seed users of their campaign have had.
CREATE TABLE seeded_variations (
  message_variation_id TEXT PRIMARY KEY,
  campaign_id          TEXT NOT NULL,
  seeded_at            INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
