import { BIN_WIDTHS_US } from './bins.ts';
import type { ReadableDb, WritableDb } from './database.ts';
import { followRemovedTexts, indexNew } from './search-index.ts';

/** What the user chose to keep. Null: everything. */
export interface RetentionChoice {
  readonly maxAgeDays: number | null;
  readonly maxBytes: number | null;
}

/** One removal, kept for ever: nothing goes silently. */
export interface Removal {
  readonly timeUs: number;
  readonly events: number;
  readonly reason: string;
}

const SETTINGS = { maxAgeDays: 'retention.maxAgeDays', maxBytes: 'retention.maxBytes' } as const;
const DAY_US = 86_400_000_000;
const [FINEST_US] = BIN_WIDTHS_US;
/** Removed in one transaction, so that the collector never waits long for its turn. */
const STEP_EVENTS = 20_000;

export function readRetention(db: ReadableDb): RetentionChoice {
  const value = (name: string): number | null =>
    db.prepare<[string], number | null>('SELECT value FROM settings WHERE name = ?').pluck().get(name) ?? null;
  return { maxAgeDays: value(SETTINGS.maxAgeDays), maxBytes: value(SETTINGS.maxBytes) };
}

export function chooseRetention(db: WritableDb, choice: RetentionChoice): void {
  const set = db.prepare('INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value');
  db.transaction(() => {
    set.run(SETTINGS.maxAgeDays, choice.maxAgeDays);
    set.run(SETTINGS.maxBytes, choice.maxBytes);
  })();
}

/** Newest first. */
export const listRemovals = (db: ReadableDb): Removal[] =>
  db.prepare<[], Removal>('SELECT time_us AS timeUs, events, reason FROM removals ORDER BY id DESC LIMIT 100').all();

/** Bytes that the database's rows occupy: free pages are not counted, since removing makes them before the file shrinks. */
export function usedBytes(db: ReadableDb): number {
  const pragma = (name: string): number => db.pragma(name, { simple: true }) as number; // these three are numbers
  return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
}

/** Removes the oldest events beyond what the user chose to keep, and writes down that it did. Gives what was removed now. */
export function applyRetention(db: WritableDb, nowUs: number): Removal[] {
  const { maxAgeDays, maxBytes } = readRetention(db);
  if (maxAgeDays === null && maxBytes === null) return [];
  const removals: Removal[] = [];
  const note = (events: number, reason: string): void => {
    if (events === 0) return;
    const removal = { timeUs: nowUs, events, reason };
    db.prepare('INSERT INTO removals (time_us, events, reason) VALUES (@timeUs, @events, @reason)').run(removal);
    removals.push(removal);
  };
  if (maxAgeDays !== null) note(removeBefore(db, nowUs - maxAgeDays * DAY_US), `older than ${maxAgeDays} days`);
  if (maxBytes !== null) note(removeToSize(db, maxBytes), `the database was larger than ${maxBytes} bytes`);
  if (removals.length > 0) {
    forgetUnused(db);
    db.pragma('incremental_vacuum');
  }
  return removals;
}

function removeBefore(db: WritableDb, timeUs: number): number {
  const cutUs = Math.floor(timeUs / FINEST_US) * FINEST_US; // counts are kept in steps, so a step goes wholly or not at all
  let total = 0;
  for (;;) {
    const last = db
      .prepare<[number, number], number>(
        'SELECT time_us FROM events INDEXED BY events_by_time WHERE time_us < ? ORDER BY time_us LIMIT 1 OFFSET ?',
      )
      .pluck()
      .get(cutUs, STEP_EVENTS);
    const stepUs = last === undefined ? cutUs : Math.max(Math.floor(last / FINEST_US) * FINEST_US, oldestStep(db) + FINEST_US);
    const removed = removeStep(db, stepUs);
    total += removed;
    if (last === undefined || removed === 0) return total;
  }
}

/** Size is only known by removing: the oldest steps go until what is left fits. */
function removeToSize(db: WritableDb, maxBytes: number): number {
  let total = 0;
  while (usedBytes(db) > maxBytes) {
    const last = db
      .prepare<[number], number>('SELECT time_us FROM events INDEXED BY events_by_time ORDER BY time_us LIMIT 1 OFFSET ?')
      .pluck()
      .get(STEP_EVENTS);
    const oldest = oldestStep(db);
    if (oldest < 0) return total;
    const stepUs = last === undefined ? newestStep(db) + FINEST_US : Math.max(Math.floor(last / FINEST_US) * FINEST_US, oldest + FINEST_US);
    total += removeStep(db, stepUs);
    forgetUnused(db);
  }
  return total;
}

const stepAt = (db: ReadableDb, order: 'ASC' | 'DESC'): number => {
  const timeUs = db
    .prepare<[], number>(`SELECT time_us FROM events INDEXED BY events_by_time ORDER BY time_us ${order} LIMIT 1`)
    .pluck()
    .get();
  return timeUs === undefined ? -FINEST_US : Math.floor(timeUs / FINEST_US) * FINEST_US;
};
const oldestStep = (db: ReadableDb): number => stepAt(db, 'ASC');
const newestStep = (db: ReadableDb): number => stepAt(db, 'DESC');

/** Events before `cutUs`, a whole step, and their share of every count. */
function removeStep(db: WritableDb, cutUs: number): number {
  return db
    .transaction(() => {
      db.exec('CREATE TEMP TABLE IF NOT EXISTS going (bin INTEGER, kind INTEGER, events INTEGER); DELETE FROM going');
      db.prepare('INSERT INTO going SELECT bin, kind, events FROM bins WHERE level = 1 AND bin < ?').run(cutUs / FINEST_US);
      const subtract = db.prepare(
        `UPDATE bins SET events = bins.events - g.events
         FROM (SELECT bin * ${FINEST_US} / CAST(@widthUs AS INTEGER) AS bin, kind, sum(events) AS events FROM going GROUP BY 1, 2) AS g
         WHERE bins.level = @level AND bins.bin = g.bin AND bins.kind = g.kind`,
      );
      for (const [index, widthUs] of BIN_WIDTHS_US.entries()) subtract.run({ level: index + 1, widthUs });
      db.prepare(
        `UPDATE bins SET events = bins.events - g.events
         FROM (SELECT recording, kind, count(*) AS events FROM events INDEXED BY events_by_time WHERE time_us < ? GROUP BY 1, 2) AS g
         WHERE bins.level = 0 AND bins.bin = g.recording AND bins.kind = g.kind`,
      ).run(cutUs);
      db.prepare(
        `UPDATE recordings SET removed = removed + g.events
         FROM (SELECT recording, count(*) AS events FROM events INDEXED BY events_by_time WHERE time_us < ? GROUP BY 1) AS g
         WHERE recordings.id = g.recording`,
      ).run(cutUs);
      db.prepare('DELETE FROM bins WHERE events <= 0').run();
      db.prepare('DELETE FROM payload_events WHERE time_us < ?').run(cutUs);
      return db.prepare('DELETE FROM events WHERE time_us < ?').run(cutUs).changes;
    })
    .immediate();
}

/** Payloads and texts that no event needs any more. Kinds stay: they are few, and counts may still name them. */
export function forgetUnused(db: WritableDb): void {
  db.transaction(() => {
    indexNew(db); // what is needed is told by the search tables, also of what an import has stored a moment ago
    db.exec('DELETE FROM payloads WHERE NOT EXISTS (SELECT 1 FROM payload_events WHERE payload_events.payload = payloads.id)');
    const unused = `SELECT t.id FROM texts t WHERE NOT EXISTS (SELECT 1 FROM payloads WHERE path = t.id)
      AND t.id NOT IN (SELECT filter FROM kinds WHERE filter IS NOT NULL UNION SELECT process FROM kinds WHERE process IS NOT NULL
        UNION SELECT reason FROM kinds WHERE reason IS NOT NULL)`;
    db.exec(`INSERT INTO text_search (text_search, rowid, value) SELECT 'delete', id, value FROM texts WHERE id IN (${unused})`);
    db.exec(`DELETE FROM texts WHERE id IN (${unused})`);
    followRemovedTexts(db);
  }).immediate();
}
