import Database from 'better-sqlite3';
import type { Result } from '../contract/failure.ts';
import { fail, ok } from '../domain/result.ts';
import { failureOf, storeFailure } from './database.ts';

/**
 * Whoever holds it is the one program that records into a database. It is a lock of the operating system on a small file beside it, so it
 * ends with its process, however that ends: what an instance that was killed left open is then known to be stale.
 */
export class CaptureLock implements Disposable {
  readonly #db: Database.Database;

  private constructor(db: Database.Database) {
    this.#db = db;
  }

  /** Fails with `refused` when another instance records. */
  static take(databaseFile: string): Result<CaptureLock> {
    const file = `${databaseFile}.capture`;
    let db: Database.Database | undefined;
    try {
      db = new Database(file, { timeout: 0 });
      db.pragma('locking_mode = EXCLUSIVE');
      db.exec('BEGIN EXCLUSIVE');
      return ok(new CaptureLock(db));
    } catch (error) {
      db?.close();
      if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
        return fail(storeFailure('another instance of this program is recording into this database', databaseFile));
      }
      return fail(failureOf(error, file));
    }
  }

  [Symbol.dispose](): void {
    if (this.#db.open) this.#db.close();
  }
}
