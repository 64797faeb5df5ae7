-- Promotion codes and credentials that templates use.
CREATE TABLE promotion_lists (
  id           TEXT PRIMARY KEY,
  name         TEXT NOT NULL,
  code_snippet TEXT NOT NULL UNIQUE,
  description  TEXT NOT NULL,
  expires_at   INTEGER,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL
) STRICT;

-- `allotment` is the sending that took the code: the same for all channels of one message to one user.
CREATE TABLE promotion_codes (
  seq       INTEGER PRIMARY KEY AUTOINCREMENT,
  list_id   TEXT NOT NULL REFERENCES promotion_lists (id) ON DELETE CASCADE,
  code      TEXT NOT NULL,
  used_at   INTEGER,
  braze_id  TEXT,
  allotment TEXT,
  UNIQUE (list_id, code)
) STRICT;
CREATE INDEX promotion_codes_unused ON promotion_codes (list_id, seq) WHERE used_at IS NULL;
CREATE INDEX promotion_codes_allotted ON promotion_codes (allotment, list_id) WHERE allotment IS NOT NULL;

CREATE TABLE connected_content_credentials (
  id         TEXT PRIMARY KEY,
  name       TEXT NOT NULL UNIQUE,
  username   TEXT NOT NULL,
  password   TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
