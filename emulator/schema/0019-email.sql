-- Postbacks of transactional emails that are still to be made: those of one send in order, each until it was taken.
CREATE TABLE transactional_postbacks (
  seq         INTEGER PRIMARY KEY AUTOINCREMENT,
  dispatch_id TEXT NOT NULL,
  status      TEXT NOT NULL,
  url         TEXT NOT NULL,
  body        TEXT NOT NULL,
  attempts    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX transactional_postbacks_by_dispatch ON transactional_postbacks (dispatch_id, seq);

-- A dispatch's messages: message archiving finds them by it, and lists of messages.
CREATE INDEX messages_by_dispatch ON messages (dispatch_id, seq) WHERE dispatch_id IS NOT NULL;
