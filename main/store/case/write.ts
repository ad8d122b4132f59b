import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { CaseManifest, RedactionPreview } from '../../contract/case.ts';
import { CASE_APPLICATION_ID } from '../../contract/case-words.ts';
import type { Result } from '../../contract/failure.ts';
import { fail, ok } from '../../domain/result.ts';
import { failureOf, storeFailure, type WritableDb } from '../database.ts';
import { NEWEST_VERSION } from '../migrations.ts';
import { attachParts, type CaseParts, contentTables, copyTable, partsOf, rowsOf } from './copying.ts';
import { type CaseTable, caseForm, MANIFEST_TABLE } from './form.ts';
import { type CaseRedaction, hasTexts, Rewriting } from './redaction/rewriting.ts';
import { NO_HASH, sealCase, type UnsealedCase } from './seal.ts';
import { type CaseWatch, Refused, Work } from './work.ts';
import { WrittenPages } from './written-pages.ts';

/** What goes into a case file. All of it is data, so that another thread can write it. */
export interface CaseRequest extends CaseParts {
  readonly target: string;
  /** `redacted`: names in the source were replaced before. */
  readonly manifest: Omit<CaseManifest, 'form' | 'tables'>;
  /** Null: everything as it is. */
  readonly redaction: CaseRedaction | null;
}

export interface WrittenCase {
  readonly sizeBytes: number;
  readonly manifest: CaseManifest;
  /** What was replaced; null when nothing was to be. */
  readonly redaction: RedactionPreview | null;
}

const CACHE_KIB = 24 * 1024;
const BUSY_MS = 10_000;
/** Shares of the time, roughly: what is left is copying. */
const LEARN_SHARE = 0.3;
const SEAL_SHARE = 0.3;

/**
 * Writes a case file as a whole or not at all: it comes into being under another name beside the target, and gets its own when it is
 * finished and on the disk. A redacted one is searched before that for everything that was replaced. Fails with `refused` on a source that
 * cannot be read, a place that cannot be written, a full disk, a name that is still in it, or when it is stopped; nothing is left then.
 */
export function writeCase(request: CaseRequest, watch: CaseWatch = {}): Result<WrittenCase> {
  const temporary = `${request.target}.${randomUUID()}.part`;
  try {
    const written = fill(temporary, request, new Work(watch));
    flush(temporary);
    const sizeBytes = statSync(temporary).size;
    renameSync(temporary, request.target);
    return ok({ sizeBytes, ...written });
  } catch (error) {
    rmSync(temporary, { force: true });
    return fail(error instanceof Refused ? storeFailure(error.message, request.target) : failureOf(error, request.target));
  }
}

/** What redaction would replace in it. Everything is read and nothing written; fails as `writeCase` does. */
export function previewRedaction(request: CaseRequest, watch: CaseWatch = {}): Result<RedactionPreview> {
  if (request.redaction === null) return ok(NOTHING_REPLACED);
  const work = new Work(watch);
  const db = new Database(':memory:', { timeout: BUSY_MS }) as WritableDb; // opened without `readonly`
  try {
    attachParts(db, request);
    db.exec('BEGIN');
    const rewriting = new Rewriting(request.redaction);
    learn(db, rewriting, request, work, 0.5);
    work.begin('counting', 0.5, textRows(db));
    for (const table of contentTables) for (const part of partsOf(db, table)) rewriting.count(db, part, table, work.step);
    return ok(rewriting.preview());
  } catch (error) {
    const about = request.source ?? request.target;
    return fail(error instanceof Refused ? storeFailure(error.message, about) : failureOf(error, about));
  } finally {
    db.close();
  }
}

const NOTHING_REPLACED: RedactionPreview = { terms: [], categories: [], more: false, kept: [], emptied: 0 };

function fill(file: string, request: CaseRequest, work: Work): Omit<WrittenCase, 'sizeBytes'> {
  const rewriting = request.redaction === null ? null : new Rewriting(request.redaction);
  const unsealed = write(file, request, rewriting, work);
  const redaction = rewriting?.preview() ?? null;
  work.begin(rewriting === null ? 'hashing' : 'searching', SEAL_SHARE, statSync(file).size);
  const { manifest, kept } = sealCase(file, unsealed, rewriting, work);
  return { manifest, redaction: redaction === null ? null : { ...redaction, kept: [...redaction.kept, ...kept] } };
}

/** Everything but the hashes. */
function write(file: string, request: CaseRequest, rewriting: Rewriting | null, work: Work): UnsealedCase {
  const db = new Database(file, { timeout: BUSY_MS }) as WritableDb; // opened without `readonly`
  try {
    prepare(db, pageBytesFor(request));
    attachParts(db, request);
    db.exec('BEGIN'); // one moment of the source, however long this takes
    for (const { sql } of caseForm(NEWEST_VERSION).schema) if (sql !== null) db.exec(sql);
    if (rewriting !== null) {
      learn(db, rewriting, request, work, LEARN_SHARE);
      rewriting.register(db, work.step);
    }
    const share = 1 - SEAL_SHARE - (rewriting === null ? 0 : LEARN_SHARE);
    work.begin('copying', share, textRows(db));
    const pages = new WrittenPages(db);
    const tables = contentTables.map((table) => {
      const rows = copy(db, table, rewriting, work);
      pages.add(table);
      return { name: table.name, rows, sha256: NO_HASH };
    });
    const text = JSON.stringify({
      ...request.manifest,
      form: NEWEST_VERSION,
      redacted: request.manifest.redacted || rewriting !== null,
      tables,
    });
    const shown = rewriting === null ? text : rewriting.redactManifest(text);
    db.prepare(`INSERT INTO main.${MANIFEST_TABLE} (id, content) VALUES (1, ?)`).run(shown);
    db.exec('COMMIT');
    return { manifest: JSON.parse(shown) as CaseManifest, pages: pages.owned() }; // made of one, a few lines above
  } finally {
    db.close();
  }
}

const SMALL_PAGE_BYTES = 4_096;
const LARGE_PAGE_BYTES = 16_384;
const LARGE_FILE_BYTES = 16 << 20;

/** Every table and index has at least one page, so that small ones make small files; large ones are written and read faster. */
function pageBytesFor({ source }: CaseRequest): number {
  return source !== null && statSync(source).size >= LARGE_FILE_BYTES ? LARGE_PAGE_BYTES : SMALL_PAGE_BYTES;
}

/** No journal and no waiting for the disk: until it is finished the file counts for nothing. */
function prepare(db: WritableDb, pageBytes: number): void {
  db.pragma('auto_vacuum = NONE');
  db.pragma(`page_size = ${pageBytes}`);
  db.pragma('main.journal_mode = OFF');
  db.pragma('main.synchronous = OFF');
  db.pragma('main.locking_mode = EXCLUSIVE');
  db.pragma('foreign_keys = OFF'); // rows come table by table, as they are
  db.pragma(`main.cache_size = -${CACHE_KIB}`);
  db.pragma(`application_id = ${CASE_APPLICATION_ID}`);
  db.pragma(`user_version = ${NEWEST_VERSION}`);
}

function learn(db: WritableDb, rewriting: Rewriting, { manifest }: CaseRequest, work: Work, share: number): void {
  work.begin('looking for names', share, textRows(db));
  rewriting.learnMachine(manifest.machine);
  for (const table of contentTables) for (const part of partsOf(db, table)) rewriting.learn(db, part, table, work.step);
  rewriting.settle();
}

/** What takes its time row by row. Counting other rows would take longer than what could be told of them. */
const textRows = (db: WritableDb): number =>
  contentTables
    .filter(hasTexts)
    .reduce((sum, table) => sum + partsOf(db, table).reduce((rows, part) => rows + rowsOf(db, part, table), 0), 0);

function copy(db: WritableDb, table: CaseTable, rewriting: Rewriting | null, work: Work): number {
  const rows = partsOf(db, table).reduce((sum, part) => sum + copyTable(db, part, table, rewriting), 0);
  work.step(rewriting === null && hasTexts(table) ? rows : 0);
  return rows;
}

function flush(file: string): void {
  const handle = openSync(file, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
