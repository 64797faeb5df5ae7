-- Counters of the series, who was active when, and the names of custom data: all made from the journal by its reader `analytics`.
-- A quarter is a quarter of an hour since 1970 in UTC: the days and hours of every time zone begin with one, so a changed zone needs no new counters.
CREATE TABLE analytics_counters (
  metric  TEXT NOT NULL,
  name    TEXT NOT NULL,
  quarter INTEGER NOT NULL,
  app_id  TEXT NOT NULL,
  n       INTEGER NOT NULL,
  PRIMARY KEY (metric, name, quarter, app_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE analytics_users (
  id       INTEGER PRIMARY KEY,
  braze_id TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE analytics_apps (
  id     INTEGER PRIMARY KEY,
  app_id TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE analytics_activity (
  quarter INTEGER NOT NULL,
  app     INTEGER NOT NULL,
  user    INTEGER NOT NULL,
  PRIMARY KEY (quarter, app, user)
) STRICT, WITHOUT ROWID;

-- From `at` on, what `user` did before counts as what `heir` did.
CREATE TABLE analytics_heirs (
  user INTEGER NOT NULL,
  at   INTEGER NOT NULL,
  heir INTEGER NOT NULL,
  PRIMARY KEY (user, at)
) STRICT, WITHOUT ROWID;
CREATE INDEX analytics_heirs_by_heir ON analytics_heirs (heir);
CREATE INDEX analytics_heirs_by_time ON analytics_heirs (at);

CREATE TABLE analytics_first_sessions (
  user INTEGER NOT NULL,
  app  INTEGER NOT NULL,
  at   INTEGER NOT NULL,
  PRIMARY KEY (user, app)
) STRICT, WITHOUT ROWID;

CREATE TABLE analytics_names (
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT,
  PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE analytics_memory (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
