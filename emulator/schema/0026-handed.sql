-- Messages that devices were handed under an id which SDKs name in their events: in-app messages and Banners for each device, Content Cards (device_id '') for all of the user's.
CREATE TABLE handed (
  message_seq INTEGER NOT NULL REFERENCES messages (seq) ON DELETE CASCADE,
  device_id   TEXT NOT NULL,
  app_id      TEXT NOT NULL,
  profile_id  INTEGER NOT NULL,
  wire_id     TEXT NOT NULL,
  handed_at   INTEGER NOT NULL,
  PRIMARY KEY (message_seq, device_id, app_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX handed_by_wire_id ON handed (profile_id, wire_id, message_seq);
