-- SCIM users, Cloud Data Ingestion, SDK authentication keys, cohorts, imports. Times are integer milliseconds UTC.
CREATE TABLE dashboard_users (
  id          TEXT PRIMARY KEY,
  user_name   TEXT NOT NULL,
  -- in lower case: two spellings are one address
  user_key    TEXT NOT NULL UNIQUE,
  given_name  TEXT NOT NULL,
  family_name TEXT NOT NULL,
  department  TEXT NOT NULL,
  permissions TEXT NOT NULL,
  created_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sdk_authentication_keys (
  id             TEXT PRIMARY KEY,
  app_id         TEXT NOT NULL REFERENCES apps (app_id) ON DELETE CASCADE,
  rsa_public_key TEXT NOT NULL,
  description    TEXT NOT NULL,
  is_primary     INTEGER NOT NULL,
  n              INTEGER NOT NULL,
  created_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sdk_authentication_keys_of_app ON sdk_authentication_keys (app_id, n);

CREATE TABLE cohorts (
  cohort_id  TEXT PRIMARY KEY,
  -- null: members came before the name
  name       TEXT,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE cohort_members (
  cohort_id  TEXT NOT NULL REFERENCES cohorts (cohort_id) ON DELETE CASCADE,
  profile_id INTEGER NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
  PRIMARY KEY (cohort_id, profile_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX cohorts_of_profile ON cohort_members (profile_id);

CREATE TABLE cdi_integrations (
  id             TEXT PRIMARY KEY,
  name           TEXT NOT NULL,
  type           TEXT NOT NULL,
  status         TEXT NOT NULL,
  warehouse_type TEXT NOT NULL,
  contact_emails TEXT NOT NULL,
  -- minutes between scheduled runs; null: only when asked to
  every_minutes  INTEGER,
  next_run_at    INTEGER,
  -- newest UPDATED_AT of a successful run
  synced_to      INTEGER,
  created_at     INTEGER NOT NULL,
  n              INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The source table of an integration, as its warehouse would hold it.
CREATE TABLE cdi_rows (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  integration_id TEXT NOT NULL REFERENCES cdi_integrations (id) ON DELETE CASCADE,
  updated_at     INTEGER NOT NULL,
  cells          TEXT NOT NULL
) STRICT;
CREATE INDEX cdi_rows_in_order ON cdi_rows (integration_id, updated_at, id);

CREATE TABLE cdi_jobs (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  integration_id TEXT NOT NULL REFERENCES cdi_integrations (id) ON DELETE CASCADE,
  status         TEXT NOT NULL CHECK (status IN ('running', 'success', 'partial', 'error', 'config_error')),
  started_at     INTEGER NOT NULL,
  finished_at    INTEGER,
  rows_synced    INTEGER NOT NULL DEFAULT 0,
  rows_failed    INTEGER NOT NULL DEFAULT 0,
  -- where the run stands: the newest row it has handled
  at_updated     INTEGER,
  at_row         INTEGER
) STRICT;
CREATE INDEX cdi_jobs_of_integration ON cdi_jobs (integration_id, id);

-- Identifiers that a running CSV import has seen, to leave out duplicates without holding them in memory.
CREATE TABLE import_identifiers (
  import_id  TEXT NOT NULL,
  identifier TEXT NOT NULL,
  PRIMARY KEY (import_id, identifier)
) STRICT, WITHOUT ROWID;
