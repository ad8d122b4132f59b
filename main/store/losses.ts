import type { ReadableDb, WritableDb } from './database.ts';

/** What Windows could not deliver since the row before: events by number, buffers with events in unknown number. */
export interface Loss {
  readonly timeUs: number;
  readonly events: number;
  readonly buffers: number;
}

export function addLoss(db: WritableDb, recording: number, { timeUs, events, buffers }: Loss): void {
  db.prepare('INSERT INTO losses (recording, time_us, events, buffers) VALUES (?, ?, ?, ?)').run(recording, timeUs, events, buffers);
}

/** All losses of a time, oldest first. */
export const listLosses = (db: ReadableDb, fromUs: number, toUs: number): Loss[] =>
  db
    .prepare<[number, number], Loss>('SELECT time_us AS timeUs, events, buffers FROM losses WHERE time_us >= ? AND time_us < ? ORDER BY id')
    .all(fromUs, toUs);
