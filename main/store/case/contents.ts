import type { CaseContents } from '../../contract/case.ts';
import type { Result } from '../../contract/failure.ts';
import { fail, ok } from '../../domain/result.ts';
import { failureOf, type ReadableDb } from '../database.ts';
import { connect } from './connect.ts';
import { type ExaminedCase, readableFile } from './open.ts';

/** What is in a case, as far as counting tells, and the notes of whoever wrote it. */
export type CaseCounts = Pick<CaseContents, 'recordings' | 'events' | 'scans' | 'sources' | 'notes'>;

/** More than anybody writes: a bound for cases from elsewhere. */
const NOTES_MAX_COUNT = 1_000;

/** The file to read the case from, which is a copy in `folder` where its form is older, and what is in it. */
export function readCounts(examined: ExaminedCase, folder: string): Result<{ readonly readable: string; readonly counts: CaseCounts }> {
  try {
    const readable = readableFile(examined, folder);
    const db = connect(readable);
    try {
      return ok({ readable, counts: countsOf(db) });
    } finally {
      db.close();
    }
  } catch (error) {
    return fail(failureOf(error, examined.file));
  }
}

function countsOf(db: ReadableDb): CaseCounts {
  const count = (table: string): number => db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0;
  const notes = db
    .prepare<[number], { timeUs: number; text: string }>('SELECT time_us AS timeUs, text FROM case_notes ORDER BY id DESC LIMIT ?')
    .all(NOTES_MAX_COUNT);
  return { recordings: count('recordings'), events: count('events'), scans: count('scans'), sources: count('sources'), notes };
}
