import Database from 'better-sqlite3';

/** What one call may wait inside SQLite, where its thread can do nothing else. */
export const BUSY_TRY_MS = 20;
const PAUSE_MS = 40;

/**
 * Does something with a database that another program may keep locked, again and again until it is free. In between the thread is free:
 * progress is told and a cancel is heard. Rejects with SQLite's error after `patienceMs`, and with the signal's reason. `act` must do all or
 * nothing, on a connection that waits no longer than BUSY_TRY_MS.
 */
export async function whenFree<T>(act: () => T, patienceMs: number, signal?: AbortSignal): Promise<T> {
  const until = performance.now() + patienceMs;
  for (;;) {
    signal?.throwIfAborted();
    try {
      return act();
    } catch (error) {
      if (!isBusy(error) || performance.now() >= until) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

export const isBusy = (error: unknown): boolean => error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
