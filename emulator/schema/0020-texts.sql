-- SMS keywords and senders, short links, opt-ins that wait for a confirmation, the health of hosts that webhooks go to. Times in ms.

-- `sender_numbers`: JSON list, the pool of numbers that a group sends from; `keywords`: JSON, words and answers beyond the defaults.
CREATE TABLE subscription_group_texting (
  subscription_group_id TEXT PRIMARY KEY REFERENCES subscription_groups (id) ON DELETE CASCADE,
  sender_numbers        TEXT NOT NULL,
  keywords              TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE short_links (
  token      TEXT PRIMARY KEY,
  message_id TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED, -- a text is composed before its message is written
  n          INTEGER NOT NULL,
  url        TEXT NOT NULL,
  tracking   TEXT NOT NULL CHECK (tracking IN ('basic', 'advanced')),
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX short_links_by_message ON short_links (message_id, n);

-- Double opt-in: numbers that were asked, and may confirm for a while.
CREATE TABLE sms_opt_in_prompts (
  subscription_group_id TEXT NOT NULL REFERENCES subscription_groups (id) ON DELETE CASCADE,
  phone                 TEXT NOT NULL,
  language              TEXT NOT NULL,
  prompted_at           INTEGER NOT NULL,
  PRIMARY KEY (subscription_group_id, phone)
) STRICT, WITHOUT ROWID;

CREATE TABLE webhook_host_failures (
  host TEXT NOT NULL,
  at   INTEGER NOT NULL,
  n    INTEGER NOT NULL,
  PRIMARY KEY (host, at)
) STRICT, WITHOUT ROWID;

CREATE TABLE webhook_unhealthy_hosts (
  host  TEXT PRIMARY KEY,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX profiles_by_line_id ON profiles (native_line_id) WHERE native_line_id IS NOT NULL;

-- WhatsApp: when a number last wrote to a group; responses are possible for a day.
CREATE TABLE whats_app_conversations (
  subscription_group_id TEXT NOT NULL REFERENCES subscription_groups (id) ON DELETE CASCADE,
  phone                 TEXT NOT NULL,
  heard_at              INTEGER NOT NULL,
  PRIMARY KEY (subscription_group_id, phone)
) STRICT, WITHOUT ROWID;
