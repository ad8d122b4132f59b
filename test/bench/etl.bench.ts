import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasSamples, samplePath } from '../etw/samples.ts';
import { writeBenchTrace, writeVetoTrace } from './etl-files.ts';
import { median, rounded } from './measure.ts';

const PLAIN_BYTES = 1 << 30;
const COMPRESSED_BYTES = 512 << 20;
/** As many files as a game has; and each veto of another one, which the database takes worst. */
const VETOES = { bytes: 1 << 30, files: 20_000 } as const;
const DISTINCT_VETOES = { bytes: 128 << 20, files: 100_000_000 } as const;
const ROUNDS = 3;
/** Megabytes of a million bytes, as disks and the targets count them. */
const MB = 1e6;
const REAL_COMPRESSED = 'net.4.5.2.x64.etl';
const CONSOLE = join(import.meta.dirname, '..', '..', 'build', 'main', 'bpio.js');

interface Measured {
  readonly seconds: number;
  readonly records: number;
  readonly unpackedBytes: number;
  readonly peakRssMiB: number;
}

/**
 * Reading traces, each measurement in a fresh process with a cold compiler, files in the system's cache. `mbPerSecond` and
 * `recordsPerSecond`: first pass over 1 GiB, plain. `unpackedMbPerSecond`: over 512 MiB, compressed. `peakRssMiB`: the most that any of
 * the passes takes, or `bpio import` with its hash, its ordered second pass and its storing: of the 1 GiB trace, of 1 GiB of nothing but
 * vetoes, and of vetoes that are all of different files. `readMbPerSecond`: only reading the bytes, for comparison.
 */
export async function bench(): Promise<Readonly<Record<string, number>>> {
  const folder = mkdtempSync(join(tmpdir(), 'bpio-bench-'));
  const file = (name: string): string => join(folder, name);
  try {
    writeBenchTrace(file('plain.etl'), PLAIN_BYTES, false);
    writeBenchTrace(file('compressed.etl'), COMPRESSED_BYTES, true);
    const plainMb = statSync(file('plain.etl')).size / MB;
    const rounds = Array.from({ length: ROUNDS }, () => ({
      read: run('read', file('plain.etl')),
      scan: run('scan', file('plain.etl')),
      packed: run('scan', file('compressed.etl')),
    }));
    const { records } = rounds[0]?.scan ?? { records: 0 };
    const plain = importStored(folder, 'plain.etl');
    rmSync(file('plain.etl'));
    const vetoCount = writeVetoTrace(file('vetoes.etl'), VETOES.bytes, VETOES.files);
    const vetoes = importStored(folder, 'vetoes.etl');
    rmSync(file('vetoes.etl'));
    const distinctCount = writeVetoTrace(file('distinct.etl'), DISTINCT_VETOES.bytes, DISTINCT_VETOES.files);
    const distinct = importStored(folder, 'distinct.etl');
    const scanPeak = Math.max(...rounds.flatMap(({ scan, packed }) => [scan.peakRssMiB, packed.peakRssMiB]));
    const figures = {
      recordsPerSecond: Math.round(median(rounds.map(({ scan }) => scan.records / scan.seconds))),
      mbPerSecond: rounded(median(rounds.map(({ scan }) => plainMb / scan.seconds)), 1),
      unpackedMbPerSecond: rounded(median(rounds.map(({ packed }) => packed.unpackedBytes / MB / packed.seconds)), 1),
      peakRssMiB: rounded(Math.max(scanPeak, plain.peakRssMiB, vetoes.peakRssMiB, distinct.peakRssMiB), 1),
      readMbPerSecond: rounded(median(rounds.map(({ read }) => plainMb / read.seconds)), 1),
      records,
      importSeconds: rounded(plain.seconds, 2),
      importPeakRssMiB: rounded(plain.peakRssMiB, 1),
      vetoesStoredPerSecond: Math.round(vetoCount / vetoes.seconds),
      vetoesPeakRssMiB: rounded(vetoes.peakRssMiB, 1),
      distinctVetoesStoredPerSecond: Math.round(distinctCount / distinct.seconds),
      distinctVetoesPeakRssMiB: rounded(distinct.peakRssMiB, 1),
    };
    return hasSamples ? { ...figures, ...realFigures() } : figures;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The one large real compressed trace at hand: kernel and runtime records of 23 MB unpacked, start of the process not included. */
function realFigures(): Readonly<Record<string, number>> {
  const { records, seconds, unpackedBytes } = run('scan', samplePath(REAL_COMPRESSED));
  return { realRecordsPerSecond: Math.round(records / seconds), realUnpackedMbPerSecond: rounded(unpackedBytes / MB / seconds, 1) };
}

function run(task: 'read' | 'scan', path: string): Measured {
  const child = spawnSync(process.execPath, [join(import.meta.dirname, 'etl-child.ts'), task, path], { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(`${task} ended with ${child.status}: ${child.stderr}`, { cause: child.error });
  return JSON.parse(child.stdout) as Measured; // printed by etl-child.ts
}

/** The console program as it ships, from its start to its end, with a database of its own. */
function importStored(folder: string, name: string): { readonly seconds: number; readonly peakRssMiB: number } {
  const peakFile = join(folder, 'peak');
  const database = join(folder, 'events.db');
  const preload = ['--import', new URL('./report-peak.mjs', import.meta.url).href];
  const started = performance.now();
  const child = spawnSync(process.execPath, [...preload, CONSOLE, 'import', join(folder, name), '--db', database], {
    encoding: 'utf8',
    env: { ...process.env, PEAK_FILE: peakFile },
  });
  const seconds = (performance.now() - started) / 1_000;
  if (!child.stderr.includes('stored as recording 1 '))
    throw new Error(`import ended with ${child.status}: ${child.stderr}`, { cause: child.error });
  for (const suffix of ['', '-wal', '-shm']) rmSync(database + suffix, { force: true });
  return { seconds, peakRssMiB: Number(readFileSync(peakFile, 'utf8')) / 1_024 };
}
