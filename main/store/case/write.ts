import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import Database from 'better-sqlite3';
import type { CaseManifest, RedactionChoice, RedactionPreview } from '../../contract/case.ts';
import { CASE_APPLICATION_ID } from '../../contract/case-words.ts';
import type { Result } from '../../contract/failure.ts';
import type { Snapshot } from '../../contract/snapshot.ts';
import { fail, ok } from '../../domain/result.ts';
import { failureOf, storeFailure, type WritableDb } from '../database.ts';
import { NEWEST_VERSION } from '../migrations.ts';
import { type CaseForm, type CaseTable, caseForm, columnList, MANIFEST_TABLE } from './form.ts';
import { hashTable } from './table-hash.ts';

/** What goes into a case file. All of it is data, so that another thread can write it. */
export interface CaseRequest {
  /** The database that is copied: this user's, or a case that is open. Null: there is none. It may be written to meanwhile: the copy is of one moment. */
  readonly source: string | null;
  readonly target: string;
  readonly manifest: Omit<CaseManifest, 'form' | 'redacted' | 'tables'>;
  /** Taken for this case and in no database; their ids are given anew. */
  readonly snapshots: readonly Snapshot[];
  readonly notes: readonly { readonly timeUs: number; readonly text: string }[];
  /** Null: everything as it is. */
  readonly redaction: CaseRedaction | null;
}

/** What is replaced, and by what secret: the same secret gives the same placeholders. */
export interface CaseRedaction {
  /** 32 bytes that stay with the sender. */
  readonly secret: Uint8Array;
  readonly choice: RedactionChoice;
}

export interface WrittenCase {
  readonly sizeBytes: number;
  readonly manifest: CaseManifest;
  /** What was replaced; null when nothing was to be. */
  readonly redaction: RedactionPreview | null;
}

export interface CaseWatch {
  /** Of the whole work, between 0 and 1, and what is being done. */
  onProgress?(part: string, fraction: number): void;
  /** Asked now and then; when it says yes, nothing is left. */
  isStopped?(): boolean;
}

const CACHE_KIB = 32 * 1024;
const BUSY_MS = 10_000;

/**
 * Writes a case file as a whole or not at all: it comes into being under another name beside the target, and gets its own when it is
 * finished and on the disk. Fails with `refused` on a source that cannot be read, a place that cannot be written, a full disk, or when
 * it is stopped; nothing is left then.
 */
export function writeCase(request: CaseRequest, watch: CaseWatch = {}): Result<WrittenCase> {
  if (request.redaction !== null) return fail(storeFailure('this build redacts nothing yet', request.target));
  const temporary = `${request.target}.${randomUUID()}.part`;
  try {
    const manifest = fill(temporary, request, watch);
    const sizeBytes = statSync(temporary).size;
    flush(temporary);
    renameSync(temporary, request.target);
    return ok({ sizeBytes, manifest, redaction: null });
  } catch (error) {
    rmSync(temporary, { force: true });
    if (error instanceof Refused) return fail(storeFailure(error.message, request.target));
    return fail(failureOf(error, request.target));
  }
}

/** What redaction would replace. Fails as `writeCase` does. */
export function previewRedaction(request: CaseRequest, _watch: CaseWatch = {}): Result<RedactionPreview> {
  return fail(storeFailure('this build redacts nothing yet', request.source ?? ''));
}

/** Ends the writing with a sentence for the user. */
class Refused extends Error {}

function flush(file: string): void {
  const handle = openSync(file, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function fill(file: string, request: CaseRequest, watch: CaseWatch): CaseManifest {
  const form = caseForm(NEWEST_VERSION);
  const db = new Database(file, { timeout: BUSY_MS }) as WritableDb; // opened without `readonly`
  try {
    prepare(db, form);
    attachAdded(db, request);
    if (request.source !== null) attachSource(db, request.source, form);
    db.exec('BEGIN'); // one moment of the source, however long this takes
    for (const { sql } of form.schema) if (sql !== null) db.exec(sql);
    const tables = form.tables.filter(({ name }) => name !== MANIFEST_TABLE);
    for (const [index, table] of tables.entries()) {
      step(watch, `copying ${table.name}`, (index / tables.length) * COPY_SHARE);
      if (table.isCopied) copy(db, table, request.source !== null && hasTable(db, 'source', table.name));
    }
    const manifest = { ...request.manifest, form: form.version, redacted: false, tables: hashAll(db, tables, watch) };
    db.prepare('INSERT INTO main.case_manifest (id, content) VALUES (1, ?)').run(JSON.stringify(manifest));
    db.exec('COMMIT');
    return manifest;
  } finally {
    db.close();
  }
}

const COPY_SHARE = 0.5;

function step(watch: CaseWatch, part: string, fraction: number): void {
  if (watch.isStopped?.() === true) throw new Refused('cancelled; nothing was written');
  watch.onProgress?.(part, fraction);
}

/** No journal and no waiting for the disk: until it is finished the file counts for nothing. */
function prepare(db: WritableDb, { version }: CaseForm): void {
  db.pragma('auto_vacuum = NONE');
  db.pragma('main.journal_mode = OFF');
  db.pragma('main.synchronous = OFF');
  db.pragma('main.locking_mode = EXCLUSIVE');
  db.pragma('foreign_keys = OFF'); // rows come table by table, as they are
  db.pragma(`cache_size = -${CACHE_KIB}`);
  db.pragma(`application_id = ${CASE_APPLICATION_ID}`);
  db.pragma(`user_version = ${version}`);
}

/** Fails with `refused` on a database of another form: whoever opens one of this user's brings it to the newest. */
function attachSource(db: WritableDb, file: string, { version }: CaseForm): void {
  db.prepare('ATTACH ? AS source').run(resolve(file));
  const at = db.pragma('source.user_version', { simple: true });
  if (at !== version) throw new Refused(`the database to be copied has form ${at}; this program copies ${version}`);
}

/** What comes on top of the source, in tables like its own: it goes the same way. */
function attachAdded(db: WritableDb, { snapshots, notes }: CaseRequest): void {
  db.exec("ATTACH ':memory:' AS added");
  const { tables, schema } = caseForm(NEWEST_VERSION);
  for (const { name } of tables.filter((table) => ADDED_TABLES.has(table.name))) {
    const sql = schema.find((object) => object.name === name)?.sql ?? '';
    db.exec(sql.replace(`CREATE TABLE ${name}`, `CREATE TABLE added.${name}`));
  }
  const insertSnapshot = db.prepare(
    `INSERT INTO added.snapshots (taken_us, name, trigger, machine, os, simulated, elevated, verdicts, path_count, content)
     VALUES (@takenUs, @name, @trigger, @machine, @os, @simulated, @elevated, @verdicts, @pathCount, @content)`,
  );
  for (const { entry, content } of snapshots) {
    insertSnapshot.run({
      ...entry,
      simulated: Number(entry.simulated),
      elevated: entry.elevated === null ? null : Number(entry.elevated),
      verdicts: JSON.stringify(entry.verdicts),
      content: JSON.stringify(content),
    });
  }
  const insertNote = db.prepare('INSERT INTO added.case_notes (time_us, text) VALUES (?, ?)');
  for (const { timeUs, text } of notes) insertNote.run(timeUs, text);
}

const ADDED_TABLES: ReadonlySet<string> = new Set(['snapshots', 'case_notes']);

const hasTable = (db: WritableDb, schema: string, name: string): boolean =>
  db.prepare<[string], number>(`SELECT 1 FROM ${schema}.sqlite_schema WHERE type = 'table' AND name = ?`).pluck().get(name) !== undefined;

/** Rows as they are, in the order of the table, so that SQLite takes them over without looking into them. */
function copy(db: WritableDb, { name, columns }: CaseTable, isInSource: boolean): void {
  // No text index comes along: then every text is behind its reach, where each is looked at.
  const where = name === 'settings' ? "WHERE name <> 'index.text'" : '';
  if (isInSource) db.exec(`INSERT INTO main.${name} SELECT * FROM source.${name} ${where}`);
  if (!ADDED_TABLES.has(name)) return;
  const list = columnList(columns.filter((column) => column.name !== 'id'));
  db.exec(`INSERT INTO main.${name} (${list}) SELECT ${list} FROM added.${name} ORDER BY id`);
}

function hashAll(db: WritableDb, tables: readonly CaseTable[], watch: CaseWatch): CaseManifest['tables'] {
  return tables.map((table, index) => {
    const hashing = hashTable(db, table);
    for (;;) {
      const next = hashing.next();
      step(watch, `hashing ${table.name}`, COPY_SHARE + (index / tables.length) * (1 - COPY_SHARE));
      if (next.done === true) return { name: table.name, ...next.value };
    }
  });
}
