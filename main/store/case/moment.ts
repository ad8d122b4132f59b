import { resolve } from 'node:path';
import Database from 'better-sqlite3';

const BUSY_MS = 10_000;

/**
 * Does something while nobody writes to a database, so that two connections that begin to read it meanwhile see the same. Writers wait for
 * as long as it takes. Null: there is no database. Throws what SQLite refuses.
 */
export async function withoutWriters(file: string | null, act: () => Promise<void>): Promise<void> {
  if (file === null) return act();
  const db = new Database(resolve(file), { fileMustExist: true, timeout: BUSY_MS });
  try {
    // Without a write-ahead log a reader keeps writers out by itself.
    const isLogged = db.pragma('journal_mode', { simple: true }) === 'wal';
    if (isLogged) db.exec('BEGIN IMMEDIATE');
    await act();
    if (isLogged) db.exec('ROLLBACK');
  } finally {
    db.close();
  }
}
