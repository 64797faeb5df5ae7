-- Pushes that were handed to a push service, by device and by the id that the SDK sends back; tokens that the services no longer know; Live Activity tokens.
-- `seq` is the order in which they were handed over: a device that was away asks for all after the last it has. `visible` is 0 for silent ones.
CREATE TABLE pushes (
  seq           INTEGER PRIMARY KEY AUTOINCREMENT,
  message_seq   INTEGER NOT NULL UNIQUE REFERENCES messages (seq) ON DELETE CASCADE,
  app_id        TEXT NOT NULL,
  device_id     TEXT NOT NULL,
  token         TEXT NOT NULL,
  cid           TEXT NOT NULL,
  visible       INTEGER NOT NULL,
  sent_at       INTEGER NOT NULL,
  opened_at     INTEGER,
  influenced_at INTEGER
) STRICT;
CREATE INDEX pushes_by_device ON pushes (device_id, app_id, seq);
CREATE INDEX pushes_by_cid ON pushes (cid, device_id, seq);

-- What APNs, FCM and the others know and Braze does not yet: the app behind a token is gone.
CREATE TABLE dead_push_tokens (
  app_id TEXT NOT NULL,
  token  TEXT NOT NULL,
  at     INTEGER NOT NULL,
  PRIMARY KEY (app_id, token)
) STRICT, WITHOUT ROWID;

-- Push-to-start tokens: one for each device and type of attributes (`registerPushToStart`).
CREATE TABLE live_activity_start_tokens (
  app_id          TEXT NOT NULL,
  device_id       TEXT NOT NULL,
  attributes_type TEXT NOT NULL,
  token           TEXT NOT NULL,
  registered_at   INTEGER NOT NULL,
  PRIMARY KEY (app_id, device_id, attributes_type)
) STRICT, WITHOUT ROWID;
