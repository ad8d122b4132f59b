import Database from 'better-sqlite3';
import type { Result } from '../contract/failure.ts';
import { fail, ok } from '../domain/result.ts';
import { failureOf, storeFailure } from './database.ts';

const DOING = { capture: 'recording', scan: 'scanning' } as const;

/**
 * Whoever holds it is the one program that records, or scans, into a database. It is a lock of the operating system on a small file beside it, so it
 * ends with its process, however that ends: what an instance that was killed left open is then known to be stale.
 */
export class CaptureLock implements Disposable {
  readonly #db: Database.Database;

  private constructor(db: Database.Database) {
    this.#db = db;
  }

  /** Fails with `refused` when another instance does. */
  static take(databaseFile: string, purpose: keyof typeof DOING = 'capture'): Result<CaptureLock> {
    const file = `${databaseFile}.${purpose}`;
    let db: Database.Database | undefined;
    try {
      db = new Database(file, { timeout: 0 });
      db.pragma('locking_mode = EXCLUSIVE');
      db.exec('BEGIN EXCLUSIVE');
      return ok(new CaptureLock(db));
    } catch (error) {
      db?.close();
      if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
        return fail(storeFailure(`another instance of this program is ${DOING[purpose]} into this database`, databaseFile));
      }
      return fail(failureOf(error, file));
    }
  }

  [Symbol.dispose](): void {
    if (this.#db.open) this.#db.close();
  }
}
