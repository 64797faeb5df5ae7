-- Every message to a user that was sent, waits or was withheld; what became of it; and the history that segments, caps and conversions read.
-- `outgoing` is what a message that still waits is made of (JSON); `payload` what the provider would get (JSON); `detail` belongs to the reason (JSON).
CREATE TABLE messages (
  seq                  INTEGER PRIMARY KEY AUTOINCREMENT,
  id                   TEXT NOT NULL UNIQUE,
  at                   INTEGER NOT NULL,
  channel              TEXT NOT NULL,
  status               TEXT NOT NULL CHECK (status IN ('pending', 'sent', 'delivered', 'bounced', 'failed', 'aborted', 'withheld')),
  reason               TEXT,
  detail               TEXT,
  profile_id           INTEGER REFERENCES profiles (id) ON DELETE SET NULL,
  braze_id             TEXT NOT NULL,
  device_id            TEXT,
  app_id               TEXT,
  address              TEXT,
  campaign_id          TEXT,
  canvas_id            TEXT,
  canvas_step_id       TEXT,
  canvas_variation_id  TEXT,
  canvas_entry_id      TEXT,
  message_variation_id TEXT,
  dispatch_id          TEXT,
  send_id              TEXT,
  test                 INTEGER NOT NULL,
  outgoing             TEXT,
  payload              TEXT
) STRICT;
CREATE INDEX messages_by_profile ON messages (profile_id, seq);
CREATE INDEX messages_by_campaign ON messages (campaign_id, seq) WHERE campaign_id IS NOT NULL;
CREATE INDEX messages_by_canvas ON messages (canvas_id, seq) WHERE canvas_id IS NOT NULL;
CREATE INDEX messages_by_device ON messages (device_id, seq) WHERE device_id IS NOT NULL;
CREATE INDEX messages_waiting ON messages (seq) WHERE status = 'pending';

CREATE TABLE message_engagements (
  seq         INTEGER PRIMARY KEY AUTOINCREMENT,
  message_seq INTEGER NOT NULL REFERENCES messages (seq) ON DELETE CASCADE,
  at          INTEGER NOT NULL,
  action      TEXT NOT NULL,
  data        TEXT NOT NULL
) STRICT;
CREATE INDEX message_engagements_by_message ON message_engagements (message_seq, seq);

-- One row for each thing that happened between a user and a message, under the journal's kind (`push.sent`, `email.opened`, `canvas.entered` …). Test sends leave none.
CREATE TABLE message_history (
  id                   INTEGER PRIMARY KEY AUTOINCREMENT,
  profile_id           INTEGER NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
  at                   INTEGER NOT NULL,
  kind                 TEXT NOT NULL,
  channel              TEXT,
  campaign_id          TEXT,
  canvas_id            TEXT,
  canvas_step_id       TEXT,
  canvas_variation_id  TEXT,
  message_variation_id TEXT,
  dispatch_id          TEXT,
  data                 TEXT NOT NULL
) STRICT;
CREATE INDEX message_history_by_profile ON message_history (profile_id, kind, at);
CREATE INDEX message_history_by_campaign ON message_history (campaign_id, profile_id, kind, at) WHERE campaign_id IS NOT NULL;
CREATE INDEX message_history_by_canvas ON message_history (canvas_id, profile_id, kind, at) WHERE canvas_id IS NOT NULL;
