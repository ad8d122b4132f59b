import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import type { CaseManifest, RedactionPreview } from '../../contract/case.ts';
import { caseVocabulary } from '../../contract/case-vocabulary.ts';
import { CASE_APPLICATION_ID } from '../../contract/case-words.ts';
import type { Failure, Result } from '../../contract/failure.ts';
import { fail, ok } from '../../domain/result.ts';
import { failureOf, storeFailure, type WritableDb } from '../database.ts';
import { NEWEST_VERSION } from '../migrations.ts';
import { attachParts, type CaseParts, contentTables, copyTable, partsOf, prepareTarget, textRows } from './copying.ts';
import { hasTexts, MANIFEST_TABLE, makeTables } from './form.ts';
import { withoutWriters } from './moment.ts';
import type { OwnedPages } from './page-hashes.ts';
import { RedactionThread } from './redaction/redaction-thread.ts';
import { type CaseRedaction, Rewriting } from './redaction/rewriting.ts';
import { NO_HASH, sealCase } from './seal.ts';
import { type CaseWatch, Failed, Refused, Work } from './work.ts';
import { tableHashes, WrittenTables } from './written-tables.ts';

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

const BUSY_MS = 10_000;
/** Shares of the time, roughly: what is left is replacing. */
const COPY_SHARE = 0.4;
const SEAL_SHARE = 0.3;

/**
 * Writes a case file as a whole or not at all: it comes into being under another name beside the target, and gets its own when it is
 * finished and on the disk. A redacted one is searched before that for everything that was replaced. Fails with `refused` on a source that
 * cannot be read, a place that cannot be written, a full disk, a name that is still in it, or when it is stopped; nothing is left then.
 * It keeps its thread busy for long stretches; names are replaced in `worker`, which is made here when nobody gave one.
 */
export async function writeCase(request: CaseRequest, watch: CaseWatch = {}, worker?: Worker): Promise<Result<WrittenCase>> {
  const temporary = `${request.target}.${randomUUID()}.part`;
  if (!existsSync(dirname(resolve(request.target)))) return fail(storeFailure('there is no such folder', dirname(request.target)));
  try {
    const written = await fill(temporary, request, new Work(watch), worker);
    flush(temporary);
    const sizeBytes = statSync(temporary).size;
    renameSync(temporary, request.target);
    return ok({ sizeBytes, ...written });
  } catch (error) {
    rmSync(temporary, { force: true });
    return fail(whyNot(error, request.target));
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
    const rewriting = new Rewriting(request.redaction, [...caseVocabulary()]);
    rewriting.learnMachine(request.manifest.machine);
    work.begin('looking for names', 0.5, textRows(db));
    for (const table of contentTables) for (const part of partsOf(db, table)) rewriting.learn(db, part, table, work.step);
    rewriting.settle();
    work.begin('counting', 0.5, textRows(db));
    for (const table of contentTables) for (const part of partsOf(db, table)) rewriting.count(db, part, table, work.step);
    rewriting.redactManifest(JSON.stringify(request.manifest));
    return ok(rewriting.preview());
  } catch (error) {
    return fail(whyNot(error, request.source ?? request.target));
  } finally {
    db.close();
  }
}

const NOTHING_REPLACED: RedactionPreview = { terms: [], categories: [], more: false, kept: [], emptied: 0 };

function whyNot(error: unknown, target: string): Failure {
  if (error instanceof Failed) return { ...error.failure, target };
  return error instanceof Refused ? storeFailure(error.message, target) : failureOf(error, target);
}

async function fill(file: string, request: CaseRequest, work: Work, worker?: Worker): Promise<Omit<WrittenCase, 'sizeBytes'>> {
  const { redaction, manifest, source, snapshots, notes } = request;
  if (redaction === null) return finish(file, await copy(file, request, null, work), null, work);
  const parts = { source, snapshots, notes };
  const order = { parts, redaction, vocabulary: [...caseVocabulary()], machine: manifest.machine, target: `${file}.texts` };
  await using thread = await RedactionThread.start(order, work, worker);
  return await finish(file, await copy(file, request, thread, work), thread, work);
}

/** A case file that lacks the hashes of some tables. */
interface Unfinished {
  readonly manifest: CaseManifest;
  /** Of every table. */
  readonly pages: OwnedPages;
  /** Of the tables whose hash is not known yet. */
  readonly unhashed: OwnedPages;
  readonly hashes: ReadonlyMap<string, string>;
}

/** Everything of one moment of the parts, however long it takes: tables with texts as the other thread gives them. */
async function copy(file: string, request: CaseRequest, thread: RedactionThread | null, work: Work): Promise<Unfinished> {
  const db = new Database(file, { timeout: BUSY_MS }) as WritableDb; // opened without `readonly`
  try {
    prepareTarget(db, request.source);
    db.pragma(`application_id = ${CASE_APPLICATION_ID}`);
    db.pragma(`user_version = ${NEWEST_VERSION}`);
    makeTables(db);
    attachParts(db, request);
    await withoutWriters(thread === null ? null : request.source, async () => {
      db.exec('BEGIN');
      db.prepare(`SELECT count(*) FROM ${request.source === null ? 'added' : 'source'}.sqlite_schema`).get(); // decides which moment is read
      await thread?.begin();
    });
    const written = new WrittenTables(db);
    work.begin('copying', COPY_SHARE, contentTables.length);
    for (const table of contentTables.filter((each) => thread === null || !hasTexts(each))) {
      written.add(
        table,
        partsOf(db, table).reduce((sum, part) => sum + copyTable(db, part, table), 0),
      );
      work.step(1);
    }
    db.exec('COMMIT');
    // What is there now does not change any more, and the other thread takes its time.
    const hashes = thread === null ? new Map<string, string>() : tableHashes(file, written.pages());
    if (thread !== null) await takeRewritten(db, `${file}.texts`, thread, work, written);
    const tables = contentTables.map((table) => ({ name: table.name, rows: written.rowsOf(table), sha256: NO_HASH }));
    const text = JSON.stringify({
      ...request.manifest,
      form: NEWEST_VERSION,
      redacted: request.manifest.redacted || thread !== null,
      tables,
    });
    const shown = thread === null ? text : await thread.redacted(text);
    db.prepare(`INSERT INTO main.${MANIFEST_TABLE} (id, content) VALUES (1, ?)`).run(shown);
    const [pages, unhashed] = [written.pages(), written.pages(new Set(hashes.keys()))];
    return { manifest: JSON.parse(shown) as CaseManifest, pages, unhashed, hashes }; // made of one, a few lines above
  } finally {
    db.close();
  }
}

async function takeRewritten(db: WritableDb, file: string, thread: RedactionThread, work: Work, written: WrittenTables): Promise<void> {
  work.begin('replacing names', 1 - COPY_SHARE - SEAL_SHARE, 1);
  await thread.rewritten();
  db.prepare('ATTACH ? AS rewritten').run(file);
  db.pragma('rewritten.cache_size = -2048');
  db.exec('BEGIN');
  for (const table of contentTables.filter(hasTexts)) written.add(table, table.isCopied ? copyTable(db, 'rewritten', table) : 0);
  db.exec('COMMIT');
  db.exec('DETACH rewritten');
}

async function finish(
  file: string,
  { manifest, pages, unhashed, hashes }: Unfinished,
  thread: RedactionThread | null,
  work: Work,
): Promise<Omit<WrittenCase, 'sizeBytes'>> {
  work.begin(thread === null ? 'hashing' : 'searching', SEAL_SHARE, statSync(file).size);
  const searched = thread === null ? null : thread.search(file, pages);
  searched?.catch(() => {}); // waited for below, behind what may fail before
  const all = new Map([...hashes, ...tableHashes(file, unhashed, work.step)]);
  const redaction = await searched;
  return { manifest: sealCase(file, manifest, all), redaction };
}

function flush(file: string): void {
  const handle = openSync(file, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
