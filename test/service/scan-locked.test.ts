import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ScanRun } from '../../main/service/scan/run.ts';
import { gameVolume, startMachine } from './machine.ts';
import { must, openScans, type TestScans, writtenScan } from './scans.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const FOLDERS = 20;
const FILES_A_FOLDER = 50;
const FILES = FOLDERS * FILES_A_FOLDER;
const LOCKED = expect.stringContaining('another program keeps the database locked');

const folder = mkdtempSync(join(tmpdir(), 'bpio-locked-'));
const host = join(folder, 'tree');
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => {
  for (let at = 0; at < FOLDERS; at++) {
    mkdirSync(join(host, `${at}`), { recursive: true });
    for (let file = 0; file < FILES_A_FOLDER; file++) writeFileSync(join(host, `${at}`, `${file}.bin`), 'x');
  }
});

const start = () =>
  startMachine({
    volumes: [
      { ...gameVolume, mount: 'C:' },
      { ...gameVolume, hostDirectory: host },
    ],
  });

/** Another program in the middle of writing. */
class ForeignWriter implements Disposable {
  readonly #db: Database.Database;

  constructor(databaseFile: string) {
    this.#db = new Database(databaseFile);
    this.#db.exec('BEGIN IMMEDIATE');
  }

  [Symbol.dispose](): void {
    this.#db.close(); // what it began is rolled back
  }
}

/** Resolves when a thread has posted something that is now waiting to be stored. */
async function untilSomethingIsFound({ scans }: TestScans, id: number): Promise<void> {
  while (scans.progress(id)?.current === null) await new Promise((resolve) => setImmediate(resolve));
}

describe('a database that another program is writing to', () => {
  test('when a scan is to start: it is said, and nothing has begun', async () => {
    using machine = start();
    await using opened = openScans(machine);
    must(opened.scans.list());
    {
      using _writer = new ForeignWriter(opened.databaseFile);
      expect(opened.scans.start({ roots: ['D:\\'], mode: 'every' })).toMatchObject({ ok: false, error: { detail: LOCKED } });
    }
    expect(must(opened.scans.list())).toEqual([]);
    const { id } = must(opened.scans.start({ roots: ['D:\\'], mode: 'every' }));
    await opened.scans.ended(id);
    expect(must(opened.scans.result(id)).scan).toMatchObject({ state: 'finished', files: FILES });
  });

  test('while a scan runs: it waits, and nothing is missing when the other is done', async () => {
    using machine = start();
    await using opened = openScans(machine);
    const { id } = must(opened.scans.start({ roots: ['D:\\'], mode: 'every' }));
    {
      using _writer = new ForeignWriter(opened.databaseFile);
      await untilSomethingIsFound(opened, id);
      expect(opened.scans.progress(id)).toMatchObject({ state: 'running', files: 0 });
    }
    await opened.scans.ended(id);
    expect(must(opened.scans.result(id)).scan).toMatchObject({ state: 'finished', files: FILES });
  });

  test('a scan that waits for it can be cancelled, and goes on later', async () => {
    using machine = start();
    await using opened = openScans(machine);
    const { id } = must(opened.scans.start({ roots: ['D:\\'], mode: 'every' }));
    {
      using _writer = new ForeignWriter(opened.databaseFile);
      await untilSomethingIsFound(opened, id);
      opened.scans.cancel(id);
      await opened.scans.ended(id); // and the other program still writes
      expect(opened.scans.progress(id)).toMatchObject({ state: 'interrupted', files: 0, failure: { detail: LOCKED } });
    }
    must(opened.scans.resume(id));
    await opened.scans.ended(id);
    expect(must(opened.scans.result(id)).scan).toMatchObject({ state: 'finished', files: FILES });
  });

  test('for too long: the scan ends with the reason', async () => {
    using _machine = start();
    const databaseFile = join(folder, 'patience.db');
    const options = writtenScan(databaseFile);
    {
      using _writer = new ForeignWriter(databaseFile);
      const run = new ScanRun(options);
      await run.ended;
      expect(run.progress).toMatchObject({ state: 'interrupted', files: 0, failure: { detail: LOCKED } });
    }
    const again = new ScanRun(options);
    await again.ended;
    options.db.close();
    expect(again.progress).toMatchObject({ state: 'finished', files: FILES });
  });
});
