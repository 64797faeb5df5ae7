-- Passes through steps of users who were deleted since: their rows go, what the dashboard counts stays.
-- A user who was in the step then left the Canvas by it: outcome 'user_deleted'.
CREATE TABLE canvas_gone_visits (
  canvas_id TEXT NOT NULL,
  step_id   TEXT NOT NULL,
  outcome   TEXT NOT NULL,
  exited    INTEGER NOT NULL,
  n         INTEGER NOT NULL,
  PRIMARY KEY (canvas_id, step_id, outcome, exited)
) STRICT, WITHOUT ROWID;
