-- Who may listen on the real-time channel: one token for each time that an SDK asked how to connect.
CREATE TABLE real_time_tokens (
  token      TEXT NOT NULL PRIMARY KEY,
  app_id     TEXT NOT NULL,
  device_id  TEXT NOT NULL,
  profile_id INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX real_time_tokens_by_end ON real_time_tokens (expires_at);
