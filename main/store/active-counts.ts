import type { ReadableDb, WritableDb } from './database.ts';

/** One answer to GET_INFO: how many files of a volume had BypassIO on. */
export interface ActiveCount {
  readonly mount: string;
  readonly timeUs: number;
  readonly count: number;
}

/** One round of samples, in one transaction. */
export function addActiveCounts(db: WritableDb, recording: number, samples: readonly ActiveCount[]): void {
  const insert = db.prepare('INSERT OR REPLACE INTO active_counts (recording, mount, time_us, count) VALUES (?, ?, ?, ?)');
  db.transaction(() => {
    for (const { mount, timeUs, count } of samples) insert.run(recording, mount, timeUs, count);
  })();
}

/** The highest count in each of `binCount` steps of [fromUs, toUs), by volume: what is drawn must not lose a short use between two points. */
export function activeSeries(db: ReadableDb, fromUs: number, toUs: number, binCount: number): ActiveCount[] {
  const widthUs = Math.max(1, Math.ceil((toUs - fromUs) / binCount));
  const mounts = db.prepare<[], { mount: string }>('SELECT DISTINCT mount FROM active_counts').all();
  const query = db.prepare<[number, number, string, number, number], { bin: number; count: number }>(
    `SELECT CAST(time_us - ? AS INTEGER) / CAST(? AS INTEGER) AS bin, max(count) AS count FROM active_counts
     WHERE mount = ? AND time_us >= ? AND time_us < ? GROUP BY bin ORDER BY bin`,
  );
  return mounts.flatMap(({ mount }) =>
    query.all(fromUs, widthUs, mount, fromUs, toUs).map(({ bin, count }) => ({ mount, timeUs: fromUs + bin * widthUs, count })),
  );
}

export interface VolumeUse {
  readonly mount: string;
  readonly samples: number;
  readonly highest: number;
  /** First and last sample above zero; null when there was none. */
  readonly firstUs: number | null;
  readonly lastUs: number | null;
}

/** What the samples of one recording saw, by volume. */
export const volumeUse = (db: ReadableDb, recording: number): VolumeUse[] =>
  db
    .prepare<[number], VolumeUse>(
      `SELECT mount, count(*) AS samples, max(count) AS highest, min(iif(count > 0, time_us, NULL)) AS firstUs,
              max(iif(count > 0, time_us, NULL)) AS lastUs
       FROM active_counts WHERE recording = ? GROUP BY mount ORDER BY mount`,
    )
    .all(recording);
