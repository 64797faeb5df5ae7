-- Catalogs with their fields, items and selections.

-- `num_items` and `storage_size` (bytes) are kept with every write: nothing counts a whole catalog.
CREATE TABLE catalogs (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  name         TEXT NOT NULL UNIQUE,
  description  TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL,
  num_items    INTEGER NOT NULL DEFAULT 0,
  storage_size INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The id is the field's token: values are kept under it, so a deleted field takes its values out of sight at once and a new one of that name starts empty.
CREATE TABLE catalog_fields (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  catalog_id INTEGER NOT NULL REFERENCES catalogs (id) ON DELETE CASCADE,
  name       TEXT NOT NULL,
  type       TEXT NOT NULL,
  UNIQUE (catalog_id, name)
) STRICT;

-- `data`: JSON object of the values that are not null, by token.
CREATE TABLE catalog_items (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  catalog_id INTEGER NOT NULL REFERENCES catalogs (id) ON DELETE CASCADE,
  item_id    TEXT NOT NULL,
  data       TEXT NOT NULL,
  size       INTEGER NOT NULL,
  UNIQUE (catalog_id, item_id)
) STRICT;
CREATE INDEX catalog_items_in_order ON catalog_items (catalog_id, id);

CREATE TABLE catalog_selections (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  catalog_id INTEGER NOT NULL REFERENCES catalogs (id) ON DELETE CASCADE,
  name       TEXT NOT NULL,
  definition TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (catalog_id, name)
) STRICT;
