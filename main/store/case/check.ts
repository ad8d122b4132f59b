import type { CaseManifest } from '../../contract/case.ts';
import type { Result } from '../../contract/failure.ts';
import { fail, ok } from '../../domain/result.ts';
import { failureOf, type ReadableDb, storeFailure } from '../database.ts';
import { MIGRATIONS, type Migration, newestOf } from '../migrations.ts';
import { connect } from './connect.ts';
import { type CaseTable, caseForm, MANIFEST_TABLE } from './form.ts';
import type { ExaminedCase } from './open.ts';
import { hashPages, ownTables } from './page-hashes.ts';
import { CasePages, DamagedPages } from './pages.ts';

/**
 * Compares the contents of an examined case with its manifest, which takes as long as reading everything. Gives the names of the tables that
 * differ; none: the case is as it was written. Fails with `refused` when the file cannot be read, or its pages are damaged. `onProgress` gets
 * the share that is done.
 */
export function checkCase(
  { file, manifest }: ExaminedCase,
  onProgress: (fraction: number) => void = () => {},
  steps: readonly Migration[] = MIGRATIONS,
): Result<string[]> {
  const tables = tablesOf(manifest, steps);
  return withPages(file, steps, (db, pages) => {
    let read = 0;
    const different = differing(file, db, pages, manifest, tables, (bytes) => {
      read += bytes;
      onProgress(Math.min(1, read / pages.sizeBytes));
    });
    const unknown = manifest.tables.filter(({ name }) => !tables.some((table) => table.name === name));
    return [...different, ...unknown].map(({ name }) => name);
  });
}

/** Whether one table is as the manifest says: for whoever reads nothing else of the case. Fails with `refused` when the file cannot be read. */
export function isTableIntact(file: string, manifest: CaseManifest, name: string): Result<boolean> {
  const tables = tablesOf(manifest, MIGRATIONS).filter((table) => table.name === name);
  return withPages(file, MIGRATIONS, (db, pages) => tables.length > 0 && differing(file, db, pages, manifest, tables).length === 0);
}

const tablesOf = ({ form }: CaseManifest, steps: readonly Migration[]): readonly CaseTable[] =>
  caseForm(form, steps).tables.filter(({ name }) => name !== MANIFEST_TABLE);

function withPages<T>(file: string, steps: readonly Migration[], read: (db: ReadableDb, pages: CasePages) => T): Result<T> {
  try {
    const pages = CasePages.open(file, newestOf(steps));
    if (typeof pages === 'string') return fail(storeFailure(pages, file));
    using opened = pages;
    const db = connect(file);
    try {
      return ok(read(db, opened));
    } finally {
      db.close();
    }
  } catch (error) {
    return fail(error instanceof DamagedPages ? storeFailure(`the case file is damaged: ${error.message}`, file) : failureOf(error, file));
  }
}

function differing(
  file: string,
  db: ReadableDb,
  pages: CasePages,
  manifest: CaseManifest,
  tables: readonly CaseTable[],
  onBytes?: (bytes: number) => void,
): CaseTable[] {
  ownTables(db, pages, tables);
  const hashes = hashPages(file, pages, tables, onBytes);
  const said = new Map(manifest.tables.map((table) => [table.name, table]));
  return tables.filter((table, index) => !isAsSaid(db, table, said.get(table.name), hashes[index]));
}

/** Rows are counted only where the pages are as they were: what was changed may lead anywhere. */
function isAsSaid(
  db: ReadableDb,
  { name }: CaseTable,
  said: CaseManifest['tables'][number] | undefined,
  sha256: string | undefined,
): boolean {
  if (said === undefined || said.sha256 !== sha256) return false;
  return db.prepare<[], number>(`SELECT count(*) FROM ${name}`).pluck().get() === said.rows;
}
