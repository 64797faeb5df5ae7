-- Feature flags; `data` holds properties, rules and the rest of the definition.
CREATE TABLE feature_flags (
  id         TEXT NOT NULL PRIMARY KEY,
  data       TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
