-- Campaigns and Canvases as defined, and what their messages did, counted by quarter hours in UTC.
-- `number` is the order of creation; `definition` the JSON of what has no column; `first_at` and `last_at` frame what was sent (a campaign) or entered (a Canvas).
CREATE TABLE campaigns (
  number      INTEGER PRIMARY KEY AUTOINCREMENT,
  id          TEXT NOT NULL UNIQUE,
  name        TEXT NOT NULL,
  definition  TEXT NOT NULL,
  draft       INTEGER NOT NULL,
  enabled     INTEGER NOT NULL,
  archived    INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL,
  launched_at INTEGER,
  first_at    INTEGER,
  last_at     INTEGER
) STRICT;

CREATE TABLE canvases (
  number      INTEGER PRIMARY KEY AUTOINCREMENT,
  id          TEXT NOT NULL UNIQUE,
  name        TEXT NOT NULL,
  definition  TEXT NOT NULL,
  draft       INTEGER NOT NULL,
  enabled     INTEGER NOT NULL,
  archived    INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL,
  launched_at INTEGER,
  first_at    INTEGER,
  last_at     INTEGER
) STRICT;

-- Steps that a Canvas has or had: a step that is gone keeps its statistics.
CREATE TABLE canvas_steps (
  id         TEXT PRIMARY KEY,
  canvas_id  TEXT NOT NULL REFERENCES canvases (id) ON DELETE CASCADE,
  name       TEXT NOT NULL,
  deleted_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX canvas_steps_by_canvas ON canvas_steps (canvas_id);

-- Whose message an id names; one that is gone keeps its statistics. `tracking_id` is its name on the SDK wire: 24 hex digits.
CREATE TABLE message_variations (
  id             TEXT PRIMARY KEY,
  tracking_id    TEXT NOT NULL UNIQUE,
  channel        TEXT NOT NULL,
  campaign_id    TEXT REFERENCES campaigns (id) ON DELETE CASCADE,
  canvas_id      TEXT REFERENCES canvases (id) ON DELETE CASCADE,
  canvas_step_id TEXT,
  deleted_at     INTEGER,
  CHECK ((campaign_id IS NULL) <> (canvas_id IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX message_variations_by_campaign ON message_variations (campaign_id) WHERE campaign_id IS NOT NULL;
CREATE INDEX message_variations_by_canvas ON message_variations (canvas_id) WHERE canvas_id IS NOT NULL;

-- `owner` is `campaign:<id>` or `canvas:<id>`; '' where a part does not apply. `n` is a count, or cents for `revenue`.
CREATE TABLE message_counts (
  owner          TEXT NOT NULL,
  quarter        INTEGER NOT NULL,
  canvas_variant TEXT NOT NULL,
  canvas_step    TEXT NOT NULL,
  variation      TEXT NOT NULL,
  channel        TEXT NOT NULL,
  send_id        TEXT NOT NULL,
  statistic      TEXT NOT NULL,
  n              INTEGER NOT NULL,
  PRIMARY KEY (owner, quarter, canvas_variant, canvas_step, variation, channel, send_id, statistic)
) STRICT, WITHOUT ROWID;

-- Who did something in which quarter hour: unique users a day are counted exactly in any zone.
CREATE TABLE message_uniques (
  owner       TEXT NOT NULL,
  quarter     INTEGER NOT NULL,
  canvas_step TEXT NOT NULL,
  variation   TEXT NOT NULL,
  channel     TEXT NOT NULL,
  send_id     TEXT NOT NULL,
  statistic   TEXT NOT NULL,
  profile     TEXT NOT NULL,
  PRIMARY KEY (owner, quarter, canvas_step, variation, channel, send_id, statistic, profile)
) STRICT, WITHOUT ROWID;

-- What counts once for a message that one user got: its first open, its first click.
CREATE TABLE message_firsts (
  owner     TEXT NOT NULL,
  variation TEXT NOT NULL,
  statistic TEXT NOT NULL,
  dispatch  TEXT NOT NULL,
  profile   TEXT NOT NULL,
  PRIMARY KEY (owner, variation, statistic, dispatch, profile)
) STRICT, WITHOUT ROWID;
