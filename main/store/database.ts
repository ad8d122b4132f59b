import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { CASE_APPLICATION_ID } from '../contract/case-words.ts';
import type { Failure, Result } from '../contract/failure.ts';
import { fail, ok } from '../domain/result.ts';
import { migrate, NEWEST_VERSION, versionOf } from './migrations.ts';
import { BUSY_TRY_MS, isBusy, whenFree } from './when-free.ts';

/** A connection that may write. The collector writes events, the service everything else; nobody holds a transaction for long. */
export type WritableDb = Database.Database & { readonly __writable: unique symbol };
/** A connection that SQLite itself keeps from writing. A writable one serves as well. */
export type ReadableDb = Database.Database & { readonly __readable?: unique symbol };

const BUSY_MS = 10_000;
const CACHE_KIB = 64 * 1024;
/** Pages of the write-ahead log before they are copied into the database: each copy waits for the disk, so there should be few. */
const CHECKPOINT_PAGES = 16_384;
/** Beyond this a check at start would keep people waiting; damage is then found when it is met. */
const CHECKED_MAX_PAGES = 65_536;

export interface Opened {
  readonly db: WritableDb;
  /** Where a damaged database went that was found here; null when there was none. */
  readonly setAside: string | null;
}

/**
 * Opens the database for writing, makes it when it is not there and brings it to the newest form. A damaged file is renamed, never deleted,
 * and a new one takes its place. Fails with `refused` on a newer database, a place that cannot be written, or a full disk.
 */
export function openForWriting(file: string): Result<Opened> {
  try {
    return openOrReplace(file, BUSY_MS);
  } catch (error) {
    return fail(failureOf(error, file));
  }
}

/** The same for `whenFree`: neither the opening nor what is done with it blocks the thread for long. Rejects with the signal's reason. */
export async function openWhenFree(file: string, patienceMs: number, signal?: AbortSignal): Promise<Result<Opened>> {
  try {
    return await whenFree(() => openOrReplace(file, BUSY_TRY_MS), patienceMs, signal);
  } catch (error) {
    return fail(failureOf(error, file));
  }
}

/** Throws what SQLite or the file system refuses. */
function openOrReplace(file: string, busyMs: number): Result<Opened> {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  const opened = tryOpen(file, busyMs);
  if (opened !== 'damaged') return opened.ok ? ok({ db: opened.value, setAside: null }) : opened;
  const setAside = asideName(file, new Date());
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, setAside + suffix);
  }
  const fresh = tryOpen(file, busyMs);
  if (fresh === 'damaged') return fail(storeFailure('the new database is damaged as well', file));
  return fresh.ok ? ok({ db: fresh.value, setAside }) : fresh;
}

/** `events.db.damaged-20261120T081500`: beside the file, in order of time. */
const asideName = (file: string, now: Date): string => `${file}.damaged-${now.toISOString().replace(/[-:]|\.\d+Z$/g, '')}`;

function tryOpen(file: string, busyMs: number): Result<WritableDb> | 'damaged' {
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { timeout: busyMs });
    const at = versionOf(db);
    if (isCase(db)) {
      db.close();
      return fail(storeFailure(CASE_GIVEN, file));
    }
    if (at > NEWEST_VERSION) {
      db.close();
      return fail(
        storeFailure(
          `the database has form ${at} and was made by a newer version of this program, which knows up to ${NEWEST_VERSION}`,
          file,
        ),
      );
    }
    if (at === 0) db.pragma('auto_vacuum = INCREMENTAL'); // before the first table, so that removing events can shrink the file
    prepare(db);
    migrate(db);
    if (isSmall(db) && db.pragma('quick_check(1)', { simple: true }) !== 'ok') throw new Damaged();
    return ok(db as WritableDb); // opened without `readonly`
  } catch (error) {
    db?.close();
    if (error instanceof Damaged || isDamage(error)) return 'damaged';
    throw error;
  }
}

class Damaged extends Error {}

function prepare(db: Database.Database): void {
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL'); // power loss takes the last batches, never the file
  db.pragma('foreign_keys = ON');
  db.pragma(`cache_size = -${CACHE_KIB}`);
  db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
}

/** A case is somebody else's: it is opened as one, and never brought to another form where it lies. */
const isCase = (db: Database.Database): boolean => db.pragma('application_id', { simple: true }) === CASE_APPLICATION_ID;
const CASE_GIVEN = 'this is a case file, which is not written to: it is opened by --case, or in the window';

const isSmall = (db: Database.Database): boolean => (db.pragma('page_count', { simple: true }) as number) <= CHECKED_MAX_PAGES;

/** Opens for reading what exists; an older form is brought to the newest first. Fails with `refused` when there is nothing, it is damaged, or newer than this program. */
export function openForReading(file: string): Result<ReadableDb> {
  if (!existsSync(file)) return fail(storeFailure('there is no such database', file));
  let db: Database.Database | undefined;
  try {
    db = openReadonly(file);
    if (isCase(db)) {
      db.close();
      return fail(storeFailure(CASE_GIVEN, file));
    }
    if (versionOf(db) > 0 && versionOf(db) < NEWEST_VERSION) {
      db.close();
      renew(file);
      db = openReadonly(file);
    }
    const at = versionOf(db);
    if (at === NEWEST_VERSION) {
      db.pragma(`cache_size = -${CACHE_KIB}`);
      return ok(db);
    }
    db.close();
    const why = at === 0 ? 'this is no database of recorded events' : `the database has form ${at}; this program reads ${NEWEST_VERSION}`;
    return fail(storeFailure(why, file));
  } catch (error) {
    db?.close();
    return fail(failureOf(error, file));
  }
}

/** This user's own database is empty before it is first written, which is no failure; one that somebody names has to be there. */
export function openOwn(file: string): Result<ReadableDb> {
  if (!existsSync(file)) {
    const made = openForWriting(file);
    if (!made.ok) return made;
    close(made.value.db);
  }
  return openForReading(file);
}

const openReadonly = (file: string): Database.Database => new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_MS });

/** Unlike opening for writing, this sets nothing aside: whoever only reads must not move a damaged file. */
function renew(file: string): void {
  const db = new Database(file, { fileMustExist: true, timeout: BUSY_MS });
  try {
    prepare(db);
    migrate(db);
  } finally {
    db.close();
  }
}

/** Ends a connection as SQLite recommends. */
export function close(db: ReadableDb): void {
  if (!db.open) return;
  if (!db.readonly) {
    try {
      db.pragma('optimize');
    } catch (error) {
      // Statistics only: a full disk or another writer must not keep the connection from closing.
      if (!(error instanceof Database.SqliteError)) throw error;
    }
  }
  db.close();
}

export const storeFailure = (detail: string, target: string): Failure => ({ kind: 'refused', call: 'event database', detail, target });

const isDamage = (error: unknown): boolean =>
  error instanceof Database.SqliteError && (error.code.startsWith('SQLITE_CORRUPT') || error.code.startsWith('SQLITE_NOTADB'));

/** What SQLite or the file system refused, in words a person can act on. Anything else is a bug and thrown on. */
export function failureOf(error: unknown, file: string): Failure {
  if (error instanceof Database.SqliteError) return storeFailure(`${wordsOf(error)} (${error.code})`, file);
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return storeFailure(error.message, file);
  throw error;
}

function wordsOf(error: InstanceType<typeof Database.SqliteError>): string {
  if (error.code.startsWith('SQLITE_FULL')) return 'the disk is full; what was recorded before stays';
  if (error.code.startsWith('SQLITE_READONLY')) return 'the database can be read but not written here';
  if (error.code.startsWith('SQLITE_CANTOPEN')) return 'the database cannot be opened or created at this place';
  if (isBusy(error)) return 'another program keeps the database locked';
  if (isDamage(error)) return 'the database is damaged';
  return error.message;
}
