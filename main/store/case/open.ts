import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import Database from 'better-sqlite3';
import { CaseManifest } from '../../contract/case.ts';
import { CASE_APPLICATION_ID } from '../../contract/case-words.ts';
import type { Result } from '../../contract/failure.ts';
import { fail, ok } from '../../domain/result.ts';
import { failureOf, type ReadableDb, storeFailure } from '../database.ts';
import { NEWEST_VERSION } from '../migrations.ts';
import { type CaseForm, caseForm, FIRST_CASE_FORM, SCHEMA_SQL, type SchemaObject } from './form.ts';

/** A case file that was looked at from outside and can be read. Its contents may still differ from what its manifest says. */
export interface OpenCase extends Disposable {
  /** What connections are made to. */
  readonly file: string;
  readonly manifest: CaseManifest;
  readonly db: ReadableDb;
  /** A further connection to the same case, for whoever reads beside others. The caller closes it. */
  connect(): Result<ReadableDb>;
}

const HEADER_BYTES = 100;
const MANIFEST_MAX_BYTES = 1 << 20;
const CACHE_KIB = 16 * 1024;

/**
 * Opens a case file for reading and never writes to it, nor beside it. Fails with `refused` and the reason on anything that this program
 * did not write in this form: another kind of file, a newer form, a schema that is not exactly ours, a damaged manifest.
 */
export function openCase(file: string): Result<OpenCase> {
  try {
    // SQLite would take either for a part of the file, and make a third one.
    const beside = ['-wal', '-journal'].find((suffix) => existsSync(file + suffix));
    if (beside !== undefined)
      return fail(storeFailure(`beside it lies ${beside.slice(1)} of another program that writes to it, or was cut off`, file));
    const version = readHeader(file);
    if (typeof version === 'string') return fail(storeFailure(version, file));
    const db = connect(file);
    try {
      const manifest = readInside(db, caseForm(version));
      if (typeof manifest !== 'string') return ok(new Opened(file, manifest, db));
      db.close();
      return fail(storeFailure(manifest, file));
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    return fail(failureOf(error, file));
  }
}

class Opened implements OpenCase {
  readonly file: string;
  readonly manifest: CaseManifest;
  readonly db: ReadableDb;

  constructor(file: string, manifest: CaseManifest, db: ReadableDb) {
    this.file = file;
    this.manifest = manifest;
    this.db = db;
  }

  connect(): Result<ReadableDb> {
    try {
      return ok(connect(this.file));
    } catch (error) {
      return fail(failureOf(error, this.file));
    }
  }

  [Symbol.dispose](): void {
    if (this.db.open) this.db.close();
  }
}

/** The form that the header names, or why this is no case file. */
function readHeader(file: string): number | string {
  const header = Buffer.alloc(HEADER_BYTES);
  const handle = openSync(file, 'r');
  try {
    if (readSync(handle, header, 0, HEADER_BYTES, 0) < HEADER_BYTES) return 'this is no case file: it is shorter than the header of one';
  } finally {
    closeSync(handle);
  }
  if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0') return 'this is no case file: it does not begin as an SQLite database does';
  if (header.readUInt32BE(68) !== CASE_APPLICATION_ID)
    return `this is no case file: an SQLite database with the application id 0x${header.toString('hex', 68, 72)}`;
  if (header[18] !== 1 || header[19] !== 1) return 'the case file was changed by another program: it wants a write-ahead log beside it';
  const version = header.readUInt32BE(60);
  if (version > NEWEST_VERSION)
    return `the case file has form ${version} and was made by a newer version of this program, which knows up to ${NEWEST_VERSION}`;
  if (version < FIRST_CASE_FORM) return `there is no case file of form ${version}`;
  return version;
}

/** Nothing of the file is executed, and nothing is left beside it. */
function connect(file: string): ReadableDb {
  const db = new Database(resolve(file), { readonly: true, fileMustExist: true });
  try {
    db.pragma('trusted_schema = OFF');
    db.pragma('cell_size_check = ON');
    db.pragma('mmap_size = 0');
    db.pragma('temp_store = MEMORY');
    db.pragma(`cache_size = -${CACHE_KIB}`);
    // Where the store has its text index, a case has an empty one: every text is behind its reach.
    db.exec("CREATE VIRTUAL TABLE temp.text_search USING fts5(value, content = '', tokenize = 'trigram')");
    db.pragma('query_only = ON');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** The manifest, or why the case is refused. */
function readInside(db: ReadableDb, form: CaseForm): CaseManifest | string {
  const found = db.prepare<[], SchemaObject>(SCHEMA_SQL).all();
  const foreign = foreignObject(found, form.schema);
  if (foreign !== null) return foreign;
  const length = db.prepare<[], number>('SELECT octet_length(content) FROM case_manifest').pluck().get();
  if (length === undefined) return 'the case file has no manifest: it was not finished';
  if (length > MANIFEST_MAX_BYTES) return `the manifest has ${length} bytes, more than any`;
  return readManifest(db.prepare<[], string>('SELECT content FROM case_manifest').pluck().get() ?? '');
}

function readManifest(text: string): CaseManifest | string {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return 'the manifest of the case file is damaged: it is not JSON';
  }
  const manifest = CaseManifest.safeParse(content);
  return manifest.success ? manifest.data : `the manifest of the case file is damaged: ${manifest.error.issues[0]?.path.join('.')}`;
}

/** What is in the schema and not ours, or ours and not in it; null when the two are the same to the letter. */
function foreignObject(found: readonly SchemaObject[], ours: readonly SchemaObject[]): string | null {
  const key = ({ type, name, table, sql }: SchemaObject): string => JSON.stringify([type, name, table, sql]);
  const wanted = new Set(ours.map(key));
  const foreign = found.find((object) => !wanted.has(key(object)));
  if (foreign !== undefined) return `the case file holds the ${foreign.type} ${JSON.stringify(foreign.name)}, which is not of this program`;
  return found.length === ours.length ? null : 'the case file lacks tables or indexes of its form';
}
