-- Content Cards that users have, one row for each copy, and what became of it. `card` is what SDKs get, without its state (JSON); `links` the addresses by platform (JSON); `removal` the events that take it away (JSON).
-- `updated` is in seconds and grows with each change of a card of the user: what an SDK has seen up to. Other times are in ms.
CREATE TABLE cards (
  seq          INTEGER PRIMARY KEY AUTOINCREMENT,
  wire_id      TEXT NOT NULL UNIQUE,
  profile_id   INTEGER NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
  message_id   TEXT NOT NULL,
  campaign_id  TEXT,
  canvas_id    TEXT,
  card         TEXT NOT NULL,
  links        TEXT NOT NULL,
  removal      TEXT,
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL,
  created      INTEGER NOT NULL,
  updated      INTEGER NOT NULL,
  viewed_at    INTEGER,
  clicked_at   INTEGER,
  dismissed_at INTEGER,
  removed_at   INTEGER
) STRICT;
CREATE INDEX cards_by_profile ON cards (profile_id, created_at);
CREATE INDEX cards_by_message ON cards (message_id);
CREATE INDEX cards_by_campaign ON cards (campaign_id) WHERE campaign_id IS NOT NULL;
CREATE INDEX cards_by_canvas ON cards (canvas_id) WHERE canvas_id IS NOT NULL;
CREATE INDEX cards_to_remove ON cards (profile_id) WHERE removal IS NOT NULL AND removed_at IS NULL;
CREATE INDEX cards_by_end ON cards (expires_at);

-- Which user a device last had all cards of (`full_at` in seconds): what it says of a sync for somebody else, or of another emulator's, does not count.
CREATE TABLE card_syncs (
  app_id     TEXT NOT NULL,
  device_id  TEXT NOT NULL,
  profile_id INTEGER NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
  full_at    INTEGER NOT NULL,
  PRIMARY KEY (app_id, device_id)
) STRICT, WITHOUT ROWID;

-- Banners that users have dismissed, by the key that stays the same while a Banner is edited.
CREATE TABLE banner_dismissals (
  profile_id   INTEGER NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
  stable_key   TEXT NOT NULL,
  dismissed_at INTEGER NOT NULL,
  PRIMARY KEY (profile_id, stable_key)
) STRICT, WITHOUT ROWID;

-- The placements that a device has asked for in its session, in that order (JSON list).
CREATE TABLE banner_placements (
  app_id     TEXT NOT NULL,
  device_id  TEXT NOT NULL,
  placements TEXT NOT NULL,
  PRIMARY KEY (app_id, device_id)
) STRICT, WITHOUT ROWID;
