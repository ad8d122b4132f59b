import type { SnapshotTrigger } from '../contract/case-words.ts';
import type { ReadableDb, WritableDb } from './database.ts';

/** One snapshot as it stands in its row; `verdicts` and `content` are JSON, which whoever reads them has to check. */
export interface SnapshotRow {
  readonly id: number;
  readonly takenUs: number;
  readonly name: string | null;
  readonly trigger: string;
  readonly machine: string;
  readonly os: string;
  readonly simulated: number;
  readonly elevated: number | null;
  readonly verdicts: string;
  readonly pathCount: number;
}

/** Number of the first of the newest snapshots whose names and verdicts have more than ROW_MAX_BYTES; null: all can be read. */
export const firstOversized = (db: ReadableDb, limit: number): number | null =>
  db.prepare<[number, number], number>(OVERSIZED_SQL).pluck().get(limit, ROW_MAX_BYTES) ?? null;

export interface NewSnapshot extends Omit<SnapshotRow, 'id' | 'trigger'> {
  readonly trigger: SnapshotTrigger;
  readonly content: string;
}

/** Far above any, and a bound for what comes from elsewhere. */
export const ROW_MAX_BYTES = 1024 * 1024;
/** Lengths stand in front of the texts: none is read for this. */
const OVERSIZED_SQL = `SELECT id FROM (SELECT id, octet_length(name) AS name, octet_length(machine) AS machine, octet_length(os) AS os,
    octet_length(trigger) AS trigger, octet_length(verdicts) AS verdicts FROM snapshots ORDER BY taken_us DESC, id DESC LIMIT ?)
  WHERE coalesce(name, 0) + machine + os + trigger + verdicts > ? LIMIT 1`;
/** A thousand paths with everything they answered are far below: the largest content that is read at all. */
export const CONTENT_MAX_BYTES = 64 * 1024 * 1024;

const COLUMNS = `id, taken_us AS takenUs, name, trigger, machine, os, simulated, elevated, verdicts, path_count AS pathCount`;

export function insertSnapshot(db: WritableDb, snapshot: NewSnapshot): number {
  const { lastInsertRowid } = db
    .prepare(
      `INSERT INTO snapshots (taken_us, name, trigger, machine, os, simulated, elevated, verdicts, path_count, content)
       VALUES (@takenUs, @name, @trigger, @machine, @os, @simulated, @elevated, @verdicts, @pathCount, @content)`,
    )
    .run(snapshot);
  return Number(lastInsertRowid);
}

/** False when there was none of that number. */
export const removeSnapshot = (db: WritableDb, id: number): boolean => db.prepare('DELETE FROM snapshots WHERE id = ?').run(id).changes > 0;

export const LIST_SQL = `SELECT ${COLUMNS} FROM snapshots INDEXED BY snapshots_by_time ORDER BY taken_us DESC, id DESC LIMIT ?`;

/** Newest first. */
export const listSnapshots = (db: ReadableDb, limit: number): SnapshotRow[] => db.prepare<[number], SnapshotRow>(LIST_SQL).all(limit);

export const countSnapshots = (db: ReadableDb): number => db.prepare<[], number>('SELECT count(*) FROM snapshots').pluck().get() ?? 0;

export const findSnapshot = (db: ReadableDb, id: number): SnapshotRow | null =>
  db.prepare<[number], SnapshotRow>(`SELECT ${COLUMNS} FROM snapshots WHERE id = ?`).get(id) ?? null;

/** Numbers of the snapshots with this name, newest first. */
export const findNamed = (db: ReadableDb, name: string, limit: number): number[] =>
  db
    .prepare<[string, number], number>('SELECT id FROM snapshots WHERE name = ? ORDER BY taken_us DESC, id DESC LIMIT ?')
    .pluck()
    .all(name, limit);

/** The JSON of a snapshot's content; null when there is no such snapshot, `too large` beyond CONTENT_MAX_BYTES. */
export function readContent(db: ReadableDb, id: number): string | null | 'too large' {
  // The length stands in the row's header: a cell of a gigabyte is not read to be refused.
  const bytes = db.prepare<[number], number>('SELECT octet_length(content) FROM snapshots WHERE id = ?').pluck().get(id);
  if (bytes === undefined) return null;
  if (bytes > CONTENT_MAX_BYTES) return 'too large';
  return db.prepare<[number], string>('SELECT content FROM snapshots WHERE id = ?').pluck().get(id) ?? null;
}

/** The drivers of a snapshot with their versions, as JSON; null where its content is none, or larger than any. */
export const readDrivers = (db: ReadableDb, id: number): string | null =>
  db
    .prepare<[number, number], string | null>(
      `SELECT CASE WHEN octet_length(content) <= ? AND json_valid(content) THEN json_extract(content, '$.drivers') END
       FROM snapshots WHERE id = ?`,
    )
    .pluck()
    .get(CONTENT_MAX_BYTES, id) ?? null;

/** When the newest scheduled snapshot was taken; null when there is none. */
export const newestScheduledUs = (db: ReadableDb): number | null =>
  db
    .prepare<[], number | null>(
      "SELECT taken_us FROM snapshots INDEXED BY snapshots_by_time WHERE trigger = 'schedule' ORDER BY taken_us DESC LIMIT 1",
    )
    .pluck()
    .get() ?? null;

export interface StoredSchedule {
  readonly everyMinutes: number | null;
  readonly paths: readonly string[];
}

const NEVER: StoredSchedule = { everyMinutes: null, paths: [] };

export function readSchedule(db: ReadableDb): StoredSchedule {
  const row = db
    .prepare<[], { everyMinutes: number | null; paths: string }>('SELECT every_minutes AS everyMinutes, paths FROM snapshot_schedule')
    .get();
  return row === undefined ? NEVER : { everyMinutes: row.everyMinutes, paths: JSON.parse(row.paths) as string[] }; // written below
}

export function writeSchedule(db: WritableDb, { everyMinutes, paths }: StoredSchedule): void {
  db.prepare(
    `INSERT INTO snapshot_schedule (id, every_minutes, paths) VALUES (1, ?, ?)
     ON CONFLICT (id) DO UPDATE SET every_minutes = excluded.every_minutes, paths = excluded.paths`,
  ).run(everyMinutes, JSON.stringify(paths));
}
