import type { ReadableDb } from '../database.ts';

export interface CaseNote {
  readonly timeUs: number;
  readonly text: string;
}

/** What people wrote into a case, newest first, and how many there are in all. */
export const readNotes = (db: ReadableDb, limit: number): { readonly total: number; readonly items: CaseNote[] } => ({
  total: db.prepare<[], number>('SELECT count(*) FROM case_notes').pluck().get() ?? 0,
  items: db.prepare<[number], CaseNote>('SELECT time_us AS timeUs, text FROM case_notes ORDER BY id DESC LIMIT ?').all(limit),
});
