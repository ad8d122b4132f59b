import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ScanRun } from '../../main/service/scan/run.ts';
import { Scans } from '../../main/service/scan/scans.ts';
import { gameVolume, startMachine } from './machine.ts';
import { allFiles, must, openScans, scanAll, writtenScan } from './scans.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** Two chains of folders, each inside the one before: what lies below is known only when what is above is stored, so there are many commits. */
const DEPTH = 30;
const FILES_A_FOLDER = 70;
const FILES = 2 * DEPTH * FILES_A_FOLDER;

const folder = mkdtempSync(join(tmpdir(), 'bpio-resume-'));
const host = join(folder, 'tree');
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => {
  for (const chain of ['a', 'b']) {
    let path = host;
    for (let depth = 0; depth < DEPTH; depth++) {
      path = join(path, `${chain}${depth}`);
      mkdirSync(path, { recursive: true });
      for (let file = 0; file < FILES_A_FOLDER; file++) writeFileSync(join(path, `${file}.bin`), 'x'.repeat(file));
    }
  }
});

/** Points at which a scan is stopped: other ones for every seed, the same for one. */
function randomPoints(seed: number, count: number, below: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return 1 + (state % below);
  }).sort((a, b) => a - b);
}

const start = () =>
  startMachine({
    volumes: [
      { ...gameVolume, mount: 'C:' },
      { ...gameVolume, hostDirectory: host },
    ],
  });

/** Counted in the tables themselves, not in the totals that the scan keeps. */
function counted(databaseFile: string) {
  const db = new Database(databaseFile, { readonly: true });
  try {
    return db
      .prepare(
        'SELECT (SELECT count(*) FROM scan_files) AS files, (SELECT coalesce(sum(files), 0) FROM scan_sums) AS summed, (SELECT files FROM scans) AS total',
      )
      .get();
  } finally {
    db.close();
  }
}

const complete = { files: FILES, summed: FILES, total: FILES };

describe('cancelled', () => {
  test.each([1, 2, 3])('at random points (%d): what was found is kept and agrees, and going on counts nothing twice', async (seed) => {
    using machine = start();
    await using opened = openScans(machine);
    const { id } = must(opened.scans.start({ roots: ['D:\\'], mode: 'every' }));
    let cancels = 0;
    for (const files of randomPoints(seed, 4, FILES * 0.8)) {
      for await (const progress of everyChange(opened.scans, id)) {
        if (progress >= files) break;
      }
      opened.scans.cancel(id);
      await opened.scans.ended(id);
      const { scan, byVerdict } = must(opened.scans.result(id));
      const stored = counted(opened.databaseFile);
      expect(stored).toEqual({ files: scan.files, summed: scan.files, total: scan.files });
      expect(Object.values(byVerdict).reduce((sum, verdict) => sum + verdict.files, 0)).toBe(scan.files);
      if (scan.state === 'finished') break; // a fast machine may be done before it is told
      expect(scan.state).toBe('cancelled');
      cancels += 1;
      must(opened.scans.resume(id));
    }
    expect(cancels).toBeGreaterThan(0);
    await opened.scans.ended(id);
    expect(must(opened.scans.result(id)).scan.state).toBe('finished');
    expect(counted(opened.databaseFile)).toEqual(complete);
    // A thread that was slow to stop closes what it has open when it does.
    while (machine.handleCount() > 0) await new Promise((resolve) => setImmediate(resolve));
  });

  test('before the first file it is an empty scan that can go on', async () => {
    using machine = start();
    await using opened = openScans(machine);
    const { id } = must(opened.scans.start({ roots: ['D:\\'], mode: 'every' }));
    opened.scans.cancel(id);
    await opened.scans.ended(id);
    expect(must(opened.scans.result(id)).scan).toMatchObject({ state: 'cancelled', files: 0 });
    must(opened.scans.resume(id));
    await opened.scans.ended(id);
    expect(counted(opened.databaseFile)).toEqual(complete);
  });
});

/** Numbers of stored files, each as it changes, until the scan ends. */
async function* everyChange(scans: Scans, id: number): AsyncGenerator<number> {
  for (let seen = -1; ; ) {
    const progress = scans.progress(id);
    if (progress === null || progress.state !== 'running') return;
    if (progress.files !== seen) {
      seen = progress.files;
      yield seen;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('killed', () => {
  test.each(randomPoints(7, 4, 20))(
    'after commit %d: everything that was told is there, and going on counts nothing twice',
    async (commits) => {
      const databaseFile = join(folder, `killed-${commits}.db`);
      const child = spawn(process.execPath, [join(import.meta.dirname, 'scan-killed.ts'), host, databaseFile], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ended = once(child, 'close');
      const told: number[] = [];
      for await (const line of createInterface({ input: child.stdout })) {
        told.push(Number(line));
        if (told.length > commits) child.kill('SIGKILL');
      }
      expect(await ended).toEqual([null, 'SIGKILL']); // it was killed before its end
      using machine = start();
      const scans = new Scans(machine.system, databaseFile);
      const [scan] = must(scans.list());
      if (scan === undefined) throw new Error('the scan is gone');
      expect(scan.files).toBeGreaterThanOrEqual(told.at(-1) ?? 0);
      expect(counted(databaseFile)).toEqual({ files: scan.files, summed: scan.files, total: scan.files });
      if (scan.state !== 'finished') {
        must(scans.resume(scan.id));
        await scans.ended(scan.id);
      }
      expect(must(scans.result(scan.id)).scan.state).toBe('finished');
      await scans.close();
      expect(counted(databaseFile)).toEqual(complete);
    },
  );
});

describe('results that cannot be stored', () => {
  test('a full disk ends the scan with the reason, and what was stored stays', async () => {
    using _machine = start();
    const databaseFile = join(folder, 'full.db');
    const options = writtenScan(databaseFile);
    const { db } = options;
    db.pragma(`max_page_count = ${(db.pragma('page_count', { simple: true }) as number) + 12}`);
    const run = new ScanRun(options);
    await run.ended;
    expect(run.progress).toMatchObject({ state: 'interrupted', failure: { detail: expect.stringContaining('disk is full') } });
    db.pragma('max_page_count = 1000000');
    const again = new ScanRun(options);
    await again.ended;
    db.close();
    expect(counted(databaseFile)).toEqual(complete);
  });

  test('a database that another program scans into is said, and left alone', async () => {
    using machine = start();
    await using opened = openScans(machine);
    const { id } = must(opened.scans.start({ roots: ['D:\\'], mode: 'every' }));
    using other = new Scans(machine.system, opened.databaseFile);
    expect(other.start({ roots: ['D:\\'], mode: 'every' })).toMatchObject({
      ok: false,
      error: { detail: expect.stringContaining('another instance') },
    });
    await opened.scans.ended(id);
    expect(must(opened.scans.result(id)).scan.files).toBe(FILES);
  });
});

test('files that come and go meanwhile: each is counted once or not at all, and nothing breaks', async () => {
  const changing = join(folder, 'changing');
  for (let at = 0; at < 30; at++) {
    mkdirSync(join(changing, `${at}`), { recursive: true });
    for (let file = 0; file < 40; file++) writeFileSync(join(changing, `${at}`, `${file}`), 'x');
  }
  using machine = startMachine({
    volumes: [
      { ...gameVolume, mount: 'C:' },
      { ...gameVolume, hostDirectory: changing },
    ],
  });
  await using opened = openScans(machine);
  const { id } = must(opened.scans.start({ roots: ['D:\\'], mode: 'every' }));
  for (let at = 29; at >= 0; at--) {
    rmSync(join(changing, `${at}`), { recursive: true });
    mkdirSync(join(changing, `new${at}`));
    writeFileSync(join(changing, `new${at}`, 'file'), 'x');
    await new Promise((resolve) => setImmediate(resolve));
  }
  await opened.scans.ended(id);
  const { scan } = must(opened.scans.result(id));
  const paths = allFiles(opened.scans, scan).map(({ path }) => path);
  expect([scan.state, new Set(paths).size]).toEqual(['finished', paths.length]);
  const { scan: after } = await scanAll(opened.scans, ['D:\\']);
  expect(after.files).toBe(30);
});
