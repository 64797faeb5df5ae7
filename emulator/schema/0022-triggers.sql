-- What action-based messages and conversions have to remember: since when a definition is live, sends that wait, first addresses, conversions that were counted.
-- A definition hears only of events behind its launch: the seq of the journal says which those are, also within one millisecond.
CREATE TABLE launches (
  owner TEXT PRIMARY KEY,
  seq   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A message of an action-based campaign whose delay runs. `cause` is JSON.
CREATE TABLE triggered_sends (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  campaign_id  TEXT NOT NULL,
  profile_id   INTEGER NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
  triggered_at INTEGER NOT NULL,
  event_seq    INTEGER NOT NULL,
  due          INTEGER NOT NULL,
  cause        TEXT NOT NULL,
  channel      TEXT NOT NULL
) STRICT;
CREATE INDEX triggered_sends_by_profile ON triggered_sends (profile_id, campaign_id, id);

-- The row of the journal by which a profile first had an email address.
CREATE TABLE first_emails (
  profile_id INTEGER PRIMARY KEY REFERENCES profiles (id) ON DELETE CASCADE,
  seq        INTEGER NOT NULL
) STRICT;

-- One receipt converts once for each of the events A to D.
CREATE TABLE conversions (
  receipt    INTEGER NOT NULL REFERENCES message_history (id) ON DELETE CASCADE,
  conversion INTEGER NOT NULL,
  PRIMARY KEY (receipt, conversion)
) STRICT, WITHOUT ROWID;
