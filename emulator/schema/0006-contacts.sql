-- Email lists, invalid phone numbers, preference centers. Addresses are stored in lower case, numbers in E.164.

-- States uploaded for addresses that no user has yet; where a user has the address, the user's own state is the only one.
CREATE TABLE email_states (
  email      TEXT PRIMARY KEY,
  state      TEXT NOT NULL CHECK (state IN ('opted_in', 'subscribed', 'unsubscribed')),
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE hard_bounces (
  email          TEXT PRIMARY KEY,
  bounced_at     INTEGER NOT NULL,
  blocklisted_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX hard_bounces_by_time ON hard_bounces (bounced_at, email);

CREATE TABLE spam_reports (
  email       TEXT PRIMARY KEY,
  reported_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE invalid_phone_numbers (
  phone       TEXT PRIMARY KEY,
  reason      TEXT NOT NULL CHECK (reason IN ('provider_error', 'deactivated')),
  detected_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX invalid_phone_numbers_by_time ON invalid_phone_numbers (detected_at, phone);

CREATE INDEX profiles_unsubscribed ON profiles (email, email_subscribe_at) WHERE email_subscribe = 'unsubscribed' AND email IS NOT NULL AND state = 'active';

-- Each address once, with the latest of its users' times.
CREATE VIEW email_unsubscribes AS
  SELECT email, max(coalesce(email_subscribe_at, created_at)) AS unsubscribed_at FROM profiles
    WHERE email_subscribe = 'unsubscribed' AND email IS NOT NULL AND state = 'active' GROUP BY email
  UNION ALL
  SELECT email, changed_at FROM email_states WHERE state = 'unsubscribed';

CREATE TABLE preference_centers (
  id                TEXT PRIMARY KEY,
  name              TEXT NOT NULL UNIQUE,
  title             TEXT NOT NULL,
  page_html         TEXT NOT NULL,
  confirmation_html TEXT NOT NULL,
  state             TEXT NOT NULL CHECK (state IN ('active', 'draft')),
  options           TEXT NOT NULL,
  created_at        INTEGER NOT NULL,
  updated_at        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE preference_center_links (
  token                TEXT PRIMARY KEY,
  preference_center_id TEXT NOT NULL REFERENCES preference_centers (id) ON DELETE CASCADE,
  profile_id           INTEGER NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
  created_at           INTEGER NOT NULL,
  UNIQUE (preference_center_id, profile_id)
) STRICT, WITHOUT ROWID;
