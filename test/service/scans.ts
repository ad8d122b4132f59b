import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result } from '../../main/contract/failure.ts';
import type { FilesPage, Scan, ScannedFile, ScanResult } from '../../main/contract/scan.ts';
import type { ScanMode } from '../../main/contract/scan-words.ts';
import type { RunOptions } from '../../main/service/scan/run.ts';
import { Scans } from '../../main/service/scan/scans.ts';
import { openForWriting } from '../../main/store/database.ts';
import { beginScan } from '../../main/store/scans.ts';
import type { TestMachine } from './machine.ts';

export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

export interface TestScans extends AsyncDisposable {
  readonly scans: Scans;
  readonly databaseFile: string;
}

/** Scans of a machine in a database of the test's own. */
export function openScans({ system }: TestMachine): TestScans {
  const folder = mkdtempSync(join(tmpdir(), 'bpio-scans-'));
  const databaseFile = join(folder, 'scans.db');
  const scans = new Scans(system, databaseFile);
  return {
    scans,
    databaseFile,
    [Symbol.asyncDispose]: async () => {
      await scans.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A scan of `D:` that is only written down, on a connection of the test's own, with what runs it. */
export function writtenScan(databaseFile: string): RunOptions {
  const { db } = must(openForWriting(databaseFile));
  db.pragma('busy_timeout = 0');
  const scan = beginScan(db, {
    roots: [{ path: 'D:', failure: null }],
    mode: 'every',
    startedUs: 0,
    machine: 'TEST',
    os: '10.0.26100',
    simulated: true,
  });
  return { db, databaseFile, scan, roots: ['D:'], mode: 'every', simulated: true, threads: 2, patienceMs: 0 };
}

/** Scans to the end. */
export async function scanAll(scans: Scans, roots: readonly string[], mode: ScanMode = 'every'): Promise<ScanResult> {
  const { id } = must(scans.start({ roots: [...roots], mode }));
  await scans.ended(id);
  return must(scans.result(id));
}

/** Every file of a scan, page by page, as it is shown. */
export function allFiles(scans: Scans, { id }: Pick<Scan, 'id'>, limit = 1_000): ScannedFile[] {
  const files: ScannedFile[] = [];
  for (let after: string | null = null, isFirst = true; isFirst || after !== null; isFirst = false) {
    const page: FilesPage = must(scans.files({ scan: id, select: { by: 'all' }, after, limit }));
    files.push(...page.files);
    after = page.next;
  }
  return files;
}
