-- Users on their way through Canvases: who entered what in which variant, each entry with its context, and each step of it.
-- `context`, `cause`, `data` and `state` are JSON. An entry or step without an end is under way; what it waits for is a timer (kind `canvas.step`, key: the step's seq).
CREATE TABLE canvas_entries (
  seq          INTEGER PRIMARY KEY AUTOINCREMENT,
  id           TEXT NOT NULL UNIQUE,
  canvas_id    TEXT NOT NULL,
  profile_id   INTEGER NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
  variation_id TEXT NOT NULL,
  control      INTEGER NOT NULL,
  entered_at   INTEGER NOT NULL,
  -- the journal's newest row at that time: what stands after it happened on the way
  since        INTEGER NOT NULL,
  exited_at    INTEGER,
  exit_reason  TEXT,
  context      TEXT NOT NULL,
  -- the exit event that happened, until the step it happened in is over
  exit_due     TEXT
) STRICT;
CREATE INDEX canvas_entries_by_profile ON canvas_entries (profile_id, canvas_id, seq);
CREATE INDEX canvas_entries_open ON canvas_entries (profile_id) WHERE exited_at IS NULL;
CREATE INDEX canvas_entries_by_canvas ON canvas_entries (canvas_id, seq);

-- One pass of one entry through one step. `path`: the name of the way out; `outcome`: what the step did; `state`: what it waits with.
CREATE TABLE canvas_visits (
  seq        INTEGER PRIMARY KEY AUTOINCREMENT,
  entry_seq  INTEGER NOT NULL REFERENCES canvas_entries (seq) ON DELETE CASCADE,
  canvas_id  TEXT NOT NULL,
  step_id    TEXT NOT NULL,
  name       TEXT NOT NULL,
  type       TEXT NOT NULL,
  entered_at INTEGER NOT NULL,
  left_at    INTEGER,
  path       TEXT,
  outcome    TEXT,
  data       TEXT,
  cause      TEXT NOT NULL,
  state      TEXT
) STRICT;
CREATE INDEX canvas_visits_by_entry ON canvas_visits (entry_seq, seq);
CREATE INDEX canvas_visits_open ON canvas_visits (entry_seq, seq) WHERE left_at IS NULL;
CREATE INDEX canvas_visits_by_step ON canvas_visits (step_id, entered_at);
CREATE INDEX canvas_visits_by_canvas ON canvas_visits (canvas_id);

-- The variant a user has, from the first entry on; `last_at` is the newest entry.
CREATE TABLE canvas_members (
  canvas_id    TEXT NOT NULL,
  profile_id   INTEGER NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
  variation_id TEXT NOT NULL,
  first_at     INTEGER NOT NULL,
  last_at      INTEGER NOT NULL,
  PRIMARY KEY (canvas_id, profile_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX canvas_members_by_profile ON canvas_members (profile_id);

-- How many entered in a span that an entry cap counts: `lifetime`, `hour:…`, `day:…`, `schedule:…`.
CREATE TABLE canvas_entry_counts (
  canvas_id TEXT NOT NULL,
  span      TEXT NOT NULL,
  n         INTEGER NOT NULL,
  PRIMARY KEY (canvas_id, span)
) STRICT, WITHOUT ROWID;

-- Who went through a Feature Flag step; what the flag is worth is read from the step's settings each time.
CREATE TABLE canvas_feature_flags (
  profile_id     INTEGER NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
  flag_id        TEXT NOT NULL,
  canvas_id      TEXT NOT NULL,
  canvas_step_id TEXT NOT NULL,
  at             INTEGER NOT NULL,
  PRIMARY KEY (profile_id, flag_id, canvas_step_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX canvas_feature_flags_by_canvas ON canvas_feature_flags (canvas_id);

-- Experiments with a winning path: when the first user came, and the path that won (NULL: none yet, or the mix goes on).
CREATE TABLE canvas_experiments (
  canvas_id      TEXT NOT NULL,
  canvas_step_id TEXT PRIMARY KEY,
  began_at       INTEGER NOT NULL,
  ended_at       INTEGER,
  why            TEXT,
  winner         TEXT
) STRICT, WITHOUT ROWID;

-- Conversions of users after they went through an Experiment Paths step, within its own window. `conversion`: 0 to 3.
CREATE TABLE canvas_experiment_conversions (
  visit_seq  INTEGER NOT NULL REFERENCES canvas_visits (seq) ON DELETE CASCADE,
  conversion INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  PRIMARY KEY (visit_seq, conversion)
) STRICT, WITHOUT ROWID;
