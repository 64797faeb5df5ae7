-- The tracking plan of the workspace, as it was given: at most one.
CREATE TABLE tracking_plan (
  id   INTEGER PRIMARY KEY CHECK (id = 1),
  plan TEXT NOT NULL
) STRICT;
