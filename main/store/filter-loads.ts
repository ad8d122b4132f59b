import type { ReadableDb } from './database.ts';

/** A filter that was loaded or unloaded while something was recorded. */
export interface FilterLoad {
  readonly timeUs: number;
  readonly eventId: number;
  readonly filter: string | null;
  readonly own: number;
  readonly recording: number;
}

interface LoadKind {
  readonly id: number;
  readonly eventId: number;
  readonly filter: string | null;
  readonly own: number;
}

/** More filters than any machine has: a bound for evidence from elsewhere. */
const KINDS_MAX_COUNT = 1_000;
export const LOADS_SQL =
  'SELECT time_us AS timeUs, recording FROM events INDEXED BY events_by_kind WHERE kind = ? ORDER BY time_us DESC LIMIT ?';

/** Events of the filter manager by their ids, newest first, at most `limit` of them. */
export function listFilterLoads(db: ReadableDb, eventIds: readonly number[], limit: number): FilterLoad[] {
  const kinds = db
    .prepare<[string, number], LoadKind>(
      `SELECT k.id, k.event_id AS eventId, f.value AS filter, k.own FROM kinds k LEFT JOIN texts f ON f.id = k.filter
       WHERE k.event_id IN (SELECT value FROM json_each(?)) ORDER BY k.id DESC LIMIT ?`,
    )
    .all(JSON.stringify(eventIds), KINDS_MAX_COUNT);
  const events = db.prepare<[number, number], { timeUs: number; recording: number }>(LOADS_SQL);
  return kinds
    .flatMap(({ id, eventId, filter, own }) => events.all(id, limit).map((event) => ({ ...event, eventId, filter, own })))
    .sort((a, b) => b.timeUs - a.timeUs)
    .slice(0, limit);
}
