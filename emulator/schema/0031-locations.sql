-- Location sets with their geofences (`data` holds what is not asked for by column), and when each device last crossed a geofence in each direction.
CREATE TABLE locations (
  id         TEXT NOT NULL PRIMARY KEY,
  data       TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE geofences (
  id              TEXT NOT NULL PRIMARY KEY,
  location_set_id TEXT NOT NULL REFERENCES locations (id) ON DELETE CASCADE,
  position        INTEGER NOT NULL,
  latitude        REAL NOT NULL,
  longitude       REAL NOT NULL,
  data            TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX geofences_of_set ON geofences (location_set_id, position);
CREATE INDEX geofences_by_latitude ON geofences (latitude);
CREATE TABLE geofence_crossings (
  device_id   TEXT NOT NULL,
  app_id      TEXT NOT NULL,
  geofence_id TEXT NOT NULL,
  event_type  TEXT NOT NULL,
  at          INTEGER NOT NULL,
  PRIMARY KEY (device_id, app_id, geofence_id, event_type)
) STRICT, WITHOUT ROWID;
