import { BIN_WIDTHS_US } from './bins.ts';
import type { WritableDb } from './database.ts';
import { keepLastSeq } from './events.ts';
import { followRemovedTexts, indexNew } from './search-index.ts';

/** Removed in one transaction: others never wait long, and neither does the thread. */
const STEP_EVENTS = 2_000;
const STEP_PAGES = 1_000;
const [FINEST_US] = BIN_WIDTHS_US;

/**
 * Removes a part of a recording that was not imported to its end, and at last the recording itself; false once it is gone. `firstSeq` is
 * the number of its first event. Each call is one transaction, after which every count is right.
 */
export function removeImportStep(db: WritableDb, recording: number, firstSeq: number): boolean {
  return db
    .transaction(() => {
      indexNew(db); // what else needs a payload is told by the search tables
      db.exec('CREATE TEMP TABLE IF NOT EXISTS leaving (seq INTEGER PRIMARY KEY, time_us INTEGER, kind INTEGER, payload INTEGER)');
      db.exec('DELETE FROM leaving');
      const { changes: leaving } = db
        .prepare('INSERT INTO leaving SELECT seq, time_us, kind, payload FROM events WHERE seq >= ? AND recording = ? ORDER BY seq LIMIT ?')
        .run(firstSeq, recording, STEP_EVENTS);
      if (leaving === 0) {
        keepLastSeq(db);
        for (const table of ['losses', 'sources']) db.prepare(`DELETE FROM ${table} WHERE recording = ?`).run(recording);
        db.prepare('DELETE FROM recordings WHERE id = ?').run(recording);
        return false;
      }
      subtractCounts(db, recording);
      db.prepare('UPDATE recordings SET events = events - ? WHERE id = ?').run(leaving, recording);
      db.exec('DELETE FROM payload_events WHERE (payload, time_us, seq) IN (SELECT payload, time_us, seq FROM leaving)');
      db.exec('DELETE FROM events WHERE seq IN (SELECT seq FROM leaving)');
      forgetPayloads(db);
      return true;
    })
    .immediate();
}

/** Gives a part of the database's free pages back to the disk; false when there are none, or none that can go. */
export function shrinkStep(db: WritableDb): boolean {
  const free = (): number => db.pragma('freelist_count', { simple: true }) as number; // SQLite counts it as an integer
  const before = free();
  db.pragma(`incremental_vacuum(${STEP_PAGES})`);
  return free() > 0 && free() < before;
}

/** In steps of every width, and of the recording as a whole. */
function subtractCounts(db: WritableDb, recording: number): void {
  const subtract = (of: string): string => `UPDATE bins SET events = bins.events - l.events
    FROM (SELECT ${of} AS bin, kind, count(*) AS events FROM leaving GROUP BY 1, 2) AS l
    WHERE bins.level = @level AND bins.bin = l.bin AND bins.kind = l.kind`;
  // Steps of steps, as they were counted.
  const byTime = db.prepare(subtract(`time_us / ${FINEST_US} * ${FINEST_US} / CAST(@widthUs AS INTEGER)`));
  for (const [index, widthUs] of BIN_WIDTHS_US.entries()) byTime.run({ level: index + 1, widthUs });
  db.prepare(subtract('CAST(@recording AS INTEGER)')).run({ level: 0, recording });
  db.exec(`DELETE FROM bins WHERE events <= 0 AND kind IN (SELECT kind FROM leaving)`);
}

/** Of what just left: payloads that no other event has, and paths that no other payload has. */
function forgetPayloads(db: WritableDb): void {
  db.exec('CREATE TEMP TABLE IF NOT EXISTS unused (id INTEGER PRIMARY KEY)');
  db.exec('DELETE FROM unused');
  const payloads =
    'id IN (SELECT payload FROM leaving) AND NOT EXISTS (SELECT 1 FROM payload_events WHERE payload_events.payload = payloads.id)';
  db.exec(`INSERT OR IGNORE INTO unused SELECT path FROM payloads WHERE path IS NOT NULL AND ${payloads}`);
  db.exec(`DELETE FROM payloads WHERE ${payloads}`);
  db.exec(`DELETE FROM unused WHERE EXISTS (SELECT 1 FROM payloads WHERE path = unused.id)
    OR EXISTS (SELECT 1 FROM kinds WHERE unused.id IN (kinds.filter, kinds.process, kinds.reason))`);
  db.exec(`INSERT INTO text_search (text_search, rowid, value) SELECT 'delete', id, value FROM texts WHERE id IN (SELECT id FROM unused)`);
  db.exec('DELETE FROM texts WHERE id IN (SELECT id FROM unused)');
  followRemovedTexts(db);
}
