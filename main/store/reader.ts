import type { Result } from '../contract/failure.ts';
import { fail, ok } from '../domain/result.ts';
import { close, failureOf, type ReadableDb } from './database.ts';

export type OpenDatabase = (file: string) => Result<ReadableDb>;

/** Reads of one database, which is opened when it is first read. After a failure it is opened anew. */
export class StoreReader implements Disposable {
  readonly file: string;
  readonly #open: OpenDatabase;
  #db: ReadableDb | null = null;

  constructor(file: string, open: OpenDatabase) {
    this.file = file;
    this.#open = open;
  }

  /** Fails with `refused` where the database cannot be opened or read. */
  read<T>(work: (db: ReadableDb) => T): Result<T> {
    if (this.#db === null) {
      const opened = this.#open(this.file);
      if (!opened.ok) return opened;
      this.#db = opened.value;
    }
    try {
      return ok(work(this.#db));
    } catch (error) {
      this[Symbol.dispose](); // a damaged or replaced file is met anew the next time
      return fail(failureOf(error, this.file));
    }
  }

  [Symbol.dispose](): void {
    if (this.#db !== null) close(this.#db);
    this.#db = null;
  }
}
