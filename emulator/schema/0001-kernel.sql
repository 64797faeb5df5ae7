-- The kernel's own tables: its memory, the journal, durable timers.
CREATE TABLE kernel_state (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
  seq     INTEGER PRIMARY KEY AUTOINCREMENT,
  at      INTEGER NOT NULL,
  kind    TEXT NOT NULL,
  profile TEXT,
  data    TEXT NOT NULL
) STRICT;
CREATE INDEX journal_by_profile ON journal (profile, seq) WHERE profile IS NOT NULL;

CREATE TABLE journal_cursors (
  reader TEXT PRIMARY KEY,
  seq    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE timers (
  id   INTEGER PRIMARY KEY AUTOINCREMENT,
  due  INTEGER NOT NULL,
  kind TEXT NOT NULL,
  key  TEXT,
  data TEXT NOT NULL,
  UNIQUE (kind, key)
) STRICT;
CREATE INDEX timers_by_due ON timers (due, id);
