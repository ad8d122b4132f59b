import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, expect, test } from 'vitest';
import { CaptureLock } from '../../main/store/capture-lock.ts';
import { close, openForReading } from '../../main/store/database.ts';
import { closeInterrupted, listRecordings } from '../../main/store/recordings.ts';
import { busyGame } from './busy-game.ts';
import { OpenDb, TestFolder } from './sample-events.ts';

const entry = join(import.meta.dirname, '..', '..', 'main', 'shell', 'cli', 'entry.ts');
const ROUNDS = 4;

const scenario = busyGame({ files: 5000, events: 100_000_000, perSecond: 100_000 });

let child: ChildProcess | null = null;
afterEach(() => {
  child?.kill('SIGKILL');
});

function watch(folder: TestFolder): ChildProcess {
  const file = join(folder.path, 'scenario.json');
  writeFileSync(file, JSON.stringify(scenario));
  return spawn(process.execPath, [entry, 'watch', '--quiet', '--db', folder.database, `--sim=${file}`], { stdio: 'ignore' });
}

/** Events that a reader sees: committed ones. */
function countCommitted(file: string): number {
  if (!existsSync(file)) return 0;
  const opened = openForReading(file);
  if (!opened.ok) return 0;
  try {
    return opened.value.prepare<[], number>('SELECT count(*) FROM events').pluck().get() ?? 0;
  } finally {
    close(opened.value);
  }
}

test('killed at any moment of a burst, every committed event is there, the file is whole, the recording closed as interrupted', async () => {
  using folder = new TestFolder();
  for (let round = 1; round <= ROUNDS; round++) {
    const before = countCommitted(folder.database);
    child = watch(folder);
    const ended = once(child, 'exit');
    let seen = before;
    // Each round is killed a little later in its burst; nothing is waited for but what has been committed.
    await expect
      .poll(
        () => {
          seen = countCommitted(folder.database);
          return seen - before;
        },
        { timeout: 30_000, interval: 1 },
      )
      .toBeGreaterThan(2_000 * round);
    child.kill('SIGKILL');
    await ended;

    const lock = CaptureLock.take(folder.database);
    expect(lock.ok).toBe(true); // it ended with its process
    if (lock.ok) lock.value[Symbol.dispose]();
    using opened = new OpenDb(folder.database);
    const { db, setAside } = opened;
    expect(setAside).toBeNull();
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(db.pragma('foreign_key_check')).toEqual([]);
    expect(closeInterrupted(db)).toBe(1);
    const [latest] = listRecordings(db);
    const stored = db.prepare<[], number>('SELECT count(*) FROM events').pluck().get() ?? 0;
    expect(stored).toBeGreaterThanOrEqual(seen);
    expect(latest).toMatchObject({ ending: 'interrupted', events: stored - before });
    expect(db.prepare('SELECT sum(events) FROM bins WHERE level = 0').pluck().get()).toBe(stored);
    expect(db.prepare('SELECT count(*), max(seq) - min(seq) + 1 FROM events').raw().get()).toEqual([stored, stored]);
  }
}, 120_000);

test.each(['SIGINT', 'SIGTERM'] as const)(
  'asked to end by %s in the middle of a burst, it ends its session, stores what was buffered and exits 0',
  async (signal) => {
    using folder = new TestFolder();
    child = watch(folder);
    const ended = once(child, 'exit');
    await expect.poll(() => countCommitted(folder.database), { timeout: 30_000, interval: 1 }).toBeGreaterThan(1_000);
    child.kill(signal);
    expect(await ended).toEqual([0, null]);
    using opened = new OpenDb(folder.database);
    expect(listRecordings(opened.db)).toMatchObject([{ ending: 'stopped', events: countCommitted(folder.database) }]);
  },
  60_000,
);

test('a reader in another process sees whole batches only, while they are written', async () => {
  using folder = new TestFolder();
  child = watch(folder);
  await expect.poll(() => countCommitted(folder.database), { timeout: 30_000, interval: 1 }).toBeGreaterThan(0);
  const db = new Database(folder.database, { readonly: true });
  for (let look = 0; look < 50; look++) {
    const [events, counted] = db
      .prepare<[], [number, number]>('SELECT (SELECT count(*) FROM events), (SELECT sum(events) FROM bins WHERE level = 0)')
      .raw()
      .get() as [number, number]; // one row of two numbers
    expect(events).toBe(counted);
  }
  db.close();
}, 60_000);
