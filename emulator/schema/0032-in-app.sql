-- In-app messages that are kept with what they are made of (Canvases, tests): few of a user's many messages, asked for by each request for triggers.
CREATE INDEX messages_in_app_kept ON messages (profile_id, seq) WHERE channel = 'in_app_message' AND outgoing IS NOT NULL;
