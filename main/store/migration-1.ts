/**
 * Events repeat: one game meets the same refusal on the same files again and again. So what an event says is stored once, as a payload,
 * its texts once each, and what people filter and count by (who refused whom, how) once, as a kind. An event is then seven numbers with
 * two short indexes, whatever it says; its bytes are kept all the same.
 *
 * `payload_events` and `text_search` find the events of a path. They are filled behind the events, many at a time in sorted order: entry by
 * entry they would touch a page for each event and halve what can be recorded. How far they reach stands in `settings`.
 *
 * Times are microseconds since 1970 in UTC. `bins` counts events by kind in steps of time, at several widths; level 0 counts whole
 * recordings, whose id is the bin.
 */
export const FIRST_TABLES = `
CREATE TABLE recordings (
  id INTEGER PRIMARY KEY,
  started_us INTEGER NOT NULL,
  ended_us INTEGER,
  ending TEXT,
  machine TEXT NOT NULL,
  os TEXT NOT NULL,
  simulated INTEGER NOT NULL,
  process_id INTEGER NOT NULL,
  sample_ms INTEGER NOT NULL,
  events INTEGER NOT NULL DEFAULT 0,
  removed INTEGER NOT NULL DEFAULT 0,
  last_seq INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE texts (id INTEGER PRIMARY KEY, value TEXT NOT NULL UNIQUE) STRICT;
CREATE VIRTUAL TABLE text_search USING fts5(value, content = 'texts', content_rowid = 'id', tokenize = 'trigram');

CREATE TABLE kinds (
  id INTEGER PRIMARY KEY,
  event_id INTEGER NOT NULL,
  own INTEGER NOT NULL,
  filter INTEGER REFERENCES texts (id),
  process INTEGER REFERENCES texts (id),
  reason INTEGER REFERENCES texts (id),
  operation TEXT,
  ntstatus INTEGER
) STRICT;

CREATE TABLE payloads (
  id INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL REFERENCES kinds (id),
  event_id INTEGER NOT NULL,
  version INTEGER NOT NULL,
  path INTEGER REFERENCES texts (id),
  decoded TEXT NOT NULL,
  fields TEXT NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
CREATE INDEX payloads_by_bytes ON payloads (bytes);
CREATE INDEX payloads_by_path ON payloads (path);

CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  recording INTEGER NOT NULL REFERENCES recordings (id),
  time_us INTEGER NOT NULL,
  process_id INTEGER NOT NULL,
  thread_id INTEGER NOT NULL,
  kind INTEGER NOT NULL REFERENCES kinds (id),
  payload INTEGER NOT NULL
) STRICT;
CREATE INDEX events_by_time ON events (time_us);
CREATE INDEX events_by_kind ON events (kind, time_us);

CREATE TABLE payload_events (
  payload INTEGER NOT NULL,
  time_us INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (payload, time_us, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE bins (
  level INTEGER NOT NULL,
  bin INTEGER NOT NULL,
  kind INTEGER NOT NULL REFERENCES kinds (id),
  events INTEGER NOT NULL,
  PRIMARY KEY (level, bin, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE active_counts (
  mount TEXT NOT NULL,
  time_us INTEGER NOT NULL,
  recording INTEGER NOT NULL REFERENCES recordings (id),
  count INTEGER NOT NULL,
  PRIMARY KEY (mount, time_us, recording)
) STRICT, WITHOUT ROWID;

CREATE TABLE losses (
  id INTEGER PRIMARY KEY,
  recording INTEGER NOT NULL REFERENCES recordings (id),
  time_us INTEGER NOT NULL,
  events INTEGER NOT NULL,
  buffers INTEGER NOT NULL
) STRICT;
CREATE INDEX losses_by_recording ON losses (recording);

CREATE TABLE settings (name TEXT PRIMARY KEY, value INTEGER) STRICT;
CREATE TABLE removals (
  id INTEGER PRIMARY KEY,
  time_us INTEGER NOT NULL,
  events INTEGER NOT NULL,
  reason TEXT NOT NULL
) STRICT;
`;
