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
  return withCase(file, (db) => differing(db, manifest, onProgress));
}

/** Whether one table is as the manifest says: for whoever reads nothing else of the case. Fails with `refused` when the file cannot be read. */
export function isTableIntact(file: string, manifest: CaseManifest, name: string): Result<boolean> {
  const table = caseForm(manifest.form).tables.find((known) => known.name === name);
  const said = manifest.tables.find((promised) => promised.name === name);
  if (table === undefined || said === undefined) return ok(false);
  return withCase(file, (db) => isSound(db, table) && hasContent(db, table, said, () => {}));
}

function withCase<T>(file: string, read: (db: ReadableDb) => T): Result<T> {
  try {
    const db = connect(file);
    try {
      return ok(read(db));
    } finally {
      db.close();
    }
  } catch (error) {
    return fail(failureOf(error, file));
  }
}

/** Its pages and indexes fit each other. */
const isSound = (db: ReadableDb, { name }: CaseTable): boolean => db.pragma(`integrity_check(${name})`, { simple: true }) === 'ok';

function differing(db: ReadableDb, manifest: CaseManifest, onProgress: (fraction: number) => void): string[] {
  const tables = caseForm(manifest.form).tables.filter(({ name }) => name !== MANIFEST_TABLE);
  const promised = new Map(manifest.tables.map((table) => [table.name, table]));
  const all = manifest.tables.reduce((sum, { rows }) => sum + rows, 0) + tables.length;
  let done = 0;
  const unknown = [...promised.keys()].filter((name) => !tables.some((table) => table.name === name));
  const different = tables.filter((table) => {
    const said = promised.get(table.name);
    const rows = (said?.rows ?? 0) + 1;
    const isWhole = said !== undefined && isSound(db, table);
    onProgress((done + rows * PAGES_SHARE) / all);
    const isEqual =
      isWhole && hasContent(db, table, said, (read) => onProgress((done + rows * PAGES_SHARE + Math.min(read, rows) / 2) / all));
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
