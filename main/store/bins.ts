import type { ReadableDb, WritableDb } from './database.ts';

/** Widths of the counted steps in microseconds, by level from 1 on. Level 0 counts whole recordings. */
export const BIN_WIDTHS_US = [100_000, 1_000_000, 10_000_000, 60_000_000, 600_000_000, 3_600_000_000, 86_400_000_000] as const;
const [FINEST_US] = BIN_WIDTHS_US;

/**
 * Counts the events of one batch as they are written: by kind and finest step in memory, every width in the batch's own transaction, so
 * that counts and events can never disagree.
 */
export class BinCounter {
  readonly #add: (level: number, bin: number, kind: number, events: number) => void;
  readonly #counts = new Map<number, Map<number, number>>(); // by kind, then by finest bin

  constructor(db: WritableDb) {
    const upsert = db.prepare(
      'INSERT INTO bins (level, bin, kind, events) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET events = events + excluded.events',
    );
    this.#add = (level, bin, kind, events) => void upsert.run(level, bin, kind, events);
  }

  count(kind: number, timeUs: number): void {
    let bins = this.#counts.get(kind);
    if (bins === undefined) {
      bins = new Map();
      this.#counts.set(kind, bins);
    }
    const bin = Math.floor(timeUs / FINEST_US);
    bins.set(bin, (bins.get(bin) ?? 0) + 1);
  }

  /** Inside the batch's transaction. */
  write(recording: number): void {
    for (const [kind, finest] of this.#counts) {
      let total = 0;
      for (const events of finest.values()) total += events;
      this.#add(0, recording, kind, total);
      for (const [index, widthUs] of BIN_WIDTHS_US.entries()) this.#writeLevel(index + 1, widthUs, kind, finest);
    }
    this.forget();
  }

  #writeLevel(level: number, widthUs: number, kind: number, finest: ReadonlyMap<number, number>): void {
    const wide = new Map<number, number>();
    for (const [bin, events] of finest) {
      const at = Math.floor((bin * FINEST_US) / widthUs);
      wide.set(at, (wide.get(at) ?? 0) + events);
    }
    for (const [bin, events] of wide) this.#add(level, bin, kind, events);
  }

  /** After a batch that was not written. */
  forget(): void {
    this.#counts.clear();
  }
}

export interface Bin {
  readonly kind: number;
  readonly fromUs: number;
  readonly events: number;
}

/** The widest step that still shows `wanted` of them in the range; the finest there is when none does. Level and width. */
export function levelFor(fromUs: number, toUs: number, wanted: number): { readonly level: number; readonly widthUs: number } {
  const widest = BIN_WIDTHS_US.findLastIndex((widthUs) => (toUs - fromUs) / widthUs >= wanted);
  const index = Math.max(0, widest);
  return { level: index + 1, widthUs: BIN_WIDTHS_US[index] ?? FINEST_US };
}

/** Counts by step and kind, in the order of time. */
export const listBins = (db: ReadableDb, level: number, widthUs: number, fromUs: number, toUs: number): Bin[] =>
  db
    .prepare<[number, number, number, number], Bin>(
      'SELECT kind, bin * ? AS fromUs, events FROM bins WHERE level = ? AND bin >= ? AND bin < ? ORDER BY bin',
    )
    .all(widthUs, level, Math.floor(fromUs / widthUs), Math.ceil(toUs / widthUs));

/** Counts of whole recordings by kind; of all recordings when none is named. */
export const listTotals = (db: ReadableDb, recording: number | null): { readonly kind: number; readonly events: number }[] =>
  recording === null
    ? db.prepare<[], { kind: number; events: number }>('SELECT kind, sum(events) AS events FROM bins WHERE level = 0 GROUP BY kind').all()
    : db.prepare<[number], { kind: number; events: number }>('SELECT kind, events FROM bins WHERE level = 0 AND bin = ?').all(recording);

/** Events with that number by recording, without those that this program caused itself. */
export const listTotalsByRecording = (db: ReadableDb, eventId: number): ReadonlyMap<number, number> =>
  new Map(
    db
      .prepare<[number], [number, number]>(
        `SELECT b.bin, sum(b.events) FROM bins b JOIN kinds k ON k.id = b.kind
         WHERE b.level = 0 AND k.event_id = ? AND k.own = 0 GROUP BY b.bin`,
      )
      .raw()
      .all(eventId),
  );
