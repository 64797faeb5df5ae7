-- What the emulator noticed: which journal rows a request caused, and where unchanged attributes are.
ALTER TABLE requests ADD COLUMN first_seq INTEGER;
ALTER TABLE requests ADD COLUMN last_seq INTEGER;
CREATE INDEX requests_by_seq ON requests (last_seq) WHERE last_seq IS NOT NULL;
