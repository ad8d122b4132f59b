import type { CaseManifest } from '../../contract/case.ts';
import type { Result } from '../../contract/failure.ts';
import { fail, ok } from '../../domain/result.ts';
import { failureOf, type ReadableDb } from '../database.ts';
import { type CaseTable, caseForm, MANIFEST_TABLE } from './form.ts';
import { connect } from './open.ts';
import { hashTable } from './table-hash.ts';

/** Shares of the work: looking through a table's pages and indexes takes about as long as making its hash. */
const PAGES_SHARE = 0.5;

/**
 * Compares the contents of an examined case with its manifest: pages and indexes of each table, then its rows with their hash. It takes as
 * long as reading everything. Gives the names of the tables that differ; none: the case is as it was written. Fails with `refused` when
 * the file cannot be read. `onProgress` gets the share that is done.
 */
export function checkCase(file: string, manifest: CaseManifest, onProgress: (fraction: number) => void = () => {}): Result<string[]> {
  try {
    const db = connect(file);
    try {
      return ok(differing(db, manifest, onProgress));
    } finally {
      db.close();
    }
  } catch (error) {
    return fail(failureOf(error, file));
  }
}

function differing(db: ReadableDb, manifest: CaseManifest, onProgress: (fraction: number) => void): string[] {
  const tables = caseForm(manifest.form).tables.filter(({ name }) => name !== MANIFEST_TABLE);
  const promised = new Map(manifest.tables.map((table) => [table.name, table]));
  const all = manifest.tables.reduce((sum, { rows }) => sum + rows, 0) + tables.length;
  let done = 0;
  const unknown = [...promised.keys()].filter((name) => !tables.some((table) => table.name === name));
  const different = tables.filter((table) => {
    const said = promised.get(table.name);
    const rows = (said?.rows ?? 0) + 1;
    const isSound = said !== undefined && db.pragma(`integrity_check(${table.name})`, { simple: true }) === 'ok';
    onProgress((done + rows * PAGES_SHARE) / all);
    const isEqual =
      isSound && hasContent(db, table, said, (read) => onProgress((done + rows * PAGES_SHARE + Math.min(read, rows) / 2) / all));
    done += rows;
    return !isEqual;
  });
  return [...different.map(({ name }) => name), ...unknown];
}

function hasContent(db: ReadableDb, table: CaseTable, said: CaseManifest['tables'][number], onRows: (rows: number) => void): boolean {
  const hashing = hashTable(db, table);
  for (;;) {
    const next = hashing.next();
    if (next.done === true) return next.value.rows === said.rows && next.value.sha256 === said.sha256;
    if (next.value > said.rows) return false; // keys that are no text can lead back to where they were read
    onRows(next.value);
  }
}
