/**
 * Folder scans. Most files of a scan turn out the same, so what they turned out to be is stored once, as a finding. Sums by folder and
 * finding are written in the same transaction as the files they count, so the two can never disagree; every total is a sum of them.
 *
 * A folder that is not listed yet is the queue: its children are stored with the mark that it was listed, so a scan that was cut off goes
 * on with what is not marked, and a file that was stored already keeps its row.
 *
 * Names are text in which an unpaired surrogate stands as `<D800>`: SQLite keeps UTF-8, and `<` is in no Windows name.
 */
export const SCAN_TABLES = `
CREATE TABLE scans (
  id INTEGER PRIMARY KEY,
  roots TEXT NOT NULL,
  mode TEXT NOT NULL,
  state TEXT NOT NULL,
  machine TEXT NOT NULL,
  os TEXT NOT NULL,
  simulated INTEGER NOT NULL,
  started_us INTEGER NOT NULL,
  ended_us INTEGER,
  active_ms INTEGER NOT NULL DEFAULT 0,
  files INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  folders INTEGER NOT NULL DEFAULT 0,
  links INTEGER NOT NULL DEFAULT 0,
  fraction REAL NOT NULL DEFAULT 0,
  failure TEXT
) STRICT;

CREATE TABLE scan_folders (
  id INTEGER PRIMARY KEY,
  scan INTEGER NOT NULL REFERENCES scans (id),
  path TEXT NOT NULL,
  root INTEGER NOT NULL,
  share REAL NOT NULL,
  is_listed INTEGER NOT NULL DEFAULT 0,
  failure TEXT
) STRICT;
CREATE UNIQUE INDEX scan_folders_by_path ON scan_folders (scan, path);
CREATE INDEX scan_folders_to_list ON scan_folders (scan, id) WHERE is_listed = 0;
CREATE INDEX scan_folders_failed ON scan_folders (scan, id) WHERE failure IS NOT NULL;

CREATE TABLE scan_findings (
  id INTEGER PRIMARY KEY,
  scan INTEGER NOT NULL REFERENCES scans (id),
  identity TEXT NOT NULL,
  verdict TEXT NOT NULL,
  content TEXT NOT NULL,
  UNIQUE (scan, identity)
) STRICT;

CREATE TABLE scan_files (
  folder INTEGER NOT NULL REFERENCES scan_folders (id),
  name TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  finding INTEGER NOT NULL REFERENCES scan_findings (id),
  PRIMARY KEY (folder, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX scan_files_by_size ON scan_files (finding, bytes DESC);

CREATE TABLE scan_sums (
  folder INTEGER NOT NULL REFERENCES scan_folders (id),
  finding INTEGER NOT NULL REFERENCES scan_findings (id),
  files INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (folder, finding)
) STRICT, WITHOUT ROWID;
CREATE INDEX scan_sums_by_finding ON scan_sums (finding, folder);
`;
