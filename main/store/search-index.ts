import type { ReadableDb, WritableDb } from './database.ts';

/** How far the search tables reach: events up to this number, texts up to this id. What lies behind is looked at one by one. */
export interface IndexReach {
  readonly seq: number;
  readonly text: number;
}

const SETTINGS = { seq: 'index.seq', text: 'index.text' } as const;

export function indexReach(db: ReadableDb): IndexReach {
  const find = db.prepare<[string], number>('SELECT value FROM settings WHERE name = ?').pluck();
  return { seq: find.get(SETTINGS.seq) ?? 0, text: find.get(SETTINGS.text) ?? 0 };
}

/** Brings the search tables up to the newest event, in one transaction. Sorted, so that each page is touched once. */
export function indexNew(db: WritableDb): IndexReach {
  return db
    .transaction(() => {
      const reach = indexReach(db);
      const newest = {
        seq: db.prepare<[], number | null>('SELECT max(seq) FROM events').pluck().get() ?? reach.seq,
        text: db.prepare<[], number | null>('SELECT max(id) FROM texts').pluck().get() ?? reach.text,
      };
      db.prepare('INSERT INTO payload_events SELECT payload, time_us, seq FROM events WHERE seq > ? ORDER BY payload, time_us, seq').run(
        reach.seq,
      );
      db.prepare('INSERT INTO text_search (rowid, value) SELECT id, value FROM texts WHERE id > ? ORDER BY id').run(reach.text);
      const set = db.prepare('INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value');
      set.run(SETTINGS.seq, newest.seq);
      set.run(SETTINGS.text, newest.text);
      return newest;
    })
    .immediate();
}

/** Inside the transaction that removed texts: ids of removed texts may be given again, and the texts that get them are new to the index. */
export function followRemovedTexts(db: WritableDb): void {
  const set = 'UPDATE settings SET value = min(value, coalesce((SELECT max(id) FROM texts), 0)) WHERE name = ?';
  db.prepare(set).run(SETTINGS.text);
}
