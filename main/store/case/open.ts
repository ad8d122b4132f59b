import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { CaseManifest } from '../../contract/case.ts';
import type { Result } from '../../contract/failure.ts';
import { fail, ok } from '../../domain/result.ts';
import { failureOf, type ReadableDb, storeFailure } from '../database.ts';
import { MIGRATIONS, type Migration, migrate, newestOf } from '../migrations.ts';
import { connect } from './connect.ts';
import { type CaseForm, type CaseTable, caseForm, MANIFEST_TABLE, SCHEMA_SQL, type SchemaObject } from './form.ts';
import { CasePages, DamagedPages } from './pages.ts';

/** What a look at a case file from outside has shown: it can be read, and what it says of itself. Its contents may still differ from that. */
export interface ExaminedCase {
  readonly file: string;
  readonly sizeBytes: number;
  readonly manifest: CaseManifest;
}

/** Of one row. A snapshot is one row with everything in it; nothing else comes near. */
const ROW_MAX_BYTES = 1 << 20;
const SNAPSHOT_MAX_BYTES = 64 << 20;

/**
 * Looks at a case file before anything of it is shown. It only reads, and leaves nothing beside the file. Fails with `refused` and the
 * reason on whatever this program did not write: another kind of file, a newer form, a schema that is not ours to the letter, pages that
 * lead in circles, texts longer than the file, a damaged manifest.
 */
export function examineCase(file: string, steps: readonly Migration[] = MIGRATIONS): Result<ExaminedCase> {
  try {
    const found = examine(file, steps);
    return typeof found === 'string' ? fail(storeFailure(found, file)) : ok(found);
  } catch (error) {
    return fail(error instanceof DamagedPages ? storeFailure(damaged(error.message), file) : failureOf(error, file));
  }
}

function examine(file: string, steps: readonly Migration[]): ExaminedCase | string {
  // SQLite would take either for a part of the file, and make a third one.
  const beside = ['-wal', '-journal'].find((suffix) => existsSync(file + suffix));
  if (beside !== undefined) return `beside it lies ${file + beside}: another program writes to it, or was cut off while it did`;
  const pages = CasePages.open(file, newestOf(steps));
  if (typeof pages === 'string') return pages;
  using opened = pages;
  opened.checkSchema();
  const db = connect(file);
  try {
    const form = caseForm(opened.form, steps);
    const foreign = foreignObject(db, form);
    if (foreign !== null) return foreign;
    for (const root of db.prepare<[], number>('SELECT rootpage FROM sqlite_schema').pluck().all()) opened.checkTree(root);
    const oversized = oversizedTexts(db, form, opened.sizeBytes);
    if (oversized !== null) return oversized;
    const manifest = readManifest(db);
    if (typeof manifest === 'string') return manifest;
    return manifest.form === form.version ? { file, sizeBytes: opened.sizeBytes, manifest } : damaged('its manifest names another form');
  } finally {
    db.close();
  }
}

/**
 * The file to read an examined case from: itself, or, where its form is older than this program's, a copy in `folder` that was brought to
 * the newest form. Throws what the system or SQLite refuses.
 */
export function readableFile({ file, manifest }: ExaminedCase, folder: string, steps: readonly Migration[] = MIGRATIONS): string {
  if (manifest.form === newestOf(steps)) return file;
  const copy = join(folder, 'renewed.bpio');
  copyFileSync(file, copy);
  const db = new Database(copy);
  try {
    db.pragma('trusted_schema = OFF');
    db.pragma('journal_mode = OFF');
    migrate(db, steps);
  } finally {
    db.close();
  }
  return copy;
}

const damaged = (what: string): string => `the case file is damaged: ${what}`;

/** What is in the schema and not ours, or ours and not in it; null when the two are the same to the letter. */
function foreignObject(db: ReadableDb, { schema }: CaseForm): string | null {
  const found = db.prepare<[], SchemaObject>(SCHEMA_SQL).all();
  const key = ({ type, name, table, sql }: SchemaObject): string => JSON.stringify([type, name, table, sql]);
  const ours = new Set(schema.map(key));
  const foreign = found.find((object) => !ours.has(key(object)));
  if (foreign !== undefined)
    return `the case file holds the ${foreign.type} ${JSON.stringify(foreign.name)} as this program does not write it`;
  return found.length === schema.length ? null : 'the case file lacks tables or indexes of its form';
}

/** Lengths stand in front of the rows: what claims more than it can have is met before it is read. */
function oversizedTexts(db: ReadableDb, { tables }: CaseForm, sizeBytes: number): string | null {
  let total = 0;
  for (const table of tables) {
    const { widest, sum } = textBytes(db, table);
    const limit = table.name === 'snapshots' ? SNAPSHOT_MAX_BYTES : ROW_MAX_BYTES;
    if (widest > limit) return `the case file holds ${widest} bytes in one row of ${table.name}; no more than ${limit} are read`;
    total += sum;
  }
  return total > sizeBytes ? damaged(`its texts claim ${total} bytes, more than the file has`) : null;
}

/** Bytes of the texts and blobs of a table: of its widest row and of all. None of them is read. */
function textBytes(db: ReadableDb, { name, columns }: CaseTable): { readonly widest: number; readonly sum: number } {
  const wide = columns.filter(({ type }) => type === 'TEXT' || type === 'BLOB');
  if (wide.length === 0) return { widest: 0, sum: 0 };
  const row = wide.map((column) => `coalesce(octet_length(${column.name}), 0)`).join(' + ');
  const sql = `SELECT coalesce(max(${row}), 0) AS widest, coalesce(sum(${row}), 0) AS sum FROM ${name}`;
  return db.prepare<[], { widest: number; sum: number }>(sql).get() ?? { widest: 0, sum: 0 };
}

function readManifest(db: ReadableDb): CaseManifest | string {
  const text = db.prepare<[], unknown>(`SELECT content FROM ${MANIFEST_TABLE} WHERE id = 1`).pluck().get();
  if (typeof text !== 'string') return 'the case file has no manifest: it was not finished';
  try {
    const manifest = CaseManifest.safeParse(JSON.parse(text));
    return manifest.success ? manifest.data : damaged(`its manifest has a wrong ${manifest.error.issues[0]?.path.join('.') ?? 'form'}`);
  } catch {
    return damaged('its manifest is not JSON'); // JSON.parse says no more than that
  }
}
