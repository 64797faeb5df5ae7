-- Sends, schedules, transactional sends, Live Activities.
-- A send is an accepted request that waits for the sending engine; `id` is the order in which they were accepted.
CREATE TABLE sends (
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  dispatch_id      TEXT NOT NULL UNIQUE,
  kind             TEXT NOT NULL CHECK (kind IN ('messages', 'campaign', 'canvas', 'transactional', 'live_activity_start', 'live_activity_update')),
  state            TEXT NOT NULL DEFAULT 'accepted' CHECK (state IN ('accepted', 'taken')),
  at               INTEGER NOT NULL,
  schedule_id      TEXT,
  send_id          TEXT,
  campaign_id      TEXT,
  canvas_id        TEXT,
  external_send_id TEXT,
  broadcast        INTEGER NOT NULL,
  request          TEXT NOT NULL
) STRICT;
CREATE INDEX sends_waiting ON sends (id) WHERE state = 'accepted';
CREATE INDEX sends_by_external_id ON sends (external_send_id, at) WHERE external_send_id IS NOT NULL;
CREATE INDEX sends_by_send_id ON sends (campaign_id, send_id) WHERE send_id IS NOT NULL;

-- A tracking id belongs to its campaign: the same text may be used by several.
CREATE TABLE send_ids (
  campaign_id TEXT NOT NULL,
  send_id     TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (campaign_id, send_id)
) STRICT, WITHOUT ROWID;

-- `due` is when the timer fires: the moment itself, or the first moment at which any user's local time may be meant.
CREATE TABLE schedules (
  schedule_id     TEXT PRIMARY KEY,
  dispatch_id     TEXT NOT NULL,
  kind            TEXT NOT NULL CHECK (kind IN ('messages', 'campaign', 'canvas')),
  state           TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sent', 'deleted')),
  created_at      INTEGER NOT NULL,
  due             INTEGER NOT NULL,
  time            TEXT NOT NULL,
  in_local_time   INTEGER NOT NULL,
  at_optimal_time INTEGER NOT NULL,
  send_id         TEXT,
  campaign_id     TEXT,
  canvas_id       TEXT,
  broadcast       INTEGER NOT NULL,
  request         TEXT NOT NULL
) STRICT;

CREATE TABLE live_activities (
  app_id          TEXT NOT NULL,
  activity_id     TEXT NOT NULL,
  attributes_type TEXT,
  state           TEXT NOT NULL CHECK (state IN ('active', 'ended')),
  started_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL,
  content_state   TEXT NOT NULL,
  PRIMARY KEY (app_id, activity_id)
) STRICT, WITHOUT ROWID;

-- Update tokens that devices registered for an activity (`pushTokenTag`).
CREATE TABLE live_activity_tokens (
  app_id        TEXT NOT NULL,
  activity_id   TEXT NOT NULL,
  device_id     TEXT NOT NULL,
  token         TEXT NOT NULL,
  registered_at INTEGER NOT NULL,
  PRIMARY KEY (app_id, activity_id, device_id)
) STRICT, WITHOUT ROWID;
