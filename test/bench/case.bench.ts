import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, rounded } from './measure.ts';

const EVENTS = 1_000_000;
const FILES = 20_000;
const ROUNDS = 5;
const program = join(import.meta.dirname, 'case-child.ts');

interface Written {
  readonly ms: number;
  readonly peakRssMiB: number;
}

interface Opened {
  readonly ms: number;
}

/**
 * A redacted case of a million events beside SQLite's own copy of the same database, in turns, each in a process of its own: from the order
 * to the file with its name, by the threads that the product starts. Then what a window does with it: opens it and asks for its first page.
 */
export async function bench(): Promise<Readonly<Record<string, number>>> {
  const folder = mkdtempSync(join(tmpdir(), 'bpio-bench-'));
  try {
    const [store, target, copy] = [join(folder, 'events.db'), join(folder, 'case.bpio'), join(folder, 'copy.db')];
    run('store', store, String(EVENTS), String(FILES));
    const rounds = Array.from({ length: ROUNDS }, () => {
      for (const file of [copy, target]) rmSync(file, { force: true }); // to take the place of a large file costs as well
      const reference = run<Written>('vacuum', store, copy);
      const written = run<Written>('write', store, target);
      if (!existsSync(target)) throw new Error('no case was written');
      const opened = run<Opened>('open', target);
      return { reference, written, opened };
    });
    return {
      writeRatio: rounded(median(rounds.map(({ written, reference }) => written.ms / reference.ms)), 2),
      writeMs: Math.round(median(rounds.map(({ written }) => written.ms))),
      vacuumMs: Math.round(median(rounds.map(({ reference }) => reference.ms))),
      openMs: Math.round(median(rounds.map(({ opened }) => opened.ms))),
      peakRssMiB: rounded(Math.max(...rounds.map(({ written }) => written.peakRssMiB)), 1),
      caseMiB: rounded(statSync(target).size / 2 ** 20, 1),
      storeMiB: rounded(statSync(store).size / 2 ** 20, 1),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run<T>(...words: readonly string[]): T {
  const { stdout, status, stderr } = spawnSync(process.execPath, [program, ...words], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${words.join(' ')} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as T; // what case-child.ts prints for these words
}
