/**
 * Snapshots: one machine at one moment. What lists and the timeline need stands in columns; everything else is one JSON text in the form of
 * `main/contract/snapshot.ts`, so that a later version can still read what an earlier one saw. `verdicts` is the JSON list of mounts with
 * their verdicts. Nothing refers to a snapshot: each can be removed alone.
 */
export const SNAPSHOT_TABLE = `
CREATE TABLE snapshots (
  id INTEGER PRIMARY KEY,
  taken_us INTEGER NOT NULL,
  name TEXT,
  trigger TEXT NOT NULL,
  machine TEXT NOT NULL,
  os TEXT NOT NULL,
  simulated INTEGER NOT NULL,
  elevated INTEGER,
  verdicts TEXT NOT NULL,
  path_count INTEGER NOT NULL,
  content TEXT NOT NULL
) STRICT;
CREATE INDEX snapshots_by_time ON snapshots (taken_us);
CREATE TABLE snapshot_schedule (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  every_minutes INTEGER,
  paths TEXT NOT NULL
) STRICT;
`;
