/**
 * Where an imported recording comes from: one row for each, and none for what was recorded here. What the evidence does not name is null.
 * The hash finds a file that is imported again. It is no key: what retention has removed may be imported anew.
 */
export const SOURCE_TABLE = `
CREATE TABLE sources (
  recording INTEGER PRIMARY KEY REFERENCES recordings (id),
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  zone_bias_minutes INTEGER,
  zone_name TEXT,
  machine TEXT,
  os TEXT,
  product TEXT,
  imported_us INTEGER NOT NULL,
  warnings TEXT NOT NULL
) STRICT;
CREATE INDEX sources_by_sha256 ON sources (sha256);
`;
