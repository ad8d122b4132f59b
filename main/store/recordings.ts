import type { RecordingSource } from '../contract/recordings.ts';
import type { ReadableDb, WritableDb } from './database.ts';
import { SOURCE_COLUMNS, type SourceColumns, sourceOf } from './sources.ts';

/** How a recording ended: by its user, with its process, because somebody stopped the session, or because it could not be stored; or it was imported whole. */
export const ENDINGS = ['stopped', 'interrupted', 'sessionEnded', 'storeFailed', 'imported'] as const;
export type Ending = (typeof ENDINGS)[number];

export interface NewRecording {
  readonly startedUs: number;
  readonly machine: string;
  readonly os: string;
  readonly simulated: boolean;
  readonly processId: number;
  readonly sampleMs: number;
}

export interface RecordingRow extends NewRecording {
  readonly id: number;
  /** Null while it runs. */
  readonly endedUs: number | null;
  readonly ending: Ending | null;
  readonly events: number;
  /** Events that retention has removed since. */
  readonly removed: number;
  readonly lostEvents: number;
  readonly lostBuffers: number;
  /** Null for what was recorded here. */
  readonly source: RecordingSource | null;
}

export function beginRecording(db: WritableDb, recording: NewRecording): number {
  const { lastInsertRowid } = db
    .prepare(
      'INSERT INTO recordings (started_us, machine, os, simulated, process_id, sample_ms) VALUES (@startedUs, @machine, @os, @simulated, @processId, @sampleMs)',
    )
    .run({ ...recording, simulated: Number(recording.simulated) });
  return Number(lastInsertRowid);
}

export function endRecording(db: WritableDb, id: number, endedUs: number, ending: Ending): void {
  db.prepare('UPDATE recordings SET ended_us = ?, ending = ? WHERE id = ? AND ended_us IS NULL').run(endedUs, ending, id);
}

/**
 * Closes what earlier processes left open, at the time of the last event they committed. Only for whoever holds the capture lock: no other
 * process is recording then. Gives how many there were.
 */
export function closeInterrupted(db: WritableDb): number {
  return db
    .prepare(
      `UPDATE recordings SET ending = 'interrupted', ended_us = max(started_us,
         coalesce((SELECT time_us FROM events WHERE seq = recordings.last_seq), 0),
         coalesce((SELECT max(time_us) FROM losses WHERE recording = recordings.id), 0))
       WHERE ended_us IS NULL`,
    )
    .run().changes;
}

const ROWS = `SELECT r.id, r.started_us AS startedUs, r.ended_us AS endedUs, r.ending, r.machine, r.os, r.simulated,
  r.process_id AS processId, r.sample_ms AS sampleMs, r.events, r.removed,
  (SELECT coalesce(sum(events), 0) FROM losses WHERE recording = r.id) AS lostEvents,
  (SELECT coalesce(sum(buffers), 0) FROM losses WHERE recording = r.id) AS lostBuffers,
  ${SOURCE_COLUMNS} FROM recordings r LEFT JOIN sources s ON s.recording = r.id`;

type Stored = Omit<RecordingRow, 'simulated' | 'source'> & { readonly simulated: number } & SourceColumns;

/** Newest first. */
export const listRecordings = (db: ReadableDb): RecordingRow[] => db.prepare<[], Stored>(`${ROWS} ORDER BY r.id DESC`).all().map(rowOf);

export function findRecording(db: ReadableDb, id: number): RecordingRow | null {
  const row = db.prepare<[number], Stored>(`${ROWS} WHERE r.id = ?`).get(id);
  return row === undefined ? null : rowOf(row);
}

function rowOf(stored: Stored): RecordingRow {
  const { id, startedUs, endedUs, ending, machine, os, processId, sampleMs, events, removed, lostEvents, lostBuffers } = stored;
  const simulated = stored.simulated !== 0;
  const facts = { id, startedUs, endedUs, ending, machine, os, simulated, processId, sampleMs };
  return { ...facts, events, removed, lostEvents, lostBuffers, source: sourceOf(stored) };
}
